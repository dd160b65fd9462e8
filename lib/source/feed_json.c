/* JSON Feed 1.0 and 1.1, for the feed source alone. */
#include <stdlib.h>
#include <string.h>

#include "http.h"
#include "source/answer.h"
#include "source/feed_item.h"
#include "status.h"

static const struct {
	const char *pointer;
	enum item_part part;
} parts[] = {{"/id", ITEM_GUID}, {"/url", ITEM_LINK}, {"/external_url", ITEM_OTHER_LINK},
	{"/summary", ITEM_SUMMARY}, {"/date_published", ITEM_CREATED},
	{"/date_modified", ITEM_UPDATED}};

static const struct answer_field fields[] = {{"/title", POST_TITLE, ANSWER_PLAIN, NULL},
	{"/tags", POST_TAGS, ANSWER_TAGS, NULL}, {"/language", POST_LANGUAGE, ANSWER_PLAIN, NULL},
	{0}};

/* Members of an entry that are read; all others go under extra. */
static const char *const known[] = {"id", "url", "external_url", "title", "content_html",
	"content_text", "summary", "date_published", "date_modified", "author", "authors", "tags",
	"language", "attachments", NULL};

static bool
take_text(struct item *item, enum item_part part, struct json entry, const char *pointer)
{
	char *text = answer_text(entry, pointer);
	bool some = text != NULL && *text != '\0';

	if (some)
		buffer_text(&item->part[part], text);
	free(text);
	return some;
}

/* The first of its authors (1.1), or its author (1.0). false: it names none. */
static bool
take_author(struct post *post, struct json from)
{
	static const char *const pointers[] = {"/authors/0", "/author"};

	for (size_t i = 0; i < sizeof pointers / sizeof *pointers; i++) {
		struct json author = json_at(from, pointers[i]);
		bool text = json_type(author) == JSON_STRING; /* which some write */
		char *name = answer_text(author, text ? "" : "/name");
		char *url = answer_text(author, "/url");
		post_set_string(post, POST_AUTHOR_NAME, name);
		post_set_string(post, POST_AUTHOR_URL, url);
		bool some = name != NULL || url != NULL;
		free(name);
		free(url);
		if (some)
			return true;
	}
	return false;
}

static bool
is_known(struct json key)
{
	for (const char *const *name = known; *name != NULL; name++)
		if (key.length == strlen(*name) + 2 &&
			memcmp(key.at + 1, *name, key.length - 2) == 0)
			return true;
	return false;
}

static void
take_extra(struct post *post, struct json entry)
{
	struct json rest = json_inside(entry), key, value;

	while (json_next(&rest, &key, &value)) {
		char *name = answer_text(key, "");
		bool more = strcmp(name, "authors") == 0 && json_at(value, "/1").at != NULL;
		if ((more || !is_known(key)) && json_type(value) != JSON_NULL)
			post_extra_json(post, name, value);
		free(name);
	}
}

static void
take_entry(struct item *item, struct json feed, struct json entry, size_t number)
{
	struct post *post = item->source->post;

	item_clear(item);
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		take_text(item, parts[i].part, entry, parts[i].pointer);
	item->content_html = take_text(item, ITEM_CONTENT, entry, "/content_html");
	if (!item->content_html)
		take_text(item, ITEM_CONTENT, entry, "/content_text");
	item->summary_html = false;
	answer_fill(item->source, entry, fields);
	answer_attach_all(item->source, entry, "/attachments", "/url", "/mime_type", "/title");
	take_extra(post, entry);
	if (!item_finish(item)) {
		source_refuse(item->source, number, NULL, "an entry with nothing in it");
		return;
	}
	if (!take_author(post, entry))
		take_author(post, feed);
	source_put(item->source, number);
}

static void
take_feed(struct source *source, struct json feed)
{
	struct item item = {.source = source};
	struct json rest = answer_items(feed, "/items"), entry;
	char *page = answer_text(feed, "/home_page_url");

	if (page == NULL)
		page = answer_text(feed, "/feed_url");
	if (source->host == NULL && page != NULL && http_is_address(page))
		source->host = http_host(page);
	free(page);
	for (size_t number = 1; source_goes_on(source) && json_next(&rest, NULL, &entry);
		number++) {
		if (json_type(entry) == JSON_OBJECT)
			take_entry(&item, feed, entry, number);
		else
			source_refuse(source, number, NULL, "it is no entry, { ... }");
	}
	item_free(&item);
}

void
feed_json_read(struct source *source, struct buffer *bytes)
{
	struct json feed;

	if (!answer_check(source, bytes, &feed))
		return;
	char *version = answer_text(feed, "/version"), *said = answer_error(feed);
	if (version != NULL && strstr(version, "jsonfeed.org/version/") != NULL)
		take_feed(source, feed);
	else if (said != NULL)
		source_fail(source, STATUS_DATA, "it is no feed; it says: %s", said);
	else
		source_fail(source, STATUS_DATA, "it is no feed (RSS, Atom or JSON Feed)");
	free(version);
	free(said);
}
