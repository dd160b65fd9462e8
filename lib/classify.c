/* What a post is: rules and a text model, added up as log-odds. */
#include "classify.h"

#include <stdlib.h>
#include <string.h>

#include "classify_inside.h"
#include "json.h"
#include "lookup.h"
#include "mem.h"
#include "record.h"
#include "text.h"

static const struct table_column columns[] = {
	RULES_COLUMNS("rule"), {"label", true}, {"weight", true}, {NULL, false}};

/* Log-odds that nothing outweighs. */
static const double force = 100;

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

static char *
begin_evidence(const struct table *t, size_t row)
{
	struct buffer json = {0};

	json_open(&json, '{');
	json_key_string(&json, "rule", table_cell(t, row, RULES_NAME));
	json_key_string(&json, "label", table_cell(t, row, LABEL));
	return json.at;
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
		c->sayings[row].json = begin_evidence(t, row);
		if (*table_cell(t, row, RULES_PATTERN) == '\0')
			c->priors[c->sayings[row].set][c->sayings[row].label] +=
				c->sayings[row].weight;
	}
}

/* Where the model has the labels. */
static void
find_known(struct classifier *c)
{
	for (int set = 0; set < SETS; set++) {
		const struct model_head *head = model_head(c->model, set_names[set]);
		for (size_t i = 0; head != NULL && i < head->count; i++) {
			const char *name = model_label(c->model, head, i);
			int label = labels_find(c->sets[set], name, strlen(name));
			if (label >= 0)
				c->known[c->known_count++] =
					(struct known){head, i, set, (size_t)label};
		}
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
	if (c->model != NULL)
		find_known(c);
	free(path);
	return c;
}

void
classify_free(struct classifier *c)
{
	if (c == NULL)
		return;
	for (size_t row = 0; row < table_rows(rules_table(c->rules)); row++)
		free(c->sayings[row].json);
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
	for (size_t i = 0; i < c->known_count; i++) {
		const struct known *k = &c->known[i];
		c->from_model[k->set][k->label] =
			model_score(c->model, k->head, k->column) + c->priors[k->set][k->label];
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

static const char *
read_text(struct classifier *c, struct record *r)
{
	if (c->setup.field == NULL)
		return record_text(r, &c->length, &c->cut);
	const char *text = record_string(r, c->setup.field);
	c->length = strlen(text);
	c->cut = c->length > TEXT_LIMIT;
	c->length = text_cut(text, c->length, TEXT_LIMIT);
	return text;
}

const char *
classify_judge(struct classifier *c, struct record *r)
{
	c->text = read_text(c, r);
	if (c->model != NULL) {
		feature_read(&c->features, c->text, c->length);
		model_read(c->model, &c->features);
	}
	find_language(c, r);
	ask_model(c);
	ask_rules(c, r);
	classify_put(c);
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
			if (classify_odds(c, set, i) > -1.5 && classify_odds(c, set, i) != 0)
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
