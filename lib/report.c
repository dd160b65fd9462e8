/* What a stream of records amounts to: counting. */
#include "report.h"

#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "clock.h"
#include "mem.h"
#include "record.h"
#include "text.h"

enum {
	DAYS_MOST = 4000,
	NAMES_MOST = 500,
	ID_MOST = 256,     /* bytes of an id that are kept */
	NAME_COLUMNS = 60, /* of a person, team or channel in a case */
	TEXT_COLUMNS = 200,
	LOWEST_PRIORITY = 9
};

/* What counts of one record, all borrowed from it. */
struct facts {
	const char *channel, *kind, *level, *team, *emotion, *language, *status, *action;
	const char *const *topics, *const *risks;
	size_t topic_count, risk_count;
	char day[CLOCK_TEXT];
	bool incoming, out, has_created, has_due, drafted, human_only;
	int64_t created, due;
	double priority, severity;
};

struct report *
report_new(const struct report_setup *setup)
{
	struct report *report = mem_new(1, sizeof *report);
	struct buffer title = {0};

	text_repair(&title, setup->title, strlen(setup->title));
	report->title = title.at != NULL ? title.at : mem_dup("");
	report->setup = *setup;
	report->setup.title = NULL;
	report->cases = mem_new(setup->top + 1, sizeof(struct report_case *));
	for (int i = 0; i < REPORT_SECTIONS; i++)
		report->sections[i].most = i == REPORT_DAY ? DAYS_MOST : NAMES_MOST;
	return report;
}

static void
free_case(struct report_case *c)
{
	free(c->name);
	free(c->level);
	free(c->team);
	free(c->channel);
	free(c->who);
	free(c->text);
	free(c->risks);
	free(c);
}

void
report_free(struct report *report)
{
	if (report == NULL)
		return;
	for (size_t i = 0; i < report->case_count; i++)
		free_case(report->cases[i]);
	for (int i = 0; i < REPORT_SECTIONS; i++)
		tally_free(&report->sections[i]);
	free(report->cases);
	free(report->title);
	free(report);
}

static const char *
first_known(const char *first, const char *second)
{
	return *first != '\0' ? first : second;
}

static void
read_times(struct record *r, struct facts *f)
{
	f->has_created = clock_parse(record_string(r, "created_at"), &f->created);
	if (f->has_created && *clock_print(f->created, f->day) != '\0')
		f->day[strlen("2026-03-10")] = '\0';
	else
		strcpy(f->day, "unknown");
	f->has_due = clock_parse(record_string(r, "route.sla.first_response_due_at"), &f->due);
}

static void
read_facts(struct record *r, struct facts *f)
{
	read_times(r, f);
	f->out = record_is(r, "direction", "out");
	f->incoming = record_is_incoming(r);
	f->channel = first_known(record_string(r, "channel"), "unknown");
	f->kind = first_known(record_string(r, "classify.kind"), "unknown");
	f->emotion = first_known(record_string(r, "classify.emotion"), "unknown");
	f->language = first_known(record_string(r, "classify.language"),
		first_known(record_string(r, "language"), "unknown"));
	f->topic_count = record_list(r, "classify.topics", &f->topics);
	f->level = first_known(record_string(r, "score.level"), "unknown");
	f->severity = record_number(r, "score.severity", -1);
	f->priority = record_number(r, "score.priority", -1);
	f->risk_count = record_list(r, "score.risks", &f->risks);
	f->action = record_string(r, "route.action");
	f->team = first_known(record_string(r, "case.team"),
		first_known(record_string(r, "route.team"), "unknown"));
	f->human_only = record_flag(r, "route.human_only");
	f->drafted = *record_string(r, "reply.content") != '\0';
	f->status = record_string(r, "case.status");
}

static bool
is(const char *text, const char *other)
{
	return strcmp(text, other) == 0;
}

static bool
is_done(const struct facts *f)
{
	return is(f->status, "answered") || is(f->status, "closed");
}

/* Somebody has to do something: by its route, or without one by what it is. */
static bool
is_open(const struct facts *f)
{
	if (is_done(f) || is(f->action, "none"))
		return false;
	return *f->action != '\0' || is(f->kind, "complaint") || is(f->kind, "report") ||
	       is(f->kind, "question") || f->risk_count > 0;
}

