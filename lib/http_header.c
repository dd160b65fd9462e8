/* Header lines of an answer. */
#include "http_header.h"

#include <ctype.h>
#include <curl/curl.h>
#include <err.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "clock.h"
#include "mem.h"
#include "status.h"

enum { MOST_HEADER = 4096 };

static const double since_1970 = 1e8; /* a reset of more seconds is no span */

char *
http_header_value(const char *line, size_t length, const char *name)
{
	size_t n = strlen(name);

	if (length <= n || strncasecmp(line, name, n) != 0 || line[n] != ':' ||
		length > MOST_HEADER)
		return NULL;
	const char *at = line + n + 1, *end = line + length;
	while (at < end && isspace((unsigned char)*at))
		at++;
	while (end > at && isspace((unsigned char)end[-1]))
		end--;
	return end > at ? mem_dup_n(at, (size_t)(end - at)) : NULL;
}

char *
http_header_charset(char *content_type)
{
	char *charset = NULL;
	const char *at = content_type != NULL ? strcasestr(content_type, "charset=") : NULL;

	if (at != NULL) {
		at += strlen("charset=");
		at += *at == '"';
		charset = mem_dup_n(at, strcspn(at, "\"; "));
	}
	free(content_type);
	return charset;
}

/* The value of one of these, whatever the server calls it. */
static char *
limit_value(const char *line, size_t length, const char *const names[static 3])
{
	char *value = NULL;

	for (size_t i = 0; value == NULL && i < 3; i++)
		value = http_header_value(line, length, names[i]);
	return value;
}

static int64_t
read_reset(const char *text)
{
	char *end;
	double number = strtod(text, &end);
	int64_t time = 0;

	if (end != text && *end == '\0' && number >= 0 && number < 1e12)
		return (int64_t)ceil(number > since_1970 ? number : (double)clock_now() + number);
	return clock_parse(text, &time) ? time : 0;
}

void
http_header_limit(struct http_limit *limit, const char *line, size_t length)
{
	static const char *const left_names[] = {
		"X-RateLimit-Remaining", "RateLimit-Remaining", "X-Rate-Limit-Remaining"};
	static const char *const reset_names[] = {
		"X-RateLimit-Reset", "RateLimit-Reset", "X-Rate-Limit-Reset"};
	char *left = limit_value(line, length, left_names);
	char *reset = limit_value(line, length, reset_names), *end;

	if (left != NULL) {
		double number = strtod(left, &end);
		if (end != left) {
			limit->left = number;
			limit->says_left = true;
		}
	}
	if (reset != NULL)
		limit->reset_at = read_reset(reset);
	free(left);
	free(reset);
}

struct curl_slist *
http_header_add(struct curl_slist *list, const char *name, const char *value)
{
	if (value == NULL || strpbrk(value, "\r\n") != NULL)
		return list;
	char *line = mem_format("%s: %s", name, value);
	struct curl_slist *longer = curl_slist_append(list, line);
	free(line);
	if (longer == NULL)
		errx(STATUS_SYSTEM, "memory");
	return longer;
}
