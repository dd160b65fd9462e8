/* The outline room: an outline accepts wherever its pattern matches, and where it is said to be exact, nowhere else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "automaton.h"
#include "grammar.h"
#include "outline.h"

enum { PATTERNS = 12000, TEXTS = 6 };

/* One pattern, with its outline and as PCRE2 has it. */
struct pair {
	struct outlines outlines;
	struct automaton *automaton;
	enum outline_result outline;
	pcre2_code *code;
	pcre2_match_data *data;
};

static bool
open_pair(struct pair *pair, const char *pattern)
{
	size_t at;
	int number;

	*pair = (struct pair){0};
	pair->code = pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED,
		PCRE2_UTF | PCRE2_UCP | PCRE2_CASELESS | PCRE2_ANCHORED, &number, &at, NULL);
	if (pair->code == NULL)
		return false;
	pair->data = pcre2_match_data_create(1, NULL);
	pair->outline = outline_add(&pair->outlines, pattern, 0);
	pair->automaton = automaton_new(&pair->outlines.nodes);
	return true;
}

static void
close_pair(struct pair *pair)
{
	automaton_free(pair->automaton);
	nodes_free(&pair->outlines.nodes);
	pcre2_match_data_free(pair->data);
	pcre2_code_free(pair->code);
}

static bool
matches_at(const struct pair *pair, const char *text, size_t length, size_t at)
{
	return pcre2_match(pair->code, (PCRE2_SPTR)text, length, at, 0, pair->data, NULL) >= 0;
}

/* Whether a tail stands behind an event. */
static bool
tail_stands(const struct pair *pair, const struct automaton_event *event,
	const struct automaton_event *last, uint32_t tail)
{
	const uint32_t *marks;

	for (event++; event < last; event++) {
		size_t n = automaton_marks(pair->automaton, event->state, &marks);
		for (size_t k = 0; k < n; k++)
			if (pair->outlines.nodes.marks[marks[k] / 2].what == (tail | outline_tail))
				return true;
	}
	return false;
}

/* Whether the outline of the pattern accepts there, and whether it accepts wholly. */
static bool
accepts_at(struct pair *pair, const char *text, size_t length, uint32_t at, bool *wholly)
{
	const struct automaton_event *events;
	const uint32_t *marks;
	size_t count = automaton_walk(pair->automaton, text, length, &events);
	bool accepts = false;

	*wholly = false;
	for (size_t i = 0; i < count; i++) {
		size_t n = automaton_marks(pair->automaton, events[i].state, &marks);
		for (size_t k = 0; k < n && events[i].at == at; k++) {
			struct node_mark mark = pair->outlines.nodes.marks[marks[k] / 2];
			*wholly |= mark.what == 0 && !mark.partly;
			accepts |= mark.what == 0 &&
				   (mark.needs == 0 || tail_stands(pair, &events[i], events + count,
							       mark.needs));
		}
	}
	return accepts;
}

struct tally {
	size_t compiled, matched, known, exact;
};

static void
compare(struct pair *pair, const char *pattern, const struct buffer *text, struct tally *tally)
{
	for (size_t at = 0; at < text->length; at++) {
		if (((unsigned char)text->at[at] & 0xC0) == 0x80)
			continue;
		bool matches = matches_at(pair, text->at, text->length, at);
		bool wholly,
			accepts = accepts_at(pair, text->at, text->length, (uint32_t)at, &wholly);
		tally->matched += matches;
		if (matches && !accepts)
			fail_msg("%s is passed over at %zu of %s", pattern, at, text->at);
		bool ascii = true;
		for (size_t i = 0; i < text->length; i++)
			ascii &= (unsigned char)text->at[i] < 0x80;
		if (pair->outline == OUTLINE_EXACT && ascii && wholly && !matches)
			fail_msg("%s does not match at %zu of %s", pattern, at, text->at);
	}
}

static void
try_pattern(uint64_t number, struct buffer *pattern, struct buffer *text, struct tally *tally)
{
	struct pair pair;

	grammar_make(number, 0, false, pattern, text);
	if (!open_pair(&pair, pattern->at))
		return;
	tally->compiled++;
	tally->known += pair.outline != OUTLINE_UNKNOWN;
	tally->exact += pair.outline == OUTLINE_EXACT;
	for (uint64_t chance = 0; chance < TEXTS && pair.outline != OUTLINE_UNKNOWN; chance++) {
		struct buffer other = {0};
		/* texts for this pattern, and one for another */
		grammar_make(chance + 1 < TEXTS ? number : number + 1, chance, false, &other, text);
		compare(&pair, pattern->at, text, tally);
		buffer_free(&other);
	}
	close_pair(&pair);
}

