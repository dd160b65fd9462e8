/* The train room: learns from labels alone, gives the same bytes for the same records, and knows again what it learned. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "feature.h"
#include "folder.h"
#include "model.h"
#include "train.h"

static const struct train_setup setup = {.cost = 30, .bits = 12};

/* A text and what a person said of it. */
static const struct post {
	const char *text, *language, *kind, *topic;
} posts[] = {{"De trein kwam weer niet, schandalig", "nl", "complaint", "transport"},
	{"Alweer een uur te laat met de bus", "nl", "complaint", "transport"},
	{"Mijn pakket is nog steeds niet bezorgd", "nl", "complaint", "delivery"},
	{"Hoe laat gaat de laatste trein naar huis?", "nl", "question", "transport"},
	{"Waar vind ik mijn factuur?", "nl", "question", "billing"},
	{"Dank voor de snelle hulp met de factuur", "nl", "compliment", "billing"},
	{"The train never came, what a disgrace", "en", "complaint", "transport"},
	{"Your courier lost my parcel again", "en", "complaint", "delivery"},
	{"Where can I find my invoice?", "en", "question", "billing"},
	{"What time does the last train leave?", "en", "question", "transport"},
	{"Thanks for the quick help with my parcel", "en", "compliment", "delivery"},
	{"Great driver this morning, thank you", "en", "compliment", "transport"}};

enum { POSTS = sizeof posts / sizeof *posts };

static const char *
add(struct trainer *trainer, struct record *record, const char *line)
{
	folder_read(record, line);
	train_add(trainer, record);
	return record_fault(record);
}

static struct trainer *
learn(void)
{
	struct trainer *trainer = train_new(&setup);
	struct record *record = record_new();

	for (int i = 0; i < POSTS; i++) {
		char *line = mem_format(
			"{\"id\":\"%d\",\"content\":\"%s\",\"labels\":{\"language\":\"%s\","
			"\"kind\":\"%s\",\"topics\":[\"%s\"]}}",
			i, posts[i].text, posts[i].language, posts[i].kind, posts[i].topic);
		assert_null(add(trainer, record, line));
		free(line);
	}
	record_free(record);
	return trainer;
}

static char *
read_all(const char *path, size_t *length)
{
	FILE *file = fopen(path, "re");
	char *bytes = mem_new(1, 1 << 20);

	*length = fread(bytes, 1, 1 << 20, file);
	fclose(file);
	return bytes;
}

static const char *
best(const struct model *model, const char *name)
{
	const struct model_head *head = model_head(model, name);
	size_t most = 0;

	for (size_t i = 1; i < head->count; i++)
		if (model_score(model, head, i) > model_score(model, head, most))
			most = i;
	return model_label(model, head, most);
}

static void
a_model_knows_again_what_it_learned(void **state)
{
	char *folder = folder_new(), *path = mem_format("%s/a.model", folder);
	struct trainer *trainer = learn();
	struct features features = {0};

	(void)state;
	assert_int_equal(train_count(trainer), POSTS);
	assert_true(train_write(trainer, path));
	struct model *model = model_open(path);
	for (int i = 0; i < POSTS; i++) {
		feature_read(&features, posts[i].text, strlen(posts[i].text));
		model_read(model, &features);
		assert_string_equal(best(model, "language"), posts[i].language);
		assert_string_equal(best(model, "kind"), posts[i].kind);
		assert_string_equal(best(model, "topic"), posts[i].topic);
	}
	assert_non_null(model_head(model, "emotion")); /* though nobody said anything of it */
	model_close(model);
	feature_free(&features);
	train_free(trainer);
	free(path);
	folder_remove(folder);
}

static void
two_trainings_give_the_same_bytes(void **state)
{
	char *folder = folder_new(), *paths[2], *bytes[2];
	size_t lengths[2];

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct trainer *trainer = learn();
		paths[i] = mem_format("%s/%d.model", folder, i);
		FILE *out = fopen("/dev/null", "we");
		if (i == 1) /* an evaluation before changes nothing */
			train_evaluate(trainer, 3, out);
		fclose(out);
		assert_true(train_write(trainer, paths[i]));
		train_free(trainer);
		bytes[i] = read_all(paths[i], &lengths[i]);
	}
	assert_int_equal(lengths[0], lengths[1]);
	assert_memory_equal(bytes[0], bytes[1], lengths[0]);
	for (int i = 0; i < 2; i++) {
		free(paths[i]);
		free(bytes[i]);
	}
	folder_remove(folder);
}

