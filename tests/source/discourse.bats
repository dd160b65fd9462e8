# gripe-fetch -f discourse: saved answers of a Discourse forum
load ../helper
load ../web
bats_require_minimum_version 1.5.0

post() { # ID NUMBER MORE: a post as the forum gives it
	jq -cn --argjson id "$1" --argjson number "$2" '{id: $id, name: "Anne Kuiper", username: "annek", avatar_template: "/a/{size}.png",
		created_at: "2026-03-10T08:30:00.123Z", updated_at: "2026-03-10T08:30:00.123Z", cooked: "<p>Al <strong>drie</strong> weken geen pakket</p>",
		post_number: $number, post_type: 1, reply_count: 1, quote_count: 2, reply_to_post_number: null, topic_id: 13, topic_slug: "geen-pakket",
		version: 1, actions_summary: [{id: 3, can_act: true}, {id: 2, count: 4}], yours: false, moderator: false, admin: false, staff: false,
		user_id: 7, hidden: false, deleted_at: null, user_deleted: false} + '"${3-{\}}"
}

topic() { # ID MORE: a topic as lists have it
	jq -cn --argjson id "$1" '{id: $id, title: "Pakket & retour", fancy_title: "Pakket &amp; retour", slug: "pakket-retour", posts_count: 3, reply_count: 1,
		created_at: "2026-03-10T08:30:00Z", last_posted_at: "2026-03-10T09:30:00Z", archetype: "regular", like_count: 5, category_id: 2, tags: ["pakket"],
		posters: [{extras: "latest", description: "Original Poster", user_id: 7}, {user_id: 8}]} + '"${2-{\}}"
}

whole_topic() { # the posts on standard input as t/13.json
	jq -sc '{post_stream: {posts: ., stream: map(.id)}, id: 13, title: "Geen pakket", slug: "geen-pakket", tags: [{id: 1, name: "post"}], category_id: 2,
		archetype: "regular", suggested_topics: [{id: 99, title: "iets anders"}]}'
}

@test "a topic becomes a record a post, with what the topic says" {
	{ post 50 1; post 52 2 '{reply_to_post_number: 1}'; post 53 3 '{reply_to_post_number: 9}'; } | whole_topic >in.json
	run -0 gripe-fetch -f discourse -s forum in.json
	[ "$(sed -n 1p <<<"$output")" = '{"id":"discourse:forum/50","channel":"discourse","source":"forum","native_id":"50","title":"Geen pakket","content":"Al drie weken geen pakket","tags":["post"],"created_at":"2026-03-10T08:30:00Z","fetched_at":"2026-03-10T12:00:00Z","author":{"id":"7","name":"Anne Kuiper","handle":"annek"},"conversation_id":"discourse:forum/t/13","metrics":{"likes":4,"replies":1,"quotes":2},"extra":{"category_id":2,"topic_id":13,"post_number":1}}' ]
	[ "$(sed 1d <<<"$output" | jq -c '[.native_id,.in_reply_to_id,.extra.reply_to_post_number]')" = '["52","discourse:forum/50",1]
["53",null,9]' ]
}

@test "search results take the title and the tags of their topics" {
	jq -cn "{posts: [$(post 50 2 '{topic_id: 14, blurb: "geen &hellip; <span class=\"search-highlight\">pakket</span>", like_count: 6} | del(.cooked, .actions_summary)'), $(post 51 1)],
		topics: [$(topic 13 '{title: "Een"}'), $(topic 14 '{title: "Twee", tags: ["a", "b"]}')], users: [], grouped_search_result: {post_ids: [50, 51]}}" >in.json
	run -0 gripe-fetch -f discourse in.json
	[ "$(jq -c '[.native_id,.title,.tags,.content,.metrics.likes]' <<<"$output")" = '["50","Twee",["a","b"],"geen … pakket",6]
["51","Een",["pakket"],"Al drie weken geen pakket",4]' ]
}

@test "a list of topics becomes a record a topic, by who began it" {
	jq -cn "{users: [{id: 8, username: \"bo\"}, {id: 7, username: \"annek\", name: \"Anne Kuiper\"}, {id: -1, username: \"system\"}], topic_list: {per_page: 30, topics: [
		$(topic 13 '{excerpt: "Het is &hellip; zoek"}'), $(topic 14 '{archetype: "private_message"}'), $(topic 15 '{posters: [{user_id: -1}]}')]}}" >in.json
	run -0 gripe-fetch -f discourse in.json
	[ "$(sed -n 1p <<<"$output")" = '{"id":"discourse:discourse/t/13","channel":"discourse","source":"discourse","native_id":"t/13","title":"Pakket & retour","content":"Het is … zoek","tags":["pakket"],"created_at":"2026-03-10T08:30:00Z","fetched_at":"2026-03-10T12:00:00Z","author":{"id":"7","name":"Anne Kuiper","handle":"annek"},"metrics":{"likes":5,"replies":2},"extra":{"category_id":2,"topic_id":13}}' ]
	[ "$(sed 1d <<<"$output" | jq -c '[.native_id,.content,.visibility,.automatic]')" = '["t/14","Pakket & retour","direct",null]
["t/15","Pakket & retour",null,true]' ]
}

@test "the newest posts, lists of posts and single posts are read as well" {
	jq -cn "{latest_posts: [$(post 1 1 '{topic_title: "Nieuw"}')]}" >latest.json
	jq -cn "{private_posts: [$(post 2 1)]}" >private.json
	post 3 1 | jq -sc . >replies.json
	post 4 1 >one.json
	jq -cn "{post: $(post 5 1)}" >changed.json
	run -0 gripe-fetch -f discourse latest.json private.json replies.json one.json changed.json
	[ "$(jq -r '.native_id + (.title // "")' <<<"$output" | tr '\n' ' ')" = '1Nieuw 2 3 4 5 ' ]
}

