/* A table that a person can edit, read with libcsv. */
#include "table.h"

#include <csv.h>
#include <ctype.h>
#include <err.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lookup.h"
#include "mem.h"
#include "status.h"
#include "text.h"

enum { MOST_COLUMNS = 32 };

struct row {
	size_t line, first, count; /* where it stands, its cells */
};

struct table {
	char *path;
	const struct table_column *columns;
	int place[MOST_COLUMNS]; /* of each wanted column in the file, -1: not there */
	char **cells;
	size_t cell_count, cell_room;
	struct row *rows;
	size_t row_count, row_room;
	bool in_row; /* a row was begun and is not finished */
	size_t line; /* being read */
};

static _Noreturn void fault_at(const char *path, size_t line, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static _Noreturn void
fault_at(const char *path, size_t line, const char *format, ...)
{
	char *reason;
	va_list ap;

	va_start(ap, format);
	if (vasprintf(&reason, format, ap) < 0)
		err(STATUS_SYSTEM, "memory");
	va_end(ap);
	errx(STATUS_CONFIG, "%s:%zu: %s", path, line, reason);
}

void
table_fault(const struct table *t, size_t row, size_t column, const char *format, ...)
{
	char *reason;
	va_list ap;

	va_start(ap, format);
	if (vasprintf(&reason, format, ap) < 0)
		err(STATUS_SYSTEM, "memory");
	va_end(ap);
	errx(STATUS_CONFIG, "%s:%zu: column %s: %s", t->path, table_line(t, row),
		t->columns[column].name, reason);
}

static void
begin_row(struct table *t)
{
	if (t->in_row)
		return;
	t->rows = mem_grow(t->rows, t->row_count, &t->row_room, sizeof *t->rows);
	t->rows[t->row_count] = (struct row){t->line, t->cell_count, 0};
	t->in_row = true;
}

static void
take_cell(void *bytes, size_t length, void *table)
{
	struct table *t = table;
	const char *at = bytes != NULL ? bytes : "";

	while (length > 0 && isspace((unsigned char)*at)) {
		at++;
		length--;
	}
	while (length > 0 && isspace((unsigned char)at[length - 1]))
		length--;
	for (const char *p = at; p < at + length;) {
		size_t n = text_sequence(p, at + length);
		if (n == 0 || *p == '\0')
			fault_at(t->path, t->line, "%s",
				n == 0 ? "bytes that are no UTF-8" : "a NUL byte");
		p += n;
	}
	begin_row(t);
	t->cells = mem_grow(t->cells, t->cell_count, &t->cell_room, sizeof *t->cells);
	t->cells[t->cell_count++] = mem_dup_n(at, length);
}

static void
end_row(int end, void *table)
{
	struct table *t = table;

	(void)end;
	if (!t->in_row)
		return;
	t->rows[t->row_count].count = t->cell_count - t->rows[t->row_count].first;
	t->row_count++;
	t->in_row = false;
}

static void
choose_separator(struct csv_parser *parser, const char *header)
{
	size_t commas = 0, semicolons = 0;
	bool quoted = false;

	for (; *header != '\0'; header++) {
		quoted ^= *header == '"';
		commas += !quoted && *header == ',';
		semicolons += !quoted && *header == ';';
	}
	csv_set_delim(parser, semicolons > commas ? ';' : ',');
}

static void
parse_line(struct table *t, struct csv_parser *parser, char *text, size_t length)
{
	static const char mark[] = "\xEF\xBB\xBF";

	if (t->line == 1 && length >= 3 && memcmp(text, mark, 3) == 0) {
		text += 3;
		length -= 3;
	}
	if (!t->in_row && (*text == '#' || strspn(text, " \t\r\n") == length))
		return;
	if (t->row_count == 0 && !t->in_row)
		choose_separator(parser, text);
	begin_row(t);
	if (csv_parse(parser, text, length, take_cell, end_row, t) != length)
		fault_at(t->path, t->line,
			"%s: a quote in a cell is doubled, and the cell is put in quotes",
			csv_strerror(csv_error(parser)));
	/* libcsv ends a row at the newline that is not inside quotes; a row it has not ended goes on in the next line */
}

static void
read_rows(struct table *t)
{
	struct csv_parser parser;
	FILE *file = fopen(t->path, "re");
	char *text = NULL;
	size_t room = 0;
	ssize_t n;

	if (file == NULL)
		err(STATUS_CONFIG, "%s", t->path);
	if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0)
		errx(STATUS_SYSTEM, "memory");
	while ((n = getline(&text, &room, file)) >= 0) {
		t->line++;
		parse_line(t, &parser, text, (size_t)n);
	}
	if (ferror(file))
		err(STATUS_IO, "%s", t->path);
	if (csv_fini(&parser, take_cell, end_row, t) != 0)
		fault_at(t->path, t->rows[t->row_count].line, "a quote is not closed");
	csv_free(&parser);
	free(text);
	fclose(file);
}

