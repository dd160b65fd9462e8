/* The register: posts, threads, cases. */
#include "store_fixture.h"

#define POST \
	"{'id':'x:h/1','channel':'x','content':'Geen pakket','created_at':'2026-03-09T10:00:00Z'}"
#define JUDGED                                                                 \
	"{'id':'x:h/1','score':{'priority':2,'severity':40,'level':'medium'}," \
	"'route':{'action':'answer','team':'webcare'},'reply':{'content':'Wat naar'}}"

static void
a_new_post_opens_a_case_and_the_record_says_which(void **state)
{
	struct desk *d = *state;

	assert_has(put(d, POST),
		"'created_at':'2026-03-09T10:00:00Z','case':{'id':'1','status':'new',"
		"'opened_at':'2026-03-09T10:00:00Z','unanswered':[],'version':1}}");
	assert_has(put(d, "{'id':'x:h/2'}"), "'case':{'id':'2'");
}

static void
the_same_record_again_changes_nothing(void **state)
{
	struct desk *d = *state;

	put(d, POST);
	put(d, JUDGED);
	char *first = mem_dup(show(d, "1"));
	put(d, POST);
	put(d, JUDGED);
	assert_string_equal(first, show(d, "1"));
	free(first);
}

static void
what_later_stages_say_is_merged_in_and_the_rest_stays_byte_for_byte(void **state)
{
	struct desk *d = *state;

	put(d, "{ 'id':'x:h/1', 'n':0.10,'classify':{'kind':'other'},'big':123456789012345678901}");
	put(d, "{'id':'x:h/1','classify':{'kind':'question'},'score':{'priority':1}}");
	assert_has(dump(d),
		"{ 'id':'x:h/1', 'n':0.10,'classify':{'kind':'question'},'big':123456789012345678901,"
		"'score':{'priority':1},'case'");
}

static void
null_and_empty_erase_nothing(void **state)
{
	struct desk *d = *state;

	put(d, "{'id':'1','content':'a','tags':['b'],'route':{'team':'t'},'metrics':{'likes':1}}");
	put(d, "{'id':'1','content':'','tags':[],'route':null,'metrics':{ },'title':null}");
	assert_has(dump(d),
		"{'id':'1','content':'a','tags':['b'],'route':{'team':'t'},'metrics':{'likes':1},");
	assert_has(show(d, "1"), "'revisions':[]");
}

static void
a_record_from_outside_carries_no_authority(void **state)
{
	struct desk *d = *state;
	const char *line = put(d, "{'id':'1','case':{'id':'77','status':'closed','version':9},"
				  "'delivery':[{'target':'x','status':'sent'}],'content':'a'}");

	assert_has(line, "{'id':'1','case':{'id':'1','status':'new'");
	assert_has_not(line, "delivery");
	assert_has_not(dump(d), "closed");
	assert_has_not(dump(d), "sent");
	put(d, "{'id':'2','case':7,'delivery':'x'}");
}

static void
an_edited_text_is_kept_as_a_revision_and_waits_again(void **state)
{
	struct desk *d = *state;

	put(d, POST);
	put(d, JUDGED);
	assert_string_equal(pending(d), "");
	put(d, "{'id':'x:h/1','content':'Nu ook brand!','edited_at':'2026-03-09T11:00:00Z'}");
	assert_has(pending(d), "Nu ook brand!");
	assert_has(show(d, "1"),
		"'revisions':[{'at':'2026-03-10T12:00:00Z','post':'x:h/1','content':'Geen pakket'}]");
	put(d, JUDGED);
	assert_string_equal(pending(d), "");
}

static void
other_escapes_for_the_same_text_are_no_edit(void **state)
{
	struct desk *d = *state;

	put(d, "{'id':'1','content':'caf\u00e9','route':{'team':'a'}}");
	put(d, "{'id':'1','content':'caf\\u00e9'}");
	assert_string_equal(pending(d), "");
	assert_has(show(d, "1"), "'revisions':[]");
}

static void
metrics_change_in_place_and_leave_the_version_alone(void **state)
{
	struct desk *d = *state;

	put(d, "{'id':'1','metrics':{'likes':1},'fetched_at':'2026-03-10T10:00:00Z'}");
	assert_has(put(d, "{'id':'1','metrics':{'likes':5},'fetched_at':'2026-03-10T11:00:00Z'}"),
		"'version':1");
	assert_has(dump(d), "'metrics':{'likes':5},'fetched_at':'2026-03-10T11:00:00Z'");
}

