/* The condition room: every form of a cell that is a condition. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "condition.h"
#include "ends.h"
#include "status.h"
#include "table.h"

static void
a_text_is_any_one_of_or_none_of(void **state)
{
	static const struct {
		const char *cell, *text;
		bool holds;
	} wanted[] = {{"", "x", true}, {"", "", true}, {"x", "x", true}, {"x", "y", false},
		{"x", "", false}, {"x|mail", "mail", true}, {"x|mail", "x|mail", false},
		{"x|mail", "ma", false}, {"!x", "x", false}, {"!x", "mail", true}, {"!x", "", true},
		{"!x|mail", "mail", false}, {"!x|mail", "chat", true}, {"|x", "", true},
		{"|x", "x", true}, {"|x", "y", false}, {"X", "x", false}};

	(void)state;
	for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
		if (condition_text(wanted[i].cell, wanted[i].text) != wanted[i].holds)
			fail_msg("\"%s\" of \"%s\"", wanted[i].cell, wanted[i].text);
}

static void
a_list_holds_when_one_item_is_named_and_not_when_none_is(void **state)
{
	static const char *const items[] = {"billing", "refund"};

	(void)state;
	assert_true(condition_list("", items, 2));
	assert_true(condition_list("refund", items, 2));
	assert_true(condition_list("safety|refund", items, 2));
	assert_false(condition_list("safety", items, 2));
	assert_false(condition_list("!refund", items, 2));
	assert_false(condition_list("!safety|billing", items, 2));
	assert_true(condition_list("!safety|privacy", items, 2));
	assert_true(condition_list("", NULL, 0));
	assert_false(condition_list("safety", NULL, 0));
	assert_true(condition_list("!safety", NULL, 0));
}

static void
a_number_is_compared(void **state)
{
	static const struct {
		const char *cell;
		bool holds[3]; /* for 49, 50 and 51 */
	} wanted[] = {{"", {true, true, true}}, {">=50", {false, true, true}},
		{">50", {false, false, true}}, {"<=50", {true, true, false}},
		{"<50", {true, false, false}}, {"=50", {false, true, false}},
		{"50", {false, true, false}}, {">= 50", {false, true, true}},
		{"<50.5", {true, true, false}}, {">=-1", {true, true, true}},
		{"<1e3", {true, true, true}}};

	(void)state;
	for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
		assert_true(condition_is_number(wanted[i].cell));
		for (int k = 0; k < 3; k++)
			if (condition_number(wanted[i].cell, 49 + k) != wanted[i].holds[k])
				fail_msg("\"%s\" of %d", wanted[i].cell, 49 + k);
	}
}

static void
what_is_no_comparison_never_holds(void **state)
{
	static const char *const cells[] = {"high", ">=", ">=x", "50%", "=>50", "!50", "50|60",
		">=50 ", "==50", ">=nan", "inf", "<-inf", "<>5"};

	(void)state;
	for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
		if (condition_is_number(cells[i]))
			fail_msg("\"%s\" passes for a comparison", cells[i]);
		assert_false(condition_number(cells[i], 50));
	}
}

enum { KIND, TOPIC, NOTE };
static const struct table_column columns[] = {
	{"kind", true}, {"topic", true}, {"note", true}, {NULL, false}};

static void
test_only(const void *text)
{
	char *path = ends_file(text, strlen(text));
	struct table *table = table_load(path, columns);

	ends_unlink(path);
	bool ok = condition_test(table, KIND, NOTE);
	table_free(table);
	exit(ok ? STATUS_OK : STATUS_NO);
}

static void
a_row_that_an_earlier_one_covers_is_named(void **state)
{
	struct ending end = ends(test_only, "kind,topic,note\n"
					    "report,,1\n"
					    "complaint,safety,2\n"
					    "complaint,,3\n"
					    "complaint,billing,4\n"
					    "report,,5\n"
					    ",billing,6\n");

	(void)state;
	assert_int_equal(end.status, STATUS_NO);
	assert_non_null(strstr(end.said, ":5: never reached, because line 4 holds first"));
	assert_non_null(strstr(end.said, ":6: never reached, because line 2 holds first"));
	assert_null(strstr(end.said, ":7:"));
	assert_null(strstr(end.said, ":4: "));
}

static void
a_table_whose_rows_can_all_be_reached_is_passed_in_silence(void **state)
{
	struct ending end = ends(test_only, "kind,topic,note\ncomplaint,a,1\ncomplaint,,2\n,,3\n");

	(void)state;
	assert_int_equal(end.status, STATUS_OK);
	assert_string_equal(end.said, "");
	assert_int_equal(ends(test_only, "kind,topic,note\n").status, STATUS_OK);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_text_is_any_one_of_or_none_of),
		cmocka_unit_test(a_list_holds_when_one_item_is_named_and_not_when_none_is),
		cmocka_unit_test(a_number_is_compared),
		cmocka_unit_test(what_is_no_comparison_never_holds),
		cmocka_unit_test(a_row_that_an_earlier_one_covers_is_named),
		cmocka_unit_test(a_table_whose_rows_can_all_be_reached_is_passed_in_silence),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
