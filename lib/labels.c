/* The labels of gripe-record(5). */
#include "labels.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const char *const kinds[] = {
	"complaint", "report", "question", "suggestion", "compliment", "other"};
static const char *const emotions[] = {
	"angry", "worried", "disappointed", "annoyed", "confused", "happy", "neutral"};
static const char *const topics[] = {"delivery", "transport", "repair", "product", "outage",
	"billing", "refund", "contract", "account", "contact", "staff", "information", "promotion",
	"policy", "privacy", "safety", "other"};
static const char *const risks[] = {"selfharm", "threat", "safety", "minor", "vulnerable",
	"privacy", "fraud", "discrimination", "legal", "media", "churn"};
static const char *const acts[] = {"default-notice", "withdrawal", "cancellation",
	"liability-claim", "data-request", "information-request", "objection"};
static const char *const severities[] = {"none", "low", "medium", "high", "critical"};
static const char *const grounds[] = {"checkable", "some", "none"};

static const struct labels sets[] = {
	{"kind", "kind", false, COUNT(kinds), kinds},
	{"emotion", "emotion", false, COUNT(emotions), emotions},
	{"topic", "topics", true, COUNT(topics), topics},
	{"risk", "risks", true, COUNT(risks), risks},
	{"act", "acts", true, COUNT(acts), acts},
	{"severity", "severity", false, COUNT(severities), severities},
	{"grounds", "grounds", false, COUNT(grounds), grounds},
};

const struct labels *
labels_set(const char *name)
{
	for (size_t i = 0; i < COUNT(sets); i++)
		if (strcmp(sets[i].name, name) == 0)
			return &sets[i];
	return NULL;
}

int
labels_find(const struct labels *set, const char *label, size_t length)
{
	for (size_t i = 0; i < set->count; i++)
		if (strlen(set->at[i]) == length && memcmp(set->at[i], label, length) == 0)
			return (int)i;
	return -1;
}

const char *
labels_duty(const char *const *risks_of_post, size_t count)
{
	static const char *const duty_of_care[] = {"selfharm", "threat"};

	for (size_t i = 0; i < COUNT(duty_of_care); i++)
		for (size_t k = 0; k < count; k++)
			if (strcmp(risks_of_post[k], duty_of_care[i]) == 0)
				return duty_of_care[i];
	return NULL;
}

size_t
labels_level(double severity)
{
	static const double starts[] = {1, 25, 50, 75};
	size_t level = 0;

	while (level < COUNT(starts) && severity >= starts[level])
		level++;
	return level;
}
