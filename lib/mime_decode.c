/* Mail messages: transfer encodings, charsets, encoded words, parameters. */
#include "mime.h"

#include <ctype.h>
#include <errno.h>
#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "buffer.h"
#include "mem.h"
#include "text.h"

static int
base64_value(char c)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *at = c != '\0' ? strchr(digits, c) : NULL;

	return at != NULL ? (int)(at - digits) : -1;
}

void
mime_base64(struct buffer *out, const char *text, size_t length)
{
	unsigned bits = 0;
	int count = 0;

	buffer_need(out, length / 4 * 3 + 3);
	for (size_t i = 0; i < length; i++) {
		int value = base64_value(text[i]);
		if (text[i] == '=')
			bits = 0,
			count = 0; /* parts that were encoded apart are joined by some mailers */
		if (value < 0)
			continue;
		bits = bits << 6 | (unsigned)value;
		if (++count == 1)
			continue;
		buffer_char(out, (char)(bits >> (2 * (4 - count))));
		if (count == 4)
			count = 0;
		bits &= (1u << (2 * (4 - count))) - 1;
	}
}

static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)tolower((unsigned char)c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Bytes from at to behind the newline when only blanks stand between, else 0. */
static size_t
blank_line_end(const char *at, const char *end)
{
	const char *p = at;

	while (p < end && (*p == ' ' || *p == '\t' || *p == '\r'))
		p++;
	return p == end ? (size_t)(p - at) : *p == '\n' ? (size_t)(p - at) + 1 : 0;
}

void
mime_quoted_printable(struct buffer *out, const char *text, size_t length, bool header)
{
	const char *at = text, *end = text + length;
	size_t n;

	buffer_need(out, length);
	while (at < end) {
		if (*at == '=' && end - at >= 3 && hex_value(at[1]) >= 0 && hex_value(at[2]) >= 0) {
			buffer_char(out, (char)(hex_value(at[1]) << 4 | hex_value(at[2])));
			at += 3;
		} else if (*at == '=' && !header && (n = blank_line_end(at + 1, end)) > 0) {
			at += 1 + n; /* a soft line break */
		} else if (*at == '=' && at + 1 == end) {
			at++;
		} else {
			buffer_char(out, header && *at == '_' ? ' ' : *at);
			at++;
		}
	}
}

/* What senders call a charset, and what they mean by it. */
static const char *
known_charset(const char *charset)
{
	static const char *const names[][2] = {{"iso-8859-1", "windows-1252"},
		{"iso8859-1", "windows-1252"}, {"latin1", "windows-1252"},
		{"iso_8859-1", "windows-1252"}, {"us-ascii", "guess"}, {"ascii", "guess"},
		{"utf-8", "guess"}, {"utf8", "guess"}, {"gb2312", "GB18030"}, {"gbk", "GB18030"},
		{"ks_c_5601-1987", "CP949"}, {"shift_jis", "CP932"}, {"iso-8859-9", "CP1254"},
		{"unicode-1-1-utf-7", "UTF-7"}};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcasecmp(charset, names[i][0]) == 0)
			return names[i][1];
	return charset;
}

static void
convert(struct buffer *out, const char *bytes, size_t length, iconv_t converter)
{
	char *from = (char *)bytes; /* iconv(3) does not write to it */
	char block[4096];

	while (length > 0) {
		char *to = block;
		size_t room = sizeof block;
		size_t n = iconv(converter, &from, &length, &to, &room);
		buffer_add(out, block, (size_t)(to - block));
		if (n != (size_t)-1 || errno == E2BIG)
			continue;
		buffer_text(out, "\xEF\xBF\xBD");
		if (errno == EINVAL) /* cut off in the middle */
			return;
		from++;
		length--;
	}
}

void
mime_to_utf8(struct buffer *out, const char *bytes, size_t length, const char *charset)
{
	const char *known = charset != NULL ? known_charset(charset) : "guess";
	bool says_utf8 = charset != NULL && strncasecmp(charset, "utf", 3) == 0;
	iconv_t converter = (iconv_t)-1;

	if (strcmp(known, "guess") != 0)
		converter = iconv_open("UTF-8", known);
	if (converter == (iconv_t)-1) {
		if (text_is_valid(bytes, length)) {
			buffer_add(out, bytes, length);
			return;
		}
		if (says_utf8) {
			text_repair(out, bytes, length);
			return;
		}
		converter = iconv_open("UTF-8", "windows-1252");
	}
	if (converter == (iconv_t)-1) {
		text_repair(out, bytes, length);
		return;
	}
	convert(out, bytes, length, converter);
	iconv_close(converter);
}

/* =?charset?B?text?= at at. */
struct word {
	const char *charset, *text;
	size_t charset_length, text_length;
	bool base64;
};

static const char *
find_char(const char *at, const char *end, char c)
{
	return at < end ? memchr(at, c, (size_t)(end - at)) : NULL;
}

/* Behind the encoded word at at, or NULL. */
static const char *
take_word(const char *at, const char *end, struct word *word)
{
	if (end - at < 9 || at[0] != '=' || at[1] != '?')
		return NULL;
	const char *code = find_char(at + 2, end, '?');
	if (code == NULL || code == at + 2 || end - code < 4 || code[2] != '?' ||
		strchr("bBqQ", code[1]) == NULL)
		return NULL;
	const char *text = code + 3, *stop = text;
	while (stop < end && *stop != '?' && *stop != '\n')
		stop++;
	if (end - stop < 2 || stop[0] != '?' || stop[1] != '=')
		return NULL;
	const char *star =
		find_char(at + 2, code, '*'); /* RFC 2231: a language behind the charset */
	*word = (struct word){at + 2, text, (size_t)((star != NULL ? star : code) - at - 2),
		(size_t)(stop - text), tolower((unsigned char)code[1]) == 'b'};
	return stop + 2;
}

