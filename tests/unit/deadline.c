/* The deadline room: the first row of a policy that holds for channel and priority, and no post without one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "deadline.h"
#include "ends.h"
#include "folder.h"
#include "status.h"

static const char header[] = "policy,channel,priority,first_response,resolution\n";

/* A data folder with these rows in it, for folder_remove. */
static char *
put(const char *rows)
{
	char *folder = folder_new(), *text = mem_format("%s%s", header, rows);

	folder_put(folder, "sla.csv", text);
	free(text);
	return folder;
}

static struct deadlines *
load(const char *rows)
{
	char *folder = put(rows);
	struct deadlines *deadlines = deadline_load(folder);

	folder_remove(folder);
	return deadlines;
}

static void
load_only(const void *data)
{
	deadline_free(deadline_load(data));
}

static void
the_first_row_that_holds_counts(void **state)
{
	struct deadlines *d = load("normal,x|mastodon,1,30m,1d\n"
				   "fast,,,5m,1h\n"
				   "normal,x,,1h,2d\n"
				   "normal,,<=2,4h,3d\n"
				   "normal,,,1d,1w\n");
	static const struct {
		const char *policy, *channel;
		double priority;
		size_t row;
		int64_t first_response, resolution;
	} wanted[] = {{"normal", "mastodon", 1, 0, 1800, 86400},
		{"normal", "x", 2, 2, 3600, 172800}, {"normal", "mail", 2, 3, 14400, 259200},
		{"normal", "", 4, 4, 86400, 604800}, {"fast", "x", 4, 1, 300, 3600}};

	(void)state;
	for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
		struct deadline found;
		assert_true(deadline_find(
			d, wanted[i].policy, wanted[i].channel, wanted[i].priority, &found));
		assert_int_equal(found.row, wanted[i].row);
		assert_string_equal(found.policy, wanted[i].policy);
		assert_int_equal(found.first_response, wanted[i].first_response);
		assert_int_equal(found.resolution, wanted[i].resolution);
	}
	assert_true(deadline_has(d, "fast"));
	assert_false(deadline_has(d, "slow"));
	deadline_free(d);
	deadline_free(NULL);
}

static void
no_policy_and_an_unknown_one_have_no_deadline(void **state)
{
	struct deadlines *d = load("normal,,,1d,1w\n");
	struct deadline found;

	(void)state;
	assert_false(deadline_find(d, "", "x", 1, &found));
	assert_false(deadline_find(d, "slow", "x", 1, &found));
	deadline_free(d);
}

static void
faults_are_named_with_line_and_column(void **state)
{
	static const struct {
		const char *rows, *named;
	} faults[] = {{"normal,,,1 day,1w\n",
			      ":2: column first_response: \"1 day\" is no length of time"},
		{"normal,,,1d,\n", ":2: column resolution: \"\""},
		{"normal,,,-1d,1w\n", ":2: column first_response: "},
		{"normal,,high,1h,1d\nnormal,,,1d,1w\n",
			":2: column priority: \"high\" is no comparison"},
		{"ok,,,1d,1w\n,,,1d,1w\n", ":3: column policy: empty"},
		{"normal,,,1d,1w\nfast,,1,1d,1w\n",
			":3: column priority: the last row of a policy"},
		{"normal,,,1d,1w\nnormal,x,,1d,1w\n",
			":3: column channel: the last row of a policy"}};

	(void)state;
	for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
		char *folder = put(faults[i].rows);
		struct ending end = ends(load_only, folder);
		folder_remove(folder);
		if (end.status != STATUS_CONFIG || strstr(end.said, faults[i].named) == NULL)
			fail_msg("%s: %d %s", faults[i].rows, end.status, end.said);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_row_that_holds_counts),
		cmocka_unit_test(no_policy_and_an_unknown_one_have_no_deadline),
		cmocka_unit_test(faults_are_named_with_line_and_column),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
