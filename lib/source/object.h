/* One object of JSON as a post: members that are a record's own, and what the map says. */
#ifndef SOURCE_OBJECT_H
#define SOURCE_OBJECT_H

#include <stdbool.h>

#include "json.h"

struct source;

/* The value at a column of a map: a JSON Pointer when it begins with "/", else the member of that name, or a path to one within
 * others, "user.name". */
struct json object_find(struct json object, const char *column);

/* Fills the source's post. Members that are a record's own are taken as such, unless a map says otherwise; all others go under
 * extra as they stand. false: the content is no text. */
bool object_take(struct source *source, struct json object);

#endif
