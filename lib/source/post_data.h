/* What a post holds; for the files of that room alone. */
#ifndef SOURCE_POST_DATA_H
#define SOURCE_POST_DATA_H

#include "buffer.h"
#include "source/post.h"

enum post_form {
	POST_FORM_WORD, /* one line */
	POST_FORM_TEXT,
	POST_FORM_WAY,  /* in or out */
	POST_FORM_FLAG, /* true, or false, which is not written */
	POST_FORM_TIME,
	POST_FORM_NUMBER,
	POST_FORM_LIST,  /* of strings */
	POST_FORM_ITEMS, /* a list of objects */
	POST_FORM_OBJECT
};

struct post_shape {
	const char *member;
	enum post_form form;
};

extern const struct post_shape post_shapes[POST_FIELDS];

struct post {
	struct buffer value[POST_FIELDS]; /* text; of lists the items and of objects all, as JSON */
	struct buffer extra;              /* members as JSON, without the braces */
	struct buffer identity, odd_time;
	struct buffer clean, scratch;
	bool keeps_id, prefers_id, repaired;
};

/* Text with what is no UTF-8 replaced, ends of lines settled, in normal form C and trimmed; it lives until the next call. What
 * is given may not lie in the post's own buffers. */
struct json post_clean(struct post *post, const char *text, size_t length, bool one_line);

void post_replace(struct post *post, enum post_field field, const char *text, size_t length);

/* Adds a value without the ends of lines in it, for a record is one line. */
void post_add_flat(struct buffer *out, struct json value);

#endif
