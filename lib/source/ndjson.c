/* Source kind ndjson: an object a line. Members that are a record's own are taken as such, unless a map says otherwise; all
 * others go under extra as they stand. */
#include "source/source.h"

#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "json.h"
#include "mem.h"
#include "text.h"

struct ndjson {
	struct source *source;
	struct buffer repaired; /* the line with U+FFFD for what is no UTF-8 */
	bool bad_content;
};

static char *
decode_key(struct json key)
{
	char *name = mem_new(key.length, 1);

	json_decode(key, name);
	return name;
}

/* The value at "user.name": a member of that name, or one within another. */
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

static void
set(struct ndjson *n, enum post_field field, struct json value)
{
	if (!post_set_json(n->source->post, field, value))
		n->bad_content = true;
}

static void
take_mapped(struct ndjson *n, struct json object)
{
	const struct map *map = n->source->options.map;

	for (size_t i = 0; i < map->count; i++) {
		const struct map_entry *e = &map->at[i];
		struct json value = find_path(object, e->column);
		if (json_type(value) <= JSON_NULL)
			continue;
		if (e->extra != NULL)
			post_extra_json(n->source->post, e->extra, value);
		else
			set(n, e->field, value);
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
take_as(struct ndjson *n, const char *name, enum post_field field, struct json value)
{
	struct post *post = n->source->post;

	if (field == POST_FIELDS || source_says(n->source, field))
		post_extra_json(post, name, value);
	else
		set(n, field, value);
	if (field == POST_ID && json_type(value) == JSON_STRING &&
		*post_text(post, POST_ID) != '\0')
		post_keep_id(post);
}

/* The members of author, rating and metrics; what a record has not is kept as "author.verified". */
static void
take_group(struct ndjson *n, const char *group, struct json object)
{
	struct json rest = json_inside(object), key, value;

	while (json_next(&rest, &key, &value)) {
		char *name = decode_key(key), *member = mem_format("%s.%s", group, name);
		if (json_type(value) != JSON_NULL &&
			!map_has_column(n->source->options.map, member))
			take_as(n, member, post_find(member), value);
		free(member);
		free(name);
	}
}

static void
take_extra(struct ndjson *n, struct json object)
{
	struct json rest = json_inside(object), key, value;

	while (json_next(&rest, &key, &value)) {
		char *name = decode_key(key);
		post_extra_json(n->source->post, name, value);
		free(name);
	}
}

static void
take_member(struct ndjson *n, const char *name, struct json value)
{
	enum json_type type = json_type(value);
	enum post_field field = post_find(name);

	if (type == JSON_NULL || map_has_column(n->source->options.map, name))
		return;
	if (type == JSON_OBJECT && strcmp(name, "extra") == 0)
		take_extra(n, value);
	else if (type == JSON_OBJECT && is_group(name))
		take_group(n, name, value);
	else
		take_as(n, name, field != POST_FIELDS ? field : short_form(name, type), value);
}

static bool
check(struct ndjson *n, struct input_piece *line, struct json *object, struct json_fault *fault)
{
	if (json_check(line->at, line->length, object, NULL, fault))
		return true;
	if (!fault->encoding)
		return false;
	buffer_clear(&n->repaired);
	text_repair(&n->repaired, line->at, line->length);
	*line = (struct input_piece){n->repaired.at, n->repaired.length};
	source_warn(n->source, input_line(n->source->ends.input),
		"bytes that are no UTF-8 were replaced by U+FFFD");
	return json_check(line->at, line->length, object, NULL, fault);
}

/* What a person can do about a line that is no object. */
static const char *
hint(const struct input_piece *line)
{
	const char *at = line->at + strspn(line->at, " \t");

	if (*at == '[')
		return "; an object a line; try jq -c '.[]'";
	return line->length > 0 && strchr("{}]\"", *at) != NULL ? "; an object a line; try jq -c ."
								: "";
}

static void
take_line(struct ndjson *n, const struct input_piece *raw)
{
	size_t number = input_line(n->source->ends.input);
	struct input_piece line = *raw;
	struct json_fault fault = {0};
	struct json object, rest, key, value;

	if (!check(n, &line, &object, &fault)) {
		source_refuse(n->source, number, raw, "%s (byte %zu)%s", fault.reason, fault.at + 1,
			hint(&line));
		return;
	}
	if (json_type(object) != JSON_OBJECT) {
		source_refuse(n->source, number, raw, "it is no object, { ... }%s", hint(&line));
		return;
	}
	n->bad_content = false;
	take_mapped(n, object);
	for (rest = json_inside(object); json_next(&rest, &key, &value);) {
		char *name = decode_key(key);
		take_member(n, name, value);
		free(name);
	}
	if (n->bad_content)
		source_refuse(n->source, number, raw, "content is not a string");
	else
		source_put(n->source, number);
}

static void
read_ndjson(struct source *source)
{
	struct ndjson n = {.source = source};
	struct input_piece line;
	enum source_got got;

	while ((got = source_line(source, &line)) != SOURCE_END)
		if (got == SOURCE_LINE && strspn(line.at, " \t") != line.length)
			take_line(&n, &line);
	buffer_free(&n.repaired);
}

const struct source_kind source_ndjson = {"ndjson", "ndjson", true, 0, read_ndjson};
