/* The register: every post and case in one place. What it holds goes in and out as records and JSON text; how it is kept is
 * known inside this folder alone.
 *
 * Functions that return a status give STATUS_OK, or have said on standard error what failed, naming the register. */
#ifndef STORE_H
#define STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buffer;
struct record;
struct store;

enum store_use {
	STORE_READ,   /* nothing is changed */
	STORE_CHANGE, /* it must be there */
	STORE_CREATE  /* it is made where it is missing, for the owner alone */
};

/* NULL: it cannot be opened, which was said, and *status is 66 not there or not to be opened, 74 cannot be read or made, 75 in use
 * for longer than busy seconds, 78 the file is no register or was written by a newer gripe (it is left untouched). */
struct store *store_open(const char *path, enum store_use use, int64_t busy, int *status);
void store_close(struct store *store); /* NULL is nothing */

/* Changes are made between begin and commit: all or, after undo or a fault, none. After commit they outlive a power cut. */
int store_begin(struct store *store);
int store_commit(struct store *store);
void store_undo(struct store *store);

/* Notes a fault in a record that cannot be registered: no id, or a member of the wrong type. */
void store_check(struct record *record);

/* Registers a checked record, or merges it into the one of that id, between begin and commit; sets its members case and
 * delivery as the register has them, and takes off what it brought under these names. */
int store_register(struct store *store, struct record *record);

/* What a walk gives or a list shows. NULL and STORE_ANY_TIME: any. */
#define STORE_ANY_TIME INT64_MIN
struct store_filter {
	int64_t since, until; /* created_at from since up to, not including, until; dumps only */
	const char *status, *team;
	const char *channel, *topic; /* dumps only */
	bool all;                    /* lists: also what asks nothing of anybody */
};

struct store_walk {
	const struct store_filter *filter; /* NULL: no filter */
	bool pending; /* one record a case with posts that wait; else every record as it was registered */
	int64_t last, end; /* the walk's own; start with 0 */
};

/* Replaces lines by the next records, each with its newline; nothing of the register is held afterwards. false: the end, or a
 * fault, as store_status says. */
bool store_next(struct store *store, struct store_walk *walk, struct buffer *lines);
int store_status(const struct store *store);

/* Adds cases, most urgent first, as JSON objects, each with its newline. */
int store_list(struct store *store, const struct store_filter *filter, struct buffer *lines);

/* Adds all about a case as one JSON object and a newline; STATUS_NO: there is no such case. */
int store_show(struct store *store, const char *case_id, struct buffer *line);

/* What a person does to a case. All return STATUS_NO, having said why, where it cannot be done, and STATUS_LATER where the
 * case's version is no longer if_version. */
struct store_act {
	const char *case_id, *who;
	const char *why;    /* end and withdraw */
	const char *target; /* approve: where it is to go; NULL: the post's channel */
	const char *text;   /* approve: what a person wrote; NULL: the draft */
	int64_t if_version; /* 0: any */
};

int store_approve(struct store *store, const struct store_act *act);
int store_withdraw(struct store *store, const struct store_act *act);    /* an approval */
int store_end(struct store *store, const struct store_act *act);         /* closes the case */
int store_acknowledge(struct store *store, const struct store_act *act); /* its warnings */

/* Says of an answer of which it is uncertain whether it went out that it did, or did not. */
int store_settle(struct store *store, const struct store_act *act, bool sent);

/* What is to be delivered. Texts are borrowed until the next letter. */
enum store_matter { STORE_WARNINGS, STORE_ANSWERS };
struct store_letter {
	int64_t number; /* 0 to start with; the next one has a higher number */
	const char *case_id, *id, *channel, *target;
	const char *line; /* the record to deliver, without a newline */
	size_t length;
};

/* Only one program sends from a register at a time: STATUS_LATER where another one does. Until store_close. */
int store_claim(struct store *store);

/* Names each answer of which it is uncertain whether it went out on standard error; the number of them. */
size_t store_name_uncertain(struct store *store);

/* The next letter behind letter->number; false: none, or a fault. */
bool store_next_letter(struct store *store, enum store_matter matter, struct store_letter *letter);

/* How an attempt ended. */
enum store_outcome { STORE_SENT, STORE_TRY_LATER, STORE_FAILED };
struct store_delivery {
	enum store_outcome outcome;
	const char *remote_id, *error; /* "" or NULL: none */
};

/* Before an answer is sent: from here on it is not given by store_next_letter again unless noted as STORE_TRY_LATER. STATUS_NO:
 * it is no longer to be sent. */
int store_sending(struct store *store, const struct store_letter *letter);
int store_note(struct store *store, enum store_matter matter, const struct store_letter *letter,
	const struct store_delivery *delivery);

#endif
