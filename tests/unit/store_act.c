/* What a person does to cases, and the ledger of what goes out. */
#include "store_fixture.h"

#define DRAFTED                                                                                \
	"{'id':'x:h/1','channel':'x','url':'https://x/1','created_at':'2026-03-09T10:00:00Z'," \
	"'route':{'action':'answer','team':'webcare'},'reply':{'content':'Wat naar'}}"

static struct store_act
anna(const char *case_id)
{
	return (struct store_act){.case_id = case_id, .who = "anna", .why = "daarom"};
}

static int
approve(struct desk *d, struct store_act act)
{
	return store_approve(d->store, &act);
}

static bool
next(struct desk *d, enum store_matter matter, struct store_letter *letter)
{
	*letter = (struct store_letter){0};
	return store_next_letter(d->store, matter, letter);
}

static int
note(struct desk *d, const struct store_letter *letter, enum store_outcome outcome,
	const char *error)
{
	struct store_delivery delivery = {outcome, outcome == STORE_SENT ? "r1" : NULL, error};

	return store_note(d->store, STORE_ANSWERS, letter, &delivery);
}

static void
what_is_approved_is_the_draft_of_that_moment_and_no_later_one(void **state)
{
	struct desk *d = *state;
	struct store_letter letter;

	put(d, DRAFTED);
	assert_int_equal(approve(d, anna("1")), STATUS_OK);
	put(d, "{'id':'x:h/1','reply':{'content':'Iets anders'}}");
	assert_true(next(d, STORE_ANSWERS, &letter));
	assert_string_equal(letter.line,
		"{\"id\":\"gripe:answer/1\",\"channel\":\"x\",\"direction\":\"out\",\"target\":\"x\","
		"\"in_reply_to_id\":\"x:h/1\",\"url\":\"https://x/1\",\"content\":\"Wat naar\","
		"\"approved_by\":\"anna\",\"approved_at\":\"2026-03-10T12:00:00Z\",\"case\":{\"id\":\"1\"}}");
	assert_has(show(d, "1"), "'draft':{'post':'x:h/1','content':'Iets anders'}");
	/* printf 'Wat naar' | sha256sum */
	assert_has(
		show(d, "1"), "ef6f5de2f2620ca128d0e93e0eb866e985de5696424b08cbe75664312335883e");
}

static void
nothing_is_approved_without_a_draft(void **state)
{
	struct desk *d = *state;
	struct store_letter letter;

	put(d, "{'id':'1','content':'a'}");
	assert_int_equal(approve(d, anna("1")), STATUS_NO);
	put(d, "{'id':'1','route':{'action':'none'}}");
	assert_int_equal(approve(d, anna("1")), STATUS_NO);
	put(d, "{'id':'1','reply':{'content':' \\n'}}");
	assert_int_equal(approve(d, anna("1")), STATUS_NO);
	assert_false(next(d, STORE_ANSWERS, &letter));
	assert_int_equal(approve(d, anna("2")), STATUS_NO);
	assert_int_equal(approve(d, anna("01")), STATUS_NO);
	assert_int_equal(approve(d, anna("-1")), STATUS_NO);
	assert_int_equal(approve(d, anna("99999999999999999999")), STATUS_NO);
	assert_int_equal(approve(d, anna("1;")), STATUS_NO);
}

static void
a_case_for_a_person_alone_takes_a_person_s_own_text_only(void **state)
{
	struct desk *d = *state;
	struct store_act act = anna("1");
	struct store_letter letter;

	put(d, "{'id':'1','route':{'human_only':true},'reply':{'content':'Sjabloon'}}");
	assert_int_equal(approve(d, act), STATUS_NO);
	act.text = "Bel ons, wij zijn er voor je.";
	assert_int_equal(approve(d, act), STATUS_OK);
	assert_true(next(d, STORE_ANSWERS, &letter));
	assert_has(letter.line, "'content':'Bel ons, wij zijn er voor je.'");
}

static void
a_draft_for_a_text_that_was_edited_since_is_not_approved(void **state)
{
	struct desk *d = *state;

	put(d, DRAFTED);
	put(d, "{'id':'x:h/1','content':'Nu iets heel anders','edited_at':'2026-03-10T11:00:00Z'}");
	assert_int_equal(approve(d, anna("1")), STATUS_NO);
	put(d, "{'id':'x:h/1','route':{'action':'answer'},'reply':{'content':'Nu dit'}}");
	assert_int_equal(approve(d, anna("1")), STATUS_OK);
}

