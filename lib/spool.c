/* Records on their way to a register: names of the files, and writing them. */
#include "spool.h"

#include <ctype.h>
#include <err.h>
#include <stdlib.h>
#include <unistd.h>

#include "buffer.h"
#include "clock.h"
#include "durable.h"
#include "mem.h"
#include "status.h"

enum { MOST_OF_SOURCE = 64 }; /* bytes of its name in a file's name */

struct spool {
	char *folder;
	struct buffer name;
	struct durable *file;
	size_t records;
};

/* 20260310T120000Z-001-4711-reviews.ndjson: time, number within the run, process, source. */
static void
choose_name(struct buffer *name, const char *source)
{
	static unsigned number; /* files of one run keep their order within a second */
	char time[CLOCK_TEXT];

	clock_print(clock_now(), time);
	for (const char *at = time; *at != '\0'; at++)
		if (*at != '-' && *at != ':')
			buffer_char(name, *at);
	buffer_format(name, "-%03u-%ld-", ++number, (long)getpid());
	for (const char *at = source; *at != '\0' && at < source + MOST_OF_SOURCE; at++)
		buffer_char(name, isalnum((unsigned char)*at) ? *at : '-');
	buffer_text(name, ".ndjson");
}

struct spool *
spool_open(const char *folder, const char *source)
{
	struct spool *s = mem_new(1, sizeof *s);

	if (!durable_folder(folder))
		err(STATUS_IO, "%s", folder);
	s->folder = mem_dup(folder);
	choose_name(&s->name, source);
	s->file = durable_open(folder);
	if (s->file == NULL)
		err(STATUS_IO, "%s", folder);
	return s;
}

void
spool_put(struct spool *s, const char *line, size_t length)
{
	s->records++;
	durable_write(s->file, line, length);
	durable_write(s->file, "\n", 1);
}

static void
release(struct spool *s)
{
	buffer_free(&s->name);
	free(s->folder);
	free(s);
}

bool
spool_commit(struct spool *s)
{
	bool ok = true;

	if (s->records == 0) {
		durable_abandon(s->file);
	} else if (!durable_commit(s->file, s->name.at)) {
		warn("%s/%s", s->folder, s->name.at);
		ok = false;
	}
	release(s);
	return ok;
}

void
spool_abandon(struct spool *s)
{
	if (s == NULL)
		return;
	durable_abandon(s->file);
	release(s);
}
