/* The score room: the arithmetic of severity, reach and urgency, and every point accounted for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>

#include "ends.h"
#include "folder.h"
#include "grammar.h"
#include "labels.h"
#include "score.h"
#include "status.h"

enum { RUNS = 20000, MOST = 40 };

static double
severity(const double *points, size_t count)
{
	double copy[MOST + 1];

	memcpy(copy, points, count * sizeof *points);
	return score_severity(copy, count);
}

/* Points as tables have them: whole numbers, sometimes halves, sometimes all alike. */
static size_t
draw(uint64_t *seed, double *points)
{
	size_t count = grammar_pick(seed, MOST);
	unsigned most = grammar_pick(seed, 3) == 0 ? 24 : 100, same = grammar_pick(seed, 4);

	for (size_t i = 0; i < count; i++)
		points[i] = same == 0 && i > 0 ? points[0]
			    : same == 1        ? grammar_pick(seed, 2 * most + 1) / 2.0
					       : grammar_pick(seed, most + 1);
	return count;
}

static void
more_evidence_never_lowers_severity(void **state)
{
	uint64_t seed = 7;
	double points[MOST + 1];

	(void)state;
	for (int run = 0; run < RUNS; run++) {
		size_t count = draw(&seed, points);
		double before = severity(points, count);
		points[count] = grammar_pick(&seed, 101);
		double after = severity(points, count + 1);
		if (after < before)
			fail_msg("run %d: %g more gives %g after %g", run, points[count], after,
				before);
		size_t one = grammar_pick(&seed, (unsigned)count + 1);
		points[one] =
			fmin(100, points[one] + grammar_pick(&seed, 20)); /* or graver evidence */
		assert_true(severity(points, count + 1) >= after);
	}
}

static void
the_order_of_evidence_never_matters(void **state)
{
	uint64_t seed = 8;
	double points[MOST + 1];

	(void)state;
	for (int run = 0; run < RUNS; run++) {
		size_t count = draw(&seed, points);
		double before = severity(points, count);
		for (size_t i = 0; i < count; i++) {
			size_t other = grammar_pick(&seed, (unsigned)count);
			double kept = points[i];
			points[i] = points[other];
			points[other] = kept;
		}
		assert_true(severity(points, count) == before);
	}
}

static void
many_small_things_never_reach_the_next_level(void **state)
{
	uint64_t seed = 9;
	double points[MOST + 1];

	(void)state;
	for (int run = 0; run < RUNS; run++) {
		size_t count = draw(&seed, points);
		double most = 0, all = severity(points, count);
		for (size_t i = 0; i < count; i++)
			most = fmax(most, points[i]);
		assert_int_equal(labels_level(all), labels_level(most));
		assert_true(all >= floor(most) && all <= 100 && all == floor(all));
	}
}

static void
severity_is_the_sum_by_thirds(void **state)
{
	(void)state;
	assert_true(severity((double[]){5}, 0) == 0);
	assert_true(severity((double[]){10}, 1) == 10);
	assert_true(severity((double[]){9, 10}, 2) == 13);
	assert_true(severity((double[]){9, 10, 18}, 3) == 22);
	assert_true(severity((double[]){20, 10, 6}, 3) == 24); /* 20 + 10/3 + 6/9 is whole */
	assert_true(severity((double[]){24, 24}, 2) == 24);
	assert_true(severity((double[]){90, 90, 90}, 3) == 100);
	assert_true(severity((double[]){0, 0}, 2) == 0);
}

static const char severity_csv[] =
	"rule,language,when,pattern,points,risk,reason,example,counter\n"
	"base,,kind=complaint,,10,,a complaint,,\n"
	"again,nl,,weer niet,25,,not the first time,weer niet,niet weer\n"
	"both,nl,topic=billing,factuur,30,,billing twice,factuur,fact\n"
	"dark,nl,,einde aan maken,90,selfharm,duty of care,er een einde aan maken,einde\n"
	"end-it,en,,end it all,90,selfharm,duty of care,end it all,the end\n"
	"lawyer,en,,lawyer,0,legal,goes to law,my lawyer,my law\n"
	"court,nl,,rechter,0,legal,goes to law,de rechter,recht\n";
static const char facts_csv[] =
	"fact,language,pattern,example,counter\n"
	"time,,gisteren|monday,gisteren,morgen\ntime,,\\d\\d:\\d\\d uur,10:00 uur,10\n"
	"amount,,euro,euro,eur\n";
static const char channels_csv[] = "channel,open,reach\nx,yes,20\nmail,no,5\n,yes,10\n";

static char *folder;
static struct scorer *scorer;
static struct record *record;

static int
set_up(void **state)
{
	(void)state;
	folder = folder_new();
	folder_put(folder, "severity.csv", severity_csv);
	folder_put(folder, "facts.csv", facts_csv);
	folder_put(folder, "channels.csv", channels_csv);
	scorer = score_load(folder);
	record = record_new();
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	score_free(scorer);
	record_free(record);
	folder_remove(folder);
	return 0;
}

