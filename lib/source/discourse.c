/* Source kind discourse: search results, lists of topics and posts, topics and single posts, as Discourse answers. */
#include "source/source.h"

#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "mem.h"
#include "source/answer.h"

static const struct answer_field fields[] = {{"/id", POST_ID, ANSWER_PLAIN, NULL},
	{"/topic_title", POST_TITLE, ANSWER_PLAIN, NULL},
	{"/locale", POST_LANGUAGE, ANSWER_PLAIN, NULL},
	{"/created_at", POST_CREATED_AT, ANSWER_PLAIN, NULL},
	{"/deleted_at", POST_DELETED_AT, ANSWER_PLAIN, NULL},
	{"/user_id", POST_AUTHOR_ID, ANSWER_PLAIN, NULL},
	{"/name", POST_AUTHOR_NAME, ANSWER_PLAIN, NULL},
	{"/username", POST_AUTHOR_HANDLE, ANSWER_PLAIN, NULL},
	{"/is_auto_generated", POST_AUTOMATIC, ANSWER_PLAIN, NULL},
	{"/like_count", POST_LIKES, ANSWER_PLAIN, NULL},
	{"/reply_count", POST_REPLIES, ANSWER_PLAIN, NULL},
	{"/quote_count", POST_QUOTES, ANSWER_PLAIN, NULL},
	{"/topic_id", POST_FIELDS, ANSWER_PLAIN, "topic_id"},
	{"/post_number", POST_FIELDS, ANSWER_PLAIN, "post_number"},
	{"/reply_to_post_number", POST_FIELDS, ANSWER_PLAIN, "reply_to_post_number"}, {0}};

/* What the topic says of its posts, or the post itself where the topic is not told. */
static const struct answer_field of_topic[] = {{"/title", POST_TITLE, ANSWER_PLAIN, NULL},
	{"/tags", POST_TAGS, ANSWER_TAGS, NULL},
	{"/category_id", POST_FIELDS, ANSWER_PLAIN, "category_id"}, {0}};

/* Of a topic in a list, whose first post is not told. */
static const struct answer_field listed[] = {{"/created_at", POST_CREATED_AT, ANSWER_PLAIN, NULL},
	{"/excerpt", POST_CONTENT, ANSWER_HTML, NULL},
	{"/like_count", POST_LIKES, ANSWER_PLAIN, NULL},
	{"/id", POST_FIELDS, ANSWER_PLAIN, "topic_id"}, {0}};
static const struct answer_field of_user[] = {{"/id", POST_AUTHOR_ID, ANSWER_PLAIN, NULL},
	{"/name", POST_AUTHOR_NAME, ANSWER_PLAIN, NULL},
	{"/username", POST_AUTHOR_HANDLE, ANSWER_PLAIN, NULL}, {0}};

/* Posts are told apart by their numbers, from 1; the places of other things are below. */
enum { USER = -1, TOPIC = 0 };
enum { LIKE = 2, SMALL_ACTION = 3, WHISPER = 4 };

/* What the answer holds and posts refer to. Sorted. */
struct known {
	struct place {
		double id, number; /* of the topic or user; of the post in it, or USER or TOPIC */
		struct json value;
	} * at;
	size_t count, room;
};

static double
number_at(struct json value, const char *pointer, double otherwise)
{
	struct json found = json_at(value, pointer);

	return json_type(found) == JSON_NUMBER ? json_number(found) : otherwise;
}

static int
compare_places(const void *left, const void *right)
{
	const struct place *a = left, *b = right;

	if (a->id != b->id)
		return a->id < b->id ? -1 : 1;
	return (a->number > b->number) - (a->number < b->number);
}

static void
know(struct known *known, double id, double number, struct json value)
{
	known->at = mem_grow(known->at, known->count, &known->room, sizeof *known->at);
	known->at[known->count++] = (struct place){id, number, value};
}

static void
know_list(struct known *known, struct json whole, const char *pointer, int what)
{
	struct json rest = answer_items(whole, pointer), item;

	while (json_next(&rest, NULL, &item)) {
		if (what > TOPIC)
			know(known, number_at(item, "/topic_id", 0),
				number_at(item, "/post_number", 0), item);
		else
			know(known, number_at(item, "/id", 0), what, item);
	}
}

