/* Mail messages: parts, text, attachments. */
#include "mime.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "buffer.h"
#include "hash.h"
#include "headers.h"
#include "mem.h"
#include "xml.h"

enum { DEPTH = 32, STUB = 200 };

struct span {
	const char *at, *end;
};

struct mime {
	struct headers *headers;
	struct buffer text;
	struct mime_attachment *attachments;
	size_t attachment_count, attachment_room;
};

/* The text of a part, and whether it came from HTML. */
struct reading {
	struct buffer text;
	bool html;
};

static void read_part(struct mime *m, struct span part, int depth, struct reading *reading);

/* "text/plain" in lower case. */
static char *
content_type(const struct headers *all)
{
	const char *value = headers_raw(all, "Content-Type", "text/plain");
	size_t n = strcspn(value, "; \t");
	char *type = mem_dup_n(value, n);

	for (char *p = type; *p != '\0'; p++)
		*p = (char)tolower((unsigned char)*p);
	if (strcmp(type, "text") == 0 || *type == '\0') {
		free(type);
		type = mem_dup("text/plain");
	}
	return type;
}

static void
decode_body(struct buffer *out, const struct headers *all, struct span body)
{
	const char *code = headers_raw(all, "Content-Transfer-Encoding", "");
	size_t length = (size_t)(body.end - body.at);

	if (strncasecmp(code, "base64", 6) == 0)
		mime_base64(out, body.at, length);
	else if (strncasecmp(code, "quoted-printable", 16) == 0)
		mime_quoted_printable(out, body.at, length, false);
	else
		buffer_add(out, body.at, length);
}

/* RFC 3676: a line that ends with a space goes on in the next one. */
static void
join_flowed(struct buffer *out, const char *text, bool drop_space)
{
	while (*text != '\0') {
		size_t n = strcspn(text, "\n"), shown = n;
		bool signature = strncmp(text, "-- \n", 4) == 0;
		bool soft = n > 0 && text[n - 1] == ' ' && !signature && text[n] == '\n' &&
			    text[0] != '>';
		if (soft && drop_space)
			shown--;
		if (*text == ' ' && shown > 0) /* stuffed */
			buffer_add(out, text + 1, shown - 1);
		else
			buffer_add(out, text, shown);
		if (text[n] == '\n' && !soft)
			buffer_char(out, '\n');
		text += n + (text[n] == '\n');
	}
}

static void
drop_returns_and_nuls(struct buffer *text)
{
	size_t to = 0;

	for (size_t i = 0; i < text->length; i++)
		if (text->at[i] != '\r' && text->at[i] != '\0')
			text->at[to++] = text->at[i];
	if (text->at != NULL)
		text->at[to] = '\0';
	text->length = to;
}

static void
read_text(const struct headers *all, struct span body, struct reading *reading)
{
	const char *type = headers_raw(all, "Content-Type", "text/plain");
	struct buffer bytes = {0}, charset = {0}, text = {0}, flowed = {0};

	reading->html = strncasecmp(type, "text/html", 9) == 0;
	decode_body(&bytes, all, body);
	mime_parameter(&charset, type, "charset");
	mime_to_utf8(&text, bytes.length > 0 ? bytes.at : "", bytes.length, charset.at);
	drop_returns_and_nuls(&text);
	mime_parameter(&flowed, type, "format");
	if (text.length > 0 && reading->html) {
		xml_html_text(&reading->text, text.at, text.length, true);
	} else if (text.length > 0 && flowed.at != NULL && strcasecmp(flowed.at, "flowed") == 0) {
		buffer_clear(&charset);
		mime_parameter(&charset, type, "delsp");
		join_flowed(&reading->text, text.at,
			charset.at != NULL && strcasecmp(charset.at, "yes") == 0);
	} else {
		buffer_add(&reading->text, text.length > 0 ? text.at : "", text.length);
	}
	buffer_free(&bytes);
	buffer_free(&charset);
	buffer_free(&text);
	buffer_free(&flowed);
}

static void
note_attachment(struct mime *m, const struct headers *all, struct span body)
{
	struct buffer bytes = {0}, name = {0};
	struct hash hash;

	m->attachments = mem_grow(
		m->attachments, m->attachment_count, &m->attachment_room, sizeof *m->attachments);
	struct mime_attachment *a = &m->attachments[m->attachment_count++];
	a->type = content_type(all);
	if (!mime_parameter(&name, headers_raw(all, "Content-Disposition", ""), "filename"))
		mime_parameter(&name, headers_raw(all, "Content-Type", ""), "name");
	a->name = name.at;
	decode_body(&bytes, all, body);
	hash_start(&hash);
	hash_add(&hash, bytes.at, bytes.length);
	hash_hex(&hash, HASH_BYTES, a->sha256);
	buffer_free(&bytes);
}

static bool
is_blank(const struct buffer *text)
{
	return text->length == 0 || strspn(text->at, " \t\n") == text->length;
}

/* Of two forms of one text, the plain one, unless it only says that there is another. */
static bool
is_better(const struct reading *now, const struct reading *best)
{
	if (is_blank(&best->text))
		return true;
	if (is_blank(&now->text) || now->html == best->html)
		return false;
	const struct reading *plain = now->html ? best : now, *html = now->html ? now : best;
	bool stub = plain->text.length < STUB && html->text.length > 4 * plain->text.length;
	return (now == html) == stub;
}

