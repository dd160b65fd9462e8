/* What the parts of the register share. SQL is written where it is used and prepared once. */
#ifndef STORE_INSIDE_H
#define STORE_INSIDE_H

#include <sqlite3.h>

#include "buffer.h"
#include "mem.h"
#include "record.h"
#include "store/store.h"

#define NO_TIME INT64_MIN
#define STORE_SELF "gripe" /* who did what nobody did */

struct statement;

struct store {
	sqlite3 *db;
	char *path;
	int status; /* of the first fault since store_begin */
	int lock;   /* the sender's, or -1 */
	int64_t now;
	struct statement *statements;
	size_t count, room;
	struct record *stored; /* the post in hand as the register has it */
	struct buffer line, value;
	struct arena arena; /* texts that live until the next post or case is taken up */
	int64_t last_post,
		last_case; /* the highest numbers in use, known between begin and commit */
};

/* A post, as far as the register judges by it. Texts are borrowed. */
struct post {
	int64_t seq, case_id; /* 0: none */
	const char *id, *channel, *language, *kind, *topics, *level, *team, *action;
	const char *in_reply_to, *conversation; /* as identifiers of posts */
	bool incoming, is_answer;               /* a person wrote us; we wrote */
	bool judged, human_only;
	bool waiting; /* it came in, and no judgement covers it */
	int64_t created_at, fetched_at, sort_at, due_at;
	int64_t priority; /* 0: none */
	double severity;  /* -1: none */
};

struct case_row {
	int64_t id, opened_at, answered_at, due_at, changed_at;
	const char *status, *team, *action, *level, *changed_by;
	int64_t newest, newest_at; /* seq and time of the newest post that came in; 0: none */
	int64_t judged, judged_at; /* of the newest one that was judged */
	bool human_only;
	int64_t priority, version;
	double severity;
};

/* sql.c: forms are i int64_t, n the same (0 becomes null), t time, s text ("" and NULL become null), b text as it is, d number
 * (below 0 becomes null). */
sqlite3_stmt *sql_ask(struct store *store, const char *text, const char *form, ...);
bool sql_row(struct store *store,
	sqlite3_stmt *ask);      /* false: no more, and the statement is done with */
void sql_end(sqlite3_stmt *ask); /* after the last wanted row; NULL is nothing */
bool sql_run(struct store *store, const char *text, const char *form,
	...); /* whether it changed a row */
int64_t sql_number(struct store *store, const char *text, const char *form, ...); /* 0: none */
bool sql_execute(struct store *store, const char *text);
const char *sql_text(sqlite3_stmt *ask, int column); /* never NULL, until the next row */
const char *sql_keep(struct store *store, sqlite3_stmt *ask, int column); /* lives in the arena */
int64_t sql_time(sqlite3_stmt *ask, int column);
int sql_fail(struct store *store); /* says what failed, once; its status */
void sql_free(struct store *store);

/* schema.c */
enum { SCHEMA_APPLICATION = 0x47524950 }; /* "GRIP" */
int schema_version(void);
bool schema_migrate(struct store *store);

/* stored.c */
void stored_read(struct store *store, struct post *post, struct record *record);
/* Both fill store->stored too. */
bool stored_find(struct store *store, const char *id, struct post *post);
bool stored_load(struct store *store, int64_t seq, struct post *post);
void stored_insert(struct store *store, const struct post *post);
void stored_update(struct store *store, const struct post *post);

/* merge.c: what came in that the stored record did not have */
enum merge {
	MERGE_LINE = 1,      /* anything */
	MERGE_REVISION = 2,  /* title, content or edited_at */
	MERGE_TEXT = 4,      /* title or content */
	MERGE_JUDGEMENT = 8, /* a later stage's member */
	MERGE_STALE = 16     /* the facts were older than the stored ones and stayed out */
};
unsigned merge_record(struct store *store, struct record *news);

/* thread.c */
int64_t thread_case(struct store *store, const struct post *post, bool *alone);
void thread_claim(struct store *store, const struct post *post, bool alone);
bool thread_adopt(struct store *store, const struct post *post, struct case_row *row, bool alone);

/* cases.c */
bool case_load(struct store *store, int64_t id, struct case_row *row);
void case_save(struct store *store, struct case_row *row, const char *who);
void case_open(struct store *store, const struct post *post, struct case_row *row);
void case_absorb(struct case_row *row, const struct post *post);
void case_recount(struct store *store, struct case_row *row);
void case_join(struct store *store, const struct post *post, struct case_row *row);
void case_reopen(struct store *store, struct case_row *row, const char *why);
void case_judged(struct store *store, const struct post *post, struct case_row *row);
void case_history(
	struct store *store, int64_t id, const char *who, const char *what, const char *why);
void case_answered(struct store *store, struct case_row *row, int64_t answer);
bool case_named(struct store *store, const char *name, struct case_row *row); /* false: said so */

/* render.c */
void render_case(struct store *store, struct buffer *out, const struct post *post, bool version);
void render_delivery(struct store *store, struct buffer *out, int64_t seq);
void render_members(
	struct store *store, struct record *record, const struct post *post, bool version);
void render_time(struct buffer *out, const char *key, int64_t time);
void render_text(struct buffer *out, const char *key, const char *text); /* "": left out */

#endif
