/* The state, spool and durable rooms: what is remembered is whole or not there, and nobody writes beside another. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <cmocka.h>

#include "buffer.h"
#include "durable.h"
#include "ends.h"
#include "mem.h"
#include "spool.h"
#include "state.h"
#include "status.h"

static char folder[] = "/tmp/gripe-state-XXXXXX";

static char *
path_of(const char *name)
{
	return mem_format("%s/%s", folder, name);
}

static int
start(void **state)
{
	(void)state;
	strcpy(folder, "/tmp/gripe-state-XXXXXX");
	return mkdtemp(folder) == NULL;
}

static int
run(const char *format)
{
	char *command = mem_format(format, folder);
	int status = system(command);

	free(command);
	return WEXITSTATUS(status);
}

static int
end(void **state)
{
	(void)state;
	return run("rm -rf '%s'");
}

static void
write_state(struct state *s, const char *source, const char *json)
{
	struct buffer b = {0};

	buffer_text(&b, json);
	assert_true(state_write(s, source, &b));
	buffer_free(&b);
}

static void
what_is_written_is_read_again(void **unused)
{
	struct buffer json = {0};
	struct stat st;

	(void)unused;
	struct state *s = state_open(folder);
	assert_false(state_read(s, "forum", &json));
	write_state(s, "forum", "{\"etag\":\"1\"}");
	write_state(s, "forum", "{\"etag\":\"2\"}");
	write_state(s, "mail", "{}");
	buffer_text(&json, "before ");
	assert_true(state_read(s, "forum", &json));
	assert_string_equal(json.at, "before {\"etag\":\"2\"}\n");
	char *path = path_of("forum.json");
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	free(path);
	buffer_free(&json);
	state_close(s);
}

static void
no_name_of_a_source_leaves_the_folder(void **unused)
{
	static const char *const names[] = {
		"../up", "/etc/passwd", ".", "..", "", "a b", "é", ".lock"};
	struct buffer json = {0};

	(void)unused;
	struct state *s = state_open(folder);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		char *text = mem_format("{\"n\":%zu}", i);
		write_state(s, names[i], text);
		free(text);
	}
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		char *text = mem_format("{\"n\":%zu}\n", i);
		buffer_clear(&json);
		assert_true(state_read(s, names[i], &json));
		assert_string_equal(json.at, text);
		free(text);
	}
	assert_int_equal(run("test \"$(ls -A '%s' | wc -l)\" -eq 9"), 0); /* and the lock */
	buffer_free(&json);
	state_close(s);
}

static void
read_damaged(const void *unused)
{
	struct buffer json = {0};
	struct state *s = state_open(folder);

	(void)unused;
	if (state_read(s, "forum", &json))
		_exit(1);
	buffer_free(&json);
	state_close(s);
}

static void
a_damaged_file_is_set_aside_and_said(void **unused)
{
	static const char *const damages[] = {"printf '{\"etag\":' >'%s/forum.json'",
		"printf '[1]' >'%s/forum.json'", "printf '{}\\0{}' >'%s/forum.json'",
		"head -c 3000000 /dev/zero >'%s/forum.json'", ": >'%s/forum.json'"};

	(void)unused;
	for (size_t i = 0; i < sizeof damages / sizeof *damages; i++) {
		assert_int_equal(run(damages[i]), 0);
		struct ending ending = ends(read_damaged, NULL);
		assert_int_equal(ending.status, 0);
		assert_non_null(strstr(ending.said, "forum.json: damaged; set aside as "));
		assert_int_equal(run("test -e '%s/forum.json.damaged'"), 0);
		assert_int_not_equal(run("test -e '%s/forum.json'"), 0);
	}
}

static void
open_again(const void *unused)
{
	(void)unused;
	state_close(state_open(folder));
}

static void
a_second_run_is_told_to_come_back_later(void **unused)
{
	(void)unused;
	struct state *s = state_open(folder);
	struct ending ending = ends(open_again, NULL);
	assert_int_equal(ending.status, STATUS_LATER);
	assert_non_null(strstr(ending.said, "another run is at work here"));
	state_close(s);
	assert_int_equal(ends(open_again, NULL).status, 0);
}

static void
open_nowhere(const void *unused)
{
	(void)unused;
	state_open("/dev/null/state");
}

