/* Runs nodes over texts. */
#include "automaton.h"

#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "states.h"

enum { INSERTS_MOST = 64 };

/* From a byte, and what it has come to. */
struct walk {
	uint32_t state, at;
};

struct automaton {
	struct states states;
	uint8_t *text; /* the text in hand, as classes */
	struct walk *walks;
	size_t text_room; /* of both */
	struct automaton_event *events;
	size_t event_count, event_room;
};

struct automaton *
automaton_new(const struct nodes *nodes)
{
	struct automaton *a = mem_new(1, sizeof *a);

	states_open(&a->states, nodes);
	return a;
}

void
automaton_free(struct automaton *a)
{
	if (a == NULL)
		return;
	states_close(&a->states);
	free(a->text);
	free(a->walks);
	free(a->events);
	free(a);
}

static int
by_place(const void *a, const void *b)
{
	const struct automaton_event *x = a, *y = b;

	return x->at != y->at ? (x->at > y->at) - (x->at < y->at)
			      : (x->end > y->end) - (x->end < y->end);
}

static void
take_text(struct automaton *a, const char *text, size_t length)
{
	size_t behind = 3; /* a walk ends at the second END at the latest, and looks one ahead */

	if (a->text_room < length + behind) {
		a->text_room = 2 * length + behind;
		a->text = mem_resize(a->text, a->text_room, 1);
		a->walks = mem_resize(a->walks, a->text_room, sizeof *a->walks);
	}
	for (size_t i = 0; i < length; i++)
		a->text[i] = a->states.class_of[(unsigned char)text[i]];
	memset(a->text + length, a->states.class_of[NODE_END], behind);
}

static void
reserve_events(struct automaton *a, size_t more)
{
	if (a->event_room > a->event_count + more)
		return;
	a->event_room = 2 * (a->event_count + more) + 1;
	a->events = mem_resize(a->events, a->event_room, sizeof *a->events);
}

/* The first step from every character. How many walks go on. */
static size_t
begin_walks(struct automaton *a, size_t length)
{
	struct states *s = &a->states;
	uint32_t begin = s->begin[BYTE_OUTSIDE];
	size_t count = 0;

	reserve_events(a, length);
	for (uint32_t at = 0; at < length; at++) {
		uint8_t class = a->text[at], kind = s->kind_of[class];
		if (kind == BYTE_WITHIN)
			continue;
		uint32_t step = s->steps[begin * s->classes + class];
		if (step == STATE_UNKNOWN)
			step = states_step(s, begin, class);
		if ((step & state_marked) != 0)
			a->events[a->event_count++] =
				(struct automaton_event){at, at + 1, step & ~state_marked};
		a->walks[count] = (struct walk){step & ~state_marked, at};
		count += step != STATE_DEAD;
		begin = s->begin[kind];
	}
	return count;
}

/* All walks go a step each, over the byte that is so far from where they began; how many go on. The processor fetches what the next
 * round needs while it is busy with others, and what comes of a step is written behind the walks that go on and behind the events whether
 * it is one of them or not: no branch here could be foretold. */
static size_t
walk_on(struct automaton *a, size_t left, uint32_t far)
{
	const uint8_t *text = a->text + far;
	const uint32_t *steps = a->states.steps;
	const size_t classes = a->states.classes;
	struct walk *walks = a->walks;
	size_t count = 0;

	reserve_events(a, left);
	struct automaton_event *event = a->events + a->event_count;
	for (size_t i = 0; i < left; i++) {
		struct walk walk = walks[i];
		uint32_t step = steps[walk.state * classes + text[walk.at]];
		if (step == STATE_UNKNOWN) {
			step = states_step(&a->states, walk.state, text[walk.at]);
			steps = a->states.steps;
		}
		walk.state = step & ~state_marked;
		__builtin_prefetch(&steps[walk.state * classes + text[walk.at + 1]]);
		*event = (struct automaton_event){walk.at, walk.at + far + 1, walk.state};
		event += step >> 31;
		walks[count] = walk;
		count += walk.state != STATE_DEAD;
	}
	a->event_count = (size_t)(event - a->events);
	return count;
}

/* In the order of where walks begin; mostly they are so few that this is quicker than qsort. */
static void
sort_events(struct automaton *a)
{
	struct automaton_event *e = a->events;

	if (a->event_count > INSERTS_MOST) {
		qsort(e, a->event_count, sizeof *e, by_place);
		return;
	}
	for (size_t i = 1; i < a->event_count; i++) {
		struct automaton_event moved = e[i];
		size_t k = i;
		for (; k > 0 && e[k - 1].at > moved.at; k--)
			e[k] = e[k - 1];
		e[k] = moved;
	}
}

size_t
automaton_walk(
	struct automaton *a, const char *text, size_t length, const struct automaton_event **events)
{
	states_rest(&a->states);
	take_text(a, text, length);
	a->event_count = 0;
	size_t left = begin_walks(a, length);
	for (uint32_t far = 1; left > 0; far++)
		left = walk_on(a, left, far);
	sort_events(a);
	*events = a->events;
	return a->event_count;
}

size_t
automaton_marks(const struct automaton *a, uint32_t state, const uint32_t **marks)
{
	return states_marks(&a->states, state, marks);
}
