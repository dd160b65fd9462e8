/* The draft of an answer. */
#include "reply.h"

#include <ctype.h>
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "condition.h"
#include "json.h"
#include "labels.h"
#include "lookup.h"
#include "mem.h"
#include "record.h"
#include "status.h"
#include "table.h"
#include "text.h"

enum { PART, LANGUAGE, KIND, EMOTION, TEXT };
enum { GREETING, THANKS, APOLOGY, CLOSING, SIGNATURE, PARTS };
enum { NAME_MOST = 24, LANGUAGE_MOST = 8, ANSWER_MOST = 1 << 16, ANSWERS_MOST = 2048 };

static const struct table_column columns[] = {{"part", true}, {"language", true}, {"kind", false},
	{"emotion", false}, {"text", true}, {NULL, false}};
static const char *const part_names[PARTS] = {
	"greeting", "thanks", "apology", "closing", "signature"};

/* A file of answers/, read once; a text of NULL says that there is none. */
struct answer {
	char *name, *text;
};

struct writer {
	struct reply_setup setup;
	struct table *phrases;
	struct answer *answers;
	size_t answer_count, answer_room;
	struct buffer parts[PARTS], content, out;
	char name[NAME_MOST + 1]; /* how the author is addressed, may be "" */
};

void
reply_free(struct writer *w)
{
	if (w == NULL)
		return;
	for (size_t i = 0; i < w->answer_count; i++) {
		free(w->answers[i].name);
		free(w->answers[i].text);
	}
	for (int i = 0; i < PARTS; i++)
		buffer_free(&w->parts[i]);
	buffer_free(&w->content);
	buffer_free(&w->out);
	table_free(w->phrases);
	free(w->answers);
	free(w);
}

/* Drops a byte-order mark and carriage returns; the length left. */
static size_t
drop_marks(char *text, size_t length)
{
	size_t kept = 0, from = length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;

	for (size_t i = from; i < length; i++)
		if (text[i] != '\r')
			text[kept++] = text[i];
	return kept;
}

static char *
read_answer(const char *path)
{
	FILE *file = fopen(path, "re");
	char *text = mem_new(ANSWER_MOST + 1, 1);

	if (file == NULL)
		err(STATUS_CONFIG, "%s", path);
	size_t n = fread(text, 1, ANSWER_MOST + 1, file);
	if (ferror(file))
		err(STATUS_CONFIG, "%s", path);
	fclose(file);
	if (n > ANSWER_MOST)
		errx(STATUS_CONFIG, "%s: longer than %d bytes", path, ANSWER_MOST);
	n = drop_marks(text, n);
	while (n > 0 && isspace((unsigned char)text[n - 1]))
		n--;
	for (size_t i = 0, step; i < n; i += step) {
		step = text_sequence(text + i, text + n);
		if (step == 0 || text[i] == '\0')
			errx(STATUS_CONFIG, "%s: byte %zu is no UTF-8 text", path, i + 1);
	}
	if (n == 0)
		errx(STATUS_CONFIG, "%s: an answer without text", path);
	text[n] = '\0';
	return mem_resize(text, n + 1, 1);
}

/* The answer of that name, NULL: none. */
static const struct answer *
find_answer(struct writer *w, const char *what, const char *language)
{
	char *name = mem_format("%s.%s", what, language);

	for (size_t i = 0; i < w->answer_count; i++) {
		if (strcmp(w->answers[i].name, name) == 0) {
			free(name);
			return w->answers[i].text != NULL ? &w->answers[i] : NULL;
		}
	}
	char *file = mem_format("answers/%s.txt", name), *path = lookup_data(w->setup.data, file);
	free(file);
	if (path == NULL && w->answer_count >= ANSWERS_MOST) { /* languages without end */
		free(name);
		return NULL;
	}
	w->answers = mem_grow(w->answers, w->answer_count, &w->answer_room, sizeof *w->answers);
	struct answer *a = &w->answers[w->answer_count++];
	*a = (struct answer){name, path != NULL ? read_answer(path) : NULL};
	free(path);
	return a->text != NULL ? a : NULL;
}

