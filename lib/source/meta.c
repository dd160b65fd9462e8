/* Source kind meta: comments, posts, tags and reviews of Facebook and Instagram, as the Graph API answers; the payloads of
 * webhooks are meta_push.c's. The shapes are those of the public documentation. None was seen from a real server; least sure
 * are the lists of posts that tag a page (feed, tagged, tags), reviews, and the ids that a photo's comments name as theirs. */
#include "source/meta.h"

#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "source/answer.h"

/* Where a node stands: what it answers, and the post that all of it is about; NULL: not known. */
struct place {
	size_t *number;
	const char *parent, *thread;
};

/* Of rows for one field the last that is there counts. */
static const struct answer_field fields[] = {{"/id", POST_ID, ANSWER_PLAIN, NULL},
	{"/permalink", POST_URL, ANSWER_PLAIN, NULL},
	{"/permalink_url", POST_URL, ANSWER_PLAIN, NULL},
	{"/caption", POST_CONTENT, ANSWER_PLAIN, NULL}, {"/text", POST_CONTENT, ANSWER_PLAIN, NULL},
	{"/message", POST_CONTENT, ANSWER_PLAIN, NULL},
	{"/created_time", POST_CREATED_AT, ANSWER_PLAIN, NULL},
	{"/timestamp", POST_CREATED_AT, ANSWER_PLAIN, NULL},
	{"/user/id", POST_AUTHOR_ID, ANSWER_PLAIN, NULL},
	{"/owner/id", POST_AUTHOR_ID, ANSWER_PLAIN, NULL},
	{"/from/id", POST_AUTHOR_ID, ANSWER_PLAIN, NULL},
	{"/from/name", POST_AUTHOR_NAME, ANSWER_PLAIN, NULL},
	{"/from/username", POST_AUTHOR_HANDLE, ANSWER_PLAIN, NULL},
	{"/username", POST_AUTHOR_HANDLE, ANSWER_PLAIN, NULL},
	{"/from/link", POST_AUTHOR_URL, ANSWER_PLAIN, NULL},
	{"/parent_id", POST_IN_REPLY_TO, ANSWER_PLAIN, NULL},
	{"/parent/id", POST_IN_REPLY_TO, ANSWER_PLAIN, NULL},
	{"/media/id", POST_CONVERSATION, ANSWER_PLAIN, NULL},
	{"/object/id", POST_CONVERSATION, ANSWER_PLAIN, NULL},
	{"/likes/summary/total_count", POST_LIKES, ANSWER_PLAIN, NULL},
	{"/like_count", POST_LIKES, ANSWER_PLAIN, NULL},
	{"/shares/count", POST_REPOSTS, ANSWER_PLAIN, NULL},
	{"/comments/summary/total_count", POST_REPLIES, ANSWER_PLAIN, NULL},
	{"/comments_count", POST_REPLIES, ANSWER_PLAIN, NULL},
	{"/comment_count", POST_REPLIES, ANSWER_PLAIN, NULL},
	{"/story", POST_FIELDS, ANSWER_PLAIN, "story"},
	{"/is_hidden", POST_FIELDS, ANSWER_PLAIN, "hidden"},
	{"/hidden", POST_FIELDS, ANSWER_PLAIN, "hidden"}, {0}};

static const struct answer_field review_fields[] = {
	{"/open_graph_story_id", POST_ID, ANSWER_PLAIN, NULL},
	{"/open_graph_story/id", POST_ID, ANSWER_PLAIN, NULL},
	{"/review_text", POST_CONTENT, ANSWER_PLAIN, NULL},
	{"/created_time", POST_CREATED_AT, ANSWER_PLAIN, NULL},
	{"/reviewer_id", POST_AUTHOR_ID, ANSWER_PLAIN, NULL},
	{"/reviewer/id", POST_AUTHOR_ID, ANSWER_PLAIN, NULL},
	{"/reviewer_name", POST_AUTHOR_NAME, ANSWER_PLAIN, NULL},
	{"/reviewer/name", POST_AUTHOR_NAME, ANSWER_PLAIN, NULL},
	{"/rating", POST_RATING_VALUE, ANSWER_PLAIN, NULL},
	{"/recommendation_type", POST_FIELDS, ANSWER_PLAIN, "recommendation"}, {0}};

static bool take_node(struct source *source, struct json node, const struct place *place);

void
meta_channel(struct source *source, const char *name)
{
	if (source->options.channel == NULL)
		post_set_string(source->post, POST_CHANNEL, name);
}

void
meta_review(struct source *source, struct json review, size_t number)
{
	answer_fill(source, review, review_fields);
	if (*post_text(source->post, POST_RATING_VALUE) != '\0')
		post_set_string(source->post, POST_RATING_BEST, "5");
	meta_channel(source, "facebook");
	answer_put(source, number);
}

static bool
has(struct json node, const char *pointer)
{
	return json_type(json_at(node, pointer)) > JSON_NULL;
}

static bool
has_one_of(struct json node, const char *const *pointers)
{
	for (; *pointers != NULL; pointers++)
		if (has(node, *pointers))
			return true;
	return false;
}

static bool
is_review(struct json node)
{
	return has(node, "/review_text") || has(node, "/recommendation_type");
}

