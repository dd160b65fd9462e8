/* The options room: a letter means the same in every tool, and what is wrong ends with 64. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "ends.h"
#include "options.h"
#include "status.h"

enum { ALL = 255, MOST = 16 };

static void
usage(FILE *stream)
{
	fprintf(stream, "usage: unit\n");
}

static const struct option longs[] = {
	{"format", required_argument, NULL, 'f'}, {"quiet", no_argument, NULL, 'q'}, {0}};

static const char *argument; /* of the last option of the tool's own */

/* The letters of the tool's own that came, as text. */
static const char *
read_all(struct options *options, unsigned common, char **words)
{
	static char came[MOST + 1];
	const struct options_spec spec = {common, "f:q", longs, usage};
	int count = 0, letter, n = 0;

	*options = (struct options){0};
	while (words[count] != NULL)
		count++;
	optind = 0; /* getopt_long(3): begin anew */
	while ((letter = options_next(options, &spec, count, words)) != -1 && n < MOST) {
		came[n++] = (char)letter;
		argument = optarg;
	}
	came[n] = '\0';
	return came;
}

#define READ(...) read_all(&options, ALL, (char *[]){"unit", __VA_ARGS__, NULL})

static void
every_common_option_has_its_place(void **state)
{
	(void)state;
	struct options options;

	assert_string_equal(READ("-c", "C", "-d", "D", "-D", "B", "-v", "-x", "-n", "-R", "r",
				    "--strict", "--max-line", "64", "--self-test"),
		"");
	assert_string_equal(options.config, "C");
	assert_string_equal(options.data, "D");
	assert_string_equal(options.db, "B");
	assert_string_equal(options.input.rejects, "r");
	assert_true(options.verbose && options.explain && options.dry_run && options.self_test);
	assert_true(options.input.strict);
	assert_int_equal(options.input.max_line, 64);
	assert_null(options.input.files[0]);
	assert_string_equal(READ("--config=C", "--data=D", "--db=B", "--verbose", "--explain",
				    "--dry-run", "--rejects=r"),
		"");
	assert_string_equal(options.config, "C");
	assert_string_equal(options.db, "B");
	assert_true(options.verbose && options.explain && options.dry_run);
	assert_string_equal(options.input.rejects, "r");
}

static void
without_options_everything_is_off(void **state)
{
	(void)state;
	struct options options;

	assert_string_equal(read_all(&options, ALL, (char *[]){"unit", NULL}), "");
	assert_null(options.config);
	assert_null(options.data);
	assert_null(options.db);
	assert_null(options.input.rejects);
	assert_false(options.verbose || options.explain || options.dry_run || options.self_test ||
		     options.input.strict);
	assert_int_equal(options.input.max_line, 0);
	assert_null(options.input.files[0]);
}

static void
operands_are_what_is_left_wherever_they_stand(void **state)
{
	(void)state;
	struct options options;

	assert_string_equal(READ("a", "-q", "b c", "-f", "x", "-"), "qf");
	assert_string_equal(options.input.files[0], "a");
	assert_string_equal(options.input.files[1], "b c");
	assert_string_equal(options.input.files[2], "-");
	assert_null(options.input.files[3]);
	assert_string_equal(READ("-q", "--", "-x", "--strict"), "q");
	assert_string_equal(options.input.files[0], "-x");
	assert_false(options.explain || options.input.strict);
}

static void
a_tools_own_options_come_back_with_their_argument(void **state)
{
	(void)state;
	struct options options;

	assert_string_equal(READ("-fcsv", "--format=x", "-qq", "--quiet"), "ffqqq");
	assert_string_equal(READ("-qf", "last"), "qf");
	assert_string_equal(argument, "last");
}

struct line {
	unsigned common;
	char *words[8];
};

static void
read_line(const void *with)
{
	const struct line *line = with;
	struct options options;

	read_all(&options, line->common, (char **)line->words);
}

static void
a_wrong_option_ends_with_64_and_shows_the_usage(void **state)
{
	(void)state;
	static const struct line lines[] = {{ALL, {"unit", "-z"}}, {ALL, {"unit", "--zzz"}},
		{ALL, {"unit", "-c"}}, {ALL, {"unit", "--config"}}, {ALL, {"unit", "-f"}},
		{ALL, {"unit", "--strict=yes"}}, {ALL, {"unit", "a", "-z"}},
		{ALL, {"unit", "-vz"}}};

	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		struct ending ending = ends(read_line, &lines[i]);
		assert_int_equal(ending.status, STATUS_USAGE);
		assert_non_null(strstr(ending.said, "usage: unit"));
	}
}

