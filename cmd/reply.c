/* gripe-reply: draft the answer to a post */
#include "config.h"
#include "lookup.h"
#include "options.h"
#include "record.h"
#include "reply.h"
#include "stream.h"

#include <stdlib.h>

static void
usage(FILE *out)
{
	fputs("usage: gripe-reply [-c FILE] [-d DIR] [-R FILE] [FILE ...]\n"
	      "Adds the member reply to every record that is to be answered; see gripe-reply(1).\n"
	      "  -c, --config FILE   settings: who signs, and for which organisation\n"
	      "  -d, --data DIR      look there first for phrases.csv and answers/\n"
	      "  -R, --rejects FILE  keep bad lines there; --strict stops at the first; --max-line BYTES\n",
		out);
}

int
main(int argc, char *argv[])
{
	const struct options_spec spec = {
		OPTIONS_CONFIG | OPTIONS_DATA | OPTIONS_STREAM, NULL, NULL, usage};
	struct options options = {0};

	options_next(&options, &spec, argc, argv);

	char *path = lookup_config(options.config);
	struct config *config = config_load(path);
	struct writer *writer = reply_load(
		&(struct reply_setup){options.data, config_string(config, "organisation", "name"),
			config_string(config, "reply", "signature")});
	struct stream *gripes = stream_open(&options.input);

	struct record *gripe;
	while ((gripe = stream_next(gripes)) != NULL) {
		record_set(gripe, "reply", reply_draft(writer, gripe));
		stream_put(gripes, gripe);
	}

	reply_free(writer);
	config_free(config);
	free(path);
	return stream_finish(gripes);
}
