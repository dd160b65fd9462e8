/* A classifier and the post in hand; for classify alone. */
#ifndef CLASSIFY_INSIDE_H
#define CLASSIFY_INSIDE_H

#include <stdbool.h>
#include <stddef.h>

#include "buffer.h"
#include "classify.h"
#include "feature.h"
#include "labels.h"
#include "language.h"
#include "model.h"
#include "rules.h"

enum { LABEL = RULES_OWN, WEIGHT };
enum { KIND, EMOTION, TOPIC, ACT, SETS };
enum { LABELS_MOST = 32, TOPICS_MOST = 3 };

/* What a row of rules.csv says: that a label of a set is more or less likely. */
struct saying {
	int set;
	size_t label;
	double weight;
	char *json; /* how an item of evidence begins */
};

/* A label that the model gives a score. */
struct known {
	const struct model_head *head;
	size_t column; /* in the head */
	int set;
	size_t label;
};

struct classifier {
	struct classify_setup setup;
	struct rules *rules;
	struct saying *sayings;           /* of each row */
	double priors[SETS][LABELS_MOST]; /* of rows without a pattern: what the model is off by */
	struct model *model;              /* NULL: none */
	struct known known[MODEL_COLUMNS];
	size_t known_count;
	const struct labels *sets[SETS];
	struct features features;
	/* the post in hand */
	double from_model[SETS][LABELS_MOST], from_rules[SETS][LABELS_MOST]; /* log-odds */
	const struct rules_hit *hits;
	size_t hit_count, length;
	const char *text;
	const char *language;
	char stated[LANGUAGE_TAG];
	double language_confidence;
	bool cut; /* the text was longer than what is judged */
	struct buffer out;
};

static inline double
classify_odds(const struct classifier *c, int set, size_t label)
{
	return c->from_model[set][label] + c->from_rules[set][label];
}

/* Writes the judgement of the post in hand into out. */
void classify_put(struct classifier *classifier);

#endif
