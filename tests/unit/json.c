/* The JSON room: what RFC 8259 lets in and what it keeps out, values where they stand, decoding and writing.
 * With the operand --accepted it prints the accepted documents, with --decoded how it reads the scalars among them, for
 * the agreement with jq(1) in tests/unit/json.bats. */
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
#include "json.h"

#define FFFD "\xEF\xBF\xBD"

struct document {
	const char *text;
	size_t length;
};

#define DOCUMENT(text)                \
	{                             \
		text, sizeof text - 1 \
	}

static const struct document accepted[] = {
	/* numbers */
	DOCUMENT("0"),
	DOCUMENT("-0"),
	DOCUMENT("-0.0"),
	DOCUMENT("0.0"),
	DOCUMENT("0e0"),
	DOCUMENT("0E-0"),
	DOCUMENT("0e+1"),
	DOCUMENT("-0e-0"),
	DOCUMENT("1"),
	DOCUMENT("-1"),
	DOCUMENT("10"),
	DOCUMENT("1234567890"),
	DOCUMENT("1.0"),
	DOCUMENT("1.5"),
	DOCUMENT("-1.5"),
	DOCUMENT("0.10"),
	DOCUMENT("1e5"),
	DOCUMENT("1E5"),
	DOCUMENT("1e+5"),
	DOCUMENT("1e-5"),
	DOCUMENT("1.25e2"),
	DOCUMENT("1e00"),
	DOCUMENT("1e-007"),
	DOCUMENT("100e3"),
	DOCUMENT("1e999"),
	DOCUMENT("-1e999"),
	DOCUMENT("1e-999"),
	DOCUMENT("1e99999999999999"),
	DOCUMENT("1.7976931348623157e308"),
	DOCUMENT("5e-324"),
	DOCUMENT("2.5e-325"),
	DOCUMENT("9007199254740993"),
	DOCUMENT("9223372036854775807"),
	DOCUMENT("9223372036854775808"),
	DOCUMENT("-9223372036854775809"),
	DOCUMENT("18446744073709551616"),
	DOCUMENT("123456789012345678901234567890123456789012345678901234567890"),
	DOCUMENT("0.000000000000000000000000000000000000000000000000000000000001"),
	DOCUMENT("3.14159265358979323846264338327950288419716939937510"),
	/* words */
	DOCUMENT("true"),
	DOCUMENT("false"),
	DOCUMENT("null"),
	/* strings and escapes */
	DOCUMENT("\"\""),
	DOCUMENT("\" \""),
	DOCUMENT("\"a\""),
	DOCUMENT("\"hello world\""),
	DOCUMENT("\"\\\"\""),
	DOCUMENT("\"\\\\\""),
	DOCUMENT("\"\\/\""),
	DOCUMENT("\"/\""),
	DOCUMENT("\"\\b\\f\\n\\r\\t\""),
	DOCUMENT("\"\\\\\\\"\\\\\""),
	DOCUMENT("\"\\\\u0041\""),
	DOCUMENT("\"\\u0041\""),
	DOCUMENT("\"\\u00e9\\u00E9\""),
	DOCUMENT("\"\\uabcd\\uABCD\\uAbCd\""),
	DOCUMENT("\"\\u20ac\""),
	DOCUMENT("\"\\uFFFF\\uFFFE\""),
	DOCUMENT("\"\\u0000\""),
	DOCUMENT("\"a\\u0000b\""),
	DOCUMENT("\"\\u001f\\u007f\\u0080\""),
	DOCUMENT("\"\\ud83d\\ude21\""),
	DOCUMENT("\"\\uD83D\\uDE21\""),
	DOCUMENT("\"\\uDBFF\\uDFFF\""),
	DOCUMENT("\"\\ud800\\udc00\""),
	DOCUMENT("\"\\ud83d\""),
	DOCUMENT("\"\\ude21\""),
	DOCUMENT("\"\\ude21\\ud83d\""),
	DOCUMENT("\"\\ud83dx\""),
	DOCUMENT("\"\\ud83d\\n\""),
	DOCUMENT("\"\\ud83d\\u0041\""),
	DOCUMENT("\"\\ud83d\\ud83d\\ude21\""),
	DOCUMENT("\"\\ud83d\\\\ude21\""),
	DOCUMENT("\"\x7F\""),
	DOCUMENT("\"'\""),
	DOCUMENT("\"/* no comment */ // nor this\""),
	DOCUMENT("\"[{]},:\""),
	DOCUMENT("\"\\u002c\""),
	/* UTF-8 */
	DOCUMENT("\"caf\xC3\xA9\""),
	DOCUMENT("\"\xE2\x82\xAC\""),
	DOCUMENT("\"\xF0\x9F\x98\xA1\""),
	DOCUMENT("\"\xC2\x80\""),
	DOCUMENT("\"\xC2\xA0\""),
	DOCUMENT("\"\xDF\xBF\""),
	DOCUMENT("\"\xE0\xA0\x80\""),
	DOCUMENT("\"\xED\x9F\xBF\""),
	DOCUMENT("\"\xEE\x80\x80\""),
	DOCUMENT("\"\xEF\xBF\xBD\""),
	DOCUMENT("\"\xF0\x90\x80\x80\""),
	DOCUMENT("\"\xF4\x8F\xBF\xBD\""),
	DOCUMENT("\"\xE2\x80\xA8\xE2\x80\xA9\""),
	DOCUMENT("\"\xEF\xBB\xBF\""),             /* a byte-order mark inside */
	DOCUMENT("\"\xEF\xBF\xBE\xEF\xBF\xBF\""), /* U+FFFE, U+FFFF */
	DOCUMENT(
		"\"\xEF\xB7\x90\xF0\x9F\xBF\xBF\xF4\x8F\xBF\xBF\""), /* U+FDD0, U+1FFFF, U+10FFFF */
	DOCUMENT("\"1234567\xC3\xA9\""),
	DOCUMENT("\"12345678\xC3\xA9\""), /* at a word's border */
	DOCUMENT("\"123456\\n\""),
	DOCUMENT("\"1234567\\n\""),
	DOCUMENT("\"12345678\\n\""),
	/* structure */
	DOCUMENT("[]"),
	DOCUMENT("{}"),
	DOCUMENT("[[]]"),
	DOCUMENT("[{}]"),
	DOCUMENT("[0]"),
	DOCUMENT("[0,1]"),
	DOCUMENT("[null,true,false,0,\"\",[],{}]"),
	DOCUMENT("[[[[[[[[]]]]]]]]"),
	DOCUMENT("{\"\":0}"),
	DOCUMENT("{\"a\":{}}"),
	DOCUMENT("{\"a\":[]}"),
	DOCUMENT("{\"a\":1,\"b\":2}"),
	DOCUMENT("{\"a\":{\"b\":{\"c\":[{\"d\":null}]}}}"),
	DOCUMENT("{\"a\":1,\"a\":2}"),
	DOCUMENT("{\"a\":1,\"\\u0061\":2}"),
	DOCUMENT("{\"a\\\"b\":1}"),
	DOCUMENT("{\"\\u0000\":1}"),
	DOCUMENT("{\"\xC3\xA9\":1}"),
	DOCUMENT("[1,[2,[3,[4]]],{\"5\":[6]}]"),
	/* white space */
	DOCUMENT(" 1"),
	DOCUMENT("1 "),
	DOCUMENT("\t1\t"),
	DOCUMENT("\r1\r"),
	DOCUMENT("\n1\n"),
	DOCUMENT(" \t\n\r[ \t\n\r] \t\n\r"),
	DOCUMENT("[ 1 , 2 ]"),
	DOCUMENT("{ \"a\" : 1 , \"b\" : [ ] }"),
	DOCUMENT("{\t\"a\"\t:\t{\t}\t}"),
	DOCUMENT("  \"a\"  "),
	DOCUMENT(" null "),
};

