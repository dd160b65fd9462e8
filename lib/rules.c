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

/* The patterns of one language: a post in Dutch does not wait for the English ones. */
struct set {
	const char *language; /* "" is for all */
	struct patterns *patterns;
	size_t *rows; /* of each pattern, its row */
	size_t count;
};

struct rules {
	struct table *table;
	struct set *sets;
	size_t set_count, set_room;
	struct rules_hit *hits; /* room for all */
};

static struct set *
find_set(struct rules *r, const char *language)
{
	for (size_t i = 0; i < r->set_count; i++)
		if (strcmp(r->sets[i].language, language) == 0)
			return &r->sets[i];
	r->sets = mem_grow(r->sets, r->set_count, &r->set_room, sizeof *r->sets);
	struct set *set = &r->sets[r->set_count++];
	*set = (struct set){
		language, patterns_new(), mem_new(table_rows(r->table), sizeof *set->rows), 0};
	return set;
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
	struct set *set = find_set(r, table_cell(r->table, row, RULES_LANGUAGE));
	if (!patterns_add(set->patterns, pattern, &error))
		table_fault(r->table, row, RULES_PATTERN, "%s", error);
	set->rows[set->count++] = row;
}

struct rules *
rules_load(const char *path, const struct table_column *columns)
{
	struct rules *r = mem_new(1, sizeof *r);

	r->table = table_load(path, columns);
	r->hits = mem_new(table_rows(r->table), sizeof *r->hits);
	for (size_t row = 0; row < table_rows(r->table); row++)
		load_row(r, row);
	for (size_t i = 0; i < r->set_count; i++)
		patterns_ready(r->sets[i].patterns);
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
	for (size_t i = 0; i < r->set_count; i++) {
		patterns_free(r->sets[i].patterns);
		free(r->sets[i].rows);
	}
	table_free(r->table);
	free(r->sets);
	free(r->hits);
	free(r);
}

const struct table *
rules_table(const struct rules *r)
{
	return r->table;
}

static bool
speaks(const struct set *set, const char *language)
{
	return *set->language == '\0' || language == NULL || *language == '\0' ||
	       strcmp(set->language, language) == 0;
}

static size_t
match_set(struct rules *r, struct set *set, const char *text, size_t length, size_t count,
	size_t *failed)
{
	patterns_begin(set->patterns, text, length);
	for (size_t i = 0; patterns_candidate(set->patterns, &i); i++) {
		struct rules_hit *hit = &r->hits[count];
		hit->row = set->rows[i];
		enum pattern_result result =
			patterns_match(set->patterns, i, &hit->start, &hit->end);
		if (result == PATTERN_FAILED)
			*failed = hit->row;
		count += result == PATTERN_YES;
	}
	return count;
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
	size_t count = 0;

	*failed = SIZE_MAX;
	for (size_t i = 0; i < r->set_count; i++)
		if (speaks(&r->sets[i], language))
			count = match_set(r, &r->sets[i], text, length, count, failed);
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

static bool
test_words(const struct rules *r, const struct set *set)
{
	bool ok = true;

	for (size_t i = 0; i < set->count; i++)
		if (patterns_always(set->patterns, i))
			ok = complain(r, set->rows[i],
				"no word of three letters must stand in a match, so it runs on every post");
	return ok;
}

bool
rules_test(struct rules *r)
{
	bool ok = true;

	for (size_t row = 0; row < table_rows(r->table); row++)
		ok = test_row(r, row) && ok;
	for (size_t i = 0; i < r->set_count; i++)
		ok = test_words(r, &r->sets[i]) && ok;
	return ok;
}