static struct json
find_known(const struct known *known, double id, double number)
{
	struct place key = {id, number, {NULL, 0}};
	struct place *found = known->count == 0 ? NULL
						: bsearch(&key, known->at, known->count, sizeof key,
							  compare_places);

	return found != NULL ? found->value : (struct json){NULL, 0};
}

/* Topics have numbers of their own, which are those of posts as well: written as in their addresses. */
static void
set_topic_id(struct source *source, enum post_field field, struct json value, const char *pointer)
{
	char *topic = answer_text(value, pointer);

	if (topic != NULL) {
		char *id = mem_format("t/%s", topic);
		post_set_string(source->post, field, id);
		free(id);
	}
	free(topic);
}

/* slug may be NULL; post is NULL for the topic itself. */
static void
set_urls(struct source *source, const char *slug, const char *topic, const char *post)
{
	const char *handle = post_text(source->post, POST_AUTHOR_HANDLE);
	struct buffer url = {0};

	if (source->host == NULL)
		return;
	if (topic != NULL) {
		buffer_format(&url, "https://%s/t/%s/%s", source->host,
			slug != NULL && *slug != '\0' ? slug : "-", topic);
		if (post != NULL)
			buffer_format(&url, "/%s", post);
		post_set_string(source->post, POST_URL, url.at);
		buffer_clear(&url);
	}
	if (*handle != '\0') {
		buffer_format(&url, "https://%s/u/%s", source->host, handle);
		post_set_string(source->post, POST_AUTHOR_URL, url.at);
	}
	buffer_free(&url);
}

static void
set_post_url(struct source *source, struct json post, struct json topic)
{
	char *id = answer_text(post, "/topic_id"), *number = answer_text(post, "/post_number");
	char *slug = answer_text(post, "/topic_slug");

	if (slug == NULL)
		slug = answer_text(topic, "/slug");
	set_urls(source, slug, id, number);
	free(id);
	free(number);
	free(slug);
}

/* The text as it is shown, as it was written, or a part of it. */
static void
set_content(struct source *source, struct json post)
{
	char *shown = answer_text(post, "/cooked"), *written = answer_text(post, "/raw");

	if (shown == NULL && written == NULL)
		shown = answer_text(post, "/blurb");
	if (shown != NULL)
		post_set_html(source->post, POST_CONTENT, shown, strlen(shown));
	else
		post_set_string(source->post, POST_CONTENT, written);
	free(shown);
	free(written);
}

/* The time of the last change is also that of changes by the software; a second version is one by a person. */
static void
set_times(struct source *source, struct json post)
{
	static const struct answer_field changed[] = {
		{"/updated_at", POST_EDITED_AT, ANSWER_PLAIN, NULL}, {0}};
	static const struct answer_field gone[] = {
		{"/updated_at", POST_DELETED_AT, ANSWER_PLAIN, NULL}, {0}};

	if (number_at(post, "/version", 2) > 1)
		answer_fill(source, post, changed);
	answer_drop_edit(source);
	if (answer_is_true(post, "/user_deleted") &&
		*post_text(source->post, POST_DELETED_AT) == '\0')
		answer_fill(source, post, gone);
}

static void
set_likes(struct source *source, struct json post)
{
	static const struct answer_field count[] = {
		{"/count", POST_LIKES, ANSWER_PLAIN, NULL}, {0}};
	struct json rest = answer_items(post, "/actions_summary"), item;

	while (json_next(&rest, NULL, &item))
		if (number_at(item, "/id", 0) == LIKE)
			answer_fill(source, item, count);
}

/* yours: whoever asked wrote it. Accounts of the software itself have numbers below 0. */
static void
set_standing(struct source *source, struct json post, struct json topic)
{
	char *kind = answer_text(topic, "/archetype");

	if (answer_is_true(post, "/yours"))
		post_set_string(source->post, POST_DIRECTION, "out");
	if (number_at(post, "/user_id", 0) < 0)
		post_set_string(source->post, POST_AUTOMATIC, "true");
	if (number_at(post, "/post_type", 0) == WHISPER)
		post_set_string(source->post, POST_VISIBILITY, "private");
	else if (kind != NULL && strcmp(kind, "private_message") == 0)
		post_set_string(source->post, POST_VISIBILITY, "direct");
	if (answer_is_true(post, "/staff"))
		post_extra_json(source->post, "staff", json_at(post, "/staff"));
	free(kind);
}

