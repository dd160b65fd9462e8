/* The ledger: what is to be delivered, and what became of it. An answer goes out at most once: that it is being sent is on the
 * disk before the attempt. A warning goes out at least once: that it was sent is noted afterwards. */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "status.h"
#include "store/inside.h"

size_t
store_name_uncertain(struct store *s)
{
	size_t count = 0;
	char at[CLOCK_TEXT];
	sqlite3_stmt *ask = sql_ask(s,
		"SELECT a.case_id, a.approved_by, d.target, d.at FROM delivery AS d"
		" JOIN answer AS a ON a.id = d.answer WHERE d.status = 'sending' ORDER BY d.id",
		"");

	for (; sql_row(s, ask); count++)
		warnx("%s: case %lld: the answer approved by %s may or may not have gone out to %s at"
		      " %s; look there, then say: gripe-case settle %lld --sent, or --failed",
			s->path, (long long)sqlite3_column_int64(ask, 0), sql_text(ask, 1),
			sql_text(ask, 2), clock_print(sqlite3_column_int64(ask, 3), at),
			(long long)sqlite3_column_int64(ask, 0));
	return count;
}

static const char *
keep_number(struct store *s, int64_t number)
{
	char *text = arena_take(&s->arena, 32);

	sqlite3_snprintf(32, text, "%lld", (sqlite3_int64)number);
	return text;
}

static void
compose_answer(struct store *s, const struct store_letter *letter, sqlite3_stmt *ask)
{
	struct buffer *out = &s->value;

	buffer_clear(out);
	json_open(out, '{');
	json_key(out, "id");
	buffer_format(out, "\"gripe:answer/%lld\"", (long long)letter->number);
	render_text(out, "channel", letter->channel);
	json_key_string(out, "direction", "out");
	json_key_string(out, "target", letter->target);
	json_key_string(out, "in_reply_to_id", letter->id);
	render_text(out, "url", sql_text(ask, 6));
	json_key_string(out, "content", sql_text(ask, 5));
	json_key_string(out, "approved_by", sql_text(ask, 7));
	render_time(out, "approved_at", sql_time(ask, 8));
	json_key(out, "case");
	json_open(out, '{');
	json_key_string(out, "id", letter->case_id);
	json_close(out, '}');
	json_close(out, '}');
}

/* The whole post, so that who is warned can judge it, with the warning. */
static void
compose_warning(struct store *s, const struct store_letter *letter, sqlite3_stmt *ask)
{
	struct post p;
	size_t length;

	if (!stored_load(s, sqlite3_column_int64(ask, 5), &p))
		return;
	p.case_id = sqlite3_column_int64(ask, 1);
	render_members(s, s->stored, &p, true);
	buffer_clear(&s->value);
	json_open(&s->value, '{');
	json_key_string(&s->value, "target", letter->target);
	render_time(&s->value, "opened_at", sql_time(ask, 6));
	json_close(&s->value, '}');
	record_set(s->stored, "warning", s->value.at);
	const char *line = record_line(s->stored, &length);
	buffer_clear(&s->value);
	buffer_add(&s->value, line, length);
}

static const char next_warning[] =
	"SELECT w.id, w.case_id, p.id, p.channel, w.target, p.seq, w.opened_at"
	" FROM warning AS w JOIN post AS p ON p.seq = w.post"
	" LEFT JOIN delivery AS d ON d.warning = w.id"
	" WHERE w.id > ? AND w.seen_at IS NULL AND (d.id IS NULL OR d.status <> 'sent')"
	" ORDER BY w.id LIMIT 1";

static const char next_answer[] =
	"SELECT a.id, a.case_id, p.id, p.channel, a.target, a.content, a.url, a.approved_by,"
	" a.approved_at FROM answer AS a JOIN post AS p ON p.seq = a.post"
	" LEFT JOIN delivery AS d ON d.answer = a.id"
	" WHERE a.id > ? AND (d.id IS NULL OR d.status = 'later') ORDER BY a.id LIMIT 1";

