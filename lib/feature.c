/* What a text model looks at: words, pairs, pieces of words and manner, as hashes. */
#include "feature.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <utf8proc.h>

#include "mem.h"

enum {
	PIECE_LEAST = 3,
	PIECE_MOST = 4,
	WORD_MOST = 40,
	WORD_KIND = 1,
	PAIR_KIND = 2,
	PIECE_KIND = 3,
	MANNER_KIND = 4
};

/* At most so many features of no single word: of the manner, and of each byte a pair and a sign. */
enum { MANNERS = 8, EACH_BYTE = 2 };

static const uint32_t start_hash = 2166136261u, step_hash = 16777619u; /* FNV-1a, 32 bits */

static uint32_t
hash_byte(uint32_t hash, unsigned char byte)
{
	return (hash ^ byte) * step_hash;
}

static uint32_t
hash_bytes(uint32_t hash, const char *at, size_t length)
{
	for (size_t i = 0; i < length; i++)
		hash = hash_byte(hash, (unsigned char)at[i]);
	return hash;
}

/* FNV's high bits are weak; this spreads them (the last steps of MurmurHash3, public domain). */
static uint32_t
finish(uint32_t h)
{
	h ^= h >> 16;
	h *= 0x85ebca6bu;
	h ^= h >> 13;
	h *= 0xc2b2ae35u;
	return h ^ h >> 16;
}

static void
add(struct features *f, uint32_t hash)
{
	f->at[f->count++] = finish(hash);
}

static void
add_manner(struct features *f, const char *name, unsigned amount)
{
	uint32_t h = hash_bytes(hash_byte(start_hash, MANNER_KIND), name, strlen(name));

	add(f, hash_byte(h, (unsigned char)amount));
}

/* Lower case of one code point behind the ASCII range into out; the bytes read. */
static size_t
fold_point(const char *text, size_t left, char *out, size_t *written, bool *letter)
{
	utf8proc_int32_t point;
	utf8proc_ssize_t n =
		utf8proc_iterate((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)left, &point);

	if (n <= 0) {
		*written = 0;
		*letter = false;
		return 1;
	}
	utf8proc_category_t category = utf8proc_category(point);
	*letter = category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_ME;
	*written = (size_t)utf8proc_encode_char(
		*letter ? utf8proc_tolower(point) : point, (utf8proc_uint8_t *)out);
	return (size_t)n;
}

static bool
starts_address(const char *text, size_t left)
{
	if (*text != 'h' && *text != 'H' && *text != 'w' && *text != 'W')
		return false;
	return (left > 7 && strncasecmp(text, "http", 4) == 0 &&
		       (text[4] == ':' || text[5] == ':')) ||
	       (left > 4 && strncasecmp(text, "www.", 4) == 0);
}

/* Behind an address or @name that starts here; 0: none does. */
static size_t
mark_length(const char *text, size_t left, bool after_letter, char *mark)
{
	size_t n = 0;

	if (after_letter)
		return 0;
	if (starts_address(text, left)) {
		*mark = '/';
		while (n < left && !isspace((unsigned char)text[n]))
			n++;
	} else if (*text == '@' && left > 1 && isalnum((unsigned char)text[1])) {
		*mark = '@';
		for (n = 1; n < left &&
			    (isalnum((unsigned char)text[n]) || strchr("_.@", text[n]) != NULL) &&
			    text[n] != '\0';)
			n++;
	}
	return n;
}

struct manner {
	unsigned letters, capitals, shouts, questions, symbols, dots, stretched;
};

static unsigned
small(unsigned n)
{
	return n < 3 ? n : n < 6 ? 3 : 4;
}

static void
add_manners(struct features *f, const struct manner *m, size_t words)
{
	unsigned length = 0;

	while (words > 0) {
		words /= 2;
		length++;
	}
	add_manner(f, "length", length);
	add_manner(f, "shout", small(m->shouts));
	add_manner(f, "question", small(m->questions));
	add_manner(f, "dots", small(m->dots));
	add_manner(f, "stretched", small(m->stretched));
	add_manner(f, "symbols", small(m->symbols));
	if (m->letters >= 10)
		add_manner(f, "capitals", m->capitals * 8 / m->letters);
}

/* One ASCII character that is no letter or digit: counts, and a word of its own where it says something. */
static void
note_sign(struct features *f, struct manner *m, char c)
{
	m->shouts += c == '!';
	m->questions += c == '?';
	m->dots += c == '.';
	if (c == '!' || c == '?' || c == '#')
		add(f, hash_byte(hash_byte(start_hash, WORD_KIND), (unsigned char)c));
}

