/* A report for people at a terminal. */
#include "report.h"

#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "clock.h"
#include "mem.h"
#include "text.h"

enum {
	NARROWEST = 60,
	WIDEST = 160,
	NAME_WIDTH = 20,
	TEXT_WIDTH = 32, /* before a single number */
	BAR_START = 2 + NAME_WIDTH + 33 + 2,
	BAR_LEAST = 8,
	ROWS_MOST = 15, /* of a section; the rest is summed */
	DAYS_MOST = 31, /* more than these are shown as months */
	MONTHS_MOST = 36,
	DAY = 86400
};

#define COLUMNS "  posts  share  complaints   open"

struct page {
	struct buffer *out;
	const struct report *report;
	size_t columns;
	bool bold;
};

static void
put_heading(const struct page *p, const char *text, const char *columns)
{
	buffer_text(p->out, p->bold ? "\033[1m" : "");
	text_pad(p->out, text, NAME_WIDTH + 2);
	while (*columns == '\0' && p->out->at[p->out->length - 1] == ' ')
		p->out->length--;
	buffer_text(p->out, columns);
	buffer_text(p->out, p->bold ? "\033[0m\n" : "\n");
}

/* "2026-03-10 08:30" */
static void
put_minute(struct buffer *out, int64_t seconds)
{
	char text[CLOCK_TEXT];

	clock_print(seconds, text);
	text[strcspn(text, "T")] = ' ';
	buffer_add(out, text, strnlen(text, strlen("2026-03-10 08:30")));
}

static void
put_top(const struct page *p)
{
	const struct report *r = p->report;

	buffer_text(p->out, p->bold ? "\033[1m" : "");
	text_show(p->out, r->title, strlen(r->title), p->columns);
	buffer_text(p->out, p->bold ? "\033[0m\n" : "\n");
	if (r->dated > 0) {
		buffer_text(p->out, "Posts from ");
		put_minute(p->out, r->first);
		buffer_text(p->out, " to ");
		put_minute(p->out, r->last);
		buffer_text(p->out, " UTC\n");
	}
	buffer_text(p->out, "Made on    ");
	put_minute(p->out, r->setup.now);
	buffer_text(p->out, " UTC\n");
}

/* A sentence of our own, broken between words where it is too wide. */
static void
put_line(const struct page *p, const char *line)
{
	size_t used = 0;

	while (*line != '\0') {
		size_t length = strcspn(line, " "), width = text_width(line, length);
		if (used > 0 && used + 1 + width > p->columns) {
			buffer_char(p->out, '\n');
			used = 0;
		}
		buffer_text(p->out, used > 0 ? " " : "");
		buffer_add(p->out, line, length);
		used += width + (used > 0);
		line += length + (line[length] == ' ');
	}
	buffer_char(p->out, '\n');
}

/* One of a list of single numbers. */
struct number {
	int indent;
	const char *text;
	uint64_t number;
	bool always; /* also when it is 0 */
	bool share;  /* with its part of the incoming posts */
};

static void
put_numbers(const struct page *p, const char *heading, const struct number *numbers, size_t count)
{
	buffer_char(p->out, '\n');
	put_heading(p, heading, "");
	for (size_t i = 0; i < count; i++) {
		const struct number *n = &numbers[i];
		if (n->number == 0 && !n->always)
			continue;
		buffer_format(p->out, "%*s", n->indent, "");
		text_pad(p->out, n->text, (size_t)(TEXT_WIDTH - n->indent));
		buffer_format(p->out, "%8llu", (unsigned long long)n->number);
		if (n->share)
			buffer_format(
				p->out, " %4.0f %%", 100 * report_share(p->report, n->number));
		buffer_char(p->out, '\n');
	}
}

static void
put_totals(const struct page *p)
{
	const struct report *r = p->report;
	const struct number numbers[] = {
		{2, "posts in all", r->total, true, false},
		{4, "automatic, counted apart", r->automatic, false, false},
		{4, "our own, counted apart", r->out, false, false},
		{4, "from people", r->incoming, true, false},
		{6, "complaints", r->complaints, r->incoming > r->unjudged, true},
		{6, "other matters", r->incoming - r->complaints - r->chat - r->unjudged, false,
			true},
		{6, "chat and the like", r->chat, false, true},
		{6, "kind not known", r->unjudged, false, true},
		{2, "without a time", r->undated, false, false},
		{2, "not of the period, left out", r->outside, false, false},
	};

	put_numbers(p, "What came in", numbers, sizeof numbers / sizeof *numbers);
}

