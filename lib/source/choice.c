/* How an input is to be read, as people say it. */
#include "source/choice.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "source/preset.h"

static char *
set_format(struct choice *c, const char *value)
{
	c->options.kind = source_find(value);
	return c->options.kind != NULL
		       ? NULL
		       : mem_format("there is no format %s, see gripe-fetch(1)", value);
}

static char *
set_map(struct choice *c, const char *value)
{
	char *fault;

	return map_add(&c->map, value, &fault) ? NULL : fault;
}

static char *
set_source(struct choice *c, const char *value)
{
	c->options.name = value;
	return NULL;
}

static char *
set_channel(struct choice *c, const char *value)
{
	c->options.channel = value;
	return NULL;
}

static char *
set_delimiter(struct choice *c, const char *value)
{
	bool tab = strcmp(value, "tab") == 0 || strcmp(value, "\\t") == 0;
	unsigned char mark = (unsigned char)*value;

	c->options.delimiter = tab ? '\t' : *value;
	return tab || (value[1] == '\0' && (ispunct(mark) || mark == '\t') && mark != '"')
		       ? NULL
		       : mem_dup("expected one mark, or tab");
}

static char *
set_items(struct choice *c, const char *value)
{
	c->options.items = value;
	return *value == '/' || *value == '\0'
		       ? NULL
		       : mem_dup("expected a JSON Pointer, such as /data/items");
}

static char *
set_preset(struct choice *c, const char *value)
{
	c->options.preset = preset_find(value);
	return c->options.preset != NULL
		       ? NULL
		       : mem_format("there is no preset %s, see gripe-fetch(1)", value);
}

static char *
set_own(struct choice *c, const char *value)
{
	char *both = mem_format("%s|%s", c->own != NULL ? c->own : "", value);

	free(c->own);
	c->options.own = c->own = both;
	return NULL;
}

static char *
set_date_format(struct choice *c, const char *value)
{
	bool known =
		strcmp(value, "DMY") == 0 || strcmp(value, "MDY") == 0 || strcmp(value, "YMD") == 0;

	c->options.date_format = value;
	return known ? NULL : mem_dup("expected DMY, MDY or YMD");
}

char *
choice_set(struct choice *c, const char *name, const char *value)
{
	static const struct {
		const char *name;
		char *(*set)(struct choice *, const char *);
	} setters[] = {{"format", set_format}, {"map", set_map}, {"source", set_source},
		{"channel", set_channel}, {"delimiter", set_delimiter}, {"items", set_items},
		{"preset", set_preset}, {"own", set_own}, {"date_format", set_date_format}};

	for (size_t i = 0; i < sizeof setters / sizeof *setters; i++)
		if (strcmp(setters[i].name, name) == 0 &&
			(*value != '\0' || setters[i].set == set_items))
			return setters[i].set(c, value);
	return NULL;
}

const char *
choice_misfit(const struct choice *c)
{
	const struct source_options *o = &c->options;
	unsigned traits = o->kind->traits;

	if (c->map.count > 0 && !o->kind->mapped)
		return "map";
	if (o->delimiter != '\0' && (traits & SOURCE_DELIMITER) == 0)
		return "delimiter";
	if (o->items != NULL && (traits & SOURCE_ITEMS) == 0)
		return "items";
	if (o->preset != NULL && (traits & SOURCE_ITEMS) == 0)
		return "preset";
	if (o->own != NULL && (traits & SOURCE_OWN) == 0)
		return "own";
	return o->date_format != NULL && (traits & SOURCE_DATES) == 0 ? "date_format" : NULL;
}

bool
choice_is_made(const struct choice *c)
{
	const struct source_options *o = &c->options;

	return o->kind != NULL || c->map.count > 0 || o->name != NULL || o->channel != NULL ||
	       o->delimiter != '\0' || o->items != NULL || o->preset != NULL || o->own != NULL ||
	       o->date_format != NULL;
}

void
choice_free(struct choice *c)
{
	map_free(&c->map);
	free(c->own);
	*c = (struct choice){0};
}
