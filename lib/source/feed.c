/* Source kind feed: RSS 0.9x, 1.0, 2.0 and Atom 0.3, 1.0, with the common extensions; and JSON Feed. */
#include "source/source.h"

#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "http.h"
#include "source/feed_item.h"
#include "status.h"
#include "xml.h"

enum { DEPTH = 4 }; /* rss, channel, item: deeper there are no items */

/* What holds for all items of a feed. */
struct feed {
	struct item item;
	struct buffer base;
	const struct xml_node *author; /* Atom: of entries without one */
	size_t items;
};

static bool
is_called(const struct xml_node *node, const char *wanted)
{
	const char *name, *prefix = feed_prefix(node, &name);

	return *prefix == '\0' && strcmp(name, wanted) == 0;
}

static bool
is_item(const struct xml_node *node)
{
	return is_called(node, "item") || is_called(node, "entry");
}

/* An Atom feed has several links; the one without rel, or rel="alternate", is its page. */
static void
take_link(struct feed *f, const struct xml_node *node)
{
	struct buffer address = {0}, rel = {0};

	if (!xml_attribute(node, "href", &address))
		xml_content(node, &address);
	xml_attribute(node, "rel", &rel);
	bool page = rel.length == 0 || strcmp(rel.at, "alternate") == 0;
	if (page && f->base.length == 0 && address.length > 0 && http_is_address(address.at))
		buffer_text(&f->base, address.at);
	buffer_free(&address);
	buffer_free(&rel);
}

/* The feed's own address and author: of its root and, in RSS, of its channel. */
static void
take_head(struct feed *f, const struct xml_node *node, int depth)
{
	for (node = xml_child(node); node != NULL; node = xml_next(node)) {
		if (is_called(node, "link"))
			take_link(f, node);
		else if (is_called(node, "author"))
			f->author = node;
		else if (is_called(node, "channel") && depth < DEPTH)
			take_head(f, node, depth + 1);
	}
}

static bool
has_child(const struct xml_node *node, const char *wanted)
{
	for (node = xml_child(node); node != NULL; node = xml_next(node))
		if (is_called(node, wanted))
			return true;
	return false;
}

/* What the feed says of its language holds for its frame, not for what people write in it. */
static void
set_language(struct feed *f, const struct xml_node *node)
{
	struct post *post = f->item.source->post;
	struct buffer language = {0};

	if (*post_text(post, POST_LANGUAGE) == '\0' && xml_attribute(node, "xml:lang", &language))
		post_set_string(post, POST_LANGUAGE, language.at);
	buffer_free(&language);
}

static void
take_item(struct feed *f, const struct xml_node *node)
{
	struct source *source = f->item.source;
	struct buffer about = {0};

	f->items++;
	item_clear(&f->item);
	for (const struct xml_node *child = xml_child(node); child != NULL; child = xml_next(child))
		item_take(&f->item, child);
	if (xml_attribute(node, "rdf:about", &about) && f->item.part[ITEM_GUID].length == 0)
		buffer_add(&f->item.part[ITEM_GUID], about.at, about.length);
	buffer_free(&about);
	if (f->author != NULL && !has_child(node, "author"))
		item_take(&f->item, f->author);
	set_language(f, node);
	if (item_finish(&f->item))
		source_put(source, xml_line(node));
	else
		source_refuse(source, xml_line(node), NULL, "an entry with nothing in it");
}

/* Items stand in the channel, or beside it in RSS 1.0. */
static void
walk(struct feed *f, const struct xml_node *node, int depth)
{
	for (; node != NULL && source_goes_on(f->item.source); node = xml_next(node)) {
		if (is_item(node))
			take_item(f, node);
		else if (depth < DEPTH)
			walk(f, xml_child(node), depth + 1);
	}
}

static bool
is_feed(const struct xml_node *root)
{
	static const char *const names[] = {"rss", "RDF", "feed", "channel", "entry"};
	const char *name;

	feed_prefix(root, &name);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

static void
take_document(struct source *source, const struct xml *xml)
{
	struct feed f = {.item = {.source = source}};

	take_head(&f, xml_root(xml), 0);
	if (http_is_address(source->ends.place)) {
		buffer_clear(&f.base);
		buffer_text(&f.base, source->ends.place);
	}
	f.item.base = f.base.at;
	if (source->host == NULL && f.base.at != NULL)
		source->host = http_host(f.base.at);
	walk(&f, xml_root(xml), 0);
	item_free(&f.item);
	buffer_free(&f.base);
}

static void
read_document(struct source *source, const struct buffer *bytes)
{
	struct xml_fault fault;
	struct xml *xml = xml_parse(bytes->at, bytes->length, source->ends.charset, &fault);

	if (xml == NULL || !is_feed(xml_root(xml))) {
		source_fail(source, STATUS_DATA, "it is no feed (RSS, Atom or JSON Feed)");
	} else {
		take_document(source, xml);
		if (fault.reason != NULL && source_goes_on(source))
			source_refuse(source, fault.line, NULL,
				"not well-formed, read as far as it goes: %s", fault.reason);
	}
	free(fault.reason);
	xml_free(xml);
}

static bool
is_json(const struct buffer *bytes)
{
	static const char mark[] = "\xEF\xBB\xBF";
	size_t at = bytes->length >= 3 && memcmp(bytes->at, mark, 3) == 0 ? 3 : 0;

	while (at < bytes->length && strchr(" \t\r\n", bytes->at[at]) != NULL)
		at++;
	return at < bytes->length && bytes->at[at] == '{';
}

static void
read_feed(struct source *source)
{
	struct buffer bytes = {0};

	if (source_whole(source, &bytes)) {
		if (is_json(&bytes))
			feed_json_read(source, &bytes);
		else
			read_document(source, &bytes);
	}
	buffer_free(&bytes);
}

const struct source_kind source_feed = {"feed", "feed", false, 0, read_feed};
