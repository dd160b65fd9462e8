/* Header lines of an answer; for http alone. */
#ifndef HTTP_HEADER_H
#define HTTP_HEADER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What servers say of how often they may be asked, over all header lines of one answer. Zero it before the first. */
struct http_limit {
	double left; /* calls */
	bool says_left;
	int64_t reset_at; /* seconds since 1970 at which there are more; 0: not said */
};

struct curl_slist;

/* The list with one line more, unless value is NULL or would be more lines than one. */
struct curl_slist *http_header_add(struct curl_slist *list, const char *name, const char *value);

/* The value of a header line that has this name, for the caller to free; NULL: it has another. */
char *http_header_value(const char *line, size_t length, const char *name);

/* The charset of a content type, which is freed, for the caller to free; NULL: it says none. */
char *http_header_charset(char *content_type);

/* Takes what the line says of limits. The reset comes in several dialects: a time of RFC 3339 (Mastodon), seconds since 1970 (X,
 * Bluesky), or seconds to go (Reddit, and the draft of the IETF). */
void http_header_limit(struct http_limit *limit, const char *line, size_t length);

#endif
