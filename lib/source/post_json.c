/* One post: values of JSON input. */
#include "source/post.h"

#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "source/post_data.h"

/* Within its strings a checked text has no newline, so each one begins white space that means nothing. */
void
post_add_flat(struct buffer *out, struct json value)
{
	const char *at = value.at, *end = at + value.length;

	buffer_need(out, value.length);
	while (at < end) {
		const char *from = at;
		while (at < end && *at != '\n' && *at != '\r')
			at++;
		buffer_add(out, from, (size_t)(at - from));
		while (at < end && strchr(" \t\r\n", *at) != NULL)
			at++;
	}
}

static void
set_flat(struct post *p, enum post_field field, struct json value)
{
	buffer_clear(&p->value[field]);
	post_add_flat(&p->value[field], value);
}

/* Every item is of this type. */
static bool
is_list_of(struct json list, enum json_type type)
{
	struct json rest = json_inside(list), item;

	while (json_next(&rest, NULL, &item))
		if (json_type(item) != type)
			return false;
	return true;
}

static void
add_tags(struct post *p, struct json list)
{
	struct json rest = json_inside(list), item;

	while (json_next(&rest, NULL, &item)) {
		char *text = mem_new(item.length, 1);
		size_t length = json_decode(item, text);
		post_add_tag(p, text, length);
		free(text);
	}
}

static bool
set_string(struct post *p, enum post_field field, struct json value)
{
	char *text = mem_new(value.length, 1);
	size_t length = json_decode(value, text);

	post_set(p, field, text, length);
	free(text);
	return true;
}

/* false: the value is of another kind than the field. */
static bool
set_value(struct post *p, enum post_field field, struct json value)
{
	enum post_form form = post_shapes[field].form;
	struct json inside = json_inside(value);

	switch (json_type(value)) {
	case JSON_NUMBER:
		if (form != POST_FORM_WORD && form != POST_FORM_NUMBER && form != POST_FORM_TIME)
			return false;
		post_set(p, field, value.at, value.length);
		return true;
	case JSON_BOOL:
		if (form == POST_FORM_FLAG)
			post_set(p, field, value.at, value.length);
		return form == POST_FORM_FLAG;
	case JSON_ARRAY:
		if (form == POST_FORM_LIST && is_list_of(value, JSON_STRING)) {
			add_tags(p, value);
			return true;
		}
		if (form != POST_FORM_ITEMS || !is_list_of(value, JSON_OBJECT))
			return false;
		set_flat(p, field, inside);
		return true;
	case JSON_OBJECT:
		if (form == POST_FORM_OBJECT)
			set_flat(p, field, value);
		return form == POST_FORM_OBJECT;
	case JSON_STRING:
		return set_string(p, field, value);
	default:
		return true;
	}
}

bool
post_set_json(struct post *p, enum post_field field, struct json value)
{
	if (set_value(p, field, value))
		return true;
	if (field != POST_CONTENT)
		post_extra_json(p, post_shapes[field].member, value);
	return field != POST_CONTENT;
}
