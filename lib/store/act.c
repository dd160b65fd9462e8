/* What a person does to a case: each in one transaction, bound to the version that was seen, and in the history. */
#include <err.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "hash.h"
#include "status.h"
#include "store/inside.h"

/* An answer of the case that has not come to its end. */
struct open_answer {
	int64_t id, approved_at;
	const char *approved_by, *state; /* approved, later or sending */
};

__attribute__((format(printf, 3, 4))) static int
refuse(const struct store *s, const struct case_row *c, const char *format, ...)
{
	va_list ap;
	char *why;

	va_start(ap, format);
	if (vasprintf(&why, format, ap) < 0)
		err(STATUS_SYSTEM, "memory");
	va_end(ap);
	warnx("%s: case %lld: %s", s->path, (long long)c->id, why);
	free(why);
	return STATUS_NO;
}

static int
take_up(struct store *s, const struct store_act *act, struct case_row *c)
{
	char at[CLOCK_TEXT];

	arena_clear(&s->arena);
	if (store_begin(s) != STATUS_OK)
		return s->status;
	if (!case_named(s, act->case_id, c))
		return s->status != STATUS_OK ? s->status : STATUS_NO;
	if (act->if_version == 0 || act->if_version == c->version)
		return STATUS_OK;
	refuse(s, c, "changed meanwhile by %s at %s; it has version %lld now: look at it again",
		c->changed_by, clock_print(c->changed_at, at), (long long)c->version);
	return STATUS_LATER;
}

static int
let_go(struct store *s, const struct store_act *act, struct case_row *c, int status)
{
	if (status == STATUS_OK)
		case_save(s, c, act->who);
	if (status == STATUS_OK && s->status == STATUS_OK)
		return store_commit(s);
	store_undo(s);
	return status != STATUS_OK ? status : s->status;
}

static bool
find_open_answer(struct store *s, const struct case_row *c, struct open_answer *a)
{
	sqlite3_stmt *ask = sql_ask(s,
		"SELECT a.id, a.approved_at, a.approved_by, coalesce(d.status, 'approved') AS state"
		" FROM answer AS a LEFT JOIN delivery AS d ON d.answer = a.id"
		" WHERE a.case_id = ? AND state IN ('approved', 'later', 'sending')",
		"i", c->id);

	if (!sql_row(s, ask))
		return false;
	*a = (struct open_answer){.id = sqlite3_column_int64(ask, 0),
		.approved_at = sqlite3_column_int64(ask, 1),
		.approved_by = sql_keep(s, ask, 2),
		.state = sql_keep(s, ask, 3)};
	sql_end(ask);
	return true;
}

static bool
is_sending(const struct open_answer *a)
{
	return strcmp(a->state, "sending") == 0;
}

static int
check_open_answer(struct store *s, const struct case_row *c)
{
	struct open_answer a;
	char at[CLOCK_TEXT];

	if (!find_open_answer(s, c, &a))
		return s->status;
	clock_print(a.approved_at, at);
	if (is_sending(&a))
		return refuse(s, c,
			"the answer that %s approved at %s may have gone out; look, then gripe-case settle",
			a.approved_by, at);
	return refuse(
		s, c, "%s approved an answer at %s, and it waits to be sent", a.approved_by, at);
}

/* The draft of the newest judged post, which stands in s->stored; *post is that post. */
static int
take_draft(struct store *s, const struct case_row *c, struct post *post, const char **text)
{
	if (c->human_only)
		return refuse(s, c,
			"for a person alone: write the answer yourself and give it by --text FILE");
	if (c->judged == 0 || !stored_load(s, c->judged, post))
		return refuse(s, c, "it was not judged yet, so there is no draft");
	*text = record_string(s->stored, "reply.content");
	if (post->waiting)
		return refuse(s, c, "%s was edited after the draft was made", post->id);
	return STATUS_OK;
}

static int
take_text(struct store *s, const struct store_act *act, const struct case_row *c, struct post *post,
	const char **text)
{
	if (act->text == NULL)
		return take_draft(s, c, post, text);
	*text = act->text;
	return stored_load(s, c->newest, post) ? STATUS_OK : s->status;
}

static void
hash_answer(const char *text, char hex[static 2 * HASH_BYTES + 1])
{
	struct hash h;

	hash_start(&h);
	hash_add(&h, text, strlen(text));
	hash_hex(&h, HASH_BYTES, hex);
}

