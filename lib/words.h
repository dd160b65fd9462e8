/* Finds many plain words in a text in one pass (Aho and Corasick, CACM 18(6), 1975), whatever the case of ASCII letters. */
#ifndef WORDS_H
#define WORDS_H

#include <stddef.h>
#include <stdint.h>

struct words;

struct words *words_new(void);
void words_free(struct words *words);
void words_add(
	struct words *words, const char *word, size_t owner); /* lower-case ASCII, not empty */
void words_ready(struct words *words);                        /* after the last add */

/* Sets the bit of every owner one of whose words stands in text; bits has room for all owners. */
void words_find(const struct words *words, const char *text, size_t length, uint64_t *bits);

#endif
