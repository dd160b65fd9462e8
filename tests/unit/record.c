/* The record room: members read as they are asked for, and a line of which every other byte stays. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "mem.h"
#include "record.h"
#include "text.h"

#define FFFD "\xEF\xBF\xBD"

static struct record *
reads(const char *line)
{
	struct record *r = record_new();
	bool repaired;

	if (!record_read(r, line, strlen(line), &repaired))
		fail_msg("%s: %s", line, record_fault(r));
	assert_false(repaired);
	return r;
}

static void
assert_line(struct record *r, const char *want)
{
	size_t length;
	const char *line = record_line(r, &length);

	assert_int_equal(line[length], 0);
	assert_string_equal(line, want);
	assert_int_equal(length, strlen(want));
}

static void
assert_set(const char *line, const char *name, const char *value, const char *want)
{
	struct record *r = reads(line);

	record_set(r, name, value);
	assert_line(r, want);
	assert_null(record_fault(r));
	record_free(r);
}

static void
assert_drop(const char *line, const char *name, const char *want)
{
	struct record *r = reads(line);

	record_set(r, name, NULL);
	assert_line(r, want);
	record_free(r);
}

static void
a_new_member_stands_behind_the_last_one(void **state)
{
	(void)state;
	assert_set("{}", "score", "1", "{\"score\":1}");
	assert_set(" { } ", "score", "1", " {\"score\":1 } ");
	assert_set("{\"a\":0.10}", "score", "{\"b\":2}", "{\"a\":0.10,\"score\":{\"b\":2}}");
	assert_set("{ \"a\" : 1 , \"b\" : [ ] } ", "score", "1",
		"{ \"a\" : 1 , \"b\" : [ ],\"score\":1 } ");
	assert_set("{\"a\":{\"score\":1}}", "score", "2", "{\"a\":{\"score\":1},\"score\":2}");
	assert_set("{\"Score\":1,\"score \":2,\"scor\":3}", "score", "4",
		"{\"Score\":1,\"score \":2,\"scor\":3,\"score\":4}");
	assert_set("{\"s\":\"{\"}", "score", "1", "{\"s\":\"{\",\"score\":1}");
}

static void
a_member_that_is_there_is_replaced_where_it_stands_whatever_it_was(void **state)
{
	(void)state;
	static const char *const was[] = {
		"1", "\"x\"", "null", "true", "[1,[2]]", "{\"score\":{}}", "\"}\"", "-0.5e+3"};

	for (size_t i = 0; i < sizeof was / sizeof *was; i++) {
		char *line = mem_format("{ \"a\" : 1 , \"score\" : %s , \"b\":2 }", was[i]);
		assert_set(line, "score", "{\"n\":9}",
			"{ \"a\" : 1 , \"score\" : {\"n\":9} , \"b\":2 }");
		free(line);
	}
}

static void
a_name_written_with_escapes_is_the_same_name_and_keeps_its_spelling(void **state)
{
	(void)state;
	assert_set("{\"sc\\u006fre\":1}", "score", "2", "{\"sc\\u006fre\":2}");
	assert_set("{\"\\u0073\\u0063\\u006F\\u0072\\u0065\":1}", "score", "2",
		"{\"\\u0073\\u0063\\u006F\\u0072\\u0065\":2}");
	assert_set("{\"sc\\\\u006fre\":1}", "score", "2", "{\"sc\\\\u006fre\":1,\"score\":2}");
	assert_set("{\"sc\\u0000ore\":1}", "score", "2", "{\"sc\\u0000ore\":1,\"score\":2}");
	assert_drop("{\"\\u0061\":1,\"b\":2}", "a", "{\"b\":2}");
}

static void
of_duplicates_the_last_is_read_and_setting_leaves_one_at_the_firsts_place(void **state)
{
	(void)state;
	struct record *r = reads("{\"x\":\"one\",\"b\":1,\"\\u0078\":\"two\"}");

	assert_string_equal(record_string(r, "x"), "two");
	record_set(r, "x", "\"three\"");
	assert_line(r, "{\"x\":\"three\",\"b\":1}");
	record_free(r);
	assert_set("{\"a\":1,\"x\":1, \"x\":2 ,\"b\":3,\"x\":4}", "x", "9",
		"{\"a\":1,\"x\":9 ,\"b\":3}");
	assert_set("{\"x\":1,\"x\":2}", "x", "9", "{\"x\":9}");
	assert_set("{\"b\":1,\"b\":2,\"x\":3}", "x", "9", "{\"b\":1,\"b\":2,\"x\":9}");
}

static void
dropping_takes_all_of_a_name_and_leaves_good_json(void **state)
{
	(void)state;
	assert_drop("{\"a\":1}", "a", "{}");
	assert_drop("{ \"a\":1 }", "a", "{  }");
	assert_drop("{\"a\":1,\"b\":2}", "a", "{\"b\":2}");
	assert_drop("{\"a\":1,\"b\":2}", "b", "{\"a\":1}");
	assert_drop("{\"a\":1,\"a\":2,\"a\":3}", "a", "{}");
	assert_drop("{\"a\":1,\"b\":2,\"a\":3}", "a", "{\"b\":2}");
	assert_drop("{\"b\":1,\"a\":2,\"c\":3,\"a\":4}", "a", "{\"b\":1,\"c\":3}");
	assert_drop("{\"b\":1}", "a", "{\"b\":1}");
	assert_drop("{}", "a", "{}");
}

/* A generated object as a list of parts, so that what set and drop must do can be said without reading JSON. */

