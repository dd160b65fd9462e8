/* What the files of the kind meta share. */
#ifndef SOURCE_META_H
#define SOURCE_META_H

#include <stdbool.h>
#include <stddef.h>

#include "json.h"

struct source;

/* The medium of the post, unless the command line says another. */
void meta_channel(struct source *source, const char *name);

/* A review of a page, of the Graph API or of a webhook; writes it. */
void meta_review(struct source *source, struct json review, size_t number);

/* Takes the posts of a webhook's payload; number: of the last item that was looked at. false: it is no payload. */
bool meta_push(struct source *source, struct json payload, size_t *number);

#endif
