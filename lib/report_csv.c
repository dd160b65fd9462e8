/* A report as CSV (RFC 4180) in long form: a row a number, and a row a case. */
#include "report.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "clock.h"
#include "text.h"

/* A spreadsheet takes a cell that begins with one of these for a formula. */
static bool
is_formula(const char *text)
{
	return *text != '\0' && strchr("=+-@\t\r", *text) != NULL;
}

static void
put_quoted(struct buffer *out, const char *text, size_t length)
{
	size_t room = 2 * length + 2;

	buffer_need(out, room);
	out->length += csv_write(out->at + out->length, room, text, length);
	out->at[out->length] = '\0';
}

/* A cell of text that came from outside: one harmless line, and no formula. */
static void
put_text(struct buffer *out, const char *text)
{
	struct buffer cell = {0};

	buffer_char(&cell, '\'');
	text_show(&cell, text, strlen(text), 0);
	const char *shown = cell.at + !(is_formula(text) || is_formula(cell.at + 1));
	put_quoted(out, shown, strlen(shown));
	buffer_char(out, ',');
	buffer_free(&cell);
}

static void
put_time(struct buffer *out, bool known, int64_t seconds)
{
	char text[CLOCK_TEXT];

	if (known)
		buffer_text(out, clock_print(seconds, text));
	buffer_char(out, ',');
}

static void
put_number(struct buffer *out, double number)
{
	if (number >= 0)
		buffer_format(out, "%.6g", number);
	buffer_char(out, ',');
}

static void
put_flag(struct buffer *out, bool yes)
{
	buffer_text(out, yes ? "yes," : "no,");
}

/* A cell of our own words. */
static void
put_word(struct buffer *out, const char *word)
{
	put_quoted(out, word, strlen(word));
	buffer_char(out, ',');
}

static void
put_totals(struct buffer *out, const struct report *report)
{
	struct report_total totals[REPORT_TOTALS];

	report_totals(report, totals);
	for (int i = 0; i < REPORT_TOTALS; i++) {
		put_word(out, totals[i].group);
		put_word(out, totals[i].name);
		buffer_format(out, "%llu,,,,,,,,,,,,,,,,\n", (unsigned long long)totals[i].count);
	}
}

static void
put_section(struct buffer *out, const struct report *report, enum report_section section)
{
	size_t count;
	const struct tally_row **rows = report_rows(report, section, &count);

	for (size_t i = 0; i < count; i++) {
		put_word(out, report_section_name(section));
		put_text(out, tally_name(rows[i]));
		buffer_format(out, "%llu,%.3f,%llu,%llu,,,,,,,,,,,,,\n",
			(unsigned long long)rows[i]->posts, report_share(report, rows[i]->posts),
			(unsigned long long)rows[i]->complaints, (unsigned long long)rows[i]->open);
	}
	free(rows);
}

static void
put_case(struct buffer *out, const struct report_case *c)
{
	put_word(out, "case");
	put_text(out, c->name);
	buffer_text(out, ",,,,");
	put_number(out, c->priority);
	put_number(out, c->severity);
	put_text(out, c->level);
	put_text(out, c->risks);
	put_time(out, c->has_created, c->created);
	put_time(out, c->has_due, c->due);
	put_flag(out, c->overdue);
	put_flag(out, c->human_only);
	put_flag(out, c->drafted);
	put_text(out, c->team);
	put_text(out, c->channel);
	put_text(out, c->who);
	put_text(out, c->text);
	out->at[out->length - 1] = '\n';
}

void
report_csv(const struct report *report, struct buffer *out)
{
	buffer_text(out, "section,name,count,share,complaints,open,priority,severity,level,risks,"
			 "created_at,due_at,overdue,human_only,drafted,team,channel,who,text\n");
	put_totals(out, report);
	for (int section = 0; section < REPORT_SECTIONS; section++)
		put_section(out, report, section);
	for (size_t i = 0; i < report->case_count; i++)
		put_case(out, report->cases[i]);
}
