/* Who acts on a post and by when: a decision table, response deadlines, and a duty of care that no table can set aside. See
 * gripe-route(1) and gripe-tables(5). */
#ifndef ROUTE_H
#define ROUTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct record;
struct router;

/* Loads routes.csv and sla.csv (data: -d, may be NULL); faults end the run with 78, a table whose last row does not hold for every
 * record among them. */
struct router *route_load(const char *data);
void route_free(struct router *router);

/* The member route of a record as JSON, borrowed until the next call; NULL: the post is not to be routed (ours or automatic).
 * Deadlines count in calendar time from created_at; without one from fetched_at; without both, or from the future, from now. */
const char *route_decide(struct router *router, struct record *record);

/* Prints which rows decided the judgement given last. */
void route_explain(const struct router *router, FILE *out);

/* Names rows of both tables that can never be reached because an earlier row holds whenever they do. false: there was one. */
bool route_test(const struct router *router);

#endif
