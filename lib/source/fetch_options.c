/* The options of gripe-fetch that are its own. */
#include "source/fetch_options.h"

#include <err.h>
#include <stdlib.h>

#include "clock.h"
#include "options.h"
#include "source/choice.h"
#include "source/fetch.h"
#include "status.h"

enum {
	CHANNEL = 2000,
	DELIMITER,
	ITEMS,
	PRESET,
	OWN,
	DATE_FORMAT,
	MAX_BODY,
	MAX_WAIT,
	ALLOW_PRIVATE,
	LIST
};

const struct option fetch_longs[] = {{"format", required_argument, NULL, 'f'},
	{"map", required_argument, NULL, 'm'}, {"source", required_argument, NULL, 's'},
	{"channel", required_argument, NULL, CHANNEL},
	{"delimiter", required_argument, NULL, DELIMITER},
	{"items", required_argument, NULL, ITEMS}, {"preset", required_argument, NULL, PRESET},
	{"own", required_argument, NULL, OWN},
	{"date-format", required_argument, NULL, DATE_FORMAT},
	{"spool", required_argument, NULL, 'o'}, {"state", required_argument, NULL, 'S'},
	{"max-body", required_argument, NULL, MAX_BODY},
	{"max-wait", required_argument, NULL, MAX_WAIT},
	{"allow-private", no_argument, NULL, ALLOW_PRIVATE}, {"list", no_argument, NULL, LIST},
	{0}};

/* "30s", "2m", or seconds. */
static long
read_wait(const char *text)
{
	int64_t seconds;

	if (clock_parse_span(text, &seconds))
		return (long)seconds;
	return options_number("--max-wait", text, 0, 24L * 60 * 60);
}

/* An option that says how files are read; false: it is another one. */
static bool
take_choice(struct choice *choice, int letter, const char *text)
{
	static const struct {
		int letter;
		const char *option, *name;
	} names[] = {{'f', "-f", "format"}, {'m', "-m", "map"}, {'s', "-s", "source"},
		{CHANNEL, "--channel", "channel"}, {DELIMITER, "--delimiter", "delimiter"},
		{ITEMS, "--items", "items"}, {PRESET, "--preset", "preset"}, {OWN, "--own", "own"},
		{DATE_FORMAT, "--date-format", "date_format"}};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (names[i].letter != letter)
			continue;
		char *fault = choice_set(choice, names[i].name, text);
		if (fault != NULL)
			errx(STATUS_USAGE, "%s: %s", names[i].option, fault);
		return true;
	}
	return false;
}

static void
take_setup(struct fetch_setup *setup, int letter, const char *text)
{
	if (letter == 'o')
		setup->spool = text;
	else if (letter == 'S')
		setup->state = text;
	else if (letter == MAX_BODY)
		setup->max_body = (size_t)options_number("--max-body", text, 1, 1L << 30);
	else if (letter == MAX_WAIT)
		setup->max_wait = read_wait(text);
	else if (letter == ALLOW_PRIVATE)
		setup->allow_private = true;
	else if (letter == LIST)
		setup->list = true;
}

void
fetch_option(struct fetch_setup *setup, struct choice *choice, int letter, const char *text)
{
	if (!take_choice(choice, letter, text))
		take_setup(setup, letter, text);
}
