# gripe-fetch -f stackexchange: saved answers of the Stack Exchange API
load ../helper
bats_require_minimum_version 1.5.0

question() { # ID MORE: a question as the interface gives it
	jq -cn --argjson id "$1" '{question_id: $id, title: "Koffer &quot;Reis&quot; &amp; slot", body: "<p>Het slot <b>klemt</b>.</p>\n<p>Wat nu?</p>\n",
		tags: ["koffer", "slot"], owner: {account_id: 1, user_id: 70, user_type: "registered", reputation: 101, display_name: "Anne &amp; Bo",
		link: "https://reis.example/users/70/anne", profile_image: "https://reis.example/70.png"}, is_answered: true, view_count: 12,
		answer_count: 2, score: -1, creation_date: 1773131400, last_activity_date: 1773140000, last_edit_date: 1773135000,
		link: "https://reis.example/questions/\($id)/koffer"} + '"${2-{\}}"
}

answer() { # ID MORE
	jq -cn --argjson id "$1" '{answer_id: $id, question_id: 5, body: "<p>Try <a href=\"https://hulp.example/slot\">this</a></p>", is_accepted: true,
		score: 4, creation_date: 1773132000, owner: {display_name: "user71", user_type: "does_not_exist"}} + '"${2-{\}}"
}

comment() { # ID MORE
	jq -cn --argjson id "$1" '{comment_id: $id, post_id: 5, body: "Ik heb dat ook &hellip; zelfde koffer", edited: false, score: 1,
		creation_date: 1773133000, owner: {user_id: 72, display_name: "Kees"}} + '"${2-{\}}"
}

list() {
	jq -sc '{items: ., has_more: false, quota_max: 300, quota_remaining: 299}'
}

@test "a question becomes a record" {
	question 5 | list >in.json
	run -0 gripe-fetch -f stackexchange -s reis.example in.json
	[ "$output" = '{"id":"stackexchange:reis.example/5","channel":"stackexchange","source":"reis.example","native_id":"5","url":"https://reis.example/questions/5/koffer","title":"Koffer \"Reis\" & slot","content":"Het slot klemt.\n\nWat nu?","tags":["koffer","slot"],"created_at":"2026-03-10T08:30:00Z","edited_at":"2026-03-10T09:30:00Z","fetched_at":"2026-03-10T12:00:00Z","author":{"id":"70","name":"Anne & Bo","url":"https://reis.example/users/70/anne"},"metrics":{"likes":-1,"replies":2},"extra":{"reputation":101,"is_answered":true}}' ]
}

@test "answers and comments name what they are about" {
	{ answer 6; comment 5; comment 8 '{post_id: 6, post_type: "answer"}'; comment 9 '{post_type: "question"}'; } | list >in.json
	run -0 gripe-fetch -f stackexchange -s r in.json
	[ "$(jq -c '[.native_id,.in_reply_to_id,.conversation_id,.content]' <<<"$output")" = '["6","stackexchange:r/5","stackexchange:r/5","Try this (https://hulp.example/slot)"]
["comment5","stackexchange:r/5",null,"Ik heb dat ook … zelfde koffer"]
["comment8","stackexchange:r/6",null,"Ik heb dat ook … zelfde koffer"]
["comment9","stackexchange:r/5","stackexchange:r/5","Ik heb dat ook … zelfde koffer"]' ]
	[ "$(sed -n 1p <<<"$output" | jq -c '[.extra,.author]')" = '[{"is_accepted":true},{"name":"user71"}]' ]
}

@test "answers and comments inside a question are read with it" {
	question 5 "{comments: [$(comment 1)], answers: [$(answer 6 "{comments: [$(comment 2 '{post_id: 6}')]}"), $(answer 7)]}" | list >in.json
	run -0 gripe-fetch -f stackexchange -s r in.json
	[ "$(jq -r '[.native_id, .in_reply_to_id // "-", .conversation_id // "-"] | join(" ")' <<<"$output")" = '5 - -
comment1 stackexchange:r/5 stackexchange:r/5
6 stackexchange:r/5 stackexchange:r/5
comment2 stackexchange:r/6 stackexchange:r/5
7 stackexchange:r/5 stackexchange:r/5' ]
}

@test "posts of no named kind and parts of texts are read as well" {
	{ echo '{"post_id":11,"post_type":"answer","body":"<p>Stuur hem terug</p>","link":"https://reis.example/a/11","comment_count":3,"creation_date":1773131400}'
		echo '{"item_type":"question","question_id":12,"title":"Slot","excerpt":"het &lt;slot&gt; is <span class=\"highlight\">stuk</span>","score":0}'
		question 13 '{body_markdown: "1 &lt; 2 &amp;\nnieuwe regel"} | del(.body)'
		question 14 '{} | del(.body)'; } | list >in.json
	run -0 gripe-fetch -f stackexchange in.json
	[ "$(jq -c '[.native_id,.content,.url,.metrics.replies]' <<<"$output")" = '["11","Stuur hem terug","https://reis.example/a/11",3]
["12","het <slot> is stuk",null,null]
["13","1 < 2 &\nnieuwe regel","https://reis.example/questions/13/koffer",2]
["14",null,"https://reis.example/questions/14/koffer",2]' ]
}

@test "users, tags, badges and versions of posts are no posts" {
	echo '{"user_id":1,"display_name":"Anne"} {"name":"koffer","count":3} {"revision_guid":"a","post_id":5,"body":"x"} {"suggested_edit_id":2,"post_id":5,"body":"x"}' | list >in.json
	: | list >empty.json
	run -0 gripe-fetch -f stackexchange in.json empty.json
	[ -z "$output" ]
}

@test "what is no answer is refused with what it says" {
	echo '{"error_id":502,"error_name":"throttle_violation","error_message":"too many requests from this IP"}' >in.json
	run -65 gripe-fetch -f stackexchange in.json
	[ "$output" = "gripe-fetch: in.json: stackexchange says: too many requests from this IP" ]
	for wrong in '{"a":1}' '[]' '"items"' '{"items":7}'; do
		echo "$wrong" >in.json
		run -65 gripe-fetch -f stackexchange in.json
		[ "$output" = "gripe-fetch: in.json: it is no answer of stackexchange with posts" ]
	done
	question 5 | list | head -c 300 >in.json
	run -65 gripe-fetch -f stackexchange in.json
	[[ $output == *"it is no whole JSON document" ]]
}

@test "bad items are named by their number and the others go on" {
	{ question 1; echo '{"x":1} 7 {"question_id":"5","title":"a"}'; question 4 '{tags: 5, owner: [], score: "veel", body: {}, comments: {}, answers: [3]}'; } | list >in.json
	run --separate-stderr -65 gripe-fetch -f stackexchange in.json
	[ "$(jq -c '[.native_id,.extra["metrics.likes"]]' <<<"$output")" = '["1",null]
["4","veel"]' ]
	[ "$stderr" = "gripe-fetch: in.json:2: it is no question, answer or comment
gripe-fetch: in.json:3: it is no question, answer or comment
gripe-fetch: in.json:4: it is no question, answer or comment
gripe-fetch: in.json:5: it is no question, answer or comment" ]
}
