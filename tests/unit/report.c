/* What a stream of records amounts to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "buffer.h"
#include "clock.h"
#include "mem.h"
#include "record.h"
#include "report.h"

static int64_t
at(const char *time)
{
	int64_t seconds = 0;

	assert_true(clock_parse(time, &seconds));
	return seconds;
}

static struct report *
new_report(size_t top)
{
	struct report_setup setup = {
		.title = "T", .top = top, .since = INT64_MIN, .until = INT64_MAX};

	setup.now = at("2026-03-10T12:00:00Z");
	return report_new(&setup);
}

/* Whether the line was counted. */
static bool
add(struct report *report, const char *line)
{
	struct record *record = record_new();
	bool repaired;

	assert_true(record_read(record, line, strlen(line), &repaired));
	bool counted = report_add(report, record);
	record_free(record);
	return counted;
}

static uint64_t
posts(const struct report *report, enum report_section section, const char *name)
{
	const struct tally_row *row = tally_find(&report->sections[section], name);

	return row != NULL ? row->posts : 0;
}

static void
people_robots_and_our_own_are_counted_apart(void **state)
{
	struct report *r = new_report(3);

	(void)state;
	add(r, "{\"channel\":\"x\"}");
	add(r, "{\"channel\":\"x\",\"direction\":\"out\"}");
	add(r, "{\"channel\":\"x\",\"direction\":\"in\",\"automatic\":true}");
	add(r, "{\"channel\":\"x\",\"direction\":\"out\",\"automatic\":true}");
	assert_int_equal(r->total, 4);
	assert_int_equal(r->incoming, 1);
	assert_int_equal(r->automatic, 1);
	assert_int_equal(r->out, 2);
	assert_int_equal(posts(r, REPORT_CHANNEL, "x"), 1);
	report_free(r);
}

static void
a_post_counts_once_under_each_of_its_topics_and_risks(void **state)
{
	struct report *r = new_report(3);

	(void)state;
	add(r, "{\"classify\":{\"kind\":\"complaint\",\"topics\":[\"delivery\",\"staff\",\"delivery\"]},"
	       "\"score\":{\"risks\":[\"legal\",\"legal\"]}}");
	add(r, "{\"classify\":{\"kind\":\"other\",\"topics\":[]}}");
	assert_int_equal(posts(r, REPORT_TOPIC, "delivery"), 1);
	assert_int_equal(posts(r, REPORT_TOPIC, "staff"), 1);
	assert_int_equal(posts(r, REPORT_TOPIC, "unknown"), 1);
	assert_int_equal(posts(r, REPORT_RISK, "legal"), 1);
	assert_int_equal(r->complaints, 1);
	assert_int_equal(r->chat, 1);
	assert_int_equal(r->unjudged, 0);
	report_free(r);
}

static void
what_waits_follows_the_route_and_the_case(void **state)
{
	struct report *r = new_report(9);

	(void)state;
	add(r, "{\"route\":{\"action\":\"answer\",\"human_only\":true,"
	       "\"sla\":{\"first_response_due_at\":\"2026-03-10T11:59:59Z\"}}}");
	add(r, "{\"route\":{\"action\":\"acknowledge\","
	       "\"sla\":{\"first_response_due_at\":\"2026-03-10T12:00:00Z\"}},\"reply\":{\"content\":\"Dag\"}}");
	add(r, "{\"route\":{\"action\":\"internal\"},\"case\":{\"status\":\"open\"}}");
	add(r, "{\"route\":{\"action\":\"none\"},\"classify\":{\"kind\":\"complaint\"}}");
	add(r, "{\"route\":{\"action\":\"answer\"},\"case\":{\"status\":\"answered\"}}");
	add(r, "{\"route\":{\"action\":\"answer\"},\"case\":{\"status\":\"closed\"}}");
	add(r, "{\"classify\":{\"kind\":\"question\"}}");
	add(r, "{\"classify\":{\"kind\":\"other\"},\"score\":{\"risks\":[\"selfharm\"]}}");
	add(r, "{\"classify\":{\"kind\":\"compliment\"}}");
	assert_int_equal(r->open, 5);
	assert_int_equal(r->to_answer, 2);
	assert_int_equal(r->inside, 1);
	assert_int_equal(r->unrouted, 2);
	assert_int_equal(r->drafted, 1);
	assert_int_equal(r->human_only, 1);
	assert_int_equal(r->overdue, 1);
	assert_int_equal(r->done, 2);
	assert_int_equal(r->case_count, 5);
	report_free(r);
}

