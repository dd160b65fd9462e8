/* A record seen again: what is new in it goes into the line that stands in the register. */
#include <string.h>

#include "clock.h"
#include "store/inside.h"

/* These are said anew by each run of their filter; what is not among them is a fact of the source. */
static bool
is_later_stage(const char *name)
{
	static const char *const names[] = {"labels", "classify", "score", "route", "reply"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

static bool
is_ours(const char *name)
{
	return strcmp(name, "id") == 0 || strcmp(name, "case") == 0 ||
	       strcmp(name, "delivery") == 0;
}

/* Missing, null and empty mean the same: not known. */
static bool
says_nothing(struct json value)
{
	struct json inside = json_inside(value), item;

	switch (json_type(value)) {
	case JSON_MISSING:
	case JSON_NULL:
		return true;
	case JSON_STRING:
		return value.length == 2;
	case JSON_ARRAY:
	case JSON_OBJECT:
		return !json_next(&inside, NULL, &item);
	default:
		return false;
	}
}

static bool
is_same(struct json a, struct json b)
{
	return a.length == b.length && (a.length == 0 || memcmp(a.at, b.at, a.length) == 0);
}

/* As texts: other escapes for the same characters are no change. */
static bool
is_same_text(struct record *a, struct record *b, const char *name)
{
	return strcmp(record_string(a, name), record_string(b, name)) == 0;
}

static bool
is_before(struct record *news, struct record *stored, const char *name)
{
	int64_t a, b;

	if (!clock_parse(record_string(stored, name), &b))
		return false;
	return clock_parse(record_string(news, name), &a) && a < b;
}

/* Whether the register has a later state of the post than the record, which may have been on its way for long. An edited post
 * is later than one that does not say it was edited. */
static bool
is_stale(struct record *news, struct record *stored)
{
	bool not_edited = record_is(news, "edited_at", "") && !record_is(stored, "edited_at", "") &&
			  !record_is(news, "content", "");

	return not_edited || is_before(news, stored, "edited_at") ||
	       is_before(news, stored, "fetched_at");
}

static unsigned
merge_member(struct store *s, struct record *news, const char *name, unsigned merge)
{
	struct json value = record_value(news, name), old = record_value(s->stored, name);
	bool stage = is_later_stage(name), is_text;

	if (is_ours(name) || says_nothing(value) || is_same(value, old) ||
		(!stage && (merge & MERGE_STALE) != 0))
		return merge;
	is_text = strcmp(name, "title") == 0 || strcmp(name, "content") == 0;
	if (stage)
		merge |= MERGE_JUDGEMENT;
	else if (is_text && !is_same_text(news, s->stored, name))
		merge |= MERGE_TEXT | MERGE_REVISION;
	else if (strcmp(name, "edited_at") == 0)
		merge |= MERGE_REVISION;
	buffer_clear(&s->value);
	buffer_add(&s->value, value.at, value.length);
	record_set(s->stored, name, s->value.at);
	return merge | MERGE_LINE;
}

unsigned
merge_record(struct store *s, struct record *news)
{
	unsigned merge = is_stale(news, s->stored) ? MERGE_STALE : 0;
	struct json_fault fault;
	struct json whole, rest, key, value;
	size_t length;
	const char *line = record_line(news, &length);

	if (!json_check(line, length, &whole, NULL, &fault))
		return merge;
	rest = json_inside(whole);
	while (json_next(&rest, &key, &value)) {
		char *name = arena_take(&s->arena, key.length);
		json_decode(key, name);
		merge = merge_member(s, news, name, merge);
	}
	return merge;
}
