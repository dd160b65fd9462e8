/* Points in time as whole seconds since 1970 UTC, and how they are written. */
#ifndef CLOCK_H
#define CLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CLOCK_TEXT = 32 }; /* room for a written time */

/* The time now, or what $GRIPE_NOW (RFC 3339) says; a GRIPE_NOW that is no time ends the run with 78. */
int64_t clock_now(void);

/* RFC 3339 with a zone, years 0000 to 9999; fractions of a second are dropped. false: text is not one. */
bool clock_parse(const char *text, int64_t *seconds);

/* What sources write: RFC 3339 (a missing zone counts as UTC), RFC 5322 and RFC 822 with two-digit years and zone names
 * (one that is not known counts as UTC), ctime(3), 10-03-2026 and 10.3.2026 (the day first), and seconds since 1970 (also
 * milliseconds). false: none of these. */
bool clock_parse_loose(const char *text, int64_t *seconds);

/* "2026-03-10T08:30:00Z" into text, which is returned; "" outside the years 0000 to 9999. */
const char *clock_print(int64_t seconds, char text[static CLOCK_TEXT]);

/* How a deadline reads to people: "in 50 min", "3 h late". The caller frees it. */
char *clock_due(int64_t due, int64_t now);

/* A length of time: "45s", "30m", "4h", "2d", "1w" in seconds; false: not one, negative or over a hundred years. */
bool clock_parse_span(const char *text, int64_t *seconds);

/* Seconds that only go on, whatever the time is set to; a number from 0.75 to 1.25 by chance, so that many who wait do not come back
 * at once; and sleeping, which a signal ends. */
double clock_steady(void);
double clock_jitter(void);
void clock_sleep(double seconds);

#endif
