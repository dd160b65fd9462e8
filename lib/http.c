/* Getting documents over HTTP with libcurl. */
#include "http.h"

#include <curl/curl.h>
#include <err.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "clock.h"
#include "http_header.h"
#include "mem.h"
#include "status.h"

enum { REDIRECTIONS = 5, WAIT = 1000 }; /* WAIT: milliseconds */

/* One document on its way, over redirections. */
struct transfer {
	struct http *http;
	CURL *curl;
	struct curl_slist *headers;
	char *address; /* where it is asked for now */
	int redirections;
	bool allow_private, too_large, is_private;
	char error[CURL_ERROR_SIZE];
	struct http_answer answer;
	struct http_limit limit;
	void *job;
	struct transfer *next;
};

struct http {
	struct http_setup setup;
	CURLM *multi;
	struct transfer *transfers; /* under way */
	struct transfer *idle;      /* whose handles can be used again */
	size_t running;
};

static size_t
take_body(char *bytes, size_t size, size_t count, void *data)
{
	struct transfer *t = data;

	t->too_large = t->answer.body.length + size * count > t->http->setup.max_body;
	if (t->too_large)
		return 0;
	buffer_add(&t->answer.body, bytes, size * count);
	return size * count;
}

static void
replace(char **old, char *value)
{
	if (value == NULL)
		return;
	free(*old);
	*old = value;
}

static size_t
take_header(char *line, size_t size, size_t count, void *data)
{
	struct transfer *t = data;
	struct http_answer *answer = &t->answer;
	size_t length = size * count;

	if (length > 5 && strncasecmp(line, "HTTP/", 5) == 0) { /* of a later answer */
		free(answer->etag);
		free(answer->last_modified);
		free(answer->charset);
		answer->etag = answer->last_modified = answer->charset = NULL;
	}
	http_header_limit(&t->limit, line, length);
	replace(&answer->etag, http_header_value(line, length, "ETag"));
	replace(&answer->last_modified, http_header_value(line, length, "Last-Modified"));
	replace(&answer->charset,
		http_header_charset(http_header_value(line, length, "Content-Type")));
	return length;
}

