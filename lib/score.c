/* How bad, how far-reaching and how urgent a post is. */
#include "score.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "json.h"
#include "labels.h"
#include "language.h"
#include "mem.h"
#include "record.h"
#include "rules.h"
#include "text.h"
#include "when.h"

enum { WHEN = RULES_OWN, POINTS, RISK, REASON };
enum { CHANNEL, OPEN, REACH };
enum { MOST_PRIORITIES = 4 };

static const struct table_column severity_columns[] = {RULES_COLUMNS("rule"), {"when", false},
	{"points", true}, {"risk", false}, {"reason", true}, {NULL, false}};
static const struct table_column facts_columns[] = {RULES_COLUMNS("fact"), {NULL, false}};
static const struct table_column channel_columns[] = {
	{"channel", true}, {"open", true}, {"reach", true}, {NULL, false}};

/* A row of severity.csv that holds for the post in hand. */
struct reason {
	size_t row;
	double points;
	size_t start, end; /* of the match in the text; both 0 without a pattern */
};

struct scorer {
	struct rules *severity, *facts;
	struct table *channels;
	double *points;     /* of each row of severity.csv */
	int *risks;         /* of each row, -1: none */
	struct when **when; /* of each row */
	size_t *plain;      /* the rows without a pattern */
	size_t plain_count;
	const struct labels *risk_set;
	struct buffer out;
	/* the post in hand */
	struct reason *reasons; /* room for all rows */
	size_t reason_count;
	double *sorted; /* room for all rows */
	const char *text;
	double severity_points, reach, urgency;
	unsigned risk_bits;
	int priority;
	const char *grounds;
};

static int
has_risk(const struct scorer *s, const char *name)
{
	return (s->risk_bits >> labels_find(s->risk_set, name, strlen(name))) & 1;
}

static void
read_rows(struct scorer *s)
{
	const struct table *t = rules_table(s->severity);
	size_t rows = table_rows(t);

	s->points = mem_new(rows, sizeof *s->points);
	s->risks = mem_new(rows, sizeof *s->risks);
	s->when = mem_new(rows, sizeof *s->when);
	s->plain = mem_new(rows, sizeof *s->plain);
	s->reasons = mem_new(rows, sizeof *s->reasons);
	s->sorted = mem_new(rows, sizeof *s->sorted);
	for (size_t row = 0; row < rows; row++) {
		const char *risk = table_cell(t, row, RISK);
		s->points[row] = table_number(t, row, POINTS, 0, 100, 0);
		s->risks[row] = labels_find(s->risk_set, risk, strlen(risk));
		if (s->risks[row] < 0 && *risk != '\0')
			table_fault(t, row, RISK, "there is no risk called \"%s\"", risk);
		s->when[row] = when_load(t, row, WHEN);
		if (*table_cell(t, row, RULES_PATTERN) != '\0')
			continue;
		if (s->when[row] == NULL)
			table_fault(t, row, WHEN, "a row without a pattern needs a condition");
		s->plain[s->plain_count++] = row;
	}
}

static struct table *
load_channels(const char *data)
{
	struct table *t = table_find(data, "channels.csv", channel_columns);

	for (size_t row = 0; row < table_rows(t); row++) {
		const char *open = table_cell(t, row, OPEN);
		table_number(t, row, REACH, 0, 100, 0);
		if (strcmp(open, "yes") != 0 && strcmp(open, "no") != 0)
			table_fault(t, row, OPEN, "\"%s\" is neither yes nor no", open);
	}
	return t;
}

struct scorer *
score_load(const char *data)
{
	struct scorer *s = mem_new(1, sizeof *s);

	s->risk_set = labels_set("risk");
	s->severity = rules_find(data, "severity.csv", severity_columns);
	s->facts = rules_find(data, "facts.csv", facts_columns);
	s->channels = load_channels(data);
	read_rows(s);
	return s;
}

void
score_free(struct scorer *s)
{
	if (s == NULL)
		return;
	for (size_t row = 0; row < table_rows(rules_table(s->severity)); row++)
		when_free(s->when[row]);
	rules_free(s->severity);
	rules_free(s->facts);
	table_free(s->channels);
	buffer_free(&s->out);
	free(s->points);
	free(s->risks);
	free(s->when);
	free(s->plain);
	free(s->reasons);
	free(s->sorted);
	free(s);
}

