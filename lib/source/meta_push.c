/* Source kind meta: payloads of webhooks of WhatsApp, Messenger, Instagram and Facebook pages. The shapes are those of the public
 * documentation. None was seen from a real server; least sure are whether the time of a change tells when a comment was written
 * or when it was taken away (a removal's is not read), echoes, edits, unsent messages, and mentions and reviews of a page. */
#include "source/meta.h"

#include <stdlib.h>
#include <string.h>

#include "source/answer.h"

/* What is looked at: the payload's own side, and the number of the item. */
struct push {
	struct source *source;
	bool instagram; /* otherwise a page */
	struct json entry;
	size_t *number;
};

static const struct answer_field whatsapp_fields[] = {
	{"/text/body", POST_CONTENT, ANSWER_PLAIN, NULL},
	{"/image/caption", POST_CONTENT, ANSWER_PLAIN, NULL},
	{"/video/caption", POST_CONTENT, ANSWER_PLAIN, NULL},
	{"/document/caption", POST_CONTENT, ANSWER_PLAIN, NULL},
	{"/button/text", POST_CONTENT, ANSWER_PLAIN, NULL},
	{"/interactive/button_reply/title", POST_CONTENT, ANSWER_PLAIN, NULL},
	{"/interactive/list_reply/title", POST_CONTENT, ANSWER_PLAIN, NULL},
	{"/interactive/nfm_reply/body", POST_CONTENT, ANSWER_PLAIN, NULL},
	{"/order/text", POST_CONTENT, ANSWER_PLAIN, NULL},
	{"/location/name", POST_CONTENT, ANSWER_PLAIN, NULL},
	{"/context/id", POST_IN_REPLY_TO, ANSWER_PLAIN, NULL},
	{"/context/forwarded", POST_FIELDS, ANSWER_PLAIN, "forwarded"},
	{"/location", POST_FIELDS, ANSWER_PLAIN, "location"},
	{"/contacts", POST_FIELDS, ANSWER_PLAIN, "contacts"}, {0}};

static const struct answer_field message_fields[] = {{"/message/mid", POST_ID, ANSWER_PLAIN, NULL},
	{"/message_edit/mid", POST_ID, ANSWER_PLAIN, NULL},
	{"/postback/mid", POST_ID, ANSWER_PLAIN, NULL},
	{"/message/text", POST_CONTENT, ANSWER_PLAIN, NULL},
	{"/message_edit/text", POST_CONTENT, ANSWER_PLAIN, NULL},
	{"/postback/title", POST_CONTENT, ANSWER_PLAIN, NULL},
	{"/message/reply_to/mid", POST_IN_REPLY_TO, ANSWER_PLAIN, NULL},
	{"/sender/id", POST_AUTHOR_ID, ANSWER_PLAIN, NULL}, {0}};

static const struct answer_field change_fields[] = {{"/message", POST_CONTENT, ANSWER_PLAIN, NULL},
	{"/post/permalink_url", POST_URL, ANSWER_PLAIN, NULL},
	{"/permalink_url", POST_URL, ANSWER_PLAIN, NULL},
	{"/sender_id", POST_AUTHOR_ID, ANSWER_PLAIN, NULL},
	{"/sender_name", POST_AUTHOR_NAME, ANSWER_PLAIN, NULL},
	{"/from/id", POST_AUTHOR_ID, ANSWER_PLAIN, NULL},
	{"/from/name", POST_AUTHOR_NAME, ANSWER_PLAIN, NULL},
	{"/item", POST_FIELDS, ANSWER_PLAIN, "item"}, {0}};

static const struct answer_field comment_fields[] = {{"/id", POST_ID, ANSWER_PLAIN, NULL},
	{"/text", POST_CONTENT, ANSWER_PLAIN, NULL},
	{"/from/id", POST_AUTHOR_ID, ANSWER_PLAIN, NULL},
	{"/from/username", POST_AUTHOR_HANDLE, ANSWER_PLAIN, NULL},
	{"/media/id", POST_IN_REPLY_TO, ANSWER_PLAIN, NULL},
	{"/parent_id", POST_IN_REPLY_TO, ANSWER_PLAIN, NULL},
	{"/media/id", POST_CONVERSATION, ANSWER_PLAIN, NULL}, {0}};

static bool
is_one_of(struct json value, const char *pointer, const char *const *words)
{
	while (*words != NULL && !answer_is(value, pointer, *words))
		words++;
	return *words != NULL;
}

static void
set(struct source *source, enum post_field field, struct json value, const char *pointer)
{
	struct json found = json_at(value, pointer);

	if (json_type(found) == JSON_STRING || json_type(found) == JSON_NUMBER)
		post_set_json(source->post, field, found);
}

/* A message that only its two sides see; the thread goes by the customer's name. */
static void
set_private(struct source *source, struct json item, const char *customer, bool ours)
{
	set(source, POST_CONVERSATION, item, customer);
	post_set_string(source->post, POST_VISIBILITY, "private");
	if (ours)
		post_set_string(source->post, POST_DIRECTION, "out");
}