static const struct document refused[] = {
	/* nothing, or too much */
	DOCUMENT(""),
	DOCUMENT(" "),
	DOCUMENT("\n"),
	DOCUMENT(" \t\r\n"),
	DOCUMENT("1 2"),
	DOCUMENT("1,2"),
	DOCUMENT("{}{}"),
	DOCUMENT("{} {}"),
	DOCUMENT("[][]"),
	DOCUMENT("[],"),
	DOCUMENT("{},"),
	DOCUMENT("{}]"),
	DOCUMENT("[]]"),
	DOCUMENT("{}}"),
	DOCUMENT("\"a\"\"b\""),
	DOCUMENT("\"a\"b"),
	DOCUMENT("nulll"),
	DOCUMENT("null1"),
	DOCUMENT("truefalse"),
	DOCUMENT("{}x"),
	DOCUMENT("{}#"),
	DOCUMENT("{};"),
	/* numbers */
	DOCUMENT("-"),
	DOCUMENT("+"),
	DOCUMENT("+1"),
	DOCUMENT("--1"),
	DOCUMENT("-+1"),
	DOCUMENT("- 1"),
	DOCUMENT("00"),
	DOCUMENT("-00"),
	DOCUMENT("01"),
	DOCUMENT("-01"),
	DOCUMENT("0123"),
	DOCUMENT("1."),
	DOCUMENT("-1."),
	DOCUMENT("0."),
	DOCUMENT(".5"),
	DOCUMENT("-.5"),
	DOCUMENT("."),
	DOCUMENT("1..5"),
	DOCUMENT("1.2.3"),
	DOCUMENT("1.e5"),
	DOCUMENT("1e"),
	DOCUMENT("1E"),
	DOCUMENT("1e+"),
	DOCUMENT("1e-"),
	DOCUMENT("1e1.5"),
	DOCUMENT("1ee5"),
	DOCUMENT("1e+-5"),
	DOCUMENT("e5"),
	DOCUMENT("0x10"),
	DOCUMENT("0X1"),
	DOCUMENT("0b1"),
	DOCUMENT("0o7"),
	DOCUMENT("1_000"),
	DOCUMENT("1,5"),
	DOCUMENT("1 000"),
	DOCUMENT("1f"),
	DOCUMENT("1L"),
	DOCUMENT("1a"),
	DOCUMENT("1+2"),
	DOCUMENT("NaN"),
	DOCUMENT("nan"),
	DOCUMENT("-NaN"),
	DOCUMENT("Infinity"),
	DOCUMENT("-Infinity"),
	DOCUMENT("inf"),
	DOCUMENT("1e5e5"),
	DOCUMENT("\xEF\xBC\x91"),
	DOCUMENT("[1\xC2\xA0]"),
	DOCUMENT("\xD9\xA1"),
	DOCUMENT("[-]"),
	DOCUMENT("[1.]"),
	DOCUMENT("{\"a\":01}"),
	/* words */
	DOCUMENT("t"),
	DOCUMENT("tru"),
	DOCUMENT("True"),
	DOCUMENT("TRUE"),
	DOCUMENT("fals"),
	DOCUMENT("nul"),
	DOCUMENT("Null"),
	DOCUMENT("nil"),
	DOCUMENT("None"),
	DOCUMENT("undefined"),
	DOCUMENT("yes"),
	DOCUMENT("a"),
	DOCUMENT("[a]"),
	DOCUMENT("[tru]"),
	DOCUMENT("n\0ll"),
	/* strings and escapes */
	DOCUMENT("\""),
	DOCUMENT("\"a"),
	DOCUMENT("a\""),
	DOCUMENT("'a'"),
	DOCUMENT("`a`"),
	DOCUMENT("\"\\\""),
	DOCUMENT("\"\\"),
	DOCUMENT("\"\\a\""),
	DOCUMENT("\"\\v\""),
	DOCUMENT("\"\\0\""),
	DOCUMENT("\"\\'\""),
	DOCUMENT("\"\\x41\""),
	DOCUMENT("\"\\U0041\""),
	DOCUMENT("\"\\ \""),
	DOCUMENT("\"\\\n\""),
	DOCUMENT("\"\\\t\""),
	DOCUMENT("\"\\\0\""),
	DOCUMENT("\"\\\xC3\xA9\""),
	DOCUMENT("\"\\u\""),
	DOCUMENT("\"\\u0\""),
	DOCUMENT("\"\\u00\""),
	DOCUMENT("\"\\u004\""),
	DOCUMENT("\"\\u004"),
	DOCUMENT("\"\\u"),
	DOCUMENT("\"\\u00g1\""),
	DOCUMENT("\"\\u 041\""),
	DOCUMENT("\"\\u-041\""),
	DOCUMENT("\"\\u+041\""),
	DOCUMENT("\"\\u{41}\""),
	DOCUMENT("\"\\u0x41\""),
	DOCUMENT("\"\\u004G\""),
	DOCUMENT("\"\\u004`\""),
	DOCUMENT("\"\\u004@\""),
	DOCUMENT("\"\\u\xEF\xBC\x90\x30\x30\x30\""),
	DOCUMENT("\"\\ud83d\\u\""),
	DOCUMENT("\"\\ud83d\\ude2\""),
	DOCUMENT("\"\\ud83d\\u\"]"),
	DOCUMENT("\\u0041"),
	DOCUMENT("\\\"a\\\""),
	/* raw controls and NUL */
	DOCUMENT("\"\n\""),
	DOCUMENT("\"\t\""),
	DOCUMENT("\"\r\""),
	DOCUMENT("\"\b\""),
	DOCUMENT("\"\f\""),
	DOCUMENT("\"\x1F\""),
	DOCUMENT("\"\x01\""),
	DOCUMENT("\"\x1B\""),
	DOCUMENT("\"\0\""),
	DOCUMENT("\"a\0b\""),
	DOCUMENT("\0"),
	DOCUMENT("1\0"),
	DOCUMENT("{}\0"),
	DOCUMENT("\0{}"),
	DOCUMENT("[\0]"),
	DOCUMENT("[1\0]"),
	DOCUMENT("{\"a\0\":1}"),
	DOCUMENT("{\"a\":1\0}"),
	DOCUMENT("\"12345678\x1F\""),
	DOCUMENT("\"1234567\x1F\""),
	DOCUMENT("\"12345678\0\""),
	/* UTF-8 */
	DOCUMENT("\"\x80\""),
	DOCUMENT("\"\xBF\""),
	DOCUMENT("\"\xC3\""),
	DOCUMENT("\"\xC3("),
	DOCUMENT("\"\xC3(\""),
	DOCUMENT("\"\xE9\""),
	DOCUMENT("\"\xC0\x80\""),
	DOCUMENT("\"\xC0\xAF\""),
	DOCUMENT("\"\xC1\xBF\""),
	DOCUMENT("\"\xE0\x80\x80\""),
	DOCUMENT("\"\xE0\x9F\xBF\""),
	DOCUMENT("\"\xF0\x80\x80\x80\""),
	DOCUMENT("\"\xF0\x8F\xBF\xBF\""),
	DOCUMENT("\"\xED\xA0\x80\""),
	DOCUMENT("\"\xED\xBF\xBF\""),
	DOCUMENT("\"\xED\xA0\xBD\xED\xB8\xA1\""),
	DOCUMENT("\"\xF4\x90\x80\x80\""),
	DOCUMENT("\"\xF5\x80\x80\x80\""),
	DOCUMENT("\"\xF8\x88\x80\x80\x80\""),
	DOCUMENT("\"\xFC\x84\x80\x80\x80\x80\""),
	DOCUMENT("\"\xFE\""),
	DOCUMENT("\"\xFF\""),
	DOCUMENT("\"\xE2\x82\""),
	DOCUMENT("\"\xE2\x82"),
	DOCUMENT("\"\xE2\""),
	DOCUMENT("\"\xF0\x9F\x98\""),
	DOCUMENT("\"\xF0\x9F\x98"),
	DOCUMENT("\"\xF0\x9F\""),
	DOCUMENT("\"\xF0"),
	DOCUMENT("\"12345678\xFF\""),
	DOCUMENT("\xE9"),
	DOCUMENT("[\xFF]"),
	DOCUMENT("{\"\xFF\":0}"),
	DOCUMENT("\"\0a\0b\""),
	/* a byte-order mark, UTF-16 */
	DOCUMENT("\xEF\xBB\xBF{}"),
	DOCUMENT("\xEF\xBB\xBF"),
	DOCUMENT("{}\xEF\xBB\xBF"),
	DOCUMENT("\xEF\xBB{}"),
	DOCUMENT("\xFF\xFE{\0}\0"),
	DOCUMENT("\xFE\xFF\0{\0}"),
	/* structure */
	DOCUMENT("["),
	DOCUMENT("]"),
	DOCUMENT("{"),
	DOCUMENT("}"),
	DOCUMENT("[}"),
	DOCUMENT("{]"),
	DOCUMENT("[[]"),
	DOCUMENT("[{]}"),
	DOCUMENT("{[}"),
	DOCUMENT("[1"),
	DOCUMENT("[1,"),
	DOCUMENT("[1,]"),
	DOCUMENT("[,1]"),
	DOCUMENT("[,]"),
	DOCUMENT("[1,,2]"),
	DOCUMENT("[1 2]"),
	DOCUMENT("[1;2]"),
	DOCUMENT("[1:2]"),
	DOCUMENT("[\"a\":1]"),
	DOCUMENT("[\"a\" \"b\"]"),
	DOCUMENT("{1}"),
	DOCUMENT("{a:1}"),
	DOCUMENT("{'a':1}"),
	DOCUMENT("{\"a\"}"),
	DOCUMENT("{\"a\":}"),
	DOCUMENT("{\"a\",1}"),
	DOCUMENT("{\"a\" 1}"),
	DOCUMENT("{\"a\"=1}"),
	DOCUMENT("{\"a\"::1}"),
	DOCUMENT("{:1}"),
	DOCUMENT("{,}"),
	DOCUMENT("{\"a\":1,}"),
	DOCUMENT("{,\"a\":1}"),
	DOCUMENT("{\"a\":1,,\"b\":2}"),
	DOCUMENT("{\"a\":1 \"b\":2}"),
	DOCUMENT("{\"a\":1;\"b\":2}"),
	DOCUMENT("{1:1}"),
	DOCUMENT("{null:1}"),
	DOCUMENT("{[]:1}"),
	DOCUMENT("{\"a\":1:2}"),
	DOCUMENT("{\"a\":1,\"b\"}"),
	DOCUMENT("{\"a\":1,2}"),
	DOCUMENT("{{}}"),
	DOCUMENT("{\"a\":[1,}"),
	DOCUMENT("[{\"a\":1]"),
	DOCUMENT("(1)"),
	DOCUMENT("<1>"),
	DOCUMENT("[...]"),
	DOCUMENT("[1]\"a\""),
	DOCUMENT("{\"a\":\"b\"c}"),
	DOCUMENT("{\"a\":tru}"),
	DOCUMENT("*"),
	DOCUMENT(","),
	DOCUMENT(":"),
	/* comments */
	DOCUMENT("/**/1"),
	DOCUMENT("1/**/"),
	DOCUMENT("1 // one"),
	DOCUMENT("1 # one"),
	DOCUMENT("[1/**/]"),
	DOCUMENT("{\"a\":/**/1}"),
	DOCUMENT("{/**/}"),
	DOCUMENT("<!-- -->1"),
	DOCUMENT("--1"),
	/* what is white space elsewhere */
	DOCUMENT("\v1"),
	DOCUMENT("\f1"),
	DOCUMENT("1\v"),
	DOCUMENT("1\f"),
	DOCUMENT("[\v]"),
	DOCUMENT("[1\f]"),
	DOCUMENT("{\"a\"\v:1}"),
	DOCUMENT("{\"a\":1\f}"),
	DOCUMENT("\xC2\xA0"
		 "1"),
	DOCUMENT("[\xC2\xA0]"),
	DOCUMENT("\xE2\x80\xA8"
		 "1"),
	DOCUMENT("[\xE2\x81\xA0]"),
	DOCUMENT("\xE3\x80\x80"
		 "1"),
	DOCUMENT("\xC2\x85"
		 "1"),
	DOCUMENT("\x1E{}"),
	DOCUMENT("\x7F{}"),
	DOCUMENT("{}\x1A"),
};

