/* The text room: what is UTF-8, how the rest is repaired, normal form C, lengths, and what a terminal may be shown. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "buffer.h"
#include "text.h"

#define FFFD "\xEF\xBF\xBD"

/* RFC 3629 as a formula instead of a table of bytes: decode, then ask whether the shortest form was used. */
static size_t
slow_sequence(const unsigned char *s, size_t left)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	size_t n = s[0] < 0x80       ? 1
		   : s[0] >> 5 == 6  ? 2
		   : s[0] >> 4 == 14 ? 3
		   : s[0] >> 3 == 30 ? 4
				     : 0;
	uint32_t point = n == 1 ? s[0] : s[0] & (0x7Fu >> n);

	if (n == 0 || n > left)
		return 0;
	for (size_t i = 1; i < n; i++) {
		if (s[i] >> 6 != 2)
			return 0;
		point = point << 6 | (s[i] & 0x3F);
	}
	return point >= least[n] && point <= 0x10FFFF && point >> 11 != 0x1B ? n : 0;
}

static void
assert_as_slow(const unsigned char *bytes, size_t length)
{
	const char *at = (const char *)bytes;

	if (text_sequence(at, at + length) != slow_sequence(bytes, length))
		fail_msg("%02X %02X %02X %02X (%zu bytes) is judged wrongly", bytes[0], bytes[1],
			bytes[2], bytes[3], length);
}

static void
every_sequence_of_up_to_three_bytes_is_judged_as_rfc_3629_says(void **state)
{
	(void)state;
	unsigned char s[4] = {0};

	for (unsigned a = 0; a < 256; a++)
		for (unsigned b = 0; b < 256; b++)
			for (unsigned c = 0; c < 256; c++) {
				s[0] = (unsigned char)a;
				s[1] = (unsigned char)b;
				s[2] = (unsigned char)c;
				for (size_t n = c == 0 ? 1 : 3; n <= 3; n++)
					assert_as_slow(s, n);
			}
}

static void
sequences_of_four_bytes_are_judged_right_at_every_border(void **state)
{
	(void)state;
	static const unsigned char bytes[] = {0x00, 0x22, 0x41, 0x7F, 0x80, 0x81, 0x8F, 0x90, 0x9F,
		0xA0, 0xBE, 0xBF, 0xC0, 0xC2, 0xE0, 0xED, 0xF0, 0xFF};
	enum { N = sizeof bytes };

	for (unsigned lead = 0xE0; lead < 0x100; lead++)
		for (size_t i = 0; i < (size_t)N * N * N; i++) {
			unsigned char s[4] = {(unsigned char)lead, bytes[i % N], bytes[i / N % N],
				bytes[i / N / N]};
			for (size_t n = 1; n <= 4; n++)
				assert_as_slow(s, n);
		}
}

static void
every_code_point_but_the_surrogates_is_a_sequence(void **state)
{
	(void)state;
	utf8proc_uint8_t s[8] = {0};

	for (utf8proc_int32_t point = 1; point <= 0x10FFFF; point++) {
		if (point >= 0xD800 && point < 0xE000)
			continue;
		size_t n = (size_t)utf8proc_encode_char(point, s);
		assert_int_equal(text_sequence((char *)s, (char *)s + n), n);
		assert_int_equal(text_sequence((char *)s, (char *)s + n - 1), 0);
	}
}

static void
assert_repair(const char *bytes, size_t length, const char *want)
{
	struct buffer out = {0};

	text_repair(&out, bytes, length);
	if (out.at == NULL)
		buffer_text(&out, "");
	assert_string_equal(out.at, want);
	buffer_free(&out);
}

#define REPAIR(bytes, want) assert_repair(bytes, sizeof bytes - 1, want)