static void
count_waiting(struct report *report, const struct facts *f)
{
	report->done += is_done(f);
	if (!is_open(f))
		return;
	report->open++;
	if (*f->action == '\0')
		report->unrouted++;
	else if (is(f->action, "internal"))
		report->inside++;
	else
		report->to_answer++;
	report->drafted += f->drafted;
	report->human_only += f->human_only;
	report->overdue += f->has_due && f->due < report->setup.now;
}

/* Each name once, however often the list has it. */
static void
count_list(struct tally *tally, const char *const *names, size_t count, bool complaint, bool open)
{
	for (size_t i = 0; i < count; i++) {
		size_t before = 0;
		while (before < i && !is(names[before], names[i]))
			before++;
		if (before == i)
			tally_add(tally, names[i], complaint, open);
	}
}

static void
count_volumes(struct report *report, const struct facts *f)
{
	struct tally *sections = report->sections;
	bool complaint = is(f->kind, "complaint"), open = is_open(f);
	const struct {
		enum report_section section;
		const char *name;
	} single[] = {{REPORT_DAY, f->day}, {REPORT_CHANNEL, f->channel}, {REPORT_KIND, f->kind},
		{REPORT_LEVEL, f->level}, {REPORT_TEAM, f->team}, {REPORT_EMOTION, f->emotion},
		{REPORT_LANGUAGE, f->language}};

	report->complaints += complaint;
	report->chat += is(f->kind, "other");
	report->unjudged += is(f->kind, "unknown");
	for (size_t i = 0; i < sizeof single / sizeof *single; i++)
		tally_add(&sections[single[i].section], single[i].name, complaint, open);
	count_list(&sections[REPORT_TOPIC], f->topics, f->topic_count, complaint, open);
	if (f->topic_count == 0)
		tally_add(&sections[REPORT_TOPIC], "unknown", complaint, open);
	count_list(&sections[REPORT_RISK], f->risks, f->risk_count, complaint, open);
}

static int
compare_numbers(double a, double b)
{
	return (a > b) - (a < b);
}

/* Below 0: a is worse. Priority, severity, what only a person may handle, what is due first, what is older. */
static int
compare_cases(const struct report_case *a, const struct report_case *b)
{
	double pa = a->priority < 0 ? LOWEST_PRIORITY : a->priority;
	double pb = b->priority < 0 ? LOWEST_PRIORITY : b->priority;
	int order = compare_numbers(pa, pb);

	if (order == 0)
		order = compare_numbers(b->severity, a->severity);
	if (order == 0)
		order = b->human_only - a->human_only;
	if (order == 0)
		order = b->has_due - a->has_due;
	if (order == 0 && a->has_due)
		order = compare_numbers((double)a->due, (double)b->due);
	if (order == 0)
		order = b->has_created - a->has_created;
	if (order == 0 && a->has_created)
		order = compare_numbers((double)a->created, (double)b->created);
	return order != 0 ? order : (a->order > b->order) - (a->order < b->order);
}

static char *
show(const char *text, size_t length, size_t columns)
{
	struct buffer shown = {0};

	text_show(&shown, text, length, columns);
	return shown.at != NULL ? shown.at : mem_dup("");
}

static char *
join_risks(const struct facts *f)
{
	struct buffer joined = {0};

	for (size_t i = 0; i < f->risk_count && joined.length < NAME_COLUMNS * 4; i++) {
		if (i > 0)
			buffer_char(&joined, ' ');
		text_show(&joined, f->risks[i], strlen(f->risks[i]), NAME_COLUMNS);
	}
	return joined.at != NULL ? joined.at : mem_dup("");
}

/* Without its texts, which are costly: those come when it is known to be among the worst. */
static struct report_case
sketch_case(const struct report *report, const struct facts *f)
{
	return (struct report_case){.drafted = f->drafted,
		.human_only = f->human_only,
		.has_due = f->has_due,
		.overdue = f->has_due && f->due < report->setup.now,
		.has_created = f->has_created,
		.priority = f->priority,
		.severity = f->severity,
		.due = f->due,
		.created = f->created,
		.order = report->total};
}

