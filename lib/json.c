/* JSON as text: check, find, decode, write. */
#include "json.h"

#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "text.h"

#define EACH(byte) ((byte)*0x0101010101010101u)

struct scan {
	const char *start, *at, *end; /* *end is NUL, so at may always be looked at */
	const char *reason;
	bool encoding;
	int depth;
	struct json_members *members;
};

static bool scan_value(struct scan *s);

static bool
fail(struct scan *s, const char *reason)
{
	if (s->at >= s->end)
		reason = "it ends in the middle";
	else if (*s->at == '\0')
		reason = "a NUL byte";
	s->reason = reason;
	return false;
}

static void
skip_space(struct scan *s)
{
	while (*s->at == ' ' || *s->at == '\t' || *s->at == '\n' || *s->at == '\r')
		s->at++;
}

/* The first byte that needs a look: a quote, a backslash, a control, or not ASCII. */
static const char *
skip_plain(const char *at, const char *end)
{
	while (end - at >= 8) {
		uint64_t w;
		memcpy(&w, at, 8);
		uint64_t quote = w ^ EACH('"'), slash = w ^ EACH('\\');
		if (((quote - EACH(1)) | (slash - EACH(1)) | (w - EACH(0x20)) | w) & EACH(0x80))
			break;
		at += 8;
	}
	while (at < end && *at != '"' && *at != '\\' && (unsigned char)*at >= 0x20 &&
		(unsigned char)*at < 0x80)
		at++;
	return at;
}

static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool
scan_escape(struct scan *s)
{
	s->at++;
	if (*s->at == '\0' || strchr("\"\\/bfnrtu", *s->at) == NULL)
		return fail(s, "an unknown escape in a string");
	if (*s->at++ != 'u')
		return true;
	for (int i = 0; i < 4; i++, s->at++)
		if (hex_value(*s->at) < 0)
			return fail(s, "\\u without four hexadecimal digits");
	return true;
}

static bool
scan_string(struct scan *s)
{
	if (*s->at != '"')
		return fail(s, "a string is expected");
	s->at++;
	for (;;) {
		s->at = skip_plain(s->at, s->end);
		if (*s->at == '"')
			break;
		if (*s->at == '\\') {
			if (!scan_escape(s))
				return false;
		} else if ((unsigned char)*s->at >= 0x80) {
			size_t n = text_sequence(s->at, s->end);
			s->encoding = n == 0;
			if (n == 0)
				return fail(s, "bytes that are no UTF-8");
			s->at += n;
		} else {
			return fail(s, "a raw control character in a string");
		}
	}
	s->at++;
	return true;
}

static bool
scan_digits(struct scan *s)
{
	const char *from = s->at;

	while (*s->at >= '0' && *s->at <= '9')
		s->at++;
	return s->at > from || fail(s, "a digit is expected");
}

static bool
scan_number(struct scan *s)
{
	if (*s->at == '-')
		s->at++;
	if (*s->at == '0')
		s->at++;
	else if (!scan_digits(s))
		return false;
	if (*s->at == '.') {
		s->at++;
		if (!scan_digits(s))
			return false;
	}
	if (*s->at == 'e' || *s->at == 'E') {
		s->at++;
		if (*s->at == '+' || *s->at == '-')
			s->at++;
		return scan_digits(s);
	}
	return true;
}

static bool
scan_word(struct scan *s, const char *word)
{
	size_t n = strlen(word);

	if ((size_t)(s->end - s->at) < n || memcmp(s->at, word, n) != 0)
		return fail(s, "a value is expected");
	s->at += n;
	return true;
}

static bool
scan_array(struct scan *s)
{
	skip_space(s);
	if (*s->at == ']') {
		s->at++;
		return true;
	}
	for (;;) {
		if (!scan_value(s))
			return false;
		if (*s->at == ']')
			break;
		if (*s->at != ',')
			return fail(s, "a comma or ] is expected");
		s->at++;
	}
	s->at++;
	return true;
}

static void
note_member(struct scan *s, const char *key, const char *key_end, const char *value)
{
	struct json_members *m = s->members;

	m->at = mem_grow(m->at, m->count, &m->room, sizeof *m->at);
	m->at[m->count++] = (struct json_member){.key = (size_t)(key + 1 - s->start),
		.key_length = (size_t)(key_end - key - 2),
		.value = (size_t)(value - s->start),
		.value_length = (size_t)(s->at - value),
		.escaped = memchr(key, '\\', (size_t)(key_end - key)) != NULL};
}

