/* What standard output looks like to a person. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "terminal.h"

static void
the_width_is_what_columns_says(void **state)
{
	(void)state;
	setenv("COLUMNS", "132", 1);
	assert_int_equal(terminal_columns(), 132);
}

static void
a_width_that_is_none_is_passed_over(void **state)
{
	static const char *const wrong[] = {"", "wide", "0", "-3"};

	(void)state;
	unsetenv("COLUMNS");
	size_t without = terminal_columns();
	assert_true(without > 0);
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		setenv("COLUMNS", wrong[i], 1);
		assert_int_equal(terminal_columns(), without);
	}
}

static void
there_is_no_colour_where_nobody_wants_it(void **state)
{
	(void)state;
	setenv("NO_COLOR", "1", 1);
	assert_false(terminal_is_colourful());
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_width_is_what_columns_says),
		cmocka_unit_test(a_width_that_is_none_is_passed_over),
		cmocka_unit_test(there_is_no_colour_where_nobody_wants_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
