/* Which plain words a pattern cannot match without.
 *
 * A sequence is walked item by item. Plain characters form a run; whatever is not plain ends it. Of all runs and groups of a
 * sequence the one with the longest shortest word is kept; a choice needs a word from each of its branches. */
#include "literal.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"

enum { DEEPEST = 32 };

struct reader {
	const char *at;
	int depth;
	bool lost; /* something that is not understood: nothing is known of the whole pattern */
};

static void read_choice(struct reader *r, struct literals *out);

static size_t
shortest(const struct literals *l)
{
	size_t least = l->count > 0 ? LITERAL_LENGTH : 0;

	for (size_t i = 0; i < l->count; i++)
		if (strlen(l->at[i]) < least)
			least = strlen(l->at[i]);
	return least;
}

static void
keep_better(struct literals *best, const struct literals *other)
{
	size_t a = shortest(best), b = shortest(other);

	if (b > a || (b == a && b > 0 && other->count < best->count))
		*best = *other;
}

/* The run is over: a word if it is long enough. */
static void
end_run(struct literals *best, struct literals *run)
{
	if (strlen(run->at[0]) >= LITERAL_LEAST)
		keep_better(best, run);
	run->at[0][0] = '\0';
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

static void
read_group(struct reader *r, struct literals *inside)
{
	bool around = false;

	inside->count = 0;
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
		read_choice(r, inside);
	r->depth--;
	r->at += *r->at == ')';
	if (around)
		inside->count = 0;
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

/* A plain character into the run, as far as its quantifier lets it. */
static void
take_plain(struct reader *r, struct literals *best, struct literals *run, char c)
{
	int least;
	bool quantified = read_quantifier(r, &least);
	char *text = run->at[0];
	size_t n = strlen(text);

	if (!quantified || least > 0) {
		if (n == LITERAL_LENGTH) {
			end_run(best, run);
			n = 0;
		}
		text[n] = (char)tolower((unsigned char)c);
		text[n + 1] = '\0';
	}
	if (quantified)
		end_run(best, run);
}

static void
take_group(struct reader *r, struct literals *best, struct literals *run)
{
	struct literals *inside = mem_new(1, sizeof *inside);
	int least;

	end_run(best, run);
	read_group(r, inside);
	read_quantifier(r, &least);
	if (least > 0)
		keep_better(best, inside);
	free(inside);
}

static void
take_other(struct reader *r, struct literals *best, struct literals *run)
{
	int least;

	end_run(best, run);
	if (*r->at == '[')
		skip_class(r);
	else
		for (r->at++; ((unsigned char)*r->at & 0xC0) == 0x80;)
			r->at++;
	read_quantifier(r, &least);
}

static void
read_item(struct reader *r, struct literals *best, struct literals *run)
{
	bool place = false;
	char c = *r->at;

	if (c == '(') {
		take_group(r, best, run);
	} else if (c == '\\') {
		c = read_escape(r, &place);
		if (c != '\0') {
			take_plain(r, best, run, c);
		} else if (!place) {
			int least;
			end_run(best, run);
			read_quantifier(r, &least);
		}
	} else if (c == '^' || c == '$') {
		r->at++;
	} else if (c == '{') {
		r->lost = true;
	} else if (c == '[' || c == '.' || (unsigned char)c >= 0x80) {
		take_other(r, best, run);
	} else {
		r->at++;
		take_plain(r, best, run, c);
	}
}

static void
read_sequence(struct reader *r, struct literals *best)
{
	struct literals *run = mem_new(1, sizeof *run);

	run->count = 1;
	best->count = 0;
	while (*r->at != '\0' && *r->at != '|' && *r->at != ')' && !r->lost)
		read_item(r, best, run);
	end_run(best, run);
	free(run);
}

static void
read_choice(struct reader *r, struct literals *out)
{
	struct literals *branch = mem_new(1, sizeof *branch);
	bool known = true;

	out->count = 0;
	for (;;) {
		read_sequence(r, branch);
		known = known && branch->count > 0 && out->count + branch->count <= LITERAL_MOST;
		if (known) {
			memcpy(out->at[out->count], branch->at, branch->count * sizeof *branch->at);
			out->count += branch->count;
		}
		if (*r->at != '|' || r->lost)
			break;
		r->at++;
	}
	if (!known)
		out->count = 0;
	free(branch);
}

void
literals_read(struct literals *literals, const char *pattern)
{
	struct reader r = {.at = pattern};

	read_choice(&r, literals);
	if (r.lost || *r.at != '\0')
		literals->count = 0;
}
