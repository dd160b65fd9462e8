/* Delivery of what a person approved, and of warnings: to the end of a file, or to a command's standard input. */
#ifndef SEND_H
#define SEND_H

#include <stdbool.h>

#include "store/store.h"

struct config;
struct stream;

/* Where to; of both one is set. */
struct send_place {
	const char *file, *command;
};

struct send_result {
	enum store_outcome outcome;
	int status;              /* what it makes of the run's status */
	char *remote_id, *error; /* the caller's to free; NULL: none */
};

/* Tries once. A file gets the record in one write, and what was written of it is on the disk, or none of it is there. A command
 * that ends with 0 has sent it, with 75 has not and may be asked again; what else it ends with is a failure, and nobody
 * knows how far it came. The first line that a command writes is the remote_id; all that it writes goes to standard error. */
void send_deliver(const struct send_place *place, const struct store_letter *letter,
	struct send_result *result);
void send_result_free(struct send_result *result);

struct send_setup {
	struct store *store;
	const struct config *config;
	struct stream
		*out; /* where a dry run says what would go where, and which knows of signals */
	struct send_place place; /* instead of what the settings say */
	bool dry_run;
};

/* Names what has no place to go to: STATUS_CONFIG where there is any. Nothing is sent. */
int send_check(const struct send_setup *setup, enum store_matter matter);

/* Delivers all there is of a matter, and notes how it went; the worst status. */
int send_round(const struct send_setup *setup, enum store_matter matter);

#endif