/* A note that a topic was closed and the like is no post. false: it is none of them. */
static bool
take_post(struct source *source, const struct known *known, struct json post, size_t number)
{
	static const struct answer_field answered[] = {
		{"/id", POST_IN_REPLY_TO, ANSWER_PLAIN, NULL}, {0}};
	double id = number_at(post, "/topic_id", 0),
	       to = number_at(post, "/reply_to_post_number", 0);
	struct json topic = find_known(known, id, TOPIC);

	if (json_type(json_at(post, "/id")) != JSON_NUMBER ||
		json_at(post, "/username").at == NULL || json_at(post, "/post_number").at == NULL)
		return false;
	if (number_at(post, "/post_type", 0) == SMALL_ACTION)
		return true;
	answer_fill(source, topic.at != NULL ? topic : post, of_topic);
	answer_fill(source, post, fields);
	if (to > 0)
		answer_fill(source, find_known(known, id, to), answered);
	set_topic_id(source, POST_CONVERSATION, post, "/topic_id");
	set_content(source, post);
	set_times(source, post);
	set_likes(source, post);
	set_standing(source, post, topic);
	set_post_url(source, post, topic);
	answer_put(source, number);
	return true;
}

/* All posts but the first one. */
static void
set_replies(struct source *source, struct json topic)
{
	double posts = number_at(topic, "/posts_count", 0);
	char *count = mem_format("%.0f", posts - 1);

	if (posts >= 1)
		post_set_string(source->post, POST_REPLIES, count);
	free(count);
}

/* Who began a topic comes first among those who wrote in it. */
static bool
take_topic(struct source *source, const struct known *known, struct json topic, size_t number)
{
	double starter = number_at(topic, "/posters/0/user_id", 0);
	char *id = answer_text(topic, "/id"), *slug = answer_text(topic, "/slug");
	bool ok = id != NULL && json_at(topic, "/title").at != NULL;

	if (ok) {
		answer_fill(source, topic, of_topic);
		answer_fill(source, topic, listed);
		if (*post_text(source->post, POST_CONTENT) == '\0')
			post_set_string(
				source->post, POST_CONTENT, post_text(source->post, POST_TITLE));
		answer_fill(source, find_known(known, starter, USER), of_user);
		set_topic_id(source, POST_ID, topic, "/id");
		set_replies(source, topic);
		set_standing(source, topic, topic);
		if (starter < 0)
			post_set_string(source->post, POST_AUTOMATIC, "true");
		set_urls(source, slug, id, NULL);
		answer_put(source, number);
	}
	free(id);
	free(slug);
	return ok;
}

static bool
take_list(struct source *source, const struct known *known, struct json list,
	bool (*take)(struct source *, const struct known *, struct json, size_t),
	const char *reason)
{
	struct json rest = answer_items(list, ""), item;

	for (size_t n = 1; source_goes_on(source) && json_next(&rest, NULL, &item); n++)
		if (!take(source, known, item, n))
			source_refuse(source, n, NULL, "%s", reason);
	return json_type(list) == JSON_ARRAY;
}

static void
take_answer(struct source *source, struct json whole)
{
	static const char *const lists[] = {
		"", "/posts", "/latest_posts", "/private_posts", "/post_stream/posts"};
	struct known known = {0};
	bool found = json_at(whole, "/grouped_search_result").at != NULL ||
		     json_at(whole, "/notifications").at != NULL; /* which are no posts */

	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		know_list(&known, whole, lists[i], 1);
	know_list(&known, whole, "/topics", TOPIC);
	know_list(&known, whole, "/users", USER);
	if (json_at(whole, "/post_stream").at != NULL)
		know(&known, number_at(whole, "/id", 0), TOPIC, whole);
	if (known.count > 0)
		qsort(known.at, known.count, sizeof *known.at, compare_places);
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		found |= take_list(
			source, &known, json_at(whole, lists[i]), take_post, "it is no post");
	found |= take_list(
		source, &known, json_at(whole, "/topic_list/topics"), take_topic, "it is no topic");
	if (json_type(json_at(whole, "/post")) == JSON_OBJECT)
		whole = json_at(whole, "/post");
	if (!found && !take_post(source, &known, whole, 1))
		answer_refuse(source, whole, "discourse");
	free(known.at);
}

static void
read_discourse(struct source *source)
{
	struct buffer bytes = {0};
	struct json whole;

	if (answer_read(source, &bytes, &whole))
		take_answer(source, whole);
	buffer_free(&bytes);
}

const struct source_kind source_discourse = {"discourse", "discourse", false, 0, read_discourse};
