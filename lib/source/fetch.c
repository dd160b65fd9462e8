/* Collecting: jobs from operands and settings, and running them. */
#include "source/fetch.h"

#include <ctype.h>
#include <err.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "clock.h"
#include "config.h"
#include "hash.h"
#include "http.h"
#include "mem.h"
#include "spool.h"
#include "state.h"
#include "status.h"
#include "stream.h"

enum { ADDRESS_HASH = 8 };

struct job {
	struct source_options options;
	char *where;
	struct map map; /* of a configured source */
};

struct fetch {
	struct fetch_setup setup;
	struct job *jobs;
	size_t count, room;
	struct stream *stream;
	struct state *state; /* NULL: nothing comes over HTTP */
	struct http *http;
};

struct fetch *
fetch_new(const struct fetch_setup *setup)
{
	struct fetch *f = mem_new(1, sizeof *f);

	f->setup = *setup;
	if (f->setup.max_line == 0)
		f->setup.max_line = STREAM_MAX_LINE;
	if (f->setup.max_body == 0)
		f->setup.max_body = (size_t)config_number(setup->config, "fetch", "max_body");
	return f;
}

void
fetch_free(struct fetch *f)
{
	for (size_t i = 0; i < f->count; i++) {
		map_free(&f->jobs[i].map);
		free(f->jobs[i].where);
	}
	free(f->jobs);
	http_close(f->http);
	state_close(f->state);
	free(f);
}

