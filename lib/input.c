/* Lines of files in fixed memory: blocks are read into one buffer that grows up to the longest line. */
#include "input.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "buffer.h"
#include "mem.h"

enum { BLOCK = 1 << 16 };

struct input {
	char *const *files; /* those still to come */
	const char *name;   /* NULL: none is open */
	int fd;
	bool eof, skipping, started, regular;
	char *at;
	size_t start, end, searched, room, max_line, line;
	off_t size, read;
	const volatile sig_atomic_t *stop;
	bool (*before_wait)(void *context);
	void *context;
};

static char *const standard_input[] = {"-", NULL};

struct input *
input_open(char *const *files, size_t max_line, const volatile sig_atomic_t *stop)
{
	struct input *in = mem_new(1, sizeof *in);

	in->files = files != NULL && files[0] != NULL ? files : standard_input;
	in->max_line = max_line;
	in->stop = stop;
	in->room = BLOCK;
	in->at = mem_new(in->room + 1, 1);
	return in;
}

void
input_before_wait(struct input *in, bool (*call)(void *context), void *context)
{
	in->before_wait = call;
	in->context = context;
}

/* Without waiting for the writer of a named pipe: that wait no signal would end, and what is put would lie. */
static int
open_file(const char *name)
{
	if (strcmp(name, "-") == 0)
		return STDIN_FILENO;
	int fd = open(name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd >= 0)
		fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK);
	return fd;
}

struct input *
input_of_bytes(const char *name, struct buffer *bytes, size_t max_line)
{
	static char *const none[] = {NULL};
	struct input *in = mem_new(1, sizeof *in);

	buffer_need(bytes, 0);
	in->files = none;
	in->name = name;
	in->fd = -1;
	in->eof = true;
	in->at = bytes->at;
	in->end = in->room = bytes->length;
	in->max_line = max_line;
	*bytes = (struct buffer){0};
	return in;
}

static bool
open_next(struct input *in)
{
	struct stat st;

	in->name = *in->files++;
	in->line = in->start = in->end = in->searched = 0;
	in->read = 0;
	in->size = 0;
	in->eof = in->skipping = in->started = in->regular = false;
	in->fd = open_file(in->name);
	if (in->fd < 0) {
		in->eof = true; /* the next call goes on with the next file */
		return false;
	}
	if (fstat(in->fd, &st) == 0 && S_ISREG(st.st_mode)) {
		in->regular = true;
		in->size = st.st_size;
	}
	return true;
}

static void
close_file(struct input *in)
{
	if (in->name != NULL && in->fd > STDIN_FILENO)
		close(in->fd);
	in->name = NULL;
}

static bool
is_ready(const struct input *in)
{
	struct pollfd p = {.fd = in->fd, .events = POLLIN};

	return poll(&p, 1, 0) != 0;
}

/* A signal between the look at stop and the wait must not be missed: it is held back until the wait lets it in. */
static bool
wait_for_input(const struct input *in)
{
	struct pollfd p = {.fd = in->fd, .events = POLLIN};
	sigset_t held, before;

	if (in->regular)
		return true;
	if (in->before_wait != NULL && !is_ready(in) && !in->before_wait(in->context))
		return false;
	sigemptyset(&held);
	sigaddset(&held, SIGTERM);
	sigaddset(&held, SIGINT);
	sigprocmask(SIG_BLOCK, &held, &before);
	bool stopped = in->stop != NULL && *in->stop != 0;
	if (!stopped)
		stopped = ppoll(&p, 1, NULL, &before) < 0 && errno == EINTR;
	sigprocmask(SIG_SETMASK, &before, NULL);
	return !stopped;
}

static void
make_room(struct input *in)
{
	if (in->start > 0) {
		memmove(in->at, in->at + in->start, in->end - in->start);
		in->end -= in->start;
		in->searched -= in->start;
		in->start = 0;
	}
	if (in->end == in->room) {
		in->room =
			in->room * 2 > in->max_line + BLOCK ? in->max_line + BLOCK : in->room * 2;
		in->at = mem_resize(in->at, in->room + 1, 1);
	}
}

/* A block more: 1, the end: 0, an error: -1, a signal: -2. */
static int
fill(struct input *in)
{
	make_room(in);
	if (!wait_for_input(in))
		return -2;
	ssize_t n = read(in->fd, in->at + in->end, in->room - in->end);
	if (n < 0 && errno == EAGAIN)
		return 1; /* somebody else took it: wait anew */
	if (n < 0)
		return errno == EINTR ? -2 : -1;
	if (n == 0)
		return 0;
	in->end += (size_t)n;
	in->read += n;
	return 1;
}

