/* Source kind mbox: mail messages one behind the other (RFC 4155, with ">From " as mboxrd has it), or one by itself. */
#include "source/source.h"

#include <string.h>

#include "buffer.h"
#include "source/message.h"
#include "stream.h"

struct mbox {
	struct source *source;
	struct buffer message; /* with its From_ line, if it has one */
	size_t line;           /* where the message begins; 0: none has begun */
	bool too_long;         /* it was named and goes to the rejects */
};

/* "From someone Tue Mar 10 06:41:18 2026"; in the text of a message such a line has no time, or a > before it. */
static bool
is_separator(const struct input_piece *line)
{
	if (line->length < 5 || memcmp(line->at, "From ", 5) != 0)
		return false;
	for (size_t i = 5; i + 2 < line->length; i++)
		if (line->at[i] == ':' && line->at[i - 1] >= '0' && line->at[i - 1] <= '9' &&
			line->at[i + 1] >= '0' && line->at[i + 1] <= '9')
			return true;
	return false;
}

static void
end_message(struct mbox *m)
{
	if (m->line > 0 && !m->too_long)
		message_put(m->source, m->message.at, m->message.length, m->line);
	buffer_clear(&m->message);
	m->line = 0;
	m->too_long = false;
}

/* The rest of the message goes by. */
static void
give_up(struct mbox *m)
{
	struct input_piece raw = {m->message.at, m->message.length};

	if (!m->too_long && raw.length > 0)
		stream_keep(m->source->ends.stream, &raw, false);
	buffer_clear(&m->message);
	m->too_long = true;
}

static void
add_line(struct mbox *m, const struct input_piece *line)
{
	const char *at = line->at, *end = line->at + line->length;
	size_t marks = strspn(at, ">");

	if (marks > 0 && (size_t)(end - at) >= marks + 5 && memcmp(at + marks, "From ", 5) == 0)
		at++;
	if (!m->too_long && m->message.length + line->length + 1 > m->source->options.max_line) {
		source_refuse(m->source, m->line, NULL,
			"the message is over %zu bytes (--max-line)", m->source->options.max_line);
		give_up(m);
	}
	if (m->too_long) {
		stream_keep(m->source->ends.stream, line, true);
		return;
	}
	buffer_add(&m->message, at, (size_t)(end - at));
	buffer_char(&m->message, '\n');
}

static void
read_mbox(struct source *source)
{
	struct mbox m = {.source = source};
	struct input_piece line;
	enum source_got got;
	bool may_begin = true;

	while ((got = source_line(source, &line)) != SOURCE_END) {
		size_t number = input_line(source->ends.input);
		bool separator = got == SOURCE_LINE && may_begin && is_separator(&line);
		if (separator)
			end_message(&m);
		if (m.line == 0 && line.length > 0)
			m.line = number;
		may_begin = got == SOURCE_LINE && line.length == 0;
		if (got == SOURCE_SKIPPED)
			give_up(&m);
		else if (m.line > 0)
			add_line(&m, &line);
	}
	if (!source->failed)
		end_message(&m);
	buffer_free(&m.message);
}

const struct source_kind source_mbox = {"mbox", "mail", false, 0, read_mbox};
