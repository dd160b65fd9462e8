/* Which rows of a table of patterns hold for a text. */
#include "rules.h"

#include <err.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lookup.h"
#include "mem.h"
#include "pattern.h"
#include "record.h"

enum { LANGUAGES_MOST = 32 };

struct rules {
	struct table *table;
	struct patterns *patterns;
	size_t *rows;           /* of each pattern, its row */
	struct rules_hit *hits; /* room for all */
	const char *languages
		[LANGUAGES_MOST]; /* the groups of patterns; the first, "", goes with all */
	size_t language_count, count;
};

/* The group of patterns of a language; 0: there is none. */
static uint32_t
find_group(const struct rules *r, const char *language)
{
	for (size_t i = 0; i < r->language_count; i++)
		if (strcmp(r->languages[i], language) == 0)
			return UINT32_C(1) << i;
	return 0;
}

static uint32_t
make_group(struct rules *r, size_t row)
{
	const char *language = table_cell(r->table, row, RULES_LANGUAGE);

	if (find_group(r, language) == 0) {
		if (r->language_count == LANGUAGES_MOST)
			table_fault(r->table, row, RULES_LANGUAGE, "more than %d languages",
				LANGUAGES_MOST);
		r->languages[r->language_count++] = language;
	}
	return find_group(r, language);
}

static void
load_row(struct rules *r, size_t row)
{
	const char *pattern = table_cell(r->table, row, RULES_PATTERN);
	char *error;

	if (*table_cell(r->table, row, RULES_NAME) == '\0')
		table_fault(r->table, row, RULES_NAME, "empty");
	if (*pattern == '\0')
		return;
	if (!patterns_add(r->patterns, pattern, make_group(r, row), &error))
		table_fault(r->table, row, RULES_PATTERN, "%s", error);
	r->rows[r->count++] = row;
}

struct rules *
rules_load(const char *path, const struct table_column *columns)
{
	struct rules *r = mem_new(1, sizeof *r);

	r->table = table_load(path, columns);
	r->hits = mem_new(table_rows(r->table), sizeof *r->hits);
	r->rows = mem_new(table_rows(r->table), sizeof *r->rows);
	r->patterns = patterns_new();
	r->languages[r->language_count++] = "";
	for (size_t row = 0; row < table_rows(r->table); row++)
		load_row(r, row);
	patterns_ready(r->patterns);
	return r;
}

struct rules *
rules_find(const char *dir, const char *name, const struct table_column *columns)
{
	char *path = lookup_needed(dir, name);
	struct rules *r = rules_load(path, columns);

	free(path);
	return r;
}

void
rules_free(struct rules *r)
{
	if (r == NULL)
		return;
	patterns_free(r->patterns);
	table_free(r->table);
	free(r->rows);
	free(r->hits);
	free(r);
}

const struct table *
rules_table(const struct rules *r)
{
	return r->table;
}

static int
by_row(const void *a, const void *b)
{
	size_t x = ((const struct rules_hit *)a)->row, y = ((const struct rules_hit *)b)->row;

	return (x > y) - (x < y);
}

size_t
rules_match(struct rules *r, const char *text, size_t length, const char *language,
	const struct rules_hit **hits, size_t *failed)
{
	bool all = language == NULL || *language == '\0';
	const struct pattern_hit *found;
	size_t count = 0, n = patterns_find(r->patterns, text, length,
				  all ? UINT32_MAX : find_group(r, language) | 1, &found);

	*failed = SIZE_MAX;
	for (size_t i = 0; i < n; i++) {
		if (found[i].failed)
			*failed = r->rows[found[i].pattern] < *failed ? r->rows[found[i].pattern]
								      : *failed;
		else
			r->hits[count++] = (struct rules_hit){
				r->rows[found[i].pattern], found[i].start, found[i].end};
	}
	if (count > 1)
		qsort(r->hits, count, sizeof *r->hits, by_row);
	*hits = r->hits;
	return count;
}

size_t
rules_read(struct rules *r, struct record *record, const char *text, size_t length,
	const char *language, const struct rules_hit **hits)
{
	size_t failed, count = rules_match(r, text, length, language, hits, &failed);

	if (failed != SIZE_MAX)
		record_refuse(record, "%s:%zu: the pattern takes too long on this text",
			table_path(r->table), table_line(r->table, failed));
	return count;
}

/* Whether the row itself is among those that hold for the text of its column. */
static bool
holds(struct rules *r, size_t row, size_t column)
{
	const char *text = table_cell(r->table, row, column);
	const struct rules_hit *hits;
	size_t failed, count = rules_match(r, text, strlen(text),
			       table_cell(r->table, row, RULES_LANGUAGE), &hits, &failed);

	for (size_t i = 0; i < count; i++)
		if (hits[i].row == row)
			return true;
	return false;
}

static bool
complain(const struct rules *r, size_t row, const char *reason)
{
	warnx("%s:%zu: %s: %s", table_path(r->table), table_line(r->table, row),
		table_cell(r->table, row, RULES_NAME), reason);
	return false;
}

static bool
test_row(struct rules *r, size_t row)
{
	bool ok = true;

	if (*table_cell(r->table, row, RULES_PATTERN) == '\0')
		return true;
	if (*table_cell(r->table, row, RULES_EXAMPLE) == '\0' ||
		*table_cell(r->table, row, RULES_COUNTER) == '\0')
		return complain(r, row, "a pattern needs an example and a counter-example");
	if (!holds(r, row, RULES_EXAMPLE))
		ok = complain(r, row, "the pattern does not match its example");
	if (holds(r, row, RULES_COUNTER))
		ok = complain(r, row, "the pattern matches its counter-example");
	return ok;
}

bool
rules_test(struct rules *r)
{
	bool ok = true;

	for (size_t row = 0; row < table_rows(r->table); row++)
		ok = test_row(r, row) && ok;
	for (size_t i = 0; i < r->count; i++)
		if (patterns_broad(r->patterns, i, table_cell(r->table, r->rows[i], RULES_PATTERN)))
			ok = complain(r, r->rows[i],
				"a match need not hold three given characters, so it is tried on nearly every post");
	return ok;
}
