/* Collecting: files one after the other, addresses many at once. */
#include <err.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "config.h"
#include "hash.h"
#include "mem.h"
#include "source/fetch_inside.h"
#include "spool.h"
#include "status.h"
#include "stream.h"

enum { ADDRESS_HASH = 8, HOUR = 60 * 60 };

static bool
goes_on(const void *stream)
{
	return stream_goes_on(stream);
}

void
fetch_open_state(struct fetch *f)
{
	const char *chosen = f->setup.state;
	char *folder = state_folder(
		chosen != NULL ? chosen : config_string(f->setup.config, "fetch", "state"));

	f->state = state_open(folder);
	free(folder);
}

/* Locks the state and starts HTTP, if any job needs them. */
static void
prepare(struct fetch *f)
{
	const struct config *config = f->setup.config;
	bool remote = false;

	for (size_t i = 0; i < f->count; i++)
		remote |= http_is_address(f->jobs[i].where);
	if (!remote)
		return;
	fetch_open_state(f);
	f->http = http_open(
		&(struct http_setup){.user_agent = config_string(config, "fetch", "user_agent"),
			.connect_timeout = (long)config_seconds(config, "fetch", "connect_timeout"),
			.timeout = (long)config_seconds(config, "fetch", "timeout"),
			.silence = (long)config_seconds(config, "fetch", "silence"),
			.per_host = config_number(config, "fetch", "per_host"),
			.max_body = f->setup.max_body,
			.goes_on = goes_on,
			.context = f->stream});
}

char *
fetch_state_name(const struct job *job)
{
	char hex[2 * ADDRESS_HASH + 1];
	struct hash hash;

	if (job->choice.options.name != NULL)
		return mem_dup(job->choice.options.name);
	hash_start(&hash);
	hash_text(&hash, job->where);
	return mem_format("url-%s", hash_hex(&hash, ADDRESS_HASH, hex));
}

/* What is remembered of another address under the same name does not count. */
static void
recall(struct fetch *f, struct job *job)
{
	char *name = fetch_state_name(job);

	memory_read(&job->memory, f->state, name);
	if (job->memory.url == NULL || strcmp(job->memory.url, job->where) != 0) {
		memory_free(&job->memory);
		job->memory.url = mem_dup(job->where);
	}
	free(name);
}

static void
remember(struct fetch *f, struct job *job)
{
	char *name = fetch_state_name(job);

	if (!memory_write(&job->memory, f->state, name))
		stream_fail(f->stream, STATUS_IO);
	free(name);
}

static void
ask(struct fetch *f, struct job *job)
{
	http_start(f->http, &(struct http_request){.address = job->where,
				    .etag = job->memory.etag,
				    .last_modified = job->memory.last_modified,
				    .allow_private = job->allow_private,
				    .job = job});
}

/* Reads what is there and brings it where it is to go. false: it is not all there, so the state stays as it was. */
static bool
deliver(struct fetch *f, const struct job *job, struct source_ends *ends, size_t *count)
{
	size_t records;
	const char *source = job->choice.options.name != NULL ? job->choice.options.name
							      : job->choice.options.kind->name;

	ends->stream = f->stream;
	ends->spool = f->setup.spool != NULL ? spool_open(f->setup.spool, source) : NULL;
	bool whole = source_read(&job->choice.options, ends, &records);
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
	if (count != NULL)
		*count = records;
	return whole && stream_goes_on(f->stream);
}

static void
run_file(struct fetch *f, const struct job *job)
{
	char *const files[] = {job->where, NULL};
	struct source_ends ends = {.place = job->where};

	if ((job->choice.options.kind->traits & SOURCE_OPENS) == 0)
		ends.input = stream_input(f->stream, files, job->choice.options.max_line);
	deliver(f, job, &ends, NULL);
}

static void
replace(char **old, char **new)
{
	free(*old);
	*old = *new;
	*new = NULL;
}

/* The records of an answer are out: only now its marks count. */
static void
take_body(struct fetch *f, struct job *job, struct http_answer *answer)
{
	char *host = http_host(job->where);
	struct source_ends ends = {.place = job->where, .host = host, .charset = answer->charset};
	size_t records;

	ends.input = input_of_bytes(job->where, &answer->body, job->choice.options.max_line);
	if (deliver(f, job, &ends, &records)) {
		replace(&job->memory.etag, &answer->etag);
		replace(&job->memory.last_modified, &answer->last_modified);
		memory_succeed(&job->memory, clock_now(), (long)records);
		remember(f, job);
	}
	free(host);
}

