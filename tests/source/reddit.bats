# gripe-fetch -f reddit: saved answers of Reddit's API
load ../helper
bats_require_minimum_version 1.5.0

post() { # ID MORE: a post as the interface gives it with raw_json=1
	jq -cn --arg id "$1" '{kind: "t3", data: ({id: $id, name: "t3_\($id)", title: "Pakket & retour", selftext: "Al **drie** weken niets > schande", author: "kippensoep",
		selftext_html: "<div class=\"md\"><p>Al <strong>drie</strong> weken</p></div>", author_fullname: "t2_kip", subreddit: "postzaken", subreddit_type: "public",
		permalink: "/r/postzaken/comments/\($id)/pakket_retour/", url: "https://www.reddit.com/r/postzaken/comments/\($id)/pakket_retour/", is_self: true,
		created: 1773131400.0, created_utc: 1773131400.0, edited: false, score: 12, ups: 12, likes: null, num_comments: 3, num_crossposts: 1,
		link_flair_text: "Klacht", distinguished: null, removed_by_category: null} + '"${2-{\}}"')}'
}

comment() { # ID MORE
	jq -cn --arg id "$1" '{kind: "t1", data: ({id: $id, name: "t1_\($id)", body: "Hier ook", body_html: "<div class=\"md\"><p>Hier ook</p></div>", author: "anne",
		author_fullname: "t2_anne", subreddit: "postzaken", permalink: "/r/postzaken/comments/p/pakket_retour/\($id)/", parent_id: "t3_p", link_id: "t3_p",
		created_utc: 1773132000, edited: 1773135000.0, score: -2, replies: ""} + '"${2-{\}}"')}'
}

listing() {
	jq -sc '{kind: "Listing", data: {after: null, dist: length, modhash: "", children: .}}'
}

@test "a listing becomes a record a post" {
	{ post a; post b; } | listing >in.json
	run -0 gripe-fetch -f reddit in.json
	[ "$(sed -n 1p <<<"$output")" = '{"id":"reddit:reddit/t3_a","channel":"reddit","source":"reddit","native_id":"t3_a","url":"https://www.reddit.com/r/postzaken/comments/a/pakket_retour/","title":"Pakket & retour","content":"Al **drie** weken niets > schande","tags":["postzaken"],"created_at":"2026-03-10T08:30:00Z","fetched_at":"2026-03-10T12:00:00Z","author":{"id":"t2_kip","handle":"kippensoep","url":"https://www.reddit.com/user/kippensoep"},"visibility":"public","metrics":{"likes":12,"reposts":1,"replies":3},"extra":{"flair":"Klacht"}}' ]
	[ "$(sed -n 2p <<<"$output" | jq -r .native_id)" = t3_b ]
}

