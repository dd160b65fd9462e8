/* A data folder of a test's own, and records to try on what is loaded from it. */
#ifndef FOLDER_H
#define FOLDER_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "mem.h"
#include "record.h"

/* The name is the caller's, for folder_remove. */
static inline char *
folder_new(void)
{
	char *name = mem_dup("/tmp/gripe-unit-XXXXXX");

	if (mkdtemp(name) == NULL)
		abort();
	return name;
}

/* Writes a file; a name such as answers/x makes the folder answers too. */
static inline void
folder_put(const char *folder, const char *name, const char *text)
{
	char *path = mem_format("%s/%s", folder, name), *slash = strchr(name, '/');

	if (slash != NULL) {
		char *inner = mem_format("%s/%.*s", folder, (int)(slash - name), name);
		mkdir(inner, 0755);
		free(inner);
	}
	FILE *file = fopen(path, "we");
	if (file == NULL || fputs(text, file) < 0 || fclose(file) != 0)
		abort();
	free(path);
}

static inline void
folder_remove(char *folder)
{
	char *command = mem_format("rm -rf '%s'", folder);

	if (system(command) != 0)
		abort();
	free(command);
	free(folder);
}

/* line lives as long as the record is used. */
static inline void
folder_read(struct record *record, const char *line)
{
	bool repaired;

	if (!record_read(record, line, strlen(line), &repaired))
		abort();
}

#endif