static bool
scan_member(struct scan *s)
{
	skip_space(s);
	const char *key = s->at;
	if (!scan_string(s))
		return false;
	const char *key_end = s->at;
	skip_space(s);
	if (*s->at != ':')
		return fail(s, "a colon is expected");
	s->at++;
	skip_space(s);
	const char *value = s->at;
	if (!scan_value(s))
		return false;
	if (s->members != NULL && s->depth == 1) {
		const char *behind = s->at;
		while (s->at > value &&
			(s->at[-1] == ' ' || (s->at[-1] >= '\t' && s->at[-1] <= '\r')))
			s->at--;
		note_member(s, key, key_end, value);
		s->at = behind;
	}
	return true;
}

static bool
scan_object(struct scan *s)
{
	skip_space(s);
	if (*s->at == '}') {
		s->at++;
		return true;
	}
	for (;;) {
		if (!scan_member(s))
			return false;
		if (*s->at == '}')
			break;
		if (*s->at != ',')
			return fail(s, "a comma or } is expected");
		s->at++;
	}
	s->at++;
	return true;
}

static bool
scan_nested(struct scan *s, bool (*scan)(struct scan *))
{
	if (++s->depth > JSON_DEPTH)
		return fail(s, "nesting is too deep");
	s->at++;
	bool ok = scan(s);
	s->depth--;
	return ok;
}

/* A value and the white space on both sides of it. */
static bool
scan_value(struct scan *s)
{
	bool ok;

	skip_space(s);
	switch (*s->at) {
	case '{':
		ok = scan_nested(s, scan_object);
		break;
	case '[':
		ok = scan_nested(s, scan_array);
		break;
	case '"':
		ok = scan_string(s);
		break;
	case 't':
		ok = scan_word(s, "true");
		break;
	case 'f':
		ok = scan_word(s, "false");
		break;
	case 'n':
		ok = scan_word(s, "null");
		break;
	default:
		if (*s->at != '-' && (*s->at < '0' || *s->at > '9'))
			return fail(s, "a value is expected");
		ok = scan_number(s);
	}
	if (ok)
		skip_space(s);
	return ok;
}

bool
json_check(const char *text, size_t length, struct json *value, struct json_members *members,
	struct json_fault *fault)
{
	struct scan s = {.start = text, .at = text, .end = text + length, .members = members};

	if (members != NULL)
		members->count = 0;
	skip_space(&s);
	const char *from = s.at;
	bool ok = scan_value(&s) && (s.at == s.end || fail(&s, "more text behind the value"));
	if (!ok) {
		*fault = (struct json_fault){(size_t)(s.at - text), s.reason, s.encoding};
		return false;
	}
	while (s.at > from && (s.at[-1] == ' ' || (s.at[-1] >= '\t' && s.at[-1] <= '\r')))
		s.at--;
	if (value != NULL)
		*value = (struct json){from, (size_t)(s.at - from)};
	return true;
}

enum json_type
json_type(struct json value)
{
	if (value.at == NULL || value.length == 0)
		return JSON_MISSING;
	switch (*value.at) {
	case '{':
		return JSON_OBJECT;
	case '[':
		return JSON_ARRAY;
	case '"':
		return JSON_STRING;
	case 't':
	case 'f':
		return JSON_BOOL;
	case 'n':
		return JSON_NULL;
	default:
		return JSON_NUMBER;
	}
}

static const char *
end_of_string(const char *at)
{
	for (at++; *at != '"'; at++)
		if (*at == '\\')
			at++;
	return at + 1;
}

/* Behind the value at at, in a checked text that ends at end. */
static const char *
end_of_value(const char *at, const char *end)
{
	int depth = 0;

	if (*at == '"')
		return end_of_string(at);
	if (*at != '{' && *at != '[') {
		while (at < end && strchr(",]} \t\r\n", *at) == NULL)
			at++;
		return at;
	}
	do {
		if (*at == '"') {
			at = end_of_string(at);
			continue;
		}
		depth += (*at == '{' || *at == '[') - (*at == '}' || *at == ']');
		at++;
	} while (depth > 0);
	return at;
}

struct json
json_inside(struct json value)
{
	if (value.at == NULL || value.length < 2 || (*value.at != '{' && *value.at != '['))
		return (struct json){NULL, 0};
	return (struct json){value.at + 1, value.length - 2};
}