bool
score_test(struct scorer *s)
{
	bool severity = rules_test(s->severity), facts = rules_test(s->facts);

	return severity && facts;
}

static void
add_reason(struct scorer *s, size_t row, size_t start, size_t end)
{
	s->reasons[s->reason_count++] = (struct reason){row, s->points[row], start, end};
	if (s->risks[row] >= 0)
		s->risk_bits |= 1u << s->risks[row];
}

static int
falling(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x < y) - (x > y);
}

double
score_severity(double *points, size_t count)
{
	static const double ends[] = {0, 24, 49, 74, 100};
	double sum = 0, share = 1;

	qsort(points, count, sizeof *points, falling);
	for (size_t i = 0; i < count; i++, share /= 3)
		sum += points[i] * share;
	double end = count > 0 ? ends[labels_level(points[0])] : 0;
	return floor(fmin(sum, end) + 1e-9); /* thirds that add up to a whole number are one */
}

/* Whether a row is for posts of that language. A row that calls for duty of care is for all: people who are desperate or furious
 * change languages in the middle of a post. */
static bool
speaks(const struct scorer *s, size_t row, const char *language)
{
	const struct table *t = rules_table(s->severity);
	const char *of = table_cell(t, row, RULES_LANGUAGE), *risk = table_cell(t, row, RISK);

	return *of == '\0' || *language == '\0' || strcmp(of, language) == 0 ||
	       labels_duty(&risk, 1) != NULL;
}

static void
judge_severity(struct scorer *s, struct record *r, size_t length, const char *language)
{
	const struct rules_hit *hits;
	size_t count = rules_read(s->severity, r, s->text, length, "", &hits);

	s->reason_count = 0;
	s->risk_bits = 0;
	for (size_t i = 0; i < count; i++)
		if (speaks(s, hits[i].row, language) && when_holds(s->when[hits[i].row], r))
			add_reason(s, hits[i].row, hits[i].start, hits[i].end);
	for (size_t i = 0; i < s->plain_count; i++)
		if (when_holds(s->when[s->plain[i]], r))
			add_reason(s, s->plain[i], 0, 0);
	for (size_t i = 0; i < s->reason_count; i++)
		s->sorted[i] = s->reasons[i].points;
	s->severity_points = score_severity(s->sorted, s->reason_count);
}

static bool
has_attachment(struct record *r)
{
	struct json list = record_value(r, "attachments"), rest = json_inside(list), item;

	if (json_type(list) > JSON_NULL && json_type(list) != JSON_ARRAY)
		record_refuse(r, "attachments is not a list");
	return json_type(list) == JSON_ARRAY && json_next(&rest, NULL, &item);
}

/* Two kinds of fact make a complaint checkable; attachments are one. */
static void
judge_grounds(struct scorer *s, struct record *r, size_t length, const char *language)
{
	const struct rules_hit *hits;
	const char *kind = record_string(r, "classify.kind"), *last = "";
	size_t count = rules_read(s->facts, r, s->text, length, language, &hits), kinds = 0;

	s->grounds = "none";
	if (*kind != '\0' && strcmp(kind, "complaint") != 0 && strcmp(kind, "report") != 0)
		return;
	for (size_t i = 0; i < count; i++) {
		const char *fact = table_cell(rules_table(s->facts), hits[i].row, RULES_NAME);
		bool new = strcmp(fact, last) != 0;
		for (size_t k = 0; new &&k < i; k++)
			new = strcmp(fact, table_cell(rules_table(s->facts), hits[k].row,
						   RULES_NAME)) != 0;
		kinds += new;
		last = fact;
	}
	kinds += has_attachment(r);
	s->grounds = kinds > 1 ? "checkable" : kinds == 1 ? "some" : "none";
}

static double
count_of(struct record *r, const char *path)
{
	return fmax(0, record_number(r, path, 0));
}

static void
judge_reach(struct scorer *s, struct record *r)
{
	const char *channel = record_string(r, "channel");
	double crowd = count_of(r, "author.followers_count") + count_of(r, "metrics.likes") +
		       5 * count_of(r, "metrics.replies") +
		       10 * (count_of(r, "metrics.reposts") + count_of(r, "metrics.quotes"));

	s->reach = 0;
	for (size_t row = 0; row < table_rows(s->channels); row++) {
		const char *name = table_cell(s->channels, row, CHANNEL);
		if (*name != '\0' && strcmp(name, channel) != 0)
			continue;
		s->reach = table_number(s->channels, row, REACH, 0, 100, 0);
		if (strcmp(table_cell(s->channels, row, OPEN), "yes") == 0)
			s->reach = fmax(s->reach, fmin(100, 12.5 * log10(1 + crowd)));
		break;
	}
	s->reach = floor(s->reach);
}

