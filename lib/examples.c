/* Labelled records as what liblinear reads. */
#include "examples.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "labels.h"
#include "mem.h"
#include "record.h"

enum { LANGUAGE, KIND, LANGUAGES_MOST = 24 };

struct examples *
examples_new(uint32_t bits)
{
	static const char *const names[EXAMPLE_HEADS] = {"language", "kind", "emotion", "topic"};
	struct examples *t = mem_new(1, sizeof *t);

	t->bits = bits;
	t->rows = (size_t)1 << bits;
	t->counts = mem_new(t->rows, sizeof *t->counts);
	for (int i = 0; i < EXAMPLE_HEADS; i++) {
		struct example_head *h = &t->heads[i];
		h->name = names[i];
		h->set = labels_set(names[i]);
		h->many = h->set != NULL && h->set->many;
		h->count = h->set != NULL ? h->set->count : 0;
		for (size_t k = 0; k < h->count; k++)
			h->labels[k] = h->set->at[k];
	}
	return t;
}

void
examples_free(struct examples *t)
{
	if (t == NULL)
		return;
	for (size_t i = 0; i < t->count; i++)
		free(t->at[i].nodes);
	for (size_t i = 0; i < t->heads[LANGUAGE].count; i++)
		free((void *)(uintptr_t)t->heads[LANGUAGE].labels[i]);
	feature_free(&t->features);
	free(t->at);
	free(t->counts);
	free(t);
}

static uint64_t
language_bit(struct examples *t, struct record *r, const char *language)
{
	struct example_head *h = &t->heads[LANGUAGE];

	if (*language == '\0')
		return 0;
	for (size_t i = 0; i < h->count; i++)
		if (strcmp(h->labels[i], language) == 0)
			return UINT64_C(1) << i;
	if (h->count == LANGUAGES_MOST || strlen(language) >= MODEL_NAME) {
		record_refuse(r,
			"labels.language: more languages than a model holds, or a name that is too long");
		return 0;
	}
	h->labels[h->count] = mem_dup(language);
	return UINT64_C(1) << h->count++;
}

static uint64_t
label_bit(struct record *r, const struct example_head *h, const char *label)
{
	int place = labels_find(h->set, label, strlen(label));

	if (place >= 0)
		return UINT64_C(1) << place;
	record_refuse(r, "labels.%s: \"%s\" is not a label", h->set->member, label);
	return 0;
}

static uint64_t
read_labels(struct examples *t, struct record *r, int head)
{
	const struct example_head *h = &t->heads[head];
	const char *const *items;
	char path[64];
	uint64_t bits = 0;

	if (head == LANGUAGE)
		return language_bit(t, r, record_string(r, "labels.language"));
	snprintf(path, sizeof path, "labels.%s", h->set->member);
	if (h->many) {
		size_t n = record_list(r, path, &items);
		for (size_t i = 0; i < n; i++)
			bits |= label_bit(r, h, items[i]);
	} else if (*record_string(r, path) != '\0') {
		bits = label_bit(r, h, record_string(r, path));
	}
	return bits;
}

static int
by_index(const void *a, const void *b)
{
	return ((const struct feature_node *)a)->index - ((const struct feature_node *)b)->index;
}

/* The features as liblinear wants them: counts divided by the root of their number, by index. */
static struct feature_node *
make_nodes(struct examples *t, const char *text, size_t length)
{
	feature_read(&t->features, text, length);
	feature_spread(&t->features);
	size_t n = t->features.count, kept = 0;
	struct feature_node *nodes = mem_new(n + 2, sizeof *nodes);
	double factor = n > 0 ? 1 / sqrt((double)n) : 0;

	for (size_t i = 0; i < n; i++) {
		uint32_t row = model_row(t->features.at[i], t->bits);
		if (t->counts[row]++ == 0)
			nodes[kept++].index = (int)row + 1;
	}
	for (size_t i = 0; i < kept; i++) {
		nodes[i].value = t->counts[nodes[i].index - 1] * factor;
		t->counts[nodes[i].index - 1] = 0;
	}
	qsort(nodes, kept, sizeof *nodes, by_index);
	nodes[kept] = (struct feature_node){(int)t->rows + 1, 1};
	nodes[kept + 1].index = -1;
	return mem_resize(nodes, kept + 2, sizeof *nodes);
}

/* labels.complaint, where a person said only whether it is one. */
static void
read_complaint(struct record *r, struct example *e, const struct example_head *kind, int place)
{
	uint64_t complaint = label_bit(r, kind, "complaint");

	if (e->labels[place] != 0 || json_type(record_value(r, "labels.complaint")) <= JSON_NULL)
		return;
	if (record_flag(r, "labels.complaint"))
		e->labels[place] = complaint;
	e->known[place] = e->labels[place] != 0 ? ~UINT64_C(0) : complaint;
}

void
examples_add(struct examples *t, struct record *r)
{
	struct example e = {0};
	size_t length;
	bool cut;
	const char *text = record_text(r, &length, &cut), *id = record_string(r, "id");
	uint64_t any = 0;

	/* the language last: only a record that is learned from may bring a new one */
	for (int i = EXAMPLE_HEADS - 1; i >= 0 && record_fault(r) == NULL; i--) {
		e.labels[i] = read_labels(t, r, i);
		e.known[i] = e.labels[i] != 0 ? ~UINT64_C(0) : 0;
		any |= e.known[i];
	}
	read_complaint(r, &e, &t->heads[KIND], KIND);
	any |= e.known[KIND];
	if (record_fault(r) != NULL || any == 0)
		return;
	e.hash = *id != '\0' ? model_checksum(id, strlen(id)) : model_checksum(text, length);
	e.nodes = make_nodes(t, text, length);
	t->at = mem_grow(t->at, t->count, &t->room, sizeof *t->at);
	t->at[t->count++] = e;
}
