/* Puts the terms of a pattern together as nodes. */
#include "outline.h"

#include <stdlib.h>

#include "mem.h"
#include "outline_term.h"

enum { COPIES = 12, NODES_MOST = 20000, FEW = 4 };
enum { PASSES = 1, CUTS = 2 };

struct builder {
	struct nodes *nodes;
	const struct term *terms;
	size_t most; /* nodes, more are too many */
	uint32_t *tails;
	uint32_t what; /* whose outline it is: the pattern's or a tail's */
	bool exact;
};

static uint32_t build(struct builder *b, uint32_t number, uint32_t next);

/* Any character beyond ASCII: a first byte and those that go on. */
static uint32_t
build_beyond(struct builder *b, uint32_t next)
{
	struct node_bytes first = {{0}}, more = {{0}};

	node_bytes_add(&first, 0xC2, 0xF4);
	node_bytes_add(&more, 0x80, 0xBF);
	uint32_t loop = nodes_either(b->nodes, next, next);
	nodes_join(b->nodes, loop, nodes_byte(b->nodes, &more, loop));
	return nodes_byte(b->nodes, &first, loop);
}

static uint32_t
build_character(struct builder *b, const struct term *t, uint32_t next)
{
	uint32_t node = nodes_byte(b->nodes, &t->set, next);

	return t->beyond ? nodes_either(b->nodes, node, build_beyond(b, next)) : node;
}

/* As often as it must come, and then as often as it may; beyond a few times the count is given up. */
static uint32_t
build_repeat(struct builder *b, const struct term *t, uint32_t next)
{
	int least = t->least < COPIES ? t->least : COPIES, more = t->most - least;
	uint32_t end = next;

	if (more > COPIES) {
		next = nodes_either(b->nodes, end, end);
		nodes_join(b->nodes, next, build(b, t->inside, next));
		b->exact &= t->most == TERM_ENDLESS && least == t->least;
	} else {
		for (; more > 0; more--)
			next = nodes_either(b->nodes, build(b, t->inside, next), end);
	}
	for (; least > 0; least--)
		next = build(b, t->inside, next);
	return next;
}

/* A stretch of text of any words. */
static bool
is_gap(const struct builder *b, const struct term *t)
{
	if (t->type != TERM_REPEAT || t->most < 2)
		return false;
	const struct term *inside = &b->terms[t->inside];
	return inside->type == TERM_CHARACTER && node_bytes_has(&inside->set, ' ') &&
	       node_bytes_has(&inside->set, 'a');
}

/* An outline ends at a gap, and where a sequence ends by looking around. */
static bool
is_cut(const struct builder *b, const struct term *t)
{
	return is_gap(b, t) || (t->type == TERM_LOOK && t->next == 0);
}

static unsigned empty(const struct builder *b, const struct term *t);

/* The same for a sequence from one of its terms on. */
static unsigned
rest_empty(const struct builder *b, uint32_t item)
{
	unsigned found = 0;

	for (; item != 0; item = b->terms[item].next) {
		if (is_cut(b, &b->terms[item]))
			return found | CUTS;
		unsigned one = empty(b, &b->terms[item]);
		found |= one & CUTS;
		if ((one & PASSES) == 0)
			return found;
	}
	return found | PASSES;
}

/* What can come of a term without a character: it passes, or its outline ends. */
static unsigned
empty(const struct builder *b, const struct term *t)
{
	unsigned found = t->type == TERM_REPEAT && t->least == 0 ? PASSES : 0;

	if (t->type == TERM_CHARACTER)
		return 0;
	if (t->type == TERM_EDGE || t->type == TERM_LOOK)
		return PASSES;
	if (t->type == TERM_SEQUENCE)
		return rest_empty(b, t->inside);
	for (uint32_t i = t->inside; i != 0; i = b->terms[i].next)
		found |= empty(b, &b->terms[i]);
	return found;
}

static uint32_t build_cut(struct builder *b, uint32_t behind);

