/* Cases as people read them: all about one. */
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "clock.h"
#include "mem.h"
#include "overview.h"
#include "overview_words.h"
#include "record.h"
#include "text.h"

enum { INDENT = 4, COLUMNS_LEAST = 40, LINE_MOST = 300 };

struct page {
	const struct overview *view;
	struct buffer *out;
	struct buffer line, shown; /* of the object in hand */
	struct record *item;
};

char *
overview_due(const char *due_at, int64_t now)
{
	int64_t due;

	return clock_parse(due_at, &due) ? clock_due(due, now) : mem_dup("");
}

const char *
overview_author(struct record *r)
{
	const char *handle = record_string(r, "author.handle");

	return *handle != '\0' ? handle : record_string(r, "author.name");
}

static void
put(struct page *p, const char *text)
{
	text_show(p->out, text, strlen(text), LINE_MOST);
}

static void
put_more(struct page *p, const char *before, const char *text)
{
	if (*text == '\0')
		return;
	buffer_text(p->out, before);
	put(p, text);
}

static void
heading(struct page *p, const char *text)
{
	buffer_text(p->out, p->view->bold ? "\n\033[1m" : "\n");
	buffer_text(p->out, text);
	buffer_text(p->out, p->view->bold ? "\033[0m\n" : "\n");
}

/* How much of at fits in columns, up to a space where there is one. */
static size_t
fitting(const char *at, size_t columns)
{
	size_t i = 0, width = 0, space = 0, n;

	for (; at[i] != '\0'; i += n) {
		n = text_sequence(at + i, at + i + strnlen(at + i, 4));
		n = n > 0 ? n : 1;
		width += text_width(at + i, n);
		if (width > columns)
			return space > 0 ? space : i > 0 ? i : n;
		if (at[i] == ' ')
			space = i;
	}
	return i;
}

/* One line of a text, broken at spaces. */
static void
put_line(struct page *p, const char *text, size_t length)
{
	size_t columns = p->view->columns > COLUMNS_LEAST ? p->view->columns : COLUMNS_LEAST;

	buffer_clear(&p->shown);
	text_show(&p->shown, text, length, 0);
	const char *at = p->shown.at != NULL ? p->shown.at : "";
	while (*at != '\0') {
		size_t n = fitting(at, columns - INDENT);
		buffer_format(p->out, "%*s%.*s\n", INDENT, "", (int)n, at);
		at += n + strspn(at + n, " ");
	}
}

static void
put_text(struct page *p, const char *text)
{
	for (size_t length; *text != '\0'; text += length + (text[length] == '\n')) {
		length = strcspn(text, "\n");
		put_line(p, text, length);
	}
}

/* The next object of a list as p->item. */
static bool
next_item(struct page *p, struct json *rest)
{
	struct json value;
	bool repaired;

	if (!json_next(rest, NULL, &value))
		return false;
	buffer_clear(&p->line);
	buffer_add(&p->line, value.at, value.length);
	return record_read(p->item, p->line.at, p->line.length, &repaired);
}

static void
put_list(struct page *p, const char *before, const char *path)
{
	const char *const *items;
	size_t count = record_list(p->item, path, &items);

	for (size_t i = 0; i < count; i++)
		put_more(p, i == 0 ? before : ", ", items[i]);
}

static void
put_reasons(struct page *p)
{
	struct json rest = json_inside(record_value(p->item, "score.reasons")), reason;

	while (json_next(&rest, NULL, &reason)) {
		char *text = mem_new(reason.length + 1, 1);
		struct json rule = json_find(reason, "rule"), points = json_find(reason, "points"),
			    match = json_find(reason, "match");
		if (json_type(rule) == JSON_STRING) {
			json_decode(rule, text);
			put_more(p, "; ", text);
		}
		if (json_type(points) == JSON_NUMBER)
			buffer_format(p->out, " %+g", json_number(points));
		if (json_type(match) == JSON_STRING) {
			json_decode(match, text);
			put_more(p, " ", text);
		}
		free(text);
	}
}

/* What was judged, and why, each on lines of its own. */
static void
put_judgement(struct page *p)
{
	struct buffer words = {0}, *out = p->out;
	double severity = record_number(p->item, "score.severity", -1);

	p->out = &words;
	put_more(p, "", record_string(p->item, "classify.kind"));
	put_more(p, ", ", record_string(p->item, "classify.emotion"));
	put_list(p, ": ", "classify.topics");
	buffer_char(&words, '\n');
	if (severity >= 0) {
		buffer_format(&words, "severity %g", severity);
		put_more(p, ", ", record_string(p->item, "score.level"));
		put_list(p, ", risks ", "score.risks");
		put_reasons(p);
	}
	buffer_char(&words, '\n');
	put_more(p, "", record_string(p->item, "route.action"));
	put_more(p, ", team ", record_string(p->item, "route.team"));
	put_list(p, ", notify ", "route.notify");
	put_list(p, ": ", "route.why");
	p->out = out;
	put_text(p, words.at);
	buffer_free(&words);
}

