/* A file that is there whole or not at all. */
#include "durable.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "buffer.h"
#include "mem.h"

enum { BLOCK = 1 << 16 };

#define TEMPORARY ".new-"

struct durable {
	char *folder, *path;
	int fd, error; /* error: errno of the first write that failed */
	struct buffer block;
};

bool
durable_folder(const char *path)
{
	char *copy = mem_dup(path);
	bool ok = true;

	for (char *slash = copy + 1; ok && *slash != '\0' && (slash = strchr(slash, '/'));
		slash++) {
		*slash = '\0';
		ok = mkdir(copy, 0700) == 0 || errno == EEXIST;
		*slash = '/';
	}
	ok = ok && (mkdir(copy, 0700) == 0 || errno == EEXIST);
	free(copy);
	return ok;
}

/* A temporary file that nobody holds locked was left by a run that is dead. */
static void
sweep(const char *folder)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;

	if (dir == NULL)
		return;
	while ((entry = readdir(dir)) != NULL) {
		if (strncmp(entry->d_name, TEMPORARY, strlen(TEMPORARY)) != 0)
			continue;
		int fd = openat(dirfd(dir), entry->d_name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
		if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0)
			unlinkat(dirfd(dir), entry->d_name, 0);
		if (fd >= 0)
			close(fd);
	}
	closedir(dir);
}

/* Made and locked; between both another run may have swept it: then again. */
static int
open_temporary(const char *path, char *name)
{
	struct stat st;

	for (;;) {
		strcpy(name, path);
		int fd = mkostemp(name, O_CLOEXEC);
		if (fd < 0)
			return -1;
		if (flock(fd, LOCK_EX | LOCK_NB) == 0 && fstat(fd, &st) == 0 && st.st_nlink > 0)
			return fd;
		unlink(name);
		close(fd);
	}
}

struct durable *
durable_open(const char *folder)
{
	struct durable *d = mem_new(1, sizeof *d);
	char *pattern = mem_format("%s/" TEMPORARY "XXXXXX", folder);

	sweep(folder);
	d->path = mem_dup(pattern);
	d->folder = mem_dup(folder);
	d->fd = open_temporary(pattern, d->path);
	free(pattern);
	if (d->fd >= 0)
		return d;
	int error = errno;
	free(d->path);
	free(d->folder);
	free(d);
	errno = error;
	return NULL;
}

static void
write_all(struct durable *d, const char *at, size_t length)
{
	while (length > 0 && d->error == 0) {
		ssize_t n = write(d->fd, at, length);
		if (n >= 0) {
			at += n;
			length -= (size_t)n;
		} else if (errno != EINTR) {
			d->error = errno;
		}
	}
}

void
durable_write(struct durable *d, const void *bytes, size_t length)
{
	buffer_add(&d->block, bytes, length);
	if (d->block.length >= BLOCK) {
		write_all(d, d->block.at, d->block.length);
		d->block.length = 0;
	}
}

static void
release(struct durable *d)
{
	if (d->fd >= 0)
		close(d->fd);
	buffer_free(&d->block);
	free(d->path);
	free(d->folder);
	free(d);
}

void
durable_abandon(struct durable *d)
{
	if (d == NULL)
		return;
	unlink(d->path);
	release(d);
}

static bool
sync_folder(const char *folder)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool ok = fd >= 0 && fsync(fd) == 0;

	if (fd >= 0)
		close(fd);
	return ok;
}

bool
durable_commit(struct durable *d, const char *name)
{
	char *path = mem_format("%s/%s", d->folder, name);

	write_all(d, d->block.at, d->block.length);
	if (d->error == 0 && fsync(d->fd) != 0)
		d->error = errno;
	if (d->error == 0 && rename(d->path, path) != 0)
		d->error = errno;
	bool named = d->error == 0;
	if (named && !sync_folder(d->folder))
		d->error = errno;
	free(path);
	int error = d->error;
	if (named)
		release(d);
	else
		durable_abandon(d);
	errno = error;
	return error == 0;
}
