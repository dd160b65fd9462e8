/* In which language a text is. */
#include "language.h"

#include <ctype.h>
#include <math.h>
#include <stddef.h>
#include <string.h>

#include "model.h"

const char *
language_find(const struct model *model, double threshold, double *confidence)
{
	const struct model_head *head = model != NULL ? model_head(model, "language") : NULL;
	double sum = 0, most = 0;
	size_t best = 0;

	for (size_t i = 0; head != NULL && i < head->count; i++) {
		double p = 1 / (1 + exp(-model_score(model, head, i)));
		sum += p;
		if (p > most) {
			most = p;
			best = i;
		}
	}
	*confidence = most / fmax(sum, 1);
	return most > 0 && *confidence >= threshold ? model_label(model, head, best) : "unknown";
}

const char *
language_stated(const char *tag, char name[static LANGUAGE_TAG])
{
	size_t n = strcspn(tag, "-_");

	if (n < 2 || n >= LANGUAGE_TAG)
		return "unknown";
	for (size_t i = 0; i < n; i++) {
		if (!isalpha((unsigned char)tag[i]))
			return "unknown";
		name[i] = (char)tolower((unsigned char)tag[i]);
	}
	name[n] = '\0';
	return strcmp(name, "und") == 0 ? "unknown" : name;
}

bool
language_is_spoken(const char *language)
{
	return strcmp(language, "nl") == 0 || strcmp(language, "en") == 0;
}
