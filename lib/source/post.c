/* One post: what a source says of it, read and settled. */
#include "source/post.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "clock.h"
#include "mem.h"
#include "source/post_data.h"
#include "xml.h"

enum { NUMBER_MOST = 32 };

const struct post_shape post_shapes[POST_FIELDS] = {
	[POST_ID] = {"id", POST_FORM_WORD},
	[POST_CHANNEL] = {"channel", POST_FORM_WORD},
	[POST_SOURCE] = {"source", POST_FORM_WORD},
	[POST_NATIVE_ID] = {"native_id", POST_FORM_WORD},
	[POST_URL] = {"url", POST_FORM_WORD},
	[POST_DIRECTION] = {"direction", POST_FORM_WAY},
	[POST_AUTOMATIC] = {"automatic", POST_FORM_FLAG},
	[POST_TITLE] = {"title", POST_FORM_WORD},
	[POST_CONTENT] = {"content", POST_FORM_TEXT},
	[POST_TAGS] = {"tags", POST_FORM_LIST},
	[POST_LANGUAGE] = {"language", POST_FORM_WORD},
	[POST_ATTACHMENTS] = {"attachments", POST_FORM_ITEMS},
	[POST_CREATED_AT] = {"created_at", POST_FORM_TIME},
	[POST_EDITED_AT] = {"edited_at", POST_FORM_TIME},
	[POST_DELETED_AT] = {"deleted_at", POST_FORM_TIME},
	[POST_FETCHED_AT] = {"fetched_at", POST_FORM_TIME},
	[POST_AUTHOR_ID] = {"author.id", POST_FORM_WORD},
	[POST_AUTHOR_NAME] = {"author.name", POST_FORM_WORD},
	[POST_AUTHOR_HANDLE] = {"author.handle", POST_FORM_WORD},
	[POST_AUTHOR_URL] = {"author.url", POST_FORM_WORD},
	[POST_AUTHOR_FOLLOWERS] = {"author.followers_count", POST_FORM_NUMBER},
	[POST_AUTHOR_CREATED_AT] = {"author.created_at", POST_FORM_TIME},
	[POST_IN_REPLY_TO] = {"in_reply_to_id", POST_FORM_WORD},
	[POST_CONVERSATION] = {"conversation_id", POST_FORM_WORD},
	[POST_VISIBILITY] = {"visibility", POST_FORM_WORD},
	[POST_RATING_VALUE] = {"rating.value", POST_FORM_NUMBER},
	[POST_RATING_BEST] = {"rating.best", POST_FORM_NUMBER},
	[POST_LIKES] = {"metrics.likes", POST_FORM_NUMBER},
	[POST_REPOSTS] = {"metrics.reposts", POST_FORM_NUMBER},
	[POST_REPLIES] = {"metrics.replies", POST_FORM_NUMBER},
	[POST_QUOTES] = {"metrics.quotes", POST_FORM_NUMBER},
	[POST_LABELS] = {"labels", POST_FORM_OBJECT},
};

enum post_field
post_find(const char *member)
{
	for (int f = 0; f < POST_FIELDS; f++)
		if (strcmp(post_shapes[f].member, member) == 0)
			return (enum post_field)f;
	return POST_FIELDS;
}

struct post *
post_new(void)
{
	return mem_new(1, sizeof(struct post));
}

void
post_free(struct post *p)
{
	if (p == NULL)
		return;
	for (int f = 0; f < POST_FIELDS; f++)
		buffer_free(&p->value[f]);
	buffer_free(&p->extra);
	buffer_free(&p->identity);
	buffer_free(&p->odd_time);
	buffer_free(&p->clean);
	buffer_free(&p->scratch);
	free(p);
}

void
post_clear(struct post *p)
{
	for (int f = 0; f < POST_FIELDS; f++)
		buffer_clear(&p->value[f]);
	buffer_clear(&p->extra);
	buffer_clear(&p->identity);
	buffer_clear(&p->odd_time);
	p->keeps_id = p->prefers_id = p->repaired = false;
}

