/* Mail messages: the text that the writer wrote now, without what it answers and without the signature. */
#include "mime.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "buffer.h"
#include "mem.h"

enum { ATTRIBUTION_LINES = 4, HEADER_LINES = 5, SIGNATURE_LINES = 8 };

struct line {
	const char *at;
	size_t length; /* without white space at the end */
};

struct lines {
	struct line *at;
	size_t count, room;
};

static void
split(struct lines *lines, const char *text, size_t length)
{
	const char *end = text + length;

	while (text < end) {
		const char *newline = memchr(text, '\n', (size_t)(end - text));
		const char *stop = newline != NULL ? newline : end, *trimmed = stop;
		while (trimmed > text && isspace((unsigned char)trimmed[-1]))
			trimmed--;
		lines->at = mem_grow(lines->at, lines->count, &lines->room, sizeof *lines->at);
		lines->at[lines->count++] = (struct line){text, (size_t)(trimmed - text)};
		text = newline != NULL ? newline + 1 : end;
	}
}

static bool
starts_with(struct line line, const char *word)
{
	size_t n = strlen(word);

	return line.length >= n && strncasecmp(line.at, word, n) == 0;
}

static bool
starts_with_one_of(struct line line, const char *const *words)
{
	for (; *words != NULL; words++)
		if (starts_with(line, *words))
			return true;
	return false;
}

static bool
holds(struct line line, const char *word)
{
	return memmem(line.at, line.length, word, strlen(word)) != NULL;
}

static bool
is_quoted(struct line line)
{
	return line.length > 0 && *line.at == '>';
}

/* The first line from i on that is not empty; count: none. */
static size_t
next_filled(const struct lines *lines, size_t i)
{
	while (i < lines->count && lines->at[i].length == 0)
		i++;
	return i;
}

static bool
says_wrote(struct line text)
{
	static const char *const words[] = {
		" schreef", " wrote", " geschreven", " schrieb", " a écrit", " escribió", NULL};

	for (const char *const *word = words; *word != NULL; word++)
		if (holds(text, *word))
			return text.at[text.length - 1] == ':';
	return false;
}

/* "Op 9 maart schreef N <n@x.example>:" from line i on, perhaps folded: the number of lines, else 0. It counts only with
 * a quotation behind it, or with an address: people write such lines themselves ("Op 3 maart schreef ik u:"). */
static size_t
attribution(const struct lines *lines, size_t i)
{
	static const char *const starts[] = {"Op ", "On ", "Am ", "Le ", "El ", "Il ", NULL};
	struct line all = lines->at[i];

	for (size_t n = 1; n <= ATTRIBUTION_LINES && i + n <= lines->count; n++) {
		struct line last = lines->at[i + n - 1];
		if (last.length == 0 || is_quoted(last))
			return 0;
		all.length = (size_t)(last.at + last.length - all.at);
		if (!says_wrote(all))
			continue;
		size_t next = next_filled(lines, i + n);
		bool quotes = next < lines->count && is_quoted(lines->at[next]);
		bool address = holds(all, "@");
		return (quotes && (n == 1 || starts_with_one_of(all, starts))) ||
				       (address && starts_with_one_of(all, starts))
			       ? n
			       : 0;
	}
	return 0;
}

/* The headers of the answered message as Outlook puts them above it. */
static bool
is_header_block(const struct lines *lines, size_t i)
{
	static const char *const from[] = {
		"Van:", "From:", "Von:", "De :", "De:", "*Van:*", "*From:*", NULL};
	static const char *const others[] = {"Verzonden:", "Sent:", "Datum:", "Date:", "Gesendet:",
		"Envoyé", "Aan:", "To:", "An:", "Onderwerp:", "Subject:", "Betreff:", "Objet",
		"*Verzonden:*", "*Aan:*", "*Onderwerp:*", "*Sent:*", "*To:*", "*Subject:*", NULL};
	int found = 0;

	if (!starts_with_one_of(lines->at[i], from))
		return false;
	for (size_t n = 1; n <= HEADER_LINES && i + n < lines->count; n++)
		found += starts_with_one_of(lines->at[i + n], others);
	return found >= 2;
}

