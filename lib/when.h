/* Conditions on what a record says, as "kind=complaint|report&topic=!other": all of them must hold. */
#ifndef WHEN_H
#define WHEN_H

#include <stdbool.h>
#include <stddef.h>

struct record;
struct table;
struct when;

/* The conditions of a cell; a cell that is none ends the run with 78. NULL: the cell is empty. */
struct when *when_load(const struct table *table, size_t row, size_t column);
void when_free(struct when *when);
bool when_holds(const struct when *when, struct record *record); /* NULL always holds */

#endif
