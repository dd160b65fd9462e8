/* Source kind bluesky: search results, notifications, feeds, threads and single posts, as Bluesky's interface answers. */
#include "source/source.h"

#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "mem.h"
#include "source/answer.h"

/* What the author says of the time comes after what the server says, and counts where it is a time. */
static const struct answer_field fields[] = {{"/uri", POST_NATIVE_ID, ANSWER_PLAIN, NULL},
	{"/record/text", POST_CONTENT, ANSWER_PLAIN, NULL},
	{"/record/tags", POST_TAGS, ANSWER_TAGS, NULL},
	{"/record/langs/0", POST_LANGUAGE, ANSWER_PLAIN, NULL},
	{"/indexedAt", POST_CREATED_AT, ANSWER_PLAIN, NULL},
	{"/record/createdAt", POST_CREATED_AT, ANSWER_PLAIN, NULL},
	{"/author/did", POST_AUTHOR_ID, ANSWER_PLAIN, NULL},
	{"/author/displayName", POST_AUTHOR_NAME, ANSWER_PLAIN, NULL},
	{"/author/handle", POST_AUTHOR_HANDLE, ANSWER_PLAIN, NULL},
	{"/author/followersCount", POST_AUTHOR_FOLLOWERS, ANSWER_PLAIN, NULL},
	{"/author/createdAt", POST_AUTHOR_CREATED_AT, ANSWER_PLAIN, NULL},
	{"/likeCount", POST_LIKES, ANSWER_PLAIN, NULL},
	{"/repostCount", POST_REPOSTS, ANSWER_PLAIN, NULL},
	{"/replyCount", POST_REPLIES, ANSWER_PLAIN, NULL},
	{"/quoteCount", POST_QUOTES, ANSWER_PLAIN, NULL},
	{"/cid", POST_FIELDS, ANSWER_PLAIN, "cid"},
	{"/reason", POST_FIELDS, ANSWER_PLAIN, "reason"}, {0}};

/* The parts of at://AUTHOR/COLLECTION/KEY; false: it is no such address. */
struct address {
	const char *author, *key;
	int author_length;
	bool of_post;
};

static bool
read_address(const char *uri, struct address *address)
{
	static const char scheme[] = "at://", posts[] = "/app.bsky.feed.post/";

	if (uri == NULL || strncmp(uri, scheme, strlen(scheme)) != 0)
		return false;
	address->author = uri + strlen(scheme);
	const char *collection = strchr(address->author, '/'), *key = strrchr(uri, '/');
	if (collection == NULL || key == collection || key[1] == '\0')
		return false;
	address->author_length = (int)(collection - address->author);
	address->key = key + 1;
	address->of_post = strncmp(collection, posts, strlen(posts)) == 0;
	return true;
}

/* Keys are unique among the posts of one author. */
static void
set_id(struct post *post, enum post_field field, char *uri)
{
	struct address a;

	if (read_address(uri, &a)) {
		char *id = mem_format("%.*s/%s", a.author_length, a.author, a.key);
		post_set_string(post, field, id);
		free(id);
	} else {
		post_set_string(post, field, uri);
	}
	free(uri);
}

/* Where a person sees the post, or NULL. An account whose handle does not hold is found by its identifier. */
static char *
page_of(struct json post)
{
	char *uri = answer_text(post, "/uri"), *handle = answer_text(post, "/author/handle");
	char *page = NULL;
	struct address a;

	if (read_address(uri, &a) && a.of_post) {
		if (handle != NULL && *handle != '\0' && strcmp(handle, "handle.invalid") != 0)
			page = mem_format("https://bsky.app/profile/%s/post/%s", handle, a.key);
		else
			page = mem_format("https://bsky.app/profile/%.*s/post/%s", a.author_length,
				a.author, a.key);
	}
	free(uri);
	free(handle);
	return page;
}

static void
set_pages(struct post *post, struct json view)
{
	const char *handle = post_text(post, POST_AUTHOR_HANDLE);
	char *page = page_of(view);

	post_set_string(post, POST_URL, page);
	free(page);
	if (*handle == '\0' || strcmp(handle, "handle.invalid") == 0)
		handle = post_text(post, POST_AUTHOR_ID);
	if (*handle != '\0') {
		page = mem_format("https://bsky.app/profile/%s", handle);
		post_set_string(post, POST_AUTHOR_URL, page);
		free(page);
	}
}

static void
add_tags(struct source *source, struct json view)
{
	struct json facets = answer_items(view, "/record/facets"), facet;

	while (json_next(&facets, NULL, &facet))
		answer_tag_all(source, facet, "/features", "/tag");
}

/* Accounts that say of themselves that they are robots; what others call them does not count. */
static void
set_automatic(struct post *post, struct json view)
{
	struct json labels = answer_items(view, "/author/labels"), label;

	while (json_next(&labels, NULL, &label)) {
		char *name = answer_text(label, "/val"), *by = answer_text(label, "/src");
		if (name != NULL && by != NULL && strcmp(name, "bot") == 0 &&
			strcmp(by, post_text(post, POST_AUTHOR_ID)) == 0)
			post_set_string(post, POST_AUTOMATIC, "true");
		free(name);
		free(by);
	}
}

static void
add_attachment(
	struct post *post, struct json item, const char *url, const char *type, const char *name)
{
	char *address = answer_text(item, url), *title = answer_text(item, name);

	post_add_attachment(post, address, type, title, NULL);
	free(address);
	free(title);
}

