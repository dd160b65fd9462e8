/* Patterns made at random from a small grammar, each with texts made to match it. The same seed gives the same ones. */
#ifndef GRAMMAR_H
#define GRAMMAR_H

#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "buffer.h"

/* shape decides what the pattern is, chance which of its texts is made; so one shape gives many texts. */
struct grammar {
	uint64_t shape, chance;
	struct buffer *pattern, *text; /* NULL: not wanted */
	bool odd;                      /* with the Kelvin sign and the long s */
	int names;
};

static inline unsigned
grammar_pick(uint64_t *state, unsigned many)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(*state >> 33) % many;
}

static inline void
grammar_pattern(struct grammar *g, const char *source)
{
	if (g->pattern != NULL)
		buffer_text(g->pattern, source);
}

static inline void
grammar_text(struct grammar *g, const char *text)
{
	for (; g->text != NULL && *text != '\0'; text++) {
		if (g->odd && (*text == 'k' || *text == 's') && grammar_pick(&g->chance, 2) == 0)
			buffer_text(g->text, *text == 'k' ? "\u212A" : "\u017F");
		else if (grammar_pick(&g->chance, 4) == 0)
			buffer_char(g->text, (char)toupper((unsigned char)*text));
		else
			buffer_char(g->text, *text);
	}
}

static inline void
grammar_both(struct grammar *g, const char *plain)
{
	grammar_pattern(g, plain);
	grammar_text(g, plain);
}

static inline void
grammar_word(struct grammar *g)
{
	static const char *const words[] = {"kas", "klok", "sik", "aas", "skiks", "a", "ki", "bak",
		"kassakoskabaksakkasikkaksakas", "ab"};

	grammar_both(g, words[grammar_pick(&g->shape, sizeof words / sizeof *words)]);
}

/* One character of the text, written in many ways; the first column is the pattern, the second what it matches. */
static inline void
grammar_character(struct grammar *g)
{
	static const char *const ways[][2] = {{"[abc]", "b"}, {"[^x]", "k"}, {"[]a]", "]"},
		{"[^]x]", "s"}, {"[[:alpha:]k]", "s"}, {"[a\\]b]", "]"}, {"[[:x]", ":"},
		{"[[:^digit:]]", "a"}, {".", "i"}, {"\\s", " "}, {"\\w", "k"}, {"\\d", "7"},
		{"\\.", "."}, {"\\-", "-"}, {"\\x6b", "k"}, {"\\Qka\\E", "ka"},
		{"[\\Qa]k\\E]", "]"}, {"\u00E9", "\u00C9"}, {"\\p{L}", "a"}, {"\\W", "-"},
		{"\\R", "\n"}, {"\\h", " "}, {"\\{", "{"}, {"{", "{"}, {"}", "}"}, {"]", "]"},
		{"\\N", "s"}, {"\\t", "\t"}, {"-", "-"}, {" ", " "}, {"#", "#"}};
	const char *const *way = ways[grammar_pick(&g->shape, sizeof ways / sizeof *ways)];

	grammar_pattern(g, way[0]);
	grammar_text(g, way[1]);
}

/* What takes no room in the text. */
static inline void
grammar_place(struct grammar *g)
{
	static const char *const places[] = {"\\b", "\\b", "\\b", "^", "$", "\\A", "(?!zzz)",
		"(?<!zz|y)", "(?#a) note)", "(?i)", "(?=.?)", "(?<=.|^)", "\\B", "()"};

	if (grammar_pick(&g->shape, 6) == 0)
		grammar_both(g, " ");
	grammar_pattern(g, places[grammar_pick(&g->shape, sizeof places / sizeof *places)]);
}

static inline void grammar_choice(struct grammar *g, int depth);

/* (?=S)S and S(?<=S), so that the text can match. */
static inline void
grammar_around(struct grammar *g)
{
	uint64_t before = g->shape;
	struct buffer *text = g->text;
	bool ahead = grammar_pick(&before, 2) == 0;

	for (int i = 0; i < 2; i++) {
		bool look = ahead == (i == 0);
		g->shape = before;
		g->text = look ? NULL : text;
		if (look)
			grammar_pattern(g, ahead ? "(?=" : "(?<=");
		grammar_word(g);
		if (look)
			grammar_pattern(g, ")");
	}
	g->text = text;
}

