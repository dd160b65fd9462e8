/* Trains and evaluates text models from labelled records (liblinear: L2-regularised logistic regression, one label against the
 * rest). Learns from the member labels and from nothing else. */
#ifndef TRAIN_H
#define TRAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct record;
struct trainer;

struct train_setup {
	double cost;   /* liblinear's C */
	uint32_t bits; /* log2 of the rows of the model */
	bool progress; /* says on standard error what it is doing */
};

struct trainer *train_new(const struct train_setup *setup);
void train_free(struct trainer *trainer);

/* Takes title, content and labels of one record. A label that is not one is a fault of the record, which is then left out. */
void train_add(struct trainer *trainer, struct record *record);
size_t train_count(const struct trainer *trainer); /* records that had a label of some head */

/* Trains on all but one fold, folds times, and prints precision, recall and F1 of each label on what was left out. A record's fold
 * is a hash of its id, so copies of a record stay together. */
void train_evaluate(struct trainer *trainer, int folds, FILE *out);

/* Trains on everything and writes the model: temporary file, fsync, rename. The same records give the same bytes. false: errno. */
bool train_write(struct trainer *trainer, const char *path);

#endif
