/* The clock room: which texts are times, what they mean, and how a time is written. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "clock.h"
#include "ends.h"
#include "status.h"

/* 2026-03-10T09:30:00Z */
#define TUESDAY INT64_C(1773135000)
/* 2026-03-10T00:00:00Z */
#define MIDNIGHT (TUESDAY - 9 * 3600 - 30 * 60)

struct row {
	const char *text;
	int64_t seconds;
};

static void
times_of_rfc_3339_are_read_with_their_zone(void **state)
{
	(void)state;
	static const struct row rows[] = {{"1970-01-01T00:00:00Z", 0}, {"1969-12-31T23:59:59Z", -1},
		{"2026-03-10T09:30:00Z", TUESDAY}, {"2026-03-10t09:30:00z", TUESDAY},
		{"2026-03-10 09:30:00Z", TUESDAY}, {"2026-03-10T09:30:00.999999999999Z", TUESDAY},
		{"2026-03-10T09:30:00.5Z", TUESDAY}, {"2026-03-10T10:30:00+01:00", TUESDAY},
		{"2026-03-10T09:30:00-00:00", TUESDAY}, {"2026-03-10T04:00:00-05:30", TUESDAY},
		{"2026-03-11T09:29:00+23:59", TUESDAY}, {"2024-02-29T00:00:00Z", 1709164800},
		{"2000-02-29T00:00:00Z", 951782400}, {"2016-12-31T23:59:60Z", 1483228800},
		{"0000-01-01T00:00:00Z", -62167219200}, {"9999-12-31T23:59:59Z", 253402300799}};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		int64_t seconds = 12345;
		assert_true(clock_parse(rows[i].text, &seconds));
		assert_int_equal(seconds, rows[i].seconds);
	}
}

static void
what_is_not_rfc_3339_is_refused(void **state)
{
	(void)state;
	static const char *const texts[] = {"", " ", "now", "2026-03-10", "2026-03-10T09:30:00",
		"2026-03-10T09:30Z", "2026-3-10T09:30:00Z", "26-03-10T09:30:00Z",
		"12026-03-10T09:30:00Z", "2026-13-10T09:30:00Z", "2026-00-10T09:30:00Z",
		"2026-03-00T09:30:00Z", "2026-03-32T09:30:00Z", "2026-04-31T09:30:00Z",
		"2025-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2026-03-10T24:00:00Z",
		"2026-03-10T09:60:00Z", "2026-03-10T09:30:61Z", "2026-03-10T09:30:00.Z",
		"2026-03-10T09:30:00,5Z", "2026-03-10T09:30:00+01", "2026-03-10T09:30:00+0100",
		"2026-03-10T09:30:00+01:60", "2026-03-10T09:30:00+24:00",
		"2026-03-10T09:30:00 +01:00", "2026-03-10T09:30:00CET", "2026-03-10T09:30:00UTC",
		"2026-03-10T09:30:00Zulu", "2026-03-10T09:30:00Z ", " 2026-03-10T09:30:00Z",
		"2026/03/10T09:30:00Z", "2026-03-10T09:30:00Z\n", "+2026-03-10T09:30:00Z",
		"-026-03-10T09:30:00Z", "2026-03-10X09:30:00Z", "2026-+3-10T09:30:00Z",
		"0000-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01", "٢٠٢٦-03-10T09:30:00Z"};

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		int64_t seconds;
		if (clock_parse(texts[i], &seconds))
			fail_msg("\"%s\" was taken for a time", texts[i]);
	}
}

static void
a_time_cut_off_at_any_place_is_refused(void **state)
{
	(void)state;
	const char *whole = "2026-03-10T09:30:00.25+01:00";
	int64_t seconds;

	assert_true(clock_parse(whole, &seconds));
	for (size_t n = 0; n < strlen(whole); n++) {
		char *part = strndup(whole, n);
		assert_false(clock_parse(part, &seconds));
		free(part);
	}
}

