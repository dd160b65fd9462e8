/* The model room: scores by its formula, and a file that is not just as it was written is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>

#include "ends.h"
#include "mem.h"
#include "model.h"
#include "status.h"

enum { BITS = 3, ROWS = 1 << BITS, STRIDE = 16, SIZE = sizeof(struct model_file) + ROWS * STRIDE };

/* Two heads, colour with 2 labels and size with 1; row r has the weights r, -r and 127. */
static struct model_file *
make(void)
{
	struct model_file *f = mem_new(1, SIZE);

	*f = (struct model_file){.magic = {'g', 'r', 'i', 'p', 'e', '-', 'm', '\n'},
		.byte_order = 0x01020304,
		.version = MODEL_VERSION,
		.features = FEATURE_VERSION,
		.bits = BITS,
		.trainer = 246,
		.heads = 2,
		.stride = STRIDE,
		.size = SIZE,
		.head = {{"colour", 0, 2, 0.5F}, {"size", 2, 1, 0.25F}},
		.label = {{"red", 1}, {"blue", -1}, {"large", 0}}};
	for (int row = 0; row < ROWS; row++) {
		f->weights[row * STRIDE] = (int8_t)row;
		f->weights[row * STRIDE + 1] = (int8_t)-row;
		f->weights[row * STRIDE + 2] = 127;
	}
	f->checksum = model_sum(f);
	return f;
}

static void
open_only(const void *path)
{
	model_close(model_open(path));
}

static struct ending
open_bytes(const void *bytes, size_t length)
{
	char *path = ends_file(bytes, length);
	struct ending end = ends(open_only, path);

	ends_unlink(path);
	return end;
}

static void
scores_are_bias_and_weights_by_the_root_of_the_features(void **state)
{
	uint32_t at[] = {1u << 29, 3u << 29, 7u << 29 | 12345}; /* rows 1, 3 and 7 */
	struct features features = {.at = at, .count = 3};
	struct model_file *f = make();
	char *path = ends_file(f, SIZE);
	struct model *model = model_open(path);

	(void)state;
	ends_unlink(path); /* it is mapped and needs its name no more */
	model_read(model, &features);
	const struct model_head *colour = model_head(model, "colour"),
				*size = model_head(model, "size");
	assert_null(model_head(model, "shape"));
	assert_string_equal(model_label(model, colour, 1), "blue");
	assert_string_equal(model_label(model, size, 0), "large");
	assert_true(fabs(model_score(model, colour, 0) - (1 + 0.5 * 11 / sqrt(3))) < 1e-9);
	assert_true(fabs(model_score(model, colour, 1) - (-1 - 0.5 * 11 / sqrt(3))) < 1e-9);
	assert_true(fabs(model_score(model, size, 0) - 0.25 * 381 / sqrt(3)) < 1e-9);
	features.count = 0;
	model_read(model, &features);
	assert_true(model_score(model, colour, 0) == 1);
	model_close(model);
	model_close(NULL);
	free(f);
}

static void
a_long_text_overflows_no_sum(void **state)
{
	static uint32_t at[10000]; /* of row 0: its size has the weight 127 */
	struct features features = {.at = at, .count = 10000};
	struct model_file *f = make();
	char *path = ends_file(f, SIZE);
	struct model *model = model_open(path);

	(void)state;
	model_read(model, &features);
	assert_true(fabs(model_score(model, model_head(model, "size"), 0) - 0.25 * 1270000 / 100) <
		    1e-6);
	model_close(model);
	ends_unlink(path);
	free(f);
}

/* Every byte of the header, then some of the heads, labels and weights. */
static void
a_byte_that_changed_is_refused_wherever_it_stands(void **state)
{
	struct model_file *f = make();
	unsigned char *bytes = (unsigned char *)f;

	(void)state;
	assert_int_equal(open_bytes(f, SIZE).status, STATUS_OK);
	for (size_t i = 0; i < SIZE; i += i < offsetof(struct model_file, head) ? 1 : 7) {
		bytes[i] ^= 1 << i % 8;
		struct ending end = open_bytes(f, SIZE);
		if (end.status != STATUS_CONFIG)
			fail_msg("byte %zu: %d %s", i, end.status, end.said);
		bytes[i] ^= 1 << i % 8;
	}
	free(f);
}

