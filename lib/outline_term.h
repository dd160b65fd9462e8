/* A pattern as terms; for outline alone. */
#ifndef OUTLINE_TERM_H
#define OUTLINE_TERM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "nodes.h"

enum { TERM_ENDLESS = 1 << 16 };

enum term_type { TERM_CHARACTER, TERM_LOOK, TERM_EDGE, TERM_SEQUENCE, TERM_CHOICE, TERM_REPEAT };

struct term {
	enum term_type type;
	struct node_bytes set; /* CHARACTER: bytes, each of which is one */
	bool beyond;           /* CHARACTER: also every character beyond ASCII */
	int least, most;       /* REPEAT: how often */
	uint32_t inside;       /* the first term in it, 0: none */
	uint32_t next;         /* the next one in the same sequence or choice, 0: none */
};

/* Zero it before the first use; free at. Terms go by number; number 0 is none. */
struct terms {
	struct term *at;
	size_t count, room;
	bool exact; /* in texts of ASCII they hold for what the pattern holds for, no more */
};

/* The term that is the whole pattern; 0: something in it is not understood. Whatever terms cannot say (what is looked at around, which characters
 * beyond ASCII) is left out, so that they hold for more texts than the pattern, never for fewer. */
uint32_t terms_read(struct terms *terms, const char *pattern);

#endif
