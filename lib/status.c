/* Exit statuses: which counts, and whether standard output took everything. */
#include "status.h"

#include <err.h>
#include <stddef.h>
#include <stdio.h>

static int
rank(int status)
{
	static const int order[] = {STATUS_BUG, STATUS_SYSTEM, STATUS_IO, STATUS_CONFIG,
		STATUS_NO_INPUT, STATUS_LATER, STATUS_UNAVAILABLE, STATUS_DATA};
	size_t n = sizeof order / sizeof *order;

	for (size_t i = 0; i < n; i++)
		if (order[i] == status)
			return (int)(n - i) + 1;
	return status != STATUS_OK;
}

int
status_worst(int a, int b)
{
	return rank(b) > rank(a) ? b : a;
}

int
status_close_output(int status)
{
	int failed = ferror(stdout);

	if (fflush(stdout) != 0 || fclose(stdout) != 0 || failed) {
		warn("standard output");
		return status_worst(status, STATUS_IO);
	}
	return status;
}
