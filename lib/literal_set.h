/* Choices and branches of words, while a pattern is read; for literal alone. */
#ifndef LITERAL_SET_H
#define LITERAL_SET_H

#include "literal.h"

void literal_free_branch(struct literal_branch *branch);

/* Takes the clause over; of too many the one that narrows down least goes. */
void literal_add(struct literal_branch *branch, struct literal_clause *clause);

/* Puts the clauses in order, the one that narrows down most first, and drops those that hold in most texts but for one. */
void literal_sort(struct literal_branch *branch);

/* What stands last in the branch is followed by an edge of a word, so that it ends there, or by something else, so that it is not the
 * last. */
void literal_mark(struct literal_branch *branch, bool edge);

struct literal_clause *literal_dup(const struct literal_clause *clause);

/* The best clauses of all branches as one choice, which is the caller's; NULL: there are too many. */
struct literal_clause *literal_join(const struct literals *branches);

#endif