/* The contact whose message it is; an only one is, whatever it is called. */
static struct json
find_contact(struct json value, struct json message)
{
	struct json rest = answer_items(value, "/contacts"), contact;
	struct json last = {NULL, 0}, found = {NULL, 0};
	char *from = answer_text(message, "/from");
	size_t count = 0;

	for (; json_next(&rest, NULL, &contact); count++) {
		last = contact;
		if (answer_is(contact, "/wa_id", from))
			found = contact;
	}
	free(from);
	return count == 1 ? last : found;
}

static void
attach_media(struct source *source, struct json message)
{
	static const char *const types[] = {"/image", "/video", "/audio", "/document", "/sticker"};

	for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
		struct json media = json_at(message, types[i]), id = json_at(media, "/id");
		if (json_type(media) != JSON_OBJECT)
			continue;
		answer_attach(source, media, "/url", "/mime_type", "/filename");
		if (json_type(id) == JSON_STRING || json_type(id) == JSON_NUMBER)
			post_extra_json(source->post, "media_id", id);
	}
}

/* false: an edit tells anew what an earlier message says, and a removal which one is gone. */
static bool
is_new(struct source *source, struct json *message)
{
	struct json whole = *message;

	if (answer_is(whole, "/type", "edit")) {
		set(source, POST_ID, whole, "/edit/original_message_id");
		set(source, POST_EDITED_AT, whole, "/timestamp");
		*message = json_at(whole, "/edit/message");
		return false;
	}
	if (!answer_is(whole, "/type", "revoke"))
		return true;
	set(source, POST_ID, whole, "/revoke/original_message_id");
	set(source, POST_DELETED_AT, whole, "/timestamp");
	return false;
}

static void
take_whatsapp(struct push *push, struct json value, struct json message, bool ours)
{
	static const char *const passed_over[] = {
		"reaction", "system", "unsupported", "unknown", "request_welcome", NULL};
	struct source *source = push->source;
	struct json contact = find_contact(value, message), body = message;

	if (is_one_of(message, "/type", passed_over))
		return;
	if (is_new(source, &body)) {
		set(source, POST_ID, message, "/id");
		set(source, POST_CREATED_AT, message, "/timestamp");
	}
	answer_fill(source, body, whatsapp_fields);
	attach_media(source, body);
	set(source, POST_AUTHOR_ID, message, "/from");
	if (!ours) {
		set(source, POST_AUTHOR_ID, contact, "/wa_id");
		set(source, POST_AUTHOR_NAME, contact, "/profile/name");
	}
	set_private(source, message, ours ? "/to" : "/from", ours);
	if (json_type(json_at(value, "/metadata/phone_number_id")) == JSON_STRING)
		post_extra_json(source->post, "phone_number_id",
			json_at(value, "/metadata/phone_number_id"));
	meta_channel(source, "whatsapp");
	answer_put(source, *push->number);
}

static void
take_whatsapp_list(struct push *push, struct json value, const char *list, bool ours)
{
	struct json rest = answer_items(value, list), message;

	while (source_goes_on(push->source) && json_next(&rest, NULL, &message)) {
		++*push->number;
		if (json_type(message) == JSON_OBJECT)
			take_whatsapp(push, value, message, ours);
		else
			source_refuse(push->source, *push->number, NULL, "it is no message");
	}
}

static void
attach_payloads(struct source *source, struct json event)
{
	struct json rest = answer_items(event, "/message/attachments"), item;

	while (json_next(&rest, NULL, &item))
		answer_attach(source, item,
			json_at(item, "/payload/url").at != NULL ? "/payload/url" : "/url", "/type",
			json_at(item, "/payload/title").at != NULL ? "/payload/title" : "/title");
}

/* Of events those with a message, an edit of one, or a button that says something. */
static void
take_event(struct push *push, struct json event)
{
	static const char *const kinds[] = {"/message", "/message_edit", "/postback"};
	struct source *source = push->source;
	bool ours = answer_is_true(event, "/message/is_echo"), says = false;
	enum post_field time = POST_CREATED_AT;

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		says |= json_type(json_at(event, kinds[i])) == JSON_OBJECT;
	if (!says || answer_is_true(event, "/message/is_unsupported"))
		return;
	if (answer_is_true(event, "/message/is_deleted"))
		time = POST_DELETED_AT;
	else if (json_at(event, "/message_edit").at != NULL)
		time = POST_EDITED_AT;
	answer_fill(source, event, message_fields);
	attach_payloads(source, event);
	set(source, time, event, "/timestamp");
	set_private(source, event, ours ? "/recipient/id" : "/sender/id", ours);
	meta_channel(source, push->instagram ? "instagram" : "messenger");
	answer_put(source, *push->number);
}

static void
take_events(struct push *push, const char *list)
{
	struct json rest = answer_items(push->entry, list), event;

	while (source_goes_on(push->source) && json_next(&rest, NULL, &event)) {
		++*push->number;
		if (json_type(event) == JSON_OBJECT)
			take_event(push, event);
		else
			source_refuse(push->source, *push->number, NULL, "it is no event");
	}
}

