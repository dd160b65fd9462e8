/* The literal room: the words that a pattern cannot match without are never wrong, whatever the pattern. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "grammar.h"
#include "literal.h"

enum { PATTERNS = 12000, TEXTS = 6 };

static struct literals literals;

/* The words joined by blanks; "" for none. */
static const char *
words_of(const char *pattern)
{
	static char joined[LITERAL_MOST * (LITERAL_LENGTH + 2)];

	literals_read(&literals, pattern);
	joined[0] = '\0';
	for (size_t i = 0; i < literals.count; i++) {
		strcat(joined, i > 0 ? " " : "");
		strcat(joined, literals.at[i]);
	}
	return joined;
}

static bool
one_stands_in(const char *text)
{
	for (size_t i = 0; i < literals.count; i++)
		if (strcasestr(text, literals.at[i]) != NULL)
			return true;
	return false;
}

static pcre2_code *
compile(const char *pattern)
{
	int number;
	size_t at;

	return pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED,
		PCRE2_UTF | PCRE2_UCP | PCRE2_CASELESS, &number, &at, NULL);
}

static bool
matches(const pcre2_code *code, const char *text, size_t length)
{
	pcre2_match_data *data = pcre2_match_data_create(1, NULL);
	int n = pcre2_match(code, (PCRE2_SPTR)text, length, 0, 0, data, NULL);

	pcre2_match_data_free(data);
	return n >= 0;
}

struct tally {
	size_t compiled, matched, known;
};

static void
try_pattern(uint64_t number, struct buffer *pattern, struct buffer *text, struct tally *tally)
{
	grammar_make(number, 0, false, pattern, text);
	pcre2_code *code = compile(pattern->at);
	if (code == NULL)
		return;
	literals_read(&literals, pattern->at);
	tally->compiled++;
	tally->known += literals.count > 0;
	for (uint64_t chance = 0; chance < TEXTS; chance++) {
		/* texts for this pattern, and one for another */
		grammar_make(
			chance + 1 < TEXTS ? number : number + 1, chance, false, pattern, text);
		if (!matches(code, text->at, text->length))
			continue;
		tally->matched++;
		if (literals.count > 0 && !one_stands_in(text->at)) {
			grammar_make(number, 0, false, pattern, text);
			fail_msg("%s needs none of %s", pattern->at, words_of(pattern->at));
		}
	}
	pcre2_code_free(code);
}

static void
whatever_a_pattern_matches_holds_one_of_its_words(void **state)
{
	struct buffer pattern = {0}, text = {0};
	struct tally tally = {0};

	(void)state;
	for (uint64_t number = 0; number < PATTERNS; number++)
		try_pattern(number, &pattern, &text, &tally);
	/* the grammar is worth something: most compile, many match, of many a word is known */
	assert_true(tally.compiled > PATTERNS / 2);
	assert_true(tally.matched > tally.compiled * 2);
	assert_true(tally.known > tally.compiled / 4);
	buffer_free(&pattern);
	buffer_free(&text);
}

static void
the_longest_word_of_a_sequence_is_kept(void **state)
{
	(void)state;
	assert_string_equal(words_of("abc[de]fghijk.l"), "fghijk");
	assert_string_equal(words_of("\\bTrein\\b"), "trein");
	assert_string_equal(words_of("te laat"), "te laat");
	assert_string_equal(words_of("kapot!{2}"), "kapot!");
	assert_string_equal(words_of("klachten?"), "klachte");
	assert_string_equal(words_of("klacht(en)?"), "klacht");
	assert_string_equal(words_of("aab+ccd"), "aab");
	assert_string_equal(words_of("ge{0}bruik"), "bruik");
	assert_string_equal(words_of("^kast$"), "kast");
	assert_string_equal(words_of("a\\.b\\.c"), "a.b.c");
}

static void
a_choice_needs_a_word_from_each_branch(void **state)
{
	(void)state;
	assert_string_equal(words_of("bus|trein|tram"), "bus trein tram");
	assert_string_equal(words_of("(?:bus|trein) laat"), " laat");
	assert_string_equal(words_of("(?:kapotte|defecte) bus"), "kapotte defecte");
	assert_string_equal(words_of("bus|"), "");
	assert_string_equal(words_of("bus|ov"), "");
	assert_string_equal(words_of("(?<wat>bus|(?P<ander>trein))"), "bus trein");
	assert_string_equal(words_of("(?-i:Bus|TREIN)"), "bus trein");
}

static void
what_may_be_absent_is_no_word(void **state)
{
	(void)state;
	assert_string_equal(words_of("(?:trein)?"), "");
	assert_string_equal(words_of("(?:trein)*ab"), "");
	assert_string_equal(words_of("(?:trein){0,3}ab"), "");
	assert_string_equal(words_of("(?=trein)ab"), "");
	assert_string_equal(words_of("(?!trein)ab"), "");
	assert_string_equal(words_of("(?<!trein)ab(?<=bus)"), "");
	assert_string_equal(words_of("\\w+\\s\\d"), "");
	assert_string_equal(words_of(""), "");
}

static void
what_is_not_understood_makes_the_answer_nothing(void **state)
{
	static const char *const patterns[] = {"trein\\x41", "\\Qtrein\\E", "(trein)\\1",
		"trein\\p{L}", "(?i)trein", "(?x)tr ein", "(?x-i:tr ein)", "trein(?#laat)",
		"(*UCP)trein", "(?(1)trein|bus)", "(?'naam'trein)", "trein{", "trein{,3}",
		"trein{ 2 }", "[\\Qa]trein[\\E]", "(?<*aaa)|zzz(?<n>bar)", "(?C1)trein",
		"(?R)?trein", "trein\\K"};

	(void)state;
	for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++)
		assert_string_equal(words_of(patterns[i]), "");
}

static void
a_class_ends_where_pcre2_says(void **state)
{
	(void)state;
	assert_string_equal(words_of("aaa[[:x]|bbb:]c]"), "aaa bbb:]c]");
	assert_string_equal(words_of("[]trein]bus"), "bus");
	assert_string_equal(words_of("[^]trein]bus"), "bus");
	assert_string_equal(words_of("[[:alpha:]trein]bus"), "bus");
	assert_string_equal(words_of("[\\]trein]bus"), "bus");
	assert_string_equal(words_of("[a[trein]bus"), "bus");
}

static void
limits_make_it_weaker_and_never_wrong(void **state)
{
	struct buffer pattern = {0};

	(void)state;
	for (int i = 0; i <= LITERAL_MOST; i++)
		buffer_format(&pattern, "%swoord%02d", i > 0 ? "|" : "", i);
	assert_string_equal(words_of(pattern.at), "");
	buffer_clear(&pattern);
	for (int i = 0; i < 1000; i++)
		buffer_text(&pattern, "(");
	assert_string_equal(words_of(pattern.at), "");
	buffer_clear(&pattern);
	for (int i = 0; i < 100; i++)
		buffer_text(&pattern, "abcdefghij");
	assert_int_equal(strlen(words_of(pattern.at)), LITERAL_LENGTH);
	buffer_free(&pattern);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whatever_a_pattern_matches_holds_one_of_its_words),
		cmocka_unit_test(the_longest_word_of_a_sequence_is_kept),
		cmocka_unit_test(a_choice_needs_a_word_from_each_branch),
		cmocka_unit_test(what_may_be_absent_is_no_word),
		cmocka_unit_test(what_is_not_understood_makes_the_answer_nothing),
		cmocka_unit_test(a_class_ends_where_pcre2_says),
		cmocka_unit_test(limits_make_it_weaker_and_never_wrong),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