static void
a_label_that_is_none_is_a_fault_and_its_record_is_left_out(void **state)
{
	struct trainer *trainer = train_new(&setup);
	struct record *record = record_new();

	(void)state;
	assert_string_equal(
		add(trainer, record, "{\"content\":\"x\",\"labels\":{\"kind\":\"klacht\"}}"),
		"labels.kind: \"klacht\" is not a label");
	assert_string_equal(
		add(trainer, record,
			"{\"content\":\"x\",\"labels\":{\"topics\":[\"billing\",\"geld\"]}}"),
		"labels.topics: \"geld\" is not a label");
	assert_non_null(add(trainer, record, "{\"labels\":{\"emotion\":3}}"));
	assert_non_null(add(trainer, record, "{\"labels\":{\"complaint\":\"yes\"}}"));
	assert_non_null(add(trainer, record, "{\"labels\":[]}"));
	assert_non_null(add(trainer, record,
		"{\"labels\":{\"language\":\"a-name-of-more-letters-than-fit\"}}"));
	assert_int_equal(train_count(trainer), 0);
	record_free(record);
	train_free(trainer);
	train_free(NULL);
}

static void
what_has_no_label_teaches_nothing(void **state)
{
	struct trainer *trainer = train_new(&setup);
	struct record *record = record_new();

	(void)state;
	assert_null(add(trainer, record, "{\"content\":\"x\"}"));
	assert_null(add(trainer, record, "{\"content\":\"x\",\"labels\":{}}"));
	assert_null(add(trainer, record,
		"{\"content\":\"x\",\"labels\":{\"kind\":\"\",\"topics\":[],"
		"\"complaint\":null,\"severity\":\"low\"}}"));
	assert_null(
		add(trainer, record, "{\"content\":\"x\",\"classify\":{\"kind\":\"complaint\"}}"));
	assert_int_equal(train_count(trainer), 0);
	assert_null(add(trainer, record, "{\"labels\":{\"complaint\":false}}"));
	assert_int_equal(train_count(trainer), 1);
	record_free(record);
	train_free(trainer);
}

static void
a_language_comes_only_from_a_record_that_is_learned_from(void **state)
{
	char *folder = folder_new(), *path = mem_format("%s/a.model", folder);
	struct trainer *trainer = learn();
	struct record *record = record_new();

	(void)state;
	assert_non_null(
		add(trainer, record, "{\"labels\":{\"language\":\"xx\",\"kind\":\"klacht\"}}"));
	assert_true(train_write(trainer, path));
	struct model *model = model_open(path);
	assert_int_equal(model_head(model, "language")->count, 2);
	model_close(model);
	record_free(record);
	train_free(trainer);
	free(path);
	folder_remove(folder);
}

static void
an_evaluation_counts_every_label_once(void **state)
{
	struct trainer *trainer = learn();
	char *text = NULL;
	size_t length;
	FILE *out = open_memstream(&text, &length);

	(void)state;
	train_evaluate(trainer, 4, out);
	fclose(out);
	assert_non_null(strstr(text, "language\n  nl             n      6  precision "));
	assert_non_null(strstr(text, "  complaint      n      5  "));
	assert_non_null(strstr(text, "topic\n"));
	assert_non_null(strstr(text, "micro-F1 "));
	assert_non_null(strstr(text, "accuracy "));
	assert_null(strstr(text, "nan"));
	assert_null(strstr(text, "angry")); /* of which there is none */
	free(text);
	train_free(trainer);
}

static void
a_model_that_cannot_be_written_leaves_nothing_behind(void **state)
{
	char *folder = folder_new(), *path = mem_format("%s/none/a.model", folder);
	struct trainer *trainer = learn();

	(void)state;
	assert_false(train_write(trainer, path));
	assert_false(train_write(trainer, folder));      /* a folder is no file */
	assert_false(train_write(trainer, "/dev/full")); /* and a device stays one */
	struct stat st;
	assert_int_equal(stat("/dev/full", &st), 0);
	assert_true(S_ISCHR(st.st_mode));
	free(path);
	path = mem_format("%s.new", folder);
	assert_true(stat(path, &st) != 0);
	free(path);
	train_free(trainer);
	folder_remove(folder);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_model_knows_again_what_it_learned),
		cmocka_unit_test(two_trainings_give_the_same_bytes),
		cmocka_unit_test(a_label_that_is_none_is_a_fault_and_its_record_is_left_out),
		cmocka_unit_test(what_has_no_label_teaches_nothing),
		cmocka_unit_test(a_language_comes_only_from_a_record_that_is_learned_from),
		cmocka_unit_test(an_evaluation_counts_every_label_once),
		cmocka_unit_test(a_model_that_cannot_be_written_leaves_nothing_behind),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
