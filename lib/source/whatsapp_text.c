/* What a message says in a chat that WhatsApp exported. */
#include "source/whatsapp_text.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "buffer.h"
#include "mem.h"
#include "source/post.h"
#include "source/whatsapp_line.h"

static const char mark[] = "\xE2\x80\x8E", dot[] = " \xE2\x80\xA2";

/* In place of a file that was not exported. */
static const struct omission {
	const char *said, *type;
} omissions[] = {{"<Media omitted>", "media"}, {"<Media weggelaten>", "media"},
	{"<Medien ausgeschlossen>", "media"}, {"<Médias omis>", "media"},
	{"image omitted", "image"}, {"afbeelding weggelaten", "image"},
	{"Bild weggelassen", "image"}, {"image absente", "image"}, {"video omitted", "video"},
	{"video weggelaten", "video"}, {"Video weggelassen", "video"}, {"vidéo absente", "video"},
	{"audio omitted", "audio"}, {"audio weggelaten", "audio"}, {"Audio weggelassen", "audio"},
	{"audio omis", "audio"}, {"sticker omitted", "sticker"}, {"sticker weggelaten", "sticker"},
	{"Sticker weggelassen", "sticker"}, {"GIF omitted", "gif"}, {"GIF weggelaten", "gif"},
	{"GIF weggelassen", "gif"}, {"document omitted", "document"},
	{"document weggelaten", "document"}, {"Dokument weggelassen", "document"},
	{"document manquant", "document"}, {"Contact card omitted", "contact"},
	{"Contactkaart weggelaten", "contact"}, {"Kontaktkarte ausgelassen", "contact"}};

/* "<attached: 00000012-PHOTO.jpg>", "IMG-1.jpg (file attached)" */
static const char *const befores[] = {
	"<attached: ", "<bijgevoegd: ", "<Anhang: ", "<pièce jointe : ", NULL};
static const char *const behinds[] = {" (file attached)", " (bestand bijgevoegd)",
	" (Datei angehängt)", " (fichier joint)", NULL};

static const char *const edits[] = {"<This message was edited>", "<Dit bericht is bewerkt>",
	"<Diese Nachricht wurde bearbeitet>", "<Ce message a été modifié>", NULL};

static const char *const deletions[] = {"This message was deleted", "You deleted this message",
	"Dit bericht is verwijderd", "Je hebt dit bericht verwijderd",
	"U hebt dit bericht verwijderd", "Jij hebt dit bericht verwijderd",
	"Diese Nachricht wurde gelöscht", "Du hast diese Nachricht gelöscht",
	"Ce message a été supprimé", "Vous avez supprimé ce message", NULL};

/* What a person said all the same, behind U+200E. */
static const char *const said[] = {
	"Location: ", "Locatie: ", "Standort: ", "POLL:", "PEILING:", NULL};

struct span {
	const char *at, *end;
};

static struct span
trim(struct span s)
{
	size_t n;

	for (;;) {
		if (s.at < s.end && strchr(" \t\r\n", *s.at) != NULL && *s.at != '\0')
			s.at++;
		else if ((n = whatsapp_mark(s.at, s.end)) > 0)
			s.at += n;
		else
			break;
	}
	while (s.at < s.end && strchr(" \t\r\n", s.end[-1]) != NULL && s.end[-1] != '\0')
		s.end--;
	return s;
}

static bool
starts_with(struct span s, const char *words)
{
	size_t n = strlen(words);

	return (size_t)(s.end - s.at) >= n && strncasecmp(s.at, words, n) == 0;
}

static bool
ends_with(struct span s, const char *words)
{
	size_t n = strlen(words);

	return (size_t)(s.end - s.at) >= n && strncasecmp(s.end - n, words, n) == 0;
}

/* The one of the list, which ends with NULL, that the text starts with, or ends with; NULL: none. */
static const char *
find(struct span s, const char *const *list, bool (*fits)(struct span, const char *))
{
	while (*list != NULL && !fits(s, *list))
		list++;
	return *list;
}

/* With or without a full stop behind it. */
static bool
is(struct span s, const char *words)
{
	if (s.at < s.end && s.end[-1] == '.')
		s.end--;
	return (size_t)(s.end - s.at) == strlen(words) && starts_with(s, words);
}