enum { ACCEPTED = sizeof accepted / sizeof *accepted, REFUSED = sizeof refused / sizeof *refused };

/* Checks a copy of exactly that size, so that a sanitizer sees every byte read too far. */
static bool
check(const char *text, size_t length, struct json_fault *fault)
{
	char *copy = malloc(length + 1);
	struct json value;
	struct json_members members = {0};

	memcpy(copy, text, length);
	copy[length] = '\0';
	*fault = (struct json_fault){0};
	bool alone = json_check(copy, length, NULL, NULL, fault);
	bool ok = json_check(copy, length, &value, &members, fault);
	assert_int_equal(alone, ok);
	assert_true(ok || fault->reason != NULL);
	assert_true(ok || fault->at <= length);
	free(members.at);
	free(copy);
	return ok;
}

static void
every_document_that_rfc_8259_allows_is_accepted(void **state)
{
	(void)state;
	struct json_fault fault;

	for (size_t i = 0; i < ACCEPTED; i++)
		if (!check(accepted[i].text, accepted[i].length, &fault))
			fail_msg("%s was refused at %zu: %s", accepted[i].text, fault.at,
				fault.reason);
}

static void
every_document_that_it_does_not_allow_is_refused(void **state)
{
	(void)state;
	struct json_fault fault;

	for (size_t i = 0; i < REFUSED; i++)
		if (check(refused[i].text, refused[i].length, &fault))
			fail_msg("row %zu, %s, was accepted", i, refused[i].text);
}

