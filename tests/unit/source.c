/* The source rooms: how a post becomes a record, and what maps say. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "buffer.h"
#include "mem.h"
#include "source/choice.h"
#include "source/map.h"
#include "source/post.h"

static struct post *post;
static struct post_origin origin = {.channel = "csv", .source = "bron", .fetched_at = 1773144000};
static struct buffer line;

static int
start(void **state)
{
	(void)state;
	post = post_new();
	origin.ordinals = ordinals_new();
	return 0;
}

static int
end(void **state)
{
	(void)state;
	post_free(post);
	ordinals_free(origin.ordinals);
	buffer_free(&line);
	return 0;
}

static const char *
written(void)
{
	buffer_clear(&line);
	post_write(post, &origin, &line);
	post_clear(post);
	return line.at;
}

static void
set(enum post_field field, const char *text)
{
	post_set_string(post, field, text);
}

static struct json
value(const char *text)
{
	return (struct json){text, strlen(text)};
}

/* The text between quotes behind "name": */
static char *
member(const char *record, const char *name)
{
	char *key = mem_format("\"%s\":\"", name);
	const char *at = strstr(record, key);
	char *text =
		at != NULL ? mem_dup_n(at + strlen(key), strcspn(at + strlen(key), "\"")) : NULL;

	free(key);
	return text;
}

static void
members_stand_in_the_order_of_the_manual(void **state)
{
	(void)state;
	for (int f = POST_FIELDS - 1; f >= 0; f--)
		if (f != POST_LABELS && f != POST_ATTACHMENTS && f != POST_NATIVE_ID)
			set((enum post_field)f, f == POST_DIRECTION   ? "in"
						: f == POST_AUTOMATIC ? "true"
								      : "1773131400");
	post_add_attachment(post, "u", "t", "n", "s");
	assert_true(post_set_json(post, POST_LABELS, value("{\"kind\": \"x\"}")));
	post_extra(post, "x", "y", 1);
	assert_string_equal(written(),
		"{\"id\":\"1773131400:1773131400/1773131400\",\"channel\":\"1773131400\",\"source\":\"1773131400\","
		"\"native_id\":\"1773131400\",\"url\":\"1773131400\",\"direction\":\"in\",\"automatic\":true,"
		"\"title\":\"1773131400\",\"content\":\"1773131400\",\"tags\":[\"1773131400\"],"
		"\"language\":\"1773131400\",\"attachments\":[{\"url\":\"u\",\"type\":\"t\",\"name\":\"n\",\"sha256\":\"s\"}],"
		"\"created_at\":\"2026-03-10T08:30:00Z\",\"edited_at\":\"2026-03-10T08:30:00Z\","
		"\"deleted_at\":\"2026-03-10T08:30:00Z\",\"fetched_at\":\"2026-03-10T08:30:00Z\","
		"\"author\":{\"id\":\"1773131400\",\"name\":\"1773131400\",\"handle\":\"1773131400\",\"url\":\"1773131400\","
		"\"followers_count\":1773131400,\"created_at\":\"2026-03-10T08:30:00Z\"},"
		"\"in_reply_to_id\":\"1773131400:1773131400/1773131400\","
		"\"conversation_id\":\"1773131400:1773131400/1773131400\",\"visibility\":\"1773131400\","
		"\"rating\":{\"value\":1773131400,\"best\":1773131400},"
		"\"metrics\":{\"likes\":1773131400,\"reposts\":1773131400,\"replies\":1773131400,\"quotes\":1773131400},"
		"\"extra\":{\"x\":\"y\"},\"labels\":{\"kind\": \"x\"}}");
}

static void
an_id_is_channel_source_and_native_id(void **state)
{
	(void)state;
	set(POST_NATIVE_ID, "a/1 b");
	set(POST_CHANNEL, "My Space");
	set(POST_SOURCE, "x/y z");
	set(POST_IN_REPLY_TO, "a/0");
	set(POST_CONVERSATION, "my-space:other/9");
	const char *record = written();
	assert_non_null(strstr(record,
		"{\"id\":\"my-space:x-y-z/a/1 b\",\"channel\":\"my-space\",\"source\":\"x/y z\""));
	assert_non_null(strstr(record, "\"in_reply_to_id\":\"my-space:x-y-z/a/0\""));
	assert_non_null(strstr(record, "\"conversation_id\":\"my-space:other/9\""));
	set(POST_ID, "x:demo/1");
	set(POST_IN_REPLY_TO, "x:demo/0");
	post_keep_id(post);
	record = written();
	assert_non_null(strstr(record, "{\"id\":\"x:demo/1\",\"channel\":\"csv\""));
	assert_non_null(strstr(record, "\"in_reply_to_id\":\"x:demo/0\""));
	assert_null(strstr(record, "native_id"));
}

