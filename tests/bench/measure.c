/* Runs commands in turn on one processor and prints the median of their processor time, wall time and peak memory.
 *
 * usage: measure RUNS INPUT NAME COMMAND [NAME COMMAND ...]
 * Each COMMAND goes to sh -c with INPUT as standard input; its output is thrown away. One line a command:
 * name, seconds of processor time, seconds of wall time, KiB of the largest process. */
#include <err.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { RUNS_MOST = 101 };

struct figures {
	double cpu[RUNS_MOST], wall[RUNS_MOST];
	long memory;
};

static void
start(const char *input, const char *command)
{
	int in = open(input, O_RDONLY), out = open("/dev/null", O_WRONLY);

	if (in < 0 || out < 0)
		err(1, "%s", input);
	dup2(in, STDIN_FILENO);
	dup2(out, STDOUT_FILENO);
	execl("/bin/sh", "sh", "-c", command, (char *)NULL);
	err(127, "sh");
}

static void
run(const char *input, const char *command, struct figures *f, int number)
{
	struct timespec from, to;
	struct rusage usage;
	int status;

	clock_gettime(CLOCK_MONOTONIC, &from);
	pid_t pid = fork();
	if (pid == 0)
		start(input, command);
	if (pid < 0 || wait4(pid, &status, 0, &usage) != pid || status != 0)
		errx(1, "failed: %s", command);
	clock_gettime(CLOCK_MONOTONIC, &to);
	f->wall[number] =
		(double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
	f->cpu[number] = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
			 (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
	if (usage.ru_maxrss > f->memory)
		f->memory = usage.ru_maxrss;
}

static int
rising(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double
median(double *numbers, int count)
{
	qsort(numbers, (size_t)count, sizeof *numbers, rising);
	return numbers[count / 2];
}

int
main(int argc, char *argv[])
{
	int runs = argc > 1 ? atoi(argv[1]) : 0, count = (argc - 3) / 2;
	cpu_set_t one;

	if (runs < 1 || runs > RUNS_MOST || count < 1)
		errx(64, "usage: measure RUNS INPUT NAME COMMAND [NAME COMMAND ...]");
	CPU_ZERO(&one);
	CPU_SET((size_t)sysconf(_SC_NPROCESSORS_ONLN) - 1, &one);
	sched_setaffinity(0, sizeof one, &one);
	struct figures *all = calloc((size_t)count, sizeof *all);
	if (all == NULL)
		err(71, "memory");
	for (int i = 0; i < runs; i++)
		for (int c = 0; c < count; c++)
			run(argv[2], argv[4 + 2 * c], &all[c], i);
	for (int c = 0; c < count; c++)
		printf("%s\t%.4f\t%.4f\t%ld\n", argv[3 + 2 * c], median(all[c].cpu, runs),
			median(all[c].wall, runs), all[c].memory);
	free(all);
	return 0;
}
