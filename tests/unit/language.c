/* The language room: what a source states is a tag or nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "language.h"

static void
the_first_part_of_a_tag_counts_in_lower_case(void **state)
{
	static const char *const tags[][2] = {{"nl", "nl"}, {"nl-BE", "nl"}, {"EN_us", "en"},
		{"Eng", "eng"}, {"zh-Hant-TW", "zh"}, {"abcdefgh", "abcdefgh"}};
	char name[LANGUAGE_TAG];

	(void)state;
	for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
		assert_string_equal(language_stated(tags[i][0], name), tags[i][1]);
}

static void
what_is_no_tag_is_unknown(void **state)
{
	static const char *const tags[] = {"", "n", "-", "-nl", "und", "UND-x", "abcdefghi",
		"../../etc/passwd", "n/l", "nl.", "n l", "\u00E9\u00E9", "<b>nl", "12"};
	char name[LANGUAGE_TAG];

	(void)state;
	for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
		assert_string_equal(language_stated(tags[i], name), "unknown");
}

static void
without_a_model_every_language_is_unknown(void **state)
{
	double confidence = 5;

	(void)state;
	assert_string_equal(language_find(NULL, 0, &confidence), "unknown");
	assert_true(confidence == 0);
}

static void
dutch_and_english_are_spoken(void **state)
{
	(void)state;
	assert_true(language_is_spoken("nl"));
	assert_true(language_is_spoken("en"));
	assert_false(language_is_spoken("de"));
	assert_false(language_is_spoken(""));
	assert_false(language_is_spoken("unknown"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_part_of_a_tag_counts_in_lower_case),
		cmocka_unit_test(what_is_no_tag_is_unknown),
		cmocka_unit_test(without_a_model_every_language_is_unknown),
		cmocka_unit_test(dutch_and_english_are_spoken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
