/* The rules room: which rows of a table hold for a text, and the examples that every row carries. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "ends.h"
#include "folder.h"
#include "rules.h"
#include "status.h"

static const struct table_column columns[] = {
	RULES_COLUMNS("rule"), {"note", false}, {NULL, false}};
static const char header[] = "rule,language,pattern,example,counter\n";

static char *
put(const char *rows)
{
	char *text = mem_format("%s%s", header, rows), *path = ends_file(text, strlen(text));

	free(text);
	return path;
}

static struct rules *
load(const char *rows)
{
	char *path = put(rows);
	struct rules *rules = rules_load(path, columns);

	ends_unlink(path);
	return rules;
}

static void
load_only(const void *path)
{
	rules_free(rules_load(path, columns));
}

static void
test_only(const void *path)
{
	struct rules *rules = rules_load(path, columns);
	bool ok = rules_test(rules);

	rules_free(rules);
	exit(ok ? STATUS_OK : STATUS_NO);
}

static struct ending
ends_with(void (*call)(const void *path), const char *rows)
{
	char *path = put(rows);
	struct ending end = ends(call, path);

	ends_unlink(path);
	return end;
}

/* The names of the rows that hold, joined by blanks. */
static const char *
names(struct rules *rules, const char *text, const char *language)
{
	static char joined[1000];
	const struct rules_hit *hits;
	size_t failed, count = rules_match(rules, text, strlen(text), language, &hits, &failed);

	joined[0] = '\0';
	for (size_t i = 0; i < count; i++) {
		strcat(joined, i > 0 ? " " : "");
		strcat(joined, table_cell(rules_table(rules), hits[i].row, RULES_NAME));
	}
	return joined;
}

static void
rows_of_the_language_and_of_none_hold_in_the_order_of_the_table(void **state)
{
	struct rules *rules =
		load("en,en,bus,,\nno-pattern,,,,\nany,,train|trein,,\nnl,nl,bus,,\n");

	(void)state;
	assert_string_equal(names(rules, "bus trein", "nl"), "any nl");
	assert_string_equal(names(rules, "bus trein", "en"), "en any");
	assert_string_equal(names(rules, "bus trein", ""), "en any nl");
	assert_string_equal(names(rules, "bus trein", NULL), "en any nl");
	assert_string_equal(names(rules, "bus trein", "de"), "any");
	assert_string_equal(names(rules, "fiets", NULL), "");
	rules_free(rules);
	rules_free(NULL);
}

static void
a_hit_says_where_its_first_match_stands(void **state)
{
	struct rules *rules = load("a,,trein,,\nb,,te laat,,\n");
	const char *text = "Één trein, twee treinen, te laat";
	const struct rules_hit *hits;
	size_t failed;

	(void)state;
	assert_int_equal(rules_match(rules, text, strlen(text), "nl", &hits, &failed), 2);
	assert_int_equal(failed, SIZE_MAX);
	assert_int_equal(hits[0].row, 0);
	assert_int_equal(hits[0].start, strlen("Één "));
	assert_int_equal(hits[0].end, strlen("Één trein"));
	assert_int_equal(hits[1].end, strlen(text));
	rules_free(rules);
}

static void
a_table_without_rows_never_holds(void **state)
{
	struct rules *rules = load("");

	(void)state;
	assert_string_equal(names(rules, "trein", NULL), "");
	assert_true(rules_test(rules));
	rules_free(rules);
}

static void
a_pattern_that_takes_too_long_is_a_fault_of_the_record_and_named(void **state)
{
	struct rules *rules = load("ok,,bus,,\nslow,,(a+)+$,,\n");
	struct record *record = record_new();
	const struct rules_hit *hits;
	char text[5001];

	(void)state;
	memset(text, 'a', sizeof text - 5);
	memcpy(text + sizeof text - 5, "bbus", 5);
	folder_read(record, "{}");
	assert_int_equal(rules_read(rules, record, text, strlen(text), "", &hits), 1);
	assert_int_equal(hits[0].row, 0);
	assert_non_null(
		strstr(record_fault(record), ":3: the pattern takes too long on this text"));
	record_free(record);
	rules_free(rules);
}

static void
a_fault_of_the_table_is_named_with_line_and_column(void **state)
{
	struct ending end = ends_with(load_only, "# so\nbad,nl,(bus,,\n");

	(void)state;
	assert_int_equal(end.status, STATUS_CONFIG);
	assert_non_null(strstr(end.said, ":3: column pattern: "));
	assert_non_null(strstr(end.said, "(character 5 of the pattern)"));
	end = ends_with(load_only, "ok,nl,bus,,\n,nl,bus,,\n");
	assert_int_equal(end.status, STATUS_CONFIG);
	assert_non_null(strstr(end.said, ":3: column rule: empty"));
}

static void
wrong_examples_are_all_named(void **state)
{
	struct ending end = ends_with(test_only, "good,nl,bus,de bus,de fiets\n"
						 "one,nl,bus,de fiets,de trein\n"
						 "two,nl,trein,de trein,een treinstel\n"
						 "three,nl,tram,de tram,\n"
						 "four,nl,[ab]+,a,x\n");

	(void)state;
	assert_int_equal(end.status, STATUS_NO);
	assert_non_null(strstr(end.said, ":3: one: the pattern does not match its example"));
	assert_non_null(strstr(end.said, ":4: two: the pattern matches its counter-example"));
	assert_non_null(strstr(end.said, ":5: three: a pattern needs an example"));
	assert_non_null(strstr(end.said, ":6: four: a match need not hold three given characters"));
	assert_null(strstr(end.said, "good"));
}

static void
good_examples_are_passed_in_silence(void **state)
{
	struct ending end =
		ends_with(test_only, "a,nl,bus,de bus,de fiets\nb,en,bus,the bus,a bike\nc,,,,\n");

	(void)state;
	assert_int_equal(end.status, STATUS_OK);
	assert_string_equal(end.said, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_of_the_language_and_of_none_hold_in_the_order_of_the_table),
		cmocka_unit_test(a_hit_says_where_its_first_match_stands),
		cmocka_unit_test(a_table_without_rows_never_holds),
		cmocka_unit_test(a_pattern_that_takes_too_long_is_a_fault_of_the_record_and_named),
		cmocka_unit_test(a_fault_of_the_table_is_named_with_line_and_column),
		cmocka_unit_test(wrong_examples_are_all_named),
		cmocka_unit_test(good_examples_are_passed_in_silence),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
