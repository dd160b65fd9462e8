/* The settings of gripe.conf(5): a small INI reader, strict about names. */
#include "config.h"

#include <ctype.h>
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "mem.h"
#include "status.h"
#include "text.h"

enum form { TEXT, SPAN, NUMBER };

/* Every setting there is. A section that ends with a space takes a name: [notify desk]. */
static const struct known {
	const char *section, *name, *standard;
	enum form form;
} known_settings[] = {
	{"organisation", "name", "", TEXT},
	{"register", "path", "", TEXT},
	{"register", "busy", "30s", SPAN},
	{"fetch", "state", "", TEXT},
	{"fetch", "user_agent", "gripe (webcare monitoring)", TEXT},
	{"fetch", "connect_timeout", "10s", SPAN},
	{"fetch", "timeout", "60s", SPAN},
	{"fetch", "silence", "30s", SPAN},
	{"fetch", "max_wait", "30s", SPAN},
	{"fetch", "per_host", "6", NUMBER},
	{"fetch", "max_body", "33554432", NUMBER},
	{"source ", "url", "", TEXT},
	{"source ", "format", "feed", TEXT},
	{"source ", "channel", "", TEXT},
	{"source ", "map", "", TEXT},
	{"source ", "delimiter", "", TEXT},
	{"source ", "allow_private", "no", TEXT},
	{"source ", "items", "", TEXT},
	{"source ", "preset", "", TEXT},
	{"source ", "own", "", TEXT},
	{"source ", "date_format", "", TEXT},
	{"reply", "signature", "", TEXT},
	{"send", "file", "", TEXT},
	{"send", "command", "", TEXT},
	{"notify ", "file", "", TEXT},
	{"notify ", "command", "", TEXT},
};

enum { KNOWN = sizeof known_settings / sizeof *known_settings };

struct setting {
	const struct known *known;
	char *of; /* the section's own name, "" without */
	char *value;
	size_t line;
};

struct section {
	char *name; /* "notify desk" */
	size_t line;
};

struct config {
	char *path;
	struct setting *at; /* in order, once all are read */
	size_t count, room;
	struct section *names, *sorted; /* sections with names, as they stand, and in order */
	size_t name_count, name_room;
};

struct reader {
	struct config *config;
	size_t line;
	char *section; /* "notify " for [notify desk] */
	char *of;      /* "desk" */
};

__attribute__((noreturn)) static void
fault(const struct reader *r, const char *what, const char *reason)
{
	errx(STATUS_CONFIG, "%s:%zu: %s: %s", r->config->path, r->line, what, reason);
}

static char *
trim(char *text)
{
	text += strspn(text, " \t\r\n");
	size_t n = strlen(text);
	while (n > 0 && isspace((unsigned char)text[n - 1]))
		n--;
	text[n] = '\0';
	return text;
}

static bool
section_exists(const char *section)
{
	for (int i = 0; i < KNOWN; i++)
		if (strcmp(known_settings[i].section, section) == 0)
			return true;
	return false;
}

static void
read_section(struct reader *r, char *text)
{
	size_t n = strlen(text);
	struct config *c = r->config;

	if (text[n - 1] != ']')
		fault(r, text, "a section is closed with ]");
	text[n - 1] = '\0';
	char *name = trim(text + 1), *space = strpbrk(name, " \t");
	free(r->section);
	free(r->of);
	r->of = mem_dup(space != NULL ? trim(space) : "");
	r->section = space != NULL ? mem_format("%.*s ", (int)(space - name), name) : mem_dup(name);
	if (!section_exists(r->section))
		fault(r, name, "no such section, see gripe.conf(5)");
	if (space == NULL)
		return;
	char *full = mem_format("%s%s", r->section, r->of);
	c->names = mem_grow(c->names, c->name_count, &c->name_room, sizeof *c->names);
	c->names[c->name_count++] = (struct section){full, r->line};
}

static const struct known *
find_known(const char *section, const char *name)
{
	for (int i = 0; i < KNOWN; i++)
		if (strcmp(known_settings[i].section, section) == 0 &&
			strcmp(known_settings[i].name, name) == 0)
			return &known_settings[i];
	return NULL;
}

static int
in_order(const void *a, const void *b)
{
	const struct setting *x = a, *y = b;

	if (x->known != y->known)
		return x->known < y->known ? -1 : 1;
	return strcmp(x->of, y->of);
}

static const struct setting *
find_setting(const struct config *c, const struct known *known, const char *of)
{
	struct setting wanted = {.known = known, .of = (char *)(uintptr_t)of};

	return c->count > 0 ? bsearch(&wanted, c->at, c->count, sizeof *c->at, in_order) : NULL;
}

static void
check_form(const struct reader *r, const struct known *known, const char *value)
{
	int64_t seconds;
	char *end;

	if (known->form == SPAN && !clock_parse_span(value, &seconds))
		fault(r, known->name, "not a length of time such as 30s, 15m, 4h or 2d");
	errno = 0;
	if (known->form == NUMBER &&
		(strtol(value, &end, 10) < 0 || *end != '\0' || *value == '\0' || errno != 0))
		fault(r, known->name, "not a whole number");
}

static void
read_setting(struct reader *r, char *text)
{
	struct config *c = r->config;
	char *equals = strchr(text, '=');

	if (equals == NULL)
		fault(r, text, "expected [section] or name = value");
	*equals = '\0';
	char *name = trim(text), *value = trim(equals + 1);
	if (r->section == NULL)
		fault(r, name, "stands before the first [section]");
	const struct known *known = find_known(r->section, name);
	if (known == NULL)
		fault(r, name, "no such setting in this section, see gripe.conf(5)");
	check_form(r, known, value);
	c->at = mem_grow(c->at, c->count, &c->room, sizeof *c->at);
	c->at[c->count++] = (struct setting){known, mem_dup(r->of), mem_dup(value), r->line};
}