/* A line of an open case; the caller frees it. */
static char *
case_line(const char *id, int priority, int severity, const char *due)
{
	return mem_format(
		"{\"id\":\"%s\",\"score\":{\"priority\":%d,\"severity\":%d},"
		"\"route\":{\"action\":\"answer\",\"sla\":{\"first_response_due_at\":\"%s\"}}}",
		id, priority, severity, due);
}

static void
add_case(struct report *report, const char *id, int priority, int severity, const char *due)
{
	char *line = case_line(id, priority, severity, due);

	assert_true(add(report, line));
	free(line);
}

static void
the_worst_cases_come_by_priority_then_severity_then_due_time(void **state)
{
	static const char *const order[] = {"a", "b", "c", "d", "e"};
	struct report *r = new_report(5);

	(void)state;
	add_case(r, "f", 3, 99, "2026-03-10T10:00:00Z");
	add_case(r, "e", 2, 60, "");
	add_case(r, "d", 2, 60, "2026-03-10T15:00:00Z");
	add_case(r, "a", 1, 90, "2026-03-10T18:00:00Z");
	add_case(r, "c", 2, 60, "2026-03-10T14:00:00Z");
	add_case(r, "g", 3, 10, "2026-03-10T10:00:00Z");
	add_case(r, "b", 1, 80, "2026-03-10T10:00:00Z");
	assert_int_equal(r->case_count, 5);
	for (size_t i = 0; i < 5; i++)
		assert_string_equal(r->cases[i]->name, order[i]);
	report_free(r);
}

/* Against a full sort of the same numbers. */
static void
the_bounded_list_agrees_with_sorting_them_all(void **state)
{
	struct report *r = new_report(7);
	int counts[101] = {0};
	unsigned seed = 7;
	size_t shown = 0;

	(void)state;
	for (int i = 0; i < 500; i++) {
		seed = seed * 1103515245 + 12345;
		int severity = (int)(seed >> 16) % 101;
		counts[severity]++;
		add_case(r, "x", 2, severity, "");
	}
	for (int severity = 100; severity >= 0 && shown < 7; severity--)
		for (int i = 0; i < counts[severity] && shown < 7; i++, shown++)
			assert_int_equal((int)r->cases[shown]->severity, severity);
	assert_int_equal(shown, 7);
	report_free(r);
}

static void
a_case_has_one_row_that_of_its_worst_post(void **state)
{
	static const char *const lines[] = {
		"{\"id\":\"p1\",\"case\":{\"id\":\"7\"},\"score\":{\"priority\":3},\"route\":{\"action\":\"answer\"}}",
		"{\"id\":\"p2\",\"case\":{\"id\":\"7\"},\"score\":{\"priority\":1},\"content\":\"worst\","
		"\"route\":{\"action\":\"answer\"}}",
		"{\"id\":\"p3\",\"case\":{\"id\":\"7\"},\"score\":{\"priority\":2},\"route\":{\"action\":\"answer\"}}",
		"{\"id\":\"p4\",\"case\":{\"id\":\"8\"},\"score\":{\"priority\":2},\"route\":{\"action\":\"answer\"}}"};
	struct report *r = new_report(2);

	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		add(r, lines[i]);
	assert_int_equal(r->case_count, 2);
	assert_string_equal(r->cases[0]->name, "7");
	assert_string_equal(r->cases[0]->text, "worst");
	assert_true(r->cases[0]->is_case);
	assert_string_equal(r->cases[1]->name, "8");
	report_free(r);
}

