/* A cell that is a condition: empty means any, "a|b" one of, "!a" not (also "!a|b": none of), ">=50" and the like compare. */
#ifndef CONDITION_H
#define CONDITION_H

#include <stdbool.h>
#include <stddef.h>

struct table;

/* Whether the condition holds for a text. */
bool condition_text(const char *cell, const char *text);

/* Whether it holds for a list: one of its items is named, or with ! none is. An empty list is one empty text. */
bool condition_list(const char *cell, const char *const *items, size_t count);

/* Whether it holds for a number. false also for a cell that is no comparison; see condition_is_number. */
bool condition_number(const char *cell, double number);
bool condition_is_number(const char *cell);

/* Ends the run with 78 when condition, which stands in a cell, names what is no label of set (NULL: any word will do; a kind may be
 * "unknown" too), or nothing behind a !. */
struct labels;
void condition_check(const struct table *table, size_t row, size_t column, const char *condition,
	const struct labels *set);

/* Names the rows of a table that can never be reached, because the columns from up to to of an earlier row are empty or the same.
 * false: there was one. */
bool condition_test(const struct table *table, size_t from, size_t to);

#endif