static void
a_case_has_one_approved_answer_at_a_time_and_it_can_be_withdrawn(void **state)
{
	struct desk *d = *state;
	struct store_act act = anna("1");
	struct store_letter letter;

	put(d, DRAFTED);
	assert_int_equal(store_withdraw(d->store, &act), STATUS_NO);
	assert_int_equal(approve(d, act), STATUS_OK);
	assert_int_equal(approve(d, act), STATUS_NO);
	assert_int_equal(store_withdraw(d->store, &act), STATUS_OK);
	assert_false(next(d, STORE_ANSWERS, &letter));
	assert_has(show(d, "1"), "'what':'withdrawn','why':'daarom'");
	assert_int_equal(approve(d, act), STATUS_OK);
	assert_true(next(d, STORE_ANSWERS, &letter));
	assert_has(letter.line, "gripe:answer/2");
}

static void
who_was_second_is_told_who_was_first(void **state)
{
	struct desk *d = *state;
	struct store_act act = anna("1"), bert = anna("1");

	put(d, DRAFTED);
	bert.who = "bert";
	bert.if_version = 1;
	assert_int_equal(store_end(d->store, &bert), STATUS_OK);
	act.if_version = 1;
	assert_int_equal(approve(d, act), STATUS_LATER);
	act.if_version = 2;
	assert_int_equal(approve(d, act), STATUS_OK);
	/* A new draft and a new post count as well. */
	put(d, "{'id':'x:h/1','reply':{'content':'Anders'}}");
	act.if_version = 3;
	assert_int_equal(store_end(d->store, &act), STATUS_LATER);
}

static void
an_answer_goes_out_at_most_once(void **state)
{
	struct desk *d = *state;
	struct store_letter letter, again;

	put(d, DRAFTED);
	approve(d, anna("1"));
	assert_true(next(d, STORE_ANSWERS, &letter));
	assert_int_equal(store_sending(d->store, &letter), STATUS_OK);
	assert_false(next(d, STORE_ANSWERS, &again));
	assert_int_equal(store_sending(d->store, &letter), STATUS_NO);
	assert_int_equal(note(d, &letter, STORE_SENT, NULL), STATUS_OK);
	assert_false(next(d, STORE_ANSWERS, &again));
	assert_has(show(d, "1"), "'status':'answered'");
	assert_has(dump(d),
		"'delivery':[{'target':'x','status':'sent','at':'2026-03-10T12:00:00Z','remote_id':'r1'}]");
	/* The same text to the same post is not approved again; another is. */
	assert_int_equal(approve(d, anna("1")), STATUS_NO);
	struct store_act act = anna("1");
	act.text = "Nog iets";
	assert_int_equal(approve(d, act), STATUS_OK);
}

static void
an_answer_that_is_to_go_later_goes_later_and_a_failed_one_waits_for_a_person(void **state)
{
	struct desk *d = *state;
	struct store_letter letter;

	put(d, DRAFTED);
	approve(d, anna("1"));
	for (int i = 0; i < 3; i++) {
		assert_true(next(d, STORE_ANSWERS, &letter));
		assert_int_equal(store_sending(d->store, &letter), STATUS_OK);
		assert_int_equal(note(d, &letter, STORE_TRY_LATER, "druk"), STATUS_OK);
	}
	assert_true(next(d, STORE_ANSWERS, &letter));
	store_sending(d->store, &letter);
	assert_int_equal(note(d, &letter, STORE_FAILED, "geweigerd"), STATUS_OK);
	assert_false(next(d, STORE_ANSWERS, &letter));
	assert_has(show(d, "1"), "'status':'open'");
	assert_has(show(d, "1"), "'error':'geweigerd'");
	assert_int_equal(approve(d, anna("1")), STATUS_OK);
	assert_true(next(d, STORE_ANSWERS, &letter));
}

static void
an_answer_of_which_nobody_knows_is_named_until_a_person_settles_it(void **state)
{
	struct desk *d = *state;
	struct store_act act = anna("1");
	struct store_letter letter;

	put(d, DRAFTED);
	approve(d, act);
	next(d, STORE_ANSWERS, &letter);
	store_sending(d->store, &letter);
	assert_int_equal(store_name_uncertain(d->store), 1);
	assert_int_equal(approve(d, act), STATUS_NO);
	assert_int_equal(store_withdraw(d->store, &act), STATUS_NO);
	assert_int_equal(store_settle(d->store, &act, false), STATUS_OK);
	assert_int_equal(store_name_uncertain(d->store), 0);
	assert_int_equal(store_settle(d->store, &act, false), STATUS_NO);
	assert_int_equal(approve(d, act), STATUS_OK);
	next(d, STORE_ANSWERS, &letter);
	store_sending(d->store, &letter);
	assert_int_equal(store_settle(d->store, &act, true), STATUS_OK);
	assert_has(show(d, "1"), "'status':'answered'");
}

static void
a_post_that_came_after_the_answered_one_keeps_the_case_open(void **state)
{
	struct desk *d = *state;
	struct store_letter letter;

	put(d, DRAFTED);
	approve(d, anna("1"));
	put(d, "{'id':'x:h/2','channel':'x','in_reply_to_id':'1'}");
	next(d, STORE_ANSWERS, &letter);
	store_sending(d->store, &letter);
	note(d, &letter, STORE_SENT, NULL);
	assert_has(show(d, "1"), "'status':'open'");
}