static void
a_record_with_a_fault_is_not_counted(void **state)
{
	static const char *const lines[] = {"{\"id\":1}", "{\"content\":[]}", "{\"classify\":3}",
		"{\"classify\":{\"topics\":[1]}}", "{\"score\":{\"severity\":\"high\"}}",
		"{\"route\":{\"human_only\":\"yes\"}}", "{\"author\":{\"handle\":5}}",
		"{\"case\":{\"id\":17}}", "{\"created_at\":1773100800}", "{\"automatic\":1}"};
	struct report *r = new_report(3);

	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		assert_false(add(r, lines[i]));
	assert_int_equal(r->total, 0);
	assert_int_equal(r->outside, 0);
	assert_int_equal(r->sections[REPORT_CHANNEL].count, 0);
	report_free(r);
}

static void
the_period_holds_its_start_and_not_its_end(void **state)
{
	struct report_setup setup = {.title = "", .dated = true};

	(void)state;
	setup.since = at("2026-03-09T00:00:00Z");
	setup.until = at("2026-03-10T00:00:00Z");
	struct report *r = report_new(&setup);
	assert_true(add(r, "{\"created_at\":\"2026-03-08T23:59:59Z\"}"));
	assert_true(add(r, "{\"created_at\":\"2026-03-09T00:00:00Z\"}"));
	assert_true(add(r, "{\"created_at\":\"2026-03-10T00:30:00+01:00\"}"));
	assert_true(add(r, "{\"created_at\":\"2026-03-10T00:00:00Z\"}"));
	assert_true(add(r, "{}"));
	assert_int_equal(r->total, 2);
	assert_int_equal(r->outside, 3);
	assert_int_equal(posts(r, REPORT_DAY, "2026-03-09"), 2);
	report_free(r);
}

static void
labels_come_in_the_order_of_the_guide_and_names_by_number(void **state)
{
	struct report *r = new_report(0);
	size_t count;

	(void)state;
	add(r, "{\"channel\":\"x\",\"score\":{\"risks\":[\"churn\",\"made-up\",\"selfharm\"]}}");
	add(r, "{\"channel\":\"mail\",\"score\":{\"risks\":[\"churn\"]}}");
	add(r, "{\"channel\":\"mail\"}");
	add(r, "{}");
	add(r, "{}");
	add(r, "{}");
	const struct tally_row **rows = report_rows(r, REPORT_RISK, &count);
	assert_int_equal(count, 3);
	assert_string_equal(rows[0]->name, "selfharm");
	assert_string_equal(rows[1]->name, "churn");
	assert_string_equal(rows[2]->name, "made-up");
	free(rows);
	rows = report_rows(r, REPORT_CHANNEL, &count);
	assert_int_equal(count, 3);
	assert_string_equal(rows[0]->name, "mail");
	assert_string_equal(rows[1]->name, "x");
	assert_string_equal(rows[2]->name, "unknown");
	free(rows);
	assert_int_equal(r->case_count, 0);
	report_free(r);
}

static char *
form(const struct report *report, void (*write)(const struct report *, struct buffer *))
{
	struct buffer out = {0};

	write(report, &out);
	return out.at;
}

static void
no_cell_of_the_csv_is_a_formula(void **state)
{
	static const char *const starts[] = {"=", "+", "-", "@", "\\t=", "\\r", " =", "\\u0001="};
	struct report *r = new_report(20);

	(void)state;
	for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
		char *line = mem_format(
			"{\"id\":\"%s1\",\"channel\":\"%s2\",\"content\":\"%s3,\\\"\\n\","
			"\"author\":{\"name\":\"%s4\"},\"route\":{\"action\":\"answer\",\"team\":\"%s5\"}}",
			starts[i], starts[i], starts[i], starts[i], starts[i]);
		assert_true(add(r, line));
		free(line);
	}
	char *csv = form(r, report_csv);
	assert_non_null(strstr(csv, "\"case\",\"'=1\","));
	for (const char *cell = csv; (cell = strchr(cell, '"')) != NULL; cell++)
		if (cell[-1] == ',')
			assert_null(strchr("=+-@\t\r", cell[1]));
	free(csv);
	report_free(r);
}

static void
every_row_of_the_csv_has_the_columns_of_the_header(void **state)
{
	struct report *r = new_report(3);

	(void)state;
	add_case(r, "plain", 1, 90, "2026-03-10T10:00:00Z");
	add(r, "{\"channel\":\"x\",\"created_at\":\"2026-03-10T10:00:00Z\"}");
	char *csv = form(r, report_csv);
	for (char *rest = csv, *line; (line = strsep(&rest, "\n")) != NULL && *line != '\0';) {
		size_t commas = 0;
		for (const char *c = line; *c != '\0'; c++)
			commas += *c == ',';
		assert_int_equal(commas, 18);
	}
	free(csv);
	report_free(r);
}

