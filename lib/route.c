/* Who acts on a post and by when. */
#include "route.h"

#include <err.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "clock.h"
#include "condition.h"
#include "deadline.h"
#include "json.h"
#include "labels.h"
#include "mem.h"
#include "record.h"
#include "status.h"
#include "table.h"

/* Columns of routes.csv that are conditions, then those that are results */
enum {
	CHANNEL,
	KIND,
	TOPIC,
	EMOTION,
	RISK,
	ACT,
	LEVEL,
	SEVERITY,
	REACH,
	PRIORITY,
	LANGUAGE,
	ACTION,
	TEAM,
	ASSIGNEE,
	NOTIFY,
	SLA,
	NOTE
};
enum { CONDITIONS = ACTION };

static const struct table_column route_columns[] = {{"channel", false}, {"kind", false},
	{"topic", false}, {"emotion", false}, {"risk", false}, {"act", false}, {"level", false},
	{"severity", false}, {"reach", false}, {"priority", false}, {"language", false},
	{"action", true}, {"team", true}, {"assignee", false}, {"notify", false}, {"sla", true},
	{"note", false}, {NULL, false}};
enum form { TEXT, LIST, NUMBER };

/* Where a record has what a condition column names; the set of labels its words must be of, NULL: any word. */
static const struct source {
	const char *path;
	enum form form;
	const char *set;
} sources[CONDITIONS] = {
	[CHANNEL] = {"channel", TEXT, NULL},
	[KIND] = {"classify.kind", TEXT, "kind"},
	[TOPIC] = {"classify.topics", LIST, "topic"},
	[EMOTION] = {"classify.emotion", TEXT, "emotion"},
	[RISK] = {"score.risks", LIST, "risk"},
	[ACT] = {"classify.acts", LIST, "act"},
	[LEVEL] = {"score.level", TEXT, "severity"},
	[SEVERITY] = {"score.severity", NUMBER, NULL},
	[REACH] = {"score.reach", NUMBER, NULL},
	[PRIORITY] = {"score.priority", NUMBER, NULL},
	[LANGUAGE] = {"classify.language", TEXT, NULL},
};

static const char *const actions[] = {"answer", "acknowledge", "internal", "none"};

/* What the table's conditions look at, read once a record. */
struct facts {
	const char *text[CONDITIONS];
	const char *const *items[CONDITIONS];
	size_t count[CONDITIONS];
	double number[CONDITIONS];
};

struct router {
	struct table *routes;
	struct deadlines *deadlines;
	struct buffer out;
	/* the record in hand */
	size_t row; /* that decided */
	struct deadline deadline;
	bool has_deadline;
	bool human_only;
};

static bool
is_action(const char *text)
{
	for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
		if (strcmp(actions[i], text) == 0)
			return true;
	return false;
}

static void
check_route(const struct router *r, size_t row)
{
	const struct table *t = r->routes;
	const char *policy = table_cell(t, row, SLA);

	for (size_t column = 0; column < CONDITIONS; column++) {
		const char *cell = table_cell(t, row, column);
		if (sources[column].form != NUMBER)
			condition_check(t, row, column, cell,
				sources[column].set != NULL ? labels_set(sources[column].set)
							    : NULL);
		else if (!condition_is_number(cell))
			table_fault(t, row, column, "\"%s\" is no comparison such as >=50", cell);
	}
	if (!is_action(table_cell(t, row, ACTION)))
		table_fault(t, row, ACTION,
			"\"%s\" is none of answer, acknowledge, internal and none",
			table_cell(t, row, ACTION));
	if (*policy != '\0' && !deadline_has(r->deadlines, policy))
		table_fault(t, row, SLA, "there is no policy called \"%s\" in %s", policy,
			table_path(deadline_table(r->deadlines)));
}

static void
check_default(const struct table *t, size_t row)
{
	for (size_t column = 0; column < CONDITIONS; column++)
		if (*table_cell(t, row, column) != '\0')
			table_fault(t, row, column,
				"the last row must hold for every record: leave it empty");
}

struct router *
route_load(const char *data)
{
	struct router *r = mem_new(1, sizeof *r);

	r->routes = table_find(data, "routes.csv", route_columns);
	r->deadlines = deadline_load(data);
	for (size_t row = 0; row < table_rows(r->routes); row++)
		check_route(r, row);
	size_t rows = table_rows(r->routes);
	if (rows == 0)
		errx(STATUS_CONFIG, "%s:1: no rows; the last one must hold for every record",
			table_path(r->routes));
	check_default(r->routes, rows - 1);
	return r;
}

void
route_free(struct router *r)
{
	if (r == NULL)
		return;
	table_free(r->routes);
	deadline_free(r->deadlines);
	buffer_free(&r->out);
	free(r);
}

static void
read_facts(struct record *record, struct facts *f)
{
	for (size_t column = 0; column < CONDITIONS; column++) {
		const struct source *s = &sources[column];
		if (s->form == LIST)
			f->count[column] = record_list(record, s->path, &f->items[column]);
		else if (s->form == NUMBER)
			f->number[column] =
				record_number(record, s->path, column == PRIORITY ? 4 : 0);
		else
			f->text[column] = record_string(record, s->path);
	}
}

