/* The when room: conditions of a row on what a record says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "ends.h"
#include "folder.h"
#include "status.h"
#include "table.h"
#include "when.h"

static const struct table_column columns[] = {{"when", true}, {NULL, false}};

static bool
holds(const char *cell, const char *line)
{
	char *text = mem_format("when\n\"%s\"\n", cell), *path = ends_file(text, strlen(text));
	struct table *table = table_load(path, columns);

	ends_unlink(path);
	struct when *when = when_load(table, 0, 0);
	struct record *record = record_new();
	folder_read(record, line);
	bool result = when_holds(when, record);
	record_free(record);
	when_free(when);
	table_free(table);
	free(text);
	return result;
}

static void
load_only(const void *cell)
{
	holds(cell, "{}");
}

static const char post[] =
	"{\"channel\":\"x\",\"classify\":{\"language\":\"nl\",\"kind\":\"complaint\","
	"\"emotion\":\"angry\",\"topics\":[\"billing\",\"refund\"],\"acts\":[]}}";

static void
all_conditions_must_hold(void **state)
{
	(void)state;
	assert_true(holds("kind=complaint", post));
	assert_true(holds("kind=complaint|report&topic=refund", post));
	assert_false(holds("kind=complaint&topic=safety", post));
	assert_false(holds("kind=report&topic=refund", post));
	assert_true(holds("topic=!safety&emotion=angry&language=nl&channel=x|mail", post));
	assert_false(holds("channel=!x", post));
	assert_true(holds("act=!objection", post));
	assert_false(holds("act=objection", post));
	assert_true(holds("kind=complaint&", post)); /* nothing behind the last one */
}

static void
an_empty_cell_always_holds(void **state)
{
	(void)state;
	assert_true(holds("", post));
	assert_true(holds("", "{}"));
	assert_true(when_holds(NULL, NULL));
	when_free(NULL);
}

static void
what_a_record_does_not_say_is_empty(void **state)
{
	(void)state;
	assert_false(holds("kind=complaint", "{}"));
	assert_true(holds("kind=!complaint", "{}"));
	assert_false(holds("topic=safety", "{\"classify\":null}"));
}

static void
a_cell_that_is_no_condition_ends_the_run(void **state)
{
	static const char *const cells[] = {"complaint", "kind", "kind=", "=complaint",
		"colour=red", "kind=complaint&&topic=safety", "kind=complaint&topic",
		"severity=high", "kind=complaint&=x"};

	(void)state;
	for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
		struct ending end = ends(load_only, cells[i]);
		if (end.status != STATUS_CONFIG || strstr(end.said, ":2: column when: ") == NULL)
			fail_msg("%s: %d %s", cells[i], end.status, end.said);
	}
}

static void
a_label_that_is_none_ends_the_run(void **state)
{
	static const char *const cells[] = {"kind=klacht", "topic=billing|money",
		"emotion=!furious", "act=x", "kind=complaint||other", "kind=!"};

	(void)state;
	for (size_t i = 0; i < sizeof cells / sizeof *cells; i++)
		if (ends(load_only, cells[i]).status != STATUS_CONFIG)
			fail_msg("%s is accepted", cells[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_conditions_must_hold),
		cmocka_unit_test(an_empty_cell_always_holds),
		cmocka_unit_test(what_a_record_does_not_say_is_empty),
		cmocka_unit_test(a_cell_that_is_no_condition_ends_the_run),
		cmocka_unit_test(a_label_that_is_none_ends_the_run),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