static void
wherever_a_pattern_matches_its_outline_accepts(void **state)
{
	struct buffer pattern = {0}, text = {0};
	struct tally tally = {0};

	(void)state;
	for (uint64_t number = 0; number < PATTERNS; number++)
		try_pattern(number, &pattern, &text, &tally);
	/* the grammar is worth something: most compile, many match, of many an outline is known, and of some an exact one */
	assert_true(tally.compiled > PATTERNS / 2);
	assert_true(tally.matched > tally.compiled);
	assert_true(tally.known > tally.compiled / 4);
	assert_true(tally.exact > tally.compiled / 20);
	buffer_free(&pattern);
	buffer_free(&text);
}

static void
what_is_understood_is_said(void **state)
{
	static const struct {
		const char *pattern;
		enum outline_result result;
		unsigned plain;
	} cases[] = {{"bus", OUTLINE_EXACT, 3}, {"\\b(?:bus|trein|au)\\b", OUTLINE_EXACT, 2},
		{"klacht\\w{0,3}", OUTLINE_EXACT, 6}, {"klacht\\w*", OUTLINE_EXACT, 6},
		{"klacht\\w{0,30}", OUTLINE_KNOWN, 6}, {"\\d{2} uur", OUTLINE_EXACT, 4},
		{"kapot!{2,}", OUTLINE_EXACT, 7}, {"[bk]us", OUTLINE_EXACT, 3},
		{"[a-z]us", OUTLINE_EXACT, 2}, {"caf\u00E9", OUTLINE_EXACT, 3},
		{"bus(?! laat)", OUTLINE_EXACT, 3}, {"(?<!de )bus", OUTLINE_KNOWN, 3},
		{"(?:(?<=de )|de )bus", OUTLINE_UNKNOWN, 3}, {"^bus", OUTLINE_KNOWN, 3},
		{"(?>bus|bussen) laat", OUTLINE_KNOWN, 8}, {"bus+?", OUTLINE_EXACT, 3},
		{"bus++", OUTLINE_KNOWN, 3}, {"(?-i:NS) laat", OUTLINE_EXACT, 7},
		{"bus[^.]{0,30}laat", OUTLINE_EXACT, 7}, {"bus.laat", OUTLINE_KNOWN, 7},
		{"", OUTLINE_UNKNOWN, 0}, {"(?:bus)?", OUTLINE_UNKNOWN, 0},
		{"[^.]{0,30}bus", OUTLINE_UNKNOWN, 3}, {"(?:bus|.*)", OUTLINE_UNKNOWN, 0},
		{"\\x62us", OUTLINE_UNKNOWN, 0}, {"(b)us\\1", OUTLINE_UNKNOWN, 0},
		{"(?x: bus )", OUTLINE_UNKNOWN, 0}, {"\\Qbus\\E", OUTLINE_UNKNOWN, 0}};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct outlines outlines = {0};
		unsigned plain = outline_plain(cases[i].pattern);
		enum outline_result result = outline_add(&outlines, cases[i].pattern, 0);
		if (result != cases[i].result || plain != cases[i].plain)
			fail_msg("%s: %d, %u plain", cases[i].pattern, result, plain);
		nodes_free(&outlines.nodes);
	}
}

static void
a_gap_ends_the_outline_and_what_follows_is_a_tail(void **state)
{
	static const struct {
		const char *pattern, *text;
		uint32_t tails;
		bool accepts;
	} cases[] = {{"bus[^.]{0,9}laat", "bus te laat", 1, true},
		{"bus[^.]{0,9}laat", "bus op tijd", 1, false},
		{"bus[^.]{0,9}laat", "bus. Ook laat", 1, true}, /* PCRE2 decides */
		{"bus[^.]{0,9}", "bus", 0, true}, {"bus[^.]{0,9}s?", "bus", 0, true},
		{"bus(?:[^.]{0,9}laat| vol)", "bus vol", 1, true},
		{"bus(?:[^.]{0,9}laat)? vol", "bus vol", 1, true},
		{"bus.{0,9}te.{0,9}laat", "bus te", 1, true}};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct pair pair;
		bool wholly;
		assert_true(open_pair(&pair, cases[i].pattern));
		assert_int_equal(pair.outlines.tails, cases[i].tails);
		if (accepts_at(&pair, cases[i].text, strlen(cases[i].text), 0, &wholly) !=
			cases[i].accepts)
			fail_msg("%s on %s", cases[i].pattern, cases[i].text);
		close_pair(&pair);
	}
}

static void
a_pattern_of_too_many_nodes_is_not_known(void **state)
{
	struct outlines outlines = {0};

	(void)state;
	assert_int_equal(
		outline_add(&outlines, "((((a{9}b){9}c){9}d){9}e){9}", 0), OUTLINE_UNKNOWN);
	assert_int_equal(outlines.nodes.start_count, 0);
	nodes_free(&outlines.nodes);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(wherever_a_pattern_matches_its_outline_accepts),
		cmocka_unit_test(what_is_understood_is_said),
		cmocka_unit_test(a_gap_ends_the_outline_and_what_follows_is_a_tail),
		cmocka_unit_test(a_pattern_of_too_many_nodes_is_not_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
