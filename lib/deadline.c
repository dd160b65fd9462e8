/* By when a post is to be answered and resolved. */
#include "deadline.h"

#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "condition.h"
#include "mem.h"
#include "table.h"

enum { POLICY, CHANNEL, PRIORITY, FIRST_RESPONSE, RESOLUTION };

static const struct table_column columns[] = {{"policy", true}, {"channel", false},
	{"priority", false}, {"first_response", true}, {"resolution", true}, {NULL, false}};

struct deadlines {
	struct table *table;
	int64_t *first_response, *resolution; /* of each row, in seconds */
};

static int64_t
read_span(const struct table *t, size_t row, size_t column)
{
	int64_t seconds;

	if (!clock_parse_span(table_cell(t, row, column), &seconds))
		table_fault(t, row, column, "\"%s\" is no length of time such as 30m, 4h or 2d",
			table_cell(t, row, column));
	return seconds;
}

static bool
is_last(const struct table *t, size_t row)
{
	const char *policy = table_cell(t, row, POLICY);

	for (size_t later = row + 1; later < table_rows(t); later++)
		if (strcmp(table_cell(t, later, POLICY), policy) == 0)
			return false;
	return true;
}

/* A post for which a policy has no row would have no deadline, and nobody would see it. */
static void
check_row(const struct table *t, size_t row)
{
	const char *priority = table_cell(t, row, PRIORITY);

	if (*table_cell(t, row, POLICY) == '\0')
		table_fault(t, row, POLICY, "empty");
	if (!condition_is_number(priority))
		table_fault(t, row, PRIORITY, "\"%s\" is no comparison such as <=2", priority);
	if (is_last(t, row) && (*priority != '\0' || *table_cell(t, row, CHANNEL) != '\0'))
		table_fault(t, row, *priority != '\0' ? PRIORITY : CHANNEL,
			"the last row of a policy must hold for every post: leave it empty");
}

struct deadlines *
deadline_load(const char *data)
{
	struct deadlines *d = mem_new(1, sizeof *d);

	d->table = table_find(data, "sla.csv", columns);
	d->first_response = mem_new(table_rows(d->table), sizeof *d->first_response);
	d->resolution = mem_new(table_rows(d->table), sizeof *d->resolution);
	for (size_t row = 0; row < table_rows(d->table); row++) {
		check_row(d->table, row);
		d->first_response[row] = read_span(d->table, row, FIRST_RESPONSE);
		d->resolution[row] = read_span(d->table, row, RESOLUTION);
	}
	return d;
}

void
deadline_free(struct deadlines *d)
{
	if (d == NULL)
		return;
	table_free(d->table);
	free(d->first_response);
	free(d->resolution);
	free(d);
}

const struct table *
deadline_table(const struct deadlines *d)
{
	return d->table;
}

bool
deadline_has(const struct deadlines *d, const char *policy)
{
	for (size_t row = 0; row < table_rows(d->table); row++)
		if (strcmp(table_cell(d->table, row, POLICY), policy) == 0)
			return true;
	return false;
}

bool
deadline_find(const struct deadlines *d, const char *policy, const char *channel, double priority,
	struct deadline *found)
{
	for (size_t row = 0; *policy != '\0' && row < table_rows(d->table); row++) {
		if (strcmp(table_cell(d->table, row, POLICY), policy) != 0 ||
			!condition_text(table_cell(d->table, row, CHANNEL), channel) ||
			!condition_number(table_cell(d->table, row, PRIORITY), priority))
			continue;
		*found = (struct deadline){row, table_cell(d->table, row, POLICY),
			d->first_response[row], d->resolution[row]};
		return true;
	}
	return false;
}

bool
deadline_test(const struct deadlines *d)
{
	return condition_test(d->table, POLICY, FIRST_RESPONSE);
}
