/* The mime room: what a mail message says, however it is packed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "buffer.h"
#include "headers.h"
#include "mem.h"
#include "mime.h"

static struct buffer out; /* of the call that was made last */

static const char *
text_of(void)
{
	return out.length > 0 ? out.at : "";
}

static void
base64_is_read_with_all_its_blemishes(void **state)
{
	static const char *const rows[][2] = {{"", ""}, {"YQ==", "a"}, {"YWI=", "ab"},
		{"YWJj", "abc"}, {"YW Jj\r\nZA", "abcd"}, {"YQ==YWI=", "aab"}, {"Y", ""},
		{"!YWJj?", "abc"}, {"====", ""}};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		buffer_clear(&out);
		mime_base64(&out, rows[i][0], strlen(rows[i][0]));
		assert_string_equal(text_of(), rows[i][1]);
	}
	buffer_clear(&out);
	mime_base64(&out, "AP8Q", 4);
	assert_int_equal(out.length, 3);
	assert_memory_equal(out.at, "\0\xFF\x10", 3);
}

static void
quoted_printable_is_read_with_all_its_blemishes(void **state)
{
	static const char *const rows[][2] = {{"a=E9b", "a\xE9"
							"b"},
		{"twee=\nregels", "tweeregels"}, {"twee=  \r\nregels", "tweeregels"},
		{"a=3Db", "a=b"}, {"a=e9", "a\xE9"}, {"a=XYb", "a=XYb"}, {"a=", "a"},
		{"a=4", "a=4"}, {"a_b", "a_b"}, {"1=1", "1=1"}};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		buffer_clear(&out);
		mime_quoted_printable(&out, rows[i][0], strlen(rows[i][0]), false);
		assert_string_equal(text_of(), rows[i][1]);
	}
}

static void
encoded_words_become_text(void **state)
{
	static const char *const rows[][2] = {{"plain", "plain"}, {"=?utf-8?q?caf=C3=A9?=", "café"},
		{"=?ISO-8859-1?Q?J=FCrgen_K=F6hne?= <j@x>", "Jürgen Köhne <j@x>"},
		{"=?utf-8?b?8J+Yig==?= =?utf-8?b?IQ==?=", "😊!"},
		{"=?utf-8?q?a?= b =?utf-8?q?c?=", "a b c"}, {"=?utf-8?q?a?=   =?utf-8?q?b?=", "ab"},
		/* a character that goes over two words */
		{"=?utf-8?q?=E2=82?= =?utf-8?q?=AC?=", "€"},
		{"=?windows-1252?q?=80_159?=", "€ 159"}, {"=?iso-8859-15?q?=A4?=", "€"},
		{"=?utf-8*nl?q?hoi?=", "hoi"}, {"=?x-unknown?q?=E9?=", "é"},
		{"=?utf-8?x?a?=", "=?utf-8?x?a?="},
		{"=?utf-8?q?not closed", "=?utf-8?q?not closed"}, {"=??q?a?=", "=??q?a?="},
		{"a=?utf-8?q?b?=c", "abc"},
		{"=?utf-8?q?"
		 "?=",
			""},
		{"caf\xE9", "café"}, {"café", "café"}};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		buffer_clear(&out);
		mime_words(&out, rows[i][0], strlen(rows[i][0]));
		assert_string_equal(text_of(), rows[i][1]);
	}
}

static void
charsets_are_taken_for_what_senders_mean(void **state)
{
	static const struct {
		const char *charset, *bytes, *text;
	} rows[] = {{"iso-8859-1", "\x80", "€"}, {"ISO-8859-2", "\xB1", "ą"},
		{"us-ascii", "é", "é"}, {"us-ascii", "\xE9", "é"}, {NULL, "\x93x\x94", "“x”"},
		{"utf-8", "\xE9", "\xEF\xBF\xBD"}, {"koi8-r", "\xC1", "а"},
		{"gb2312", "\xC4\xE3", "你"}, {"no-such-thing", "é", "é"},
		{"shift_jis", "\x83\x65", "テ"}, {"utf-16be", "", ""}, {"UTF-7", "+AOk-", "é"}};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		buffer_clear(&out);
		mime_to_utf8(&out, rows[i].bytes, strlen(rows[i].bytes), rows[i].charset);
		assert_string_equal(text_of(), rows[i].text);
	}
	buffer_clear(&out);
	mime_to_utf8(&out, "\x83", 1, "shift_jis");
	assert_string_equal(text_of(), "\xEF\xBF\xBD");
}

