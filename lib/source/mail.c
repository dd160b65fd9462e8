/* Source kind mail: one message in a file of its own, as mail programs save it. */
#include "source/source.h"

#include "buffer.h"
#include "source/message.h"

static void
read_mail(struct source *source)
{
	struct buffer bytes = {0};

	if (source_whole(source, &bytes)) {
		buffer_text(&bytes, "");
		message_put(source, bytes.at, bytes.length, 1);
	}
	buffer_free(&bytes);
}

const struct source_kind source_mail = {"mail", "mail", false, 0, read_mail};
