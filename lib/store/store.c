/* The register as a file: what it must look like, opening, transactions, closing. */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clock.h"
#include "status.h"
#include "store/inside.h"

/* Where a database's header (SQLite, Database File Format, 1.3) has what. */
enum { HEADER = 100, HEADER_VERSION = 60, HEADER_APPLICATION = 68, BUSY_LEAST = 1 };

static unsigned
big_endian(const unsigned char *at)
{
	return (unsigned)at[0] << 24 | (unsigned)at[1] << 16 | (unsigned)at[2] << 8 | at[3];
}

/* Says what is wrong with the file; the status. */
__attribute__((format(printf, 3, 4))) static int
refuse(const char *path, int status, const char *format, ...)
{
	va_list ap;
	char *why;

	va_start(ap, format);
	if (vasprintf(&why, format, ap) < 0)
		err(STATUS_SYSTEM, "memory");
	va_end(ap);
	warnx("%s: %s", path, why);
	free(why);
	return status;
}

/* Read through SQLite's own file layer: a close(2) of our own would drop the locks of another connection of this process. */
static int
read_header(const char *path, unsigned char header[static HEADER])
{
	sqlite3_vfs *vfs = sqlite3_vfs_find(NULL);
	sqlite3_file *file = mem_new(1, (size_t)vfs->szOsFile);
	int flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_MAIN_DB, status = STATUS_OK;
	char *full = mem_new((size_t)vfs->mxPathname + 2, 1); /* ends with two NULs */

	if (vfs->xFullPathname(vfs, path, vfs->mxPathname, full) > SQLITE_WARNING ||
		vfs->xOpen(vfs, full, file, flags, &flags) != SQLITE_OK) {
		status = refuse(path, STATUS_NO_INPUT, "%s", strerror(errno));
	} else {
		int code = file->pMethods->xRead(file, header, HEADER, 0);
		if (code != SQLITE_OK && code != SQLITE_IOERR_SHORT_READ)
			status = refuse(path, STATUS_IO, "%s", strerror(errno));
		file->pMethods->xClose(file);
	}
	free(file);
	free(full);
	return status;
}

static int
refuse_newer(const char *path, int version)
{
	return refuse(path, STATUS_CONFIG,
		"written by a newer gripe (version %d of the register; this one knows up to %d); update gripe",
		version, schema_version());
}

static int
check_header(const char *path)
{
	unsigned char header[HEADER] = {0};
	int status = read_header(path, header);

	if (status != STATUS_OK)
		return status;
	if (memcmp(header, "SQLite format 3", 16) != 0 ||
		big_endian(header + HEADER_APPLICATION) != SCHEMA_APPLICATION)
		return refuse(path, STATUS_CONFIG,
			"this file is not a register of gripe; it is left as it is");
	if (big_endian(header + HEADER_VERSION) > (unsigned)schema_version())
		return refuse_newer(path, (int)big_endian(header + HEADER_VERSION));
	return STATUS_OK;
}

/* Whether path is a register, or an empty file that may become one. */
static int
check_file(const char *path, enum store_use use)
{
	struct stat st;

	if (use == STORE_CREATE) {
		int fd = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
		if (fd >= 0)
			close(fd);
		else if (errno != EEXIST)
			return refuse(path, STATUS_NO_INPUT, "%s", strerror(errno));
	}
	if (stat(path, &st) != 0)
		return refuse(path, STATUS_NO_INPUT, "%s%s", strerror(errno),
			errno == ENOENT ? "; gripe-register makes a register" : "");
	if (!S_ISREG(st.st_mode))
		return refuse(path, STATUS_NO_INPUT, "a register is an ordinary file");
	if (st.st_size > 0)
		return check_header(path);
	if (use != STORE_CREATE)
		return refuse(path, STATUS_CONFIG,
			"an empty file, not a register; gripe-register makes one");
	return STATUS_OK;
}

static void
open_file(struct store *s, enum store_use use, int64_t busy)
{
	int code = sqlite3_open_v2(s->path, &s->db,
		SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);

	if (s->db == NULL)
		errx(STATUS_SYSTEM, "memory");
	if (code != SQLITE_OK)
		sql_fail(s);
	else if (use != STORE_READ && sqlite3_db_readonly(s->db, "main") == 1)
		s->status = refuse(s->path, STATUS_IO, "the register may be read, not written to");
	busy = busy < BUSY_LEAST ? 0 : busy > INT32_MAX / 1000 ? INT32_MAX / 1000 : busy;
	sqlite3_busy_timeout(s->db, (int)busy * 1000);
	sql_execute(s, "PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL;"
		       "PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY;"
		       "PRAGMA cache_size = -8192; PRAGMA journal_size_limit = 67108864");
}

/* The header may lag behind what stands in the write-ahead log. */
static void
bring_up_to_date(struct store *s, enum store_use use)
{
	int version = (int)sql_number(s, "PRAGMA user_version", "");

	if (version > schema_version()) {
		sqlite3_db_config(s->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
		s->status = refuse_newer(s->path, version);
		return;
	}
	if (s->status == STATUS_OK && version < schema_version() && schema_migrate(s))
		sql_execute(
			s, "PRAGMA wal_checkpoint (TRUNCATE)"); /* the header shows the version */
	sql_execute(s, use == STORE_READ ? "PRAGMA query_only = ON" : "PRAGMA journal_mode = WAL");
}

struct store *
store_open(const char *path, enum store_use use, int64_t busy, int *status)
{
	int64_t now = clock_now();

	*status = check_file(path, use);
	if (*status != STATUS_OK)
		return NULL;
	struct store *s = mem_new(1, sizeof *s);
	s->path = mem_dup(path);
	s->lock = -1;
	s->stored = record_new();
	s->now = now;
	open_file(s, use, busy);
	bring_up_to_date(s, use);
	*status = s->status;
	if (s->status == STATUS_OK)
		return s;
	store_close(s);
	return NULL;
}

void
store_close(struct store *s)
{
	if (s == NULL)
		return;
	sql_free(s);
	sqlite3_close(s->db);
	if (s->lock >= 0)
		close(s->lock);
	record_free(s->stored);
	buffer_free(&s->line);
	buffer_free(&s->value);
	arena_free(&s->arena);
	free(s->path);
	free(s);
}

int
store_begin(struct store *s)
{
	s->status = STATUS_OK;
	s->now = clock_now();
	sql_execute(s, "BEGIN IMMEDIATE");
	s->last_post = sql_number(s, "SELECT max(seq) FROM post", "");
	s->last_case = sql_number(s, "SELECT max(id) FROM cases", "");
	return s->status;
}

int
store_commit(struct store *s)
{
	if (!sql_execute(s, "COMMIT"))
		store_undo(s);
	return s->status;
}

void
store_undo(struct store *s)
{
	if (!sqlite3_get_autocommit(s->db))
		sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
}

int
store_status(const struct store *s)
{
	return s->status;
}

/* A file lock of its own kind, which SQLite's do not know of; dropped after the database is closed. */
int
store_claim(struct store *s)
{
	if (s->lock < 0)
		s->lock = open(s->path, O_RDONLY | O_CLOEXEC);
	if (s->lock < 0) {
		warn("%s", s->path);
		return STATUS_NO_INPUT;
	}
	if (flock(s->lock, LOCK_EX | LOCK_NB) == 0)
		return STATUS_OK;
	warnx("%s: another program is sending from this register; try again later", s->path);
	return STATUS_LATER;
}