static void
join_reading(struct reading *reading, const struct reading *part)
{
	if (is_blank(&part->text))
		return;
	if (reading->text.length > 0)
		buffer_text(&reading->text, "\n\n");
	buffer_add(&reading->text, part->text.at, part->text.length);
	reading->html |= part->html;
}

static const char *
line_end(const char *at, const char *end)
{
	const char *newline = memchr(at, '\n', (size_t)(end - at));

	return newline != NULL ? newline : end;
}

/* The line is "--boundary", or with "--" behind it the last one. */
static bool
is_delimiter(struct span line, const struct buffer *boundary, bool *last)
{
	const char *at = line.at;

	if ((size_t)(line.end - at) < boundary->length + 2 || at[0] != '-' || at[1] != '-' ||
		memcmp(at + 2, boundary->at, boundary->length) != 0)
		return false;
	at += 2 + boundary->length;
	*last = line.end - at >= 2 && at[0] == '-' && at[1] == '-';
	while (at < line.end && isspace((unsigned char)*at))
		at++;
	return *last || at == line.end;
}

/* The next part from *at on: what stands before the next delimiter. false: there is none behind it. */
static bool
next_part(const char **at, const char *end, const struct buffer *boundary, struct span *part)
{
	bool last;

	for (const char *line = *at; line < end;) {
		const char *stop = line_end(line, end), *next = stop < end ? stop + 1 : end;
		if (is_delimiter((struct span){line, stop}, boundary, &last)) {
			*part = (struct span){*at, line > *at ? line - 1 : line};
			*at = next;
			return !last;
		}
		line = next;
	}
	*part = (struct span){*at, end};
	*at = end;
	return false;
}

static void
read_multipart(struct mime *m, const struct headers *all, struct span body, int depth,
	struct reading *reading)
{
	const char *type = headers_raw(all, "Content-Type", ""), *at = body.at;
	bool alternative = strncasecmp(type, "multipart/alternative", 21) == 0;
	struct buffer boundary = {0};
	struct span part;

	if (!mime_parameter(&boundary, type, "boundary") || boundary.length == 0) {
		read_text(all, body, reading);
		buffer_free(&boundary);
		return;
	}
	bool more = next_part(&at, body.end, &boundary, &part); /* what stands before the first */
	while (more && at < body.end) {
		struct reading one = {0};
		more = next_part(&at, body.end, &boundary, &part);
		read_part(m, part, depth + 1, &one);
		if (!alternative)
			join_reading(reading, &one);
		if (alternative && is_better(&one, reading)) {
			struct reading old = *reading;
			*reading = one;
			one = old;
		}
		buffer_free(&one.text);
	}
	buffer_free(&boundary);
}

static void
read_body(struct mime *m, const struct headers *all, struct span body, int depth,
	struct reading *reading)
{
	char *type = content_type(all);
	const char *disposition = headers_raw(all, "Content-Disposition", "");
	bool attached = strncasecmp(disposition, "attachment", 10) == 0;
	bool text = strcmp(type, "text/plain") == 0 || strcmp(type, "text/html") == 0;

	if (strncmp(type, "multipart/", 10) == 0 && depth < DEPTH)
		read_multipart(m, all, body, depth, reading);
	else if (strcmp(type, "message/rfc822") == 0 && !attached && depth < DEPTH)
		read_part(m, body, depth + 1, reading); /* somebody passes it on */
	else if (text && !attached)
		read_text(all, body, reading);
	else
		note_attachment(m, all, body);
	free(type);
}

static void
read_part(struct mime *m, struct span part, int depth, struct reading *reading)
{
	size_t length;
	struct headers *headers = headers_read(part.at, (size_t)(part.end - part.at), &length);

	read_body(m, headers, (struct span){part.at + length, part.end}, depth, reading);
	headers_free(headers);
}

struct mime *
mime_parse(const char *bytes, size_t length)
{
	struct mime *m = mem_new(1, sizeof *m);
	struct reading reading = {0};
	size_t body;

	m->headers = headers_read(bytes, length, &body);
	if (headers_count(m->headers) == 0) {
		mime_free(m);
		return NULL;
	}
	read_body(m, m->headers, (struct span){bytes + body, bytes + length}, 0, &reading);
	m->text = reading.text;
	return m;
}

void
mime_free(struct mime *m)
{
	if (m == NULL)
		return;
	for (size_t i = 0; i < m->attachment_count; i++) {
		free(m->attachments[i].type);
		free(m->attachments[i].name);
	}
	free(m->attachments);
	headers_free(m->headers);
	buffer_free(&m->text);
	free(m);
}

const struct headers *
mime_headers(const struct mime *m)
{
	return m->headers;
}

const char *
mime_text(const struct mime *m, size_t *length)
{
	*length = m->text.length;
	return m->text.at != NULL ? m->text.at : "";
}

size_t
mime_attachments(const struct mime *m, const struct mime_attachment **attachments)
{
	*attachments = m->attachments;
	return m->attachment_count;
}
