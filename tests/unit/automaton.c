/* The automaton room: walks over texts along nodes put together by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "automaton.h"

static uint32_t
byte_node(struct nodes *nodes, char c, uint32_t next)
{
	struct node_bytes set = {{0}};

	node_bytes_add(&set, (unsigned char)c, (unsigned char)c);
	return nodes_byte(nodes, &set, next);
}

/* The node that reads a word and goes on with next; < and > in it are edges. */
static uint32_t
word_node(struct nodes *nodes, const char *word, uint32_t next)
{
	for (size_t i = strlen(word); i > 0; i--) {
		char c = word[i - 1];
		next = c == '<' || c == '>' ? nodes_edge(nodes, next) : byte_node(nodes, c, next);
	}
	return next;
}

static void
add_word(struct nodes *nodes, const char *word, uint32_t what)
{
	uint32_t end = nodes_accept(nodes, (struct node_mark){what, 0, false});

	nodes_start(nodes, word_node(nodes, word, end));
}

/* "0-3:7 ..." for what accepts, from where to where. */
static const char *
walk(struct automaton *automaton, const struct nodes *nodes, const char *text)
{
	static char out[4096];
	const struct automaton_event *events;
	const uint32_t *marks;
	size_t count = automaton_walk(automaton, text, strlen(text), &events), used = 0;

	out[0] = '\0';
	for (size_t i = 0; i < count; i++) {
		size_t n = automaton_marks(automaton, events[i].state, &marks);
		for (size_t k = 0; k < n && used < sizeof out - 64; k++)
			used += (size_t)snprintf(out + used, sizeof out - used, "%s%u-%u:%u",
				used > 0 ? " " : "", events[i].at, events[i].end - marks[k] % 2,
				nodes->marks[marks[k] / 2].what);
	}
	return out;
}

static const char *
walk_word(const char *word, const char *text)
{
	static char out[4096];
	struct nodes nodes = {0};

	add_word(&nodes, word, 1);
	struct automaton *automaton = automaton_new(&nodes);
	snprintf(out, sizeof out, "%s", walk(automaton, &nodes, text));
	automaton_free(automaton);
	nodes_free(&nodes);
	return out;
}

static void
words_are_found_wherever_they_stand(void **state)
{
	struct nodes nodes = {0};

	(void)state;
	add_word(&nodes, "bus", 1);
	add_word(&nodes, "us", 2);
	add_word(&nodes, "bussen", 3);
	struct automaton *automaton = automaton_new(&nodes);
	assert_string_equal(
		walk(automaton, &nodes, "bussen, bus"), "0-3:1 0-6:3 1-3:2 8-11:1 9-11:2");
	assert_string_equal(walk(automaton, &nodes, ""), "");
	assert_string_equal(walk(automaton, &nodes, "b"), "");
	automaton_free(automaton);
	nodes_free(&nodes);
}

static void
edges_are_where_words_begin_and_end(void **state)
{
	(void)state;
	assert_string_equal(walk_word("<bus>", "bus busje, (bus) _bus"), "0-3:1 12-15:1");
	assert_string_equal(walk_word("<bus>", "bus"), "0-3:1");
	assert_string_equal(walk_word("bus>!", "bus!"), "0-4:1");
	assert_string_equal(walk_word("bus>s", "buss"), "");
	/* what is no ASCII may be a letter or a sign: an edge is possible */
	assert_string_equal(walk_word("<bus>", "bus\u00E9 \u00E9bus"), "0-3:1 8-11:1");
}

static void
bytes_that_are_passed_over_change_nothing(void **state)
{
	(void)state;
	assert_string_equal(walk_word("bus", "b\xFE\xFEus"), "0-5:1");
	assert_string_equal(walk_word("bus", "\xFE\xFE"), "");
}

static void
a_loop_goes_on_as_long_as_it_can(void **state)
{
	struct nodes nodes = {0};
	uint32_t end = nodes_accept(&nodes, (struct node_mark){1, 0, false});
	uint32_t loop = nodes_either(&nodes, end, byte_node(&nodes, 'z', end));

	(void)state;
	nodes_join(&nodes, loop, byte_node(&nodes, 'a', loop));
	nodes_start(&nodes, loop);
	struct automaton *automaton = automaton_new(&nodes);
	assert_string_equal(walk(automaton, &nodes, "xaaz"), "1-4:1 2-4:1 3-4:1");
	automaton_free(automaton);
	nodes_free(&nodes);
}

static void
nothing_walks_nowhere(void **state)
{
	struct nodes nodes = {0};
	struct automaton *automaton = automaton_new(&nodes);

	(void)state;
	assert_string_equal(walk(automaton, &nodes, "bus"), "");
	automaton_free(automaton);
	automaton_free(NULL);
	nodes_free(&nodes);
}

/* More states than are kept: what was worked out is forgotten on the way, and found again. */
static void
forgetting_changes_nothing(void **state)
{
	enum { WORDS = 20000, LENGTH = 12 };
	struct nodes nodes = {0};
	char word[LENGTH + 1], expected[64];

	(void)state;
	for (uint32_t round = 0; round < 2; round++) {
		struct automaton *automaton = round > 0 ? automaton_new(&nodes) : NULL;
		for (uint32_t i = 0; i < WORDS; i++) {
			uint64_t random = (i + 1) * UINT64_C(0x9E3779B97F4A7C15);
			for (size_t k = 0; k < LENGTH; k++, random = random >> 5 | random << 59)
				word[k] = (char)('a' + random % 26);
			word[LENGTH] = '\0';
			if (automaton == NULL) {
				add_word(&nodes, word, i);
				continue;
			}
			snprintf(expected, sizeof expected, "0-%d:%u", LENGTH, i);
			assert_string_equal(walk(automaton, &nodes, word), expected);
		}
		automaton_free(automaton);
	}
	nodes_free(&nodes);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_found_wherever_they_stand),
		cmocka_unit_test(edges_are_where_words_begin_and_end),
		cmocka_unit_test(bytes_that_are_passed_over_change_nothing),
		cmocka_unit_test(a_loop_goes_on_as_long_as_it_can),
		cmocka_unit_test(nothing_walks_nowhere),
		cmocka_unit_test(forgetting_changes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
