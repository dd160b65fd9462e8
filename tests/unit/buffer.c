/* The buffer room: bytes that grow, always with a NUL behind them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "buffer.h"

static void
adding_nothing_gives_an_empty_text(void **state)
{
	(void)state;
	struct buffer bytes = {0}, text = {0}, format = {0};

	buffer_add(&bytes, NULL, 0);
	buffer_text(&text, "");
	buffer_format(&format, "%s", "");
	assert_string_equal(bytes.at, "");
	assert_string_equal(text.at, "");
	assert_string_equal(format.at, "");
	assert_int_equal(bytes.length + text.length + format.length, 0);
	buffer_free(&bytes);
	buffer_free(&text);
	buffer_free(&format);
}

static void
bytes_of_every_value_are_kept_and_a_nul_stands_behind_them(void **state)
{
	(void)state;
	struct buffer b = {0};

	for (int i = 0; i < 100000; i++) {
		buffer_char(&b, (char)i);
		assert_int_equal(b.at[b.length], 0);
	}
	assert_int_equal(b.length, 100000);
	for (int i = 0; i < 100000; i++)
		assert_int_equal((unsigned char)b.at[i], i & 0xFF);
	buffer_free(&b);
	assert_null(b.at);
}

static void
a_text_at_every_length_round_the_first_room_fits(void **state)
{
	(void)state;
	static char text[600];

	memset(text, 'x', sizeof text - 1);
	for (size_t n = 0; n < 520; n++) {
		struct buffer b = {0};
		buffer_add(&b, text, n);
		buffer_text(&b, "y");
		assert_int_equal(b.length, n + 1);
		assert_int_equal(b.at[n], 'y');
		assert_int_equal(b.at[n + 1], 0);
		assert_true(b.room > b.length);
		buffer_free(&b);
	}
}

static void
a_format_goes_behind_what_is_there_whatever_its_length(void **state)
{
	(void)state;
	for (int width = 1; width < 700; width += 7) {
		struct buffer b = {0};
		buffer_text(&b, "<");
		buffer_format(&b, "%*d", width, 5);
		buffer_text(&b, ">");
		assert_int_equal(b.length, width + 2);
		assert_string_equal(b.at + width, "5>");
		buffer_free(&b);
	}
}

static void
room_that_was_asked_for_lets_the_bytes_stay_where_they_are(void **state)
{
	(void)state;
	struct buffer b = {0};

	buffer_need(&b, 5000);
	char *at = b.at;
	for (int i = 0; i < 5000; i++)
		buffer_char(&b, 'x');
	assert_ptr_equal(b.at, at);
	buffer_free(&b);
}

static void
a_cleared_buffer_keeps_an_ordinary_room_and_gives_back_a_very_large_one(void **state)
{
	(void)state;
	struct buffer b = {0};

	buffer_clear(&b);
	assert_null(b.at);
	buffer_text(&b, "old");
	char *at = b.at;
	buffer_clear(&b);
	assert_string_equal(b.at, "");
	assert_int_equal(b.length, 0);
	assert_ptr_equal(b.at, at);
	buffer_need(&b, 1 << 20);
	buffer_clear(&b);
	assert_int_equal(b.room, 0);
	buffer_text(&b, "new");
	assert_string_equal(b.at, "new");
	buffer_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(adding_nothing_gives_an_empty_text),
		cmocka_unit_test(bytes_of_every_value_are_kept_and_a_nul_stands_behind_them),
		cmocka_unit_test(a_text_at_every_length_round_the_first_room_fits),
		cmocka_unit_test(a_format_goes_behind_what_is_there_whatever_its_length),
		cmocka_unit_test(room_that_was_asked_for_lets_the_bytes_stay_where_they_are),
		cmocka_unit_test(
			a_cleared_buffer_keeps_an_ordinary_room_and_gives_back_a_very_large_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
