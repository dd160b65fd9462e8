/* Reads a pattern as terms. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "outline_term.h"

enum { DEEPEST = 32 };

struct reader {
	struct terms *terms;
	const char *at;
	int depth;
	bool caseless;
	bool lost; /* something is not understood */
};

/* Characters that an item stands for. */
struct choice {
	struct node_bytes set;
	bool beyond;
	bool vague; /* perhaps others as well */
};

static uint32_t read_choice(struct reader *r);

static uint32_t
add_term(struct reader *r, struct term new)
{
	struct terms *t = r->terms;

	t->at = mem_grow(t->at, t->count, &t->room, sizeof *t->at);
	t->at[t->count] = new;
	return (uint32_t)t->count++;
}

/* Behind *last, which is in to; nothing takes no place. */
static void
append(struct reader *r, uint32_t to, uint32_t *last, uint32_t new)
{
	struct term *terms = r->terms->at;

	if (new == 0)
		return;
	if (*last == 0)
		terms[to].inside = new;
	else
		terms[*last].next = new;
	*last = new;
}

static void
add_byte(struct node_bytes *set, unsigned byte)
{
	node_bytes_add(set, byte, byte);
}

/* Letters in both cases: A to Z are the bits 1 to 26 of the second 64, a to z stand 32 higher. */
static void
fold(struct choice *c, bool caseless)
{
	const uint64_t letters = 0x7FFFFFE;

	if (caseless)
		c->set.bits[1] |=
			(c->set.bits[1] & letters) << 32 | (c->set.bits[1] >> 32 & letters);
}

static uint32_t
add_character(struct reader *r, struct choice *c, bool negated)
{
	r->terms->exact &= !c->vague;
	fold(c, r->caseless);
	if (negated) {
		c->set.bits[0] = ~c->set.bits[0];
		c->set.bits[1] = ~c->set.bits[1];
	}
	if (c->vague)
		node_bytes_add(&c->set, 0, 0x7F);
	c->beyond |= negated || c->vague;
	if (c->beyond || node_bytes_has(&c->set, 'k') || node_bytes_has(&c->set, 'K'))
		add_byte(&c->set, NODE_ODD_K);
	if (c->beyond || node_bytes_has(&c->set, 's') || node_bytes_has(&c->set, 'S'))
		add_byte(&c->set, NODE_ODD_S);
	return add_term(
		r, (struct term){.type = TERM_CHARACTER, .set = c->set, .beyond = c->beyond});
}

static bool
is_of(char name, unsigned byte)
{
	switch (name) {
	case 'd':
		return isdigit((int)byte);
	case 's':
		return isspace((int)byte);
	default:
		return isalnum((int)byte) || byte == '_';
	}
}

/* What a backslash and c stand for, as one character; false: none. */
static bool
read_escape(char c, struct choice *out)
{
	static const char named[] = "ntrf", bytes[] = "\n\t\r\f";
	const char *name = c != '\0' ? strchr(named, c) : NULL;

	if (c != '\0' && strchr("dsw", tolower((unsigned char)c)) != NULL) {
		bool wanted = islower((unsigned char)c);
		for (unsigned byte = 0; byte < 0x80; byte++)
			if (is_of((char)tolower((unsigned char)c), byte) == wanted)
				add_byte(&out->set, byte);
		out->beyond = true;
	} else if (name != NULL) {
		add_byte(&out->set, (unsigned char)bytes[name - named]);
	} else if (c != '\0' && strchr("hvHVN", c) != NULL) {
		out->vague = true;
	} else if (c == '\0' || isalnum((unsigned char)c) || (unsigned char)c >= 0x80) {
		return false;
	} else {
		add_byte(&out->set, (unsigned char)c);
	}
	return true;
}

static size_t
character_length(const char *at)
{
	size_t n = 1;

	while (((unsigned char)at[n] & 0xC0) == 0x80)
		n++;
	return n;
}

/* The length of a name such as [:alpha:] inside a class; 0: none stands here. */
static size_t
class_name_length(const char *at)
{
	size_t n = 2;

	if (at[0] != '[' || at[1] != ':')
		return 0;
	n += at[n] == '^';
	n += strspn(at + n, "abcdefghijklmnopqrstuvwxyz");
	return at[n] == ':' && at[n + 1] == ']' ? n + 2 : 0;
}

