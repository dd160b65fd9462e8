/* gripe-score: say how bad, how far-reaching and how urgent a post is */
#include "options.h"
#include "record.h"
#include "score.h"
#include "status.h"
#include "stream.h"

static void
usage(FILE *out)
{
	fputs("usage: gripe-score [-x] [-d DIR] [-R FILE] [FILE ...]\n"
	      "Adds the member score to every record; see gripe-score(1).\n"
	      "  -d, --data DIR      look there first for severity.csv, facts.csv and channels.csv\n"
	      "  -x, --explain       print the account of every post on standard error\n"
	      "      --self-test     run the examples of the tables, and nothing else\n"
	      "  -R, --rejects FILE  keep bad lines there; --strict stops at the first; --max-line BYTES\n",
		out);
}

static int
test(struct scorer *judge)
{
	bool ok = score_test(judge);

	score_free(judge);
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

	struct scorer *judge = score_load(options.data);
	if (options.self_test)
		return test(judge);
	struct stream *gripes = stream_open(&options.input);

	struct record *gripe;
	while ((gripe = stream_next(gripes)) != NULL) {
		const char *account = score_judge(judge, gripe);
		record_set(gripe, "score", account);
		if (options.explain && account != NULL)
			score_explain(judge, stderr);
		stream_put(gripes, gripe);
	}

	score_free(judge);
	return stream_finish(gripes);
}
