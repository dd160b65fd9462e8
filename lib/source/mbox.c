/* Source kind mbox: mail messages one behind the other (RFC 4155, with ">From " as mboxrd has it), or one by itself. */
#include "source/source.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "buffer.h"
#include "headers.h"
#include "mime.h"
#include "stream.h"

struct mbox {
	struct source *source;
	struct buffer message; /* with its From_ line, if it has one */
	size_t head;           /* bytes of that */
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

/* A message that passes another on: what it quotes is the matter. */
static bool
is_forward(const char *subject)
{
	static const char *const starts[] = {"fw:", "fwd:", "doorst:", "wg:", "tr:"};

	for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
		if (strncasecmp(subject, starts[i], strlen(starts[i])) == 0)
			return true;
	return false;
}

static void
take_content(struct post *post, const struct mime *mime)
{
	struct buffer own = {0};
	size_t length;
	const char *text = mime_text(mime, &length);

	if (is_forward(post_text(post, POST_TITLE)))
		buffer_add(&own, text, length);
	else
		mime_cut_reply(&own, text, length);
	post_set(post, POST_CONTENT, own.at, own.length);
	buffer_free(&own);
}

static void
take_sender(struct post *post, const struct headers *headers)
{
	char *name, *address;

	if (!headers_address(headers, "From", &name, &address))
		headers_address(headers, "Sender", &name, &address);
	post_set_string(post, POST_AUTHOR_ID, address);
	post_set_string(post, POST_AUTHOR_HANDLE, address);
	post_set_string(post, POST_AUTHOR_NAME, name);
	free(name);
	free(address);
}

/* The first message of a conversation is called by all that follow it. */
static void
take_thread(struct post *post, const struct headers *headers)
{
	char *id = headers_identifier(headers, "Message-ID");
	char *parent = headers_identifier(headers, "In-Reply-To");
	char *first = headers_identifier(headers, "References");

	post_set_string(post, POST_NATIVE_ID, id);
	post_set_string(post, POST_IN_REPLY_TO, parent);
	post_set_string(post, POST_CONVERSATION,
		first != NULL    ? first
		: parent != NULL ? parent
				 : id);
	free(id);
	free(parent);
	free(first);
}

static void
take_attachments(struct post *post, const struct mime *mime)
{
	const struct mime_attachment *attachments;
	size_t count = mime_attachments(mime, &attachments);

	for (size_t i = 0; i < count; i++)
		post_add_attachment(post, NULL, attachments[i].type, attachments[i].name,
			attachments[i].sha256);
}

/* The Date, or when it was delivered: "From someone@x.example Tue Mar 10 06:41:18 2026". */
static void
take_date(struct mbox *m, const char *date)
{
	const char *from = m->head > 0 ? m->message.at + strlen("From ") : NULL;
	const char *space = from != NULL ? memchr(from, ' ', m->head - strlen("From ")) : NULL;

	if (date != NULL)
		post_set_string(m->source->post, POST_CREATED_AT, date);
	else if (space != NULL)
		post_set(m->source->post, POST_CREATED_AT, space,
			m->head - (size_t)(space - m->message.at));
}

static void
take_message(struct mbox *m, const struct mime *mime)
{
	struct post *post = m->source->post;
	const struct headers *headers = mime_headers(mime);

	post_set_string(post, POST_TITLE, headers_text(headers, "Subject", NULL));
	take_date(m, headers_text(headers, "Date", NULL));
	post_set_string(post, POST_LANGUAGE, headers_text(headers, "Content-Language", NULL));
	post_set_string(post, POST_VISIBILITY, "private");
	if (headers_are_automatic(headers))
		post_set_string(post, POST_AUTOMATIC, "true");
	take_sender(post, headers);
	take_thread(post, headers);
	take_content(post, mime);
	take_attachments(post, mime);
	source_put(m->source, m->line);
}

static void
end_message(struct mbox *m)
{
	struct input_piece raw = {m->message.at, m->message.length};

	if (m->line > 0 && !m->too_long) {
		struct mime *mime = mime_parse(raw.at + m->head, raw.length - m->head);
		if (mime != NULL)
			take_message(m, mime);
		else
			source_refuse(
				m->source, m->line, &raw, "it begins with no header of a message");
		mime_free(mime);
	}
	buffer_clear(&m->message);
	m->line = m->head = 0;
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
		if (separator)
			m.head = m.message.length;
	}
	if (!source->failed)
		end_message(&m);
	buffer_free(&m.message);
}

const struct source_kind source_mbox = {"mbox", "mail", false, false, read_mbox};