static char *
hashed(const char *author, const char *title, const char *content)
{
	set(POST_AUTHOR_NAME, author);
	set(POST_TITLE, title);
	set(POST_CONTENT, content);
	return member(written(), "id");
}

static void
posts_without_an_id_get_one_that_stays(void **state)
{
	(void)state;
	char *ids[] = {hashed("a", "b", "c"), hashed("a", "b", "c"), hashed("a", "b", "c"),
		hashed("ab", "", "c"), hashed("a", "bc", ""), hashed("", "", "")};
	size_t count = sizeof ids / sizeof *ids;

	for (size_t i = 0; i < count; i++) {
		assert_int_equal(strlen(ids[i]), strlen("csv:bron/") + 32);
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(ids[i], ids[k]);
	}
	ordinals_free(origin.ordinals); /* another run */
	origin.ordinals = ordinals_new();
	for (size_t i = 0; i < 3; i++) {
		char *again = hashed("a", "b", "c");
		assert_string_equal(again, ids[i]);
		free(again);
	}
	for (size_t i = 0; i < count; i++)
		free(ids[i]);
}

static void
what_identifies_a_post_may_be_said(void **state)
{
	(void)state;
	post_identify(post, "link\ntitle");
	char *one = hashed("a", "b", "c");
	ordinals_free(origin.ordinals);
	origin.ordinals = ordinals_new();
	post_identify(post, "link\ntitle");
	char *other = hashed("a", "b", "edited");
	assert_string_equal(one, other);
	free(one);
	free(other);
}

static void
ten_thousand_alike_are_told_apart(void **state)
{
	char *last = NULL;

	(void)state;
	for (int i = 0; i < 10000; i++) {
		char *id = hashed(i % 2 ? "x" : "y", "", "zelfde");
		assert_true(last == NULL || strcmp(last, id) != 0);
		free(last);
		last = id;
	}
	free(last);
}

static void
assert_content(const char *bytes, size_t length, const char *expected, bool repaired)
{
	post_set(post, POST_CONTENT, bytes, length);
	assert_string_equal(post_text(post, POST_CONTENT), expected);
	assert_int_equal(post_was_repaired(post), repaired);
	post_clear(post);
}

static void
texts_are_settled(void **state)
{
	(void)state;
	assert_content(" een\r\ntwee\rdrie\n ", 17, "een\ntwee\ndrie", false);
	assert_content("cafe\xCC\x81", 6, "café", false);
	assert_content("a\xFF"
		       "b",
		3,
		"a\xEF\xBF\xBD"
		"b",
		true);
	assert_content("a\0b", 3,
		"a\xEF\xBF\xBD"
		"b",
		false);
	assert_content("don\xC2\x92t \xC2\x80", 9, "don’t €", false);
	assert_content("\xC2\x85\xC2\x81", 4, "…\xC2\x81", false);
	assert_content("  ", 2, "", false);
	set(POST_TITLE, "een\ntwee");
	assert_string_equal(post_text(post, POST_TITLE), "een twee");
}

static void
what_is_none_of_its_kind_goes_under_extra(void **state)
{
	(void)state;
	set(POST_CONTENT, "x");
	set(POST_CREATED_AT, "gisteren");
	set(POST_LIKES, "veel");
	set(POST_RATING_VALUE, "4,5");
	set(POST_RATING_BEST, "1e400");
	set(POST_AUTHOR_FOLLOWERS, "-3.25");
	set(POST_DIRECTION, "sideways");
	set(POST_AUTOMATIC, "perhaps");
	set(POST_LABELS, "complaint");
	assert_string_equal(post_odd_time(post), "gisteren");
	const char *record = written();
	assert_non_null(strstr(record, "\"rating\":{\"value\":4.5}"));
	assert_non_null(strstr(record, "\"author\":{\"followers_count\":-3.25}"));
	assert_non_null(
		strstr(record, "\"extra\":{\"created_at\":\"gisteren\",\"metrics.likes\":\"veel\","
			       "\"rating.best\":\"1e400\",\"direction\":\"sideways\","
			       "\"automatic\":\"perhaps\",\"labels\":\"complaint\"}}"));
	assert_null(post_odd_time(post));
}

