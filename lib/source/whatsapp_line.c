/* How a message begins in a chat that WhatsApp exported. */
#include "source/whatsapp_line.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "buffer.h"
#include "clock.h"

struct span {
	const char *at, *end;
};

static bool
starts_with(const struct span *line, const char *bytes)
{
	size_t n = strlen(bytes);

	return (size_t)(line->end - line->at) >= n && memcmp(line->at, bytes, n) == 0;
}

size_t
whatsapp_mark(const char *at, const char *end)
{
	const unsigned char *c = (const unsigned char *)at;

	if (end - at < 3)
		return 0;
	if (c[0] == 0xE2 && c[1] == 0x80)
		return c[2] == 0x8E || c[2] == 0x8F || (c[2] >= 0xAA && c[2] <= 0xAE) ? 3 : 0;
	if (c[0] == 0xE2 && c[1] == 0x81)
		return c[2] >= 0xA6 && c[2] <= 0xA9 ? 3 : 0;
	return c[0] == 0xEF && c[1] == 0xBB && c[2] == 0xBF ? 3 : 0;
}

void
whatsapp_add_plain(struct buffer *out, const char *at, const char *end)
{
	while (at < end) {
		size_t mark = whatsapp_mark(at, end);
		if (mark == 0)
			buffer_char(out, *at++);
		at += mark;
	}
}

static void
skip_marks(struct span *line)
{
	size_t mark;

	while ((mark = whatsapp_mark(line->at, line->end)) > 0)
		line->at += mark;
}

static bool
take(struct span *line, const char *bytes)
{
	if (!starts_with(line, bytes))
		return false;
	line->at += strlen(bytes);
	return true;
}

/* Spaces, also U+00A0 and U+202F; how many there were. */
static int
skip_blanks(struct span *line)
{
	int n = 0;

	while (take(line, " ") || take(line, "\t") || take(line, "\xC2\xA0") ||
		take(line, "\xE2\x80\xAF"))
		n++;
	return n;
}

/* Of most digits; how many there were. */
static int
take_number(struct span *line, int most, int *number)
{
	int n = 0;

	*number = 0;
	for (; n < most && line->at < line->end && isdigit((unsigned char)*line->at); n++)
		*number = *number * 10 + (*line->at++ - '0');
	return n;
}

/* One of these marks; 0: none of them. */
static char
take_one_of(struct span *line, const char *marks)
{
	bool is = line->at < line->end && *line->at != '\0' && strchr(marks, *line->at) != NULL;

	return is ? *line->at++ : '\0';
}

/* 15.04.2016 and 4/15/16, also 2016-04-15, 15. 4. 2016 and 2016. 04. 15. */
static bool
take_date(struct span *line, struct whatsapp_head *head)
{
	int first = take_number(line, 4, &head->date[0]);

	head->separator = take_one_of(line, "/.-");
	if (first == 0 || first == 3 || head->separator == '\0')
		return false;
	head->year_first = first == 4;
	skip_blanks(line);
	int second = take_number(line, 2, &head->date[1]);
	if (second == 0 || take_one_of(line, "/.-") != head->separator)
		return false;
	skip_blanks(line);
	int third = take_number(line, 4, &head->date[2]);
	if (head->separator == '.')
		take(line, ".");
	return third == 1 || third == 2 || third == 4;
}

/* "PM", "p.m.", "p. m." behind blanks; 0: none. */
static char
take_half(struct span *line)
{
	struct span at = *line;

	skip_blanks(&at);
	char half = take_one_of(&at, "aApP");
	if (half == '\0')
		return '\0';
	take(&at, ".");
	skip_blanks(&at);
	if (take_one_of(&at, "mM") == '\0')
		return '\0';
	take(&at, ".");
	*line = at;
	return (char)tolower((unsigned char)half);
}

/* 15:04, 15:04:33, 15.04, 3:04 PM */
static bool
take_time(struct span *line, struct whatsapp_head *head)
{
	int hours = take_number(line, 2, &head->hour);
	char colon = take_one_of(line, ":.");

	if (hours == 0 || colon == '\0' || take_number(line, 2, &head->minute) != 2)
		return false;
	if (take_one_of(line, ":.") != '\0' && take_number(line, 2, &head->second) != 2)
		return false;
	char half = take_half(line);
	if (half != '\0' && (head->hour < 1 || head->hour > 12))
		return false;
	if (half != '\0')
		head->hour = head->hour % 12 + (half == 'p' ? 12 : 0);
	return head->hour <= 23 && head->minute <= 59 && head->second <= 59;
}

static bool
take_end(struct span *line, bool bracket)
{
	if (bracket)
		return take(line, "]") && (skip_blanks(line) > 0 || line->at == line->end);
	return skip_blanks(line) > 0 && (take(line, "-") || take(line, "\xE2\x80\x93")) &&
	       skip_blanks(line) > 0;
}

bool
whatsapp_read_head(const char *at, const char *end, struct whatsapp_head *head)
{
	struct span line = {at, end};

	*head = (struct whatsapp_head){0};
	skip_marks(&line);
	head->bracket = take(&line, "[");
	if (!take_date(&line, head))
		return false;
	bool comma = take(&line, ",");
	if (skip_blanks(&line) == 0 && !comma)
		return false;
	if (!take_time(&line, head) || !take_end(&line, head->bracket))
		return false;
	head->rest = line.at;
	return true;
}

bool
whatsapp_time(const struct whatsapp_head *head, const char *order, int64_t *seconds)
{
	char text[CLOCK_TEXT * 3];
	int year = 0, month = 0, day = 0;

	if (head->year_first)
		order = "YMD";
	for (int i = 0; i < 3; i++)
		*(order[i] == 'Y' ? &year : order[i] == 'M' ? &month : &day) = head->date[i];
	snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02dZ",
		year < 100 ? 2000 + year : year, month, day, head->hour, head->minute,
		head->second);
	return clock_parse(text, seconds);
}
