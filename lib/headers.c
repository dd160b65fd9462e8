/* The headers of a mail message. */
#include "headers.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "buffer.h"
#include "mem.h"
#include "mime.h"

struct header {
	char *name, *raw; /* raw: on one line, as it came */
	char *text;       /* decoded */
};

struct headers {
	struct header *at;
	size_t count, room;
};

/* The name of a header, the blanks and the colon behind it; or 0. */
static size_t
name_length(const char *at, const char *end)
{
	size_t n = 0;

	while (at + n < end && at[n] > ' ' && at[n] < 127 && at[n] != ':')
		n++;
	size_t all = n;
	while (at + all < end && (at[all] == ' ' || at[all] == '\t'))
		all++;
	return n > 0 && at + all < end && at[all] == ':' ? all + 1 : 0;
}

static void
add_value(struct buffer *value, const char *at, const char *end)
{
	while (end > at && isspace((unsigned char)end[-1]))
		end--;
	while (at < end && isspace((unsigned char)*at))
		at++;
	if (value->length > 0 && at < end)
		buffer_char(value, ' ');
	for (; at < end; at++)
		if (*at != '\0')
			buffer_char(value, *at);
}

static void
add_header(struct headers *all, const char *name, size_t length, struct buffer *value)
{
	struct buffer text = {0};

	all->at = mem_grow(all->at, all->count, &all->room, sizeof *all->at);
	struct header *h = &all->at[all->count++];
	while (length > 0 && (name[length - 1] == ':' || isspace((unsigned char)name[length - 1])))
		length--;
	h->name = mem_dup_n(name, length);
	h->raw = mem_dup_n(value->at, value->length);
	mime_words(&text, h->raw, value->length);
	h->text = text.at != NULL ? text.at : mem_dup("");
	buffer_clear(value);
}

struct headers *
headers_read(const char *bytes, size_t length, size_t *body)
{
	struct headers *all = mem_new(1, sizeof *all);
	struct buffer value = {0};
	const char *at = bytes, *end = bytes + length, *name = NULL;
	size_t n = 0;

	while (at < end) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		const char *stop = newline != NULL ? newline : end;
		bool folded = name != NULL && (*at == ' ' || *at == '\t');
		size_t found = folded ? 0 : name_length(at, stop);
		if (!folded && name != NULL)
			add_header(all, name, n, &value);
		if (!folded)
			name = found > 0 ? at : NULL;
		if (name == NULL) { /* an empty line, or the body begins without one */
			if (at == stop || (*at == '\r' && at + 1 == stop))
				at = stop < end ? stop + 1 : end;
			break;
		}
		n = folded ? n : found;
		add_value(&value, at + found, stop);
		at = stop < end ? stop + 1 : end;
	}
	if (name != NULL)
		add_header(all, name, n, &value);
	buffer_free(&value);
	*body = (size_t)(at - bytes);
	return all;
}

void
headers_free(struct headers *all)
{
	if (all == NULL)
		return;
	for (size_t i = 0; i < all->count; i++) {
		free(all->at[i].name);
		free(all->at[i].raw);
		free(all->at[i].text);
	}
	free(all->at);
	free(all);
}

size_t
headers_count(const struct headers *all)
{
	return all->count;
}

static const struct header *
find(const struct headers *all, const char *name)
{
	for (size_t i = 0; i < all->count; i++)
		if (strcasecmp(all->at[i].name, name) == 0)
			return &all->at[i];
	return NULL;
}

const char *
headers_text(const struct headers *all, const char *name, const char *missing)
{
	const struct header *h = find(all, name);

	return h != NULL ? h->text : missing;
}

const char *
headers_raw(const struct headers *all, const char *name, const char *missing)
{
	const struct header *h = find(all, name);

	return h != NULL ? h->raw : missing;
}

/* Behind a quoted string or a comment that begins at at. */
static const char *
skip_nested(const char *at)
{
	char close = *at == '"' ? '"' : ')';
	int depth = 1;

	for (at++; *at != '\0' && depth > 0; at++) {
		if (*at == '\\' && at[1] != '\0')
			at++;
		else if (*at == close)
			depth--;
		else if (*at == '(' && close == ')')
			depth++;
	}
	return at;
}

