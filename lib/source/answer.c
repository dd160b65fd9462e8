/* Answers of web interfaces. */
#include "source/answer.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "clock.h"
#include "mem.h"
#include "status.h"
#include "text.h"

bool
answer_read(struct source *source, struct buffer *bytes, struct json *whole)
{
	return source_whole(source, bytes) && answer_check(source, bytes, whole);
}

bool
answer_check(struct source *source, struct buffer *bytes, struct json *whole)
{
	struct buffer repaired = {0};
	struct json_fault fault;

	buffer_text(bytes, "");
	size_t mark = strncmp(bytes->at, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
	bool ok = json_check(bytes->at + mark, bytes->length - mark, whole, NULL, &fault);
	if (!ok && fault.encoding) {
		text_repair(&repaired, bytes->at, bytes->length);
		source_warn(source, 1, "bytes that are no UTF-8 were replaced by U+FFFD");
		buffer_free(bytes);
		*bytes = repaired;
		ok = json_check(bytes->at + mark, bytes->length - mark, whole, NULL, &fault);
	}
	if (!ok)
		source_fail(source, STATUS_DATA, "%s (byte %zu): it is no whole JSON document",
			fault.reason, fault.at + 1);
	return ok;
}

char *
answer_text(struct json value, const char *pointer)
{
	struct json found = json_at(value, pointer);

	if (json_type(found) == JSON_NUMBER)
		return mem_dup_n(found.at, found.length);
	if (json_type(found) != JSON_STRING)
		return NULL;
	char *text = mem_new(found.length + 1, 1);
	json_decode(found, text);
	return text;
}

struct json
answer_items(struct json value, const char *pointer)
{
	struct json found = json_at(value, pointer);

	return json_type(found) == JSON_ARRAY ? json_inside(found) : (struct json){NULL, 0};
}

bool
answer_is(struct json value, const char *pointer, const char *word)
{
	char *text = answer_text(value, pointer);
	bool same = text != NULL && word != NULL && strcmp(text, word) == 0;

	free(text);
	return same;
}

bool
answer_is_true(struct json value, const char *pointer)
{
	struct json found = json_at(value, pointer);

	return json_type(found) == JSON_BOOL && *found.at == 't';
}

static void
set_seconds(struct post *post, enum post_field field, const char *text)
{
	char time[CLOCK_TEXT], *end;
	double seconds = strtod(text, &end);

	if (end == text || *end != '\0' || !(fabs(seconds) < 1e11))
		post_set_string(post, field, text); /* which says that it is no time */
	else
		post_set_string(post, field, clock_print((int64_t)seconds, time));
}

static void
add_tag(struct post *post, struct json item, const char *pointer)
{
	char *tag = answer_text(item, pointer);

	if (tag != NULL)
		post_add_tag(post, tag, strlen(tag));
	free(tag);
}

static void
add_tags(struct post *post, struct json array)
{
	struct json rest = json_inside(array), item;

	while (json_next(&rest, NULL, &item))
		add_tag(post, item, json_type(item) == JSON_OBJECT ? "/name" : "");
}

void
answer_tag_all(struct source *source, struct json value, const char *list, const char *pointer)
{
	struct json rest = answer_items(value, list), item;

	while (json_next(&rest, NULL, &item))
		add_tag(source->post, item, pointer);
}

static void
fill_field(struct post *post, const struct answer_field *f, struct json value)
{
	char *text = answer_text(value, "");

	if (f->extra != NULL)
		post_extra_json(post, f->extra, value);
	else if (f->form == ANSWER_TAGS && json_type(value) == JSON_ARRAY)
		add_tags(post, value);
	else if (f->form == ANSWER_HTML && text != NULL)
		post_set_html(post, f->field, text, strlen(text));
	else if (f->form == ANSWER_SECONDS && text != NULL)
		set_seconds(post, f->field, text);
	else
		post_set_json(post, f->field, value);
	free(text);
}

void
answer_fill(struct source *source, struct json item, const struct answer_field *fields)
{
	for (; fields->pointer != NULL; fields++) {
		struct json value = json_at(item, fields->pointer);
		if (json_type(value) > JSON_NULL)
			fill_field(source->post, fields, value);
	}
}

void
answer_put(struct source *source, size_t number)
{
	const struct post *post = source->post;

	if (*post_text(post, POST_ID) == '\0' && *post_text(post, POST_CONTENT) == '\0' &&
		*post_text(post, POST_TITLE) == '\0')
		source_refuse(source, number, NULL, "it has no id and no text");
	else
		source_put(source, number);
}

void
answer_refuse(struct source *source, struct json whole, const char *kind)
{
	char *said = answer_error(whole);

	if (said != NULL)
		source_fail(source, STATUS_DATA, "%s says: %s", kind, said);
	else
		source_fail(source, STATUS_DATA, "it is no answer of %s with posts", kind);
	free(said);
}

char *
answer_error(struct json whole)
{
	static const char *const errors[] = {"/error/message", "/error_description",
		"/error_message", "/message", "/error", "/detail", "/errors/0/message",
		"/errors/0/detail", "/errors/0"};
	char *said = NULL;

	for (size_t i = 0; said == NULL && i < sizeof errors / sizeof *errors; i++)
		said = answer_text(whole, errors[i]);
	return said;
}

void
answer_attach(struct source *source, struct json item, const char *url, const char *type,
	const char *name)
{
	char *texts[] = {url != NULL ? answer_text(item, url) : NULL,
		type != NULL ? answer_text(item, type) : NULL,
		name != NULL ? answer_text(item, name) : NULL};

	if (texts[0] != NULL || texts[1] != NULL || texts[2] != NULL)
		post_add_attachment(source->post, texts[0], texts[1], texts[2], NULL);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		free(texts[i]);
}

void
answer_attach_all(struct source *source, struct json value, const char *list, const char *url,
	const char *type, const char *name)
{
	struct json rest = answer_items(value, list), item;

	while (json_next(&rest, NULL, &item)) {
		enum json_type found = json_type(json_at(item, url));
		if (found == JSON_STRING || found == JSON_NUMBER)
			answer_attach(source, item, url, type, name);
	}
}

void
answer_drop_edit(struct source *source)
{
	const char *edited = post_text(source->post, POST_EDITED_AT);

	if (strcmp(edited, post_text(source->post, POST_CREATED_AT)) == 0)
		post_unset(source->post, POST_EDITED_AT);
}
