/* A table whose rows are patterns with an example and a counter-example, gripe-tables(5): which rows hold for a text. */
#ifndef RULES_H
#define RULES_H

#include <stdbool.h>
#include <stddef.h>

#include "table.h"

struct rules;

/* The columns that every such table begins with; a table's own columns come after them. */
enum { RULES_NAME, RULES_LANGUAGE, RULES_PATTERN, RULES_EXAMPLE, RULES_COUNTER, RULES_OWN };
#define RULES_COLUMNS(name)                                                     \
	{name, true}, {"language", true}, {"pattern", true}, {"example", true}, \
	{                                                                       \
		"counter", true                                                 \
	}

struct rules_hit {
	size_t row;
	size_t start, end; /* bytes in the text */
};

/* Loads the table and compiles its patterns; faults end the run with 78. A row may have no pattern: it is never hit. */
struct rules *rules_load(const char *path, const struct table_column *columns);

/* The same for a table of that name in the data folders (dir: -d, may be NULL). */
struct rules *rules_find(const char *dir, const char *name, const struct table_column *columns);
void rules_free(struct rules *rules);
const struct table *rules_table(const struct rules *rules);

/* The rows that hold for text, in the order of the table, each with its first match. language: rows of that language and rows
 * without one; NULL or "": all rows. *hits is borrowed until the next call. *failed: the row at which PCRE2 gave up (the rest
 * was done), or SIZE_MAX. */
size_t rules_match(struct rules *rules, const char *text, size_t length, const char *language,
	const struct rules_hit **hits, size_t *failed);

/* As rules_match for text that a record holds; notes a row that PCRE2 gave up at as a fault of the record. */
struct record;
size_t rules_read(struct rules *rules, struct record *record, const char *text, size_t length,
	const char *language, const struct rules_hit **hits);

/* Runs every example and counter-example; names those that are wrong on standard error. false: there was one. */
bool rules_test(struct rules *rules);

#endif