/* Values go into answers and records, which are UTF-8. */
static void
check_bytes(const struct reader *r, const char *text, size_t length)
{
	const char *end = text + length;

	for (size_t n; text < end; text += n) {
		n = text_sequence(text, end);
		if (n == 0 || *text == '\0')
			errx(STATUS_CONFIG, "%s:%zu: %s", r->config->path, r->line,
				n == 0 ? "bytes that are no UTF-8" : "a NUL byte");
	}
}

static void
read_lines(struct reader *r, FILE *file)
{
	char *text = NULL;
	size_t room = 0;
	ssize_t n;

	while ((n = getline(&text, &room, file)) >= 0) {
		r->line++;
		check_bytes(r, text, (size_t)n);
		char *at = r->line == 1 && strncmp(text, "\xEF\xBB\xBF", 3) == 0 ? text + 3 : text;
		at = trim(at);
		if (*at == '[')
			read_section(r, at);
		else if (*at != '\0' && *at != '#' && *at != ';')
			read_setting(r, at);
	}
	free(text);
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(((const struct section *)a)->name, ((const struct section *)b)->name);
}

/* Puts what was read in order; nothing may stand twice. */
static void
sort(struct config *c)
{
	c->sorted = mem_new(c->name_count, sizeof *c->sorted);
	for (size_t i = 0; i < c->name_count; i++)
		c->sorted[i] = c->names[i];
	if (c->name_count > 1)
		qsort(c->sorted, c->name_count, sizeof *c->sorted, by_name);
	for (size_t i = 1; i < c->name_count; i++) {
		const struct section *x = &c->sorted[i - 1], *y = &c->sorted[i];
		if (by_name(x, y) == 0)
			errx(STATUS_CONFIG, "%s:%zu: %s: this section stands twice", c->path,
				x->line > y->line ? x->line : y->line, y->name);
	}
	if (c->count > 1)
		qsort(c->at, c->count, sizeof *c->at, in_order);
	for (size_t i = 1; i < c->count; i++) {
		const struct setting *x = &c->at[i - 1], *y = &c->at[i];
		if (in_order(x, y) == 0)
			errx(STATUS_CONFIG, "%s:%zu: %s: set twice", c->path,
				x->line > y->line ? x->line : y->line, y->known->name);
	}
}

struct config *
config_load(const char *path)
{
	struct config *c = mem_new(1, sizeof *c);
	struct reader r = {.config = c};

	if (path == NULL)
		return c;
	c->path = mem_dup(path);
	FILE *file = fopen(path, "re");
	if (file == NULL)
		err(STATUS_NO_INPUT, "%s", path);
	read_lines(&r, file);
	sort(c);
	if (ferror(file))
		err(STATUS_IO, "%s", path);
	fclose(file);
	free(r.section);
	free(r.of);
	return c;
}

void
config_free(struct config *c)
{
	if (c == NULL)
		return;
	for (size_t i = 0; i < c->count; i++) {
		free(c->at[i].of);
		free(c->at[i].value);
	}
	for (size_t i = 0; i < c->name_count; i++)
		free(c->names[i].name);
	free(c->names);
	free(c->sorted);
	free(c->at);
	free(c->path);
	free(c);
}

static const char *
value_of(const struct config *c, const char *section, const char *of, const char *name)
{
	const struct known *known = find_known(section, name);

	if (known == NULL)
		errx(STATUS_BUG, "setting %s of [%s] has no row in the table of settings", name,
			section);
	const struct setting *s = find_setting(c, known, of);
	return s != NULL ? s->value : known->standard;
}

const char *
config_string(const struct config *c, const char *section, const char *name)
{
	return value_of(c, section, "", name);
}

int64_t
config_seconds(const struct config *c, const char *section, const char *name)
{
	int64_t seconds = 0;

	clock_parse_span(value_of(c, section, "", name), &seconds);
	return seconds;
}

long
config_number(const struct config *c, const char *section, const char *name)
{
	return strtol(value_of(c, section, "", name), NULL, 10);
}

const char *
config_next(const struct config *c, const char *section, size_t *at)
{
	size_t length = strlen(section);

	while (*at < c->name_count) {
		const char *name = c->names[(*at)++].name;
		if (strncmp(name, section, length) == 0 && name[length] == ' ')
			return name + length + 1;
	}
	return NULL;
}

bool
config_has(const struct config *c, const char *section, const char *of)
{
	char *full = mem_format("%s %s", section, of);
	struct section wanted = {full, 0};
	bool has = c->name_count > 0 &&
		   bsearch(&wanted, c->sorted, c->name_count, sizeof *c->sorted, by_name) != NULL;

	free(full);
	return has;
}

const char *
config_named_string(const struct config *c, const char *section, const char *of, const char *name)
{
	char *spaced = mem_format("%s ", section);
	const char *value = value_of(c, spaced, of, name);

	free(spaced);
	return value;
}

const char *
config_register(const struct config *c, const char *option)
{
	const char *path = option != NULL ? option : getenv("GRIPE_DB");

	if (path == NULL || *path == '\0')
		path = config_string(c, "register", "path");
	if (*path == '\0')
		errx(STATUS_USAGE,
			"which register? say it with -D FILE, $GRIPE_DB or path under [register] in gripe.conf");
	return path;
}
