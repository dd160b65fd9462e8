/* Getting a document over HTTP with libcurl. */
#include "http.h"

#include <ctype.h>
#include <curl/curl.h>
#include <err.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "mem.h"
#include "status.h"

enum { REDIRECTIONS = 5, MOST_HEADER = 4096 };

struct http {
	struct http_setup setup;
	CURL *curl;
	char error[CURL_ERROR_SIZE];
	bool too_large;
	struct http_answer *answer;
};

bool
http_is_address(const char *text)
{
	return strncasecmp(text, "http://", 7) == 0 || strncasecmp(text, "https://", 8) == 0;
}

char *
http_host(const char *address)
{
	if (!http_is_address(address))
		return NULL;
	const char *at = strstr(address, "://") + 3;
	size_t length = strcspn(at, "/?#");
	const char *user = memrchr(at, '@', length);
	if (user != NULL) {
		length -= (size_t)(user + 1 - at);
		at = user + 1;
	}
	char *host = mem_dup_n(at, length);
	for (char *p = host; *p != '\0'; p++)
		*p = (char)tolower((unsigned char)*p);
	return host;
}

static size_t
take_body(char *bytes, size_t size, size_t count, void *data)
{
	struct http *h = data;

	h->too_large = h->answer->body.length + size * count > h->setup.max_body;
	if (h->too_large)
		return 0;
	buffer_add(&h->answer->body, bytes, size * count);
	return size * count;
}

/* The value of a header line that has this name, for the caller to free; NULL: it has another. */
static char *
value_of(const char *line, size_t length, const char *name)
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

static char *
charset_of(char *content_type)
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
	struct http *h = data;
	size_t length = size * count;

	if (length > 5 && strncasecmp(line, "HTTP/", 5) == 0) { /* of a later answer */
		free(h->answer->etag);
		free(h->answer->last_modified);
		free(h->answer->charset);
		h->answer->etag = h->answer->last_modified = h->answer->charset = NULL;
	}
	replace(&h->answer->etag, value_of(line, length, "ETag"));
	replace(&h->answer->last_modified, value_of(line, length, "Last-Modified"));
	replace(&h->answer->charset, charset_of(value_of(line, length, "Content-Type")));
	return length;
}

static int
ask_to_go_on(void *data, curl_off_t total, curl_off_t now, curl_off_t upload, curl_off_t sent)
{
	const struct http *h = data;

	(void)total;
	(void)now;
	(void)upload;
	(void)sent;
	return h->setup.goes_on != NULL && !h->setup.goes_on(h->setup.context);
}

