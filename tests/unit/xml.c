/* The xml room: documents and HTML of strangers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "buffer.h"
#include "ends.h"
#include "mem.h"
#include "xml.h"

static struct buffer out; /* of the call that was made last */

static const char *
html_text(const char *html)
{
	buffer_clear(&out);
	xml_html_text(&out, html, strlen(html), true);
	return out.length > 0 ? out.at : "";
}

static void
html_reads_as_people_see_it(void **state)
{
	static const char *const rows[][2] = {{"", ""}, {"plain  text\n here", "plain text here"},
		{"<p>een</p><p>twee</p>", "een\n\ntwee"},
		{"een<br>twee<br/><br>drie", "een\ntwee\n\ndrie"},
		{"<div>een</div><div><br></div><div>twee</div>", "een\n\ntwee"},
		{"<b>v</b><i>e</i>t &amp; &eacute;&#233;&#xe9;&nbsp;&euro;", "vet & ééé €"},
		{"<ul><li>een</li><li>twee<ul><li>twee a</li></ul></li></ul>na",
			"- een\n- twee\n  - twee a\n\nna"},
		{"<ol><li>a</li><li>b</li></ol><ol><li>c</li></ol>", "1. a\n2. b\n\n1. c"},
		{"<blockquote>een<br>twee</blockquote>drie", "> een\n> twee\n\ndrie"},
		{"<pre>een\n  twee</pre>", "een\n  twee"},
		{"<table><tr><td>a</td><td>b</td></tr><tr><td>c", "a b\nc"},
		{"<head><title>t</title><style>p{}</style></head><body>x<script>alert(1)</script>",
			"x"},
		{"<!-- weg -->x<!-- ook -->", "x"},
		{"a<img src=x alt='🙂'>b<img src=y alt=''>", "a🙂b"},
		{"1 < 2 & 3 > 2", "1 < 2 & 3 > 2"},
		{"<p>niet gesloten <b>vet", "niet gesloten vet"}};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_string_equal(html_text(rows[i][0]), rows[i][1]);
}

static void
links_show_where_they_lead_when_the_text_does_not(void **state)
{
	static const char *const rows[][2] = {
		{"<a href='https://x.example/a'>hier</a>!", "hier (https://x.example/a)!"},
		{"<a href='https://www.x.example/a/'>x.example/a</a>", "x.example/a"},
		{"<a href='https://x.example/abcdef'>https://x.example/abc…</a>",
			"https://x.example/abc…"},
		{"<a href='https://m.example/@jan'>@<span>jan</span></a> <a href='https://m.example/t'>#tag</a>",
			"@jan #tag"},
		{"<a href='javascript:alert(1)'>js</a> <a href='mailto:a@x'>mail</a> <a name=x>naam</a>",
			"js mail naam"},
		{"<a href='https://x.example/'></a>leeg", "leeg"},
		{"<a href='https://x.example/'><img src=i alt=kaart></a>",
			"kaart (https://x.example/)"}};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_string_equal(html_text(rows[i][0]), rows[i][1]);
	buffer_clear(&out);
	xml_html_text(&out, "<a href='https://x.example/'>hier</a>", 37, false);
	assert_string_equal(out.at, "hier");
}

static void
bytes_of_any_kind_are_no_danger(void **state)
{
	struct buffer deep = {0};

	(void)state;
	buffer_clear(&out);
	xml_html_text(&out,
		"a\0b\xFF"
		"c<p\0>d",
		11, true);
	assert_non_null(strstr(out.at, "a b\xEF\xBF\xBD"
				       "c"));
	for (int i = 0; i < 50000; i++)
		buffer_text(&deep, i % 2 ? "<div>" : "<ul><li>");
	buffer_text(&deep, "diep");
	assert_non_null(strstr(html_text(deep.at), "diep"));
	buffer_free(&deep);
	assert_string_equal(html_text("</p></ul></blockquote></pre></a></li>x"), "x");
}

static void
pictures_are_found_and_counters_are_not(void **state)
{
	static const char html[] =
		"<p><img src='https://x.example/a.jpg'><img src='cid:1'><img width=1 height=1 "
		"src='https://count.example/'><IMG SRC=http://x.example/b.png>";

	(void)state;
	buffer_clear(&out);
	xml_html_images(&out, html, strlen(html));
	assert_string_equal(out.at, "https://x.example/a.jpg\nhttp://x.example/b.png\n");
}

static void
html_is_told_from_plain_text(void **state)
{
	static const char *const html[] = {"<p>x", "a &amp; b", "&#39;", "x<br/>y", "<!-- c -->"};
	static const char *const plain[] = {
		"", "a & b", "1 < 2 > 0", "<3", "AT&T", "a &; b", "<p without end"};

	(void)state;
	for (size_t i = 0; i < sizeof html / sizeof *html; i++)
		assert_true(xml_is_html(html[i], strlen(html[i])));
	for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
		assert_false(xml_is_html(plain[i], strlen(plain[i])));
}

/* The text of the root's first child, and whether the document had a fault. */
static const char *
first_text(const char *document, bool *faulty)
{
	struct xml_fault fault;
	struct xml *xml = xml_parse(document, strlen(document), NULL, &fault);

	*faulty = fault.reason != NULL;
	free(fault.reason);
	buffer_clear(&out);
	if (xml == NULL)
		return NULL;
	if (xml_child(xml_root(xml)) != NULL)
		xml_content(xml_child(xml_root(xml)), &out);
	xml_free(xml);
	return out.length > 0 ? out.at : "";
}

