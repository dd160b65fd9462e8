/* Jobs from operands and settings. */
#include "source/fetch.h"

#include <ctype.h>
#include <err.h>
#include <stdlib.h>
#include <string.h>

#include "config.h"
#include "http.h"
#include "mem.h"
#include "source/fetch_inside.h"
#include "source/preset.h"
#include "status.h"
#include "stream.h"

struct fetch *
fetch_new(const struct fetch_setup *setup)
{
	struct fetch *f = mem_new(1, sizeof *f);

	f->setup = *setup;
	if (f->setup.max_line == 0)
		f->setup.max_line = STREAM_MAX_LINE;
	if (f->setup.max_body == 0)
		f->setup.max_body = (size_t)config_number(setup->config, "fetch", "max_body");
	if (f->setup.max_wait < 0)
		f->setup.max_wait = (long)config_seconds(setup->config, "fetch", "max_wait");
	return f;
}

void
fetch_free(struct fetch *f)
{
	for (size_t i = 0; i < f->count; i++) {
		map_free(&f->jobs[i].map);
		memory_free(&f->jobs[i].memory);
		free(f->jobs[i].where);
	}
	free(f->jobs);
	http_close(f->http);
	state_close(f->state);
	free(f);
}

static struct job *
add_job(struct fetch *f, const struct source_options *options, char *where, const struct map *map)
{
	f->jobs = mem_grow(f->jobs, f->count, &f->room, sizeof *f->jobs);
	struct job *job = &f->jobs[f->count++];
	*job = (struct job){.options = *options, .where = where};
	if (map != NULL)
		job->map = *map;
	job->options.max_line = f->setup.max_line;
	job->options.max_body = f->setup.max_body;
	return job;
}

/* ftp://, file:// and the like: what cannot be fetched must not be taken for a file's name. */
static bool
is_other_address(const char *where)
{
	return strstr(where, "://") != NULL && !http_is_address(where);
}

void
fetch_add(struct fetch *f, const struct source_options *options, const char *where)
{
	if (is_other_address(where))
		errx(STATUS_USAGE, "%s: only http and https are fetched", where);
	add_job(f, options, mem_dup(where), NULL)->allow_private = f->setup.allow_private;
}

bool
fetch_delimiter(const char *text, char *delimiter)
{
	bool tab = strcmp(text, "tab") == 0 || strcmp(text, "\\t") == 0;
	unsigned char c = (unsigned char)*text;

	*delimiter = tab ? '\t' : *text;
	return tab || (c != '\0' && text[1] == '\0' && (ispunct(c) || c == '\t') && c != '"');
}

_Noreturn static void
refuse_setting(const struct fetch *f, const char *source, const char *name, const char *reason)
{
	errx(STATUS_CONFIG, "%s: [source %s] %s: %s", f->setup.config_path, source, name, reason);
}

/* A file's name counts from the folder of the settings file. */
static char *
locate(const struct fetch *f, const char *url)
{
	const char *path = f->setup.config_path, *slash = path != NULL ? strrchr(path, '/') : NULL;

	if (*url == '/' || slash == NULL || http_is_address(url))
		return mem_dup(url);
	return mem_format("%.*s/%s", (int)(slash - path), path, url);
}

static const char *
setting(const struct fetch *f, const char *source, const char *name)
{
	return config_named_string(f->setup.config, "source", source, name);
}

static bool
allow_private(const struct fetch *f, const char *source)
{
	const char *text = setting(f, source, "allow_private");

	if (strcmp(text, "yes") != 0 && strcmp(text, "no") != 0)
		refuse_setting(f, source, "allow_private", "expected yes or no");
	return strcmp(text, "yes") == 0;
}

/* The settings of the kind json. */
static void
read_places(const struct fetch *f, const char *name, struct source_options *options)
{
	const char *items = setting(f, name, "items"), *preset = setting(f, name, "preset");

	if (*items != '\0' && *items != '/')
		refuse_setting(f, name, "items", "expected a JSON Pointer, such as /data/items");
	options->items = *items != '\0' ? items : NULL;
	options->preset = preset_find(preset);
	if (*preset != '\0' && options->preset == NULL)
		refuse_setting(f, name, "preset", "there is no such preset, see gripe-fetch(1)");
}

void
fetch_add_source(struct fetch *f, const char *name)
{
	struct source_options options = {.name = name, .wrong_map = STATUS_CONFIG};
	const char *url, *delimiter;
	struct map map = {0};
	char *fault;

	if (!config_has(f->setup.config, "source", name))
		errx(STATUS_USAGE, "%s: no [source %s] in %s; files need -f FORMAT", name, name,
			f->setup.config_path != NULL ? f->setup.config_path : "gripe.conf");
	url = setting(f, name, "url");
	delimiter = setting(f, name, "delimiter");
	options.kind = source_find(setting(f, name, "format"));
	options.channel = *setting(f, name, "channel") != '\0' ? setting(f, name, "channel") : NULL;
	if (options.kind == NULL)
		refuse_setting(f, name, "format", "there is no such format, see gripe-fetch(1)");
	if (*url == '\0' || is_other_address(url))
		refuse_setting(f, name, "url", "expected an http or https address, or a file");
	if (*delimiter != '\0' && !fetch_delimiter(delimiter, &options.delimiter))
		refuse_setting(f, name, "delimiter", "expected one mark, or tab");
	if (!map_add(&map, setting(f, name, "map"), &fault))
		refuse_setting(f, name, "map", fault);
	read_places(f, name, &options);
	options.map = &map;
	const char *misfit = source_misfit(&options);
	if (misfit != NULL)
		refuse_setting(f, name, misfit, "the format has none, see gripe-fetch(1)");
	options.map = NULL;
	add_job(f, &options, locate(f, url), &map)->allow_private = allow_private(f, name);
}

void
fetch_add_all_sources(struct fetch *f)
{
	const char *name;
	size_t at = 0;

	while ((name = config_next(f->setup.config, "source", &at)) != NULL)
		fetch_add_source(f, name);
	if (f->count == 0)
		errx(STATUS_USAGE,
			"nothing to fetch: gripe.conf has no [source NAME]; files need -f FORMAT");
}
