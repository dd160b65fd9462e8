/* Many patterns over one text: PCRE2 behind a search for words.
 *
 * Most patterns begin at a known distance from one of their words: those are compiled anchored, and tried only where such a word stands
 * and all other words of its branch stand too. The others run over the whole text. */
#include "pattern.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "literal.h"
#include "mem.h"
#include "text.h"
#include "words.h"

enum { MATCH_LIMIT = 100000, JIT_STACK = 1 << 19 };

struct pattern {
	pcre2_code *code;
	bool jit_tried, jit;
	bool always;   /* no word is known, so it runs on every text */
	bool anchored; /* compiled so: it is tried at starts */
};

/* What a pattern needs: all these clauses, choices of words, stand in the text. */
struct branch {
	uint32_t pattern;
	uint32_t count, clauses[LITERAL_CLAUSES];
};

/* A word of a clause. Its number is the owner of the word. */
struct use {
	uint32_t clause;
	uint32_t branch; /* the branch of which the clause is the first, its number + 1; 0: none */
	int32_t offset;  /* of the word from the start of a match, -1: not known */
};

/* Where an anchored pattern may match. */
struct start {
	uint32_t pattern, at;
};

struct patterns {
	struct pattern *list;
	size_t count, room;
	struct words *words;
	struct use *uses; /* by number; when ready, in the order of the words */
	size_t use_count, use_room;
	struct branch *branches;
	size_t branch_count, branch_room;
	size_t clause_count;
	uint64_t *stand;               /* bits: clauses of which a word stands in the text */
	uint64_t *always, *candidates; /* bits: patterns */
	size_t chunks;                 /* of 64 patterns */
	pcre2_match_context *limits;
	pcre2_match_data *data;
	pcre2_jit_stack *stack;
	/* the text in hand */
	const char *text;
	size_t length;
	bool everywhere; /* words do not decide: every pattern runs, at every place */
	struct start *starts;
	size_t start_count, start_room;
};

struct patterns *
patterns_new(void)
{
	struct patterns *p = mem_new(1, sizeof *p);

	p->words = words_new();
	p->limits = pcre2_match_context_create(NULL);
	p->data = pcre2_match_data_create(1, NULL);
	pcre2_set_match_limit(p->limits, MATCH_LIMIT);
	return p;
}

void
patterns_free(struct patterns *p)
{
	if (p == NULL)
		return;
	for (size_t i = 0; i < p->count; i++)
		pcre2_code_free(p->list[i].code);
	words_free(p->words);
	pcre2_match_data_free(p->data);
	pcre2_match_context_free(p->limits);
	pcre2_jit_stack_free(p->stack);
	free(p->branches);
	free(p->uses);
	free(p->stand);
	free(p->always);
	free(p->candidates);
	free(p->starts);
	free(p->list);
	free(p);
}

static uint32_t
add_clause(struct patterns *p, const struct literal_clause *c, uint32_t branch)
{
	for (size_t k = 0; k < c->count; k++) {
		words_add(p->words, c->at[k].text, c->at[k].starts, c->at[k].ends, p->use_count);
		p->uses = mem_grow(p->uses, p->use_count, &p->use_room, sizeof *p->uses);
		p->uses[p->use_count++] =
			(struct use){(uint32_t)p->clause_count, branch, c->at[k].offset};
	}
	return (uint32_t)p->clause_count++;
}

/* The branches of a pattern share clauses: but for the first of each branch, equal ones are added once. */
static void
add_branches(struct patterns *p, const struct literals *literals)
{
	struct {
		const struct literal_clause *clause;
		uint32_t number;
	} known[LITERAL_CLAUSES] = {{NULL, 0}};

	for (size_t i = 0; i < literals->count; i++) {
		const struct literal_branch *b = &literals->at[i];
		struct branch new = {.pattern = (uint32_t)p->count, .count = (uint32_t)b->count};
		new.clauses[0] = add_clause(p, b->at[0], (uint32_t)p->branch_count + 1);
		for (size_t k = 1; k < b->count; k++) {
			bool same = known[k].clause != NULL &&
				    memcmp(known[k].clause, b->at[k], sizeof *b->at[k]) == 0;
			new.clauses[k] = same ? known[k].number : add_clause(p, b->at[k], 0);
			known[k].clause = b->at[k];
			known[k].number = new.clauses[k];
		}
		p->branches = mem_grow(
			p->branches, p->branch_count, &p->branch_room, sizeof *p->branches);
		p->branches[p->branch_count++] = new;
	}
}

