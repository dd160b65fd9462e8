/* Cases as people read them, made from the JSON that the register gives (store_list, store_show). Hostile text is harmless. */
#ifndef OVERVIEW_H
#define OVERVIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buffer;

struct overview {
	size_t columns; /* of the terminal */
	bool bold;      /* headings may be bold */
	int64_t now;    /* seconds since 1970 */
};

/* Adds a table of cases, a line each under a heading; lines: JSON objects, each ended by a newline. */
void overview_list(const struct overview *view, const struct buffer *lines, struct buffer *out);

/* Adds all about one case; line: its JSON object. */
void overview_case(const struct overview *view, const struct buffer *line, struct buffer *out);

#endif
