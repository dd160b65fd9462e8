/* One object of JSON as a post. */
#include "source/object.h"

#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "source/source.h"

struct taking {
	struct source *source;
	bool bad_content;
};

static char *
decode_key(struct json key)
{
	char *name = mem_new(key.length, 1);

	json_decode(key, name);
	return name;
}

static struct json
find_path(struct json object, const char *path)
{
	struct json value = json_find(object, path);
	const char *dot;

	while (value.at == NULL && (dot = strchr(path, '.')) != NULL) {
		char *name = mem_dup_n(path, (size_t)(dot - path));
		object = json_find(object, name);
		free(name);
		path = dot + 1;
		value = json_find(object, path);
	}
	return value;
}

struct json
object_find(struct json object, const char *column)
{
	return *column == '/' ? json_at(object, column) : find_path(object, column);
}

static void
set(struct taking *t, enum post_field field, struct json value)
{
	if (!post_set_json(t->source->post, field, value))
		t->bad_content = true;
}

static void
take_mapped(struct taking *t, struct json object)
{
	const struct map *map = t->source->options.map;

	for (size_t i = 0; i < map->count; i++) {
		const struct map_entry *e = &map->at[i];
		struct json value = object_find(object, e->column);
		if (json_type(value) <= JSON_NULL)
			continue;
		if (e->extra != NULL)
			post_extra_json(t->source->post, e->extra, value);
		else
			set(t, e->field, value);
	}
}

/* "author" as a text is its name, "rating" as a number its value. */
static enum post_field
short_form(const char *name, enum json_type type)
{
	if (type == JSON_STRING && strcmp(name, "author") == 0)
		return POST_AUTHOR_NAME;
	if (type == JSON_NUMBER && strcmp(name, "rating") == 0)
		return POST_RATING_VALUE;
	return POST_FIELDS;
}

static bool
is_group(const char *name)
{
	return strcmp(name, "author") == 0 || strcmp(name, "rating") == 0 ||
	       strcmp(name, "metrics") == 0;
}

static void
take_as(struct taking *t, const char *name, enum post_field field, struct json value)
{
	struct post *post = t->source->post;

	if (field == POST_FIELDS || source_says(t->source, field))
		post_extra_json(post, name, value);
	else
		set(t, field, value);
	if (field == POST_ID && json_type(value) == JSON_STRING &&
		*post_text(post, POST_ID) != '\0')
		post_keep_id(post);
}

/* The members of author, rating and metrics; what a record has not is kept as "author.verified". */
static void
take_group(struct taking *t, const char *group, struct json object)
{
	struct json rest = json_inside(object), key, value;

	while (json_next(&rest, &key, &value)) {
		char *name = decode_key(key), *member = mem_format("%s.%s", group, name);
		if (json_type(value) != JSON_NULL &&
			!map_has_column(t->source->options.map, member))
			take_as(t, member, post_find(member), value);
		free(member);
		free(name);
	}
}

static void
take_extra(struct taking *t, struct json object)
{
	struct json rest = json_inside(object), key, value;

	while (json_next(&rest, &key, &value)) {
		char *name = decode_key(key);
		post_extra_json(t->source->post, name, value);
		free(name);
	}
}

static void
take_member(struct taking *t, const char *name, struct json value)
{
	enum json_type type = json_type(value);
	enum post_field field = post_find(name);

	if (type == JSON_NULL || map_has_column(t->source->options.map, name))
		return;
	if (type == JSON_OBJECT && strcmp(name, "extra") == 0)
		take_extra(t, value);
	else if (type == JSON_OBJECT && is_group(name))
		take_group(t, name, value);
	else
		take_as(t, name, field != POST_FIELDS ? field : short_form(name, type), value);
}

bool
object_take(struct source *source, struct json object)
{
	struct taking t = {.source = source};
	struct json rest = json_inside(object), key, value;

	take_mapped(&t, object);
	while (json_next(&rest, &key, &value)) {
		char *name = decode_key(key);
		take_member(&t, name, value);
		free(name);
	}
	return !t.bad_content;
}
