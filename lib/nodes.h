/* The nodes of a finite automaton over the bytes of a text, put together back to front: every node is given what comes after it. */
#ifndef NODES_H
#define NODES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum node_type {
	NODE_BYTE,   /* first: the next node; second: the set that the byte is of */
	NODE_EITHER, /* first, second: both are gone on with */
	NODE_EDGE,   /* first: the next node, where a word begins or ends */
	NODE_ACCEPT  /* first: the mark */
};

struct node {
	enum node_type type;
	uint32_t first, second;
};

/* No text in UTF-8 holds these bytes. A text may be handed over with the first three; the last stands behind every text. */
enum {
	NODE_ODD_S = 0xFC, /* the long s, and */
	NODE_ODD_K = 0xFD, /* the Kelvin sign: letters that are s and k but for their case */
	NODE_FILL = 0xFE,  /* the bytes that are left of them, passed over */
	NODE_END = 0xFF
};

struct node_bytes {
	uint64_t bits[4];
};

/* What an accepting node stands for, to the caller. */
struct node_mark {
	uint32_t what, needs;
	bool partly; /* there is more to it than what was accepted */
};

/* Zero it before the first use. Nodes, sets and marks go by number. */
struct nodes {
	struct node *at;
	struct node_bytes *sets; /* all of them differ */
	struct node_mark *marks;
	uint32_t *starts; /* the nodes that every walk begins with */
	size_t count, set_count, mark_count, start_count;
	size_t room, set_room, mark_room, start_room;
	uint32_t *set_table; /* sets by hash, their numbers + 1 */
	size_t table_size;   /* a power of two */
};

uint32_t nodes_byte(struct nodes *nodes, const struct node_bytes *set, uint32_t next);
uint32_t nodes_either(struct nodes *nodes, uint32_t first, uint32_t second);
void nodes_join(struct nodes *nodes, uint32_t either, uint32_t first); /* closes a loop */
uint32_t nodes_edge(struct nodes *nodes, uint32_t next);
uint32_t nodes_accept(struct nodes *nodes, struct node_mark mark);
void nodes_start(struct nodes *nodes, uint32_t node);
void nodes_free(struct nodes *nodes);

void node_bytes_add(struct node_bytes *set, unsigned from, unsigned to); /* both included */

static inline bool
node_bytes_has(const struct node_bytes *set, unsigned byte)
{
	return (set->bits[byte / 64] >> (byte % 64) & 1) != 0;
}

#endif
