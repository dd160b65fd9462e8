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
	for (; at < end; at++) {
		unsigned char next = at + 1 < end ? (unsigned char)at[1] : 0;
		if (*at == '\r' && next == '\n')
			continue;
		if (*at == '\0') {
			buffer_text(out, "\xEF\xBF\xBD");
		} else if (*at == '\r' || *at == '\n') {
			buffer_char(out, one_line ? ' ' : '\n');
		} else if (*at == '\xC2' && next < 0xA0 && (meant = meant_by(next)) != NULL) {
			buffer_text(out, meant);
			at++;
		} else {
			buffer_char(out, *at);
		}
	}
}

struct json
post_clean(struct post *p, const char *text, size_t length, bool one_line)
{
	struct buffer *repaired = &p->scratch, *clean = &p->clean;

	buffer_clear(repaired);
	buffer_clear(clean);
	text_repair(repaired, text, length);
	if (repaired->length != length || (length > 0 && memcmp(repaired->at, text, length) != 0))
		p->repaired = true;
	settle(clean, repaired->at, repaired->length, one_line);
	if (clean->length > 0 && !text_is_composed(clean->at, clean->length)) {
		buffer_clear(repaired);
		text_compose(repaired, clean->at, clean->length);
		struct buffer composed = *repaired;
		*repaired = *clean;
		*clean = composed;
	}
	struct json span = {clean->at, clean->length};
	while (span.length > 0 && isspace((unsigned char)span.at[span.length - 1]))
		span.length--;
	for (; span.length > 0 && isspace((unsigned char)*span.at); span.length--)
		span.at++;
	return span;
}
