/* Source kind x: search results, timelines, mentions, messages and single posts, as version 2 of X's API answers. */
#include "source/source.h"

#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "clock.h"
#include "mem.h"
#include "source/answer.h"

enum { ID_DIGITS = 19 }; /* of every id since 2018; posts can be edited since 2022 */

static const struct answer_field fields[] = {{"/id", POST_NATIVE_ID, ANSWER_PLAIN, NULL},
	{"/created_at", POST_CREATED_AT, ANSWER_PLAIN, NULL},
	{"/author_id", POST_AUTHOR_ID, ANSWER_PLAIN, NULL},
	{"/sender_id", POST_AUTHOR_ID, ANSWER_PLAIN, NULL},
	{"/conversation_id", POST_CONVERSATION, ANSWER_PLAIN, NULL},
	{"/dm_conversation_id", POST_CONVERSATION, ANSWER_PLAIN, NULL},
	{"/public_metrics/like_count", POST_LIKES, ANSWER_PLAIN, NULL},
	{"/public_metrics/retweet_count", POST_REPOSTS, ANSWER_PLAIN, NULL},
	{"/public_metrics/reply_count", POST_REPLIES, ANSWER_PLAIN, NULL},
	{"/public_metrics/quote_count", POST_QUOTES, ANSWER_PLAIN, NULL}, {0}};

static const struct answer_field author_fields[] = {{"/name", POST_AUTHOR_NAME, ANSWER_PLAIN, NULL},
	{"/username", POST_AUTHOR_HANDLE, ANSWER_PLAIN, NULL},
	{"/public_metrics/followers_count", POST_AUTHOR_FOLLOWERS, ANSWER_PLAIN, NULL},
	{"/created_at", POST_AUTHOR_CREATED_AT, ANSWER_PLAIN, NULL}, {0}};

/* What the answer tells beside its posts: the one of list whose member has that text. */
static struct json
find_included(struct json whole, const char *list, const char *member, const char *text)
{
	struct json rest = answer_items(whole, list), item;

	while (json_next(&rest, NULL, &item))
		if (answer_is(item, member, text))
			return item;
	return (struct json){NULL, 0};
}

/* The API writes these three marks as HTML does, and no others. */
static void
unescape(char *text)
{
	static const struct mark {
		const char *name;
		char is;
	} marks[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}};
	char *out = text;

	while (*text != '\0') {
		char c = *text;
		size_t length = 1;
		for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
			if (strncmp(text, marks[i].name, strlen(marks[i].name)) == 0) {
				c = marks[i].is;
				length = strlen(marks[i].name);
			}
		*out++ = c;
		text += length;
	}
	*out = '\0';
}

/* Of a long post text is only the beginning. */
static void
set_content(struct post *post, struct json item)
{
	char *text = answer_text(item, "/note_tweet/text");

	if (text == NULL)
		text = answer_text(item, "/text");
	if (text != NULL)
		unescape(text);
	post_set_string(post, POST_CONTENT, text);
	free(text);
}

/* und, zxx, art and q.. say that there is no language in it: links, tags, emoji. */
static void
set_language(struct post *post, struct json item)
{
	char *language = answer_text(item, "/lang");

	if (language != NULL && strcmp(language, "und") != 0 && strcmp(language, "zxx") != 0 &&
		strcmp(language, "art") != 0 && (*language != 'q' || strlen(language) != 3))
		post_set_string(post, POST_LANGUAGE, language);
	free(language);
}

static void
set_references(struct post *post, struct json item)
{
	struct json rest = answer_items(item, "/referenced_tweets"), reference;

	while (json_next(&rest, NULL, &reference)) {
		char *id = answer_text(reference, "/id");
		if (id != NULL && answer_is(reference, "/type", "replied_to"))
			post_set_string(post, POST_IN_REPLY_TO, id);
		if (id != NULL && answer_is(reference, "/type", "quoted"))
			post_extra(post, "quoted_id", id, strlen(id));
		free(id);
	}
}

/* The time that an id holds: its upper bits are milliseconds since that moment of 2010. false: it is of another form. */
static bool
time_of_id(const char *id, char text[static CLOCK_TEXT])
{
	if (strlen(id) != ID_DIGITS || strspn(id, "0123456789") != ID_DIGITS)
		return false;
	uint64_t milliseconds = (strtoull(id, NULL, 10) >> 22) + 1288834974657;
	clock_print((int64_t)(milliseconds / 1000), text);
	return true;
}

/* Every edit gets an id of its own. The record keeps the first one, so that it stays one post. */
static void
set_edit(struct post *post, struct json item)
{
	char *id = answer_text(item, "/id"), *time = answer_text(item, "/created_at");
	char *first = answer_text(item, "/edit_history_tweet_ids/0"), written[CLOCK_TEXT];

	if (first != NULL && strcmp(first, id) != 0) {
		post_set_string(post, POST_ID, first);
		post_prefer_id(post);
		post_set_string(post, POST_EDITED_AT, time_of_id(id, written) ? written : time);
		post_extra_json(post, "edit_history", json_at(item, "/edit_history_tweet_ids"));
	}
	free(id);
	free(time);
	free(first);
}

