/* JSON as text: one complete check (RFC 8259), values found where they stand, and a writer. Nothing is built in memory. */
#ifndef JSON_H
#define JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buffer;

enum { JSON_DEPTH = 1024 }; /* deeper nesting is refused */

/* One value in a checked text, borrowed; at NULL: not there. */
struct json {
	const char *at;
	size_t length;
};

enum json_type {
	JSON_MISSING,
	JSON_NULL,
	JSON_BOOL,
	JSON_NUMBER,
	JSON_STRING,
	JSON_ARRAY,
	JSON_OBJECT
};

/* The members of the outermost object: offsets into the text; the key without its quotes. Owned by json_members. */
struct json_member {
	size_t key, key_length, value, value_length;
	bool escaped; /* the key holds a backslash */
};

struct json_members {
	struct json_member *at;
	size_t count, room;
};

struct json_fault {
	size_t at;          /* byte offset */
	const char *reason; /* a constant */
	bool encoding;      /* it is no UTF-8: repair and check again */
};

/* Checks that text, of which text[length] is NUL, is one JSON value with nothing but white space around it. Fills members
 * (if not NULL) when the value is an object, and value with where it stands. false: fault says why. */
bool json_check(const char *text, size_t length, struct json *value, struct json_members *members,
	struct json_fault *fault);

/* All below take values of a checked text. */
enum json_type json_type(struct json value);
struct json json_find(struct json object, const char *key); /* the last member of that name */
struct json json_at(struct json value,
	const char *pointer); /* RFC 6901: "/data/0/id"; "" is the value itself */
bool json_key_is(const char *key, size_t length, bool escaped, const char *name);

/* Walks an object or array: start with json_inside(value), go on while true. key may be NULL; it has its quotes. */
struct json json_inside(struct json value);
bool json_next(struct json *rest, struct json *key, struct json *value);

/* The text of a string into out, which has room for value.length bytes; lone surrogates and \u0000 become U+FFFD. Ends with
 * NUL; returns the length without it. */
size_t json_decode(struct json string, char *out);
double json_number(struct json number); /* out of range: infinite */

/* Writing: a key or an item puts a comma before itself where one is due. */
void json_open(struct buffer *out, char bracket);  /* '{' or '[' */
void json_close(struct buffer *out, char bracket); /* '}' or ']' */
void json_key(struct buffer *out, const char *key);
void json_item(struct buffer *out);
void json_text(struct buffer *out, const char *text, size_t length); /* valid UTF-8 */
void json_string(struct buffer *out, const char *text);
void json_real(struct buffer *out,
	double number); /* at most three decimals, never "-0"; not finite or over 10^15: null */
void json_integer(struct buffer *out, int64_t number);
void json_bool(struct buffer *out, bool yes);
void json_key_string(struct buffer *out, const char *key, const char *text);
void json_key_real(struct buffer *out, const char *key, double number);
void json_key_integer(struct buffer *out, const char *key, int64_t number);

#endif
