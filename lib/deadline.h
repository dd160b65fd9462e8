/* By when a post is to be answered and resolved: sla.csv, gripe-tables(5). Calendar time. */
#ifndef DEADLINE_H
#define DEADLINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct deadlines;

/* Loads sla.csv (data: -d, may be NULL); faults end the run with 78, a policy whose last row does not hold for every post among them. */
struct deadlines *deadline_load(const char *data);
void deadline_free(struct deadlines *deadlines);
const struct table *deadline_table(const struct deadlines *deadlines);

bool deadline_has(const struct deadlines *deadlines, const char *policy);

/* The row of a policy that holds for channel and priority; false: none does. The spans are seconds from the post. */
struct deadline {
	size_t row;
	const char *policy;
	int64_t first_response, resolution;
};

bool deadline_find(const struct deadlines *deadlines, const char *policy, const char *channel,
	double priority, struct deadline *found);

/* Names rows that can never be reached, because an earlier row of their policy holds whenever they do. false: there was one. */
bool deadline_test(const struct deadlines *deadlines);

#endif
