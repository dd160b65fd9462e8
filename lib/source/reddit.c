/* Source kind reddit: listings of posts, comments and messages, as Reddit's API answers. */
#include "source/source.h"

#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "clock.h"
#include "mem.h"
#include "source/answer.h"

static const struct answer_field fields[] = {{"/name", POST_ID, ANSWER_PLAIN, NULL},
	{"/subreddit", POST_TAGS, ANSWER_PLAIN, NULL},
	{"/created_utc", POST_CREATED_AT, ANSWER_SECONDS, NULL},
	{"/author_fullname", POST_AUTHOR_ID, ANSWER_PLAIN, NULL},
	{"/parent_id", POST_IN_REPLY_TO, ANSWER_PLAIN, NULL},
	{"/link_id", POST_CONVERSATION, ANSWER_PLAIN, NULL},
	{"/first_message_name", POST_CONVERSATION, ANSWER_PLAIN, NULL},
	{"/subreddit_type", POST_VISIBILITY, ANSWER_PLAIN, NULL},
	{"/score", POST_LIKES, ANSWER_PLAIN, NULL},
	{"/num_crossposts", POST_REPOSTS, ANSWER_PLAIN, NULL},
	{"/num_comments", POST_REPLIES, ANSWER_PLAIN, NULL},
	{"/link_flair_text", POST_FIELDS, ANSWER_PLAIN, "flair"},
	{"/distinguished", POST_FIELDS, ANSWER_PLAIN, "distinguished"},
	{"/crosspost_parent", POST_FIELDS, ANSWER_PLAIN, "crosspost_parent"}, {0}};

/* false where nothing was changed */
static const struct answer_field edited[] = {
	{"/edited", POST_EDITED_AT, ANSWER_SECONDS, NULL}, {0}};

/* What is taken, and where its texts stand. */
static const struct thing {
	const char *kind, *title, *content;
} things[] = {{"t1", NULL, "/body"}, {"t3", "/title", "/selftext"}, {"t4", "/subject", "/body"}};

struct reference {
	const char *from, *to;
};