static void
flags_times_and_tags_are_read(void **state)
{
	(void)state;
	set(POST_AUTOMATIC, "nee");
	set(POST_CREATED_AT, "10-03-2026 9:30");
	set(POST_TAGS, " #een; twee ,#een,drie vier|");
	const char *record = written();
	assert_null(strstr(record, "automatic"));
	assert_non_null(strstr(record, "\"created_at\":\"2026-03-10T09:30:00Z\""));
	assert_non_null(strstr(record, "\"tags\":[\"een\",\"twee\",\"drie\",\"vier\"]"));
	set(POST_TAGS, "drie vier,\"quote\"");
	assert_non_null(strstr(written(), "\"tags\":[\"drie vier\",\"\\\"quote\\\"\"]"));
}

static void
json_values_keep_their_bytes_or_find_their_member(void **state)
{
	(void)state;
	assert_false(post_set_json(post, POST_CONTENT, value("5")));
	assert_false(post_set_json(post, POST_CONTENT, value("{}")));
	assert_true(post_set_json(post, POST_CONTENT, value("\"caf\\u00e9 \\ud800\"")));
	assert_true(post_set_json(post, POST_TITLE, value("null")));
	assert_true(post_set_json(post, POST_URL, value("[1, 2]")));
	assert_true(post_set_json(post, POST_NATIVE_ID, value("12345678901234567890123")));
	assert_true(post_set_json(post, POST_TAGS, value("[\"a\",\"#b\"]")));
	assert_true(post_set_json(post, POST_ATTACHMENTS, value("[{\"url\": \"u\"}]")));
	assert_true(post_set_json(post, POST_LIKES, value("3")));
	assert_true(post_set_json(post, POST_AUTOMATIC, value("true")));
	post_extra_json(post, "n", value("0.10"));
	assert_string_equal(written(),
		"{\"id\":\"csv:bron/12345678901234567890123\",\"channel\":\"csv\",\"source\":\"bron\","
		"\"native_id\":\"12345678901234567890123\",\"automatic\":true,\"content\":\"café \xEF\xBF\xBD\","
		"\"tags\":[\"a\",\"b\"],\"attachments\":[{\"url\": \"u\"}],\"fetched_at\":\"2026-03-10T12:00:00Z\","
		"\"metrics\":{\"likes\":3},\"extra\":{\"url\":[1, 2],\"n\":0.10}}");
}

static void
of_extra_texts_with_one_name_the_first_stays(void **state)
{
	(void)state;
	post_extra(post, "a", "een", 3);
	post_extra(post, "aa", "x\"a\":y", 6);
	post_extra(post, "a", "twee", 4);
	post_extra(post, "b", "", 0);
	assert_non_null(strstr(written(), "\"extra\":{\"a\":\"een\",\"aa\":\"x\\\"a\\\":y\"}"));
}

static void
html_becomes_text_and_its_pictures_attachments(void **state)
{
	static const char html[] =
		"<p>Kijk <a href='https://x.example/'>hier</a></p><img src='https://x.example/f.jpg'>";

	(void)state;
	post_set_html(post, POST_CONTENT, html, strlen(html));
	post_set_html(post, POST_TITLE, html, strlen(html));
	const char *record = written();
	assert_non_null(strstr(record,
		"\"title\":\"Kijk hier\",\"content\":\"Kijk hier (https://x.example/)\","
		"\"attachments\":[{\"url\":\"https://x.example/f.jpg\"}]"));
}

static void
maps_say_which_column_is_what(void **state)
{
	struct map map = {0};
	char *fault;

	(void)state;
	assert_true(
		map_add(&map, " content = Text , author.name=Naam\\, voluit,extra.x=Y=Z,", &fault));
	assert_true(map_add(&map, "", &fault));
	assert_int_equal(map.count, 3);
	assert_int_equal(map.at[0].field, POST_CONTENT);
	assert_string_equal(map.at[1].column, "Naam, voluit");
	assert_string_equal(map.at[2].extra, "x");
	assert_string_equal(map.at[2].column, "Y=Z");
	assert_true(map_has_field(&map, POST_AUTHOR_NAME));
	assert_false(map_has_field(&map, POST_TITLE));
	assert_true(map_has_column(&map, "Text"));
	assert_false(map_has_column(&map, "text"));
	map_free(&map);
}

