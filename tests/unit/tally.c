/* Counts by name in bounded memory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tally.h"

static void
counts_posts_complaints_and_open_ones_by_name(void **state)
{
	struct tally tally = {.most = 10};

	(void)state;
	tally_add(&tally, "mail", true, true);
	tally_add(&tally, "x", false, true);
	tally_add(&tally, "mail", false, false);
	const struct tally_row *mail = tally_find(&tally, "mail");
	assert_non_null(mail);
	assert_int_equal(mail->posts, 2);
	assert_int_equal(mail->complaints, 1);
	assert_int_equal(mail->open, 1);
	assert_null(tally_find(&tally, "mai"));
	assert_null(tally_find(&tally, "mails"));
	assert_null(tally_find(&tally, ""));
	tally_free(&tally);
	assert_int_equal(tally.count, 0);
	assert_int_equal(tally.most, 10);
}

static void
rows_stand_in_the_order_of_their_names(void **state)
{
	static const char *const names[] = {"m", "a", "mm", "", "z", "b", "mm", "é"};
	struct tally tally = {.most = 10};

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		tally_add(&tally, names[i], false, false);
	assert_int_equal(tally.count, 7);
	for (size_t i = 1; i < tally.count; i++)
		assert_true(strcmp(tally.rows[i - 1].name, tally.rows[i].name) < 0);
	tally_free(&tally);
}

static void
names_past_the_limit_are_counted_together(void **state)
{
	struct tally tally = {.most = 3};
	char name[16];

	(void)state;
	for (int i = 0; i < 100; i++) {
		snprintf(name, sizeof name, "n%d", i);
		tally_add(&tally, name, i % 2 == 0, false);
	}
	tally_add(&tally, "n1", false, true);
	assert_int_equal(tally.count, 3);
	assert_int_equal(tally_find(&tally, "n1")->posts, 2);
	assert_int_equal(tally.others.posts, 97);
	assert_int_equal(tally.others.complaints, 48);
	assert_string_equal(tally_name(&tally.others), "(others)");
	tally_free(&tally);
}

static void
of_a_long_name_a_part_counts_and_no_character_is_cut_in_two(void **state)
{
	struct tally tally = {.most = 3};
	char name[300];

	(void)state;
	memset(name, 'a', sizeof name);
	memcpy(name + TALLY_NAME - 1, "é", 2);
	name[sizeof name - 1] = '\0';
	tally_add(&tally, name, false, false);
	name[200] = 'b';
	tally_add(&tally, name, false, false);
	assert_int_equal(tally.count, 1);
	assert_int_equal(strlen(tally.rows[0].name), TALLY_NAME - 1);
	assert_int_equal(tally_find(&tally, name)->posts, 2);
	tally_free(&tally);
}

static void
rows_are_merged_under_another_name(void **state)
{
	struct tally tally = {.most = 3};
	const struct tally_row row = {.posts = 3, .complaints = 2, .open = 1};

	(void)state;
	tally_merge(&tally, "2026-03", &row);
	tally_merge(&tally, "2026-03", &row);
	assert_int_equal(tally_find(&tally, "2026-03")->posts, 6);
	assert_int_equal(tally_find(&tally, "2026-03")->complaints, 4);
	assert_int_equal(tally_find(&tally, "2026-03")->open, 2);
	tally_free(&tally);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts_posts_complaints_and_open_ones_by_name),
		cmocka_unit_test(rows_stand_in_the_order_of_their_names),
		cmocka_unit_test(names_past_the_limit_are_counted_together),
		cmocka_unit_test(of_a_long_name_a_part_counts_and_no_character_is_cut_in_two),
		cmocka_unit_test(rows_are_merged_under_another_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
