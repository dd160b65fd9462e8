/* The headers of a mail message or of a part of one (RFC 5322). */
#ifndef HEADERS_H
#define HEADERS_H

#include <stdbool.h>
#include <stddef.h>

struct headers;

/* Reads the headers that bytes begin with, never NULL; *body becomes the length of them and the empty line behind them. */
struct headers *headers_read(const char *bytes, size_t length, size_t *body);
void headers_free(struct headers *headers);

size_t headers_count(const struct headers *headers);

/* The first header of that name on one line, borrowed: decoded into UTF-8, or as it came; missing: what to return without it. */
const char *headers_text(const struct headers *headers, const char *name, const char *missing);
const char *headers_raw(const struct headers *headers, const char *name, const char *missing);

/* The first address of a header; *name and *address become NULL, or texts that the caller frees. false: no address. */
bool headers_address(
	const struct headers *headers, const char *header, char **name, char **address);

/* The first <identifier> of a header such as References, without its brackets, for the caller to free; NULL: none. */
char *headers_identifier(const struct headers *headers, const char *header);

/* Sent by a machine or to a list: Auto-Submitted (RFC 3834), X-Auto-Response-Suppress (MS-OXCMAIL) against automatic answers,
 * List-Id, Precedence, an empty Return-Path, a delivery report, or from mailer-daemon. */
bool headers_are_automatic(const struct headers *headers);

#endif