/* What the account itself wrote. */
static void
set_direction(struct push *push)
{
	char *account = answer_text(push->entry, "/id");

	if (account != NULL && *account != '\0' &&
		strcmp(account, post_text(push->source->post, POST_AUTHOR_ID)) == 0)
		post_set_string(push->source->post, POST_DIRECTION, "out");
	free(account);
}

static void
attach_links(struct source *source, struct json value)
{
	struct json rest = answer_items(value, "/photos"), photo;

	answer_attach(source, value, "/photo", NULL, NULL);
	answer_attach(source, value, "/video", NULL, NULL);
	answer_attach(source, value, "/link", NULL, NULL);
	while (json_next(&rest, NULL, &photo))
		answer_attach(source, photo, "", NULL, NULL);
}

/* When it was written; of a removal that is not said. */
static void
set_times(struct push *push, struct json value)
{
	static const char *const edited[] = {"edit", "edited", NULL};

	if (answer_is(value, "/verb", "remove")) {
		set(push->source, POST_DELETED_AT, push->entry, "/time");
		return;
	}
	set(push->source, POST_CREATED_AT, value, "/created_time");
	if (is_one_of(value, "/verb", edited))
		set(push->source, POST_EDITED_AT, push->entry, "/time");
}

/* Likes, hidden comments and the like are no posts, nor is a mention that only names one. */
static void
take_page_change(struct push *push, struct json value, bool mention)
{
	static const char *const posts[] = {
		"post", "status", "photo", "video", "share", "link", NULL};
	static const char *const verbs[] = {"add", "edit", "edited", "remove", NULL};
	struct source *source = push->source;
	bool comment = answer_is(value, "/item", "comment"),
	     review = answer_is(value, "/item", "rating");

	if (!is_one_of(value, "/verb", verbs) ||
		(!comment && !review && !is_one_of(value, "/item", posts)) ||
		(mention && json_at(value, "/message").at == NULL))
		return;
	set_times(push, value);
	if (review) {
		meta_review(source, value, *push->number);
		return;
	}
	answer_fill(source, value, change_fields);
	set(source, POST_ID, value, comment ? "/comment_id" : "/post_id");
	if (comment) {
		set(source, POST_IN_REPLY_TO, value, "/post_id");
		set(source, POST_IN_REPLY_TO, value, "/parent_id");
	}
	set(source, POST_CONVERSATION, value, "/post_id");
	attach_links(source, value);
	set_direction(push);
	meta_channel(source, "facebook");
	answer_put(source, *push->number);
}

/* A comment does not say when it was written: it is told of at once. */
static void
take_comment(struct push *push, struct json value)
{
	answer_fill(push->source, value, comment_fields);
	set(push->source, POST_CREATED_AT, push->entry, "/time");
	set_direction(push);
	meta_channel(push->source, "instagram");
	answer_put(push->source, *push->number);
}

static void
take_change(struct push *push, struct json change)
{
	static const char *const pages[] = {"feed", "mention", "ratings", NULL};
	static const char *const comments[] = {"comments", "live_comments", NULL};
	static const char *const messages[] = {
		"messages", "message_echoes", "smb_message_echoes", NULL};
	struct json value = json_at(change, "/value");

	bool of_messages = is_one_of(change, "/field", messages);

	if (of_messages && json_at(value, "/sender").at == NULL &&
		json_type(value) == JSON_OBJECT) {
		take_whatsapp_list(push, value, "/messages", false);
		take_whatsapp_list(push, value, "/message_echoes", true);
		return;
	}
	++*push->number;
	if (json_type(value) != JSON_OBJECT)
		source_refuse(push->source, *push->number, NULL, "it is no change");
	else if (of_messages)
		take_event(push, value);
	else if (push->instagram && is_one_of(change, "/field", comments))
		take_comment(push, value);
	else if (!push->instagram && is_one_of(change, "/field", pages))
		take_page_change(push, value, answer_is(change, "/field", "mention"));
}

bool
meta_push(struct source *source, struct json payload, size_t *number)
{
	struct push push = {source, answer_is(payload, "/object", "instagram"), {NULL, 0}, number};
	struct json entries = answer_items(payload, "/entry"), rest, change;

	if (entries.at == NULL || json_type(json_at(payload, "/object")) != JSON_STRING)
		return false;
	while (source_goes_on(source) && json_next(&entries, NULL, &push.entry)) {
		if (json_type(push.entry) != JSON_OBJECT)
			source_refuse(source, ++*number, NULL, "it is no entry");
		rest = answer_items(push.entry, "/changes");
		while (source_goes_on(source) && json_next(&rest, NULL, &change))
			take_change(&push, change);
		if (json_at(push.entry, "/field").at != NULL)
			take_change(&push, push.entry);
		take_events(&push, "/messaging");
		take_events(&push, "/standby");
	}
	return true;
}
