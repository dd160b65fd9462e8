/* Where settings and data files are found. */
#include "lookup.h"

#include <err.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mem.h"
#include "status.h"

#ifndef DATADIR
#define DATADIR "/usr/local/share/gripe"
#endif

static char *
join_if_readable(const char *dir, const char *between, const char *name)
{
	if (dir == NULL || *dir == '\0')
		return NULL;
	char *path = mem_format("%s%s/%s", dir, between, name);
	if (access(path, R_OK) == 0)
		return path;
	free(path);
	return NULL;
}

static char *
look_in_home(const char *name)
{
	const char *config = getenv("XDG_CONFIG_HOME");

	if (config != NULL && *config != '\0')
		return join_if_readable(config, "/gripe", name);
	return join_if_readable(getenv("HOME"), "/.config/gripe", name);
}

/* In the build tree beside bin/, or installed. */
static char *
look_beside_program(const char *name)
{
	char program[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", program, sizeof program - 1);

	if (n <= 0)
		return NULL;
	program[n] = '\0';
	char *slash = strrchr(program, '/');
	if (slash == NULL)
		return NULL;
	*slash = '\0';
	char *path = join_if_readable(program, "/../lib/data", name);
	return path != NULL ? path : join_if_readable(program, "/../share/gripe", name);
}

char *
lookup_data(const char *dir, const char *name)
{
	char *path = join_if_readable(dir, "", name);

	if (path == NULL)
		path = join_if_readable(getenv("GRIPE_DATA"), "", name);
	if (path == NULL)
		path = look_in_home(name);
	if (path == NULL)
		path = join_if_readable("/etc/gripe", "", name);
	if (path == NULL)
		path = look_beside_program(name);
	if (path == NULL)
		path = join_if_readable(DATADIR, "", name);
	return path;
}

char *
lookup_needed(const char *dir, const char *name)
{
	char *path = lookup_data(dir, name);

	if (path == NULL)
		errx(STATUS_CONFIG, "%s: not found; say where it is with -d DIR or $GRIPE_DATA",
			name);
	return path;
}

char *
lookup_config(const char *file)
{
	const char *named = getenv("GRIPE_CONF");

	if (file == NULL && named != NULL && *named != '\0')
		file = named;
	if (file == NULL)
		return lookup_data(NULL, "gripe.conf");
	if (access(file, R_OK) != 0)
		err(STATUS_NO_INPUT, "%s",
			*file != '\0' ? file : "an empty name of a settings file");
	return mem_dup(file);
}