static void
put_waiting(const struct page *p)
{
	const struct report *r = p->report;
	const struct number numbers[] = {
		{2, "open: somebody has to act", r->open, true, false},
		{4, "to be answered", r->to_answer, false, false},
		{4, "to be handled inside", r->inside, false, false},
		{4, "not routed yet", r->unrouted, false, false},
		{2, "open with a draft", r->drafted, r->open > 0, false},
		{2, "open and for a person alone", r->human_only, r->open > 0, false},
		{2, "open and overdue", r->overdue, r->open > 0, false},
		{2, "answered or closed", r->done, false, false},
	};

	put_numbers(p, "What waits", numbers, sizeof numbers / sizeof *numbers);
}

/* Dark for complaints, light for the rest; what is not zero shows. */
static void
put_bar(const struct page *p, const struct tally_row *row, uint64_t longest)
{
	if (p->columns < BAR_START + BAR_LEAST || row->posts == 0)
		return;
	double unit = (double)(p->columns - BAR_START) / (double)longest;
	size_t all = (size_t)((double)row->posts * unit + 0.5);
	size_t dark = (size_t)((double)row->complaints * unit + 0.5);
	if (dark == 0 && row->complaints > 0)
		dark = 1;
	if (all == 0)
		all = 1;
	buffer_text(p->out, "  ");
	for (size_t i = 0; i < all; i++)
		buffer_text(p->out, i < dark ? "█" : "░");
}

static void
put_row(const struct page *p, const char *name, const struct tally_row *row, uint64_t longest)
{
	buffer_text(p->out, "  ");
	text_pad(p->out, name, NAME_WIDTH);
	buffer_format(p->out, "%7llu %4.0f %%%12llu%7llu", (unsigned long long)row->posts,
		100 * report_share(p->report, row->posts), (unsigned long long)row->complaints,
		(unsigned long long)row->open);
	if (longest > 0)
		put_bar(p, row, longest);
	buffer_char(p->out, '\n');
}

static uint64_t
longest_of(const struct tally_row **rows, size_t count)
{
	uint64_t longest = 1;

	for (size_t i = 0; i < count; i++)
		if (rows[i]->posts > longest)
			longest = rows[i]->posts;
	return longest;
}

static bool
is_unknown(const struct tally_row *row)
{
	return row->name != NULL && strcmp(row->name, "unknown") == 0;
}

/* Nothing when no post says anything about it. */
static void
put_section(const struct page *p, enum report_section section, const char *heading)
{
	size_t count, shown;
	const struct tally_row **rows = report_rows(p->report, section, &count);
	struct tally_row rest = {0};

	if (count > 0 && !(count == 1 && is_unknown(rows[0]))) {
		uint64_t longest = longest_of(rows, count);
		buffer_char(p->out, '\n');
		put_heading(p, heading, COLUMNS);
		shown = count > ROWS_MOST + 1 ? ROWS_MOST : count;
		for (size_t i = 0; i < shown; i++)
			put_row(p, is_unknown(rows[i]) ? "not known" : tally_name(rows[i]), rows[i],
				longest);
		for (size_t i = shown; i < count; i++)
			tally_sum(&rest, rows[i]);
		if (shown < count)
			put_row(p, "(all others)", &rest, 0);
	}
	free(rows);
}

static int64_t
day_number(const char *day)
{
	char *midnight = mem_format("%sT00:00:00Z", day);
	int64_t seconds = 0;

	clock_parse(midnight, &seconds);
	free(midnight);
	return seconds / DAY;
}

static void
name_day(int64_t number, char name[static CLOCK_TEXT])
{
	clock_print(number * DAY, name);
	name[strcspn(name, "T")] = '\0';
}