struct part {
	const char *name; /* decoded */
	const char *key;  /* as it stands in the line */
	const char *lead, *colon, *trail;
	const char *value;
};

struct model {
	struct part part[64];
	size_t count;
	const char *before, *behind;
	char *inside; /* of an empty object */
};

static unsigned
next_random(unsigned *seed, unsigned below)
{
	*seed = *seed * 1664525 + 1013904223;
	return (*seed >> 16) % below;
}

static const char *
pick(unsigned *seed, const char *const *from)
{
	unsigned n = 0;

	while (from[n] != NULL)
		n++;
	return from[next_random(seed, n)];
}

static const char *const spaces[] = {"", "", "", " ", "\t", "\r", "  ", " \t \r ", NULL};
static const char *const keys[][2] = {{"a", "a"}, {"a", "\\u0061"}, {"score", "score"},
	{"score", "sc\\u006fre"}, {"score", "\\u0073core"}, {"score ", "score "},
	{"Score", "Score"}, {"", ""}, {"\"", "\\\""}, {"\\", "\\\\"}, {"\xC3\xA9", "\xC3\xA9"},
	{"\xC3\xA9", "\\u00e9"}, {"\xF0\x9F\x98\xA1", "\\ud83d\\ude21"}, {FFFD, "\\ud83d"},
	{"x\ny", "x\\ny"}, {"content", "content"}, {",", ","}, {"{", "{"}};
static const char *const values[] = {"0", "-0.0", "0.10", "123456789012345678901234567890", "1e999",
	"null", "true", "\"\"", "\"score\"", "\"\\\"score\\\":1\"", "\"\\\\\"", "\"\\ud83d\"",
	"\"caf\xC3\xA9\"", "\"{[,:]}\"", "[]", "[ ]", "{}", "{\"score\":{\"a\":1},\"a\":2}",
	"[{\"score\":1},[\"score\"]]", "{ \"score\" : 1 , \"x\":[2] }", NULL};

static void
generate(struct model *m, unsigned *seed)
{
	*m = (struct model){.count = next_random(seed, 9),
		.before = pick(seed, spaces),
		.behind = pick(seed, spaces),
		.inside = mem_dup(pick(seed, spaces))};
	for (size_t i = 0; i < m->count; i++) {
		unsigned k = next_random(seed, sizeof keys / sizeof *keys);
		m->part[i] = (struct part){keys[k][0], keys[k][1], pick(seed, spaces),
			pick(seed, spaces), pick(seed, spaces), pick(seed, values)};
	}
}

static void
write_model(const struct model *m, struct buffer *b)
{
	buffer_clear(b);
	buffer_format(b, "%s{", m->before);
	for (size_t i = 0; i < m->count; i++) {
		const struct part *p = &m->part[i];
		buffer_format(b, "%s%s\"%s\"%s:%s%s%s", i > 0 ? "," : "", p->lead, p->key, p->colon,
			p->colon, p->value, p->trail);
	}
	buffer_format(b, "%s}%s", m->count == 0 ? m->inside : "", m->behind);
}

