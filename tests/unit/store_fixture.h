/* A register for a test, and what the tests of its parts ask of it. */
#ifndef STORE_FIXTURE_H
#define STORE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "buffer.h"
#include "mem.h"
#include "record.h"
#include "status.h"
#include "store/store.h"

/* A register in a folder of its own, and the record that went through it last. */
struct desk {
	char *folder, *path;
	struct store *store;
	struct record *record;
	struct buffer line, out;
};

static inline int
set_up(void **state)
{
	struct desk *d = mem_new(1, sizeof *d);

	d->folder = mem_dup("/tmp/gripe-store-XXXXXX");
	assert_non_null(mkdtemp(d->folder));
	d->path = mem_format("%s/x.db", d->folder);
	d->store = store_open(d->path, STORE_CREATE, 1, &(int){0});
	assert_non_null(d->store);
	d->record = record_new();
	*state = d;
	return 0;
}

static inline int
tear_down(void **state)
{
	struct desk *d = *state;

	store_close(d->store);
	unlink(d->path);
	rmdir(d->folder);
	record_free(d->record);
	buffer_free(&d->line);
	buffer_free(&d->out);
	free(d->folder);
	free(d->path);
	free(d);
	return 0;
}

/* Single quotes stand for double ones. */
static inline void
set_line(struct buffer *b, const char *json)
{
	buffer_clear(b);
	buffer_text(b, json);
	for (size_t i = 0; i < b->length; i++)
		if (b->at[i] == '\'')
			b->at[i] = '"';
}

/* The line that gripe-register would pass on. */
static inline const char *
put(struct desk *d, const char *json)
{
	bool repaired;
	size_t length;

	set_line(&d->line, json);
	assert_true(record_read(d->record, d->line.at, d->line.length, &repaired));
	store_check(d->record);
	assert_null(record_fault(d->record));
	assert_int_equal(store_begin(d->store), STATUS_OK);
	assert_int_equal(store_register(d->store, d->record), STATUS_OK);
	assert_int_equal(store_commit(d->store), STATUS_OK);
	return record_line(d->record, &length);
}

static inline const char *
walk(struct desk *d, struct store_walk w)
{
	struct buffer lines = {0};

	buffer_clear(&d->out);
	while (store_next(d->store, &w, &lines))
		buffer_add(&d->out, lines.at, lines.length);
	assert_int_equal(store_status(d->store), STATUS_OK);
	buffer_free(&lines);
	return d->out.at != NULL ? d->out.at : "";
}

static inline const char *
dump(struct desk *d)
{
	return walk(d, (struct store_walk){0});
}

static inline const char *
pending(struct desk *d)
{
	return walk(d, (struct store_walk){.pending = true});
}

static inline const char *
show(struct desk *d, const char *id)
{
	buffer_clear(&d->out);
	assert_int_equal(store_show(d->store, id, &d->out), STATUS_OK);
	return d->out.at;
}

static inline void
assert_has(const char *text, const char *part)
{
	struct buffer b = {0};

	set_line(&b, part);
	if (strstr(text, b.at) == NULL)
		fail_msg("%s is not in %s", b.at, text);
	buffer_free(&b);
}

static inline void
assert_has_not(const char *text, const char *part)
{
	struct buffer b = {0};

	set_line(&b, part);
	if (strstr(text, b.at) != NULL)
		fail_msg("%s is in %s", b.at, text);
	buffer_free(&b);
}

static inline size_t
lines_of(const char *text)
{
	size_t n = 0;

	for (; *text != '\0'; text++)
		n += *text == '\n';
	return n;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

#endif
