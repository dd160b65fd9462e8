/* Many patterns over one text: PCRE2 behind a walk along outlines.
 *
 * Where an outline accepts, and its tail stands somewhere behind, the pattern is tried: there and nowhere else, as it is compiled anchored.
 * Patterns without an outline run over the whole of every text. */
#include "pattern.h"

#include <stdlib.h>
#include <string.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "automaton.h"
#include "buffer.h"
#include "mem.h"
#include "outline.h"
#include "text.h"

enum { MATCH_LIMIT = 100000, JIT_STACK = 1 << 19, PLAIN_LEAST = 3 };

struct pattern {
	pcre2_code *code;
	uint32_t groups;
	bool jit_tried, jit;
	enum outline_result outline;
	uint64_t tried; /* the last place where it was tried, counted over all texts */
	uint64_t done;  /* the last text it need not be tried on any more */
};

/* Where a pattern may match: by which event, and which mark of it. */
struct head {
	size_t event;
	uint32_t mark;
};

struct patterns {
	struct pattern *list;
	size_t count, room;
	uint32_t *rest; /* the patterns without an outline */
	size_t rest_count;
	struct outlines outlines;
	struct automaton *automaton;
	uint64_t *tails; /* the last place where each stands, counted over all texts */
	pcre2_match_context *limits;
	pcre2_match_data *data;
	pcre2_jit_stack *stack;
	struct head *heads; /* in the text in hand, the last one first */
	size_t head_count, head_room;
	struct pattern_hit *hits;
	size_t hit_count;
	struct buffer marked; /* a text with its odd letters marked */
	/* the text in hand */
	const char *text;
	size_t length;
	uint64_t before; /* bytes of all texts before it, and one for each */
};

struct patterns *
patterns_new(void)
{
	struct patterns *p = mem_new(1, sizeof *p);

	p->limits = pcre2_match_context_create(NULL);
	p->data = pcre2_match_data_create(1, NULL);
	pcre2_set_match_limit(p->limits, MATCH_LIMIT);
	p->before = 1;
	return p;
}

void
patterns_free(struct patterns *p)
{
	if (p == NULL)
		return;
	for (size_t i = 0; i < p->count; i++)
		pcre2_code_free(p->list[i].code);
	automaton_free(p->automaton);
	nodes_free(&p->outlines.nodes);
	pcre2_match_data_free(p->data);
	pcre2_match_context_free(p->limits);
	pcre2_jit_stack_free(p->stack);
	free(p->tails);
	free(p->hits);
	free(p->heads);
	free(p->rest);
	buffer_free(&p->marked);
	free(p->list);
	free(p);
}

static pcre2_code *
compile(const char *pattern, bool anchored, char **error)
{
	uint32_t options = PCRE2_UTF | PCRE2_UCP | PCRE2_CASELESS | PCRE2_NEVER_BACKSLASH_C;
	PCRE2_UCHAR reason[256];
	int number;
	size_t at;
	pcre2_code *code = pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED,
		options | (anchored ? PCRE2_ANCHORED : 0), &number, &at, NULL);

	if (code == NULL) {
		pcre2_get_error_message(number, reason, sizeof reason);
		*error = mem_format("%s (character %zu of the pattern)", (char *)reason,
			text_points(pattern, at) + 1);
	}
	return code;
}

bool
patterns_add(struct patterns *p, const char *pattern, uint32_t groups, char **error)
{
	struct pattern new = {.groups = groups};
	struct nodes *nodes = &p->outlines.nodes, before = *nodes;

	new.outline = outline_add(&p->outlines, pattern, (uint32_t)p->count);
	new.code = compile(pattern, new.outline != OUTLINE_UNKNOWN, error);
	p->list = mem_grow(p->list, p->count, &p->room, sizeof *p->list);
	p->list[p->count] = new;
	p->count += new.code != NULL;
	if (new.code == NULL) {
		nodes->count = before.count;
		nodes->mark_count = before.mark_count;
		nodes->start_count = before.start_count;
	}
	return new.code != NULL;
}

void
patterns_ready(struct patterns *p)
{
	p->automaton = automaton_new(&p->outlines.nodes);
	p->tails = mem_new(p->outlines.tails + 1, sizeof *p->tails);
	p->hits = mem_new(p->count, sizeof *p->hits);
	p->rest = mem_new(p->count, sizeof *p->rest);
	for (size_t i = 0; i < p->count; i++)
		if (p->list[i].outline == OUTLINE_UNKNOWN)
			p->rest[p->rest_count++] = (uint32_t)i;
}