static void
a_common_option_that_a_tool_does_not_have_is_wrong(void **state)
{
	(void)state;
	static const struct line lines[] = {{ALL & ~OPTIONS_CONFIG, {"unit", "-c", "x"}},
		{ALL & ~OPTIONS_DATA, {"unit", "-d", "x"}},
		{ALL & ~OPTIONS_DB, {"unit", "--db", "x"}},
		{ALL & ~OPTIONS_VERBOSE, {"unit", "-v"}}, {ALL & ~OPTIONS_EXPLAIN, {"unit", "-x"}},
		{ALL & ~OPTIONS_SELF_TEST, {"unit", "--self-test"}},
		{ALL & ~OPTIONS_DRY_RUN, {"unit", "-n"}},
		{ALL & ~OPTIONS_STREAM, {"unit", "-R", "x"}},
		{ALL & ~OPTIONS_STREAM, {"unit", "--strict"}},
		{ALL & ~OPTIONS_STREAM, {"unit", "--max-line", "100"}}, {0, {"unit", "-c", "x"}}};

	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		assert_int_equal(ends(read_line, &lines[i]).status, STATUS_USAGE);
	assert_int_equal(ends(read_line, &(struct line){0, {"unit", "-q"}}).status, STATUS_OK);
}

static void
help_and_version_end_with_0(void **state)
{
	(void)state;
	static const struct line lines[] = {{0, {"unit", "-h"}}, {0, {"unit", "--help"}},
		{ALL, {"unit", "-V"}}, {ALL, {"unit", "--version"}}};

	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		int quiet = dup(STDOUT_FILENO);
		fflush(stdout);
		assert_non_null(freopen("/dev/null", "w", stdout));
		struct ending ending = ends(read_line, &lines[i]);
		fflush(stdout);
		dup2(quiet, STDOUT_FILENO);
		close(quiet);
		assert_int_equal(ending.status, STATUS_OK);
		assert_string_equal(ending.said, "");
	}
}

static void
help_that_cannot_be_written_ends_with_74(void **state)
{
	(void)state;
	int kept = dup(STDOUT_FILENO);

	fflush(stdout);
	assert_non_null(freopen("/dev/full", "w", stdout));
	struct ending help = ends(read_line, &(struct line){0, {"unit", "-h"}});
	struct ending version = ends(read_line, &(struct line){0, {"unit", "-V"}});
	dup2(kept, STDOUT_FILENO);
	close(kept);
	assert_int_equal(help.status, STATUS_IO);
	assert_int_equal(version.status, STATUS_IO);
}

static void
the_longest_line_is_a_number_from_64_to_a_gibibyte(void **state)
{
	(void)state;
	static char *const wrong[] = {"", "x", "63", "0", "-64", "1073741825", "64k", "6.5e3",
		"0x40", "99999999999999999999", "64 "};
	struct options options;

	READ("--max-line", "1073741824");
	assert_int_equal(options.input.max_line, 1073741824);
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct ending ending =
			ends(read_line, &(struct line){ALL, {"unit", "--max-line", wrong[i]}});
		assert_int_equal(ending.status, STATUS_USAGE);
		assert_non_null(strstr(ending.said, "--max-line"));
	}
}

static void
ask_number(const void *with)
{
	options_number("--top", with, -5, 5);
}

static void
a_number_is_whole_and_within_its_bounds(void **state)
{
	(void)state;
	static const char *const wrong[] = {
		"", "6", "-6", "1.5", "one", "1x", "9223372036854775808"};

	assert_int_equal(options_number("--top", "-5", -5, 5), -5);
	assert_int_equal(options_number("--top", "5", -5, 5), 5);
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct ending ending = ends(ask_number, wrong[i]);
		assert_int_equal(ending.status, STATUS_USAGE);
		assert_non_null(strstr(ending.said, "--top"));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_common_option_has_its_place),
		cmocka_unit_test(without_options_everything_is_off),
		cmocka_unit_test(operands_are_what_is_left_wherever_they_stand),
		cmocka_unit_test(a_tools_own_options_come_back_with_their_argument),
		cmocka_unit_test(a_wrong_option_ends_with_64_and_shows_the_usage),
		cmocka_unit_test(a_common_option_that_a_tool_does_not_have_is_wrong),
		cmocka_unit_test(help_and_version_end_with_0),
		cmocka_unit_test(help_that_cannot_be_written_ends_with_74),
		cmocka_unit_test(the_longest_line_is_a_number_from_64_to_a_gibibyte),
		cmocka_unit_test(a_number_is_whole_and_within_its_bounds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
