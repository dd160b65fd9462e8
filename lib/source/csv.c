/* Source kinds csv and tsv: a row a post, under a header that names the columns. */
#include "source/source.h"

#include <csv.h>
#include <err.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "mem.h"
#include "source/columns.h"
#include "status.h"

enum { ROW_LINES = 1000, AGAIN_LINES = 100 * ROW_LINES }; /* of a row; read anew in all */

struct cell {
	size_t at, length; /* in the bytes of the row */
};

struct csv {
	struct source *source;
	struct csv_parser parser;
	bool tabs, wants_delimiter, past_first;
	struct buffer bytes, raw; /* the row's cells one behind the other; its lines as they came */
	struct cell *cells;
	size_t cell_count, cell_room, row_line, row_lines;
	struct columns *columns; /* NULL: the header is still to come */
	struct buffer again;     /* lines to be read anew, */
	size_t again_at, again_line;
	size_t reread; /* lines in all */
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
	c->cell_count = c->row_line = c->row_lines = 0;
}

static void
refuse_row(struct csv *c, const char *reason)
{
	struct input_piece raw = {c->raw.at, c->raw.length};

	if (raw.length > 0 && raw.at[raw.length - 1] == '\n')
		raw.length--;
	source_refuse(c->source, c->row_line, &raw, "%s", reason);
}

static bool
is_empty_row(const struct csv *c)
{
	for (size_t i = 0; i < c->cell_count; i++)
		if (c->cells[i].length > 0)
			return false;
	return true;
}

static void
take_header(struct csv *c)
{
	c->columns = columns_new();
	for (size_t i = 0; i < c->cell_count; i++)
		columns_add(c->columns, cell_text(c, i), c->cells[i].length);
	columns_choose(c->columns, c->source);
}

static void
take_row(struct csv *c)
{
	size_t wanted = columns_count(c->columns);

	if (is_empty_row(c))
		return;
	if (c->cell_count != wanted) {
		char *reason =
			mem_format("%zu cells where the header has %zu", c->cell_count, wanted);
		refuse_row(c, reason);
		free(reason);
		return;
	}
	for (size_t i = 0; i < wanted; i++)
		columns_set(c->columns, c->source->post, i, cell_text(c, i), c->cells[i].length);
	source_put(c->source, c->row_line);
}

