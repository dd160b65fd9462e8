/* The states of an automaton, made while it is used.
 *
 * An edge is decided by the byte behind it, so what lies behind an edge is gone into by the step over that byte; an accepting node there
 * marks the state the step leads to. */
#include "states.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"

enum { MOST = 1 << 15, TABLE = 1 << 17, FIRST = STATE_DEAD + 1 };

struct state {
	uint32_t nodes, node_count; /* in the pool */
	uint32_t marks, mark_count; /* behind them */
	uint32_t hash;
	enum byte_kind before;
};

/* Numbers, each once: sparse says where in dense one stands. */
struct crowd {
	uint32_t *dense, *sparse;
	size_t count;
};

struct states_inside {
	const struct nodes *nodes;
	struct state *list;
	size_t room;
	uint32_t *pool;
	size_t pooled, pool_room;
	uint32_t *table;              /* states by hash */
	struct crowd now, old, marks; /* while a state is made */
};

static void
crowd_new(struct crowd *crowd, size_t most)
{
	crowd->dense = mem_new(most, sizeof *crowd->dense);
	crowd->sparse = mem_new(most, sizeof *crowd->sparse);
}

static void
crowd_free(struct crowd *crowd)
{
	free(crowd->dense);
	free(crowd->sparse);
}

/* false: it is there already. */
static bool
crowd_add(struct crowd *crowd, uint32_t number)
{
	uint32_t at = crowd->sparse[number];

	if (at < crowd->count && crowd->dense[at] == number)
		return false;
	crowd->sparse[number] = (uint32_t)crowd->count;
	crowd->dense[crowd->count++] = number;
	return true;
}

