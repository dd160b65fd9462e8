/* What the tables say, as members of records. */
#include <string.h>

#include "clock.h"
#include "store/inside.h"

void
render_text(struct buffer *out, const char *key, const char *text)
{
	if (*text != '\0')
		json_key_string(out, key, text);
}

void
render_time(struct buffer *out, const char *key, int64_t time)
{
	char text[CLOCK_TEXT];

	if (time != NO_TIME)
		json_key_string(out, key, clock_print(time, text));
}

static void
add_ids(struct store *s, struct buffer *out, sqlite3_stmt *ask)
{
	while (sql_row(s, ask)) {
		json_item(out);
		json_string(out, sql_text(ask, 0));
	}
}

/* The earlier posts for which this one stands: those that its judgement covered, or, while it waits itself, those that wait. */
static void
render_unanswered(struct store *s, struct buffer *out, const struct post *p)
{
	json_key(out, "unanswered");
	json_open(out, '[');
	if (p->waiting)
		add_ids(s, out,
			sql_ask(s,
				"SELECT id FROM post WHERE case_id = ?1 AND waiting = 1"
				" AND (sort_at, seq) < (?2, ?3) ORDER BY sort_at, seq",
				"iii", p->case_id, p->sort_at, p->seq));
	else if (p->judged)
		add_ids(s, out,
			sql_ask(s,
				"SELECT covered.id FROM covered JOIN post ON post.id = covered.id"
				" WHERE covered.post = ?1 AND post.case_id = ?2"
				" ORDER BY sort_at, seq",
				"ii", p->seq, p->case_id));
	json_close(out, ']');
}

void
render_case(struct store *s, struct buffer *out, const struct post *p, bool version)
{
	struct case_row c;
	char id[32];

	if (!case_load(s, p->case_id, &c))
		return;
	sqlite3_snprintf(sizeof id, id, "%lld", (sqlite3_int64)c.id);
	json_open(out, '{');
	json_key_string(out, "id", id);
	json_key_string(out, "status", c.status);
	render_time(out, "opened_at", c.opened_at);
	render_unanswered(s, out, p);
	render_text(out, "team", c.team);
	if (version)
		json_key_integer(out, "version", c.version);
	json_close(out, '}');
}

void
render_delivery(struct store *s, struct buffer *out, int64_t seq)
{
	sqlite3_stmt *ask = sql_ask(s,
		"SELECT target, status, at, remote_id, error FROM delivery"
		" WHERE answer IN (SELECT id FROM answer WHERE post = ?1)"
		" OR warning IN (SELECT id FROM warning WHERE post = ?1) ORDER BY id",
		"i", seq);

	while (sql_row(s, ask)) {
		json_item(out);
		json_open(out, '{');
		json_key_string(out, "target", sql_text(ask, 0));
		json_key_string(out, "status", sql_text(ask, 1));
		render_time(out, "at", sql_time(ask, 2));
		render_text(out, "remote_id", sql_text(ask, 3));
		render_text(out, "error", sql_text(ask, 4));
		json_close(out, '}');
	}
}

void
render_members(struct store *s, struct record *r, const struct post *p, bool version)
{
	struct buffer *out = &s->value;

	buffer_clear(out);
	if (p->case_id != 0)
		render_case(s, out, p, version);
	if (out->length > 0)
		record_set(r, "case", out->at);
	else
		record_set(r, "case", NULL);
	buffer_clear(out);
	json_open(out, '[');
	render_delivery(s, out, p->seq);
	json_close(out, ']');
	if (out->length > 2)
		record_set(r, "delivery", out->at);
	else
		record_set(r, "delivery", NULL);
}
