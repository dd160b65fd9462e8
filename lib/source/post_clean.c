/* One post: text as sources have it, made text as records have it. */
#include <ctype.h>
#include <string.h>

#include "source/post_data.h"
#include "text.h"

/* C1 controls in a text are bytes of Windows-1252 that somebody took for Latin-1. NULL: not used there either. */
static const char *
meant_by(unsigned char c1)
{
	static const char *const meant[32] = {"€", NULL, "‚", "ƒ", "„", "…", "†", "‡", "ˆ", "‰",
		"Š", "‹", "Œ", NULL, "Ž", NULL, NULL, "‘", "’", "“", "”", "•", "–", "—", "˜", "™",
		"š", "›", "œ", NULL, "ž", "Ÿ"};

	return meant[c1 - 0x80];
}

/* One newline for each end of a line, no NUL, no C1 controls. */
static void
settle(struct buffer *out, const char *at, size_t length, bool one_line)
{
	const char *end = at + length, *meant;

	buffer_need(out, length);
	while (at < end) {
		const char *from = at;
		while (at < end && *at != '\0' && *at != '\r' && *at != '\n' && *at != '\xC2')
			at++;
		buffer_add(out, from, (size_t)(at - from));
		if (at == end)
			return;
		unsigned char next = at + 1 < end ? (unsigned char)at[1] : 0;
		if (*at == '\0') {
			buffer_text(out, "\xEF\xBF\xBD");
		} else if (*at == '\xC2') {
			meant = next < 0xA0 ? meant_by(next) : NULL;
			buffer_add(
				out, meant != NULL ? meant : at, meant != NULL ? strlen(meant) : 2);
			at++;
		} else if (*at == '\n' || next != '\n') {
			buffer_char(out, one_line ? ' ' : '\n');
		}
		at++;
	}
}

struct json
post_clean(struct post *p, const char *text, size_t length, bool one_line)
{
	struct buffer *spare = &p->scratch, *clean = &p->clean;

	if (length == 0)
		return (struct json){"", 0};
	buffer_clear(spare);
	buffer_clear(clean);
	if (!text_is_valid(text, length)) {
		text_repair(spare, text, length);
		text = spare->at;
		length = spare->length;
		p->repaired = true;
	}
	settle(clean, text, length, one_line);
	if (clean->length > 0 && !text_is_composed(clean->at, clean->length)) {
		buffer_clear(spare);
		text_compose(spare, clean->at, clean->length);
		struct buffer composed = *spare;
		*spare = *clean;
		*clean = composed;
	}
	struct json span = {clean->at, clean->length};
	while (span.length > 0 && isspace((unsigned char)span.at[span.length - 1]))
		span.length--;
	for (; span.length > 0 && isspace((unsigned char)*span.at); span.length--)
		span.at++;
	return span;
}
