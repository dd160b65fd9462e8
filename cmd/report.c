/* gripe-report - turn records into a report of what came in, what waits and what is worst */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "clock.h"
#include "options.h"
#include "record.h"
#include "report.h"
#include "status.h"
#include "stream.h"
#include "terminal.h"

enum { TOP = 256, SINCE, UNTIL, TOP_MOST = 1000 };

static void
usage(FILE *stream)
{
	fputs("usage: gripe-report [-f text|json|csv] [-T TITLE] [--top N] [--since TIME]\n"
	      "                    [--until TIME] [-R FILE] [FILE ...]\n"
	      "Prints what came in, what waits and what is worst; see gripe-report(1).\n"
	      "  -f, --format FORM   text (for people), json, or csv\n"
	      "  -T, --title TITLE   what stands on top\n"
	      "      --top N         how many of the worst open cases (10)\n"
	      "      --since TIME    posts from then on: a date, a time, or how long ago (7d)\n"
	      "      --until TIME    posts before then\n"
	      "  -R, --rejects FILE  keep bad lines there; --strict stops at the first; --max-line BYTES\n",
		stream);
}

static void
write_report(struct stream *out, const struct report *report, const char *form)
{
	struct buffer text = {0};

	if (strcmp(form, "json") == 0)
		report_json(report, &text);
	else if (strcmp(form, "csv") == 0)
		report_csv(report, &text);
	else
		report_text(report, &text, terminal_columns(), terminal_is_colourful());
	stream_write(out, text.at, text.length - 1);
	buffer_free(&text);
}

int
main(int argc, char *argv[])
{
	static const struct option longs[] = {{"format", required_argument, NULL, 'f'},
		{"title", required_argument, NULL, 'T'}, {"top", required_argument, NULL, TOP},
		{"since", required_argument, NULL, SINCE},
		{"until", required_argument, NULL, UNTIL}, {0}};
	const struct options_spec spec = {OPTIONS_STREAM, "f:T:", longs, usage};
	struct options options = {0};
	struct report_setup setup = {.title = "Complaints report",
		.top = 10,
		.now = clock_now(),
		.since = INT64_MIN,
		.until = INT64_MAX};
	const char *form = "text";
	struct record *gripe;
	int letter;

	while ((letter = options_next(&options, &spec, argc, argv)) != -1) {
		if (letter == 'f')
			form = optarg;
		else if (letter == 'T')
			setup.title = optarg;
		else if (letter == TOP)
			setup.top = (size_t)options_number("--top", optarg, 0, TOP_MOST);
		else if (letter == SINCE)
			setup.since = options_time("--since", optarg);
		else
			setup.until = options_time("--until", optarg);
	}
	setup.dated = setup.since != INT64_MIN || setup.until != INT64_MAX;
	if (strcmp(form, "text") != 0 && strcmp(form, "json") != 0 && strcmp(form, "csv") != 0)
		errx(STATUS_USAGE, "-f: \"%s\" is not text, json or csv", form);

	struct stream *gripes = stream_open(&options.input);
	struct report *report = report_new(&setup);

	while ((gripe = stream_next(gripes)) != NULL)
		if (!report_add(report, gripe))
			stream_refuse(gripes, record_fault(gripe));

	if (stream_goes_on(gripes))
		write_report(gripes, report, form);
	report_free(report);
	return stream_finish(gripes);
}
