/* A table that a person can edit: CSV with a header, gripe-tables(5). A table with a fault ends the run with 78 and
 * FILE:LINE: column NAME: reason. */
#ifndef TABLE_H
#define TABLE_H

#include <stdbool.h>
#include <stddef.h>

struct table;

struct table_column {
	const char *name;
	bool needed; /* the header must have it */
};

/* columns ends with a NULL name; a header with a column that is not among them is refused, a missing one that is not needed
 * reads as empty. Accepts , or ; as separator, a byte-order mark, and lines that begin with #. */
struct table *table_load(const char *path, const struct table_column *columns);

/* The same for a table of that name in the data folders (dir: -d, may be NULL); one that is nowhere ends the run with 78. */
struct table *table_find(const char *dir, const char *name, const struct table_column *columns);
void table_free(struct table *table);

const char *table_path(const struct table *table);
size_t table_rows(const struct table *table);
size_t table_line(
	const struct table *table, size_t row); /* where the row starts in the file, from 1 */

/* The cell without white space around it, borrowed from the table; never NULL. column: its place in columns. */
const char *table_cell(const struct table *table, size_t row, size_t column);

/* A number of a cell; an empty cell is missing. A cell that is none, or outside, is a fault of the table. */
double table_number(const struct table *table, size_t row, size_t column, double least, double most,
	double missing);

/* Ends the run with 78, naming file, line, column and reason. */
_Noreturn void table_fault(const struct table *table, size_t row, size_t column, const char *format,
	...) __attribute__((format(printf, 4, 5)));

/* Walks "a|b|c": the next word, borrowed, with its length; start with *list as the cell. false: none left. */
bool table_word(const char **list, const char **word, size_t *length);
bool table_has_word(const char *list, const char *word);

#endif
