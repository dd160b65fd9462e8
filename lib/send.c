/* One delivery: to the end of a file, or to a command's standard input. */
#include "send.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "buffer.h"
#include "mem.h"
#include "status.h"
#include "text.h"

enum { ID_MOST = 1024, LOOK_EVERY = 100 /* ms */, NOT_RUN = 126, NOT_FOUND = 127 };

extern char **environ;

static void
end(struct send_result *result, enum store_outcome outcome, int status, char *error)
{
	*result = (struct send_result){
		.outcome = outcome, .status = status, .remote_id = NULL, .error = error};
}

void
send_result_free(struct send_result *result)
{
	free(result->remote_id);
	free(result->error);
}

/* A new file's name is safe once its folder is. */
static void
sync_folder(const char *path)
{
	char *copy = mem_dup(path);
	int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0) {
		fsync(fd);
		close(fd);
	}
	free(copy);
}

/* All of it is there, or it is as before: 0, or errno. */
static int
append(int fd, const struct store_letter *letter)
{
	struct stat st;
	struct buffer line = {0};
	int fault = 0;

	if (fstat(fd, &st) != 0)
		return errno;
	buffer_add(&line, letter->line, letter->length);
	buffer_char(&line, '\n');
	ssize_t n = write(fd, line.at, line.length);
	if (n != (ssize_t)line.length) {
		fault = n < 0 ? errno : ENOSPC;
		if (n > 0 && S_ISREG(st.st_mode) && ftruncate(fd, st.st_size) != 0)
			fault = errno;
	} else if (fsync(fd) != 0 && errno != EINVAL && errno != EROFS) {
		fault = errno;
	}
	buffer_free(&line);
	return fault;
}

static void
deliver_to_file(const char *path, const struct store_letter *letter, struct send_result *result)
{
	struct stat before;
	bool is_new = stat(path, &before) != 0;
	int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600), fault;

	if (fd < 0) {
		end(result, STORE_TRY_LATER, STATUS_IO,
			mem_format("%s: %s", path, strerror(errno)));
		return;
	}
	while (flock(fd, LOCK_EX) != 0 && errno == EINTR)
		;
	fault = append(fd, letter);
	if (close(fd) != 0 && fault == 0)
		fault = errno;
	if (fault == 0 && is_new)
		sync_folder(path);
	if (fault != 0)
		end(result, STORE_TRY_LATER, STATUS_IO,
			mem_format("%s: %s", path, strerror(fault)));
	else
		end(result, STORE_SENT, STATUS_OK, NULL);
}

/* What of the outside a running command is tied to. */
struct talk {
	pid_t child;
	int to, from; /* -1: closed */
	size_t written;
	struct buffer said; /* the start of its first line */
	bool line_ended;
};

static int
spawn(struct talk *t, const char *command)
{
	int in[2], out[2], fault;
	sigset_t none, all;
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	char *const arguments[] = {"sh", "-c", (char *)command, NULL};

	if (pipe2(in, O_CLOEXEC) != 0)
		return errno;
	if (pipe2(out, O_CLOEXEC) != 0) {
		fault = errno;
		close(in[0]);
		close(in[1]);
		return fault;
	}
	sigemptyset(&none);
	sigfillset(&all);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setsigdefault(&attributes, &all);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, in[0], STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
	fault = posix_spawn(&t->child, "/bin/sh", &actions, &attributes, arguments, environ);
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attributes);
	close(in[0]);
	close(out[1]);
	t->to = in[1];
	t->from = out[0];
	fcntl(t->to, F_SETFL, O_NONBLOCK);
	fcntl(t->from, F_SETFL, O_NONBLOCK);
	return fault;
}

