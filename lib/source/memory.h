/* What is remembered of a source between runs: the marks of its last answer, how it went, and when it may be asked again. */
#ifndef SOURCE_MEMORY_H
#define SOURCE_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct state;

/* Zero it before the first use. Times are seconds, 0: never; texts are owned, NULL: none. */
struct memory {
	char *url, *etag, *last_modified;
	int64_t fetched_at; /* the last answer that was taken, or had nothing new */
	int64_t not_before; /* it asked to be left alone until then */
	int64_t failed_at;  /* the first failure since then */
	int64_t warned_at;  /* the last failure that was told of */
	long failures;      /* since then */
	long records;       /* that the last answer with any gave */
	char *error;        /* of the last failure */
};

void memory_read(struct memory *memory, struct state *state, const char *source);

/* false: it was said on standard error. */
bool memory_write(const struct memory *memory, struct state *state, const char *source);
void memory_free(struct memory *memory); /* makes it zero again */

/* It went well, and gave so many records; -1: there was nothing new. */
void memory_succeed(struct memory *memory, int64_t now, long records);

/* It failed. true: that is to be told: the first few times in a row, and then once a day. */
bool memory_fail(struct memory *memory, int64_t now, const char *error);

#endif
