/* Mail messages: the text a person wrote, attachments. Sources: RFC 5322, 2045 to 2047, 2231, 3676, 3834. Damaged
 * messages give what can be read of them. */
#ifndef MIME_H
#define MIME_H

#include <stdbool.h>
#include <stddef.h>

struct buffer;
struct headers;
struct mime;

struct mime_attachment {
	char *type;      /* "image/png", lower case */
	char *name;      /* NULL: not said */
	char sha256[65]; /* of the decoded bytes, hexadecimal */
};

/* Reads one message with lines that end in \n or \r\n. NULL: it does not begin with a header. What the functions below
 * return lives until mime_free. */
struct mime *mime_parse(const char *bytes, size_t length);
void mime_free(struct mime *mime);

const struct headers *mime_headers(const struct mime *mime);

/* The message as plain UTF-8 text: the plain parts, or else the HTML parts as text. Never NULL. */
const char *mime_text(const struct mime *mime, size_t *length);

size_t mime_attachments(const struct mime *mime, const struct mime_attachment **attachments);

/* Adds text without the messages it answers and without its signature; if nothing would be left, all of it. */
void mime_cut_reply(struct buffer *out, const char *text, size_t length);

/* The codes by themselves. Each adds to out; what cannot be decoded is passed over or kept as it stands. */
void mime_base64(struct buffer *out, const char *text, size_t length);
void mime_quoted_printable(struct buffer *out, const char *text, size_t length, bool header);
void mime_words(struct buffer *out, const char *text, size_t length); /* RFC 2047 */

/* Adds bytes of a charset as UTF-8; one that is unknown, NULL or wrong is guessed: UTF-8 if it is valid, else Windows-1252. */
void mime_to_utf8(struct buffer *out, const char *bytes, size_t length, const char *charset);

/* Adds a parameter of a structured header value ("text/plain; charset=utf-8"), decoded; false: not there. */
bool mime_parameter(struct buffer *out, const char *value, const char *name);

#endif