/* Notifications have only what the author sent: pictures without an address. */
static void
add_media(struct post *post, struct json embed)
{
	static const char *const lists[] = {"/images", "/items"};
	struct json external = json_at(embed, "/external"), item;

	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
		struct json rest = answer_items(embed, lists[i]);
		while (json_next(&rest, NULL, &item))
			add_attachment(post, item, "/fullsize", "image", "/alt");
	}
	if (json_at(embed, "/playlist").at != NULL || json_at(embed, "/video").at != NULL)
		add_attachment(post, embed, "/playlist", "video", "/alt");
	if (json_type(json_at(external, "/uri")) == JSON_STRING)
		add_attachment(post, external, "/uri", "link", "/title");
}

/* Blocked, deleted, or not to be seen without an account: there is nothing to read. */
static bool
is_gone(struct json view)
{
	char *type = answer_text(view, "/$type");
	bool gone = json_type(json_at(view, "/blocked")) == JSON_BOOL ||
		    json_type(json_at(view, "/notFound")) == JSON_BOOL ||
		    json_type(json_at(view, "/detached")) == JSON_BOOL ||
		    (type != NULL && strstr(type, "#threadItem") != NULL);

	free(type);
	return gone;
}

static void
add_embeds(struct post *post, struct json view)
{
	struct json embed = json_at(view, "/embed");

	if (json_type(embed) != JSON_OBJECT)
		embed = json_at(view, "/record/embed");
	add_media(post, embed);
	add_media(post, json_at(embed, "/media"));
	struct json quoted = json_at(embed, "/record");
	if (json_type(json_at(quoted, "/record")) == JSON_OBJECT)
		quoted = json_at(quoted, "/record");
	char *page = is_gone(quoted) ? NULL : page_of(quoted);
	if (page != NULL)
		post_add_attachment(post, page, "post", NULL, NULL);
	free(page);
}

static bool
is_post(struct json view)
{
	enum json_type text = json_type(json_at(view, "/record/text"));

	return json_type(json_at(view, "/uri")) == JSON_STRING &&
	       json_type(json_at(view, "/author")) == JSON_OBJECT &&
	       json_type(json_at(view, "/record")) == JSON_OBJECT &&
	       (text == JSON_STRING || text <= JSON_NULL);
}

static bool
take_post(struct source *source, struct json view, size_t number)
{
	struct post *post = source->post;

	if (!is_post(view))
		return false;
	answer_fill(source, view, fields);
	set_id(post, POST_ID, answer_text(view, "/uri"));
	post_prefer_id(post);
	set_id(post, POST_IN_REPLY_TO, answer_text(view, "/record/reply/parent/uri"));
	set_id(post, POST_CONVERSATION, answer_text(view, "/record/reply/root/uri"));
	set_pages(post, view);
	set_automatic(post, view);
	add_tags(source, view);
	add_embeds(post, view);
	answer_put(source, number);
	return true;
}

/* Likes, reposts, followers and news of people who are followed are no posts to us. */
static bool
is_other_notice(struct json item)
{
	char *reason = answer_text(item, "/reason");
	bool other = reason != NULL && strcmp(reason, "mention") != 0 &&
		     strcmp(reason, "reply") != 0 && strcmp(reason, "quote") != 0;

	free(reason);
	return other;
}

/* A feed wraps a post in post, a bookmark in item, a flat thread in value and post. */
static void
take_item(struct source *source, struct json item, size_t number)
{
	static const char *const wraps[] = {"/value", "/post", "/item"};

	for (size_t i = 0; i < sizeof wraps / sizeof *wraps; i++)
		if (json_type(json_at(item, wraps[i])) == JSON_OBJECT)
			item = json_at(item, wraps[i]);
	if (!is_gone(item) && !is_other_notice(item) && !take_post(source, item, number))
		source_refuse(source, number, NULL, "it is no post");
}

/* Of a thread: what was said before, the post itself, and the replies, each with theirs. */
static void
take_thread(struct source *source, struct json thread, size_t *number)
{
	struct json parent = json_at(thread, "/parent"), reply;
	struct json replies = answer_items(thread, "/replies");

	if (json_type(parent) == JSON_OBJECT)
		take_thread(source, parent, number);
	if (!source_goes_on(source))
		return;
	take_item(source, thread, ++*number);
	while (source_goes_on(source) && json_next(&replies, NULL, &reply))
		take_thread(source, reply, number);
}

static bool
take_lists(struct source *source, struct json whole)
{
	static const char *const lists[] = {
		"", "/posts", "/notifications", "/feed", "/thread", "/bookmarks"};
	bool found = false;

	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
		struct json rest = answer_items(whole, lists[i]), item;
		found |= json_type(json_at(whole, lists[i])) == JSON_ARRAY;
		for (size_t n = 1; source_goes_on(source) && json_next(&rest, NULL, &item); n++)
			take_item(source, item, n);
	}
	return found;
}

static void
read_bluesky(struct source *source)
{
	struct buffer bytes = {0};
	struct json whole;
	size_t number = 0;

	if (answer_read(source, &bytes, &whole) && !take_lists(source, whole)) {
		if (json_type(json_at(whole, "/thread")) == JSON_OBJECT)
			whole = json_at(whole, "/thread");
		if (json_type(json_at(whole, "/post")) == JSON_OBJECT || is_gone(whole) ||
			is_post(whole))
			take_thread(source, whole, &number);
		else
			answer_refuse(source, whole, "bluesky");
	}
	buffer_free(&bytes);
}

const struct source_kind source_bluesky = {"bluesky", "bluesky", false, 0, read_bluesky};
