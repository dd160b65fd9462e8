/* Cases for people to look at, as JSON. */
#include "status.h"
#include "store/inside.h"

/* Most urgent first; without all, what somebody has to do something about. */
static const char list[] =
	"SELECT c.id, c.newest,"
	" (SELECT count(*) FROM post WHERE case_id = c.id) AS posts,"
	" (SELECT count(*) FROM warning WHERE case_id = c.id AND seen_at IS NULL) AS warnings,"
	" (SELECT coalesce(d.status, 'approved') FROM answer AS a"
	"  LEFT JOIN delivery AS d ON d.answer = a.id"
	"  WHERE a.case_id = c.id ORDER BY a.id DESC LIMIT 1) AS answer"
	" FROM cases AS c WHERE (?1 IS NULL OR c.status = ?1) AND (?2 IS NULL OR c.team = ?2)"
	" AND (?3 OR (c.status IN ('new', 'open')"
	"  AND (c.action IS NULL OR c.action <> 'none' OR c.human_only OR warnings > 0)))"
	" ORDER BY c.priority IS NULL, c.priority, c.due_at IS NULL, c.due_at, c.severity DESC, c.id";

static void
add_number(struct buffer *out, const char *key, int64_t number)
{
	if (number != 0)
		json_key_integer(out, key, number);
}

static void
add_case(struct buffer *out, const struct case_row *c)
{
	char id[32];

	sqlite3_snprintf(sizeof id, id, "%lld", (sqlite3_int64)c->id);
	json_key_string(out, "id", id);
	json_key_string(out, "status", c->status);
	add_number(out, "priority", c->priority);
	render_text(out, "level", c->level);
	if (c->severity >= 0)
		json_key_real(out, "severity", c->severity);
	render_time(out, "due_at", c->due_at);
	render_text(out, "team", c->team);
	render_text(out, "action", c->action);
	json_key(out, "human_only");
	json_bool(out, c->human_only);
	render_time(out, "opened_at", c->opened_at);
	render_time(out, "answered_at", c->answered_at);
	json_key_integer(out, "version", c->version);
	render_time(out, "changed_at", c->changed_at);
	json_key_string(out, "changed_by", c->changed_by);
}

/* A member of the stored record as it stands there. */
static void
add_member(struct store *s, struct buffer *out, const char *key, const char *path)
{
	struct json value = record_value(s->stored, path);

	if (json_type(value) <= JSON_NULL)
		return;
	json_key(out, key);
	buffer_add(out, value.at, value.length);
}

static void
add_newest(struct store *s, struct buffer *out, int64_t seq)
{
	struct post p;

	if (!stored_load(s, seq, &p))
		return;
	json_key_string(out, "post", p.id);
	add_member(s, out, "channel", "channel");
	add_member(s, out, "topics", "classify.topics");
	add_member(s, out, "author", "author");
	add_member(s, out, "title", "title");
	add_member(s, out, "content", "content");
	add_member(s, out, "url", "url");
}

int
store_list(struct store *s, const struct store_filter *f, struct buffer *out)
{
	struct case_row c;
	bool all = f->all || f->status != NULL;

	sql_execute(s, "BEGIN");
	sqlite3_stmt *ask = sql_ask(s, list, "ssi", f->status, f->team, (int64_t)all);
	while (sql_row(s, ask)) {
		arena_clear(&s->arena);
		if (!case_load(s, sqlite3_column_int64(ask, 0), &c))
			continue;
		json_open(out, '{');
		add_case(out, &c);
		json_key_integer(out, "posts", sqlite3_column_int64(ask, 2));
		add_number(out, "warnings", sqlite3_column_int64(ask, 3));
		render_text(out, "answer", sql_text(ask, 4));
		add_newest(s, out, sqlite3_column_int64(ask, 1));
		json_close(out, '}');
		buffer_char(out, '\n');
	}
	sql_execute(s, "COMMIT");
	return s->status;
}

static void
add_posts(struct store *s, struct buffer *out, int64_t id)
{
	sqlite3_stmt *ask = sql_ask(
		s, "SELECT line FROM post WHERE case_id = ? ORDER BY sort_at, seq", "i", id);

	json_key(out, "posts");
	json_open(out, '[');
	while (sql_row(s, ask)) {
		json_item(out);
		buffer_text(out, sql_text(ask, 0));
	}
	json_close(out, ']');
}

