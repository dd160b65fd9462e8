/* Finds many plain words in one pass: a table of hashes of their first three bytes, and a compare of eight bytes at once. */
#include "words.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"

enum { BITS = 13, BUCKETS = 1 << BITS };

/* One that was added; after words_ready they are in order of bucket and value, and the first of equal ones stands for all. */
struct word {
	uint64_t value, mask; /* its bytes as a number, and which bytes count */
	uint32_t bucket, owner;
	uint32_t same; /* how many equal ones there are from here on, itself included */
	uint8_t length;
	bool starts, ends;
	bool seen; /* in the text in hand */
};

struct words {
	struct word *list;
	size_t count, room;
	uint32_t first[BUCKETS + 1]; /* the first word of each bucket */
	uint32_t *hits;              /* words seen in the text in hand */
	char *folded;                /* the text in lower case, and nine bytes more */
	size_t folded_room;
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
	free(w->list);
	free(w->hits);
	free(w->folded);
	free(w);
}

static uint64_t
load(const char *at)
{
	uint64_t value;

	memcpy(&value, at, sizeof value);
	return value;
}

/* The first three bytes, in whatever order the machine has them. */
static uint32_t
bucket_of(const char *at)
{
	uint32_t key = (uint32_t)(unsigned char)at[0] | (uint32_t)(unsigned char)at[1] << 8 |
		       (uint32_t)(unsigned char)at[2] << 16;

	return key * 0x9E3779B1u >> (32 - BITS);
}

void
words_add(struct words *w, const char *word, bool starts, bool ends, size_t owner)
{
	char bytes[WORDS_MOST] = {0}, ones[WORDS_MOST] = {0};
	size_t length = strlen(word);

	memcpy(bytes, word, length);
	memset(ones, 0xFF, length);
	w->list = mem_grow(w->list, w->count, &w->room, sizeof *w->list);
	w->list[w->count++] = (struct word){.value = load(bytes),
		.mask = load(ones),
		.bucket = bucket_of(bytes),
		.owner = (uint32_t)owner,
		.length = (uint8_t)length,
		.starts = starts,
		.ends = ends};
}

static int
by_bucket(const void *a, const void *b)
{
	const struct word *x = a, *y = b;

	if (x->bucket != y->bucket)
		return x->bucket < y->bucket ? -1 : 1;
	if (x->value != y->value)
		return x->value < y->value ? -1 : 1;
	return (x->starts * 2 + x->ends) - (y->starts * 2 + y->ends);
}

void
words_ready(struct words *w)
{
	uint32_t bucket = 0;

	if (w->count > 0)
		qsort(w->list, w->count, sizeof *w->list, by_bucket);
	for (size_t i = 0, from = 0; i < w->count; i++) {
		if (by_bucket(&w->list[from], &w->list[i]) != 0)
			from = i;
		w->list[from].same++;
		while (bucket <= w->list[i].bucket)
			w->first[bucket++] = (uint32_t)i;
	}
	while (bucket <= BUCKETS)
		w->first[bucket++] = (uint32_t)w->count;
	w->hits = mem_new(w->count, sizeof *w->hits);
}

static void
fold(struct words *w, const char *text, size_t length)
{
	if (w->folded_room < length + WORDS_MOST + 1) {
		w->folded_room = length + WORDS_MOST + 1;
		w->folded = mem_resize(w->folded, w->folded_room, 1);
	}
	for (size_t i = 0; i < length; i++)
		w->folded[i] = (char)(text[i] + ((text[i] >= 'A' && text[i] <= 'Z') << 5));
	memset(w->folded + length, 0, WORDS_MOST + 1);
}

/* A byte that is part of a word for certain: those beyond ASCII may belong to a letter or to a sign. */
static bool
is_word_byte(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* Words of the bucket that stand at i. */
static size_t
look(struct words *w, uint32_t bucket, size_t i, size_t count)
{
	const char *at = w->folded + i;
	uint64_t here = load(at);

	for (uint32_t k = w->first[bucket]; k < w->first[bucket + 1]; k += w->list[k].same) {
		struct word *word = &w->list[k];
		if ((here & word->mask) != word->value || word->seen ||
			(word->ends && is_word_byte(at[word->length])) ||
			(word->starts && i > 0 && is_word_byte(at[-1])))
			continue;
		word->seen = true;
		w->hits[count++] = k;
	}
	return count;
}

void
words_find(struct words *w, const char *text, size_t length, uint64_t *bits)
{
	size_t count = 0;

	if (w->count == 0 || length < WORDS_LEAST)
		return;
	fold(w, text, length);
	for (size_t i = 0; i + WORDS_LEAST <= length; i++) {
		uint32_t bucket = bucket_of(w->folded + i);
		if (w->first[bucket] != w->first[bucket + 1])
			count = look(w, bucket, i, count);
	}
	for (size_t i = 0; i < count; i++) {
		struct word *word = &w->list[w->hits[i]];
		word->seen = false;
		for (uint32_t k = 0; k < word->same; k++)
			bits[word[k].owner / 64] |= UINT64_C(1) << (word[k].owner % 64);
	}
}
