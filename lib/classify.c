/* What a post is: rules and a text model, added up as log-odds. */
#include "classify.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "feature.h"
#include "json.h"
#include "labels.h"
#include "language.h"
#include "lookup.h"
#include "mem.h"
#include "model.h"
#include "record.h"
#include "rules.h"
#include "text.h"

enum { LABEL = RULES_OWN, WEIGHT };
enum { KIND, EMOTION, TOPIC, ACT, SETS };
enum { LABELS_MOST = 32, TOPICS_MOST = 3 };

static const struct table_column columns[] = {
	RULES_COLUMNS("rule"), {"label", true}, {"weight", true}, {NULL, false}};

/* Log-odds: a topic is named from a probability of one in five, an act from one in two. */
static const double force = 100, sure_topic = -1.386, sure_act = 0;

/* What a row of rules.csv says: that a label of a set is more or less likely. */
struct saying {
	int set;
	size_t label;
	double weight;
};

struct classifier {
	struct classify_setup setup;
	struct rules *rules;
	struct saying *sayings; /* of each row */
	struct model *model;    /* NULL: none */
	struct features features;
	struct buffer out;
	/* the post in hand */
	const struct labels *sets[SETS];
	double priors[SETS][LABELS_MOST]; /* of rows without a pattern: what the model is off by */
	double from_model[SETS][LABELS_MOST], from_rules[SETS][LABELS_MOST]; /* log-odds */
	const struct rules_hit *hits;
	size_t hit_count, length;
	const char *text;
	const char *language;
	char stated[LANGUAGE_TAG];
	double language_confidence;
};

static const char *const set_names[SETS] = {"kind", "emotion", "topic", "act"};

/* "kind=complaint" */
static void
read_label(struct classifier *c, size_t row, struct saying *saying)
{
	const struct table *t = rules_table(c->rules);
	const char *cell = table_cell(t, row, LABEL), *equals = strchr(cell, '=');

	if (equals == NULL)
		table_fault(t, row, LABEL, "\"%s\" is not of the form kind=complaint", cell);
	for (int set = 0; set < SETS; set++) {
		size_t n = strlen(set_names[set]);
		if ((size_t)(equals - cell) != n || strncmp(cell, set_names[set], n) != 0)
			continue;
		int label = labels_find(c->sets[set], equals + 1, strlen(equals + 1));
		if (label < 0)
			table_fault(t, row, LABEL, "there is no %s called \"%s\"", set_names[set],
				equals + 1);
		saying->set = set;
		saying->label = (size_t)label;
		return;
	}
	table_fault(
		t, row, LABEL, "\"%s\" begins with none of kind=, emotion=, topic= and act=", cell);
}

static void
read_sayings(struct classifier *c)
{
	const struct table *t = rules_table(c->rules);

	c->sayings = mem_new(table_rows(t), sizeof *c->sayings);
	for (size_t row = 0; row < table_rows(t); row++) {
		const char *weight = table_cell(t, row, WEIGHT);
		read_label(c, row, &c->sayings[row]);
		if (*weight == '\0')
			table_fault(t, row, WEIGHT, "empty");
		if (strcmp(weight, "force") == 0)
			c->sayings[row].weight = force;
		else if (strcmp(weight, "forbid") == 0)
			c->sayings[row].weight = -force;
		else
			c->sayings[row].weight = table_number(t, row, WEIGHT, -10, 10, 0);
		if (*table_cell(t, row, RULES_PATTERN) == '\0')
			c->priors[c->sayings[row].set][c->sayings[row].label] +=
				c->sayings[row].weight;
	}
}

struct classifier *
classify_load(const struct classify_setup *setup)
{
	struct classifier *c = mem_new(1, sizeof *c);

	c->setup = *setup;
	for (int set = 0; set < SETS; set++)
		c->sets[set] = labels_set(set_names[set]);
	c->rules = rules_find(setup->data, "rules.csv", columns);
	read_sayings(c);
	char *path = setup->model != NULL ? mem_dup(setup->model)
					  : lookup_data(setup->data, "gripe.model");
	if (path != NULL)
		c->model = model_open(path);
	free(path);
	return c;
}

void
classify_free(struct classifier *c)
{
	if (c == NULL)
		return;
	rules_free(c->rules);
	model_close(c->model);
	feature_free(&c->features);
	buffer_free(&c->out);
	free(c->sayings);
	free(c);
}

bool
classify_test(struct classifier *c)
{
	return rules_test(c->rules);
}

static double
logistic(double x)
{
	return 1 / (1 + exp(-x));
}

