/* Source kind whatsapp: a chat that WhatsApp exported as text. */
#include "source/source.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "buffer.h"
#include "clock.h"
#include "mem.h"
#include "source/whatsapp_line.h"
#include "source/whatsapp_text.h"
#include "status.h"

enum { DAY = 86400, IMPOSSIBLE = 1000 };

struct message {
	struct whatsapp_head head;
	const char *end; /* of its text, which begins at head.rest */
	size_t line;
};

struct chat {
	struct source *source;
	struct message *at;
	size_t count, room;
	const char *order;
	char *name;    /* NULL: not known */
	bool own_seen; /* somebody of ours said something */
};

static void
add_line(struct chat *c, const char *at, const char *end, size_t line)
{
	struct whatsapp_head head;
	bool begins = whatsapp_read_head(at, end, &head) &&
		      (c->count == 0 || (head.bracket == c->at->head.bracket &&
						head.separator == c->at->head.separator));

	if (begins) {
		c->at = mem_grow(c->at, c->count, &c->room, sizeof *c->at);
		c->at[c->count++] = (struct message){head, end, line};
	} else if (c->count > 0) {
		c->at[c->count - 1].end = end;
	}
}

static void
split(struct chat *c, const struct buffer *bytes)
{
	const char *at = bytes->at, *end = bytes->at + bytes->length;

	for (size_t line = 1; at < end; line++) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		const char *stop = newline != NULL ? newline : end;
		add_line(c, at, stop > at && stop[-1] == '\r' ? stop - 1 : stop, line);
		at = newline != NULL ? newline + 1 : end;
	}
}

/* What speaks against an order: days that do not exist, that go back, that are still to come. */
static size_t
count_faults(const struct chat *c, const char *order)
{
	int64_t last = INT64_MIN, seconds;
	size_t faults = 0;

	for (size_t i = 0; i < c->count; i++) {
		if (!whatsapp_time(&c->at[i].head, order, &seconds)) {
			faults += IMPOSSIBLE;
			continue;
		}
		faults += (seconds / DAY < last) + (seconds > c->source->fetched_at + DAY);
		last = seconds / DAY;
	}
	return faults;
}

/* The day differs from the month in some message, and no year comes first. */
static bool
order_matters(const struct chat *c)
{
	for (size_t i = 0; i < c->count; i++)
		if (!c->at[i].head.year_first && c->at[i].head.date[0] != c->at[i].head.date[1])
			return true;
	return false;
}

static void
choose_order(struct chat *c)
{
	size_t days = count_faults(c, "DMY"), months = count_faults(c, "MDY");
	size_t years = count_faults(c, "YMD"), least = days <= months ? days : months;

	c->order = days <= months ? "DMY" : "MDY";
	if (years < least)
		c->order = "YMD";
	else if (days == months && order_matters(c))
		source_warn(c->source, c->at->line,
			"the day or the month may come first; the day is taken (--date-format)");
}

/* "WhatsApp Chat with Jan (1).txt" is the chat Jan; of iOS's "_chat.txt" the folder says the name. For the caller to free; NULL:
 * standard input. */
static char *
name_chat(const char *place)
{
	static const char *const starts[] = {"WhatsApp Chat with ", "WhatsApp Chat - ",
		"WhatsApp-chat met ", "WhatsApp Chat mit ", "Discussion WhatsApp avec "};
	const char *slash = strrchr(place, '/'), *name = slash != NULL ? slash + 1 : place;
	size_t length = strlen(name);

	if (strcmp(place, "-") == 0)
		return NULL;
	if (strcmp(name, "_chat.txt") == 0 && slash != NULL) {
		char *folder = mem_dup_n(place, (size_t)(slash - place)), *chat = name_chat(folder);
		free(folder);
		return chat;
	}
	if (length > 4 && strcasecmp(name + length - 4, ".txt") == 0)
		length -= 4;
	if (length > 4 && name[length - 1] == ')' && name[length - 3] == '(' &&
		name[length - 4] == ' ')
		length -= 4;
	for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
		size_t n = strlen(starts[i]);
		if (length > n && strncasecmp(name, starts[i], n) == 0)
			return mem_dup_n(name + n, length - n);
	}
	return mem_dup_n(name, length);
}

