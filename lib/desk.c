/* The commands of gripe-case. */
#include "desk.h"

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "status.h"
#include "text.h"

static int
show_list(struct store *store, struct desk_order *o, struct buffer *out)
{
	struct buffer lines = {0};
	int status = store_list(store, &o->filter, &lines);

	if (status == STATUS_OK && lines.length == 0)
		status = STATUS_NO;
	else if (status == STATUS_OK && o->json)
		buffer_add(out, lines.at, lines.length);
	else if (status == STATUS_OK)
		overview_list(&o->view, &lines, out);
	buffer_free(&lines);
	return status;
}

static int
show_case(struct store *store, struct desk_order *o, struct buffer *out)
{
	struct buffer line = {0};
	int status = store_show(store, o->act.case_id, &line);

	if (status == STATUS_OK && o->json)
		buffer_add(out, line.at, line.length);
	else if (status == STATUS_OK)
		overview_case(&o->view, &line, out);
	buffer_free(&line);
	return status;
}

static void
read_bytes(const char *path, struct buffer *bytes)
{
	FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
	char piece[4096];
	size_t n;

	if (file == NULL)
		err(STATUS_NO_INPUT, "%s", path);
	while (bytes->length <= TEXT_LIMIT && (n = fread(piece, 1, sizeof piece, file)) > 0)
		buffer_add(bytes, piece, n);
	if (ferror(file))
		err(STATUS_IO, "%s", path);
	if (file != stdin)
		fclose(file);
	if (bytes->length > TEXT_LIMIT)
		errx(STATUS_DATA, "%s: an answer has at most %d bytes", path, TEXT_LIMIT);
}

/* The answer that a person wrote, in normal form and without the line ends behind it. */
static void
read_answer(const char *path, struct buffer *answer)
{
	struct buffer bytes = {0};

	read_bytes(path, &bytes);
	if (!text_is_valid(bytes.at, bytes.length) ||
		(bytes.length > 0 && memchr(bytes.at, '\0', bytes.length) != NULL))
		errx(STATUS_DATA, "%s: not a text in UTF-8", path);
	buffer_need(answer, bytes.length);
	text_compose(answer, bytes.at, bytes.length);
	while (answer->length > 0 && strchr("\r\n", answer->at[answer->length - 1]) != NULL)
		answer->length--;
	answer->at[answer->length] = '\0';
	buffer_free(&bytes);
}

static int
approve(struct store *store, struct desk_order *o, struct buffer *out)
{
	struct buffer answer = {0};

	(void)out;
	if (o->text_file != NULL) {
		read_answer(o->text_file, &answer);
		o->act.text = answer.at;
	}
	int status = store_approve(store, &o->act);
	o->act.text = NULL;
	buffer_free(&answer);
	return status;
}

static int
withdraw(struct store *store, struct desk_order *o, struct buffer *out)
{
	(void)out;
	return store_withdraw(store, &o->act);
}

static int
end(struct store *store, struct desk_order *o, struct buffer *out)
{
	(void)out;
	return store_end(store, &o->act);
}

static int
acknowledge(struct store *store, struct desk_order *o, struct buffer *out)
{
	(void)out;
	return store_acknowledge(store, &o->act);
}

static int
settle(struct store *store, struct desk_order *o, struct buffer *out)
{
	(void)out;
	return store_settle(store, &o->act, o->sent);
}

enum need { CASE = 1, CHANGE = 2, WHY = 4, OUTCOME = 8 };

static const struct command {
	const char *name;
	unsigned needs; /* need, or-ed */
	int (*run)(struct store *, struct desk_order *, struct buffer *);
} commands[] = {{"list", 0, show_list}, {"show", CASE, show_case},
	{"approve", CASE | CHANGE, approve}, {"withdraw", CASE | CHANGE | WHY, withdraw},
	{"close", CASE | CHANGE | WHY, end}, {"ack", CASE | CHANGE, acknowledge},
	{"settle", CASE | CHANGE | OUTCOME, settle}};

static const struct command *
find_command(const char *name)
{
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	errx(STATUS_USAGE,
		"%s: no such command; list, show, approve, withdraw, close, ack or settle", name);
}

static bool
is_empty(const char *text)
{
	return text == NULL || text[strspn(text, " \t\r\n")] == '\0';
}

bool
desk_check(struct desk_order *o)
{
	const struct command *c = find_command(o->command);

	if ((c->needs & CASE) != 0 && o->act.case_id == NULL)
		errx(STATUS_USAGE, "%s: which case? give its number, as gripe-case list shows it",
			c->name);
	if ((c->needs & CASE) == 0 && o->act.case_id != NULL)
		errx(STATUS_USAGE, "%s: takes no case", c->name);
	if ((c->needs & CHANGE) == 0)
		return false;
	if (is_empty(o->act.who))
		o->act.who = getenv("GRIPE_AGENT");
	if (is_empty(o->act.who))
		errx(STATUS_USAGE, "%s: who are you? say it with --as WHO or $GRIPE_AGENT",
			c->name);
	if ((c->needs & WHY) != 0 && is_empty(o->act.why))
		errx(STATUS_USAGE, "%s: say why, with --why TEXT", c->name);
	if ((c->needs & OUTCOME) != 0 && o->sent == o->failed)
		errx(STATUS_USAGE, "%s: did it go out? say --sent or --failed", c->name);
	return true;
}

int
desk_do(struct store *store, struct desk_order *order, struct buffer *out)
{
	return find_command(order->command)->run(store, order, out);
}
