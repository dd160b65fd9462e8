/* The input room: lines whole whatever the blocks they come in, in fixed memory, from any kind of file. */
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
#include "input.h"
#include "mem.h"

enum { MOST = 100 };

/* What comes from an input as text: L(line), a too long one T(start)R(piece)E(end), U unopened, B broken, S stopped, "." end.
 * Pieces that follow one another are joined, as their borders depend on the blocks. */
static char *
told(struct input *in)
{
	static const char letters[] = "LTREUBS.";
	struct buffer b = {0};
	struct input_piece piece;
	enum input_kind kind;

	do {
		kind = input_next(in, &piece);
		bool has_text = kind <= INPUT_REST_END;
		if (kind == INPUT_REST || kind == INPUT_REST_END)
			b.length -= b.at[b.length - 1] == ')'; /* joins */
		else
			buffer_format(&b, "%c%s", letters[kind], has_text ? "(" : "");
		if (has_text) {
			buffer_add(&b, piece.at, piece.length);
			buffer_char(&b, ')');
		}
	} while (kind != INPUT_END);
	input_close(in);
	return b.at;
}

static void
assert_told(struct input *in, const char *want)
{
	char *text = told(in);

	assert_string_equal(text, want);
	free(text);
}

static struct input *
over(const char *text, size_t length, size_t max_line)
{
	static char *files[2]; /* lives as long as the input asks for it */

	if (files[0] != NULL)
		ends_unlink(files[0]);
	files[0] = text != NULL ? ends_file(text, length) : NULL;
	return text != NULL ? input_open(files, max_line, NULL) : NULL;
}

#define TOLD(text, want) assert_told(over(text, sizeof text - 1, MOST), want)

static void
lines_come_without_their_ends(void **state)
{
	(void)state;
	TOLD("", ".");
	TOLD("\n", "L().");
	TOLD("a", "L(a).");
	TOLD("a\n", "L(a).");
	TOLD("a\nb", "L(a)L(b).");
	TOLD("a\n\nb\n", "L(a)L()L(b).");
	TOLD("a\r\nb\r\n", "L(a)L(b).");
	TOLD("a\r", "L(a).");
	TOLD("a\r\r\n", "L(a\r).");
	TOLD("a\rb\n", "L(a\rb).");
	TOLD("\r\n", "L().");
}

static void
a_byte_order_mark_is_passed_over_at_the_start_and_only_there(void **state)
{
	(void)state;
	TOLD("\xEF\xBB\xBF"
	     "a\n",
		"L(a).");
	TOLD("\xEF\xBB\xBF\na\n", "L()L(a).");
	TOLD("\xEF\xBB\xBF", ".");
	TOLD("\xEF\xBB\xBF\xEF\xBB\xBF", "L(\xEF\xBB\xBF).");
	TOLD("a\n\xEF\xBB\xBF"
	     "b\n",
		"L(a)L(\xEF\xBB\xBF"
		"b).");
	TOLD("\xEF\xBB", "L(\xEF\xBB).");
	TOLD("\xEF", "L(\xEF).");
	TOLD("\xEF\xBB\n", "L(\xEF\xBB).");
	TOLD("\xEF\xBB\xBE\n", "L(\xEF\xBB\xBE).");
}

static void
a_nul_is_a_byte_like_others_and_one_stands_behind_the_line(void **state)
{
	(void)state;
	struct input *in = over("a\0b\nc", 5, MOST);
	struct input_piece piece;

	assert_int_equal(input_next(in, &piece), INPUT_LINE);
	assert_int_equal(piece.length, 3);
	assert_memory_equal(piece.at, "a\0b\0", 4);
	assert_int_equal(input_next(in, &piece), INPUT_LINE);
	assert_memory_equal(piece.at, "c\0", 2);
	assert_int_equal(input_next(in, &piece), INPUT_END);
	assert_int_equal(input_next(in, &piece), INPUT_END);
	input_close(in);
}

static void
assert_long(size_t length, const char *end, bool fits)
{
	char *line = mem_format("%0*d", (int)length, 7);
	char *text = mem_format("%s%sb\n", line, end);
	char *want = mem_format("%c(%s)L(b).", fits ? 'L' : 'T', line);
	char *got = told(over(text, strlen(text), MOST));
	char *cr = strstr(got, "\r)"); /* of a line that is too long the raw bytes come */

	if (cr != NULL)
		memmove(cr, cr + 1, strlen(cr));
	assert_string_equal(got, want);
	free(line);
	free(text);
	free(want);
	free(got);
}

