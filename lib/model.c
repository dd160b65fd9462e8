/* A linear text model, mapped into memory. */
#include "model.h"

#include <err.h>
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mem.h"
#include "status.h"

enum { LANES = 16, AHEAD = 8 };
enum {
	SAFE_ROWS = 256,
	SAFE_WORDS = SAFE_ROWS / FEATURE_WORD_MOST
}; /* rows of at most 127 that fit a 16-bit sum */

typedef int8_t bytes16 __attribute__((vector_size(LANES)));
typedef int16_t shorts16 __attribute__((vector_size(2 * LANES), aligned(LANES)));
typedef int32_t ints16 __attribute__((vector_size(4 * LANES), aligned(LANES)));

enum { SLOTS = 1 << 14, LINE = 64, CHUNKS = MODEL_COLUMNS / LANES };

/* What the features of a word sum up to: most words of a text are among the few thousand that were read before. */
struct slot {
	uint64_t hash; /* 0: empty */
	uint32_t count;
	shorts16 sums[]; /* as many as a row has chunks */
};

struct model {
	const struct model_file *file;
	char *slots; /* in a block, from the start of a line of the cache on */
	void *block;
	size_t slot_size, size;
	ints16 sums[CHUNKS];
	double factor; /* of the features read last */
};

uint64_t
model_checksum(const void *bytes, size_t length)
{
	const char *at = bytes;
	uint64_t hash = 0x9E3779B97F4A7C15u ^ length, word;

	for (; length >= 8; length -= 8, at += 8) {
		memcpy(&word, at, 8);
		hash = (hash ^ word) * 0xFF51AFD7ED558CCDu;
		hash ^= hash >> 32;
	}
	for (word = 0; length > 0; length--)
		word = word << 8 | (unsigned char)*at++;
	hash = (hash ^ word) * 0xFF51AFD7ED558CCDu;
	return hash ^ hash >> 32;
}

uint64_t
model_sum(const struct model_file *f)
{
	size_t front = offsetof(struct model_file, checksum), behind = front + sizeof f->checksum;

	return model_checksum(f, front) * 31 ^
	       model_checksum((const char *)f + behind, f->size - behind);
}

uint32_t
model_row(uint32_t feature, uint32_t bits)
{
	return feature >> (32 - bits);
}

static bool
heads_fit(const struct model_file *f)
{
	if (f->heads > MODEL_HEADS)
		return false;
	for (uint32_t i = 0; i < f->heads; i++) {
		const struct model_head *h = &f->head[i];
		if (h->first > MODEL_COLUMNS || h->count > MODEL_COLUMNS - h->first ||
			h->first + h->count > f->stride ||
			memchr(h->name, '\0', MODEL_NAME) == NULL)
			return false;
	}
	for (size_t i = 0; i < MODEL_COLUMNS; i++)
		if (memchr(f->label[i].name, '\0', MODEL_NAME) == NULL)
			return false;
	return true;
}

/* NULL: in order. */
static const char *
find_fault(const struct model_file *f, size_t size)
{
	if (size < sizeof *f || memcmp(f->magic, "gripe-m\n", 8) != 0)
		return "not a model of gripe-train";
	if (f->byte_order != 0x01020304)
		return "written on a machine with another byte order; train it here";
	if (f->version != MODEL_VERSION)
		return "a model of another version of gripe; train it again";
	if (f->size != size || f->bits < 1 || f->bits > 24 || f->stride == 0 ||
		f->stride > MODEL_COLUMNS || f->stride % LANES != 0 ||
		size != sizeof *f + ((size_t)f->stride << f->bits))
		return "damaged: its size is wrong";
	if (f->checksum != model_sum(f))
		return "damaged: its checksum is wrong";
	if (f->features != FEATURE_VERSION)
		return "it looks at other features than this program; train it again";
	return heads_fit(f) ? NULL : "damaged: its heads do not fit";
}

static void
make_slots(struct model *m)
{
	size_t size = sizeof(struct slot) + m->file->stride * sizeof(int16_t);

	m->slot_size = (size + LINE - 1) / LINE * LINE;
	m->block = mem_new(SLOTS + 1, m->slot_size);
	m->slots = (char *)m->block + (LINE - (uintptr_t)m->block % LINE);
}

static struct slot *
slot_of(const struct model *m, uint64_t hash)
{
	return (struct slot *)(void *)(m->slots + hash % SLOTS * m->slot_size);
}

struct model *
model_open(const char *path)
{
	struct model *m = mem_new(1, sizeof *m);
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || fstat(fd, &st) != 0)
		err(STATUS_CONFIG, "%s", path);
	if (st.st_size == 0)
		errx(STATUS_CONFIG, "%s: not a model of gripe-train", path);
	m->size = (size_t)st.st_size;
	void *map = mmap(NULL, m->size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (map == MAP_FAILED)
		err(STATUS_CONFIG, "%s", path);
	close(fd);
	m->file = map;
	const char *fault = find_fault(m->file, m->size);
	if (fault != NULL)
		errx(STATUS_CONFIG, "%s: %s", path, fault);
	make_slots(m);
	return m;
}