static void
each_maximal_broken_part_becomes_one_replacement(void **state)
{
	(void)state;
	REPAIR("", "");
	REPAIR("goed \xE2\x82\xAC \xF0\x9F\x98\xA1", "goed \xE2\x82\xAC \xF0\x9F\x98\xA1");
	REPAIR("\x80", FFFD);
	REPAIR("a\xFF"
	       "b\xFE",
		"a" FFFD "b" FFFD);
	REPAIR("\xC3", FFFD);
	REPAIR("\xC3(", FFFD "(");
	REPAIR("\xC0\xAF", FFFD FFFD);                   /* overlong / */
	REPAIR("\xE0\x80\xAF", FFFD FFFD FFFD);          /* overlong / */
	REPAIR("\xF0\x80\x80\xAF", FFFD FFFD FFFD FFFD); /* overlong / */
	REPAIR("\xED\xA0\x80", FFFD FFFD FFFD);          /* a surrogate */
	REPAIR("\xF4\x90\x80\x80", FFFD FFFD FFFD FFFD); /* over U+10FFFF */
	REPAIR("\xF5\x80\x80\x80", FFFD FFFD FFFD FFFD);
	REPAIR("\xE2\x82", FFFD); /* cut off */
	REPAIR("\xE2\x82"
	       "A",
		FFFD "A");
	REPAIR("\xF0\x9F\x98", FFFD);
	REPAIR("\xF0\x9F\x98\xF0\x9F\x98\xA1", FFFD "\xF0\x9F\x98\xA1");
	REPAIR("\xF0\x9F", FFFD);
	REPAIR("\xE1\x80\xE2\xF0\x91\x92\xF1\xBF"
	       "A",
		FFFD FFFD FFFD FFFD "A");
	REPAIR("caf\xE9!", "caf" FFFD "!"); /* Latin 1 */
}

static void
repaired_text_is_always_valid_and_repairing_it_again_changes_nothing(void **state)
{
	(void)state;
	static const unsigned char bytes[] = {'a', '"', 0x80, 0xBF, 0xC2, 0xE0, 0xA0, 0xED, 0x9F,
		0xEF, 0xF0, 0x90, 0xF4, 0x8F, 0xFF};
	struct buffer once = {0}, twice = {0};
	unsigned seed = 1;

	for (int round = 0; round < 20000; round++) {
		char text[24];
		for (size_t i = 0; i < sizeof text; i++) {
			seed = seed * 1664525 + 1013904223;
			text[i] = (char)bytes[(seed >> 16) % sizeof bytes];
		}
		once.length = twice.length = 0;
		text_repair(&once, text, sizeof text);
		for (size_t i = 0, n; i < once.length; i += n) {
			n = text_sequence(once.at + i, once.at + once.length);
			assert_true(n > 0);
		}
		text_repair(&twice, once.at, once.length);
		assert_string_equal(once.at, twice.at);
	}
	buffer_free(&once);
	buffer_free(&twice);
}

static void
assert_compose(const char *text, const char *want)
{
	struct buffer out = {0};

	text_compose(&out, text, strlen(text));
	assert_string_equal(out.at, want);
	buffer_free(&out);
}

static void
text_is_put_into_normal_form_c(void **state)
{
	(void)state;
	assert_compose("", "");
	assert_compose("plat", "plat");
	assert_compose("cafe\xCC\x81", "caf\xC3\xA9");
	assert_compose("caf\xC3\xA9", "caf\xC3\xA9");
	assert_compose("\xE2\x84\xAB", "\xC3\x85");                  /* Angstrom sign */
	assert_compose("a\xE2\x80\x80 b", "a\xE2\x80\x82 b");        /* en quad is an en space */
	assert_compose("\xE2\x80\x81", "\xE2\x80\x83");              /* em quad is an em space */
	assert_compose("a\xCC\xA3\xCC\x87", "\xE1\xBA\xA1\xCC\x87"); /* marks in their order */
	assert_compose("a\xCC\x87\xCC\xA3", "\xE1\xBA\xA1\xCC\x87");
	assert_compose("\xE1\x84\x92\xE1\x85\xA1\xE1\x86\xAB", "\xED\x95\x9C"); /* Hangul */
	assert_compose("\xE0\xA5\x98", "\xE0\xA4\x95\xE0\xA4\xBC");             /* grows */
	assert_compose("\xEF\xAC\x81", "\xEF\xAC\x81"); /* a ligature is not canonical: stays */
	assert_compose("\xF0\x9F\x98\xA1\xEF\xB8\x8F!", "\xF0\x9F\x98\xA1\xEF\xB8\x8F!");
}

