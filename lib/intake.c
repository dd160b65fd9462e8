/* Records into the register and on, in batches. */
#include "intake.h"

#include <err.h>
#include <stdlib.h>

#include "buffer.h"
#include "mem.h"
#include "record.h"
#include "status.h"
#include "store/store.h"
#include "stream.h"

enum { BATCH_RECORDS = 1000, BATCH_BYTES = 8 << 20 };

struct intake {
	struct store *store;
	struct stream *gripes;
	struct record *record;
	struct buffer lines, out;
	size_t ends[BATCH_RECORDS], count;
	char *first; /* where the batch begins, as messages name it */
	bool failed;
};

static bool
pass_waiting(void *intake)
{
	return intake_pass(intake);
}

struct intake *
intake_new(struct store *store, struct stream *gripes)
{
	struct intake *in = mem_new(1, sizeof *in);

	in->store = store;
	in->gripes = gripes;
	in->record = record_new();
	stream_before_wait(gripes, pass_waiting, in);
	return in;
}

void
intake_free(struct intake *in)
{
	stream_before_wait(in->gripes, NULL, NULL);
	record_free(in->record);
	buffer_free(&in->lines);
	buffer_free(&in->out);
	free(in->first);
	free(in);
}

static void
keep(struct intake *in, const char *line, size_t length)
{
	if (in->count == 0) {
		size_t number;
		const char *file = stream_place(in->gripes, &number);
		free(in->first);
		in->first = mem_format("%s:%zu", file, number);
	}
	buffer_add(&in->lines, line, length);
	buffer_char(&in->lines, '\0');
	in->ends[in->count++] = in->lines.length;
}

bool
intake_take(struct intake *in, struct record *gripe)
{
	size_t length;
	const char *line = record_line(gripe, &length);

	store_check(gripe);
	if (record_fault(gripe) != NULL) {
		stream_refuse(in->gripes, record_fault(gripe));
		return !in->failed;
	}
	if (in->count > 0 && in->lines.length + length > BATCH_BYTES)
		intake_pass(in);
	if (in->failed)
		return false;
	keep(in, line, length);
	return in->count < BATCH_RECORDS || intake_pass(in);
}

/* All of the batch, and the lines that go on. */
static int
register_batch(struct intake *in)
{
	bool repaired;
	size_t from = 0, length;
	int status = store_begin(in->store);

	for (size_t i = 0; status == STATUS_OK && i < in->count; from = in->ends[i++]) {
		record_read(in->record, in->lines.at + from, in->ends[i] - from - 1, &repaired);
		status = store_register(in->store, in->record);
		const char *line = record_line(in->record, &length);
		buffer_add(&in->out, line, length);
		buffer_char(&in->out, '\n');
	}
	if (status == STATUS_OK)
		return store_commit(in->store);
	store_undo(in->store);
	return status;
}

bool
intake_pass(struct intake *in)
{
	if (in->count == 0 || in->failed)
		return !in->failed;
	int status = register_batch(in);
	if (status == STATUS_OK) {
		stream_write(in->gripes, in->out.at, in->out.length - 1);
	} else {
		in->failed = true;
		warnx("%s: from here on nothing was registered", in->first);
		stream_fail(in->gripes, status);
	}
	buffer_clear(&in->lines);
	buffer_clear(&in->out);
	in->count = 0;
	return !in->failed;
}
