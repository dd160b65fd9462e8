/* Source kind youtube: comments and threads of comments, as the YouTube Data API answers. */
#include "source/source.h"

#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "mem.h"
#include "source/answer.h"
#include "xml.h"

static const struct answer_field fields[] = {{"/id", POST_ID, ANSWER_PLAIN, NULL},
	{"/snippet/publishedAt", POST_CREATED_AT, ANSWER_PLAIN, NULL},
	{"/snippet/updatedAt", POST_EDITED_AT, ANSWER_PLAIN, NULL},
	{"/snippet/authorChannelId/value", POST_AUTHOR_ID, ANSWER_PLAIN, NULL},
	{"/snippet/authorDisplayName", POST_AUTHOR_NAME, ANSWER_PLAIN, NULL},
	{"/snippet/authorChannelUrl", POST_AUTHOR_URL, ANSWER_PLAIN, NULL},
	{"/snippet/parentId", POST_IN_REPLY_TO, ANSWER_PLAIN, NULL},
	{"/snippet/videoId", POST_CONVERSATION, ANSWER_PLAIN, NULL},
	{"/snippet/likeCount", POST_LIKES, ANSWER_PLAIN, NULL},
	{"/snippet/channelId", POST_FIELDS, ANSWER_PLAIN, "channel_id"},
	{"/snippet/moderationStatus", POST_FIELDS, ANSWER_PLAIN, "moderation_status"}, {0}};

/* What the thread says of its first comment, and then of its other ones where they do not say it themselves. */
static const struct answer_field of_thread[] = {
	{"/snippet/videoId", POST_CONVERSATION, ANSWER_PLAIN, NULL},
	{"/snippet/totalReplyCount", POST_REPLIES, ANSWER_PLAIN, NULL}, {0}};
static const struct answer_field of_reply[] = {
	{"/snippet/videoId", POST_CONVERSATION, ANSWER_PLAIN, NULL}, {0}};

/* What is shown is HTML, or plain text when it was asked for so. */
static void
set_content(struct source *source, struct json comment)
{
	char *text = answer_text(comment, "/snippet/textOriginal");
	char *shown = answer_text(comment, "/snippet/textDisplay");

	if (text != NULL && *text != '\0')
		post_set_string(source->post, POST_CONTENT, text);
	else if (shown != NULL && xml_is_html(shown, strlen(shown)))
		post_set_html(source->post, POST_CONTENT, shown, strlen(shown));
	else
		post_set_string(source->post, POST_CONTENT, shown);
	free(text);
	free(shown);
}

/* A name that begins with @ is the one by which others call the author. */
static void
set_handle(struct source *source, struct json comment)
{
	char *name = answer_text(comment, "/snippet/authorDisplayName");

	if (name != NULL && *name == '@')
		post_set_string(source->post, POST_AUTHOR_HANDLE, name + 1);
	free(name);
}

static void
set_url(struct source *source)
{
	const char *video = post_text(source->post, POST_CONVERSATION);
	const char *id = post_text(source->post, POST_ID);

	if (*video == '\0' || *id == '\0')
		return;
	char *url = mem_format("https://www.youtube.com/watch?v=%s&lc=%s", video, id);
	post_set_string(source->post, POST_URL, url);
	free(url);
}

static bool
is_comment(struct json value)
{
	return json_type(json_at(value, "/id")) == JSON_STRING &&
	       (json_at(value, "/snippet/textOriginal").at != NULL ||
		       json_at(value, "/snippet/textDisplay").at != NULL);
}

/* thread: in which it stands, or nothing. */
static void
take_comment(struct source *source, struct json comment, struct json thread,
	const struct answer_field *more, size_t number)
{
	if (!is_comment(comment)) {
		source_refuse(source, number, NULL, "it is no comment");
		return;
	}
	answer_fill(source, thread, more);
	answer_fill(source, comment, fields);
	struct json shown = json_at(thread, "/snippet/isPublic");
	if (json_type(shown) == JSON_BOOL)
		post_set_string(
			source->post, POST_VISIBILITY, *shown.at == 't' ? "public" : "private");
	answer_drop_edit(source);
	set_content(source, comment);
	set_handle(source, comment);
	set_url(source);
	answer_put(source, number);
}

static void
take_thread(struct source *source, struct json thread, size_t number)
{
	struct json rest = answer_items(thread, "/replies/comments"), reply;

	take_comment(
		source, json_at(thread, "/snippet/topLevelComment"), thread, of_thread, number);
	while (source_goes_on(source) && json_next(&rest, NULL, &reply))
		take_comment(source, reply, thread, of_reply, number);
}

/* Videos, channels and what else a search finds are no posts. */
static bool
is_other(const char *kind)
{
	return kind != NULL && strncmp(kind, "youtube#", 8) == 0 &&
	       strncmp(kind, "youtube#comment", 15) != 0;
}

/* false: it is none of what this interface gives. */
static bool
take_item(struct source *source, struct json item, size_t number)
{
	char *kind = answer_text(item, "/kind");
	bool other = is_other(kind);

	free(kind);
	if (other)
		return true;
	if (json_at(item, "/snippet/topLevelComment").at != NULL)
		take_thread(source, item, number);
	else if (is_comment(item))
		take_comment(source, item, (struct json){NULL, 0}, fields, number);
	else
		return false;
	return true;
}

static void
read_youtube(struct source *source)
{
	struct buffer bytes = {0};
	struct json whole, item;

	if (answer_read(source, &bytes, &whole)) {
		struct json rest = answer_items(whole, "/items");
		for (size_t n = 1; source_goes_on(source) && json_next(&rest, NULL, &item); n++)
			if (!take_item(source, item, n))
				source_refuse(source, n, NULL, "it is no comment");
		if (json_type(json_at(whole, "/items")) != JSON_ARRAY &&
			!take_item(source, whole, 1))
			answer_refuse(source, whole, "youtube");
	}
	buffer_free(&bytes);
}

const struct source_kind source_youtube = {"youtube", "youtube", false, 0, read_youtube};
