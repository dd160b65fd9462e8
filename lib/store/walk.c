/* Records back out of the register, a batch at a time: between two batches nothing is held, so a slow reader of the output
 * never keeps a writer waiting. */

#include "status.h"
#include "store/inside.h"

enum { BATCH_BYTES = 8 << 20 };

/* The newest post that waits of the next cases with such posts. */
static const char pending[] =
	"SELECT seq, case_id, waiting, judged, sort_at, line FROM"
	" (SELECT DISTINCT case_id AS which FROM post WHERE waiting = 1 AND case_id > ?1"
	"  AND case_id <= ?2 ORDER BY case_id LIMIT 500)"
	" JOIN post ON seq = (SELECT seq FROM post WHERE case_id = which AND waiting = 1"
	"  ORDER BY sort_at DESC, seq DESC LIMIT 1) ORDER BY which";

static const char dump[] =
	"SELECT p.seq, p.case_id, p.waiting, p.judged, p.sort_at, p.line"
	" FROM post AS p LEFT JOIN cases AS c ON c.id = p.case_id"
	" WHERE p.seq > ?1 AND p.seq <= ?2"
	" AND (?3 IS NULL OR p.created_at >= ?3) AND (?4 IS NULL OR p.created_at < ?4)"
	" AND (?5 IS NULL OR c.status = ?5) AND (?6 IS NULL OR c.team = ?6)"
	" AND (?7 IS NULL OR p.channel = ?7)"
	" AND (?8 IS NULL OR instr(p.topics, '|' || ?8 || '|') > 0) ORDER BY p.seq LIMIT 500";

static sqlite3_stmt *
ask_batch(struct store *s, const struct store_walk *w)
{
	static const struct store_filter any = {.since = STORE_ANY_TIME, .until = STORE_ANY_TIME};
	const struct store_filter *f = w->filter != NULL ? w->filter : &any;

	if (w->pending)
		return sql_ask(s, pending, "ii", w->last, w->end);
	return sql_ask(s, dump, "iittssss", w->last, w->end, f->since, f->until, f->status, f->team,
		f->channel, f->topic);
}

static void
add_record(struct store *s, sqlite3_stmt *ask, struct store_walk *w, struct buffer *lines)
{
	struct post p = {.seq = sqlite3_column_int64(ask, 0),
		.case_id = sqlite3_column_int64(ask, 1),
		.waiting = sqlite3_column_int(ask, 2),
		.judged = sqlite3_column_int(ask, 3),
		.sort_at = sqlite3_column_int64(ask, 4)};
	bool repaired;
	size_t length = (size_t)sqlite3_column_bytes(ask, 5);

	arena_clear(&s->arena);
	if (record_read(s->stored, sql_text(ask, 5), length, &repaired)) {
		render_members(s, s->stored, &p, w->pending);
		const char *line = record_line(s->stored, &length);
		buffer_add(lines, line, length);
		buffer_char(lines, '\n');
	}
	w->last = w->pending ? p.case_id : p.seq;
}

bool
store_next(struct store *s, struct store_walk *w, struct buffer *lines)
{
	buffer_clear(lines);
	sql_execute(s, "BEGIN");
	if (w->end == 0) /* what is registered from now on is not in this walk, so that it ends */
		w->end = w->pending ? sql_number(s, "SELECT max(id) FROM cases", "")
				    : sql_number(s, "SELECT max(seq) FROM post", "");
	sqlite3_stmt *ask = ask_batch(s, w);
	while (lines->length < BATCH_BYTES && sql_row(s, ask))
		add_record(s, ask, w, lines);
	sql_end(ask);
	sql_execute(s, "COMMIT");
	return s->status == STATUS_OK && lines->length > 0;
}
