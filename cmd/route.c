/* gripe-route: decide who acts on a post, whether it is answered, and by when */
#include "options.h"
#include "record.h"
#include "route.h"
#include "status.h"
#include "stream.h"

static void
usage(FILE *out)
{
	fputs("usage: gripe-route [-x] [-d DIR] [-R FILE] [FILE ...]\n"
	      "Adds the member route to every record; see gripe-route(1).\n"
	      "  -d, --data DIR      look there first for routes.csv and sla.csv\n"
	      "  -x, --explain       say on standard error which rows decided\n"
	      "      --self-test     name rows that can never be reached, and nothing else\n"
	      "  -R, --rejects FILE  keep bad lines there; --strict stops at the first; --max-line BYTES\n",
		out);
}

static int
test(struct router *router)
{
	bool ok = route_test(router);

	route_free(router);
	return ok ? STATUS_OK : STATUS_NO;
}

int
main(int argc, char *argv[])
{
	const struct options_spec spec = {
		OPTIONS_DATA | OPTIONS_EXPLAIN | OPTIONS_SELF_TEST | OPTIONS_STREAM, NULL, NULL,
		usage};
	struct options options = {0};

	options_next(&options, &spec, argc, argv);

	struct router *router = route_load(options.data);
	if (options.self_test)
		return test(router);
	struct stream *gripes = stream_open(&options.input);

	struct record *gripe;
	while ((gripe = stream_next(gripes)) != NULL) {
		const char *decision = route_decide(router, gripe);
		record_set(gripe, "route", decision);
		if (options.explain && decision != NULL)
			route_explain(router, stderr);
		stream_put(gripes, gripe);
	}

	route_free(router);
	return stream_finish(gripes);
}