/* What is no plain language tag or no label cannot choose a file. */
static bool
is_language(const char *text)
{
	size_t n = strspn(text, "abcdefghijklmnopqrstuvwxyz-");

	return n > 0 && n <= LANGUAGE_MOST && text[n] == '\0';
}

static bool
is_label(const char *set, const char *text)
{
	return labels_find(labels_set(set), text, strlen(text)) >= 0;
}

/* The answers of a language, so that a broken one ends the run before the first post. */
static void
load_answers(struct writer *w, const char *language)
{
	static const char *const names[] = {"kind", "topic"};

	for (int i = 0; i < 2; i++) {
		const struct labels *set = labels_set(names[i]);
		for (size_t k = 0; k < set->count; k++)
			find_answer(w, set->at[k], language);
	}
}

static void
check_part(const struct table *phrases, size_t row)
{
	const char *part = table_cell(phrases, row, PART);

	for (int i = 0; i < PARTS; i++)
		if (strcmp(part, part_names[i]) == 0)
			return;
	table_fault(phrases, row, PART,
		"\"%s\" is none of greeting, thanks, apology, closing and signature", part);
}

struct writer *
reply_load(const struct reply_setup *setup)
{
	struct writer *w = mem_new(1, sizeof *w);
	const char *last = "";

	w->setup = *setup;
	w->phrases = table_find(setup->data, "phrases.csv", columns);
	for (size_t row = 0; row < table_rows(w->phrases); row++) {
		const char *language = table_cell(w->phrases, row, LANGUAGE);
		check_part(w->phrases, row);
		if (is_language(language) && strcmp(language, last) != 0)
			load_answers(w, last = language);
	}
	return w;
}

/* The kind's own answer, or that of the first topic that has one. */
static const struct answer *
choose_answer(struct writer *w, struct record *r, const char *kind, const char *language)
{
	const char *const *topics;
	size_t count = record_list(r, "classify.topics", &topics);
	const struct answer *a = is_label("kind", kind) ? find_answer(w, kind, language) : NULL;

	for (size_t i = 0; a == NULL && i < count; i++)
		if (is_label("topic", topics[i]))
			a = find_answer(w, topics[i], language);
	return a != NULL ? a : find_answer(w, "other", language);
}

/* Bytes of a hyphen or apostrophe that stands between letters; 0: none does. */
static size_t
joint(const char *at)
{
	return *at == '-' || *at == '\'' ? 1 : strncmp(at, "\u2019", 3) == 0 ? 3 : 0;
}

/* The first of two or more names, if it looks like one: "Jan" of "Jan de Vries", nothing of "xX_jan_Xx" or "NS Klant". */
static void
find_name(struct writer *w, const char *full)
{
	size_t n = strcspn(full, " "), bytes, small = 0;
	bool joined = false;

	w->name[0] = '\0';
	if (n < 2 || n > NAME_MOST || full[n] == '\0' ||
		text_letter(full, n, &bytes) != TEXT_CAPITAL)
		return;
	for (size_t i = 0; i < n; i += bytes) {
		enum text_letter letter = text_letter(full + i, n - i, &bytes);
		if (letter == TEXT_NO_LETTER && (joined || (bytes = joint(full + i)) == 0))
			return;
		joined = letter == TEXT_NO_LETTER;
		small += letter == TEXT_SMALL;
	}
	if (small > 0 && !joined)
		snprintf(w->name, sizeof w->name, "%.*s", (int)n, full);
}

/* What a placeholder stands for; NULL: it is none. */
static const char *
placeholder(const struct writer *w, const char *at, size_t length)
{
	const struct {
		const char *name, *value;
	} known[] = {{"{name}", w->name}, {"{initials}", w->setup.initials},
		{"{organisation}", w->setup.organisation}};

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strlen(known[i].name) == length && memcmp(known[i].name, at, length) == 0)
			return known[i].value;
	return NULL;
}

