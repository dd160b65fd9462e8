/* How an input is to be read, as people say it: options of the command line and settings of [source NAME] alike, by name. */
#ifndef SOURCE_CHOICE_H
#define SOURCE_CHOICE_H

#include <stdbool.h>

#include "source/map.h"
#include "source/source.h"

/* Zero it before the first use. Texts are borrowed, but for those that are put together. */
struct choice {
	struct source_options options; /* without its map, which is the one below */
	struct map map;
	char *own;
};

/* Sets format, map, source, channel, delimiter, items, preset, own or date_format; "" sets nothing, but for
 * items, where it is the whole document. Maps and own names add up. NULL: done;
 * or what is wrong with the value, for the caller to free. */
char *choice_set(struct choice *choice, const char *name, const char *value);

/* The name of something that was set and means nothing to the format; NULL: all fits. */
const char *choice_misfit(const struct choice *choice);

/* Whether anything was set. */
bool choice_is_made(const struct choice *choice);
void choice_free(struct choice *choice);

#endif
