/* Records in, records out: the contract that all filters share. */
#include "stream.h"

#include <err.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "buffer.h"
#include "input.h"
#include "json.h"
#include "mem.h"
#include "record.h"
#include "status.h"

enum { OUT_ROOM = 1 << 16, PROGRESS_EVERY = 1024 };

struct stream {
	struct stream_setup setup;
	struct input *input;
	struct record *record;
	struct buffer out;
	struct buffer wrapped; /* a plain text line as a record */
	struct input_piece raw;
	FILE *rejects;
	int status;
	bool stopped, broken; /* strict and a bad line; output failed */
	bool refused;         /* the record in hand was named already */
	bool shows_progress, progress_shown;
	unsigned records;
	bool (*before_wait)(void *context);
	void *context;
	struct timespec shown_at;
};

static volatile sig_atomic_t signal_caught;

static void
catch_signal(int number)
{
	signal_caught = number;
}

/* One that is ignored stays so: a shell says that of what it runs in the background. */
static void
take_over_signals(void)
{
	struct sigaction action = {.sa_handler = catch_signal, .sa_flags = SA_RESTART}, before;

	sigemptyset(&action.sa_mask);
	for (const int *n = (const int[]){SIGTERM, SIGINT, 0}; *n != 0; n++)
		if (sigaction(*n, NULL, &before) == 0 && before.sa_handler != SIG_IGN)
			sigaction(*n, &action, NULL);
}

static void
end_by_signal(int number)
{
	signal(number, SIG_DFL);
	raise(number);
}

static bool
before_wait(void *stream)
{
	struct stream *s = stream;

	if (s->before_wait != NULL && !s->before_wait(s->context))
		s->stopped = true;
	stream_flush(s);
	return stream_goes_on(s);
}

struct input *
stream_input(struct stream *s, char *const *files, size_t max_line)
{
	struct input *input = input_open(files, max_line, &signal_caught);

	input_before_wait(input, before_wait, s);
	return input;
}

struct stream *
stream_open(const struct stream_setup *setup)
{
	FILE *rejects = setup->rejects != NULL ? fopen(setup->rejects, "ae") : NULL;

	if (setup->rejects != NULL && rejects == NULL)
		err(STATUS_IO, "%s", setup->rejects);
	struct stream *s = mem_new(1, sizeof *s);
	s->setup = *setup;
	s->rejects = rejects;
	if (s->setup.max_line == 0)
		s->setup.max_line = STREAM_MAX_LINE;
	s->input = stream_input(s, setup->files, s->setup.max_line);
	s->record = record_new();
	s->shows_progress = isatty(STDERR_FILENO) && !isatty(STDOUT_FILENO);
	take_over_signals();
	return s;
}

static void
clear_progress(struct stream *s)
{
	if (s->progress_shown)
		fputs("\r\033[K", stderr);
	s->progress_shown = false;
}

void
stream_progress(struct stream *s, const struct input *input)
{
	struct timespec now;
	int percent;

	if (!s->shows_progress || ++s->records % PROGRESS_EVERY != 0 ||
		!input_progress(input, &percent))
		return;
	clock_gettime(CLOCK_MONOTONIC, &now);
	if (now.tv_sec == s->shown_at.tv_sec)
		return;
	s->shown_at = now;
	fprintf(stderr, "\r\033[K%s: %s %d %%, %u records", program_invocation_short_name,
		input_name(input), percent, s->records);
	s->progress_shown = true;
}

void
stream_fail(struct stream *s, int status)
{
	s->status = status_worst(s->status, status);
}

static void
write_all(struct stream *s, const char *at, size_t length)
{
	while (length > 0 && !s->broken) {
		ssize_t n = write(STDOUT_FILENO, at, length);
		if (n >= 0) {
			at += n;
			length -= (size_t)n;
		} else if (errno == EAGAIN) {
			poll(&(struct pollfd){.fd = STDOUT_FILENO, .events = POLLOUT}, 1, -1);
		} else if (errno != EINTR) {
			clear_progress(s);
			warn("standard output");
			s->broken = true;
			stream_fail(s, STATUS_IO);
		}
	}
}

/* Said once: from here on bad lines are only named. */
static void
fail_rejects(struct stream *s)
{
	warn("%s", s->setup.rejects);
	stream_fail(s, STATUS_IO);
	fclose(s->rejects);
	s->rejects = NULL;
}

void
stream_flush(struct stream *s)
{
	write_all(s, s->out.at, s->out.length);
	s->out.length = 0;
	if (s->rejects != NULL && (fflush(s->rejects) != 0 || ferror(s->rejects)))
		fail_rejects(s);
}

void
stream_write(struct stream *s, const char *line, size_t length)
{
	if (s->out.length + length + 1 > OUT_ROOM)
		stream_flush(s);
	if (length + 1 > OUT_ROOM) {
		write_all(s, line, length);
		write_all(s, "\n", 1);
		return;
	}
	buffer_add(&s->out, line, length);
	buffer_char(&s->out, '\n');
}

void
stream_put(struct stream *s, struct record *r)
{
	size_t length;
	const char *line = record_line(r, &length);

	if (record_fault(r) != NULL)
		stream_refuse(s, record_fault(r));
	else if (!s->refused)
		stream_write(s, line, length);
}

const char *
stream_place(const struct stream *s, size_t *line)
{
	*line = input_line(s->input);
	return input_name(s->input);
}

