/* The states of an automaton that is made deterministic while it is used: each is a set of nodes, and the kind of byte before it, which
 * edges of words look at. */
#ifndef STATES_H
#define STATES_H

#include <stddef.h>
#include <stdint.h>

#include "nodes.h"

/* Of a byte: part of a word, of none, the first of a character beyond ASCII, which may be either, or one of the rest of it. */
enum byte_kind { BYTE_INSIDE, BYTE_OUTSIDE, BYTE_PERHAPS, BYTE_WITHIN, BYTE_KINDS };

enum {
	STATE_UNKNOWN,
	STATE_DEAD
}; /* numbers of no states: not worked out yet, and without any way on */

/* In a step: the state that it leads to has marks. */
static const uint32_t state_marked = UINT32_C(1) << 31;

struct states_inside;

/* Bytes that no node tells apart are one class. Only to be read. */
struct states {
	uint8_t class_of[256]; /* of a byte */
	uint8_t kind_of[256];  /* of a class */
	uint8_t byte_of[256];  /* of a class, one byte */
	size_t classes;
	uint32_t begin[BYTE_KINDS]; /* where every walk begins, behind a byte of that kind */
	uint32_t *steps;            /* a row of classes for each state: where they lead to */
	size_t count;
	struct states_inside *inside;
};

void states_open(struct states *states, const struct nodes *nodes); /* nodes: borrowed */
void states_close(struct states *states);

/* Forgets all if there are very many; then no state is one any more but those in begin. */
void states_rest(struct states *states);

/* Works out a step that is unknown. Rows may move. */
uint32_t states_step(struct states *states, uint32_t from, uint8_t class);

/* The marks of a state: twice the number of each, and one more if it is the edge of a word before the last byte that it was reached
 * through, so that it accepts what ends there. Borrowed until the next step or rest. */
size_t states_marks(const struct states *states, uint32_t state, const uint32_t **marks);

#endif
