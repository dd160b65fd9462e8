/* Sources of posts: the table of kinds, and what all kinds have in common. */
#include "source/source.h"

#include <err.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "buffer.h"
#include "clock.h"
#include "mem.h"
#include "spool.h"
#include "status.h"
#include "stream.h"

static const struct source_kind *const kinds[] = {&source_csv, &source_tsv, &source_ndjson,
	&source_json, &source_text, &source_feed, &source_mbox, &source_mail, &source_maildir,
	&source_whatsapp, &source_chat, &source_mastodon, &source_meta, &source_bluesky, &source_x,
	&source_reddit, &source_discourse, &source_stackexchange, &source_youtube};

const struct source_kind *
source_kind(size_t n)
{
	return n < sizeof kinds / sizeof *kinds ? kinds[n] : NULL;
}

const struct source_kind *
source_find(const char *name)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (strcmp(kinds[i]->name, name) == 0)
			return kinds[i];
	return NULL;
}

static char *
format_text(const char *format, va_list ap)
{
	char *text;

	if (vasprintf(&text, format, ap) < 0)
		err(STATUS_SYSTEM, "memory");
	return text;
}

void
source_refuse(struct source *s, size_t line, const struct input_piece *raw, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	char *reason = format_text(format, ap);
	va_end(ap);
	stream_reject(s->ends.stream, s->ends.place, line, reason, raw);
	free(reason);
	post_clear(s->post);
}

void
source_fail(struct source *s, int status, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	char *reason = format_text(format, ap);
	va_end(ap);
	warnx("%s: %s", s->ends.place, reason);
	free(reason);
	stream_fail(s->ends.stream, status);
	s->failed = true;
}

void
source_warn(struct source *s, size_t line, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	char *text = format_text(format, ap);
	va_end(ap);
	warnx("%s:%zu: %s", s->ends.place, line, text);
	free(text);
}

bool
source_goes_on(const struct source *s)
{
	return !s->failed && stream_goes_on(s->ends.stream);
}

bool
source_says(const struct source *s, enum post_field field)
{
	return map_has_field(s->options.map, field) ||
	       (field == POST_SOURCE && s->options.name != NULL) ||
	       (field == POST_CHANNEL && s->options.channel != NULL);
}

bool
source_is_own(const struct source *s, const char *name)
{
	const char *list = s->options.own != NULL ? s->options.own : "";
	size_t length = strlen(name);

	while (*list != '\0') {
		list += strspn(list, "| ");
		size_t n = strcspn(list, "|"), shown = n;
		while (shown > 0 && list[shown - 1] == ' ')
			shown--;
		if (shown > 0 && shown == length && strncasecmp(list, name, length) == 0)
			return true;
		list += n;
	}
	return false;
}

static void
fail_to_read(struct source *s, enum input_kind kind)
{
	bool missing = kind == INPUT_UNOPENED || errno == EISDIR;

	source_fail(s, missing ? STATUS_NO_INPUT : STATUS_IO, "%s", strerror(errno));
}

/* Keeps the rest of a line that is too long; false: the input ended badly. */
static bool
skip_long_line(struct source *s, struct input_piece *piece)
{
	char reason[80];
	enum input_kind kind;

	snprintf(reason, sizeof reason, "the line is over %zu bytes (--max-line)",
		s->options.max_line);
	stream_reject(s->ends.stream, s->ends.place, input_line(s->ends.input), reason, NULL);
	stream_keep(s->ends.stream, piece, false);
	do {
		kind = input_next(s->ends.input, piece);
		if (kind == INPUT_REST || kind == INPUT_REST_END)
			stream_keep(s->ends.stream, piece, kind == INPUT_REST_END);
	} while (kind == INPUT_REST || (kind == INPUT_STOPPED && source_goes_on(s)));
	if (kind == INPUT_BROKEN)
		fail_to_read(s, kind);
	return kind == INPUT_REST_END;
}

enum source_got
source_line(struct source *s, struct input_piece *line)
{
	struct input *input = s->ends.input;

	while (source_goes_on(s)) {
		enum input_kind kind = input_next(input, line);
		if (kind == INPUT_LINE) {
			stream_progress(s->ends.stream, input);
			return SOURCE_LINE;
		}
		if (kind == INPUT_TOO_LONG)
			return skip_long_line(s, line) ? SOURCE_SKIPPED : SOURCE_END;
		if (kind == INPUT_END)
			return SOURCE_END;
		if (kind != INPUT_STOPPED)
			fail_to_read(s, kind);
	}
	s->failed = true;
	return SOURCE_END;
}

bool
source_whole(struct source *s, struct buffer *bytes)
{
	enum input_kind kind;

	do {
		kind = input_whole(s->ends.input, bytes, s->options.max_body);
	} while (kind == INPUT_STOPPED && source_goes_on(s));
	if (kind == INPUT_END)
		return true;
	if (kind == INPUT_TOO_LONG)
		source_fail(
			s, STATUS_DATA, "it is over %zu bytes (--max-body)", s->options.max_body);
	else if (kind != INPUT_STOPPED)
		fail_to_read(s, kind);
	s->failed = true;
	return false;
}

/* One warning an input, not one a post: the rest is counted. */
static void
note_oddities(struct source *s, size_t line)
{
	const char *time = post_odd_time(s->post);

	if (post_was_repaired(s->post) && s->repaired++ == 0)
		source_warn(s, line, "bytes that are no UTF-8 were replaced by U+FFFD");
	if (time != NULL && s->odd_times++ == 0)
		source_warn(s, line, "\"%s\" is no time that is known; kept under extra", time);
}

static void
tell_oddities(const struct source *s)
{
	if (s->repaired > 1)
		warnx("%s: bytes were replaced in %zu posts in all", s->ends.place, s->repaired);
	if (s->odd_times > 1)
		warnx("%s: times were not known in %zu posts in all", s->ends.place, s->odd_times);
}

static const char *
source_name(const struct source *s)
{
	if (s->options.name != NULL)
		return s->options.name;
	return s->host != NULL ? s->host : s->options.kind->name;
}

void
source_put(struct source *s, size_t line)
{
	const char *channel = s->options.channel;
	struct post_origin origin = {
		.channel = channel != NULL ? channel : s->options.kind->channel,
		.source = source_name(s),
		.fetched_at = s->fetched_at,
		.ordinals = s->ordinals};

	if (s->settle != NULL && !s->settle(s, line))
		return;
	note_oddities(s, line);
	buffer_clear(s->line);
	post_write(s->post, &origin, s->line);
	if (s->ends.spool != NULL)
		spool_put(s->ends.spool, s->line->at, s->line->length);
	else
		stream_write(s->ends.stream, s->line->at, s->line->length);
	s->records++;
	post_clear(s->post);
}

bool
source_read(const struct source_options *options, const struct source_ends *ends, size_t *records)
{
	struct buffer line = {0};
	struct source s = {.options = *options,
		.ends = *ends,
		.post = post_new(),
		.host = ends->host != NULL ? mem_dup(ends->host) : NULL,
		.fetched_at = clock_now(),
		.ordinals = ordinals_new(),
		.line = &line};

	options->kind->read(&s);
	tell_oddities(&s);
	if (records != NULL)
		*records = s.records;
	bool whole = !s.failed && stream_goes_on(ends->stream);
	post_free(s.post);
	free(s.host);
	ordinals_free(s.ordinals);
	buffer_free(&line);
	return whole;
}
