/* The feature room: the same text gives the same features, today, tomorrow and on every machine. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "feature.h"
#include "grammar.h"

/* All features of a text in one number, whatever their order. */
static uint64_t
digest(const char *text, size_t length, size_t *count)
{
	struct features features = {0};
	uint64_t hash = 0;

	feature_read(&features, text, length);
	feature_spread(&features);
	for (size_t i = 0; i < features.count; i++)
		hash += (features.at[i] + 1) * UINT64_C(0x9E3779B97F4A7C15);
	*count = features.count;
	feature_free(&features);
	return hash;
}

static bool
same(const char *a, const char *b)
{
	size_t count_a, count_b;
	uint64_t digest_a = digest(a, strlen(a), &count_a),
		 digest_b = digest(b, strlen(b), &count_b);

	return digest_a == digest_b && count_a == count_b;
}

/* When these change, so must FEATURE_VERSION: a model that was trained before sees another text. */
static void
features_are_frozen(void **state)
{
	static const struct {
		const char *text;
		size_t count;
		uint64_t digest;
	} frozen[] = {{"", 6, 0x5ae367fe75f796f8},
		{"De trein is al weer te laat!", 56, 0x3517146da0ebbf66},
		{"Thanks @KLM for losing my bag... 3rd time https://t.co/x", 73,
			0xfa5697bfb2611bae},
		{"Café ÉÉN \U0001F621 waaaarom?!", 42, 0x80105a48652a5a15},
		{"order 12345 #fail", 37, 0x905d2b5a81e0b5d5}};

	(void)state;
	assert_int_equal(FEATURE_VERSION, 1);
	for (size_t i = 0; i < sizeof frozen / sizeof *frozen; i++) {
		size_t count;
		uint64_t now = digest(frozen[i].text, strlen(frozen[i].text), &count);
		if (now != frozen[i].digest || count != frozen[i].count)
			fail_msg("{\"%s\", %zu, 0x%llx}", frozen[i].text, count,
				(unsigned long long)now);
	}
}

static void
case_digits_addresses_and_names_do_not_matter(void **state)
{
	(void)state;
	assert_true(same("de trein is te laat", "de trein is te laat "));
	assert_true(same("om 12 uur", "om 93 uur"));
	assert_true(same("zie https://a.example/x?y=1 daar", "zie http://b.example/ daar"));
	assert_true(same("zie www.a.example", "zie www.bbbbb.example/cc"));
	assert_true(same("hoi @jan", "hoi @Piet_99"));
	assert_false(same("de trein", "de bus"));
	assert_false(same("de trein", "trein de"));
	assert_false(same("de trein", "de trein!"));
	assert_false(same("de trein is te laat", "DE TREIN IS TE LAAT"));
}

static void
reading_anew_forgets_the_text_before(void **state)
{
	struct features features = {0};

	(void)state;
	feature_read(&features, "een heel lang stuk tekst over de trein", 38);
	feature_read(&features, "bus", 3);
	size_t count = features.count;
	uint32_t first = features.at[0];
	feature_free(&features);
	feature_read(&features, "bus", 3);
	assert_int_equal(features.count, count);
	assert_int_equal(features.at[0], first);
	feature_free(&features);
}

static void
no_text_is_too_odd(void **state)
{
	static const char *const pieces[] = {"a", " ", "!", "\u023A", "\u0130", "\U0001F621", "@a",
		"@", "www.", "http://", "\xFF", "\xE2\x84", "\u212A", "9", "\n", "\xC3\xA9",
		"a\u0301", "#", "?!", "xxxx"};
	uint64_t seed = 5;
	struct buffer text = {0};
	size_t count;

	(void)state;
	for (int i = 0; i < 4000; i++) {
		/* of one piece again and again: nothing may run over what was reserved */
		unsigned same_piece = grammar_pick(&seed, 40);
		buffer_clear(&text);
		buffer_text(&text, "");
		for (unsigned n = grammar_pick(&seed, 200); n > 0; n--)
			buffer_text(&text,
				pieces[same_piece < 20 ? same_piece : grammar_pick(&seed, 20)]);
		/* just so long, so that reading behind it is seen */
		char *exact = malloc(text.length + !text.length);
		memcpy(exact, text.at, text.length);
		digest(exact, text.length, &count);
		free(exact);
	}
	buffer_free(&text);
	digest("", 0, &count);
	assert_true(count > 0); /* that it is short */
}

static void
a_word_without_end_is_read_in_bounds(void **state)
{
	char *word = malloc(65536);
	size_t count;

	(void)state;
	memset(word, 'x', 65536);
	digest(word, 65536, &count);
	for (size_t i = 0; i < 65536; i += 2)
		memcpy(word + i, "\u0436", 2);
	digest(word, 65536, &count);
	free(word);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(features_are_frozen),
		cmocka_unit_test(case_digits_addresses_and_names_do_not_matter),
		cmocka_unit_test(reading_anew_forgets_the_text_before),
		cmocka_unit_test(no_text_is_too_odd),
		cmocka_unit_test(a_word_without_end_is_read_in_bounds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