/* A message between two people has no page that others see. */
static void
set_pages(struct post *post, struct json item)
{
	const char *name = post_text(post, POST_AUTHOR_HANDLE);

	if (json_at(item, "/dm_conversation_id").at != NULL)
		post_set_string(post, POST_VISIBILITY, "direct");
	if (*name == '\0')
		return;
	char *author = mem_format("https://x.com/%s", name);
	char *page = mem_format("%s/status/%s", author, post_text(post, POST_NATIVE_ID));
	post_set_string(post, POST_AUTHOR_URL, author);
	if (json_at(item, "/dm_conversation_id").at == NULL)
		post_set_string(post, POST_URL, page);
	free(author);
	free(page);
}

/* Films have no address of their own, but some for each size; the picture before them is the least. */
static void
add_attachments(struct post *post, struct json whole, struct json item)
{
	static const char *const urls[] = {"/url", "/variants/0/url", "/preview_image_url"};
	struct json rest = answer_items(item, "/attachments/media_keys"), key;

	while (json_next(&rest, NULL, &key)) {
		char *text = answer_text(key, ""), *url = NULL;
		struct json media = {NULL, 0};
		if (text != NULL)
			media = find_included(whole, "/includes/media", "/media_key", text);
		for (size_t i = 0; url == NULL && i < sizeof urls / sizeof *urls; i++)
			url = answer_text(media, urls[i]);
		char *type = answer_text(media, "/type"), *name = answer_text(media, "/alt_text");
		if (url != NULL || type != NULL)
			post_add_attachment(post, url, type, name, NULL);
		free(text);
		free(url);
		free(type);
		free(name);
	}
}

static bool
is_post(struct json item)
{
	enum json_type id = json_type(json_at(item, "/id"));

	return (id == JSON_STRING || id == JSON_NUMBER) &&
	       json_type(json_at(item, "/text")) == JSON_STRING;
}

/* Users, lists, rules, counts, and who came into a conversation. */
static bool
is_other(struct json item)
{
	static const char *const members[] = {"/name", "/value", "/start", "/event_type", "/state"};

	for (size_t i = 0; i < sizeof members / sizeof *members; i++)
		if (json_at(item, members[i]).at != NULL)
			return json_at(item, "/text").at == NULL;
	return false;
}

/* A repost only passes another post on. */
static bool
is_repost(struct json item)
{
	struct json rest = answer_items(item, "/referenced_tweets"), reference;

	while (json_next(&rest, NULL, &reference))
		if (answer_is(reference, "/type", "retweeted"))
			return true;
	return false;
}

static void
take_item(struct source *source, struct json whole, struct json item, size_t number)
{
	struct post *post = source->post;

	if (is_other(item) || is_repost(item))
		return;
	if (!is_post(item)) {
		source_refuse(source, number, NULL, "it is no post");
		return;
	}
	answer_fill(source, item, fields);
	const char *author = post_text(post, POST_AUTHOR_ID);
	if (*author != '\0')
		answer_fill(source, find_included(whole, "/includes/users", "/id", author),
			author_fields);
	set_content(post, item);
	set_language(post, item);
	answer_tag_all(source, item, "/entities/hashtags", "/tag");
	answer_tag_all(source, item, "/note_tweet/entities/hashtags", "/tag");
	set_references(post, item);
	set_edit(post, item);
	set_pages(post, item);
	add_attachments(post, whole, item);
	answer_put(source, number);
}

/* Beside posts stand errors about others that were asked for and not given. */
static void
warn_of_errors(struct source *source, struct json whole)
{
	static const char *const says[] = {"/detail", "/message", "/title"};
	struct json rest = answer_items(whole, "/errors"), error;

	for (size_t number = 1; json_next(&rest, NULL, &error); number++) {
		char *text = NULL;
		for (size_t i = 0; text == NULL && i < sizeof says / sizeof *says; i++)
			text = answer_text(error, says[i]);
		source_warn(source, number, "x says: %s", text != NULL ? text : "an error");
		free(text);
	}
}

static void
take_data(struct source *source, struct json whole, struct json data)
{
	struct json rest = json_inside(data), item;

	warn_of_errors(source, whole);
	if (json_type(data) == JSON_OBJECT)
		take_item(source, whole, data, 1);
	else
		for (size_t n = 1; source_goes_on(source) && json_next(&rest, NULL, &item); n++)
			take_item(source, whole, item, n);
}

/* Where nothing was found there is no data, only that. */
static void
read_x(struct source *source)
{
	struct buffer bytes = {0};
	struct json whole;

	if (answer_read(source, &bytes, &whole)) {
		struct json data = json_at(whole, "/data");
		bool none = json_type(json_at(whole, "/meta/result_count")) == JSON_NUMBER &&
			    json_type(data) <= JSON_NULL && json_at(whole, "/errors").at == NULL;
		if (json_type(data) == JSON_ARRAY || json_type(data) == JSON_OBJECT)
			take_data(source, whole, data);
		else if (!none)
			answer_refuse(source, whole, "x");
	}
	buffer_free(&bytes);
}

const struct source_kind source_x = {"x", "x", false, 0, read_x};