static void
a_line_may_have_as_many_bytes_as_it_may_and_not_one_more(void **state)
{
	(void)state;
	static const size_t lengths[] = {
		99, 100, 101, 102, 65535, 65536, 65537, 70000, 131072, 200001};

	for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
		assert_long(lengths[i], "\n", lengths[i] <= MOST);
		assert_long(lengths[i], "\r\n", lengths[i] <= MOST);
	}
}

static void
what_is_too_long_may_also_be_the_last_or_the_only_line(void **state)
{
	(void)state;
	char *line = mem_format("%0150d", 7);
	char *want = mem_format("T(%s).", line);

	assert_told(over(line, 150, MOST), want);
	free(want);
	want = mem_format("T(%s)T(%s).", line, line);
	char *both = mem_format("%s\n%s\n", line, line);
	assert_told(over(both, strlen(both), MOST), want);
	free(line);
	free(want);
	free(both);
}

static void
a_long_line_is_whole_where_it_may_be_long(void **state)
{
	(void)state;
	for (size_t length = 65530; length < 65545; length++) {
		char *text = mem_format("%0*d\nx\n", (int)length, 5);
		struct input *in = over(text, length + 3, 1 << 20);
		struct input_piece piece;
		assert_int_equal(input_next(in, &piece), INPUT_LINE);
		assert_int_equal(piece.length, length);
		assert_int_equal(input_next(in, &piece), INPUT_LINE);
		assert_string_equal(piece.at, "x");
		input_close(in);
		free(text);
	}
}

/* A child writes the text into a pipe in pieces of that many bytes. */
static struct input *
piped(const char *text, size_t length, size_t step, pid_t *child)
{
	static char *files[2];
	int pair[2];

	free(files[0]);
	files[0] = NULL;
	if (text == NULL)
		return NULL;
	assert_int_equal(pipe(pair), 0);
	fflush(NULL);
	*child = fork();
	if (*child == 0) {
		close(pair[0]);
		for (size_t i = 0; i < length; i += step)
			if (write(pair[1], text + i, length - i < step ? length - i : step) < 0)
				_exit(1);
		_exit(0);
	}
	close(pair[1]);
	files[0] = mem_format("/dev/fd/%d", pair[0]);
	return input_open(files, MOST, NULL);
}

static void
the_pieces_in_which_a_pipe_gives_its_bytes_change_nothing(void **state)
{
	(void)state;
	char *text = mem_format("\xEF\xBB\xBF"
				"a\r\n\nb\n%0150d\r\nc\n%0100d\r\nlast",
		1, 2);
	char *want = mem_format("L(a)L()L(b)T(%0150d)L(c)L(%0100d)L(last).", 1, 2);

	for (size_t step = 1; step < 9; step++) {
		pid_t child;
		char *got = told(piped(text, strlen(text), step, &child));
		char *cr = strstr(got, "\r)");
		if (cr != NULL)
			memmove(cr, cr + 1, strlen(cr));
		assert_string_equal(got, want);
		free(got);
		assert_int_equal(ends_wait(child), 0);
	}
	free(text);
	free(want);
}

static void
files_come_one_after_the_other_and_a_missing_one_does_not_stop_the_rest(void **state)
{
	(void)state;
	char *a = ends_file("a\nno end", 8), *b = ends_file("", 0),
	     *c = ends_file("\xEF\xBB\xBF"
			    "c\n",
		     5);
	char *files[] = {a, "/nowhere/x", b, "/nowhere/y", c, NULL};

	assert_told(input_open(files, MOST, NULL), "L(a)L(no end)UUL(c).");
	char *missing[] = {"/nowhere/x", NULL};
	assert_told(input_open(missing, MOST, NULL), "U.");
	ends_unlink(a);
	ends_unlink(b);
	ends_unlink(c);
}