static int
in_order(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

static void
crowd_sort(struct crowd *crowd)
{
	if (crowd->count > 1)
		qsort(crowd->dense, crowd->count, sizeof *crowd->dense, in_order);
}

static enum byte_kind
kind_of(unsigned byte)
{
	if (byte == NODE_END)
		return BYTE_OUTSIDE;
	if (byte >= 0x80)
		return byte < 0xC0 || byte == NODE_FILL ? BYTE_WITHIN : BYTE_PERHAPS;
	return isalnum((int)byte) || byte == '_' ? BYTE_INSIDE : BYTE_OUTSIDE;
}

/* Splits the classes by whether their bytes are of the set. */
static void
split_classes(struct states *s, const struct node_bytes *set)
{
	int halves[256][2];

	memset(halves, -1, sizeof halves);
	s->classes = 0;
	for (unsigned byte = 0; byte < 256; byte++) {
		int *half = &halves[s->class_of[byte]][node_bytes_has(set, byte)];
		if (*half < 0)
			*half = (int)s->classes++;
		s->class_of[byte] = (uint8_t)*half;
	}
}

static void
find_classes(struct states *s, const struct nodes *nodes)
{
	struct node_bytes kinds[BYTE_KINDS] = {{{0}}}, fill = {{0}};

	node_bytes_add(&fill, NODE_FILL, NODE_FILL);
	split_classes(s, &fill);
	for (unsigned byte = 0; byte < 256; byte++)
		node_bytes_add(&kinds[kind_of(byte)], byte, byte);
	for (size_t i = 0; i < BYTE_KINDS; i++)
		split_classes(s, &kinds[i]);
	for (size_t i = 0; i < nodes->set_count; i++)
		split_classes(s, &nodes->sets[i]);
	for (unsigned byte = 0; byte < 256; byte++) {
		s->byte_of[s->class_of[byte]] = (uint8_t)byte;
		s->kind_of[s->class_of[byte]] = (uint8_t)kind_of(byte);
	}
}

/* Goes on from a node to all that need no byte; passed: an edge led to it. */
static void
reach(struct states_inside *in, uint32_t at, bool passed)
{
	while (crowd_add(&in->now, at)) {
		const struct node *node = &in->nodes->at[at];
		if (node->type == NODE_ACCEPT)
			crowd_add(&in->marks, 2 * node->first + passed);
		if (node->type != NODE_EITHER)
			return;
		reach(in, node->first, passed);
		at = node->second;
	}
}

/* What a state needs to know of its nodes, in order: those that wait for a byte. */
static void
trim(struct states_inside *in)
{
	size_t kept = 0;

	for (size_t i = 0; i < in->now.count; i++) {
		enum node_type type = in->nodes->at[in->now.dense[i]].type;
		if (type == NODE_BYTE || type == NODE_EDGE)
			in->now.dense[kept++] = in->now.dense[i];
	}
	in->now.count = kept;
	crowd_sort(&in->now);
	crowd_sort(&in->marks);
}

static uint32_t
hash_numbers(uint32_t hash, const struct crowd *crowd)
{
	for (size_t i = 0; i < crowd->count; i++)
		hash = (hash ^ crowd->dense[i]) * 0x9E3779B1u ^ hash >> 15;
	return hash;
}

static bool
is_pooled(const struct states_inside *in, uint32_t at, uint32_t count, const struct crowd *crowd)
{
	return count == crowd->count &&
	       (count == 0 || memcmp(in->pool + at, crowd->dense, count * sizeof *in->pool) == 0);
}

static bool
is_at_hand(
	const struct states_inside *in, const struct state *t, uint32_t hash, enum byte_kind before)
{
	return t->hash == hash && t->before == before &&
	       is_pooled(in, t->nodes, t->node_count, &in->now) &&
	       is_pooled(in, t->marks, t->mark_count, &in->marks);
}

static uint32_t
pool_add(struct states_inside *in, const struct crowd *crowd)
{
	uint32_t at = (uint32_t)in->pooled;

	for (size_t i = 0; i < crowd->count; i++) {
		in->pool = mem_grow(in->pool, in->pooled, &in->pool_room, sizeof *in->pool);
		in->pool[in->pooled++] = crowd->dense[i];
	}
	return at;
}

static void
add_state(struct states *s, uint32_t hash, enum byte_kind before)
{
	struct states_inside *in = s->inside;
	size_t most = in->room;

	in->list = mem_grow(in->list, s->count, &in->room, sizeof *in->list);
	if (in->room > most)
		s->steps = mem_resize(s->steps, in->room, s->classes * sizeof *s->steps);
	memset(s->steps + s->count * s->classes, 0, s->classes * sizeof *s->steps);
	struct state *new = &in->list[s->count++];
	*new = (struct state){.hash = hash, .before = before};
	new->nodes = pool_add(in, &in->now);
	new->node_count = (uint32_t)in->now.count;
	new->marks = pool_add(in, &in->marks);
	new->mark_count = (uint32_t)in->marks.count;
}

static void
begin(struct states_inside *in)
{
	in->now.count = in->marks.count = 0;
}

/* The state of the nodes and marks at hand, as a step leads to it. */
static uint32_t
find_state(struct states *s, enum byte_kind before)
{
	struct states_inside *in = s->inside;

	trim(in);
	if (in->now.count + in->marks.count == 0)
		return STATE_DEAD;
	uint32_t hash = hash_numbers(hash_numbers(before, &in->now) + 1, &in->marks);
	uint32_t *place = &in->table[hash % TABLE];
	while (*place != 0 && !is_at_hand(in, &in->list[*place], hash, before))
		place = place + 1 < in->table + TABLE ? place + 1 : in->table;
	if (*place == 0) {
		*place = (uint32_t)s->count;
		add_state(s, hash, before);
	}
	return *place | (in->marks.count > 0 ? state_marked : 0);
}

/* No states but those that are none, whose steps lead to DEAD, and those that walks begin with; the table is empty. */
static void
start(struct states *s)
{
	struct states_inside *in = s->inside;

	s->count = in->pooled = 0;
	begin(in);
	while (s->count < FIRST)
		add_state(s, 0, BYTE_OUTSIDE);
	for (enum byte_kind before = 0; before < BYTE_KINDS; before++) {
		begin(in);
		for (size_t i = 0; i < in->nodes->start_count; i++)
			reach(in, in->nodes->starts[i], false);
		in->marks.count = 0;
		s->begin[before] = find_state(s, before);
	}
}

void
states_open(struct states *s, const struct nodes *nodes)
{
	struct states_inside *in = mem_new(1, sizeof *in);

	*s = (struct states){.inside = in};
	find_classes(s, nodes);
	in->nodes = nodes;
	in->table = mem_new(TABLE, sizeof *in->table);
	crowd_new(&in->now, nodes->count);
	crowd_new(&in->old, nodes->count);
	crowd_new(&in->marks, 2 * nodes->mark_count);
	start(s);
}

void
states_close(struct states *s)
{
	struct states_inside *in = s->inside;

	crowd_free(&in->now);
	crowd_free(&in->old);
	crowd_free(&in->marks);
	free(in->list);
	free(in->pool);
	free(in->table);
	free(in);
	free(s->steps);
}

void
states_rest(struct states *s)
{
	if (s->count <= MOST)
		return;
	memset(s->inside->table, 0, TABLE * sizeof *s->inside->table);
	start(s);
}

/* Whether a word may begin or end between bytes of these kinds. */
static bool
is_edge(enum byte_kind before, enum byte_kind behind)
{
	return before != behind || before == BYTE_PERHAPS;
}

/* All nodes of the state that wait for a byte of that kind, into old. */
static void
pass_edges(struct states_inside *in, const struct state *from, enum byte_kind behind)
{
	begin(in);
	for (uint32_t i = 0; i < from->node_count; i++)
		crowd_add(&in->now, in->pool[from->nodes + i]);
	for (size_t i = 0; i < in->now.count && is_edge(from->before, behind); i++) {
		const struct node *node = &in->nodes->at[in->now.dense[i]];
		if (node->type == NODE_EDGE)
			reach(in, node->first, true);
	}
	struct crowd swapped = in->old;
	in->old = in->now;
	in->now = swapped;
	in->now.count = 0;
}

uint32_t
states_step(struct states *s, uint32_t from, uint8_t class)
{
	struct states_inside *in = s->inside;
	unsigned byte = s->byte_of[class];
	enum byte_kind kind = s->kind_of[class];
	uint32_t to = from;

	if (byte != NODE_FILL) {
		pass_edges(in, &in->list[from], kind);
		for (size_t i = 0; i < in->old.count; i++) {
			const struct node *node = &in->nodes->at[in->old.dense[i]];
			if (node->type == NODE_BYTE &&
				node_bytes_has(&in->nodes->sets[node->second], byte))
				reach(in, node->first, false);
		}
		to = find_state(s, kind);
	}
	s->steps[from * s->classes + class] = to;
	return to;
}

size_t
states_marks(const struct states *s, uint32_t state, const uint32_t **marks)
{
	const struct state *t = &s->inside->list[state];

	*marks = s->inside->pool + t->marks;
	return t->mark_count;
}
