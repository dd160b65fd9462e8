/* JSON as text: writing it. */
#include "json.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "buffer.h"

void
json_open(struct buffer *out, char bracket)
{
	buffer_char(out, bracket);
}

void
json_close(struct buffer *out, char bracket)
{
	buffer_char(out, bracket);
}

static void
put_comma(struct buffer *out)
{
	char last = out->length > 0 ? out->at[out->length - 1] : '{';

	if (last != '{' && last != '[' && last != ':')
		buffer_char(out, ',');
}

void
json_key(struct buffer *out, const char *key)
{
	put_comma(out);
	json_string(out, key);
	buffer_char(out, ':');
}

void
json_item(struct buffer *out)
{
	put_comma(out);
}

static void
put_escape(struct buffer *out, char c)
{
	static const char from[] = "\"\\\b\f\n\r\t", to[] = "\"\\bfnrt";
	const char *named = c != '\0' ? strchr(from, c) : NULL;

	if (named != NULL)
		buffer_format(out, "\\%c", to[named - from]);
	else
		buffer_format(out, "\\u%04x", (unsigned char)c);
}

/* Whether one of eight bytes is zero (if so, the highest bit of one of them; above that one it may be wrong). */
static uint64_t
has_zero(uint64_t eight)
{
	const uint64_t ones = 0x0101010101010101;

	return (eight - ones) & ~eight & ones << 7;
}

/* To the first byte that must be escaped. */
static const char *
skip_plain(const char *text, const char *end)
{
	const uint64_t ones = 0x0101010101010101;

	for (uint64_t eight; end - text >= (ptrdiff_t)sizeof eight; text += sizeof eight) {
		memcpy(&eight, text, sizeof eight);
		uint64_t low = (eight - ones * 0x20) & ~eight & ones << 7;
		if ((low | has_zero(eight ^ ones * '"') | has_zero(eight ^ ones * '\\')) != 0)
			break;
	}
	while (text < end && *text != '"' && *text != '\\' && (unsigned char)*text >= 0x20)
		text++;
	return text;
}

void
json_text(struct buffer *out, const char *text, size_t length)
{
	const char *end = text + length;

	buffer_need(out, length + 2);
	buffer_char(out, '"');
	while (text < end) {
		const char *stop = skip_plain(text, end);
		buffer_add(out, text, (size_t)(stop - text));
		if (stop < end)
			put_escape(out, *stop++);
		text = stop;
	}
	buffer_char(out, '"');
}

void
json_string(struct buffer *out, const char *text)
{
	json_text(out, text, strlen(text));
}

void
json_integer(struct buffer *out, int64_t number)
{
	char digits[24], *at = digits + sizeof digits;
	uint64_t rest = number < 0 ? -(uint64_t)number : (uint64_t)number;

	do {
		*--at = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest > 0);
	if (number < 0)
		*--at = '-';
	buffer_add(out, at, (size_t)(digits + sizeof digits - at));
}

/* The part behind the point, 1 to 999 thousandths, without zeros at its end. */
static void
put_thousandths(struct buffer *out, unsigned part)
{
	char digits[4] = {'.', (char)('0' + part / 100), (char)('0' + part / 10 % 10),
		(char)('0' + part % 10)};
	size_t n = sizeof digits;

	while (digits[n - 1] == '0')
		n--;
	buffer_add(out, digits, n);
}

void
json_real(struct buffer *out, double number)
{
	if (!isfinite(number) || fabs(number) > 1e15) {
		buffer_text(out, "null");
		return;
	}
	int64_t thousandths = llround(fabs(number) * 1000);
	if (number < 0 && thousandths > 0)
		buffer_char(out, '-');
	json_integer(out, thousandths / 1000);
	if (thousandths % 1000 != 0)
		put_thousandths(out, (unsigned)(thousandths % 1000));
}

void
json_bool(struct buffer *out, bool yes)
{
	buffer_text(out, yes ? "true" : "false");
}

void
json_key_string(struct buffer *out, const char *key, const char *text)
{
	json_key(out, key);
	json_string(out, text);
}

void
json_key_real(struct buffer *out, const char *key, double number)
{
	json_key(out, key);
	json_real(out, number);
}

void
json_key_integer(struct buffer *out, const char *key, int64_t number)
{
	json_key(out, key);
	json_integer(out, number);
}