static const struct omission *
find_omission(struct span s)
{
	for (size_t i = 0; i < sizeof omissions / sizeof *omissions; i++)
		if (is(s, omissions[i].said))
			return &omissions[i];
	return NULL;
}

/* What stands behind the last U+200E, or all. */
static struct span
last_piece(struct span s)
{
	const char *found;
	struct span piece = s;

	while ((found = memmem(piece.at, (size_t)(piece.end - piece.at), mark, strlen(mark))) !=
		NULL)
		piece.at = found + strlen(mark);
	return piece;
}

static struct span
first_line(struct span s)
{
	const char *newline = memchr(s.at, '\n', (size_t)(s.end - s.at));

	return (struct span){s.at, newline != NULL ? newline : s.end};
}

static void
add_attachment(struct post *post, const char *type, struct span name)
{
	struct buffer plain = {0};

	whatsapp_add_plain(&plain, name.at, name.end);
	post_add_attachment(post, NULL, type, plain.at, NULL);
	buffer_free(&plain);
}

/* A piece that is a file alone: false: it is none. */
static bool
take_file(struct post *post, struct span piece)
{
	const char *before, *behind;

	piece = trim(piece);
	if ((before = find(piece, befores, starts_with)) != NULL && piece.end[-1] == '>')
		add_attachment(post, NULL, (struct span){piece.at + strlen(before), piece.end - 1});
	else if ((behind = find(piece, behinds, ends_with)) != NULL)
		add_attachment(post, NULL, (struct span){piece.at, piece.end - strlen(behind)});
	else
		return false;
	return true;
}

/* "Factuur.pdf • 3 pages", or "", before the document that was left out: its name; all else is text. */
static struct span
take_omission(struct post *post, const struct omission *omission, struct span before)
{
	const char *end = memmem(before.at, (size_t)(before.end - before.at), dot, strlen(dot));
	bool named = strcmp(omission->type, "document") == 0 && end != NULL &&
		     memchr(before.at, '\n', (size_t)(end - before.at)) == NULL;

	add_attachment(post, omission->type,
		named ? (struct span){before.at, end} : (struct span){before.at, before.at});
	return named ? (struct span){before.end, before.end} : before;
}

/* Files, which stand last on iOS, and first on Android; gives what is left. */
static struct span
take_files(struct post *post, struct span text)
{
	struct span last = last_piece(text), first = first_line(text);
	const struct omission *omission = find_omission(trim(last));

	if (omission != NULL)
		return take_omission(post, omission, trim((struct span){text.at, last.at}));
	if (take_file(post, last))
		return trim((struct span){text.at, last.at});
	if ((omission = find_omission(trim(first))) != NULL)
		add_attachment(post, omission->type, (struct span){first.end, first.end});
	else if (!take_file(post, first))
		return text;
	return trim((struct span){first.end, text.end});
}

void
whatsapp_take_text(struct post *post, const char *at, const char *end, const char *time)
{
	struct span text = trim((struct span){at, end});
	struct buffer plain = {0};
	const char *edit = find(text, edits, ends_with);

	if (edit != NULL) {
		post_extra(post, "edited", "true", 4);
		text.end -= strlen(edit);
		text = trim(text);
	}
	if (find(text, deletions, is) != NULL) {
		post_set_string(post, POST_DELETED_AT, time);
		return;
	}
	text = take_files(post, text);
	whatsapp_add_plain(&plain, text.at, text.end);
	post_set(post, POST_CONTENT, plain.at, plain.length);
	buffer_free(&plain);
}

bool
whatsapp_is_notice(const char *at, const char *end)
{
	struct span text = {at, end}, piece = trim(last_piece(text));

	if (!starts_with(text, mark) || find_omission(piece) != NULL ||
		find(piece, befores, starts_with) != NULL)
		return false;
	text = trim(text);
	return find(text, deletions, is) == NULL && find(text, said, starts_with) == NULL &&
	       find(first_line(text), behinds, ends_with) == NULL &&
	       find(text, edits, ends_with) == NULL;
}