void
post_replace(struct post *p, enum post_field field, const char *text, size_t length)
{
	buffer_clear(&p->value[field]);
	buffer_add(&p->value[field], text, length);
}

void
post_unset(struct post *p, enum post_field field)
{
	buffer_clear(&p->value[field]);
}

void
post_extra(struct post *p, const char *name, const char *text, size_t length)
{
	struct json clean = post_clean(p, text, length, false);
	struct buffer *extra = &p->extra;
	size_t before = extra->length;

	if (clean.length == 0)
		return;
	json_key(extra, name);
	const char *key = extra->at + before + (before > 0); /* behind the comma */
	size_t key_length = extra->length - before - (before > 0);
	if (before > 0 && memmem(extra->at, before, key, key_length) != NULL)
		extra->length = before;
	else
		json_text(extra, clean.at, clean.length);
}

void
post_extra_json(struct post *p, const char *name, struct json value)
{
	json_key(&p->extra, name);
	post_add_flat(&p->extra, value);
}

char *
post_extra_text(const struct post *p, const char *name)
{
	struct buffer object = {0};
	char *text = NULL;

	json_open(&object, '{');
	buffer_add(&object, p->extra.at, p->extra.length);
	json_close(&object, '}');
	struct json value = json_find((struct json){object.at, object.length}, name);
	if (json_type(value) == JSON_STRING) {
		text = mem_new(value.length, 1);
		json_decode(value, text);
	}
	buffer_free(&object);
	return text;
}

static bool
set_time(struct post *p, enum post_field field, const char *text)
{
	char written[CLOCK_TEXT];
	int64_t seconds;

	if (!clock_parse_loose(text, &seconds)) {
		buffer_clear(&p->odd_time);
		buffer_text(&p->odd_time, text);
		return false;
	}
	clock_print(seconds, written);
	post_replace(p, field, written, strlen(written));
	return true;
}

/* 12, -3.5, 4,5 */
static bool
set_number(struct post *p, enum post_field field, const char *text)
{
	char copy[NUMBER_MOST], *end;
	size_t length = strlen(text);

	if (length >= sizeof copy || strspn(text, "0123456789.,+-eE") != length)
		return false;
	strcpy(copy, text);
	char *comma = strchr(copy, ',');
	if (comma != NULL && strpbrk(comma + 1, ".,") == NULL && strchr(copy, '.') == NULL)
		*comma = '.';
	double number = strtod(copy, &end);
	if (*end != '\0' || end == copy || !isfinite(number) || fabs(number) > 1e15)
		return false;
	buffer_clear(&p->value[field]);
	json_real(&p->value[field], number);
	return true;
}

static bool
is_one_of(const char *text, const char *const *words)
{
	for (; *words != NULL; words++)
		if (strcasecmp(text, *words) == 0)
			return true;
	return false;
}

static bool
set_flag(struct post *p, enum post_field field, const char *text)
{
	static const char *const yes[] = {"true", "1", "yes", "ja", "waar", NULL};
	static const char *const no[] = {"false", "0", "no", "nee", "onwaar", NULL};

	buffer_clear(&p->value[field]);
	if (is_one_of(text, yes))
		buffer_text(&p->value[field], "true");
	return is_one_of(text, yes) || is_one_of(text, no);
}

void
post_add_tag(struct post *p, const char *text, size_t length)
{
	struct buffer *tags = &p->value[POST_TAGS];
	size_t before = tags->length;
	struct json tag = post_clean(p, text, length, true);

	for (; tag.length > 0 && *tag.at == '#'; tag.length--)
		tag.at++;
	if (tag.length == 0)
		return;
	json_item(tags);
	size_t from = tags->length;
	json_text(tags, tag.at, tag.length);
	if (before > 0 && memmem(tags->at, before, tags->at + from, tags->length - from) != NULL) {
		tags->length = before; /* it stands there already */
		tags->at[before] = '\0';
	}
}

