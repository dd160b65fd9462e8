/* HTML as plain text, in one pass over libxml2's events: no tree, so depth does not matter. */
#include "xml.h"

#include <ctype.h>
#include <err.h>
#include <libxml/HTMLparser.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "buffer.h"
#include "mem.h"
#include "status.h"
#include "text.h"

enum { LINK_MOST = 200, LISTS_MOST = 16 };

struct writer {
	struct buffer *out;
	size_t start;      /* of the text in out */
	int newlines;      /* due before the next text: 1 a line, 2 a paragraph */
	bool space, links; /* one space is due; addresses are wanted */
	int skipped, pre;  /* how deep inside elements that are not shown, or keep their spaces */
	int quotes;        /* how deep inside quotations */
	int lists;         /* how deep inside lists */
	int number[LISTS_MOST]; /* of the next item; 0: not numbered */
	bool marker;            /* the mark of a list item is due */
	char *link;             /* the address of the link that is open */
	size_t link_from;       /* where its text begins */
};

static bool
is_among(const char *name, const char *const *names)
{
	for (; *names != NULL; names++)
		if (strcmp(name, *names) == 0)
			return true;
	return false;
}

static bool
is_hidden(const char *name)
{
	static const char *const names[] = {"script", "style", "title", NULL};

	return is_among(name, names);
}

/* How many newlines stand around an element. */
static int
breaks_around(const char *name)
{
	static const char *const paragraphs[] = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul",
		"ol", "dl", "table", "blockquote", "pre", "hr", "figure", "form", NULL};
	static const char *const lines[] = {"div", "li", "tr", "dt", "dd", "section", "article",
		"header", "footer", "aside", "main", "nav", "address", "center", "fieldset",
		"caption", "body", "details", "summary", NULL};

	return is_among(name, paragraphs) ? 2 : is_among(name, lines) ? 1 : 0;
}

static void
want_break(struct writer *w, int newlines)
{
	if (w->newlines < newlines)
		w->newlines = newlines;
}

static void
put_marker(struct writer *w)
{
	int depth = w->lists < LISTS_MOST ? w->lists : LISTS_MOST;

	w->marker = false;
	for (int i = 1; i < depth; i++)
		buffer_text(w->out, "  ");
	if (depth > 0 && w->number[depth - 1] > 0)
		buffer_format(w->out, "%d. ", w->number[depth - 1]++);
	else
		buffer_text(w->out, "- ");
}

/* What is due before a text: line breaks, the mark of a quotation or an item, a space. */
static void
put_due(struct writer *w)
{
	bool first = w->out->length == w->start;

	if (first || w->newlines > 0) {
		for (int i = 0; i < w->newlines && !first; i++)
			buffer_char(w->out, '\n');
		for (int i = 0; i < w->quotes; i++)
			buffer_text(w->out, "> ");
		if (w->marker)
			put_marker(w);
	} else if (w->space) {
		buffer_char(w->out, ' ');
	}
	w->newlines = 0;
	w->space = false;
}

/* White space of HTML, and the no-break space, which people do not mean. */
static size_t
space_length(const char *at, const char *end)
{
	if (*at == ' ' || (*at >= '\t' && *at <= '\r'))
		return 1;
	return end - at >= 2 && memcmp(at, "\xC2\xA0", 2) == 0 ? 2 : 0;
}

static void
put_space(struct writer *w, char c)
{
	if (w->pre == 0) {
		w->space = true;
	} else if (c == '\n') {
		w->newlines++;
	} else {
		put_due(w);
		buffer_char(w->out, ' ');
	}
}

static void
put_text(void *writer, const xmlChar *bytes, int length)
{
	struct writer *w = writer;
	const char *at = (const char *)bytes, *end = at + length;

	while (at < end && w->skipped == 0) {
		size_t n = space_length(at, end);
		if (n > 0) {
			put_space(w, *at);
			at += n;
			continue;
		}
		const char *from = at;
		while (at < end && space_length(at, end) == 0)
			at++;
		put_due(w);
		buffer_add(w->out, from, (size_t)(at - from));
	}
}

static const char *
find_attribute(const xmlChar **attributes, const char *name)
{
	for (; attributes != NULL && attributes[0] != NULL; attributes += 2)
		if (strcasecmp((const char *)attributes[0], name) == 0)
			return (const char *)attributes[1];
	return NULL;
}

static bool
is_web(const char *address)
{
	return strncasecmp(address, "http://", 7) == 0 || strncasecmp(address, "https://", 8) == 0;
}

static void
open_link(struct writer *w, const char *address)
{
	free(w->link);
	w->link = w->links && address != NULL && is_web(address) ? mem_dup(address) : NULL;
	w->link_from = w->out->length;
}

/* Behind the scheme and www, which people leave out. */
static const char *
skip_scheme(const char *address)
{
	if (strncasecmp(address, "https://", 8) == 0)
		address += 8;
	else if (strncasecmp(address, "http://", 7) == 0)
		address += 7;
	return strncasecmp(address, "www.", 4) == 0 ? address + 4 : address;
}

/* The text is the address, perhaps shortened, or the name of a person or a tag that says enough. */
static bool
shows_address(const char *text, const char *address)
{
	static const char ellipsis[] = "…";

	text += strspn(text, " \n>");
	if (*text == '\0' || *text == '@' || *text == '#')
		return true;
	text = skip_scheme(text);
	address = skip_scheme(address);
	size_t length = strlen(text);
	if (length >= 3 && strcmp(text + length - 3, ellipsis) == 0)
		length -= 3;
	while (length > 0 && text[length - 1] == '/')
		length--;
	return length >= 4 && strncasecmp(text, address, length) == 0;
}

