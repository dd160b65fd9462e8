/* What is to be collected: files, addresses and configured sources; and collecting them: files one after the
 * other, addresses many at once. */
#ifndef SOURCE_FETCH_H
#define SOURCE_FETCH_H

#include <stdbool.h>
#include <stddef.h>

#include "source/source.h"

struct choice;
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
	long max_wait;           /* seconds that a source may keep the run waiting; -1: as set */
	bool allow_private;      /* addresses given by hand may lead into private networks */
	bool list;               /* not to fetch but to show what is known */
	bool verbose;            /* say on standard error what each source gave */
};

struct fetch *fetch_new(const struct fetch_setup *setup);
void fetch_free(struct fetch *fetch);

/* A file ("-": standard input) or an address, read as the choice says, which is borrowed. An address that is neither http nor
 * https ends the run with 64. */
void fetch_add(struct fetch *fetch, const struct choice *choice, const char *where);

/* A [source NAME] section. Ends the run: 64 when there is none of that name, 78 when a setting is wrong. */
void fetch_add_source(struct fetch *fetch, const char *name);
void fetch_add_all_sources(struct fetch *fetch); /* 64 when there is none */

/* Collects all; what comes from the web in the order in which it comes. Ends the run with 75, before anything is written, when another run holds the state folder. */
void fetch_run(struct fetch *fetch, struct stream *stream);

/* Writes a table of all jobs: last success, records of the last answer with any, when it may be asked next, last error. Locks the state
 * folder, if there is an address among them. */
void fetch_list(struct fetch *fetch, struct stream *stream);

#endif
