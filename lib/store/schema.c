/* The tables of the register, and how an older one is brought up to date. */
#include <stdlib.h>

#include "store/inside.h"

/* A line of a migration is never changed once released: the next change is the next migration. Times are seconds since 1970.
 *
 * post.line is the record as registered, without case and delivery; the columns before it repeat what is asked often.
 * thread: an identifier that posts of a case name as what they answer, or as their conversation, while that post itself is not
 * here. orphan: the same for posts without a case. covered: earlier posts of a case that the judgement of another one stands
 * for; the text is kept, as the post may yet be to come. delivery is the ledger: one row an answer or warning, ever. */
static const char first[] =
	"CREATE TABLE cases ("
	" id INTEGER PRIMARY KEY,"
	" status TEXT NOT NULL CHECK (status IN ('new', 'open', 'answered', 'closed')),"
	" opened_at INTEGER NOT NULL, answered_at INTEGER, due_at INTEGER,"
	" newest INTEGER, newest_at INTEGER, judged INTEGER, judged_at INTEGER,"
	" priority INTEGER, severity REAL, level TEXT, team TEXT, action TEXT,"
	" human_only INTEGER NOT NULL,"
	" version INTEGER NOT NULL, changed_at INTEGER NOT NULL, changed_by TEXT NOT NULL"
	") STRICT;"
	"CREATE TABLE post ("
	" seq INTEGER PRIMARY KEY,"
	" id TEXT NOT NULL UNIQUE,"
	" case_id INTEGER REFERENCES cases (id) DEFERRABLE INITIALLY DEFERRED,"
	" waiting INTEGER NOT NULL, incoming INTEGER NOT NULL, is_answer INTEGER NOT NULL,"
	" judged INTEGER NOT NULL, human_only INTEGER NOT NULL,"
	" created_at INTEGER, sort_at INTEGER NOT NULL, due_at INTEGER,"
	" priority INTEGER, severity REAL, level TEXT, team TEXT, action TEXT,"
	" channel TEXT, language TEXT, kind TEXT, topics TEXT,"
	" line TEXT NOT NULL"
	") STRICT;"
	"CREATE INDEX post_case ON post (case_id);"
	"CREATE INDEX post_waiting ON post (case_id) WHERE waiting = 1;"
	"CREATE TABLE revision ("
	" post INTEGER NOT NULL REFERENCES post (seq), at INTEGER NOT NULL, line TEXT NOT NULL"
	") STRICT;"
	"CREATE INDEX revision_post ON revision (post);"
	"CREATE TABLE thread ("
	" key TEXT NOT NULL PRIMARY KEY, case_id INTEGER NOT NULL REFERENCES cases (id)"
	") STRICT, WITHOUT ROWID;"
	"CREATE TABLE orphan ("
	" key TEXT NOT NULL, post INTEGER NOT NULL REFERENCES post (seq)"
	" DEFERRABLE INITIALLY DEFERRED, PRIMARY KEY (key, post)"
	") STRICT, WITHOUT ROWID;"
	"CREATE TABLE covered ("
	" id TEXT NOT NULL PRIMARY KEY, post INTEGER NOT NULL REFERENCES post (seq)"
	") STRICT, WITHOUT ROWID;"
	"CREATE INDEX covered_post ON covered (post);"
	"CREATE TABLE answer ("
	" id INTEGER PRIMARY KEY,"
	" case_id INTEGER NOT NULL REFERENCES cases (id),"
	" post INTEGER NOT NULL REFERENCES post (seq),"
	" content TEXT NOT NULL, sha256 TEXT NOT NULL, target TEXT NOT NULL, url TEXT,"
	" approved_at INTEGER NOT NULL, approved_by TEXT NOT NULL"
	") STRICT;"
	"CREATE INDEX answer_case ON answer (case_id);"
	"CREATE INDEX answer_post ON answer (post);"
	"CREATE TABLE warning ("
	" id INTEGER PRIMARY KEY,"
	" case_id INTEGER REFERENCES cases (id),"
	" post INTEGER NOT NULL REFERENCES post (seq) DEFERRABLE INITIALLY DEFERRED,"
	" target TEXT NOT NULL, opened_at INTEGER NOT NULL, seen_at INTEGER, seen_by TEXT,"
	" UNIQUE (post, target)"
	") STRICT;"
	"CREATE INDEX warning_case ON warning (case_id);"
	"CREATE TABLE delivery ("
	" id INTEGER PRIMARY KEY,"
	" answer INTEGER UNIQUE REFERENCES answer (id),"
	" warning INTEGER UNIQUE REFERENCES warning (id),"
	" target TEXT NOT NULL,"
	" status TEXT NOT NULL"
	" CHECK (status IN ('sending', 'sent', 'later', 'failed', 'withdrawn')),"
	" at INTEGER NOT NULL, attempts INTEGER NOT NULL, remote_id TEXT, error TEXT,"
	" CHECK ((answer IS NULL) <> (warning IS NULL))"
	") STRICT;"
	"CREATE INDEX delivery_sending ON delivery (id) WHERE status = 'sending';"
	"CREATE TABLE history ("
	" id INTEGER PRIMARY KEY,"
	" case_id INTEGER NOT NULL REFERENCES cases (id) DEFERRABLE INITIALLY DEFERRED,"
	" at INTEGER NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL, why TEXT NOT NULL"
	") STRICT;"
	"CREATE INDEX history_case ON history (case_id);";

static const char *const migrations[] = {first};

int
schema_version(void)
{
	return sizeof migrations / sizeof *migrations;
}

bool
schema_migrate(struct store *s)
{
	int version, last = schema_version();
	char *mark = mem_format(
		"PRAGMA application_id = %d; PRAGMA user_version = %d;", SCHEMA_APPLICATION, last);
	bool ok = sql_execute(s, "BEGIN IMMEDIATE");

	/* Another program may have been first. */
	version = ok ? (int)sql_number(s, "PRAGMA user_version", "") : last;
	for (; ok && version < last; version++)
		ok = sql_execute(s, migrations[version]);
	ok = ok && sql_execute(s, mark) && sql_execute(s, "COMMIT");
	free(mark);
	return ok;
}