static bool
is_post(struct json node)
{
	static const char *const signs[] = {
		"/message", "/created_time", "/text", "/caption", "/timestamp", NULL};

	return has(node, "/id") && has_one_of(node, signs);
}

/* Who liked it, and pages and people otherwise. */
static bool
is_person(struct json node)
{
	return has(node, "/id") && (has(node, "/name") || has(node, "/username"));
}

/* What a post holds stands under attachments, of which one may hold others, and of Instagram under children. */
static void
attach_all(struct source *source, struct json node)
{
	struct json rest = answer_items(node, "/attachments/data"), item, inner, part;

	answer_attach(source, node, "/attachment/media/image/src", "/attachment/type",
		"/attachment/title");
	if (!has(node, "/attachment/media/image/src"))
		answer_attach(
			source, node, "/attachment/url", "/attachment/type", "/attachment/title");
	while (json_next(&rest, NULL, &item)) {
		const char *picture = "/media/image/src";
		inner = answer_items(item, "/subattachments/data");
		if (inner.at == NULL)
			answer_attach(source, item, has(item, picture) ? picture : "/url", "/type",
				"/title");
		while (json_next(&inner, NULL, &part))
			answer_attach(source, part, has(part, picture) ? picture : "/url", "/type",
				"/title");
	}
	rest = answer_items(node, "/children/data");
	if (rest.at == NULL)
		answer_attach(source, node, "/media_url", "/media_type", NULL);
	while (json_next(&rest, NULL, &item))
		answer_attach(source, item, "/media_url", "/media_type", NULL);
}

static void
set_default(struct source *source, enum post_field field, const char *text)
{
	if (*post_text(source->post, field) == '\0')
		post_set_string(source->post, field, text);
}

static void
put_post(struct source *source, struct json node, const struct place *place)
{
	bool facebook = has(node, "/message") || has(node, "/created_time");

	answer_fill(source, node, fields);
	set_default(source, POST_IN_REPLY_TO, place->parent);
	set_default(source, POST_CONVERSATION, place->thread);
	attach_all(source, node);
	meta_channel(source, facebook ? "facebook" : "instagram");
	answer_put(source, *place->number);
}

static void
take_list(struct source *source, struct json rest, const struct place *place)
{
	struct json item;

	while (source_goes_on(source) && json_next(&rest, NULL, &item)) {
		++*place->number;
		if (!take_node(source, item, place) && !is_person(item))
			source_refuse(source, *place->number, NULL, "it is no post");
	}
}

/* The lists that a node may hold, and the posts that Instagram wraps into the account that they mention. */
static bool
take_inside(struct source *source, struct json node, const struct place *place)
{
	static const char *const lists[] = {"/data", "/feed/data", "/posts/data", "/tagged/data",
		"/visitor_posts/data", "/ratings/data", "/media/data", "/tags/data",
		"/comments/data", "/replies/data"};
	static const char *const wrapped[] = {"/mentioned_media", "/mentioned_comment"};
	bool found = false;

	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
		struct json list = json_at(node, lists[i]);
		if (json_type(list) == JSON_ARRAY)
			take_list(source, json_inside(list), place);
		found |= json_type(list) == JSON_ARRAY;
	}
	for (size_t i = 0; i < sizeof wrapped / sizeof *wrapped; i++)
		if (json_type(json_at(node, wrapped[i])) == JSON_OBJECT)
			found |= take_node(source, json_at(node, wrapped[i]), place);
	return found;
}

/* A post and what stands below it. false: it is none, and nothing does. */
static bool
take_node(struct source *source, struct json node, const struct place *place)
{
	struct place below = *place;
	bool post = is_post(node);

	if (json_type(node) != JSON_OBJECT)
		return false;
	if (is_review(node)) {
		meta_review(source, node, *place->number);
		return true;
	}
	char *id = post ? answer_text(node, "/id") : NULL;
	if (post) {
		put_post(source, node, place);
		below.parent = id;
		below.thread = place->thread != NULL ? place->thread : id;
	}
	bool inside = take_inside(source, node, &below);
	free(id);
	return post || inside;
}

/* An answer, a payload, or, where several ids were asked for, an object of answers. */
static bool
take_document(struct source *source, struct json whole, size_t *number)
{
	struct place place = {number, NULL, NULL};
	struct json rest = json_inside(whole), key, item;
	bool found = false;

	if (json_type(whole) != JSON_OBJECT)
		return false;
	if (meta_push(source, whole, number) || take_node(source, whole, &place))
		return true;
	while (source_goes_on(source) && json_next(&rest, &key, &item)) {
		++*number;
		found |= take_node(source, item, &place);
	}
	return found;
}

static void
read_meta(struct source *source)
{
	struct buffer bytes = {0};
	struct json whole, item;
	size_t number = 0;

	if (answer_read(source, &bytes, &whole)) {
		struct json rest = json_inside(whole);
		if (json_type(whole) != JSON_ARRAY) {
			if (!take_document(source, whole, &number))
				answer_refuse(source, whole, "meta");
		} else {
			while (source_goes_on(source) && json_next(&rest, NULL, &item))
				if (!take_document(source, item, &number))
					source_refuse(source, ++number, NULL,
						"it is neither an answer nor a payload");
		}
	}
	buffer_free(&bytes);
}

const struct source_kind source_meta = {"meta", "facebook", false, 0, read_meta};
