/* SHA-256 (FIPS 180-4), for identifiers and checksums. */
#ifndef HASH_H
#define HASH_H

#include <stddef.h>
#include <stdint.h>

enum { HASH_BYTES = 32 };

struct hash {
	uint32_t state[8];
	uint64_t length; /* bytes so far */
	unsigned char block[64];
};

void hash_start(struct hash *hash);
void hash_add(struct hash *hash, const void *bytes, size_t length);

/* Adds a text and an end mark, so that "ab" + "c" and "a" + "bc" differ; NULL counts as "". */
void hash_text(struct hash *hash, const char *text);

/* The digest; the hash must be started again before it is used again. */
void hash_end(struct hash *hash, unsigned char digest[static HASH_BYTES]);

/* The first count bytes of the digest in lower-case hexadecimal into text, which has room for 2 * count + 1; returns text. */
const char *hash_hex(struct hash *hash, size_t count, char *text);

#endif
