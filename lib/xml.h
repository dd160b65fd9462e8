/* XML documents and HTML text, for reading what strangers wrote: nothing outside the document is ever loaded, and entities
 * that a document declares are not expanded but for short plain ones. Wraps libxml2. */
#ifndef XML_H
#define XML_H

#include <stdbool.h>
#include <stddef.h>

struct buffer;
struct xml;
struct xml_node;

/* What is wrong with a document; of several things the last. */
struct xml_fault {
	char *reason; /* for the caller to free; NULL: nothing is */
	size_t line;
};

/* Reads a document as far as it can be read; the named characters of HTML (&eacute;) are known. encoding: what to take when
 * the document does not say; NULL: UTF-8, or Windows-1252 when it is none. NULL: there is no element in it. */
struct xml *xml_parse(
	const char *bytes, size_t length, const char *encoding, struct xml_fault *fault);
void xml_free(struct xml *xml);

/* Elements, borrowed from the document; NULL: none. */
const struct xml_node *xml_root(const struct xml *xml);
const struct xml_node *xml_child(const struct xml_node *node); /* the first element inside */
const struct xml_node *xml_next(const struct xml_node *node);  /* the next element beside */

const char *xml_name(const struct xml_node *node);  /* without prefix */
const char *xml_space(const struct xml_node *node); /* the namespace's address; "": none */
size_t xml_line(const struct xml_node *node);       /* from 1 */

/* Adds an attribute's value; false: it is not there. name "xml:lang" and the like are found by their last part. */
bool xml_attribute(const struct xml_node *node, const char *name, struct buffer *out);

/* Adds all text inside the element; markup inside counts as nothing. */
void xml_content(const struct xml_node *node, struct buffer *out);

/* Adds what is inside the element as HTML. */
void xml_markup(const struct xml_node *node, struct buffer *out);

/* Adds an address that stands in the element, made absolute by xml:base around it and then by base (NULL: none). */
void xml_resolve(
	const struct xml_node *node, const char *address, const char *base, struct buffer *out);

/* Adds HTML as plain text: paragraphs, line breaks, list items, quotations as "> ", and (with links) the address behind a
 * link where the text does not show it. Any bytes will do; what is no UTF-8 becomes U+FFFD. */
void xml_html_text(struct buffer *out, const char *html, size_t length, bool links);

/* Adds the addresses of the pictures in HTML that can be fetched, a line each; dots that only count readers, emoji
 * and the faces of authors are left out. */
void xml_html_images(struct buffer *out, const char *html, size_t length);

/* Holds a tag or a character reference. */
bool xml_is_html(const char *text, size_t length);

#endif
