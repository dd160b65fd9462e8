/* Memory that is there, or the run ends. */
#include "mem.h"

#include <err.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "status.h"

enum { BLOCK = 16384 };

struct arena_block {
	struct arena_block *next;
	size_t used, size;
	max_align_t data[];
};

void *
mem_new(size_t count, size_t size)
{
	void *p = calloc(count ? count : 1, size ? size : 1);

	if (p == NULL)
		err(STATUS_SYSTEM, "memory");
	return p;
}

void *
mem_resize(void *old, size_t count, size_t size)
{
	void *p = reallocarray(old, count ? count : 1, size ? size : 1);

	if (p == NULL)
		err(STATUS_SYSTEM, "memory");
	return p;
}

char *
mem_dup_n(const char *text, size_t length)
{
	char *copy = mem_new(length + 1, 1);

	if (length > 0)
		memcpy(copy, text, length);
	return copy;
}

char *
mem_dup(const char *text)
{
	return mem_dup_n(text, strlen(text));
}

char *
mem_format(const char *format, ...)
{
	char *text;
	va_list ap;

	va_start(ap, format);
	if (vasprintf(&text, format, ap) < 0)
		err(STATUS_SYSTEM, "memory");
	va_end(ap);
	return text;
}

void *
mem_grow(void *array, size_t count, size_t *room, size_t size)
{
	if (count < *room)
		return array;
	*room = *room > 0 ? *room * 2 : 16;
	return mem_resize(array, *room, size);
}

void *
arena_take(struct arena *arena, size_t size)
{
	struct arena_block *b = arena->blocks;
	size_t need = (size + sizeof(max_align_t) - 1) / sizeof(max_align_t) * sizeof(max_align_t);

	if (b == NULL || b->size - b->used < need) {
		size_t room = need > BLOCK ? need : BLOCK;
		b = mem_resize(NULL, 1, sizeof *b + room);
		b->next = arena->blocks;
		b->used = 0;
		b->size = room;
		arena->blocks = b;
	}
	void *piece = (char *)b->data + b->used;
	b->used += need;
	return piece;
}

void
arena_clear(struct arena *arena)
{
	struct arena_block *kept = NULL;

	for (struct arena_block *b = arena->blocks, *next; b != NULL; b = next) {
		next = b->next;
		if (kept == NULL && b->size == BLOCK) {
			kept = b;
			kept->used = 0;
			kept->next = NULL;
		} else {
			free(b);
		}
	}
	arena->blocks = kept;
}

void
arena_free(struct arena *arena)
{
	arena_clear(arena);
	free(arena->blocks);
	arena->blocks = NULL;
}
