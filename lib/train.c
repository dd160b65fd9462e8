/* Trains and evaluates text models with liblinear. */
#include "train.h"

#include <errno.h>
#include <fcntl.h>
#include <linear.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "examples.h"
#include "mem.h"
#include "model.h"

enum { HEADS = EXAMPLE_HEADS, NO_FOLD = -1 };

struct trainer {
	struct train_setup setup;
	struct examples *examples;
	double *weights[HEADS]; /* labels x (rows + 1), the bias last */
	double *factors; /* of each row: how much its features count, NULL until the first training */
	/* what one training of liblinear reads */
	struct feature_node **x;
	double *y;
};

static void
be_quiet(const char *text)
{
	(void)text;
}

struct trainer *
train_new(const struct train_setup *setup)
{
	struct trainer *t = mem_new(1, sizeof *t);

	t->setup = *setup;
	t->examples = examples_new(setup->bits);
	set_print_string_function(be_quiet);
	return t;
}

void
train_free(struct trainer *t)
{
	if (t == NULL)
		return;
	for (int i = 0; i < HEADS; i++)
		free(t->weights[i]);
	examples_free(t->examples);
	free(t->factors);
	free(t->x);
	free(t->y);
	free(t);
}

size_t
train_count(const struct trainer *t)
{
	return t->examples->count;
}

void
train_add(struct trainer *t, struct record *r)
{
	examples_add(t->examples, r);
}

static double *
weights_of(const struct trainer *t, const struct example_head *h, size_t label)
{
	return t->weights[h - t->examples->heads] + label * (t->examples->rows + 1);
}

static bool
in_fold(const struct example *e, int fold, int folds)
{
	return fold != NO_FOLD && (int)(e->hash % (uint64_t)folds) == fold;
}

/* Trains one label of a head on everything but a fold: weights of the rows and the bias. A label that nobody or everybody has
 * gets weights of 0 and a bias far off. */
static void
train_label(struct trainer *t, const struct example_head *h, size_t label, int fold, int folds,
	double *weights)
{
	struct parameter how = {.solver_type = L2R_LR, .eps = 0.01, .C = t->setup.cost};
	int head = (int)(h - t->examples->heads), n = 0, yes = 0;

	for (size_t i = 0; i < t->examples->count; i++) {
		const struct example *e = &t->examples->at[i];
		if ((e->known[head] >> label & 1) == 0 || in_fold(e, fold, folds))
			continue;
		t->x[n] = e->nodes;
		t->y[n] = (e->labels[head] >> label & 1) != 0 ? 1 : -1;
		yes += t->y[n++] > 0;
	}
	memset(weights, 0, (t->examples->rows + 1) * sizeof *weights);
	if (yes == 0 || yes == n) {
		weights[t->examples->rows] = yes == 0 ? -10 : 10;
		return;
	}
	struct problem problem = {
		.l = n, .n = (int)t->examples->rows + 1, .y = t->y, .x = t->x, .bias = 1};
	struct model *trained = train(&problem, &how);
	double sign = trained->label[0] == 1 ? 1 : -1;
	for (size_t i = 0; i <= t->examples->rows; i++)
		weights[i] = sign * trained->w[i];
	free_and_destroy_model(&trained);
}

/* Rare features count more, by the root of the logarithm of the inverse share of the texts that have them (after Sparck Jones,
 * 1972). The factor is multiplied into the weights when they are written, so that reading a model knows nothing of it. */
static void
weigh_rows(struct trainer *t)
{
	t->factors = mem_new(t->examples->rows + 1, sizeof *t->factors);
	for (size_t i = 0; i < t->examples->count; i++)
		for (const struct feature_node *n = t->examples->at[i].nodes; n->index != -1; n++)
			t->factors[n->index - 1]++;
	for (size_t row = 0; row < t->examples->rows; row++)
		t->factors[row] =
			sqrt(log((double)(t->examples->count + 1) / (t->factors[row] + 1)));
	t->factors[t->examples->rows] = 1;
	for (size_t i = 0; i < t->examples->count; i++)
		for (struct feature_node *n = t->examples->at[i].nodes; n->index != -1; n++)
			n->value *= t->factors[n->index - 1];
}

static void
train_head(struct trainer *t, const struct example_head *h, int fold, int folds)
{
	if (t->factors == NULL)
		weigh_rows(t);
	if (t->x == NULL) {
		t->x = mem_new(t->examples->count, sizeof *t->x);
		t->y = mem_new(t->examples->count, sizeof *t->y);
	}
	double **weights = &t->weights[h - t->examples->heads];
	if (*weights == NULL)
		*weights = mem_new(h->count * (t->examples->rows + 1), sizeof **weights);
	for (size_t label = 0; label < h->count; label++) {
		if (t->setup.progress)
			fprintf(stderr, "\r\033[K%s: %s (%zu of %zu)%s", h->name, h->labels[label],
				label + 1, h->count, fold == NO_FOLD ? "" : ", evaluating");
		train_label(t, h, label, fold, folds, weights_of(t, h, label));
	}
	if (t->setup.progress)
		fputs("\r\033[K", stderr);
}

static double
score(const struct trainer *t, const struct example_head *h, size_t label, const struct example *e)
{
	const double *w = weights_of(t, h, label);
	double sum = 0;

	for (const struct feature_node *n = e->nodes; n->index != -1; n++)
		sum += n->value * w[n->index - 1];
	return sum;
}

/* The best label, or of a head with many every one that is more likely than not, and the best. */
static uint64_t
predict_labels(const struct trainer *t, const struct example_head *h, const struct example *e)
{
	size_t best = 0;
	double highest = -HUGE_VAL;
	uint64_t bits = 0;

	for (size_t label = 0; label < h->count; label++) {
		double s = score(t, h, label, e);
		if (s > highest) {
			highest = s;
			best = label;
		}
		if (h->many && s > 0)
			bits |= UINT64_C(1) << label;
	}
	return bits | UINT64_C(1) << best;
}