void
stream_keep(struct stream *s, const struct input_piece *raw, bool ends)
{
	if (s->rejects == NULL)
		return;
	fwrite(raw->at, 1, raw->length, s->rejects);
	if (ends)
		putc('\n', s->rejects);
}

/* Names a line, and counts it unless rejects keep it. */
static void
name_bad(struct stream *s, const char *name, size_t line, const char *reason)
{
	clear_progress(s);
	warnx("%s:%zu: %s", name, line, reason);
	if (s->rejects == NULL)
		stream_fail(s, STATUS_DATA);
	s->refused = true;
	if (s->setup.strict) {
		s->stopped = true;
		stream_fail(s, STATUS_DATA);
	}
}

void
stream_reject(struct stream *s, const char *name, size_t line, const char *reason,
	const struct input_piece *raw)
{
	name_bad(s, name, line, reason);
	if (raw != NULL)
		stream_keep(s, raw, true);
}

void
stream_refuse(struct stream *s, const char *reason)
{
	if (s->refused)
		return;
	name_bad(s, input_name(s->input), input_line(s->input), reason);
	stream_keep(s, &s->raw, true);
}

static bool
is_blank(const struct input_piece *piece)
{
	return strspn(piece->at, " \t") == piece->length;
}

/* A lone bracket, or a member on a line of its own. */
static bool
is_pretty_printed(const struct input_piece *piece)
{
	const char *at = piece->at + strspn(piece->at, " \t");
	size_t rest = strlen(at);

	return (rest == 1 && strchr("{}[]", *at) != NULL) || (at > piece->at && *at == '"') ||
	       strcmp(at, "},") == 0;
}

/* The line as a record; false: it was named as a bad one, or is to be passed over. */
static bool
read_line(struct stream *s, const struct input_piece *piece)
{
	struct input_piece line = *piece;
	bool repaired;

	s->raw = *piece;
	s->refused = false;
	if (s->setup.text) {
		buffer_clear(&s->wrapped);
		json_open(&s->wrapped, '{');
		json_key(&s->wrapped, "content");
		json_text(&s->wrapped, piece->at, piece->length);
		json_close(&s->wrapped, '}');
		line = (struct input_piece){s->wrapped.at, s->wrapped.length};
	}
	if (record_read(s->record, line.at, line.length, &repaired)) {
		if (repaired) {
			clear_progress(s);
			warnx("%s:%zu: bytes that are no UTF-8 were replaced by U+FFFD",
				input_name(s->input), input_line(s->input));
		}
		return true;
	}
	char *reason = mem_format("%s%s", record_fault(s->record),
		is_pretty_printed(piece) ? "; one record a line; try jq -c" : "");
	stream_refuse(s, reason);
	free(reason);
	return false;
}

static void
name_bad_file(struct stream *s, enum input_kind kind)
{
	int reason = errno;

	clear_progress(s);
	warnx("%s: %s", input_name(s->input), strerror(reason));
	stream_fail(s, kind == INPUT_UNOPENED || reason == EISDIR ? STATUS_NO_INPUT : STATUS_IO);
	s->stopped = s->setup.strict;
}

/* What is not a line in order; false: the stream is at its end. */
static bool
handle_other(struct stream *s, enum input_kind kind, const struct input_piece *piece)
{
	char reason[80];

	switch (kind) {
	case INPUT_TOO_LONG:
		snprintf(reason, sizeof reason, "the line is over %zu bytes (--max-line)",
			s->setup.max_line);
		name_bad(s, input_name(s->input), input_line(s->input), reason);
		stream_keep(s, piece, false);
		return true;
	case INPUT_REST:
	case INPUT_REST_END:
		stream_keep(s, piece, kind == INPUT_REST_END);
		return true;
	case INPUT_UNOPENED:
	case INPUT_BROKEN:
		name_bad_file(s, kind);
		return true;
	case INPUT_STOPPED:
		return signal_caught == 0;
	default:
		return false;
	}
}

bool
stream_goes_on(const struct stream *s)
{
	return !s->broken && !s->stopped && signal_caught == 0;
}

struct record *
stream_next(struct stream *s)
{
	struct input_piece piece;
	bool goes_on = true;

	while (goes_on && stream_goes_on(s)) {
		enum input_kind kind = input_next(s->input, &piece);
		if (kind != INPUT_LINE)
			goes_on = handle_other(s, kind, &piece);
		else if (!is_blank(&piece) && read_line(s, &piece)) {
			stream_progress(s, s->input);
			return s->record;
		}
	}
	return NULL;
}

void
stream_before_wait(struct stream *s, bool (*call)(void *context), void *context)
{
	s->before_wait = call;
	s->context = context;
}

int
stream_finish(struct stream *s)
{
	stream_flush(s);
	clear_progress(s);
	if (!s->setup.reads_only && !s->broken && close(STDOUT_FILENO) != 0 && errno != EBADF) {
		warn("standard output");
		stream_fail(s, STATUS_IO);
	}
	if (s->rejects != NULL && fclose(s->rejects) != 0) {
		warn("%s", s->setup.rejects);
		stream_fail(s, STATUS_IO);
	}
	int status = s->status, caught = signal_caught;
	input_close(s->input);
	record_free(s->record);
	buffer_free(&s->out);
	buffer_free(&s->wrapped);
	free(s);
	if (caught != 0)
		end_by_signal(caught);
	return status;
}
