/* A linear text model with several heads in one file, mapped into memory: gripe-train(1) writes it.
 *
 * score(label) = bias + scale * sum over features of weight(feature, label) / sqrt(number of features): the log-odds of a logistic
 * regression, one label against the rest. Weights are 8-bit whole numbers with one scale a head; a feature's weights for all heads
 * stand side by side. */
#ifndef MODEL_H
#define MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "feature.h"

enum {
	MODEL_VERSION = 1,
	MODEL_HEADS = 8,
	MODEL_COLUMNS = 64, /* labels of all heads together */
	MODEL_NAME = 24
};

struct model_label {
	char name[MODEL_NAME];
	float bias;
};

struct model_head {
	char name[MODEL_NAME]; /* language, kind, emotion, topic */
	uint32_t first, count; /* columns */
	float scale;
};

/* As it stands in the file, in the byte order of the machine that wrote it. */
struct model_file {
	char magic[8]; /* "gripe-m\n" */
	uint32_t byte_order, version, features,
		bits; /* 0x01020304; MODEL_VERSION; FEATURE_VERSION; log2 of the rows */
	uint32_t seed,
		trainer; /* seed: 0, the solver draws nothing by chance; trainer: liblinear's version number */
	uint32_t heads, stride;  /* columns in a row, a multiple of 16 */
	uint64_t size, checksum; /* of the file; model_sum */
	struct model_head head[MODEL_HEADS];
	struct model_label label[MODEL_COLUMNS];
	int8_t weights[] __attribute__((aligned(16))); /* rows of stride */
};

struct model;

/* Maps the file. One that is damaged, of another version, byte order or feature version ends the run with 78 and the reason. */
struct model *model_open(const char *path);
void model_close(struct model *model);

/* Scores every label for the features; valid until the next call. */
void model_read(struct model *model, const struct features *features);

const struct model_head *model_head(
	const struct model *model, const char *name); /* NULL: it has none */
const char *model_label(const struct model *model, const struct model_head *head, size_t label);
double model_score(
	const struct model *model, const struct model_head *head, size_t label); /* log-odds */

uint64_t model_checksum(const void *bytes, size_t length);
uint64_t model_sum(const struct model_file
		*file); /* of all its bytes but checksum itself; size must be right */
uint32_t model_row(uint32_t feature, uint32_t bits); /* the row of a feature */

#endif