static void
sources_write_times_in_many_ways(void **state)
{
	(void)state;
	static const struct row rows[] = {{"2026-03-10T09:30:00Z", TUESDAY},
		{"  2026-03-10T09:30:00Z \n", TUESDAY}, {"2026-03-10T09:30:00", TUESDAY},
		{"2026-03-10 09:30:00", TUESDAY}, {"2026-03-10 09:30", TUESDAY},
		{"2026-03-10T09:30Z", TUESDAY}, {"2026-03-10 10:30 +0100", TUESDAY},
		{"2026-03-10 10:30:00 CET", TUESDAY}, {"2026-03-10", MIDNIGHT},
		{"2026-03-10 ", MIDNIGHT}, {"2026-03-10 UTC", MIDNIGHT}, {"2026-03-10Z", MIDNIGHT},
		{"Tue, 10 Mar 2026 09:30:00 +0000", TUESDAY},
		{"Tue, 10 Mar 2026 10:30:00 +0100", TUESDAY},
		{"Tue, 10 Mar 2026 10:30:00 +0100 (CET)", TUESDAY},
		{"Tue, 10 Mar 2026 04:30:00 EST", TUESDAY},
		{"Tue, 10 Mar 2026 05:30:00 edt", TUESDAY}, {"10 Mar 2026 09:30 GMT", TUESDAY},
		{"Tue,10 Mar 2026 09:30:00 UT", TUESDAY}, {"10 March 2026 09:30:00", TUESDAY},
		{"10 Mar 26 09:30:00 Z", TUESDAY}, {"10 Mar 126 09:30:00 Z", TUESDAY},
		{"10 Mar. 2026 09:30:00 Z", TUESDAY},
		{"Tue, 10 Mar 2026 09:30:00 XYZ",
			TUESDAY}, /* RFC 5322: an unknown zone says nothing */
		{"1 Jan 70 00:00:00 GMT", 0}, {"1 Jan 00 00:00:00 GMT", 946684800},
		{"1 Jan 49 00:00:00 GMT", 2493072000}, {"1 Jan 50 00:00:00 GMT", -631152000},
		{"1773135000", TUESDAY}, {"1773135000.75", TUESDAY}, {"1773135000999", TUESDAY},
		{" 1773135000\n", TUESDAY}, {"999999999", 999999999},
		{"Tue Mar 10 09:30:00 2026", TUESDAY},
		{"Tue Mar  3 09:30:00 2026", TUESDAY - 7 * 86400},
		{"Tue Mar 10 10:30:00 +0100 2026", TUESDAY}, {"10-03-2026", MIDNIGHT},
		{"10-3-2026 9:30", TUESDAY}, {"10.03.2026, 09:30:00", TUESDAY},
		{"10-03-2026 10:30 CET", TUESDAY}};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		int64_t seconds = 12345;
		if (!clock_parse_loose(rows[i].text, &seconds))
			fail_msg("\"%s\" was not read", rows[i].text);
		if (seconds != rows[i].seconds)
			fail_msg("\"%s\": %lld and not %lld", rows[i].text, (long long)seconds,
				(long long)rows[i].seconds);
	}
}

static void
what_is_no_time_at_all_is_refused_even_loosely(void **state)
{
	(void)state;
	static const char *const texts[] = {"", "  ", "yesterday", "gisteren 10:00", "31-02-2026",
		"03/10/2026", "2026", "20260310", "12345678", "12345678901234", "1773135000x",
		"-1773135000", "1773135000.5.5", "2026-02-30", "2026-03-10T", "2026-03-10T9",
		"2026-03-10T25:00", "2026-03-10 09:30 +0", "2026-03-10 09:30 blah",
		"30 Feb 2026 10:00", "10 Foo 2026 10:00", "10 Mar 2026", "10 Mar 2026 10",
		"10 Mar 2026 24:00:00", "Tue, 10 Mar 2026 10:00:00 +0100 and more", ",", ",,,",
		"Tue,", "10 Mar 2 10:00", "Tue Mar 10 09:30:00", "Tue Mar 32 09:30:00 2026",
		"Mar 10 09:30:00 2026", "Tue Mar 10 09:30:00 26", "32-01-2026", "10-13-2026",
		"10-03-26", "10-03-2026 9", "10-03-2026 24:00", "10/03-2026", "10-03-2026 09:30 x"};

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		int64_t seconds;
		if (clock_parse_loose(texts[i], &seconds))
			fail_msg("\"%s\" was taken for a time", texts[i]);
	}
}

static void
a_time_is_written_so_that_it_is_read_back(void **state)
{
	(void)state;
	static const struct row rows[] = {{"2026-03-10T09:30:00Z", TUESDAY},
		{"1970-01-01T00:00:00Z", 0}, {"1969-12-31T23:59:59Z", -1},
		{"0999-12-31T23:59:59Z", -30610224001}, {"0000-01-01T00:00:00Z", -62167219200},
		{"9999-12-31T23:59:59Z", 253402300799}};
	char text[CLOCK_TEXT];
	int64_t seconds;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_string_equal(clock_print(rows[i].seconds, text), rows[i].text);
	for (int64_t t = -62167219200; t <= 253402300799; t += 86399 * 367 + 11) {
		assert_ptr_equal(clock_print(t, text), text);
		assert_int_equal(strlen(text), 20);
		assert_true(clock_parse(text, &seconds));
		assert_int_equal(seconds, t);
	}
}

