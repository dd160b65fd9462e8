/* A round of deliveries: where each goes, and what is noted in the register before and after. */
#include <err.h>
#include <string.h>

#include "buffer.h"
#include "config.h"
#include "record.h"
#include "send.h"
#include "status.h"
#include "stream.h"
#include "text.h"

enum { WORDS = 60 };

static const char *
or_none(const char *setting)
{
	return *setting != '\0' ? setting : NULL;
}

/* A warning never goes where answers go: it is not for the public. */
static struct send_place
find_place(const struct send_setup *setup, enum store_matter matter, const char *target)
{
	const struct config *c = setup->config;

	if (setup->place.file != NULL || setup->place.command != NULL)
		return setup->place;
	if (matter == STORE_ANSWERS)
		return (struct send_place){or_none(config_string(c, "send", "file")),
			or_none(config_string(c, "send", "command"))};
	return (struct send_place){or_none(config_named_string(c, "notify", target, "file")),
		or_none(config_named_string(c, "notify", target, "command"))};
}

static int
check_place(const struct send_place *place, enum store_matter matter, const char *target)
{
	const char *section = matter == STORE_ANSWERS ? "send" : "notify ";
	const char *name = matter == STORE_ANSWERS ? "" : target;

	if (place->file != NULL && place->command != NULL)
		warnx("[%s%s]: a file and a command; which is it?", section, name);
	else if (place->file == NULL && place->command == NULL)
		warnx("[%s%s] in gripe.conf names no file and no command: it is not sent", section,
			name);
	else
		return STATUS_OK;
	return STATUS_CONFIG;
}

static bool
is_named(const struct buffer *names, const char *name)
{
	for (size_t i = 0; i < names->length; i += strlen(names->at + i) + 1)
		if (strcmp(names->at + i, name) == 0)
			return true;
	return false;
}

int
send_check(const struct send_setup *setup, enum store_matter matter)
{
	struct store_letter letter = {0};
	struct buffer named = {0};
	int status = STATUS_OK;

	while (store_next_letter(setup->store, matter, &letter)) {
		const char *name = matter == STORE_ANSWERS ? "" : letter.target;
		struct send_place place = find_place(setup, matter, letter.target);
		if (is_named(&named, name))
			continue;
		status = status_worst(status, check_place(&place, matter, name));
		buffer_add(&named, name, strlen(name) + 1);
	}
	buffer_free(&named);
	return status_worst(status, store_status(setup->store));
}

static void
say_plan(const struct send_setup *setup, enum store_matter matter,
	const struct store_letter *letter, const struct send_place *place)
{
	struct buffer line = {0};
	struct record *record = record_new();
	bool repaired;

	record_read(record, letter->line, letter->length, &repaired);
	const char *words = record_string(record, "content");
	buffer_format(&line, "case %s: %s ", letter->case_id,
		matter == STORE_ANSWERS ? "answer to" : "warning of");
	text_show(&line, letter->id, strlen(letter->id), 0);
	buffer_text(&line, " for ");
	text_show(&line, letter->target, strlen(letter->target), 0);
	buffer_format(&line, " -> %s %s: ", place->file != NULL ? "file" : "command",
		place->file != NULL ? place->file : place->command);
	text_show(&line, words, strlen(words), WORDS);
	stream_write(setup->out, line.at, line.length);
	record_free(record);
	buffer_free(&line);
}

/* Sends one and notes it: the status; *down is set when the place is to be left alone for now. */
static int
send_one(const struct send_setup *setup, enum store_matter matter,
	const struct store_letter *letter, const struct send_place *place)
{
	struct send_result result;
	int status = STATUS_OK;

	if (matter == STORE_ANSWERS)
		status = store_sending(setup->store, letter);
	if (status != STATUS_OK) /* STATUS_NO: withdrawn at this very moment */
		return status == STATUS_NO ? STATUS_OK : status;
	send_deliver(place, letter, &result);
	struct store_delivery delivery = {result.outcome, result.remote_id, result.error};
	if (result.error != NULL)
		warnx("case %s: %s: %s", letter->case_id, letter->target, result.error);
	status = store_note(setup->store, matter, letter, &delivery);
	status = status_worst(status, result.status);
	send_result_free(&result);
	return status;
}

static bool
is_same(const struct send_place *a, const struct send_place *b)
{
	const char *x = a->file != NULL ? a->file : a->command;
	const char *y = b->file != NULL ? b->file : b->command;

	return x != NULL && y != NULL && (a->file != NULL) == (b->file != NULL) &&
	       strcmp(x, y) == 0;
}

int
send_round(const struct send_setup *setup, enum store_matter matter)
{
	struct store_letter letter = {0};
	struct send_place down = {NULL, NULL}; /* it said: later, or could not be run */
	int status = STATUS_OK;

	while (stream_goes_on(setup->out) && store_status(setup->store) == STATUS_OK &&
		store_next_letter(setup->store, matter, &letter)) {
		struct send_place place = find_place(setup, matter, letter.target);
		if ((place.file == NULL) == (place.command == NULL) || is_same(&place, &down))
			continue;
		if (setup->dry_run) {
			say_plan(setup, matter, &letter, &place);
			continue;
		}
		int one = send_one(setup, matter, &letter, &place);
		if (one != STATUS_OK && one != STATUS_UNAVAILABLE)
			down = place;
		status = status_worst(status, one);
	}
	return status_worst(status, store_status(setup->store));
}