static uint64_t
hash_word(const char *at, size_t length)
{
	uint64_t hash = 0xCBF29CE484222325u; /* FNV-1a, 64 bits */

	for (size_t i = 0; i < length; i++)
		hash = (hash ^ (unsigned char)at[i]) * 0x100000001B3u;
	return hash != 0 ? hash : 1;
}

/* A word's own feature, before it is finished. */
static uint32_t
word_feature(uint64_t hash)
{
	return (uint32_t)(hash >> 32) ^ (uint32_t)hash;
}

/* The word itself, and its pieces between blanks: of code points, 3 and 4 long. */
size_t
feature_of_word(const struct features *f, const struct feature_word *word, uint32_t *out)
{
	const char *text = f->folded + word->at - 1;
	size_t starts[WORD_MOST + 3], points = 0, count = 0, length = word->length + 2;

	out[count++] = finish(word_feature(word->hash));
	for (size_t i = 0; i < length && points < WORD_MOST + 2; i++)
		if (((unsigned char)text[i] & 0xC0) != 0x80)
			starts[points++] = i;
	starts[points] = length;
	for (size_t i = 0; i < points; i++) {
		uint32_t h = hash_byte(start_hash, PIECE_KIND);
		for (size_t n = 1; n <= PIECE_MOST && i + n <= points; n++) {
			h = hash_bytes(
				h, text + starts[i + n - 1], starts[i + n] - starts[i + n - 1]);
			if (n >= PIECE_LEAST)
				out[count++] = finish(h);
		}
	}
	return count;
}

static void
add_word(struct features *f, size_t at, size_t length)
{
	struct feature_word word = {hash_word(f->folded + at, length), at, length};

	if (f->word_count > 0) {
		uint32_t before = word_feature(f->words[f->word_count - 1].hash);
		add(f, hash_byte(before, PAIR_KIND) * step_hash + word_feature(word.hash));
	}
	f->words = mem_grow(f->words, f->word_count, &f->word_room, sizeof *f->words);
	f->words[f->word_count++] = word;
}

/* The text as folded words, each between blanks; signs and symbols are counted on the way. */
static size_t
fold(struct features *f, struct manner *m, const char *text, size_t length)
{
	char *out = f->folded;
	bool letter = false;

	*out++ = ' ';
	for (size_t i = 0, n; i < length; i += n) {
		unsigned char c = (unsigned char)text[i];
		char mark = 0;
		size_t written = 0;
		bool before = letter;
		n = mark_length(text + i, length - i, before, &mark);
		if (n > 0) {
			letter = true;
			*out++ = mark;
			continue;
		}
		n = 1;
		if (c >= 0x80) {
			n = fold_point(text + i, length - i, out, &written, &letter);
			m->symbols += !letter && written == 4;
			if (!letter && written == 4)
				add(f, hash_bytes(hash_byte(start_hash, WORD_KIND), out, written));
		} else {
			letter = isalnum(c);
			m->letters += isalpha(c) != 0;
			m->capitals += isupper(c) != 0;
			*out = isdigit(c) ? '0' : (char)tolower(c);
			written = 1;
			if (!letter && !isspace(c))
				note_sign(f, m, (char)c);
		}
		if (letter) {
			m->stretched += out[0] == out[-1] && out[-1] == out[-2];
			out += written;
		} else if (out[-1] != ' ') {
			*out++ = ' ';
		}
	}
	if (out[-1] != ' ')
		*out++ = ' ';
	return (size_t)(out - f->folded);
}

static void
reserve(struct features *f, size_t most)
{
	if (f->room >= most)
		return;
	f->room = most;
	f->at = mem_resize(f->at, most, sizeof *f->at);
}

void
feature_read(struct features *f, const char *text, size_t length)
{
	struct manner m = {0};

	f->count = f->word_count = 0;
	reserve(f, MANNERS + EACH_BYTE * (length + 2));
	if (f->folded_room < 2 * length + 16) {
		f->folded_room = 2 * length + 16;
		f->folded = mem_resize(f->folded, f->folded_room, 1);
	}
	memset(f->folded, ' ', 4);
	size_t folded = fold(f, &m, text, length);
	for (size_t i = 0; i + 1 < folded;) {
		const char *end = memchr(f->folded + i + 1, ' ', folded - i - 1);
		size_t n = (size_t)(end - (f->folded + i)) - 1;
		add_word(f, i + 1, n);
		i += n + 1;
	}
	add_manners(f, &m, f->word_count);
}

void
feature_spread(struct features *f)
{
	reserve(f, f->count + f->word_count * FEATURE_WORD_MOST);
	for (size_t i = 0; i < f->word_count; i++)
		f->count += feature_of_word(f, &f->words[i], f->at + f->count);
	f->word_count = 0;
}

void
feature_free(struct features *f)
{
	free(f->at);
	free(f->words);
	free(f->folded);
	*f = (struct features){0};
}
