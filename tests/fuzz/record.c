/* Fuzz target for what every byte of input meets first: the check, the record, its members, and set.
 *
 * With libFuzzer (clang -DFUZZER -fsanitize=fuzzer,address,undefined) it is the target alone. Without, it is a program: it runs
 * the files that are its operands, then --runs N mutations that depend on --seed N and nothing else, so that a test can. */
#include <err.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "json.h"
#include "mem.h"
#include "record.h"
#include "text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static long records; /* that were good ones */

static void
insist(bool holds, const char *what)
{
	if (!holds) {
		warnx("%s", what);
		abort();
	}
}

static bool
is_text(const char *text, size_t length)
{
	for (size_t i = 0, n; i < length; i += n) {
		n = text_sequence(text + i, text + length);
		if (n == 0 || text[i] == '\0')
			return false;
	}
	return text[length] == '\0';
}

/* Walks, finds and decodes all there is below a value; returns how many values it saw. */
static size_t
visit(struct json value, int depth)
{
	struct json rest = json_inside(value), key = {NULL, 0}, item;
	bool is_object = json_type(value) == JSON_OBJECT;
	size_t count = 1;

	insist(depth <= JSON_DEPTH, "a checked value is too deep");
	if (json_type(value) == JSON_STRING) {
		char *out = mem_new(value.length, 1);
		insist(is_text(out, json_decode(value, out)), "a decoded string is no text");
		free(out);
	}
	if (json_type(value) == JSON_NUMBER) {
		double number = json_number(value);
		insist(number <= 0 || number >= 0, "a number is none");
	}
	while (json_next(&rest, is_object ? &key : NULL, &item)) {
		insist(item.at > value.at && item.at + item.length < value.at + value.length,
			"an item stands outside");
		if (is_object)
			count += visit(key, depth + 1);
		count += visit(item, depth + 1);
	}
	return count;
}

static void
ask_everything(struct record *r)
{
	static const char *const paths[] = {"content", "title", "score", "a", "a.b",
		"author.handle", "tags", "", ".", "a..b", "classify.evidence"};
	const char *const *items;
	size_t length;
	bool cut;

	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
		record_number(r, paths[i], 0);
		record_flag(r, paths[i]);
		record_list(r, paths[i], &items);
		const char *text = record_string(r, paths[i]);
		insist(is_text(text, strlen(text)), "a member is no text");
	}
	record_is_incoming(r);
	const char *text = record_text(r, &length, &cut);
	insist(length <= TEXT_LIMIT && is_text(text, length), "the text is no text");
}

/* The members but those called name, as bytes one after the other. */
static void
others(struct buffer *out, struct record *r, const char *name)
{
	struct json_members members = {0};
	struct json_fault fault;
	size_t length;
	const char *line = record_line(r, &length);

	buffer_clear(out);
	insist(json_check(line, length, NULL, &members, &fault), "the line is no JSON any more");
	for (size_t i = 0; i < members.count; i++) {
		const struct json_member *m = &members.at[i];
		if (json_key_is(line + m->key, m->key_length, m->escaped, name))
			continue;
		buffer_add(out, line + m->key, m->key_length);
		buffer_char(out, '\0');
		buffer_add(out, line + m->value, m->value_length);
		buffer_char(out, '\0');
	}
	free(members.at);
}

static void
change(struct record *r, const char *name, const char *value)
{
	struct buffer before = {0}, after = {0}, line = {0};
	size_t length;

	others(&before, r, name);
	record_set(r, name, value);
	others(&after, r, name);
	insist(before.length == after.length &&
			(before.length == 0 || memcmp(before.at, after.at, before.length) == 0),
		"another member changed");
	struct json now = record_value(r, name);
	insist(value == NULL
			? now.at == NULL
			: now.length == strlen(value) && memcmp(now.at, value, now.length) == 0,
		"what was set is not what is read");
	const char *at = record_line(r, &length);
	buffer_add(&line, at, length);
	record_set(r, name, value);
	at = record_line(r, &length);
	insist(length == line.length && memcmp(at, line.at, length) == 0,
		"setting twice is not setting once");
	buffer_free(&before);
	buffer_free(&after);
	buffer_free(&line);
}

static void
try_record(const char *line, size_t size)
{
	static const char *const names[] = {"score", "a", "content", "n\\\"w"};
	struct record *r = record_new();
	bool repaired;
	size_t length;

	if (record_read(r, line, size, &repaired)) {
		records++;
		const char *now = record_line(r, &length);
		insist(repaired || (length == size && memcmp(now, line, size) == 0),
			"reading changed the line");
		insist(is_text(now, length), "the line is no UTF-8");
		ask_everything(r);
		for (size_t i = 0; i < 3; i++) {
			change(r, names[i], i % 2 ? "[1,{\"score\":\"\\u0061\"}]" : "{\"a\":0.5}");
			ask_everything(r);
		}
		for (size_t i = 0; i < 3; i++)
			change(r, names[i], NULL);
	} else {
		insist(record_fault(r) != NULL, "a bad record says no reason");
	}
	record_free(r);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *line = malloc(size + 1); /* exactly, so that a byte read too far is seen */
	struct json value;
	struct json_fault fault = {0};

	memcpy(line, data, size);
	line[size] = '\0';
	if (json_check(line, size, &value, NULL, &fault)) {
		insist(is_text(line, size), "accepted, and no text");
		visit(value, 0);
	} else {
		insist(fault.reason != NULL && fault.at <= size, "refused without a reason");
	}
	try_record(line, size);
	free(line);
	return 0;
}