static bool
is_divider(struct line line)
{
	return starts_with(line, "-----Original Message-----") ||
	       starts_with(line, "-----Oorspronkelijk bericht-----") ||
	       starts_with(line, "-------- Oorspronkelijk bericht --------") ||
	       starts_with(line, "-------- Original message --------");
}

static bool
is_rule(struct line line)
{
	return line.length >= 5 && strspn(line.at, "_-") >= line.length;
}

/* What follows was passed on: it is the matter itself. */
static bool
is_forward(struct line line)
{
	static const char *const starts[] = {"Begin doorgestuurd bericht",
		"Begin forwarded message", "---------- Forwarded message",
		"-------- Forwarded Message", "-------- Doorgestuurd bericht",
		"---------- Doorgestuurd bericht", NULL};

	return starts_with_one_of(line, starts);
}

static bool
is_signature(const struct lines *lines, size_t i)
{
	struct line line = lines->at[i];

	if (line.length != 2 || memcmp(line.at, "--", 2) != 0)
		return false;
	return line.at[2] == ' ' || lines->count - i <= SIGNATURE_LINES;
}

static bool
is_device_advert(struct line line)
{
	static const char *const starts[] = {"Verzonden vanaf mijn ", "Verstuurd vanaf mijn ",
		"Sent from my ", "Get Outlook for ", "Outlook voor ", "Von meinem ", NULL};

	return line.length < 80 && starts_with_one_of(line, starts);
}

/* The line behind a quotation that is dropped, or i: one quoted line by itself may be "> 3 weken wachten". */
static size_t
skip_quotation(const struct lines *lines, size_t i, bool announced)
{
	size_t n = i;

	while (n < lines->count && is_quoted(lines->at[n]))
		n++;
	return announced || n - i > 1 ? n : i;
}

static void
keep(struct buffer *out, struct line line, size_t start)
{
	bool blank_before = out->length >= start + 2 && out->at[out->length - 1] == '\n' &&
			    out->at[out->length - 2] == '\n';

	if (line.length == 0 && (out->length == start || blank_before))
		return;
	buffer_add(out, line.at, line.length);
	buffer_char(out, '\n');
}

static bool
ends_own_text(const struct lines *lines, size_t i)
{
	struct line line = lines->at[i];
	size_t next = next_filled(lines, i + 1);

	if (is_signature(lines, i) || is_divider(line) || is_header_block(lines, i))
		return true;
	return is_rule(line) && next < lines->count && is_header_block(lines, next);
}

static void
keep_own(struct buffer *out, const struct lines *lines)
{
	size_t start = out->length;
	bool announced = false, forwarded = false;

	for (size_t i = 0; i < lines->count;) {
		forwarded |= is_forward(lines->at[i]);
		size_t n = forwarded ? 0 : attribution(lines, i);
		if (n > 0) {
			announced = true;
			i = next_filled(lines, i + n);
			if (i < lines->count && !is_quoted(lines->at[i]))
				return; /* the answered message stands unmarked below */
			continue;
		}
		if (!forwarded && ends_own_text(lines, i))
			return;
		size_t behind = forwarded ? i : skip_quotation(lines, i, announced);
		if (behind == i) {
			if (!is_device_advert(lines->at[i]))
				keep(out, lines->at[i], start);
			behind++;
		}
		i = behind;
	}
}

void
mime_cut_reply(struct buffer *out, const char *text, size_t length)
{
	struct lines lines = {0};
	size_t start = out->length;

	split(&lines, text, length);
	keep_own(out, &lines);
	if (out->length == start)
		buffer_add(out, text, length);
	free(lines.at);
}
