/* Counts by name in bounded memory. */
#include "tally.h"

#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "text.h"

/* Where the name stands or would stand among the rows. */
static size_t
place_of(const struct tally *t, const char *name, size_t length, bool *found)
{
	size_t low = 0, high = t->count;

	while (low < high) {
		size_t middle = (low + high) / 2;
		const char *other = t->rows[middle].name;
		int order = strncmp(other, name, length);
		if (order == 0 && other[length] == '\0') {
			*found = true;
			return middle;
		}
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	*found = false;
	return low;
}

static struct tally_row *
row_of(struct tally *t, const char *name)
{
	size_t length = text_cut(name, strlen(name), TALLY_NAME);
	bool found;
	size_t at = place_of(t, name, length, &found);

	if (found)
		return &t->rows[at];
	if (t->count >= t->most)
		return &t->others;
	t->rows = mem_grow(t->rows, t->count, &t->room, sizeof *t->rows);
	memmove(t->rows + at + 1, t->rows + at, (t->count - at) * sizeof *t->rows);
	t->count++;
	t->rows[at] = (struct tally_row){.name = mem_dup_n(name, length)};
	return &t->rows[at];
}

void
tally_add(struct tally *t, const char *name, bool complaint, bool open)
{
	tally_merge(t, name, &(struct tally_row){NULL, 1, complaint, open});
}

void
tally_merge(struct tally *t, const char *name, const struct tally_row *row)
{
	tally_sum(row_of(t, name), row);
}

void
tally_sum(struct tally_row *sum, const struct tally_row *row)
{
	sum->posts += row->posts;
	sum->complaints += row->complaints;
	sum->open += row->open;
}

const struct tally_row *
tally_find(const struct tally *t, const char *name)
{
	bool found;
	size_t at = place_of(t, name, text_cut(name, strlen(name), TALLY_NAME), &found);

	return found ? &t->rows[at] : NULL;
}

const char *
tally_name(const struct tally_row *row)
{
	return row->name != NULL ? row->name : "(others)";
}

void
tally_free(struct tally *t)
{
	for (size_t i = 0; i < t->count; i++)
		free(t->rows[i].name);
	free(t->rows);
	*t = (struct tally){.most = t->most};
}