static void
what_is_accepted_stays_accepted_inside_an_array_and_an_object(void **state)
{
	(void)state;
	static const char *const around[][2] = {{"[", "]"}, {"{\"k\":", "}"}, {"[1,", ",2]"},
		{" [ {\"k\" : ", " } ] "}, {"{\"a\":0,\"k\":", ",\"b\":\"\"}"}};
	struct json_fault fault;

	for (size_t i = 0; i < ACCEPTED; i++)
		for (size_t k = 0; k < sizeof around / sizeof *around; k++) {
			struct buffer b = {0};
			buffer_text(&b, around[k][0]);
			buffer_add(&b, accepted[i].text, accepted[i].length);
			buffer_text(&b, around[k][1]);
			if (!check(b.at, b.length, &fault))
				fail_msg("%s was refused", b.at);
			buffer_free(&b);
		}
}

static const char complex_document[] =
	" {\"id\" : \"x:1/2\",\"n\":[-0.5e+3,0,1E-2 , true,false,null],\"\\u0061\\n\\\"\":{},"
	"\"t\":\"caf\xC3\xA9 \xF0\x9F\x98\xA1 \\ud83d\\ude21 \\\\\",\"deep\":[[[{\"a\":[{}]}]]]}";

static void
a_document_cut_off_at_any_place_is_refused(void **state)
{
	(void)state;
	struct json_fault fault;
	size_t length = sizeof complex_document - 1;

	assert_true(check(complex_document, length, &fault));
	for (size_t n = 0; n < length; n++)
		if (check(complex_document, n, &fault))
			fail_msg("the first %zu bytes were accepted", n);
}

