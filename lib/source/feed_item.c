/* One entry of a feed: what its elements say together. */
#include "source/feed_item.h"

#include <stdlib.h>
#include <string.h>

#include "mem.h"

static void
set_text(struct item *item, enum item_part part, bool html)
{
	const struct buffer *text = &item->part[part];

	if (text->length == 0)
		return;
	if (html)
		post_set_html(item->source->post, POST_CONTENT, text->at, text->length);
	else
		post_set(item->source->post, POST_CONTENT, text->at, text->length);
}

static const char *
part_text(const struct item *item, enum item_part part, enum item_part other)
{
	const struct buffer *first = &item->part[part], *second = &item->part[other];

	return first->length > 0 ? first->at : second->length > 0 ? second->at : "";
}

static void
set_times(struct item *item)
{
	struct post *post = item->source->post;
	const char *created = part_text(item, ITEM_CREATED, ITEM_OTHER_CREATED);
	const char *updated = part_text(item, ITEM_UPDATED, ITEM_UPDATED);

	post_set_string(post, POST_CREATED_AT, *created != '\0' ? created : updated);
	if (*created != '\0' && *updated != '\0')
		post_set_string(post, POST_EDITED_AT, updated);
	if (strcmp(post_text(post, POST_EDITED_AT), post_text(post, POST_CREATED_AT)) == 0)
		post_unset(post, POST_EDITED_AT);
}

bool
item_finish(struct item *item)
{
	struct post *post = item->source->post;
	const char *link = part_text(item, ITEM_LINK, ITEM_OTHER_LINK);
	const char *guid = part_text(item, ITEM_GUID, ITEM_GUID);

	set_text(item, ITEM_CONTENT, item->content_html);
	if (*post_text(post, POST_CONTENT) == '\0')
		set_text(item, ITEM_SUMMARY, item->summary_html);
	post_set_string(post, POST_URL, link);
	post_set_string(post, POST_NATIVE_ID, guid);
	set_times(item);
	const char *title = post_text(post, POST_TITLE);
	if (*guid == '\0' && *link != '\0') {
		char *both = mem_format("%s\n%s", link, title);
		post_identify(post, both);
		free(both);
	}
	return !post_is_empty(post);
}

void
item_clear(struct item *item)
{
	for (int i = 0; i < ITEM_PARTS; i++)
		buffer_clear(&item->part[i]);
}

void
item_free(struct item *item)
{
	for (int i = 0; i < ITEM_PARTS; i++)
		buffer_free(&item->part[i]);
}
