/* Exit statuses of every tool, in the words of sysexits(3), and which of two counts. */
#ifndef STATUS_H
#define STATUS_H

enum status {
	STATUS_OK = 0,
	STATUS_NO = 1,           /* asked and no: nothing found, a check has findings */
	STATUS_USAGE = 64,       /* wrong command line */
	STATUS_DATA = 65,        /* done, but bad input was named and skipped */
	STATUS_NO_INPUT = 66,    /* a named input cannot be opened */
	STATUS_UNAVAILABLE = 69, /* a remote refused for good */
	STATUS_BUG = 70,
	STATUS_SYSTEM = 71, /* no memory */
	STATUS_IO = 74,     /* a read or write failed */
	STATUS_LATER = 75,  /* try again later: busy, locked, rate limit, timeout */
	STATUS_CONFIG = 78  /* bad settings, table, model or answer file */
};

/* The worse of two: 70, 71, 74, 78, 66, 75, 69, 65, any other, 0. */
int status_worst(int a, int b);

/* Flushes and closes standard output: the status, or STATUS_IO (said on standard error) if that failed. */
int status_close_output(int status);

#endif
