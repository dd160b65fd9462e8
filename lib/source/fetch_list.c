/* What is known of the configured sources, as a table. */
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "clock.h"
#include "source/fetch_inside.h"
#include "stream.h"

static void
list_job(struct fetch *f, const struct job *job, int width, struct buffer *out)
{
	struct memory m = {0};
	char *name = fetch_state_name(job), success[CLOCK_TEXT], next[CLOCK_TEXT];
	bool remote = http_is_address(job->where);

	if (remote)
		memory_read(&m, f->state, name);
	buffer_format(out, "%-*s  %-20s  %7ld  ", width, name,
		m.fetched_at != 0 ? clock_print(m.fetched_at, success)
		: remote          ? "never"
				  : "a file",
		m.records);
	const char *when = m.not_before > clock_now() ? clock_print(m.not_before, next) : "now";
	if (m.error != NULL)
		buffer_format(out, "%-20s  %ld x %s", when, m.failures, m.error);
	else
		buffer_format(out, "%s", when);
	memory_free(&m);
	free(name);
}

void
fetch_list(struct fetch *f, struct stream *stream)
{
	struct buffer line = {0};
	size_t width = strlen("source");

	for (size_t i = 0; i < f->count; i++) {
		if (f->state == NULL && http_is_address(f->jobs[i].where))
			fetch_open_state(f);
		char *name = fetch_state_name(&f->jobs[i]);
		width = strlen(name) > width ? strlen(name) : width;
		free(name);
	}
	buffer_format(&line, "%-*s  %-20s  %7s  %-20s  %s", (int)width, "source", "last success",
		"records", "next call", "last error");
	stream_write(stream, line.at, line.length);
	for (size_t i = 0; i < f->count; i++) {
		buffer_clear(&line);
		list_job(f, &f->jobs[i], (int)width, &line);
		stream_write(stream, line.at, line.length);
	}
	buffer_free(&line);
}
