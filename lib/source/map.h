/* Which column or member of a source becomes which member of a record: "content=Text,author.name=Naam". */
#ifndef SOURCE_MAP_H
#define SOURCE_MAP_H

#include <stdbool.h>
#include <stddef.h>

#include "source/post.h"

struct map_entry {
	enum post_field field; /* POST_FIELDS: a member of extra */
	char *extra;           /* its name there; NULL: not in extra */
	char *column; /* for JSON also a path, "user.name", or a JSON Pointer, "/user/name" */
};

struct map {
	struct map_entry *at;
	size_t count, room;
};

/* Adds to a map (zero at the start). A comma within a column's name is written \, . false: *fault says what is wrong with
 * text, for the caller to free. */
bool map_add(struct map *map, const char *text, char **fault);
void map_copy(struct map *map, const struct map_entry *entry); /* adds it as it is */
void map_free(struct map *map);

bool map_has_field(const struct map *map, enum post_field field);

/* The member of that name, or "author.name" within another, is a column of the map, as a pointer too. */
bool map_has_column(const struct map *map, const char *column);

/* Adds the entries of another map for fields that are not mapped yet. */
void map_add_missing(struct map *map, const struct map *more);

#endif
