/* Which plain words a pattern cannot match without.
 *
 * A sequence is walked item by item. Plain characters form a run; whatever is not plain ends it. The runs of a sequence, and what its
 * groups need, must all stand in a match; of a choice one branch must, and the best clause of each branch is kept. */
#include "literal.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "literal_set.h"
#include "mem.h"

enum { DEEPEST = 32, BRANCHES_MOST = 128, REPEATS_MOST = 4 };

struct reader {
	const char *at;
	int depth;
	bool lost; /* something that is not understood: nothing is known of the whole pattern */
};

/* The sequence that is being read. */
struct sequence {
	struct literal_branch found;
	struct literals
		group; /* one group of several branches, each of which goes with all that was found */
	struct literal run;
	bool boundary; /* \b stands right before the next item */
	int offset;    /* of the next item from the start of the match, -1: not known */
};

static void read_choice(struct reader *r, struct literals *out, bool boundary, int offset);

/* What was found is followed by \b, so that what stands last ends there, or by something else, so that it is not the last. */
static void
mark(struct sequence *s, bool boundary)
{
	literal_mark(&s->found, boundary);
	for (size_t i = 0; i < s->group.count; i++)
		literal_mark(&s->group.at[i], boundary);
}

/* The run is over: a clause of its own if it is long enough. */
static void
end_run(struct sequence *s, bool last)
{
	if (strlen(s->run.text) >= LITERAL_LEAST) {
		struct literal_clause *c = mem_new(1, sizeof *c);
		c->count = 1;
		c->at[0] = s->run;
		c->at[0].last = last;
		literal_add(&s->found, c);
	}
	s->run = (struct literal){0};
}

static void
take_boundary(struct sequence *s)
{
	if (s->run.text[0] != '\0')
		mark(s, false);
	end_run(s, true);
	mark(s, true);
	s->boundary = true;
}

/* {2,5} and the like. Other braces are plain characters to one PCRE2 and {,5} or { 2 } to a later one. */
static bool
read_braces(struct reader *r, int *least)
{
	const char *p = r->at + 1;

	*least = atoi(p);
	size_t digits = strspn(p, "0123456789");
	p += digits;
	if (*p == ',')
		p += 1 + strspn(p + 1, "0123456789");
	if (digits == 0 || *p != '}') {
		r->lost = true;
		return false;
	}
	r->at = p + 1;
	return true;
}

