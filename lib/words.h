/* Finds many plain words in a text in one pass, whatever the case of ASCII letters: every place of the text is looked up by its first
 * three bytes. */
#ifndef WORDS_H
#define WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { WORDS_LEAST = 3, WORDS_MOST = 8 }; /* bytes of a word */

struct words;

struct words *words_new(void);
void words_free(struct words *words);

/* word: lower-case ASCII, WORDS_LEAST to WORDS_MOST bytes. starts, ends: no ASCII letter, digit or underscore may stand before, or
 * behind, it. */
void words_add(struct words *words, const char *word, bool starts, bool ends, size_t owner);
void words_ready(struct words *words); /* after the last add */

/* One place where a word stands. */
struct words_hit {
	uint32_t word, at; /* the word's number; bytes from the start of the text */
	bool again;        /* the word stood before it in the text as well */
};

/* The places where words stand, by place; borrowed until the next call. */
size_t words_find(
	struct words *words, const char *text, size_t length, const struct words_hit **hits);

/* The owners of the word of a hit. */
size_t words_owners(const struct words *words, uint32_t word, const uint32_t **owners);

#endif
