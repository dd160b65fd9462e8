/* The lookup room: which of several folders a data file or the settings are taken from. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <sys/stat.h>

#include "ends.h"
#include "lookup.h"
#include "mem.h"
#include "status.h"

static char *top; /* a temporary folder; the folders below it are looked into */

static void
put(const char *dir, const char *name, bool there)
{
	char *path = mem_format("%s/%s/%s", top, dir, name);

	if (there) {
		FILE *file = fopen(path, "w");
		fclose(file);
	} else {
		unlink(path);
	}
	free(path);
}

static char *
below(const char *dir)
{
	return mem_format("%s/%s", top, dir);
}

static int
make_folders(void **state)
{
	static const char *const dirs[] = {
		"d", "data", "xdg", "xdg/gripe", "home", "home/.config", "home/.config/gripe"};

	(void)state;
	top = strdup("/tmp/gripe-lookup-XXXXXX");
	if (mkdtemp(top) == NULL)
		return -1;
	for (size_t i = 0; i < sizeof dirs / sizeof *dirs; i++) {
		char *path = below(dirs[i]);
		mkdir(path, 0700);
		free(path);
	}
	return 0;
}

static int
remove_folders(void **state)
{
	char *command = mem_format("rm -r '%s'", top);
	int status = system(command);

	(void)state;
	free(command);
	free(top);
	return status;
}

static void
point_environment(void)
{
	static const char *const names[][2] = {
		{"GRIPE_DATA", "data"}, {"XDG_CONFIG_HOME", "xdg"}, {"HOME", "home"}};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		char *path = below(names[i][1]);
		setenv(names[i][0], path, 1);
		free(path);
	}
	unsetenv("GRIPE_CONF");
}

static void
assert_found(char *found, const char *dir, const char *name)
{
	char *want = mem_format("%s/%s/%s", top, dir, name);

	assert_non_null(found);
	assert_string_equal(found, want);
	free(want);
	free(found);
}

static void
each_folder_comes_before_the_next(void **state)
{
	(void)state;
	static const char *const order[] = {"d", "data", "xdg/gripe"};
	char *d = below("d");

	point_environment();
	for (size_t i = 0; i < 3; i++)
		put(order[i], "unit-test.csv", true);
	put("home/.config/gripe", "unit-test.csv", true);
	for (size_t i = 0; i < 3; i++) {
		assert_found(lookup_data(d, "unit-test.csv"), order[i], "unit-test.csv");
		put(order[i], "unit-test.csv", false);
	}
	assert_null(lookup_data(d, "unit-test.csv")); /* XDG_CONFIG_HOME stands for ~/.config */
	unsetenv("XDG_CONFIG_HOME");
	assert_found(lookup_data(d, "unit-test.csv"), "home/.config/gripe", "unit-test.csv");
	setenv("XDG_CONFIG_HOME", "", 1);
	assert_found(lookup_data(d, "unit-test.csv"), "home/.config/gripe", "unit-test.csv");
	put("home/.config/gripe", "unit-test.csv", false);
	free(d);
}

static void
one_table_may_be_overridden_while_the_others_come_from_further_on(void **state)
{
	(void)state;
	char *d = below("d");

	point_environment();
	put("d", "unit-own.csv", true);
	put("data", "unit-own.csv", true);
	put("data", "unit-other.csv", true);
	assert_found(lookup_data(d, "unit-own.csv"), "d", "unit-own.csv");
	assert_found(lookup_data(d, "unit-other.csv"), "data", "unit-other.csv");
	assert_found(lookup_data(NULL, "unit-own.csv"), "data", "unit-own.csv");
	assert_found(lookup_data("", "unit-own.csv"), "data", "unit-own.csv");
	assert_found(lookup_data("/nowhere", "unit-own.csv"), "data", "unit-own.csv");
	free(d);
}

static void
without_home_or_any_variable_nothing_breaks(void **state)
{
	(void)state;
	unsetenv("HOME");
	unsetenv("GRIPE_DATA");
	unsetenv("XDG_CONFIG_HOME");
	assert_null(lookup_data(NULL, "unit-no-such-file.csv"));
	point_environment();
}

static void
need(const void *with)
{
	lookup_needed(NULL, with);
}

static void
a_needed_file_that_is_nowhere_ends_the_run_with_78_and_is_named(void **state)
{
	(void)state;
	struct ending ending = ends(need, "unit-no-such-file.csv");

	assert_int_equal(ending.status, STATUS_CONFIG);
	assert_non_null(strstr(ending.said, "unit-no-such-file.csv"));
	assert_non_null(strstr(ending.said, "-d"));
	put("data", "unit-needed.csv", true);
	assert_found(lookup_needed(NULL, "unit-needed.csv"), "data", "unit-needed.csv");
}

static void
settings_are_the_option_then_the_variable_then_a_file_in_the_folders(void **state)
{
	(void)state;
	char *option = below("d/my.conf"), *variable = below("data/other.conf");

	point_environment();
	assert_null(lookup_config(NULL));
	put("xdg/gripe", "gripe.conf", true);
	assert_found(lookup_config(NULL), "xdg/gripe", "gripe.conf");
	put("data", "other.conf", true);
	setenv("GRIPE_CONF", variable, 1);
	assert_found(lookup_config(NULL), "data", "other.conf");
	put("d", "my.conf", true);
	assert_found(lookup_config(option), "d", "my.conf");
	setenv("GRIPE_CONF", "", 1);
	assert_found(lookup_config(NULL), "xdg/gripe", "gripe.conf");
	put("xdg/gripe", "gripe.conf", false);
	unsetenv("GRIPE_CONF");
	free(option);
	free(variable);
}

static void
ask_config(const void *with)
{
	lookup_config(with);
}

static void
ask_config_of_environment(const void *with)
{
	setenv("GRIPE_CONF", with, 1);
	lookup_config(NULL);
}

static void
settings_that_were_named_and_are_not_there_end_the_run_with_66(void **state)
{
	(void)state;
	struct ending ending = ends(ask_config, "/nowhere/my.conf");

	assert_int_equal(ending.status, STATUS_NO_INPUT);
	assert_non_null(strstr(ending.said, "/nowhere/my.conf"));
	assert_int_equal(ends(ask_config, "").status, STATUS_NO_INPUT);
	assert_int_equal(
		ends(ask_config_of_environment, "/nowhere/my.conf").status, STATUS_NO_INPUT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_folder_comes_before_the_next),
		cmocka_unit_test(one_table_may_be_overridden_while_the_others_come_from_further_on),
		cmocka_unit_test(without_home_or_any_variable_nothing_breaks),
		cmocka_unit_test(a_needed_file_that_is_nowhere_ends_the_run_with_78_and_is_named),
		cmocka_unit_test(
			settings_are_the_option_then_the_variable_then_a_file_in_the_folders),
		cmocka_unit_test(settings_that_were_named_and_are_not_there_end_the_run_with_66),
	};

	return cmocka_run_group_tests(tests, make_folders, remove_folders);
}