/* Whether the score of the post has this in it. */
static void
assert_score(const char *line, const char *part)
{
	folder_read(record, line);
	const char *score = score_judge(scorer, record);

	assert_null(record_fault(record));
	if (score == NULL || strstr(score, part) == NULL)
		fail_msg("%s not in %s of %s", part, score, line);
}

#define POST(classify, content) \
	"{\"channel\":\"mail\",\"classify\":{" classify "},\"content\":\"" content "\"}"

static void
rows_need_their_pattern_their_condition_and_their_language(void **state)
{
	(void)state;
	assert_score(POST("\"kind\":\"complaint\"", "x"), "\"severity\":10,\"level\":\"low\"");
	assert_score(POST("\"kind\":\"question\"", "x"), "\"severity\":0,\"level\":\"none\"");
	assert_score(POST("\"language\":\"nl\"", "weer niet"), "\"severity\":25");
	assert_score(POST("\"language\":\"en\"", "weer niet"), "\"severity\":0");
	assert_score(POST("\"language\":\"de\"", "weer niet"), "\"severity\":25");
	assert_score("{\"content\":\"weer niet\"}", "\"severity\":25");
	assert_score(POST("\"topics\":[\"billing\"]", "factuur"), "\"severity\":30");
	assert_score(POST("\"topics\":[\"refund\"]", "factuur"), "\"severity\":0");
	assert_score(POST("\"kind\":\"complaint\",\"topics\":[\"billing\"]", "Factuur WEER NIET"),
		"\"severity\":39");
}

static void
every_point_has_its_reason_and_match(void **state)
{
	(void)state;
	assert_score(POST("\"kind\":\"complaint\",\"language\":\"nl\"", "Het is Weer Niet goed"),
		"\"reasons\":[{\"rule\":\"again\",\"points\":25,\"reason\":\"not the first time\","
		"\"match\":\"Weer Niet\"},{\"rule\":\"base\",\"points\":10,\"reason\":\"a complaint\"}]");
}

static void
duty_of_care_holds_in_every_language(void **state)
{
	(void)state;
	assert_score(POST("\"language\":\"en\"", "ik wil er een einde aan maken"),
		"\"risks\":[\"selfharm\"]");
	assert_score(
		POST("\"language\":\"nl\"", "ik ben moe, I want to end it all"), "\"severity\":90");
	assert_score(POST("\"language\":\"nl\"", "mijn lawyer"), "\"risks\":[]");
}

static void
urgency_and_priority_follow_the_risk(void **state)
{
	(void)state;
	assert_score(POST("\"language\":\"nl\"", "er een einde aan maken"),
		"\"urgency\":95,\"priority\":1");
	assert_score(POST("\"language\":\"nl\"", "naar de rechter"),
		"\"severity\":0,\"level\":\"none\","
		"\"risks\":[\"legal\"],\"grounds\":\"none\","
		"\"reach\":5,\"urgency\":60,\"priority\":2");
	assert_score(
		POST("\"emotion\":\"angry\"", "naar de rechter"), "\"urgency\":70,\"priority\":2");
	assert_score(POST("\"emotion\":\"angry\"", "bla"), "\"urgency\":0,\"priority\":4");
	assert_score(POST("\"kind\":\"complaint\"", "bla"), "\"urgency\":10,\"priority\":4");
	assert_score(POST("\"kind\":\"complaint\"", "weer niet"),
		"\"severity\":28,\"level\":\"medium\"");
}

static void
reach_is_that_of_the_channel_or_of_the_crowd(void **state)
{
	(void)state;
	assert_score("{\"channel\":\"x\"}", "\"reach\":20");
	assert_score(
		"{\"channel\":\"mail\",\"author\":{\"followers_count\":1000000}}", "\"reach\":5");
	assert_score("{\"channel\":\"fax\"}", "\"reach\":10");
	assert_score("{\"channel\":\"x\",\"author\":{\"followers_count\":9999}}", "\"reach\":50");
	assert_score(
		"{\"channel\":\"x\",\"metrics\":{\"likes\":99,\"replies\":30,\"reposts\":65,\"quotes\":10}}",
		"\"reach\":37"); /* 12.5 * log10(1 + 99 + 150 + 750) = 37.5 */
	assert_score("{\"channel\":\"x\",\"author\":{\"followers_count\":1e999}}", "\"reach\":100");
	assert_score("{\"channel\":\"x\",\"author\":{\"followers_count\":-5}}", "\"reach\":20");
}

static void
grounds_count_kinds_of_fact(void **state)
{
	(void)state;
	assert_score(POST("\"kind\":\"complaint\"", "stuk"), "\"grounds\":\"none\"");
	assert_score(
		POST("\"kind\":\"complaint\"", "gisteren om 10:00 uur"), "\"grounds\":\"some\"");
	assert_score(POST("\"kind\":\"report\"", "gisteren 5 euro"), "\"grounds\":\"checkable\"");
	assert_score(POST("\"kind\":\"question\"", "gisteren 5 euro"), "\"grounds\":\"none\"");
	assert_score(
		"{\"content\":\"gisteren\",\"attachments\":[{}]}", "\"grounds\":\"checkable\"");
	assert_score("{\"content\":\"gisteren\",\"attachments\":[ ]}", "\"grounds\":\"some\"");
	assert_score("{\"content\":\"gisteren\",\"attachments\":null}", "\"grounds\":\"some\"");
}

