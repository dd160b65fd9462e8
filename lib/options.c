/* Command lines: the options that every tool has. */
#include "options.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "status.h"

#ifndef VERSION
#define VERSION "0"
#endif

enum { MAX_LINE = 1000, STRICT, SELF_TEST, OWN_MOST = 32 };

static const struct {
	unsigned common;
	const char *letters;
	struct option longs;
} common_options[] = {
	{0, "h", {"help", no_argument, NULL, 'h'}},
	{0, "V", {"version", no_argument, NULL, 'V'}},
	{OPTIONS_CONFIG, "c:", {"config", required_argument, NULL, 'c'}},
	{OPTIONS_DATA, "d:", {"data", required_argument, NULL, 'd'}},
	{OPTIONS_DB, "D:", {"db", required_argument, NULL, 'D'}},
	{OPTIONS_VERBOSE, "v", {"verbose", no_argument, NULL, 'v'}},
	{OPTIONS_EXPLAIN, "x", {"explain", no_argument, NULL, 'x'}},
	{OPTIONS_DRY_RUN, "n", {"dry-run", no_argument, NULL, 'n'}},
	{OPTIONS_SELF_TEST, "", {"self-test", no_argument, NULL, SELF_TEST}},
	{OPTIONS_STREAM, "R:", {"rejects", required_argument, NULL, 'R'}},
	{OPTIONS_STREAM, "", {"strict", no_argument, NULL, STRICT}},
	{OPTIONS_STREAM, "", {"max-line", required_argument, NULL, MAX_LINE}},
};

enum { COMMON = sizeof common_options / sizeof *common_options };

long
options_number(const char *name, const char *text, long least, long most)
{
	char *end;

	errno = 0;
	long number = strtol(text, &end, 10);
	if (errno != 0 || end == text || *end != '\0' || number < least || number > most)
		errx(STATUS_USAGE, "%s: \"%s\" is not a whole number from %ld to %ld", name, text,
			least, most);
	return number;
}

/* The common options that the tool has, and its own, in the form of getopt_long(3). */
static void
join(const struct options_spec *spec, char *letters, struct option *longs)
{
	strcpy(letters, spec->letters != NULL ? spec->letters : "");
	for (int i = 0; i < COMMON; i++) {
		if (common_options[i].common != 0 && (spec->common & common_options[i].common) == 0)
			continue;
		strcat(letters, common_options[i].letters);
		*longs++ = common_options[i].longs;
	}
	for (const struct option *own = spec->longs; own != NULL && own->name != NULL; own++)
		*longs++ = *own;
	*longs = (struct option){0};
}

static bool
take_common(struct options *o, int letter)
{
	switch (letter) {
	case 'c':
		o->config = optarg;
		return true;
	case 'd':
		o->data = optarg;
		return true;
	case 'D':
		o->db = optarg;
		return true;
	case 'v':
		o->verbose = true;
		return true;
	case 'x':
		o->explain = true;
		return true;
	case 'n':
		o->dry_run = true;
		return true;
	case 'R':
		o->input.rejects = optarg;
		return true;
	case SELF_TEST:
		o->self_test = true;
		return true;
	case STRICT:
		o->input.strict = true;
		return true;
	case MAX_LINE:
		o->input.max_line = (size_t)options_number("--max-line", optarg, 64, 1L << 30);
		return true;
	default:
		return false;
	}
}

static bool
is_common(const struct options_spec *spec, int letter)
{
	for (int i = 0; i < COMMON; i++)
		if (common_options[i].longs.val == letter)
			return common_options[i].common == 0 ||
			       (spec->common & common_options[i].common) != 0;
	return false;
}

/* A standard stream that is closed would become the next file that is opened, and that would be written over. What is
 * put in its place fails as a closed one does. */
static void
hold_standard_streams(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 &&
			open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) < 0)
			err(STATUS_SYSTEM, "/dev/null");
}

int
options_next(struct options *o, const struct options_spec *spec, int argc, char *argv[])
{
	char letters[128];
	struct option longs[COMMON + OWN_MOST];

	hold_standard_streams();
	join(spec, letters, longs);
	for (;;) {
		int letter = getopt_long(argc, argv, letters, longs, NULL);
		if (letter == -1) {
			o->input.files = argv + optind;
			return -1;
		}
		if (letter == 'h') {
			spec->usage(stdout);
			exit(status_close_output(STATUS_OK));
		}
		if (letter == 'V') {
			printf("%s %s\n", program_invocation_short_name, VERSION);
			exit(status_close_output(STATUS_OK));
		}
		if (letter == '?') {
			spec->usage(stderr);
			exit(STATUS_USAGE);
		}
		if (!is_common(spec, letter) || !take_common(o, letter))
			return letter;
	}
}

int64_t
options_time(const char *name, const char *text)
{
	int64_t seconds;

	if (clock_parse_span(text, &seconds))
		return clock_now() - seconds;
	if (!clock_parse_loose(text, &seconds))
		errx(STATUS_USAGE,
			"%s: \"%s\" is not a time such as 2026-03-10, 2026-03-10T08:30:00Z or 7d",
			name, text);
	return seconds;
}
