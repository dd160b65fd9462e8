/* What a stream of records amounts to: its sections as lists in the order in which people should see them. */
#include "report.h"

#include <stdlib.h>
#include <string.h>

#include "mem.h"

/* The labels in the order of gripe-record(5); what is not among them comes after, the most frequent first. */
static const struct section {
	const char *name;
	const char *labels[12];
} sections[REPORT_SECTIONS] = {
	[REPORT_DAY] = {"day", {NULL}},
	[REPORT_CHANNEL] = {"channel", {NULL}},
	[REPORT_KIND] = {"kind",
		{"complaint", "report", "question", "suggestion", "compliment", "other", NULL}},
	[REPORT_TOPIC] = {"topic", {NULL}},
	[REPORT_LEVEL] = {"level", {"critical", "high", "medium", "low", "none", NULL}},
	[REPORT_RISK] = {"risk",
		{"selfharm", "threat", "safety", "minor", "vulnerable", "privacy", "fraud",
			"discrimination", "legal", "media", "churn", NULL}},
	[REPORT_TEAM] = {"team", {NULL}},
	[REPORT_EMOTION] = {"emotion", {"angry", "worried", "disappointed", "annoyed", "confused",
					       "happy", "neutral", NULL}},
	[REPORT_LANGUAGE] = {"language", {NULL}},
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

static bool
is_label(const struct section *section, const char *name)
{
	for (int i = 0; section->labels[i] != NULL; i++)
		if (strcmp(section->labels[i], name) == 0)
			return true;
	return false;
}

const struct tally_row **
report_rows(const struct report *report, enum report_section section, size_t *count)
{
	const struct tally *tally = &report->sections[section];
	const struct tally_row **rows = mem_new(tally->count + 1, sizeof *rows);
	size_t n = 0;

	for (int i = 0; sections[section].labels[i] != NULL; i++)
		if ((rows[n] = tally_find(tally, sections[section].labels[i])) != NULL)
			n++;
	size_t labelled = n;
	for (size_t i = 0; i < tally->count; i++)
		if (!is_label(&sections[section], tally->rows[i].name))
			rows[n++] = &tally->rows[i];
	if (section != REPORT_DAY)
		qsort(rows + labelled, n - labelled, sizeof *rows, compare_rows);
	if (tally->others.posts > 0)
		rows[n++] = &tally->others;
	*count = n;
	return rows;
}
