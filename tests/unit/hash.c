/* The hash room: SHA-256 as the standard has it, however the bytes come. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "hash.h"

static const char *
hex_of(const char *text, size_t length, size_t times)
{
	static char hex[2 * HASH_BYTES + 1];
	struct hash hash;

	hash_start(&hash);
	for (size_t i = 0; i < times; i++)
		hash_add(&hash, text, length);
	return hash_hex(&hash, HASH_BYTES, hex);
}

static void
the_vectors_of_the_standard_come_out(void **state)
{
	(void)state;
	assert_string_equal(hex_of("", 0, 1),
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	assert_string_equal(hex_of("abc", 3, 1),
		"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	assert_string_equal(
		hex_of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 56, 1),
		"248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
	assert_string_equal(hex_of("a", 1, 1000000),
		"cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

static void
pieces_give_what_the_whole_gives(void **state)
{
	char bytes[300], whole[65], pieces[65];
	struct hash hash;

	(void)state;
	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (char)(i * 7);
	for (size_t length = 0; length <= sizeof bytes; length++) {
		hash_start(&hash);
		hash_add(&hash, bytes, length);
		hash_hex(&hash, HASH_BYTES, whole);
		hash_start(&hash);
		for (size_t at = 0; at < length; at += 61)
			hash_add(&hash, bytes + at, length - at < 61 ? length - at : 61);
		hash_hex(&hash, HASH_BYTES, pieces);
		assert_string_equal(whole, pieces);
	}
}

static void
texts_keep_their_borders(void **state)
{
	char a[33], b[33], c[33];
	struct hash hash;

	(void)state;
	hash_start(&hash);
	hash_text(&hash, "ab");
	hash_text(&hash, "c");
	hash_hex(&hash, 16, a);
	hash_start(&hash);
	hash_text(&hash, "a");
	hash_text(&hash, "bc");
	hash_hex(&hash, 16, b);
	assert_string_not_equal(a, b);
	hash_start(&hash);
	hash_text(&hash, NULL);
	hash_hex(&hash, 16, a);
	hash_start(&hash);
	hash_text(&hash, "");
	assert_string_equal(hash_hex(&hash, 16, c), a);
	assert_int_equal(strlen(c), 32);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(the_vectors_of_the_standard_come_out),
		cmocka_unit_test(pieces_give_what_the_whole_gives),
		cmocka_unit_test(texts_keep_their_borders)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
