/* The stream room as a filter has it: a child runs the loop of every filter over pipes; the parent is its neighbours.
 * The parent writes the next input only after it has read the output of what went before: a stream that keeps records back
 * while it waits makes both wait, and the alarm at the top ends the test. No sleep, no clock. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>

#include "buffer.h"
#include "ends.h"
#include "mem.h"
#include "record.h"
#include "status.h"
#include "stream.h"

enum { PATIENCE = 120 }; /* seconds; only a hanging test sees them pass */

/* The loop of every filter: a record gets "seen", one with "no" in "refuse" is named as bad. */
static int
filter(const struct stream_setup *setup)
{
	struct stream *s = stream_open(setup);
	struct record *r;

	while ((r = stream_next(s)) != NULL) {
		if (record_is(r, "refuse", "no"))
			stream_refuse(s, "no was said");
		record_set(r, "seen", "1");
		stream_put(s, r);
	}
	return stream_finish(s);
}

struct run {
	pid_t child;
	int to, from, said; /* its standard input, output and error */
};

static void
start(struct run *run, const struct stream_setup *setup, int (*tool)(const struct stream_setup *))
{
	int in[2], out[2], err[2];

	assert_int_equal(pipe2(in, O_CLOEXEC) + pipe2(out, O_CLOEXEC) + pipe2(err, O_CLOEXEC), 0);
	fflush(NULL);
	run->child = fork();
	if (run->child == 0) {
		for (const int *n = (const int[]){SIGTERM, SIGINT, SIGPIPE, SIGALRM, 0}; *n != 0;
			n++)
			signal(*n, SIG_DFL);
		dup2(in[0], STDIN_FILENO);
		dup2(out[1], STDOUT_FILENO);
		dup2(err[1], STDERR_FILENO);
		for (int fd = 3; fd < 64; fd++)
			close(fd);
		_exit(tool(setup));
	}
	close(in[0]);
	close(out[1]);
	close(err[1]);
	*run = (struct run){run->child, in[1], out[0], err[0]};
	alarm(PATIENCE);
}

static void
give(struct run *run, const char *text)
{
	assert_int_equal(write(run->to, text, strlen(text)), strlen(text));
}

/* Reads exactly that, however it comes. */
static void
expect(int fd, const char *want)
{
	char got[8192];
	size_t length = strlen(want), have = 0;

	assert_true(length < sizeof got);
	while (have < length) {
		ssize_t n = read(fd, got + have, length - have);
		if (n <= 0)
			fail_msg("the output ended after \"%.*s\"", (int)have, got);
		have += (size_t)n;
	}
	got[have] = '\0';
	assert_string_equal(got, want);
}

static char *
rest_of(int fd)
{
	struct buffer b = {0};
	char block[4096];
	ssize_t n;

	buffer_text(&b, "");
	while ((n = read(fd, block, sizeof block)) > 0)
		buffer_add(&b, block, (size_t)n);
	close(fd);
	return b.at;
}

/* No more input: what else comes out, what was said, and the status. */
static void
assert_ends(struct run *run, const char *output, const char *said, int status)
{
	if (run->to >= 0)
		close(run->to);
	char *more = rest_of(run->from), *words = rest_of(run->said);

	assert_string_equal(more, output);
	if (said == NULL)
		assert_string_equal(words, "");
	else if (strstr(words, said) == NULL)
		fail_msg("\"%s\" was said, not \"%s\"", words, said);
	assert_int_equal(ends_wait(run->child), status);
	alarm(0);
	free(more);
	free(words);
}

static void
what_was_put_is_written_before_the_next_wait(void **state)
{
	(void)state;
	struct run run;

	start(&run, &(struct stream_setup){0}, filter);
	for (int i = 0; i < 1000; i++) {
		give(&run, "{\"a\":1}\n");
		expect(run.from, "{\"a\":1,\"seen\":1}\n");
	}
	assert_ends(&run, "", NULL, 0);
}

static void
half_a_line_behind_it_holds_nothing_back(void **state)
{
	(void)state;
	struct run run;

	start(&run, &(struct stream_setup){0}, filter);
	give(&run, "{}\n{\"a\"");
	expect(run.from, "{\"seen\":1}\n");
	give(&run, ":1");
	give(&run, "}\n\n\n{\"b\":2}\n   ");
	expect(run.from, "{\"a\":1,\"seen\":1}\n{\"b\":2,\"seen\":1}\n");
	assert_ends(&run, "", NULL, 0);
}

