/* How a call ends that may end the process: it is run in a child; its status and what it says on standard error are kept. */
#ifndef ENDS_H
#define ENDS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

struct ending {
	int status;      /* of exit(3), or 128 and the signal */
	char said[4096]; /* the start of standard error */
};

static inline int
ends_wait(pid_t child)
{
	int status;

	while (waitpid(child, &status, 0) < 0)
		;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* call returned: status 0 */
static inline struct ending
ends(void (*call)(const void *with), const void *with)
{
	struct ending ending = {0};
	size_t length = 0;
	ssize_t n;
	int pair[2];

	fflush(NULL);
	if (pipe(pair) != 0)
		abort();
	pid_t child = fork();
	if (child == 0) {
		dup2(pair[1], STDERR_FILENO);
		close(pair[0]);
		close(pair[1]);
		call(with);
		_exit(0);
	}
	close(pair[1]);
	while ((n = read(pair[0], ending.said + length, sizeof ending.said - 1 - length)) > 0)
		length += (size_t)n;
	close(pair[0]);
	ending.status = ends_wait(child);
	return ending;
}

/* A file of its own with these bytes in it; the name is the caller's to unlink and free. */
static inline char *
ends_file(const void *bytes, size_t length)
{
	char *name = strdup("/tmp/gripe-unit-XXXXXX");
	int fd = mkstemp(name);

	if (fd < 0 || write(fd, bytes, length) != (ssize_t)length)
		abort();
	close(fd);
	return name;
}

static inline void
ends_unlink(char *name)
{
	unlink(name);
	free(name);
}

#endif
