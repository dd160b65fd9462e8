/* Source kind mastodon: timelines, search results, notifications and single statuses, as Mastodon's API answers. */
#include "source/source.h"

#include "buffer.h"
#include "source/answer.h"

static const struct answer_field fields[] = {{"/id", POST_ID, ANSWER_PLAIN, NULL},
	{"/url", POST_URL, ANSWER_PLAIN, NULL}, {"/content", POST_CONTENT, ANSWER_HTML, NULL},
	{"/spoiler_text", POST_TITLE, ANSWER_PLAIN, NULL}, {"/tags", POST_TAGS, ANSWER_TAGS, NULL},
	{"/language", POST_LANGUAGE, ANSWER_PLAIN, NULL},
	{"/created_at", POST_CREATED_AT, ANSWER_PLAIN, NULL},
	{"/edited_at", POST_EDITED_AT, ANSWER_PLAIN, NULL},
	{"/account/id", POST_AUTHOR_ID, ANSWER_PLAIN, NULL},
	{"/account/display_name", POST_AUTHOR_NAME, ANSWER_PLAIN, NULL},
	{"/account/acct", POST_AUTHOR_HANDLE, ANSWER_PLAIN, NULL},
	{"/account/url", POST_AUTHOR_URL, ANSWER_PLAIN, NULL},
	{"/account/followers_count", POST_AUTHOR_FOLLOWERS, ANSWER_PLAIN, NULL},
	{"/account/created_at", POST_AUTHOR_CREATED_AT, ANSWER_PLAIN, NULL},
	{"/account/bot", POST_AUTOMATIC, ANSWER_PLAIN, NULL},
	{"/in_reply_to_id", POST_IN_REPLY_TO, ANSWER_PLAIN, NULL},
	{"/visibility", POST_VISIBILITY, ANSWER_PLAIN, NULL},
	{"/favourites_count", POST_LIKES, ANSWER_PLAIN, NULL},
	{"/reblogs_count", POST_REPOSTS, ANSWER_PLAIN, NULL},
	{"/replies_count", POST_REPLIES, ANSWER_PLAIN, NULL},
	{"/quotes_count", POST_QUOTES, ANSWER_PLAIN, NULL}, {0}};

static bool
is_status(struct json value)
{
	return json_at(value, "/id").at != NULL && json_at(value, "/account").at != NULL &&
	       json_at(value, "/content").at != NULL;
}

/* What was only passed on is the post that it passes on; of a notification its status counts. false: it is no status. */
static bool
take_status(struct source *source, struct json status, size_t number)
{
	if (json_type(json_at(status, "/status")) == JSON_OBJECT)
		status = json_at(status, "/status");
	if (json_type(json_at(status, "/reblog")) == JSON_OBJECT)
		status = json_at(status, "/reblog");
	if (!is_status(status))
		return false;
	answer_fill(source, status, fields);
	answer_attach_all(source, status, "/media_attachments", "/url", "/type", "/description");
	answer_put(source, number);
	return true;
}

/* Notifications without a status (a new follower) are no posts, and nothing is wrong with them. */
static void
take_list(struct source *source, struct json rest)
{
	struct json item;

	for (size_t number = 1; source_goes_on(source) && json_next(&rest, NULL, &item); number++)
		if (!take_status(source, item, number) && json_at(item, "/type").at == NULL)
			source_refuse(source, number, NULL, "it is no status");
}

static void
read_mastodon(struct source *source)
{
	static const char *const lists[] = {"", "/statuses", "/ancestors", "/descendants"};
	struct buffer bytes = {0};
	struct json whole;
	bool found = false;

	if (answer_read(source, &bytes, &whole)) {
		for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
			struct json list = json_at(whole, lists[i]);
			if (json_type(list) == JSON_ARRAY)
				take_list(source, json_inside(list));
			found |= json_type(list) == JSON_ARRAY;
		}
		if (!found && !take_status(source, whole, 1))
			answer_refuse(source, whole, "mastodon");
	}
	buffer_free(&bytes);
}

const struct source_kind source_mastodon = {"mastodon", "mastodon", false, 0, read_mastodon};
