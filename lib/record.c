/* One record: the line is what it is; members are decoded when they are asked for. */
#include "record.h"

#include <err.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "mem.h"
#include "status.h"
#include "text.h"

struct record {
	const char *line;
	size_t length;
	struct buffer lines[2]; /* the line after a repair or a set, in turn */
	int current;
	struct json_members members;
	struct arena arena;
	char *fault;
};

struct record *
record_new(void)
{
	return mem_new(1, sizeof(struct record));
}

void
record_free(struct record *r)
{
	if (r == NULL)
		return;
	buffer_free(&r->lines[0]);
	buffer_free(&r->lines[1]);
	free(r->members.at);
	arena_free(&r->arena);
	free(r->fault);
	free(r);
}

void
record_refuse(struct record *r, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	if (r->fault == NULL && vasprintf(&r->fault, format, ap) < 0)
		err(STATUS_SYSTEM, "memory");
	va_end(ap);
}

const char *
record_fault(const struct record *r)
{
	return r->fault;
}

static struct buffer *
next_line(struct record *r)
{
	r->current = !r->current;
	buffer_clear(&r->lines[r->current]);
	return &r->lines[r->current];
}

static void
take_line(struct record *r, const struct buffer *b)
{
	r->line = b->at;
	r->length = b->length;
}

static bool
check(struct record *r, struct json_fault *fault)
{
	struct json value;

	*fault = (struct json_fault){0};
	if (!json_check(r->line, r->length, &value, &r->members, fault))
		return false;
	if (json_type(value) != JSON_OBJECT)
		*fault = (struct json_fault){.reason = "a record is a JSON object, { ... }"};
	return fault->reason == NULL;
}

bool
record_read(struct record *r, const char *line, size_t length, bool *repaired)
{
	struct json_fault fault;

	free(r->fault);
	r->fault = NULL;
	arena_clear(&r->arena);
	r->line = line;
	r->length = length;
	*repaired = false;
	if (check(r, &fault))
		return true;
	if (fault.encoding) {
		struct buffer *b = next_line(r);
		text_repair(b, line, length);
		take_line(r, b);
		*repaired = true;
		if (check(r, &fault))
			return true;
	}
	record_refuse(r, "%s (byte %zu)", fault.reason, fault.at + 1);
	return false;
}

const char *
record_line(struct record *r, size_t *length)
{
	*length = r->length;
	return r->line;
}

static bool
member_is(const struct record *r, const struct json_member *m, const char *name, size_t length)
{
	if (!m->escaped)
		return m->key_length == length && memcmp(r->line + m->key, name, length) == 0;
	return json_key_is(r->line + m->key, m->key_length, true, name);
}

static struct json
find_member(const struct record *r, const char *name)
{
	size_t length = strlen(name);

	for (size_t i = r->members.count; i-- > 0;)
		if (member_is(r, &r->members.at[i], name, length))
			return (struct json){
				r->line + r->members.at[i].value, r->members.at[i].value_length};
	return (struct json){NULL, 0};
}

static void
refuse_type(struct record *r, const char *path, const char *wanted)
{
	record_refuse(r, "%s is not %s", path, wanted);
}

struct json
record_value(struct record *r, const char *path)
{
	if (strchr(path, '.') == NULL)
		return find_member(r, path);
	char *names = mem_dup(path), *name = names, *dot = strchr(names, '.');
	*dot = '\0';
	struct json value = find_member(r, name);
	while (dot != NULL) {
		if (json_type(value) > JSON_NULL && json_type(value) != JSON_OBJECT)
			refuse_type(r, names, "an object");
		*dot = '.';
		name = dot + 1;
		dot = strchr(name, '.');
		if (dot != NULL)
			*dot = '\0';
		value = json_find(value, name);
	}
	free(names);
	return value;
}

static char *
decode(struct record *r, struct json value, size_t *length)
{
	char *text = arena_take(&r->arena, value.length);

	*length = json_decode(value, text);
	return text;
}

/* The value, or a missing one where it is null or of another type, which is a fault. */
static struct json
value_of_type(struct record *r, const char *path, enum json_type type, const char *wanted)
{
	struct json value = record_value(r, path);
	enum json_type is = json_type(value);

	if (is == type)
		return value;
	if (is > JSON_NULL)
		refuse_type(r, path, wanted);
	return (struct json){NULL, 0};
}

static const char *
string_of(struct record *r, const char *path, size_t *length)
{
	struct json value = value_of_type(r, path, JSON_STRING, "a string");

	*length = 0;
	return value.at != NULL ? decode(r, value, length) : "";
}

const char *
record_string(struct record *r, const char *path)
{
	size_t length;

	return string_of(r, path, &length);
}

