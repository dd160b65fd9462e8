/* The classify room: rules and a model add up, and say why. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "classify.h"
#include "ends.h"
#include "folder.h"
#include "status.h"
#include "train.h"

static const char rules_csv[] =
	"rule,language,pattern,label,weight,example,counter\n"
	"late,nl,te laat,kind=complaint,1.5,te laat,op tijd\n"
	"late-topic,nl,te laat,topic=transport,2,te laat,op tijd\n"
	"angry,,schandalig|disgrace,emotion=angry,2,schandalig,schande\n"
	"no-complaint,,geen klacht,kind=complaint,forbid,geen klacht,een klacht\n"
	"praise,,toppers,kind=compliment,force,toppers,stoppen\n"
	"notice,nl,ingebreke,act=default-notice,3,ingebrekestelling,gebrek\n"
	"doubt,,misschien,kind=complaint,-1,misschien,zeker\n"
	"money,,factuur,topic=billing,3,factuur,factor\n"
	"back,,retour,topic=refund,1,retour,route\n"
	"misc,,diversen,topic=other,9,diversen,divers\n"
	"slow,en,(a+)+$,kind=other,1,,\n";

static char *folder, *model_path;
static struct classifier *plain, *learned; /* without and with a model */
static struct record *record;

/* A model that knows Dutch from English, and complaints from thanks in both. */
static void
train_model(void)
{
	static const char *const posts[][3] = {{"De bus kwam weer niet", "nl", "complaint"},
		{"Mijn pakket is kwijt en niemand helpt", "nl", "complaint"},
		{"Dank voor de hulp", "nl", "compliment"},
		{"Wat een fijne chauffeur", "nl", "compliment"},
		{"The bus never came", "en", "complaint"},
		{"My parcel is lost and nobody helps", "en", "complaint"},
		{"Thanks for the help", "en", "compliment"},
		{"What a lovely driver", "en", "compliment"},
		{"Der Zug kommt nicht", "de", "complaint"},
		{"Danke sehr, alles gut", "de", "compliment"}};
	struct trainer *trainer = train_new(&(struct train_setup){.cost = 30, .bits = 12});

	for (size_t i = 0; i < sizeof posts / sizeof *posts; i++) {
		char *line = mem_format(
			"{\"content\":\"%s\",\"labels\":{\"language\":\"%s\",\"kind\":\"%s\"}}",
			posts[i][0], posts[i][1], posts[i][2]);
		folder_read(record, line);
		train_add(trainer, record);
		free(line);
	}
	if (!train_write(trainer, model_path))
		abort();
	train_free(trainer);
}

static int
set_up(void **state)
{
	(void)state;
	folder = folder_new();
	setenv("GRIPE_DATA", folder, 1);
	setenv("XDG_CONFIG_HOME", folder, 1);
	model_path = mem_format("%s/some.model", folder);
	record = record_new();
	folder_put(folder, "rules.csv", rules_csv);
	train_model();
	plain = classify_load(&(struct classify_setup){folder, NULL, NULL, 0.5});
	learned = classify_load(&(struct classify_setup){folder, model_path, NULL, 0.5});
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	classify_free(plain);
	classify_free(learned);
	classify_free(NULL);
	record_free(record);
	free(model_path);
	folder_remove(folder);
	return 0;
}

static const char *
judge(struct classifier *classifier, const char *line)
{
	folder_read(record, line);
	const char *judgement = classify_judge(classifier, record);
	assert_null(record_fault(record));
	return judgement;
}

static void
assert_judged(struct classifier *classifier, const char *line, const char *part)
{
	const char *judgement = judge(classifier, line);

	if (strstr(judgement, part) == NULL)
		fail_msg("%s not in %s of %s", part, judgement, line);
}

static void
rules_alone_judge_where_there_is_no_model(void **state)
{
	(void)state;
	assert_judged(plain, "{\"content\":\"Te laat, schandalig\",\"language\":\"nl\"}",
		"{\"language\":\"nl\",\"language_confidence\":0,\"kind\":\"complaint\",\"kind_confidence\":0.246,");
	assert_judged(plain, "{\"content\":\"Te laat, schandalig\"}",
		"\"emotion\":\"angry\",\"emotion_intensity\":0.871,\"topics\":[\"transport\"],\"acts\":[],");
	assert_judged(plain, "{\"content\":\"te laat toppers\"}", "\"kind\":\"compliment\"");
	assert_judged(
		plain, "{\"content\":\"ingebrekestelling\"}", "\"acts\":[\"default-notice\"]");
}

