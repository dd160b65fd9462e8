/* Source kind ndjson: an object a line. */
#include "source/source.h"

#include <string.h>

#include "buffer.h"
#include "json.h"
#include "source/object.h"
#include "text.h"

struct ndjson {
	struct source *source;
	struct buffer repaired; /* the line with U+FFFD for what is no UTF-8 */
};

static bool
check(struct ndjson *n, struct input_piece *line, struct json *object, struct json_fault *fault)
{
	if (json_check(line->at, line->length, object, NULL, fault))
		return true;
	if (!fault->encoding)
		return false;
	buffer_clear(&n->repaired);
	text_repair(&n->repaired, line->at, line->length);
	*line = (struct input_piece){n->repaired.at, n->repaired.length};
	source_warn(n->source, input_line(n->source->ends.input),
		"bytes that are no UTF-8 were replaced by U+FFFD");
	return json_check(line->at, line->length, object, NULL, fault);
}

/* What a person can do about a line that is no object. */
static const char *
hint(const struct input_piece *line)
{
	const char *at = line->at + strspn(line->at, " \t");

	if (*at == '[')
		return "; an object a line; try jq -c '.[]'";
	return line->length > 0 && strchr("{}]\"", *at) != NULL ? "; an object a line; try jq -c ."
								: "";
}

static void
take_line(struct ndjson *n, const struct input_piece *raw)
{
	size_t number = input_line(n->source->ends.input);
	struct input_piece line = *raw;
	struct json_fault fault = {0};
	struct json object;

	if (!check(n, &line, &object, &fault)) {
		source_refuse(n->source, number, raw, "%s (byte %zu)%s", fault.reason, fault.at + 1,
			hint(&line));
		return;
	}
	if (json_type(object) != JSON_OBJECT) {
		source_refuse(n->source, number, raw, "it is no object, { ... }%s", hint(&line));
		return;
	}
	if (!object_take(n->source, object))
		source_refuse(n->source, number, raw, "content is not a string");
	else
		source_put(n->source, number);
}

static void
read_ndjson(struct source *source)
{
	struct ndjson n = {.source = source};
	struct input_piece line;
	enum source_got got;

	while ((got = source_line(source, &line)) != SOURCE_END)
		if (got == SOURCE_LINE && strspn(line.at, " \t") != line.length)
			take_line(&n, &line);
	buffer_free(&n.repaired);
}

const struct source_kind source_ndjson = {"ndjson", "ndjson", true, 0, read_ndjson};
