/* Bytes that grow. */
#include "buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"

enum { SMALL = 256, LARGE = 1 << 18 };

void
buffer_need(struct buffer *b, size_t more)
{
	size_t need = b->length + more + 1;

	if (need <= b->room)
		return;
	size_t room = b->room + b->room / 2;
	if (room < SMALL)
		room = SMALL;
	if (room < need)
		room = need;
	b->at = mem_resize(b->at, room, 1);
	b->room = room;
}

void
buffer_add(struct buffer *b, const void *bytes, size_t length)
{
	buffer_need(b, length);
	if (length > 0)
		memcpy(b->at + b->length, bytes, length);
	b->length += length;
	b->at[b->length] = '\0';
}

void
buffer_text(struct buffer *b, const char *text)
{
	buffer_add(b, text, strlen(text));
}

void
buffer_char(struct buffer *b, char c)
{
	buffer_need(b, 1);
	b->at[b->length++] = c;
	b->at[b->length] = '\0';
}

void
buffer_format(struct buffer *b, const char *format, ...)
{
	va_list ap, again;

	va_start(ap, format);
	va_copy(again, ap);
	int n = vsnprintf(NULL, 0, format, ap);
	va_end(ap);
	if (n >= 0) {
		buffer_need(b, (size_t)n);
		vsnprintf(b->at + b->length, (size_t)n + 1, format, again);
		b->length += (size_t)n;
	}
	va_end(again);
}

void
buffer_clear(struct buffer *b)
{
	if (b->room > LARGE)
		buffer_free(b);
	b->length = 0;
	if (b->at != NULL)
		b->at[0] = '\0';
}

void
buffer_free(struct buffer *b)
{
	free(b->at);
	*b = (struct buffer){0};
}
