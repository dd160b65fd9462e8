/* A cell that is a condition. */
#include "condition.h"

#include <err.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "labels.h"
#include "table.h"

bool
condition_list(const char *cell, const char *const *items, size_t count)
{
	static const char *const nothing[] = {""};
	bool negated = *cell == '!';

	if (*cell == '\0')
		return true;
	if (count == 0) {
		items = nothing;
		count = 1;
	}
	for (size_t i = 0; i < count; i++)
		if (table_has_word(cell + negated, items[i]))
			return !negated;
	return negated;
}

bool
condition_text(const char *cell, const char *text)
{
	return condition_list(cell, &text, 1);
}

/* ">=50": the operator's place in the list, and the number behind it. */
static int
read_comparison(const char *cell, double *number)
{
	static const char *const operators[] = {">=", "<=", ">", "<", "="};
	char *end;

	for (int i = 0; i < 5; i++) {
		size_t n = strlen(operators[i]);
		if (strncmp(cell, operators[i], n) != 0)
			continue;
		*number = strtod(cell + n, &end);
		return end > cell + n && *end == '\0' && isfinite(*number) ? i : -1;
	}
	*number = strtod(cell, &end);
	return end > cell && *end == '\0' && isfinite(*number) ? 4 : -1;
}

bool
condition_is_number(const char *cell)
{
	double number;

	return *cell == '\0' || read_comparison(cell, &number) >= 0;
}

bool
condition_number(const char *cell, double x)
{
	double number;

	if (*cell == '\0')
		return true;
	switch (read_comparison(cell, &number)) {
	case 0:
		return x >= number;
	case 1:
		return x <= number;
	case 2:
		return x > number;
	case 3:
		return x < number;
	case 4:
		return x == number;
	default:
		return false;
	}
}

void
condition_check(const struct table *t, size_t row, size_t column, const char *condition,
	const struct labels *set)
{
	const char *list = condition + (*condition == '!'), *word;
	size_t length;

	if (strcmp(condition, "!") == 0)
		table_fault(t, row, column, "nothing stands behind the !");
	while (set != NULL && table_word(&list, &word, &length))
		if (labels_find(set, word, length) < 0 &&
			!(strcmp(set->name, "kind") == 0 && length == 7 &&
				memcmp(word, "unknown", 7) == 0))
			table_fault(t, row, column, "there is no %s called \"%.*s\"", set->name,
				(int)length, word);
}

/* Every condition of the earlier row is empty or the same as in the later one. */
static bool
covers(const struct table *t, size_t earlier, size_t later, size_t from, size_t to)
{
	for (size_t column = from; column < to; column++) {
		const char *a = table_cell(t, earlier, column);
		if (*a != '\0' && strcmp(a, table_cell(t, later, column)) != 0)
			return false;
	}
	return true;
}

bool
condition_test(const struct table *t, size_t from, size_t to)
{
	bool ok = true;

	for (size_t later = 1; later < table_rows(t); later++) {
		for (size_t earlier = 0; earlier < later; earlier++) {
			if (!covers(t, earlier, later, from, to))
				continue;
			warnx("%s:%zu: never reached, because line %zu holds first", table_path(t),
				table_line(t, later), table_line(t, earlier));
			ok = false;
			break;
		}
	}
	return ok;
}
