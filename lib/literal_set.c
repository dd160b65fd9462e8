/* Choices and branches of words: which are worth keeping. */
#include "literal_set.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"

void
literal_free_branch(struct literal_branch *b)
{
	for (size_t i = 0; i < b->count; i++)
		free(b->at[i]);
	b->count = 0;
}

void
literals_free(struct literals *l)
{
	for (size_t i = 0; i < l->count; i++)
		literal_free_branch(&l->at[i]);
	free(l->at);
	*l = (struct literals){0};
}

/* Words that stand in most texts of a language, and so narrow down nothing: Dutch and English, as they are cut to pieces. */
static bool
is_common(const char *text)
{
	static const char *const common[] = {"aan", "all", "and", "are", "been", "bij", "but",
		"can", "dan", "dat", "deze", "die", "dit", "een", "for", "from", "geen", "get",
		"had", "has", "have", "heb", "hebben", "heeft", "het", "hier", "how", "ik ",
		"jullie", "just", "kan", "maar", "meer", "met", "mijn", "naar", "nee", "niet",
		"nog", "not", "nou", "now", "ook", "our", "out", "over", "that", "the", "the ",
		"there", "they", "this", "toch", "uit", "van", "voor", "waar", "was", "wat", "weer",
		"wel", "what", "when", "where", "who", "why", "will", "with", "worden", "wordt",
		"you", "your", "zijn"};
	size_t low = 0, high = sizeof common / sizeof *common;

	while (low < high) {
		size_t middle = (low + high) / 2;
		int order = strcmp(text, common[middle]);
		if (order == 0)
			return true;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return false;
}

/* How much a clause narrows down: the length of its shortest word, edges counting as a letter, common ones as nothing; then, how few
 * there are. */
static size_t
worth(const struct literal_clause *c)
{
	size_t least = 2 * LITERAL_LENGTH;

	for (size_t i = 0; i < c->count; i++) {
		size_t n = is_common(c->at[i].text)
				   ? 0
				   : strlen(c->at[i].text) + c->at[i].starts + c->at[i].ends;
		least = n < least ? n : least;
	}
	return (least + 1) * 2 * LITERAL_CHOICES - c->count;
}

static bool
narrows_little(const struct literal_clause *c)
{
	return worth(c) < (size_t)2 * LITERAL_CHOICES;
}

static size_t
worst(const struct literal_branch *b)
{
	size_t at = 0;

	for (size_t i = 1; i < b->count; i++)
		if (worth(b->at[i]) < worth(b->at[at]))
			at = i;
	return at;
}

static size_t
best(const struct literal_branch *b)
{
	size_t at = 0;

	for (size_t i = 1; i < b->count; i++)
		if (worth(b->at[i]) > worth(b->at[at]))
			at = i;
	return at;
}

/* Takes the clause over; of too many the worst goes. */
void
literal_add(struct literal_branch *b, struct literal_clause *clause)
{
	size_t place = b->count;

	if (b->count == LITERAL_CLAUSES) {
		place = worst(b);
		if (worth(clause) <= worth(b->at[place])) {
			free(clause);
			return;
		}
		free(b->at[place]);
		b->count--;
	}
	b->at[place] = clause;
	b->count++;
}

void
literal_mark(struct literal_branch *b, bool boundary)
{
	for (size_t i = 0; i < b->count; i++) {
		for (size_t k = 0; k < b->at[i]->count; k++) {
			struct literal *l = &b->at[i]->at[k];
			char c = l->text[strlen(l->text) - 1];
			if (boundary)
				l->ends |= l->last && isalnum((unsigned char)c);
			else
				l->last = false;
		}
	}
}

struct literal_clause *
literal_dup(const struct literal_clause *clause)
{
	struct literal_clause *copy = mem_new(1, sizeof *copy);

	*copy = *clause;
	return copy;
}

struct literal_clause *
literal_join(const struct literals *branches)
{
	size_t total = 0;

	for (size_t i = 0; i < branches->count; i++)
		total += branches->at[i].at[best(&branches->at[i])]->count;
	if (total == 0 || total > LITERAL_CHOICES)
		return NULL;
	struct literal_clause *choice = mem_new(1, sizeof *choice);
	for (size_t i = 0; i < branches->count; i++) {
		const struct literal_clause *c = branches->at[i].at[best(&branches->at[i])];
		memcpy(choice->at + choice->count, c->at, c->count * sizeof *c->at);
		choice->count += c->count;
	}
	return choice;
}

static bool
has_offsets(const struct literal_clause *c)
{
	for (size_t i = 0; i < c->count; i++)
		if (c->at[i].offset < 0)
			return false;
	return true;
}

/* Clauses with offsets before others, then by what they narrow down. */
static bool
comes_before(const struct literal_clause *a, const struct literal_clause *b, bool offsets)
{
	if (offsets && has_offsets(a) != has_offsets(b))
		return has_offsets(a);
	return worth(a) > worth(b);
}

void
literal_sort(struct literal_branch *b)
{
	for (size_t i = 0; i < b->count; i++) {
		for (size_t k = i + 1; k < b->count; k++) {
			if (!comes_before(b->at[k], b->at[i], i == 0))
				continue;
			struct literal_clause *swapped = b->at[i];
			b->at[i] = b->at[k];
			b->at[k] = swapped;
		}
	}
	while (b->count > 1 && narrows_little(b->at[b->count - 1]))
		free(b->at[--b->count]);
}

bool
literals_anchor(const struct literals *l)
{
	for (size_t i = 0; i < l->count; i++)
		if (!has_offsets(l->at[i].at[0]))
			return false;
	return l->count > 0;
}
