/* The table room: CSV as people and spreadsheets save it, and faults named by file, line and column. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "ends.h"
#include "mem.h"
#include "status.h"
#include "table.h"

enum { NAME, POINTS, NOTE };

static const struct table_column columns[] = {
	{"name", true}, {"points", true}, {"note", false}, {NULL, false}};

static char *path; /* of the file at hand */

static struct table *
load(const char *text, size_t length)
{
	path = ends_file(text, length);
	return table_load(path, columns);
}

static void
done(struct table *t)
{
	table_free(t);
	ends_unlink(path);
}

#define LOAD(text) load(text, sizeof text - 1)

static void
cells_stand_under_their_columns_in_whatever_order(void **state)
{
	(void)state;
	struct table *t = LOAD("points,name\n5,angry\n-2.5,\"kind, and good\"\n");

	assert_int_equal(table_rows(t), 2);
	assert_string_equal(table_cell(t, 0, NAME), "angry");
	assert_string_equal(table_cell(t, 0, POINTS), "5");
	assert_string_equal(table_cell(t, 0, NOTE), ""); /* a column that is not there */
	assert_string_equal(table_cell(t, 1, NAME), "kind, and good");
	assert_true(table_number(t, 1, POINTS, -10, 10, 0) == -2.5);
	assert_int_equal(table_line(t, 0), 2);
	assert_int_equal(table_line(t, 1), 3);
	assert_string_equal(table_path(t), path);
	done(t);
}

static void
a_header_alone_is_a_table_without_rows(void **state)
{
	(void)state;
	struct table *t = LOAD("name,points");

	assert_int_equal(table_rows(t), 0);
	done(t);
	table_free(NULL);
}

static void
semicolons_a_mark_carriage_returns_and_no_last_newline_are_accepted(void **state)
{
	(void)state;
	struct table *t = LOAD("\xEF\xBB\xBFname;points;note\r\na,b;1;x\r\n\"c;d\";2;");

	assert_int_equal(table_rows(t), 2);
	assert_string_equal(table_cell(t, 0, NAME), "a,b");
	assert_string_equal(table_cell(t, 0, NOTE), "x");
	assert_string_equal(table_cell(t, 1, NAME), "c;d");
	assert_string_equal(table_cell(t, 1, NOTE), "");
	done(t);
}

static void
comments_and_empty_lines_are_passed_over_and_counted(void **state)
{
	(void)state;
	struct table *t = LOAD("# what this is\n\n#\"an open quote\nname,points\n# more\n   \t \r\n"
			       "a,1\n\n\n#b,2\nc,3\n");

	assert_int_equal(table_rows(t), 2);
	assert_int_equal(table_line(t, 0), 7);
	assert_string_equal(table_cell(t, 1, NAME), "c");
	assert_int_equal(table_line(t, 1), 11);
	done(t);
}

static void
a_number_sign_that_does_not_begin_a_line_is_text(void **state)
{
	(void)state;
	struct table *t = LOAD("name,points,note\n a,1,#1\n\"#b\",2,x\n");

	assert_int_equal(table_rows(t), 2);
	assert_string_equal(table_cell(t, 0, NOTE), "#1");
	assert_string_equal(table_cell(t, 1, NAME), "#b");
	done(t);
}

static void
a_quoted_cell_may_go_on_over_lines_also_empty_ones_and_such_as_look_like_comments(void **state)
{
	(void)state;
	struct table *t = LOAD("name,points\n\"one\n\n# two\n;three\",1\nb,\"2\n\"\nc,3\n");

	assert_int_equal(table_rows(t), 3);
	assert_string_equal(table_cell(t, 0, NAME), "one\n\n# two\n;three");
	assert_int_equal(table_line(t, 0), 2);
	assert_string_equal(table_cell(t, 1, POINTS), "2");
	assert_int_equal(table_line(t, 1), 6);
	assert_int_equal(table_line(t, 2), 8);
	done(t);
}

static void
quotes_are_doubled_and_space_around_cells_is_no_part_of_them(void **state)
{
	(void)state;
	struct table *t = LOAD("name , points\n\"say \"\"no\"\"\",1\n  a b \t, 2 \n\" c \",3\n");

	assert_string_equal(table_cell(t, 0, NAME), "say \"no\"");
	assert_string_equal(table_cell(t, 1, NAME), "a b");
	assert_string_equal(table_cell(t, 1, POINTS), "2");
	assert_string_equal(table_cell(t, 2, NAME), "c");
	done(t);
}

