/* JSON as text: the check. */
#include "json.h"

#include <ctype.h>
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

static bool
scan_escape(struct scan *s)
{
	s->at++;
	if (*s->at == '\0' || strchr("\"\\/bfnrtu", *s->at) == NULL)
		return fail(s, "an unknown escape in a string");
	if (*s->at++ != 'u')
		return true;
	for (int i = 0; i < 4; i++, s->at++)
		if (!isxdigit((unsigned char)*s->at))
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
