/* The memory room: what it gives is there, zeroed and aligned, or the run ends with 71. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "ends.h"
#include "mem.h"
#include "status.h"

/* A sanitizer's allocator ends the run by itself where there is no memory, but for this. */
const char *__asan_default_options(void);

const char *
__asan_default_options(void)
{
	return "allocator_may_return_null=1";
}

static void
new_memory_is_zeroed_and_even_nothing_is_a_pointer(void **state)
{
	(void)state;
	char *some = mem_new(100, 10), *none = mem_new(0, 10), *empty = mem_new(10, 0);

	for (int i = 0; i < 1000; i++)
		assert_int_equal(some[i], 0);
	assert_non_null(none);
	assert_non_null(empty);
	free(some);
	free(none);
	free(empty);
}

static void
resizing_keeps_what_was_there_and_never_frees_behind_the_callers_back(void **state)
{
	(void)state;
	char *p = mem_resize(NULL, 3, 1);

	memcpy(p, "abc", 3);
	p = mem_resize(p, 100000, 1);
	assert_memory_equal(p, "abc", 3);
	p = mem_resize(p, 0, 1); /* realloc(3) would free it */
	assert_int_equal(*p, 'a');
	free(p);
}

static void
ask_too_much(const void *with)
{
	(void)with;
	mem_resize(NULL, SIZE_MAX / 2, 4);
}

static void
ask_too_much_anew(const void *with)
{
	(void)with;
	mem_new(SIZE_MAX / 2, 4);
}

static void
a_product_that_overflows_ends_the_run_with_71(void **state)
{
	(void)state;
	assert_int_equal(ends(ask_too_much, NULL).status, STATUS_SYSTEM);
	assert_int_equal(ends(ask_too_much_anew, NULL).status, STATUS_SYSTEM);
	assert_non_null(strstr(ends(ask_too_much, NULL).said, "memory"));
}

static void
a_copy_ends_with_nul_and_may_hold_one(void **state)
{
	(void)state;
	char *copy = mem_dup_n("a\0bXXX", 3), *none = mem_dup_n(NULL, 0), *text = mem_dup("");

	assert_memory_equal(copy, "a\0b\0", 4);
	assert_string_equal(none, "");
	assert_string_equal(text, "");
	free(copy);
	free(none);
	free(text);
}

static void
a_formatted_text_is_as_long_as_it_must_be(void **state)
{
	(void)state;
	char *text = mem_format("%*s|%d", 10000, "x", 7);

	assert_int_equal(strlen(text), 10002);
	assert_string_equal(text + 9999, "x|7");
	free(text);
}

static void
an_array_grows_by_doubling_and_only_when_it_is_full(void **state)
{
	(void)state;
	size_t room = 0, moves = 0;
	int *at = NULL;

	for (size_t count = 0; count < 1000; count++) {
		size_t before = room;
		at = mem_grow(at, count, &room, sizeof *at);
		moves += room != before;
		assert_true(room > count);
		at[count] = (int)count;
	}
	assert_int_equal(moves, 7); /* 16, 32, ... 1024 */
	for (int i = 0; i < 1000; i++)
		assert_int_equal(at[i], i);
	free(at);
}

static void
pieces_of_an_arena_are_aligned_and_do_not_overlap(void **state)
{
	(void)state;
	struct arena arena = {0};
	enum { PIECES = 3000 };
	unsigned char *piece[PIECES];
	size_t size[PIECES];

	for (size_t i = 0; i < PIECES; i++) {
		size[i] = i % 100 == 0 ? 16384 + i : i % 37;
		piece[i] = arena_take(&arena, size[i]);
		assert_non_null(piece[i]);
		assert_int_equal((uintptr_t)piece[i] % _Alignof(max_align_t), 0);
		memset(piece[i], (int)(i & 0xFF), size[i]);
	}
	for (size_t i = 0; i < PIECES; i++)
		for (size_t k = 0; k < size[i]; k++)
			assert_int_equal(piece[i][k], i & 0xFF);
	arena_free(&arena);
}

static void
a_piece_of_exactly_a_block_and_one_more_byte_both_fit(void **state)
{
	(void)state;
	struct arena arena = {0};

	for (size_t size = 16384 - 17; size <= 16384 + 17; size++)
		memset(arena_take(&arena, size), 1, size);
	arena_free(&arena);
	assert_null(arena.blocks);
}

static void
a_cleared_arena_gives_the_same_block_again_and_forgets_large_ones(void **state)
{
	(void)state;
	struct arena arena = {0};

	void *first = arena_take(&arena, 100);
	arena_take(&arena, 1 << 20);
	arena_clear(&arena);
	assert_ptr_equal(arena_take(&arena, 100), first);
	arena_clear(&arena);
	arena_clear(&arena);
	arena_free(&arena);
	arena_free(&arena); /* twice does no harm */
}

static void
an_arena_that_held_only_a_large_piece_is_empty_when_cleared(void **state)
{
	(void)state;
	struct arena arena = {0};

	arena_take(&arena, 1 << 20);
	arena_clear(&arena);
	assert_null(arena.blocks);
	assert_non_null(arena_take(&arena, 0));
	arena_free(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(new_memory_is_zeroed_and_even_nothing_is_a_pointer),
		cmocka_unit_test(
			resizing_keeps_what_was_there_and_never_frees_behind_the_callers_back),
		cmocka_unit_test(a_product_that_overflows_ends_the_run_with_71),
		cmocka_unit_test(a_copy_ends_with_nul_and_may_hold_one),
		cmocka_unit_test(a_formatted_text_is_as_long_as_it_must_be),
		cmocka_unit_test(an_array_grows_by_doubling_and_only_when_it_is_full),
		cmocka_unit_test(pieces_of_an_arena_are_aligned_and_do_not_overlap),
		cmocka_unit_test(a_piece_of_exactly_a_block_and_one_more_byte_both_fit),
		cmocka_unit_test(a_cleared_arena_gives_the_same_block_again_and_forgets_large_ones),
		cmocka_unit_test(an_arena_that_held_only_a_large_piece_is_empty_when_cleared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
