/* Conditions on what a record says. */
#include "when.h"

#include <stdlib.h>
#include <string.h>

#include "condition.h"
#include "labels.h"
#include "mem.h"
#include "record.h"
#include "table.h"

/* What a condition may name, and where a record has it. */
static const struct fact {
	const char *name, *path;
	bool list, labels; /* words are labels of the set of that name */
} facts[] = {
	{"channel", "channel", false, false},
	{"language", "classify.language", false, false},
	{"kind", "classify.kind", false, true},
	{"emotion", "classify.emotion", false, true},
	{"topic", "classify.topics", true, true},
	{"act", "classify.acts", true, true},
};

struct when {
	struct when *next;
	const struct fact *fact;
	char *cell;
};

static const struct fact *
find_fact(const char *name, size_t length)
{
	for (size_t i = 0; i < sizeof facts / sizeof *facts; i++)
		if (strlen(facts[i].name) == length && memcmp(facts[i].name, name, length) == 0)
			return &facts[i];
	return NULL;
}

struct when *
when_load(const struct table *table, size_t row, size_t column)
{
	struct when *first = NULL;

	for (const char *at = table_cell(table, row, column); *at != '\0';) {
		size_t n = strcspn(at, "&"), name = strcspn(at, "=&");
		const struct fact *fact = find_fact(at, name);
		if (fact == NULL || name >= n || name + 1 == n)
			table_fault(table, row, column,
				"\"%.*s\" is not of the form kind=complaint", (int)n, at);
		struct when *w = mem_new(1, sizeof *w);
		*w = (struct when){first, fact, mem_dup_n(at + name + 1, n - name - 1)};
		first = w;
		condition_check(
			table, row, column, w->cell, fact->labels ? labels_set(fact->name) : NULL);
		at += n + (at[n] == '&');
	}
	return first;
}

void
when_free(struct when *when)
{
	for (struct when *next; when != NULL; when = next) {
		next = when->next;
		free(when->cell);
		free(when);
	}
}

static bool
holds(const struct when *w, struct record *r)
{
	const char *const *items;

	if (!w->fact->list)
		return condition_text(w->cell, record_string(r, w->fact->path));
	size_t count = record_list(r, w->fact->path, &items);
	return condition_list(w->cell, items, count);
}

bool
when_holds(const struct when *when, struct record *r)
{
	for (; when != NULL; when = when->next)
		if (!holds(when, r))
			return false;
	return true;
}
