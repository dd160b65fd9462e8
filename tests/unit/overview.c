/* Cases as people read them. */
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
#include "overview.h"
#include "text.h"

static struct overview
view(size_t columns, bool bold)
{
	struct overview v = {.columns = columns, .bold = bold};

	assert_true(clock_parse("2026-03-10T12:00:00Z", &v.now));
	return v;
}

/* What the list or the case looks like; the caller frees it. */
static char *
seen(void (*look)(const struct overview *, const struct buffer *, struct buffer *),
	const char *json, struct overview v)
{
	struct buffer lines = {0}, out = {0};

	buffer_text(&lines, json);
	look(&v, &lines, &out);
	buffer_free(&lines);
	return out.at;
}

static void
columns_are_as_wide_as_what_stands_in_them_whatever_the_writing(void **state)
{
	char *text = seen(overview_list,
		"{\"id\":\"7\",\"status\":\"open\",\"channel\":\"x\",\"author\":{\"handle\":\"日本語😀\"},\"content\":\"één\"}\n"
		"{\"id\":\"12\",\"status\":\"open\",\"warnings\":2,\"channel\":\"mail\",\"author\":{\"name\":\"Bo\"},\"content\":\"twee\"}\n",
		view(100, false));

	(void)state;
	assert_string_equal(text,
		"CASE  PRIO  LEVEL  DUE  TEAM  STATUS  CHANNEL  TOPIC  WHO       WORDS\n"
		"   7                          open    x               日本語😀  één\n"
		" 12!                          open    mail            Bo        twee\n");
	free(text);
}

static void
hostile_texts_are_harmless(void **state)
{
	char *text = seen(overview_list,
		"{\"id\":\"1\",\"status\":\"new\",\"channel\":\"\\u001b[31mx\",\"content\":\"a\\n\\u0007\\u202eb\\tc\"}\n",
		view(80, false));

	(void)state;
	assert_null(strpbrk(text, "\033\007\t"));
	assert_non_null(strstr(text, "·[31mx"));
	assert_non_null(strstr(text, "a ··b c\n"));
	free(text);
	text = seen(overview_case,
		"{\"id\":\"1\",\"posts\":[{\"id\":\"\\u001b]0;x\\u0007\",\"content\":\"\\u001b[2J\",\"classify\":{\"kind\":\"\\u009b\"},"
		"\"score\":{\"severity\":1,\"reasons\":[{\"rule\":\"r\",\"points\":-20.5,\"match\":\"\\u001bx\"},7]}}]}",
		view(80, false));
	assert_null(strpbrk(text, "\033\007"));
	assert_non_null(strstr(text, "r -20.5 ·x"));
	free(text);
}

static void
what_became_of_the_answer_is_told(void **state)
{
	static const char *const answers[][2] = {{"approved", "approved"}, {"later", "approved"},
		{"sending", "uncertain"}, {"failed", "failed"}, {"sent", "open"},
		{"withdrawn", "open"}};
	char json[128];

	(void)state;
	for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
		snprintf(json, sizeof json,
			"{\"id\":\"1\",\"status\":\"open\",\"answer\":\"%s\"}\n", answers[i][0]);
		char *text = seen(overview_list, json, view(80, false));
		assert_non_null(strstr(strchr(text, '\n'), answers[i][1]));
		free(text);
	}
}

static void
times_are_told_from_now(void **state)
{
	static const char *const times[][2] = {{"2026-03-10T12:50:00Z", "in 50 min"},
		{"2026-03-10T09:00:00Z", "3 h late"}, {"2026-03-20T12:00:00Z", "in 10 d"},
		{"2026-03-10T11:59:00Z", "1 min late"}};
	char json[128];

	(void)state;
	for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
		snprintf(json, sizeof json, "{\"id\":\"1\",\"due_at\":\"%s\"}\n", times[i][0]);
		char *text = seen(overview_list, json, view(80, false));
		assert_non_null(strstr(text, times[i][1]));
		free(text);
	}
}

static void
long_texts_are_broken_at_spaces_and_cut_in_the_list(void **state)
{
	struct buffer json = {0};

	(void)state;
	buffer_text(&json, "{\"id\":\"1\",\"posts\":[{\"content\":\"");
	for (int i = 0; i < 50; i++)
		buffer_text(&json, "éénentwintig 😀 ");
	for (int i = 0; i < 300; i++)
		buffer_text(&json, "日");
	buffer_text(&json, "\"}]}");
	char *text = seen(overview_case, json.at, view(60, false)), *at = text;
	for (size_t length; *at != '\0'; at += length + 1) {
		length = strcspn(at, "\n");
		assert_true(text_width(at, length) <= 60);
	}
	free(text);
	buffer_free(&json);
}

static void
headings_are_bold_only_where_asked(void **state)
{
	char *bold = seen(overview_list, "{\"id\":\"1\"}\n", view(80, true));
	char *plain = seen(
		overview_case, "{\"id\":\"1\",\"draft\":{\"content\":\"a\"}}", view(80, false));

	(void)state;
	assert_int_equal(strncmp(bold, "\033[1mCASE", 8), 0);
	assert_non_null(strstr(bold, "WORDS\033[0m\n"));
	assert_null(strchr(plain, '\033'));
	assert_non_null(strstr(plain, "\nDraft\n    a\n"));
	free(bold);
	free(plain);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(columns_are_as_wide_as_what_stands_in_them_whatever_the_writing),
		cmocka_unit_test(hostile_texts_are_harmless),
		cmocka_unit_test(what_became_of_the_answer_is_told),
		cmocka_unit_test(times_are_told_from_now),
		cmocka_unit_test(long_texts_are_broken_at_spaces_and_cut_in_the_list),
		cmocka_unit_test(headings_are_bold_only_where_asked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