static void
a_folder_breaks_and_the_next_file_is_read(void **state)
{
	(void)state;
	char *a = ends_file("a\n", 2);
	char *files[] = {"/", a, NULL};
	struct input *in = input_open(files, MOST, NULL);
	struct input_piece piece;

	assert_int_equal(input_next(in, &piece), INPUT_BROKEN);
	assert_int_equal(errno, EISDIR);
	assert_string_equal(input_name(in), "/");
	assert_int_equal(input_next(in, &piece), INPUT_LINE);
	assert_string_equal(input_name(in), a);
	input_close(in);
	ends_unlink(a);
}

static void
a_line_knows_its_number_and_its_file(void **state)
{
	(void)state;
	char *a = ends_file("1\n\n3\n", 5), *long_one = mem_format("x\n%0150d\ny\n", 0);
	char *b = ends_file(long_one, strlen(long_one));
	char *files[] = {a, b, NULL};
	struct input *in = input_open(files, MOST, NULL);
	struct input_piece piece;
	static const size_t lines[] = {1, 2, 3, 1, 2, 2, 3};

	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		input_next(in, &piece);
		assert_int_equal(input_line(in), lines[i]);
		assert_string_equal(input_name(in), i < 3 ? a : b);
	}
	input_close(in);
	free(long_one);
	ends_unlink(a);
	ends_unlink(b);
}

static void
progress_is_known_of_an_ordinary_file_only(void **state)
{
	(void)state;
	char *a = ends_file("a\nb\n", 4), *empty = ends_file("", 0);
	char *files[] = {a, NULL}, *none[] = {empty, NULL}, *null[] = {"/dev/null", NULL};
	struct input *in = input_open(files, MOST, NULL);
	struct input_piece piece;
	int percent = -1;

	assert_false(input_progress(in, &percent));
	input_next(in, &piece);
	assert_true(input_progress(in, &percent));
	assert_int_equal(percent, 100);
	input_close(in);
	in = input_open(none, MOST, NULL);
	assert_int_equal(input_next(in, &piece), INPUT_END);
	assert_false(input_progress(in, &percent));
	input_close(in);
	assert_told(input_open(null, MOST, NULL), ".");
	ends_unlink(a);
	ends_unlink(empty);
}

static void
whether_it_would_wait_is_known_before_it_does(void **state)
{
	(void)state;
	int pair[2];
	struct input_piece piece;
	char *a = ends_file("a\nb", 3);

	assert_int_equal(pipe(pair), 0);
	char *name = mem_format("/dev/fd/%d", pair[0]);
	char *files[] = {a, name, NULL};
	struct input *in = input_open(files, MOST, NULL);
	assert_int_equal(input_next(in, &piece), INPUT_LINE); /* a */
	assert_false(input_would_wait(in));                   /* b is in the file */
	assert_int_equal(input_next(in, &piece), INPUT_LINE); /* b */
	assert_true(input_would_wait(in));                    /* the pipe is next */
	assert_int_equal(write(pair[1], "c\nd\n{\"half", 10), 10);
	assert_int_equal(input_next(in, &piece), INPUT_LINE); /* c */
	assert_false(input_would_wait(in));                   /* d is here */
	assert_string_equal(piece.at, "c");                   /* and asking moved nothing */
	assert_int_equal(input_next(in, &piece), INPUT_LINE); /* d */
	assert_true(input_would_wait(in));                    /* only half a line is here */
	assert_string_equal(piece.at, "d");
	close(pair[1]);
	assert_int_equal(input_next(in, &piece), INPUT_LINE);
	assert_false(input_would_wait(in)); /* the end of the last file is here */
	assert_int_equal(input_next(in, &piece), INPUT_END);
	input_close(in);
	close(pair[0]);
	free(name);
	ends_unlink(a);
}

struct waiting {
	int write_end, calls;
	const char *more[4];
};

/* What would be waited for is written only now: whoever waits without having asked hangs. */
static bool
write_more(void *context)
{
	struct waiting *w = context;
	const char *text = w->more[w->calls++];

	if (text == NULL)
		close(w->write_end);
	else if (write(w->write_end, text, strlen(text)) < 0)
		abort();
	return true;
}

