/* Memory that is there, or the run ends with status 71. */
#ifndef MEM_H
#define MEM_H

#include <stddef.h>

/* What these give is zeroed where new, never NULL, and the caller's to free. */
void *mem_new(size_t count, size_t size);
void *mem_resize(void *old, size_t count, size_t size);
char *mem_dup(const char *text);
char *mem_dup_n(const char *text, size_t length);
char *mem_format(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Room for one more element in an array of count elements that grows by doubling: the array, perhaps moved.
 * *room is the number of elements that fit; start with NULL and 0. New elements are not zeroed. */
void *mem_grow(void *array, size_t count, size_t *room, size_t size);

/* An arena: pieces that live until the next clear, so that loops contain no free. Zero it before the first use. */
struct arena {
	struct arena_block *blocks;
};

void *arena_take(struct arena *arena, size_t size); /* aligned for any type, not zeroed */
void arena_clear(struct arena *arena); /* keeps one block of ordinary size for the next round */
void arena_free(struct arena *arena);

#endif
