/* Finds many plain words in one pass: tables of hashes of their first three or four bytes, and a compare of eight bytes at once. */
#include "words.h"

#include <ctype.h>
#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"

enum { BITS = 13, BUCKETS = 1 << BITS, FILTER_BITS = 15 };

/* One that was added; after words_ready they are in order, and the first of equal ones stands for all. */
struct word {
	uint64_t value; /* its bytes as a number */
	uint32_t hash, owner;
	uint32_t
		same; /* how many equal ones there are from here on, itself included; 0: an equal one stands before */
	uint8_t length;
	bool starts, ends;
};

/* What is looked at first: small, so that many fit the processor's cache. */
struct probe {
	uint64_t value;
	uint32_t word;
	uint8_t length;
	bool ends;
};

/* Words that are looked for at the same places. */
struct index {
	uint64_t filter[(1 << FILTER_BITS) /
			64]; /* bits of finer buckets: small enough to stay near the processor */
	uint32_t first[BUCKETS + 1]; /* the first probe of each bucket */
	struct probe *probes;
	uint32_t count;
};

struct words {
	struct word *list;
	size_t count, room;
	struct index indexes
		[2]
		[2]; /* of words of three bytes, or of more; for anywhere, or for starts of words */
	uint32_t *owners; /* of each word in order */
	uint32_t *same;   /* as in the list, close together */
	uint64_t *seen;   /* bits: words that stand in the text in hand */
	struct words_hit *hits;
	size_t hit_room;
	char *folded; /* the text in lower case, and nine bytes more */
	size_t folded_room;
};

static const uint64_t masks[WORDS_MOST + 1] = {0, 0xFF, 0xFFFF, 0xFFFFFF, 0xFFFFFFFF, 0xFFFFFFFFFF,
	0xFFFFFFFFFFFF, 0xFFFFFFFFFFFFFF, 0xFFFFFFFFFFFFFFFF};

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
	for (int i = 0; i < 4; i++)
		free(w->indexes[i & 1][i >> 1].probes);
	free(w->owners);
	free(w->same);
	free(w->seen);
	free(w->hits);
	free(w->folded);
	free(w);
}

/* Eight bytes, the first one lowest on every machine. */
static uint64_t
load(const char *at)
{
	uint64_t value;

	memcpy(&value, at, sizeof value);
	return le64toh(value);
}

/* A hash of the first three or four bytes, of which the highest bits count most. */
static uint32_t
hash_of(uint64_t bytes, bool more)
{
	return ((uint32_t)bytes & (more ? 0xFFFFFFFF : 0xFFFFFF)) * 0x9E3779B1u;
}

void
words_add(struct words *w, const char *word, bool starts, bool ends, size_t owner)
{
	char bytes[WORDS_MOST] = {0};
	size_t length = strlen(word);

	memcpy(bytes, word, length);
	w->list = mem_grow(w->list, w->count, &w->room, sizeof *w->list);
	w->list[w->count++] = (struct word){.value = load(bytes),
		.hash = hash_of(load(bytes), length > WORDS_LEAST),
		.owner = (uint32_t)owner,
		.length = (uint8_t)length,
		.starts = starts,
		.ends = ends};
}

static int
in_order(const void *a, const void *b)
{
	const struct word *x = a, *y = b;

	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	if (x->value != y->value)
		return x->value < y->value ? -1 : 1;
	return (x->starts * 2 + x->ends) - (y->starts * 2 + y->ends);
}

static void
fill_index(const struct words *w, bool more, bool starts, struct index *index)
{
	uint32_t bucket = 0;

	index->probes = mem_new(w->count, sizeof *index->probes);
	for (size_t i = 0; i < w->count; i += w->list[i].same) {
		const struct word *word = &w->list[i];
		if (word->starts != starts || (word->length > WORDS_LEAST) != more)
			continue;
		while (bucket <= word->hash >> (32 - BITS))
			index->first[bucket++] = index->count;
		uint32_t fine = word->hash >> (32 - FILTER_BITS);
		index->filter[fine / 64] |= UINT64_C(1) << (fine % 64);
		index->probes[index->count++] =
			(struct probe){word->value, (uint32_t)i, word->length, word->ends};
	}
	while (bucket <= BUCKETS)
		index->first[bucket++] = index->count;
}

void
words_ready(struct words *w)
{
	if (w->count > 0)
		qsort(w->list, w->count, sizeof *w->list, in_order);
	for (size_t i = 0, from = 0; i < w->count; i++) {
		if (in_order(&w->list[from], &w->list[i]) != 0)
			from = i;
		w->list[from].same++;
	}
	for (int i = 0; i < 4; i++)
		fill_index(w, i & 1, i & 2, &w->indexes[i & 1][i >> 1]);
	w->owners = mem_new(w->count, sizeof *w->owners);
	w->same = mem_new(w->count, sizeof *w->same);
	w->seen = mem_new(w->count / 64 + 1, sizeof *w->seen);
	for (size_t i = 0; i < w->count; i++) {
		w->owners[i] = w->list[i].owner;
		w->same[i] = w->list[i].same;
	}
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

/* Words of an index that stand at i, where here are the next eight bytes. */
static inline size_t
look(struct words *w, bool more, bool starts, uint64_t here, size_t i, size_t count)
{
	const struct index *index = &w->indexes[more][starts];
	uint32_t hash = hash_of(here, more), fine = hash >> (32 - FILTER_BITS),
		 bucket = hash >> (32 - BITS);

	if ((index->filter[fine / 64] >> (fine % 64) & 1) == 0)
		return count;
	uint32_t end = index->first[bucket + 1];
	for (uint32_t k = index->first[bucket]; k < end; k++) {
		const struct probe *probe = &index->probes[k];
		if ((here & masks[probe->length]) != probe->value)
			continue;
		if (probe->ends && is_word_byte(w->folded[i + probe->length]))
			continue;
		uint64_t *seen = &w->seen[probe->word / 64], bit = UINT64_C(1)
								   << (probe->word % 64);
		w->hits = mem_grow(w->hits, count, &w->hit_room, sizeof *w->hits);
		w->hits[count++] = (struct words_hit){probe->word, (uint32_t)i, (*seen & bit) != 0};
		*seen |= bit;
	}
	return count;
}

size_t
words_find(struct words *w, const char *text, size_t length, const struct words_hit **hits)
{
	size_t count = 0;
	bool inside = false;

	*hits = NULL;
	if (w->count == 0 || length < WORDS_LEAST)
		return 0;
	fold(w, text, length);
	for (size_t i = 0; i + WORDS_LEAST <= length; i++) {
		uint64_t here = load(w->folded + i);
		count = look(w, false, false, here, i, count);
		count = look(w, true, false, here, i, count);
		if (!inside) {
			count = look(w, false, true, here, i, count);
			count = look(w, true, true, here, i, count);
		}
		inside = is_word_byte(w->folded[i]);
	}
	for (size_t i = 0; i < count; i++)
		w->seen[w->hits[i].word / 64] = 0;
	*hits = w->hits;
	return count;
}

size_t
words_owners(const struct words *w, uint32_t word, const uint32_t **owners)
{
	*owners = w->owners + word;
	return w->same[word];
}