static void
hang_up(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void
tell(struct talk *t, const struct store_letter *letter)
{
	size_t total = letter->length + 1;

	while (t->written < total) {
		bool newline = t->written == letter->length;
		ssize_t n = newline ? write(t->to, "\n", 1)
				    : write(t->to, letter->line + t->written,
					      letter->length - t->written);
		if (n < 0 && (errno == EAGAIN || errno == EINTR))
			return;
		if (n < 0)
			break; /* it does not want to read on, which is its own affair */
		t->written += (size_t)n;
	}
	hang_up(&t->to);
}

static void
listen_to(struct talk *t)
{
	char piece[4096];
	ssize_t n;

	while ((n = read(t->from, piece, sizeof piece)) > 0) {
		const char *newline = memchr(piece, '\n', (size_t)n);
		size_t more = newline != NULL ? (size_t)(newline - piece) : (size_t)n;
		if (!t->line_ended && t->said.length < ID_MOST)
			buffer_add(&t->said, piece, more);
		t->line_ended |= newline != NULL;
		if (write(STDERR_FILENO, piece, (size_t)n) < 0)
			break;
	}
	if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
		hang_up(&t->from);
}

/* Until the command has ended: something that it left running may hold its output open for ever. How it ended, as wait(2). */
static int
converse(struct talk *t, const struct store_letter *letter)
{
	int how = 0;
	bool ended = false;

	while (!ended) {
		struct pollfd p[] = {
			{.fd = t->to, .events = POLLOUT}, {.fd = t->from, .events = POLLIN}};
		poll(p, 2, t->from >= 0 || t->to >= 0 ? LOOK_EVERY : 0);
		if (p[0].revents != 0)
			tell(t, letter);
		ended = waitpid(t->child, &how, t->from < 0 && t->to < 0 ? 0 : WNOHANG) == t->child;
		if (t->from >= 0 && (ended || p[1].revents != 0))
			listen_to(t);
	}
	hang_up(&t->to);
	hang_up(&t->from);
	return how;
}

static void
judge_ending(int how, struct send_result *result)
{
	int code = WIFEXITED(how) ? WEXITSTATUS(how) : -1;

	if (code == 0)
		end(result, STORE_SENT, STATUS_OK, NULL);
	else if (code == STATUS_LATER)
		end(result, STORE_TRY_LATER, STATUS_LATER, mem_dup("the command says: try later"));
	else if (code == NOT_RUN || code == NOT_FOUND)
		end(result, STORE_FAILED, STATUS_CONFIG,
			mem_format("the command cannot be run (status %d)", code));
	else if (code > 0)
		end(result, STORE_FAILED, STATUS_UNAVAILABLE,
			mem_format("the command ended with status %d", code));
	else
		end(result, STORE_FAILED, STATUS_UNAVAILABLE,
			mem_format("the command ended by signal %d", WTERMSIG(how)));
}

/* The text of the post goes through standard input alone: an environment is seen by other programs. */
static void
deliver_to_command(
	const char *command, const struct store_letter *letter, struct send_result *result)
{
	struct talk t = {.to = -1, .from = -1};
	struct sigaction ignore = {.sa_handler = SIG_IGN}, before;

	setenv("GRIPE_CASE", letter->case_id, 1);
	setenv("GRIPE_CHANNEL", letter->channel, 1);
	setenv("GRIPE_ID", letter->id, 1);
	int fault = spawn(&t, command);
	if (fault != 0) {
		end(result, STORE_TRY_LATER, STATUS_LATER,
			mem_format("/bin/sh: %s", strerror(fault)));
		hang_up(&t.to);
		hang_up(&t.from);
		return;
	}
	sigaction(SIGPIPE, &ignore, &before);
	judge_ending(converse(&t, letter), result);
	sigaction(SIGPIPE, &before, NULL);
	struct buffer id = {0};
	text_repair(&id, t.said.at, t.said.length);
	if (id.length > 0)
		result->remote_id = mem_dup_n(id.at, text_cut(id.at, id.length, ID_MOST));
	buffer_free(&id);
	buffer_free(&t.said);
}

void
send_deliver(const struct send_place *place, const struct store_letter *letter,
	struct send_result *result)
{
	if (place->file != NULL)
		deliver_to_file(place->file, letter, result);
	else
		deliver_to_command(place->command, letter, result);
}
