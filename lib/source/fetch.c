/* Jobs from operands and settings. */
#include "source/fetch.h"

#include <err.h>
#include <stdlib.h>
#include <string.h>

#include "config.h"
#include "http.h"
#include "mem.h"
#include "source/fetch_inside.h"
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
		choice_free(&f->jobs[i].choice);
		memory_free(&f->jobs[i].memory);
		free(f->jobs[i].where);
	}
	free(f->jobs);
	http_close(f->http);
	state_close(f->state);
	free(f);
}

/* Takes the choice over, and where. */
static struct job *
add_job(struct fetch *f, const struct choice *choice, char *where)
{
	f->jobs = mem_grow(f->jobs, f->count, &f->room, sizeof *f->jobs);
	struct job *job = &f->jobs[f->count++];
	*job = (struct job){.choice = *choice, .where = where};
	job->choice.options.max_line = f->setup.max_line;
	job->choice.options.max_body = f->setup.max_body;
	return job;
}

/* ftp://, file:// and the like: what cannot be fetched must not be taken for a file's name. */
static bool
is_other_address(const char *where)
{
	return strstr(where, "://") != NULL && !http_is_address(where);
}

/* What comes over HTTP, or on standard input, is no folder. */
static bool
is_place_for(const struct source_kind *kind, const char *where)
{
	return !(kind->traits & SOURCE_OPENS) ||
	       (!http_is_address(where) && strcmp(where, "-") != 0);
}

void
fetch_add(struct fetch *f, const struct choice *choice, const char *where)
{
	struct choice copy = {.options = choice->options};

	if (is_other_address(where))
		errx(STATUS_USAGE, "%s: only http and https are fetched", where);
	if (!is_place_for(choice->options.kind, where))
		errx(STATUS_USAGE, "%s: %s reads a folder", where, choice->options.kind->name);
	copy.options.map = &choice->map;
	add_job(f, &copy, mem_dup(where))->allow_private = f->setup.allow_private;
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

void
fetch_add_source(struct fetch *f, const char *name)
{
	static const char *const settings[] = {
		"format", "channel", "map", "delimiter", "items", "preset", "own", "date_format"};
	struct choice choice = {.options = {.name = name, .wrong_map = STATUS_CONFIG}};
	const char *url, *misfit;

	if (!config_has(f->setup.config, "source", name))
		errx(STATUS_USAGE, "%s: no [source %s] in %s; files need -f FORMAT", name, name,
			f->setup.config_path != NULL ? f->setup.config_path : "gripe.conf");
	url = setting(f, name, "url");
	if (*url == '\0' || is_other_address(url))
		refuse_setting(f, name, "url", "expected an http or https address, or a file");
	for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
		const char *value = setting(f, name, settings[i]);
		char *fault = *value != '\0' ? choice_set(&choice, settings[i], value) : NULL;
		if (fault != NULL)
			refuse_setting(f, name, settings[i], fault);
	}
	if ((misfit = choice_misfit(&choice)) != NULL)
		refuse_setting(f, name, misfit, "the format has none, see gripe-fetch(1)");
	if (!is_place_for(choice.options.kind, url))
		refuse_setting(f, name, "url", "expected a folder");
	add_job(f, &choice, locate(f, url))->allow_private = allow_private(f, name);
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
