/* The words that both views of cases share. */
#ifndef OVERVIEW_WORDS_H
#define OVERVIEW_WORDS_H

#include <stdint.h>

struct record;

/* "in 50 min", "3 h late", or "" for a text that is no time; the caller frees it. */
char *overview_due(const char *due_at, int64_t now);

/* "@handle", else the name; borrowed from the record. */
const char *overview_author(struct record *record);

#endif
