/* Where settings and data files are found: gripe(7), FILES. */
#ifndef LOOKUP_H
#define LOOKUP_H

#include <stdbool.h>

/* The path of a data file, looked up in: dir (-d, may be NULL), $GRIPE_DATA, $XDG_CONFIG_HOME/gripe (or ~/.config/gripe),
 * /etc/gripe, beside the program, and the compiled data folder. The caller frees it; NULL: nowhere. */
char *lookup_data(const char *dir, const char *name);

/* As lookup_data, but a file that is nowhere ends the run with 78. */
char *lookup_needed(const char *dir, const char *name);

/* The settings file: file (-c), $GRIPE_CONF, or gripe.conf in the same folders; NULL: none. A file that was named and
 * cannot be read ends the run with 66. */
char *lookup_config(const char *file);

#endif