#ifndef FUZZER

static const char *const seeds[] = {
	"{\"id\":\"x:demo/1\",\"content\":\"Al drie weken geen pakket! \\ud83d\\ude21\",\"n\":0.10}",
	"{ \"title\" : \"caf\xC3\xA9\" , \"content\":\"e\xCC\x81 \\u0000 \\ud83d\", \"score\": {\"a\":[1,2]} }",
	"{\"author\":{\"handle\":\"@jo\",\"followers_count\":1e999},\"tags\":[\"a\",\"b\\n\"],\"a\":{\"b\":null}}",
	"{\"sc\\u006fre\":1,\"score\":2,\"\":3,\"a\":{\"a\":{\"a\":[[[[{}]]]]}},\"automatic\":true}",
	"[[1,2,-0.5e+3],{\"direction\":\"out\"},\"\xF0\x9F\x98\xA1\xED\xA0\x80\xFF\"]", "{}"};

static const char *const pieces[] = {"{", "}", "[", "]", "\"", ":", ",", "\\", "\\u", "\\ud83d",
	"\\ude21", "\\u0000", "null", "true", "1e999", "-", "0", ".", "e+", "\xC3", "\xA9",
	"\xE2\x82", "\xF0\x9F\x98\xA1", "\xED\xA0\x80", "\xFF", "\xEF\xBB\xBF", "\xCC\x81", " ",
	"\t", "\r", "\n", "\"score\":", "\"a\":1,", "\"content\":\"", "{\"a\":", "\x01", "\x7F"};

static uint64_t
next_random(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

static void
splice(struct buffer *b, size_t at, size_t away, const char *in, size_t length)
{
	struct buffer made = {0};

	if (at + away > b->length)
		away = b->length - at;
	buffer_add(&made, b->at, at);
	buffer_add(&made, in, length);
	buffer_add(&made, b->at + at + away, b->length - at - away);
	buffer_free(b);
	*b = made;
}

static void
mutate(struct buffer *b, uint64_t *state)
{
	size_t at = next_random(state) % (b->length + 1);
	size_t away = next_random(state) % 4;
	char byte = (char)next_random(state);

	switch (next_random(state) % 6) {
	case 0:
		splice(b, at, away, &byte, 1);
		break;
	case 1:
		splice(b, at, away, "", 0);
		break;
	case 2: { /* a part of it once more */
		char *copy = mem_dup_n(b->at, b->length);
		size_t from = next_random(state) % (b->length + 1);
		size_t n = next_random(state) % (b->length - from + 1);
		splice(b, at, 0, copy + from, n < 200 ? n : 200);
		free(copy);
		break;
	}
	case 3: { /* a part of another seed */
		const char *seed = seeds[next_random(state) % (sizeof seeds / sizeof *seeds)];
		size_t from = next_random(state) % strlen(seed);
		splice(b, at, away, seed + from, next_random(state) % (strlen(seed) - from + 1));
		break;
	}
	default: {
		const char *piece = pieces[next_random(state) % (sizeof pieces / sizeof *pieces)];
		splice(b, at, away, piece, strlen(piece));
	}
	}
}

static void
run_mutations(long runs, uint64_t state)
{
	struct buffer b = {0};

	for (long i = 0; i < runs; i++) {
		if (i % 8 == 0 || b.length > 4096) {
			const char *seed =
				seeds[next_random(&state) % (sizeof seeds / sizeof *seeds)];
			buffer_clear(&b);
			buffer_text(&b, seed);
		}
		mutate(&b, &state);
		LLVMFuzzerTestOneInput((const uint8_t *)b.at, b.length);
	}
	buffer_free(&b);
}

static void
run_file(const char *name)
{
	FILE *file = fopen(name, "re");
	struct buffer b = {0};
	char block[4096];
	size_t n;

	if (file == NULL)
		err(66, "%s", name);
	buffer_text(&b, "");
	while ((n = fread(block, 1, sizeof block, file)) > 0)
		buffer_add(&b, block, n);
	fclose(file);
	LLVMFuzzerTestOneInput((const uint8_t *)b.at, b.length);
	buffer_free(&b);
}

int
main(int argc, char *argv[])
{
	long runs = 0, seed = 1, files = 0;

	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--runs") == 0 && i + 1 < argc)
			runs = atol(argv[++i]);
		else if (strcmp(argv[i], "--seed") == 0 && i + 1 < argc)
			seed = atol(argv[++i]);
		else {
			run_file(argv[i]);
			files++;
		}
	}
	run_mutations(runs, (uint64_t)seed * 0x9E3779B97F4A7C15u + 1);
	printf("%ld files and %ld mutations passed, %ld good records among them\n", files, runs,
		records);
	return 0;
}

#endif
