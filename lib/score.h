/* How bad, how far-reaching and how urgent a post is, with every point accounted for. See gripe-score(1) and gripe-tables(5).
 *
 * severity, 0 to 100: the rows of severity.csv that hold give points p1 >= p2 >= p3 ...; severity = p1 + p2/3 + p3/9 + ..., cut off
 * below the next level of p1 (24, 49, 74, 100). So many small things never outrank one grave thing, the order of the evidence does not
 * matter, and more evidence never lowers the score: what a new row takes from those behind it is at most what it brings.
 * reach, 0 to 100: the usual reach of the channel (channels.csv), and where anybody can read along at least
 * 12.5 * log10(1 + followers + likes + 5 * replies + 10 * (reposts + quotes)).
 * urgency, 0 to 100: severity, but at least 95 with selfharm or threat, 80 with safety, 60 with legal, privacy, fraud or media; then
 * plus 10 for anger and plus reach / 10.
 * priority: 1 from urgency 75, 2 from 50, 3 from 25, else 4.
 * The formulas are gripe's own. */
#ifndef SCORE_H
#define SCORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct record;
struct scorer;

/* Loads severity.csv, facts.csv and channels.csv (data: -d, may be NULL); faults end the run with 78. */
struct scorer *score_load(const char *data);
void score_free(struct scorer *scorer);

/* The member score of a record as JSON, borrowed until the next call; NULL: the post is not to be scored (ours or automatic). */
const char *score_judge(struct scorer *scorer, struct record *record);

/* Prints the account of the judgement given last. */
void score_explain(const struct scorer *scorer, FILE *out);

bool score_test(struct scorer
		*scorer); /* runs the examples of the tables; false: one was wrong, and named */

/* The severity of count points, in any order; reorders them. */
double score_severity(double *points, size_t count);

#endif
