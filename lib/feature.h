/* What a text model looks at: hashed words, pairs of words, pieces of words, and how the text is written.
 *
 * Text is lower-cased; digits become 0; addresses and @names become one mark each. Hashes are 32 bits, the same on every
 * machine; the model takes their highest bits. */
#ifndef FEATURE_H
#define FEATURE_H

#include <stddef.h>
#include <stdint.h>

enum { FEATURE_VERSION = 1 };

/* Zero it before the first use. */
struct features {
	uint32_t *at; /* in the order of the text; the same one may come several times */
	size_t count, room;
	char *folded; /* the text lower-cased, between blanks; its own business */
	size_t folded_room;
};

/* text: valid UTF-8 */
void feature_read(struct features *features, const char *text, size_t length);
void feature_free(struct features *features);

#endif
