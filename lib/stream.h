/* Records in, records out, by the contract that all filters share (gripe(7), THE CONTRACT OF A FILTER).
 *
 *	while ((gripe = stream_next(gripes)) != NULL) {
 *		record_set(gripe, "score", score_judge(judge, gripe));
 *		stream_put(gripes, gripe);
 *	}
 *	return stream_finish(gripes);
 */
#ifndef STREAM_H
#define STREAM_H

#include <stdbool.h>
#include <stddef.h>

struct input;
struct input_piece;
struct record;
struct stream;

enum { STREAM_MAX_LINE = 16 << 20 };

struct stream_setup {
	char **files; /* names that end with NULL, "-" is standard input; NULL or none: standard input */
	const char *rejects; /* the file that keeps bad lines; NULL: none */
	size_t max_line;     /* bytes; 0: STREAM_MAX_LINE */
	bool strict;         /* stop at the first bad line */
	bool text;           /* lines are plain text, each becomes {"content":...} */
	bool reads_only;     /* standard output is the caller's: stream_finish leaves it open */
};

/* Takes over SIGTERM and SIGINT until stream_finish. Ends the run with 74 when rejects cannot be written. */
struct stream *stream_open(const struct stream_setup *setup);

/* The next good record, borrowed until the next call; NULL: the end, a signal, or (strict) a bad line. Bad lines are named,
 * counted and skipped. Writes out what was put whenever reading has to wait. */
struct record *stream_next(struct stream *stream);

/* Writes a record, or names it as a bad line when it has a fault. */
void stream_put(struct stream *stream, struct record *record);

/* Names the record that stream_next gave last as a bad line. */
void stream_refuse(struct stream *stream, const char *reason);

/* Writes a whole line as it is, and its newline. */
void stream_write(struct stream *stream, const char *line, size_t length);
void stream_flush(struct stream *stream);

/* For tools that read by themselves; without stream_next, standard input is left alone. An input before whose waits the stream
 * is written out, and which stops when the stream is asked to. */
struct input *stream_input(struct stream *stream, char *const *files, size_t max_line);

/* Names a bad line of such an input, and keeps its raw bytes where rejects are kept (NULL: it has none). */
void stream_reject(struct stream *stream, const char *name, size_t line, const char *reason,
	const struct input_piece *raw);

/* Adds a piece of a rejected line that comes in pieces; ends: the last one. */
void stream_keep(struct stream *stream, const struct input_piece *raw, bool ends);

/* Shows how far another input is read, where progress is to be shown. */
void stream_progress(struct stream *stream, const struct input *input);

/* False once a signal asked to stop; for loops that do not read. */
bool stream_goes_on(const struct stream *stream);

/* Has stream_next call this before it waits for input, for what is held back until then; what that gives to stream_write goes
 * out at once, and false from it ends the stream. NULL: no longer. */
void stream_before_wait(struct stream *stream, bool (*call)(void *context), void *context);

/* How the record that stream_next gave last is called in messages: file and line. */
const char *stream_place(const struct stream *stream, size_t *line);

void stream_fail(
	struct stream *stream, int status); /* the run's status becomes the worse of both */

/* Writes out and closes, frees, and returns the run's status; if a signal asked to stop, ends by that signal. */
int stream_finish(struct stream *stream);

#endif