void
model_close(struct model *m)
{
	if (m == NULL)
		return;
	free(m->block);
	munmap((void *)(uintptr_t)m->file, m->size);
	free(m);
}

/* Both ends of what may lie in two lines of the cache. */
static inline void
fetch(const void *at, size_t length)
{
	__builtin_prefetch(at);
	__builtin_prefetch((const char *)at + length - 1);
}

/* The sums of the rows of at most SAFE_ROWS features, chunks of 16 columns; called with a constant, so that they stay in registers. */
static inline __attribute__((always_inline)) void
add_rows(const struct model_file *file, const uint32_t *features, size_t count, size_t chunks,
	shorts16 *sums)
{
	const size_t length = chunks * LANES;
	shorts16 sum[CHUNKS] = {{0}};

	for (size_t i = 0; i < count && i < AHEAD; i++)
		fetch(file->weights + model_row(features[i], file->bits) * length, length);
	for (size_t i = 0; i < count; i++) {
		const int8_t *row = file->weights + model_row(features[i], file->bits) * length;
		if (i + AHEAD < count)
			fetch(file->weights + model_row(features[i + AHEAD], file->bits) * length,
				length);
		for (size_t c = 0; c < chunks; c++) {
			bytes16 weights;
			memcpy(&weights, row + c * LANES, LANES);
			sum[c] += __builtin_convertvector(weights, shorts16);
		}
	}
	for (size_t c = 0; c < chunks; c++)
		sums[c] = sum[c];
}

static void
add_features(const struct model_file *f, const uint32_t *at, size_t count, shorts16 *sums)
{
	switch (f->stride / LANES) {
	case 1:
		add_rows(f, at, count, 1, sums);
		break;
	case 2:
		add_rows(f, at, count, 2, sums);
		break;
	case 3:
		add_rows(f, at, count, 3, sums);
		break;
	default:
		add_rows(f, at, count, 4, sums);
	}
}

static void
add_sums(struct model *m, const shorts16 *sums)
{
	for (size_t c = 0; c < m->file->stride / LANES; c++)
		m->sums[c] += __builtin_convertvector(sums[c], ints16);
}

static const struct slot *
find_word(struct model *m, const struct features *features, const struct feature_word *word)
{
	struct slot *slot = slot_of(m, word->hash);
	uint32_t at[FEATURE_WORD_MOST];

	if (slot->hash == word->hash)
		return slot;
	slot->hash = word->hash;
	slot->count = (uint32_t)feature_of_word(features, word, at);
	add_features(m->file, at, slot->count, slot->sums);
	return slot;
}

/* The sums of all words; how many features they have. */
static size_t
add_words(struct model *m, const struct features *features)
{
	const size_t chunks = m->file->stride / LANES;
	size_t count = 0;

	for (size_t from = 0; from < features->word_count; from += SAFE_WORDS) {
		shorts16 sums[CHUNKS] = {{0}};
		for (size_t i = from; i < from + SAFE_WORDS && i < features->word_count; i++) {
			if (i + AHEAD < features->word_count)
				fetch(slot_of(m, features->words[i + AHEAD].hash), m->slot_size);
			const struct slot *slot = find_word(m, features, &features->words[i]);
			count += slot->count;
			for (size_t c = 0; c < chunks; c++)
				sums[c] += slot->sums[c];
		}
		add_sums(m, sums);
	}
	return count;
}

void
model_read(struct model *m, const struct features *features)
{
	shorts16 sums[CHUNKS];

	memset(m->sums, 0, sizeof m->sums);
	for (size_t from = 0; from < features->count; from += SAFE_ROWS) {
		size_t left = features->count - from;
		add_features(
			m->file, features->at + from, left < SAFE_ROWS ? left : SAFE_ROWS, sums);
		add_sums(m, sums);
	}
	size_t count = features->count + add_words(m, features);
	m->factor = count > 0 ? 1 / sqrt((double)count) : 0;
}

const struct model_head *
model_head(const struct model *m, const char *name)
{
	for (uint32_t i = 0; i < m->file->heads; i++)
		if (strcmp(m->file->head[i].name, name) == 0)
			return &m->file->head[i];
	return NULL;
}

const char *
model_label(const struct model *m, const struct model_head *head, size_t label)
{
	return m->file->label[head->first + label].name;
}

double
model_score(const struct model *m, const struct model_head *head, size_t label)
{
	size_t column = head->first + label;

	return m->file->label[column].bias +
	       head->scale * m->sums[column / LANES][column % LANES] * m->factor;
}
