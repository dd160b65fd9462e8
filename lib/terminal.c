/* What standard output looks like to a person. */
#include "terminal.h"

#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { STANDARD_COLUMNS = 80 };

size_t
terminal_columns(void)
{
	const char *columns = getenv("COLUMNS");
	struct winsize size;
	long number = columns != NULL ? strtol(columns, NULL, 10) : 0;

	if (number > 0)
		return (size_t)number;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
		return size.ws_col;
	return STANDARD_COLUMNS;
}

bool
terminal_is_colourful(void)
{
	const char *no_color = getenv("NO_COLOR");

	return isatty(STDOUT_FILENO) && (no_color == NULL || *no_color == '\0');
}
