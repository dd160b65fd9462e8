/* Choices and branches of words, while a pattern is read; for literal alone. */
#ifndef LITERAL_SET_H
#define LITERAL_SET_H

#include "literal.h"

void literal_free_branch(struct literal_branch *branch);

/* Takes the clause over; of too many the one that narrows down least goes. */
void literal_add(struct literal_branch *branch, struct literal_clause *clause);

struct literal_clause *literal_dup(const struct literal_clause *clause);

/* The best clauses of all branches as one choice, which is the caller's; NULL: there are too many. */
struct literal_clause *literal_join(const struct literals *branches);

#endif
