/* In which language a text is, as the head language of a text model sees it. */
#ifndef LANGUAGE_H
#define LANGUAGE_H

#include <stdbool.h>

struct model;

/* After model_read: the likeliest language, borrowed from the model, and how sure it is, 0 to 1: the share of the likeliest label in
 * the probabilities of all labels, or its own probability where that is less, so that a text like none of them is unsure. One
 * less sure than threshold is "unknown". A model of NULL or without that head: "unknown", 0. */
const char *language_find(const struct model *model, double threshold, double *confidence);

enum { LANGUAGE_TAG = 9 }; /* room for a tag's first part, at most 8 letters (BCP 47) */

/* The language that a source states: the first part of a tag such as nl-BE, in lower case, into name, which is returned; what is
 * no tag, or says that nobody knows, is "unknown". */
const char *language_stated(const char *tag, char name[static LANGUAGE_TAG]);

/* Whether gripe judges posts in it: Dutch and English. */
bool language_is_spoken(const char *language);

#endif
