/* The pattern room: the walk in front of PCRE2 changes nothing but the time. */
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
	char *sources[IN_GROUP];
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
		assert_int_equal(patterns_add(patterns, pattern.at, 1, &error), code != NULL);
		if (code != NULL) {
			pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);
			plain->sources[plain->count] = mem_dup(pattern.at);
			plain->codes[plain->count++] = code;
		} else {
			free(error);
		}
	}
	patterns_ready(patterns);
	plain->data = pcre2_match_data_create(1, NULL);
	buffer_free(&pattern);
	buffer_free(&text);
}

static const struct pattern_hit *
find_hit(const struct pattern_hit *hits, size_t count, size_t pattern)
{
	const struct pattern_hit *found = NULL;

	for (size_t i = 0; i < count; i++) {
		if (hits[i].pattern != pattern)
			continue;
		assert_null(found);
		found = &hits[i];
	}
	return found;
}

/* Every pattern that matches the text is found, at the same place. How many match. */
static size_t
compare(struct patterns *patterns, const struct plain *plain, const char *text, size_t length,
	size_t *failed)
{
	const size_t *ends = pcre2_get_ovector_pointer(plain->data);
	const struct pattern_hit *hits;
	size_t count = patterns_find(patterns, text, length, 1, &hits), found = 0;

	for (size_t i = 0; i < plain->count; i++) {
		const struct pattern_hit *hit = find_hit(hits, count, i);
		bool matches = pcre2_match(plain->codes[i], (PCRE2_SPTR)text, length, 0, 0,
				       plain->data, NULL) >= 0;
		if (hit != NULL && hit->failed) {
			(*failed)++;
			continue;
		}
		if (matches != (hit != NULL))
			fail_msg("%s is %s on %s", plain->sources[i],
				matches ? "not found" : "found", text);
		if (matches && (hit->start != ends[0] || hit->end != ends[1]))
			fail_msg("%s is found at %zu to %zu, not %zu to %zu, on %s",
				plain->sources[i], hit->start, hit->end, ends[0], ends[1], text);
		found += matches;
	}
	return found;
}

static void
no_pattern_that_matches_is_passed_over(void **state)
{
	struct buffer pattern = {0}, text = {0};
	size_t found = 0, failed = 0;

	(void)state;
	for (uint64_t group = 0; group < GROUPS; group++) {
		struct patterns *patterns = patterns_new();
		struct plain plain = {0};
		fill(patterns, &plain, group);
		for (uint64_t i = 0; i < TEXTS; i++) {
			grammar_make(group * IN_GROUP + i, i, i % 3 == 0, &pattern, &text);
			found += compare(patterns, &plain, text.at, text.length, &failed);
		}
		for (size_t i = 0; i < plain.count; i++) {
			pcre2_code_free(plain.codes[i]);
			free(plain.sources[i]);
		}
		pcre2_match_data_free(plain.data);
		patterns_free(patterns);
	}
	assert_true(found > GROUPS * TEXTS);
	assert_true(failed < found / 100);
	buffer_free(&pattern);
	buffer_free(&text);
}

enum result { NO, YES, FAILED };

static enum result
match(const char *pattern, const char *text)
{
	struct patterns *patterns = patterns_new();
	const struct pattern_hit *hits;
	char *error;

	assert_true(patterns_add(patterns, pattern, 1, &error));
	patterns_ready(patterns);
	size_t count = patterns_find(patterns, text, strlen(text), 1, &hits);
	enum result result = count == 0 ? NO : hits->failed ? FAILED : YES;
	patterns_free(patterns);
	return result;
}

static void
the_kelvin_sign_and_the_long_s_are_letters_like_others(void **state)
{
	(void)state;
	assert_int_equal(match("klacht", "\u212Alacht"), YES);
	assert_int_equal(match("bus", "bu\u017F"), YES);
	assert_int_equal(match("KLOK", "klo\u212A"), YES);
	assert_int_equal(match("trein", "\u212Alacht"), NO);
}

static void
case_and_word_boundaries_are_those_of_unicode(void **state)
{
	(void)state;
	assert_int_equal(match("\\bévénement\\b", "ÉVÉNEMENT!"), YES);
	assert_int_equal(match("\\bbus\\b", "bus\u00E9"), NO);
	assert_int_equal(match("\\bbus\\b", "de bus."), YES);
}