static void
a_bad_line_behind_it_holds_nothing_back(void **state)
{
	(void)state;
	struct run run;

	start(&run, &(struct stream_setup){0}, filter);
	give(&run, "{\"a\":1}\nnonsense\n");
	expect(run.from, "{\"a\":1,\"seen\":1}\n");
	give(&run, "{\"a\":2}\n{\"a\":\n\n");
	expect(run.from, "{\"a\":2,\"seen\":1}\n");
	assert_ends(&run, "", "-:4: it ends in the middle", STATUS_DATA);
}

static void
a_file_that_comes_before_a_slow_one_is_written_before_the_wait(void **state)
{
	(void)state;
	char *a = ends_file("{\"a\":1}\n{\"no\":\"newline\"}", 24);
	char *files[] = {a, "/nowhere/x", "-", NULL};
	struct run run;

	start(&run, &(struct stream_setup){.files = files}, filter);
	expect(run.from, "{\"a\":1,\"seen\":1}\n{\"no\":\"newline\",\"seen\":1}\n");
	give(&run, "{\"b\":2}\n");
	expect(run.from, "{\"b\":2,\"seen\":1}\n");
	assert_ends(&run, "", "/nowhere/x: No such file", STATUS_NO_INPUT);
	ends_unlink(a);
}

static void
rejects_are_written_before_the_wait_as_well(void **state)
{
	(void)state;
	char *name = ends_file("", 0);
	struct run run;

	start(&run, &(struct stream_setup){.rejects = name}, filter);
	give(&run, "bad one\n{}\n");
	expect(run.from, "{\"seen\":1}\n");
	give(&run, "{}\n");
	expect(run.from, "{\"seen\":1}\n"); /* so it waited in between */
	char *kept = rest_of(open(name, O_RDONLY));
	assert_string_equal(kept, "bad one\n");
	free(kept);
	assert_ends(&run, "", "-:1: ", STATUS_OK);
	ends_unlink(name);
}

static bool
say_waiting(void *context)
{
	stream_write(context, "waiting", 7);
	return true;
}

static int
tells_of_waits(const struct stream_setup *setup)
{
	struct stream *s = stream_open(setup);
	struct record *r;

	stream_before_wait(s, say_waiting, s);
	while ((r = stream_next(s)) != NULL)
		stream_put(s, r);
	return stream_finish(s);
}

static void
a_tool_may_do_something_before_every_wait_also_behind_a_bad_line(void **state)
{
	(void)state;
	struct run run;

	start(&run, &(struct stream_setup){0}, tells_of_waits);
	expect(run.from, "waiting\n");
	give(&run, "{\"a\":1}\nbad\n{\"ha");
	expect(run.from, "{\"a\":1}\nwaiting\n");
	give(&run, "lf\":1}\nbad\n");
	expect(run.from, "{\"half\":1}\nwaiting\n");
	assert_ends(&run, "", "-:4: ", STATUS_DATA);
}

static bool
wants_more(void *records)
{
	return *(int *)records < 2;
}

static int
leaves_after_two(const struct stream_setup *setup)
{
	struct stream *s = stream_open(setup);
	struct record *r;
	int records = 0;

	stream_before_wait(s, wants_more, &records);
	while ((r = stream_next(s)) != NULL) {
		records++;
		stream_put(s, r);
	}
	return stream_finish(s);
}

static void
a_tool_may_refuse_to_wait_and_ends_in_order(void **state)
{
	(void)state;
	struct run run;

	start(&run, &(struct stream_setup){0}, leaves_after_two);
	give(&run, "{\"a\":1}\n");
	expect(run.from, "{\"a\":1}\n");
	give(&run, "{\"a\":2}\n");
	expect(run.from, "{\"a\":2}\n");
	int to = run.to;
	run.to = -1; /* it ends though the input stays open */
	assert_ends(&run, "", NULL, 0);
	close(to);
}

static void
assert_signal(int number)
{
	struct run run;

	start(&run, &(struct stream_setup){0}, filter);
	give(&run, "{\"a\":1}\n");
	expect(run.from, "{\"a\":1,\"seen\":1}\n");
	kill(run.child, number);
	int to = run.to;
	run.to = -1;
	assert_ends(&run, "", NULL, 128 + number);
	close(to);
}

static void
a_signal_while_it_waits_ends_it_by_that_signal(void **state)
{
	(void)state;
	assert_signal(SIGTERM);
	assert_signal(SIGINT);
}

static int
signals_itself(const struct stream_setup *setup)
{
	struct stream *s = stream_open(setup);
	struct record *r;

	while ((r = stream_next(s)) != NULL) {
		if (record_is(r, "signal", "now"))
			raise(SIGTERM);
		record_set(r, "seen", "1");
		stream_put(s, r);
	}
	return stream_finish(s);
}

