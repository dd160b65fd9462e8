/* The pattern room: the search for words in front of PCRE2 changes nothing but the time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "grammar.h"
#include "mem.h"
#include "pattern.h"

enum { GROUPS = 40, IN_GROUP = 70, TEXTS = 30 };

struct plain {
	pcre2_code *codes[IN_GROUP];
	size_t count;
	pcre2_match_data *data;
};

/* The same patterns into both; those that do not compile into neither. */
static void
fill(struct patterns *patterns, struct plain *plain, uint64_t group)
{
	struct buffer pattern = {0}, text = {0};
	char *error;
	size_t at;
	int number;

	for (uint64_t i = 0; i < IN_GROUP; i++) {
		grammar_make(group * IN_GROUP + i, 0, false, &pattern, &text);
		pcre2_code *code = pcre2_compile((PCRE2_SPTR)pattern.at, PCRE2_ZERO_TERMINATED,
			PCRE2_UTF | PCRE2_UCP | PCRE2_CASELESS, &number, &at, NULL);
		assert_int_equal(patterns_add(patterns, pattern.at, &error), code != NULL);
		if (code != NULL)
			plain->codes[plain->count++] = code;
		else
			free(error);
	}
	patterns_ready(patterns);
	plain->data = pcre2_match_data_create(1, NULL);
	buffer_free(&pattern);
	buffer_free(&text);
}

/* Every pattern that matches the text is one of those that could. How many match. */
static size_t
compare(struct patterns *patterns, const struct plain *plain, const char *text, size_t length)
{
	size_t candidate = 0, found = 0;

	patterns_begin(patterns, text, length);
	bool any = patterns_candidate(patterns, &candidate);
	for (size_t i = 0; i < plain->count; i++) {
		bool here = any && candidate == i;
		bool matches = pcre2_match(plain->codes[i], (PCRE2_SPTR)text, length, 0, 0,
				       plain->data, NULL) >= 0;
		if (matches && !here)
			fail_msg("pattern %zu is not looked at on %s", i, text);
		found += matches;
		if (here) {
			candidate++;
			any = patterns_candidate(patterns, &candidate);
		}
	}
	assert_false(any);
	return found;
}

static void
no_pattern_that_matches_is_passed_over(void **state)
{
	struct buffer pattern = {0}, text = {0};
	size_t found = 0;

	(void)state;
	for (uint64_t group = 0; group < GROUPS; group++) {
		struct patterns *patterns = patterns_new();
		struct plain plain = {0};
		fill(patterns, &plain, group);
		for (uint64_t i = 0; i < TEXTS; i++) {
			grammar_make(group * IN_GROUP + i, i, i % 3 == 0, &pattern, &text);
			found += compare(patterns, &plain, text.at, text.length);
		}
		for (size_t i = 0; i < plain.count; i++)
			pcre2_code_free(plain.codes[i]);
		pcre2_match_data_free(plain.data);
		patterns_free(patterns);
	}
	assert_true(found > GROUPS * TEXTS);
	buffer_free(&pattern);
	buffer_free(&text);
}

static enum pattern_result
match(const char *pattern, const char *text)
{
	struct patterns *patterns = patterns_new();
	size_t which = 0, start, end;
	char *error;

	assert_true(patterns_add(patterns, pattern, &error));
	patterns_ready(patterns);
	patterns_begin(patterns, text, strlen(text));
	enum pattern_result result = patterns_candidate(patterns, &which)
					     ? patterns_match(patterns, which, &start, &end)
					     : PATTERN_NO;
	patterns_free(patterns);
	return result;
}

static void
the_kelvin_sign_and_the_long_s_are_letters_like_others(void **state)
{
	(void)state;
	assert_int_equal(match("klacht", "\u212Alacht"), PATTERN_YES);
	assert_int_equal(match("bus", "bu\u017F"), PATTERN_YES);
	assert_int_equal(match("KLOK", "klo\u212A"), PATTERN_YES);
	assert_int_equal(match("trein", "\u212Alacht"), PATTERN_NO);
}

static void
case_and_word_boundaries_are_those_of_unicode(void **state)
{
	(void)state;
	assert_int_equal(match("\\bévénement\\b", "ÉVÉNEMENT!"), PATTERN_YES);
	assert_int_equal(match("\\bbus\\b", "bus\u00E9"), PATTERN_NO);
	assert_int_equal(match("\\bbus\\b", "de bus."), PATTERN_YES);
}

static void
an_error_names_the_reason_and_the_character(void **state)
{
	struct patterns *patterns = patterns_new();
	char *error = NULL;

	(void)state;
	assert_false(patterns_add(patterns, "\u00E9\u00E9(bus", &error));
	assert_non_null(strstr(error, "parenthesis"));
	assert_non_null(strstr(error, "(character 7 of the pattern)"));
	free(error);
	assert_false(patterns_add(patterns, "a\\Cb", &error));
	free(error);
	assert_true(patterns_add(patterns, "bus", &error)); /* what failed took no number */
	patterns_ready(patterns);
	assert_false(patterns_always(patterns, 0));
	patterns_free(patterns);
	patterns_free(NULL);
}

static void
a_pattern_without_end_fails_and_is_not_taken_for_no(void **state)
{
	char text[20001];

	(void)state;
	memset(text, 'a', sizeof text - 2);
	memcpy(text + sizeof text - 2, "b", 2);
	assert_int_equal(match("(a+)+$", text), PATTERN_FAILED);
	assert_int_equal(match("(?:a|aa)+c|aaab\\z", text), PATTERN_FAILED);
	assert_int_equal(match("a+b", text), PATTERN_YES); /* a large text as such is no matter */
}

static void
no_patterns_and_no_text_match_nothing(void **state)
{
	struct patterns *patterns = patterns_new();
	size_t which = 0;

	(void)state;
	patterns_ready(patterns);
	patterns_begin(patterns, "bus", 3);
	assert_false(patterns_candidate(patterns, &which));
	patterns_begin(patterns, "\u212A", 3);
	assert_false(patterns_candidate(patterns, &which));
	patterns_free(patterns);
	assert_int_equal(match("^$", ""), PATTERN_YES);
	assert_int_equal(match("bus", ""), PATTERN_NO);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_pattern_that_matches_is_passed_over),
		cmocka_unit_test(the_kelvin_sign_and_the_long_s_are_letters_like_others),
		cmocka_unit_test(case_and_word_boundaries_are_those_of_unicode),
		cmocka_unit_test(an_error_names_the_reason_and_the_character),
		cmocka_unit_test(a_pattern_without_end_fails_and_is_not_taken_for_no),
		cmocka_unit_test(no_patterns_and_no_text_match_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
