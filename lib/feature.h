/* What a text model looks at: hashed words, pairs of words, pieces of words, and how the text is written.
 *
 * Text is lower-cased; digits become 0; addresses and @names become one mark each. Hashes are 32 bits, the same on every
 * machine; the model takes their highest bits. */
#ifndef FEATURE_H
#define FEATURE_H

#include <stddef.h>
#include <stdint.h>

enum {
	FEATURE_VERSION = 1,
	FEATURE_WORD_MOST = 96 /* features that one word can have */
};

/* A word of the folded text: what feature_of_word takes. */
struct feature_word {
	uint64_t hash; /* of its bytes; never 0 */
	size_t at, length;
};

/* Zero it before the first use. */
struct features {
	uint32_t *
		at; /* those of no single word: pairs, signs, manner; the same one may come several times */
	size_t count, room;
	struct feature_word *words; /* the words, whose own features are asked for one by one */
	size_t word_count, word_room;
	char *folded; /* the text lower-cased, between blanks */
	size_t folded_room;
};

/* text: valid UTF-8 */
void feature_read(struct features *features, const char *text, size_t length);

/* The features of one word, itself and its pieces, into out, which has room for FEATURE_WORD_MOST; how many. Words of the same hash
 * have the same features, so that a reader can remember what they sum up to. */
size_t feature_of_word(
	const struct features *features, const struct feature_word *word, uint32_t *out);

/* Adds the features of all words to at, and forgets the words. */
void feature_spread(struct features *features);

void feature_free(struct features *features);

#endif