static bool
is_range(const char *at)
{
	return at[0] == '-' && at[1] != ']' && at[1] != '\0';
}

/* One member of a class, or a range of them. */
static void
read_member(struct reader *r, struct choice *c)
{
	unsigned char first = (unsigned char)*r->at, last = first;
	size_t name = class_name_length(r->at);

	if (name > 0 || first >= 0x80) {
		c->vague |= name > 0 || strncmp(r->at, "\u017F", 2) == 0 ||
			    strncmp(r->at, "\u212A", 3) == 0;
		c->beyond = true;
		r->at += name > 0 ? name : character_length(r->at);
		c->vague |= is_range(r->at);
	} else if (first == '\\') {
		r->lost |= r->at[1] == '\0' || r->at[1] == 'Q' || r->at[1] == 'E';
		c->vague |= !read_escape(r->at[1], c);
		r->at += r->lost ? 1 : 2;
		c->vague |= is_range(r->at);
	} else {
		r->at++;
		if (is_range(r->at)) {
			last = (unsigned char)r->at[1];
			c->vague |= last >= 0x80 || last == '\\' || last == '[';
			r->at += last < 0x80 && last != '\\' && last != '[' ? 2 : 1;
		}
		if (!c->vague)
			node_bytes_add(&c->set, first, last);
	}
}

static uint32_t
read_class(struct reader *r)
{
	struct choice c = {0};
	bool negated = r->at[1] == '^', first = true;

	for (r->at += 1 + negated; *r->at != '\0' && (first || *r->at != ']') && !r->lost;
		first = false)
		read_member(r, &c);
	r->at += *r->at == ']';
	return add_character(r, &c, negated);
}

/* {2,5} and the like. Other braces are plain characters to one PCRE2 and {,5} or { 2 } to a later one. */
static void
read_braces(struct reader *r, struct term *repeat)
{
	const char *p = r->at + 1;
	size_t digits = strspn(p, "0123456789");

	repeat->least = repeat->most = atoi(p);
	p += digits;
	if (*p == ',') {
		repeat->most = isdigit((unsigned char)p[1]) ? atoi(p + 1) : TERM_ENDLESS;
		p += 1 + strspn(p + 1, "0123456789");
	}
	r->lost |= digits == 0 || *p != '}';
	r->at = p + (*p == '}');
}

/* The item with the quantifier behind it, if there is one. */
static uint32_t
read_quantifier(struct reader *r, uint32_t item)
{
	struct term repeat = {TERM_REPEAT, .most = TERM_ENDLESS, .inside = item};

	if (*r->at == '{') {
		read_braces(r, &repeat);
	} else if (*r->at == '?' || *r->at == '*' || *r->at == '+') {
		repeat.least = *r->at == '+';
		repeat.most = *r->at == '?' ? 1 : TERM_ENDLESS;
		r->at++;
	} else {
		return item;
	}
	r->terms->exact &= *r->at != '+';
	r->at += *r->at == '?' || *r->at == '+';
	return item == 0 ? 0 : add_term(r, repeat);
}

/* A character beyond ASCII: signs by their bytes, letters, which have two cases, as any. */
static uint32_t
read_beyond(struct reader *r)
{
	size_t n = character_length(r->at);
	bool sign = strncmp(r->at, "\xF0\x9F", 2) == 0 || strncmp(r->at, "\xE2\x80", 2) == 0;
	struct choice any = {.beyond = true};
	uint32_t sequence, last = 0;

	any.vague = strncmp(r->at, "\u017F", n) == 0 || strncmp(r->at, "\u212A", n) == 0;
	if (!sign) {
		r->at += n;
		return add_character(r, &any, false);
	}
	sequence = add_term(r, (struct term){.type = TERM_SEQUENCE});
	for (; n > 0; n--, r->at++) {
		struct term byte = {.type = TERM_CHARACTER};
		add_byte(&byte.set, (unsigned char)*r->at);
		append(r, sequence, &last, add_term(r, byte));
	}
	return sequence;
}