static bool
row_holds(const struct table *t, size_t row, const struct facts *f)
{
	for (size_t column = 0; column < CONDITIONS; column++) {
		const char *cell = table_cell(t, row, column);
		if (*cell == '\0')
			continue;
		bool holds = sources[column].form == LIST
				     ? condition_list(cell, f->items[column], f->count[column])
			     : sources[column].form == NUMBER
				     ? condition_number(cell, f->number[column])
				     : condition_text(cell, f->text[column]);
		if (!holds)
			return false;
	}
	return true;
}

static void
find_rows(struct router *r, const struct facts *f)
{
	for (r->row = 0; !row_holds(r->routes, r->row, f);)
		r->row++;
	r->has_deadline = deadline_find(r->deadlines, table_cell(r->routes, r->row, SLA),
		f->text[CHANNEL], f->number[PRIORITY], &r->deadline);
}

/* The moment that deadlines count from. */
static int64_t
start_time(struct record *record)
{
	static const char *const members[] = {"created_at", "fetched_at"};
	int64_t now = clock_now(), at;

	for (size_t i = 0; i < 2; i++) {
		const char *text = record_string(record, members[i]);
		if (*text != '\0' && !clock_parse(text, &at)) {
			record_refuse(record, "%s is not a time such as 2026-03-10T08:30:00Z",
				members[i]);
		} else if (*text != '\0') {
			return at < now ? at : now;
		}
	}
	return now;
}

static void
put_words(struct buffer *out, const char *key, const char *list)
{
	const char *word;
	size_t length;

	json_key(out, key);
	json_open(out, '[');
	while (table_word(&list, &word, &length)) {
		if (length == 0)
			continue;
		json_item(out);
		json_text(out, word, length);
	}
	json_close(out, ']');
}

static void
put_sla(struct router *r, struct record *record)
{
	char text[CLOCK_TEXT];

	if (!r->has_deadline)
		return;
	int64_t start = start_time(record);
	json_key(&r->out, "sla");
	json_open(&r->out, '{');
	json_key_string(&r->out, "policy", r->deadline.policy);
	json_key_string(&r->out, "first_response_due_at",
		clock_print(start + r->deadline.first_response, text));
	json_key_string(
		&r->out, "resolution_due_at", clock_print(start + r->deadline.resolution, text));
	json_close(&r->out, '}');
}

/* The conditions of the row that decided, and the duty of care. */
static void
put_why(struct router *r, const char *duty)
{
	const char *note = table_cell(r->routes, r->row, NOTE);

	json_key(&r->out, "why");
	json_open(&r->out, '[');
	if (duty != NULL) {
		json_item(&r->out);
		json_string(&r->out, duty);
	}
	for (size_t column = 0; column < CONDITIONS; column++) {
		const char *cell = table_cell(r->routes, r->row, column);
		if (*cell == '\0')
			continue;
		char *text = mem_format("%s %s", route_columns[column].name, cell);
		json_item(&r->out);
		json_string(&r->out, text);
		free(text);
	}
	if (*note != '\0') {
		json_item(&r->out);
		json_string(&r->out, note);
	}
	json_close(&r->out, ']');
}

const char *
route_decide(struct router *r, struct record *record)
{
	struct facts f = {0};

	if (!record_is_incoming(record))
		return NULL;
	read_facts(record, &f);
	find_rows(r, &f);
	const char *duty = labels_duty(f.items[RISK], f.count[RISK]);
	const char *action = duty != NULL ? "internal" : table_cell(r->routes, r->row, ACTION);
	const char *assignee = table_cell(r->routes, r->row, ASSIGNEE);
	r->human_only = duty != NULL || strcmp(action, "internal") == 0;
	buffer_clear(&r->out);
	json_open(&r->out, '{');
	json_key_string(&r->out, "action", action);
	json_key(&r->out, "respond");
	json_bool(&r->out, strcmp(action, "none") != 0);
	put_why(r, duty);
	json_key(&r->out, "human_only");
	json_bool(&r->out, r->human_only);
	json_key_string(&r->out, "team", table_cell(r->routes, r->row, TEAM));
	if (*assignee != '\0')
		json_key_string(&r->out, "assignee", assignee);
	put_words(&r->out, "notify", table_cell(r->routes, r->row, NOTIFY));
	put_sla(r, record);
	json_close(&r->out, '}');
	return r->out.at;
}

void
route_explain(const struct router *r, FILE *out)
{
	fprintf(out, "route by %s:%zu", table_path(r->routes), table_line(r->routes, r->row));
	if (r->has_deadline)
		fprintf(out, ", deadlines by %s:%zu", table_path(deadline_table(r->deadlines)),
			table_line(deadline_table(r->deadlines), r->deadline.row));
	fputs(r->human_only ? ", for people only\n" : "\n", out);
}

bool
route_test(const struct router *r)
{
	bool routes = condition_test(r->routes, 0, CONDITIONS),
	     deadlines = deadline_test(r->deadlines);

	return routes && deadlines;
}
