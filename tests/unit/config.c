/* The settings room: what is set, what has its default, and everything that is refused with file and line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "config.h"
#include "ends.h"
#include "mem.h"
#include "status.h"

static struct config *
load(const char *text)
{
	char *path = ends_file(text, strlen(text));
	struct config *config = config_load(path);

	ends_unlink(path);
	return config;
}

static void
without_a_file_everything_has_its_default(void **state)
{
	(void)state;
	struct config *c = config_load(NULL);
	size_t at = 0;

	assert_string_equal(config_string(c, "organisation", "name"), "");
	assert_int_equal(config_seconds(c, "register", "busy"), 30);
	assert_int_equal(config_number(c, "fetch", "max_body"), 33554432);
	assert_null(config_next(c, "notify", &at));
	assert_false(config_has(c, "notify", "desk"));
	assert_string_equal(config_named_string(c, "notify", "nobody", "file"), "");
	config_free(c);
	config_free(NULL);
}

static void
an_empty_file_and_one_of_comments_are_settings_too(void **state)
{
	(void)state;
	static const char *const texts[] = {
		"", "\n\n", "# a\n; b\n \t\r\n", "\xEF\xBB\xBF# a\n", "[reply]\n", "[reply]"};

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct config *c = load(texts[i]);
		assert_string_equal(config_string(c, "reply", "signature"), "");
		config_free(c);
	}
}

static void
what_is_set_is_read_without_the_space_around_it(void **state)
{
	(void)state;
	struct config *c =
		load("\xEF\xBB\xBF[organisation]\r\n  name  =  Bakkerij = d'Or ; # \"Zn\" \r\n"
		     "[ register ]\npath=/var/lib/gripe/register.db\nbusy = 2m\n\n"
		     "[fetch]\nmax_body = 0\n[organisation]\n[reply]\nsignature =\n");

	assert_string_equal(config_string(c, "organisation", "name"), "Bakkerij = d'Or ; # \"Zn\"");
	assert_string_equal(config_string(c, "register", "path"), "/var/lib/gripe/register.db");
	assert_int_equal(config_seconds(c, "register", "busy"), 120);
	assert_int_equal(config_number(c, "fetch", "max_body"), 0);
	assert_string_equal(config_string(c, "reply", "signature"), "");
	config_free(c);
}

static void
a_value_may_be_very_long_and_in_any_script(void **state)
{
	(void)state;
	char *text =
		mem_format("[organisation]\nname = %0100000d\n[reply]\nsignature = 東京 😡 é", 7);
	struct config *c = load(text);

	assert_int_equal(strlen(config_string(c, "organisation", "name")), 100000);
	assert_string_equal(config_string(c, "reply", "signature"), "東京 😡 é");
	config_free(c);
	free(text);
}

static void
sections_with_names_are_told_in_their_order(void **state)
{
	(void)state;
	struct config *c = load("[notify desk]\nfile = a\n[reply]\n[notify  night shift ]\n"
				"command = mail -s x\n[source desk]\nurl = u\n[notify empty]");
	size_t at = 0;

	assert_string_equal(config_next(c, "notify", &at), "desk");
	assert_string_equal(config_next(c, "notify", &at), "night shift");
	assert_string_equal(config_next(c, "notify", &at), "empty");
	assert_null(config_next(c, "notify", &at));
	at = 0;
	assert_string_equal(config_next(c, "source", &at), "desk");
	assert_null(config_next(c, "source", &at));
	at = 0;
	assert_null(config_next(c, "not", &at));
	assert_true(config_has(c, "notify", "night shift"));
	assert_false(config_has(c, "source", "night shift"));
	assert_string_equal(config_named_string(c, "notify", "desk", "file"), "a");
	assert_string_equal(config_named_string(c, "notify", "desk", "command"), "");
	assert_string_equal(
		config_named_string(c, "notify", "night shift", "command"), "mail -s x");
	assert_string_equal(config_named_string(c, "source", "desk", "url"), "u");
	config_free(c);
}

struct bytes {
	const char *text;
	size_t length;
};

static void
load_bytes(const void *with)
{
	const struct bytes *b = with;
	char *path = ends_file(b->text, b->length);

	dprintf(STDERR_FILENO, "%s is the file\n", path);
	config_load(path);
}

static void
assert_refused(const char *text, size_t length, size_t line, const char *what)
{
	struct ending ending = ends(load_bytes, &(struct bytes){text, length});
	char *name = strndup(ending.said, strcspn(ending.said, " "));
	char *want = mem_format("%s:%zu: %s", name, line, what);

	if (ending.status != STATUS_CONFIG || strstr(ending.said, want) == NULL)
		fail_msg("%s: status %d, %s", want, ending.status, ending.said);
	free(want);
	ends_unlink(name);
}

#define REFUSED(text, line, what) assert_refused(text, sizeof text - 1, line, what)

static void
damaged_settings_end_the_run_with_78_and_say_where(void **state)
{
	(void)state;
	REFUSED("[nowhere]\n", 1, "nowhere");
	REFUSED("\n\n[nowhere]\n", 3, "nowhere");
	REFUSED("[]\n", 1, "");
	REFUSED("[\n", 1, "");
	REFUSED("[reply\n", 1, "[reply");
	REFUSED("[reply] x\n", 1, "[reply] x");
	REFUSED("[reply x]\n", 1, "reply x");
	REFUSED("[Reply]\n", 1, "Reply");
	REFUSED("[notify]\n", 1, "notify");
	REFUSED("[notify ]\n", 1, "notify");
	REFUSED("[notify a]\n[notify b]\n[notify a]\n", 3, "notify a");
	REFUSED("name = x\n", 1, "name");
	REFUSED("[organisation]\nnaam = x\n", 2, "naam");
	REFUSED("[organisation]\nName = x\n", 2, "Name");
	REFUSED("[organisation]\nsignature = x\n", 2, "signature");
	REFUSED("[organisation]\n= x\n", 2, "");
	REFUSED("[organisation]\nname x\n", 2, "name x");
	REFUSED("[organisation]\nname = a\nname = b\n", 3, "name: set twice");
	REFUSED("[organisation]\nname = a\n[reply]\n[organisation]\nname = b\n", 5,
		"name: set twice");
	REFUSED("[notify a]\nfile = a\nfile = b\n", 3, "file: set twice");
	REFUSED("[register]\nbusy = soon\n", 2, "busy");
	REFUSED("[register]\nbusy =\n", 2, "busy");
	REFUSED("[register]\nbusy = -1s\n", 2, "busy");
	REFUSED("[register]\nbusy = 30\n", 2, "busy");
	REFUSED("[fetch]\nmax_body = many\n", 2, "max_body");
	REFUSED("[fetch]\nmax_body =\n", 2, "max_body");
	REFUSED("[fetch]\nmax_body = -5\n", 2, "max_body");
	REFUSED("[fetch]\nmax_body = 5 MB\n", 2, "max_body");
	REFUSED("[fetch]\nmax_body = 99999999999999999999\n", 2, "max_body");
	REFUSED("[reply]\nsignature = caf\xE9\n", 2, "bytes that are no UTF-8");
	REFUSED("# caf\xE9\n", 1, "bytes that are no UTF-8");
	REFUSED("[reply]\nsignature = a\0b\n", 2, "a NUL byte");
	REFUSED("\0[reply]\n", 1, "a NUL byte");
	REFUSED("\xFF\xFE[\0", 1, "bytes that are no UTF-8");
}

static void
load_path(const void *with)
{
	config_load(with);
}

static void
a_file_that_cannot_be_read_ends_the_run_and_is_named(void **state)
{
	(void)state;
	struct ending ending = ends(load_path, "/nowhere/gripe.conf");

	assert_int_equal(ending.status, STATUS_NO_INPUT);
	assert_non_null(strstr(ending.said, "/nowhere/gripe.conf"));
	assert_int_not_equal(ends(load_path, "/").status, STATUS_OK);
}

static void
ask_unknown(const void *with)
{
	struct config *c = config_load(NULL);

	config_string(c, "reply", with);
}

static void
ask_named_as_unnamed(const void *with)
{
	struct config *c = config_load(NULL);

	config_string(c, "notify", with);
}

static void
asking_for_what_no_table_row_has_is_our_bug(void **state)
{
	(void)state;
	assert_int_equal(ends(ask_unknown, "colour").status, STATUS_BUG);
	assert_int_equal(ends(ask_named_as_unnamed, "file").status, STATUS_BUG);
}

static void
ask_register(const void *with)
{
	struct config *c = config_load(NULL);

	unsetenv("GRIPE_DB");
	config_register(c, with);
}

static void
the_register_is_the_option_then_the_environment_then_the_setting(void **state)
{
	(void)state;
	struct config *c = load("[register]\npath = set.db\n"), *none = config_load(NULL);

	setenv("GRIPE_DB", "env.db", 1);
	assert_string_equal(config_register(c, "option.db"), "option.db");
	assert_string_equal(config_register(c, NULL), "env.db");
	setenv("GRIPE_DB", "", 1);
	assert_string_equal(config_register(c, NULL), "set.db");
	unsetenv("GRIPE_DB");
	assert_string_equal(config_register(c, NULL), "set.db");
	assert_string_equal(config_register(none, "o"), "o");
	config_free(c);
	config_free(none);
	struct ending ending = ends(ask_register, NULL);
	assert_int_equal(ending.status, STATUS_USAGE);
	assert_non_null(strstr(ending.said, "-D"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_a_file_everything_has_its_default),
		cmocka_unit_test(an_empty_file_and_one_of_comments_are_settings_too),
		cmocka_unit_test(what_is_set_is_read_without_the_space_around_it),
		cmocka_unit_test(a_value_may_be_very_long_and_in_any_script),
		cmocka_unit_test(sections_with_names_are_told_in_their_order),
		cmocka_unit_test(damaged_settings_end_the_run_with_78_and_say_where),
		cmocka_unit_test(a_file_that_cannot_be_read_ends_the_run_and_is_named),
		cmocka_unit_test(asking_for_what_no_table_row_has_is_our_bug),
		cmocka_unit_test(the_register_is_the_option_then_the_environment_then_the_setting),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
