/* A post: what the register reads in a record, and its row. */
#include <string.h>

#include "clock.h"
#include "store/inside.h"

static bool
is_object(struct record *r, const char *name)
{
	struct json value = record_value(r, name);

	return json_type(value) == JSON_OBJECT && value.length > 2;
}

static int64_t
time_of(struct record *r, const char *path)
{
	int64_t seconds;

	return clock_parse(record_string(r, path), &seconds) ? seconds : NO_TIME;
}

/* "|delivery|contact|", so that one of them is found by its bars. */
static const char *
join_topics(struct store *s, struct record *r)
{
	const char *const *topics;
	size_t count = record_list(r, "classify.topics", &topics), length = 2;

	for (size_t i = 0; i < count; i++)
		length += strlen(topics[i]) + 1;
	char *text = arena_take(&s->arena, length), *at = text;
	for (size_t i = 0; i < count; i++) {
		*at++ = '|';
		at = stpcpy(at, topics[i]);
	}
	if (count > 0)
		*at++ = '|';
	*at = '\0';
	return text;
}

/* An identifier as other posts of the same source have it: sources give what they answer to without channel and host. */
static const char *
full_id(struct store *s, struct record *r, const char *name)
{
	const char *given = record_string(r, name), *id = record_string(r, "id");
	const char *native = record_string(r, "native_id"), *colon = strchr(id, ':');
	const char *slash = strchr(id, '/');
	size_t length = strlen(id), tail = strlen(native);

	if (*given == '\0' || (colon != NULL && strncmp(given, id, (size_t)(colon - id) + 1) == 0))
		return given;
	if (tail > 0 && tail < length && strcmp(id + length - tail, native) == 0)
		length -= tail;
	else
		length = slash != NULL ? (size_t)(slash - id) + 1 : 0;
	char *full = arena_take(&s->arena, length + strlen(given) + 1);
	memcpy(full, id, length);
	strcpy(full + length, given);
	return full;
}

static void
read_judgement(struct store *s, struct post *p, struct record *r)
{
	double priority = record_number(r, "score.priority", 0);
	double severity = record_number(r, "score.severity", -1);

	p->kind = record_string(r, "classify.kind");
	p->topics = join_topics(s, r);
	p->level = record_string(r, "score.level");
	p->priority = priority >= 1 && priority <= 4 ? (int64_t)priority : 0;
	p->severity = severity >= 0 && severity <= 100 ? severity : -1;
	p->team = record_string(r, "route.team");
	p->action = record_string(r, "route.action");
	p->human_only = record_flag(r, "route.human_only");
	p->due_at = time_of(r, "route.sla.first_response_due_at");
	p->judged = p->incoming && is_object(r, "route");
}

void
stored_read(struct store *s, struct post *p, struct record *r)
{
	bool automatic = record_flag(r, "automatic");

	*p = (struct post){.id = record_string(r, "id"),
		.channel = record_string(r, "channel"),
		.language = record_string(r, "classify.language"),
		.in_reply_to = full_id(s, r, "in_reply_to_id"),
		.conversation = full_id(s, r, "conversation_id"),
		.incoming = record_is_incoming(r),
		.is_answer = record_is(r, "direction", "out") && !automatic,
		.created_at = time_of(r, "created_at"),
		.fetched_at = time_of(r, "fetched_at")};
	if (*p->language == '\0')
		p->language = record_string(r, "language");
	p->sort_at = p->created_at != NO_TIME   ? p->created_at
		     : p->fetched_at != NO_TIME ? p->fetched_at
						: s->now;
	read_judgement(s, p, r);
}

void
store_check(struct record *r)
{
	static const char *const texts[] = {"channel", "native_id", "direction", "title", "content",
		"url", "language", "in_reply_to_id", "conversation_id", "created_at", "fetched_at",
		"edited_at", "classify.language", "classify.kind", "score.level", "route.team",
		"route.action", "route.sla.first_response_due_at", "reply.content"};
	const char *const *items;

	if (record_is(r, "id", ""))
		record_refuse(r, "id is missing; a register needs one");
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		record_string(r, texts[i]);
	record_list(r, "classify.topics", &items);
	record_list(r, "route.notify", &items);
	record_number(r, "score.severity", 0);
	record_number(r, "score.priority", 0);
	record_flag(r, "automatic");
	record_flag(r, "route.human_only");
}

#define SELECT                                                               \
	"SELECT seq, case_id, waiting, incoming, judged, sort_at, id, line," \
	" priority, severity FROM post WHERE "

static bool
take_row(struct store *s, sqlite3_stmt *ask, struct post *p)
{
	bool repaired;

	if (!sql_row(s, ask))
		return false;
	*p = (struct post){.seq = sqlite3_column_int64(ask, 0),
		.case_id = sqlite3_column_int64(ask, 1),
		.waiting = sqlite3_column_int(ask, 2),
		.incoming = sqlite3_column_int(ask, 3),
		.judged = sqlite3_column_int(ask, 4),
		.sort_at = sqlite3_column_int64(ask, 5),
		.id = sql_keep(s, ask, 6),
		.priority = sqlite3_column_int64(ask, 8),
		.severity = sql_time(ask, 9) == NO_TIME ? -1 : sqlite3_column_double(ask, 9)};
	buffer_clear(&s->line);
	buffer_add(&s->line, sql_text(ask, 7), (size_t)sqlite3_column_bytes(ask, 7));
	sql_end(ask);
	return record_read(s->stored, s->line.at, s->line.length, &repaired);
}

bool
stored_find(struct store *s, const char *id, struct post *p)
{
	return take_row(s, sql_ask(s, SELECT "id = ?", "b", id), p);
}

bool
stored_load(struct store *s, int64_t seq, struct post *p)
{
	return take_row(s, sql_ask(s, SELECT "seq = ?", "i", seq), p);
}

/* Binds all columns in the order in which they were declared. */
static void
write_row(struct store *s, const char *text, const struct post *p)
{
	size_t length;
	const char *line = record_line(s->stored, &length);

	sql_run(s, text, "ibniiiiitttndsssssssb", p->seq, p->id, p->case_id, (int64_t)p->waiting,
		(int64_t)p->incoming, (int64_t)p->is_answer, (int64_t)p->judged,
		(int64_t)p->human_only, p->created_at, p->sort_at, p->due_at, p->priority,
		p->severity, p->level, p->team, p->action, p->channel, p->language, p->kind,
		p->topics, line);
}

void
stored_insert(struct store *s, const struct post *p)
{
	write_row(s,
		"INSERT INTO post (seq, id, case_id, waiting, incoming, is_answer, judged, human_only,"
		" created_at, sort_at, due_at, priority, severity, level, team, action, channel, language, kind,"
		" topics, line) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		p);
}

void
stored_update(struct store *s, const struct post *p)
{
	write_row(s,
		"UPDATE post SET case_id = ?3, waiting = ?4, incoming = ?5, is_answer = ?6, judged = ?7,"
		" human_only = ?8, created_at = ?9, sort_at = ?10, due_at = ?11, priority = ?12,"
		" severity = ?13, level = ?14, team = ?15, action = ?16, channel = ?17,"
		" language = ?18, kind = ?19, topics = ?20, line = ?21 WHERE seq = ?1",
		p);
}