/* The space in front of the first member and behind the last one stays; between others the member takes what leads it. */
static void
take_off(struct model *m, size_t i)
{
	if (m->count == 1) {
		char *both = mem_format("%s%s", m->part[0].lead, m->part[0].trail);
		free(m->inside);
		m->inside = both;
	} else if (i == 0) {
		m->part[1].lead = m->part[0].lead;
	} else {
		m->part[i - 1].trail = m->part[i].trail;
	}
	m->count--;
	memmove(&m->part[i], &m->part[i + 1], (m->count - i) * sizeof m->part[0]);
}

static void
change_model(struct model *m, const char *name, const char *value)
{
	bool done = value == NULL;

	for (size_t i = 0; i < m->count;) {
		bool own = strcmp(m->part[i].name, name) == 0;
		if (own && done) {
			take_off(m, i);
			continue;
		}
		if (own) {
			m->part[i].value = value;
			done = true;
		}
		i++;
	}
	if (done)
		return;
	const char *trail = m->count > 0 ? m->part[m->count - 1].trail : m->inside;
	if (m->count > 0)
		m->part[m->count - 1].trail = "";
	m->part[m->count++] = (struct part){name, name, "", "", trail, value};
}

static void
assert_reads_as(struct record *r, const struct model *m)
{
	for (size_t i = 0; i < m->count; i++) {
		const char *last = NULL;
		for (size_t k = 0; k < m->count; k++)
			if (strcmp(m->part[k].name, m->part[i].name) == 0)
				last = m->part[k].value;
		struct json value = record_value(r, m->part[i].name);
		assert_int_equal(value.length, strlen(last));
		assert_memory_equal(value.at, last, value.length);
	}
}

static void
whatever_is_set_and_dropped_every_other_byte_stays(void **state)
{
	(void)state;
	static const char *const names[] = {"score", "a", "new", "x", "content", NULL};
	static const char *const made[] = {
		"1", "{\"level\":\"high\"}", "[]", "\"t\"", "null", NULL};
	struct buffer line = {0}, want = {0};
	struct record *r = record_new();
	struct model m;
	unsigned seed = 20260310;
	bool repaired;

	for (int round = 0; round < 20000; round++) {
		generate(&m, &seed);
		write_model(&m, &line);
		assert_true(record_read(r, line.at, line.length, &repaired));
		for (unsigned step = next_random(&seed, 5); step-- > 0;) {
			const char *name = pick(&seed, names);
			const char *value = next_random(&seed, 4) > 0 ? pick(&seed, made) : NULL;
			record_set(r, name, value);
			change_model(&m, name, value);
			write_model(&m, &want);
			assert_line(r, want.at);
			assert_reads_as(r, &m);
			assert_true(json_check(
				want.at, want.length, NULL, NULL, &(struct json_fault){0}));
		}
		free(m.inside);
		assert_null(record_fault(r));
	}
	buffer_free(&line);
	buffer_free(&want);
	record_free(r);
}

static void
setting_twice_is_setting_once(void **state)
{
	(void)state;
	struct record *r = reads("{\"a\":1}");

	for (int i = 0; i < 100; i++)
		record_set(r, "score", i % 2 ? "{\"a\":[1,2,3]}" : "0");
	assert_line(r, "{\"a\":1,\"score\":{\"a\":[1,2,3]}}");
	for (int i = 0; i < 3; i++)
		record_set(r, "score", NULL);
	assert_line(r, "{\"a\":1}");
	record_free(r);
}

static void
texts_that_were_read_live_on_when_the_line_changes(void **state)
{
	(void)state;
	struct record *r = reads("{\"id\":\"x:1\",\"tags\":[\"a\",\"b\"]}");
	const char *id = record_string(r, "id");
	const char *const *tags;

	assert_int_equal(record_list(r, "tags", &tags), 2);
	for (int i = 0; i < 50; i++) {
		record_set(r, "id", "\"other\"");
		record_set(r, "more", "[1,2,3,4,5,6,7,8,9]");
		record_set(r, "tags", NULL);
	}
	assert_string_equal(id, "x:1");
	assert_string_equal(tags[1], "b");
	assert_string_equal(record_string(r, "id"), "other");
	record_free(r);
}

