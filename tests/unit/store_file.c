/* What a register must look like as a file, and what is never touched. */
#include "store_fixture.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "ends.h"

struct opening {
	const char *path;
	enum store_use use;
};

static void
open_it(const void *with)
{
	const struct opening *o = with;

	int status;

	store_close(store_open(o->path, o->use, 0, &status));
	_exit(status);
}

static struct ending
opening(const char *path, enum store_use use)
{
	return ends(open_it, &(struct opening){path, use});
}

static void
put_bytes(const char *path, long at, const char *bytes, size_t length)
{
	FILE *f = fopen(path, "r+");

	assert_non_null(f);
	fseek(f, at, SEEK_SET);
	fwrite(bytes, 1, length, f);
	fclose(f);
}

static void
a_new_register_is_for_its_owner_alone(void **state)
{
	struct desk *d = *state;
	struct stat st;

	assert_int_equal(stat(d->path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
}

static void
a_file_that_is_no_register_is_refused_and_stays_as_it_is(void **state)
{
	static const char text[] = "just a text that somebody needs, and longer than the hundred "
				   "bytes that a database has as its header, to be sure";
	char *path = ends_file(text, sizeof text), *beside = mem_format("%s-wal", path);
	struct stat before, after;

	(void)state;
	stat(path, &before);
	for (enum store_use use = STORE_READ; use <= STORE_CREATE; use++) {
		struct ending e = opening(path, use);
		assert_int_equal(e.status, STATUS_CONFIG);
		assert_non_null(strstr(e.said, "not a register of gripe"));
	}
	stat(path, &after);
	assert_int_equal(before.st_size, after.st_size);
	assert_true(before.st_mtim.tv_nsec == after.st_mtim.tv_nsec);
	assert_int_not_equal(access(beside, F_OK), 0);
	free(beside);
	ends_unlink(path);
}

static void
a_database_of_another_program_is_refused(void **state)
{
	struct desk *d = *state;

	store_close(d->store);
	d->store = NULL;
	put_bytes(d->path, 68, "\0\0\0\0", 4); /* application_id */
	assert_int_equal(opening(d->path, STORE_CREATE).status, STATUS_CONFIG);
}

static void
a_register_of_a_newer_gripe_is_refused_and_nothing_is_left_beside_it(void **state)
{
	struct desk *d = *state;
	char *wal = mem_format("%s-wal", d->path), *shm = mem_format("%s-shm", d->path);

	put(d, "{'id':'1'}");
	store_close(d->store);
	d->store = NULL;
	put_bytes(d->path, 60, "\0\0\0\x63", 4); /* user_version */
	for (enum store_use use = STORE_READ; use <= STORE_CREATE; use++) {
		struct ending e = opening(d->path, use);
		assert_int_equal(e.status, STATUS_CONFIG);
		assert_non_null(strstr(e.said, "newer gripe"));
		assert_int_not_equal(access(wal, F_OK), 0);
		assert_int_not_equal(access(shm, F_OK), 0);
	}
	free(wal);
	free(shm);
}

static void
a_missing_register_is_made_by_those_that_may(void **state)
{
	struct desk *d = *state;
	char *path = mem_format("%s/other.db", d->folder);

	assert_int_equal(opening(path, STORE_READ).status, STATUS_NO_INPUT);
	struct ending e = opening(path, STORE_CHANGE);
	assert_int_equal(e.status, STATUS_NO_INPUT);
	assert_non_null(strstr(e.said, "gripe-register makes a register"));
	assert_int_equal(opening(path, STORE_CREATE).status, STATUS_OK);
	assert_int_equal(opening(path, STORE_READ).status, STATUS_OK);
	unlink(path);
	free(path);
	assert_int_equal(opening("/nonexistent/x.db", STORE_CREATE).status, STATUS_NO_INPUT);
	assert_int_equal(opening(d->folder, STORE_CREATE).status, STATUS_NO_INPUT);
}

static void
an_empty_file_may_become_a_register(void **state)
{
	char *path = ends_file("", 0);

	(void)state;
	assert_int_equal(opening(path, STORE_READ).status, STATUS_CONFIG);
	assert_int_equal(opening(path, STORE_CREATE).status, STATUS_OK);
	assert_int_equal(opening(path, STORE_READ).status, STATUS_OK);
	ends_unlink(path);
}

static void
a_damaged_register_is_named(void **state)
{
	struct desk *d = *state;
	char junk[4096];
	struct stat st;

	for (int i = 0; i < 50; i++) {
		snprintf(junk, sizeof junk, "{'id':'%d','content':'%01000d'}", i, i);
		put(d, junk);
	}
	store_close(d->store);
	stat(d->path, &st);
	memset(junk, 0x5a, sizeof junk);
	for (long at = 4096; at < st.st_size; at += 4096)
		put_bytes(d->path, at, junk, sizeof junk);
	d->store = store_open(d->path, STORE_CHANGE, 0, &(int){0});
	assert_int_equal(store_begin(d->store), STATUS_IO);
	store_undo(d->store);
}

static void
hold_it(const void *with)
{
	const struct desk *d = with;
	struct store *s = store_open(d->path, STORE_CHANGE, 0, &(int){0});
	int status = store_begin(s);

	store_undo(s);
	store_close(s);
	_exit(status);
}

static void
a_register_in_use_is_for_later(void **state)
{
	struct desk *d = *state;

	assert_int_equal(store_begin(d->store), STATUS_OK);
	struct ending e = ends(hold_it, d);
	assert_int_equal(e.status, STATUS_LATER);
	assert_non_null(strstr(e.said, "try again later"));
	store_undo(d->store);
	assert_int_equal(ends(hold_it, d).status, STATUS_OK);
}

static void
claim_it(const void *with)
{
	const struct desk *d = with;
	struct store *s = store_open(d->path, STORE_CHANGE, 0, &(int){0});
	int status = store_claim(s);

	store_close(s);
	_exit(status);
}

static void
one_program_sends_at_a_time(void **state)
{
	struct desk *d = *state;

	assert_int_equal(store_claim(d->store), STATUS_OK);
	assert_int_equal(ends(claim_it, d).status, STATUS_LATER);
	store_close(d->store);
	d->store = NULL;
	assert_int_equal(ends(claim_it, d).status, STATUS_OK);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_new_register_is_for_its_owner_alone),
		TEST(a_file_that_is_no_register_is_refused_and_stays_as_it_is),
		TEST(a_database_of_another_program_is_refused),
		TEST(a_register_of_a_newer_gripe_is_refused_and_nothing_is_left_beside_it),
		TEST(a_missing_register_is_made_by_those_that_may),
		TEST(an_empty_file_may_become_a_register),
		TEST(a_damaged_register_is_named),
		TEST(a_register_in_use_is_for_later),
		TEST(one_program_sends_at_a_time),
	};

	setenv("GRIPE_NOW", "2026-03-10T12:00:00Z", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
