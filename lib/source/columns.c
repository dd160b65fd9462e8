/* The columns of a table. */
#include "source/columns.h"

#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "mem.h"
#include "source/source.h"
#include "text.h"

/* A column may go to several places. */
struct target {
	size_t column;
	enum post_field field; /* POST_FIELDS: a member of extra */
	char *extra;
};

struct columns {
	char **names;
	size_t count, room;
	struct target *targets; /* in the order of their columns */
	size_t target_count, target_room;
};

struct columns *
columns_new(void)
{
	return mem_new(1, sizeof(struct columns));
}

void
columns_free(struct columns *c)
{
	if (c == NULL)
		return;
	for (size_t i = 0; i < c->count; i++)
		free(c->names[i]);
	for (size_t i = 0; i < c->target_count; i++)
		free(c->targets[i].extra);
	free(c->names);
	free(c->targets);
	free(c);
}

size_t
columns_count(const struct columns *c)
{
	return c->count;
}

static size_t
find(const struct columns *c, const char *name)
{
	size_t i = 0;

	while (i < c->count && strcmp(c->names[i], name) != 0)
		i++;
	return i;
}

void
columns_add(struct columns *c, const char *text, size_t length)
{
	struct buffer clean = {0};

	text_repair(&clean, text, length);
	size_t blanks = clean.length > 0 ? strspn(clean.at, " \t\n") : 0;
	while (clean.length > blanks && strchr(" \t\n", clean.at[clean.length - 1]) != NULL)
		clean.at[--clean.length] = '\0';
	char *name = clean.length > blanks ? mem_dup(clean.at + blanks)
					   : mem_format("column %zu", c->count + 1);
	buffer_free(&clean);
	if (find(c, name) < c->count) {
		char *longer = mem_format("%s (column %zu)", name, c->count + 1);
		free(name);
		name = longer;
	}
	c->names = mem_grow(c->names, c->count, &c->room, sizeof *c->names);
	c->names[c->count++] = name;
}

static void
add_target(struct columns *c, size_t column, enum post_field field, const char *extra)
{
	c->targets = mem_grow(c->targets, c->target_count, &c->target_room, sizeof *c->targets);
	c->targets[c->target_count++] =
		(struct target){column, field, extra != NULL ? mem_dup(extra) : NULL};
}

/* Says what is wrong with the map, and which columns there are. */
static void
refuse(const struct columns *c, struct source *source, const char *reason, const char *column)
{
	struct buffer list = {0};

	for (size_t i = 0; i < c->count; i++)
		buffer_format(&list, "%s%s", i > 0 ? ", " : "", c->names[i]);
	source_fail(source, source->options.wrong_map, "%s%s; the columns are: %s", reason, column,
		list.at != NULL ? list.at : "");
	buffer_free(&list);
}

static void
choose_one(struct columns *c, const struct source *source, size_t column)
{
	const struct map *map = source->options.map;
	enum post_field field = post_find(c->names[column]);
	size_t before = c->target_count;

	for (size_t i = 0; i < map->count; i++)
		if (strcmp(map->at[i].column, c->names[column]) == 0)
			add_target(c, column, map->at[i].field, map->at[i].extra);
	if (c->target_count > before)
		return;
	if (field != POST_FIELDS && source_says(source, field))
		field = POST_FIELDS;
	add_target(c, column, field, field == POST_FIELDS ? c->names[column] : NULL);
}

void
columns_choose(struct columns *c, struct source *source)
{
	const struct map *map = source->options.map;

	for (size_t i = 0; i < map->count; i++) {
		if (find(c, map->at[i].column) == c->count) {
			refuse(c, source, "there is no column ", map->at[i].column);
			return;
		}
	}
	for (size_t i = 0; i < c->count; i++)
		choose_one(c, source, i);
	for (size_t i = 0; i < c->target_count; i++)
		if (c->targets[i].field == POST_CONTENT || c->targets[i].field == POST_TITLE)
			return;
	refuse(c, source, "which column is the text? say it with content=COLUMN", "");
}

void
columns_set(const struct columns *c, struct post *post, size_t n, const char *text, size_t length)
{
	/* every column has at least one target, so the first cannot stand before the n-th place */
	for (size_t i = n; i < c->target_count && c->targets[i].column <= n; i++) {
		const struct target *t = &c->targets[i];
		if (t->column != n)
			continue;
		if (t->extra != NULL)
			post_extra(post, t->extra, text, length);
		else
			post_set(post, t->field, text, length);
	}
}