static void
a_file_of_another_length_is_refused(void **state)
{
	static const size_t lengths[] = {0, 1, 8, 55, sizeof(struct model_file) - 1,
		sizeof(struct model_file), SIZE - 1, SIZE + 1, 3 * SIZE};
	struct model_file *f = make();
	char *longer = mem_new(3, SIZE);

	(void)state;
	memcpy(longer, f, SIZE);
	for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
		struct ending end = open_bytes(longer, lengths[i]);
		assert_int_equal(end.status, STATUS_CONFIG);
		assert_non_null(
			strstr(end.said, lengths[i] < sizeof *f ? "not a model of gripe-train"
								: "damaged: its size is wrong"));
	}
	free(longer);
	free(f);
}

static void
assert_refused(struct model_file *f, const char *reason)
{
	f->checksum = model_sum(f);
	struct ending end = open_bytes(f, SIZE);

	assert_int_equal(end.status, STATUS_CONFIG);
	if (strstr(end.said, reason) == NULL)
		fail_msg("%s: %s", reason, end.said);
	free(f);
}

static void
a_model_that_is_whole_but_of_another_kind_is_refused_with_the_reason(void **state)
{
	struct model_file *f;

	(void)state;
	(f = make())->magic[0] = 'G';
	assert_refused(f, "not a model of gripe-train");
	(f = make())->byte_order = 0x04030201;
	assert_refused(f, "another byte order");
	(f = make())->version++;
	assert_refused(f, "another version of gripe");
	(f = make())->features++;
	assert_refused(f, "other features");
	(f = make())->stride = 0;
	assert_refused(f, "its size is wrong");
	(f = make())->bits = 60;
	assert_refused(f, "its size is wrong");
	(f = make())->heads = MODEL_HEADS + 1;
	assert_refused(f, "its heads do not fit");
	(f = make())->head[1].first = STRIDE;
	assert_refused(f, "its heads do not fit");
	(f = make())->head[1].count = UINT32_MAX;
	assert_refused(f, "its heads do not fit");
	memset((f = make())->head[0].name, 'x', MODEL_NAME);
	assert_refused(f, "its heads do not fit");
	memset((f = make())->label[63].name, 'x', MODEL_NAME);
	assert_refused(f, "its heads do not fit");
}

static void
what_cannot_be_opened_is_named(void **state)
{
	struct ending end = ends(open_only, "/tmp/gripe-no-such-model");

	(void)state;
	assert_int_equal(end.status, STATUS_CONFIG);
	assert_non_null(strstr(end.said, "/tmp/gripe-no-such-model: No such file"));
	end = ends(open_only, "/tmp");
	assert_int_equal(end.status, STATUS_CONFIG);
	assert_non_null(strstr(end.said, "/tmp: "));
}

static void
a_checksum_sees_every_bit_and_the_length(void **state)
{
	char bytes[41] = {0};
	uint64_t before = model_checksum(bytes, 40);

	(void)state;
	for (int bit = 0; bit < 320; bit++) {
		bytes[bit / 8] = (char)(1 << bit % 8);
		assert_true(model_checksum(bytes, 40) != before);
		bytes[bit / 8] = 0;
	}
	assert_true(model_checksum(bytes, 41) != before);
	assert_true(model_checksum(bytes, 39) != before);
	assert_true(model_checksum(bytes, 0) == model_checksum("", 0));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scores_are_bias_and_weights_by_the_root_of_the_features),
		cmocka_unit_test(a_long_text_overflows_no_sum),
		cmocka_unit_test(a_byte_that_changed_is_refused_wherever_it_stands),
		cmocka_unit_test(a_file_of_another_length_is_refused),
		cmocka_unit_test(
			a_model_that_is_whole_but_of_another_kind_is_refused_with_the_reason),
		cmocka_unit_test(what_cannot_be_opened_is_named),
		cmocka_unit_test(a_checksum_sees_every_bit_and_the_length),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
