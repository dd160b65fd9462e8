/* Cases as people read them: the list. */
#include "overview.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "mem.h"
#include "overview_words.h"
#include "record.h"
#include "text.h"

enum { CASE, PRIORITY, LEVEL, DUE, TEAM, STATUS, CHANNEL, TOPIC, WHO, WORDS, COLUMNS };
enum { WORDS_LEAST = 20 };

/* Left out one by one where the terminal is narrow. */
static const int spare[] = {TOPIC, CHANNEL, TEAM};

/* The widest that a column gets; the words take what is left. */
static const struct {
	const char *heading;
	size_t most;
} columns[COLUMNS] = {{"CASE", 20}, {"PRIO", 4}, {"LEVEL", 8}, {"DUE", 11}, {"TEAM", 12},
	{"STATUS", 9}, {"CHANNEL", 10}, {"TOPIC", 12}, {"WHO", 16}, {"WORDS", 0}};

struct rows {
	char *(*at)[COLUMNS];
	size_t count, room;
};

/* What became of its last answer tells more than "open". */
static const char *
status_words(struct record *r)
{
	const char *status = record_string(r, "status"), *answer = record_string(r, "answer");

	if (strcmp(status, "new") != 0 && strcmp(status, "open") != 0)
		return status;
	if (strcmp(answer, "approved") == 0 || strcmp(answer, "failed") == 0)
		return answer;
	if (strcmp(answer, "later") == 0)
		return "approved";
	return strcmp(answer, "sending") == 0 ? "uncertain" : status;
}

static const char *
first_topic(struct record *r)
{
	const char *const *topics;

	return record_list(r, "topics", &topics) > 0 ? topics[0] : "";
}

static char *
cell(const char *text, size_t most)
{
	struct buffer shown = {0};

	text_show(&shown, text, strlen(text), most);
	return shown.at != NULL ? shown.at : mem_dup("");
}

static void
add_row(struct rows *rows, const struct overview *view, struct record *r)
{
	size_t length;
	bool cut;
	double priority = record_number(r, "priority", 0);
	char number[32] = "";
	char *due = overview_due(record_string(r, "due_at"), view->now);
	char *id = mem_format(
		"%s%s", record_string(r, "id"), record_number(r, "warnings", 0) > 0 ? "!" : "");

	if (priority > 0)
		snprintf(number, sizeof number, "%.0f", priority);
	const char *const texts[COLUMNS] = {id, number, record_string(r, "level"), due,
		record_string(r, "team"), status_words(r), record_string(r, "channel"),
		first_topic(r), overview_author(r), record_text(r, &length, &cut)};
	rows->at = mem_grow(rows->at, rows->count, &rows->room, sizeof *rows->at);
	for (int i = 0; i < COLUMNS; i++)
		rows->at[rows->count][i] =
			cell(texts[i], i == WORDS ? view->columns : columns[i].most);
	rows->count++;
	free(due);
	free(id);
}

static void
measure(const struct rows *rows, size_t total, size_t widths[COLUMNS])
{
	size_t used = 0;

	for (int i = 0; i < WORDS; i++) {
		widths[i] = strlen(columns[i].heading);
		for (size_t n = 0; n < rows->count; n++) {
			size_t w = text_width(rows->at[n][i], strlen(rows->at[n][i]));
			widths[i] = w > widths[i] ? w : widths[i];
		}
		used += widths[i] + 2;
	}
	for (size_t i = 0; i < sizeof spare / sizeof *spare && used + WORDS_LEAST > total; i++) {
		used -= widths[spare[i]] + 2;
		widths[spare[i]] = 0;
	}
	widths[WORDS] = total > used + WORDS_LEAST ? total - used : WORDS_LEAST;
}

static void
print_row(struct buffer *out, char *const cells[COLUMNS], const size_t widths[COLUMNS])
{
	for (int i = 0; i < WORDS; i++) {
		if (widths[i] == 0)
			continue;
		if (i == CASE) /* numbers stand to the right */
			buffer_format(out, "%*s", (int)widths[i], cells[i]);
		else
			text_pad(out, cells[i], widths[i]);
		buffer_text(out, "  ");
	}
	text_show(out, cells[WORDS], strlen(cells[WORDS]), widths[WORDS]);
	while (out->at[out->length - 1] == ' ')
		out->length--;
	buffer_char(out, '\n');
}

static void
print_heading(const struct overview *view, struct buffer *out, const size_t widths[COLUMNS])
{
	char *cells[COLUMNS];

	for (int i = 0; i < COLUMNS; i++)
		cells[i] = (char *)columns[i].heading;
	buffer_text(out, view->bold ? "\033[1m" : "");
	print_row(out, cells, widths);
	if (view->bold) {
		out->length--;
		buffer_text(out, "\033[0m\n");
	}
}

void
overview_list(const struct overview *view, const struct buffer *lines, struct buffer *out)
{
	struct rows rows = {0};
	struct record *r = record_new();
	struct buffer line = {0};
	size_t widths[COLUMNS], length;
	bool repaired;

	for (const char *at = lines->at; at != NULL && *at != '\0'; at += length + 1) {
		length = strcspn(at, "\n");
		buffer_clear(&line);
		buffer_add(&line, at, length);
		if (record_read(r, line.at, line.length, &repaired))
			add_row(&rows, view, r);
	}
	measure(&rows, view->columns, widths);
	print_heading(view, out, widths);
	for (size_t n = 0; n < rows.count; n++) {
		print_row(out, rows.at[n], widths);
		for (int i = 0; i < COLUMNS; i++)
			free(rows.at[n][i]);
	}
	free(rows.at);
	record_free(r);
	buffer_free(&line);
}
