/* Bytes that grow. Zero a buffer before its first use; after any add, at[length] is NUL. */
#ifndef BUFFER_H
#define BUFFER_H

#include <stddef.h>

struct buffer {
	char *at; /* NULL until something was added */
	size_t length, room;
};

void buffer_add(struct buffer *buffer, const void *bytes, size_t length);
void buffer_text(struct buffer *buffer, const char *text);
void buffer_char(struct buffer *buffer, char c);
void buffer_format(struct buffer *buffer, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void buffer_need(struct buffer *buffer,
	size_t more); /* at least that many bytes, and a NUL, fit behind length */
void buffer_clear(struct buffer *buffer); /* length 0; a very large room is given back */
void buffer_free(struct buffer *buffer);

#endif