static void
add_draft(struct store *s, struct buffer *out, int64_t seq)
{
	struct post p;

	if (seq == 0 || !stored_load(s, seq, &p) || record_is(s->stored, "reply.content", ""))
		return;
	json_key(out, "draft");
	json_open(out, '{');
	json_key_string(out, "post", p.id);
	add_member(s, out, "language", "reply.language");
	add_member(s, out, "content", "reply.content");
	json_close(out, '}');
}

/* One list of the case: rows as objects, with columns named *_at as times and the others as texts. */
static void
add_rows(struct store *s, struct buffer *out, const char *key, sqlite3_stmt *ask)
{
	json_key(out, key);
	json_open(out, '[');
	while (sql_row(s, ask)) {
		json_item(out);
		json_open(out, '{');
		for (int i = 0; i < sqlite3_column_count(ask); i++) {
			const char *name = sqlite3_column_name(ask, i);
			if (sqlite3_column_type(ask, i) == SQLITE_INTEGER)
				render_time(out, name, sql_time(ask, i));
			else
				render_text(out, name, sql_text(ask, i));
		}
		json_close(out, '}');
	}
	json_close(out, ']');
}

/* What a post said before it was edited. */
static void
add_revisions(struct store *s, struct buffer *out, int64_t id)
{
	bool repaired;
	sqlite3_stmt *ask = sql_ask(s,
		"SELECT r.at, r.line FROM revision AS r JOIN post AS p ON p.seq = r.post"
		" WHERE p.case_id = ? ORDER BY r.rowid",
		"i", id);

	json_key(out, "revisions");
	json_open(out, '[');
	while (sql_row(s, ask)) {
		size_t length = (size_t)sqlite3_column_bytes(ask, 1);
		if (!record_read(s->stored, sql_text(ask, 1), length, &repaired))
			continue;
		json_item(out);
		json_open(out, '{');
		render_time(out, "at", sql_time(ask, 0));
		add_member(s, out, "post", "id");
		add_member(s, out, "title", "title");
		add_member(s, out, "content", "content");
		add_member(s, out, "edited_at", "edited_at");
		json_close(out, '}');
	}
	json_close(out, ']');
}

static void
add_doings(struct store *s, struct buffer *out, int64_t id)
{
	add_rows(s, out, "answers",
		sql_ask(s,
			"SELECT p.id AS post, a.content, a.sha256, a.target, a.approved_at,"
			" a.approved_by, coalesce(d.status, 'approved') AS status, d.at, d.remote_id,"
			" d.error FROM answer AS a JOIN post AS p ON p.seq = a.post"
			" LEFT JOIN delivery AS d ON d.answer = a.id WHERE a.case_id = ? ORDER BY a.id",
			"i", id));
	add_rows(s, out, "warnings",
		sql_ask(s,
			"SELECT p.id AS post, w.target, w.opened_at, w.seen_at, w.seen_by,"
			" coalesce(d.status, 'open') AS status, d.at, d.error"
			" FROM warning AS w JOIN post AS p ON p.seq = w.post"
			" LEFT JOIN delivery AS d ON d.warning = w.id WHERE w.case_id = ? ORDER BY w.id",
			"i", id));
	add_rows(s, out, "history",
		sql_ask(s, "SELECT at, who, what, why FROM history WHERE case_id = ? ORDER BY id",
			"i", id));
}

int
store_show(struct store *s, const char *case_id, struct buffer *out)
{
	struct case_row c;

	arena_clear(&s->arena);
	sql_execute(s, "BEGIN");
	bool found = case_named(s, case_id, &c);
	if (found) {
		json_open(out, '{');
		add_case(out, &c);
		add_posts(s, out, c.id);
		add_draft(s, out, c.judged);
		add_revisions(s, out, c.id);
		add_doings(s, out, c.id);
		json_close(out, '}');
		buffer_char(out, '\n');
	}
	sql_execute(s, "COMMIT");
	return s->status != STATUS_OK ? s->status : found ? STATUS_OK : STATUS_NO;
}