static void
what_nothing_speaks_for_is_other_and_neutral_or_unknown(void **state)
{
	static const char rest[] =
		"\"kind_confidence\":0,\"sentiment\":0,\"emotion\":\"neutral\","
		"\"emotion_intensity\":0,\"topics\":[\"other\"],\"acts\":[],\"evidence\":[]}";

	(void)state;
	assert_judged(plain, "{\"content\":\"hoi\"}", "\"kind\":\"unknown\"");
	assert_judged(plain, "{\"content\":\"hoi\"}", rest);
	assert_judged(plain, "{\"content\":\"hoi\",\"language\":\"nl\"}", "\"kind\":\"other\"");
	assert_judged(plain, "{\"content\":\"misschien\"}",
		"\"kind\":\"other\""); /* something speaks against */
	assert_judged(plain, "{\"content\":\"geen klacht\"}", "\"kind\":\"other\"");
	assert_judged(learned, "{\"content\":\"\",\"language\":\"nl\"}", "\"kind\":\"other\"");
	assert_judged(learned, "{\"language\":\"nl\"}", rest);
	assert_judged(learned, "{}",
		"{\"language\":\"unknown\",\"language_confidence\":0,\"kind\":\"other\"");
}

static void
a_model_judges_and_rules_overrule_it(void **state)
{
	(void)state;
	assert_judged(learned, "{\"content\":\"De bus kwam weer niet\"}", "{\"language\":\"nl\"");
	assert_judged(learned, "{\"content\":\"De bus kwam weer niet\"}", "\"kind\":\"complaint\"");
	assert_judged(learned, "{\"content\":\"Thanks for the help\"}", "{\"language\":\"en\"");
	assert_judged(learned, "{\"content\":\"Thanks for the help\"}", "\"kind\":\"compliment\"");
	assert_judged(learned, "{\"content\":\"De bus kwam weer niet, geen klacht\"}",
		"\"evidence\":[{\"rule\":\"no-complaint\"");
	assert_null(strstr(judge(learned, "{\"content\":\"De bus kwam weer niet, geen klacht\"}"),
		"\"kind\":\"complaint\""));
	assert_judged(learned, "{\"content\":\"De bus kwam weer niet, toppers\"}",
		"\"kind\":\"compliment\"");
}

static void
of_a_language_that_nobody_taught_it_only_the_name_is_known(void **state)
{
	(void)state;
	assert_judged(learned, "{\"content\":\"Der Zug kommt nicht\"}", "{\"language\":\"de\"");
	assert_judged(learned, "{\"content\":\"Der Zug kommt nicht\"}",
		"\"kind\":\"unknown\",\"kind_confidence\":0,");
	assert_judged(learned, "{\"content\":\"Der Zug kommt nicht, factuur\"}",
		"\"topics\":[\"billing\"]");
}

static void
the_text_decides_the_language_and_then_the_source(void **state)
{
	(void)state;
	assert_judged(learned, "{\"content\":\"De bus kwam weer niet\",\"language\":\"en\"}",
		"{\"language\":\"nl\"");
	assert_judged(
		plain, "{\"content\":\"De bus\",\"language\":\"NL-be\"}", "{\"language\":\"nl\"");
	assert_judged(plain, "{\"content\":\"De bus\",\"language\":\"../../x\"}",
		"{\"language\":\"unknown\"");
}

static void
the_likeliest_topic_comes_first_and_other_only_alone(void **state)
{
	(void)state;
	assert_judged(plain, "{\"content\":\"retour factuur diversen te laat\"}",
		"\"topics\":[\"billing\",\"transport\"],");
	assert_judged(
		plain, "{\"content\":\"retour factuur\"}", "\"topics\":[\"billing\",\"refund\"],");
	assert_judged(plain, "{\"content\":\"diversen\"}", "\"topics\":[\"other\"],");
}

static void
evidence_has_rule_label_match_and_place(void **state)
{
	(void)state;
	assert_judged(plain,
		"{\"title\":\"\\ud83d\\ude21 h\u00e9\",\"content\":\"Schandalig \\\"te\"}",
		"\"evidence\":[{\"rule\":\"angry\",\"label\":\"emotion=angry\",\"match\":\"Schandalig\",\"at\":5}]");
	assert_judged(
		plain, "{\"content\":\"e\\u0301 schandalig\"}", "\"at\":2}"); /* in normal form C */
}

static void
one_member_can_be_judged_instead(void **state)
{
	struct classifier *one =
		classify_load(&(struct classify_setup){folder, NULL, "extra.note", 0.5});

	(void)state;
	assert_judged(one, "{\"content\":\"te laat\",\"extra\":{\"note\":\"factuur\"}}",
		"\"topics\":[\"billing\"]");
	assert_judged(one, "{\"content\":\"te laat\"}", "\"evidence\":[]");
	folder_read(record, "{\"extra\":{\"note\":[1]}}");
	classify_judge(one, record);
	assert_non_null(record_fault(record));
	classify_free(one);
}

static void
a_text_over_the_limit_is_read_to_there_and_marked(void **state)
{
	char *fill = mem_new(70000, 1);
	struct classifier *one =
		classify_load(&(struct classify_setup){folder, NULL, "content", 0.5});

	(void)state;
	memset(fill, 'x', 65529);
	char *whole = mem_format("{\"content\":\"%sfactuur\"}", fill),
	     *over = mem_format("{\"content\":\"%s factuur\"}", fill);
	assert_judged(plain, whole, "billing");
	assert_null(strstr(judge(plain, whole), "truncated"));
	assert_judged(plain, over, "\"evidence\":[],\"truncated\":true}");
	assert_judged(one, over, "\"evidence\":[],\"truncated\":true}");
	memset(fill, 'x', 65535);
	free(over);
	over = mem_format("{\"content\":\"%s\u00e9\"}", fill); /* no letter is cut in two */
	assert_judged(plain, over, "\"truncated\":true}");
	free(whole);
	free(over);
	free(fill);
	classify_free(one);
}

