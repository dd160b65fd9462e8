/* The reply room: which draft a post gets, and which gets none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "ends.h"
#include "folder.h"
#include "reply.h"
#include "status.h"

static const char phrases_csv[] = "part,language,kind,emotion,text\n"
				  "greeting,nl,,,\"Beste {name},\"\n"
				  "greeting,nl,,,\"Goedendag,\"\n"
				  "greeting,en,,,\"Dear {name},\"\n"
				  "thanks,,compliment,,Wat fijn!\n"
				  "apology,nl,complaint|report,angry,Het spijt ons zeer.\n"
				  "apology,nl,complaint|report,,Het spijt ons.\n"
				  "closing,nl,,!angry,Fijne dag.\n"
				  "signature,nl,,,\"{initials}, {organisation} {nog} {\"\n"
				  "signature,,,,{organisation}\n";

static char *folder;
static struct writer *writer;
static struct record *record;

static int
set_up(void **state)
{
	(void)state;
	folder = folder_new();
	folder_put(folder, "phrases.csv", phrases_csv);
	folder_put(folder, "answers/delivery.nl.txt",
		"\xEF\xBB\xBFWe zoeken uw pakket.\r\nU hoort van ons.\r\n\r\n");
	folder_put(folder, "answers/other.nl.txt", "We kijken ernaar.\n");
	folder_put(folder, "answers/question.nl.txt", "Goede vraag: {name}.\n");
	folder_put(folder, "answers/delivery.en.txt", "We are looking.");
	folder_put(folder, "secret.nl.txt", "SECRET");
	writer = reply_load(&(struct reply_setup){folder, "Post {name}", "^AB"});
	record = record_new();
	setenv("GRIPE_DATA", folder, 1);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	reply_free(writer);
	reply_free(NULL);
	record_free(record);
	folder_remove(folder);
	return 0;
}

/* A post by name (JSON), of kind and emotion, on topics (JSON), with more members. */
static const char *
draft(const char *name, const char *kind, const char *emotion, const char *topics, const char *more)
{
	char *line = mem_format("{\"author\":{\"name\":%s},\"classify\":{\"language\":\"nl\","
				"\"kind\":\"%s\",\"emotion\":\"%s\",\"topics\":%s}%s}",
		name, kind, emotion, topics, more);

	folder_read(record, line);
	const char *reply = reply_draft(writer, record); /* the writer's own, not the line's */
	assert_null(record_fault(record));
	free(line);
	return reply;
}

static void
assert_draft(const char *reply, const char *part)
{
	if (reply == NULL || strstr(reply, part) == NULL)
		fail_msg("%s not in %s", part, reply != NULL ? reply : "no draft");
}

static void
a_draft_is_made_of_the_parts_that_fit(void **state)
{
	(void)state;
	assert_draft(draft("\"Jan de Vries\"", "complaint", "annoyed", "[\"delivery\"]", ""),
		"{\"content\":\"Beste Jan, Het spijt ons. We zoeken uw pakket.\\nU hoort van ons. Fijne dag. "
		"^AB, Post {name} {nog} {\",\"language\":\"nl\",\"signature\":\"^AB, Post {name} {nog} {\","
		"\"answers\":[\"delivery.nl\"],\"parts\":{\"greeting\":\"Beste Jan,\",\"apology\":\"Het spijt ons.\","
		"\"closing\":\"Fijne dag.\",\"answer\":\"We zoeken uw pakket.\\nU hoort van ons.\"}}");
	assert_draft(draft("null", "complaint", "angry", "[\"delivery\"]", ""),
		"\"Goedendag, Het spijt ons zeer. We zoeken");
	assert_draft(draft("null", "compliment", "happy", "[\"delivery\"]", ""),
		"\"Goedendag, Wat fijn! We zoeken");
}

static void
the_kind_then_the_topics_then_other_choose_the_answer(void **state)
{
	(void)state;
	assert_draft(draft("null", "question", "neutral", "[\"delivery\"]", ""),
		"\"answers\":[\"question.nl\"]");
	assert_draft(draft("null", "report", "neutral", "[\"billing\",\"delivery\"]", ""),
		"[\"delivery.nl\"]");
	assert_draft(draft("null", "report", "neutral", "[\"billing\"]", ""), "[\"other.nl\"]");
	assert_draft(draft("null", "report", "neutral", "[]", ""), "[\"other.nl\"]");
}

