/* XML documents, read with libxml2 as strangers' input. */
#include "xml.h"

#include <ctype.h>
#include <err.h>
#include <libxml/HTMLparser.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/tree.h>
#include <libxml/uri.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "mem.h"
#include "status.h"
#include "text.h"

enum {
	OPTIONS = XML_PARSE_NONET | XML_PARSE_RECOVER | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
		  XML_PARSE_BIG_LINES,
	ENTITY_MOST = 64 /* bytes of a declared entity that is shown */
};

struct xml {
	xmlDocPtr doc;
};

/* Called for every file, address or entity that a document wants to have loaded: nothing is. */
static xmlParserInputPtr
refuse_outside(const char *address, const char *id, xmlParserCtxtPtr context)
{
	(void)address;
	(void)id;
	(void)context;
	return NULL;
}

/* Feeds use HTML's named characters without declaring them: declare one when it is met. */
static xmlEntityPtr
find_entity(void *data, const xmlChar *name)
{
	xmlParserCtxtPtr context = data;
	xmlEntityPtr entity = xmlSAX2GetEntity(context, name);
	const htmlEntityDesc *html = entity == NULL ? htmlEntityLookup(name) : NULL;
	xmlChar text[8];

	if (html == NULL || context->myDoc == NULL)
		return entity;
	if (context->myDoc->intSubset == NULL)
		xmlCreateIntSubset(context->myDoc, BAD_CAST "feed", NULL, NULL);
	int n = xmlCopyChar(0, text, (int)html->value);
	text[n] = '\0';
	return xmlAddDocEntity(context->myDoc, name, XML_INTERNAL_GENERAL_ENTITY, NULL, NULL, text);
}

static void
describe_error(const xmlError *error, struct xml_fault *fault)
{
	const char *text = error->message != NULL ? error->message : "not well-formed";

	fault->reason = mem_dup_n(text, strcspn(text, "\n"));
	fault->line = error->line > 0 ? (size_t)error->line : 1;
}

static xmlParserCtxtPtr
new_context(void)
{
	xmlSetExternalEntityLoader(refuse_outside);
	xmlParserCtxtPtr context = xmlNewParserCtxt();
	if (context == NULL)
		errx(STATUS_SYSTEM, "memory");
	context->sax->getEntity = find_entity;
	return context;
}

/* Says <?xml ... encoding= itself, or starts with a mark of its encoding. */
static bool
declares_encoding(const char *bytes, size_t length)
{
	size_t head = length < 200 ? length : 200;

	if (length >= 2 &&
		((unsigned char)bytes[0] >= 0xEF || bytes[0] == '\0' || bytes[1] == '\0'))
		return true;
	const char *end = memmem(bytes, head, "?>", 2);
	return end != NULL && memmem(bytes, (size_t)(end - bytes), "encoding", 8) != NULL;
}

static xmlDocPtr
read_document(const char *bytes, size_t length, const char *encoding, struct xml_fault *fault)
{
	xmlParserCtxtPtr context = new_context();
	xmlDocPtr doc = length > INT_MAX ? NULL
					 : xmlCtxtReadMemory(context, bytes, (int)length, NULL,
						   encoding, OPTIONS);

	*fault = (struct xml_fault){0};
	if (!context->wellFormed)
		describe_error(&context->lastError, fault);
	xmlFreeParserCtxt(context);
	return doc;
}

/* Begins a reference to a character: "&eacute;", "&#233;" */
static bool
is_reference(const char *at, const char *end)
{
	const char *p = at + 1 + (at + 1 < end && at[1] == '#');

	while (p < end && isalnum((unsigned char)*p))
		p++;
	return p < end && *p == ';' && p > at + 1;
}

/* Adds the document with &amp; for each & that nobody wrote as one: the commonest fault of feeds. */
static void
mend_ampersands(struct buffer *out, const char *at, size_t length)
{
	const char *end = at + length;

	while (at < end) {
		const char *from = at, *cdata = NULL;
		while (at < end && *at != '&' && *at != '<')
			at++;
		if (end - at > 9 && memcmp(at, "<![CDATA[", 9) == 0)
			cdata = memmem(at, (size_t)(end - at), "]]>", 3);
		bool bare = at < end && *at == '&' && !is_reference(at, end);
		at = cdata != NULL ? cdata : at < end ? at + 1 : end;
		buffer_add(out, from, (size_t)(at - from));
		if (bare)
			buffer_text(out, "amp;");
	}
}

/* Reads it, and again with its ampersands mended where that was amiss. */
static xmlDocPtr
read_mended(const char *bytes, size_t length, const char *encoding, struct xml_fault *fault)
{
	xmlDocPtr doc = read_document(bytes, length, encoding, fault);
	struct buffer mended = {0};

	if (fault->reason == NULL)
		return doc;
	mend_ampersands(&mended, bytes, length);
	if (mended.length > length) {
		xmlFreeDoc(doc);
		free(fault->reason);
		doc = read_document(mended.at, mended.length, encoding, fault);
	}
	buffer_free(&mended);
	return doc;
}

struct xml *
xml_parse(const char *bytes, size_t length, const char *encoding, struct xml_fault *fault)
{
	for (; length > 0 && isspace((unsigned char)*bytes); bytes++)
		length--;
	if (declares_encoding(bytes, length))
		encoding = NULL;
	else if (encoding == NULL && !text_is_valid(bytes, length))
		encoding = "windows-1252";
	xmlDocPtr doc = read_mended(bytes, length, encoding, fault);
	if (doc == NULL || xmlDocGetRootElement(doc) == NULL) {
		xmlFreeDoc(doc);
		return NULL;
	}
	struct xml *xml = mem_new(1, sizeof *xml);
	xml->doc = doc;
	return xml;
}

