/* Getting documents over HTTP, many at once, each only if it changed. Wraps libcurl. */
#ifndef HTTP_H
#define HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#include "buffer.h"

struct http;

enum { HTTP_MOST = 64 }; /* exchanges at once */

struct http_setup {
	const char *user_agent;
	long connect_timeout, timeout; /* seconds; timeout: of one exchange */
	long silence;                  /* seconds without a byte after which it is given up */
	long per_host;                 /* connections with one host at once */
	size_t max_body;               /* bytes, unpacked */
	bool (*goes_on)(const void *); /* asked about once a second; false: give up; NULL: never */
	const void *context;           /* of goes_on */
};

struct http_request {
	const char *address;              /* http or https */
	const char *etag, *last_modified; /* what an earlier answer gave, or NULL */
	bool allow_private; /* addresses that only this machine or its network can reach */
	void *job;          /* the caller's; comes back with the answer */
};

struct http_answer {
	int status;     /* STATUS_OK, or STATUS_UNAVAILABLE: refused for good, or STATUS_LATER */
	long code;      /* HTTP's own; 0: there was no answer */
	bool unchanged; /* nothing new since etag and last_modified; body is empty */
	struct buffer body;
	char *etag, *last_modified; /* to send the next time; NULL: none */
	char *charset;              /* of the body as the server says it; NULL: not said */
	char *reason;               /* why status is not STATUS_OK; NULL */
	int64_t not_before; /* it is not to be asked again before then, seconds since 1970; 0: not said */
};

struct http *http_open(const struct http_setup *setup);
void http_close(struct http *http); /* NULL is fine; what is under way is given up */

/* Begins a GET. The request is copied, but for job. At most five redirections are followed. */
void http_start(struct http *http, const struct http_request *request);
size_t http_running(const struct http *http);

/* Waits for the next one that is done. false: none is under way, or goes_on said no. The answer is the caller's to free. */
bool http_next(struct http *http, struct http_answer *answer, void **job);
void http_answer_free(struct http_answer *answer);

/* An address that begins with http:// or https://. */
bool http_is_address(const char *text);

/* The host of an address, in lower case, with a port if there is one, for the caller to free; NULL: not an address. */
char *http_host(const char *address);

/* Whether a redirection may be followed: not to anything but http and https, and never from https to http. */
bool http_may_follow(const char *from, const char *to);

/* Whether an address of the network is one that not everybody can reach: of this machine, of a private or local network, or of
 * none at all (RFC 6890). */
bool http_is_private(const struct sockaddr *address);
bool http_names_private(
	const char *address); /* the same for "127.0.0.1", "::1"; what is neither: yes */

#endif