static void
place_columns(struct table *t)
{
	const struct row *header = t->rows;
	size_t wanted;

	for (wanted = 0; t->columns[wanted].name != NULL; wanted++)
		t->place[wanted] = -1;
	for (size_t i = 0; i < header->count; i++) {
		const char *name = t->cells[header->first + i];
		size_t c;
		for (c = 0; c < wanted && strcmp(t->columns[c].name, name) != 0; c++)
			;
		if (c == wanted)
			fault_at(t->path, header->line, "column %s: not known here",
				*name ? name : "without a name");
		if (t->place[c] >= 0)
			fault_at(t->path, header->line, "column %s: named twice", name);
		t->place[c] = (int)i;
	}
	for (size_t c = 0; c < wanted; c++)
		if (t->place[c] < 0 && t->columns[c].needed)
			fault_at(t->path, header->line, "column %s: missing", t->columns[c].name);
}

static void
check_widths(const struct table *t)
{
	for (size_t i = 1; i < t->row_count; i++)
		if (t->rows[i].count != t->rows[0].count)
			fault_at(t->path, t->rows[i].line, "%zu cells where the header has %zu",
				t->rows[i].count, t->rows[0].count);
}

struct table *
table_load(const char *path, const struct table_column *columns)
{
	struct table *t = mem_new(1, sizeof *t);

	t->path = mem_dup(path);
	t->columns = columns;
	read_rows(t);
	if (t->row_count == 0)
		fault_at(path, 1, "no header");
	place_columns(t);
	check_widths(t);
	return t;
}

struct table *
table_find(const char *dir, const char *name, const struct table_column *columns)
{
	char *path = lookup_needed(dir, name);
	struct table *t = table_load(path, columns);

	free(path);
	return t;
}

void
table_free(struct table *t)
{
	if (t == NULL)
		return;
	for (size_t i = 0; i < t->cell_count; i++)
		free(t->cells[i]);
	free(t->cells);
	free(t->rows);
	free(t->path);
	free(t);
}

const char *
table_path(const struct table *t)
{
	return t->path;
}

size_t
table_rows(const struct table *t)
{
	return t->row_count - 1;
}

size_t
table_line(const struct table *t, size_t row)
{
	return t->rows[row + 1].line;
}

const char *
table_cell(const struct table *t, size_t row, size_t column)
{
	return t->place[column] < 0 ? ""
				    : t->cells[t->rows[row + 1].first + (size_t)t->place[column]];
}

double
table_number(
	const struct table *t, size_t row, size_t column, double least, double most, double missing)
{
	const char *cell = table_cell(t, row, column);
	char *end;

	if (*cell == '\0')
		return missing;
	double x = strtod(cell, &end);
	if (*end != '\0' || strpbrk(cell, "xXnN") != NULL || !(x >= least && x <= most))
		table_fault(
			t, row, column, "\"%s\" is not a number from %g to %g", cell, least, most);
	return x;
}

bool
table_word(const char **list, const char **word, size_t *length)
{
	if (**list == '\0')
		return false;
	*word = *list;
	*length = strcspn(*list, "|");
	*list += *length;
	*list += **list == '|';
	return true;
}

bool
table_has_word(const char *list, const char *wanted)
{
	const char *word;
	size_t length, want = strlen(wanted);

	while (table_word(&list, &word, &length))
		if (length == want && memcmp(word, wanted, want) == 0)
			return true;
	return false;
}
