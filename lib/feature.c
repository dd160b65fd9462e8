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

enum { BEFORE = 2 }; /* blanks before the first word, so that one can look back */

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

/* What an ASCII letter or digit is in a word: in lower case, 0 for digits; NUL: any other byte. */
/* clang-format off */
static const char in_word[256] = {
	['0'] = '0', ['1'] = '0', ['2'] = '0', ['3'] = '0', ['4'] = '0', ['5'] = '0', ['6'] = '0', ['7'] = '0', ['8'] = '0', ['9'] = '0',
	['A'] = 'a', ['B'] = 'b', ['C'] = 'c', ['D'] = 'd', ['E'] = 'e', ['F'] = 'f', ['G'] = 'g', ['H'] = 'h', ['I'] = 'i',
	['J'] = 'j', ['K'] = 'k', ['L'] = 'l', ['M'] = 'm', ['N'] = 'n', ['O'] = 'o', ['P'] = 'p', ['Q'] = 'q', ['R'] = 'r',
	['S'] = 's', ['T'] = 't', ['U'] = 'u', ['V'] = 'v', ['W'] = 'w', ['X'] = 'x', ['Y'] = 'y', ['Z'] = 'z',
	['a'] = 'a', ['b'] = 'b', ['c'] = 'c', ['d'] = 'd', ['e'] = 'e', ['f'] = 'f', ['g'] = 'g', ['h'] = 'h', ['i'] = 'i',
	['j'] = 'j', ['k'] = 'k', ['l'] = 'l', ['m'] = 'm', ['n'] = 'n', ['o'] = 'o', ['p'] = 'p', ['q'] = 'q', ['r'] = 'r',
	['s'] = 's', ['t'] = 't', ['u'] = 'u', ['v'] = 'v', ['w'] = 'w', ['x'] = 'x', ['y'] = 'y', ['z'] = 'z',
};
/* clang-format on */

/* What is being written: folded words between blanks, of which the last is not ended yet. */
struct pen {
	struct features *features;
	struct manner manner;
	char *out;
	size_t start;  /* of the word, in what is folded */
	uint64_t hash; /* of the word as far as it goes: FNV-1a, 64 bits */
};

static const uint64_t start_word = 0xCBF29CE484222325u, step_word = 0x100000001B3u;

static void
put(struct pen *pen, char c)
{
	*pen->out++ = c;
	pen->hash = (pen->hash ^ (unsigned char)c) * step_word;
}

static void
end_word(struct pen *pen)
{
	struct features *f = pen->features;
	size_t end = (size_t)(pen->out - f->folded);
	struct feature_word word = {pen->hash != 0 ? pen->hash : 1, pen->start, end - pen->start};

	if (word.length == 0)
		return;
	if (f->word_count > 0) {
		uint32_t before = word_feature(f->words[f->word_count - 1].hash);
		add(f, hash_byte(before, PAIR_KIND) * step_hash + word_feature(word.hash));
	}
	f->words = mem_grow(f->words, f->word_count, &f->word_room, sizeof *f->words);
	f->words[f->word_count++] = word;
	*pen->out++ = ' ';
	pen->start = end + 1;
	pen->hash = start_word;
}

/* A run of ASCII letters and digits; the bytes read. */
static size_t
fold_run(struct pen *pen, const char *text, size_t left)
{
	uint64_t hash = pen->hash;
	char *out = pen->out;
	unsigned letters = 0, capitals = 0, stretched = 0;
	size_t i = 0;

	for (char c; i < left && (c = in_word[(unsigned char)text[i]]) != '\0'; i++) {
		out[i] = c;
		hash = (hash ^ (unsigned char)c) * step_word;
		letters += c != '0';
		capitals += text[i] >= 'A' && text[i] <= 'Z';
		stretched += (c == out[(ptrdiff_t)i - 1]) & (c == out[(ptrdiff_t)i - 2]);
	}
	pen->hash = hash;
	pen->out += i;
	pen->manner.letters += letters;
	pen->manner.capitals += capitals;
	pen->manner.stretched += stretched;
	return i;
}

/* A character beyond ASCII; the bytes read. */
static size_t
fold_beyond(struct pen *pen, const char *text, size_t left)
{
	struct features *f = pen->features;
	char folded[4];
	size_t written;
	bool letter;
	size_t n = fold_point(text, left, folded, &written, &letter);

	if (letter) {
		pen->manner.stretched += folded[0] == pen->out[-1] && folded[0] == pen->out[-2];
		for (size_t i = 0; i < written; i++)
			put(pen, folded[i]);
		return n;
	}
	if (written == 4) {
		pen->manner.symbols++;
		add(f, hash_bytes(hash_byte(start_hash, WORD_KIND), folded, written));
	}
	end_word(pen);
	return n;
}

/* The text as folded words; signs and symbols are counted on the way. */
static void
fold(struct pen *pen, const char *text, size_t length)
{
	for (size_t i = 0, n; i < length; i += n) {
		unsigned char c = (unsigned char)text[i];
		char mark = 0;
		n = mark_length(text + i, length - i, pen->out[-1] != ' ', &mark);
		if (n > 0) {
			put(pen, mark);
		} else if (c >= 0x80) {
			n = fold_beyond(pen, text + i, length - i);
		} else if (in_word[c] != '\0') {
			n = fold_run(pen, text + i, length - i);
		} else {
			n = 1;
			note_sign(pen->features, &pen->manner, (char)c);
			end_word(pen);
		}
	}
	end_word(pen);
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
	struct pen pen = {.features = f, .start = BEFORE, .hash = start_word};

	f->count = f->word_count = 0;
	reserve(f, MANNERS + EACH_BYTE * (length + 2));
	if (f->folded_room < 2 * length + 16) {
		f->folded_room = 2 * length + 16;
		f->folded = mem_resize(f->folded, f->folded_room, 1);
	}
	memset(f->folded, ' ', BEFORE);
	pen.out = f->folded + BEFORE;
	fold(&pen, text, length);
	add_manners(f, &pen.manner, f->word_count);
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
