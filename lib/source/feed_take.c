/* One entry of a feed: what each element says. */
#include "source/feed_item.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "mem.h"
#include "mime.h"

/* An element has been read into text. */
typedef void take_function(struct item *item, const struct xml_node *node, const char *text);

static void
keep_first(struct item *item, enum item_part part, const char *text)
{
	if (item->part[part].length == 0)
		buffer_text(&item->part[part], text);
}

static bool
attribute_is(const struct xml_node *node, const char *name, const char *wanted)
{
	struct buffer value = {0};
	bool is = xml_attribute(node, name, &value) && value.length > 0 &&
		  strcasecmp(value.at, wanted) == 0;

	buffer_free(&value);
	return is;
}

static void
set_attribute(
	struct item *item, enum post_field field, const struct xml_node *node, const char *name)
{
	struct buffer value = {0};

	if (xml_attribute(node, name, &value))
		post_set_string(item->source->post, field, value.at);
	buffer_free(&value);
}

/* The text of title, summary or content: by Atom's type and mode, or by its looks. true: it is HTML. */
static bool
read_text(const struct xml_node *node, struct buffer *out)
{
	struct buffer type = {0}, raw = {0};
	const char *as = xml_attribute(node, "type", &type) && type.length > 0 ? type.at : "";
	bool plain = strcasecmp(as, "text") == 0 || strcasecmp(as, "text/plain") == 0;
	bool html = strcasestr(as, "html") != NULL;

	if (attribute_is(node, "mode", "base64") || strcasestr(as, "octet-stream") != NULL) {
		xml_content(node, &raw);
		mime_base64(out, raw.at, raw.length);
		html = html || (!plain && out->length > 0 && xml_is_html(out->at, out->length));
	} else if (strcasestr(as, "xhtml") != NULL || (xml_child(node) != NULL && !plain)) {
		xml_markup(node, out);
		html = true;
	} else {
		xml_content(node, out);
		html = html || (!plain && out->length > 0 && xml_is_html(out->at, out->length));
	}
	buffer_free(&type);
	buffer_free(&raw);
	return html;
}

static void
take_title(struct item *item, const struct xml_node *node, const char *text)
{
	struct buffer title = {0};
	bool html = read_text(node, &title);

	(void)text;
	if (html)
		post_set_html(item->source->post, POST_TITLE, title.at, title.length);
	else
		post_set(item->source->post, POST_TITLE, title.at, title.length);
	buffer_free(&title);
}

static void
take_other_title(struct item *item, const struct xml_node *node, const char *text)
{
	if (*post_text(item->source->post, POST_TITLE) == '\0')
		take_title(item, node, text);
}

static void
take_summary(struct item *item, const struct xml_node *node, const char *text)
{
	if (item->part[ITEM_SUMMARY].length == 0 && *text != '\0')
		item->summary_html = read_text(node, &item->part[ITEM_SUMMARY]);
}

static void
take_content(struct item *item, const struct xml_node *node, const char *text)
{
	struct buffer address = {0};

	if (xml_attribute(node, "src", &address) && address.length > 0)
		keep_first(item, ITEM_OTHER_LINK, address.at);
	else if (item->part[ITEM_CONTENT].length == 0 && *text != '\0')
		item->content_html = read_text(node, &item->part[ITEM_CONTENT]);
	buffer_free(&address);
}

static void
add_enclosure(struct item *item, const struct xml_node *node, const char *address)
{
	struct buffer type = {0}, whole = {0};

	xml_attribute(node, "type", &type);
	xml_resolve(node, address, item->base, &whole);
	post_add_attachment(item->source->post, whole.at, type.at, NULL, NULL);
	buffer_free(&type);
	buffer_free(&whole);
}

static void
take_enclosure(struct item *item, const struct xml_node *node, const char *text)
{
	struct buffer address = {0};

	(void)text;
	if (xml_attribute(node, "url", &address) && address.length > 0)
		add_enclosure(item, node, address.at);
	buffer_free(&address);
}