static void
members_of_the_wrong_type_are_faults(void **state)
{
	static const char *const lines[] = {
		"{\"content\":1}", "{\"title\":[]}", "{\"content\":{}}", "{\"language\":3}"};

	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		folder_read(record, lines[i]);
		classify_judge(plain, record);
		if (record_fault(record) == NULL)
			fail_msg("%s is accepted", lines[i]);
	}
}

static void
a_rule_that_fails_on_a_text_makes_a_bad_record(void **state)
{
	char fill[3001], *line;

	(void)state;
	memset(fill, 'a', sizeof fill - 1);
	fill[sizeof fill - 1] = '\0';
	line = mem_format("{\"content\":\"%sb\"}", fill);
	folder_read(record, line);
	classify_judge(plain, record);
	assert_non_null(strstr(record_fault(record), "rules.csv:12: the pattern takes too long"));
	free(line);
}

static void
what_is_explained_is_harmless_on_a_terminal(void **state)
{
	char *text = NULL;
	size_t length;
	FILE *out = open_memstream(&text, &length);

	(void)state;
	folder_put(folder, "rules.csv",
		"rule,language,pattern,label,weight,example,counter\nesc,,bus.tram,kind=question,1,bus tram,bus\n");
	struct classifier *one = classify_load(&(struct classify_setup){folder, NULL, NULL, 0.5});
	judge(one, "{\"content\":\"bus\\u001btram\"}");
	classify_explain(one, out);
	fclose(out);
	assert_non_null(strstr(text, "language unknown (0.000)\n"));
	assert_non_null(strstr(text, "kind     question"));
	assert_non_null(strstr(text, "rule esc (kind=question 1): \"bus\u00b7tram\"\n"));
	free(text);
	classify_free(one);
}

static void
load_only(const void *data)
{
	classify_free(classify_load(&(struct classify_setup){data, NULL, NULL, 0.5}));
}

static void
faults_of_the_rules_are_named_with_line_and_column(void **state)
{
	static const char *const faults[][2] = {
		{"a,,bus,complaint,1,,",
			":2: column label: \"complaint\" is not of the form kind="},
		{"a,,bus,kind=klacht,1,,", ":2: column label: there is no kind called \"klacht\""},
		{"a,,bus,colour=red,1,,",
			":2: column label: \"colour=red\" begins with none of kind="},
		{"a,,bus,kind=,1,,", ":2: column label: there is no kind called \"\""},
		{"a,,bus,kind=complaint,11,,",
			":2: column weight: \"11\" is not a number from -10 to 10"},
		{"a,,bus,kind=complaint,much,,", ":2: column weight: \"much\" is not a number"},
		{"a,,bus,kind=complaint,,,", ":2: column weight: empty"},
		{"a,,bus,kind=complaint,nan,,", ":2: column weight: "},
		{"a,,(bus,kind=complaint,1,,", ":2: column pattern: "},
		{",,bus,kind=complaint,1,,", ":2: column rule: empty"}};

	(void)state;
	for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
		char *other = folder_new(),
		     *text = mem_format("rule,language,pattern,label,weight,example,counter\n%s\n",
			     faults[i][0]);
		folder_put(other, "rules.csv", text);
		struct ending end = ends(load_only, other);
		folder_remove(other);
		free(text);
		if (end.status != STATUS_CONFIG || strstr(end.said, faults[i][1]) == NULL)
			fail_msg("%s: %d %s", faults[i][1], end.status, end.said);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rules_alone_judge_where_there_is_no_model),
		cmocka_unit_test(what_nothing_speaks_for_is_other_and_neutral_or_unknown),
		cmocka_unit_test(a_model_judges_and_rules_overrule_it),
		cmocka_unit_test(of_a_language_that_nobody_taught_it_only_the_name_is_known),
		cmocka_unit_test(the_text_decides_the_language_and_then_the_source),
		cmocka_unit_test(the_likeliest_topic_comes_first_and_other_only_alone),
		cmocka_unit_test(evidence_has_rule_label_match_and_place),
		cmocka_unit_test(one_member_can_be_judged_instead),
		cmocka_unit_test(a_text_over_the_limit_is_read_to_there_and_marked),
		cmocka_unit_test(members_of_the_wrong_type_are_faults),
		cmocka_unit_test(a_rule_that_fails_on_a_text_makes_a_bad_record),
		cmocka_unit_test(what_is_explained_is_harmless_on_a_terminal),
		cmocka_unit_test(faults_of_the_rules_are_named_with_line_and_column),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