static void
skip_mark(struct input *in)
{
	static const char mark[] = "\xEF\xBB\xBF";
	size_t here = in->end - in->start;
	bool may_be_one = memcmp(in->at + in->start, mark, here < 3 ? here : 3) == 0;

	in->started = !may_be_one || here >= 3 || in->eof;
	if (may_be_one && here >= 3)
		in->start += 3;
	if (in->searched < in->start)
		in->searched = in->start;
}

static void
give(struct input *in, struct input_piece *piece, size_t length, size_t used)
{
	piece->at = in->at + in->start;
	piece->length = length;
	in->start += used;
	in->searched = in->start;
}

/* The line up to newline (or, when NULL, to the end of what is there). */
static enum input_kind
give_line(struct input *in, struct input_piece *piece, const char *newline)
{
	size_t length =
		newline != NULL ? (size_t)(newline - in->at) - in->start : in->end - in->start;

	give(in, piece, length, length + (newline != NULL));
	if (in->skipping) {
		in->skipping = false;
		return INPUT_REST_END;
	}
	in->line++;
	size_t without = length - (length > 0 && piece->at[length - 1] == '\r');
	if (without > in->max_line) {
		in->skipping = true;
		in->start -= newline != NULL; /* the newline comes back as an empty last piece */
		in->searched = in->start;
		return INPUT_TOO_LONG;
	}
	piece->at[without] = '\0';
	piece->length = without;
	return INPUT_LINE;
}

/* A line if a whole one is here, or a piece of one that is too long. */
static bool
take_line(struct input *in, struct input_piece *piece, enum input_kind *kind)
{
	if (!in->started)
		skip_mark(in);
	if (!in->started)
		return false;
	const char *newline = memchr(in->at + in->searched, '\n', in->end - in->searched);
	size_t here = in->end - in->start;
	if (newline != NULL || (in->eof && (here > 0 || in->skipping))) {
		*kind = give_line(in, piece, newline);
		return true;
	}
	in->searched = in->end;
	if ((in->skipping && here > 0) || here > in->max_line + 1) { /* one more may be the CR */
		*kind = in->skipping ? INPUT_REST : INPUT_TOO_LONG;
		in->line += !in->skipping;
		in->skipping = true;
		give(in, piece, here, here);
		return true;
	}
	return false;
}

enum input_kind
input_next(struct input *in, struct input_piece *piece)
{
	enum input_kind kind;

	for (;;) {
		if (in->name == NULL) {
			if (*in->files == NULL)
				return INPUT_END;
			if (!open_next(in))
				return INPUT_UNOPENED;
		}
		if (take_line(in, piece, &kind))
			return kind;
		if (in->eof) {
			close_file(in);
			continue;
		}
		int got = fill(in);
		if (got < 0) {
			if (got == -2)
				return INPUT_STOPPED;
			in->eof = true;
			in->skipping = false;
			in->start = in->end = in->searched = 0;
			return INPUT_BROKEN;
		}
		in->eof = got == 0;
	}
}

enum input_kind
input_whole(struct input *in, struct buffer *out, size_t most)
{
	if (in->name == NULL && *in->files == NULL)
		return INPUT_END;
	if (in->name == NULL && !open_next(in))
		return INPUT_UNOPENED;
	for (;;) {
		if (out->length + (in->end - in->start) > most)
			return INPUT_TOO_LONG;
		buffer_add(out, in->at + in->start, in->end - in->start);
		in->start = in->searched = in->end;
		if (in->eof)
			return INPUT_END;
		int got = fill(in);
		if (got < 0)
			return got == -2 ? INPUT_STOPPED : INPUT_BROKEN;
		in->eof = got == 0;
	}
}

bool
input_would_wait(const struct input *in)
{
	if (in->name == NULL)
		return *in->files != NULL;
	if (memchr(in->at + in->searched, '\n', in->end - in->searched) != NULL)
		return false;
	if (!in->eof && !in->regular)
		return true;
	if (in->end > in->start || (!in->eof && in->read < in->size))
		return false;
	return *in->files != NULL;
}

const char *
input_name(const struct input *in)
{
	return in->name != NULL ? in->name : "-";
}

size_t
input_line(const struct input *in)
{
	return in->line;
}

bool
input_progress(const struct input *in, int *percent)
{
	if (in->name == NULL || in->size <= 0)
		return false;
	*percent = (int)(in->read * 100 / in->size);
	return true;
}

void
input_close(struct input *in)
{
	close_file(in);
	free(in->at);
	free(in);
}
