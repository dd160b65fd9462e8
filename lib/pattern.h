/* Many patterns over one text (PCRE2: UTF, caseless, \b and \w by Unicode). A walk over the text along the outlines of all patterns
 * decides which are run and where; a pattern is compiled to machine code when it is run for the first time. */
#ifndef PATTERN_H
#define PATTERN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct patterns;

/* The first match of a pattern, in bytes. */
struct pattern_hit {
	size_t pattern, start, end;
	bool failed; /* PCRE2 gave up (its limits), which is not the same as no */
};

struct patterns *patterns_new(void);
void patterns_free(struct patterns *patterns);

/* Adds a pattern; its number is how many were added before. groups: bits, of which one must be asked for. false: it does not compile,
 * and *error (the caller frees it) says why and where. */
bool patterns_add(struct patterns *patterns, const char *pattern, uint32_t groups, char **error);
void patterns_ready(struct patterns *patterns); /* after the last add */

/* So little of a match is given that the pattern is tried nearly everywhere; source is what was added. */
bool patterns_broad(const struct patterns *patterns, size_t pattern, const char *source);

/* The patterns of these groups that match the text, valid UTF-8, or failed at it; each once, in no order. Borrowed until the next
 * call. */
size_t patterns_find(struct patterns *patterns, const char *text, size_t length, uint32_t groups,
	const struct pattern_hit **hits);

#endif