/* The days from first to last, also those on which nothing came. */
static void
put_each_day(const struct page *p, int64_t first, int64_t last, uint64_t longest)
{
	static const struct tally_row none;
	char name[CLOCK_TEXT];

	for (int64_t number = first; number <= last; number++) {
		name_day(number, name);
		const struct tally_row *row = tally_find(&p->report->sections[REPORT_DAY], name);
		put_row(p, name, row != NULL ? row : &none, longest);
	}
}

/* Days summed to months; of a long time the last ones, and what was before as one row. */
static void
put_each_month(const struct page *p, const struct tally_row **days, size_t count)
{
	struct tally months = {.most = count};
	struct tally_row before = {0};
	size_t row = 0;

	for (size_t i = 0; i < count; i++) {
		char *name = mem_dup_n(days[i]->name, strlen("2026-03"));
		tally_merge(&months, name, days[i]);
		free(name);
	}
	for (; months.count > MONTHS_MOST && row < months.count - MONTHS_MOST; row++)
		tally_sum(&before, &months.rows[row]);
	uint64_t longest = before.posts > 0 ? before.posts : 1;
	for (size_t i = row; i < months.count; i++)
		longest = months.rows[i].posts > longest ? months.rows[i].posts : longest;
	if (before.posts > 0)
		put_row(p, "(before)", &before, longest);
	for (; row < months.count; row++)
		put_row(p, months.rows[row].name, &months.rows[row], longest);
	tally_free(&months);
}

static void
put_days(const struct page *p)
{
	size_t count, known = 0;
	const struct tally_row **rows = report_rows(p->report, REPORT_DAY, &count);

	while (known < count && rows[known]->name != NULL && !is_unknown(rows[known]))
		known++;
	if (known > 0) {
		int64_t first = day_number(rows[0]->name), last = day_number(rows[known - 1]->name);
		bool by_day = last - first < DAYS_MOST;
		buffer_char(p->out, '\n');
		put_heading(p, by_day ? "By day (UTC)" : "By month (UTC)", COLUMNS);
		if (by_day)
			put_each_day(p, first, last, longest_of(rows, known));
		else
			put_each_month(p, rows, known);
		for (size_t i = known; i < count; i++)
			put_row(p, is_unknown(rows[i]) ? "not known" : tally_name(rows[i]), rows[i],
				0);
	}
	free(rows);
}

static void
put_risks(const struct page *p)
{
	static const char *const first[] = {"selfharm", "threat", "safety", NULL};
	uint64_t open = 0;

	put_section(p, REPORT_RISK, "Risks");
	for (int i = 0; first[i] != NULL; i++) {
		const struct tally_row *row =
			tally_find(&p->report->sections[REPORT_RISK], first[i]);
		open += row != NULL ? row->open : 0;
	}
	if (open > 0)
		put_line(p, "A person must look at every open one of selfharm, threat and safety "
			    "at once.");
}

static void
put_volumes(const struct page *p)
{
	put_days(p);
	put_section(p, REPORT_CHANNEL, "By channel");
	put_section(p, REPORT_KIND, "By kind");
	put_section(p, REPORT_TOPIC, "By topic");
	put_section(p, REPORT_LEVEL, "By severity");
	put_section(p, REPORT_TEAM, "By team");
	put_section(p, REPORT_EMOTION, "By emotion");
	put_section(p, REPORT_LANGUAGE, "By language");
	if (p->columns >= BAR_START + BAR_LEAST)
		buffer_text(p->out, "\nBars: █ complaints, ░ other posts.\n");
	else
		buffer_char(p->out, '\n');
	put_line(p, "A post can have several topics and risks.");
}

void
report_text(const struct report *report, struct buffer *out, size_t columns, bool bold)
{
	struct page page = {.out = out, .report = report, .bold = bold};

	page.columns = columns < NARROWEST ? NARROWEST : columns > WIDEST ? WIDEST : columns;
	put_top(&page);
	put_totals(&page);
	if (report->incoming == 0)
		return;
	if (report->unjudged == report->incoming)
		put_line(&page,
			"  Not judged: let gripe-classify, gripe-score and gripe-route go before.");
	put_risks(&page);
	put_waiting(&page);
	put_volumes(&page);
	report_cases(report, out, page.columns, bold);
}
