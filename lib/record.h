/* One record: its line, and the members of it that somebody asks for. See gripe-record(5).
 *
 * What the functions return is borrowed and lives until the record is read anew; record_set leaves it alone.
 * A path is a member's name, or names joined by dots ("author.handle"). A member that is missing or null is empty: "",
 * no items, or the number given. A member of another type than asked notes a fault: the stream rejects such a record. */
#ifndef RECORD_H
#define RECORD_H

#include <stdbool.h>
#include <stddef.h>

#include "json.h"

struct record;

struct record *record_new(void);
void record_free(struct record *record);

/* Makes the record hold line, which is borrowed and of which line[length] is NUL. Bytes that are no UTF-8 are repaired, and
 * *repaired says so. false: not a record, and record_fault says why. */
bool record_read(struct record *record, const char *line, size_t length, bool *repaired);

const char *record_line(struct record *record, size_t *length); /* as it stands now, no newline */
const char *record_fault(const struct record *record);          /* NULL: none */
/* Notes a fault; the first one stays. */
void record_refuse(struct record *record, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

const char *record_string(struct record *record, const char *path);
double record_number(struct record *record, const char *path, double missing);
bool record_flag(struct record *record, const char *path);
size_t record_list(
	struct record *record, const char *path, const char *const **items); /* of strings */
struct json record_value(
	struct record *record, const char *path); /* as it stands in the line, until record_set */
bool record_is(struct record *record, const char *path, const char *text);

/* Title and content as one text of at most TEXT_LIMIT bytes in normal form C; *cut says whether there was more. */
const char *record_text(struct record *record, size_t *length, bool *cut);

/* Came in, and was written by a person: may be scored, routed and answered. */
bool record_is_incoming(struct record *record);

/* value: checked JSON without white space around it; NULL: the member goes. */
void record_set(struct record *record, const char *name, const char *value);

#endif