static void
what_is_missing_or_null_is_empty_and_no_fault(void **state)
{
	(void)state;
	struct record *r = reads("{\"s\":null,\"author\":null,\"l\":[]}");
	const char *const *items;

	assert_string_equal(record_string(r, "s"), "");
	assert_string_equal(record_string(r, "gone"), "");
	assert_string_equal(record_string(r, "author.name"), "");
	assert_string_equal(record_string(r, "gone.name.deeper"), "");
	assert_true(record_number(r, "s", 7) == 7);
	assert_true(record_number(r, "gone", -1) == -1);
	assert_false(record_flag(r, "s"));
	assert_false(record_flag(r, "gone"));
	assert_int_equal(record_list(r, "s", &items), 0);
	assert_int_equal(record_list(r, "gone", &items), 0);
	assert_int_equal(record_list(r, "l", &items), 0);
	assert_int_equal(json_type(record_value(r, "gone")), JSON_MISSING);
	assert_int_equal(json_type(record_value(r, "s")), JSON_NULL);
	assert_true(record_is(r, "gone", ""));
	assert_null(record_fault(r));
	record_free(r);
}

static void
members_are_read_by_their_type(void **state)
{
	(void)state;
	struct record *r = reads("{\"s\":\"caf\\u00e9\\n\",\"n\":-1.5e2,\"inf\":1e999,\"t\":true,"
				 "\"f\":false,\"l\":[\"a\",\"\",\"\\u20ac\"]}");
	const char *const *items;

	assert_string_equal(record_string(r, "s"), "caf\xC3\xA9\n");
	assert_true(record_is(r, "s", "caf\xC3\xA9\n"));
	assert_false(record_is(r, "s", "caf"));
	assert_true(record_number(r, "n", 0) == -150);
	assert_true(isinf(record_number(r, "inf", 0)));
	assert_true(record_flag(r, "t"));
	assert_false(record_flag(r, "f"));
	assert_int_equal(record_list(r, "l", &items), 3);
	assert_string_equal(items[0], "a");
	assert_string_equal(items[1], "");
	assert_string_equal(items[2], "\xE2\x82\xAC");
	assert_null(record_fault(r));
	record_free(r);
}

static void
paths_lead_into_objects(void **state)
{
	(void)state;
	const char *deep = "a_name_that_is_longer_than_any_buffer_somebody_might_have_thought_"
			   "enough_for_names";
	char *line =
		mem_format("{\"author\":{\"name\":\"Jo\",\"\\u0068andle\":\"@jo\",\"name\":\"An\"},"
			   "\"a\":{\"b\":{\"c\":[1]}},\"a.b\":\"flat\",\"%s\":{\"%s\":\"deep\"}}",
			deep, deep);
	char *path = mem_format("%s.%s", deep, deep);
	struct record *r = reads(line);

	assert_string_equal(record_string(r, "author.name"), "An");
	assert_string_equal(record_string(r, "author.handle"), "@jo");
	assert_int_equal(record_value(r, "a.b.c").length, 3);
	assert_int_equal(json_type(record_value(r, "a.b")), JSON_OBJECT);
	assert_string_equal(record_string(r, path), "deep");
	record_free(r);
	free(line);
	free(path);
}

static void
assert_fault(const char *line, void (*ask)(struct record *r), const char *want)
{
	struct record *r = reads(line);

	ask(r);
	assert_non_null(record_fault(r));
	assert_string_equal(record_fault(r), want);
	record_free(r);
}

static void
ask_content(struct record *r)
{
	assert_string_equal(record_string(r, "content"), "");
}

static void
ask_number(struct record *r)
{
	assert_true(record_number(r, "n", 5) == 5);
}

static void
ask_flag(struct record *r)
{
	assert_false(record_flag(r, "automatic"));
}

static void
ask_list(struct record *r)
{
	const char *const *items;

	record_list(r, "tags", &items);
}

static void
ask_name(struct record *r)
{
	assert_string_equal(record_string(r, "author.name"), "");
}

static void
ask_deep(struct record *r)
{
	assert_string_equal(record_string(r, "a.b.c"), "");
}

