/* The columns of a table, and what becomes of each in a post. */
#ifndef SOURCE_COLUMNS_H
#define SOURCE_COLUMNS_H

#include <stddef.h>

struct columns;
struct post;
struct source;

struct columns *columns_new(void);
void columns_free(struct columns *columns); /* NULL is fine */

/* One more column, by the name that the header gives it; a name that is empty or there already is made longer. */
void columns_add(struct columns *columns, const char *name, size_t length);
size_t columns_count(const struct columns *columns);

/* Decides by the source's map, and by names that are a record's own. A map that does not fit, and a table in which no column is
 * the text, make the source fail. */
void columns_choose(struct columns *columns, struct source *source);

/* Puts a cell of the n-th column where it belongs. */
void columns_set(const struct columns *columns, struct post *post, size_t n, const char *text,
	size_t length);

#endif
