/* What a message says in a chat that WhatsApp exported: its words, the file that came with it, or that it was deleted. For the kind
 * whatsapp alone. */
#ifndef SOURCE_WHATSAPP_TEXT_H
#define SOURCE_WHATSAPP_TEXT_H

#include <stdbool.h>
#include <stddef.h>

struct post;

/* Sets content, attachments and deleted_at, which is the time of the message: when it was deleted is not said. */
void whatsapp_take_text(struct post *post, const char *text, const char *end, const char *time);

/* iOS says in a person's name what nobody said ("Messages and calls are end-to-end encrypted"), behind U+200E. */
bool whatsapp_is_notice(const char *text, const char *end);

#endif