static const struct reference marks[] = {{"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {0}};

/* Those that the site's own editor leaves in the text. */
static const struct reference blanks[] = {{"&#x200B;", ""}, {"&nbsp;", " "}, {0}};

static const struct reference *
find_reference(const char *at, const struct reference *table)
{
	for (; table->from != NULL; table++)
		if (strncmp(at, table->from, strlen(table->from)) == 0)
			return table;
	return NULL;
}

/* Each once: of &amp;lt; becomes &lt; */
static char *
decode(const char *text, const struct reference *table)
{
	struct buffer out = {0};

	buffer_text(&out, "");
	while (*text != '\0') {
		const struct reference *found = *text == '&' ? find_reference(text, table) : NULL;
		if (found != NULL)
			buffer_text(&out, found->to);
		else
			buffer_char(&out, *text);
		text += found != NULL ? strlen(found->from) : 1;
	}
	return out.at;
}

/* Without raw_json=1 the three marks are never bare. */
static bool
has_bare_mark(const char *text)
{
	for (text = strpbrk(text, "<>&"); text != NULL; text = strpbrk(text + 1, "<>&"))
		if (*text != '&' || find_reference(text, marks) == NULL)
			return true;
	return false;
}

/* Texts are escaped once more, unless raw_json=1 was asked for; the HTML of the same post tells, or the text itself. */
static bool
is_escaped(struct json data, const char *text)
{
	static const char *const pointers[] = {"/body_html", "/selftext_html"};
	char *html = NULL;

	for (size_t i = 0; html == NULL && i < sizeof pointers / sizeof *pointers; i++)
		html = answer_text(data, pointers[i]);
	bool escaped = html != NULL && (*html == '<' || *html == '&') ? *html == '&'
								      : !has_bare_mark(text);
	free(html);
	return escaped;
}

/* NULL: there is none. */
static char *
text_at(struct json data, const char *pointer)
{
	char *text = answer_text(data, pointer);

	if (text == NULL)
		return NULL;
	char *plain = is_escaped(data, text) ? decode(text, marks) : mem_dup(text);
	free(text);
	text = decode(plain, blanks);
	free(plain);
	return text;
}

/* What was taken away leaves a word; when it was, nobody says, so the time is the one at which it was seen. */
static void
set_deleted(struct source *source)
{
	char now[CLOCK_TEXT];

	post_set_string(source->post, POST_DELETED_AT, clock_print(source->fetched_at, now));
}

static bool
is_taken_away(const char *content)
{
	static const char *const words[] = {"[deleted]", "[removed]", "[ Removed by Reddit ]"};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(content, words[i]) == 0)
			return true;
	return false;
}

static void
set_texts(struct source *source, struct json data, const struct thing *thing)
{
	char *title = thing->title != NULL ? text_at(data, thing->title) : NULL;
	char *content = text_at(data, thing->content);

	post_set_string(source->post, POST_TITLE, title);
	if (content != NULL && is_taken_away(content))
		set_deleted(source);
	else
		post_set_string(source->post, POST_CONTENT, content);
	if (json_type(json_at(data, "/removed_by_category")) == JSON_STRING)
		set_deleted(source);
	free(title);
	free(content);
}

static void
set_author(struct source *source, struct json data)
{
	char *name = answer_text(data, "/author");

	if (name != NULL && *name != '\0' && strcmp(name, "[deleted]") != 0) {
		char *url = mem_format("https://www.reddit.com/user/%s", name);
		post_set_string(source->post, POST_AUTHOR_HANDLE, name);
		post_set_string(source->post, POST_AUTHOR_URL, url);
		if (strcmp(name, "AutoModerator") == 0)
			post_set_string(source->post, POST_AUTOMATIC, "true");
		free(url);
	}
	free(name);
}

static void
set_url(struct source *source, struct json data)
{
	char *path = answer_text(data, "/permalink");

	if (path == NULL)
		path = answer_text(data, "/context"); /* in the list of what mentions us */
	if (path != NULL && *path == '/') {
		char *url = mem_format("https://www.reddit.com%s", path);
		post_set_string(source->post, POST_URL, url);
		free(url);
	}
	free(path);
}

static void
add_attachments(struct source *source, struct json data)
{
	struct json rest = json_inside(json_at(data, "/media_metadata")), key, item;
	struct json self = json_at(data, "/is_self");
	char *url = text_at(data, "/url"), *hint = answer_text(data, "/post_hint");
	bool gallery = json_type(json_at(data, "/media_metadata")) == JSON_OBJECT;

	if (url != NULL && strncmp(url, "http", 4) == 0 && json_type(self) == JSON_BOOL &&
		*self.at == 'f' && !gallery)
		post_add_attachment(source->post, url, hint, NULL, NULL);
	while (gallery && json_next(&rest, &key, &item)) {
		char *picture = text_at(item, "/s/u"), *type = answer_text(item, "/m");
		if (picture != NULL)
			post_add_attachment(source->post, picture, type, NULL, NULL);
		free(picture);
		free(type);
	}
	free(url);
	free(hint);
}

static void
take_post(struct source *source, struct json data, const struct thing *thing, size_t number)
{
	answer_fill(source, data, fields);
	if (json_type(json_at(data, "/edited")) == JSON_NUMBER)
		answer_fill(source, data, edited);
	if (answer_is_true(data, "/score_hidden"))
		post_unset(source->post, POST_LIKES);
	if (strcmp(thing->kind, "t4") == 0)
		post_set_string(source->post, POST_VISIBILITY, "direct");
	set_texts(source, data, thing);
	set_author(source, data);
	set_url(source, data);
	add_attachments(source, data);
	answer_put(source, number);
}

static const struct thing *
find_thing(const char *kind)
{
	for (size_t i = 0; i < sizeof things / sizeof *things; i++)
		if (strcmp(things[i].kind, kind) == 0)
			return &things[i];
	return NULL;
}

static void take_thing(struct source *source, struct json thing, size_t *number);

static void
take_list(struct source *source, struct json list, size_t *number)
{
	struct json rest = answer_items(list, ""), item;

	while (source_goes_on(source) && json_next(&rest, NULL, &item))
		take_thing(source, item, number);
}

/* Copies what is said of a post but for the replies, which may be many and deep: they are looked through once, not once for
 * each field of each post above them. */
static struct json
set_replies_apart(struct json data, struct buffer *copy, struct json *replies)
{
	struct json rest = json_inside(data), key, value;

	*replies = (struct json){NULL, 0};
	json_open(copy, '{');
	while (json_next(&rest, &key, &value)) {
		if (key.length == 9 && memcmp(key.at, "\"replies\"", 9) == 0) {
			*replies = value;
			continue;
		}
		json_item(copy);
		buffer_add(copy, key.at, key.length);
		buffer_char(copy, ':');
		buffer_add(copy, value.at, value.length);
	}
	json_close(copy, '}');
	return (struct json){copy->at, copy->length};
}

/* Other kinds, such as users and what more there is to load, are no posts. */
static void
take_kind(struct source *source, const char *kind, struct json data, size_t *number)
{
	const struct thing *thing = find_thing(kind);

	if (strcmp(kind, "Listing") == 0) {
		struct json list = json_at(data, "/children");
		if (json_type(list) != JSON_ARRAY)
			source_refuse(source, ++*number, NULL, "it is a list without its items");
		take_list(source, list, number);
		return;
	}
	++*number;
	if (thing == NULL)
		return;
	struct buffer copy = {0};
	struct json replies;
	take_post(source, set_replies_apart(data, &copy, &replies), thing, *number);
	buffer_free(&copy);
	if (json_type(replies) == JSON_OBJECT)
		take_thing(source, replies, number);
}

static void
take_thing(struct source *source, struct json thing, size_t *number)
{
	char *kind = answer_text(thing, "/kind");
	struct json data = json_at(thing, "/data");

	if (kind != NULL && json_type(data) == JSON_OBJECT)
		take_kind(source, kind, data, number);
	else
		source_refuse(source, ++*number, NULL, "it is no post or comment");
	free(kind);
}

static bool
is_thing(struct json whole)
{
	return json_type(json_at(whole, "/kind")) == JSON_STRING &&
	       json_type(json_at(whole, "/data")) == JSON_OBJECT;
}

static void
read_reddit(struct source *source)
{
	struct buffer bytes = {0};
	struct json whole;
	size_t number = 0;

	if (answer_read(source, &bytes, &whole)) {
		struct json sent = json_at(whole, "/json/data/things");
		if (is_thing(whole))
			take_thing(source, whole, &number);
		else if (json_type(whole) == JSON_ARRAY)
			take_list(source, whole, &number);
		else if (json_type(sent) == JSON_ARRAY)
			take_list(source, sent, &number);
		else
			answer_refuse(source, whole, "reddit");
	}
	buffer_free(&bytes);
}

const struct source_kind source_reddit = {"reddit", "reddit", false, 0, read_reddit};
