/* A cell that is a condition: empty means any, "a|b" one of, "!a" not (also "!a|b": none of), ">=50" and the like compare. */
#ifndef CONDITION_H
#define CONDITION_H

#include <stdbool.h>
#include <stddef.h>

/* Whether the condition holds for a text. */
bool condition_text(const char *cell, const char *text);

/* Whether it holds for a list: one of its items is named, or with ! none is. An empty list is one empty text. */
bool condition_list(const char *cell, const char *const *items, size_t count);

/* Whether it holds for a number. false also for a cell that is no comparison; see condition_is_number. */
bool condition_number(const char *cell, double number);
bool condition_is_number(const char *cell);

/* Names the rows of a table that can never be reached, because the columns from up to to of an earlier row are empty or the same.
 * false: there was one. */
struct table;
bool condition_test(const struct table *table, size_t from, size_t to);

#endif
