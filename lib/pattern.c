/* Many patterns over one text: PCRE2 behind a search for words. */
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
	bool jit_tried, always;
};

/* What a pattern needs: all these clauses, choices of words, stand in the text. */
struct branch {
	uint32_t pattern;
	uint32_t count, clauses[LITERAL_CLAUSES];
	uint32_t next; /* another branch with the same first clause: its number + 1, 0: none */
};

struct patterns {
	struct pattern *list;
	size_t count, room;
	struct words *words; /* of the clauses */
	struct branch *branches;
	size_t branch_count, branch_room;
	uint32_t *
		first; /* of each clause: a branch of which it is the first, its number + 1, 0: none */
	size_t clause_count, clause_room;
	uint64_t *stand;               /* bits: clauses of which a word stands in the text */
	uint64_t *always, *candidates; /* bits: patterns */
	size_t chunks;                 /* of 64 patterns */
	pcre2_match_context *limits;
	pcre2_match_data *data;
	pcre2_jit_stack *stack;
	const char *text;
	size_t length;
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
	free(p->first);
	free(p->stand);
	free(p->always);
	free(p->candidates);
	free(p->list);
	free(p);
}

static uint32_t
add_clause(struct patterns *p, const struct literal_clause *c)
{
	for (size_t k = 0; k < c->count; k++)
		words_add(p->words, c->at[k].text, c->at[k].starts, c->at[k].ends, p->clause_count);
	p->first = mem_grow(p->first, p->clause_count, &p->clause_room, sizeof *p->first);
	p->first[p->clause_count] = 0;
	return (uint32_t)p->clause_count++;
}

/* The branches of a pattern share clauses: each is added once. */
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
		for (size_t k = 0; k < b->count; k++) {
			bool same = known[k].clause != NULL &&
				    memcmp(known[k].clause, b->at[k], sizeof *b->at[k]) == 0;
			new.clauses[k] = same ? known[k].number : add_clause(p, b->at[k]);
			known[k].clause = b->at[k];
			known[k].number = new.clauses[k];
		}
		new.next = p->first[new.clauses[0]];
		p->branches = mem_grow(
			p->branches, p->branch_count, &p->branch_room, sizeof *p->branches);
		p->branches[p->branch_count++] = new;
		p->first[new.clauses[0]] = (uint32_t)p->branch_count;
	}
}

bool
patterns_add(struct patterns *p, const char *pattern, char **error)
{
	struct pattern new = {0};
	int number;
	size_t at;

	new.code = pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED,
		PCRE2_UTF | PCRE2_UCP | PCRE2_CASELESS | PCRE2_NEVER_BACKSLASH_C, &number, &at,
		NULL);
	if (new.code == NULL) {
		PCRE2_UCHAR reason[256];
		pcre2_get_error_message(number, reason, sizeof reason);
		*error = mem_format("%s (character %zu of the pattern)", (char *)reason,
			text_points(pattern, at) + 1);
		return false;
	}
	struct literals literals;
	literals_read(&literals, pattern);
	new.always = literals.count == 0;
	add_branches(p, &literals);
	literals_free(&literals);
	p->list = mem_grow(p->list, p->count, &p->room, sizeof *p->list);
	p->list[p->count++] = new;
	return true;
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

static bool
all_stand(const struct patterns *p, const struct branch *b)
{
	for (uint32_t i = 1; i < b->count; i++)
		if ((p->stand[b->clauses[i] / 64] >> (b->clauses[i] % 64) & 1) == 0)
			return false;
	return true;
}

static void
look_at_clause(struct patterns *p, size_t clause)
{
	for (uint32_t i = p->first[clause]; i != 0; i = p->branches[i - 1].next) {
		const struct branch *b = &p->branches[i - 1];
		if (all_stand(p, b))
			p->candidates[b->pattern / 64] |= UINT64_C(1) << (b->pattern % 64);
	}
}

void
patterns_begin(struct patterns *p, const char *text, size_t length)
{
	p->text = text;
	p->length = length;
	if (p->count == 0)
		return;
	if (has_odd_case(text, length)) {
		memset(p->candidates, 0xFF, p->chunks * sizeof *p->candidates);
		return;
	}
	memcpy(p->candidates, p->always, p->chunks * sizeof *p->candidates);
	memset(p->stand, 0, (p->clause_count / 64 + 1) * sizeof *p->stand);
	words_find(p->words, text, length, p->stand);
	for (size_t i = 0; i <= p->clause_count / 64; i++)
		for (uint64_t bits = p->stand[i]; bits != 0; bits &= bits - 1)
			look_at_clause(p, i * 64 + (size_t)__builtin_ctzll(bits));
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
	if (pcre2_jit_compile(pattern->code, PCRE2_JIT_COMPLETE) != 0 || p->stack != NULL)
		return;
	p->stack = pcre2_jit_stack_create(1 << 15, JIT_STACK, NULL);
	pcre2_jit_stack_assign(p->limits, NULL, p->stack);
}

enum pattern_result
patterns_match(struct patterns *p, size_t which, size_t *start, size_t *end)
{
	struct pattern *pattern = &p->list[which];

	if (!pattern->jit_tried)
		compile_jit(p, pattern);
	int n = pcre2_match(pattern->code, (PCRE2_SPTR)p->text, p->length, 0, PCRE2_NO_UTF_CHECK,
		p->data, p->limits);
	if (n == PCRE2_ERROR_NOMATCH)
		return PATTERN_NO;
	if (n < 0)
		return PATTERN_FAILED;
	const size_t *ends = pcre2_get_ovector_pointer(p->data);
	*start = ends[0] < ends[1] ? ends[0] : ends[1]; /* \K can put the start behind the end */
	*end = ends[1];
	return PATTERN_YES;
}
