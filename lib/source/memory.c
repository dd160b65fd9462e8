/* What is remembered of a source between runs, as a small JSON object. */
#include "source/memory.h"

#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "clock.h"
#include "json.h"
#include "mem.h"
#include "state.h"

enum { TOLD = 3, DAY = 24 * 60 * 60 };

/* One member into where it belongs; what is of another kind counts as missing. */
static void
take_member(struct memory *m, const char *name, struct json value)
{
	const struct {
		const char *name;
		char **text;
		int64_t *time;
		long *number;
	} members[] = {{"url", &m->url, NULL, NULL}, {"etag", &m->etag, NULL, NULL},
		{"last_modified", &m->last_modified, NULL, NULL}, {"error", &m->error, NULL, NULL},
		{"fetched_at", NULL, &m->fetched_at, NULL},
		{"not_before", NULL, &m->not_before, NULL},
		{"failed_at", NULL, &m->failed_at, NULL}, {"warned_at", NULL, &m->warned_at, NULL},
		{"failures", NULL, NULL, &m->failures}, {"records", NULL, NULL, &m->records}};
	size_t i = 0;

	while (i < sizeof members / sizeof *members && strcmp(members[i].name, name) != 0)
		i++;
	if (i == sizeof members / sizeof *members)
		return;
	if (members[i].number != NULL && json_type(value) == JSON_NUMBER) {
		double number = json_number(value);
		*members[i].number = number >= 0 && number < 1e9 ? (long)number : 0;
	} else if (json_type(value) == JSON_STRING) {
		char *text = mem_new(value.length, 1);
		json_decode(value, text);
		if (members[i].text != NULL && *members[i].text == NULL) {
			*members[i].text = text;
			return;
		}
		if (members[i].time != NULL && !clock_parse(text, members[i].time))
			*members[i].time = 0;
		free(text);
	}
}

void
memory_read(struct memory *m, struct state *state, const char *source)
{
	struct buffer text = {0};
	struct json rest, key, value;

	memory_free(m);
	if (state_read(state, source, &text)) {
		rest = json_inside((struct json){text.at, strcspn(text.at, "\n")});
		while (json_next(&rest, &key, &value)) {
			char name[32] = "";
			if (key.length < sizeof name)
				json_decode(key, name);
			take_member(m, name, value);
		}
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
