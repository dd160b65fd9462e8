/* The commands of gripe-case: what a person at a desk says to the register. */
#ifndef DESK_H
#define DESK_H

#include <stdbool.h>

#include "overview.h"
#include "store/store.h"

struct buffer;

struct desk_order {
	const char *command; /* "approve" */
	const char *
		text_file; /* the answer that a person wrote, "-": standard input; NULL: the draft */
	struct store_filter filter; /* of list */
	struct store_act act;       /* whose text is read from text_file */
	bool json;
	bool sent, failed; /* of settle */
	struct overview view;
};

/* Whether order changes the register. Ends the run with 64 when there is no such command, or something that it needs is
 * missing; who does it defaults to $GRIPE_AGENT. */
bool desk_check(struct desk_order *order);

/* Does it, adding to out what there is to see; the status. */
int desk_do(struct store *store, struct desk_order *order, struct buffer *out);

#endif