double
record_number(struct record *r, const char *path, double missing)
{
	struct json value = value_of_type(r, path, JSON_NUMBER, "a number");

	return value.at != NULL ? json_number(value) : missing;
}

bool
record_flag(struct record *r, const char *path)
{
	struct json value = value_of_type(r, path, JSON_BOOL, "true or false");

	return value.at != NULL && *value.at == 't';
}

size_t
record_list(struct record *r, const char *path, const char *const **items)
{
	struct json list = value_of_type(r, path, JSON_ARRAY, "a list"), rest = json_inside(list),
		    item;
	size_t count = 0, length;

	while (json_next(&rest, NULL, &item))
		count++;
	const char **texts = arena_take(&r->arena, (count + 1) * sizeof *texts);
	rest = json_inside(list);
	for (count = 0; json_next(&rest, NULL, &item);) {
		if (json_type(item) == JSON_STRING)
			texts[count++] = decode(r, item, &length);
		else
			refuse_type(r, path, "a list of strings");
	}
	*items = texts;
	return count;
}

bool
record_is(struct record *r, const char *path, const char *text)
{
	return strcmp(record_string(r, path), text) == 0;
}

const char *
record_text(struct record *r, size_t *length, bool *cut)
{
	size_t title_length, content_length;
	const char *title = string_of(r, "title", &title_length);
	const char *content = string_of(r, "content", &content_length), *text = content;

	*length = content_length;
	if (title_length > 0) {
		char *both = arena_take(&r->arena, title_length + content_length + 2);
		memcpy(both, title, title_length);
		both[title_length] = '\n';
		memcpy(both + title_length + 1, content, content_length + 1);
		*length = title_length + 1 + content_length;
		text = both;
	}
	*cut = *length > TEXT_LIMIT;
	*length = text_cut(text, *length, TEXT_LIMIT);
	if (*cut || !text_is_composed(text, *length)) {
		struct buffer composed = {0};
		text_compose(&composed, text, *length);
		*cut = *cut || composed.length > TEXT_LIMIT;
		*length = text_cut(composed.at, composed.length, TEXT_LIMIT);
		char *copy = arena_take(&r->arena, *length + 1);
		memcpy(copy, composed.at, *length);
		copy[*length] = '\0';
		buffer_free(&composed);
		text = copy;
	}
	return text;
}

bool
record_is_incoming(struct record *r)
{
	return !record_is(r, "direction", "out") && !record_flag(r, "automatic");
}

static bool
has_member(const struct record *r, const char *name)
{
	return find_member(r, name).at != NULL;
}

static size_t
member_end(const struct json_member *m)
{
	return m->value + m->value_length;
}

/* The line with one more member at the end. */
static void
append(struct record *r, const char *name, const char *value)
{
	struct buffer *b = next_line(r);
	struct json_members *all = &r->members;
	size_t end = all->count > 0 ? member_end(&all->at[all->count - 1])
				    : (size_t)(strchr(r->line, '{') - r->line) + 1;

	buffer_need(b, r->length + strlen(name) + strlen(value) + 4);
	buffer_add(b, r->line, end);
	buffer_text(b, all->count > 0 ? ",\"" : "\"");
	size_t key = b->length;
	buffer_text(b, name);
	buffer_text(b, "\":");
	all->at = mem_grow(all->at, all->count, &all->room, sizeof *all->at);
	all->at[all->count++] = (struct json_member){.key = key,
		.key_length = strlen(name),
		.value = b->length,
		.value_length = strlen(value)};
	buffer_text(b, value);
	buffer_add(b, r->line + end, r->length - end);
	take_line(r, b);
}

/* The line without the members called name, but for the first one if there is a value for it. */
static void
replace(struct record *r, const char *name, const char *value)
{
	struct buffer *b = next_line(r);
	size_t last = r->members.at[0].key - 1, written = 0, length = strlen(name);
	struct json_fault fault;

	buffer_add(b, r->line, last);
	for (size_t i = 0; i < r->members.count; i++) {
		const struct json_member *m = &r->members.at[i];
		bool own = member_is(r, m, name, length);
		if (!own || value != NULL) {
			size_t from = written++ > 0 ? last : m->key - 1;
			buffer_add(b, r->line + from, (own ? m->value : member_end(m)) - from);
		}
		if (own && value != NULL) {
			buffer_text(b, value);
			value = NULL;
		}
		last = member_end(m);
	}
	buffer_add(b, r->line + last, r->length - last);
	take_line(r, b);
	json_check(r->line, r->length, NULL, &r->members, &fault);
}

void
record_set(struct record *r, const char *name, const char *value)
{
	if (has_member(r, name))
		replace(r, name, value);
	else if (value != NULL)
		append(r, name, value);
}