static void
assert_stable(utf8proc_int32_t point)
{
	utf8proc_uint8_t text[8] = {'e'}, *composed = NULL;
	size_t n = 1 + (size_t)utf8proc_encode_char(point, text + 1);
	utf8proc_ssize_t length = utf8proc_map(
		text, (utf8proc_ssize_t)n, &composed, UTF8PROC_STABLE | UTF8PROC_COMPOSE);

	if (length != (utf8proc_ssize_t)n || memcmp(composed, text, n) != 0)
		fail_msg("U+%04X counts as composed and is not", (unsigned)point);
	free(composed);
}

static void
what_counts_as_composed_without_a_look_is_composed(void **state)
{
	(void)state;
	utf8proc_uint8_t text[8] = {'e'};
	size_t counted = 0;

	for (utf8proc_int32_t point = 1; point <= 0x10FFFF; point++) {
		if (point >= 0xD800 && point < 0xE000)
			continue;
		size_t n = 1 + (size_t)utf8proc_encode_char(point, text + 1);
		if (text_is_composed((char *)text, n)) {
			assert_stable(point);
			counted++;
		}
	}
	assert_true(counted > 4000); /* and the shortcut is worth something */
}

static void
a_long_run_of_marks_is_composed_without_losing_any(void **state)
{
	(void)state;
	struct buffer in = {0}, out = {0};

	buffer_text(&in, "e");
	for (int i = 0; i < 16000; i++)
		buffer_text(
			&in, i < 8000 ? "\xCC\x80" : "\xCC\x96"); /* above, then below: all move */
	text_compose(&out, in.at, in.length);
	assert_int_equal(text_points(out.at, out.length), 16000); /* e and a grave became one */
	buffer_free(&in);
	buffer_free(&out);
}

static void
bytes_that_are_no_utf_8_are_not_lost_by_composing(void **state)
{
	(void)state;
	assert_compose("e\xCC\x81\xFF", "e\xCC\x81\xFF");
}

static void
text_is_cut_between_code_points(void **state)
{
	(void)state;
	static const char text[] = "a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\xA1";
	static const size_t want[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10};

	for (size_t limit = 0; limit <= 10; limit++)
		assert_int_equal(text_cut(text, 10, limit), want[limit]);
	assert_int_equal(text_cut(text, 10, 11), 10);
	assert_int_equal(text_cut(text, 10, SIZE_MAX), 10);
	assert_int_equal(text_cut("", 0, 0), 0);
	assert_int_equal(text_cut(NULL, 0, 5), 0);
}

static void
lengths_are_counted_in_code_points_and_in_columns(void **state)
{
	(void)state;
	static const char text[] = "a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\xA1\xE4\xB8\xAD"
				   "e\xCC\x81";

	assert_int_equal(text_points(text, sizeof text - 1), 7);
	assert_int_equal(text_points(text, 3), 2);
	assert_int_equal(text_points("", 0), 0);
	assert_int_equal(text_width(text, sizeof text - 1), 8); /* 1 1 1 2 2 1 0 */
	assert_int_equal(text_width("", 0), 0);
	assert_int_equal(text_width("\x01\x7F", 2), 0);
}

static void
assert_show(const char *text, size_t columns, const char *want)
{
	struct buffer out = {0};

	buffer_text(&out, "> ");
	text_show(&out, text, strlen(text), columns);
	assert_string_equal(out.at + 2, want);
	if (columns > 0)
		assert_true(text_width(out.at + 2, out.length - 2) <= columns);
	buffer_free(&out);
}