static void
maps_that_make_no_sense_are_refused(void **state)
{
	static const char *const rows[][2] = {{"content", "\"content\": expected MEMBER=COLUMN"},
		{"content=", "\"content\": which column?"}, {"route=x", "\"route\" is no member"},
		{"author=x", "\"author\" is no member"}, {"extra.=x", "\"extra.\" is no member"},
		{"title=a,title=b", "\"title\" stands twice"}};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct map map = {0};
		char *fault;
		assert_false(map_add(&map, rows[i][0], &fault));
		assert_non_null(strstr(fault, rows[i][1]));
		free(fault);
		map_free(&map);
	}
}

static void
choices_are_set_by_name_and_wrong_values_are_told(void **state)
{
	static const struct {
		const char *name, *value;
		bool right;
	} cases[] = {{"delimiter", ";", true}, {"delimiter", "tab", true},
		{"delimiter", "\\t", true}, {"delimiter", "|", true}, {"delimiter", ";;", false},
		{"delimiter", "\"", false}, {"delimiter", "a", false}, {"delimiter", "\n", false},
		{"delimiter", "é", false}, {"format", "csv", true}, {"format", "nothing", false},
		{"items", "/a", true}, {"items", "a", false}, {"items", "", true},
		{"preset", "cfpb", true}, {"preset", "nothing", false}, {"map", "content=x", true},
		{"map", "content", false}, {"date_format", "YMD", true},
		{"date_format", "ymd", false}, {"own", "Jan", true}, {"source", "", true}};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct choice choice = {0};
		char *fault = choice_set(&choice, cases[i].name, cases[i].value);
		if ((fault == NULL) != cases[i].right)
			fail_msg("%s %s", cases[i].name, cases[i].value);
		free(fault);
		choice_free(&choice);
	}
}

static void
what_means_nothing_to_a_format_is_named(void **state)
{
	static const char *const cases[][4] = {{"csv", "delimiter", ";", NULL},
		{"feed", "delimiter", ";", "delimiter"}, {"mbox", "map", "content=x", "map"},
		{"json", "items", "/a", NULL}, {"csv", "items", "/a", "items"},
		{"csv", "preset", "cfpb", "preset"}, {"whatsapp", "own", "Jan", NULL},
		{"csv", "own", "Jan", "own"}, {"whatsapp", "date_format", "DMY", NULL},
		{"chat", "date_format", "DMY", "date_format"}};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct choice choice = {0};
		assert_false(choice_is_made(&choice));
		assert_null(choice_set(&choice, "format", cases[i][0]));
		assert_null(choice_set(&choice, cases[i][1], cases[i][2]));
		assert_true(choice_is_made(&choice));
		const char *misfit = choice_misfit(&choice);
		if ((misfit == NULL) != (cases[i][3] == NULL) ||
			(misfit != NULL && strcmp(misfit, cases[i][3]) != 0))
			fail_msg("%s %s", cases[i][0], cases[i][1]);
		choice_free(&choice);
	}
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, start, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {TEST(members_stand_in_the_order_of_the_manual),
		TEST(an_id_is_channel_source_and_native_id),
		TEST(posts_without_an_id_get_one_that_stays),
		TEST(what_identifies_a_post_may_be_said), TEST(ten_thousand_alike_are_told_apart),
		TEST(texts_are_settled), TEST(what_is_none_of_its_kind_goes_under_extra),
		TEST(flags_times_and_tags_are_read),
		TEST(json_values_keep_their_bytes_or_find_their_member),
		TEST(of_extra_texts_with_one_name_the_first_stays),
		TEST(html_becomes_text_and_its_pictures_attachments),
		TEST(maps_say_which_column_is_what), TEST(maps_that_make_no_sense_are_refused),
		TEST(choices_are_set_by_name_and_wrong_values_are_told),
		TEST(what_means_nothing_to_a_format_is_named)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