static void
parameters_are_found_in_every_form(void **state)
{
	static const char *const rows[][3] = {{"text/plain; charset=utf-8", "charset", "utf-8"},
		{"text/plain; CHARSET = \"utf-8\" ; x=y", "charset", "utf-8"},
		{"a/b; name=\"een \\\"naam\\\".png\"", "name", "een \"naam\".png"},
		{"a/b; name*=utf-8''caf%C3%A9.png", "name", "café.png"},
		{"a/b; name*0=\"eerste \"; name*1=\"tweede\"", "name", "eerste tweede"},
		{"a/b; name*0*=iso-8859-1'nl'caf; name*1*=%E9; name*2=.png", "name", "café.png"},
		{"a/b; name=x; name*=utf-8''y", "name", "y"},
		{"a/b; filename==?utf-8?q?caf=C3=A9?=", "filename", "café"}, {"a/b", "name", NULL},
		{"a/b; names=x", "name", NULL}, {"", "name", NULL},
		{"a/b; name=\"open", "name", "open"}};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		buffer_clear(&out);
		bool found = mime_parameter(&out, rows[i][0], rows[i][1]);
		assert_int_equal(found, rows[i][2] != NULL);
		assert_string_equal(text_of(), rows[i][2] != NULL ? rows[i][2] : "");
	}
}

static void
the_first_address_of_a_header_is_found(void **state)
{
	static const char *const rows[][3] = {{"a@x.example", NULL, "a@x.example"},
		{"Jan Jansen <a@x.example>", "Jan Jansen", "a@x.example"},
		{"\"Jansen, J.\" <a@x.example>, b@x.example", "Jansen, J.", "a@x.example"},
		{"\"J. \\\"Jan\\\" J\" <a@x.example>", "J. \"Jan\" J", "a@x.example"},
		{"a@x.example (Jan (de) Jansen)", "Jan (de) Jansen", "a@x.example"},
		{"=?utf-8?q?J=C3=BCrgen=2C_van_=3CBeek=3E?= <a@x.example>", "Jürgen, van <Beek>",
			"a@x.example"},
		{"Groep: a@x.example, b@x.example;", NULL, "a@x.example"},
		{"<a@x.example", NULL, "a@x.example"},
		{"Jan < a @ x.example >", "Jan", "a@x.example"}, {"", NULL, NULL},
		{"\"geen eind <a@x.example>", NULL, "\"geeneind<a@x.example>"}};
	char *name, *address;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char *text = mem_format("From: %s\n", rows[i][0]);
		size_t body;
		struct headers *headers = headers_read(text, strlen(text), &body);
		assert_int_equal(
			headers_address(headers, "from", &name, &address), rows[i][2] != NULL);
		assert_string_equal(name ? name : "-", rows[i][1] ? rows[i][1] : "-");
		assert_string_equal(address ? address : "-", rows[i][2] ? rows[i][2] : "-");
		headers_free(headers);
		free(name);
		free(address);
		free(text);
	}
}

static void
headers_are_unfolded_and_end_where_the_body_begins(void **state)
{
	static const char text[] =
		"Subject: een\r\n\t twee\r\n  drie\r\nX-Empty:\r\nA : b\r\n\r\nSubject: body";
	size_t body;

	(void)state;
	struct headers *h = headers_read(text, strlen(text), &body);
	assert_string_equal(text + body, "Subject: body");
	assert_int_equal(headers_count(h), 3);
	assert_string_equal(headers_text(h, "SUBJECT", ""), "een twee drie");
	assert_string_equal(headers_text(h, "x-empty", "?"), "");
	assert_string_equal(headers_text(h, "a", "?"), "b");
	assert_string_equal(headers_text(h, "none", "?"), "?");
	headers_free(h);
	h = headers_read("A: b\nno header\n", 15, &body);
	assert_int_equal(body, 5);
	headers_free(h);
	h = headers_read("", 0, &body);
	assert_int_equal(headers_count(h), 0);
	headers_free(h);
}

static bool
is_automatic(const char *header)
{
	size_t body;
	struct headers *h = headers_read(header, strlen(header), &body);
	bool is = headers_are_automatic(h);

	headers_free(h);
	return is;
}

