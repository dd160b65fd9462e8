/* Points in time: reading what people and machines write, writing RFC 3339. */
#include "clock.h"

#include <ctype.h>
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

#include "mem.h"
#include "status.h"

enum { MINUTE = 60, HOUR = 3600, DAY = 86400, WEEK = 7 * DAY };

static const int64_t FIRST = -62167219200, LAST = 253402300799; /* years 0000 to 9999 */

struct civil {
	int year, month, day, hour, minute, second;
	int offset; /* seconds east of UTC */
};

static bool
civil_seconds(const struct civil *c, int64_t *seconds)
{
	static const int lengths[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (c->year % 4 == 0 && c->year % 100 != 0) || c->year % 400 == 0;

	if (c->year < 0 || c->year > 9999 || c->month < 1 || c->month > 12 || c->day < 1 ||
		c->day > lengths[c->month - 1] - (c->month == 2 && !leap) || c->hour < 0 ||
		c->hour > 23 || c->minute < 0 || c->minute > 59 || c->second < 0 || c->second > 60)
		return false;
	struct tm tm = {.tm_year = c->year - 1900,
		.tm_mon = c->month - 1,
		.tm_mday = c->day,
		.tm_hour = c->hour,
		.tm_min = c->minute,
		.tm_sec = c->second};
	*seconds = (int64_t)timegm(&tm) - c->offset;
	return *seconds >= FIRST && *seconds <= LAST;
}

/* From least to most digits; *text moves behind them. */
static bool
take_number(const char **text, int least, int most, int *number)
{
	int n = 0;

	*number = 0;
	for (; n < most && isdigit((unsigned char)**text); n++, (*text)++)
		*number = *number * 10 + (**text - '0');
	return n >= least;
}

static bool
take_char(const char **text, const char *set)
{
	if (**text == '\0' || strchr(set, **text) == NULL)
		return false;
	(*text)++;
	return true;
}

/* +01:00 or, where loose, +0100; *text moves behind it. */
static bool
take_offset(const char **text, bool loose, int *offset)
{
	int sign = **text == '-' ? -1 : 1, h, m;

	if (!take_char(text, "+-") || !take_number(text, 2, 2, &h))
		return false;
	if (!take_char(text, ":") && !loose)
		return false;
	if (!take_number(text, 2, 2, &m) || h > 23 || m > 59)
		return false;
	*offset = sign * (h * HOUR + m * MINUTE);
	return true;
}

/* An offset, or a zone's name as mail has them. */
static bool
take_zone(const char **text, int *offset)
{
	static const struct {
		const char *name;
		int hours;
	} names[] = {{"Z", 0}, {"UTC", 0}, {"UT", 0}, {"GMT", 0}, {"CEST", 2}, {"CET", 1},
		{"BST", 1}, {"EDT", -4}, {"EST", -5}, {"CDT", -5}, {"CST", -6}, {"MDT", -6},
		{"MST", -7}, {"PDT", -7}, {"PST", -8}};

	if (**text == '+' || **text == '-')
		return take_offset(text, true, offset);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		size_t length = strlen(names[i].name);
		if (strncasecmp(*text, names[i].name, length) == 0 &&
			!isalpha((unsigned char)(*text)[length])) {
			*text += length;
			*offset = names[i].hours * HOUR;
			return true;
		}
	}
	return false;
}

/* 2026-03-10T09:30:00.5, the zone left to the caller */
static bool
take_date_time(const char **text, struct civil *c)
{
	int fraction;

	if (!take_number(text, 4, 4, &c->year) || !take_char(text, "-") ||
		!take_number(text, 2, 2, &c->month) || !take_char(text, "-") ||
		!take_number(text, 2, 2, &c->day) || !take_char(text, "Tt ") ||
		!take_number(text, 2, 2, &c->hour) || !take_char(text, ":") ||
		!take_number(text, 2, 2, &c->minute) || !take_char(text, ":") ||
		!take_number(text, 2, 2, &c->second))
		return false;
	if (take_char(text, ".")) {
		if (!take_number(text, 1, 9, &fraction))
			return false;
		while (isdigit((unsigned char)**text))
			(*text)++;
	}
	return true;
}