static void
facts_that_are_older_than_the_stored_ones_stay_out(void **state)
{
	struct desk *d = *state;

	put(d, "{'id':'1','content':'nieuw','edited_at':'2026-03-10T09:00:00Z','fetched_at':'2026-03-10T10:00:00Z'}");
	put(d, "{'id':'1','content':'oud','fetched_at':'2026-03-10T11:00:00Z'}");
	put(d, "{'id':'1','content':'oud','edited_at':'2026-03-10T08:00:00Z'}");
	put(d, "{'id':'1','content':'oud','edited_at':'2026-03-10T09:00:00Z','fetched_at':'2026-03-10T09:00:00Z'}");
	assert_has(dump(d), "'content':'nieuw'");
	/* A judgement of the old text is kept, and the new text still waits for its own. */
	put(d, "{'id':'1','content':'oud','fetched_at':'2026-03-10T09:00:00Z','route':{'team':'a'}}");
	assert_has(pending(d), "'route':{'team':'a'}");
}

static void
an_answer_joins_the_case_of_what_it_answers(void **state)
{
	struct desk *d = *state;

	put(d, POST);
	assert_has(put(d, "{'id':'x:h/2','channel':'x','in_reply_to_id':'1'}"), "'case':{'id':'1'");
	assert_has(put(d, "{'id':'x:h/3','channel':'x','in_reply_to_id':'x:h/2'}"),
		"'case':{'id':'1'");
	assert_has(put(d, "{'id':'mail:a/b/<c>','native_id':'<c>'}"), "'case':{'id':'2'");
	assert_has(put(d, "{'id':'mail:a/b/<d>','native_id':'<d>','in_reply_to_id':'<c>'}"),
		"'case':{'id':'2'");
}

static void
a_thread_is_one_case_in_whatever_order_it_comes(void **state)
{
	struct desk *d = *state;

	put(d, "{'id':'x:h/3','channel':'x','in_reply_to_id':'2','created_at':'2026-03-09T12:00:00Z'}");
	put(d, "{'id':'x:h/4','channel':'x','in_reply_to_id':'2'}");
	put(d, "{'id':'x:h/2','channel':'x','created_at':'2026-03-09T11:00:00Z'}");
	assert_int_equal(lines_of(pending(d)), 1);
	assert_has(show(d, "1"), "'opened_at':'2026-03-09T11:00:00Z'");
	put(d, "{'id':'x:h/10','channel':'x','conversation_id':'10'}");
	put(d, "{'id':'x:h/11','channel':'x','conversation_id':'10'}");
	put(d, "{'id':'m:h/20','channel':'m','conversation_id':'abc'}");
	put(d, "{'id':'m:h/21','channel':'m','conversation_id':'abc'}");
	assert_int_equal(lines_of(pending(d)), 3);
}

static void
answers_to_a_message_of_ours_to_everybody_are_cases_of_their_own(void **state)
{
	struct desk *d = *state;

	assert_has_not(
		put(d, "{'id':'x:h/1','channel':'x','direction':'out','conversation_id':'1'}"),
		"'case'");
	put(d, "{'id':'x:h/2','channel':'x','in_reply_to_id':'1','conversation_id':'1'}");
	put(d, "{'id':'x:h/3','channel':'x','in_reply_to_id':'1','conversation_id':'1'}");
	assert_int_equal(lines_of(pending(d)), 2);
	put(d, "{'id':'x:h/4','channel':'x','direction':'out','in_reply_to_id':'3','conversation_id':'1'}");
	assert_has(show(d, "2"), "'status':'answered'");
	assert_has(show(d, "1"), "'status':'new'");
}

static void
an_answer_of_ours_that_came_in_first_is_found_by_its_case(void **state)
{
	struct desk *d = *state;

	put(d, "{'id':'x:h/2','channel':'x','direction':'out','in_reply_to_id':'1','created_at':'2026-03-09T12:00:00Z'}");
	put(d, "{'id':'x:h/3','channel':'x','automatic':true,'in_reply_to_id':'1'}");
	assert_has(put(d, POST), "'status':'answered'");
	assert_has(show(d, "1"), "our answer x:h/2 was seen");
	assert_has(dump(d),
		"'id':'x:h/3','channel':'x','automatic':true,'in_reply_to_id':'1','case':{'id':'1'");
}