/* An answer that says to come back soon is worth waiting for, a few times, as long as the run may wait. */
static bool
wait_again(struct fetch *f, struct job *job, const struct http_answer *answer)
{
	int64_t now = clock_now();
	double pause = answer->not_before > now ? (double)(answer->not_before - now)
						: (double)(1 << job->tries) * clock_jitter();

	if (answer->status != STATUS_LATER || job->waited + pause > (double)f->setup.max_wait)
		return false;
	job->tries++;
	job->waited += pause;
	job->ready_at = clock_steady() + pause;
	job->next = f->waiting;
	f->waiting = job;
	return true;
}

static void
take_answer(struct fetch *f, struct job *job, struct http_answer *answer)
{
	struct memory *m = &job->memory;

	m->not_before = answer->not_before;
	if (answer->status == STATUS_OK && !answer->unchanged) {
		take_body(f, job, answer);
	} else if (answer->status == STATUS_OK) {
		bool worth = m->failures > 0 || m->not_before > 0 ||
			     clock_now() - m->fetched_at >= HOUR; /* a write an hour is enough */
		memory_succeed(m, clock_now(), -1);
		if (worth)
			remember(f, job);
		if (f->setup.verbose)
			warnx("%s: nothing new", job->where);
	} else if (!wait_again(f, job, answer)) {
		if (memory_fail(m, clock_now(), answer->reason) || f->setup.verbose)
			warnx("%s: %s", job->where, answer->reason);
		stream_fail(f->stream, answer->status);
		remember(f, job);
	}
}

/* Takes answers as they come until no more than that many are under way. */
static void
wait_for(struct fetch *f, size_t most)
{
	struct http_answer answer = {0};
	void *job;

	while (http_running(f->http) > most && http_next(f->http, &answer, &job) &&
		stream_goes_on(f->stream)) {
		take_answer(f, job, &answer);
		http_answer_free(&answer);
	}
	http_answer_free(&answer);
}

/* The job that is ready first. */
static struct job **
find_first(struct fetch *f)
{
	struct job **first = &f->waiting;

	for (struct job **link = &f->waiting; *link != NULL; link = &(*link)->next)
		if ((*link)->ready_at < (*first)->ready_at)
			first = link;
	return first;
}

/* Asks all that are ready by then. */
static void
ask_ready(struct fetch *f, double then)
{
	struct job **first;

	while (*(first = find_first(f)) != NULL && (*first)->ready_at <= then) {
		struct job *job = *first;
		*first = job->next;
		ask(f, job);
		wait_for(f, HTTP_MOST - 1);
	}
}

static void
ask_again(struct fetch *f)
{
	while (f->waiting != NULL && stream_goes_on(f->stream)) {
		double ready_at = (*find_first(f))->ready_at;
		while (clock_steady() < ready_at && stream_goes_on(f->stream))
			clock_sleep(fmin(ready_at - clock_steady(), 1));
		if (stream_goes_on(f->stream))
			ask_ready(f, clock_steady());
		wait_for(f, 0);
	}
}

/* Asks, unless the source said that it is too early. */
static void
run_address(struct fetch *f, struct job *job)
{
	char time[CLOCK_TEXT];

	recall(f, job);
	if (job->memory.not_before <= clock_now()) {
		ask(f, job);
		wait_for(f, HTTP_MOST - 1);
	} else if (f->setup.verbose) {
		warnx("%s: not before %s", job->where, clock_print(job->memory.not_before, time));
	}
}

void
fetch_run(struct fetch *f, struct stream *stream)
{
	f->stream = stream;
	prepare(f);
	for (size_t i = 0; i < f->count && stream_goes_on(stream); i++) {
		struct job *job = &f->jobs[i];
		if (job->choice.options.map == NULL)
			job->choice.options.map = &job->choice.map;
		if (http_is_address(job->where))
			run_address(f, job);
		else
			run_file(f, job);
	}
	if (f->http != NULL) {
		wait_for(f, 0);
		ask_again(f);
	}
}