static void
separators_inside_quotes_of_the_header_do_not_decide(void **state)
{
	(void)state;
	static const struct table_column odd[] = {{"a;b;c", true}, {"d", true}, {NULL, false}};
	char *name = ends_file("\"a;b;c\",d\n1,2\n", 14);
	struct table *t = table_load(name, odd);

	assert_string_equal(table_cell(t, 0, 1), "2");
	table_free(t);
	ends_unlink(name);
}

static void
a_long_table_with_long_cells_is_read(void **state)
{
	(void)state;
	char *text = NULL;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	fprintf(file, "name,points\n");
	for (int i = 0; i < 5000; i++)
		fprintf(file, "%*d,%d\n", i % 50 == 0 ? 100000 : 1, i, i);
	fclose(file);
	struct table *t = load(text, size);
	assert_int_equal(table_rows(t), 5000);
	for (size_t i = 0; i < 5000; i++)
		assert_true(table_number(t, i, NAME, 0, 5000, -1) == (double)i);
	done(t);
	free(text);
}

struct bytes {
	const char *text;
	size_t length;
};

static void
load_bytes(const void *with)
{
	const struct bytes *b = with;

	path = ends_file(b->text, b->length);
	dprintf(STDERR_FILENO, "%s is the file\n", path);
	table_load(path, columns);
}

static void
assert_refused(const char *text, size_t length, size_t line, const char *reason)
{
	struct ending ending = ends(load_bytes, &(struct bytes){text, length});
	char *name = strndup(ending.said, strcspn(ending.said, " "));
	char *want = mem_format("%s:%zu: %s", name, line, reason);

	if (ending.status != STATUS_CONFIG || strstr(ending.said, want) == NULL)
		fail_msg("%s: status %d, %s", want, ending.status, ending.said);
	free(want);
	ends_unlink(name);
}

#define REFUSED(text, line, reason) assert_refused(text, sizeof text - 1, line, reason)

static void
a_damaged_table_ends_the_run_with_78_and_says_where(void **state)
{
	(void)state;
	REFUSED("", 1, "no header");
	REFUSED("\n# nothing\n\n", 1, "no header");
	REFUSED("\xEF\xBB\xBF", 1, "no header");
	REFUSED("name\na\n", 1, "column points: missing");
	REFUSED("\n\nname,point\n", 3, "column point: not known here");
	REFUSED("name,points,\n", 1, "column without a name: not known here");
	REFUSED("name,points,name\n", 1, "column name: named twice");
	REFUSED("Name,points\n", 1, "column Name: not known here");
	REFUSED("name,points\na,1\nb\n", 3, "1 cells where the header has 2");
	REFUSED("name,points\n# x\na,1,2\n", 3, "3 cells where the header has 2");
	REFUSED("name,points\n\"a\nb\",1,2\n", 2, "3 cells where the header has 2");
	REFUSED("name,points\na;1\n", 2, "1 cells where the header has 2");
	REFUSED("name,points\na,\"1\nb,2\nc,3\n", 2, "a quote is not closed");
	REFUSED("name,points\n\"a\"b,1\n", 2, "");
	REFUSED("name,points\na\"b,1\n", 2, "");
	REFUSED("name,points\ncaf\xE9,1\n", 2, "bytes that are no UTF-8");
	REFUSED("name,points\n\xED\xA0\x80,1\n", 2, "bytes that are no UTF-8");
	REFUSED("name,points\na\0b,1\n", 2, "a NUL byte");
	REFUSED("name,points\n\0a,1\n", 2, "a NUL byte");
	REFUSED("name,points\n\0\n", 2, "a NUL byte");
	REFUSED("\xFF\xFEn\0a\0m\0e\0", 1,
		"bytes that are no UTF-8"); /* UTF-16, as Excel can save it */
}

static void
load_missing(const void *with)
{
	table_load(with, columns);
}

static void
a_table_that_cannot_be_read_ends_the_run(void **state)
{
	(void)state;
	struct ending gone = ends(load_missing, "/nowhere/rules.csv");

	assert_int_equal(gone.status, STATUS_CONFIG);
	assert_non_null(strstr(gone.said, "/nowhere/rules.csv: No such file"));
	assert_int_not_equal(ends(load_missing, "/").status, STATUS_OK);
}