void
xml_free(struct xml *xml)
{
	if (xml == NULL)
		return;
	xmlFreeDoc(xml->doc);
	free(xml);
}

static const xmlNode *
inner(const struct xml_node *node)
{
	return (const xmlNode *)node;
}

static const struct xml_node *
first_element(const xmlNode *at)
{
	while (at != NULL && at->type != XML_ELEMENT_NODE)
		at = at->next;
	return (const struct xml_node *)at;
}

const struct xml_node *
xml_root(const struct xml *xml)
{
	return (const struct xml_node *)xmlDocGetRootElement(xml->doc);
}

const struct xml_node *
xml_child(const struct xml_node *node)
{
	return first_element(inner(node)->children);
}

const struct xml_node *
xml_next(const struct xml_node *node)
{
	return first_element(inner(node)->next);
}

const char *
xml_name(const struct xml_node *node)
{
	return (const char *)inner(node)->name;
}

const char *
xml_space(const struct xml_node *node)
{
	const xmlNs *ns = inner(node)->ns;

	return ns != NULL && ns->href != NULL ? (const char *)ns->href : "";
}

size_t
xml_line(const struct xml_node *node)
{
	long line = xmlGetLineNo(inner(node));

	return line > 0 ? (size_t)line : 0;
}

/* A reference in a text: one of HTML's characters, or a short plain text of the document's own. */
static void
add_reference(const xmlNode *node, struct buffer *out)
{
	const xmlEntity *entity = xmlGetDocEntity(node->doc, node->name);
	const char *text = entity != NULL ? (const char *)entity->content : NULL;
	bool inside = entity != NULL && (entity->etype == XML_INTERNAL_GENERAL_ENTITY ||
						entity->etype == XML_INTERNAL_PREDEFINED_ENTITY);

	if (inside && text != NULL && strlen(text) <= ENTITY_MOST && strpbrk(text, "<&") == NULL)
		buffer_text(out, text);
	else
		buffer_text(out, "\xEF\xBF\xBD");
}

static bool
is_text(const xmlNode *node)
{
	return node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE;
}

bool
xml_attribute(const struct xml_node *node, const char *name, struct buffer *out)
{
	const char *colon = strchr(name, ':');

	if (colon != NULL)
		name = colon + 1;
	for (const xmlAttr *a = inner(node)->properties; a != NULL; a = a->next) {
		if (strcmp((const char *)a->name, name) != 0 || (a->ns != NULL) != (colon != NULL))
			continue;
		for (const xmlNode *at = a->children; at != NULL; at = at->next)
			if (is_text(at) && at->content != NULL)
				buffer_text(out, (const char *)at->content);
			else if (at->type == XML_ENTITY_REF_NODE)
				add_reference(at, out);
		return true;
	}
	return false;
}

void
xml_content(const struct xml_node *node, struct buffer *out)
{
	for (const xmlNode *at = inner(node)->children; at != NULL; at = at->next) {
		if (is_text(at) && at->content != NULL)
			buffer_text(out, (const char *)at->content);
		else if (at->type == XML_ENTITY_REF_NODE)
			add_reference(at, out);
		else if (at->type == XML_ELEMENT_NODE) /* libxml2 nests at most 256 deep */
			xml_content((const struct xml_node *)at, out);
	}
}

static void
add_escaped(struct buffer *out, const char *text)
{
	for (; *text != '\0'; text++) {
		if (*text == '<')
			buffer_text(out, "&lt;");
		else if (*text == '&')
			buffer_text(out, "&amp;");
		else if (*text == '"')
			buffer_text(out, "&quot;");
		else
			buffer_char(out, *text);
	}
}

static bool
has_no_end(const char *name)
{
	static const char *const names[] = {"br", "img", "hr", "input", "wbr", "col", "area"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

static void
add_element(struct buffer *out, const xmlNode *node)
{
	buffer_format(out, "<%s", (const char *)node->name);
	for (const xmlAttr *a = node->properties; a != NULL; a = a->next) {
		if (a->children == NULL || a->children->content == NULL)
			continue;
		buffer_format(out, " %s=\"", (const char *)a->name);
		add_escaped(out, (const char *)a->children->content);
		buffer_char(out, '"');
	}
	buffer_char(out, '>');
	if (node->children == NULL && has_no_end((const char *)node->name))
		return;
	xml_markup((const struct xml_node *)node, out);
	buffer_format(out, "</%s>", (const char *)node->name);
}

void
xml_markup(const struct xml_node *node, struct buffer *out)
{
	struct buffer reference = {0};

	for (const xmlNode *at = inner(node)->children; at != NULL; at = at->next) {
		if (is_text(at) && at->content != NULL) {
			add_escaped(out, (const char *)at->content);
		} else if (at->type == XML_ENTITY_REF_NODE) {
			buffer_clear(&reference);
			add_reference(at, &reference);
			add_escaped(out, reference.at);
		} else if (at->type == XML_ELEMENT_NODE) {
			add_element(out, at);
		}
	}
	buffer_free(&reference);
}

void
xml_resolve(const struct xml_node *node, const char *address, const char *base, struct buffer *out)
{
	const xmlNode *at = inner(node);
	xmlChar *nearest = xmlNodeGetBase(at->doc, (xmlNode *)at), *whole = NULL, *result;

	if (nearest != NULL && base != NULL)
		whole = xmlBuildURI(nearest, BAD_CAST base);
	const xmlChar *from = whole != NULL ? whole : nearest != NULL ? nearest : BAD_CAST base;
	result = from != NULL ? xmlBuildURI(BAD_CAST address, from) : NULL;
	buffer_text(out, result != NULL ? (const char *)result : address);
	xmlFree(nearest);
	xmlFree(whole);
	xmlFree(result);
}
