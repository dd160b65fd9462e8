/* Header lines of an answer; for http alone. */
#ifndef HTTP_HEADER_H
#define HTTP_HEADER_H

#include <stddef.h>

/* The value of a header line that has this name, for the caller to free; NULL: it has another. */
char *http_header_value(const char *line, size_t length, const char *name);

/* The charset of a content type, which is freed, for the caller to free; NULL: it says none. */
char *http_header_charset(char *content_type);

#endif
