/* Statements of the register: prepared once, bound by a form, and after a fault none is run until the next begin. */
#include <err.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "status.h"
#include "store/inside.h"

struct statement {
	const char *text; /* the constant itself: found by its address */
	sqlite3_stmt *at;
};

static int
status_of(int code)
{
	switch (code) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return STATUS_LATER;
	case SQLITE_CANTOPEN:
	case SQLITE_PERM:
		return STATUS_NO_INPUT;
	case SQLITE_NOTADB:
		return STATUS_CONFIG;
	case SQLITE_NOMEM:
		return STATUS_SYSTEM;
	case SQLITE_FULL:
	case SQLITE_IOERR:
	case SQLITE_READONLY:
	case SQLITE_CORRUPT:
		return STATUS_IO;
	default:
		return STATUS_BUG;
	}
}

int
sql_fail(struct store *s)
{
	int code = sqlite3_extended_errcode(s->db) & 0xff;

	if (s->status != STATUS_OK)
		return s->status;
	s->status = status_of(code);
	if (s->status == STATUS_LATER)
		warnx("%s: another program is writing to the register; try again later", s->path);
	else if (code == SQLITE_CORRUPT)
		warnx("%s: the register is damaged; restore a backup, or see what is left: sqlite3 %s .recover",
			s->path, s->path);
	else
		warnx("%s: %s", s->path, sqlite3_errmsg(s->db));
	return s->status;
}

static sqlite3_stmt *
prepare(struct store *s, const char *text)
{
	struct statement made = {.text = text};

	for (size_t i = 0; i < s->count; i++)
		if (s->statements[i].text == text)
			return s->statements[i].at;
	if (sqlite3_prepare_v3(s->db, text, -1, SQLITE_PREPARE_PERSISTENT, &made.at, NULL) !=
		SQLITE_OK) {
		sql_fail(s);
		return NULL;
	}
	s->statements = mem_grow(s->statements, s->count, &s->room, sizeof *s->statements);
	s->statements[s->count++] = made;
	return made.at;
}

static void
bind_text(sqlite3_stmt *ask, int n, const char *text, bool empty_is_null)
{
	if (text == NULL || (empty_is_null && *text == '\0'))
		sqlite3_bind_null(ask, n);
	else
		sqlite3_bind_text(ask, n, text, -1, SQLITE_STATIC);
}

static void
bind(sqlite3_stmt *ask, const char *form, va_list values)
{
	for (int n = 1; *form != '\0'; form++, n++) {
		int64_t whole;
		double number;

		switch (*form) {
		case 'i':
			sqlite3_bind_int64(ask, n, va_arg(values, int64_t));
			break;
		case 'n':
		case 't':
			whole = va_arg(values, int64_t);
			if (whole == (*form == 't' ? NO_TIME : 0))
				sqlite3_bind_null(ask, n);
			else
				sqlite3_bind_int64(ask, n, whole);
			break;
		case 'd':
			number = va_arg(values, double);
			if (number < 0)
				sqlite3_bind_null(ask, n);
			else
				sqlite3_bind_double(ask, n, number);
			break;
		default:
			bind_text(ask, n, va_arg(values, const char *), *form == 's');
		}
	}
}

static sqlite3_stmt *
start(struct store *s, const char *text, const char *form, va_list values)
{
	sqlite3_stmt *ask = s->status == STATUS_OK ? prepare(s, text) : NULL;

	if (ask == NULL)
		return NULL;
	sqlite3_reset(ask);
	sqlite3_clear_bindings(ask);
	bind(ask, form, values);
	return ask;
}

sqlite3_stmt *
sql_ask(struct store *s, const char *text, const char *form, ...)
{
	va_list values;

	va_start(values, form);
	sqlite3_stmt *ask = start(s, text, form, values);
	va_end(values);
	return ask;
}

bool
sql_row(struct store *s, sqlite3_stmt *ask)
{
	if (ask == NULL)
		return false;
	int code = s->status == STATUS_OK ? sqlite3_step(ask) : SQLITE_DONE;
	if (code == SQLITE_ROW)
		return true;
	if (code != SQLITE_DONE)
		sql_fail(s);
	sqlite3_reset(ask);
	return false;
}

void
sql_end(sqlite3_stmt *ask)
{
	if (ask != NULL)
		sqlite3_reset(ask);
}

bool
sql_run(struct store *s, const char *text, const char *form, ...)
{
	va_list values;

	va_start(values, form);
	sqlite3_stmt *ask = start(s, text, form, values);
	va_end(values);
	while (sql_row(s, ask))
		;
	return ask != NULL && s->status == STATUS_OK && sqlite3_changes(s->db) > 0;
}

int64_t
sql_number(struct store *s, const char *text, const char *form, ...)
{
	va_list values;
	int64_t number = 0;

	va_start(values, form);
	sqlite3_stmt *ask = start(s, text, form, values);
	va_end(values);
	if (sql_row(s, ask))
		number = sqlite3_column_int64(ask, 0);
	sql_end(ask);
	return number;
}

bool
sql_execute(struct store *s, const char *text)
{
	if (s->status == STATUS_OK && sqlite3_exec(s->db, text, NULL, NULL, NULL) != SQLITE_OK)
		sql_fail(s);
	return s->status == STATUS_OK;
}

const char *
sql_text(sqlite3_stmt *ask, int column)
{
	const char *text = (const char *)sqlite3_column_text(ask, column);

	return text != NULL ? text : "";
}

const char *
sql_keep(struct store *s, sqlite3_stmt *ask, int column)
{
	const char *text = sql_text(ask, column);
	size_t size = strlen(text) + 1;

	return memcpy(arena_take(&s->arena, size), text, size);
}

int64_t
sql_time(sqlite3_stmt *ask, int column)
{
	return sqlite3_column_type(ask, column) == SQLITE_NULL ? NO_TIME
							       : sqlite3_column_int64(ask, column);
}

void
sql_free(struct store *s)
{
	for (size_t i = 0; i < s->count; i++)
		sqlite3_finalize(s->statements[i].at);
	free(s->statements);
	s->statements = NULL;
	s->count = s->room = 0;
}
