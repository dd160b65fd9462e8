/* Which plain words a pattern cannot match without: read off its source, so that a search for words decides which patterns
 * are worth running. */
#ifndef LITERAL_H
#define LITERAL_H

#include <stdbool.h>
#include <stddef.h>

enum {
	LITERAL_LEAST = 3,  /* letters in a word that is worth looking for */
	LITERAL_LENGTH = 8, /* of a longer one its pieces are enough */
	LITERAL_CHOICES = 96,
	LITERAL_CLAUSES = 4
};

/* A word in lower-case ASCII. starts, ends: no letter or digit stands before, or behind, it. */
struct literal {
	char text[LITERAL_LENGTH + 1];
	bool starts, ends;
	bool last; /* while reading: nothing of its sequence comes after it */
	int offset; /* bytes from the start of the match, where that is always the same; -1: not known */
};

/* At least one of these stands in the text. */
struct literal_clause {
	size_t count;
	struct literal at[LITERAL_CHOICES];
};

/* All of these clauses hold. The first one has offsets, if any has; else it is the one that narrows down most. */
struct literal_branch {
	size_t count;
	struct literal_clause *at[LITERAL_CLAUSES];
};

/* In every text that the pattern matches, in any case, one of the branches holds. */
struct literals {
	size_t count; /* 0: nothing is known, the pattern must always be run */
	struct literal_branch *at;
};

/* Reads a PCRE2 pattern that compiles. Understands groups, alternatives, classes, quantifiers and look-around; whatever else
 * stands in a pattern makes the answer weaker (fewer or shorter words), never wrong. Free the answer with literals_free. */
void literals_read(struct literals *literals, const char *pattern);
void literals_free(struct literals *literals);

/* Whether every match begins at a known distance from a word of the first clause of some branch. */
bool literals_anchor(const struct literals *literals);

#endif