static void
a_warning_goes_out_until_it_has_arrived_or_was_seen(void **state)
{
	struct desk *d = *state;
	struct store_letter letter;
	struct store_delivery failed = {STORE_FAILED, NULL, "weg"}, sent = {STORE_SENT, NULL, NULL};
	struct store_act act = anna("1");

	put(d, "{'id':'1','content':'brand','route':{'notify':['duty','press']}}");
	for (int i = 0; i < 2; i++) {
		assert_true(next(d, STORE_WARNINGS, &letter));
		assert_string_equal(letter.target, "duty");
		assert_has(letter.line, "'content':'brand'");
		assert_has(letter.line,
			"'warning':{'target':'duty','opened_at':'2026-03-10T12:00:00Z'}");
		assert_int_equal(store_note(d->store, STORE_WARNINGS, &letter, &failed), STATUS_OK);
	}
	assert_int_equal(store_note(d->store, STORE_WARNINGS, &letter, &sent), STATUS_OK);
	assert_true(next(d, STORE_WARNINGS, &letter));
	assert_string_equal(letter.target, "press");
	assert_int_equal(store_acknowledge(d->store, &act), STATUS_OK);
	assert_int_equal(store_acknowledge(d->store, &act), STATUS_NO);
	assert_false(next(d, STORE_WARNINGS, &letter));
}

static void
a_case_is_closed_once_and_why_is_kept(void **state)
{
	struct desk *d = *state;
	struct store_act act = anna("1");

	put(d, DRAFTED);
	assert_int_equal(store_end(d->store, &act), STATUS_OK);
	assert_int_equal(store_end(d->store, &act), STATUS_NO);
	assert_has(show(d, "1"), "'who':'anna','what':'closed','why':'daarom'");
}

static const char *
list(struct desk *d, struct store_filter filter)
{
	buffer_clear(&d->out);
	assert_int_equal(store_list(d->store, &filter, &d->out), STATUS_OK);
	return d->out.at != NULL ? d->out.at : "";
}

static void
the_list_has_the_most_urgent_case_first_and_leaves_out_what_asks_nothing(void **state)
{
	struct desk *d = *state;

	put(d, "{'id':'1','score':{'priority':3},'route':{'action':'answer','team':'a'}}");
	put(d, "{'id':'2','route':{'action':'none'}}");
	put(d, "{'id':'3','score':{'priority':1},'route':{'action':'answer','team':'b',"
	       "'sla':{'first_response_due_at':'2026-03-10T14:00:00Z'}}}");
	put(d, "{'id':'4','score':{'priority':1},'route':{'action':'answer','team':'b',"
	       "'sla':{'first_response_due_at':'2026-03-10T13:00:00Z'}}}");
	put(d, "{'id':'5'}");
	const char *text = list(d, (struct store_filter){0});
	assert_int_equal(lines_of(text), 4);
	char *order[] = {"'id':'4'", "'id':'3'", "'id':'1'", "'id':'5'"};
	for (int i = 0; i < 4; i++, text = strchr(text, '\n') + 1) {
		char *line = mem_dup_n(text, strcspn(text, "\n"));
		assert_has(line, order[i]);
		free(line);
	}
	assert_int_equal(lines_of(list(d, (struct store_filter){.all = true})), 5);
	assert_int_equal(lines_of(list(d, (struct store_filter){.team = "b"})), 2);
	assert_int_equal(lines_of(list(d, (struct store_filter){.status = "new"})), 1);
	assert_string_equal(list(d, (struct store_filter){.status = "closed"}), "");
	put(d, "{'id':'2','route':{'action':'none','notify':['duty']}}");
	assert_int_equal(lines_of(list(d, (struct store_filter){0})), 5);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_is_approved_is_the_draft_of_that_moment_and_no_later_one),
		TEST(nothing_is_approved_without_a_draft),
		TEST(a_case_for_a_person_alone_takes_a_person_s_own_text_only),
		TEST(a_draft_for_a_text_that_was_edited_since_is_not_approved),
		TEST(a_case_has_one_approved_answer_at_a_time_and_it_can_be_withdrawn),
		TEST(who_was_second_is_told_who_was_first),
		TEST(an_answer_goes_out_at_most_once),
		TEST(an_answer_that_is_to_go_later_goes_later_and_a_failed_one_waits_for_a_person),
		TEST(an_answer_of_which_nobody_knows_is_named_until_a_person_settles_it),
		TEST(a_post_that_came_after_the_answered_one_keeps_the_case_open),
		TEST(a_warning_goes_out_until_it_has_arrived_or_was_seen),
		TEST(a_case_is_closed_once_and_why_is_kept),
		TEST(the_list_has_the_most_urgent_case_first_and_leaves_out_what_asks_nothing),
	};

	setenv("GRIPE_NOW", "2026-03-10T12:00:00Z", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