static void
the_json_is_one_object_whatever_the_texts_hold(void **state)
{
	struct report *r = new_report(3);
	struct json_fault fault;
	struct json value;

	(void)state;
	add(r, "{\"id\":\"a\\\"b\\\\\\n\",\"channel\":\"\\u001b[31m\",\"score\":{\"risks\":[\"threat\",\"media\"]}}");
	char *json = form(r, report_json);
	json[strlen(json) - 1] = '\0';
	assert_true(json_check(json, strlen(json), &value, NULL, &fault));
	assert_non_null(strstr(json, "\"risks\":[\"threat\",\"media\"]"));
	free(json);
	report_free(r);
}

static char *
text_of(const struct report *report, size_t columns)
{
	struct buffer out = {0};

	report_text(report, &out, columns, false);
	return out.at;
}

static void
no_control_of_a_post_reaches_the_terminal(void **state)
{
	struct report *r = new_report(3);

	(void)state;
	add(r, "{\"id\":\"\\u001b]0;x\\u0007\",\"channel\":\"\\u001b[31m\",\"content\":\"a\\u202eb\\u001b[2J\","
	       "\"author\":{\"name\":\"\\r\\nnep\"},\"classify\":{\"kind\":\"complaint\",\"topics\":[\"\\u009b1m\"]},"
	       "\"score\":{\"level\":\"\\u001b\",\"risks\":[\"\\u001b\"]},\"route\":{\"action\":\"answer\",\"team\":\"\\u001b\"}}");
	char *text = text_of(r, 80);
	for (const char *c = text; *c != '\0'; c++)
		assert_true((unsigned char)*c >= 0x20 || *c == '\n');
	assert_null(strstr(text, "\xE2\x80\xAE"));
	assert_null(strstr(text, "\xC2\x9B"));
	free(text);
	report_free(r);
}

static void
days_without_posts_are_shown_and_a_long_time_is_shown_by_month(void **state)
{
	struct report *r = new_report(0);

	(void)state;
	add(r, "{\"created_at\":\"2026-02-27T10:00:00Z\"}");
	add(r, "{\"created_at\":\"2026-03-02T10:00:00Z\"}");
	char *text = text_of(r, 80);
	assert_non_null(strstr(text, "  2026-02-28                0    0 %"));
	assert_non_null(strstr(text, "  2026-03-01                0    0 %"));
	assert_null(strstr(text, "  2026-03-03"));
	free(text);
	add(r, "{\"created_at\":\"2024-01-02T10:00:00Z\"}");
	text = text_of(r, 80);
	assert_non_null(strstr(text, "By month (UTC)"));
	assert_non_null(strstr(text, "  2024-01                   1   33 %"));
	assert_null(strstr(text, "  2026-02-28"));
	free(text);
	report_free(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(people_robots_and_our_own_are_counted_apart),
		cmocka_unit_test(a_post_counts_once_under_each_of_its_topics_and_risks),
		cmocka_unit_test(what_waits_follows_the_route_and_the_case),
		cmocka_unit_test(the_worst_cases_come_by_priority_then_severity_then_due_time),
		cmocka_unit_test(the_bounded_list_agrees_with_sorting_them_all),
		cmocka_unit_test(a_case_has_one_row_that_of_its_worst_post),
		cmocka_unit_test(a_record_with_a_fault_is_not_counted),
		cmocka_unit_test(the_period_holds_its_start_and_not_its_end),
		cmocka_unit_test(labels_come_in_the_order_of_the_guide_and_names_by_number),
		cmocka_unit_test(no_cell_of_the_csv_is_a_formula),
		cmocka_unit_test(every_row_of_the_csv_has_the_columns_of_the_header),
		cmocka_unit_test(the_json_is_one_object_whatever_the_texts_hold),
		cmocka_unit_test(no_control_of_a_post_reaches_the_terminal),
		cmocka_unit_test(days_without_posts_are_shown_and_a_long_time_is_shown_by_month),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