static void
close_link(struct writer *w)
{
	if (w->link == NULL)
		return;
	const char *text = w->out->at != NULL ? w->out->at + w->link_from : "";
	if (!shows_address(text, w->link)) {
		size_t length = text_cut(w->link, strlen(w->link), LINK_MOST);
		buffer_text(w->out, " (");
		buffer_add(w->out, w->link, length);
		buffer_text(w->out, w->link[length] != '\0' ? "…)" : ")");
	}
	free(w->link);
	w->link = NULL;
}

static void
open_list(struct writer *w, bool numbered)
{
	if (w->lists < LISTS_MOST)
		w->number[w->lists] = numbered;
	w->lists++;
}

static void
start_element(void *writer, const xmlChar *tag, const xmlChar **attributes)
{
	struct writer *w = writer;
	const char *name = (const char *)tag, *alt;

	if (is_hidden(name))
		w->skipped++;
	want_break(w, w->lists > 0 && (name[0] == 'u' || name[0] == 'o') ? 1 : breaks_around(name));
	if (strcmp(name, "br") == 0)
		w->newlines++;
	else if (strcmp(name, "td") == 0 || strcmp(name, "th") == 0)
		w->space = true;
	else if (strcmp(name, "li") == 0)
		w->marker = true;
	else if (strcmp(name, "ul") == 0 || strcmp(name, "ol") == 0)
		open_list(w, name[0] == 'o');
	else if (strcmp(name, "blockquote") == 0)
		w->quotes++;
	else if (strcmp(name, "pre") == 0)
		w->pre++;
	else if (strcmp(name, "a") == 0)
		open_link(w, find_attribute(attributes, "href"));
	else if (strcmp(name, "img") == 0 && (alt = find_attribute(attributes, "alt")) != NULL)
		put_text(w, (const xmlChar *)alt, (int)strlen(alt));
}

static void
leave(int *depth)
{
	if (*depth > 0)
		--*depth;
}

static void
end_element(void *writer, const xmlChar *tag)
{
	struct writer *w = writer;
	const char *name = (const char *)tag;

	if (is_hidden(name))
		leave(&w->skipped);
	if (strcmp(name, "ul") == 0 || strcmp(name, "ol") == 0)
		leave(&w->lists);
	else if (strcmp(name, "li") == 0)
		w->marker = false;
	else if (strcmp(name, "blockquote") == 0)
		leave(&w->quotes);
	else if (strcmp(name, "pre") == 0)
		leave(&w->pre);
	else if (strcmp(name, "a") == 0)
		close_link(w);
	want_break(w, w->lists > 0 && (name[0] == 'u' || name[0] == 'o') ? 1 : breaks_around(name));
}

static void
read_html(const char *html, size_t length, const htmlSAXHandler *events, void *context)
{
	struct buffer clean = {0};
	htmlParserCtxtPtr parser = htmlNewParserCtxt();

	if (parser == NULL)
		errx(STATUS_SYSTEM, "memory");
	text_repair(&clean, html, length);
	for (size_t i = 0; i < clean.length; i++)
		if (clean.at[i] == '\0')
			clean.at[i] = ' ';
	*parser->sax = *events;
	parser->userData = context;
	if (clean.length > 0 && clean.length <= INT_MAX)
		htmlCtxtReadMemory(parser, clean.at, (int)clean.length, NULL, "UTF-8",
			HTML_PARSE_NONET | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING);
	htmlFreeParserCtxt(parser);
	buffer_free(&clean);
}

void
xml_html_text(struct buffer *out, const char *html, size_t length, bool links)
{
	static const htmlSAXHandler events = {.startElement = start_element,
		.endElement = end_element,
		.characters = put_text,
		.ignorableWhitespace = put_text};
	struct writer w = {.out = out, .start = out->length, .links = links};

	read_html(html, length, &events, &w);
	free(w.link);
}

/* Small signs that sites put among the words: their alternative text says them. */
static bool
is_sign(const char *class)
{
	return class != NULL && (strstr(class, "emoji") != NULL || strstr(class, "avatar") != NULL);
}

static void
note_image(void *out, const xmlChar *tag, const xmlChar **attributes)
{
	const char *address = find_attribute(attributes, "src");
	const char *width = find_attribute(attributes, "width");

	if (strcmp((const char *)tag, "img") != 0 || address == NULL || !is_web(address) ||
		is_sign(find_attribute(attributes, "class")) || strpbrk(address, " \n") != NULL ||
		(width != NULL && atoi(width) == 1))
		return;
	buffer_text(out, address);
	buffer_char(out, '\n');
}

void
xml_html_images(struct buffer *out, const char *html, size_t length)
{
	static const htmlSAXHandler events = {.startElement = note_image};

	read_html(html, length, &events, out);
}

bool
xml_is_html(const char *text, size_t length)
{
	const char *end = text + length;

	for (const char *at = text; at + 2 < end; at++) {
		unsigned char next = (unsigned char)at[1];
		if (*at == '<' && (isalpha(next) || next == '/' || next == '!'))
			return memchr(at, '>', (size_t)(end - at)) != NULL;
		if (*at != '&' || !(isalpha(next) || next == '#'))
			continue;
		size_t n = 2;
		while (at + n < end && n < 12 && isalnum((unsigned char)at[n]))
			n++;
		if (at + n < end && at[n] == ';')
			return true;
	}
	return false;
}
