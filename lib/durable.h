/* A file that is there whole or not at all, even after a power cut: written under a temporary name, synced, renamed, and
 * the folder synced. */
#ifndef DURABLE_H
#define DURABLE_H

#include <stdbool.h>
#include <stddef.h>

struct durable;

/* Starts a file (mode 600) in a folder that exists, and sweeps away what killed runs left there. NULL: errno says why. */
struct durable *durable_open(const char *folder);

/* An error is kept for durable_commit. */
void durable_write(struct durable *file, const void *bytes, size_t length);

/* Gives the file its name, replacing one that has it, and frees. false: nothing was changed, and errno says why. */
bool durable_commit(struct durable *file, const char *name);

/* Removes what was written, and frees; NULL is fine. */
void durable_abandon(struct durable *file);

/* Makes a folder (mode 700) and those above it where they are missing; false: errno. */
bool durable_folder(const char *path);

#endif