@test "a post and its comments are read with all replies" {
	more='{"kind":"more","data":{"count":3,"name":"t1_z","id":"z","parent_id":"t1_c","children":["z"]}}'
	deep=$({ comment d '{parent_id: "t1_c"}'; echo "$more"; } | listing)
	{ post p | listing; { comment c "{replies: $deep}"; comment e; echo "$more"; } | listing; } | jq -s . >in.json
	run --separate-stderr -0 gripe-fetch -f reddit in.json
	[ "$(jq -r '[.native_id, .in_reply_to_id // "-", .conversation_id // "-"] | join(" ")' <<<"$output")" = 't3_p - -
t1_c reddit:reddit/t3_p reddit:reddit/t3_p
t1_d reddit:reddit/t1_c reddit:reddit/t3_p
t1_e reddit:reddit/t3_p reddit:reddit/t3_p' ]
	[ -z "$stderr" ]
	[ "$(sed -n 2p <<<"$output" | jq -c '[.content,.created_at,.edited_at,.metrics]')" = '["Hier ook","2026-03-10T08:40:00Z","2026-03-10T09:30:00Z",{"likes":-2}]' ]
}

@test "a single post, what was just sent and messages are read as well" {
	post a >one.json
	comment b | jq -c '{json: {errors: [], data: {things: [.]}}}' >sent.json
	echo '{"kind":"t4","data":{"name":"t4_m","subject":"vraag","body":"waar blijft het?","author":"anne","first_message_name":"t4_l","parent_id":"t4_l","created_utc":1773131400}}' | listing >inbox.json
	comment c '{context: "/r/postzaken/comments/p/x/c/?context=3", subject: "username mention", new: true} | del(.permalink)' | listing >mentions.json
	run -0 gripe-fetch -f reddit one.json sent.json inbox.json mentions.json
	[ "$(jq -c '[.native_id,.title,.visibility,.conversation_id]' <<<"$output")" = '["t3_a","Pakket & retour","public",null]
["t1_b",null,null,"reddit:reddit/t3_p"]
["t4_m","vraag","direct","reddit:reddit/t4_l"]
["t1_c",null,null,"reddit:reddit/t3_p"]' ]
	[ "$(sed -n 4p <<<"$output" | jq -r .url)" = 'https://www.reddit.com/r/postzaken/comments/p/x/c/?context=3' ]
}

@test "with raw_json=1 and without it a text is the same" {
	{ comment a '{body: "> 1 < 2 & 3 &amp; 4", body_html: "<div>x</div>"}'
		comment b '{body: "&gt; 1 &lt; 2 &amp; 3 &amp;amp; 4", body_html: "&lt;div&gt;x&lt;/div&gt;"}'
		comment c '{body: "&gt; 1 &lt; 2 &amp; 3 &amp;amp; 4"} | del(.body_html)'
		comment d '{body: "> 1 < 2 & 3 &amp; 4"} | del(.body_html)'; } | listing >in.json
	[ "$(gripe-fetch -f reddit in.json | jq -r .content | sort -u)" = '> 1 < 2 & 3 &amp; 4' ]
	post e '{title: "AT&amp;T &lt;3", selftext: "boven&amp;nbsp;naar\n\n&amp;#x200B;\n\nonder", selftext_html: "&lt;div&gt;x&lt;/div&gt;"}' >in.json
	[ "$(gripe-fetch -f reddit in.json | jq -c '[.title,.content]')" = '["AT&T <3","boven naar\n\n\n\nonder"]' ]
}

@test "what was deleted is told, without the words that stand in its place" {
	{ comment a '{author: "[deleted]", body: "[deleted]"} | del(.author_fullname)'; comment b '{body: "[removed]"}'; comment c '{author: "[deleted]"}'
		post d '{removed_by_category: "moderator", selftext: "[removed]"}'; comment e '{body: "[ Removed by Reddit ]"}'; } | listing >in.json
	[ "$(gripe-fetch -f reddit in.json | jq -c '[.native_id,.content,.deleted_at,.author.handle]')" = '["t1_a",null,"2026-03-10T12:00:00Z",null]
["t1_b",null,"2026-03-10T12:00:00Z","anne"]
["t1_c","Hier ook",null,null]
["t3_d",null,"2026-03-10T12:00:00Z","kippensoep"]
["t1_e",null,"2026-03-10T12:00:00Z","anne"]' ]
}

@test "robots, moderators, hidden scores, links and pictures are kept as what they are" {
	{ comment a '{author: "AutoModerator", distinguished: "moderator", score_hidden: true}'
		post b '{is_self: false, selftext: "", selftext_html: null, post_hint: "image", url: "https://i.example/a.png?x=1&amp;y=2"}'
		post c '{is_self: false, selftext: "", selftext_html: null, url: "https://www.reddit.com/gallery/c", media_metadata: {m1: {status: "valid", e: "Image",
			m: "image/jpg", s: {u: "https://i.example/1.jpg?w=1&amp;s=2"}}, m2: {status: "failed"}}}'; } | listing >in.json
	run -0 gripe-fetch -f reddit in.json
	[ "$(sed -n 1p <<<"$output" | jq -c '[.automatic,.extra.distinguished,.metrics]')" = '[true,"moderator",null]' ]
	[ "$(jq -c '.attachments | values' <<<"$output")" = '[{"url":"https://i.example/a.png?x=1&y=2","type":"image"}]
[{"url":"https://i.example/1.jpg?w=1&s=2","type":"image/jpg"}]' ]
}

@test "users, communities and empty lists are no posts" {
	echo '{"kind":"t2","data":{"name":"anne"}} {"kind":"t5","data":{"display_name":"postzaken"}}' | listing >in.json
	: | listing >empty.json
	run -0 gripe-fetch -f reddit in.json empty.json
	[ -z "$output" ]
}

@test "what is no answer is refused with what it says" {
	echo '{"message": "Unauthorized", "error": 401}' >in.json
	run -65 gripe-fetch -f reddit in.json
	[ "$output" = "gripe-fetch: in.json: reddit says: Unauthorized" ]
	for wrong in '{"a":1}' '"Listing"' '{"kind":"Listing"}' '{"kind":7,"data":{}}'; do
		echo "$wrong" >in.json
		run -65 gripe-fetch -f reddit in.json
		[ "$output" = "gripe-fetch: in.json: it is no answer of reddit with posts" ]
	done
	post a | listing | head -c 300 >in.json
	run -65 gripe-fetch -f reddit in.json
	[[ $output == *"it is no whole JSON document" ]]
}

@test "bad items are named by their number and the others go on" {
	{ post a; echo '{"x":1} null {"kind":"t3","data":[]} {"kind":"t3","data":{}} {"kind":"Listing","data":{}}'
		comment f '{replies: 7, edited: true, score: {}, body: [], subreddit: 3, media_metadata: [1], url: 5, author: {}}'; } | listing >in.json
	run --separate-stderr -65 gripe-fetch -f reddit in.json
	[ "$(jq -r .native_id <<<"$output" | tr '\n' ' ')" = 't3_a t1_f ' ]
	[ "$stderr" = "gripe-fetch: in.json:2: it is no post or comment
gripe-fetch: in.json:3: it is no post or comment
gripe-fetch: in.json:4: it is no post or comment
gripe-fetch: in.json:5: it has no id and no text
gripe-fetch: in.json:6: it is a list without its items" ]
}