/* The terms of a sequence from one on. */
static uint32_t
build_rest(struct builder *b, uint32_t item, uint32_t next)
{
	if (item == 0)
		return next;
	uint32_t behind = b->terms[item].next;
	if (is_cut(b, &b->terms[item]))
		return build_cut(b, behind);
	return build(b, item, build_rest(b, behind, next));
}

/* What stands behind in the sequence is the tail. A tail has none itself. */
static uint32_t
build_cut(struct builder *b, uint32_t behind)
{
	struct node_mark mark = {b->what, 0, true};

	if ((b->what & outline_tail) == 0 && rest_empty(b, behind) == 0) {
		uint32_t tail = ++*b->tails;
		struct builder inside = *b;
		inside.what = tail | outline_tail;
		uint32_t end = nodes_accept(b->nodes, (struct node_mark){inside.what, 0, false});
		nodes_start(b->nodes, build_rest(&inside, behind, end));
		mark.needs = tail;
	}
	return nodes_accept(b->nodes, mark);
}

static uint32_t
build(struct builder *b, uint32_t number, uint32_t next)
{
	const struct term *t = &b->terms[number];

	if (b->nodes->count > b->most)
		return next;
	switch (t->type) {
	case TERM_CHARACTER:
		return build_character(b, t, next);
	case TERM_EDGE:
		return nodes_edge(b->nodes, next);
	case TERM_REPEAT:
		return build_repeat(b, t, next);
	case TERM_SEQUENCE:
		return build_rest(b, t->inside, next);
	case TERM_LOOK:
		b->exact = false;
		return next;
	case TERM_CHOICE:
		break;
	}
	uint32_t node = build(b, t->inside, next);
	for (uint32_t i = b->terms[t->inside].next; i != 0; i = b->terms[i].next)
		node = nodes_either(b->nodes, build(b, i, next), node);
	return node;
}

/* Whether a set holds so few bytes, but for the odd letters. */
static bool
is_few(const struct node_bytes *set)
{
	unsigned count = 0;

	for (int i = 0; i < 4; i++)
		for (uint64_t bits = i < 3 ? set->bits[i] : set->bits[i] << 4 >> 4;
			bits != 0 && count <= FEW; bits &= bits - 1)
			count++;
	return count <= FEW;
}

/* How many characters that stand for few others a match holds at least. */
static unsigned
count_plain(const struct builder *b, uint32_t number)
{
	const struct term *t = &b->terms[number];
	unsigned count = 0, least = UINT32_MAX;

	if (t->type == TERM_CHARACTER)
		return !t->beyond && is_few(&t->set);
	for (uint32_t i = t->inside; i != 0; i = b->terms[i].next) {
		unsigned inside = count_plain(b, i);
		count += inside;
		least = inside < least ? inside : least;
	}
	if (t->type == TERM_REPEAT)
		return count * (unsigned)t->least;
	return t->type == TERM_CHOICE ? least : count;
}

enum outline_result
outline_add(struct outlines *o, const char *pattern, uint32_t number)
{
	struct terms terms = {0};
	struct builder b = {.nodes = &o->nodes,
		.most = o->nodes.count + NODES_MOST,
		.tails = &o->tails,
		.what = number};
	uint32_t whole = terms_read(&terms, pattern);
	enum outline_result result = OUTLINE_UNKNOWN;

	b.terms = terms.at;
	b.exact = terms.exact;
	if (whole != 0 && empty(&b, &terms.at[whole]) == 0) {
		uint32_t end = nodes_accept(&o->nodes, (struct node_mark){number, 0, false});
		uint32_t start = build(&b, whole, end);
		if (o->nodes.count <= b.most) {
			nodes_start(&o->nodes, start);
			result = b.exact ? OUTLINE_EXACT : OUTLINE_KNOWN;
		}
	}
	free(terms.at);
	return result;
}

unsigned
outline_plain(const char *pattern)
{
	struct terms terms = {0};
	uint32_t whole = terms_read(&terms, pattern);
	struct builder b = {.terms = terms.at};
	unsigned count = whole != 0 ? count_plain(&b, whole) : 0;

	free(terms.at);
	return count;
}