static inline void
grammar_group(struct grammar *g, int depth)
{
	static const char *const kinds[] = {
		"(", "(?:", "(?>", "(?i:", "(?|", "(?<n", "(?P<n", "(?'n"};
	unsigned kind = grammar_pick(&g->shape, 8);

	grammar_pattern(g, kinds[kind]);
	if (kind >= 5 && g->pattern != NULL)
		buffer_format(g->pattern, "%d%c", g->names++, kind == 7 ? '\'' : '>');
	grammar_choice(g, depth + 1);
	grammar_pattern(g, ")");
}

static inline void
grammar_atom(struct grammar *g, int depth)
{
	unsigned kind = grammar_pick(&g->shape, 8);

	if (kind < 2 && depth < 4)
		grammar_group(g, depth);
	else if (kind == 2)
		grammar_character(g);
	else if (kind == 3)
		grammar_place(g);
	else if (kind == 4 && depth > 0)
		grammar_around(g);
	else
		grammar_word(g);
}

/* An atom as often as its quantifier lets it; a place with a quantifier does not compile, and the pattern is not used. */
static inline void
grammar_item(struct grammar *g, int depth)
{
	static const struct {
		const char *source;
		unsigned least, most;
	} quantifiers[] = {{"", 1, 1}, {"?", 0, 1}, {"*", 0, 3}, {"+", 1, 3}, {"{2}", 2, 2},
		{"{0,2}", 0, 2}, {"{1,}", 1, 2}, {"??", 0, 1}, {"*?", 0, 2}, {"+?", 1, 2},
		{"{0}", 0, 0}, {"{1,2}?", 1, 2}, {"{,2}", 1, 1}};
	unsigned q = grammar_pick(&g->shape, 26);
	uint64_t before = g->shape;
	struct buffer *pattern = g->pattern, *text = g->text;

	q = q < 13 ? q : 0;
	unsigned least = quantifiers[q].least, span = quantifiers[q].most - least;
	unsigned times = least + grammar_pick(&g->chance, span + 1);
	for (unsigned i = 0; i == 0 || i < times; i++) {
		g->shape = before;
		g->pattern = i == 0 ? pattern : NULL;
		g->text = i < times ? text : NULL;
		grammar_atom(g, depth);
	}
	g->pattern = pattern;
	g->text = text;
	grammar_pattern(g, quantifiers[q].source);
}

static inline void
grammar_sequence(struct grammar *g, int depth)
{
	for (unsigned left = grammar_pick(&g->shape, 4) + (depth == 0); left > 0; left--)
		grammar_item(g, depth);
}

static inline void
grammar_choice(struct grammar *g, int depth)
{
	struct buffer *text = g->text;
	unsigned branches = grammar_pick(&g->shape, 3) == 0 ? 1 + grammar_pick(&g->shape, 3) : 1;
	unsigned taken = grammar_pick(&g->chance, branches);

	for (unsigned i = 0; i < branches; i++) {
		g->text = i == taken ? text : NULL;
		if (i > 0)
			grammar_pattern(g, "|");
		grammar_sequence(g, depth);
	}
	g->text = text;
}

/* The pattern of that number, and into text (emptied) the chance-th text for it. */
static inline void
grammar_make(uint64_t shape, uint64_t chance, bool odd, struct buffer *pattern, struct buffer *text)
{
	struct grammar g = {shape * 0x9E3779B97F4A7C15u + 1, chance * 0xC2B2AE3D27D4EB4Fu + shape,
		pattern, text, odd, 0};

	buffer_clear(pattern);
	buffer_clear(text);
	buffer_text(pattern, "");
	buffer_text(text, chance % 2 == 0 ? "" : "zo ");
	grammar_choice(&g, 0);
	buffer_text(text, chance % 3 == 0 ? "" : " kas");
}

#endif