static void
put_posts(struct page *p, struct json rest)
{
	while (next_item(p, &rest)) {
		buffer_char(p->out, '\n');
		put(p, record_string(p->item, "created_at"));
		put_more(p, "  ", record_string(p->item, "channel"));
		put_more(p, "  ", overview_author(p->item));
		put_more(p, "  ", record_string(p->item, "id"));
		buffer_text(p->out, record_is(p->item, "direction", "out") ? "  ours\n" : "\n");
		put_text(p, record_string(p->item, "title"));
		put_text(p, record_string(p->item, "content"));
		put_text(p, record_string(p->item, "url"));
		put_judgement(p);
	}
}

static void
put_answers(struct page *p, struct json rest)
{
	while (next_item(p, &rest)) {
		heading(p, "Answer");
		put_more(p, "  to ", record_string(p->item, "post"));
		put_more(p, ", approved by ", record_string(p->item, "approved_by"));
		put_more(p, " at ", record_string(p->item, "approved_at"));
		put_more(p, ": ", record_string(p->item, "status"));
		put_more(p, " ", record_string(p->item, "at"));
		put_more(p, ", ", record_string(p->item, "remote_id"));
		put_more(p, ", ", record_string(p->item, "error"));
		buffer_char(p->out, '\n');
		put_text(p, record_string(p->item, "content"));
	}
}

/* One line each, members one behind the other. */
static void
put_rows(struct page *p, const char *title, struct json rest, const char *const members[])
{
	bool any = false;

	while (next_item(p, &rest)) {
		if (!any)
			heading(p, title);
		any = true;
		for (const char *const *m = members; *m != NULL; m++)
			put_more(p, "  ", record_string(p->item, *m));
		buffer_char(p->out, '\n');
	}
}

static void
put_revisions(struct page *p, struct json rest)
{
	while (next_item(p, &rest)) {
		heading(p, "Before it was edited");
		put_more(p, "  ", record_string(p->item, "post"));
		put_more(p, ", until ", record_string(p->item, "at"));
		buffer_char(p->out, '\n');
		put_text(p, record_string(p->item, "title"));
		put_text(p, record_string(p->item, "content"));
	}
}

static void
put_summary(struct page *p, struct record *r)
{
	char *due = overview_due(record_string(r, "due_at"), p->view->now);
	double priority = record_number(r, "priority", 0);

	buffer_text(p->out, p->view->bold ? "\033[1mCase " : "Case ");
	put(p, record_string(r, "id"));
	buffer_text(p->out, p->view->bold ? "\033[0m" : "");
	put_more(p, ": ", record_string(r, "status"));
	if (priority > 0)
		buffer_format(p->out, ", priority %.0f", priority);
	put_more(p, ", severity ", record_string(r, "level"));
	put_more(p, ", team ", record_string(r, "team"));
	put_more(p, ", answer due ", due);
	buffer_text(p->out, record_flag(r, "human_only") ? ", for a person alone\n" : "\n");
	put_more(p, "opened ", record_string(r, "opened_at"));
	buffer_format(p->out, "; version %.0f", record_number(r, "version", 0));
	put_more(p, ", changed by ", record_string(r, "changed_by"));
	put_more(p, " at ", record_string(r, "changed_at"));
	buffer_char(p->out, '\n');
	free(due);
}

void
overview_case(const struct overview *view, const struct buffer *line, struct buffer *out)
{
	static const char *const warning[] = {
		"opened_at", "target", "post", "status", "seen_by", "error", NULL};
	static const char *const event[] = {"at", "who", "what", "why", NULL};
	struct page p = {.view = view, .out = out, .item = record_new()};
	struct record *r = record_new();
	bool repaired;

	if (record_read(r, line->at, line->length, &repaired)) {
		put_summary(&p, r);
		put_posts(&p, json_inside(record_value(r, "posts")));
		if (!record_is(r, "draft.content", "")) {
			heading(&p, "Draft");
			put_text(&p, record_string(r, "draft.content"));
		}
		put_answers(&p, json_inside(record_value(r, "answers")));
		put_rows(&p, "Warnings", json_inside(record_value(r, "warnings")), warning);
		put_revisions(&p, json_inside(record_value(r, "revisions")));
		put_rows(&p, "History", json_inside(record_value(r, "history")), event);
	}
	record_free(r);
	record_free(p.item);
	buffer_free(&p.line);
	buffer_free(&p.shown);
}
