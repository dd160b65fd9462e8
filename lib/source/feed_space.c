/* The namespaces of feeds, by the prefixes that are usual. */
#include <string.h>
#include <strings.h>

#include "source/feed_item.h"

/* Addresses as they begin: versions differ behind it. The first that fits counts. */
static const struct {
	const char *space, *prefix;
} known[] = {
	{"http://www.w3.org/2005/Atom", ""},
	{"http://purl.org/atom/ns#", ""},
	{"http://purl.org/rss/1.0/modules/content/", "content"},
	{"http://purl.org/rss/1.0/modules/slash/", "slash"},
	{"http://purl.org/rss/1.0/modules/", "?"},
	{"http://purl.org/rss/", ""},
	{"http://my.netscape.com/", ""},
	{"http://channel.netscape.com/", ""},
	{"http://backend.userland.com/", ""},
	{"http://blogs.law.harvard.edu/", ""},
	{"http://cyber.law.harvard.edu/rss", ""},
	{"http://purl.org/dc/elements/", "dc"},
	{"http://purl.org/dc/terms/", "dcterms"},
	{"http://www.w3.org/1999/xhtml", "xhtml"},
	{"http://search.yahoo.com/mrss", "media"},
	{"http://purl.org/syndication/thread/1.0", "thr"},
	{"http://www.itunes.com/dtds/podcast-1.0.dtd", "itunes"},
	{"http://itunes.apple.com/rss", "im"},
};

enum { KNOWN = sizeof known / sizeof *known };

/* A prefix that nobody declared means what it usually means. */
static const char *
usual_prefix(const char *name, size_t length)
{
	for (int i = 0; i < KNOWN; i++)
		if (strlen(known[i].prefix) == length &&
			strncmp(known[i].prefix, name, length) == 0)
			return known[i].prefix;
	return "?";
}

const char *
feed_prefix(const struct xml_node *node, const char **name)
{
	const char *space = xml_space(node), *colon = strchr(xml_name(node), ':');

	*name = colon != NULL ? colon + 1 : xml_name(node);
	if (*space == '\0' && colon == NULL)
		return "";
	if (*space == '\0')
		return usual_prefix(xml_name(node), (size_t)(colon - xml_name(node)));
	for (int i = 0; i < KNOWN; i++)
		if (strncasecmp(space, known[i].space, strlen(known[i].space)) == 0)
			return known[i].prefix;
	return "?";
}