static void
before_every_wait_somebody_may_do_what_must_not_wait(void **state)
{
	(void)state;
	struct waiting w = {.more = {"a\nb\n{\"ha", "lf\"}", "\nc", NULL}};
	int pair[2];

	assert_int_equal(pipe(pair), 0);
	w.write_end = pair[1];
	char *name = mem_format("/dev/fd/%d", pair[0]);
	char *files[] = {name, NULL};
	struct input *in = input_open(files, MOST, NULL);
	input_before_wait(in, write_more, &w);
	alarm(60);
	assert_told(in, "L(a)L(b)L({\"half\"})L(c).");
	alarm(0);
	assert_int_equal(w.calls, 4);
	close(pair[0]);
	free(name);
}

static bool
refuse_to_wait(void *context)
{
	++*(int *)context;
	return false;
}

static void
who_is_asked_before_a_wait_may_stop_it(void **state)
{
	(void)state;
	int pair[2], calls = 0;
	struct input_piece piece;

	assert_int_equal(pipe(pair), 0);
	char *name = mem_format("/dev/fd/%d", pair[0]);
	char *files[] = {name, NULL};
	struct input *in = input_open(files, MOST, NULL);
	input_before_wait(in, refuse_to_wait, &calls);
	assert_int_equal(input_next(in, &piece), INPUT_STOPPED);
	assert_int_equal(calls, 1);
	assert_int_equal(write(pair[1], "a\n", 2), 2); /* there is no wait: nobody is asked */
	assert_int_equal(input_next(in, &piece), INPUT_LINE);
	assert_int_equal(calls, 1);
	input_close(in);
	close(pair[0]);
	close(pair[1]);
	free(name);
}

static void
a_signal_that_came_before_the_wait_stops_it(void **state)
{
	(void)state;
	volatile sig_atomic_t stop = SIGTERM;
	int pair[2];
	struct input_piece piece;

	assert_int_equal(pipe(pair), 0);
	char *name = mem_format("/dev/fd/%d", pair[0]);
	char *files[] = {name, NULL};
	struct input *in = input_open(files, MOST, &stop);
	assert_int_equal(input_next(in, &piece), INPUT_STOPPED);
	stop = 0;
	assert_int_equal(write(pair[1], "a\n", 2), 2);
	assert_int_equal(input_next(in, &piece), INPUT_LINE);
	assert_string_equal(piece.at, "a");
	input_close(in);
	close(pair[0]);
	close(pair[1]);
	free(name);
}

static volatile sig_atomic_t came;

static void
catch_signal(int number)
{
	came = number;
}

static void
a_named_pipe_without_a_writer_can_be_waited_for_and_left(void **state)
{
	(void)state;
	char *folder = strdup("/tmp/gripe-input-XXXXXX");
	struct input_piece piece;

	assert_non_null(mkdtemp(folder));
	char *name = mem_format("%s/pipe", folder);
	char *files[] = {name, NULL};
	assert_int_equal(mkfifo(name, 0600), 0);
	struct sigaction action = {.sa_handler = catch_signal, .sa_flags = SA_RESTART}, before;
	sigaction(SIGTERM, &action, &before);
	struct input *in = input_open(files, MOST, &came);
	fflush(NULL);
	pid_t child = fork();
	if (child == 0)
		_exit(kill(getppid(), SIGTERM));
	assert_int_equal(input_next(in, &piece), INPUT_STOPPED);
	assert_int_equal(ends_wait(child), 0);
	sigaction(SIGTERM, &before, NULL);
	came = 0;
	child = fork();
	if (child == 0) {
		int fd = open(name, O_WRONLY);
		_exit(write(fd, "late\n", 5) != 5);
	}
	assert_int_equal(input_next(in, &piece), INPUT_LINE);
	assert_string_equal(piece.at, "late");
	assert_int_equal(input_next(in, &piece), INPUT_END);
	assert_int_equal(ends_wait(child), 0);
	input_close(in);
	unlink(name);
	rmdir(folder);
	free(name);
	free(folder);
}

static void
standard_input_is_read_where_nothing_is_named(void **state)
{
	(void)state;
	char *a = ends_file("x\ny\n", 4);
	char *dash[] = {"-", NULL}, *none[] = {NULL};
	char *const *const ways[] = {NULL, none, dash};
	int kept = dup(STDIN_FILENO);

	for (size_t i = 0; i < 3; i++) {
		int fd = open(a, O_RDONLY);
		dup2(fd, STDIN_FILENO);
		close(fd);
		struct input *in = input_open(ways[i], MOST, NULL);
		assert_string_equal(input_name(in), "-");
		assert_told(in, "L(x)L(y).");
		assert_true(fcntl(STDIN_FILENO, F_GETFD) >= 0); /* it is left open */
	}
	dup2(kept, STDIN_FILENO);
	close(kept);
	ends_unlink(a);
}

