/* UTF-8 text: validity, repair, normal form, counting, and what is safe to show. Sources: RFC 3629, Unicode (utf8proc). */
#ifndef TEXT_H
#define TEXT_H

#include <stdbool.h>
#include <stddef.h>

struct buffer;

enum { TEXT_LIMIT = 65536 }; /* bytes of a text that are analysed */

/* Bytes of the valid UTF-8 sequence at at (1 to 4), or 0: invalid or cut off by end. */
size_t text_sequence(const char *at, const char *end);

/* In these two text may be NULL when length is 0. */
bool text_is_valid(const char *text, size_t length);

/* Adds text with everything that is no UTF-8 replaced by U+FFFD, one for each maximal invalid part. */
void text_repair(struct buffer *out, const char *text, size_t length);

/* Adds valid UTF-8 in normal form C; marks that follow one another are put in order in groups of 64. */
void text_compose(struct buffer *out, const char *text, size_t length);
bool text_is_composed(
	const char *text, size_t length); /* true: certainly in normal form C already */

/* What the code point at at, of left bytes of valid UTF-8, is in a word: no letter, a capital, or another letter or a mark. */
enum text_letter { TEXT_NO_LETTER, TEXT_CAPITAL, TEXT_SMALL };
enum text_letter text_letter(const char *at, size_t left, size_t *bytes);
bool text_has_letter(const char *text, size_t length);

/* The largest length up to limit at which valid UTF-8 can be cut. */
size_t text_cut(const char *text, size_t length, size_t limit);

/* Code points in the first length bytes of valid UTF-8. */
size_t text_points(const char *text, size_t length);

/* Columns on a terminal of valid UTF-8. */
size_t text_width(const char *text, size_t length);

/* Adds valid UTF-8 as one harmless line: white space becomes one space, other controls (also bidirectional ones) a
 * middle dot; at most columns wide, cut with an ellipsis; 0: no limit. */
void text_show(struct buffer *out, const char *text, size_t length, size_t columns);

/* As text_show, in exactly that many columns: with spaces behind it where it is narrower. */
void text_pad(struct buffer *out, const char *text, size_t columns);

#endif