/* RSS has the address as text, Atom as href with what it is for. */
static void
take_link(struct item *item, const struct xml_node *node, const char *text)
{
	struct buffer address = {0}, whole = {0}, rel = {0};
	bool atom = xml_attribute(node, "href", &address);

	xml_attribute(node, "rel", &rel);
	bool alternate = rel.length == 0 || strcmp(rel.at, "alternate") == 0;
	if (!atom)
		buffer_text(&address, text);
	if (address.length > 0 && atom && rel.length > 0 && strcmp(rel.at, "enclosure") == 0) {
		add_enclosure(item, node, address.at);
	} else if (address.length > 0) {
		xml_resolve(node, address.at, item->base, &whole);
		keep_first(item, alternate ? ITEM_LINK : ITEM_OTHER_LINK, whole.at);
	}
	buffer_free(&address);
	buffer_free(&whole);
	buffer_free(&rel);
}

static void
take_guid(struct item *item, const struct xml_node *node, const char *text)
{
	keep_first(item, ITEM_GUID, text);
	if (strcmp(xml_name(node), "guid") == 0 && !attribute_is(node, "isPermaLink", "false") &&
		strncasecmp(text, "http", 4) == 0)
		keep_first(item, ITEM_OTHER_LINK, text);
}

static void
take_created(struct item *item, const struct xml_node *node, const char *text)
{
	(void)node;
	keep_first(item, ITEM_CREATED, text);
}

static void
take_other_created(struct item *item, const struct xml_node *node, const char *text)
{
	(void)node;
	keep_first(item, ITEM_OTHER_CREATED, text);
}

static void
take_updated(struct item *item, const struct xml_node *node, const char *text)
{
	(void)node;
	keep_first(item, ITEM_UPDATED, text);
}

/* "j.doe@x.example (Jane Doe)", "Jane Doe (j.doe@x.example)", "Jane Doe <j.doe@x.example>", or one of both */
static void
set_person(struct post *post, const char *text)
{
	size_t outside = strcspn(text, "(<"), inside = 0;
	const char *in = text + outside;

	if (*in != '\0')
		inside = strcspn(++in, ")>");
	bool mail_inside = memchr(in, '@', inside) != NULL;
	bool mail_outside = !mail_inside && memchr(text, '@', outside) != NULL &&
			    strcspn(text, " ") + 1 >= outside;
	if (!mail_inside && !mail_outside) {
		post_set_string(post, POST_AUTHOR_NAME, text);
		return;
	}
	post_set(post, mail_outside ? POST_AUTHOR_HANDLE : POST_AUTHOR_NAME, text, outside);
	post_set(post, mail_outside ? POST_AUTHOR_NAME : POST_AUTHOR_HANDLE, in, inside);
}

static void
set_child(struct item *item, enum post_field field, const struct xml_node *child)
{
	struct buffer text = {0};

	xml_content(child, &text);
	post_set(item->source->post, field, text.at, text.length);
	buffer_free(&text);
}

static void
take_author(struct item *item, const struct xml_node *node, const char *text)
{
	struct post *post = item->source->post;

	if (*post_text(post, POST_AUTHOR_NAME) != '\0' ||
		*post_text(post, POST_AUTHOR_HANDLE) != '\0')
		return;
	if (xml_child(node) == NULL)
		set_person(post, text);
	for (node = xml_child(node); node != NULL; node = xml_next(node)) {
		if (strcmp(xml_name(node), "name") == 0)
			set_child(item, POST_AUTHOR_NAME, node);
		else if (strcmp(xml_name(node), "email") == 0)
			set_child(item, POST_AUTHOR_HANDLE, node);
		else if (strcmp(xml_name(node), "uri") == 0 || strcmp(xml_name(node), "url") == 0)
			set_child(item, POST_AUTHOR_URL, node);
	}
}

