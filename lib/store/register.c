/* Registering a record: new, or seen before. */
#include <stdlib.h>

#include "status.h"
#include "store/inside.h"

/* Whether an earlier judgement in this case stands for a post that only now comes in. */
static bool
is_covered(struct store *s, const struct post *p)
{
	return sql_number(s,
		       "SELECT count(*) FROM covered JOIN post ON seq = covered.post"
		       " WHERE covered.id = ? AND case_id = ? AND sort_at >= ?",
		       "bii", p->id, p->case_id, p->sort_at) > 0;
}

static void
cover_one(struct store *s, const struct post *p, const char *id)
{
	bool done = sql_run(s,
		"UPDATE post SET waiting = 0"
		" WHERE id = ? AND case_id = ? AND waiting = 1 AND sort_at <= ?",
		"bii", id, p->case_id, p->sort_at);

	if (done || sql_number(s, "SELECT count(*) FROM post WHERE id = ?", "b", id) == 0)
		sql_run(s, "INSERT OR REPLACE INTO covered (id, post) VALUES (?, ?)", "bi", id,
			p->seq);
}

/* The judgement that a record brings was made with the earlier posts in view that its case.unanswered names. Only posts of its
 * own case are taken off the waiting ones. */
static void
cover(struct store *s, const struct post *p, struct record *news)
{
	struct json list = json_find(record_value(news, "case"), "unanswered"), id;
	struct json rest = json_type(list) == JSON_ARRAY ? json_inside(list) : (struct json){0};

	while (json_next(&rest, NULL, &id)) {
		if (json_type(id) != JSON_STRING)
			continue;
		char *text = arena_take(&s->arena, id.length);
		json_decode(id, text);
		cover_one(s, p, text);
	}
}

static void
open_warnings(struct store *s, const struct post *p)
{
	const char *const *targets;
	size_t count = record_list(s->stored, "route.notify", &targets);

	for (size_t i = 0; i < count; i++)
		sql_run(s,
			"INSERT OR IGNORE INTO warning (case_id, post, target, opened_at)"
			" VALUES (?, ?, ?, ?)",
			"nibt", p->case_id, p->seq, targets[i], s->now);
}

/* Finds or opens its case; a post of ours that belongs to none stays without. */
static void
place(struct store *s, struct post *p)
{
	struct case_row c;
	bool alone, joins;

	p->case_id = thread_case(s, p, &alone);
	joins = p->case_id != 0 && case_load(s, p->case_id, &c);
	if (joins) {
		p->waiting = p->waiting && !is_covered(s, p);
		case_join(s, p, &c);
	} else if (p->incoming) {
		case_open(s, p, &c);
		p->case_id = c.id;
	}
	thread_claim(s, p, alone);
	if (p->case_id != 0 && (thread_adopt(s, p, &c, alone) || joins))
		case_save(s, &c, STORE_SELF);
}

static void
note_judgement(struct store *s, const struct post *p, struct record *news)
{
	cover(s, p, news);
	open_warnings(s, p);
}

static void
register_new(struct store *s, struct record *news, struct post *p)
{
	bool repaired;
	size_t length;
	const char *line = record_line(news, &length);

	record_read(s->stored, line, length, &repaired);
	record_set(s->stored, "case", NULL);
	record_set(s->stored, "delivery", NULL);
	stored_read(s, p, s->stored);
	p->seq = ++s->last_post;
	p->waiting = p->incoming && !p->judged;
	place(s, p);
	stored_insert(s, p);
	if (p->judged)
		note_judgement(s, p, news);
}

/* What a change of one of its posts does to a case. */
static void
follow(struct store *s, const struct post *before, const struct post *p, unsigned merge)
{
	struct case_row c;

	if ((merge & (MERGE_REVISION | MERGE_JUDGEMENT)) == 0 || !case_load(s, p->case_id, &c))
		return;
	if ((merge & MERGE_TEXT) != 0 && p->incoming) {
		char *why = mem_format("%s was edited", p->id);
		case_history(s, c.id, STORE_SELF, "edited", why);
		case_reopen(s, &c, why);
		free(why);
	}
	if ((merge & MERGE_JUDGEMENT) != 0 &&
		(before->judged || before->priority != 0 || before->severity >= 0))
		case_recount(s, &c); /* it may be less bad than it was */
	else
		case_absorb(&c, p);
	if (p->judged)
		case_judged(s, p, &c);
	case_save(s, &c, STORE_SELF);
}

static void
register_again(struct store *s, struct record *news, const struct post *before, struct post *p)
{
	unsigned merge = merge_record(s, news);
	bool judged_now;

	stored_read(s, p, s->stored);
	p->seq = before->seq;
	p->case_id = before->case_id;
	if (p->created_at == NO_TIME)
		p->sort_at = before->sort_at;
	judged_now = p->judged && (merge & MERGE_STALE) == 0 &&
		     json_type(record_value(news, "route")) == JSON_OBJECT;
	p->waiting = p->incoming && !judged_now && (before->waiting || (merge & MERGE_TEXT) != 0);
	if ((merge & MERGE_LINE) == 0 && p->waiting == before->waiting)
		return;
	if ((merge & MERGE_REVISION) != 0)
		sql_run(s, "INSERT INTO revision (post, at, line) VALUES (?, ?, ?)", "itb", p->seq,
			s->now, s->line.at);
	if (p->case_id == 0)
		place(s, p);
	stored_update(s, p);
	if (before->case_id != 0)
		follow(s, before, p, merge);
	if (judged_now)
		note_judgement(s, p, news);
}

int
store_register(struct store *s, struct record *news)
{
	struct post before, p;

	arena_clear(&s->arena);
	if (stored_find(s, record_string(news, "id"), &before))
		register_again(s, news, &before, &p);
	else if (s->status == STATUS_OK)
		register_new(s, news, &p);
	if (s->status == STATUS_OK)
		render_members(s, news, &p, true);
	return s->status;
}