static void
a_time_outside_four_digit_years_is_written_as_nothing(void **state)
{
	(void)state;
	static const int64_t times[] = {253402300800, -62167219201, INT64_MAX, INT64_MIN};
	char text[CLOCK_TEXT];

	for (size_t i = 0; i < sizeof times / sizeof *times; i++)
		assert_string_equal(clock_print(times[i], text), "");
}

static void
the_local_zone_and_language_change_nothing(void **state)
{
	(void)state;
	char text[CLOCK_TEXT];
	int64_t seconds;

	setenv("TZ", "America/New_York", 1);
	assert_true(clock_parse("2026-07-10T09:30:00Z", &seconds));
	assert_string_equal(clock_print(seconds, text), "2026-07-10T09:30:00Z");
	assert_true(clock_parse_loose("2026-07-10 09:30", &seconds));
	assert_string_equal(clock_print(seconds, text), "2026-07-10T09:30:00Z");
	unsetenv("TZ");
}

static void
a_span_is_a_number_and_one_letter(void **state)
{
	(void)state;
	static const struct row rows[] = {{"45s", 45}, {"30m", 1800}, {"4h", 14400}, {"2d", 172800},
		{"1w", 604800}, {"0s", 0}, {"007m", 420}, {"36600d", 3162240000},
		{"999999999s", 999999999}};
	static const char *const wrong[] = {"", "s", "45", "-1s", "+1s", " 1s", "1s ", "1 s", "1S",
		"1.5h", "1y", "1mm", "1h30m", "36601d", "999999999w", "1000000000s",
		"9999999999999s", "0x1s", "1\xC3\xA9"};
	int64_t seconds;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		assert_true(clock_parse_span(rows[i].text, &seconds));
		assert_int_equal(seconds, rows[i].seconds);
	}
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		if (clock_parse_span(wrong[i], &seconds))
			fail_msg("\"%s\" was taken for a length of time", wrong[i]);
}

static void
ask_the_time(const void *with)
{
	setenv("GRIPE_NOW", with, 1);
	clock_now();
}

static void
a_deadline_is_told_by_how_far_off_it_is(void **state)
{
	static const struct {
		int64_t due;
		const char *words;
	} rows[] = {{0, "in 0 min"}, {59, "in 0 min"}, {60, "in 1 min"}, {7199, "in 119 min"},
		{7200, "in 2 h"}, {172799, "in 47 h"}, {172800, "in 2 d"}, {-1, "0 min late"},
		{-7200, "2 h late"}, {-864000, "10 d late"}};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char *words = clock_due(1773144000 + rows[i].due, 1773144000);
		assert_string_equal(words, rows[i].words);
		free(words);
	}
}

static void
gripe_now_pins_the_clock(void **state)
{
	(void)state;
	setenv("GRIPE_NOW", "2026-03-10T10:30:00+01:00", 1);
	assert_int_equal(clock_now(), TUESDAY);
	setenv("GRIPE_NOW", "", 1);
	assert_true(clock_now() > TUESDAY - 366 * 86400);
	unsetenv("GRIPE_NOW");
	assert_true(clock_now() > TUESDAY - 366 * 86400);
}

static void
a_gripe_now_that_is_no_time_ends_the_run_with_78_and_is_named(void **state)
{
	(void)state;
	struct ending ending = ends(ask_the_time, "tomorrow");

	assert_int_equal(ending.status, STATUS_CONFIG);
	assert_non_null(strstr(ending.said, "GRIPE_NOW"));
	assert_non_null(strstr(ending.said, "tomorrow"));
	assert_int_equal(ends(ask_the_time, "2026-03-10").status, STATUS_CONFIG);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(times_of_rfc_3339_are_read_with_their_zone),
		cmocka_unit_test(what_is_not_rfc_3339_is_refused),
		cmocka_unit_test(a_time_cut_off_at_any_place_is_refused),
		cmocka_unit_test(sources_write_times_in_many_ways),
		cmocka_unit_test(what_is_no_time_at_all_is_refused_even_loosely),
		cmocka_unit_test(a_time_is_written_so_that_it_is_read_back),
		cmocka_unit_test(a_time_outside_four_digit_years_is_written_as_nothing),
		cmocka_unit_test(the_local_zone_and_language_change_nothing),
		cmocka_unit_test(a_span_is_a_number_and_one_letter),
		cmocka_unit_test(a_deadline_is_told_by_how_far_off_it_is),
		cmocka_unit_test(gripe_now_pins_the_clock),
		cmocka_unit_test(a_gripe_now_that_is_no_time_ends_the_run_with_78_and_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
