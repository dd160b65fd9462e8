/* What a stream of records amounts to: its sections as lists in the order in which people should see them. */
#include "report.h"

#include <stdlib.h>
#include <string.h>

#include "labels.h"
#include "mem.h"

/* Names that are labels come in the order of their set, or against it; other names after them, the most frequent first. */
static const struct section {
	const char *name;
	const char *labels; /* the set, or NULL */
	bool backwards;
} sections[REPORT_SECTIONS] = {
	[REPORT_DAY] = {"day", NULL, false},
	[REPORT_CHANNEL] = {"channel", NULL, false},
	[REPORT_KIND] = {"kind", "kind", false},
	[REPORT_TOPIC] = {"topic", NULL, false},
	[REPORT_LEVEL] = {"level", "severity", true},
	[REPORT_RISK] = {"risk", "risk", false},
	[REPORT_TEAM] = {"team", NULL, false},
	[REPORT_EMOTION] = {"emotion", "emotion", false},
	[REPORT_LANGUAGE] = {"language", NULL, false},
};

const char *
report_section_name(enum report_section section)
{
	return sections[section].name;
}

double
report_share(const struct report *report, uint64_t posts)
{
	return report->incoming > 0 ? (double)posts / (double)report->incoming : 0;
}

void
report_totals(const struct report *report, struct report_total totals[static REPORT_TOTALS])
{
	const struct report_total all[REPORT_TOTALS] = {
		{"posts", "total", report->total},
		{"posts", "incoming", report->incoming},
		{"posts", "automatic", report->automatic},
		{"posts", "out", report->out},
		{"posts", "undated", report->undated},
		{"posts", "outside", report->outside},
		{"posts", "complaints", report->complaints},
		{"posts", "chat", report->chat},
		{"posts", "unjudged", report->unjudged},
		{"waiting", "open", report->open},
		{"waiting", "to_answer", report->to_answer},
		{"waiting", "inside", report->inside},
		{"waiting", "unrouted", report->unrouted},
		{"waiting", "drafted", report->drafted},
		{"waiting", "human_only", report->human_only},
		{"waiting", "overdue", report->overdue},
		{"waiting", "done", report->done},
	};

	memcpy(totals, all, sizeof all);
}

static int
compare_rows(const void *a, const void *b)
{
	const struct tally_row *x = *(const struct tally_row *const *)a;
	const struct tally_row *y = *(const struct tally_row *const *)b;
	bool x_known = strcmp(x->name, "unknown") != 0, y_known = strcmp(y->name, "unknown") != 0;

	if (x_known != y_known)
		return x_known ? -1 : 1;
	if (x->posts != y->posts)
		return x->posts > y->posts ? -1 : 1;
	return strcmp(x->name, y->name);
}

/* The rows that are labels, from rows on; how many there are. */
static size_t
list_labels(const struct tally *tally, const struct section *section, const struct labels *labels,
	const struct tally_row **rows)
{
	size_t n = 0;

	for (size_t i = 0; i < labels->count; i++) {
		size_t at = section->backwards ? labels->count - 1 - i : i;
		const struct tally_row *row = tally_find(tally, labels->at[at]);
		if (row != NULL)
			rows[n++] = row;
	}
	return n;
}

const struct tally_row **
report_rows(const struct report *report, enum report_section section, size_t *count)
{
	const struct tally *tally = &report->sections[section];
	const struct labels *labels =
		sections[section].labels != NULL ? labels_set(sections[section].labels) : NULL;
	const struct tally_row **rows = mem_new(tally->count + 1, sizeof *rows);
	size_t first = labels != NULL ? list_labels(tally, &sections[section], labels, rows) : 0;
	size_t n = first;

	for (size_t i = 0; i < tally->count; i++) {
		const char *name = tally->rows[i].name;
		if (labels == NULL || labels_find(labels, name, strlen(name)) < 0)
			rows[n++] = &tally->rows[i];
	}
	if (section != REPORT_DAY)
		qsort(rows + first, n - first, sizeof *rows, compare_rows);
	if (tally->others.posts > 0)
		rows[n++] = &tally->others;
	*count = n;
	return rows;
}