struct http *
http_open(const struct http_setup *setup)
{
	struct http *h = mem_new(1, sizeof *h);

	h->setup = *setup;
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != 0 || (h->curl = curl_easy_init()) == NULL)
		errx(STATUS_SYSTEM, "libcurl cannot start");
	curl_easy_setopt(h->curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(h->curl, CURLOPT_USERAGENT, setup->user_agent);
	curl_easy_setopt(h->curl, CURLOPT_CONNECTTIMEOUT, setup->connect_timeout);
	curl_easy_setopt(h->curl, CURLOPT_TIMEOUT, setup->timeout);
	curl_easy_setopt(h->curl, CURLOPT_ACCEPT_ENCODING, "");
	curl_easy_setopt(h->curl, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(h->curl, CURLOPT_ERRORBUFFER, h->error);
	curl_easy_setopt(h->curl, CURLOPT_WRITEFUNCTION, take_body);
	curl_easy_setopt(h->curl, CURLOPT_WRITEDATA, h);
	curl_easy_setopt(h->curl, CURLOPT_HEADERFUNCTION, take_header);
	curl_easy_setopt(h->curl, CURLOPT_HEADERDATA, h);
	curl_easy_setopt(h->curl, CURLOPT_NOPROGRESS, 0L);
	curl_easy_setopt(h->curl, CURLOPT_XFERINFOFUNCTION, ask_to_go_on);
	curl_easy_setopt(h->curl, CURLOPT_XFERINFODATA, h);
	return h;
}

void
http_close(struct http *h)
{
	if (h == NULL)
		return;
	curl_easy_cleanup(h->curl);
	curl_global_cleanup();
	free(h);
}

static struct curl_slist *
add_header(struct curl_slist *list, const char *name, const char *value)
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

static void
refuse(struct http_answer *answer, int status, char *reason)
{
	answer->status = status;
	free(answer->reason);
	answer->reason = reason;
}

/* No answer, or only a part of one. */
static void
judge_failure(struct http *h, CURLcode failure)
{
	const char *text = *h->error != '\0' ? h->error : curl_easy_strerror(failure);
	bool for_good = failure == CURLE_UNSUPPORTED_PROTOCOL || failure == CURLE_URL_MALFORMAT ||
			failure == CURLE_PEER_FAILED_VERIFICATION ||
			failure == CURLE_BAD_CONTENT_ENCODING;

	if (h->too_large)
		refuse(h->answer, STATUS_UNAVAILABLE,
			mem_format("it is over %zu bytes (max_body)", h->setup.max_body));
	else
		refuse(h->answer, for_good ? STATUS_UNAVAILABLE : STATUS_LATER, mem_dup(text));
}

static void
judge_code(struct http *h)
{
	struct http_answer *answer = h->answer;
	long code = answer->code;
	curl_off_t wait = 0;

	answer->unchanged = code == 304 || code == 204;
	if (code == 304 || (code >= 200 && code < 300))
		return;
	bool later = code == 408 || code == 425 || code == 429 || code >= 500;
	curl_easy_getinfo(h->curl, CURLINFO_RETRY_AFTER, &wait);
	char *hint = later && wait > 0 ? mem_format("; it asks to wait %ld seconds", (long)wait)
				       : mem_dup(later ? "; try again later" : "");
	refuse(answer, later ? STATUS_LATER : STATUS_UNAVAILABLE,
		mem_format("the server answers %ld%s", code, hint));
	free(hint);
}

/* One exchange; the address to go on with, for the caller to free, or NULL. */
static char *
exchange(struct http *h, const char *address, struct curl_slist *headers)
{
	struct http_answer *answer = h->answer;
	char *next = NULL;

	buffer_clear(&answer->body);
	*h->error = '\0';
	h->too_large = false;
	curl_easy_setopt(h->curl, CURLOPT_URL, address);
	curl_easy_setopt(h->curl, CURLOPT_HTTPHEADER, headers);
	CURLcode failure = curl_easy_perform(h->curl);
	curl_easy_getinfo(h->curl, CURLINFO_RESPONSE_CODE, &answer->code);
	if (failure != CURLE_OK)
		judge_failure(h, failure);
	else if (answer->code == 304 ||
		 curl_easy_getinfo(h->curl, CURLINFO_REDIRECT_URL, &next) != CURLE_OK ||
		 next == NULL)
		judge_code(h);
	return failure == CURLE_OK && next != NULL ? mem_dup(next) : NULL;
}

bool
http_may_follow(const char *from, const char *to)
{
	return http_is_address(to) &&
	       !(strncasecmp(from, "https:", 6) == 0 && strncasecmp(to, "http:", 5) == 0);
}

void
http_get(struct http *h, const char *address, const char *etag, const char *last_modified,
	struct http_answer *answer)
{
	struct curl_slist *headers = add_header(NULL, "If-None-Match", etag);
	char *at = mem_dup(address), *next;

	http_answer_free(answer);
	h->answer = answer;
	headers = add_header(headers, "If-Modified-Since", last_modified);
	for (int i = 0; (next = exchange(h, at, headers)) != NULL; i++) {
		bool ok = http_may_follow(at, next);
		if (!ok)
			refuse(answer, STATUS_UNAVAILABLE, mem_format("it leads to %s", next));
		else if (i == REDIRECTIONS)
			refuse(answer, STATUS_UNAVAILABLE, mem_dup("too many redirections"));
		free(at);
		at = next;
		if (answer->reason != NULL)
			break;
	}
	if (answer->reason != NULL)
		buffer_clear(&answer->body);
	curl_easy_setopt(h->curl, CURLOPT_HTTPHEADER, NULL);
	curl_slist_free_all(headers);
	free(at);
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