static void
what_is_shown_is_one_line_without_a_way_out_of_it(void **state)
{
	(void)state;
	assert_show("", 0, "");
	assert_show(" \t\r\n ", 0, "");
	assert_show("  een\r\n\ttwee   drie ", 0, "een twee drie");
	assert_show("een\xC2\xA0twee\xE2\x80\xA8"
		    "drie\xE3\x80\x80vier",
		0, "een twee drie vier");
	assert_show("\x1B[31mrood\x1B[0m\a\b\x7F", 0, "·[31mrood·[0m···");
	assert_show("\x1B]0;titel\x07", 0, "·]0;titel·");
	assert_show("\xC2\x9B"
		    "31m\xC2\x85",
		0, "·31m·"); /* C1: CSI, NEL */
	assert_show("a\xE2\x80\xAE"
		    "b\xE2\x81\xA6"
		    "c\xE2\x80\x8F"
		    "d\xD8\x9C"
		    "e",
		0, "a·b·c·d·e"); /* turns */
	assert_show("\xEF\xBB\xBFx\xE2\x80\x8By", 0, "·x·y");
	assert_show("\xEE\x80\x80", 0, "·");     /* private use: an icon of who knows what */
	assert_show("\xF3\xA0\x80\x81", 0, "·"); /* tags */
	assert_show("\xF0\x9F\x91\xA8\xE2\x80\x8D\xF0\x9F\x91\xA9", 0,
		"\xF0\x9F\x91\xA8\xE2\x80\x8D\xF0\x9F\x91\xA9"); /* the joiner of a family stays */
}

static void
what_is_shown_is_cut_to_the_columns_there_are(void **state)
{
	(void)state;
	assert_show("abcdef", 6, "abcdef");
	assert_show("abcdef", 5, "abcd…");
	assert_show("abcdef", 2, "a…");
	assert_show("abcdef", 1, "…");
	assert_show("a", 1, "a");
	assert_show("ab cd  ", 5, "ab cd");
	assert_show("ab cd", 4, "ab…");
	assert_show("ab cd", 3, "ab…");
	assert_show("\xE4\xB8\xAD\xE4\xB8\xAD", 4, "\xE4\xB8\xAD\xE4\xB8\xAD");
	assert_show("\xE4\xB8\xAD\xE4\xB8\xAD", 3, "\xE4\xB8\xAD…");
	assert_show("\xE4\xB8\xAD\xE4\xB8\xAD", 2, "…");
	assert_show("\xE4\xB8\xAD", 1, "…");
	assert_show("e\xCC\x81"
		    "e\xCC\x81",
		2,
		"e\xCC\x81"
		"e\xCC\x81");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_sequence_of_up_to_three_bytes_is_judged_as_rfc_3629_says),
		cmocka_unit_test(sequences_of_four_bytes_are_judged_right_at_every_border),
		cmocka_unit_test(every_code_point_but_the_surrogates_is_a_sequence),
		cmocka_unit_test(each_maximal_broken_part_becomes_one_replacement),
		cmocka_unit_test(
			repaired_text_is_always_valid_and_repairing_it_again_changes_nothing),
		cmocka_unit_test(text_is_put_into_normal_form_c),
		cmocka_unit_test(what_counts_as_composed_without_a_look_is_composed),
		cmocka_unit_test(a_long_run_of_marks_is_composed_without_losing_any),
		cmocka_unit_test(bytes_that_are_no_utf_8_are_not_lost_by_composing),
		cmocka_unit_test(text_is_cut_between_code_points),
		cmocka_unit_test(lengths_are_counted_in_code_points_and_in_columns),
		cmocka_unit_test(what_is_shown_is_one_line_without_a_way_out_of_it),
		cmocka_unit_test(what_is_shown_is_cut_to_the_columns_there_are),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