static void
end_row(int end, void *data)
{
	struct csv *c = data;

	(void)end;
	if (c->raw.length > 0 && memchr(c->raw.at, '\0', c->raw.length) != NULL)
		refuse_row(c, "a NUL byte");
	else if (c->columns == NULL)
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
start_parser(struct csv *c, char delimiter, unsigned char options)
{
	if (csv_init(&c->parser, options) != 0)
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

/* false: a quote stands where none can. */
static bool
parse(struct csv *c, const struct input_piece *line)
{
	if (csv_parse(&c->parser, line->at, line->length, take_cell, end_row, c) == line->length &&
		csv_parse(&c->parser, "\n", 1, take_cell, end_row, c) == 1)
		return true;
	if (csv_error(&c->parser) != CSV_EPARSE)
		errx(STATUS_SYSTEM, "%s", csv_strerror(csv_error(&c->parser)));
	return false;
}

static void
restart_parser(struct csv *c, unsigned char options)
{
	unsigned char delimiter = csv_get_delim(&c->parser);

	csv_free(&c->parser);
	start_parser(c, (char)delimiter, options);
}

static void
forget_row(struct csv *c)
{
	start_row(c);
	restart_parser(c, CSV_STRICT);
}

/* A row that does not end: most likely the quote in its first line is none. That line is bad, and those behind it are read
 * anew, a limited number of times, lest a hostile file be read for ever. */
static void
drop_first_line(struct csv *c, const char *reason)
{
	const char *newline = memchr(c->raw.at, '\n', c->raw.length);
	size_t first = (size_t)(newline - c->raw.at), line = c->row_line;
	struct buffer again = {0};

	if (first + 1 >= c->raw.length || c->reread > AGAIN_LINES) {
		refuse_row(c, reason);
		forget_row(c);
		return;
	}
	c->reread += c->row_lines;
	buffer_add(&again, c->raw.at + first + 1, c->raw.length - first - 1);
	if (c->again.length > c->again_at)
		buffer_add(&again, c->again.at + c->again_at, c->again.length - c->again_at);
	c->raw.length = first;
	refuse_row(c, reason);
	forget_row(c);
	buffer_free(&c->again);
	c->again = again;
	c->again_at = 0;
	c->again_line = line + 1;
}

/* A misplaced quote: in a row of one line that is complete all the same it is a mark as any other: 5" screen. */
static void
mend_row(struct csv *c, const struct input_piece *line)
{
	static const char reason[] = "a misplaced quote; within a cell in quotes it is doubled";

	if (c->row_lines > 1) {
		drop_first_line(c, reason);
		return;
	}
	c->cell_count = 0;
	buffer_clear(&c->bytes);
	restart_parser(c, 0);
	parse(c, line);
	if (c->raw.length > 0)
		refuse_row(c, reason);
	forget_row(c);
}

static void
take_line(struct csv *c, const struct input_piece *line, size_t number)
{
	bool blank = strspn(line->at, c->tabs ? "" : " \t") == line->length;

	if (c->raw.length == 0 && blank)
		return;
	if (c->raw.length == 0)
		c->row_line = number;
	c->row_lines++;
	buffer_add(&c->raw, line->at, line->length);
	buffer_char(&c->raw, '\n');
	if (c->tabs)
		split_tabs(c, line);
	else if (!parse(c, line))
		mend_row(c, line);
	if (c->row_lines >= ROW_LINES || c->raw.length > c->source->options.max_line)
		drop_first_line(c, "the quote that begins here does not end");
}

/* A line that is to be read anew, or the next one. */
static enum source_got
next_line(struct csv *c, struct input_piece *line, size_t *number)
{
	if (c->again_at == c->again.length || !source_goes_on(c->source)) {
		enum source_got got = source_line(c->source, line);
		*number = input_line(c->source->ends.input);
		return got;
	}
	line->at = c->again.at + c->again_at;
	line->length = (size_t)((char *)memchr(line->at, '\n', c->again.length) - line->at);
	line->at[line->length] = '\0';
	c->again_at += line->length + 1;
	*number = c->again_line++;
	return SOURCE_LINE;
}

static void
read_lines(struct csv *c)
{
	struct input_piece line;
	enum source_got got;
	size_t number;

	while ((got = next_line(c, &line, &number)) != SOURCE_END) {
		if (got == SOURCE_SKIPPED) {
			if (c->raw.length > 0)
				refuse_row(c, "a line of this row is too long");
			forget_row(c);
			continue;
		}
		bool first = !c->past_first;
		c->past_first = true;
		if (!first || look_at_first_line(c, &line))
			take_line(c, &line, number);
	}
}

static void
read_rows(struct csv *c)
{
	read_lines(c);
	while (c->raw.length > 0 && !c->source->failed) {
		drop_first_line(c, "the quote that begins here does not end");
		read_lines(c);
	}
	if (c->columns == NULL && !c->source->failed)
		source_refuse(c->source, 1, NULL, "no header: the first line names the columns");
}

static void
read_table(struct source *source, bool tabs)
{
	char delimiter = source->options.delimiter;
	struct csv c = {.source = source, .tabs = tabs, .wants_delimiter = delimiter == '\0'};

	start_parser(&c, delimiter != '\0' ? delimiter : ',', CSV_STRICT);
	read_rows(&c);
	csv_free(&c.parser);
	columns_free(c.columns);
	free(c.cells);
	buffer_free(&c.bytes);
	buffer_free(&c.raw);
	buffer_free(&c.again);
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

const struct source_kind source_csv = {"csv", "csv", true, SOURCE_DELIMITER, read_csv};
const struct source_kind source_tsv = {"tsv", "csv", true, 0, read_tsv};
