/* Source kind maildir: a folder of mail messages, a file each; cur and new are read, tmp never, and nothing is moved. */
#include "source/source.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "buffer.h"
#include "mem.h"
#include "source/message.h"
#include "status.h"
#include "stream.h"

struct maildir {
	struct source *source;
	const char *folder;
	char **files; /* as "cur/1773.a.host:2,S" */
	size_t count, room;
};

/* Its flags, behind ":2,", have a T. */
static bool
is_trashed(const char *name)
{
	const char *flags = strrchr(name, ':');

	return flags != NULL && strncmp(flags, ":2,", 3) == 0 && strchr(flags + 3, 'T') != NULL;
}

static bool
is_file(DIR *folder, const char *name)
{
	struct stat about;

	return fstatat(dirfd(folder), name, &about, 0) == 0 && S_ISREG(about.st_mode);
}

/* false: there is no such folder, or it cannot be opened, which errno says. */
static bool
list(struct maildir *m, const char *part)
{
	char *path = mem_format("%s/%s", m->folder, part);
	DIR *folder = opendir(path);
	struct dirent *entry;

	free(path);
	if (folder == NULL)
		return false;
	while ((entry = readdir(folder)) != NULL) {
		if (*entry->d_name == '.' || is_trashed(entry->d_name) ||
			!is_file(folder, entry->d_name))
			continue;
		m->files = mem_grow(m->files, m->count, &m->room, sizeof *m->files);
		m->files[m->count++] = mem_format("%s/%s", part, entry->d_name);
	}
	closedir(folder);
	return true;
}

/* By the names of the files, which begin with the time of delivery, whichever folder they are in. */
static int
compare(const void *a, const void *b)
{
	const char *one = *(char *const *)a, *other = *(char *const *)b;
	int order = strcmp(strchr(one, '/'), strchr(other, '/'));

	return order != 0 ? order : strcmp(one, other);
}

/* A file that is gone by now was moved or thrown away by a mail program; the next run sees where it is. */
static void
put_file(struct source *source, struct buffer *bytes, enum input_kind kind)
{
	if (kind == INPUT_END)
		message_put(source, bytes->at, bytes->length, 1);
	else if (kind == INPUT_TOO_LONG)
		source_refuse(source, 1, NULL, "the message is over %zu bytes (--max-body)",
			source->options.max_body);
	else if (kind == INPUT_STOPPED)
		source->failed = true;
	else if (errno != ENOENT)
		source_refuse(source, 1, NULL, "%s", strerror(errno));
}

static void
read_file(struct maildir *m, const char *name, struct buffer *bytes)
{
	struct source *source = m->source;
	char *path = mem_format("%s/%s", m->folder, name), *const files[] = {path, NULL};
	enum input_kind kind;

	buffer_clear(bytes);
	buffer_text(bytes, "");
	source->ends.place = path;
	source->ends.input = stream_input(source->ends.stream, files, source->options.max_line);
	do {
		kind = input_whole(source->ends.input, bytes, source->options.max_body);
	} while (kind == INPUT_STOPPED && source_goes_on(source));
	put_file(source, bytes, kind);
	input_close(source->ends.input);
	source->ends.input = NULL;
	source->ends.place = m->folder;
	free(path);
}

static void
read_maildir(struct source *source)
{
	static const char *const parts[] = {"cur", "new"};
	struct maildir m = {.source = source, .folder = source->ends.place};
	struct buffer bytes = {0};
	size_t found = 0;

	for (size_t i = 0; i < sizeof parts / sizeof *parts && !source->failed; i++) {
		if (list(&m, parts[i]))
			found++;
		else if (errno != ENOENT && errno != ENOTDIR)
			source_fail(source, STATUS_NO_INPUT, "%s: %s", parts[i], strerror(errno));
	}
	if (found == 0 && !source->failed)
		source_fail(source, STATUS_NO_INPUT,
			"it is no Maildir: a folder with cur and new in it");
	if (m.count > 0)
		qsort(m.files, m.count, sizeof *m.files, compare);
	for (size_t i = 0; i < m.count && source_goes_on(source); i++)
		read_file(&m, m.files[i], &bytes);
	for (size_t i = 0; i < m.count; i++)
		free(m.files[i]);
	free(m.files);
	buffer_free(&bytes);
}

const struct source_kind source_maildir = {"maildir", "mail", false, SOURCE_OPENS, read_maildir};