static void
a_signal_while_it_works_lets_the_record_in_hand_through_and_no_other(void **state)
{
	(void)state;
	struct run run;

	start(&run, &(struct stream_setup){0}, signals_itself);
	give(&run, "{\"a\":1}\n{\"signal\":\"now\"}\n{\"a\":3}\n");
	assert_ends(&run, "{\"a\":1,\"seen\":1}\n{\"signal\":\"now\",\"seen\":1}\n", NULL,
		128 + SIGTERM);
}

static int
ignores_interrupts(const struct stream_setup *setup)
{
	signal(SIGINT, SIG_IGN);
	return filter(setup);
}

static void
a_signal_that_was_ignored_at_the_start_stays_so(void **state)
{
	(void)state;
	struct run run;

	start(&run, &(struct stream_setup){0}, ignores_interrupts);
	give(&run, "{\"a\":1}\n");
	expect(run.from, "{\"a\":1,\"seen\":1}\n");
	kill(run.child, SIGINT);
	give(&run, "{\"a\":2}\n");
	expect(run.from, "{\"a\":2,\"seen\":1}\n");
	assert_ends(&run, "", NULL, 0);
}

static void
a_reader_that_goes_away_ends_it_quietly(void **state)
{
	(void)state;
	struct run run;

	start(&run, &(struct stream_setup){0}, filter);
	give(&run, "{\"a\":1}\n");
	expect(run.from, "{\"a\":1,\"seen\":1}\n");
	close(run.from);
	run.from = open("/dev/null", O_RDONLY);
	give(&run, "{\"a\":2}\n");
	assert_ends(&run, "", NULL, 128 + SIGPIPE);
}

static int
writes_to_a_full_disk(const struct stream_setup *setup)
{
	dup2(open("/dev/full", O_WRONLY), STDOUT_FILENO);
	return filter(setup);
}

static int
writes_to_nowhere(const struct stream_setup *setup)
{
	close(STDOUT_FILENO);
	return filter(setup);
}

static void
output_that_cannot_be_written_ends_it_with_74_and_is_named_once(void **state)
{
	(void)state;
	struct run run;

	start(&run, &(struct stream_setup){0}, writes_to_a_full_disk);
	give(&run, "{}\n{}\n{}\n");
	assert_ends(&run, "", "standard output: No space left", STATUS_IO);
	start(&run, &(struct stream_setup){0}, writes_to_nowhere);
	give(&run, "{}\n");
	assert_ends(&run, "", "standard output: ", STATUS_IO);
	start(&run, &(struct stream_setup){0}, writes_to_nowhere);
	assert_ends(&run, "", NULL, STATUS_OK); /* there was nothing to write */
}

static void
rejects_on_a_full_disk_give_74_and_the_records_go_on(void **state)
{
	(void)state;
	struct run run;

	start(&run, &(struct stream_setup){.rejects = "/dev/full"}, filter);
	give(&run, "bad\n{}\nbad\n{}\n");
	assert_ends(&run, "{\"seen\":1}\n{\"seen\":1}\n", "/dev/full: No space left", STATUS_IO);
	start(&run, &(struct stream_setup){.rejects = "/nowhere/rejects"}, filter);
	assert_ends(&run, "", "/nowhere/rejects: No such file", STATUS_IO);
}

static void
a_refused_record_is_named_kept_and_not_written(void **state)
{
	(void)state;
	char *name = ends_file("", 0);
	struct run run;

	start(&run, &(struct stream_setup){.rejects = name}, filter);
	give(&run,
		"{\"a\":1}\n { \"refuse\":\"no\" } \n{\"refuse\":5}\r\n{\"a\":\"\xFF\"]\n{\"b\":2}\n");
	assert_ends(&run, "{\"a\":1,\"seen\":1}\n{\"b\":2,\"seen\":1}\n", "-:2: no was said\n", 0);
	char *kept = rest_of(open(name, O_RDONLY));
	assert_string_equal(kept, " { \"refuse\":\"no\" } \n{\"refuse\":5}\n{\"a\":\"\xFF\"]\n");
	free(kept);
	ends_unlink(name);
}

static void
strict_stops_at_the_first_bad_line_or_file(void **state)
{
	(void)state;
	char *a = ends_file("{}\n", 3), *name = ends_file("", 0);
	char *files[] = {"/nowhere/x", a, NULL};
	struct run run;

	start(&run, &(struct stream_setup){.strict = true}, filter);
	give(&run, "{\"a\":1}\nbad\n{\"a\":2}\nworse\n");
	assert_ends(&run, "{\"a\":1,\"seen\":1}\n", "-:2: ", STATUS_DATA);
	start(&run, &(struct stream_setup){.strict = true, .rejects = name}, filter);
	give(&run, "{\"refuse\":\"no\"}\n{\"a\":2}\n");
	assert_ends(&run, "", "-:1: ", STATUS_DATA);
	start(&run, &(struct stream_setup){.strict = true, .files = files}, filter);
	assert_ends(&run, "", "/nowhere/x: ", STATUS_NO_INPUT);
	ends_unlink(a);
	ends_unlink(name);
}