/* Adds text with its placeholders filled in; false: one of them has nothing to be filled with. */
static bool
fill(const struct writer *w, struct buffer *out, const char *text)
{
	while (*text != '\0') {
		size_t plain = strcspn(text, "{");
		buffer_add(out, text, plain);
		text += plain;
		const char *end = *text == '{' ? strchr(text, '}') : NULL;
		const char *value =
			end != NULL ? placeholder(w, text, (size_t)(end - text) + 1) : NULL;
		if (value == NULL && *text == '{') {
			buffer_char(out, *text++);
		} else if (value != NULL) {
			if (*value == '\0')
				return false;
			buffer_text(out, value);
			text = end + 1;
		}
	}
	return true;
}

static void
choose_phrases(struct writer *w, const char *language, const char *kind, const char *emotion)
{
	for (int i = 0; i < PARTS; i++) {
		buffer_clear(&w->parts[i]);
		for (size_t row = 0; row < table_rows(w->phrases); row++) {
			const struct table *t = w->phrases;
			if (strcmp(table_cell(t, row, PART), part_names[i]) != 0 ||
				!condition_text(table_cell(t, row, LANGUAGE), language) ||
				!condition_text(table_cell(t, row, KIND), kind) ||
				!condition_text(table_cell(t, row, EMOTION), emotion))
				continue;
			if (fill(w, &w->parts[i], table_cell(t, row, TEXT)))
				break;
			buffer_clear(&w->parts[i]);
		}
	}
}

static void
add_part(struct writer *w, const char *text)
{
	if (text == NULL || *text == '\0')
		return;
	if (w->content.length > 0)
		buffer_char(&w->content, ' ');
	buffer_text(&w->content, text);
}

static void
put_parts(struct writer *w, const char *answer)
{
	json_key(&w->out, "parts");
	json_open(&w->out, '{');
	for (int i = 0; i < SIGNATURE; i++)
		if (w->parts[i].length > 0)
			json_key_string(&w->out, part_names[i], w->parts[i].at);
	json_key_string(&w->out, "answer", answer);
	json_close(&w->out, '}');
}

/* Whether a draft is wanted: the route says so, or without a route the kind does. */
static bool
wants_draft(struct record *r, const char *kind)
{
	const char *action = record_string(r, "route.action"), *const * risks;
	size_t count = record_list(r, "score.risks", &risks);

	if (!record_is_incoming(r) || record_flag(r, "route.human_only") ||
		labels_duty(risks, count) != NULL)
		return false;
	if (*action != '\0')
		return strcmp(action, "answer") == 0 || strcmp(action, "acknowledge") == 0;
	return condition_text("complaint|report|question|suggestion|compliment", kind);
}

const char *
reply_draft(struct writer *w, struct record *r)
{
	const char *kind = record_string(r, "classify.kind"),
		   *language = record_string(r, "classify.language");
	const struct answer *a = NULL;

	if (wants_draft(r, kind) && is_language(language))
		a = choose_answer(w, r, kind, language);
	if (a == NULL)
		return NULL;
	find_name(w, record_string(r, "author.name"));
	choose_phrases(w, language, kind, record_string(r, "classify.emotion"));
	buffer_clear(&w->content);
	add_part(w, w->parts[GREETING].at);
	add_part(w, w->parts[THANKS].at);
	add_part(w, w->parts[APOLOGY].at);
	add_part(w, a->text);
	add_part(w, w->parts[CLOSING].at);
	add_part(w, w->parts[SIGNATURE].at);
	buffer_clear(&w->out);
	json_open(&w->out, '{');
	json_key_string(&w->out, "content", w->content.at);
	json_key_string(&w->out, "language", language);
	json_key_string(
		&w->out, "signature", w->parts[SIGNATURE].length > 0 ? w->parts[SIGNATURE].at : "");
	json_key(&w->out, "answers");
	json_open(&w->out, '[');
	json_string(&w->out, a->name);
	json_close(&w->out, ']');
	put_parts(w, a->text);
	json_close(&w->out, '}');
	return w->out.at;
}