@test "where the forum is known posts and authors have an address" {
	mkdir www
	post 50 2 >www/posts.json
	jq -cn "{topic_list: {topics: [$(topic 14 '{slug: ""}')]}}" >www/latest.json
	serve
	host=${url#http://}
	[ "$(gripe-fetch --allow-private -f discourse -s forum "$url/posts.json" "$url/latest.json" | jq -c '[.url,.author.url]')" = "[\"https://$host/t/geen-pakket/13/2\",\"https://$host/u/annek\"]
[\"https://$host/t/-/14\",null]" ]
}

@test "changes, deletions, robots and our own posts are told" {
	{ post 1 1 '{version: 2, updated_at: "2026-03-10T09:00:00Z"}'; post 2 2 '{updated_at: "2026-03-10T09:00:00Z"}'
		post 3 3 '{deleted_at: "2026-03-10T10:00:00Z"}'; post 4 4 '{user_deleted: true, version: 2, updated_at: "2026-03-10T11:00:00Z"}'
		post 5 5 '{user_id: -1}'; post 6 6 '{yours: true, staff: true}'; post 7 7 '{post_type: 4}'; } | whole_topic >in.json
	[ "$(gripe-fetch -f discourse in.json | jq -r '[.native_id, .edited_at // "-", .deleted_at // "-", .automatic // "-", .direction // "-", .visibility // "-", .extra.staff // "-"] | join(" ")')" = '1 2026-03-10T09:00:00Z - - - - -
2 - - - - - -
3 - 2026-03-10T10:00:00Z - - - -
4 2026-03-10T11:00:00Z 2026-03-10T11:00:00Z - - - -
5 - - true - - -
6 - - - out - true
7 - - - - private -' ]
}

@test "emoji stay words, and pictures become attachments" {
	post 1 1 '{cooked: "<p>Stuk <img src=\"https://f.example/boos.png?v=9\" title=\":angry:\" class=\"emoji\" alt=\":angry:\" width=\"20\"> kijk <img src=\"https://f.example/doos.jpg\" width=\"690\"></p>"}' >in.json
	[ "$(gripe-fetch -f discourse in.json | jq -c '[.content,.attachments]')" = '["Stuk :angry: kijk",[{"url":"https://f.example/doos.jpg"}]]' ]
}

@test "notes of the forum, notifications and empty lists are no posts" {
	post 1 1 '{post_type: 3, action_code: "closed.enabled", cooked: ""}' | whole_topic >closed.json
	echo '{"notifications":[{"id":1,"notification_type":5}]}' >notifications.json
	echo '{"grouped_search_result":{"post_ids":[]}}' >search.json
	echo '{"topic_list":{"topics":[]}}' >list.json
	echo '[]' >replies.json
	run -0 gripe-fetch -f discourse closed.json notifications.json search.json list.json replies.json
	[ -z "$output" ]
}

@test "what is no answer is refused with what it says" {
	echo '{"errors":["You are not permitted to view the requested resource."],"error_type":"invalid_access"}' >in.json
	run -65 gripe-fetch -f discourse in.json
	[ "$output" = "gripe-fetch: in.json: discourse says: You are not permitted to view the requested resource." ]
	for wrong in '{"a":1}' '7' '{"posts":{}}' '{"topic_list":[]}'; do
		echo "$wrong" >in.json
		run -65 gripe-fetch -f discourse in.json
		[ "$output" = "gripe-fetch: in.json: it is no answer of discourse with posts" ]
	done
	post 1 1 | head -c 200 >in.json
	run -65 gripe-fetch -f discourse in.json
	[[ $output == *"it is no whole JSON document" ]]
}

@test "bad items are named by their number and the others go on" {
	{ post 1 1; echo '{"x":1} null'; post 4 4 '{id: {}}'
		post 5 5 '{topic_id: "x", cooked: 5, actions_summary: 3, username: [], version: "2", reply_to_post_number: "1", updated_at: {}}'; } | whole_topic >in.json
	run --separate-stderr -65 gripe-fetch -f discourse in.json
	[ "$(jq -r .native_id <<<"$output" | tr '\n' ' ')" = '1 5 ' ]
	[ "$stderr" = "gripe-fetch: in.json:2: it is no post
gripe-fetch: in.json:3: it is no post
gripe-fetch: in.json:4: it is no post" ]
	jq -cn "{users: 5, topic_list: {topics: [{id: 1}, $(topic 2 '{posters: {}, slug: 5, posts_count: "x"}'), 3]}}" >in.json
	run --separate-stderr -65 gripe-fetch -f discourse in.json
	[ "$(jq -r .native_id <<<"$output")" = t/2 ]
	[ "$stderr" = "gripe-fetch: in.json:1: it is no topic
gripe-fetch: in.json:3: it is no topic" ]
}

@test "documented answers are read without a word about good ones" {
	answers=$ROOT/../shared/fixtures/discourse/responses
	[ -d "$answers" ] || skip "no shared fixtures here"
	count=0
	for answer in "$answers"/{posts,search,topics,notifications}/*.json; do
		expected=$(jq '[(.posts?, .post_stream.posts?, .topic_list.topics? | arrays | .[]), (.post? // . | objects | select(.cooked))] | length' "$answer")
		run --separate-stderr gripe-fetch -f discourse "$answer"
		[ "$(grep -c . <<<"$output")" = "$expected" ] || { echo "$answer: $expected" && false; }
		[ "$expected" -eq 0 ] || [ -z "$stderr" ]
		count=$((count + expected))
	done
	echo "# $count posts" >&3
	[ "$count" -gt 8 ]
}
