/* gripe-register - keep all posts and cases in one register, and pass each post on with its case */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>

#include "buffer.h"
#include "config.h"
#include "intake.h"
#include "lookup.h"
#include "options.h"
#include "status.h"
#include "store/store.h"

enum { TAKE_IN, PENDING = 256, DUMP, SINCE, UNTIL, STATUS, TEAM, CHANNEL, TOPIC };

static void
usage(FILE *stream)
{
	fputs("usage: gripe-register [-hV] [-c FILE] [-D DB] [-R FILE] [--max-line BYTES] [--strict]\n"
	      "                      [FILE ...]\n"
	      "       gripe-register [-c FILE] [-D DB] --pending\n"
	      "       gripe-register [-c FILE] [-D DB] --dump [--since TIME] [--until TIME]\n"
	      "                      [--status STATUS] [--team TEAM] [--channel CHANNEL]\n"
	      "                      [--topic TOPIC]\n",
		stream);
}

static void
take_in(struct store *store, struct stream *gripes)
{
	struct intake *intake = intake_new(store, gripes);
	struct record *gripe;

	while ((gripe = stream_next(gripes)) != NULL && intake_take(intake, gripe))
		;
	intake_pass(intake);
	intake_free(intake);
}

static void
give_out(struct store *store, struct stream *gripes, struct store_walk *walk)
{
	struct buffer lines = {0};

	while (stream_goes_on(gripes) && store_next(store, walk, &lines))
		stream_write(gripes, lines.at, lines.length - 1);
	stream_fail(gripes, store_status(store));
	buffer_free(&lines);
}

/* Closes the store before a signal may end the run. */
static int
run(struct store *store, const struct stream_setup *input, struct store_walk *walk)
{
	struct stream *gripes = stream_open(input);

	if (walk == NULL)
		take_in(store, gripes);
	else
		give_out(store, gripes, walk);
	store_close(store);
	return stream_finish(gripes);
}

static void
take_filter(struct store_filter *filter, int letter)
{
	if (letter == SINCE)
		filter->since = options_time("--since", optarg);
	else if (letter == UNTIL)
		filter->until = options_time("--until", optarg);
	else if (letter == STATUS)
		filter->status = optarg;
	else if (letter == TEAM)
		filter->team = optarg;
	else if (letter == CHANNEL)
		filter->channel = optarg;
	else
		filter->topic = optarg;
}

int
main(int argc, char *argv[])
{
	static const struct option longs[] = {{"pending", no_argument, NULL, PENDING},
		{"dump", no_argument, NULL, DUMP}, {"since", required_argument, NULL, SINCE},
		{"until", required_argument, NULL, UNTIL},
		{"status", required_argument, NULL, STATUS},
		{"team", required_argument, NULL, TEAM},
		{"channel", required_argument, NULL, CHANNEL},
		{"topic", required_argument, NULL, TOPIC}, {0}};
	const struct options_spec spec = {
		OPTIONS_CONFIG | OPTIONS_DB | OPTIONS_STREAM, "", longs, usage};
	struct options options = {0};
	struct store_filter filter = {.since = STORE_ANY_TIME, .until = STORE_ANY_TIME};
	int letter, way = TAKE_IN;
	bool wrong = false, filtered = false;

	while ((letter = options_next(&options, &spec, argc, argv)) != -1) {
		if (letter == PENDING || letter == DUMP) {
			wrong |= way != TAKE_IN && way != letter;
			way = letter;
		} else {
			filtered = true;
			take_filter(&filter, letter);
		}
	}
	if (wrong || (filtered && way != DUMP) ||
		(way != TAKE_IN && *options.input.files != NULL)) {
		usage(stderr);
		return STATUS_USAGE;
	}

	char *path = lookup_config(options.config);
	struct config *config = config_load(path);
	struct store_walk walk = {.filter = &filter, .pending = way == PENDING};
	int status;
	struct store *store = store_open(config_register(config, options.db),
		way == TAKE_IN ? STORE_CREATE : STORE_READ,
		config_seconds(config, "register", "busy"), &status);

	if (store != NULL)
		status = run(store, &options.input, way == TAKE_IN ? NULL : &walk);

	config_free(config);
	free(path);
	return status;
}
