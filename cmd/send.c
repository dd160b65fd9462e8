/* gripe-send - deliver approved answers and open warnings from the register */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>

#include "config.h"
#include "lookup.h"
#include "options.h"
#include "send.h"
#include "status.h"
#include "stream.h"

enum { COMMAND = 256, WARNINGS, ANSWERS };

static void
usage(FILE *stream)
{
	fputs("usage: gripe-send [-hnV] [-c FILE] [-D DB] [-o FILE | --command COMMAND]\n"
	      "                  [--warnings | --answers]\n"
	      "  -n, --dry-run       say what would go where, and change nothing\n"
	      "  -o, --output FILE   everything goes to the end of this file\n"
	      "      --command CMD   answers, or warnings, go to this command's standard input\n",
		stream);
}

/* Warnings first: somebody may be in danger. */
static int
send_all(const struct send_setup *setup, int only)
{
	int status = setup->dry_run ? STATUS_OK : store_claim(setup->store);

	if (status != STATUS_OK)
		return status;
	if (store_name_uncertain(setup->store) > 0)
		status = STATUS_NO;
	for (enum store_matter m = STORE_WARNINGS; m <= STORE_ANSWERS; m++)
		if (only == 0 || only == (m == STORE_WARNINGS ? WARNINGS : ANSWERS))
			status = status_worst(status, send_check(setup, m));
	for (enum store_matter m = STORE_WARNINGS; m <= STORE_ANSWERS; m++)
		if (only == 0 || only == (m == STORE_WARNINGS ? WARNINGS : ANSWERS))
			status = status_worst(status, send_round(setup, m));
	return status;
}

static int
run(struct send_setup *setup, int only)
{
	setup->out = stream_open(&(struct stream_setup){0});
	stream_fail(setup->out, send_all(setup, only));
	store_close(setup->store);
	return stream_finish(setup->out);
}

int
main(int argc, char *argv[])
{
	static const struct option longs[] = {{"output", required_argument, NULL, 'o'},
		{"command", required_argument, NULL, COMMAND},
		{"warnings", no_argument, NULL, WARNINGS}, {"answers", no_argument, NULL, ANSWERS},
		{0}};
	const struct options_spec spec = {
		OPTIONS_CONFIG | OPTIONS_DB | OPTIONS_DRY_RUN, "o:", longs, usage};
	struct options options = {0};
	struct send_setup setup = {0};
	int letter, only = 0, status;
	bool wrong = false;

	while ((letter = options_next(&options, &spec, argc, argv)) != -1) {
		if (letter == 'o')
			setup.place.file = optarg;
		else if (letter == COMMAND)
			setup.place.command = optarg;
		else {
			wrong |= only != 0 && only != letter;
			only = letter;
		}
	}
	wrong |= *options.input.files != NULL;
	wrong |= setup.place.file != NULL && setup.place.command != NULL;
	if (wrong) {
		usage(stderr);
		return STATUS_USAGE;
	}
	if (setup.place.command != NULL && only == 0)
		errx(STATUS_USAGE, "--command: for --answers or for --warnings? say which");

	char *path = lookup_config(options.config);
	struct config *config = config_load(path);
	setup.config = config;
	setup.dry_run = options.dry_run;
	setup.store = store_open(config_register(config, options.db),
		options.dry_run ? STORE_READ : STORE_CHANGE,
		config_seconds(config, "register", "busy"), &status);

	if (setup.store != NULL)
		status = run(&setup, only);

	config_free(config);
	free(path);
	return status;
}
