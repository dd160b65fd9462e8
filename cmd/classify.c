/* gripe-classify: say what a post is: language, kind, emotion, topics and acts */
#include <err.h>
#include <stdlib.h>
#include <string.h>

#include "classify.h"
#include "options.h"
#include "record.h"
#include "status.h"
#include "stream.h"

static void
usage(FILE *out)
{
	fputs("usage: gripe-classify [-x] [-d DIR] [-m MODEL] [-f ndjson|text] [-F MEMBER] [-R FILE] [FILE ...]\n"
	      "Adds the member classify to every record; see gripe-classify(1).\n"
	      "  -d, --data DIR       look there first for rules.csv and gripe.model\n"
	      "  -m, --model MODEL    use this model\n"
	      "  -f, --format FORMAT  ndjson (records), or text (one post a line)\n"
	      "  -F, --field MEMBER   judge this text instead of title and content\n"
	      "  -x, --explain        print on standard error what decided\n"
	      "      --self-test      run the examples of the rules, and nothing else\n"
	      "  -R, --rejects FILE   keep bad lines there; --strict stops at the first; --max-line BYTES\n",
		out);
}

static bool
is_text(const char *format)
{
	if (strcmp(format, "text") != 0 && strcmp(format, "ndjson") != 0)
		errx(STATUS_USAGE, "--format: \"%s\" is neither ndjson nor text", format);
	return strcmp(format, "text") == 0;
}

int
main(int argc, char *argv[])
{
	static const struct option longs[] = {{"model", required_argument, NULL, 'm'},
		{"format", required_argument, NULL, 'f'}, {"field", required_argument, NULL, 'F'},
		{0}};
	const struct options_spec spec = {
		OPTIONS_DATA | OPTIONS_EXPLAIN | OPTIONS_SELF_TEST | OPTIONS_STREAM,
		"m:f:F:", longs, usage};
	struct options options = {0};
	struct classify_setup setup = {.threshold = 0.5};
	int letter;

	while ((letter = options_next(&options, &spec, argc, argv)) != -1) {
		if (letter == 'm')
			setup.model = optarg;
		else if (letter == 'F')
			setup.field = optarg;
		else
			options.input.text = is_text(optarg);
	}
	setup.data = options.data;

	struct classifier *classifier = classify_load(&setup);
	if (options.self_test) {
		bool ok = classify_test(classifier);
		classify_free(classifier);
		return ok ? STATUS_OK : STATUS_NO;
	}
	struct stream *gripes = stream_open(&options.input);

	struct record *gripe;
	while ((gripe = stream_next(gripes)) != NULL) {
		record_set(gripe, "classify", classify_judge(classifier, gripe));
		if (options.explain)
			classify_explain(classifier, stderr);
		stream_put(gripes, gripe);
	}

	classify_free(classifier);
	return stream_finish(gripes);
}
