/* Source kind text: a post a line, in plain text. */
#include "source/source.h"

static void
read_text(struct source *source)
{
	struct input_piece line;
	enum source_got got;

	while ((got = source_line(source, &line)) != SOURCE_END) {
		if (got == SOURCE_LINE)
			post_set(source->post, POST_CONTENT, line.at, line.length);
		if (!post_is_empty(source->post))
			source_put(source, input_line(source->ends.input));
	}
}

const struct source_kind source_text = {"text", "text", false, 0, read_text};