bool
patterns_add(struct patterns *p, const char *pattern, char **error)
{
	struct pattern new = {0};
	struct literals literals;
	PCRE2_UCHAR reason[256];
	int number;
	size_t at;

	literals_read(&literals, pattern);
	new.always = literals.count == 0;
	new.anchored = literals_anchor(&literals);
	new.code = pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED,
		PCRE2_UTF | PCRE2_UCP | PCRE2_CASELESS | PCRE2_NEVER_BACKSLASH_C |
			(new.anchored ? PCRE2_ANCHORED : 0),
		&number, &at, NULL);
	if (new.code == NULL) {
		pcre2_get_error_message(number, reason, sizeof reason);
		*error = mem_format("%s (character %zu of the pattern)", (char *)reason,
			text_points(pattern, at) + 1);
	} else {
		add_branches(p, &literals);
		p->list = mem_grow(p->list, p->count, &p->room, sizeof *p->list);
		p->list[p->count++] = new;
	}
	literals_free(&literals);
	return new.code != NULL;
}

/* The uses of a word side by side, from the word's number on, so that they are read in one go. */
static void
sort_uses(struct patterns *p)
{
	struct use *sorted = mem_new(p->use_count, sizeof *sorted);
	const uint32_t *owners;

	if (p->use_count > 0)
		words_owners(p->words, 0, &owners);
	for (size_t i = 0; i < p->use_count; i++)
		sorted[i] = p->uses[owners[i]];
	free(p->uses);
	p->uses = sorted;
}

void
patterns_ready(struct patterns *p)
{
	p->chunks = p->count / 64 + 1;
	p->always = mem_new(p->chunks, sizeof *p->always);
	p->candidates = mem_new(p->chunks, sizeof *p->candidates);
	p->stand = mem_new(p->clause_count / 64 + 1, sizeof *p->stand);
	for (size_t i = 0; i < p->count; i++)
		if (p->list[i].always)
			p->always[i / 64] |= UINT64_C(1) << (i % 64);
	words_ready(p->words);
	sort_uses(p);
}

bool
patterns_always(const struct patterns *p, size_t which)
{
	return p->list[which].always;
}

/* Two letters that equal ASCII ones but for their case: the Kelvin sign and the long s. */
static bool
has_odd_case(const char *text, size_t length)
{
	return (memchr(text, 0xE2, length) != NULL &&
		       memmem(text, length, "\xE2\x84\xAA", 3) != NULL) ||
	       (memchr(text, 0xC5, length) != NULL && memmem(text, length, "\xC5\xBF", 2) != NULL);
}

static void
set_bit(uint64_t *bits, size_t i)
{
	bits[i / 64] |= UINT64_C(1) << (i % 64);
}

static bool
all_stand(const struct patterns *p, const struct branch *b)
{
	for (uint32_t i = 1; i < b->count; i++)
		if ((p->stand[b->clauses[i] / 64] >> (b->clauses[i] % 64) & 1) == 0)
			return false;
	return true;
}

/* A word of the first clause of a branch stands at at. */
static void
look_at_branch(struct patterns *p, const struct use *use, uint32_t at)
{
	const struct branch *b = &p->branches[use->branch - 1];
	bool anchored = p->list[b->pattern].anchored;

	if (!all_stand(p, b) || (anchored && at < (uint32_t)use->offset))
		return;
	uint32_t start = anchored ? at - (uint32_t)use->offset : 0;
	if (((unsigned char)p->text[start] & 0xC0) == 0x80)
		return; /* inside a character: what stands before the word is not what the pattern wants */
	set_bit(p->candidates, b->pattern);
	if (!anchored)
		return;
	p->starts = mem_grow(p->starts, p->start_count, &p->start_room, sizeof *p->starts);
	p->starts[p->start_count++] = (struct start){b->pattern, start};
}

static int
in_order(const void *a, const void *b)
{
	const struct start *x = a, *y = b;

	if (x->pattern != y->pattern)
		return x->pattern < y->pattern ? -1 : 1;
	return (x->at > y->at) - (x->at < y->at);
}