static void
our_own_and_automatic_posts_have_no_score(void **state)
{
	(void)state;
	folder_read(record, "{\"direction\":\"out\",\"content\":\"weer niet\"}");
	assert_null(score_judge(scorer, record));
	folder_read(record, "{\"automatic\":true,\"content\":\"weer niet\"}");
	assert_null(score_judge(scorer, record));
	assert_score("{\"direction\":\"in\",\"automatic\":false}", "\"severity\":0");
}

static void
members_of_the_wrong_type_are_faults(void **state)
{
	static const char *const lines[] = {"{\"content\":5}", "{\"channel\":[]}",
		"{\"attachments\":\"photo\"}", "{\"attachments\":{}}",
		"{\"author\":{\"followers_count\":\"9\"}}", "{\"metrics\":[1]}",
		"{\"classify\":{\"kind\":1}}", "{\"classify\":\"x\"}",
		"{\"classify\":{\"topics\":\"billing\"}}", "{\"automatic\":\"no\"}",
		"{\"direction\":1}"};

	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		folder_read(record, lines[i]);
		score_judge(scorer, record);
		if (record_fault(record) == NULL && strstr(lines[i], "topics") == NULL)
			fail_msg("%s is accepted", lines[i]);
	}
}

static void
what_is_explained_is_harmless_on_a_terminal(void **state)
{
	char *text = NULL;
	size_t length;
	FILE *out = open_memstream(&text, &length);

	(void)state;
	folder_read(record,
		"{\"content\":\"weer\\nniet weer niet\",\"classify\":{\"language\":\"nl\"}}");
	score_judge(scorer, record);
	score_explain(scorer, out);
	fclose(out);
	assert_non_null(strstr(text, "severity 25"));
	assert_non_null(strstr(text, "again"));
	assert_non_null(strstr(text, "not the first time: \"weer niet\"\n"));
	free(text);
}

static void
load_only(const void *data)
{
	score_free(score_load(data));
}

static void
faults_of_the_tables_are_named(void **state)
{
	static const char *const faults[][3] = {
		{"severity.csv",
			"rule,language,when,pattern,points,risk,reason,example,counter\na,,,x,101,,r,,\n",
			"severity.csv:2: column points: \"101\" is not a number from 0 to 100"},
		{"severity.csv",
			"rule,language,when,pattern,points,risk,reason,example,counter\na,,,x,9,doom,r,,\n",
			"severity.csv:2: column risk: there is no risk called \"doom\""},
		{"severity.csv",
			"rule,language,when,pattern,points,risk,reason,example,counter\na,,,,9,,r,,\n",
			"severity.csv:2: column when: a row without a pattern needs a condition"},
		{"severity.csv",
			"rule,language,when,pattern,points,risk,reason,example,counter\na,,kind=x,,9,,r,,\n",
			"severity.csv:2: column when: "},
		{"channels.csv", "channel,open,reach\nx,maybe,5\n",
			"channels.csv:2: column open: \"maybe\" is neither yes nor no"},
		{"channels.csv", "channel,open,reach\nx,yes,far\n",
			"channels.csv:2: column reach: "},
		{"facts.csv", "fact,language,pattern,example,counter\ntime,,(,,\n",
			"facts.csv:2: column pattern: "}};

	(void)state;
	for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
		char *other = folder_new();
		folder_put(other, "severity.csv", severity_csv);
		folder_put(other, "facts.csv", facts_csv);
		folder_put(other, "channels.csv", channels_csv);
		folder_put(other, faults[i][0], faults[i][1]);
		struct ending end = ends(load_only, other);
		folder_remove(other);
		if (end.status != STATUS_CONFIG || strstr(end.said, faults[i][2]) == NULL)
			fail_msg("%s: %d %s", faults[i][2], end.status, end.said);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(more_evidence_never_lowers_severity),
		cmocka_unit_test(the_order_of_evidence_never_matters),
		cmocka_unit_test(many_small_things_never_reach_the_next_level),
		cmocka_unit_test(severity_is_the_sum_by_thirds),
		cmocka_unit_test(rows_need_their_pattern_their_condition_and_their_language),
		cmocka_unit_test(every_point_has_its_reason_and_match),
		cmocka_unit_test(duty_of_care_holds_in_every_language),
		cmocka_unit_test(urgency_and_priority_follow_the_risk),
		cmocka_unit_test(reach_is_that_of_the_channel_or_of_the_crowd),
		cmocka_unit_test(grounds_count_kinds_of_fact),
		cmocka_unit_test(our_own_and_automatic_posts_have_no_score),
		cmocka_unit_test(members_of_the_wrong_type_are_faults),
		cmocka_unit_test(what_is_explained_is_harmless_on_a_terminal),
		cmocka_unit_test(faults_of_the_tables_are_named),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