static void
machines_and_lists_are_told_from_people(void **state)
{
	(void)state;
	assert_true(is_automatic("Auto-Submitted: auto-replied\n"));
	assert_true(is_automatic("Auto-Submitted: auto-generated; x=y\n"));
	assert_false(is_automatic("Auto-Submitted: no\n"));
	assert_true(is_automatic("List-Id: <l.x.example>\n"));
	assert_true(is_automatic("Precedence: Bulk\n"));
	assert_true(is_automatic("Precedence: list\n"));
	assert_true(is_automatic("Precedence: junk\n"));
	assert_true(is_automatic("Precedence: auto_reply\n"));
	assert_true(is_automatic("X-Auto-Response-Suppress: All\n"));
	assert_true(is_automatic("X-Auto-Response-Suppress: DR, OOF, AutoReply\n"));
	assert_false(is_automatic("X-Auto-Response-Suppress: DR, RN\n"));
	assert_false(is_automatic("X-Auto-Response-Suppress: None\n"));
	assert_true(is_automatic("From: Mail system <MAILER-DAEMON@mx.x.example>\n"));
	assert_false(is_automatic("From: Daan Mailer <mailer@x.example>\n"));
	assert_false(is_automatic("Precedence: first-class\n"));
	assert_true(is_automatic("Return-Path: <>\n"));
	assert_false(is_automatic("Return-Path: <a@x.example>\n"));
	assert_true(is_automatic("Content-Type: multipart/report; report-type=delivery-status\n"));
	assert_false(is_automatic("Subject: hoi\n"));
}

static void
identifiers_lose_their_brackets(void **state)
{
	static const char text[] = "References: <a@x> <b@x>\nMessage-ID: geen\nIn-Reply-To: <>\n";
	size_t body;
	char *id;

	(void)state;
	struct headers *h = headers_read(text, strlen(text), &body);
	assert_string_equal(id = headers_identifier(h, "References"), "a@x");
	free(id);
	assert_null(headers_identifier(h, "Message-ID"));
	assert_null(headers_identifier(h, "In-Reply-To"));
	assert_null(headers_identifier(h, "None"));
	headers_free(h);
}

static void
assert_text(const char *message, const char *expected)
{
	struct mime *m = mime_parse(message, strlen(message));
	size_t length;

	assert_non_null(m);
	assert_string_equal(mime_text(m, &length), expected);
	assert_int_equal(length, strlen(expected));
	mime_free(m);
}

static void
the_text_of_simple_messages_is_found(void **state)
{
	(void)state;
	assert_text("Subject: x\n\nhallo\n", "hallo\n");
	assert_text("Subject: x\r\n\r\nhallo\r\ndaar\r\n", "hallo\ndaar\n");
	assert_text("Subject: x\n", "");
	assert_text("Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: "
		    "Quoted-Printable\n\nJ=FCrgen =80\n",
		"Jürgen €\n");
	assert_text("Content-Type: text/html\n\n<p>een</p><p>twee</p>", "een\n\ntwee");
	assert_text("Content-Type: text\nContent-Transfer-Encoding: base64\n\naG9p\n", "hoi");
	assert_text("Content-Type: text/plain; format=flowed\n\neen \ntwee\n-- \nnaam\n",
		"een twee\n-- \nnaam\n");
	assert_text(
		"Content-Type: text/plain; format=flowed; delsp=yes\n\nsamen \ngesteld\n  ruim\n",
		"samengesteld\n ruim\n");
	assert_null(mime_parse("\nno header", 10));
	assert_null(mime_parse("", 0));
}

#define ALTERNATIVE(plain, html)                                                             \
	"Content-Type: multipart/alternative; boundary=\"b b\"\n\npreamble\n--b b\n\n" plain \
	"\n--b b\nContent-Type: text/html\n\n" html "\n--b b--\nepilogue\n"

static void
of_two_forms_the_plain_one_is_taken_unless_it_is_a_stub(void **state)
{
	(void)state;
	assert_text(ALTERNATIVE("gewoon", "<b>opgemaakt</b>"), "gewoon");
	assert_text(ALTERNATIVE(" ", "<b>opgemaakt</b>"), "opgemaakt");
	assert_text(ALTERNATIVE("Bekijk de HTML",
			    "<p>De bank is doorgezakt na drie weken, en de winkel "
			    "zegt dat het niet onder de garantie valt.</p>"),
		"De bank is doorgezakt na drie weken, en de winkel zegt dat het niet onder de garantie valt.");
}