/* What the text says, or where that is not sure or holds no letter, what the source states. */
static void
find_language(struct classifier *c, struct record *r)
{
	bool tells = text_has_letter(c->text, c->length);

	c->language =
		language_find(tells ? c->model : NULL, c->setup.threshold, &c->language_confidence);
	if (strcmp(c->language, "unknown") == 0)
		c->language = language_stated(record_string(r, "language"), c->stated);
}

/* The model has learned Dutch and English; of other languages it knows nothing but their names. */
static void
ask_model(struct classifier *c)
{
	memset(c->from_model, 0, sizeof c->from_model);
	if (c->model == NULL || c->length == 0 || !language_is_spoken(c->language))
		return;
	for (int set = 0; set < SETS; set++) {
		const struct model_head *head = model_head(c->model, set_names[set]);
		for (size_t i = 0; head != NULL && i < head->count; i++) {
			const char *name = model_label(c->model, head, i);
			int label = labels_find(c->sets[set], name, strlen(name));
			if (label >= 0)
				c->from_model[set][label] =
					model_score(c->model, head, i) + c->priors[set][label];
		}
	}
}

static void
ask_rules(struct classifier *c, struct record *r)
{
	memset(c->from_rules, 0, sizeof c->from_rules);
	c->hit_count = rules_read(c->rules, r, c->text, c->length,
		language_is_spoken(c->language) ? c->language : "", &c->hits);
	for (size_t i = 0; i < c->hit_count; i++) {
		const struct saying *s = &c->sayings[c->hits[i].row];
		c->from_rules[s->set][s->label] += s->weight;
	}
}

static double
odds(const struct classifier *c, int set, size_t label)
{
	return c->from_model[set][label] + c->from_rules[set][label];
}

/* The likeliest label of a set and how sure it is; of equal ones the last, other or neutral, if it is among them. */
static size_t
best_label(const struct classifier *c, int set, double *confidence)
{
	size_t best = c->sets[set]->count - 1;
	double sum = 0;

	for (size_t i = 0; i < c->sets[set]->count; i++) {
		if (odds(c, set, i) > odds(c, set, best))
			best = i;
		sum += logistic(odds(c, set, i));
	}
	*confidence = sum > 0 ? logistic(odds(c, set, best)) / fmax(sum, 1) : 0;
	return best;
}

static bool
says_nothing(const struct classifier *c, int set)
{
	for (size_t i = 0; i < c->sets[set]->count; i++)
		if (odds(c, set, i) != 0)
			return false;
	return true;
}

/* A post that neither the model nor a rule has anything to say of is unknown, not a guess. */
static void
put_kind(struct classifier *c)
{
	double confidence;
	size_t kind = best_label(c, KIND, &confidence);
	bool nothing = says_nothing(c, KIND);
	bool unknown = c->length > 0 && nothing && !language_is_spoken(c->language);

	json_key_string(&c->out, "kind", unknown ? "unknown" : c->sets[KIND]->at[kind]);
	json_key_real(&c->out, "kind_confidence", nothing ? 0 : confidence);
}

static void
put_emotion(struct classifier *c)
{
	const struct labels *set = c->sets[EMOTION];
	double confidence, share[LABELS_MOST], sum = 0;
	size_t emotion = best_label(c, EMOTION, &confidence);
	size_t neutral = set->count - 1, happy = set->count - 2;

	if (says_nothing(c, EMOTION)) {
		json_key_real(&c->out, "sentiment", 0);
		json_key_string(&c->out, "emotion", set->at[neutral]);
		json_key_real(&c->out, "emotion_intensity", 0);
		return;
	}
	for (size_t i = 0; i < set->count; i++)
		sum += share[i] = logistic(odds(c, EMOTION, i));
	double calm = sum > 0 ? share[neutral] / sum : 1, glad = sum > 0 ? share[happy] / sum : 0;
	json_key_real(&c->out, "sentiment", glad - (1 - calm - glad));
	json_key_string(&c->out, "emotion", set->at[emotion]);
	json_key_real(&c->out, "emotion_intensity", 1 - calm);
}

/* Up to most labels with log-odds over sure, the likeliest first; how many. */
static size_t
pick(const struct classifier *c, int set, double sure, size_t most, size_t *picked)
{
	size_t found = 0, count = c->sets[set]->count;
	uint32_t taken = 0;

	for (; found < most; found++) {
		size_t best = count;
		for (size_t i = 0; i < count; i++) {
			double x = odds(c, set, i);
			if ((taken >> i & 1) == 0 && x != 0 && x > sure &&
				(best == count || x > odds(c, set, best)))
				best = i;
		}
		if (best == count)
			break;
		taken |= UINT32_C(1) << best;
		picked[found] = best;
	}
	return found;
}