bool
store_next_letter(struct store *s, enum store_matter matter, struct store_letter *letter)
{
	bool warnings = matter == STORE_WARNINGS;
	sqlite3_stmt *ask = sql_ask(s, warnings ? next_warning : next_answer, "i", letter->number);

	arena_clear(&s->arena);
	if (!sql_row(s, ask))
		return false;
	*letter = (struct store_letter){.number = sqlite3_column_int64(ask, 0),
		.case_id = keep_number(s, sqlite3_column_int64(ask, 1)),
		.id = sql_keep(s, ask, 2),
		.channel = sql_keep(s, ask, 3),
		.target = sql_keep(s, ask, 4)};
	if (warnings)
		compose_warning(s, letter, ask);
	else
		compose_answer(s, letter, ask);
	sql_end(ask);
	letter->line = s->value.at;
	letter->length = s->value.length;
	return s->status == STATUS_OK;
}

static int
end_change(struct store *s, int status)
{
	if (status == STATUS_OK && s->status == STATUS_OK)
		return store_commit(s);
	store_undo(s);
	return s->status != STATUS_OK ? s->status : status;
}

int
store_sending(struct store *s, const struct store_letter *letter)
{
	if (store_begin(s) != STATUS_OK)
		return s->status;
	bool ours = sql_run(s,
		"INSERT INTO delivery (answer, target, status, at, attempts)"
		" VALUES (?, ?, 'sending', ?, 1) ON CONFLICT (answer) DO UPDATE"
		" SET status = 'sending', at = excluded.at, attempts = attempts + 1, error = NULL"
		" WHERE status = 'later'",
		"ibi", letter->number, letter->target, s->now);
	return end_change(s, ours ? STATUS_OK : STATUS_NO);
}

static const char *
status_name(enum store_outcome outcome)
{
	return outcome == STORE_SENT ? "sent" : outcome == STORE_TRY_LATER ? "later" : "failed";
}

static void
note_in_case(struct store *s, enum store_matter matter, const struct store_letter *letter,
	const struct store_delivery *d)
{
	struct case_row c;
	bool warning = matter == STORE_WARNINGS;

	if (d->outcome == STORE_TRY_LATER || (warning && d->outcome != STORE_SENT) ||
		!case_load(s, strtoll(letter->case_id, NULL, 10), &c))
		return;
	char *why = mem_format("%s %s%s%s", warning ? "warning to" : "answer to", letter->target,
		d->error != NULL && *d->error != '\0' ? ": " : "",
		d->error != NULL ? d->error : "");
	case_history(s, c.id, STORE_SELF, status_name(d->outcome), why);
	free(why);
	if (warning)
		return;
	if (d->outcome == STORE_SENT)
		case_answered(s, &c, letter->number);
	case_save(s, &c, STORE_SELF);
}

int
store_note(struct store *s, enum store_matter matter, const struct store_letter *letter,
	const struct store_delivery *d)
{
	const char *status = status_name(d->outcome);

	if (store_begin(s) != STATUS_OK)
		return s->status;
	if (matter == STORE_ANSWERS)
		sql_run(s,
			"UPDATE delivery SET status = ?, at = ?, remote_id = ?, error = ?"
			" WHERE answer = ? AND status = 'sending'",
			"bissi", status, s->now, d->remote_id, d->error, letter->number);
	else
		sql_run(s,
			"INSERT INTO delivery (warning, target, status, at, attempts, remote_id, error)"
			" VALUES (?, ?, ?, ?, 1, ?, ?) ON CONFLICT (warning) DO UPDATE"
			" SET status = excluded.status, at = excluded.at, attempts = attempts + 1,"
			" remote_id = excluded.remote_id, error = excluded.error",
			"ibbiss", letter->number, letter->target, status, s->now, d->remote_id,
			d->error);
	note_in_case(s, matter, letter, d);
	return end_change(s, STATUS_OK);
}
