/* A case: what its posts make of it, and every change with who and why. */
#include <err.h>
#include <stdlib.h>
#include <string.h>

#include "status.h"
#include "store/inside.h"

void
case_history(struct store *s, int64_t id, const char *who, const char *what, const char *why)
{
	sql_run(s, "INSERT INTO history (case_id, at, who, what, why) VALUES (?, ?, ?, ?, ?)",
		"itbbb", id, s->now, who, what, why);
}

bool
case_load(struct store *s, int64_t id, struct case_row *c)
{
	sqlite3_stmt *ask = sql_ask(s,
		"SELECT id, status, opened_at, answered_at, due_at, newest, newest_at, judged,"
		" judged_at, priority, severity, level, team, action, human_only, version, changed_at,"
		" changed_by FROM cases WHERE id = ?",
		"i", id);

	if (!sql_row(s, ask))
		return false;
	*c = (struct case_row){.id = sqlite3_column_int64(ask, 0),
		.status = sql_keep(s, ask, 1),
		.opened_at = sqlite3_column_int64(ask, 2),
		.answered_at = sql_time(ask, 3),
		.due_at = sql_time(ask, 4),
		.newest = sqlite3_column_int64(ask, 5),
		.newest_at = sql_time(ask, 6),
		.judged = sqlite3_column_int64(ask, 7),
		.judged_at = sql_time(ask, 8),
		.priority = sqlite3_column_int64(ask, 9),
		.severity = sql_time(ask, 10) == NO_TIME ? -1 : sqlite3_column_double(ask, 10),
		.level = sql_keep(s, ask, 11),
		.team = sql_keep(s, ask, 12),
		.action = sql_keep(s, ask, 13),
		.human_only = sqlite3_column_int(ask, 14),
		.version = sqlite3_column_int64(ask, 15),
		.changed_at = sqlite3_column_int64(ask, 16),
		.changed_by = sql_keep(s, ask, 17)};
	sql_end(ask);
	return true;
}

static void
write_row(struct store *s, const char *text, const struct case_row *c)
{
	sql_run(s, text, "istttntntndsssiiib", c->id, c->status, c->opened_at, c->answered_at,
		c->due_at, c->newest, c->newest_at, c->judged, c->judged_at, c->priority,
		c->severity, c->level, c->team, c->action, (int64_t)c->human_only, c->version,
		c->changed_at, c->changed_by);
}

void
case_save(struct store *s, struct case_row *c, const char *who)
{
	c->version++;
	c->changed_at = s->now;
	c->changed_by = who;
	write_row(s,
		"UPDATE cases SET status = ?2, opened_at = ?3, answered_at = ?4, due_at = ?5,"
		" newest = ?6, newest_at = ?7, judged = ?8, judged_at = ?9, priority = ?10,"
		" severity = ?11, level = ?12, team = ?13, action = ?14, human_only = ?15,"
		" version = ?16, changed_at = ?17, changed_by = ?18 WHERE id = ?1",
		c);
}

static void
forget_judgement(struct case_row *c)
{
	c->due_at = c->newest_at = c->judged_at = NO_TIME;
	c->newest = c->judged = c->priority = 0;
	c->severity = -1;
	c->level = c->team = c->action = "";
	c->human_only = false;
}