bool
clock_parse(const char *text, int64_t *seconds)
{
	struct civil c = {0};

	return take_date_time(&text, &c) &&
	       (take_char(&text, "Zz") || take_offset(&text, false, &c.offset)) && *text == '\0' &&
	       civil_seconds(&c, seconds);
}

static void
skip_blanks(const char **text)
{
	while (isspace((unsigned char)**text))
		(*text)++;
}

static int
month_number(const char *text)
{
	static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";

	for (int m = 0; m < 12; m++)
		if (strncasecmp(text, names + 3 * m, 3) == 0)
			return m + 1;
	return 0;
}

/* Tue, 10 Mar 2026 09:30:00 +0100 */
static bool
parse_mail_date(const char *text, int64_t *seconds)
{
	struct civil c = {0};
	const char *comma = strchr(text, ',');

	if (comma != NULL)
		text = comma + 1;
	skip_blanks(&text);
	if (!take_number(&text, 1, 2, &c.day))
		return false;
	skip_blanks(&text);
	c.month = month_number(text);
	while (isalpha((unsigned char)*text) || *text == '.')
		text++;
	skip_blanks(&text);
	const char *year = text;
	if (!take_number(&text, 2, 4, &c.year))
		return false;
	if (text - year <= 3)
		c.year += text - year == 2 && c.year < 50 ? 2000 : 1900;
	skip_blanks(&text);
	if (!take_number(&text, 1, 2, &c.hour) || !take_char(&text, ":") ||
		!take_number(&text, 2, 2, &c.minute))
		return false;
	if (take_char(&text, ":") && !take_number(&text, 2, 2, &c.second))
		return false;
	skip_blanks(&text);
	if (!take_zone(&text, &c.offset))
		while (isalpha((unsigned char)*text)) /* unknown: UTC, RFC 5322 section 4.3 */
			text++;
	skip_blanks(&text);
	return (*text == '\0' || *text == '(') && civil_seconds(&c, seconds);
}

/* Tue Mar 10 09:30:00 2026, also with a zone before the year */
static bool
parse_ctime(const char *text, int64_t *seconds)
{
	struct civil c = {0};

	if (strlen(text) < 4 || text[3] != ' ' || (c.month = month_number(text + 4)) == 0)
		return false;
	text += 7;
	skip_blanks(&text);
	if (!take_number(&text, 1, 2, &c.day) || !take_char(&text, " ") ||
		!take_number(&text, 2, 2, &c.hour) || !take_char(&text, ":") ||
		!take_number(&text, 2, 2, &c.minute) || !take_char(&text, ":") ||
		!take_number(&text, 2, 2, &c.second))
		return false;
	skip_blanks(&text);
	if (!isdigit((unsigned char)*text) && !take_zone(&text, &c.offset))
		return false;
	skip_blanks(&text);
	if (!take_number(&text, 4, 4, &c.year))
		return false;
	skip_blanks(&text);
	return *text == '\0' && civil_seconds(&c, seconds);
}

/* 10-03-2026 and 10.3.2026, with or without 9:30 or 09:30:00: the day first, as spreadsheets of the mainland write it */
static bool
parse_day_first(const char *text, int64_t *seconds)
{
	struct civil c = {0};

	if (!take_number(&text, 1, 2, &c.day) || !take_char(&text, "-.") ||
		!take_number(&text, 1, 2, &c.month) || !take_char(&text, "-.") ||
		!take_number(&text, 4, 4, &c.year))
		return false;
	take_char(&text, ",");
	skip_blanks(&text);
	if (*text != '\0' && (!take_number(&text, 1, 2, &c.hour) || !take_char(&text, ":") ||
				     !take_number(&text, 2, 2, &c.minute)))
		return false;
	if (take_char(&text, ":") && !take_number(&text, 2, 2, &c.second))
		return false;
	skip_blanks(&text);
	if (*text != '\0' && !take_zone(&text, &c.offset))
		return false;
	skip_blanks(&text);
	return *text == '\0' && civil_seconds(&c, seconds);
}

