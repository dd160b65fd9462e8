/* Which case a post belongs to: that of the post it answers, or of its conversation, in whatever order they come in. */
#include <string.h>

#include "store/inside.h"

/* The case of the post of that identifier, or of posts that name it: 0 none. *here: the post itself is registered. */
static int64_t
find_key(struct store *s, const char *key, bool *here)
{
	*here = false;
	if (*key == '\0')
		return 0;
	sqlite3_stmt *ask = sql_ask(s, "SELECT case_id FROM post WHERE id = ?", "b", key);
	if (sql_row(s, ask)) {
		int64_t found = sqlite3_column_int64(ask, 0);
		sql_end(ask);
		*here = true;
		return found;
	}
	return sql_number(s, "SELECT case_id FROM thread WHERE key = ?", "b", key);
}

/* *alone: it answers a post that is here and belongs to no case, as a message of our own to everybody does. Each such answer
 * is a matter of its own, although they share a conversation. */
int64_t
thread_case(struct store *s, const struct post *p, bool *alone)
{
	bool here;
	int64_t found = find_key(s, p->in_reply_to, &here);

	*alone = here && found == 0 && p->incoming;
	if (found == 0)
		found = sql_number(s, "SELECT case_id FROM thread WHERE key = ?", "b", p->id);
	if (found == 0 && !*alone)
		found = find_key(s, p->conversation, &here);
	return found;
}

static void
claim_key(struct store *s, const struct post *p, const char *key)
{
	if (*key == '\0' || strcmp(key, p->id) == 0)
		return;
	if (p->case_id != 0)
		sql_run(s, "INSERT OR IGNORE INTO thread (key, case_id) VALUES (?, ?)", "bi", key,
			p->case_id);
	else
		sql_run(s, "INSERT OR IGNORE INTO orphan (key, post) VALUES (?, ?)", "bi", key,
			p->seq);
}

/* Posts that come in later and have to do with this one find its case, or, while it has none, are to take it into theirs. */
void
thread_claim(struct store *s, const struct post *p, bool alone)
{
	if (alone)
		return;
	claim_key(s, p, p->in_reply_to);
	claim_key(s, p, p->conversation);
}

static bool
adopt_key(struct store *s, const char *key, struct case_row *c)
{
	sqlite3_stmt *ask;

	if (*key == '\0')
		return false;
	for (;;) {
		struct post child;
		ask = sql_ask(s,
			"SELECT seq, id, sort_at, is_answer FROM post WHERE case_id IS NULL AND seq IN"
			" (SELECT post FROM orphan WHERE key = ?) LIMIT 1",
			"b", key);
		if (!sql_row(s, ask))
			break;
		child = (struct post){.seq = sqlite3_column_int64(ask, 0),
			.id = sql_keep(s, ask, 1),
			.sort_at = sqlite3_column_int64(ask, 2),
			.is_answer = sqlite3_column_int(ask, 3)};
		sql_end(ask);
		sql_run(s, "UPDATE post SET case_id = ? WHERE seq = ?", "ii", c->id, child.seq);
		case_join(s, &child, c);
	}
	return sql_run(s, "DELETE FROM orphan WHERE key = ?", "b", key);
}

/* Takes posts without a case that answer this one, or share its conversation, into its case; whether there were any. */
bool
thread_adopt(struct store *s, const struct post *p, struct case_row *c, bool alone)
{
	bool adopted = adopt_key(s, p->id, c);

	if (!alone && adopt_key(s, p->conversation, c))
		adopted = true;
	return adopted;
}
