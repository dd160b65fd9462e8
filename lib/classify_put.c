/* What a post is, from the log-odds of its labels, as the member classify. */
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "classify_inside.h"
#include "json.h"
#include "text.h"

/* Log-odds: a topic is named from a probability of one in five, an act from one in two. */
static const double sure_topic = -1.386, sure_act = 0;

static double
logistic(double x)
{
	return 1 / (1 + exp(-x));
}

/* The likeliest label of a set and how sure it is; of equal ones the last, other or neutral, if it is among them. */
static size_t
best_label(const struct classifier *c, int set, double *confidence)
{
	size_t best = c->sets[set]->count - 1;
	double sum = 0;

	for (size_t i = 0; i < c->sets[set]->count; i++) {
		if (classify_odds(c, set, i) > classify_odds(c, set, best))
			best = i;
		sum += logistic(classify_odds(c, set, i));
	}
	*confidence = sum > 0 ? logistic(classify_odds(c, set, best)) / fmax(sum, 1) : 0;
	return best;
}

static bool
says_nothing(const struct classifier *c, int set)
{
	for (size_t i = 0; i < c->sets[set]->count; i++)
		if (classify_odds(c, set, i) != 0)
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
		sum += share[i] = logistic(classify_odds(c, EMOTION, i));
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
			double x = classify_odds(c, set, i);
			if ((taken >> i & 1) == 0 && x != 0 && x > sure &&
				(best == count || x > classify_odds(c, set, best)))
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
	json_key(&c->out, "evidence");
	json_open(&c->out, '[');
	for (size_t i = 0; i < c->hit_count; i++) {
		const struct rules_hit *h = &c->hits[i];
		json_item(&c->out);
		buffer_text(&c->out, c->sayings[h->row].json);
		json_key(&c->out, "match");
		json_text(&c->out, c->text + h->start, h->end - h->start);
		json_key_integer(&c->out, "at", (int64_t)text_points(c->text, h->start));
		json_close(&c->out, '}');
	}
	json_close(&c->out, ']');
}

void
classify_put(struct classifier *c)
{
	buffer_clear(&c->out);
	json_open(&c->out, '{');
	json_key_string(&c->out, "language", c->language);
	json_key_real(&c->out, "language_confidence", c->language_confidence);
	put_kind(c);
	put_emotion(c);
	put_topics(c);
	put_evidence(c);
	if (c->cut) {
		json_key(&c->out, "truncated");
		json_bool(&c->out, true);
	}
	json_close(&c->out, '}');
}
