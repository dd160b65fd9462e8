/* Records on their way to a register that is worked on later: a folder of files, each there whole or not at all. */
#ifndef SPOOL_H
#define SPOOL_H

#include <stdbool.h>
#include <stddef.h>

struct spool;

/* Starts a file in the folder, which is made (mode 700) where it is missing. The run ends with 74 when that fails. */
struct spool *spool_open(const char *folder, const char *source);

void spool_put(
	struct spool *spool, const char *line, size_t length); /* a line without its newline */

/* Makes the file durable under a name that sorts by time and ends with .ndjson; one without records leaves nothing. Frees.
 * false: it was said on standard error, and nothing is there. */
bool spool_commit(struct spool *spool);
void spool_abandon(struct spool *spool); /* NULL is fine */

#endif
