/* gripe-case - look at cases, approve answers, and close what is done */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "buffer.h"
#include "clock.h"
#include "config.h"
#include "desk.h"
#include "lookup.h"
#include "options.h"
#include "status.h"
#include "terminal.h"

enum { AS = 256, WHY, TARGET, TEXT, IF_VERSION, STATUS, TEAM, ALL, JSON, SENT, FAILED };
enum { WIDE = 160 };

static const struct option longs[] = {{"as", required_argument, NULL, AS},
	{"why", required_argument, NULL, WHY}, {"target", required_argument, NULL, TARGET},
	{"text", required_argument, NULL, TEXT},
	{"if-version", required_argument, NULL, IF_VERSION},
	{"status", required_argument, NULL, STATUS}, {"team", required_argument, NULL, TEAM},
	{"all", no_argument, NULL, ALL}, {"json", no_argument, NULL, JSON},
	{"sent", no_argument, NULL, SENT}, {"failed", no_argument, NULL, FAILED}, {0}};

static void
usage(FILE *stream)
{
	fputs("usage: gripe-case [-hV] [-c FILE] [-D DB] COMMAND\n"
	      "commands: list [--status STATUS] [--team TEAM] [--all] [--json]\n"
	      "          show CASE [--json]\n"
	      "          approve CASE [--text FILE] [--target NAME]\n"
	      "          withdraw CASE --why TEXT\n"
	      "          close CASE --why TEXT\n"
	      "          ack CASE\n"
	      "          settle CASE --sent | --failed\n"
	      "and for those that change something: [--as WHO] [--if-version N]\n",
		stream);
}

static void
take_option(struct desk_order *order, int letter)
{
	const char **texts[] = {[AS - AS] = &order->act.who,
		[WHY - AS] = &order->act.why,
		[TARGET - AS] = &order->act.target,
		[TEXT - AS] = &order->text_file,
		[STATUS - AS] = &order->filter.status,
		[TEAM - AS] = &order->filter.team};
	bool *flags[] = {[ALL - ALL] = &order->filter.all,
		[JSON - ALL] = &order->json,
		[SENT - ALL] = &order->sent,
		[FAILED - ALL] = &order->failed};

	if (letter == IF_VERSION)
		order->act.if_version = options_number("--if-version", optarg, 1, INT32_MAX);
	else if (letter >= ALL)
		*flags[letter - ALL] = true;
	else
		*texts[letter - AS] = optarg;
}

/* A pipe has no edge: who reads there wants all columns. */
static size_t
columns(void)
{
	return getenv("COLUMNS") != NULL || isatty(STDOUT_FILENO) ? terminal_columns() : WIDE;
}

int
main(int argc, char *argv[])
{
	const struct options_spec spec = {OPTIONS_CONFIG | OPTIONS_DB, "", longs, usage};
	struct options options = {0};
	struct desk_order order = {.view = {.columns = columns(), .now = clock_now()}};
	struct buffer out = {0};
	int letter;

	while ((letter = options_next(&options, &spec, argc, argv)) != -1)
		take_option(&order, letter);
	char **operands = options.input.files;
	if (operands[0] == NULL || (operands[1] != NULL && operands[2] != NULL)) {
		usage(stderr);
		return STATUS_USAGE;
	}
	order.command = operands[0];
	order.act.case_id = operands[1];
	order.view.bold = terminal_is_colourful();
	bool changes = desk_check(&order);

	char *path = lookup_config(options.config);
	struct config *config = config_load(path);
	int status;
	struct store *store =
		store_open(config_register(config, options.db), changes ? STORE_CHANGE : STORE_READ,
			config_seconds(config, "register", "busy"), &status);

	if (store != NULL)
		status = desk_do(store, &order, &out);
	if (out.length > 0)
		fwrite(out.at, 1, out.length, stdout);

	buffer_free(&out);
	store_close(store);
	config_free(config);
	free(path);
	return status_close_output(status);
}
