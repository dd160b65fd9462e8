/* gripe-train: train and evaluate text models from labelled records */
#include <err.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "options.h"
#include "record.h"
#include "status.h"
#include "stream.h"
#include "train.h"

static void
usage(FILE *out)
{
	fputs("usage: gripe-train [-o MODEL] [-k FOLDS] [-C COST] [-b BITS] [-R FILE] [FILE ...]\n"
	      "Learns from the member labels of records; see gripe-train(1).\n"
	      "  -o, --output MODEL   write the model there\n"
	      "  -k, --folds FOLDS    evaluate on that many folds and print the figures (2 to 50)\n"
	      "  -C, --cost COST      how much an error counts against large weights (50)\n"
	      "  -b, --bits BITS      the model has 2 to the power of BITS rows (16)\n"
	      "  -R, --rejects FILE   keep bad lines there; --strict stops at the first; --max-line BYTES\n",
		out);
}

static double
read_cost(const char *text)
{
	char *end;
	double cost = strtod(text, &end);

	if (*end != '\0' || !(cost > 0 && cost <= 1e6))
		errx(STATUS_USAGE, "--cost: \"%s\" is not a number above 0", text);
	return cost;
}

/* Evaluates and writes as asked. */
static int
finish(struct trainer *trainer, int folds, const char *output)
{
	if (train_count(trainer) == 0) {
		warnx("no record has a label to learn from");
		return STATUS_DATA;
	}
	if (folds > 0)
		train_evaluate(trainer, folds, stdout);
	if (output != NULL && !train_write(trainer, output)) {
		warn("%s", output);
		return STATUS_IO;
	}
	return STATUS_OK;
}

int
main(int argc, char *argv[])
{
	static const struct option longs[] = {{"output", required_argument, NULL, 'o'},
		{"folds", required_argument, NULL, 'k'}, {"cost", required_argument, NULL, 'C'},
		{"bits", required_argument, NULL, 'b'}, {0}};
	const struct options_spec spec = {OPTIONS_STREAM, "o:k:C:b:", longs, usage};
	struct options options = {0};
	struct train_setup setup = {.cost = 50, .bits = 16, .progress = isatty(STDERR_FILENO)};
	const char *output = NULL;
	int folds = 0, letter;

	while ((letter = options_next(&options, &spec, argc, argv)) != -1) {
		switch (letter) {
		case 'o':
			output = optarg;
			break;
		case 'k':
			folds = (int)options_number("--folds", optarg, 2, 50);
			break;
		case 'C':
			setup.cost = read_cost(optarg);
			break;
		default:
			setup.bits = (uint32_t)options_number("--bits", optarg, 8, 20);
		}
	}
	if (output == NULL && folds == 0)
		errx(STATUS_USAGE, "nothing to do: say -o MODEL, -k FOLDS, or both");

	options.input.reads_only = true;
	struct trainer *trainer = train_new(&setup);
	struct stream *gripes = stream_open(&options.input);

	struct record *gripe;
	while ((gripe = stream_next(gripes)) != NULL) {
		train_add(trainer, gripe);
		if (record_fault(gripe) != NULL)
			stream_refuse(gripes, record_fault(gripe));
	}

	int status = stream_finish(gripes);
	if (status == STATUS_OK || !options.input.strict)
		status = status_worst(status, finish(trainer, folds, output));
	train_free(trainer);
	return status_close_output(status);
}
