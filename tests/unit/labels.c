/* The labels room: the sets of gripe-record(5). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "labels.h"

static void
every_set_has_its_name_its_member_and_its_size(void **state)
{
	static const struct {
		const char *name, *member;
		bool many;
		size_t count;
	} wanted[] = {{"kind", "kind", false, 6}, {"emotion", "emotion", false, 7},
		{"topic", "topics", true, 17}, {"risk", "risks", true, 11},
		{"act", "acts", true, 7}, {"severity", "severity", false, 5},
		{"grounds", "grounds", false, 3}};

	(void)state;
	for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
		const struct labels *set = labels_set(wanted[i].name);
		assert_non_null(set);
		assert_string_equal(set->member, wanted[i].member);
		assert_int_equal(set->many, wanted[i].many);
		assert_int_equal(set->count, wanted[i].count);
		for (size_t k = 0; k < set->count; k++)
			assert_int_equal(labels_find(set, set->at[k], strlen(set->at[k])), k);
	}
	assert_null(labels_set("topics"));
	assert_null(labels_set(""));
}

static void
a_label_is_found_whole_or_not_at_all(void **state)
{
	const struct labels *topics = labels_set("topic");

	(void)state;
	assert_int_equal(labels_find(topics, "delivery|refund", 8), 0);
	assert_int_equal(labels_find(topics, "deliver", 7), -1);
	assert_int_equal(labels_find(topics, "Delivery", 8), -1);
	assert_int_equal(labels_find(topics, "", 0), -1);
	assert_int_equal(labels_find(topics, "../refund", 9), -1);
}

static void
levels_begin_where_the_guide_says(void **state)
{
	const struct labels *levels = labels_set("severity");
	static const struct {
		double severity;
		const char *level;
	} wanted[] = {{0, "none"}, {0.9, "none"}, {1, "low"}, {24, "low"}, {25, "medium"},
		{49, "medium"}, {50, "high"}, {74, "high"}, {75, "critical"}, {100, "critical"}};

	(void)state;
	for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
		assert_string_equal(levels->at[labels_level(wanted[i].severity)], wanted[i].level);
}

static void
only_selfharm_and_threat_are_for_people_alone(void **state)
{
	const struct labels *risks = labels_set("risk");
	static const char *const several[] = {"churn", "threat", "legal"};

	(void)state;
	for (size_t i = 0; i < risks->count; i++) {
		bool duty = strcmp(risks->at[i], "selfharm") == 0 ||
			    strcmp(risks->at[i], "threat") == 0;
		assert_int_equal(labels_duty(&risks->at[i], 1) != NULL, duty);
	}
	assert_string_equal(labels_duty(several, 3), "threat");
	assert_null(labels_duty(several, 1));
	assert_null(labels_duty(NULL, 0));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_set_has_its_name_its_member_and_its_size),
		cmocka_unit_test(a_label_is_found_whole_or_not_at_all),
		cmocka_unit_test(levels_begin_where_the_guide_says),
		cmocka_unit_test(only_selfharm_and_threat_are_for_people_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
