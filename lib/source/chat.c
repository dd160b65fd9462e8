/* Source kind chat: a transcript of live chats as csv or ndjson, a message a row, with the columns session, time, speaker, text and
 * role. It is those kinds with a map of its own. */
#include "source/source.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "buffer.h"
#include "mem.h"
#include "status.h"

enum side { THEIRS, OURS, ROBOT, MACHINE };

static const struct role {
	const char *name;
	enum side side;
} roles[] = {{"visitor", THEIRS}, {"customer", THEIRS}, {"client", THEIRS}, {"user", THEIRS},
	{"guest", THEIRS}, {"bezoeker", THEIRS}, {"klant", THEIRS}, {"gebruiker", THEIRS},
	{"agent", OURS}, {"operator", OURS}, {"employee", OURS}, {"staff", OURS},
	{"medewerker", OURS}, {"bot", ROBOT}, {"chatbot", ROBOT}, {"assistant", ROBOT},
	{"assistent", ROBOT}, {"system", MACHINE}, {"systeem", MACHINE}, {"event", MACHINE}};

static const struct role *
find_role(const char *name)
{
	for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
		if (strcasecmp(roles[i].name, name) == 0)
			return &roles[i];
	return NULL;
}

/* A role that is not known is said once; whoever has it counts as a visitor, so that no complaint is lost. */
static void
take_role(struct source *source, const char *name, size_t line)
{
	const struct role *role = find_role(name);
	struct post *post = source->post;

	if (role == NULL && !source->settled_oddly)
		source_warn(
			source, line, "\"%s\" is no role that is known: taken for a visitor", name);
	source->settled_oddly |= role == NULL;
	if (role != NULL && (role->side == OURS || role->side == ROBOT))
		post_set_string(post, POST_DIRECTION, "out");
	if (role != NULL && (role->side == ROBOT || role->side == MACHINE))
		post_set_string(post, POST_AUTOMATIC, "true");
}

static bool
settle(struct source *source, size_t line)
{
	struct post *post = source->post;
	char *role = post_extra_text(post, "role");
	bool says = *post_text(post, POST_CONTENT) != '\0' ||
		    *post_text(post, POST_ATTACHMENTS) != '\0';

	if (role != NULL && *role != '\0')
		take_role(source, role, line);
	free(role);
	if (source_is_own(source, post_text(post, POST_AUTHOR_NAME)))
		post_set_string(post, POST_DIRECTION, "out");
	if (*post_text(post, POST_VISIBILITY) == '\0')
		post_set_string(post, POST_VISIBILITY, "private");
	if (!says)
		source_refuse(source, line, NULL, "it has no text");
	return says;
}

/* What the given map does not say is in the columns that transcripts have. An id of ndjson is one of theirs, and no record's; in
 * csv a column that a map names must be there. */
static void
complete_map(struct map *whole, const struct map *given, const struct source_kind *kind)
{
	static const char *const columns[] = {"conversation_id=session", "created_at=time",
		"author.name=speaker", "content=text", "id=id"};
	size_t count = sizeof columns / sizeof *columns - (kind == &source_csv);

	for (size_t i = 0; i < given->count; i++)
		map_copy(whole, &given->at[i]);
	for (size_t i = 0; i < count; i++) {
		char *fault;
		map_add(whole, columns[i], &fault);
		free(fault); /* it stands there already */
	}
}

static bool
is_json(const struct buffer *bytes)
{
	const char *at = bytes->at;

	at += strncmp(at, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
	at += strspn(at, " \t\r\n");
	return *at == '{' || *at == '[';
}

static void
read_chat(struct source *source)
{
	const struct map *given = source->options.map;
	struct input *input = source->ends.input;
	struct buffer bytes = {0};
	struct map whole = {0};

	if (!source_whole(source, &bytes)) {
		buffer_free(&bytes);
		return;
	}
	buffer_text(&bytes, "");
	const struct source_kind *kind = is_json(&bytes) ? &source_ndjson : &source_csv;
	complete_map(&whole, given, kind);
	source->options.map = &whole;
	if (given->count == 0)
		source->options.wrong_map = STATUS_DATA;
	source->settle = settle;
	source->ends.input = input_of_bytes(source->ends.place, &bytes, source->options.max_line);
	kind->read(source);
	input_close(source->ends.input);
	source->ends.input = input;
	source->options.map = given;
	map_free(&whole);
}

const struct source_kind source_chat = {
	"chat", "chat", true, SOURCE_DELIMITER | SOURCE_OWN, read_chat};
