/* What standard output looks like to a person. */
#ifndef TERMINAL_H
#define TERMINAL_H

#include <stdbool.h>
#include <stddef.h>

/* $COLUMNS, or those of the terminal, or 80. */
size_t terminal_columns(void);

/* It is a terminal, and $NO_COLOR is not set: headings may be bold. */
bool terminal_is_colourful(void);

#endif