static void
a_new_post_opens_an_answered_case_again(void **state)
{
	struct desk *d = *state;
	struct store_act end = {.case_id = "1", .who = "anna", .why = "klaar"};

	put(d, POST);
	put(d, JUDGED);
	put(d, "{'id':'x:h/2','channel':'x','direction':'out','in_reply_to_id':'1'}");
	assert_has(show(d, "1"), "'status':'answered'");
	put(d, "{'id':'x:h/3','channel':'x','in_reply_to_id':'1'}");
	assert_has(show(d, "1"), "'status':'open'");
	assert_has(show(d, "1"), "'what':'open','why':'x:h/3 came in'");
	assert_int_equal(store_end(d->store, &end), STATUS_OK);
	assert_has(show(d, "1"), "'who':'anna','what':'closed','why':'klaar'");
	put(d, "{'id':'x:h/4','channel':'x','in_reply_to_id':'1'}");
	assert_has(pending(d), "'id':'x:h/4'");
	assert_has(show(d, "1"), "'status':'open'");
}

static void
pending_gives_the_newest_post_of_a_case_and_names_the_earlier_ones(void **state)
{
	struct desk *d = *state;

	put(d, "{'id':'x:h/2','channel':'x','in_reply_to_id':'1','created_at':'2026-03-09T12:00:00Z'}");
	put(d, "{'id':'x:h/3','channel':'x','in_reply_to_id':'1','created_at':'2026-03-09T11:00:00Z'}");
	put(d, POST);
	assert_int_equal(lines_of(pending(d)), 1);
	assert_has(pending(d), "{'id':'x:h/2'");
	assert_has(pending(d), "'unanswered':['x:h/1','x:h/3']");
	/* What joins while it is being judged is not covered by that judgement. */
	put(d, "{'id':'x:h/4','channel':'x','in_reply_to_id':'1','created_at':'2026-03-09T11:30:00Z'}");
	put(d, "{'id':'x:h/2','case':{'unanswered':['x:h/1','x:h/3']},'route':{'team':'a'}}");
	assert_has(pending(d), "{'id':'x:h/4'");
	assert_has(pending(d), "'unanswered':[]");
	assert_has(dump(d),
		"'case':{'id':'1','status':'open','opened_at':'2026-03-09T10:00:00Z','unanswered':['x:h/1','x:h/3'],");
}

static void
posts_of_other_cases_cannot_be_taken_off_the_waiting_ones(void **state)
{
	struct desk *d = *state;

	put(d, POST);
	put(d, "{'id':'evil','case':{'id':'1','unanswered':['x:h/1','x:h/9',5,{}]},'route':{'team':'a'}}");
	assert_has(pending(d), "{'id':'x:h/1'");
	put(d, "{'id':'x:h/9','channel':'x'}");
	assert_int_equal(lines_of(pending(d)), 2);
}

static void
a_dump_makes_an_equal_register(void **state)
{
	struct desk *d = *state;
	struct desk copy = {.record = record_new()};

	put(d, "{'id':'x:h/2','channel':'x','in_reply_to_id':'1','created_at':'2026-03-09T12:00:00Z'}");
	put(d, POST);
	put(d, "{'id':'x:h/2','case':{'unanswered':['x:h/1']},'route':{'team':'a'}}");
	put(d, "{'id':'x:h/5','channel':'x','direction':'out'}");
	put(d, "{'id':'y','channel':'x','conversation_id':'q'}");
	put(d, "{'id':'z','channel':'x','conversation_id':'q'}");
	char *first = mem_dup(dump(d));
	copy.path = mem_format("%s/copy.db", d->folder);
	copy.store = store_open(copy.path, STORE_CREATE, 1, &(int){0});
	for (char *line = strtok(first, "\n"); line != NULL; line = strtok(NULL, "\n"))
		put(&copy, line);
	assert_string_equal(dump(d), dump(&copy));
	assert_string_equal(pending(d), pending(&copy));
	store_close(copy.store);
	unlink(copy.path);
	free(copy.path);
	free(first);
	record_free(copy.record);
	buffer_free(&copy.line);
	buffer_free(&copy.out);
}

