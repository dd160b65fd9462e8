/* The route room: a decision table, deadlines, and a duty of care that no table sets aside. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "ends.h"
#include "folder.h"
#include "route.h"
#include "status.h"

#define HEADER \
	"channel,kind,topic,emotion,risk,act,level,severity,reach,priority,language,action,team,assignee,notify,sla,note\n"

static const char routes_csv[] =
	HEADER ",,safety,,,,,,,,,acknowledge,safety,Els,duty|press,urgent,may be dangerous\n"
	       ",,,,legal,!objection,,,,,,internal,legal,,,,\n"
	       "mail|chat,complaint,,,,,,,,<=2,,answer,service,,,normal,\n"
	       ",complaint|report,,angry,,,,>=50,,,,answer,webcare,,,normal,\n"
	       ",unknown,,,,,,,,,!nl|en,acknowledge,webcare,,,normal,\n"
	       ",other,,,,,,,,,,none,,,,,\n"
	       ",,,,,,,,,,,answer,webcare,,,normal,\n";
static const char sla_csv[] = "policy,channel,priority,first_response,resolution\n"
			      "urgent,,,5m,1d\nnormal,x,,1h,2d\nnormal,,1,2h,3d\nnormal,,,1d,1w\n";

static char *folder;
static struct router *router;
static struct record *record;

static int
set_up(void **state)
{
	(void)state;
	setenv("GRIPE_NOW", "2026-03-10T12:00:00Z", 1);
	folder = folder_new();
	folder_put(folder, "routes.csv", routes_csv);
	folder_put(folder, "sla.csv", sla_csv);
	router = route_load(folder);
	record = record_new();
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	route_free(router);
	record_free(record);
	folder_remove(folder);
	return 0;
}

static const char *
decide(const char *line)
{
	folder_read(record, line);
	return route_decide(router, record);
}

static void
assert_route(const char *line, const char *part)
{
	const char *route = decide(line);

	assert_null(record_fault(record));
	if (route == NULL || strstr(route, part) == NULL)
		fail_msg("%s not in %s of %s", part, route, line);
}

static void
the_first_row_that_holds_decides(void **state)
{
	(void)state;
	assert_route("{\"classify\":{\"topics\":[\"billing\",\"safety\"]}}",
		"{\"action\":\"acknowledge\",\"respond\":true,\"why\":[\"topic safety\",\"may be dangerous\"],"
		"\"human_only\":false,\"team\":\"safety\",\"assignee\":\"Els\",\"notify\":[\"duty\",\"press\"]");
	assert_route(
		"{\"channel\":\"chat\",\"classify\":{\"kind\":\"complaint\"},\"score\":{\"priority\":2}}",
		"\"why\":[\"channel mail|chat\",\"kind complaint\",\"priority <=2\"]");
	assert_route(
		"{\"channel\":\"x\",\"classify\":{\"kind\":\"complaint\"},\"score\":{\"priority\":2}}",
		"\"why\":[],\"human_only\":false,\"team\":\"webcare\",\"notify\":[]");
	assert_route(
		"{\"classify\":{\"kind\":\"report\",\"emotion\":\"angry\"},\"score\":{\"severity\":50}}",
		"\"severity >=50\"");
	assert_route(
		"{\"classify\":{\"kind\":\"report\",\"emotion\":\"angry\"},\"score\":{\"severity\":49.5}}",
		"\"why\":[]");
	assert_route(
		"{\"classify\":{\"kind\":\"unknown\",\"language\":\"de\"}}", "\"language !nl|en\"");
	assert_route("{\"classify\":{\"kind\":\"unknown\",\"language\":\"nl\"}}", "\"why\":[]");
}

static void
a_record_that_says_nothing_reaches_the_last_row(void **state)
{
	(void)state;
	assert_route("{}", "{\"action\":\"answer\",\"respond\":true,\"why\":[]");
	assert_route("{\"classify\":{},\"score\":null}", "\"why\":[]");
}

static void
internal_is_for_people_and_none_needs_no_answer(void **state)
{
	(void)state;
	assert_route("{\"score\":{\"risks\":[\"churn\",\"legal\"]}}",
		"{\"action\":\"internal\",\"respond\":true,\"why\":[\"risk legal\",\"act !objection\"],"
		"\"human_only\":true,\"team\":\"legal\",\"notify\":[]}");
	assert_route("{\"score\":{\"risks\":[\"legal\"]},\"classify\":{\"acts\":[\"objection\"]}}",
		"\"why\":[]");
	assert_route("{\"classify\":{\"kind\":\"other\"}}",
		"{\"action\":\"none\",\"respond\":false,\"why\":[\"kind other\"],\"human_only\":false,");
}

static void
selfharm_and_threat_are_for_people_whatever_the_table_says(void **state)
{
	(void)state;
	assert_route("{\"classify\":{\"kind\":\"other\"},\"score\":{\"risks\":[\"selfharm\"]}}",
		"{\"action\":\"internal\",\"respond\":true,\"why\":[\"selfharm\",\"kind other\"],\"human_only\":true");
	assert_route("{\"score\":{\"risks\":[\"media\",\"threat\"]}}",
		"{\"action\":\"internal\",\"respond\":true,\"why\":[\"threat\"],\"human_only\":true,\"team\":\"webcare\"");
}

static void
deadlines_count_from_the_post_and_never_from_the_future(void **state)
{
	static const char due[] = "\"first_response_due_at\":";

	(void)state;
	assert_route("{\"created_at\":\"2026-03-10T08:00:00Z\"}",
		"\"sla\":{\"policy\":\"normal\",\"first_response_due_at\":\"2026-03-11T08:00:00Z\","
		"\"resolution_due_at\":\"2026-03-17T08:00:00Z\"}");
	assert_route("{\"created_at\":\"2026-03-10T09:00:00.5+01:00\",\"channel\":\"x\"}",
		"\"first_response_due_at\":\"2026-03-10T09:00:00Z\"");
	assert_route("{\"score\":{\"priority\":1},\"fetched_at\":\"2026-03-09T23:30:00Z\"}",
		"\"first_response_due_at\":\"2026-03-10T01:30:00Z\"");
	assert_route("{\"created_at\":null,\"fetched_at\":\"\",\"channel\":\"x\"}",
		"\"first_response_due_at\":\"2026-03-10T13:00:00Z\"");
	assert_route("{\"created_at\":\"2031-01-01T00:00:00Z\",\"channel\":\"x\"}",
		"\"first_response_due_at\":\"2026-03-10T13:00:00Z\"");
	assert_route(
		"{\"created_at\":\"1999-12-31T23:59:59Z\",\"fetched_at\":\"2026-03-10T08:00:00Z\"}",
		"\"first_response_due_at\":\"2000-01-01T23:59:59Z\"");
	assert_null(strstr(decide("{\"score\":{\"risks\":[\"legal\"]}}"), due));
}

static void
a_time_that_is_none_is_a_fault(void **state)
{
	static const char *const lines[] = {"{\"created_at\":\"yesterday\"}",
		"{\"created_at\":\"2026-03-10\"}", "{\"created_at\":1773144000}",
		"{\"created_at\":\"2026-13-10T00:00:00Z\"}", "{\"fetched_at\":\"10 March 2026\"}"};

	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		decide(lines[i]);
		if (record_fault(record) == NULL)
			fail_msg("%s is accepted", lines[i]);
	}
}

static void
our_own_and_automatic_posts_have_no_route(void **state)
{
	(void)state;
	assert_null(decide("{\"direction\":\"out\",\"score\":{\"risks\":[\"threat\"]}}"));
	assert_null(decide("{\"automatic\":true}"));
	assert_non_null(decide("{\"direction\":\"in\"}"));
}

static void
members_of_the_wrong_type_are_faults(void **state)
{
	static const char *const lines[] = {"{\"channel\":1}", "{\"classify\":[]}",
		"{\"classify\":{\"kind\":[]}}", "{\"classify\":{\"topics\":\"safety\"}}",
		"{\"score\":{\"risks\":{}}}", "{\"score\":{\"risks\":[1]}}",
		"{\"score\":{\"severity\":\"50\"}}", "{\"score\":{\"priority\":true}}"};

	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		decide(lines[i]);
		if (record_fault(record) == NULL)
			fail_msg("%s is accepted", lines[i]);
	}
}

static void
it_explains_which_rows_decided(void **state)
{
	char *text = NULL;
	size_t length;
	FILE *out = open_memstream(&text, &length);

	(void)state;
	decide("{\"score\":{\"risks\":[\"threat\"]},\"channel\":\"x\"}");
	route_explain(router, out);
	fclose(out);
	assert_non_null(strstr(text, "routes.csv:8, deadlines by "));
	assert_non_null(strstr(text, "sla.csv:3, for people only\n"));
	free(text);
}

static void
load_only(const void *data)
{
	route_free(route_load(data));
}

static void
test_only(const void *data)
{
	struct router *other = route_load(data);
	bool ok = route_test(other);

	route_free(other);
	exit(ok ? STATUS_OK : STATUS_NO);
}

static struct ending
ends_with(void (*call)(const void *data), const char *routes, const char *sla)
{
	char *other = folder_new();

	folder_put(other, "routes.csv", routes);
	folder_put(other, "sla.csv", sla);
	struct ending end = ends(call, other);
	folder_remove(other);
	return end;
}

#define LAST ",,,,,,,,,,,answer,webcare,,,normal,\n"

static void
faults_of_the_table_are_named_with_line_and_column(void **state)
{
	static const char *const faults[][2] = {
		{HEADER ",klacht,,,,,,,,,,answer,a,,,normal,\n" LAST,
			":2: column kind: there is no kind called \"klacht\""},
		{HEADER ",,billing|geld,,,,,,,,,answer,a,,,normal,\n" LAST,
			":2: column topic: there is no topic called \"geld\""},
		{HEADER ",,,!furious,,,,,,,,answer,a,,,normal,\n" LAST,
			":2: column emotion: there is no emotion called \"furious\""},
		{HEADER ",,,,doom,,,,,,,answer,a,,,normal,\n" LAST,
			":2: column risk: there is no risk called \"doom\""},
		{HEADER ",,,,,act,,,,,,answer,a,,,normal,\n" LAST,
			":2: column act: there is no act called \"act\""},
		{HEADER ",,,,,,grave,,,,,answer,a,,,normal,\n" LAST,
			":2: column level: there is no severity called \"grave\""},
		{HEADER ",,,,,,,high,,,,answer,a,,,normal,\n" LAST,
			":2: column severity: \"high\" is no comparison"},
		{HEADER ",,,,,,,,=>5,,,answer,a,,,normal,\n" LAST,
			":2: column reach: \"=>5\" is no comparison"},
		{HEADER ",,,,,,,,,1|2,,answer,a,,,normal,\n" LAST,
			":2: column priority: \"1|2\" is no comparison"},
		{HEADER "!,,,,,,,,,,,answer,a,,,normal,\n" LAST,
			":2: column channel: nothing stands behind the !"},
		{HEADER "x,,,,,,,,,,,reply,a,,,normal,\n" LAST,
			":2: column action: \"reply\" is none of answer"},
		{HEADER "x,,,,,,,,,,,answer,a,,,never,\n" LAST,
			":2: column sla: there is no policy called \"never\" in "},
		{HEADER "# a comment\n" LAST "x,,,,,,,,,,,answer,a,,,normal,\n",
			":4: column channel: the last row must hold for every record"},
		{HEADER, "routes.csv:1: no rows"}};

	(void)state;
	for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
		struct ending end = ends_with(load_only, faults[i][0], sla_csv);
		if (end.status != STATUS_CONFIG || strstr(end.said, faults[i][1]) == NULL ||
			strstr(end.said, "routes.csv") == NULL)
			fail_msg("%s: %d %s", faults[i][1], end.status, end.said);
	}
}

static void
rows_that_can_never_be_reached_are_named_in_both_tables(void **state)
{
	struct ending end = ends_with(test_only,
		HEADER ",complaint,,,,,,,,,,answer,a,,,normal,\n"
		       ",complaint,safety,,,,,,,,,answer,a,,,normal,\n" LAST,
		"policy,channel,priority,first_response,resolution\nnormal,,,1d,1w\nnormal,,,1h,1w\n");

	(void)state;
	assert_int_equal(end.status, STATUS_NO);
	assert_non_null(
		strstr(end.said, "routes.csv:3: never reached, because line 2 holds first"));
	assert_non_null(strstr(end.said, "sla.csv:3: never reached, because line 2 holds first"));
	assert_int_equal(ends_with(test_only, routes_csv, sla_csv).status, STATUS_OK);
}

static void
columns_that_are_not_needed_may_be_left_out_and_stand_in_any_order(void **state)
{
	char *other = folder_new();

	(void)state;
	folder_put(other, "routes.csv",
		"sla;team;action;kind\nnormal;a;internal;complaint\nnormal;b;answer;\n");
	folder_put(other, "sla.csv", "first_response,resolution,policy\n1h,1d,normal\n");
	struct router *small = route_load(other);
	folder_read(record, "{\"classify\":{\"kind\":\"complaint\"}}");
	assert_non_null(strstr(route_decide(small, record), "\"team\":\"a\""));
	route_free(small);
	route_free(NULL);
	folder_remove(other);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_row_that_holds_decides),
		cmocka_unit_test(a_record_that_says_nothing_reaches_the_last_row),
		cmocka_unit_test(internal_is_for_people_and_none_needs_no_answer),
		cmocka_unit_test(selfharm_and_threat_are_for_people_whatever_the_table_says),
		cmocka_unit_test(deadlines_count_from_the_post_and_never_from_the_future),
		cmocka_unit_test(a_time_that_is_none_is_a_fault),
		cmocka_unit_test(our_own_and_automatic_posts_have_no_route),
		cmocka_unit_test(members_of_the_wrong_type_are_faults),
		cmocka_unit_test(it_explains_which_rows_decided),
		cmocka_unit_test(faults_of_the_table_are_named_with_line_and_column),
		cmocka_unit_test(rows_that_can_never_be_reached_are_named_in_both_tables),
		cmocka_unit_test(
			columns_that_are_not_needed_may_be_left_out_and_stand_in_any_order),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
