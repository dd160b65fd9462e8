/* JSON as text: finding and decoding values of a checked text. */
#include "json.h"

#include <stdlib.h>
#include <string.h>

#include "mem.h"

static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return (c | 0x20) - 'a' + 10;
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

/* The n-th item, where the token is a number without leading zeros. */
static struct json
find_item(struct json array, const char *token)
{
	struct json rest = json_inside(array), value = {NULL, 0};
	size_t digits = strspn(token, "0123456789");

	if (digits == 0 || token[digits] != '\0' || (digits > 1 && *token == '0') || digits > 9)
		return value;
	for (long left = atol(token); left >= 0; left--)
		if (!json_next(&rest, NULL, &value))
			return (struct json){NULL, 0};
	return value;
}

/* A token of a pointer, its ~1 and ~0 as / and ~. */
static char *
pointer_token(const char *at, size_t length)
{
	char *token = mem_new(length + 1, 1), *out = token;

	for (size_t i = 0; i < length; i++) {
		if (at[i] == '~' && i + 1 < length && (at[i + 1] == '0' || at[i + 1] == '1'))
			*out++ = at[++i] == '0' ? '~' : '/';
		else
			*out++ = at[i];
	}
	return token;
}

struct json
json_at(struct json value, const char *pointer)
{
	while (*pointer == '/' && value.at != NULL) {
		size_t length = strcspn(pointer + 1, "/");
		char *token = pointer_token(pointer + 1, length);
		value = json_type(value) == JSON_ARRAY ? find_item(value, token)
						       : json_find(value, token);
		free(token);
		pointer += 1 + length;
	}
	return *pointer == '\0' ? value : (struct json){NULL, 0};
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
