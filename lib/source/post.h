/* One post on its way to a record of gripe-record(5): the one place where the line is built, so that every source gives
 * records of one shape, and no member but those that gripe-fetch owns. */
#ifndef SOURCE_POST_H
#define SOURCE_POST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "json.h"

struct buffer;
struct post;
struct ordinals;

/* In the order in which they are written. */
enum post_field {
	POST_ID, /* the source's own, as POST_NATIVE_ID, or the whole id: post_keep_id */
	POST_CHANNEL,
	POST_SOURCE,
	POST_NATIVE_ID,
	POST_URL,
	POST_DIRECTION,
	POST_AUTOMATIC,
	POST_TITLE,
	POST_CONTENT,
	POST_TAGS,
	POST_LANGUAGE,
	POST_ATTACHMENTS,
	POST_CREATED_AT,
	POST_EDITED_AT,
	POST_DELETED_AT,
	POST_FETCHED_AT,
	POST_AUTHOR_ID,
	POST_AUTHOR_NAME,
	POST_AUTHOR_HANDLE,
	POST_AUTHOR_URL,
	POST_AUTHOR_FOLLOWERS,
	POST_AUTHOR_CREATED_AT,
	POST_IN_REPLY_TO,
	POST_CONVERSATION,
	POST_VISIBILITY,
	POST_RATING_VALUE,
	POST_RATING_BEST,
	POST_LIKES,
	POST_REPOSTS,
	POST_REPLIES,
	POST_QUOTES,
	POST_LABELS,
	POST_FIELDS
};

/* The field that a record's member ("author.name") stands for; POST_FIELDS: none. */
enum post_field post_find(const char *member);

struct post *post_new(void);
void post_free(struct post *post);
void post_clear(struct post *post);

/* Sets a field from text as the source has it: bytes that are no UTF-8 are replaced, times, numbers and truth values are
 * read, tags are split, texts are put into normal form C. What is none of its kind goes under extra by the member's name.
 * Empty text sets nothing. */
void post_set(struct post *post, enum post_field field, const char *text, size_t length);
void post_set_string(
	struct post *post, enum post_field field, const char *text); /* NULL: nothing */
void post_unset(struct post *post, enum post_field field);

/* The same for HTML; the pictures in a content become attachments. */
void post_set_html(struct post *post, enum post_field field, const char *html, size_t length);

/* Sets a field from a value of a checked JSON text. false: it is the content and no text; in other members what is of another
 * kind goes under extra. */
bool post_set_json(struct post *post, enum post_field field, struct json value);

void post_add_tag(struct post *post, const char *text, size_t length);

/* NULL: not known. */
void post_add_attachment(
	struct post *post, const char *url, const char *type, const char *name, const char *sha256);

/* Members of extra, under any name. Of texts that have one name the first stays. */
void post_extra(struct post *post, const char *name, const char *text, size_t length);
void post_extra_json(struct post *post, const char *name, struct json value);

/* A text of extra, decoded, for the caller to free; NULL: there is none of that name. */
char *post_extra_text(const struct post *post, const char *name);

/* The id that was set is the record's whole id; it and the ids of other posts are written as they are. */
void post_keep_id(struct post *post);

/* The id that was set, not the native id, is what the record's id ends in. */
void post_prefer_id(struct post *post);

/* For a source without ids: what makes the post the same the next time, instead of its author, time, title and content. */
void post_identify(struct post *post, const char *text);

const char *post_text(const struct post *post, enum post_field field); /* "": not set */
bool post_is_empty(const struct post *post);
bool post_was_repaired(const struct post *post);    /* bytes were replaced by U+FFFD */
const char *post_odd_time(const struct post *post); /* a time that could not be read; NULL: none */

/* What holds for all posts of an input. */
struct post_origin {
	const char *channel, *source; /* where the post itself does not say them */
	int64_t fetched_at;
	struct ordinals *ordinals; /* tells posts without an id apart that are alike */
};

struct ordinals *ordinals_new(void);
void ordinals_free(struct ordinals *ordinals);

/* Adds the post as a record, without a newline. */
void post_write(struct post *post, const struct post_origin *origin, struct buffer *out);

#endif