struct tally {
	size_t gold, said, right;
};

static double
f1(const struct tally *c)
{
	return c->gold + c->said > 0 ? 2.0 * (double)c->right / (double)(c->gold + c->said) : 0;
}

static void
print_head(const struct example_head *h, const struct tally *counts, FILE *out)
{
	struct tally all = {0};
	double sum = 0;
	size_t known = 0;

	fprintf(out, "%s\n", h->name);
	for (size_t i = 0; i < h->count; i++) {
		const struct tally *c = &counts[i];
		if (c->gold == 0)
			continue;
		fprintf(out, "  %-14s n %6zu  precision %.3f  recall %.3f  F1 %.3f\n", h->labels[i],
			c->gold, c->said > 0 ? (double)c->right / (double)c->said : 0,
			(double)c->right / (double)c->gold, f1(c));
		all.gold += c->gold;
		all.said += c->said;
		all.right += c->right;
		sum += f1(c);
		known++;
	}
	fprintf(out, "  %s %.3f  macro-F1 %.3f\n", h->many ? "micro-F1" : "accuracy", f1(&all),
		known > 0 ? sum / (double)known : 0);
}

void
train_evaluate(struct trainer *t, int folds, FILE *out)
{
	for (int i = 0; i < HEADS; i++) {
		struct tally counts[MODEL_COLUMNS] = {{0}};
		const struct example_head *h = &t->examples->heads[i];
		for (int fold = 0; fold < folds; fold++) {
			train_head(t, h, fold, folds);
			for (size_t k = 0; k < t->examples->count; k++) {
				const struct example *e = &t->examples->at[k];
				if (e->labels[i] == 0 || !in_fold(e, fold, folds))
					continue;
				uint64_t said = predict_labels(t, h, e);
				for (size_t label = 0; label < h->count; label++) {
					bool gold = e->labels[i] >> label & 1,
					     says = said >> label & 1;
					counts[label].gold += gold;
					counts[label].said += says;
					counts[label].right += gold && says;
				}
			}
		}
		print_head(h, counts, out);
	}
}

/* Weights of a head into its columns of every row, as whole numbers. */
static void
put_head(
	const struct trainer *t, const struct example_head *h, struct model_file *f, uint32_t first)
{
	struct model_head *out = &f->head[f->heads++];
	double most = 0;

	for (size_t label = 0; label < h->count; label++)
		for (size_t row = 0; row < t->examples->rows; row++)
			most = fmax(most, fabs(weights_of(t, h, label)[row] * t->factors[row]));
	snprintf(out->name, sizeof out->name, "%s", h->name);
	out->first = first;
	out->count = (uint32_t)h->count;
	out->scale = (float)(most / 127);
	for (size_t label = 0; label < h->count; label++) {
		const double *w = weights_of(t, h, label);
		struct model_label *name = &f->label[first + label];
		snprintf(name->name, sizeof name->name, "%s", h->labels[label]);
		name->bias = (float)w[t->examples->rows];
		for (size_t row = 0; row < t->examples->rows && most > 0; row++)
			f->weights[row * f->stride + first + label] =
				(int8_t)lround(w[row] * t->factors[row] / most * 127);
	}
}

static bool
write_all(int fd, const char *at, size_t left)
{
	while (left > 0) {
		ssize_t n = write(fd, at, left);
		if (n < 0 && errno != EINTR)
			return false;
		at += n > 0 ? n : 0;
		left -= n > 0 ? (size_t)n : 0;
	}
	return true;
}

/* What is no file, such as a device or a pipe, is written to and not replaced by one. */
static bool
write_durably(const char *path, const void *bytes, size_t size)
{
	struct stat st;
	bool plain = stat(path, &st) != 0 || S_ISREG(st.st_mode);
	char *name = mem_format("%s%s", path, plain ? ".new" : "");
	int fd = open(name, O_WRONLY | (plain ? O_CREAT | O_TRUNC : 0) | O_CLOEXEC, 0644);
	bool ok = fd >= 0 && write_all(fd, bytes, size) && (!plain || fsync(fd) == 0);

	int error = errno;
	if (fd >= 0 && close(fd) != 0 && ok) {
		error = errno;
		ok = false;
	}
	if (ok && plain && rename(name, path) != 0) {
		error = errno;
		ok = false;
	}
	if (!ok && plain && fd >= 0)
		unlink(name);
	free(name);
	errno = error;
	return ok;
}

bool
train_write(struct trainer *t, const char *path)
{
	uint32_t columns = 0;

	for (int i = 0; i < HEADS; i++)
		columns += (uint32_t)t->examples->heads[i].count;
	uint32_t stride = (columns + 15) / 16 * 16;
	size_t size = sizeof(struct model_file) + t->examples->rows * stride;
	struct model_file *f = mem_new(1, size);
	*f = (struct model_file){.magic = {'g', 'r', 'i', 'p', 'e', '-', 'm', '\n'},
		.byte_order = 0x01020304,
		.version = MODEL_VERSION,
		.features = FEATURE_VERSION,
		.bits = t->setup.bits,
		.trainer = (uint32_t)liblinear_version,
		.stride = stride,
		.size = size};
	columns = 0;
	for (int i = 0; i < HEADS; i++) {
		train_head(t, &t->examples->heads[i], NO_FOLD, 1);
		put_head(t, &t->examples->heads[i], f, columns);
		columns += (uint32_t)t->examples->heads[i].count;
	}
	f->checksum = model_sum(f);
	bool ok = write_durably(path, f, size);
	free(f);
	return ok;
}