static int
add_answer(struct store *s, const struct store_act *act, const struct case_row *c,
	const struct post *post, const char *text)
{
	char sha256[2 * HASH_BYTES + 1];
	const char *target =
		act->target != NULL ? act->target : record_string(s->stored, "channel");

	if (text[strspn(text, " \t\r\n")] == '\0')
		return refuse(s, c, act->text != NULL ? "the text is empty" : "there is no draft");
	hash_answer(text, sha256);
	if (sql_number(s,
		    "SELECT count(*) FROM answer AS a JOIN delivery AS d ON d.answer = a.id"
		    " WHERE a.post = ? AND a.sha256 = ? AND d.status = 'sent'",
		    "ib", post->seq, sha256) > 0)
		return refuse(s, c, "this text was sent to %s already", post->id);
	sql_run(s,
		"INSERT INTO answer (case_id, post, content, sha256, target, url, approved_at,"
		" approved_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
		"iibbbsib", c->id, post->seq, text, sha256, target, record_string(s->stored, "url"),
		s->now, act->who);
	char *why = mem_format("for %s, sha256 %s", post->id, sha256);
	case_history(s, c->id, act->who, "approved", why);
	free(why);
	return s->status;
}

int
store_approve(struct store *s, const struct store_act *act)
{
	struct case_row c;
	struct post post = {0};
	const char *text = "";
	int status = take_up(s, act, &c);

	if (status == STATUS_OK)
		status = check_open_answer(s, &c);
	if (status == STATUS_OK)
		status = take_text(s, act, &c, &post, &text);
	if (status == STATUS_OK)
		status = add_answer(s, act, &c, &post, text);
	return let_go(s, act, &c, status);
}

int
store_withdraw(struct store *s, const struct store_act *act)
{
	struct case_row c;
	struct open_answer a;
	int status = take_up(s, act, &c);

	if (status == STATUS_OK && !find_open_answer(s, &c, &a))
		status = refuse(s, &c, "there is no approved answer that waits");
	if (status == STATUS_OK && is_sending(&a))
		status = refuse(s, &c, "the answer is being sent, or may have gone out already");
	if (status == STATUS_OK) {
		sql_run(s,
			"INSERT INTO delivery (answer, target, status, at, attempts)"
			" SELECT id, target, 'withdrawn', ?2, 0 FROM answer WHERE id = ?1"
			" ON CONFLICT (answer) DO UPDATE SET status = excluded.status, at = excluded.at",
			"ii", a.id, s->now);
		case_history(s, c.id, act->who, "withdrawn", act->why);
	}
	return let_go(s, act, &c, status);
}

int
store_end(struct store *s, const struct store_act *act)
{
	struct case_row c;
	int status = take_up(s, act, &c);

	if (status == STATUS_OK && strcmp(c.status, "closed") == 0)
		status = refuse(s, &c, "it is closed already");
	if (status == STATUS_OK) {
		c.status = "closed";
		c.due_at = NO_TIME;
		case_history(s, c.id, act->who, "closed", act->why);
	}
	return let_go(s, act, &c, status);
}

int
store_acknowledge(struct store *s, const struct store_act *act)
{
	struct case_row c;
	int status = take_up(s, act, &c);

	if (status == STATUS_OK && !sql_run(s,
					   "UPDATE warning SET seen_at = ?, seen_by = ?"
					   " WHERE case_id = ? AND seen_at IS NULL",
					   "ibi", s->now, act->who, c.id))
		status = s->status != STATUS_OK ? s->status : refuse(s, &c, "no warning is open");
	if (status == STATUS_OK)
		case_history(s, c.id, act->who, "seen", "warnings");
	return let_go(s, act, &c, status);
}

int
store_settle(struct store *s, const struct store_act *act, bool sent)
{
	struct case_row c;
	struct open_answer a;
	int status = store_claim(s); /* nobody is sending it this very moment */

	if (status != STATUS_OK)
		return status;
	status = take_up(s, act, &c);
	if (status == STATUS_OK && (!find_open_answer(s, &c, &a) || !is_sending(&a)))
		status = refuse(s, &c, "no answer is uncertain");
	if (status == STATUS_OK) {
		char *error = sent ? NULL : mem_format("not sent, says %s", act->who);
		sql_run(s, "UPDATE delivery SET status = ?, at = ?, error = ? WHERE answer = ?",
			"bisi", sent ? "sent" : "failed", s->now, error, a.id);
		free(error);
		case_history(s, c.id, act->who, sent ? "sent" : "not sent", "settled by hand");
		if (sent)
			case_answered(s, &c, a.id);
	}
	return let_go(s, act, &c, status);
}
