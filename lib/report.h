/* What a stream of records amounts to: volumes, risks, what waits, and the worst open cases. Memory depends on how many names
 * and cases are told apart, which is limited, and not on how many records come. */
#ifndef REPORT_H
#define REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tally.h"

struct buffer;
struct record;

enum report_section {
	REPORT_DAY, /* of created_at, in UTC */
	REPORT_CHANNEL,
	REPORT_KIND,
	REPORT_TOPIC, /* a post counts under each of its topics */
	REPORT_LEVEL,
	REPORT_RISK, /* under each of its risks */
	REPORT_TEAM,
	REPORT_EMOTION,
	REPORT_LANGUAGE,
	REPORT_SECTIONS
};

struct report_setup {
	const char *title;         /* any bytes; borrowed by report_new only */
	size_t top;                /* how many open cases are kept */
	int64_t now, since, until; /* posts made from since to just before until */
	bool dated;                /* since or until was given: posts without a time are left out */
};

/* An open case as its worst post shows it; all texts are owned, "" where not known. */
struct report_case {
	char *name; /* the case's id, or else the post's */
	char *level, *team, *channel, *who;
	char *text;  /* the first words, harmless to show */
	char *risks; /* joined by spaces */
	bool is_case, drafted, human_only, overdue, has_due, has_created;
	double priority, severity; /* -1: not known */
	int64_t due, created;
	uint64_t order; /* of arrival */
};

struct report {
	struct report_setup setup;
	char *title;         /* valid UTF-8 */
	int64_t first, last; /* created_at of what was counted; only when dated > 0 */
	uint64_t total, incoming, automatic, out;   /* total is the sum of the other three */
	uint64_t dated, undated, outside;           /* outside: not in the period, not in total */
	uint64_t complaints, chat, unjudged;        /* of incoming; chat: kind other */
	uint64_t open, unrouted, to_answer, inside; /* open is the sum of the other three */
	uint64_t drafted, human_only, overdue;      /* of open */
	uint64_t done;                              /* answered or closed */
	struct tally sections[REPORT_SECTIONS];
	struct report_case **cases; /* the worst first */
	size_t case_count;
};

struct report *report_new(const struct report_setup *setup);
void report_free(struct report *report);

/* Counts a record. false: it has a fault, and was not counted. */
bool report_add(struct report *report, struct record *record);

/* A section's rows in the order in which people should see them; the caller frees the list, not the rows. */
const struct tally_row **report_rows(
	const struct report *report, enum report_section section, size_t *count);
const char *report_section_name(enum report_section section);

/* The single numbers by their names, in the order in which they are written. */
enum { REPORT_TOTALS = 17 };
struct report_total {
	const char *group; /* posts or waiting */
	const char *name;
	uint64_t count;
};
void report_totals(const struct report *report, struct report_total totals[static REPORT_TOTALS]);

/* The part of the incoming posts, 0 to 1. */
double report_share(const struct report *report, uint64_t posts);

/* The forms, added to out; each ends with a newline. columns: of the terminal. The list of cases is the end of the text. */
void report_text(const struct report *report, struct buffer *out, size_t columns, bool bold);
void report_cases(const struct report *report, struct buffer *out, size_t columns, bool bold);
void report_json(const struct report *report, struct buffer *out);
void report_csv(const struct report *report, struct buffer *out);

#endif
