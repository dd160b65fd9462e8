/* Answers of web interfaces: JSON documents whose posts are read by a table, a row a member of the record. */
#ifndef SOURCE_ANSWER_H
#define SOURCE_ANSWER_H

#include <stdbool.h>
#include <stddef.h>

#include "json.h"
#include "source/source.h"

struct buffer;

enum answer_form {
	ANSWER_PLAIN, /* text, a number, a truth value, a time */
	ANSWER_HTML,
	ANSWER_SECONDS, /* since 1970, a number or a text */
	ANSWER_TAGS     /* of an array of texts, or of objects that have one as their name */
};

/* A row without a pointer ends the table. */
struct answer_field {
	const char *pointer; /* RFC 6901, in the post: "/account/acct", "/tags" */
	enum post_field field;
	enum answer_form form;
	const char *extra; /* the member of extra; NULL: field is meant */
};

/* Reads an input that is one JSON document into bytes. false: it is none, which was said. */
bool answer_read(struct source *source, struct buffer *bytes, struct json *whole);

/* Sets the fields of the post that item has. */
void answer_fill(struct source *source, struct json item, const struct answer_field *fields);

/* The text at pointer, decoded, for the caller to free; NULL: there is none. A number is taken as it is written. */
char *answer_text(struct json value, const char *pointer);

/* Walks the array at pointer: start with answer_items, go on while json_next gives values. */
struct json answer_items(struct json value, const char *pointer);

/* Writes the post, unless it has neither an id nor a text; those are refused by name. */
void answer_put(struct source *source, size_t number);

/* The document is no answer of that kind; says what error it tells of, if it does. */
void answer_refuse(struct source *source, struct json whole, const char *kind);

/* Checks bytes that are read already, as answer_read does. */
bool answer_check(struct source *source, struct buffer *bytes, struct json *whole);

/* The error that a document tells of, for the caller to free; NULL: none. */
char *answer_error(struct json whole);
/* Whether the text at pointer is that word (NULL: it is not), and whether what stands there is true. */
bool answer_is(struct json value, const char *pointer, const char *word);
bool answer_is_true(struct json value, const char *pointer);

/* Adds a tag for each item of the array at list: its text at pointer. */
void answer_tag_all(
	struct source *source, struct json value, const char *list, const char *pointer);

/* Adds what the pointers (NULL: none) lead to in item as an attachment, unless they lead to nothing. */
void answer_attach(struct source *source, struct json item, const char *url, const char *type,
	const char *name);

/* The same for each item of the array at list that has a url. */
void answer_attach_all(struct source *source, struct json value, const char *list, const char *url,
	const char *type, const char *name);
/* For interfaces that tell of a change at the time of the post itself, when nothing was changed. */
void answer_drop_edit(struct source *source);

#endif
