/* Source kinds csv and tsv: a row a post, under a header that names the columns. */
#include "source/source.h"

#include <csv.h>
#include <err.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "mem.h"
#include "status.h"

struct cell {
	size_t at, length; /* in the bytes of the row */
};

/* What becomes of a column. */
struct target {
	size_t column;
	enum post_field field; /* POST_FIELDS: a member of extra */
	char *extra;
};

struct csv {
	struct source *source;
	struct csv_parser parser;
	bool tabs, has_header, wants_delimiter, past_first;
	struct buffer bytes, raw; /* the row's cells one behind the other; its lines as they came */
	struct cell *cells;
	size_t cell_count, cell_room, row_line, columns;
	char **names; /* of the columns */
	struct target *targets;
	size_t target_count, target_room;
};

static void
take_cell(void *at, size_t length, void *data)
{
	struct csv *c = data;

	c->cells = mem_grow(c->cells, c->cell_count, &c->cell_room, sizeof *c->cells);
	c->cells[c->cell_count++] = (struct cell){c->bytes.length, length};
	buffer_add(&c->bytes, at, length);
}

static const char *
cell_text(const struct csv *c, size_t i)
{
	return c->bytes.at != NULL ? c->bytes.at + c->cells[i].at : "";
}

static void
start_row(struct csv *c)
{
	buffer_clear(&c->bytes);
	buffer_clear(&c->raw);
	c->cell_count = 0;
	c->row_line = 0;
}

/* A column's name as text: settled as any text, and never empty nor the same twice. */
static char *
column_name(const struct csv *c, size_t i)
{
	struct post *post = c->source->post;

	post_clear(post);
	post_set(post, POST_TITLE, cell_text(c, i), c->cells[i].length);
	char *name = *post_text(post, POST_TITLE) != '\0' ? mem_dup(post_text(post, POST_TITLE))
							  : mem_format("column %zu", i + 1);
	post_clear(post);
	for (size_t k = 0; k < i; k++) {
		if (strcmp(c->names[k], name) != 0)
			continue;
		char *longer = mem_format("%s (column %zu)", name, i + 1);
		free(name);
		return longer;
	}
	return name;
}

static size_t
find_column(const struct csv *c, const char *name)
{
	size_t i = 0;

	while (i < c->columns && strcmp(c->names[i], name) != 0)
		i++;
	return i;
}

static void
add_target(struct csv *c, size_t column, enum post_field field, const char *extra)
{
	c->targets = mem_grow(c->targets, c->target_count, &c->target_room, sizeof *c->targets);
	c->targets[c->target_count++] =
		(struct target){column, field, extra != NULL ? mem_dup(extra) : NULL};
}

/* "Datum, Tekst, Link" */
static char *
list_columns(const struct csv *c)
{
	struct buffer list = {0};

	for (size_t i = 0; i < c->columns; i++)
		buffer_format(&list, "%s%s", i > 0 ? ", " : "", c->names[i]);
	return list.at != NULL ? list.at : mem_dup("");
}

static void
refuse_map(struct csv *c, const char *reason, const char *column)
{
	char *list = list_columns(c);

	source_fail(c->source, c->source->options.wrong_map, "%s%s%s; the columns are: %s", reason,
		*column != '\0' ? " " : "", column, list);
	free(list);
}

static void
choose_targets(struct csv *c)
{
	const struct map *map = c->source->options.map;
	bool readable = false;

	for (size_t i = 0; i < map->count && !c->source->failed; i++) {
		size_t column = find_column(c, map->at[i].column);
		if (column == c->columns)
			refuse_map(c, "there is no column", map->at[i].column);
		add_target(c, column, map->at[i].field, map->at[i].extra);
	}
	for (size_t i = 0; i < c->columns; i++) {
		enum post_field field = post_find(c->names[i]);
		if (map_has_column(map, c->names[i]))
			continue;
		if (field != POST_FIELDS && source_says(c->source, field))
			field = POST_FIELDS;
		add_target(c, i, field, field == POST_FIELDS ? c->names[i] : NULL);
	}
	for (size_t i = 0; i < c->target_count; i++)
		readable |=
			c->targets[i].field == POST_CONTENT || c->targets[i].field == POST_TITLE;
	if (!readable && !c->source->failed)
		refuse_map(c, "which column is the text? say -m content=COLUMN", "");
}

static void
take_header(struct csv *c)
{
	c->has_header = true;
	c->names = mem_new(c->cell_count, sizeof *c->names);
	for (size_t i = 0; i < c->cell_count; i++) {
		c->names[i] = column_name(c, i);
		c->columns = i + 1;
	}
	choose_targets(c);
}

static void
refuse_row(struct csv *c, const char *reason)
{
	struct input_piece raw = {c->raw.at, c->raw.length};

	if (raw.length > 0 && raw.at[raw.length - 1] == '\n')
		raw.length--;
	source_refuse(c->source, c->row_line, &raw, "%s", reason);
}

static void
take_row(struct csv *c)
{
	struct post *post = c->source->post;
	bool filled = false;

	for (size_t i = 0; i < c->cell_count; i++)
		filled |= c->cells[i].length > 0;
	if (!filled)
		return;
	if (c->cell_count != c->columns) {
		char *reason =
			mem_format("%zu cells where the header has %zu", c->cell_count, c->columns);
		refuse_row(c, reason);
		free(reason);
		return;
	}
	post_clear(post);
	for (size_t i = 0; i < c->target_count; i++) {
		const struct target *t = &c->targets[i];
		size_t length = c->cells[t->column].length;
		if (t->extra != NULL)
			post_extra(post, t->extra, cell_text(c, t->column), length);
		else
			post_set(post, t->field, cell_text(c, t->column), length);
	}
	source_put(c->source, c->row_line);
}

