/* Which plain words a pattern cannot match without: read off its source, so that a search for words decides which patterns
 * are worth running. */
#ifndef LITERAL_H
#define LITERAL_H

#include <stdbool.h>
#include <stddef.h>

enum { LITERAL_MOST = 64, LITERAL_LEAST = 3, LITERAL_LENGTH = 24 };

/* At least one of these, in lower-case ASCII, stands (in any case) in every text that the pattern matches. */
struct literals {
	size_t count; /* 0: nothing is known, the pattern must always be run */
	char at[LITERAL_MOST][LITERAL_LENGTH + 1];
};

/* Reads a PCRE2 pattern that compiles. Understands groups, alternatives, classes, quantifiers and look-around; whatever else
 * stands in a pattern makes the answer weaker (fewer or shorter words), never wrong. */
void literals_read(struct literals *literals, const char *pattern);

#endif
