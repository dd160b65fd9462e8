/* One post as a record: its identifiers, and the line. */
#include "source/post.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "hash.h"
#include "mem.h"
#include "source/post_data.h"

enum { FEW = 64, ID_BYTES = 16 };

/* Open addressing; count 0 marks a free place. 16 bytes a key are what memory grows by. */
struct ordinals {
	struct place {
		uint64_t key;
		uint32_t count;
	} * at;
	size_t used, room; /* room: a power of two */
};

struct ordinals *
ordinals_new(void)
{
	struct ordinals *o = mem_new(1, sizeof *o);

	o->room = FEW;
	o->at = mem_new(o->room, sizeof *o->at);
	return o;
}

void
ordinals_free(struct ordinals *o)
{
	if (o == NULL)
		return;
	free(o->at);
	free(o);
}

static struct place *
find_place(const struct ordinals *o, uint64_t key)
{
	size_t i = key & (o->room - 1);

	while (o->at[i].count > 0 && o->at[i].key != key)
		i = (i + 1) & (o->room - 1);
	return &o->at[i];
}

static void
grow(struct ordinals *o)
{
	struct ordinals larger = {mem_new(o->room * 2, sizeof *larger.at), o->used, o->room * 2};

	for (size_t i = 0; i < o->room; i++)
		if (o->at[i].count > 0)
			*find_place(&larger, o->at[i].key) = o->at[i];
	free(o->at);
	*o = larger;
}

/* How many of this key came before. */
static uint32_t
next_ordinal(struct ordinals *o, uint64_t key)
{
	if (o->used * 4 >= o->room * 3)
		grow(o);
	struct place *place = find_place(o, key);
	if (place->count == 0) {
		place->key = key;
		o->used++;
	}
	return place->count++;
}

static const char *
author_of(const struct post *p)
{
	static const enum post_field fields[] = {
		POST_AUTHOR_ID, POST_AUTHOR_HANDLE, POST_AUTHOR_NAME};

	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
		if (p->value[fields[i]].length > 0)
			return p->value[fields[i]].at;
	return "";
}

/* The same post gives the same hash at every fetch; those alike in one input differ by their number. */
static void
add_hash(struct buffer *id, const struct post *p, const char *source, struct ordinals *ordinals)
{
	unsigned char digest[HASH_BYTES];
	char text[2 * ID_BYTES + 1];
	struct hash hash;
	uint64_t key;

	hash_start(&hash);
	hash_text(&hash, source);
	if (p->identity.length > 0) {
		hash_text(&hash, p->identity.at);
	} else {
		hash_text(&hash, author_of(p));
		hash_text(&hash, post_text(p, POST_CREATED_AT));
		hash_text(&hash, post_text(p, POST_TITLE));
		hash_text(&hash, post_text(p, POST_CONTENT));
	}
	hash_end(&hash, digest);
	memcpy(&key, digest, sizeof key);
	uint32_t number = next_ordinal(ordinals, key);
	hash_start(&hash);
	hash_add(&hash, digest, sizeof digest);
	for (int i = 0; i < 4; i++)
		hash_add(&hash, &(unsigned char){(unsigned char)(number >> 8 * i)}, 1);
	buffer_text(id, hash_hex(&hash, ID_BYTES, text));
}

/* A channel's or source's name where it stands in an id: no blanks, no slash. */
static void
add_name(struct buffer *out, const char *name, bool lower)
{
	for (; *name != '\0'; name++) {
		unsigned char c = (unsigned char)*name;
		buffer_char(out, isspace(c) || c == '/' ? '-' : (char)(lower ? tolower(c) : c));
	}
}

/* "channel:source/" */
static char *
prefix_of(const struct post *p)
{
	struct buffer prefix = {0};

	add_name(&prefix, post_text(p, POST_CHANNEL), true);
	buffer_char(&prefix, ':');
	add_name(&prefix, post_text(p, POST_SOURCE), false);
	buffer_char(&prefix, '/');
	return prefix.at;
}

