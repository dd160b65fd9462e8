/* What is to be collected: files, addresses and configured sources; and collecting them, one after the other. */
#ifndef SOURCE_FETCH_H
#define SOURCE_FETCH_H

#include <stdbool.h>
#include <stddef.h>

#include "source/source.h"

struct config;
struct fetch;
struct stream;

struct fetch_setup {
	const struct config *config;
	const char *config_path; /* NULL: no settings file */
	const char *spool;       /* folder; NULL: records go to the stream */
	const char *state;       /* folder; NULL: as set, or the usual one */
	size_t max_line;         /* bytes */
	size_t max_body;         /* bytes; 0: as set */
	bool verbose;            /* say on standard error what each source gave */
};

struct fetch *fetch_new(const struct fetch_setup *setup);
void fetch_free(struct fetch *fetch);

/* A file ("-": standard input) or an address, read as options say, which are borrowed. An address that is neither http nor
 * https ends the run with 64. */
void fetch_add(struct fetch *fetch, const struct source_options *options, const char *where);

/* A [source NAME] section. Ends the run: 64 when there is none of that name, 78 when a setting is wrong. */
void fetch_add_source(struct fetch *fetch, const char *name);
void fetch_add_all_sources(struct fetch *fetch); /* 64 when there is none */

/* Collects all, in order. Ends the run with 75, before anything is written, when another run holds the state folder. */
void fetch_run(struct fetch *fetch, struct stream *stream);

/* ',', or a name ("tab"), as the delimiter; false: it cannot be one. */
bool fetch_delimiter(const char *text, char *delimiter);

/* DMY, MDY or YMD: the order of day, month and year. */
bool fetch_is_date_format(const char *text);

#endif
