/* Jobs, and what collecting them needs; for fetch alone. */
#ifndef SOURCE_FETCH_INSIDE_H
#define SOURCE_FETCH_INSIDE_H

#include <stdbool.h>
#include <stddef.h>

#include "http.h"
#include "source/choice.h"
#include "source/fetch.h"
#include "source/memory.h"
#include "state.h"

struct job {
	struct choice choice;
	char *where;
	bool allow_private;
	struct memory memory; /* of an address */
	int tries;            /* in this run, that failed */
	double waited;        /* seconds, for them */
	double ready_at;      /* the next one, clock_steady */
	struct job *next;     /* that waits */
};

struct fetch {
	struct fetch_setup setup;
	struct job *jobs;
	size_t count, room;
	struct stream *stream;
	struct state *state; /* NULL: nothing comes over HTTP */
	struct http *http;
	struct job *waiting; /* to ask again */
};

/* The name of a job's state, for the caller to free: the source's, or one made from the address. */
char *fetch_state_name(const struct job *job);

/* Locks the state. */
void fetch_open_state(struct fetch *fetch);

#endif
