/* What is remembered of a source between runs, as a small JSON object. */
#include "source/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "clock.h"
#include "json.h"
#include "mem.h"
#include "state.h"

enum { TOLD = 3, DAY = 24 * 60 * 60 };

static char *
text_of(struct json state, const char *name)
{
	struct json value = json_find(state, name);

	if (json_type(value) != JSON_STRING)
		return NULL;
	char *text = mem_new(value.length, 1);
	json_decode(value, text);
	return text;
}

static int64_t
time_of(struct json state, const char *name)
{
	char *text = text_of(state, name);
	int64_t time = 0;

	if (text == NULL || !clock_parse(text, &time))
		time = 0;
	free(text);
	return time;
}

static long
number_of(struct json state, const char *name)
{
	struct json value = json_find(state, name);
	double number = json_type(value) == JSON_NUMBER ? json_number(value) : 0;

	return number >= 0 && number < 1e9 ? (long)number : 0;
}

void
memory_read(struct memory *m, struct state *state, const char *source)
{
	struct buffer text = {0};

	memory_free(m);
	if (state_read(state, source, &text)) {
		struct json json = {text.at, strcspn(text.at, "\n")};
		*m = (struct memory){.url = text_of(json, "url"),
			.etag = text_of(json, "etag"),
			.last_modified = text_of(json, "last_modified"),
			.fetched_at = time_of(json, "fetched_at"),
			.not_before = time_of(json, "not_before"),
			.failed_at = time_of(json, "failed_at"),
			.warned_at = time_of(json, "warned_at"),
			.failures = number_of(json, "failures"),
			.records = number_of(json, "records"),
			.error = text_of(json, "error")};
	}
	buffer_free(&text);
}

static void
put_text(struct buffer *out, const char *name, const char *text)
{
	if (text != NULL)
		json_key_string(out, name, text);
}

static void
put_time(struct buffer *out, const char *name, int64_t time)
{
	char text[CLOCK_TEXT];

	if (time != 0)
		json_key_string(out, name, clock_print(time, text));
}

bool
memory_write(const struct memory *m, struct state *state, const char *source)
{
	struct buffer out = {0};

	json_open(&out, '{');
	put_text(&out, "url", m->url);
	put_text(&out, "etag", m->etag);
	put_text(&out, "last_modified", m->last_modified);
	put_time(&out, "fetched_at", m->fetched_at);
	if (m->records > 0)
		json_key_integer(&out, "records", m->records);
	put_time(&out, "not_before", m->not_before);
	put_time(&out, "failed_at", m->failed_at);
	put_time(&out, "warned_at", m->warned_at);
	if (m->failures > 0)
		json_key_integer(&out, "failures", m->failures);
	put_text(&out, "error", m->error);
	json_close(&out, '}');
	bool ok = state_write(state, source, &out);
	buffer_free(&out);
	return ok;
}

void
memory_free(struct memory *m)
{
	free(m->url);
	free(m->etag);
	free(m->last_modified);
	free(m->error);
	*m = (struct memory){0};
}

void
memory_succeed(struct memory *m, int64_t now, long records)
{
	free(m->error);
	m->error = NULL;
	m->fetched_at = now;
	m->failed_at = m->warned_at = 0;
	m->failures = 0;
	if (records >= 0)
		m->records = records;
}

bool
memory_fail(struct memory *m, int64_t now, const char *error)
{
	char *copy = mem_dup(error);
	bool tell = m->failures < TOLD || now - m->warned_at >= DAY || now < m->warned_at;

	free(m->error);
	m->error = copy;
	if (m->failures++ == 0)
		m->failed_at = now;
	if (tell)
		m->warned_at = now;
	return tell;
}
