/* Getting a document over HTTP, only if it changed. Wraps libcurl. */
#ifndef HTTP_H
#define HTTP_H

#include <stdbool.h>
#include <stddef.h>

#include "buffer.h"

struct http;

struct http_setup {
	const char *user_agent;
	long connect_timeout, timeout; /* seconds; timeout: of the whole exchange */
	size_t max_body;               /* bytes, unpacked */
	bool (*goes_on)(const void *); /* asked about once a second; false: give up; NULL: never */
	const void *context;           /* of goes_on */
};

struct http_answer {
	int status;     /* STATUS_OK, or STATUS_UNAVAILABLE: refused for good, or STATUS_LATER */
	long code;      /* HTTP's own; 0: there was no answer */
	bool unchanged; /* nothing new since etag and last_modified; body is empty */
	struct buffer body;
	char *etag, *last_modified; /* to send the next time; NULL: none */
	char *charset;              /* of the body as the server says it; NULL: not said */
	char *reason;               /* why status is not STATUS_OK; NULL */
};

struct http *http_open(const struct http_setup *setup);
void http_close(struct http *http); /* NULL is fine */

/* An address that begins with http:// or https://. */
bool http_is_address(const char *text);

/* The host of an address, in lower case, with a port if there is one, for the caller to free; NULL: not an address. */
char *http_host(const char *address);

/* Whether a redirection may be followed: not to anything but http and https, and never from https to http. */
bool http_may_follow(const char *from, const char *to);

/* GET. etag and last_modified are what an earlier answer gave, or NULL. At most five redirections are followed.
 * Zero the answer before the first use; http_answer_free makes it zero again. */
void http_get(struct http *http, const char *address, const char *etag, const char *last_modified,
	struct http_answer *answer);
void http_answer_free(struct http_answer *answer);

#endif