static void
ask_text(struct record *r)
{
	size_t length;
	bool cut;

	record_text(r, &length, &cut);
}

static void
a_member_of_another_type_than_asked_is_a_fault_that_names_it(void **state)
{
	(void)state;
	static const char *const other[] = {"1", "true", "[]", "{}", "[\"a\"]"};

	for (size_t i = 0; i < sizeof other / sizeof *other; i++) {
		char *line = mem_format("{\"content\":%s}", other[i]);
		assert_fault(line, ask_content, "content is not a string");
		assert_fault(line, ask_text, "content is not a string");
		free(line);
	}
	assert_fault("{\"title\":0}", ask_text, "title is not a string");
	assert_fault("{\"n\":\"5\"}", ask_number, "n is not a number");
	assert_fault("{\"automatic\":\"yes\"}", ask_flag, "automatic is not true or false");
	assert_fault("{\"automatic\":1}", ask_flag, "automatic is not true or false");
	assert_fault("{\"tags\":\"a\"}", ask_list, "tags is not a list");
	assert_fault("{\"tags\":{\"a\":1}}", ask_list, "tags is not a list");
	assert_fault("{\"tags\":[\"a\",1]}", ask_list, "tags is not a list of strings");
	assert_fault("{\"tags\":[null]}", ask_list, "tags is not a list of strings");
	assert_fault("{\"author\":\"Jo\"}", ask_name, "author is not an object");
	assert_fault("{\"author\":[{\"name\":\"Jo\"}]}", ask_name, "author is not an object");
	assert_fault("{\"author\":{\"name\":1}}", ask_name, "author.name is not a string");
	assert_fault("{\"a\":{\"b\":1}}", ask_deep, "a.b is not an object");
	assert_fault("{\"a\":{\"b\":{\"c\":1}}}", ask_deep, "a.b.c is not a string");
}

static void
the_first_fault_stays_and_the_next_record_begins_without_one(void **state)
{
	(void)state;
	struct record *r = reads("{\"content\":1,\"n\":\"\"}");
	bool repaired;

	record_number(r, "n", 0);
	record_string(r, "content");
	record_refuse(r, "something else");
	assert_string_equal(record_fault(r), "n is not a number");
	assert_true(record_read(r, "{}", 2, &repaired));
	assert_null(record_fault(r));
	assert_false(record_read(r, "{", 1, &repaired));
	assert_non_null(record_fault(r));
	assert_true(record_read(r, "{}", 2, &repaired));
	assert_null(record_fault(r));
	record_free(r);
}

static void
only_an_object_is_a_record(void **state)
{
	(void)state;
	static const char *const lines[] = {"[]", "[{}]", "\"{}\"", "1", "null", "true", "", " ",
		"{", "{}x", "{\"a\":1,}", "{}{}"};
	struct record *r = record_new();
	bool repaired;

	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		assert_false(record_read(r, lines[i], strlen(lines[i]), &repaired));
		assert_non_null(record_fault(r));
	}
	assert_false(record_read(r, "[1]", 3, &repaired));
	assert_string_equal(record_fault(r), "a record is a JSON object, { ... } (byte 1)");
	assert_false(record_read(r, "{\"a\":x}", 7, &repaired));
	assert_string_equal(record_fault(r), "a value is expected (byte 6)");
	assert_false(record_read(r, "{\"a\":\"\0\"}", 9, &repaired));
	assert_string_equal(record_fault(r), "a NUL byte (byte 7)");
	record_free(r);
}

static void
lone_surrogates_are_read_as_replacements_and_stay_in_the_line(void **state)
{
	(void)state;
	const char *line = "{\"content\":\"a\\ud83d b\\u0000 \\ude21\"}";
	struct record *r = reads(line);

	assert_string_equal(record_string(r, "content"), "a" FFFD " b" FFFD " " FFFD);
	assert_line(r, line);
	record_set(r, "x", "1");
	assert_line(r, "{\"content\":\"a\\ud83d b\\u0000 \\ude21\",\"x\":1}");
	record_free(r);
}