static void
parts_are_split_at_their_own_boundary_alone(void **state)
{
	static const char nested[] =
		"Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: "
		"multipart/mixed; boundary=xy\n\n--xy\n\neen\n--xyz\n--xy\n\ntwee\n--xy--\n"
		"--x\t\nContent-Type: image/png; name=\"foto 1.png\"\n"
		"Content-Transfer-Encoding: base64\n\nYWJj\n--x--\n";
	const struct mime_attachment *attachments;

	(void)state;
	assert_text(nested, "een\n--xyz\n\ntwee");
	struct mime *m = mime_parse(nested, strlen(nested));
	assert_int_equal(mime_attachments(m, &attachments), 1);
	assert_string_equal(attachments[0].type, "image/png");
	assert_string_equal(attachments[0].name, "foto 1.png");
	assert_string_equal(attachments[0].sha256,
		"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	mime_free(m);
	/* not closed, without a boundary, forwarded inside, attached text */
	assert_text("Content-Type: multipart/mixed; boundary=x\n\n--x\n\neen", "een");
	assert_text("Content-Type: multipart/mixed\n\n--x\n\neen", "--x\n\neen");
	assert_text(
		"Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: message/rfc822\n\n"
		"Subject: binnen\n\nde klacht\n--x--",
		"de klacht");
	assert_text(
		"Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Disposition: attachment\n\n"
		"bijlage\n--x--",
		"");
}

static void
deep_nesting_ends(void **state)
{
	struct buffer message = {0};
	size_t length;

	(void)state;
	for (int i = 0; i < 1000; i++)
		buffer_format(
			&message, "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n", i, i);
	buffer_text(&message, "\nhoi");
	struct mime *m = mime_parse(message.at, message.length);
	assert_non_null(mime_text(m, &length));
	mime_free(m);
	buffer_free(&message);
}

static void
replies_lose_what_they_answer(void **state)
{
	static const char *const rows[][2] = {{"Mijn tekst\n", "Mijn tekst\n"},
		{"Nieuw\n\nOp 9 maart 2026 schreef N <n@x.example>:\n> oud\n>\n> ouder\n",
			"Nieuw\n\n"},
		{"Nieuw\n\nOn Mon, 9 Mar 2026 at 18:20, N wrote:\n\n> old\n", "Nieuw\n\n"},
		{"Nieuw\n\nOp ma 9 mrt 2026 om 18:20 schreef Noordkade Klantenservice\n"
		 "<service@noordkade.example>:\n\n> oud\n",
			"Nieuw\n\n"},
		{"Nieuw\nOp 9 mrt. 2026 om 12:00 heeft N <n@x.example> het volgende geschreven:\noud\n",
			"Nieuw\n"},
		/* answers between the lines stay */
		{"Op 9 maart schreef N:\n> vraag 1\nantwoord 1\n> vraag 2\nantwoord 2\n",
			"antwoord 1\nantwoord 2\n"},
		{"Nieuw\n-----Oorspronkelijk bericht-----\noud", "Nieuw\n"},
		{"Nieuw\n________________________________\nVan: N\nVerzonden: maandag\nAan: mij\nOnderwerp: x\n\noud",
			"Nieuw\n"},
		{"Nieuw\n\nFrom: N\nSent: Monday\nTo: me\nSubject: x\n\nold", "Nieuw\n\n"},
		{"Tekst\n-- \nNaam\nBedrijf\n", "Tekst\n"}, {"Tekst\n--\nNaam\n", "Tekst\n"},
		{"Tekst\nVerzonden vanaf mijn iPhone\n", "Tekst\n"},
		/* what people write themselves stays */
		{"Op 3 maart schreef ik u:\nde bank is stuk.\n",
			"Op 3 maart schreef ik u:\nde bank is stuk.\n"},
		{"> 3 weken wachten, schandalig\n", "> 3 weken wachten, schandalig\n"},
		{"Kijk:\n\nBegin doorgestuurd bericht:\nVan: N\nDatum: gisteren\nAan: mij\n\n> oud\n> ouder\n",
			"Kijk:\n\nBegin doorgestuurd bericht:\nVan: N\nDatum: gisteren\nAan: mij\n\n> oud\n> ouder\n"},
		{"Van: Assen naar Gent\ngereisd\n", "Van: Assen naar Gent\ngereisd\n"},
		/* nothing would be left */
		{"> alles\n> geciteerd\n", "> alles\n> geciteerd\n"},
		{"-- \nNaam\n", "-- \nNaam\n"}, {"", ""}};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		buffer_clear(&out);
		mime_cut_reply(&out, rows[i][0], strlen(rows[i][0]));
		assert_string_equal(text_of(), rows[i][1]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(base64_is_read_with_all_its_blemishes),
		cmocka_unit_test(quoted_printable_is_read_with_all_its_blemishes),
		cmocka_unit_test(encoded_words_become_text),
		cmocka_unit_test(charsets_are_taken_for_what_senders_mean),
		cmocka_unit_test(parameters_are_found_in_every_form),
		cmocka_unit_test(the_first_address_of_a_header_is_found),
		cmocka_unit_test(headers_are_unfolded_and_end_where_the_body_begins),
		cmocka_unit_test(machines_and_lists_are_told_from_people),
		cmocka_unit_test(identifiers_lose_their_brackets),
		cmocka_unit_test(the_text_of_simple_messages_is_found),
		cmocka_unit_test(of_two_forms_the_plain_one_is_taken_unless_it_is_a_stub),
		cmocka_unit_test(parts_are_split_at_their_own_boundary_alone),
		cmocka_unit_test(deep_nesting_ends),
		cmocka_unit_test(replies_lose_what_they_answer)};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	buffer_free(&out);
	return failed;
}