static void
documents_are_read_as_far_as_they_go(void **state)
{
	static const struct {
		const char *document, *text;
		bool faulty;
	} rows[] = {{"<a><b>x</b></a>", "x", false},
		{" \n<?xml version='1.0'?><a><b>x</b></a>", "x", false},
		{"<a><b>caf&eacute; &nbsp;&hellip;</b></a>", "café \xC2\xA0…", false},
		{"<a><b><![CDATA[<p>&eacute;</p>]]></b></a>", "<p>&eacute;</p>", false},
		{"<a><b>x & y &z=1 &amp; <![CDATA[&]]></b></a>", "x & y &z=1 & &", false},
		{"<a><b>x</b", "x", true}, {"<a><b>caf\xE9</b></a>", "café", false},
		{"<?xml version='1.0' encoding='iso-8859-1'?><a><b>\xE9</b></a>", "é", false},
		{"<a><b>x<c>y</c>z</b></a>", "xyz", false}, {"no xml", NULL, true},
		{"", NULL, true}, {"<a><b>&unknown;x</b></a>", "x", true}};
	bool faulty;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const char *text = first_text(rows[i].document, &faulty);
		assert_string_equal(text ? text : "-", rows[i].text ? rows[i].text : "-");
		assert_int_equal(faulty, rows[i].faulty);
	}
}

static void
nothing_outside_the_document_is_loaded(void **state)
{
	char *secret = ends_file("geheim", 6), *document;
	bool faulty;

	(void)state;
	document = mem_format(
		"<!DOCTYPE a [<!ENTITY s SYSTEM 'file://%s'>]><a><b>[&s;]</b></a>", secret);
	assert_string_equal(first_text(document, &faulty), "[\xEF\xBF\xBD]");
	free(document);
	document = mem_format("<!DOCTYPE a SYSTEM 'file://%s'><a><b>x</b></a>", secret);
	assert_string_equal(first_text(document, &faulty), "x");
	free(document);
	document = mem_format(
		"<!DOCTYPE a [<!ENTITY %% s SYSTEM 'file://%s'> %%s;]><a><b>x</b></a>", secret);
	assert_string_equal(first_text(document, &faulty), "x");
	free(document);
	ends_unlink(secret);
}

static void
entity_bombs_do_not_go_off(void **state)
{
	struct buffer bomb = {0};
	bool faulty;

	(void)state;
	buffer_text(&bomb, "<!DOCTYPE a [<!ENTITY e0 'lol'>");
	for (int i = 1; i < 12; i++)
		buffer_format(&bomb, "<!ENTITY e%d '&e%d;&e%d;&e%d;&e%d;&e%d;&e%d;&e%d;&e%d;'>", i,
			i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1);
	buffer_text(&bomb, "]><a><b x='&e11;'>&e11;&e0;</b></a>");
	const char *text = first_text(bomb.at, &faulty);
	assert_true(text == NULL || strlen(text) < 100);
	buffer_clear(&bomb);
	buffer_text(&bomb, "<!DOCTYPE a [<!ENTITY a '&b;'><!ENTITY b '&a;'>]><a><b>&a;</b></a>");
	text = first_text(bomb.at, &faulty);
	assert_true(text == NULL || strlen(text) < 100);
	buffer_free(&bomb);
	assert_string_equal(
		first_text(
			"<!DOCTYPE a [<!ENTITY kort 'kade'>]><a><b>noord&kort;</b></a>", &faulty),
		"noordkade");
}

static void
attributes_addresses_and_markup_are_read(void **state)
{
	static const char document[] =
		"<a xmlns:x='urn:x' xml:base='http://h.example/d/'>\n<b k='v&amp;w' x:k='no' "
		"xml:lang='nl'>t<x:i c='\"'>u&lt;</x:i><br/></b></a>";
	struct xml_fault fault;

	(void)state;
	struct xml *xml = xml_parse(document, strlen(document), NULL, &fault);
	const struct xml_node *b = xml_child(xml_root(xml));
	assert_null(fault.reason);
	assert_string_equal(xml_name(b), "b");
	assert_int_equal(xml_line(b), 2);
	assert_string_equal(xml_space(b), "");
	assert_string_equal(xml_space(xml_child(b)), "urn:x");
	assert_null(xml_next(b));
	buffer_clear(&out);
	assert_true(xml_attribute(b, "k", &out));
	assert_true(xml_attribute(b, "xml:lang", &out));
	assert_false(xml_attribute(b, "none", &out));
	assert_string_equal(out.at, "v&wnl");
	buffer_clear(&out);
	xml_markup(b, &out);
	assert_string_equal(out.at, "t<i c=\"&quot;\">u&lt;</i><br>");
	buffer_clear(&out);
	xml_resolve(b, "../f", NULL, &out);
	xml_resolve(b, "https://o.example/", "http://base.example/", &out);
	assert_string_equal(out.at, "http://h.example/fhttps://o.example/");
	xml_free(xml);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(html_reads_as_people_see_it),
		cmocka_unit_test(links_show_where_they_lead_when_the_text_does_not),
		cmocka_unit_test(bytes_of_any_kind_are_no_danger),
		cmocka_unit_test(pictures_are_found_and_counters_are_not),
		cmocka_unit_test(html_is_told_from_plain_text),
		cmocka_unit_test(documents_are_read_as_far_as_they_go),
		cmocka_unit_test(nothing_outside_the_document_is_loaded),
		cmocka_unit_test(entity_bombs_do_not_go_off),
		cmocka_unit_test(attributes_addresses_and_markup_are_read)};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	buffer_free(&out);
	return failed;
}