static void
add_job(struct fetch *f, const struct source_options *options, char *where, const struct map *map)
{
	f->jobs = mem_grow(f->jobs, f->count, &f->room, sizeof *f->jobs);
	struct job *job = &f->jobs[f->count++];
	*job = (struct job){.options = *options, .where = where};
	if (map != NULL)
		job->map = *map;
	job->options.max_line = f->setup.max_line;
	job->options.max_body = f->setup.max_body;
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
fetch_add(struct fetch *f, const struct source_options *options, const char *where)
{
	if (is_other_address(where))
		errx(STATUS_USAGE, "%s: only http and https are fetched", where);
	if (!is_place_for(options->kind, where))
		errx(STATUS_USAGE, "%s: %s reads a folder", where, options->kind->name);
	add_job(f, options, mem_dup(where), NULL);
}

bool
fetch_delimiter(const char *text, char *delimiter)
{
	bool tab = strcmp(text, "tab") == 0 || strcmp(text, "\\t") == 0;
	unsigned char c = (unsigned char)*text;

	*delimiter = tab ? '\t' : *text;
	return tab || (c != '\0' && text[1] == '\0' && (ispunct(c) || c == '\t') && c != '"');
}

bool
fetch_is_date_format(const char *text)
{
	return strcmp(text, "DMY") == 0 || strcmp(text, "MDY") == 0 || strcmp(text, "YMD") == 0;
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

static bool
has_source(const struct config *config, const char *name)
{
	const char *other;

	for (int i = 0; (other = config_named(config, "source", i)) != NULL; i++)
		if (strcmp(other, name) == 0)
			return true;
	return false;
}

static const char *
setting(const struct fetch *f, const char *source, const char *name)
{
	return config_named_string(f->setup.config, "source", source, name);
}

void
fetch_add_source(struct fetch *f, const char *name)
{
	struct source_options options = {.name = name, .wrong_map = STATUS_CONFIG};
	const char *url, *delimiter;
	struct map map = {0};
	char *fault;

	if (!has_source(f->setup.config, name))
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
	if (!is_place_for(options.kind, url))
		refuse_setting(f, name, "url", "expected a folder");
	if (*delimiter != '\0' && !fetch_delimiter(delimiter, &options.delimiter))
		refuse_setting(f, name, "delimiter", "expected one mark, or tab");
	options.own = setting(f, name, "own");
	if (*setting(f, name, "date_format") != '\0')
		options.date_format = setting(f, name, "date_format");
	if (options.date_format != NULL && !fetch_is_date_format(options.date_format))
		refuse_setting(f, name, "date_format", "expected DMY, MDY or YMD");
	if (!map_add(&map, setting(f, name, "map"), &fault))
		refuse_setting(f, name, "map", fault);
	add_job(f, &options, locate(f, url), &map);
}

void
fetch_add_all_sources(struct fetch *f)
{
	const char *name;
	int i = 0;

	for (; (name = config_named(f->setup.config, "source", i)) != NULL; i++)
		fetch_add_source(f, name);
	if (i == 0)
		errx(STATUS_USAGE,
			"nothing to fetch: gripe.conf has no [source NAME]; files need -f FORMAT");
}

static bool
goes_on(const void *stream)
{
	return stream_goes_on(stream);
}

/* Locks the state and starts HTTP, if any job needs them. */
static void
prepare(struct fetch *f)
{
	const struct config *config = f->setup.config;
	const char *chosen = f->setup.state;
	bool remote = false;

	for (size_t i = 0; i < f->count; i++)
		remote |= http_is_address(f->jobs[i].where);
	if (!remote)
		return;
	char *folder =
		state_folder(chosen != NULL ? chosen : config_string(config, "fetch", "state"));
	f->state = state_open(folder);
	free(folder);
	f->http = http_open(
		&(struct http_setup){.user_agent = config_string(config, "fetch", "user_agent"),
			.connect_timeout = (long)config_seconds(config, "fetch", "connect_timeout"),
			.timeout = (long)config_seconds(config, "fetch", "timeout"),
			.max_body = f->setup.max_body,
			.goes_on = goes_on,
			.context = f->stream});
}

/* The name of a job's state: the source's, or one made from the address. */
static char *
state_name(const struct job *job)
{
	char hex[2 * ADDRESS_HASH + 1];
	struct hash hash;

	if (job->options.name != NULL)
		return mem_dup(job->options.name);
	hash_start(&hash);
	hash_text(&hash, job->where);
	return mem_format("url-%s", hash_hex(&hash, ADDRESS_HASH, hex));
}

/* A text of the state for the caller to free; NULL: none. */
static char *
remembered(struct json state, const char *name)
{
	struct json value = json_find(state, name);

	if (json_type(value) != JSON_STRING)
		return NULL;
	char *text = mem_new(value.length, 1);
	json_decode(value, text);
	return text;
}

/* Asks for what is new; what was remembered counts only for the same address. */
static void
ask(struct fetch *f, const struct job *job, const char *name, struct http_answer *answer)
{
	struct buffer text = {0};
	struct json state = {NULL, 0};
	bool known = state_read(f->state, name, &text);

	if (known)
		state = (struct json){text.at, strcspn(text.at, "\n")};
	char *url = remembered(state, "url"), *etag = NULL, *modified = NULL;
	if (url != NULL && strcmp(url, job->where) == 0) {
		etag = remembered(state, "etag");
		modified = remembered(state, "last_modified");
	}
	http_get(f->http, job->where, etag, modified, answer);
	free(url);
	free(etag);
	free(modified);
	buffer_free(&text);
}

static void
remember(struct fetch *f, const struct job *job, const char *name, const struct http_answer *answer)
{
	struct buffer state = {0};
	char now[CLOCK_TEXT];

	json_open(&state, '{');
	json_key_string(&state, "url", job->where);
	if (answer->etag != NULL)
		json_key_string(&state, "etag", answer->etag);
	if (answer->last_modified != NULL)
		json_key_string(&state, "last_modified", answer->last_modified);
	json_key_string(&state, "fetched_at", clock_print(clock_now(), now));
	json_close(&state, '}');
	if (!state_write(f->state, name, &state))
		stream_fail(f->stream, STATUS_IO);
	buffer_free(&state);
}

/* Reads what is there and brings it where it is to go. false: it is not all there, so the state stays as it was. */
static bool
deliver(struct fetch *f, const struct job *job, struct source_ends *ends)
{
	size_t records;
	const char *source =
		job->options.name != NULL ? job->options.name : job->options.kind->name;

	ends->stream = f->stream;
	ends->spool = f->setup.spool != NULL ? spool_open(f->setup.spool, source) : NULL;
	bool whole = source_read(&job->options, ends, &records);
	if (!whole) {
		spool_abandon(ends->spool);
	} else if (ends->spool != NULL && !spool_commit(ends->spool)) {
		stream_fail(f->stream, STATUS_IO);
		whole = false;
	}
	stream_flush(f->stream);
	if (f->setup.verbose)
		warnx("%s: %zu records", job->where, records);
	if (ends->input != NULL)
		input_close(ends->input);
	return whole && stream_goes_on(f->stream);
}

static void
run_file(struct fetch *f, const struct job *job)
{
	char *const files[] = {job->where, NULL};
	struct source_ends ends = {.place = job->where};

	if (!(job->options.kind->traits & SOURCE_OPENS))
		ends.input = stream_input(f->stream, files, job->options.max_line);
	deliver(f, job, &ends);
}

static void
run_address(struct fetch *f, const struct job *job)
{
	struct http_answer answer = {0};
	char *name = state_name(job), *host = http_host(job->where);

	ask(f, job, name, &answer);
	if (!stream_goes_on(f->stream)) {
		/* asked to stop */
	} else if (answer.status != STATUS_OK) {
		warnx("%s: %s", job->where, answer.reason);
		stream_fail(f->stream, answer.status);
	} else if (answer.unchanged) {
		if (f->setup.verbose)
			warnx("%s: nothing new", job->where);
	} else {
		struct source_ends ends = {
			.place = job->where, .host = host, .charset = answer.charset};
		ends.input = input_of_bytes(job->where, &answer.body, job->options.max_line);
		if (deliver(f, job, &ends))
			remember(f, job, name, &answer);
	}
	http_answer_free(&answer);
	free(host);
	free(name);
}

void
fetch_run(struct fetch *f, struct stream *stream)
{
	f->stream = stream;
	prepare(f);
	for (size_t i = 0; i < f->count && stream_goes_on(stream); i++) {
		struct job *job = &f->jobs[i];
		if (job->options.map == NULL)
			job->options.map = &job->map;
		if (http_is_address(job->where))
			run_address(f, job);
		else
			run_file(f, job);
	}
}
