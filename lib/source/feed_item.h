/* One entry of a feed: what each element says of it. For the feed source alone. */
#ifndef SOURCE_FEED_ITEM_H
#define SOURCE_FEED_ITEM_H

#include "buffer.h"
#include "source/source.h"
#include "xml.h"

enum item_part {
	ITEM_GUID,
	ITEM_LINK,
	ITEM_OTHER_LINK, /* better than none */
	ITEM_CONTENT,
	ITEM_SUMMARY,
	ITEM_CREATED,
	ITEM_OTHER_CREATED,
	ITEM_UPDATED,
	ITEM_PARTS
};

struct item {
	struct source *source;
	const char *base; /* the address of the document; NULL: not known */
	struct buffer part[ITEM_PARTS];
	bool content_html, summary_html;
};

/* Takes what an element says; what nobody knows goes under extra. */
void item_take(struct item *item, const struct xml_node *node);

/* Settles what elements said about one another, in the source's post. false: nothing at all was said. */
bool item_finish(struct item *item);

void item_clear(struct item *item);
void item_free(struct item *item);

/* The usual prefix of the element's namespace: "" for RSS and Atom themselves, "dc", "content" ..., "?" for one not known. */
const char *feed_prefix(const struct xml_node *node, const char **name);

/* Reads a whole JSON Feed. */
void feed_json_read(struct source *source, struct buffer *bytes);

#endif