static void
only_what_looks_like_a_first_name_is_used(void **state)
{
	static const char *const names[] = {"\"Jan\"", "\"\"", "null", "\"xX_jan_Xx x\"",
		"\"NS Klant\"", "\"jan de vries\"", "\"J. de Vries\"", "\"<b>Jan</b> x\"",
		"\"Jan{name} x\"", "\"Jan\\u202Eevil x\"", "\"Jan\\u0000 x\"",
		"\"\\ud83d\\ude00lol Jan\"", "\"Jan-- x\"", "\"-Jan x\"", "\"Jan' x\"",
		"\"Ja\\nn x\"", "\" Jan x\"", "\"Abcdefghijklmnopqrstuvwxyz x\"",
		"\"Jan\\u200B x\"", "\"\\u0301Jan x\"", "\"Ja''n x\""};
	static const char *const good[][2] = {{"\"Jan de Vries\"", "Beste Jan,"},
		{"\"Anne-Marie Bos\"", "Beste Anne-Marie,"},
		{"\"\\u00c9lo\\u00efse X\"", "Beste Éloïse,"},
		{"\"D\\u2019Angelo X\"", "Beste D’Angelo,"}, {"\"O'Brien X\"", "Beste O'Brien,"},
		{"\"\\u0418\\u0432\\u0430\\u043d X\"", "Beste Иван,"}};

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const char *reply = draft(names[i], "report", "neutral", "[]", "");
		if (strstr(reply, "\"Goedendag, ") == NULL)
			fail_msg("%s: %s", names[i], reply);
	}
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		assert_draft(draft(good[i][0], "report", "neutral", "[]", ""), good[i][1]);
}

static void
what_needs_no_answer_or_a_person_has_no_draft(void **state)
{
	static const char *const more[] = {",\"route\":{\"action\":\"none\"}",
		",\"route\":{\"action\":\"internal\"}",
		",\"route\":{\"action\":\"answer\",\"human_only\":true}",
		",\"route\":{\"action\":\"answer\"},\"score\":{\"risks\":[\"churn\",\"selfharm\"]}",
		",\"score\":{\"risks\":[\"threat\"]}", ",\"direction\":\"out\"",
		",\"automatic\":true"};

	(void)state;
	for (size_t i = 0; i < sizeof more / sizeof *more; i++)
		assert_null(draft("null", "complaint", "angry", "[\"delivery\"]", more[i]));
	assert_null(draft("null", "other", "neutral", "[]", ""));
	assert_null(draft("null", "unknown", "neutral", "[]", ""));
	assert_draft(
		draft("null", "other", "neutral", "[]", ",\"route\":{\"action\":\"acknowledge\"}"),
		"other.nl");
	assert_draft(
		draft("null", "complaint", "angry", "[]", ",\"route\":{\"action\":\"answer\"}"),
		"other.nl");
}

static void
no_word_of_a_record_chooses_a_file_that_is_no_answer(void **state)
{
	static const char *const languages[] = {"", "de", "unknown", "../nl", "nl/../nl", "NL",
		"nl.txt", "n\\u0000l", "nl ", "../../../etc/passwd", "abcdefghi", "."};

	(void)state;
	assert_draft(draft("null", "report", "neutral",
			     "[\"../secret\",\"/etc/passwd\",\"\",\"delivery.nl\"]", ""),
		"other.nl");
	assert_draft(draft("null", "../secret", "neutral", "[\"../secret\"]",
			     ",\"route\":{\"action\":\"answer\"}"),
		"other.nl");
	for (size_t i = 0; i < sizeof languages / sizeof *languages; i++) {
		char *line = mem_format(
			"{\"classify\":{\"language\":\"%s\",\"kind\":\"complaint\",\"topics\":[\"delivery\"]}}",
			languages[i]);
		folder_read(record, line);
		if (reply_draft(writer, record) != NULL)
			fail_msg("\"%s\" gets a draft", languages[i]);
		free(line);
	}
}

static void
languages_without_end_take_no_memory_without_end(void **state)
{
	(void)state;
	for (int i = 0; i < 26 * 26 * 26; i++) {
		char *line = mem_format(
			"{\"classify\":{\"language\":\"%c%c%c\",\"kind\":\"complaint\"}}",
			'a' + i % 26, 'a' + i / 26 % 26, 'a' + i / 676);
		folder_read(record, line);
		assert_null(reply_draft(writer, record));
		free(line);
	}
	assert_draft(draft("null", "report", "neutral", "[\"delivery\"]", ""), "delivery.nl");
}