static void
assert_repair(const char *line, const char *want)
{
	struct record *r = record_new();
	bool repaired;

	assert_true(record_read(r, line, strlen(line), &repaired));
	assert_int_equal(repaired, strcmp(line, want) != 0);
	assert_line(r, want);
	record_set(r, "x", "1");
	record_free(r);
}

static void
bytes_that_are_no_utf_8_are_repaired_in_the_line(void **state)
{
	(void)state;
	assert_repair("{\"a\":\"caf\xE9\"}", "{\"a\":\"caf" FFFD "\"}");
	assert_repair("{\"caf\xE9\":1}", "{\"caf" FFFD "\":1}");
	assert_repair("{\"a\":\"\xED\xA0\xBD\xED\xB8\xA1\"}",
		"{\"a\":\"" FFFD FFFD FFFD FFFD FFFD FFFD "\"}");
	assert_repair("{\"a\":[{\"b\":\"\xFF\"}],\"c\":\"\xC3\"}",
		"{\"a\":[{\"b\":\"" FFFD "\"}],\"c\":\"" FFFD "\"}");
	assert_repair("{\"a\":\"\xEF\xBF\xBF\"}", "{\"a\":\"\xEF\xBF\xBF\"}");
	struct record *r = record_new();
	bool repaired;
	assert_false(record_read(r, "{\"a\":\"\xFF\",}", 10, &repaired)); /* and bad besides */
	assert_false(record_read(r, "{\"a\":\xFF}", 7, &repaired));
	assert_false(repaired);
	assert_false(record_read(r, "{\"a\":\"\xE9\"", 8, &repaired)); /* cut off */
	record_free(r);
}

static void
title_and_content_are_one_text_in_normal_form_c(void **state)
{
	(void)state;
	static const char *const rows[][2] = {{"{}", ""}, {"{\"content\":\"a\"}", "a"},
		{"{\"title\":\"t\"}", "t\n"}, {"{\"title\":\"t\",\"content\":\"c\"}", "t\nc"},
		{"{\"title\":\"\",\"content\":\"c\"}", "c"},
		{"{\"title\":null,\"content\":\"c\"}", "c"},
		{"{\"content\":\"cafe\\u0301\"}", "caf\xC3\xA9"},
		{"{\"title\":\"e\xCC\x81\",\"content\":\"e\xCC\x81\"}", "\xC3\xA9\n\xC3\xA9"}};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct record *r = reads(rows[i][0]);
		size_t length;
		bool cut = true;
		assert_string_equal(record_text(r, &length, &cut), rows[i][1]);
		assert_int_equal(length, strlen(rows[i][1]));
		assert_false(cut);
		assert_line(r, rows[i][0]); /* what is read is composed, the line is not */
		record_free(r);
	}
}

static void
assert_cut(const char *unit, size_t count, size_t want, bool want_cut)
{
	struct buffer b = {0};
	size_t length;
	bool cut;

	buffer_text(&b, "{\"content\":\"");
	for (size_t i = 0; i < count; i++)
		buffer_text(&b, unit);
	buffer_text(&b, "\"}");
	struct record *r = reads(b.at);
	const char *text = record_text(r, &length, &cut);
	assert_int_equal(length, want);
	assert_int_equal(strlen(text), want);
	assert_int_equal(cut, want_cut);
	for (size_t i = 0, n; i < length; i += n) {
		n = text_sequence(text + i, text + length);
		assert_true(n > 0);
	}
	record_free(r);
	buffer_free(&b);
}

static void
a_text_over_64_kib_is_cut_between_code_points_and_says_so(void **state)
{
	(void)state;
	assert_cut("x", TEXT_LIMIT, TEXT_LIMIT, false);
	assert_cut("x", TEXT_LIMIT + 1, TEXT_LIMIT, true);
	assert_cut("\xC3\xA9", TEXT_LIMIT / 2, TEXT_LIMIT, false);
	assert_cut("\xE2\x82\xAC", TEXT_LIMIT / 3 + 1, 65535, true);
	assert_cut("\xF0\x9F\x98\xA1", TEXT_LIMIT / 4, TEXT_LIMIT, false);
	assert_cut("\xF0\x9F\x98\xA1", TEXT_LIMIT / 4 + 1, TEXT_LIMIT, true);
	assert_cut("\\u20ac", TEXT_LIMIT / 3 + 1, 65535, true);
	assert_cut("e\xCC\x81", TEXT_LIMIT / 3, 2 * 21845, false);
	assert_cut("\xE0\xA5\x98", TEXT_LIMIT / 3, 65535, true); /* composing makes it longer */
	assert_cut("x", 1 << 20, TEXT_LIMIT, true);
}

