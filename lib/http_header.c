/* Header lines of an answer. */
#include "http_header.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "mem.h"

enum { MOST_HEADER = 4096 };

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