static void
judge_urgency(struct scorer *s, struct record *r)
{
	static const struct {
		const char *risk;
		double least;
	} floors[] = {{"selfharm", 95}, {"threat", 95}, {"safety", 80}, {"legal", 60},
		{"privacy", 60}, {"fraud", 60}, {"media", 60}};
	double urgency = s->severity_points;

	for (size_t i = 0; i < sizeof floors / sizeof *floors; i++)
		if (has_risk(s, floors[i].risk))
			urgency = fmax(urgency, floors[i].least);
	if (urgency > 0)
		urgency += 10 * record_is(r, "classify.emotion", "angry") + floor(s->reach / 10);
	s->urgency = fmin(urgency, 100);
	s->priority = s->urgency >= 75   ? 1
		      : s->urgency >= 50 ? 2
		      : s->urgency >= 25 ? 3
					 : MOST_PRIORITIES;
}

static void
put_reasons(struct scorer *s)
{
	const struct table *t = rules_table(s->severity);

	json_key(&s->out, "reasons");
	json_open(&s->out, '[');
	for (size_t i = 0; i < s->reason_count; i++) {
		const struct reason *r = &s->reasons[i];
		json_item(&s->out);
		json_open(&s->out, '{');
		json_key_string(&s->out, "rule", table_cell(t, r->row, RULES_NAME));
		json_key_real(&s->out, "points", r->points);
		json_key_string(&s->out, "reason", table_cell(t, r->row, REASON));
		if (r->end > r->start) {
			json_key(&s->out, "match");
			json_text(&s->out, s->text + r->start, r->end - r->start);
		}
		json_close(&s->out, '}');
	}
	json_close(&s->out, ']');
}

static void
put_judgement(struct scorer *s)
{
	buffer_clear(&s->out);
	json_open(&s->out, '{');
	json_key_real(&s->out, "severity", s->severity_points);
	json_key_string(
		&s->out, "level", labels_set("severity")->at[labels_level(s->severity_points)]);
	json_key(&s->out, "risks");
	json_open(&s->out, '[');
	for (size_t i = 0; i < s->risk_set->count; i++) {
		if ((s->risk_bits >> i & 1) != 0) {
			json_item(&s->out);
			json_string(&s->out, s->risk_set->at[i]);
		}
	}
	json_close(&s->out, ']');
	json_key_string(&s->out, "grounds", s->grounds);
	json_key_real(&s->out, "reach", s->reach);
	json_key_real(&s->out, "urgency", s->urgency);
	json_key_integer(&s->out, "priority", s->priority);
	put_reasons(s);
	json_close(&s->out, '}');
}

const char *
score_judge(struct scorer *s, struct record *r)
{
	size_t length;
	bool cut;

	if (!record_is_incoming(r))
		return NULL;
	const char *language = record_string(r, "classify.language");
	if (!language_is_spoken(language))
		language = "";
	s->text = record_text(r, &length, &cut);
	judge_severity(s, r, length, language);
	judge_grounds(s, r, length, language);
	judge_reach(s, r);
	judge_urgency(s, r);
	put_judgement(s);
	return s->out.at;
}

void
score_explain(const struct scorer *s, FILE *out)
{
	const struct table *t = rules_table(s->severity);
	struct buffer match = {0};

	fprintf(out, "severity %.0f  grounds %s  reach %.0f  urgency %.0f  priority %d\n",
		s->severity_points, s->grounds, s->reach, s->urgency, s->priority);
	for (size_t i = 0; i < s->reason_count; i++) {
		const struct reason *r = &s->reasons[i];
		buffer_clear(&match);
		text_show(&match, s->text + r->start, r->end - r->start, 0);
		fprintf(out, "  %5.1f  %-24s %s", r->points, table_cell(t, r->row, RULES_NAME),
			table_cell(t, r->row, REASON));
		if (match.length > 0)
			fprintf(out, ": \"%s\"", match.at);
		fputc('\n', out);
	}
	buffer_free(&match);
}