static void
fill_case(struct report_case *c, const struct facts *f, struct record *r)
{
	const char *id = record_string(r, "case.id");
	const char *who = first_known(record_string(r, "author.name"),
		first_known(record_string(r, "author.handle"), record_string(r, "author.id")));
	size_t length;
	bool cut;
	const char *text = record_text(r, &length, &cut);

	c->is_case = *id != '\0';
	id = first_known(id, record_string(r, "id"));
	c->name = mem_dup_n(id, text_cut(id, strlen(id), ID_MOST));
	c->who = show(who, strlen(who), NAME_COLUMNS);
	c->text = show(text, text_cut(text, length, 8 * TEXT_COLUMNS), TEXT_COLUMNS);
	c->level = show(f->level, strlen(f->level), NAME_COLUMNS);
	c->team = show(f->team, strlen(f->team), NAME_COLUMNS);
	c->channel = show(f->channel, strlen(f->channel), NAME_COLUMNS);
	c->risks = join_risks(f);
}

/* The place of another post of the same case among the worst, or case_count. */
static size_t
find_same(const struct report *report, const struct report_case *c)
{
	size_t at = 0;

	while (at < report->case_count &&
		!(c->is_case && report->cases[at]->is_case && is(report->cases[at]->name, c->name)))
		at++;
	return at;
}

static void
remove_case(struct report *report, size_t at)
{
	free_case(report->cases[at]);
	report->case_count--;
	memmove(report->cases + at, report->cases + at + 1,
		(report->case_count - at) * sizeof *report->cases);
}

/* A case has one row, that of its worst post. */
static void
keep_worst(struct report *report, const struct facts *f, struct record *r)
{
	struct report_case sketch = sketch_case(report, f);
	size_t top = report->setup.top, count = report->case_count;

	if (top == 0 || (count == top && compare_cases(&sketch, report->cases[count - 1]) > 0))
		return;
	struct report_case *c = mem_new(1, sizeof *c);
	*c = sketch;
	fill_case(c, f, r);
	size_t same = find_same(report, c);
	if (same < count && compare_cases(c, report->cases[same]) > 0) {
		free_case(c);
		return;
	}
	if (same < count)
		remove_case(report, same);
	else if (count == top)
		remove_case(report, count - 1);
	size_t at = report->case_count++;
	for (; at > 0 && compare_cases(c, report->cases[at - 1]) < 0; at--)
		report->cases[at] = report->cases[at - 1];
	report->cases[at] = c;
}

/* Whether the post is of the period; if not, that is noted. */
static bool
is_in_period(struct report *report, const struct facts *f)
{
	const struct report_setup *s = &report->setup;

	if (!s->dated)
		return true;
	bool in = f->has_created && f->created >= s->since && f->created < s->until;
	report->outside += !in;
	return in;
}

static void
count_time(struct report *report, const struct facts *f)
{
	if (!f->has_created) {
		report->undated++;
		return;
	}
	if (report->dated == 0 || f->created < report->first)
		report->first = f->created;
	if (report->dated == 0 || f->created > report->last)
		report->last = f->created;
	report->dated++;
}

/* What only the list of cases shows is read of every post, so that a fault is one whatever that list holds. */
static bool
has_good_texts(struct record *r)
{
	static const char *const names[] = {"id", "case.id", "title", "content", "author.name",
		"author.handle", "author.id", NULL};

	for (int i = 0; names[i] != NULL; i++)
		record_string(r, names[i]);
	return record_fault(r) == NULL;
}

bool
report_add(struct report *report, struct record *r)
{
	struct facts f;

	read_facts(r, &f);
	if (!has_good_texts(r))
		return false;
	if (!is_in_period(report, &f))
		return true;
	report->total++;
	count_time(report, &f);
	if (!f.incoming) {
		report->out += f.out;
		report->automatic += !f.out;
		return true;
	}
	report->incoming++;
	count_waiting(report, &f);
	count_volumes(report, &f);
	if (is_open(&f))
		keep_worst(report, &f, r);
	return true;
}