static void
a_document_with_one_byte_left_out_or_made_nul_never_reads_too_far(void **state)
{
	(void)state;
	char text[sizeof complex_document];
	size_t length = sizeof complex_document - 1;
	struct json_fault fault;

	for (size_t i = 0; i < length; i++) {
		memcpy(text, complex_document, i);
		memcpy(text + i, complex_document + i + 1, length - i);
		check(text, length - 1, &fault);
		memcpy(text, complex_document, length + 1);
		text[i] = '\0';
		assert_false(check(text, length, &fault));
	}
}

static char *
nested(const char *open, const char *inside, const char *close, size_t depth)
{
	struct buffer b = {0};

	for (size_t i = 0; i < depth; i++)
		buffer_text(&b, open);
	buffer_text(&b, inside);
	for (size_t i = 0; i < depth; i++)
		buffer_text(&b, close);
	return b.at;
}

static void
assert_depth(const char *open, const char *inside, const char *close, size_t depth, bool good)
{
	char *text = nested(open, inside, close, depth);
	struct json_fault fault;

	assert_int_equal(check(text, strlen(text), &fault), good);
	if (!good)
		assert_string_equal(fault.reason, "nesting is too deep");
	free(text);
}

static void
nesting_is_accepted_to_1024_and_refused_from_1025(void **state)
{
	(void)state;
	assert_depth("[", "", "]", 1024, true);
	assert_depth("[", "", "]", 1025, false);
	assert_depth("{\"a\":", "1", "}", 1024, true);
	assert_depth("{\"a\":", "1", "}", 1025, false);
	assert_depth("[{\"a\":", "1", "}]", 512, true);
	assert_depth("[{\"a\":", "[]", "}]", 512, false);
}

static void
a_hundred_thousand_open_brackets_are_refused_and_nothing_breaks(void **state)
{
	(void)state;
	struct json_fault fault;
	static const char *const opens[] = {"[", "{\"\":", "[{\"a\":", " [ "};

	for (size_t i = 0; i < sizeof opens / sizeof *opens; i++) {
		char *text = nested(opens[i], "", "", 100000);
		assert_false(check(text, strlen(text), &fault));
		assert_string_equal(fault.reason, "nesting is too deep");
		free(text);
	}
}

static void
ten_thousand_neighbours_are_no_depth(void **state)
{
	(void)state;
	char *text = nested("[],{},[{}],", "", "", 10000);
	struct buffer b = {0};
	struct json_fault fault;

	buffer_format(&b, "[%s0]", text);
	assert_true(check(b.at, b.length, &fault));
	buffer_free(&b);
	free(text);
}

static void
a_fault_says_where_and_why(void **state)
{
	(void)state;
	static const struct {
		struct document document;
		size_t at;
		const char *reason;
		bool encoding;
	} rows[] = {{DOCUMENT(""), 0, "it ends in the middle", false},
		{DOCUMENT("{\"a\":"), 5, "it ends in the middle", false},
		{DOCUMENT("{\"a\":1"), 6, "it ends in the middle", false},
		{DOCUMENT("{} x"), 3, "more text behind the value", false},
		{DOCUMENT("{\"a\":x}"), 5, "a value is expected", false},
		{DOCUMENT("{\"a\" 1}"), 5, "a colon is expected", false},
		{DOCUMENT("{a}"), 1, "a string is expected", false},
		{DOCUMENT("{\"a\":1]"), 6, "a comma or } is expected", false},
		{DOCUMENT("[1}"), 2, "a comma or ] is expected", false},
		{DOCUMENT("[1.]"), 3, "a digit is expected", false},
		{DOCUMENT("\"\\x\""), 2, "an unknown escape in a string", false},
		{DOCUMENT("\"\\u12x4\""), 5, "\\u without four hexadecimal digits", false},
		{DOCUMENT("\"a\tb\""), 2, "a raw control character in a string", false},
		{DOCUMENT("\"a\0b\""), 2, "a NUL byte", false},
		{DOCUMENT("{\"a\":1}\0"), 7, "a NUL byte", false},
		{DOCUMENT("\"a\xE9\""), 2, "bytes that are no UTF-8", true},
		{DOCUMENT("\xE9"), 0, "a value is expected", false}};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct json_fault fault;
		assert_false(check(rows[i].document.text, rows[i].document.length, &fault));
		assert_string_equal(fault.reason, rows[i].reason);
		assert_int_equal(fault.at, rows[i].at);
		assert_int_equal(fault.encoding, rows[i].encoding);
	}
}

