/* The nodes of a finite automaton over the bytes of a text. */
#include "nodes.h"

#include <stdlib.h>
#include <string.h>

#include "mem.h"

enum { FIRST_TABLE = 256 };

static uint32_t
add_node(struct nodes *n, enum node_type type, uint32_t first, uint32_t second)
{
	n->at = mem_grow(n->at, n->count, &n->room, sizeof *n->at);
	n->at[n->count] = (struct node){type, first, second};
	return (uint32_t)n->count++;
}

/* Where the set stands in the table, or the empty place for it. */
static size_t
find_set(const struct nodes *n, const struct node_bytes *set)
{
	uint64_t hash = 0;

	for (size_t i = 0; i < 4; i++)
		hash = (hash ^ set->bits[i]) * 0x9E3779B97F4A7C15u;
	for (size_t at = hash >> 32;; at++) {
		uint32_t number = n->set_table[at % n->table_size];
		if (number == 0 || memcmp(&n->sets[number - 1], set, sizeof *set) == 0)
			return at % n->table_size;
	}
}

static void
widen_table(struct nodes *n)
{
	free(n->set_table);
	n->table_size = n->table_size > 0 ? 2 * n->table_size : FIRST_TABLE;
	n->set_table = mem_new(n->table_size, sizeof *n->set_table);
	for (size_t i = 0; i < n->set_count; i++)
		n->set_table[find_set(n, &n->sets[i])] = (uint32_t)i + 1;
}

static uint32_t
add_set(struct nodes *n, const struct node_bytes *set)
{
	if (2 * n->set_count >= n->table_size)
		widen_table(n);
	uint32_t *place = &n->set_table[find_set(n, set)];
	if (*place == 0) {
		n->sets = mem_grow(n->sets, n->set_count, &n->set_room, sizeof *n->sets);
		n->sets[n->set_count++] = *set;
		*place = (uint32_t)n->set_count;
	}
	return *place - 1;
}

uint32_t
nodes_byte(struct nodes *n, const struct node_bytes *set, uint32_t next)
{
	return add_node(n, NODE_BYTE, next, add_set(n, set));
}

uint32_t
nodes_either(struct nodes *n, uint32_t first, uint32_t second)
{
	return add_node(n, NODE_EITHER, first, second);
}

void
nodes_join(struct nodes *n, uint32_t either, uint32_t first)
{
	n->at[either].first = first;
}

uint32_t
nodes_edge(struct nodes *n, uint32_t next)
{
	return add_node(n, NODE_EDGE, next, 0);
}

uint32_t
nodes_accept(struct nodes *n, struct node_mark mark)
{
	n->marks = mem_grow(n->marks, n->mark_count, &n->mark_room, sizeof *n->marks);
	n->marks[n->mark_count] = mark;
	return add_node(n, NODE_ACCEPT, (uint32_t)n->mark_count++, 0);
}

void
nodes_start(struct nodes *n, uint32_t node)
{
	n->starts = mem_grow(n->starts, n->start_count, &n->start_room, sizeof *n->starts);
	n->starts[n->start_count++] = node;
}

void
nodes_free(struct nodes *n)
{
	free(n->at);
	free(n->sets);
	free(n->marks);
	free(n->starts);
	free(n->set_table);
	*n = (struct nodes){0};
}

void
node_bytes_add(struct node_bytes *set, unsigned from, unsigned to)
{
	for (unsigned byte = from; byte <= to; byte++)
		set->bits[byte / 64] |= UINT64_C(1) << (byte % 64);
}
