/* The words room: one pass finds what a naive search finds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "grammar.h"
#include "words.h"

enum { SETS = 400, MOST_WORDS = 130, TEXTS = 20, MOST_LENGTH = 60, CHUNKS = MOST_WORDS / 64 + 1 };

/* A word or text of few letters, so that words stand in words and overlap. */
static void
make_text(uint64_t *state, char *text, unsigned least, unsigned most, bool capitals)
{
	static const char letters[] = "aabbc-_ ";
	unsigned length = least + grammar_pick(state, most - least + 1);

	for (unsigned i = 0; i < length; i++) {
		text[i] = letters[grammar_pick(state, sizeof letters - 1)];
		if (capitals && grammar_pick(state, 3) == 0)
			text[i] = (char)toupper((unsigned char)text[i]);
	}
	text[length] = '\0';
}

struct wanted {
	char text[WORDS_MOST + 1];
	bool starts, ends;
};

static bool
is_inside(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

static bool
stands(const struct wanted *word, const char *text)
{
	for (const char *at = text; (at = strcasestr(at, word->text)) != NULL; at++)
		if (!(word->starts && at > text && is_inside(at[-1])) &&
			!(word->ends && is_inside(at[strlen(word->text)])))
			return true;
	return false;
}

/* The owners of all words that stand in text, as bits. */
static void
find(struct words *words, const char *text, size_t length, uint64_t *bits)
{
	const struct words_hit *hits;
	const uint32_t *owners;
	size_t count = words_find(words, text, length, &hits);

	for (size_t i = 0; i < count; i++) {
		size_t n = words_owners(words, hits[i].word, &owners);
		for (size_t k = 0; k < n; k++)
			bits[owners[k] / 64] |= UINT64_C(1) << (owners[k] % 64);
	}
}

static void
compare(struct words *words, const struct wanted *list, size_t count, const char *text)
{
	uint64_t bits[CHUNKS] = {0};

	find(words, text, strlen(text), bits);
	for (size_t owner = 0; owner < (count + 1) / 2; owner++) {
		bool naive = stands(&list[2 * owner], text);
		if (2 * owner + 1 < count)
			naive |= stands(&list[2 * owner + 1], text);
		if (naive != (bits[owner / 64] >> owner % 64 & 1))
			fail_msg("%s in %s: %d", list[2 * owner].text, text, naive);
	}
}

static void
finds_what_a_naive_search_finds(void **state)
{
	uint64_t seed = 2;
	struct wanted list[MOST_WORDS];
	char text[MOST_LENGTH + 1];

	(void)state;
	for (int set = 0; set < SETS; set++) {
		struct words *words = words_new();
		size_t count = 1 + grammar_pick(&seed, MOST_WORDS);
		for (size_t i = 0; i < count; i++) {
			make_text(&seed, list[i].text, WORDS_LEAST, WORDS_MOST, false);
			list[i].starts = grammar_pick(&seed, 3) == 0;
			list[i].ends = grammar_pick(&seed, 3) == 0;
			/* each owner has two */
			words_add(words, list[i].text, list[i].starts, list[i].ends, i / 2);
		}
		words_ready(words);
		for (int i = 0; i < TEXTS; i++) {
			make_text(&seed, text, 0, MOST_LENGTH, true);
			compare(words, list, count, text);
		}
		words_free(words);
	}
}

static void
bits_that_are_set_stay(void **state)
{
	struct words *words = words_new();
	uint64_t bits[2] = {4, 0};

	(void)state;
	words_add(words, "trein", false, false, 70);
	words_ready(words);
	find(words, "de TREIN", 8, bits);
	assert_true(bits[0] == 4 && bits[1] == 1 << 6);
	words_free(words);
}

static void
an_edge_is_asked_for_where_it_was_said(void **state)
{
	static const struct {
		const char *text;
		uint64_t bits;
	} rows[] = {{"trein", 15}, {"de trein.", 15}, {"treinen", 3}, {"sneltrein", 5},
		{"sneltreinen", 1}, {"_trein", 5}, {"trein9", 3}, {"étrein", 15},
		{"sneltrein trein", 15}, {"TREIN", 15}};
	struct words *words = words_new();

	(void)state;
	for (int i = 0; i < 4; i++)
		words_add(words, "trein", i & 1, i & 2, (size_t)i);
	words_ready(words);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		uint64_t bits[1] = {0};
		find(words, rows[i].text, strlen(rows[i].text), bits);
		if (bits[0] != rows[i].bits)
			fail_msg("%s: %d", rows[i].text, (int)bits[0]);
	}
	words_free(words);
}

static void
no_words_and_no_text_find_nothing(void **state)
{
	struct words *words = words_new();
	uint64_t bits[1] = {0};

	(void)state;
	words_ready(words);
	find(words, "trein", 5, bits);
	words_free(words);
	words = words_new();
	words_add(words, "trein", false, false, 0);
	words_ready(words);
	find(words, "trein", 0, bits);
	find(words, "trei", 4, bits);
	assert_true(bits[0] == 0);
	words_free(words);
	words_free(NULL);
}

static void
any_byte_may_stand_in_the_text(void **state)
{
	struct words *words = words_new();
	uint64_t bits[1] = {0};
	char text[256 + 4]; /* just so long, so that reading behind it is seen */

	(void)state;
	words_add(words, "bus", false, false, 1);
	words_add(words, "us\x7f", false, false, 2);
	words_ready(words);
	for (int i = 0; i < 256; i++)
		text[i] = (char)i;
	memcpy(text + 256, "bUs\x7f", 4);
	find(words, text, 256, bits);
	assert_true(bits[0] == 0);
	find(words, text, 260, bits);
	assert_true(bits[0] == 6);
	words_free(words);
}

static void
every_place_is_told_and_whether_it_is_the_first(void **state)
{
	struct words *words = words_new();
	const struct words_hit *hits;
	const char *text = "de Trein, sneltrein";

	(void)state;
	words_add(words, "trein", false, false, 7);
	words_ready(words);
	assert_int_equal(words_find(words, text, strlen(text), &hits), 2);
	assert_int_equal(hits[0].at, 3);
	assert_false(hits[0].again);
	assert_int_equal(hits[1].at, 14);
	assert_true(hits[1].again);
	words_free(words);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_what_a_naive_search_finds),
		cmocka_unit_test(every_place_is_told_and_whether_it_is_the_first),
		cmocka_unit_test(bits_that_are_set_stay),
		cmocka_unit_test(an_edge_is_asked_for_where_it_was_said),
		cmocka_unit_test(no_words_and_no_text_find_nothing),
		cmocka_unit_test(any_byte_may_stand_in_the_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