static void
a_folder_that_cannot_be_made_ends_with_74(void **unused)
{
	(void)unused;
	assert_int_equal(ends(open_nowhere, NULL).status, STATUS_IO);
}

static void
folder_without_home(const void *unused)
{
	(void)unused;
	unsetenv("HOME");
	unsetenv("XDG_STATE_HOME");
	state_folder("");
}

static void
the_folder_is_the_chosen_one_or_the_usual_one(void **unused)
{
	char *path;

	(void)unused;
	setenv("XDG_STATE_HOME", "/x/state", 1);
	setenv("HOME", "/h", 1);
	assert_string_equal(path = state_folder("/chosen"), "/chosen");
	free(path);
	assert_string_equal(path = state_folder(NULL), "/x/state/gripe");
	free(path);
	setenv("XDG_STATE_HOME", "relative", 1);
	assert_string_equal(path = state_folder(""), "/h/.local/state/gripe");
	free(path);
	assert_int_equal(ends(folder_without_home, NULL).status, STATUS_CONFIG);
}

static void
a_file_is_not_there_before_it_is_whole(void **unused)
{
	(void)unused;
	struct durable *d = durable_open(folder);
	durable_write(d, "half", 4);
	assert_int_not_equal(run("test -e '%s/name'"), 0);
	assert_true(durable_commit(d, "name"));
	assert_int_equal(run("test \"$(cat '%s/name')\" = half"), 0);
	d = durable_open(folder);
	durable_write(d, "other", 5);
	durable_abandon(d);
	assert_int_equal(run("test \"$(cat '%s/name')\" = half"), 0);
	assert_int_equal(run("test \"$(ls -A '%s')\" = name"), 0);
}

static void
what_killed_runs_left_is_swept_and_what_runs_is_not(void **unused)
{
	(void)unused;
	assert_int_equal(run(": >'%s/.new-dead00'"), 0);
	struct durable *first = durable_open(folder), *second = durable_open(folder);
	assert_int_equal(run("test \"$(ls -A '%s' | wc -l)\" -eq 2"), 0);
	assert_true(durable_commit(first, "first"));
	assert_true(durable_commit(second, "second"));
}

static void
a_failed_commit_says_why_and_leaves_nothing(void **unused)
{
	(void)unused;
	struct durable *d = durable_open(folder);
	assert_false(durable_commit(d, "no/such/folder"));
	assert_int_equal(run("test -z \"$(ls -A '%s')\""), 0);
	assert_null(durable_open("/nonexistent"));
}

static void
a_spool_file_is_named_by_time_and_source(void **unused)
{
	(void)unused;
	setenv("GRIPE_NOW", "2026-03-10T12:00:00Z", 1);
	char *spool = path_of("spool");
	struct spool *s = spool_open(spool, "forum/../x y");
	spool_put(s, "{}", 2);
	spool_put(s, "{\"a\":1}", 7);
	assert_int_not_equal(run("ls '%s'/spool/*.ndjson 2>/dev/null"), 0);
	assert_true(spool_commit(s));
	assert_int_equal(run("cd '%s/spool' && test \"$(cat 20260310T120000Z-*-forum----x-y.ndjson"
			     " | tr -d '\\n')\" = '{}{\"a\":1}'"),
		0);
	free(spool);
}

static void
a_spool_file_without_records_is_none(void **unused)
{
	(void)unused;
	assert_true(spool_commit(spool_open(folder, "empty")));
	struct spool *s = spool_open(folder, "given up");
	spool_put(s, "{}", 2);
	spool_abandon(s);
	assert_int_equal(run("test -z \"$(ls -A '%s')\""), 0);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, start, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {TEST(what_is_written_is_read_again),
		TEST(no_name_of_a_source_leaves_the_folder),
		TEST(a_damaged_file_is_set_aside_and_said),
		TEST(a_second_run_is_told_to_come_back_later),
		TEST(a_folder_that_cannot_be_made_ends_with_74),
		TEST(the_folder_is_the_chosen_one_or_the_usual_one),
		TEST(a_file_is_not_there_before_it_is_whole),
		TEST(what_killed_runs_left_is_swept_and_what_runs_is_not),
		TEST(a_failed_commit_says_why_and_leaves_nothing),
		TEST(a_spool_file_is_named_by_time_and_source),
		TEST(a_spool_file_without_records_is_none)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
