/* A report as one JSON object. */
#include "report.h"

#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "clock.h"
#include "json.h"

static void
put_time(struct buffer *out, const char *key, bool known, int64_t seconds)
{
	char text[CLOCK_TEXT];

	json_key(out, key);
	if (known)
		json_string(out, clock_print(seconds, text));
	else
		buffer_text(out, "null");
}

static void
put_count(struct buffer *out, const char *key, uint64_t count)
{
	json_key_integer(out, key, (int64_t)count);
}

static void
put_flag(struct buffer *out, const char *key, bool yes)
{
	json_key(out, key);
	json_bool(out, yes);
}

static void
put_known(struct buffer *out, const char *key, double number)
{
	if (number >= 0)
		json_key_real(out, key, number);
}

static void
put_period(struct buffer *out, const struct report *report)
{
	const struct report_setup *s = &report->setup;

	json_key_string(out, "title", report->title);
	put_time(out, "made_at", true, s->now);
	put_time(out, "first_at", report->dated > 0, report->first);
	put_time(out, "last_at", report->dated > 0, report->last);
}

/* The totals of one group as an object. */
static void
put_totals(struct buffer *out, const struct report *report, const char *group)
{
	struct report_total totals[REPORT_TOTALS];

	report_totals(report, totals);
	json_key(out, group);
	json_open(out, '{');
	for (int i = 0; i < REPORT_TOTALS; i++)
		if (strcmp(totals[i].group, group) == 0)
			put_count(out, totals[i].name, totals[i].count);
	json_close(out, '}');
}

static void
put_row(struct buffer *out, const struct report *report, const struct tally_row *row)
{
	json_item(out);
	json_open(out, '{');
	json_key_string(out, "name", tally_name(row));
	put_count(out, "posts", row->posts);
	json_key_real(out, "share", report_share(report, row->posts));
	put_count(out, "complaints", row->complaints);
	put_count(out, "open", row->open);
	json_close(out, '}');
}

static void
put_sections(struct buffer *out, const struct report *report)
{
	size_t count;

	json_key(out, "volumes");
	json_open(out, '{');
	for (int section = 0; section < REPORT_SECTIONS; section++) {
		const struct tally_row **rows = report_rows(report, section, &count);
		json_key(out, report_section_name(section));
		json_open(out, '[');
		for (size_t i = 0; i < count; i++)
			put_row(out, report, rows[i]);
		json_close(out, ']');
		free(rows);
	}
	json_close(out, '}');
}

/* Joined by spaces in the case, a list here. */
static void
put_risks(struct buffer *out, const char *risks)
{
	json_key(out, "risks");
	json_open(out, '[');
	while (*risks != '\0') {
		size_t length = strcspn(risks, " ");
		json_item(out);
		json_text(out, risks, length);
		risks += length + strspn(risks + length, " ");
	}
	json_close(out, ']');
}

static void
put_case(struct buffer *out, const struct report_case *c)
{
	json_item(out);
	json_open(out, '{');
	json_key_string(out, c->is_case ? "case" : "id", c->name);
	put_known(out, "priority", c->priority);
	put_known(out, "severity", c->severity);
	json_key_string(out, "level", c->level);
	put_risks(out, c->risks);
	put_time(out, "created_at", c->has_created, c->created);
	put_time(out, "due_at", c->has_due, c->due);
	put_flag(out, "overdue", c->overdue);
	put_flag(out, "human_only", c->human_only);
	put_flag(out, "drafted", c->drafted);
	json_key_string(out, "team", c->team);
	json_key_string(out, "channel", c->channel);
	json_key_string(out, "who", c->who);
	json_key_string(out, "text", c->text);
	json_close(out, '}');
}

void
report_json(const struct report *report, struct buffer *out)
{
	json_open(out, '{');
	put_period(out, report);
	put_totals(out, report, "posts");
	put_totals(out, report, "waiting");
	put_sections(out, report);
	json_key(out, "cases");
	json_open(out, '[');
	for (size_t i = 0; i < report->case_count; i++)
		put_case(out, report->cases[i]);
	json_close(out, ']');
	json_close(out, '}');
	buffer_char(out, '\n');
}