static void
take_category(struct item *item, const struct xml_node *node, const char *text)
{
	struct buffer term = {0};

	if (!xml_attribute(node, "label", &term) && !xml_attribute(node, "term", &term))
		buffer_text(&term, text);
	if (term.length > 0)
		post_add_tag(item->source->post, term.at, term.length);
	buffer_free(&term);
}

static void
take_replies(struct item *item, const struct xml_node *node, const char *text)
{
	(void)node;
	post_set_string(item->source->post, POST_REPLIES, text);
}

static void
take_parent(struct item *item, const struct xml_node *node, const char *text)
{
	(void)text;
	set_attribute(item, POST_IN_REPLY_TO, node, "ref");
}

static void
take_language(struct item *item, const struct xml_node *node, const char *text)
{
	(void)node;
	post_set_string(item->source->post, POST_LANGUAGE, text);
}

static void
take_rating(struct item *item, const struct xml_node *node, const char *text)
{
	(void)node;
	post_set_string(item->source->post, POST_RATING_VALUE, text);
}

/* Media RSS wraps what belongs to one film or picture. */
static void
take_group(struct item *item, const struct xml_node *node, const char *text)
{
	(void)text;
	for (node = xml_child(node); node != NULL; node = xml_next(node)) {
		const char *name, *prefix = feed_prefix(node, &name);
		if (strcmp(prefix, "media") == 0 && strcmp(name, "group") != 0)
			item_take(item, node);
	}
}

static const struct rule {
	const char *prefix, *name;
	take_function *take;
} rules[] = {
	{"", "title", take_title},
	{"", "link", take_link},
	{"", "guid", take_guid},
	{"", "id", take_guid},
	{"", "description", take_summary},
	{"", "summary", take_summary},
	{"itunes", "summary", take_summary},
	{"dc", "description", take_summary},
	{"media", "description", take_summary},
	{"media", "title", take_other_title},
	{"dc", "title", take_other_title},
	{"media", "group", take_group},
	{"", "content", take_content},
	{"content", "encoded", take_content},
	{"xhtml", "body", take_content},
	{"", "body", take_content},
	{"", "fullitem", take_content},
	{"", "pubDate", take_created},
	{"", "published", take_created},
	{"", "issued", take_created},
	{"", "created", take_other_created},
	{"dc", "date", take_other_created},
	{"dcterms", "issued", take_other_created},
	{"dcterms", "created", take_other_created},
	{"", "updated", take_updated},
	{"", "modified", take_updated},
	{"dcterms", "modified", take_updated},
	{"dc", "creator", take_author},
	{"", "author", take_author},
	{"dc", "author", take_author},
	{"itunes", "author", take_author},
	{"", "category", take_category},
	{"dc", "subject", take_category},
	{"", "enclosure", take_enclosure},
	{"media", "content", take_enclosure},
	{"slash", "comments", take_replies},
	{"thr", "total", take_replies},
	{"thr", "in-reply-to", take_parent},
	{"dc", "language", take_language},
	{"im", "rating", take_rating},
	{"", "rating", take_rating},
};

static char *
trimmed_text(const struct xml_node *node)
{
	struct buffer text = {0};

	xml_content(node, &text);
	while (text.length > 0 && isspace((unsigned char)text.at[text.length - 1]))
		text.length--;
	size_t blanks = 0;
	while (blanks < text.length && isspace((unsigned char)text.at[blanks]))
		blanks++;
	char *copy = mem_dup_n(text.length > 0 ? text.at + blanks : "", text.length - blanks);
	buffer_free(&text);
	return copy;
}

void
item_take(struct item *item, const struct xml_node *node)
{
	const char *name, *prefix = feed_prefix(node, &name);
	char *text = trimmed_text(node);
	size_t i = 0, count = sizeof rules / sizeof *rules;

	while (i < count &&
		(strcmp(rules[i].prefix, prefix) != 0 || strcmp(rules[i].name, name) != 0))
		i++;
	if (i < count)
		rules[i].take(item, node, text);
	else if (*text != '\0' && xml_child(node) == NULL)
		post_extra(item->source->post, name, text, strlen(text));
	free(text);
}
