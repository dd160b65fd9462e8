/* What a collector remembers between runs. */
#include "state.h"

#include <ctype.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "buffer.h"
#include "durable.h"
#include "json.h"
#include "mem.h"
#include "status.h"

enum { BLOCK = 4096, MOST = 1 << 20 }; /* bytes of a state file: more is damage */

struct state {
	char *folder;
	int lock;
};

char *
state_folder(const char *chosen)
{
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");

	if (chosen != NULL && *chosen != '\0')
		return mem_dup(chosen);
	if (state != NULL && *state == '/')
		return mem_format("%s/gripe", state);
	if (home != NULL && *home != '\0')
		return mem_format("%s/.local/state/gripe", home);
	errx(STATUS_CONFIG, "where is the state kept? say it with -S DIR, state under [fetch] in "
			    "gripe.conf, or $HOME");
}

struct state *
state_open(const char *folder)
{
	struct state *s = mem_new(1, sizeof *s);
	char *path = mem_format("%s/.lock", folder);

	if (!durable_folder(folder))
		err(STATUS_IO, "%s", folder);
	s->folder = mem_dup(folder);
	s->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (s->lock < 0)
		err(STATUS_IO, "%s", path);
	if (flock(s->lock, LOCK_EX | LOCK_NB) != 0) {
		if (errno == EWOULDBLOCK)
			errx(STATUS_LATER, "%s: another run is at work here; try again later",
				folder);
		err(STATUS_IO, "%s", path);
	}
	free(path);
	return s;
}

void
state_close(struct state *s)
{
	if (s == NULL)
		return;
	close(s->lock);
	free(s->folder);
	free(s);
}

/* Whatever a source is called, its file stays in the folder: other bytes than these as %XX. */
static char *
file_name(const char *source)
{
	struct buffer name = {0};

	for (const char *at = source; *at != '\0'; at++) {
		if (isalnum((unsigned char)*at) || *at == '-' || *at == '_' ||
			(*at == '.' && at > source))
			buffer_char(&name, *at);
		else
			buffer_format(&name, "%%%02X", (unsigned char)*at);
	}
	buffer_text(&name, ".json");
	return name.at;
}

static bool
is_whole(const struct buffer *json, size_t from)
{
	struct json value;
	struct json_fault fault;

	return json->length > from &&
	       json_check(json->at + from, json->length - from, &value, NULL, &fault) &&
	       json_type(value) == JSON_OBJECT;
}

static void
set_aside(const char *path)
{
	char *aside = mem_format("%s.damaged", path);

	warnx("%s: damaged; set aside as %s, and started over", path, aside);
	if (rename(path, aside) != 0)
		warn("%s", aside);
	free(aside);
}

static bool
read_file(const char *path, struct buffer *out)
{
	size_t from = out->length;
	ssize_t n = 1;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0) {
		if (errno != ENOENT)
			warn("%s", path);
		return false;
	}
	while (n > 0 && out->length - from <= MOST) {
		buffer_need(out, BLOCK);
		n = read(fd, out->at + out->length, BLOCK);
		out->length += n > 0 ? (size_t)n : 0;
		if (n > 0 && n < BLOCK) /* of a file: its end */
			break;
	}
	if (n < 0)
		warn("%s", path);
	buffer_text(out, "");
	close(fd);
	return n >= 0;
}

bool
state_read(struct state *s, const char *source, struct buffer *json)
{
	size_t from = json->length;
	char *name = file_name(source), *path = mem_format("%s/%s", s->folder, name);
	bool ok = read_file(path, json);

	if (ok && !is_whole(json, from)) {
		set_aside(path);
		ok = false;
	}
	if (!ok)
		json->length = from;
	free(path);
	free(name);
	return ok;
}

bool
state_write(struct state *s, const char *source, const struct buffer *json)
{
	char *name = file_name(source);
	struct durable *file = durable_open(s->folder);
	bool ok = file != NULL;

	if (ok) {
		durable_write(file, json->at, json->length);
		durable_write(file, "\n", 1);
		ok = durable_commit(file, name);
	}
	if (!ok)
		warn("%s/%s", s->folder, name);
	free(name);
	return ok;
}