static void
a_language_without_phrases_is_answered_plainly(void **state)
{
	(void)state;
	folder_put(folder, "answers/other.fr.txt", "Merci.");
	folder_read(record,
		"{\"classify\":{\"language\":\"fr\",\"kind\":\"complaint\",\"emotion\":\"angry\"}}");
	assert_draft(reply_draft(writer, record), "{\"content\":\"Merci. Post {name}\"");
	folder_read(record,
		"{\"author\":{\"name\":\"Ann\"},\"classify\":{\"language\":\"en\",\"kind\":\"complaint\","
		"\"topics\":[\"delivery\"]}}");
	assert_draft(reply_draft(writer, record), "{\"content\":\"We are looking. Post {name}\"");
}

static void
what_the_settings_do_not_say_fills_nothing(void **state)
{
	struct writer *bare = reply_load(&(struct reply_setup){folder, "", ""});

	(void)state;
	folder_read(record,
		"{\"classify\":{\"language\":\"nl\",\"kind\":\"report\",\"emotion\":\"angry\"}}");
	assert_draft(reply_draft(bare, record),
		"{\"content\":\"Goedendag, Het spijt ons zeer. We kijken ernaar.\",\"language\":\"nl\",\"signature\":\"\"");
	reply_free(bare);
}

static void
load_only(const void *data)
{
	reply_free(reply_load(&(struct reply_setup){data, "", ""}));
}

static void
a_broken_table_or_answer_ends_the_run_at_once(void **state)
{
	static const struct {
		const char *file, *text, *named;
	} faults[] = {{"phrases.csv", "part,language,kind,emotion,text\nhello,nl,,,x\n",
			      "phrases.csv:2: column part: \"hello\" is none of greeting"},
		{"answers/billing.nl.txt", "goed\n\xFFslecht\n",
			"billing.nl.txt: byte 6 is no UTF-8 text"},
		{"answers/refund.nl.txt", " \n\n", "refund.nl.txt: an answer without text"},
		{"answers/policy.en.txt", "", "policy.en.txt: an answer without text"}};

	(void)state;
	for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
		char *other = folder_new();
		folder_put(other, "phrases.csv", phrases_csv);
		folder_put(other, faults[i].file, faults[i].text);
		struct ending end = ends(load_only, other);
		folder_remove(other);
		if (end.status != STATUS_CONFIG || strstr(end.said, faults[i].named) == NULL)
			fail_msg("%s: %d %s", faults[i].named, end.status, end.said);
	}
}

static void
an_answer_has_an_end(void **state)
{
	char *other = folder_new(), *text = mem_new(70000, 1);

	(void)state;
	memset(text, 'x', 69999);
	folder_put(other, "phrases.csv", phrases_csv);
	folder_put(other, "answers/billing.nl.txt", text);
	struct ending end = ends(load_only, other);
	assert_int_equal(end.status, STATUS_CONFIG);
	assert_non_null(strstr(end.said, "billing.nl.txt: longer than 65536 bytes"));
	text[65536] = '\0';
	folder_put(other, "answers/billing.nl.txt", text);
	assert_int_equal(ends(load_only, other).status, STATUS_OK);
	free(text);
	folder_remove(other);
}

int
main(void)
{
	unsetenv("GRIPE_DATA");
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_draft_is_made_of_the_parts_that_fit),
		cmocka_unit_test(the_kind_then_the_topics_then_other_choose_the_answer),
		cmocka_unit_test(only_what_looks_like_a_first_name_is_used),
		cmocka_unit_test(what_needs_no_answer_or_a_person_has_no_draft),
		cmocka_unit_test(no_word_of_a_record_chooses_a_file_that_is_no_answer),
		cmocka_unit_test(a_language_without_phrases_is_answered_plainly),
		cmocka_unit_test(languages_without_end_take_no_memory_without_end),
		cmocka_unit_test(what_the_settings_do_not_say_fills_nothing),
		cmocka_unit_test(a_broken_table_or_answer_ends_the_run_at_once),
		cmocka_unit_test(an_answer_has_an_end),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