/* ims-x: and so on behind "(?"; false: it is none. What x does is not understood. */
static bool
read_flags(struct reader *r)
{
	size_t n = strspn(r->at, "ims-");
	bool on = true;

	if (n == 0 || r->at[n] != ':')
		return false;
	for (; *r->at != ':'; r->at++) {
		r->terms->exact &= *r->at != 's' && *r->at != 'm';
		on = on && *r->at != '-';
		if (*r->at == 'i')
			r->caseless = on;
	}
	r->at++;
	return true;
}

/* Behind "(?": true when it is a group that is understood. */
static bool
read_group_kind(struct reader *r, bool *around)
{
	const char *p = r->at;

	if (*p == ':' || *p == '>' || *p == '|') {
		r->terms->exact &= *p != '>';
		r->at++;
		return true;
	}
	*around = *p == '=' || *p == '!' || (*p == '<' && (p[1] == '=' || p[1] == '!'));
	if (*around) {
		r->at += *p == '<' ? 2 : 1;
		return true;
	}
	if (read_flags(r))
		return true;
	p += *p == 'P';
	if (*p != '<')
		return false;
	for (p++; isalnum((unsigned char)*p) || *p == '_';)
		p++;
	r->at = p + 1;
	return *p == '>';
}

static uint32_t
read_group(struct reader *r)
{
	bool around = false, caseless = r->caseless;
	uint32_t inside = 0;

	r->at++;
	r->lost |= *r->at == '*' || r->depth == DEEPEST;
	if (*r->at == '?') {
		r->at++;
		r->lost |= !read_group_kind(r, &around);
	}
	r->depth++;
	if (!r->lost)
		inside = read_choice(r);
	r->depth--;
	r->lost |= *r->at != ')';
	r->at += *r->at == ')';
	r->caseless = caseless;
	return around ? add_term(r, (struct term){.type = TERM_LOOK}) : inside;
}

static uint32_t
read_backslash(struct reader *r)
{
	struct choice c = {0};
	char escaped = r->at[1];

	r->at += escaped != '\0' ? 2 : 1;
	if (escaped == 'b')
		return add_term(r, (struct term){.type = TERM_EDGE});
	if (escaped != '\0' && strchr("BAzZGK", escaped) != NULL) {
		r->terms->exact = false;
		return 0;
	}
	r->lost |= !read_escape(escaped, &c);
	return add_character(r, &c, false);
}

static uint32_t
read_item(struct reader *r)
{
	struct choice c = {0};

	if (*r->at == '(')
		return read_group(r);
	if (*r->at == '[')
		return read_class(r);
	if (*r->at == '\\')
		return read_backslash(r);
	if ((unsigned char)*r->at >= 0x80)
		return read_beyond(r);
	r->lost |= *r->at == '{';
	if (*r->at == '^' || *r->at == '$') {
		r->terms->exact = false;
		r->at++;
		return 0;
	}
	c.vague = *r->at == '.';
	add_byte(&c.set, (unsigned char)*r->at++);
	return add_character(r, &c, false);
}

static uint32_t
read_choice(struct reader *r)
{
	uint32_t choice = add_term(r, (struct term){.type = TERM_CHOICE}), branch = 0;

	for (;;) {
		uint32_t sequence = add_term(r, (struct term){.type = TERM_SEQUENCE}), last = 0;
		append(r, choice, &branch, sequence);
		while (*r->at != '\0' && *r->at != '|' && *r->at != ')' && !r->lost) {
			uint32_t item = read_item(r);
			append(r, sequence, &last, read_quantifier(r, item));
		}
		if (*r->at != '|' || r->lost)
			return choice;
		r->at++;
	}
}

uint32_t
terms_read(struct terms *terms, const char *pattern)
{
	struct reader r = {.terms = terms, .at = pattern, .caseless = true};

	terms->count = 0;
	terms->exact = true;
	add_term(&r, (struct term){0}); /* 0 is none */
	uint32_t whole = read_choice(&r);
	return r.lost || *r.at != '\0' ? 0 : whole;
}
