/* UTF-8 text. */
#include "text.h"

#include <err.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "buffer.h"
#include "status.h"

enum { MOST_MARKS = 64 }; /* that follow one another; Unicode's stream-safe format has 30 */

static bool
is_tail(char c)
{
	return ((unsigned char)c & 0xC0) == 0x80;
}

size_t
text_sequence(const char *at, const char *end)
{
	const unsigned char *s = (const unsigned char *)at;
	size_t left = (size_t)(end - at);

	if (left == 0)
		return 0;
	if (s[0] < 0x80)
		return 1;
	if (s[0] >= 0xC2 && s[0] <= 0xDF)
		return left >= 2 && is_tail(at[1]) ? 2 : 0;
	if ((s[0] & 0xF0) == 0xE0) {
		bool ok = left >= 3 && is_tail(at[1]) && is_tail(at[2]) &&
			  !(s[0] == 0xE0 && s[1] < 0xA0) && !(s[0] == 0xED && s[1] > 0x9F);
		return ok ? 3 : 0;
	}
	if (s[0] >= 0xF0 && s[0] <= 0xF4) {
		bool ok = left >= 4 && is_tail(at[1]) && is_tail(at[2]) && is_tail(at[3]) &&
			  !(s[0] == 0xF0 && s[1] < 0x90) && !(s[0] == 0xF4 && s[1] > 0x8F);
		return ok ? 4 : 0;
	}
	return 0;
}

bool
text_is_valid(const char *text, size_t length)
{
	const char *end = length > 0 ? text + length : text;

	while (text < end) {
		size_t n = text_sequence(text, end);
		if (n == 0)
			return false;
		text += n;
	}
	return true;
}

/* How many bytes at at form the start of a sequence that goes wrong after them: they become one U+FFFD. */
static size_t
broken_part(const char *at, const char *end)
{
	unsigned char lead = (unsigned char)*at;
	size_t want = lead >= 0xF0 && lead <= 0xF4 ? 4 : (lead & 0xF0) == 0xE0 ? 3 : 1;
	size_t n = 1;

	if (want > 1 && at + 1 < end) {
		unsigned char next = (unsigned char)at[1];
		bool fits = is_tail(at[1]) && !(lead == 0xE0 && next < 0xA0) &&
			    !(lead == 0xED && next > 0x9F) && !(lead == 0xF0 && next < 0x90) &&
			    !(lead == 0xF4 && next > 0x8F);
		if (fits)
			for (n = 2; n < want && at + n < end && is_tail(at[n]); n++)
				;
	}
	return n;
}

void
text_repair(struct buffer *out, const char *text, size_t length)
{
	const char *end = length > 0 ? text + length : text;

	while (text < end) {
		size_t n = text_sequence(text, end);
		if (n > 0) {
			buffer_add(out, text, n);
		} else {
			n = broken_part(text, end);
			buffer_text(out, "\xEF\xBF\xBD");
		}
		text += n;
	}
}

/* The code point at text, and its bytes; bytes that are no UTF-8 count one by one as U+FFFD. */
static utf8proc_int32_t
next_point(const char *text, size_t length, size_t *bytes)
{
	utf8proc_int32_t point;
	utf8proc_ssize_t n =
		utf8proc_iterate((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)length, &point);

	*bytes = n > 0 ? (size_t)n : 1;
	return n > 0 ? point : 0xFFFD;
}

/* The bytes of a character from U+0300 on that is common in posts and neither composes nor decomposes, or 0: U+2002 to U+203F
 * (quotation marks, dashes), the euro, U+2680 to U+27BF (dingbats), the emoji planes and their variation selector. */
static size_t
stable_sequence(const unsigned char *s, size_t left)
{
	if (left >= 3 && s[0] == 0xE2 &&
		((s[1] == 0x80 && s[2] > 0x81) || (s[1] == 0x82 && s[2] == 0xAC) ||
			(s[1] >= 0x9A && s[1] <= 0x9E)))
		return 3;
	if (left >= 3 && s[0] == 0xEF && s[1] == 0xB8 && s[2] == 0x8F)
		return 3;
	return left >= 4 && s[0] == 0xF0 && s[1] == 0x9F ? 4 : 0;
}

static const unsigned char *
skip_ascii(const unsigned char *s, const unsigned char *end)
{
	for (uint64_t eight; end - s >= (ptrdiff_t)sizeof eight; s += sizeof eight) {
		memcpy(&eight, s, sizeof eight);
		if ((eight & 0x8080808080808080) != 0)
			break;
	}
	while (s < end && *s < 0x80)
		s++;
	return s;
}

bool
text_is_composed(const char *text, size_t length)
{
	/* Below U+0300 nothing composes or decomposes; C2 to CB lead exactly those. */
	const unsigned char *s = (const unsigned char *)text, *end = s + length;

	while (s < end) {
		s = skip_ascii(s, end);
		if (s == end)
			break;
		size_t n = *s < 0xCC ? 1 : stable_sequence(s, (size_t)(end - s));
		if (n == 0)
			return false;
		s += n;
	}
	return true;
}