/* A quantifier behind an item: the least number of times, and whether the item may come more than once. */
static bool
read_quantifier(struct reader *r, int *least)
{
	*least = 1;
	if (*r->at == '?' || *r->at == '*' || *r->at == '+') {
		*least = *r->at == '+';
		r->at++;
	} else if (*r->at != '{' || !read_braces(r, least)) {
		return false;
	}
	if (*r->at == '?' || *r->at == '+')
		r->at++;
	return true;
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

static void
skip_class(struct reader *r)
{
	r->at++;
	r->at += *r->at == '^';
	r->at += *r->at == ']';
	while (*r->at != '\0' && *r->at != ']') {
		size_t name = class_name_length(r->at);
		bool escaped = r->at[0] == '\\' && r->at[1] != '\0';
		if (escaped && (r->at[1] == 'Q' || r->at[1] == 'E'))
			r->lost = true; /* a quoted ] ends no class */
		r->at += name > 0 ? name : escaped ? 2 : 1;
	}
	r->at += *r->at == ']';
}

/* Behind "(?": true when what follows is a group whose inside must match. */
static bool
read_group_kind(struct reader *r, bool *around)
{
	const char *p = r->at;

	*around = false;
	if (*p == ':' || *p == '>' || *p == '|') {
		r->at++;
		return true;
	}
	if (*p == '=' || *p == '!' || (*p == '<' && (p[1] == '=' || p[1] == '!'))) {
		*around = true;
		r->at += *p == '<' ? 2 : 1;
		return true;
	}
	/* (?-i: the words stand there all the same, in that very case; (?x: would be another matter */
	size_t flags = strspn(p, "ims-");
	if (flags > 0 && p[flags] == ':') {
		r->at += flags + 1;
		return true;
	}
	if (*p == 'P')
		p++;
	if (*p != '<')
		return false;
	for (p++; isalnum((unsigned char)*p) || *p == '_';)
		p++;
	if (*p != '>')
		return false;
	r->at = p + 1;
	return true;
}

/* A backslash: a plain character, a place (\b: nothing), or something that ends the run. '\0': not plain. */
static char
read_escape(struct reader *r, bool *place)
{
	char c = r->at[1];

	*place = c == 'b' || c == 'B' || c == 'A' || c == 'z' || c == 'Z';
	if (c == '\0') {
		r->at++;
		return '\0';
	}
	r->at += 2;
	if (isalnum((unsigned char)c)) {
		if (strchr("dDsSwWbBAzZhHvVRnrtfX", c) == NULL)
			r->lost = true; /* \x, \p, \Q, \1 and so on */
		return '\0';
	}
	return (unsigned char)c < 0x80 ? c : '\0';
}

/* A blank or sign: an edge of a word stands between it and a letter or digit. */
static bool
is_sign(char c)
{
	return !isalnum((unsigned char)c) && c != '_';
}

/* A plain character into the run, as often as its quantifier wants it at least. */
static void
take_plain(struct reader *r, struct sequence *s, char c)
{
	int least;
	bool quantified = read_quantifier(r, &least);

	if (least > 0 && is_sign(c) && s->run.text[0] == '\0')
		mark(s, true);
	mark(s, false);
	for (int i = 0; i < least && i < REPEATS_MOST; i++) {
		size_t n = strlen(s->run.text);
		if (n == LITERAL_LENGTH) {
			end_run(s, false);
			n = 0;
		}
		if (n == 0) {
			s->run.starts = s->boundary && !is_sign(c);
			s->run.offset = s->offset;
		}
		s->run.text[n] = (char)tolower((unsigned char)c);
		s->boundary = false;
		s->offset += s->offset >= 0;
	}
	if (quantified) {
		end_run(s, false);
		s->offset = -1;
	}
	s->boundary = least > 0 && is_sign(c);
}

/* One branch: all it needs. Several: kept apart for the first such group, joined to one choice for the others. */
static void
take_needs(struct sequence *s, struct literals *inside)
{
	if (inside->count == 1) {
		for (size_t i = 0; i < inside->at[0].count; i++)
			literal_add(&s->found, inside->at[0].at[i]);
		inside->at[0].count = 0;
	} else if (s->group.count == 0) {
		s->group = *inside;
		*inside = (struct literals){0};
	} else {
		struct literal_clause *choice = literal_join(inside);
		if (choice != NULL)
			literal_add(&s->found, choice);
	}
}

static void
take_group(struct reader *r, struct sequence *s)
{
	struct literals inside = {0};
	bool around = false, boundary = s->boundary;
	int least;

	end_run(s, false);
	mark(s, false);
	r->at++;
	if (*r->at == '*')
		r->lost = true;
	if (*r->at == '?') {
		r->at++;
		r->lost |= !read_group_kind(r, &around);
	}
	if (++r->depth > DEEPEST)
		r->lost = true;
	if (!r->lost)
		read_choice(r, &inside, boundary && !around, s->offset);
	r->depth--;
	r->at += *r->at == ')';
	bool quantified = read_quantifier(r, &least);
	if (least > 0 && !around)
		take_needs(s, &inside);
	if (quantified || around)
		mark(s, false);
	literals_free(&inside);
	s->boundary = false;
	s->offset = around ? s->offset : -1;
}

static void
take_other(struct reader *r, struct sequence *s)
{
	int least;

	end_run(s, false);
	mark(s, false);
	if (*r->at == '[')
		skip_class(r);
	else
		for (r->at++; ((unsigned char)*r->at & 0xC0) == 0x80;)
			r->at++;
	read_quantifier(r, &least);
	s->boundary = false;
	s->offset = -1;
}

static void
take_escape(struct reader *r, struct sequence *s)
{
	bool place = false, boundary = r->at[1] == 'b';
	char c = read_escape(r, &place);
	int least;

	if (c != '\0') {
		take_plain(r, s, c);
	} else if (boundary) {
		take_boundary(s);
	} else if (!place) {
		end_run(s, false);
		mark(s, false);
		read_quantifier(r, &least);
		s->boundary = false;
		s->offset = -1;
	}
}

static void
read_item(struct reader *r, struct sequence *s)
{
	char c = *r->at;

	if (c == '(')
		take_group(r, s);
	else if (c == '\\')
		take_escape(r, s);
	else if (c == '^' || c == '$')
		r->at++;
	else if (c == '[' || c == '.' || (unsigned char)c >= 0x80)
		take_other(r, s);
	else if (c == '{')
		r->lost = true;
	else {
		r->at++;
		take_plain(r, s, c);
	}
}

static void
add_branch(struct literals *out, size_t *room, const struct literal_branch *branch)
{
	out->at = mem_grow(out->at, out->count, room, sizeof *out->at);
	out->at[out->count++] = *branch;
}

/* The branches of a sequence: those of its group, each with all that was found, or what was found alone. */
static void
end_sequence(struct sequence *s, struct literals *out, size_t *room)
{
	if (s->group.count == 0) {
		add_branch(out, room, &s->found);
		return;
	}
	for (size_t i = 0; i < s->group.count; i++) {
		struct literal_branch branch = s->group.at[i];
		s->group.at[i].count = 0;
		for (size_t k = 0; k < s->found.count; k++)
			literal_add(&branch, literal_dup(s->found.at[k]));
		add_branch(out, room, &branch);
	}
	literal_free_branch(&s->found);
	literals_free(&s->group);
}

static void
read_choice(struct reader *r, struct literals *out, bool boundary, int offset)
{
	bool known = true;
	size_t room = 0;

	for (;;) {
		struct sequence s = {.boundary = boundary, .offset = offset};
		while (*r->at != '\0' && *r->at != '|' && *r->at != ')' && !r->lost)
			read_item(r, &s);
		if (s.run.text[0] != '\0')
			mark(&s, false);
		end_run(&s, true);
		end_sequence(&s, out, &room);
		if (*r->at != '|' || r->lost)
			break;
		r->at++;
	}
	for (size_t i = 0; i < out->count; i++)
		known = known && out->at[i].count > 0;
	if (!known || r->lost || out->count > BRANCHES_MOST)
		literals_free(out);
}

void
literals_read(struct literals *literals, const char *pattern)
{
	struct reader r = {.at = pattern};

	*literals = (struct literals){0};
	read_choice(&r, literals, false, 0);
	if (r.lost || *r.at != '\0')
		literals_free(literals);
	for (size_t i = 0; i < literals->count; i++)
		literal_sort(&literals->at[i]);
}
