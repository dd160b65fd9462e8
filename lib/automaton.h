/* Runs nodes over texts, from every place of a text at once. */
#ifndef AUTOMATON_H
#define AUTOMATON_H

#include <stddef.h>
#include <stdint.h>

#include "nodes.h"

struct automaton;

/* A walk that began at a byte has come to a state with marks, behind the byte before end. */
struct automaton_event {
	uint32_t at, end, state;
};

/* nodes: borrowed, and not to be changed any more. */
struct automaton *automaton_new(const struct nodes *nodes);
void automaton_free(struct automaton *automaton);

/* Walks from every character of the text. The events are in the order of where walks begin, and borrowed until the next call, as are
 * their states. What accepts without a byte is not seen. */
size_t automaton_walk(struct automaton *automaton, const char *text, size_t length,
	const struct automaton_event **events);

/* The marks of an event's state, as states_marks gives them. */
size_t automaton_marks(const struct automaton *automaton, uint32_t state, const uint32_t **marks);

#endif