static struct json
take_value(struct json *rest)
{
	const char *at = rest->at, *end = rest->at + rest->length;

	while (at < end && strchr(" \t\r\n,:", *at) != NULL && *at != '\0')
		at++;
	if (at >= end) {
		*rest = (struct json){end, 0};
		return (struct json){NULL, 0};
	}
	const char *behind = end_of_value(at, end);
	*rest = (struct json){behind, (size_t)(end - behind)};
	return (struct json){at, (size_t)(behind - at)};
}

bool
json_next(struct json *rest, struct json *key, struct json *value)
{
	if (rest->at == NULL || rest->length == 0)
		return false;
	*value = take_value(rest);
	if (value->at == NULL || key == NULL)
		return value->at != NULL;
	*key = *value;
	*value = take_value(rest);
	return true;
}

bool
json_key_is(const char *key, size_t length, bool escaped, const char *name)
{
	size_t want = strlen(name);

	if (!escaped)
		return length == want && memcmp(key, name, want) == 0;
	if (length < want)
		return false;
	char *decoded = mem_new(length + 3, 1);
	size_t n = json_decode((struct json){key - 1, length + 2}, decoded);
	bool same = n == want && memcmp(decoded, name, want) == 0;
	free(decoded);
	return same;
}

struct json
json_find(struct json object, const char *name)
{
	struct json found = {NULL, 0}, key, value, rest = json_inside(object);

	if (json_type(object) != JSON_OBJECT)
		return found;
	while (json_next(&rest, &key, &value)) {
		bool escaped = memchr(key.at, '\\', key.length) != NULL;
		if (json_key_is(key.at + 1, key.length - 2, escaped, name))
			found = value;
	}
	return found;
}

static unsigned
decode_hex(const char *at)
{
	return (unsigned)(hex_value(at[0]) << 12 | hex_value(at[1]) << 8 | hex_value(at[2]) << 4 |
			  hex_value(at[3]));
}

static char *
put_point(char *out, unsigned point)
{
	if (point < 0x80) {
		*out++ = (char)point;
	} else if (point < 0x800) {
		*out++ = (char)(0xC0 | point >> 6);
		*out++ = (char)(0x80 | (point & 0x3F));
	} else if (point < 0x10000) {
		*out++ = (char)(0xE0 | point >> 12);
		*out++ = (char)(0x80 | (point >> 6 & 0x3F));
		*out++ = (char)(0x80 | (point & 0x3F));
	} else {
		*out++ = (char)(0xF0 | point >> 18);
		*out++ = (char)(0x80 | (point >> 12 & 0x3F));
		*out++ = (char)(0x80 | (point >> 6 & 0x3F));
		*out++ = (char)(0x80 | (point & 0x3F));
	}
	return out;
}

/* at stands on the u of \u; the code point goes out, and what is behind it is returned. */
static const char *
decode_unicode(const char *at, char **out)
{
	unsigned point = decode_hex(at + 1);

	at += 5;
	if (point >= 0xD800 && point < 0xDC00 && at[0] == '\\' && at[1] == 'u') {
		unsigned low = decode_hex(at + 2);
		if (low >= 0xDC00 && low < 0xE000) {
			*out = put_point(*out, 0x10000 + ((point - 0xD800) << 10) + (low - 0xDC00));
			return at + 6;
		}
	}
	if (point == 0 || (point >= 0xD800 && point < 0xE000))
		point = 0xFFFD;
	*out = put_point(*out, point);
	return at;
}

size_t
json_decode(struct json string, char *out)
{
	static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";
	const char *at = string.at + 1, *end = string.at + string.length - 1;
	char *start = out;

	while (at < end) {
		const char *slash = memchr(at, '\\', (size_t)(end - at));
		size_t plain = (size_t)((slash != NULL ? slash : end) - at);
		memcpy(out, at, plain);
		out += plain;
		if (slash == NULL)
			break;
		at = slash + 1;
		if (*at == 'u') {
			at = decode_unicode(at, &out);
		} else {
			const char *named = strchr(from, *at);
			*out++ = named != NULL ? to[named - from] : *at;
			at++;
		}
	}
	*out = '\0';
	return (size_t)(out - start);
}

double
json_number(struct json number)
{
	char *copy = mem_dup_n(number.at, number.length);
	double x = strtod(copy, NULL);

	free(copy);
	return x;
}
