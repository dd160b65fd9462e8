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

struct patterns {
	struct pattern *list;
	size_t count, room;
	struct words *words;
	uint64_t *always, *candidates; /* bits */
	size_t chunks;
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
	free(p->always);
	free(p->candidates);
	free(p->list);
	free(p);
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
	struct literals *literals = mem_new(1, sizeof *literals);
	literals_read(literals, pattern);
	new.always = literals->count == 0;
	for (size_t i = 0; i < literals->count; i++)
		words_add(p->words, literals->at[i], p->count);
	free(literals);
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
	return memmem(text, length, "\xE2\x84\xAA", 3) != NULL ||
	       memmem(text, length, "\xC5\xBF", 2) != NULL;
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
	words_find(p->words, text, length, p->candidates);
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
