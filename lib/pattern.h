/* Many patterns over one text (PCRE2: UTF, caseless, \b and \w by Unicode). A search for the words that a pattern cannot match
 * without decides which patterns are run at all; a pattern is compiled to machine code when it is run for the first time. */
#ifndef PATTERN_H
#define PATTERN_H

#include <stdbool.h>
#include <stddef.h>

struct patterns;

enum pattern_result { PATTERN_NO, PATTERN_YES, PATTERN_FAILED };

struct patterns *patterns_new(void);
void patterns_free(struct patterns *patterns);

/* Adds a pattern; its number is how many were added before. false: it does not compile, and *error (the caller frees it) says
 * why and where. */
bool patterns_add(struct patterns *patterns, const char *pattern, char **error);
void patterns_ready(struct patterns *patterns); /* after the last add */
bool patterns_always(const struct patterns *patterns,
	size_t which); /* no word is known, so it runs on every text */

/* Takes the text to look at: valid UTF-8, borrowed until the next begin. */
void patterns_begin(struct patterns *patterns, const char *text, size_t length);

/* The next pattern, from *which on, that could match; false: none. Start with 0 and go on with the number after. */
bool patterns_candidate(const struct patterns *patterns, size_t *which);

/* Runs one; start and end are bytes. PATTERN_FAILED: PCRE2 gave up (its limits), which is not the same as no. */
enum pattern_result patterns_match(
	struct patterns *patterns, size_t which, size_t *start, size_t *end);

#endif