static struct input *
bytes(const char *text, size_t length)
{
	struct buffer b = {0};

	if (text != NULL)
		buffer_add(&b, text, length);
	struct input *in = input_of_bytes("feed", &b, MOST);
	assert_null(b.at);
	assert_string_equal(input_name(in), "feed");
	return in;
}

static void
bytes_that_are_here_are_read_as_a_file_is(void **state)
{
	(void)state;
	assert_told(bytes("\xEF\xBB\xBFx\r\n\ny", 8), "L(x)L()L(y).");
	assert_told(bytes("", 0), ".");
	assert_told(bytes(NULL, 0), ".");
}

static void
a_whole_file_is_taken_as_it_stands_up_to_a_limit(void **state)
{
	static const char text[] = "\xEF\xBB\xBFx\r\n\0y";
	struct buffer whole = {0};

	(void)state;
	struct input *inputs[] = {bytes(text, sizeof text - 1), over(text, sizeof text - 1, 2)};
	for (size_t i = 0; i < 2; i++) {
		buffer_clear(&whole);
		assert_int_equal(input_whole(inputs[i], &whole, sizeof text - 1), INPUT_END);
		assert_int_equal(whole.length, sizeof text - 1);
		assert_memory_equal(whole.at, text, sizeof text - 1);
		input_close(inputs[i]);
	}
	struct input *in = over(text, sizeof text - 1, MOST);
	assert_int_equal(input_whole(in, &whole, 3), INPUT_TOO_LONG);
	input_close(in);
	in = input_open((char *const[]){"/nonexistent", NULL}, MOST, NULL);
	assert_int_equal(input_whole(in, &whole, 3), INPUT_UNOPENED);
	input_close(in);
	in = input_open((char *const[]){"/", NULL}, MOST, NULL);
	buffer_clear(&whole);
	assert_int_equal(input_whole(in, &whole, 3), INPUT_BROKEN);
	assert_int_equal(errno, EISDIR);
	input_close(in);
	buffer_free(&whole);
}

static int
clean(void **state)
{
	(void)state;
	over(NULL, 0, 0);
	piped(NULL, 0, 0, NULL);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_come_without_their_ends),
		cmocka_unit_test(a_byte_order_mark_is_passed_over_at_the_start_and_only_there),
		cmocka_unit_test(a_nul_is_a_byte_like_others_and_one_stands_behind_the_line),
		cmocka_unit_test(a_line_may_have_as_many_bytes_as_it_may_and_not_one_more),
		cmocka_unit_test(what_is_too_long_may_also_be_the_last_or_the_only_line),
		cmocka_unit_test(a_long_line_is_whole_where_it_may_be_long),
		cmocka_unit_test(the_pieces_in_which_a_pipe_gives_its_bytes_change_nothing),
		cmocka_unit_test(
			files_come_one_after_the_other_and_a_missing_one_does_not_stop_the_rest),
		cmocka_unit_test(a_folder_breaks_and_the_next_file_is_read),
		cmocka_unit_test(a_line_knows_its_number_and_its_file),
		cmocka_unit_test(progress_is_known_of_an_ordinary_file_only),
		cmocka_unit_test(whether_it_would_wait_is_known_before_it_does),
		cmocka_unit_test(before_every_wait_somebody_may_do_what_must_not_wait),
		cmocka_unit_test(who_is_asked_before_a_wait_may_stop_it),
		cmocka_unit_test(a_signal_that_came_before_the_wait_stops_it),
		cmocka_unit_test(a_named_pipe_without_a_writer_can_be_waited_for_and_left),
		cmocka_unit_test(standard_input_is_read_where_nothing_is_named),
		cmocka_unit_test(bytes_that_are_here_are_read_as_a_file_is),
		cmocka_unit_test(a_whole_file_is_taken_as_it_stands_up_to_a_limit),
	};

	return cmocka_run_group_tests(tests, NULL, clean);
}