static void
set_default(struct post *p, enum post_field field, const char *text)
{
	if (p->value[field].length == 0)
		buffer_text(&p->value[field], text);
}

static void
lower_channel(struct post *p)
{
	struct buffer name = {0};

	add_name(&name, post_text(p, POST_CHANNEL), true);
	buffer_free(&p->value[POST_CHANNEL]);
	p->value[POST_CHANNEL] = name;
}

/* An id of another post in the same source, as the records of that source have it. */
static void
complete_reference(struct post *p, enum post_field field, const char *prefix)
{
	struct buffer *value = &p->value[field];
	const char *channel = post_text(p, POST_CHANNEL);
	size_t length = strlen(channel);

	if (value->length == 0 ||
		(strncmp(value->at, channel, length) == 0 && value->at[length] == ':'))
		return;
	char *whole = mem_format("%s%s", prefix, value->at);
	buffer_clear(value);
	buffer_text(value, whole);
	free(whole);
}

static void
complete_ids(struct post *p, const struct post_origin *origin)
{
	struct buffer *id = &p->value[POST_ID], *native = &p->value[POST_NATIVE_ID];

	if (p->keeps_id && id->length > 0)
		return;
	if (native->length == 0)
		buffer_add(native, id->at, id->length);
	char *own =
		mem_dup(post_text(p, p->prefers_id && id->length > 0 ? POST_ID : POST_NATIVE_ID));
	buffer_clear(id);
	char *prefix = prefix_of(p);
	buffer_text(id, prefix);
	if (*own != '\0')
		buffer_text(id, own);
	else
		add_hash(id, p, post_text(p, POST_SOURCE), origin->ordinals);
	free(own);
	complete_reference(p, POST_IN_REPLY_TO, prefix);
	complete_reference(p, POST_CONVERSATION, prefix);
	free(prefix);
}

static void
write_value(struct buffer *out, enum post_form form, const struct buffer *value)
{
	bool list = form == POST_FORM_LIST || form == POST_FORM_ITEMS;
	bool plain = list || form == POST_FORM_OBJECT || form == POST_FORM_FLAG ||
		     form == POST_FORM_NUMBER;

	if (list)
		json_open(out, '[');
	if (plain)
		buffer_add(out, value->at, value->length);
	else
		json_text(out, value->at, value->length);
	if (list)
		json_close(out, ']');
}

/* Writes fields, those of "author.name" and the like within an object of that name. */
static void
write_fields(struct buffer *out, const struct post *p, int from, int to)
{
	const char *group = "";
	size_t length = 0;

	for (int f = from; f < to; f++) {
		const char *member = post_shapes[f].member, *dot = strchr(member, '.');
		if (p->value[f].length == 0)
			continue;
		bool inside = length > 0 && strncmp(member, group, length) == 0 && dot != NULL;
		if (length > 0 && !inside) {
			json_close(out, '}');
			length = 0;
		}
		if (dot != NULL && !inside) {
			char *name = mem_dup_n(member, (size_t)(dot - member));
			json_key(out, name);
			json_open(out, '{');
			free(name);
			group = member;
			length = (size_t)(dot + 1 - member);
		}
		json_key(out, dot != NULL ? dot + 1 : member);
		write_value(out, post_shapes[f].form, &p->value[f]);
	}
	if (length > 0)
		json_close(out, '}');
}

void
post_write(struct post *p, const struct post_origin *origin, struct buffer *out)
{
	char now[CLOCK_TEXT];

	set_default(p, POST_CHANNEL, origin->channel);
	set_default(p, POST_SOURCE, origin->source);
	set_default(p, POST_FETCHED_AT, clock_print(origin->fetched_at, now));
	lower_channel(p);
	complete_ids(p, origin);
	json_open(out, '{');
	write_fields(out, p, 0, POST_LABELS);
	if (p->extra.length > 0) {
		json_key(out, "extra");
		json_open(out, '{');
		buffer_add(out, p->extra.at, p->extra.length);
		json_close(out, '}');
	}
	write_fields(out, p, POST_LABELS, POST_FIELDS);
	json_close(out, '}');
}