void
case_open(struct store *s, const struct post *p, struct case_row *c)
{
	*c = (struct case_row){.id = ++s->last_case,
		.status = p->judged ? "open" : "new",
		.opened_at = p->sort_at,
		.answered_at = NO_TIME,
		.version = 1,
		.changed_at = s->now,
		.changed_by = STORE_SELF};
	forget_judgement(c);
	case_absorb(c, p);
	write_row(s,
		"INSERT INTO cases (id, status, opened_at, answered_at, due_at, newest, newest_at,"
		" judged, judged_at, priority, severity, level, team, action, human_only, version,"
		" changed_at, changed_by)"
		" VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		c);
}

static void
absorb_score(struct case_row *c, const struct post *p)
{
	if (p->priority != 0 && (c->priority == 0 || p->priority < c->priority))
		c->priority = p->priority;
	if (p->severity >= 0 && p->severity >= c->severity) {
		c->severity = p->severity;
		c->level = p->level;
	}
}

static void
absorb_route(struct case_row *c, const struct post *p)
{
	c->human_only |= p->human_only;
	if (p->due_at != NO_TIME && (c->due_at == NO_TIME || p->due_at < c->due_at) &&
		(c->answered_at == NO_TIME || p->sort_at > c->answered_at))
		c->due_at = p->due_at;
	if (c->judged == 0 || p->sort_at >= c->judged_at) {
		c->judged = p->seq;
		c->judged_at = p->sort_at;
		c->team = p->team;
		c->action = p->action;
	}
}

/* How bad: the worst of its posts. Who and what: as the newest judged post says. */
void
case_absorb(struct case_row *c, const struct post *p)
{
	if (!p->incoming)
		return;
	if (p->sort_at < c->opened_at)
		c->opened_at = p->sort_at;
	if (c->newest == 0 || p->sort_at >= c->newest_at) {
		c->newest = p->seq;
		c->newest_at = p->sort_at;
	}
	absorb_score(c, p);
	if (p->judged)
		absorb_route(c, p);
}

/* From all its posts anew: what was judged before was judged otherwise. */
void
case_recount(struct store *s, struct case_row *c)
{
	sqlite3_stmt *ask = sql_ask(s,
		"SELECT seq, sort_at, incoming, judged, human_only, priority, severity, level, team,"
		" action, due_at FROM post WHERE case_id = ? ORDER BY seq",
		"i", c->id);

	forget_judgement(c);
	while (sql_row(s, ask)) {
		struct post p = {.seq = sqlite3_column_int64(ask, 0),
			.sort_at = sqlite3_column_int64(ask, 1),
			.incoming = sqlite3_column_int(ask, 2),
			.judged = sqlite3_column_int(ask, 3),
			.human_only = sqlite3_column_int(ask, 4),
			.priority = sqlite3_column_int64(ask, 5),
			.severity =
				sql_time(ask, 6) == NO_TIME ? -1 : sqlite3_column_double(ask, 6),
			.level = sql_keep(s, ask, 7),
			.team = sql_keep(s, ask, 8),
			.action = sql_keep(s, ask, 9),
			.due_at = sql_time(ask, 10)};
		case_absorb(c, &p);
	}
}

static bool
has_status(const struct case_row *c, const char *status)
{
	return strcmp(c->status, status) == 0;
}

/* A case that was done with asks for somebody again. */
void
case_reopen(struct store *s, struct case_row *c, const char *why)
{
	if (!has_status(c, "answered") && !has_status(c, "closed"))
		return;
	c->status = c->judged != 0 ? "open" : "new";
	c->due_at = NO_TIME;
	case_history(s, c->id, STORE_SELF, c->status, why);
}

/* An answer of ours that came in as a post: given by hand, on the channel itself. */
static void
note_answer(struct store *s, const struct post *p, struct case_row *c)
{
	if ((!has_status(c, "new") && !has_status(c, "open")) || p->sort_at < c->newest_at)
		return;
	char *why = mem_format("our answer %s was seen", p->id);
	c->status = "answered";
	c->answered_at = p->sort_at;
	c->due_at = NO_TIME;
	case_history(s, c->id, STORE_SELF, "answered", why);
	free(why);
}

void
case_join(struct store *s, const struct post *p, struct case_row *c)
{
	char *why = mem_format("%s came in", p->id);

	if (p->incoming)
		case_reopen(s, c, why);
	case_absorb(c, p);
	if (p->is_answer)
		note_answer(s, p, c);
	if (p->judged)
		case_judged(s, p, c);
	free(why);
}

void
case_judged(struct store *s, const struct post *p, struct case_row *c)
{
	if (!has_status(c, "new"))
		return;
	char *why = mem_format("judged%s%s%s%s", *p->action != '\0' ? ", action " : "", p->action,
		*p->team != '\0' ? ", team " : "", p->team);
	c->status = "open";
	case_history(s, c->id, STORE_SELF, "open", why);
	free(why);
}

bool
case_named(struct store *s, const char *name, struct case_row *c)
{
	size_t length = strlen(name);
	bool number =
		length > 0 && length < 19 && strspn(name, "0123456789") == length && *name != '0';

	if (number && case_load(s, strtoll(name, NULL, 10), c))
		return true;
	if (s->status == STATUS_OK)
		warnx("%s: there is no case %s", s->path, name);
	return false;
}

/* Its answer went out; what came in after the post that it answers still asks for another. */
void
case_answered(struct store *s, struct case_row *c, int64_t answer)
{
	int64_t later = sql_number(s,
		"SELECT count(*) FROM post AS newest JOIN answer AS a ON a.id = ?2"
		" JOIN post AS p ON p.seq = a.post"
		" WHERE newest.seq = ?1 AND newest.sort_at > p.sort_at",
		"ii", c->newest, answer);

	c->answered_at = s->now;
	if (later > 0 || (!has_status(c, "new") && !has_status(c, "open")))
		return;
	c->status = "answered";
	c->due_at = NO_TIME;
}