static void
an_error_names_the_reason_and_the_character(void **state)
{
	struct patterns *patterns = patterns_new();
	const struct pattern_hit *hits;
	char *error = NULL;

	(void)state;
	assert_false(patterns_add(patterns, "\u00E9\u00E9(bus", 1, &error));
	assert_non_null(strstr(error, "parenthesis"));
	assert_non_null(strstr(error, "(character 7 of the pattern)"));
	free(error);
	assert_false(patterns_add(patterns, "a\\Cb", 1, &error));
	free(error);
	assert_true(patterns_add(patterns, "bus", 1, &error)); /* what failed took no number */
	patterns_ready(patterns);
	assert_int_equal(patterns_find(patterns, "de bus", 6, 1, &hits), 1);
	assert_int_equal(hits->pattern, 0);
	patterns_free(patterns);
	patterns_free(NULL);
}

static void
only_patterns_of_the_groups_asked_for_are_found(void **state)
{
	struct patterns *patterns = patterns_new();
	const struct pattern_hit *hits;
	char *error;

	(void)state;
	assert_true(patterns_add(patterns, "bus", 1, &error));
	assert_true(patterns_add(patterns, "de", 2, &error));
	assert_true(patterns_add(patterns, "^", 4, &error));
	patterns_ready(patterns);
	assert_int_equal(patterns_find(patterns, "de bus", 6, 2, &hits), 1);
	assert_int_equal(hits->pattern, 1);
	assert_int_equal(patterns_find(patterns, "de bus", 6, 5, &hits), 2);
	assert_int_equal(patterns_find(patterns, "de bus", 6, UINT32_MAX, &hits), 3);
	assert_int_equal(patterns_find(patterns, "de bus", 6, 8, &hits), 0);
	patterns_free(patterns);
}

static void
a_pattern_is_broad_when_little_of_a_match_is_given(void **state)
{
	static const struct {
		const char *pattern;
		bool broad;
	} cases[] = {{"bus", false}, {"b.s", true}, {"b\\w{3}us", false}, {"bus|\\w+", true},
		{"!{3}", false}, {"!!", true}, {"\\bde\\b", true}, {"de [^.]{0,9}bus", false},
		{"[^.]{0,9}bus", true}, {"(?:bus)?", true}, {"\\x62us", true},
		{"\U0001F621", false}};
	struct patterns *patterns = patterns_new();
	char *error;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_true(patterns_add(patterns, cases[i].pattern, 1, &error));
		if (patterns_broad(patterns, i, cases[i].pattern) != cases[i].broad)
			fail_msg("%s", cases[i].pattern);
	}
	patterns_free(patterns);
}

static void
a_pattern_without_end_fails_and_is_not_taken_for_no(void **state)
{
	char text[20001];

	(void)state;
	memset(text, 'a', sizeof text - 2);
	memcpy(text + sizeof text - 2, "b", 2);
	assert_int_equal(match("(a+)+$", text), FAILED);
	assert_int_equal(match("(?:a|aa)+b(?=c)|aaab\\z", text), FAILED);
	assert_int_equal(
		match("(?:a|aa)+c|aaab\\z", text), YES); /* without a c there is nothing to try */
	assert_int_equal(match("a+b", text), YES);       /* a large text as such is no matter */
}

static void
no_patterns_and_no_text_match_nothing(void **state)
{
	struct patterns *patterns = patterns_new();
	const struct pattern_hit *hits;

	(void)state;
	patterns_ready(patterns);
	assert_int_equal(patterns_find(patterns, "bus", 3, 1, &hits), 0);
	assert_int_equal(patterns_find(patterns, "\u212A", 3, 1, &hits), 0);
	patterns_free(patterns);
	assert_int_equal(match("^$", ""), YES);
	assert_int_equal(match("bus", ""), NO);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_pattern_that_matches_is_passed_over),
		cmocka_unit_test(the_kelvin_sign_and_the_long_s_are_letters_like_others),
		cmocka_unit_test(case_and_word_boundaries_are_those_of_unicode),
		cmocka_unit_test(an_error_names_the_reason_and_the_character),
		cmocka_unit_test(only_patterns_of_the_groups_asked_for_are_found),
		cmocka_unit_test(a_pattern_is_broad_when_little_of_a_match_is_given),
		cmocka_unit_test(a_pattern_without_end_fails_and_is_not_taken_for_no),
		cmocka_unit_test(no_patterns_and_no_text_match_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