static void
put_list(struct classifier *c, const char *key, int set, const size_t *picked, size_t found)
{
	json_key(&c->out, key);
	json_open(&c->out, '[');
	for (size_t i = 0; i < found; i++) {
		json_item(&c->out);
		json_string(&c->out, c->sets[set]->at[picked[i]]);
	}
	json_close(&c->out, ']');
}

/* The likelier topics; other only where there is no better one. */
static void
put_topics(struct classifier *c)
{
	size_t picked[LABELS_MOST] = {c->sets[TOPIC]->count - 1}, other = picked[0], kept = 0;
	double confidence;
	size_t found = pick(c, TOPIC, sure_topic, TOPICS_MOST, picked);

	for (size_t i = 0; i < found; i++)
		if (picked[i] != other)
			picked[kept++] = picked[i];
	if (kept == 0)
		picked[kept++] = found > 0 || says_nothing(c, TOPIC)
					 ? other
					 : best_label(c, TOPIC, &confidence);
	put_list(c, "topics", TOPIC, picked, kept);
	found = pick(c, ACT, sure_act, LABELS_MOST, picked);
	put_list(c, "acts", ACT, picked, found);
}

static void
put_evidence(struct classifier *c)
{
	const struct table *t = rules_table(c->rules);

	json_key(&c->out, "evidence");
	json_open(&c->out, '[');
	for (size_t i = 0; i < c->hit_count; i++) {
		const struct rules_hit *h = &c->hits[i];
		json_item(&c->out);
		json_open(&c->out, '{');
		json_key_string(&c->out, "rule", table_cell(t, h->row, RULES_NAME));
		json_key_string(&c->out, "label", table_cell(t, h->row, LABEL));
		json_key(&c->out, "match");
		json_text(&c->out, c->text + h->start, h->end - h->start);
		json_key_integer(&c->out, "at", (int64_t)text_points(c->text, h->start));
		json_close(&c->out, '}');
	}
	json_close(&c->out, ']');
}

static const char *
read_text(struct classifier *c, struct record *r, bool *cut)
{
	if (c->setup.field == NULL)
		return record_text(r, &c->length, cut);
	const char *text = record_string(r, c->setup.field);
	c->length = strlen(text);
	*cut = c->length > TEXT_LIMIT;
	c->length = text_cut(text, c->length, TEXT_LIMIT);
	return text;
}

const char *
classify_judge(struct classifier *c, struct record *r)
{
	bool cut;

	c->text = read_text(c, r, &cut);
	if (c->model != NULL) {
		feature_read(&c->features, c->text, c->length);
		model_read(c->model, &c->features);
	}
	find_language(c, r);
	ask_model(c);
	ask_rules(c, r);
	buffer_clear(&c->out);
	json_open(&c->out, '{');
	json_key_string(&c->out, "language", c->language);
	json_key_real(&c->out, "language_confidence", c->language_confidence);
	put_kind(c);
	put_emotion(c);
	put_topics(c);
	put_evidence(c);
	if (cut) {
		json_key(&c->out, "truncated");
		json_bool(&c->out, true);
	}
	json_close(&c->out, '}');
	return c->out.at;
}

void
classify_explain(const struct classifier *c, FILE *out)
{
	const struct table *t = rules_table(c->rules);
	struct buffer match = {0};

	fprintf(out, "language %s (%.3f)\n", c->language, c->language_confidence);
	for (int set = 0; set < SETS; set++)
		for (size_t i = 0; i < c->sets[set]->count; i++)
			if (odds(c, set, i) > -1.5 && odds(c, set, i) != 0)
				fprintf(out, "  %-8s %-20s model %+6.2f  rules %+6.2f\n",
					set_names[set], c->sets[set]->at[i], c->from_model[set][i],
					c->from_rules[set][i]);
	for (size_t i = 0; i < c->hit_count; i++) {
		const struct rules_hit *h = &c->hits[i];
		buffer_clear(&match);
		buffer_text(&match, "");
		text_show(&match, c->text + h->start, h->end - h->start, 0);
		fprintf(out, "  rule %s (%s %s): \"%s\"\n", table_cell(t, h->row, RULES_NAME),
			table_cell(t, h->row, LABEL), table_cell(t, h->row, WEIGHT), match.at);
	}
	buffer_free(&match);
}
