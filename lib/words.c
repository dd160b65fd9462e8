/* Finds many plain words in one pass: a trie whose missing steps are filled in, over classes of bytes. */
#include "words.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"

struct word {
	char *text;
	size_t owner;
};

struct output {
	uint32_t owner, next; /* next: index + 1 of the next output, 0: none */
};

struct words {
	struct word *list;
	size_t count, room;
	uint8_t class[256]; /* 0: in no word */
	size_t classes;
	uint32_t *next;  /* states x classes */
	uint32_t *first; /* of each state: index + 1 of its first output */
	size_t states;
	struct output *outputs;
	size_t output_count, output_room;
};

struct words *
words_new(void)
{
	return mem_new(1, sizeof(struct words));
}

void
words_free(struct words *w)
{
	if (w == NULL)
		return;
	for (size_t i = 0; i < w->count; i++)
		free(w->list[i].text);
	free(w->list);
	free(w->next);
	free(w->first);
	free(w->outputs);
	free(w);
}

void
words_add(struct words *w, const char *word, size_t owner)
{
	w->list = mem_grow(w->list, w->count, &w->room, sizeof *w->list);
	w->list[w->count++] = (struct word){mem_dup(word), owner};
}

static void
number_classes(struct words *w)
{
	w->classes = 1;
	for (size_t i = 0; i < w->count; i++) {
		for (const unsigned char *p = (unsigned char *)w->list[i].text; *p != '\0'; p++) {
			if (w->class[*p] != 0)
				continue;
			w->class[*p] = (uint8_t)w->classes++;
			if (islower(*p))
				w->class[toupper(*p)] = w->class[*p];
		}
	}
}

static void
add_output(struct words *w, uint32_t state, size_t owner)
{
	w->outputs = mem_grow(w->outputs, w->output_count, &w->output_room, sizeof *w->outputs);
	w->outputs[w->output_count++] = (struct output){(uint32_t)owner, w->first[state]};
	w->first[state] = (uint32_t)w->output_count;
}

static void
build_trie(struct words *w)
{
	size_t most = 1;

	for (size_t i = 0; i < w->count; i++)
		most += strlen(w->list[i].text);
	w->next = mem_new(most * w->classes, sizeof *w->next);
	w->first = mem_new(most, sizeof *w->first);
	w->states = 1;
	for (size_t i = 0; i < w->count; i++) {
		uint32_t state = 0;
		for (const unsigned char *p = (unsigned char *)w->list[i].text; *p != '\0'; p++) {
			uint32_t *step = &w->next[state * w->classes + w->class[*p]];
			if (*step == 0)
				*step = (uint32_t)w->states++;
			state = *step;
		}
		add_output(w, state, w->list[i].owner);
	}
}

/* A state's outputs and missing steps come from the longest suffix that is a state too. */
static void
fill_state(struct words *w, uint32_t state, uint32_t suffix, uint32_t *suffixes, uint32_t *queue,
	size_t *tail)
{
	for (uint32_t o = w->first[suffix]; o != 0; o = w->outputs[o - 1].next)
		add_output(w, state, w->outputs[o - 1].owner);
	for (size_t c = 1; c < w->classes; c++) {
		uint32_t *step = &w->next[state * w->classes + c],
			 along = w->next[suffix * w->classes + c];
		if (*step == 0) {
			*step = along;
		} else {
			suffixes[*step] = along;
			queue[(*tail)++] = *step;
		}
	}
}

void
words_ready(struct words *w)
{
	size_t head = 0, tail = 0;

	number_classes(w);
	build_trie(w);
	uint32_t *queue = mem_new(w->states, sizeof *queue),
		 *suffixes = mem_new(w->states, sizeof *suffixes);
	for (size_t c = 1; c < w->classes; c++)
		if (w->next[c] != 0)
			queue[tail++] = w->next[c];
	while (head < tail) {
		uint32_t state = queue[head++];
		fill_state(w, state, suffixes[state], suffixes, queue, &tail);
	}
	free(queue);
	free(suffixes);
}

void
words_find(const struct words *w, const char *text, size_t length, uint64_t *bits)
{
	uint32_t state = 0;

	if (w->count == 0)
		return;
	for (size_t i = 0; i < length; i++) {
		state = w->next[state * w->classes + w->class[(unsigned char)text[i]]];
		for (uint32_t o = w->first[state]; o != 0; o = w->outputs[o - 1].next)
			bits[w->outputs[o - 1].owner / 64] |= UINT64_C(1)
							      << (w->outputs[o - 1].owner % 64);
	}
}
