/* gripe-fetch: collect posts from files, feeds and mailboxes as records */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>

#include "config.h"
#include "lookup.h"
#include "options.h"
#include "source/choice.h"
#include "source/fetch.h"
#include "source/fetch_options.h"
#include "status.h"

static void
usage(FILE *stream)
{
	fputs("usage: gripe-fetch [-v] [-c FILE] [-o SPOOL] [-S DIR] [-R FILE] [SOURCE ...]\n"
	      "       gripe-fetch -f FORMAT [-m MEMBER=COLUMN[,...]] [-s NAME] [--channel NAME]\n"
	      "                   [--items POINTER] [--preset NAME] [--delimiter C]\n"
	      "                   [-o SPOOL] [-S DIR] [-R FILE] [FILE | URL ...]\n"
	      "  -f, --format FORMAT   of files and addresses:",
		stream);
	for (size_t i = 0; source_kind(i) != NULL; i++)
		fprintf(stream, " %s", source_kind(i)->name);
	fputs("\n"
	      "  -m, --map MAP         which column becomes which member of the record\n"
	      "  -s, --source NAME     what the source is called in the records\n"
	      "      --channel NAME    the medium, where the input does not say it\n"
	      "      --items POINTER   where in a JSON document the posts are\n"
	      "      --preset NAME     trustpilot, googleplay, cfpb: an interface that is known\n"
	      "      --delimiter C     between the cells of csv; one mark, or tab\n"
	      "      --own NAME        of our own people, in chats; may be given more than once\n"
	      "      --date-format O   of day, month and year in whatsapp: DMY, MDY or YMD\n"
	      "  -o, --spool DIR       write a file a source into DIR, durably\n"
	      "  -S, --state DIR       where is remembered what was fetched\n"
	      "      --max-body BYTES  the most that is read of a feed\n"
	      "      --max-wait SPAN   the longest that a busy server may keep the run waiting\n"
	      "      --list            what is known of the sources, and fetch nothing\n"
	      "      --allow-private   URLs may lead into private networks\n"
	      "  -c, --config FILE     settings\n"
	      "  -v, --verbose         say what each source gave\n"
	      "  -R, --rejects FILE    keep bad lines there\n"
	      "      --strict          stop at the first bad line\n"
	      "      --max-line BYTES  a longer line is bad\n"
	      "  -h, --help    -V, --version\n",
		stream);
}

static void
add_inputs(struct fetch *fetch, const struct choice *choice, char **operands)
{
	const struct source_kind *kind = choice->options.kind;
	const char *misfit = kind != NULL ? choice_misfit(choice) : NULL;

	if (kind == NULL && choice_is_made(choice))
		errx(STATUS_USAGE, "options that say how files are read need -f FORMAT");
	if (misfit != NULL)
		errx(STATUS_USAGE, "%s: %s has none", misfit, kind->name);
	if (kind == NULL && *operands == NULL)
		fetch_add_all_sources(fetch);
	else if (kind != NULL && *operands == NULL)
		fetch_add(fetch, choice, "-");
	for (; *operands != NULL; operands++) {
		if (kind == NULL)
			fetch_add_source(fetch, *operands);
		else
			fetch_add(fetch, choice, *operands);
	}
}

int
main(int argc, char *argv[])
{
	static const struct options_spec spec = {OPTIONS_CONFIG | OPTIONS_STREAM | OPTIONS_VERBOSE,
		"f:m:s:o:S:", fetch_longs, usage};
	struct options options = {0};
	struct fetch_setup setup = {.max_wait = -1};
	struct choice choice = {.options = {.wrong_map = STATUS_USAGE}};
	int letter;

	while ((letter = options_next(&options, &spec, argc, argv)) != -1)
		fetch_option(&setup, &choice, letter, optarg);

	char *path = lookup_config(options.config), **operands = options.input.files;
	struct config *config = config_load(path);
	setup.config = config;
	setup.config_path = path;
	setup.max_line = options.input.max_line;
	setup.verbose = options.verbose;
	struct fetch *fetch = fetch_new(&setup);
	add_inputs(fetch, &choice, operands);
	options.input.files = NULL;
	struct stream *stream = stream_open(&options.input);

	if (setup.list)
		fetch_list(fetch, stream);
	else
		fetch_run(fetch, stream);

	fetch_free(fetch);
	choice_free(&choice);
	config_free(config);
	free(path);
	return stream_finish(stream);
}