static void
flush_bytes(struct buffer *out, struct buffer *bytes, const struct word *word)
{
	if (bytes->length == 0)
		return;
	char *charset = mem_dup_n(word->charset, word->charset_length);
	mime_to_utf8(out, bytes->at, bytes->length, charset);
	free(charset);
	buffer_clear(bytes);
}

static bool
same_charset(const struct word *a, const struct word *b)
{
	return a->charset_length == b->charset_length &&
	       strncasecmp(a->charset, b->charset, a->charset_length) == 0;
}

static const char *
skip_blanks(const char *at, const char *end)
{
	while (at < end && isspace((unsigned char)*at))
		at++;
	return at;
}

void
mime_words(struct buffer *out, const char *text, size_t length)
{
	const char *at = text, *end = text + length, *behind;
	struct buffer bytes = {0}, plain = {0};
	struct word word, last = {0};
	bool after_word = false;

	while (at < end) {
		const char *next = after_word ? skip_blanks(at, end) : at;
		if ((behind = take_word(next, end, &word)) == NULL) {
			flush_bytes(out, &bytes, &last);
			buffer_char(&plain, *at++);
			after_word = false;
			continue;
		}
		mime_to_utf8(out, plain.length > 0 ? plain.at : "", plain.length, NULL);
		buffer_clear(&plain);
		if (after_word &&
			!same_charset(&word, &last)) /* else a character may go over both */
			flush_bytes(out, &bytes, &last);
		if (word.base64)
			mime_base64(&bytes, word.text, word.text_length);
		else
			mime_quoted_printable(&bytes, word.text, word.text_length, true);
		last = word;
		after_word = true;
		at = behind;
	}
	flush_bytes(out, &bytes, &last);
	mime_to_utf8(out, plain.length > 0 ? plain.at : "", plain.length, NULL);
	buffer_free(&bytes);
	buffer_free(&plain);
}

/* One "name=value" of a structured value; *at moves behind it. */
static bool
next_parameter(const char **at, struct buffer *name, struct buffer *value)
{
	const char *p = *at;

	buffer_clear(name);
	buffer_clear(value);
	while (*p == ';' || isspace((unsigned char)*p))
		p++;
	while (*p != '\0' && *p != '=' && *p != ';' && !isspace((unsigned char)*p))
		buffer_char(name, *p++);
	p += strspn(p, " \t");
	if (*p == '=') {
		p++;
		p += strspn(p, " \t");
		if (*p == '"') {
			for (p++; *p != '\0' && *p != '"'; p++) {
				if (*p == '\\' && p[1] != '\0')
					p++;
				buffer_char(value, *p);
			}
		} else {
			while (*p != '\0' && *p != ';' && !isspace((unsigned char)*p))
				buffer_char(value, *p++);
		}
	}
	p += strcspn(p, ";");
	*at = p;
	return name->length > 0;
}

/* RFC 2231: %41 and, in the first piece, charset'language' before it. */
static void
add_extended(struct buffer *bytes, const char *value, char **charset)
{
	const char *quote = strchr(value, '\''), *second = quote ? strchr(quote + 1, '\'') : NULL;

	if (*charset == NULL && second != NULL) {
		*charset = mem_dup_n(value, (size_t)(quote - value));
		value = second + 1;
	}
	for (; *value != '\0'; value++) {
		if (*value == '%' && hex_value(value[1]) >= 0 && hex_value(value[2]) >= 0) {
			buffer_char(bytes, (char)(hex_value(value[1]) << 4 | hex_value(value[2])));
			value += 2;
		} else {
			buffer_char(bytes, *value);
		}
	}
}

/* What stands behind the name: "" for name, "*" or "*0*" for its extended and continued forms; NULL: another name. */
static const char *
name_suffix(const char *found, const char *name)
{
	size_t length = strlen(name);

	if (strncasecmp(found, name, length) != 0)
		return NULL;
	return found[length] == '\0' || found[length] == '*' ? found + length : NULL;
}

bool
mime_parameter(struct buffer *out, const char *header, const char *wanted)
{
	const char *at = header + strcspn(header, ";"), *suffix;
	struct buffer name = {0}, value = {0}, bytes = {0};
	char *charset = NULL;
	bool found = false, extended = false;

	while (next_parameter(&at, &name, &value)) {
		if ((suffix = name_suffix(name.at, wanted)) == NULL)
			continue;
		if (*suffix != '\0' && !extended) {
			extended = true; /* it counts more than the simple form */
			buffer_clear(&bytes);
		}
		if (found && extended && *suffix == '\0')
			continue;
		found = true;
		const char *text = value.length > 0 ? value.at : "";
		if (*suffix != '\0' && suffix[strlen(suffix) - 1] == '*')
			add_extended(&bytes, text, &charset);
		else
			buffer_text(&bytes, text);
	}
	if (found && extended)
		mime_to_utf8(out, bytes.length > 0 ? bytes.at : "", bytes.length, charset);
	else if (found)
		mime_words(out, bytes.length > 0 ? bytes.at : "", bytes.length);
	free(charset);
	buffer_free(&name);
	buffer_free(&value);
	buffer_free(&bytes);
	return found;
}