/* A connection is only made where it may lead; a name that leads elsewhere, or a redirection, changes nothing about it. */
static curl_socket_t
open_socket(void *data, curlsocktype purpose, struct curl_sockaddr *address)
{
	struct transfer *t = data;

	(void)purpose;
	if (!t->allow_private && http_is_private(&address->addr)) {
		t->is_private = true;
		return CURL_SOCKET_BAD;
	}
	return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/* The same for a connection that was made for another transfer, which may have gone farther. */
static int
check_connection(void *data, char *there, char *here, int port_there, int port_here)
{
	struct transfer *t = data;

	(void)here;
	(void)port_there;
	(void)port_here;
	t->is_private = !t->allow_private && http_names_private(there);
	return t->is_private ? CURL_PREREQFUNC_ABORT : CURL_PREREQFUNC_OK;
}

static void
set_up(struct transfer *t)
{
	const struct http_setup *setup = &t->http->setup;

	curl_easy_setopt(t->curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(t->curl, CURLOPT_USERAGENT, setup->user_agent);
	curl_easy_setopt(t->curl, CURLOPT_CONNECTTIMEOUT, setup->connect_timeout);
	curl_easy_setopt(t->curl, CURLOPT_TIMEOUT, setup->timeout);
	curl_easy_setopt(t->curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
	curl_easy_setopt(t->curl, CURLOPT_LOW_SPEED_TIME, setup->silence);
	curl_easy_setopt(t->curl, CURLOPT_ACCEPT_ENCODING, "");
	curl_easy_setopt(t->curl, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(t->curl, CURLOPT_ERRORBUFFER, t->error);
	curl_easy_setopt(t->curl, CURLOPT_WRITEFUNCTION, take_body);
	curl_easy_setopt(t->curl, CURLOPT_WRITEDATA, t);
	curl_easy_setopt(t->curl, CURLOPT_HEADERFUNCTION, take_header);
	curl_easy_setopt(t->curl, CURLOPT_HEADERDATA, t);
	curl_easy_setopt(t->curl, CURLOPT_OPENSOCKETFUNCTION, open_socket);
	curl_easy_setopt(t->curl, CURLOPT_OPENSOCKETDATA, t);
	curl_easy_setopt(t->curl, CURLOPT_PREREQFUNCTION, check_connection);
	curl_easy_setopt(t->curl, CURLOPT_PREREQDATA, t);
	curl_easy_setopt(t->curl, CURLOPT_PRIVATE, t);
}

static struct transfer *
new_transfer(struct http *h)
{
	struct transfer *t = h->idle;

	if (t != NULL) {
		h->idle = t->next;
		return t;
	}
	t = mem_new(1, sizeof *t);
	t->http = h;
	t->curl = curl_easy_init();
	if (t->curl == NULL)
		errx(STATUS_SYSTEM, "libcurl cannot start");
	set_up(t);
	return t;
}

struct http *
http_open(const struct http_setup *setup)
{
	struct http *h = mem_new(1, sizeof *h);

	h->setup = *setup;
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != 0 || (h->multi = curl_multi_init()) == NULL)
		errx(STATUS_SYSTEM, "libcurl cannot start");
	curl_multi_setopt(h->multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, (long)HTTP_MOST);
	curl_multi_setopt(h->multi, CURLMOPT_MAX_HOST_CONNECTIONS, setup->per_host);
	return h;
}

static void
free_transfers(struct http *h, struct transfer *t)
{
	for (struct transfer *next; t != NULL; t = next) {
		next = t->next;
		curl_multi_remove_handle(h->multi, t->curl);
		curl_easy_cleanup(t->curl);
		curl_slist_free_all(t->headers);
		http_answer_free(&t->answer);
		free(t->address);
		free(t);
	}
}

void
http_close(struct http *h)
{
	if (h == NULL)
		return;
	free_transfers(h, h->transfers);
	free_transfers(h, h->idle);
	curl_multi_cleanup(h->multi);
	curl_global_cleanup();
	free(h);
}

static void
refuse(struct http_answer *answer, int status, char *reason)
{
	answer->status = status;
	free(answer->reason);
	answer->reason = reason;
}

/* No answer, or only a part of one. */
static void
judge_failure(struct transfer *t, CURLcode failure)
{
	const char *text = *t->error != '\0' ? t->error : curl_easy_strerror(failure);
	bool for_good = failure == CURLE_UNSUPPORTED_PROTOCOL || failure == CURLE_URL_MALFORMAT ||
			failure == CURLE_PEER_FAILED_VERIFICATION ||
			failure == CURLE_BAD_CONTENT_ENCODING;

	if (t->too_large)
		refuse(&t->answer, STATUS_UNAVAILABLE,
			mem_format("it is over %zu bytes (max_body)", t->http->setup.max_body));
	else if (t->is_private)
		refuse(&t->answer, STATUS_UNAVAILABLE,
			mem_dup("it leads into a private network; if that is meant, say allow_private"));
	else
		refuse(&t->answer, for_good ? STATUS_UNAVAILABLE : STATUS_LATER, mem_dup(text));
}

/* When it may be asked again: as Retry-After says, or where no call is left, as the limits say. */
static int64_t
not_before(struct transfer *t)
{
	int64_t now = clock_now();
	curl_off_t wait = 0;

	if (t->answer.code >= 400)
		curl_easy_getinfo(t->curl, CURLINFO_RETRY_AFTER, &wait);
	if (wait > 0)
		return now + (int64_t)wait;
	bool none_left = t->limit.says_left ? t->limit.left < 1 : t->answer.code == 429;
	return none_left && t->limit.reset_at > now ? t->limit.reset_at : 0;
}

static void
judge_code(struct transfer *t)
{
	struct http_answer *answer = &t->answer;
	long code = answer->code;

	answer->unchanged = code == 304 || code == 204;
	answer->not_before = not_before(t);
	if (code == 304 || (code >= 200 && code < 300))
		return;
	bool later = code == 408 || code == 425 || code == 429 || code >= 500;
	char *hint = later && answer->not_before > 0
			     ? mem_format("; it asks to wait %ld seconds",
				       (long)(answer->not_before - clock_now()))
			     : mem_dup(later ? "; try again later" : "");
	refuse(answer, later ? STATUS_LATER : STATUS_UNAVAILABLE,
		mem_format("the server answers %ld%s", code, hint));
	free(hint);
}

static void
ask(struct transfer *t)
{
	buffer_clear(&t->answer.body);
	*t->error = '\0';
	t->too_large = t->is_private = false;
	t->limit = (struct http_limit){0};
	curl_easy_setopt(t->curl, CURLOPT_URL, t->address);
	curl_easy_setopt(t->curl, CURLOPT_HTTPHEADER, t->headers);
	if (curl_multi_add_handle(t->http->multi, t->curl) != CURLM_OK)
		errx(STATUS_SYSTEM, "libcurl cannot go on");
}

void
http_start(struct http *h, const struct http_request *request)
{
	struct transfer *t = new_transfer(h);

	t->address = mem_dup(request->address);
	t->headers = http_header_add(NULL, "If-None-Match", request->etag);
	t->headers = http_header_add(t->headers, "If-Modified-Since", request->last_modified);
	t->allow_private = request->allow_private;
	t->redirections = 0;
	t->job = request->job;
	t->next = h->transfers;
	h->transfers = t;
	h->running++;
	ask(t);
}

size_t
http_running(const struct http *h)
{
	return h->running;
}

/* Goes on at the address that the answer leads to, if it may. false: it leads nowhere. */
static bool
follow(struct transfer *t)
{
	char *to = NULL;

	if (t->answer.code == 304 ||
		curl_easy_getinfo(t->curl, CURLINFO_REDIRECT_URL, &to) != CURLE_OK || to == NULL)
		return false;
	if (!http_may_follow(t->address, to)) {
		refuse(&t->answer, STATUS_UNAVAILABLE, mem_format("it leads to %s", to));
	} else if (t->redirections++ == REDIRECTIONS) {
		refuse(&t->answer, STATUS_UNAVAILABLE, mem_dup("too many redirections"));
	} else {
		char *address = mem_dup(to);
		free(t->address);
		t->address = address;
		ask(t);
	}
	return true;
}

/* One exchange is over. false: the transfer goes on at another address. */
static bool
finish(struct transfer *t, CURLcode failure)
{
	curl_multi_remove_handle(t->http->multi, t->curl);
	curl_easy_getinfo(t->curl, CURLINFO_RESPONSE_CODE, &t->answer.code);
	if (failure != CURLE_OK)
		judge_failure(t, failure);
	else if (!follow(t))
		judge_code(t);
	else if (t->answer.reason == NULL)
		return false;
	if (t->answer.reason != NULL)
		buffer_clear(&t->answer.body);
	return true;
}

/* The transfer is no more; its handle is kept. */
static void
release(struct transfer *t)
{
	struct http *h = t->http;
	struct transfer **link = &h->transfers;

	while (*link != t)
		link = &(*link)->next;
	*link = t->next;
	h->running--;
	curl_easy_setopt(t->curl, CURLOPT_HTTPHEADER, NULL);
	curl_slist_free_all(t->headers);
	free(t->address);
	t->headers = NULL;
	t->address = NULL;
	t->answer = (struct http_answer){0};
	t->next = h->idle;
	h->idle = t;
}

static bool
take_done(struct http *h, struct http_answer *answer, void **job)
{
	struct transfer *t = NULL;
	CURLMsg *message;
	int left;

	while ((message = curl_multi_info_read(h->multi, &left)) != NULL) {
		if (message->msg != CURLMSG_DONE)
			continue;
		CURLcode failure = message->data.result;
		curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&t);
		if (!finish(t, failure))
			continue;
		*answer = t->answer;
		*job = t->job;
		release(t);
		return true;
	}
	return false;
}

bool
http_next(struct http *h, struct http_answer *answer, void **job)
{
	int active;

	while (h->running > 0) {
		if (h->setup.goes_on != NULL && !h->setup.goes_on(h->setup.context))
			return false;
		if (curl_multi_perform(h->multi, &active) != CURLM_OK)
			errx(STATUS_SYSTEM, "libcurl cannot go on");
		if (take_done(h, answer, job))
			return true;
		curl_multi_poll(h->multi, NULL, 0, WAIT, NULL);
	}
	return false;
}

void
http_answer_free(struct http_answer *answer)
{
	buffer_free(&answer->body);
	free(answer->etag);
	free(answer->last_modified);
	free(answer->charset);
	free(answer->reason);
	*answer = (struct http_answer){0};
}
