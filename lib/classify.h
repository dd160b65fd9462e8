/* What a post is: language, kind, emotion, topics and acts, from rules and a text model. See gripe-classify(1). */
#ifndef CLASSIFY_H
#define CLASSIFY_H

#include <stdbool.h>
#include <stdio.h>

struct classifier;
struct record;

struct classify_setup {
	const char *data; /* -d, may be NULL */
	const char *
		model; /* a model file; NULL: gripe.model of the data folders, and without one rules alone */
	const char *field; /* the text member to judge; NULL: title and content */
	double threshold;  /* a language less sure than this is unknown */
};

/* Loads rules.csv and the model; faults end the run with 78. */
struct classifier *classify_load(const struct classify_setup *setup);
void classify_free(struct classifier *classifier);

/* The member classify of a record as JSON, borrowed until the next call. */
const char *classify_judge(struct classifier *classifier, struct record *record);

/* Prints what decided the judgement given last: every label's log-odds from the model and from rules, and the rules that held. */
void classify_explain(const struct classifier *classifier, FILE *out);

/* Runs the examples of the rules; false: one was wrong, and named. */
bool classify_test(struct classifier *classifier);

#endif
