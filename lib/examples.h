/* Labelled records as what liblinear reads: rows of numbers, and what is known of each. */
#ifndef EXAMPLES_H
#define EXAMPLES_H

#include <linear.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "feature.h"
#include "model.h"

struct labels;
struct record;

enum { EXAMPLE_HEADS = 4 }; /* language, kind, emotion, topic */

struct example {
	struct feature_node *nodes;     /* by index, from 1; the bias last; ended by -1 */
	uint64_t labels[EXAMPLE_HEADS]; /* bits: what it is */
	uint64_t known[EXAMPLE_HEADS];  /* bits: of which labels it is known whether it is that */
	uint64_t hash;                  /* of the id */
};

struct example_head {
	const char *name;
	const struct labels *set; /* NULL: languages, as they come */
	bool many;
	const char *labels[MODEL_COLUMNS];
	size_t count;
};

struct examples {
	struct example *at;
	size_t count, room;
	uint32_t bits; /* a model has 2 to the power of bits rows */
	size_t rows;
	struct example_head heads[EXAMPLE_HEADS];
	struct features features;
	double *counts; /* of each row, while one text is read */
};

struct examples *examples_new(uint32_t bits);
void examples_free(struct examples *examples);

/* Takes title, content and labels of one record. A label that is not one is a fault of the record, which is then left out; one
 * without labels is left out too. */
void examples_add(struct examples *examples, struct record *record);

#endif
