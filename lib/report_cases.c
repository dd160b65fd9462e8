/* The worst open cases, for people at a terminal. */
#include "report.h"

#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "clock.h"
#include "mem.h"
#include "text.h"

enum { INDENT = 5, WHO_START = 60, WHO_LEAST = 10 };

static char *
number_words(double number)
{
	return number >= 0 ? mem_format("%.0f", number) : mem_dup("-");
}

static void
put_judgement(
	struct buffer *out, const struct report_case *c, size_t place, int64_t now, size_t columns)
{
	char *priority = number_words(c->priority), *severity = number_words(c->severity);
	char *due = c->has_due ? clock_due(c->due, now) : mem_dup("-");

	buffer_format(out, "%3zu  %3s %4s ", place, priority, severity);
	text_pad(out, c->level, 10);
	text_pad(out, due, 11);
	text_pad(out, c->team, 12);
	buffer_char(out, ' ');
	text_pad(out, c->channel, 10);
	if (columns >= WHO_START + WHO_LEAST && *c->who != '\0') {
		buffer_char(out, ' ');
		text_show(out, c->who, strlen(c->who), columns - WHO_START);
	}
	while (out->at[out->length - 1] == ' ')
		out->length--;
	buffer_char(out, '\n');
	free(priority);
	free(severity);
	free(due);
}

/* Which case it is, its risks, and how far it has come. */
static void
put_state(struct buffer *out, const struct report_case *c, size_t columns)
{
	struct buffer state = {0};

	buffer_text(&state, c->is_case ? "case " : "");
	buffer_text(&state, *c->name != '\0' ? c->name : "(no id)");
	if (c->human_only)
		buffer_text(&state, "; for a person alone");
	else if (c->drafted)
		buffer_text(&state, "; has a draft");
	if (*c->risks != '\0')
		buffer_format(&state, "; %s", c->risks);
	buffer_format(out, "%*s", INDENT, "");
	text_show(out, state.at, state.length, columns - INDENT);
	buffer_char(out, '\n');
	buffer_free(&state);
}

void
report_cases(const struct report *report, struct buffer *out, size_t columns, bool bold)
{
	if (report->case_count == 0)
		return;
	buffer_format(
		out, "\n%sWorst open cases%s\n", bold ? "\033[1m" : "", bold ? "\033[0m" : "");
	buffer_format(out, "     pri severity       due        team         channel%s\n",
		columns >= WHO_START + WHO_LEAST ? "    who" : "");
	for (size_t i = 0; i < report->case_count; i++) {
		const struct report_case *c = report->cases[i];
		put_judgement(out, c, i + 1, report->setup.now, columns);
		if (*c->text != '\0') {
			buffer_format(out, "%*s", INDENT, "");
			text_show(out, c->text, strlen(c->text), columns - INDENT);
			buffer_char(out, '\n');
		}
		put_state(out, c, columns);
	}
}