static void
end_row(int end, void *data)
{
	struct csv *c = data;

	(void)end;
	if (c->raw.length > 0 && memchr(c->raw.at, '\0', c->raw.length) != NULL)
		refuse_row(c, "a NUL byte");
	else if (!c->has_header)
		take_header(c);
	else if (source_goes_on(c->source))
		take_row(c);
	start_row(c);
}

static int
is_newline(unsigned char c)
{
	return c == '\n';
}

static void
start_parser(struct csv *c, char delimiter)
{
	if (csv_init(&c->parser, 0) != 0)
		errx(STATUS_SYSTEM, "memory");
	csv_set_delim(&c->parser, (unsigned char)delimiter);
	csv_set_term_func(&c->parser, is_newline);
}

/* The delimiter that stands most in the header outside quotes. */
static char
guess_delimiter(const struct input_piece *line)
{
	static const char candidates[] = ",;\t";
	size_t counts[3] = {0}, best = 0;
	bool quoted = false;

	for (size_t i = 0; i < line->length; i++) {
		const char *at = line->at[i] != '\0' ? strchr(candidates, line->at[i]) : NULL;
		quoted ^= line->at[i] == '"';
		if (at != NULL && !quoted)
			counts[at - candidates]++;
	}
	for (size_t i = 1; i < 3; i++)
		if (counts[i] > counts[best])
			best = i;
	return candidates[best];
}

/* The first line: what it says of the file. false: it is not the header. */
static bool
look_at_first_line(struct csv *c, const struct input_piece *line)
{
	unsigned char first = line->length > 0 ? (unsigned char)*line->at : 0;
	bool says_delimiter = line->length == 5 && memcmp(line->at, "sep=", 4) == 0; /* Excel's */

	if (first >= 0xFE || memchr(line->at, '\0', line->length) != NULL) {
		source_fail(c->source, STATUS_DATA,
			"it is not UTF-8; UTF-16 perhaps: save it as CSV UTF-8");
		return false;
	}
	if (memchr(line->at, '\r', line->length) != NULL) {
		source_fail(c->source, STATUS_DATA, "its lines end with a carriage return alone");
		return false;
	}
	if (c->wants_delimiter)
		csv_set_delim(&c->parser,
			(unsigned char)(says_delimiter ? line->at[4] : guess_delimiter(line)));
	return !says_delimiter;
}

static void
split_tabs(struct csv *c, const struct input_piece *line)
{
	char *at = line->at, *end = line->at + line->length, *tab;

	while ((tab = memchr(at, '\t', (size_t)(end - at))) != NULL) {
		take_cell(at, (size_t)(tab - at), c);
		at = tab + 1;
	}
	take_cell(at, (size_t)(end - at), c);
	end_row('\n', c);
}

static void
parse(struct csv *c, const char *bytes, size_t length)
{
	if (csv_parse(&c->parser, bytes, length, take_cell, end_row, c) != length)
		errx(STATUS_SYSTEM, "%s", csv_strerror(csv_error(&c->parser)));
}

/* Forgets an unfinished row; a row that is too long, as one is whose quote is never closed. */
static void
drop_row(struct csv *c, const char *reason)
{
	unsigned char delimiter = csv_get_delim(&c->parser);

	refuse_row(c, reason);
	start_row(c);
	csv_free(&c->parser);
	start_parser(c, (char)delimiter);
}

static void
take_line(struct csv *c, const struct input_piece *line)
{
	bool blank = strspn(line->at, c->tabs ? "" : " \t") == line->length;

	if (c->raw.length == 0 && blank)
		return;
	if (c->raw.length == 0)
		c->row_line = input_line(c->source->ends.input);
	buffer_add(&c->raw, line->at, line->length);
	buffer_char(&c->raw, '\n');
	if (c->tabs) {
		split_tabs(c, line);
	} else {
		parse(c, line->at, line->length);
		parse(c, "\n", 1);
	}
	if (c->raw.length > c->source->options.max_line)
		drop_row(c, "the row is over --max-line bytes; is a quote not closed?");
}

static void
read_rows(struct csv *c)
{
	struct input_piece line;
	enum source_got got;

	while ((got = source_line(c->source, &line)) != SOURCE_END) {
		if (got == SOURCE_SKIPPED && c->raw.length > 0)
			drop_row(c, "a line of this row is too long");
		if (got == SOURCE_SKIPPED)
			continue;
		bool first = !c->past_first;
		c->past_first = true;
		if (!first || look_at_first_line(c, &line))
			take_line(c, &line);
	}
	if (c->raw.length > 0 && !c->source->failed)
		drop_row(c, "a quote in this row is not closed");
	if (!c->has_header && !c->source->failed)
		source_refuse(c->source, 1, NULL, "no header: the first line names the columns");
}

static void
read_table(struct source *source, bool tabs)
{
	char delimiter = source->options.delimiter;
	struct csv c = {.source = source, .tabs = tabs, .wants_delimiter = delimiter == '\0'};

	start_parser(&c, delimiter != '\0' ? delimiter : ',');
	read_rows(&c);
	csv_free(&c.parser);
	for (size_t i = 0; i < c.columns; i++)
		free(c.names[i]);
	for (size_t i = 0; i < c.target_count; i++)
		free(c.targets[i].extra);
	free(c.names);
	free(c.targets);
	free(c.cells);
	buffer_free(&c.bytes);
	buffer_free(&c.raw);
}

static void
read_csv(struct source *source)
{
	read_table(source, false);
}

/* Tab-separated values as databases write them: a quote is a quote. */
static void
read_tsv(struct source *source)
{
	read_table(source, true);
}

const struct source_kind source_csv = {"csv", "csv", true, true, read_csv};
const struct source_kind source_tsv = {"tsv", "csv", true, false, read_tsv};
