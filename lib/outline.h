/* Reads PCRE2 patterns as nodes that accept wherever a pattern can match, so that a walk over a text decides which patterns are worth
 * running, and where. The outline of a pattern ends at a gap, such as [^.!?]{0,30}: what comes behind it is an outline of its own, a
 * tail, which must stand somewhere later in the text. */
#ifndef OUTLINE_H
#define OUTLINE_H

#include <stdbool.h>
#include <stdint.h>

#include "nodes.h"

/* In the what of a mark: the number of a tail, not of a pattern. The needs of a mark is the tail that must come, or 0. */
static const uint32_t outline_tail = UINT32_C(1) << 31;

/* Zero it before the first use. */
struct outlines {
	struct nodes nodes;
	uint32_t tails; /* their numbers are 1 to this */
};

enum outline_result {
	OUTLINE_UNKNOWN, /* where it can match is not known, or is everywhere: it must be run on every text */
	OUTLINE_KNOWN,
	OUTLINE_EXACT /* where all is ASCII, what is accepted wholly is what the pattern matches; of several ends it may be any */
};

/* Adds a pattern that compiles, read as UTF and UCP, without case. */
enum outline_result outline_add(struct outlines *outlines, const char *pattern, uint32_t number);

/* How many characters of every match are given, or almost. */
unsigned outline_plain(const char *pattern);

#endif