/* A phrase as text: quotes and backslashes away, encoded words decoded. */
static char *
phrase(const char *at, const char *end)
{
	struct buffer plain = {0}, text = {0};

	for (; at < end; at++)
		if (*at == '\\' && at + 1 < end)
			buffer_char(&plain, *++at);
		else if (*at != '"')
			buffer_char(&plain, *at);
	while (plain.length > 0 && isspace((unsigned char)plain.at[plain.length - 1]))
		plain.length--;
	size_t blanks = 0;
	while (blanks < plain.length && isspace((unsigned char)plain.at[blanks]))
		blanks++;
	if (plain.length > blanks)
		mime_words(&text, plain.at + blanks, plain.length - blanks);
	buffer_free(&plain);
	return text.at;
}

/* The parts of "Name <address> (comment)", pointing into value; ends at the comma behind it. */
struct mailbox {
	const char *name_end, *open, *close, *comment, *comment_end;
};

static void
find_mailbox(const char *at, struct mailbox *box)
{
	*box = (struct mailbox){0};
	while (*at != '\0' && *at != ',' && *at != ';') {
		if (*at == '(' && box->comment == NULL) {
			box->comment = at + 1;
			box->comment_end = skip_nested(at) - 1;
		}
		if (*at == '<' && box->open == NULL)
			box->open = at + 1;
		if (*at == '>' && box->open != NULL && box->close == NULL)
			box->close = at;
		at = *at == '"' || *at == '(' ? skip_nested(at) : at + 1;
	}
	box->name_end = at;
}

static char *
bare_address(const char *at, const char *end)
{
	struct buffer address = {0};

	for (; at < end && *at != '('; at++)
		if (!isspace((unsigned char)*at))
			buffer_char(&address, *at);
	return address.at;
}

bool
headers_address(const struct headers *all, const char *header, char **name, char **address)
{
	const char *at = headers_raw(all, header, "");
	struct mailbox box;

	*name = *address = NULL;
	const char *group = strchr(at, ':');
	if (group != NULL && memchr(at, '@', (size_t)(group - at)) == NULL &&
		memchr(at, '"', (size_t)(group - at)) == NULL)
		at = group + 1; /* "undisclosed recipients:;" */
	find_mailbox(at, &box);
	if (box.open != NULL) {
		*address = bare_address(box.open, box.close ? box.close : box.name_end);
		*name = phrase(at, box.open - 1);
	} else {
		*address = bare_address(at, box.name_end);
	}
	if (*name == NULL && box.comment != NULL && box.comment_end > box.comment)
		*name = phrase(box.comment, box.comment_end);
	if (*address == NULL) {
		free(*name);
		*name = NULL;
	}
	return *address != NULL;
}

char *
headers_identifier(const struct headers *all, const char *header)
{
	const char *value = headers_raw(all, header, ""), *open = strchr(value, '<');
	const char *close = open != NULL ? strchr(open, '>') : NULL;

	if (close == NULL || close == open + 1)
		return NULL;
	return bare_address(open + 1, close);
}

/* Answers without a person: "OOF, AutoReply", "All". What only asks for no receipt ("DR, RN") is ordinary mail. */
static bool
suppresses_answers(const struct headers *all)
{
	const char *what = headers_raw(all, "X-Auto-Response-Suppress", "");

	return strcasestr(what, "all") != NULL || strcasestr(what, "oof") != NULL ||
	       strcasestr(what, "autoreply") != NULL;
}

static bool
is_precedence_of_machines(const char *precedence)
{
	static const char *const words[] = {"bulk", "list", "junk", "auto_reply"};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcasecmp(precedence, words[i]) == 0)
			return true;
	return false;
}

static bool
is_from_mailer_daemon(const struct headers *all)
{
	char *name, *address;
	bool is = headers_address(all, "From", &name, &address) &&
		  (strncasecmp(address, "mailer-daemon@", 14) == 0 ||
			  strcasecmp(address, "mailer-daemon") == 0);

	free(name);
	free(address);
	return is;
}

bool
headers_are_automatic(const struct headers *all)
{
	const char *submitted = headers_raw(all, "Auto-Submitted", "no");
	const char *sender = headers_raw(all, "Return-Path", "?");
	const char *type = headers_raw(all, "Content-Type", "");

	return strncasecmp(submitted, "no", 2) != 0 || headers_raw(all, "List-Id", NULL) != NULL ||
	       is_precedence_of_machines(headers_raw(all, "Precedence", "")) ||
	       strcmp(sender, "<>") == 0 || strncasecmp(type, "multipart/report", 16) == 0 ||
	       suppresses_answers(all) || is_from_mailer_daemon(all);
}
