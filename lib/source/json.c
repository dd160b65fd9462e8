/* Source kind json: a JSON document of any interface, in which the posts are an array of objects. */
#include "json.h"

#include <err.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "mem.h"
#include "source/answer.h"
#include "source/object.h"
#include "source/preset.h"
#include "source/source.h"
#include "status.h"

/* The name of a member as part of a JSON Pointer. */
static void
add_token(struct buffer *pointers, struct json key)
{
	char *name = mem_new(key.length + 1, 1);

	json_decode(key, name);
	buffer_text(pointers, pointers->length > 0 ? ", /" : "/");
	for (const char *at = name; *at != '\0'; at++) {
		if (*at == '~' || *at == '/')
			buffer_text(pointers, *at == '~' ? "~0" : "~1");
		else
			buffer_char(pointers, *at);
	}
	free(name);
}

/* What the document says went wrong, or else the reason. */
static void
refuse(struct source *source, struct json whole, const char *reason, const char *pointer)
{
	char *said = answer_error(whole);

	if (said != NULL)
		source_fail(source, STATUS_DATA, "it says: %s", said);
	else
		source_fail(source, STATUS_DATA, "%s%s", reason, pointer);
	free(said);
}

/* The only array of objects in the document, which is an object; or else an array in which nothing is. */
static struct json
only_array(struct source *source, struct json whole)
{
	struct json rest = json_inside(whole), key, value, first;
	struct json found = {NULL, 0}, empty = {NULL, 0};
	struct buffer pointers = {0};
	size_t count = 0;

	while (json_next(&rest, &key, &value)) {
		struct json inside = json_inside(value);
		if (json_type(value) != JSON_ARRAY)
			continue;
		if (!json_next(&inside, NULL, &first)) {
			empty = value;
		} else if (json_type(first) == JSON_OBJECT) {
			found = value;
			count++;
			add_token(&pointers, key);
		}
	}
	if (count > 1) {
		source_fail(source, source->options.wrong_map,
			"which array holds the posts? say it with items; the arrays of objects are: %s",
			pointers.at);
		found = (struct json){NULL, 0};
	} else if (count == 0 && empty.at == NULL) {
		refuse(source, whole, "there is no array of objects in it", "");
	}
	buffer_free(&pointers);
	return count > 0 ? found : empty;
}

static struct json
inside_of(const struct source *source, struct json item)
{
	const struct preset *preset = source->options.preset;
	struct json inside = preset != NULL ? json_at(item, preset->inside) : item;

	return inside.at != NULL ? inside : item;
}

/* A single post of a known interface, as it answers when it is asked for one. */
static bool
is_post(const struct source *source, struct json whole)
{
	const struct map *map = source->options.map;
	struct json item = inside_of(source, whole);

	for (size_t i = 0; i < map->count; i++)
		if (map->at[i].extra == NULL && map->at[i].field == POST_ID)
			return object_find(item, map->at[i].column).at != NULL;
	return false;
}

/* The array of the posts, or a post alone. at NULL: there is none, which was said. */
static struct json
find_posts(struct source *source, struct json whole)
{
	const struct preset *preset = source->options.preset;
	const char *pointer = source->options.items;

	if (pointer == NULL && preset != NULL && json_type(whole) != JSON_ARRAY &&
		!is_post(source, whole))
		pointer = preset->items;
	if (pointer == NULL && json_type(whole) == JSON_OBJECT && preset == NULL)
		return only_array(source, whole);
	struct json found = json_at(whole, pointer != NULL ? pointer : "");
	if (json_type(found) == JSON_ARRAY || json_type(found) == JSON_OBJECT)
		return found;
	refuse(source, whole, pointer != NULL ? "there is no array at " : "there is no array in it",
		pointer != NULL ? pointer : "");
	return (struct json){NULL, 0};
}

/* true: the post has a text. */
static bool
take_item(struct source *source, struct json item, size_t number)
{
	const struct preset *preset = source->options.preset;
	struct input_piece raw = {(char *)item.at, item.length};
	struct post *post = source->post;

	item = inside_of(source, item);
	if (json_type(item) != JSON_OBJECT) {
		source_refuse(source, number, &raw, "it is no object, { ... }");
		return true;
	}
	if (!object_take(source, item)) {
		source_refuse(source, number, &raw, "content is not a string");
		return true;
	}
	if (preset != NULL && *post_text(post, POST_RATING_VALUE) != '\0')
		post_set_string(post, POST_RATING_BEST, preset->best);
	bool text = *post_text(post, POST_CONTENT) != '\0' || *post_text(post, POST_TITLE) != '\0';
	if (post_is_empty(post))
		source_refuse(source, number, &raw, "there is nothing in it");
	else
		source_put(source, number);
	return text;
}

static void
take_posts(struct source *source, struct json posts)
{
	struct json rest = json_inside(posts), item;
	bool text = false;

	if (json_type(posts) == JSON_OBJECT) {
		text = take_item(source, posts, 1);
	} else {
		for (size_t number = 1; source_goes_on(source) && json_next(&rest, NULL, &item);
			number++)
			text |= take_item(source, item, number);
	}
	if (!text && source->records > 0)
		warnx("%s: no post has a text; which member is it? say it with content=MEMBER",
			source->ends.place);
}

/* What a preset says counts where nobody says anything else. */
static void
add_preset(struct source *source, struct map *map)
{
	const struct preset *preset = source->options.preset;
	struct map usual = {0};
	char *fault;

	map_add_missing(map, source->options.map);
	if (preset != NULL) {
		map_add(&usual, preset->map, &fault);
		map_add_missing(map, &usual);
		if (source->options.channel == NULL)
			source->options.channel = preset->channel;
		if (source->host == NULL)
			source->host = mem_dup(preset->name);
	}
	source->options.map = map;
	map_free(&usual);
}

static void
read_json(struct source *source)
{
	struct buffer bytes = {0};
	struct map map = {0};
	struct json whole;

	add_preset(source, &map);
	if (answer_read(source, &bytes, &whole)) {
		struct json posts = find_posts(source, whole);
		if (posts.at != NULL)
			take_posts(source, posts);
	}
	buffer_free(&bytes);
	map_free(&map);
}

const struct source_kind source_json = {"json", "json", true, SOURCE_ITEMS, read_json};
