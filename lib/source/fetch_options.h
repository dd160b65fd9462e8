/* The options of gripe-fetch that are its own. */
#ifndef SOURCE_FETCH_OPTIONS_H
#define SOURCE_FETCH_OPTIONS_H

#include <getopt.h>

struct choice;
struct fetch_setup;

extern const struct option fetch_longs[]; /* ended by a zero row */

/* Takes one as getopt_long(3) gives it. Ends the run with 64 when its value is wrong. */
void fetch_option(struct fetch_setup *setup, struct choice *choice, int letter, const char *text);

#endif
