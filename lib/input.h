/* Lines of the files named on a command line, one after the other, from any kind of file, in fixed memory. */
#ifndef INPUT_H
#define INPUT_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

struct buffer;
struct input;

enum input_kind {
	INPUT_LINE, /* a line, without its newline and carriage return; the byte behind it is NUL */
	INPUT_TOO_LONG, /* the first bytes of a line over max_line; its rest comes as INPUT_REST */
	INPUT_REST,     /* a piece of the line that was too long */
	INPUT_REST_END, /* the last piece, with the line's end */
	INPUT_UNOPENED, /* the file cannot be opened; errno says why */
	INPUT_BROKEN,   /* reading the file failed; errno says why */
	INPUT_STOPPED,  /* a signal came while waiting */
	INPUT_END
};

struct input_piece {
	char *at; /* borrowed until the next call */
	size_t length;
};

/* files: names that end with NULL, "-" is standard input; NULL or none: standard input. stop: what a handler of SIGTERM and SIGINT
 * sets; no wait begins once it is set. NULL: none. */
struct input *input_open(char *const *files, size_t max_line, const volatile sig_atomic_t *stop);

/* The same over bytes that are here already; the buffer is emptied, what it held now belongs to the input. */
struct input *input_of_bytes(const char *name, struct buffer *bytes, size_t max_line);

/* Adds all that is left of the first file as it stands. INPUT_END: done; INPUT_TOO_LONG: it is over most bytes; or
 * INPUT_UNOPENED, INPUT_BROKEN, INPUT_STOPPED. */
enum input_kind input_whole(struct input *input, struct buffer *out, size_t most);
enum input_kind input_next(struct input *input, struct input_piece *piece);

/* Calls call(context) inside input_next whenever reading will have to wait; false from it: INPUT_STOPPED. */
void input_before_wait(struct input *input, bool (*call)(void *context), void *context);

/* Whether the next line may have to be waited for. False is certain; true may turn out wrong. Moves nothing. */
bool input_would_wait(const struct input *input);
const char *input_name(const struct input *input);
size_t input_line(const struct input *input); /* number of the line given last, from 1 */
bool input_progress(
	const struct input *input, int *percent); /* false: not known for this kind of file */
void input_close(struct input *input);

#endif
