/* Counts by name in bounded memory: what comes after the last name that fits is counted together. */
#ifndef TALLY_H
#define TALLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TALLY_NAME = 128 }; /* bytes of a name that are kept */

struct tally_row {
	char *name;
	uint64_t posts, complaints, open;
};

/* Zero it before its first use, but for most. Rows stand in the order of their names' bytes. */
struct tally {
	size_t most; /* names that are told apart */
	struct tally_row *rows;
	size_t count, room;
	struct tally_row others; /* posts 0: every name had a row; its name is NULL */
};

void tally_add(struct tally *tally, const char *name, bool complaint, bool open);
void tally_merge(struct tally *tally, const char *name, const struct tally_row *row);
void tally_sum(struct tally_row *sum, const struct tally_row *row); /* the name stays */
const struct tally_row *tally_find(const struct tally *tally, const char *name); /* NULL: none */
const char *tally_name(const struct tally_row *row); /* of the others: "(others)" */
void tally_free(struct tally *tally);

#endif