static void
find_candidates(struct patterns *p)
{
	const struct words_hit *hits;
	const uint32_t *owners;
	size_t count = words_find(p->words, p->text, p->length, &hits);

	memset(p->stand, 0, (p->clause_count / 64 + 1) * sizeof *p->stand);
	for (size_t i = 0; i < count; i++) {
		const struct use *uses = &p->uses[hits[i].word];
		size_t n = hits[i].again ? 0 : words_owners(p->words, hits[i].word, &owners);
		for (size_t k = 0; k < n; k++)
			set_bit(p->stand, uses[k].clause);
	}
	p->start_count = 0;
	for (size_t i = 0; i < count; i++) {
		const struct use *uses = &p->uses[hits[i].word];
		size_t n = words_owners(p->words, hits[i].word, &owners);
		for (size_t k = 0; k < n; k++)
			if (uses[k].branch != 0)
				look_at_branch(p, &uses[k], hits[i].at);
	}
	if (p->start_count > 1)
		qsort(p->starts, p->start_count, sizeof *p->starts, in_order);
}

void
patterns_begin(struct patterns *p, const char *text, size_t length)
{
	p->text = text;
	p->length = length;
	p->everywhere = has_odd_case(text, length);
	if (p->count == 0)
		return;
	memcpy(p->candidates, p->always, p->chunks * sizeof *p->candidates);
	if (p->everywhere)
		memset(p->candidates, 0xFF, p->chunks * sizeof *p->candidates);
	else
		find_candidates(p);
}

bool
patterns_candidate(const struct patterns *p, size_t *which)
{
	for (size_t i = *which / 64; i < p->chunks; i++) {
		uint64_t bits = p->candidates[i];
		if (i == *which / 64)
			bits &= ~UINT64_C(0) << (*which % 64);
		if (bits != 0) {
			*which = i * 64 + (size_t)__builtin_ctzll(bits);
			return *which < p->count;
		}
	}
	return false;
}

static void
compile_jit(struct patterns *p, struct pattern *pattern)
{
	pattern->jit_tried = true;
	pattern->jit = pcre2_jit_compile(pattern->code, PCRE2_JIT_COMPLETE) == 0;
	if (!pattern->jit || p->stack != NULL)
		return;
	p->stack = pcre2_jit_stack_create(1 << 15, JIT_STACK, NULL);
	pcre2_jit_stack_assign(p->limits, NULL, p->stack);
}

/* Runs from at on: over the whole rest, or if anchored there alone. */
static enum pattern_result
run(struct patterns *p, const struct pattern *pattern, size_t at)
{
	PCRE2_SPTR text = (PCRE2_SPTR)p->text;
	int n = pattern->jit
			? pcre2_jit_match(pattern->code, text, p->length, at, 0, p->data, p->limits)
			: pcre2_match(pattern->code, text, p->length, at, PCRE2_NO_UTF_CHECK,
				  p->data, p->limits);

	if (n == PCRE2_ERROR_NOMATCH)
		return PATTERN_NO;
	return n < 0 ? PATTERN_FAILED : PATTERN_YES;
}

static enum pattern_result
run_at_starts(struct patterns *p, size_t which)
{
	enum pattern_result result = PATTERN_NO;
	size_t low = 0, high = p->start_count;

	while (low < high) {
		size_t middle = (low + high) / 2;
		if (p->starts[middle].pattern < which)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < p->start_count && p->starts[low].pattern == which && result == PATTERN_NO;
		low++)
		result = run(p, &p->list[which], p->starts[low].at);
	return result;
}

static enum pattern_result
run_everywhere(struct patterns *p, const struct pattern *pattern)
{
	enum pattern_result result = PATTERN_NO;

	for (size_t at = 0; at <= p->length && result == PATTERN_NO; at++)
		if (at == p->length || ((unsigned char)p->text[at] & 0xC0) != 0x80)
			result = run(p, pattern, at);
	return result;
}

enum pattern_result
patterns_match(struct patterns *p, size_t which, size_t *start, size_t *end)
{
	struct pattern *pattern = &p->list[which];

	if (!pattern->jit_tried)
		compile_jit(p, pattern);
	enum pattern_result result = !pattern->anchored ? run(p, pattern, 0)
				     : p->everywhere    ? run_everywhere(p, pattern)
							: run_at_starts(p, which);
	if (result == PATTERN_YES) {
		const size_t *ends = pcre2_get_ovector_pointer(p->data);
		*start = ends[0] < ends[1] ? ends[0]
					   : ends[1]; /* \K can put the start behind the end */
		*end = ends[1];
	}
	return result;
}