static void
ask_number(const void *with)
{
	struct table *t = LOAD("name,points\n\na,1\nb,x\n");

	ends_unlink(path);
	(void)with;
	table_number(t, 0, POINTS, 0, 10, 0);
	table_number(t, 1, POINTS, 0, 10, 0);
}

static void
numbers_are_plain_decimals_within_their_bounds(void **state)
{
	(void)state;
	struct table *t = LOAD("name,points\na,0\nb,10\nc,1e1\nd,.5\ne,+7\nf,\ng,9.999\n");
	static const double want[] = {0, 10, 10, 0.5, 7, -3, 9.999};

	for (size_t i = 0; i < 7; i++)
		assert_true(table_number(t, i, POINTS, 0, 10, -3) == want[i]);
	done(t);
	struct ending ending = ends(ask_number, NULL);
	assert_int_equal(ending.status, STATUS_CONFIG);
	assert_non_null(
		strstr(ending.said, ":4: column points: \"x\" is not a number from 0 to 10"));
}

static void
ask_wrong_number(const void *with)
{
	char *text = mem_format("name,points\na,\"%s\"\n", (const char *)with);

	path = ends_file(text, strlen(text));
	free(text);
	struct table *t = table_load(path, columns);
	ends_unlink(path);
	table_number(t, 0, POINTS, 0, 10, 0);
}

static void
what_is_no_such_number_is_a_fault_of_the_table(void **state)
{
	(void)state;
	static const char *const wrong[] = {"x", "1x", "1 2", "1,5", "0x10", "nan", "inf",
		"infinity", "-1", "11", "10.0001", "1e2", "--1", ".", "1..2", "5 %", "٥"};

	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		if (ends(ask_wrong_number, wrong[i]).status != STATUS_CONFIG)
			fail_msg("%s was taken for a number", wrong[i]);
}

static void
find_fault(const void *with)
{
	struct table *t = LOAD("name,points\na,1\n\"b\nb\",2\nc,3\n");

	ends_unlink(path);
	table_fault(t, 2, NAME, "%s has %d faults", (const char *)with, 2);
}

static void
a_room_can_name_a_fault_of_its_own(void **state)
{
	(void)state;
	struct ending ending = ends(find_fault, "c");

	assert_int_equal(ending.status, STATUS_CONFIG);
	assert_non_null(strstr(ending.said, ":5: column name: c has 2 faults"));
}

static void
words_of_a_cell_are_walked(void **state)
{
	(void)state;
	static const char *const want[] = {"a", "", "b c", "d"};
	const char *list = "a||b c|d|", *word;
	size_t length;

	for (size_t i = 0; i < 4; i++) {
		assert_true(table_word(&list, &word, &length));
		assert_int_equal(length, strlen(want[i]));
		assert_memory_equal(word, want[i], length);
	}
	assert_false(table_word(&list, &word, &length));
	list = "";
	assert_false(table_word(&list, &word, &length));
	assert_true(table_has_word("a|b|c", "c"));
	assert_true(table_has_word("a", "a"));
	assert_false(table_has_word("ab|c", "a"));
	assert_false(table_has_word("a|b", "a|b"));
	assert_false(table_has_word("", ""));
	assert_false(table_has_word("", "a"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cells_stand_under_their_columns_in_whatever_order),
		cmocka_unit_test(a_header_alone_is_a_table_without_rows),
		cmocka_unit_test(
			semicolons_a_mark_carriage_returns_and_no_last_newline_are_accepted),
		cmocka_unit_test(comments_and_empty_lines_are_passed_over_and_counted),
		cmocka_unit_test(a_number_sign_that_does_not_begin_a_line_is_text),
		cmocka_unit_test(
			a_quoted_cell_may_go_on_over_lines_also_empty_ones_and_such_as_look_like_comments),
		cmocka_unit_test(quotes_are_doubled_and_space_around_cells_is_no_part_of_them),
		cmocka_unit_test(separators_inside_quotes_of_the_header_do_not_decide),
		cmocka_unit_test(a_long_table_with_long_cells_is_read),
		cmocka_unit_test(a_damaged_table_ends_the_run_with_78_and_says_where),
		cmocka_unit_test(a_table_that_cannot_be_read_ends_the_run),
		cmocka_unit_test(numbers_are_plain_decimals_within_their_bounds),
		cmocka_unit_test(what_is_no_such_number_is_a_fault_of_the_table),
		cmocka_unit_test(a_room_can_name_a_fault_of_its_own),
		cmocka_unit_test(words_of_a_cell_are_walked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
