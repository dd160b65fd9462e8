/* The labels of gripe-record(5), each set in the order in which a person reads it. */
#ifndef LABELS_H
#define LABELS_H

#include <stdbool.h>
#include <stddef.h>

struct labels {
	const char *name;   /* "kind" */
	const char *member; /* where a record has it: "kind", "topics" */
	bool many;          /* a post may have several */
	size_t count;
	const char *const *at;
};

/* The set called kind, emotion, topic, risk, act, severity or grounds; NULL: none. */
const struct labels *labels_set(const char *name);

/* The place of a label in its set, or -1. */
int labels_find(const struct labels *set, const char *label, size_t length);

/* Whether these risks are such that only people answer, whatever any table says: selfharm and threat. NULL: no; or which. */
const char *labels_duty(const char *const *risks, size_t count);

/* The level of a severity from 0 to 100 as its place in the set severity. */
size_t labels_level(double severity);

#endif
