/* Which rows of a table of patterns hold for a text. */
#include "rules.h"

#include <err.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "pattern.h"
#include "record.h"

struct rules {
	struct table *table;
	struct patterns *patterns;
	size_t *rows; /* of each pattern, its row */
	size_t pattern_count;
	struct rules_hit *hits; /* room for all */
};

struct rules *
rules_load(const char *path, const struct table_column *columns)
{
	struct rules *r = mem_new(1, sizeof *r);
	char *error;

	r->table = table_load(path, columns);
	r->patterns = patterns_new();
	r->rows = mem_new(table_rows(r->table), sizeof *r->rows);
	r->hits = mem_new(table_rows(r->table), sizeof *r->hits);
	for (size_t row = 0; row < table_rows(r->table); row++) {
		const char *pattern = table_cell(r->table, row, RULES_PATTERN);
		if (*table_cell(r->table, row, RULES_NAME) == '\0')
			table_fault(r->table, row, RULES_NAME, "empty");
		if (*pattern == '\0')
			continue;
		if (!patterns_add(r->patterns, pattern, &error))
			table_fault(r->table, row, RULES_PATTERN, "%s", error);
		r->rows[r->pattern_count++] = row;
	}
	patterns_ready(r->patterns);
	return r;
}

void
rules_free(struct rules *r)
{
	if (r == NULL)
		return;
	table_free(r->table);
	patterns_free(r->patterns);
	free(r->rows);
	free(r->hits);
	free(r);
}

const struct table *
rules_table(const struct rules *r)
{
	return r->table;
}

static bool
speaks(const struct rules *r, size_t row, const char *language)
{
	const char *of = table_cell(r->table, row, RULES_LANGUAGE);

	return *of == '\0' || language == NULL || *language == '\0' || strcmp(of, language) == 0;
}

size_t
rules_match(struct rules *r, const char *text, size_t length, const char *language,
	const struct rules_hit **hits, size_t *failed)
{
	size_t count = 0;

	*failed = SIZE_MAX;
	patterns_begin(r->patterns, text, length);
	for (size_t i = 0; patterns_candidate(r->patterns, &i); i++) {
		struct rules_hit *hit = &r->hits[count];
		hit->row = r->rows[i];
		if (!speaks(r, hit->row, language))
			continue;
		enum pattern_result result = patterns_match(r->patterns, i, &hit->start, &hit->end);
		if (result == PATTERN_FAILED)
			*failed = hit->row;
		count += result == PATTERN_YES;
	}
	*hits = r->hits;
	return count;
}

size_t
rules_read(struct rules *r, struct record *record, const char *text, size_t length,
	const char *language, const struct rules_hit **hits)
{
	size_t failed, count = rules_match(r, text, length, language, hits, &failed);

	if (failed != SIZE_MAX) {
		char *reason = mem_format("%s:%zu: the pattern takes too long on this text",
			table_path(r->table), table_line(r->table, failed));
		record_refuse(record, reason);
		free(reason);
	}
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
	for (size_t i = 0; i < r->pattern_count; i++)
		if (patterns_always(r->patterns, i))
			ok = complain(r, r->rows[i],
				     "no word of three letters must stand in a match, so it runs on every post") &&
			     ok;
	return ok;
}