static void
a_case_is_as_bad_as_the_worst_of_its_posts(void **state)
{
	struct desk *d = *state;

	put(d, "{'id':'x:h/1','channel':'x','score':{'priority':1,'severity':80,'level':'critical'},"
	       "'route':{'action':'answer','team':'care','human_only':true}}");
	put(d, "{'id':'x:h/2','channel':'x','in_reply_to_id':'1','created_at':'2026-03-12T00:00:00Z',"
	       "'score':{'priority':3,'severity':10,'level':'low'},'route':{'action':'none','team':'webcare'}}");
	assert_has(show(d, "1"),
		"'priority':1,'level':'critical','severity':80,'team':'webcare','action':'none','human_only':true");
	put(d, "{'id':'x:h/1','score':{'priority':2,'severity':30,'level':'medium'},'route':{'action':'answer','team':'care'}}");
	assert_has(show(d, "1"),
		"'priority':2,'level':'medium','severity':30,'team':'webcare','action':'none','human_only':false");
}

static void
a_case_is_as_bad_as_its_scores_before_anything_is_routed(void **state)
{
	struct desk *d = *state;

	put(d, "{'id':'1','score':{'priority':1,'severity':90,'level':'critical'}}");
	assert_has(show(d, "1"), "'status':'new','priority':1,'level':'critical','severity':90");
	put(d, "{'id':'1','score':{'priority':3,'severity':5,'level':'low'}}");
	assert_has(show(d, "1"), "'priority':3,'level':'low','severity':5");
}

static void
a_warning_is_opened_once_for_each_target(void **state)
{
	struct desk *d = *state;

	for (int i = 0; i < 2; i++)
		put(d, "{'id':'1','n':1,'route':{'notify':['duty','press','duty']}}");
	put(d, "{'id':'1','route':{'notify':['press'],'team':'b'}}");
	assert_int_equal(strstr(show(d, "1"), "press") != NULL, 1);
	struct store_letter letter = {0};
	size_t count = 0;
	while (store_next_letter(d->store, STORE_WARNINGS, &letter))
		count++;
	assert_int_equal(count, 2);
}

static void
dumps_are_filtered(void **state)
{
	struct desk *d = *state;
	struct store_filter f = {.since = STORE_ANY_TIME, .until = STORE_ANY_TIME};
	struct store_walk w = {.filter = &f};

	put(d, "{'id':'1','channel':'x','created_at':'2026-03-09T00:00:00Z','classify':{'topics':['delivery','contact']}}");
	put(d, "{'id':'2','channel':'mail','created_at':'2026-03-10T00:00:00Z','route':{'team':'care'}}");
	put(d, "{'id':'3','channel':'mail'}");
	f.channel = "mail";
	assert_int_equal(lines_of(walk(d, w)), 2);
	f = (struct store_filter){.since = 1773014400, .until = 1773100800}; /* the 9th */
	assert_int_equal(lines_of(walk(d, w)), 1);
	f = (struct store_filter){
		.since = STORE_ANY_TIME, .until = STORE_ANY_TIME, .topic = "contact"};
	assert_has(walk(d, w), "{'id':'1'");
	f.topic = "|";
	assert_string_equal(walk(d, w), "");
	f.topic = NULL;
	f.team = "care";
	f.status = "open";
	assert_has(walk(d, w), "{'id':'2'");
	f.status = "closed";
	assert_string_equal(walk(d, w), "");
}

/* In one transaction. */
static void
put_many(struct desk *d, int count)
{
	char line[64];
	bool repaired;

	store_begin(d->store);
	for (int i = 0; i < count; i++) {
		int length = snprintf(line, sizeof line, "{\"id\":\"%d\"}", i);
		assert_true(record_read(d->record, line, (size_t)length, &repaired));
		store_register(d->store, d->record);
	}
	assert_int_equal(store_commit(d->store), STATUS_OK);
}