static struct json
checked(const char *text, struct json_members *members)
{
	struct json value;
	struct json_fault fault;

	assert_true(json_check(text, strlen(text), &value, members, &fault));
	return value;
}

static void
assert_json(struct json value, const char *want)
{
	if (want == NULL) {
		assert_null(value.at);
		return;
	}
	assert_int_equal(value.length, strlen(want));
	assert_memory_equal(value.at, want, value.length);
}

static void
a_value_is_told_without_the_space_around_it(void **state)
{
	(void)state;
	assert_json(checked(" \t\r\n[ 1 ]\n ", NULL), "[ 1 ]");
	assert_json(checked(" 12 ", NULL), "12");
	assert_json(checked("\" a \"", NULL), "\" a \"");
}

static void
a_value_knows_its_type(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		enum json_type type;
	} rows[] = {{"null", JSON_NULL}, {"true", JSON_BOOL}, {"false", JSON_BOOL},
		{"0", JSON_NUMBER}, {"-1", JSON_NUMBER}, {"\"null\"", JSON_STRING},
		{"[]", JSON_ARRAY}, {"{}", JSON_OBJECT}};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_int_equal(json_type(checked(rows[i].text, NULL)), rows[i].type);
	assert_int_equal(json_type((struct json){NULL, 0}), JSON_MISSING);
	assert_int_equal(json_type((struct json){"", 0}), JSON_MISSING);
}

static void
the_members_of_the_outermost_object_are_told_and_no_others(void **state)
{
	(void)state;
	const char *text = " { \"a\" : 1 ,\"b\\u0062\":{\"c\":[{\"d\":1}]}, \"\" : \" x \"\t}";
	static const char *const want[][2] = {
		{"a", "1"}, {"b\\u0062", "{\"c\":[{\"d\":1}]}"}, {"", "\" x \""}};
	struct json_members m = {0};

	checked(text, &m);
	assert_int_equal(m.count, 3);
	for (size_t i = 0; i < 3; i++) {
		assert_json((struct json){text + m.at[i].key, m.at[i].key_length}, want[i][0]);
		assert_json((struct json){text + m.at[i].value, m.at[i].value_length}, want[i][1]);
		assert_int_equal(m.at[i].escaped, i == 1);
		assert_int_equal(text[m.at[i].key - 1], '"');
	}
	checked("[{\"a\":1}]", &m);
	assert_int_equal(m.count, 0);
	checked("\"a\"", &m);
	assert_int_equal(m.count, 0);
	free(m.at);
}

static void
a_member_is_found_by_its_decoded_name_and_of_two_the_last(void **state)
{
	(void)state;
	struct json object = checked("{ \"a\":1,\"sc\\u006fre\":2,\"a\" : [3,{\"x\":9}] ,\"\":4,"
				     "\"q\\\"\":5,\"\\ud83d\\ude21\":6,\"n\":null}",
		NULL);

	assert_json(json_find(object, "a"), "[3,{\"x\":9}]");
	assert_json(json_find(object, "score"), "2");
	assert_json(json_find(object, ""), "4");
	assert_json(json_find(object, "q\""), "5");
	assert_json(json_find(object, "\xF0\x9F\x98\xA1"), "6");
	assert_json(json_find(object, "n"), "null");
	assert_json(json_find(object, "x"), NULL);
	assert_json(json_find(object, "sc"), NULL);
	assert_json(json_find(object, "scores"), NULL);
	assert_json(json_find(checked("[1]", NULL), "a"), NULL);
	assert_json(json_find(checked("\"a\"", NULL), "a"), NULL);
	assert_json(json_find(checked("{}", NULL), "a"), NULL);
	assert_json(json_find((struct json){NULL, 0}, "a"), NULL);
}

static void
a_walk_gives_every_item_and_member_in_order(void **state)
{
	(void)state;
	static const char *const want[] = {"1", "\"],{\"", "[ 2 , [3] ]", "{\"a\":{\"b\":[]}}",
		"null", "-0.5e+3", "\"\\\"\\\\\"", "[]"};
	struct json rest = json_inside(checked("[ 1 ,\"],{\",[ 2 , [3] ],{\"a\":{\"b\":[]}} , null,"
					       "-0.5e+3,\"\\\"\\\\\",[]]",
			    NULL)),
		    key, value;

	for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
		assert_true(json_next(&rest, NULL, &value));
		assert_json(value, want[i]);
	}
	assert_false(json_next(&rest, NULL, &value));
	assert_false(json_next(&rest, NULL, &value));

	rest = json_inside(checked("{ \"a\" : 1 , \":,\" : \"}\" }", NULL));
	assert_true(json_next(&rest, &key, &value));
	assert_json(key, "\"a\"");
	assert_json(value, "1");
	assert_true(json_next(&rest, &key, &value));
	assert_json(key, "\":,\"");
	assert_json(value, "\"}\"");
	assert_false(json_next(&rest, &key, &value));
}

static void
there_is_nothing_to_walk_in_what_is_empty_or_no_container(void **state)
{
	(void)state;
	static const char *const texts[] = {"[]", "{}", "[ ]", "{ \t }", "1", "\"ab\"", "null"};
	struct json value;

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct json rest = json_inside(checked(texts[i], NULL));
		assert_false(json_next(&rest, NULL, &value));
	}
	struct json none = json_inside((struct json){NULL, 0});
	assert_false(json_next(&none, NULL, &value));
}

static void
assert_decoded(const char *text, const char *want)
{
	struct json value = checked(text, NULL);
	char *out = malloc(value.length); /* exactly what json.h promises to need */
	size_t length = json_decode(value, out);

	assert_string_equal(out, want);
	assert_int_equal(length, strlen(want));
	free(out);
}