static bool
parse_epoch(const char *text, int64_t *seconds)
{
	char *end;

	size_t digits = strspn(text, "0123456789");

	if (digits < 9 || digits > 13)
		return false;
	*seconds = strtoll(text, &end, 10);
	if (*end == '.')
		end += 1 + strspn(end + 1, "0123456789");
	if (*seconds >= 100000000000)
		*seconds /= 1000;
	skip_blanks((const char **)&end);
	return *end == '\0' && *seconds <= LAST;
}

/* 2026-03-10 with or without a time and a zone */
static bool
parse_iso_loose(const char *text, int64_t *seconds)
{
	struct civil c = {0};
	const char *start = text;

	if (!take_date_time(&text, &c)) {
		text = start;
		c = (struct civil){0};
		if (!take_number(&text, 4, 4, &c.year) || !take_char(&text, "-") ||
			!take_number(&text, 2, 2, &c.month) || !take_char(&text, "-") ||
			!take_number(&text, 2, 2, &c.day))
			return false;
		if (text[0] != '\0' && isdigit((unsigned char)text[1]) && take_char(&text, "Tt ") &&
			(!take_number(&text, 2, 2, &c.hour) || !take_char(&text, ":") ||
				!take_number(&text, 2, 2, &c.minute)))
			return false;
	}
	skip_blanks(&text);
	if (*text != '\0' && !take_zone(&text, &c.offset))
		return false;
	skip_blanks(&text);
	return *text == '\0' && civil_seconds(&c, seconds);
}

bool
clock_parse_loose(const char *text, int64_t *seconds)
{
	skip_blanks(&text);
	return parse_iso_loose(text, seconds) || parse_mail_date(text, seconds) ||
	       parse_ctime(text, seconds) || parse_day_first(text, seconds) ||
	       parse_epoch(text, seconds);
}

int64_t
clock_now(void)
{
	const char *pinned = getenv("GRIPE_NOW");
	int64_t now;

	if (pinned == NULL || *pinned == '\0')
		return (int64_t)time(NULL);
	if (!clock_parse(pinned, &now))
		errx(STATUS_CONFIG, "GRIPE_NOW: \"%s\" is not a time such as 2026-03-10T08:30:00Z",
			pinned);
	return now;
}

const char *
clock_print(int64_t seconds, char text[static CLOCK_TEXT])
{
	time_t t = (time_t)seconds;
	struct tm tm;

	text[0] = '\0';
	if (seconds >= FIRST && seconds <= LAST && gmtime_r(&t, &tm) != NULL) {
		/* strftime writes the year 999 with three digits */
		int n = snprintf(text, CLOCK_TEXT, "%04u", (unsigned)tm.tm_year + 1900u);
		strftime(text + n, CLOCK_TEXT - (size_t)n, "-%m-%dT%H:%M:%SZ", &tm);
	}
	return text;
}

bool
clock_parse_span(const char *text, int64_t *seconds)
{
	static const struct {
		char letter;
		int length;
	} units[] = {{'s', 1}, {'m', MINUTE}, {'h', HOUR}, {'d', DAY}, {'w', WEEK}};
	int number;

	if (!take_number(&text, 1, 9, &number) || *text == '\0' || text[1] != '\0')
		return false;
	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		if (units[i].letter == *text) {
			*seconds = (int64_t)number * units[i].length;
			return *seconds <= 100LL * 366 * DAY;
		}
	}
	return false;
}

char *
clock_due(int64_t due, int64_t now)
{
	int64_t span = due > now ? due - now : now - due, length = MINUTE;
	const char *unit = "min";

	if (span >= 2 * DAY) {
		unit = "d";
		length = DAY;
	} else if (span >= 2 * HOUR) {
		unit = "h";
		length = HOUR;
	}
	return mem_format(
		due < now ? "%lld %s late" : "in %lld %s", (long long)(span / length), unit);
}

double
clock_steady(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

double
clock_jitter(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	uint32_t mixed = ((uint32_t)now.tv_nsec ^ (uint32_t)getpid()) * 0x9E3779B1u;
	return 0.75 + (double)(mixed >> 16) / 0x1p17;
}

void
clock_sleep(double seconds)
{
	struct timespec span = {.tv_sec = (time_t)seconds};

	span.tv_nsec = (long)((seconds - (double)span.tv_sec) * 1e9);
	if (seconds > 0)
		nanosleep(&span, NULL);
}
