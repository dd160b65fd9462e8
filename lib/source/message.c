/* One mail message as a post. */
#include "source/message.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "buffer.h"
#include "headers.h"
#include "mime.h"
#include "source/source.h"

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

/* The Date, or when it was delivered: as the envelope line has it, or behind the last ; of the topmost Received. */
static void
take_date(struct post *post, const struct headers *headers, const char *envelope, size_t length)
{
	const char *date = headers_text(headers, "Date", "");
	const char *space = length > 5 ? memchr(envelope + 5, ' ', length - 5) : NULL;
	const char *received = strrchr(headers_raw(headers, "Received", ""), ';');

	if (*date != '\0')
		post_set_string(post, POST_CREATED_AT, date);
	else if (space != NULL)
		post_set(post, POST_CREATED_AT, space, length - (size_t)(space - envelope));
	else if (received != NULL)
		post_set_string(post, POST_CREATED_AT, received + 1);
}

static void
take_headers(struct post *post, const struct headers *headers)
{
	post_set_string(post, POST_TITLE, headers_text(headers, "Subject", NULL));
	post_set_string(post, POST_LANGUAGE, headers_text(headers, "Content-Language", NULL));
	post_set_string(post, POST_VISIBILITY, "private");
	if (headers_are_automatic(headers))
		post_set_string(post, POST_AUTOMATIC, "true");
	take_sender(post, headers);
	take_thread(post, headers);
}

/* Bytes of "From jan@x.example Tue Mar 10 06:41:18 2026" before the headers, with its newline; 0: there is none. */
static size_t
envelope_length(const char *bytes, size_t length)
{
	const char *newline = length > 5 ? memchr(bytes, '\n', length) : NULL;

	return newline != NULL && memcmp(bytes, "From ", 5) == 0 ? (size_t)(newline + 1 - bytes)
								 : 0;
}

/* Other texts begin with a word and a colon too. */
static bool
is_message(const struct mime *mime)
{
	static const char *const names[] = {"From", "To", "Subject", "Date", "Message-ID",
		"Received", "Return-Path", "Sender", "MIME-Version", "Content-Type"};

	for (size_t i = 0; mime != NULL && i < sizeof names / sizeof *names; i++)
		if (headers_raw(mime_headers(mime), names[i], NULL) != NULL)
			return true;
	return false;
}

void
message_put(struct source *source, const char *bytes, size_t length, size_t line)
{
	struct input_piece raw = {(char *)bytes, length}; /* is only read */
	size_t envelope = envelope_length(bytes, length);
	struct mime *mime = mime_parse(bytes + envelope, length - envelope);

	if (is_message(mime)) {
		take_date(source->post, mime_headers(mime), bytes, envelope);
		take_headers(source->post, mime_headers(mime));
		take_content(source->post, mime);
		take_attachments(source->post, mime);
		source_put(source, line);
	} else {
		source_refuse(source, line, &raw, "it begins with no header of a message");
	}
	mime_free(mime);
}
