/* The draft of an answer: a standard answer by topic and language between a greeting, thanks, an apology and a signature that fit
 * the post. See gripe-reply(1) and gripe-tables(5). */
#ifndef REPLY_H
#define REPLY_H

#include <stddef.h>

struct record;
struct writer;

struct reply_setup {
	const char *data;         /* -d, may be NULL */
	const char *organisation; /* its name, may be "" */
	const char *initials;     /* who signs, may be "" */
};

/* Loads phrases.csv and the answers in the languages that it names; those of other languages are read when the first post needs
 * them. Faults end the run with 78. */
struct writer *reply_load(const struct reply_setup *setup);
void reply_free(struct writer *writer);

/* The member reply of a record as JSON, borrowed until the next call; NULL: no draft, because the post is not to be answered, is
 * for people only (by its route or by its risks), or is in a language without answers. */
const char *reply_draft(struct writer *writer, struct record *record);

#endif