/* Putting marks in order takes time with the square of their number: a run of more is cut, as no language needs it. */
static size_t
piece_to_compose(const char *text, size_t length)
{
	size_t marks = 0, bytes;

	for (size_t i = 0; i < length; i += bytes) {
		utf8proc_int32_t point = next_point(text + i, length - i, &bytes);
		marks = utf8proc_get_property(point)->combining_class != 0 ? marks + 1 : 0;
		if (marks > MOST_MARKS)
			return i;
	}
	return length;
}

static void
compose_piece(struct buffer *out, const char *text, size_t length)
{
	utf8proc_uint8_t *composed = NULL;
	utf8proc_ssize_t n = utf8proc_map((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)length,
		&composed, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
	if (n == UTF8PROC_ERROR_NOMEM)
		errx(STATUS_SYSTEM, "memory");
	if (n < 0)
		buffer_add(out, text, length);
	else
		buffer_add(out, composed, (size_t)n);
	free(composed);
}

void
text_compose(struct buffer *out, const char *text, size_t length)
{
	if (text_is_composed(text, length)) {
		buffer_add(out, text, length);
		return;
	}
	while (length > 0) {
		size_t n = piece_to_compose(text, length);
		compose_piece(out, text, n);
		text += n;
		length -= n;
	}
}

size_t
text_cut(const char *text, size_t length, size_t limit)
{
	if (length <= limit)
		return length;
	while (limit > 0 && is_tail(text[limit]))
		limit--;
	return limit;
}

enum text_letter
text_letter(const char *at, size_t left, size_t *bytes)
{
	utf8proc_category_t category = utf8proc_category(next_point(at, left, bytes));

	if (category < UTF8PROC_CATEGORY_LU || category > UTF8PROC_CATEGORY_ME)
		return TEXT_NO_LETTER;
	return category == UTF8PROC_CATEGORY_LU || category == UTF8PROC_CATEGORY_LT ? TEXT_CAPITAL
										    : TEXT_SMALL;
}

bool
text_has_letter(const char *text, size_t length)
{
	size_t bytes;

	for (size_t i = 0; i < length; i += bytes)
		if (text_letter(text + i, length - i, &bytes) != TEXT_NO_LETTER)
			return true;
	return false;
}

size_t
text_points(const char *text, size_t length)
{
	const uint64_t ones = 0x0101010101010101;
	size_t tails = 0, i = 0;

	for (uint64_t eight; length - i >= sizeof eight; i += sizeof eight) {
		memcpy(&eight, text + i, sizeof eight);
		eight = eight >> 7 & ~eight >> 6 & ones; /* a one for each byte 10xxxxxx */
		tails += eight * ones >> 56;
	}
	for (; i < length; i++)
		tails += is_tail(text[i]);
	return length - tails;
}

size_t
text_width(const char *text, size_t length)
{
	size_t width = 0, bytes;

	for (size_t i = 0; i < length; i += bytes) {
		int w = utf8proc_charwidth(next_point(text + i, length - i, &bytes));
		width += w > 0 ? (size_t)w : 0;
	}
	return width;
}

static bool
is_space(utf8proc_int32_t point)
{
	utf8proc_category_t category = utf8proc_category(point);

	return (point >= 9 && point <= 13) || category == UTF8PROC_CATEGORY_ZS ||
	       category == UTF8PROC_CATEGORY_ZL || category == UTF8PROC_CATEGORY_ZP;
}

/* Controls, and format characters but for the joiners that emoji need. */
static bool
is_control(utf8proc_int32_t point)
{
	utf8proc_category_t category = utf8proc_category(point);

	return category == UTF8PROC_CATEGORY_CC || category == UTF8PROC_CATEGORY_CO ||
	       (category == UTF8PROC_CATEGORY_CF && point != 0x200D && point != 0x200C &&
		       point != 0xAD);
}

void
text_show(struct buffer *out, const char *text, size_t length, size_t columns)
{
	size_t width = 0, bytes, start = out->length, fits = out->length;
	bool space = false;

	for (size_t i = 0; i < length; i += bytes) {
		utf8proc_int32_t point = next_point(text + i, length - i, &bytes);
		if (is_space(point)) {
			space = out->length > start;
			continue;
		}
		bool control = is_control(point);
		int w = control ? 1 : utf8proc_charwidth(point);
		size_t more = (size_t)(w > 0 ? w : 0) + space;
		if (columns > 0 && width + more > columns) {
			out->length = fits;
			buffer_text(out, "…");
			return;
		}
		if (space)
			buffer_char(out, ' ');
		space = false;
		if (control)
			buffer_text(out, "·");
		else
			buffer_add(out, text + i, bytes);
		width += more;
		if (columns > 0 && width <= columns - 1)
			fits = out->length;
	}
	if (out->at != NULL)
		out->at[out->length] = '\0';
}

void
text_pad(struct buffer *out, const char *text, size_t columns)
{
	size_t start = out->length;

	text_show(out, text, strlen(text), columns);
	size_t used = out->length > start ? text_width(out->at + start, out->length - start) : 0;
	for (; used < columns; used++)
		buffer_char(out, ' ');
}
