/* How a message begins in a chat that WhatsApp exported: "15.04.2016, 15:04 - " on Android, "[05/03/2025, 10:14:33] " on iOS, in
 * the order and with the marks of the telephone's language. For the kind whatsapp alone. */
#ifndef SOURCE_WHATSAPP_LINE_H
#define SOURCE_WHATSAPP_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buffer;

struct whatsapp_head {
	int date[3];     /* the numbers in their order */
	bool year_first; /* the first has four digits */
	int hour, minute, second;
	bool bracket;     /* [...] */
	char separator;   /* between the numbers of the date */
	const char *rest; /* what stands behind */
};

/* false: the line begins no message. */
bool whatsapp_read_head(const char *line, const char *end, struct whatsapp_head *head);

/* The time as UTC, the date being in the order DMY, MDY or YMD, unless its first number is certainly a year. false: there is no
 * such day. */
bool whatsapp_time(const struct whatsapp_head *head, const char *order, int64_t *seconds);

/* Bytes of a mark of direction (U+200E and its like, U+FEFF) at at, which shows nothing; 0: there is none. */
size_t whatsapp_mark(const char *at, const char *end);

/* Adds the text without such marks. */
void whatsapp_add_plain(struct buffer *out, const char *at, const char *end);

#endif