static void
a_title_of_64_kib_leaves_no_room_for_the_content(void **state)
{
	(void)state;
	struct buffer b = {0};
	size_t length;
	bool cut;

	buffer_text(&b, "{\"title\":\"");
	for (size_t i = 0; i < TEXT_LIMIT; i++)
		buffer_char(&b, 't');
	buffer_text(&b, "\",\"content\":\"c\"}");
	struct record *r = reads(b.at);
	record_text(r, &length, &cut);
	assert_int_equal(length, TEXT_LIMIT);
	assert_true(cut);
	record_free(r);
	buffer_free(&b);
}

static void
what_came_in_from_a_person_is_incoming(void **state)
{
	(void)state;
	static const struct {
		const char *line;
		bool incoming;
	} rows[] = {{"{}", true}, {"{\"direction\":\"in\"}", true}, {"{\"direction\":null}", true},
		{"{\"direction\":\"out\"}", false}, {"{\"automatic\":true}", false},
		{"{\"automatic\":false}", true}, {"{\"automatic\":null}", true},
		{"{\"direction\":\"in\",\"automatic\":true}", false},
		{"{\"direction\":\"o\\u0075t\"}", false}};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct record *r = reads(rows[i].line);
		assert_int_equal(record_is_incoming(r), rows[i].incoming);
		record_free(r);
	}
}

static void
an_object_with_very_many_members_is_read_and_changed(void **state)
{
	(void)state;
	struct buffer b = {0};

	buffer_char(&b, '{');
	for (int i = 0; i < 20000; i++)
		buffer_format(&b, "\"m%d\":%d,", i, i);
	buffer_text(&b, "\"z\":0}");
	struct record *r = reads(b.at);
	assert_true(record_number(r, "m0", -1) == 0);
	assert_true(record_number(r, "m19999", -1) == 19999);
	record_set(r, "m10000", "\"here\"");
	assert_string_equal(record_string(r, "m10000"), "here");
	assert_true(record_number(r, "m10001", -1) == 10001);
	record_free(r);
	buffer_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_new_member_stands_behind_the_last_one),
		cmocka_unit_test(
			a_member_that_is_there_is_replaced_where_it_stands_whatever_it_was),
		cmocka_unit_test(
			a_name_written_with_escapes_is_the_same_name_and_keeps_its_spelling),
		cmocka_unit_test(
			of_duplicates_the_last_is_read_and_setting_leaves_one_at_the_firsts_place),
		cmocka_unit_test(dropping_takes_all_of_a_name_and_leaves_good_json),
		cmocka_unit_test(whatever_is_set_and_dropped_every_other_byte_stays),
		cmocka_unit_test(setting_twice_is_setting_once),
		cmocka_unit_test(texts_that_were_read_live_on_when_the_line_changes),
		cmocka_unit_test(what_is_missing_or_null_is_empty_and_no_fault),
		cmocka_unit_test(members_are_read_by_their_type),
		cmocka_unit_test(paths_lead_into_objects),
		cmocka_unit_test(a_member_of_another_type_than_asked_is_a_fault_that_names_it),
		cmocka_unit_test(the_first_fault_stays_and_the_next_record_begins_without_one),
		cmocka_unit_test(only_an_object_is_a_record),
		cmocka_unit_test(lone_surrogates_are_read_as_replacements_and_stay_in_the_line),
		cmocka_unit_test(bytes_that_are_no_utf_8_are_repaired_in_the_line),
		cmocka_unit_test(title_and_content_are_one_text_in_normal_form_c),
		cmocka_unit_test(a_text_over_64_kib_is_cut_between_code_points_and_says_so),
		cmocka_unit_test(a_title_of_64_kib_leaves_no_room_for_the_content),
		cmocka_unit_test(what_came_in_from_a_person_is_incoming),
		cmocka_unit_test(an_object_with_very_many_members_is_read_and_changed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
