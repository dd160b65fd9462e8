/* gripe-fetch: collect posts from files, feeds and mailboxes as records */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>

#include "config.h"
#include "lookup.h"
#include "mem.h"
#include "options.h"
#include "source/fetch.h"
#include "status.h"

enum { CHANNEL = 2000, DELIMITER, MAX_BODY, OWN, DATE_FORMAT };

static void
usage(FILE *stream)
{
	fputs("usage: gripe-fetch [-v] [-c FILE] [-o SPOOL] [-S DIR] [-R FILE] [SOURCE ...]\n"
	      "       gripe-fetch -f FORMAT [-m MEMBER=COLUMN[,...]] [-s NAME] [--channel NAME]\n"
	      "                   [--delimiter C] [-o SPOOL] [-S DIR] [-R FILE] [FILE | URL ...]\n"
	      "  -f, --format FORMAT   of files and addresses:",
		stream);
	for (size_t i = 0; source_kind(i) != NULL; i++)
		fprintf(stream, " %s", source_kind(i)->name);
	fputs("\n"
	      "  -m, --map MAP         which column becomes which member of the record\n"
	      "  -s, --source NAME     what the source is called in the records\n"
	      "      --channel NAME    the medium, where the input does not say it\n"
	      "      --delimiter C     between the cells of csv; one mark, or tab\n"
	      "      --own NAME        of our own people, in chats; may be given more than once\n"
	      "      --date-format O   of day, month and year in whatsapp: DMY, MDY or YMD\n"
	      "  -o, --spool DIR       write a file a source into DIR, durably\n"
	      "  -S, --state DIR       where is remembered what was fetched\n"
	      "      --max-body BYTES  the most that is read of a feed\n"
	      "  -c, --config FILE     settings\n"
	      "  -v, --verbose         say what each source gave\n"
	      "  -R, --rejects FILE    keep bad lines there\n"
	      "      --strict          stop at the first bad line\n"
	      "      --max-line BYTES  a longer line is bad\n"
	      "  -h, --help    -V, --version\n",
		stream);
}

static const struct source_kind *
find_kind(const char *format)
{
	const struct source_kind *kind = source_find(format);

	if (kind == NULL)
		errx(STATUS_USAGE, "-f %s: there is no such format; -h lists them", format);
	return kind;
}

/* Names of our own people, with | between them. */
static char *
add_own(char *own, const char *name)
{
	char *both = mem_format("%s|%s", own != NULL ? own : "", name);

	free(own);
	return both;
}

static void
add_inputs(struct fetch *fetch, const struct source_options *how, char **operands)
{
	if (how->kind == NULL && *operands == NULL)
		fetch_add_all_sources(fetch);
	else if (how->kind != NULL && *operands == NULL)
		fetch_add(fetch, how, "-");
	for (; *operands != NULL; operands++) {
		if (how->kind == NULL)
			fetch_add_source(fetch, *operands);
		else
			fetch_add(fetch, how, *operands);
	}
}

int
main(int argc, char *argv[])
{
	static const struct option longs[] = {{"format", required_argument, NULL, 'f'},
		{"map", required_argument, NULL, 'm'}, {"source", required_argument, NULL, 's'},
		{"channel", required_argument, NULL, CHANNEL},
		{"delimiter", required_argument, NULL, DELIMITER},
		{"spool", required_argument, NULL, 'o'}, {"state", required_argument, NULL, 'S'},
		{"own", required_argument, NULL, OWN},
		{"date-format", required_argument, NULL, DATE_FORMAT},
		{"max-body", required_argument, NULL, MAX_BODY}, {0}};
	static const struct options_spec spec = {
		OPTIONS_CONFIG | OPTIONS_STREAM | OPTIONS_VERBOSE, "f:m:s:o:S:", longs, usage};
	struct options options = {0};
	struct fetch_setup setup = {0};
	struct map map = {0};
	struct source_options how = {.map = &map, .wrong_map = STATUS_USAGE};
	char *fault, *own = NULL;
	int letter;

	while ((letter = options_next(&options, &spec, argc, argv)) != -1) {
		if (letter == 'f')
			how.kind = find_kind(optarg);
		else if (letter == 'm' && !map_add(&map, optarg, &fault))
			errx(STATUS_USAGE, "-m: %s", fault);
		else if (letter == 's')
			how.name = optarg;
		else if (letter == CHANNEL)
			how.channel = optarg;
		else if (letter == DELIMITER && !fetch_delimiter(optarg, &how.delimiter))
			errx(STATUS_USAGE, "--delimiter: expected one mark, or tab");
		else if (letter == OWN)
			how.own = own = add_own(own, optarg);
		else if (letter == DATE_FORMAT && !fetch_is_date_format(how.date_format = optarg))
			errx(STATUS_USAGE, "--date-format: expected DMY, MDY or YMD");
		else if (letter == 'o')
			setup.spool = optarg;
		else if (letter == 'S')
			setup.state = optarg;
		else if (letter == MAX_BODY)
			setup.max_body = (size_t)options_number("--max-body", optarg, 1, 1L << 30);
	}
	source_check_options(&how);

	char *path = lookup_config(options.config), **operands = options.input.files;
	struct config *config = config_load(path);
	setup.config = config;
	setup.config_path = path;
	setup.max_line = options.input.max_line;
	setup.verbose = options.verbose;
	struct fetch *fetch = fetch_new(&setup);
	add_inputs(fetch, &how, operands);
	options.input.files = NULL;
	struct stream *stream = stream_open(&options.input);

	fetch_run(fetch, stream);

	fetch_free(fetch);
	map_free(&map);
	free(own);
	config_free(config);
	free(path);
	return stream_finish(stream);
}
