/* Source kind stackexchange: questions, answers and comments, as the Stack Exchange API answers. */
#include "source/source.h"

#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "mem.h"
#include "source/answer.h"

static const struct answer_field fields[] = {{"/share_link", POST_URL, ANSWER_PLAIN, NULL},
	{"/link", POST_URL, ANSWER_PLAIN, NULL}, {"/title", POST_TITLE, ANSWER_HTML, NULL},
	{"/tags", POST_TAGS, ANSWER_TAGS, NULL},
	{"/creation_date", POST_CREATED_AT, ANSWER_SECONDS, NULL},
	{"/last_edit_date", POST_EDITED_AT, ANSWER_SECONDS, NULL},
	{"/owner/user_id", POST_AUTHOR_ID, ANSWER_PLAIN, NULL},
	{"/owner/display_name", POST_AUTHOR_NAME, ANSWER_HTML, NULL},
	{"/owner/link", POST_AUTHOR_URL, ANSWER_PLAIN, NULL},
	{"/owner/reputation", POST_FIELDS, ANSWER_PLAIN, "reputation"},
	{"/score", POST_LIKES, ANSWER_PLAIN, NULL},
	{"/is_answered", POST_FIELDS, ANSWER_PLAIN, "is_answered"},
	{"/is_accepted", POST_FIELDS, ANSWER_PLAIN, "is_accepted"},
	{"/closed_reason", POST_FIELDS, ANSWER_PLAIN, "closed_reason"}, {0}};

/* What a post is decides what its identifiers are. Questions and answers are numbered together. */
static const struct answer_field of_question[] = {{"/question_id", POST_ID, ANSWER_PLAIN, NULL},
	{"/answer_count", POST_REPLIES, ANSWER_PLAIN, NULL}, {0}};
static const struct answer_field of_answer[] = {{"/answer_id", POST_ID, ANSWER_PLAIN, NULL},
	{"/question_id", POST_IN_REPLY_TO, ANSWER_PLAIN, NULL},
	{"/question_id", POST_CONVERSATION, ANSWER_PLAIN, NULL},
	{"/comment_count", POST_REPLIES, ANSWER_PLAIN, NULL}, {0}};
static const struct answer_field of_post[] = {{"/post_id", POST_ID, ANSWER_PLAIN, NULL},
	{"/comment_count", POST_REPLIES, ANSWER_PLAIN, NULL}, {0}};
static const struct answer_field of_comment[] = {
	{"/question_id", POST_IN_REPLY_TO, ANSWER_PLAIN, NULL},
	{"/answer_id", POST_IN_REPLY_TO, ANSWER_PLAIN, NULL},
	{"/post_id", POST_IN_REPLY_TO, ANSWER_PLAIN, NULL},
	{"/question_id", POST_CONVERSATION, ANSWER_PLAIN, NULL}, {0}};

/* The first that fits counts. */
static const struct {
	const char *pointer;
	const struct answer_field *fields;
} kinds[] = {{"/comment_id", of_comment}, {"/answer_id", of_answer}, {"/question_id", of_question},
	{"/post_id", of_post}};

/* NULL: it is none of them. Versions of a post name it too. */
static const struct answer_field *
find_kind(struct json item)
{
	if (json_at(item, "/revision_guid").at != NULL ||
		json_at(item, "/suggested_edit_id").at != NULL)
		return NULL;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (json_type(json_at(item, kinds[i].pointer)) == JSON_NUMBER)
			return kinds[i].fields;
	return NULL;
}

/* Users, tags, badges, edits and the like. */
static bool
is_other(struct json item)
{
	static const char *const marks[] = {
		"/user_id", "/name", "/revision_guid", "/suggested_edit_id", "/timeline_type"};

	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (json_at(item, marks[i]).at != NULL)
			return true;
	return false;
}

/* Comments have numbers of their own, which are those of other posts as well: written as in their addresses. */
static void
set_comment_id(struct source *source, struct json comment)
{
	char *number = answer_text(comment, "/comment_id");
	char *id = mem_format("comment%s", number != NULL ? number : "");

	post_set_string(source->post, POST_ID, id);
	free(number);
	free(id);
}

/* As HTML; or as it was written, where references stand for marks and lines are kept; or a part of it. */
static void
set_content(struct source *source, struct json item)
{
	char *shown = answer_text(item, "/body"), *written = answer_text(item, "/body_markdown");

	if (shown == NULL && written != NULL)
		shown = mem_format("<pre>%s</pre>", written);
	if (shown == NULL)
		shown = answer_text(item, "/excerpt");
	if (shown != NULL)
		post_set_html(source->post, POST_CONTENT, shown, strlen(shown));
	free(shown);
	free(written);
}

static void
take_post(struct source *source, struct json item, const char *conversation, size_t number)
{
	const struct answer_field *kind = find_kind(item);
	char *of = answer_text(item, "/post_type");

	answer_fill(source, item, fields);
	answer_fill(source, item, kind);
	if (kind == of_comment)
		set_comment_id(source, item);
	if (kind == of_comment && of != NULL && strcmp(of, "question") == 0)
		post_set_string(
			source->post, POST_CONVERSATION, post_text(source->post, POST_IN_REPLY_TO));
	if (conversation != NULL)
		post_set_string(source->post, POST_CONVERSATION, conversation);
	set_content(source, item);
	answer_put(source, number);
	free(of);
}

static const char no_post[] = "it is no question, answer or comment";

static void
take_comments(struct source *source, struct json post, const char *conversation, size_t number)
{
	struct json rest = answer_items(post, "/comments"), item;

	while (source_goes_on(source) && json_next(&rest, NULL, &item)) {
		if (find_kind(item) == of_comment)
			take_post(source, item, conversation, number);
		else
			source_refuse(source, number, NULL, "%s", no_post);
	}
}

static void
take_answers(struct source *source, struct json question, const char *conversation, size_t number)
{
	struct json rest = answer_items(question, "/answers"), item;

	while (source_goes_on(source) && json_next(&rest, NULL, &item)) {
		if (find_kind(item) == of_answer) {
			take_post(source, item, conversation, number);
			take_comments(source, item, conversation, number);
		} else {
			source_refuse(source, number, NULL, "%s", no_post);
		}
	}
}

/* With what was asked for along with it: the comments on it, the answers to it, and the comments on those. */
static void
take_item(struct source *source, struct json item, size_t number)
{
	const struct answer_field *kind = find_kind(item);
	char *question = answer_text(item, "/question_id");

	if (kind != NULL)
		take_post(source, item, NULL, number);
	else if (!is_other(item))
		source_refuse(source, number, NULL, "%s", no_post);
	if (kind != NULL && kind != of_comment)
		take_comments(source, item, question, number);
	if (kind == of_question)
		take_answers(source, item, question, number);
	free(question);
}

static void
read_stackexchange(struct source *source)
{
	struct buffer bytes = {0};
	struct json whole, item;

	if (answer_read(source, &bytes, &whole)) {
		struct json rest = answer_items(whole, "/items");
		for (size_t n = 1; source_goes_on(source) && json_next(&rest, NULL, &item); n++)
			take_item(source, item, n);
		if (json_type(json_at(whole, "/items")) != JSON_ARRAY)
			answer_refuse(source, whole, "stackexchange");
	}
	buffer_free(&bytes);
}

const struct source_kind source_stackexchange = {
	"stackexchange", "stackexchange", false, 0, read_stackexchange};