bool
patterns_broad(const struct patterns *p, size_t pattern, const char *source)
{
	return p->list[pattern].outline == OUTLINE_UNKNOWN || outline_plain(source) < PLAIN_LEAST;
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

/* Runs from at on: over the whole rest, or if anchored there alone. Once it matched or failed it is done with this text. */
static void
run(struct patterns *p, uint32_t number, size_t at)
{
	struct pattern *pattern = &p->list[number];
	PCRE2_SPTR text = (PCRE2_SPTR)p->text;

	if (!pattern->jit_tried)
		compile_jit(p, pattern);
	int n = pattern->jit
			? pcre2_jit_match(pattern->code, text, p->length, at, 0, p->data, p->limits)
			: pcre2_match(pattern->code, text, p->length, at, PCRE2_NO_UTF_CHECK,
				  p->data, p->limits);
	if (n == PCRE2_ERROR_NOMATCH)
		return;
	const size_t *ends = pcre2_get_ovector_pointer(p->data);
	struct pattern_hit *hit = &p->hits[p->hit_count++];
	*hit = (struct pattern_hit){.pattern = number, .failed = n < 0};
	if (n >= 0) {
		hit->start =
			ends[0] < ends[1] ? ends[0] : ends[1]; /* \K can put it behind the end */
		hit->end = ends[1];
	}
	pattern->done = p->before;
}

/* Every such letter in the text as the byte that nodes know it by. */
static void
mark_letter(struct buffer *text, const char *letter, int byte)
{
	size_t n = strlen(letter);
	char *at = text->at;

	while ((at = memmem(at, (size_t)(text->at + text->length - at), letter, n)) != NULL) {
		memset(at, NODE_FILL, n);
		*at = (char)byte;
	}
}

/* The text with marks for the letters that are k and s but for their case, where it may have any. */
static const char *
mark_odd(struct patterns *p, const char *text, size_t length)
{
	if (memchr(text, 0xE2, length) == NULL && memchr(text, 0xC5, length) == NULL)
		return text;
	buffer_clear(&p->marked);
	buffer_add(&p->marked, text, length);
	mark_letter(&p->marked, "\u212A", NODE_ODD_K);
	mark_letter(&p->marked, "\u017F", NODE_ODD_S);
	return p->marked.at;
}

/* Where what a walk accepts by a mark ends. */
static size_t
end_of(const struct automaton_event *event, uint32_t mark)
{
	return event->end - mark % 2;
}

/* Whether walks from the same place accept that pattern at one end only, and wholly. */
static bool
has_one_end(const struct patterns *p, const struct automaton_event *event,
	const struct automaton_event *last, uint32_t pattern, size_t end)
{
	const uint32_t *marks;

	for (uint32_t at = event->at; event < last && event->at == at; event++) {
		size_t n = automaton_marks(p->automaton, event->state, &marks);
		for (size_t k = 0; k < n; k++) {
			const struct node_mark *mark = &p->outlines.nodes.marks[marks[k] / 2];
			if (mark->what == pattern &&
				(mark->partly || end_of(event, marks[k]) != end))
				return false;
		}
	}
	return true;
}

/* Whether a stretch of the text, with a byte before and behind it, is ASCII. */
static bool
is_ascii(const struct patterns *p, size_t start, size_t end)
{
	unsigned char all = 0;

	for (size_t i = start > 0 ? start - 1 : 0; i <= end && i < p->length; i++)
		all |= (unsigned char)p->text[i];
	return all < 0x80;
}

/* A pattern whose outline accepts is tried, unless it was tried there already. Where the outline is exact there is nothing to try. */
static void
look(struct patterns *p, const struct automaton_event *event, const struct automaton_event *last,
	uint32_t number)
{
	const struct node_mark *mark = &p->outlines.nodes.marks[number / 2];
	struct pattern *pattern = &p->list[mark->what];
	uint64_t place = p->before + event->at;
	size_t end = end_of(event, number);

	if (pattern->done == p->before || pattern->tried == place)
		return;
	pattern->tried = place;
	if (pattern->outline == OUTLINE_EXACT && is_ascii(p, event->at, end) &&
		has_one_end(p, event, last, mark->what, end)) {
		p->hits[p->hit_count++] = (struct pattern_hit){mark->what, event->at, end, false};
		pattern->done = p->before;
	} else {
		run(p, mark->what, event->at);
	}
}

static void
note_tail(struct patterns *p, uint32_t tail, uint64_t place)
{
	if (p->tails[tail] < place)
		p->tails[tail] = place;
}

/* Keeps what accepts if its tail was seen. */
static void
keep_head(struct patterns *p, const struct node_mark *mark, uint64_t place, struct head head)
{
	if (mark->needs != 0 && p->tails[mark->needs] <= place)
		return;
	p->heads = mem_grow(p->heads, p->head_count, &p->head_room, sizeof *p->heads);
	p->heads[p->head_count++] = head;
}

/* From the end of the text to its start, so that tails are seen before what needs them; of equal ones the last is kept. */
static void
find_heads(struct patterns *p, const struct automaton_event *events, size_t count, uint32_t groups)
{
	const struct node_mark *all = p->outlines.nodes.marks;
	const uint32_t *marks;

	p->head_count = 0;
	for (size_t i = count; i > 0; i--) {
		uint64_t place = p->before + events[i - 1].at;
		size_t n = automaton_marks(p->automaton, events[i - 1].state, &marks);
		for (size_t k = 0; k < n; k++) {
			const struct node_mark *mark = &all[marks[k] / 2];
			if ((mark->what & outline_tail) != 0)
				note_tail(p, mark->what & ~outline_tail, place);
			else if ((p->list[mark->what].groups & groups) != 0)
				keep_head(p, mark, place, (struct head){i - 1, marks[k]});
		}
	}
}

static void
walk(struct patterns *p, uint32_t groups)
{
	const struct automaton_event *events;
	size_t count =
		automaton_walk(p->automaton, mark_odd(p, p->text, p->length), p->length, &events);

	find_heads(p, events, count, groups);
	for (size_t i = p->head_count; i > 0; i--)
		look(p, events + p->heads[i - 1].event, events + count, p->heads[i - 1].mark);
}

size_t
patterns_find(struct patterns *p, const char *text, size_t length, uint32_t groups,
	const struct pattern_hit **hits)
{
	p->before += p->length + 1;
	p->text = text;
	p->length = length;
	p->hit_count = 0;
	walk(p, groups);
	for (size_t i = 0; i < p->rest_count; i++)
		if ((p->list[p->rest[i]].groups & groups) != 0)
			run(p, p->rest[i], 0);
	*hits = p->hits;
	return p->hit_count;
}