/* The name before ": "; NULL: nobody says it ("Jan changed the subject"), else for the caller to free. *text moves behind it. */
static char *
take_name(const struct message *m, const char **text)
{
	const char *line_end = memchr(m->head.rest, '\n', (size_t)(m->end - m->head.rest));
	const char *end = line_end != NULL ? line_end : m->end, *colon = m->head.rest;
	struct buffer name = {0};

	while (colon < end &&
		!(*colon == ':' && (colon + 1 == end || strchr(" \r", colon[1]) != NULL)))
		colon++;
	if (colon < end)
		whatsapp_add_plain(&name, m->head.rest, colon);
	if (name.length == 0 || strpbrk(name.at, "\"<>") != NULL || strstr(name.at, "“") != NULL) {
		buffer_free(&name);
		return NULL;
	}
	*text = colon + 1 < end ? colon + 2 : end;
	const char *at = name.at + (*name.at == '~'); /* not in the telephone's contacts */
	while (*at == ' ' || strncmp(at, "\u202F", 3) == 0 || strncmp(at, "\u00A0", 2) == 0)
		at += *at == ' ' ? 1 : *at == '\xC2' ? 2 : 3;
	char *plain = *at != '\0' ? mem_dup(at) : NULL;
	buffer_free(&name);
	return plain;
}

static void
identify(const struct chat *c, const struct message *m, const char *time)
{
	struct buffer text = {0};

	buffer_format(&text, "%s\n%s\n", c->name != NULL ? c->name : "", time);
	whatsapp_add_plain(&text, m->head.rest, m->end);
	post_identify(c->source->post, text.at);
	buffer_free(&text);
}

static void
put_message(struct chat *c, const struct message *m)
{
	struct post *post = c->source->post;
	const char *text = NULL;
	char *name = take_name(m, &text), time[CLOCK_TEXT];
	int64_t seconds;

	if (name == NULL || (m->head.bracket && whatsapp_is_notice(text, m->end))) {
		/* the application says it */
	} else if (!whatsapp_time(&m->head, c->order, &seconds)) {
		source_refuse(
			c->source, m->line, NULL, "there is no such day, read as %s", c->order);
	} else {
		clock_print(seconds, time);
		post_set_string(post, POST_CREATED_AT, time);
		post_set_string(post, POST_AUTHOR_NAME, name);
		post_set_string(post, POST_CONVERSATION, c->name);
		post_set_string(post, POST_VISIBILITY, "private");
		if (source_is_own(c->source, name))
			post_set_string(post, POST_DIRECTION, "out");
		c->own_seen |= *post_text(post, POST_DIRECTION) != '\0';
		whatsapp_take_text(post, text, m->end, time);
		identify(c, m, time);
		source_put(c->source, m->line);
	}
	free(name);
}

static void
put_all(struct chat *c)
{
	const char *own = c->source->options.own;

	c->order = c->source->options.date_format;
	if (c->order == NULL)
		choose_order(c);
	c->name = name_chat(c->source->ends.place);
	for (size_t i = 0; i < c->count && source_goes_on(c->source); i++)
		put_message(c, &c->at[i]);
	if (own != NULL && *own != '\0' && !c->own_seen)
		source_warn(c->source, 1, "nobody in it is called %s", own + strspn(own, "| "));
	free(c->name);
}

static void
read_whatsapp(struct source *source)
{
	struct buffer bytes = {0};
	struct chat c = {.source = source};

	if (source_whole(source, &bytes)) {
		buffer_text(&bytes, "");
		split(&c, &bytes);
		if (bytes.length > 4 && memcmp(bytes.at, "PK\3\4", 4) == 0)
			source_fail(source, STATUS_DATA, "it is a zip archive: unpack it first");
		else if (c.count == 0)
			source_fail(source, STATUS_DATA, "it is no chat that WhatsApp exported");
		else
			put_all(&c);
	}
	free(c.at);
	buffer_free(&bytes);
}

const struct source_kind source_whatsapp = {
	"whatsapp", "whatsapp", false, SOURCE_OWN | SOURCE_DATES, read_whatsapp};