/* Tags between , ; or | and, when they are written as #tags, between blanks. */
static void
split_tags(struct post *p, const char *text)
{
	const char *separators = *text == '#' ? ",;| \n\t" : ",;|";

	for (; *text != '\0'; text += *text != '\0') {
		size_t n = strcspn(text, separators);
		post_add_tag(p, text, n);
		text += n;
	}
}

/* The text is clean; false: it is none of the field's kind. */
static bool
set_clean(struct post *p, enum post_field field, struct json clean)
{
	char *text = mem_dup_n(clean.at, clean.length);
	bool ok = true;

	switch (post_shapes[field].form) {
	case POST_FORM_WORD:
	case POST_FORM_TEXT:
		post_replace(p, field, clean.at, clean.length);
		break;
	case POST_FORM_WAY:
		ok = strcmp(text, "in") == 0 || strcmp(text, "out") == 0;
		if (ok)
			post_replace(p, field, clean.at, clean.length);
		break;
	case POST_FORM_FLAG:
		ok = set_flag(p, field, text);
		break;
	case POST_FORM_TIME:
		ok = set_time(p, field, text);
		break;
	case POST_FORM_NUMBER:
		ok = set_number(p, field, text);
		break;
	case POST_FORM_LIST:
		split_tags(p, text);
		break;
	default:
		ok = false;
	}
	free(text);
	return ok;
}

void
post_set(struct post *p, enum post_field field, const char *text, size_t length)
{
	struct json clean = post_clean(p, text, length, post_shapes[field].form == POST_FORM_WORD);

	if (clean.length > 0 && !set_clean(p, field, clean))
		post_extra(p, post_shapes[field].member, text, length);
}

void
post_set_string(struct post *p, enum post_field field, const char *text)
{
	if (text != NULL)
		post_set(p, field, text, strlen(text));
}

static void
add_images(struct post *p, const char *html, size_t length, struct buffer *list)
{
	char *rest, *address;

	xml_html_images(list, html, length);
	for (rest = list->at; rest != NULL && (address = strsep(&rest, "\n")) != NULL;)
		if (*address != '\0')
			post_add_attachment(p, address, NULL, NULL, NULL);
}

void
post_set_html(struct post *p, enum post_field field, const char *html, size_t length)
{
	struct buffer text = {0};

	xml_html_text(&text, html, length, post_shapes[field].form == POST_FORM_TEXT);
	post_set(p, field, text.at, text.length);
	buffer_clear(&text);
	if (post_shapes[field].form == POST_FORM_TEXT)
		add_images(p, html, length, &text);
	buffer_free(&text);
}

static void
add_member(struct post *p, const char *name, const char *text)
{
	if (text == NULL || *text == '\0')
		return;
	struct json clean = post_clean(p, text, strlen(text), true);
	json_key(&p->value[POST_ATTACHMENTS], name);
	json_text(&p->value[POST_ATTACHMENTS], clean.at, clean.length);
}

void
post_add_attachment(
	struct post *p, const char *url, const char *type, const char *name, const char *sha256)
{
	json_item(&p->value[POST_ATTACHMENTS]);
	json_open(&p->value[POST_ATTACHMENTS], '{');
	add_member(p, "url", url);
	add_member(p, "type", type);
	add_member(p, "name", name);
	add_member(p, "sha256", sha256);
	json_close(&p->value[POST_ATTACHMENTS], '}');
}

void
post_keep_id(struct post *p)
{
	p->keeps_id = true;
}

void
post_prefer_id(struct post *p)
{
	p->prefers_id = true;
}

void
post_identify(struct post *p, const char *text)
{
	buffer_clear(&p->identity);
	buffer_text(&p->identity, text);
}

const char *
post_text(const struct post *p, enum post_field field)
{
	return p->value[field].length > 0 ? p->value[field].at : "";
}

bool
post_is_empty(const struct post *p)
{
	for (int f = 0; f < POST_FIELDS; f++)
		if (p->value[f].length > 0)
			return false;
	return p->extra.length == 0;
}

bool
post_was_repaired(const struct post *p)
{
	return p->repaired;
}

const char *
post_odd_time(const struct post *p)
{
	return p->odd_time.length > 0 ? p->odd_time.at : NULL;
}