static void
strings_are_decoded(void **state)
{
	(void)state;
	assert_decoded("\"\"", "");
	assert_decoded("\"a\"", "a");
	assert_decoded("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t");
	assert_decoded("\"\\\\n\\\\u0041\"", "\\n\\u0041");
	assert_decoded("\"\\u0041\\u00e9\\u00E9\\u20AC\\uFFFF\"",
		"A\xC3\xA9\xC3\xA9\xE2\x82\xAC\xEF\xBF\xBF");
	assert_decoded("\"\\u007f\\u0080\\u07ff\\u0800\"", "\x7F\xC2\x80\xDF\xBF\xE0\xA0\x80");
	assert_decoded("\"\\ud83d\\uDE21\"", "\xF0\x9F\x98\xA1");
	assert_decoded("\"\\ud800\\udc00\\udbff\\udfff\"", "\xF0\x90\x80\x80\xF4\x8F\xBF\xBF");
	assert_decoded("\"\xF0\x9F\x98\xA1 \xC3\xA9\"", "\xF0\x9F\x98\xA1 \xC3\xA9");
}

static void
lone_surrogates_and_nul_are_decoded_as_the_replacement_character(void **state)
{
	(void)state;
	assert_decoded("\"\\u0000\"", FFFD);
	assert_decoded("\"a\\u0000b\"", "a" FFFD "b");
	assert_decoded("\"\\ud83d\"", FFFD);
	assert_decoded("\"\\ude21\"", FFFD);
	assert_decoded("\"\\ude21\\ud83d\"", FFFD FFFD);
	assert_decoded("\"\\ud83d\\ud83d\\ude21\"", FFFD "\xF0\x9F\x98\xA1");
	assert_decoded("\"\\ud83d\\u0041\"", FFFD "A");
	assert_decoded("\"\\ud83d\\n\"", FFFD "\n");
	assert_decoded("\"\\ud83d\\\\ude21\"", FFFD "\\ude21");
	assert_decoded("\"\\ud83dude21\"", FFFD "ude21");
	assert_decoded("\"\\udfff\\u0000\\ud800\"", FFFD FFFD FFFD);
}

static void
numbers_are_decoded_and_what_is_too_large_is_infinite(void **state)
{
	(void)state;
	assert_true(json_number(checked("0.1", NULL)) == 0.1);
	assert_true(json_number(checked("-12.5e1", NULL)) == -125);
	assert_true(json_number(checked("9007199254740993", NULL)) == 9007199254740992.0);
	assert_true(signbit(json_number(checked("-0", NULL))) != 0);
	assert_true(isinf(json_number(checked("1e999", NULL))));
	assert_true(json_number(checked("-1e999", NULL)) < 0);
	assert_true(json_number(checked("1e-999", NULL)) == 0);
}

static void
objects_and_lists_are_written_with_commas_where_they_are_due(void **state)
{
	(void)state;
	struct buffer b = {0};

	json_open(&b, '{');
	json_key(&b, "list");
	json_open(&b, '[');
	json_item(&b);
	json_string(&b, "[");
	json_item(&b);
	json_string(&b, "{");
	json_item(&b);
	json_open(&b, '[');
	json_close(&b, ']');
	json_item(&b);
	json_open(&b, '{');
	json_key(&b, "yes");
	json_bool(&b, true);
	json_key(&b, "no");
	json_bool(&b, false);
	json_close(&b, '}');
	json_close(&b, ']');
	json_key_string(&b, "a:", "b:");
	json_key_integer(&b, "n", INT64_MIN);
	json_key_real(&b, "x", 0.5);
	json_close(&b, '}');
	assert_string_equal(b.at, "{\"list\":[\"[\",\"{\",[],{\"yes\":true,\"no\":false}],"
				  "\"a:\":\"b:\",\"n\":-9223372036854775808,\"x\":0.5}");
	buffer_free(&b);
}

static void
every_text_is_written_so_that_it_decodes_to_itself(void **state)
{
	(void)state;
	struct buffer b = {0};
	char text[3];

	for (unsigned c = 1; c < 0x80; c++) {
		text[0] = (char)c;
		text[1] = 'x';
		text[2] = '\0';
		buffer_clear(&b);
		json_string(&b, text);
		assert_decoded(b.at, text);
	}
	buffer_clear(&b);
	json_text(&b, "a\0b", 3);
	assert_string_equal(b.at, "\"a\\u0000b\"");
	buffer_clear(&b);
	json_string(&b, "caf\xC3\xA9 \x1B\x7F \"\\/");
	assert_string_equal(b.at, "\"caf\xC3\xA9 \\u001b\x7F \\\"\\\\/\"");
	buffer_free(&b);
}

static void
numbers_are_written_with_at_most_three_decimals_and_never_as_minus_zero(void **state)
{
	(void)state;
	static const struct {
		double number;
		const char *text;
	} rows[] = {{0, "0"}, {-0.0, "0"}, {1, "1"}, {-1, "-1"}, {100, "100"}, {0.5, "0.5"},
		{0.25, "0.25"}, {0.125, "0.125"}, {0.1234, "0.123"}, {0.9996, "1"}, {-0.0004, "0"},
		{-0.0006, "-0.001"}, {10.10, "10.1"}, {1e15, "1000000000000000"}, {1e16, "null"},
		{-1e300, "null"}, {INFINITY, "null"}, {-INFINITY, "null"}, {NAN, "null"}};
	struct buffer b = {0};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		buffer_clear(&b);
		json_real(&b, rows[i].number);
		assert_string_equal(b.at, rows[i].text);
	}
	buffer_free(&b);
}