static void
a_line_that_is_too_long_is_skipped_whole_and_kept_raw(void **state)
{
	(void)state;
	char *name = ends_file("", 0), *line = mem_format("{\"a\":\"%0200000d\"}\n", 0);
	struct run run;

	start(&run, &(struct stream_setup){.max_line = 64, .rejects = name}, filter);
	give(&run, "{\"a\":1}\n");
	expect(run.from, "{\"a\":1,\"seen\":1}\n");
	for (size_t i = 0, length = strlen(line); i < length; i += 50000) {
		size_t n = length - i < 50000 ? length - i : 50000;
		assert_int_equal(write(run.to, line + i, n), n);
	}
	give(&run, "{\"a\":2}\n");
	expect(run.from, "{\"a\":2,\"seen\":1}\n");
	assert_ends(&run, "", "-:2: the line is over 64 bytes (--max-line)", STATUS_OK);
	char *kept = rest_of(open(name, O_RDONLY));
	assert_string_equal(kept, line);
	free(kept);
	free(line);
	ends_unlink(name);
}

static void
plain_text_becomes_records_and_its_first_line_does_not_wait_for_a_second(void **state)
{
	(void)state;
	struct run run;

	start(&run, &(struct stream_setup){.text = true}, filter);
	give(&run, "a\n");
	expect(run.from, "{\"content\":\"a\",\"seen\":1}\n");
	give(&run, "say \"no\"\t\\ caf\xE9\r\n \n");
	expect(run.from, "{\"content\":\"say \\\"no\\\"\\t\\\\ caf\xEF\xBF\xBD\",\"seen\":1}\n");
	assert_ends(&run, "", "-:2: bytes that are no UTF-8", STATUS_OK);
}

static void
pretty_printed_input_gets_a_hint(void **state)
{
	(void)state;
	struct run run;

	start(&run, &(struct stream_setup){0}, filter);
	give(&run, "{\n  \"a\": 1\n}\n");
	assert_ends(&run, "", "one record a line; try jq -c", STATUS_DATA);
}

static void
lines_larger_than_every_buffer_come_out_whole(void **state)
{
	(void)state;
	struct buffer b = {0}, want = {0};
	char *a;

	for (int length = 65000; length < 66000; length += 97) {
		buffer_format(&b, "{\"a\":\"%0*d\"}\n", length, 3);
		buffer_format(&want, "{\"a\":\"%0*d\",\"seen\":1}\n", length, 3);
	}
	a = ends_file(b.at, b.length);
	char *files[] = {a, NULL};
	struct run run;
	start(&run, &(struct stream_setup){.files = files}, filter);
	assert_ends(&run, want.at, NULL, 0);
	buffer_free(&b);
	buffer_free(&want);
	ends_unlink(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_put_is_written_before_the_next_wait),
		cmocka_unit_test(half_a_line_behind_it_holds_nothing_back),
		cmocka_unit_test(a_bad_line_behind_it_holds_nothing_back),
		cmocka_unit_test(a_file_that_comes_before_a_slow_one_is_written_before_the_wait),
		cmocka_unit_test(rejects_are_written_before_the_wait_as_well),
		cmocka_unit_test(a_tool_may_do_something_before_every_wait_also_behind_a_bad_line),
		cmocka_unit_test(a_tool_may_refuse_to_wait_and_ends_in_order),
		cmocka_unit_test(a_signal_while_it_waits_ends_it_by_that_signal),
		cmocka_unit_test(
			a_signal_while_it_works_lets_the_record_in_hand_through_and_no_other),
		cmocka_unit_test(a_signal_that_was_ignored_at_the_start_stays_so),
		cmocka_unit_test(a_reader_that_goes_away_ends_it_quietly),
		cmocka_unit_test(output_that_cannot_be_written_ends_it_with_74_and_is_named_once),
		cmocka_unit_test(rejects_on_a_full_disk_give_74_and_the_records_go_on),
		cmocka_unit_test(a_refused_record_is_named_kept_and_not_written),
		cmocka_unit_test(strict_stops_at_the_first_bad_line_or_file),
		cmocka_unit_test(a_line_that_is_too_long_is_skipped_whole_and_kept_raw),
		cmocka_unit_test(
			plain_text_becomes_records_and_its_first_line_does_not_wait_for_a_second),
		cmocka_unit_test(pretty_printed_input_gets_a_hint),
		cmocka_unit_test(lines_larger_than_every_buffer_come_out_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
