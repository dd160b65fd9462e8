/* Command lines: the options that every tool has, so that a letter means the same everywhere. */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <getopt.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "stream.h"

struct options {
	struct stream_setup input; /* operands, -R, --strict, --max-line */
	const char *config;        /* -c; NULL: not given */
	const char *data;          /* -d */
	const char *db;            /* -D */
	bool verbose;              /* -v */
	bool explain;              /* -x */
	bool self_test;            /* --self-test */
	bool dry_run;              /* -n */
};

/* Which of the common options a tool has; -h and -V are always there. */
enum options_common {
	OPTIONS_CONFIG = 1,  /* -c, --config FILE */
	OPTIONS_DATA = 2,    /* -d, --data DIR */
	OPTIONS_DB = 4,      /* -D, --db FILE */
	OPTIONS_VERBOSE = 8, /* -v, --verbose */
	OPTIONS_EXPLAIN = 16,
	OPTIONS_SELF_TEST = 32,
	OPTIONS_DRY_RUN = 64,
	OPTIONS_STREAM = 128 /* -R, --rejects FILE, --strict, --max-line BYTES */
};

struct options_spec {
	unsigned common;             /* options_common, or-ed */
	const char *letters;         /* the tool's own, as getopt(3) has them */
	const struct option *longs;  /* the tool's own, ended by a zero row; NULL: none */
	void (*usage)(FILE *stream); /* prints the usage */
};

/* The next option of the tool's own as getopt_long(3) returns it, or -1 when all are read: then the operands stand in
 * options->input.files. -h and -V print and end with 0; a wrong option ends with 64. Call it before any file is opened: it
 * puts something in the place of standard streams that are closed. */
int options_next(struct options *options, const struct options_spec *spec, int argc, char *argv[]);

/* A whole number from least to most, or the run ends with 64 and name in the message. */
long options_number(const char *name, const char *text, long least, long most);

/* A point in time: a date, a time, or how long ago ("7d"); or the run ends with 64 and name in the message. */
int64_t options_time(const char *name, const char *text);

#endif
