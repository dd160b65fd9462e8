/* One delivery: to a file or a command. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "ends.h"
#include "send.h"
#include "status.h"

static const struct store_letter letter = {.case_id = "17",
	.id = "x:h/1",
	.channel = "x",
	.target = "x",
	.line = "{\"content\":\"$(touch /tmp/never) `id` 'quoted'\"}",
	.length = sizeof "{\"content\":\"$(touch /tmp/never) `id` 'quoted'\"}" - 1};

static struct send_result
to_command(const char *command, const struct store_letter *l)
{
	struct send_place place = {.command = command};
	struct send_result result;

	send_deliver(&place, l, &result);
	return result;
}

static void
expect(const char *command, enum store_outcome outcome, int status)
{
	struct send_result r = to_command(command, &letter);

	assert_int_equal(r.outcome, outcome);
	assert_int_equal(r.status, status);
	assert_true((r.error == NULL) == (outcome == STORE_SENT));
	send_result_free(&r);
}

static void
a_command_s_status_says_how_it_went(void **state)
{
	(void)state;
	expect("cat >/dev/null", STORE_SENT, STATUS_OK);
	expect("exit 75", STORE_TRY_LATER, STATUS_LATER);
	expect("exit 3", STORE_FAILED, STATUS_UNAVAILABLE);
	expect("kill -9 $$", STORE_FAILED, STATUS_UNAVAILABLE);
	expect("/nonexistent/tool", STORE_FAILED, STATUS_CONFIG);
}

static void
a_command_need_not_read(void **state)
{
	size_t length = 1 << 20;
	char *line = malloc(length + 1);
	struct store_letter big = letter;

	(void)state;
	memset(line, 'a', length);
	line[length] = '\0';
	big.line = line;
	big.length = length;
	struct send_result r = to_command("true", &big);
	assert_int_equal(r.outcome, STORE_SENT);
	send_result_free(&r);
	r = to_command("cat", &big); /* writes as much as it reads, at the same time */
	assert_int_equal(r.outcome, STORE_SENT);
	assert_int_equal(strlen(r.remote_id), 1024);
	send_result_free(&r);
	free(line);
}

static void
the_first_line_that_it_writes_is_the_remote_id(void **state)
{
	struct send_result r = to_command("echo 1131; echo more; echo 'even more'", &letter);

	(void)state;
	assert_string_equal(r.remote_id, "1131");
	send_result_free(&r);
	r = to_command("printf 'a\\377b'", &letter);
	assert_string_equal(r.remote_id, "a\xEF\xBF\xBD"
					 "b");
	send_result_free(&r);
	r = to_command("true", &letter);
	assert_null(r.remote_id);
	send_result_free(&r);
}

static void
the_record_comes_on_standard_input_and_no_text_of_it_elsewhere(void **state)
{
	struct send_result r = to_command(
		"echo \"$GRIPE_CASE $GRIPE_CHANNEL $GRIPE_ID $(env | grep -c quoted) $(md5sum)\"",
		&letter);

	(void)state;
	assert_non_null(strstr(r.remote_id, "17 x x:h/1 0 "));
	send_result_free(&r);
	expect("read -r line && [ \"$line\" = '{\"content\":\"$(touch /tmp/never) `id` '\"'quoted'\"'\"}' ]",
		STORE_SENT, STATUS_OK);
	assert_int_not_equal(access("/tmp/never", F_OK), 0);
}

static void
what_a_command_leaves_running_keeps_nobody_waiting(void **state)
{
	struct send_result r = to_command("sleep 1000 & echo $!", &letter);

	(void)state;
	assert_int_equal(r.outcome, STORE_SENT);
	assert_int_equal(kill(atoi(r.remote_id), SIGTERM), 0);
	send_result_free(&r);
}

static void
signals_are_as_usual_in_the_command(void **state)
{
	(void)state;
	expect("kill -PIPE $$", STORE_FAILED, STATUS_UNAVAILABLE);
	expect("kill -TERM $$", STORE_FAILED, STATUS_UNAVAILABLE);
}

static struct send_result
to_file(const char *path)
{
	struct send_place place = {.file = path};
	struct send_result result;

	send_deliver(&place, &letter, &result);
	return result;
}

static void
a_file_gets_a_line_for_each(void **state)
{
	char *path = ends_file("before\n", 7), text[256] = "";

	(void)state;
	for (int i = 0; i < 2; i++)
		assert_int_equal(to_file(path).outcome, STORE_SENT);
	FILE *f = fopen(path, "r");
	assert_int_equal(fread(text, 1, sizeof text, f), 7 + 2 * (letter.length + 1));
	fclose(f);
	assert_memory_equal(text + 7, letter.line, letter.length);
	assert_int_equal(text[7 + letter.length], '\n');
	ends_unlink(path);
}

static void
a_file_that_cannot_be_written_is_for_later(void **state)
{
	(void)state;
	static const char *const paths[] = {"/dev/full", "/nonexistent/answers", "/tmp"};
	for (int i = 0; i < 3; i++) {
		struct send_result r = to_file(paths[i]);
		assert_int_equal(r.outcome, STORE_TRY_LATER);
		assert_int_equal(r.status, STATUS_IO);
		assert_non_null(strstr(r.error, paths[i]));
		send_result_free(&r);
	}
}

static void
what_does_not_fit_on_the_disk_leaves_nothing_behind(void **state)
{
	char *path = ends_file("before\n", 7);
	struct rlimit limit, before;
	struct stat st;

	(void)state;
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &before);
	limit = before;
	limit.rlim_cur = 20; /* the line begins to be written */
	setrlimit(RLIMIT_FSIZE, &limit);
	struct send_result r = to_file(path);
	setrlimit(RLIMIT_FSIZE, &before);
	assert_int_equal(r.outcome, STORE_TRY_LATER);
	assert_int_equal(r.status, STATUS_IO);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_size, 7);
	send_result_free(&r);
	ends_unlink(path);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_command_s_status_says_how_it_went),
		cmocka_unit_test(a_command_need_not_read),
		cmocka_unit_test(the_first_line_that_it_writes_is_the_remote_id),
		cmocka_unit_test(the_record_comes_on_standard_input_and_no_text_of_it_elsewhere),
		cmocka_unit_test(what_a_command_leaves_running_keeps_nobody_waiting),
		cmocka_unit_test(signals_are_as_usual_in_the_command),
		cmocka_unit_test(a_file_gets_a_line_for_each),
		cmocka_unit_test(a_file_that_cannot_be_written_is_for_later),
		cmocka_unit_test(what_does_not_fit_on_the_disk_leaves_nothing_behind),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
