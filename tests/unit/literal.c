/* The literal room: the words that a pattern cannot match without are never wrong, whatever the pattern. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <ctype.h>
#include <cmocka.h>
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "grammar.h"
#include "literal.h"

enum { PATTERNS = 12000, TEXTS = 6 };

static struct literals literals;

static void
write_clause(struct buffer *out, const struct literal_clause *c)
{
	for (size_t i = 0; i < c->count; i++)
		buffer_format(out, "%s%s%s%s", i > 0 ? "/" : "", c->at[i].starts ? "<" : "",
			c->at[i].text, c->at[i].ends ? ">" : "");
}

/* What a pattern needs as "<bus>/tram & laat | trein": < and > are edges of a word; "" for nothing known. */
static const char *
words_of(const char *pattern)
{
	static char text[65536];
	struct buffer out = {0};

	literals_free(&literals);
	literals_read(&literals, pattern);
	for (size_t i = 0; i < literals.count; i++) {
		buffer_text(&out, i > 0 ? " | " : "");
		for (size_t k = 0; k < literals.at[i].count; k++) {
			buffer_text(&out, k > 0 ? " & " : "");
			write_clause(&out, literals.at[i].at[k]);
		}
	}
	snprintf(text, sizeof text, "%s", out.at != NULL ? out.at : "");
	buffer_free(&out);
	literals_free(&literals);
	return text;
}

static bool
is_word_byte(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

static bool
word_stands(const struct literal *l, const char *text)
{
	for (const char *at = text; (at = strcasestr(at, l->text)) != NULL; at++)
		if (!(l->starts && at > text && is_word_byte(at[-1])) &&
			!(l->ends && is_word_byte(at[strlen(l->text)])))
			return true;
	return false;
}

static bool
branch_holds(const struct literal_branch *b, const char *text)
{
	for (size_t i = 0; i < b->count; i++) {
		bool stands = false;
		for (size_t k = 0; k < b->at[i]->count && !stands; k++)
			stands = word_stands(&b->at[i]->at[k], text);
		if (!stands)
			return false;
	}
	return true;
}

static bool
one_stands_in(const char *text)
{
	for (size_t i = 0; i < literals.count; i++)
		if (branch_holds(&literals.at[i], text))
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
	literals_free(&literals);
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
	literals_free(&literals);
}

static void
all_words_of_a_sequence_are_needed(void **state)
{
	(void)state;
	assert_string_equal(words_of("abc[de]fghijk.l"), "abc & fghijk");
	assert_string_equal(words_of("te laat"), "te laat");
	assert_string_equal(words_of("kapot!{2}"), "kapot!!");
	assert_string_equal(words_of("!{3,10}"), "!!!");
	assert_string_equal(words_of("klachten?"), "klachte");
	assert_string_equal(words_of("klacht(en)?"), "klacht");
	assert_string_equal(words_of("aab+ccd"), "aab & ccd");
	assert_string_equal(words_of("ge{0}bruik"), "bruik");
	assert_string_equal(words_of("^kast$"), "kast");
	assert_string_equal(words_of("a\\.b\\.c"), "a.b.c");
	assert_string_equal(words_of("voorafgaand"), "voorafga");
	assert_string_equal(words_of("voorafgehaald"), "voorafge & haald");
}

static void
an_edge_of_a_word_is_known_where_nothing_comes_between(void **state)
{
	(void)state;
	assert_string_equal(words_of("\\bTrein\\b"), "<trein>");
	assert_string_equal(words_of("\\b(?:bus|trein)\\b"), "<bus> | <trein>");
	assert_string_equal(words_of("\\b(?:de )?trein"), "trein");
	assert_string_equal(words_of("treine?\\b"), "trein");
	assert_string_equal(words_of("(?:bus|trein)s?\\b"), "bus | trein");
	assert_string_equal(words_of("x\\btrein"), "<trein");
	assert_string_equal(words_of("\\b trein\\b"), " trein>");
	assert_string_equal(words_of("\\b(?:a|)bus"), "bus");
	assert_string_equal(words_of("(?:bus.)\\b"), "bus");
	assert_string_equal(words_of("(?:bus)+\\b"), "bus");
	assert_string_equal(words_of("\\b(?:bus){2}"), "<bus");
	assert_string_equal(words_of("(?:bus|trein[en]?)\\b"), "bus> | trein");
	assert_string_equal(words_of("\\Bbus\\B"), "bus");
	assert_string_equal(words_of("(?:bus\\b|trein) laat"), "bus> &  laat | trein> &  laat");
}

static void
a_choice_needs_a_word_from_each_branch(void **state)
{
	(void)state;
	assert_string_equal(words_of("bus|trein|tram"), "bus | trein | tram");
	assert_string_equal(words_of("(?:bus|trein) laat"), "bus> &  laat | trein> &  laat");
	assert_string_equal(words_of("(?:bus|trein) (?:laat|vol!)"),
		"bus> & <laat/<vol! | trein> & <laat/<vol!");
	assert_string_equal(words_of("bus|"), "");
	assert_string_equal(words_of("bus|ov"), "");
	assert_string_equal(words_of("(?:bus|ov) laat"), " laat");
	assert_string_equal(words_of("(?<wat>bus|(?P<ander>trein))"), "bus | trein");
	assert_string_equal(words_of("(?-i:Bus|TREIN)"), "bus | trein");
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
	assert_string_equal(words_of("aaa[[:x]|bbb:]c]"), "aaa | bbb:]c]");
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
	for (int i = 0; i <= 128; i++)
		buffer_format(&pattern, "%swoord%03d", i > 0 ? "|" : "", i);
	assert_string_equal(words_of(pattern.at), "");
	buffer_clear(&pattern);
	for (int i = 0; i < 1000; i++)
		buffer_text(&pattern, "(");
	assert_string_equal(words_of(pattern.at), "");
	buffer_clear(&pattern);
	for (int i = 0; i < 30; i++) /* choices behind choices do not multiply */
		buffer_text(&pattern, "(?:trein|tram|bus)");
	assert_non_null(strstr(words_of(pattern.at), "trein"));
	assert_true(strlen(words_of(pattern.at)) < 1000);
	buffer_clear(&pattern);
	for (int i = 0; i < 100; i++)
		buffer_text(&pattern, "abcdefghij");
	assert_int_equal(strlen(words_of(pattern.at)), LITERAL_CLAUSES * (LITERAL_LENGTH + 3) - 3);
	buffer_free(&pattern);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whatever_a_pattern_matches_holds_one_of_its_words),
		cmocka_unit_test(all_words_of_a_sequence_are_needed),
		cmocka_unit_test(an_edge_of_a_word_is_known_where_nothing_comes_between),
		cmocka_unit_test(a_choice_needs_a_word_from_each_branch),
		cmocka_unit_test(what_may_be_absent_is_no_word),
		cmocka_unit_test(what_is_not_understood_makes_the_answer_nothing),
		cmocka_unit_test(a_class_ends_where_pcre2_says),
		cmocka_unit_test(limits_make_it_weaker_and_never_wrong),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
