/* One mail message as a post: sender, thread, the text that was written now, attachments. For the kinds that read mail. */
#ifndef SOURCE_MESSAGE_H
#define SOURCE_MESSAGE_H

#include <stddef.h>

struct source;

/* Writes the message, which begins at that line, as a post, or refuses it. The envelope line of an mbox ("From jan@x.example Tue
 * Mar 10 06:41:18 2026") may stand before its headers. */
void message_put(struct source *source, const char *bytes, size_t length, size_t line);

#endif