static void
a_walk_goes_over_many_batches_and_ends_although_posts_come_in(void **state)
{
	struct desk *d = *state;
	struct store_walk w = {.pending = true};
	struct buffer lines = {0};
	size_t count = 0;
	put_many(d, 1200);
	while (store_next(d->store, &w, &lines)) {
		count += lines_of(lines.at);
		put(d, "{'id':'more','n':1}");
	}
	assert_int_equal(count, 1200);
	assert_int_equal(lines_of(dump(d)), 1201);
	buffer_free(&lines);
}

static void
hostile_texts_are_texts(void **state)
{
	struct desk *d = *state;
	struct buffer id = {0};

	put(d, "{'id':'1\\'); DROP TABLE post; --','content':'%_* OR \\u0000 NEAR(','channel':'x\\u0027'}");
	assert_has(dump(d), "DROP TABLE");
	buffer_text(&id, "{'id':'");
	for (int i = 0; i < 65536; i++)
		buffer_char(&id, 'a');
	buffer_text(&id, "','in_reply_to_id':'1\\'); DROP TABLE post; --'}");
	put(d, id.at);
	put(d, id.at);
	assert_int_equal(lines_of(dump(d)), 2);
	assert_int_equal(lines_of(pending(d)), 1);
	buffer_free(&id);
}

static void
times_that_are_none_are_as_good_as_missing(void **state)
{
	struct desk *d = *state;

	assert_has(put(d, "{'id':'1','created_at':'gisteren','fetched_at':'2026-03-08T00:00:00Z'}"),
		"'opened_at':'2026-03-08T00:00:00Z'");
	assert_has(put(d, "{'id':'2','created_at':''}"), "'opened_at':'2026-03-10T12:00:00Z'");
}

static void
refused(const char *json, const char *reason)
{
	struct buffer line = {0};
	struct record *r = record_new();
	bool repaired;

	set_line(&line, json);
	assert_true(record_read(r, line.at, line.length, &repaired));
	store_check(r);
	assert_string_equal(record_fault(r), reason);
	record_free(r);
	buffer_free(&line);
}

static void
a_record_that_cannot_be_registered_says_why(void **state)
{
	(void)state;
	refused("{'content':'a'}", "id is missing; a register needs one");
	refused("{'id':''}", "id is missing; a register needs one");
	refused("{'id':5}", "id is not a string");
	refused("{'id':'1','route':[]}", "route is not an object");
	refused("{'id':'1','score':{'priority':'high'}}", "score.priority is not a number");
	refused("{'id':'1','classify':{'topics':['a',1]}}",
		"classify.topics is not a list of strings");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_new_post_opens_a_case_and_the_record_says_which),
		TEST(the_same_record_again_changes_nothing),
		TEST(what_later_stages_say_is_merged_in_and_the_rest_stays_byte_for_byte),
		TEST(null_and_empty_erase_nothing),
		TEST(a_record_from_outside_carries_no_authority),
		TEST(an_edited_text_is_kept_as_a_revision_and_waits_again),
		TEST(other_escapes_for_the_same_text_are_no_edit),
		TEST(metrics_change_in_place_and_leave_the_version_alone),
		TEST(facts_that_are_older_than_the_stored_ones_stay_out),
		TEST(an_answer_joins_the_case_of_what_it_answers),
		TEST(a_thread_is_one_case_in_whatever_order_it_comes),
		TEST(answers_to_a_message_of_ours_to_everybody_are_cases_of_their_own),
		TEST(an_answer_of_ours_that_came_in_first_is_found_by_its_case),
		TEST(a_new_post_opens_an_answered_case_again),
		TEST(pending_gives_the_newest_post_of_a_case_and_names_the_earlier_ones),
		TEST(posts_of_other_cases_cannot_be_taken_off_the_waiting_ones),
		TEST(a_dump_makes_an_equal_register),
		TEST(a_case_is_as_bad_as_the_worst_of_its_posts),
		TEST(a_case_is_as_bad_as_its_scores_before_anything_is_routed),
		TEST(a_warning_is_opened_once_for_each_target),
		TEST(dumps_are_filtered),
		TEST(a_walk_goes_over_many_batches_and_ends_although_posts_come_in),
		TEST(hostile_texts_are_texts),
		TEST(times_that_are_none_are_as_good_as_missing),
		cmocka_unit_test(a_record_that_cannot_be_registered_says_why),
	};

	setenv("GRIPE_NOW", "2026-03-10T12:00:00Z", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