/* \u0000 or a lone surrogate somewhere: jq(1) keeps the first and refuses some of the second. */
static bool
is_beyond_text(const char *text)
{
	char *out = malloc(strlen(text) + 1);
	struct json value = {text, strlen(text)};

	if (*text == '"')
		json_decode(value, out);
	else
		*out = '\0';
	bool beyond = strstr(text, "\\u0000") != NULL ||
		      (strstr(out, FFFD) != NULL && strstr(text, FFFD) == NULL);
	free(out);
	return beyond;
}

static void
print_value(struct json value)
{
	struct buffer b = {0};
	char *out = malloc(value.length + 1);

	if (json_type(value) == JSON_STRING)
		json_text(&b, out, json_decode(value, out));
	else if (json_type(value) == JSON_NUMBER)
		buffer_format(&b, "%.17g",
			fmin(fmax(json_number(value), -1.7976931348623157e308),
				1.7976931348623157e308));
	else
		buffer_add(&b, value.at, value.length);
	printf("%s\n", b.at);
	buffer_free(&b);
	free(out);
}

static int
print_documents(bool decoded)
{
	for (size_t i = 0; i < ACCEPTED; i++) {
		const char *text = accepted[i].text;
		if (strchr(text, '\n') != NULL || is_beyond_text(text))
			continue;
		if (decoded)
			print_value(checked(text, NULL));
		else
			printf("%s\n", text);
	}
	return 0;
}

static void
a_pointer_leads_to_a_value(void **state)
{
	/* the document of RFC 6901, section 5, and more */
	static const char text[] =
		"{\"foo\":[\"bar\",\"baz\"],\"\":0,\"a/b\":1,\"c%d\":2,\"e^f\":3,\"g|h\":4,\"i\\\\j\":5,"
		"\"k\\\"l\":6,\" \":7,\"m~n\":8,\"o\":{\"p\":[[],[9,{\"q\":10}]]}}";
	static const struct {
		const char *pointer, *value; /* NULL: none */
	} cases[] = {{"/foo", "[\"bar\",\"baz\"]"}, {"/foo/0", "\"bar\""}, {"/foo/1", "\"baz\""},
		{"/", "0"}, {"/a~1b", "1"}, {"/c%d", "2"}, {"/e^f", "3"}, {"/g|h", "4"},
		{"/i\\j", "5"}, {"/k\"l", "6"}, {"/ ", "7"}, {"/m~0n", "8"}, {"/o/p/1/0", "9"},
		{"/o/p/1/1/q", "10"}, {"/o/p/0", "[]"}, {"/foo/2", NULL}, {"/foo/-", NULL},
		{"/foo/00", NULL}, {"/foo/01", NULL}, {"/foo/x", NULL}, {"/foo/0/0", NULL},
		{"/nothing", NULL}, {"/nothing/more", NULL}, {"foo", NULL},
		{"/foo/99999999999999999999", NULL}};
	struct json whole;
	struct json_fault fault;

	(void)state;
	assert_true(json_check(text, strlen(text), &whole, NULL, &fault));
	assert_ptr_equal(json_at(whole, "").at, whole.at);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct json value = json_at(whole, cases[i].pointer);
		const char *want = cases[i].value;
		bool same = want == NULL ? value.at == NULL
					 : value.at != NULL && value.length == strlen(want) &&
						   memcmp(value.at, want, value.length) == 0;
		if (!same)
			fail_msg("%s", cases[i].pointer);
	}
}

int
main(int argc, char *argv[])
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_pointer_leads_to_a_value),
		cmocka_unit_test(every_document_that_rfc_8259_allows_is_accepted),
		cmocka_unit_test(every_document_that_it_does_not_allow_is_refused),
		cmocka_unit_test(what_is_accepted_stays_accepted_inside_an_array_and_an_object),
		cmocka_unit_test(a_document_cut_off_at_any_place_is_refused),
		cmocka_unit_test(a_document_with_one_byte_left_out_or_made_nul_never_reads_too_far),
		cmocka_unit_test(nesting_is_accepted_to_1024_and_refused_from_1025),
		cmocka_unit_test(a_hundred_thousand_open_brackets_are_refused_and_nothing_breaks),
		cmocka_unit_test(ten_thousand_neighbours_are_no_depth),
		cmocka_unit_test(a_fault_says_where_and_why),
		cmocka_unit_test(a_value_is_told_without_the_space_around_it),
		cmocka_unit_test(a_value_knows_its_type),
		cmocka_unit_test(the_members_of_the_outermost_object_are_told_and_no_others),
		cmocka_unit_test(a_member_is_found_by_its_decoded_name_and_of_two_the_last),
		cmocka_unit_test(a_walk_gives_every_item_and_member_in_order),
		cmocka_unit_test(there_is_nothing_to_walk_in_what_is_empty_or_no_container),
		cmocka_unit_test(strings_are_decoded),
		cmocka_unit_test(lone_surrogates_and_nul_are_decoded_as_the_replacement_character),
		cmocka_unit_test(numbers_are_decoded_and_what_is_too_large_is_infinite),
		cmocka_unit_test(objects_and_lists_are_written_with_commas_where_they_are_due),
		cmocka_unit_test(every_text_is_written_so_that_it_decodes_to_itself),
		cmocka_unit_test(
			numbers_are_written_with_at_most_three_decimals_and_never_as_minus_zero),
	};

	if (argc > 1)
		return print_documents(strcmp(argv[1], "--decoded") == 0);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
