# gripe-fetch -f x: saved answers of version 2 of X's API
load ../helper
bats_require_minimum_version 1.5.0

post() { # ID MORE: a post as the API gives it
	jq -cn --arg id "$1" '{id: $id, text: "Al drie weken geen #pakket &amp; niemand belt &lt;3", author_id: "7", created_at: "2026-03-10T08:30:00.000Z",
		conversation_id: "90", lang: "nl", edit_history_tweet_ids: [$id], entities: {hashtags: [{start: 19, end: 26, tag: "pakket"}]},
		referenced_tweets: [{type: "replied_to", id: "95"}],
		public_metrics: {retweet_count: 1, reply_count: 2, like_count: 4, quote_count: 3, bookmark_count: 0, impression_count: 100}}'" + ${2-{\}}"
}

includes() {
	jq -cn '{users: [{id: "8", name: "Mia", username: "mia"}, {id: "7", name: "Jan de Vries", username: "jan_example", created_at: "2020-05-01T00:00:00.000Z",
		public_metrics: {followers_count: 41, following_count: 3, tweet_count: 900, listed_count: 0}}],
		media: [{media_key: "3_1", type: "photo", url: "https://img.example/a.jpg", alt_text: "doos"},
			{media_key: "7_1", type: "video", preview_image_url: "https://img.example/v.jpg"},
			{media_key: "7_2", type: "video", variants: [{url: "https://img.example/v.mp4", content_type: "video/mp4"}]}]}'
}

answer() { # posts on standard input become data
	jq -s --argjson includes "$(includes)" '{data: ., includes: $includes, meta: {result_count: length}}'
}

ids() {
	jq -r .native_id <<<"$output" | tr '\n' ' '
}

@test "search results become a record a post, with its author from beside them" {
	post 101 | answer >in.json
	run -0 gripe-fetch -f x -s x.example in.json
	[ "$output" = '{"id":"x:x.example/101","channel":"x","source":"x.example","native_id":"101","url":"https://x.com/jan_example/status/101","content":"Al drie weken geen #pakket & niemand belt <3","tags":["pakket"],"language":"nl","created_at":"2026-03-10T08:30:00Z","fetched_at":"2026-03-10T12:00:00Z","author":{"id":"7","name":"Jan de Vries","handle":"jan_example","url":"https://x.com/jan_example","followers_count":41,"created_at":"2020-05-01T00:00:00Z"},"in_reply_to_id":"x:x.example/95","conversation_id":"x:x.example/90","metrics":{"likes":4,"reposts":1,"replies":2,"quotes":3}}' ]
}

@test "a single post and one without anything beside it are read as well" {
	post 1 | jq '{data: .}' >one.json
	echo '{"data":{"id":"2","text":"hoi"}}' >least.json
	run -0 gripe-fetch -f x one.json least.json
	[ "$(ids)" = '1 2 ' ]
	[ "$(jq -c '[.author,.url]' <<<"$output" | tr '\n' ' ')" = '[{"id":"7"},null] [null,null] ' ]
}

@test "what is only passed on is passed over, and a quote is a post" {
	{ post 1 '{referenced_tweets: [{type: "retweeted", id: "50"}]}'; post 2 '{referenced_tweets: [{type: "quoted", id: "51"}]}'
		post 3 '{referenced_tweets: [{type: "quoted", id: "51"}, {type: "retweeted", id: "50"}]}'; } | answer >in.json
	run --separate-stderr -0 gripe-fetch -f x in.json
	[ "$(ids)" = '2 ' ]
	[ "$(jq -r .extra.quoted_id <<<"$output")" = 51 ]
	[ "$(jq -r .in_reply_to_id <<<"$output")" = null ]
	[ -z "$stderr" ]
}

@test "posts that others refer to are not taken from beside the answer" {
	post 1 | answer | jq '.includes.tweets = [{id: "95", text: "eerder"}]' >in.json
	run -0 gripe-fetch -f x in.json
	[ "$(ids)" = '1 ' ]
}

@test "pictures and films are attachments" {
	post 1 '{attachments: {media_keys: ["3_1", "7_1", "7_2", "9_9"]}}' | answer >in.json
	[ "$(gripe-fetch -f x in.json | jq -c .attachments)" = '[{"url":"https://img.example/a.jpg","type":"photo","name":"doos"},{"url":"https://img.example/v.jpg","type":"video"},{"url":"https://img.example/v.mp4","type":"video"}]' ]
}

@test "of a long post the whole text is taken, with its tags" {
	post 1 '{text: "Het begin…", note_tweet: {text: "Het begin en &gt; het\neinde &amp;amp; #slot", entities: {hashtags: [{tag: "slot"}, {tag: "pakket"}]}}}' | answer >in.json
	run -0 gripe-fetch -f x in.json
	[ "$(jq -c '[.content,.tags]' <<<"$output")" = '["Het begin en > het\neinde &amp; #slot",["pakket","slot"]]' ]
}

@test "an edited post stays the post that it was" {
	{ post 1599000000000000000; post 1599000041943040000 '{edit_history_tweet_ids: ["1599000000000000000", "1599000041943040000"]}'; } | answer >in.json
	run -0 gripe-fetch -f x in.json
	[ "$(jq -r .id <<<"$output" | uniq -c | wc -l)" -eq 1 ]
	[ "$(jq -c '[.native_id,.url,.edited_at,.extra]' <<<"$output")" = '["1599000000000000000","https://x.com/jan_example/status/1599000000000000000",null,null]
["1599000041943040000","https://x.com/jan_example/status/1599000041943040000","2022-12-03T11:18:12Z",{"edit_history":["1599000000000000000","1599000041943040000"]}]' ]
	post 12 '{edit_history_tweet_ids: ["11", "12"]}' | answer >in.json
	[ "$(gripe-fetch -f x in.json | jq -c '[.id,.edited_at]')" = '["x:x/11","2026-03-10T08:30:00Z"]' ]
}

@test "a language is one of people" {
	{ post 1; post 2 '{lang: "und"}'; post 3 '{lang: "qme"}'; post 4 '{lang: "zxx"}'; post 5 '{lang: "qu"}'; post 6 '{lang: "art"}'; } | answer >in.json
	[ "$(gripe-fetch -f x in.json | jq -r .language | tr '\n' ' ')" = 'nl null null null qu null ' ]
}

@test "messages are direct and have no page" {
	{ echo '{"id":"1","event_type":"MessageCreate","text":"Help","sender_id":"7","dm_conversation_id":"7-9","created_at":"2026-03-10T08:30:00.000Z"}'
		echo '{"id":"2","event_type":"ParticipantsJoin","dm_conversation_id":"7-9"}'; } | answer >in.json
	run --separate-stderr -0 gripe-fetch -f x in.json
	[ "$(jq -c '[.native_id,.visibility,.author.handle,.conversation_id,.url]' <<<"$output")" = '["1","direct","jan_example","x:x/7-9",null]' ]
	[ -z "$stderr" ]
}

@test "users, counts and rules are no posts, and no posts are no error" {
	for other in '{"data":[{"id":"7","name":"Jan","username":"jan"}]}' '{"data":[{"start":"2026-03-10T08:00:00Z","end":"2026-03-10T09:00:00Z","tweet_count":4}]}' \
		'{"data":[{"id":"1","value":"shop","tag":"t"}]}' '{"data":[]}' '{"meta":{"result_count":0}}' '{"data":{"id":"7","name":"Jan","username":"jan"}}'; do
		echo "$other" >in.json
		run -0 gripe-fetch -f x in.json
		[ -z "$output" ]
	done
}

@test "errors beside posts are warnings" {
	post 1 | answer | jq '.errors = [{resource_id: "44", title: "Not Found Error", detail: "Could not find tweet with ids: [44]."}, {message: "later"}, {}]' >in.json
	run --separate-stderr -0 gripe-fetch -f x in.json
	[ "$(ids)" = '1 ' ]
	[ "$stderr" = 'gripe-fetch: in.json:1: x says: Could not find tweet with ids: [44].
gripe-fetch: in.json:2: x says: later
gripe-fetch: in.json:3: x says: an error' ]
}

@test "what is no answer is refused with what it says" {
	for error in '{"title":"Unauthorized","type":"about:blank","status":401,"detail":"Unauthorized"}' '{"errors":[{"title":"Gone","detail":"Unauthorized"}]}' \
		'{"errors":[{"message":"Unauthorized","code":32}],"meta":{"result_count":0}}' '{"data":null,"errors":[{"detail":"Unauthorized"}]}'; do
		echo "$error" >in.json
		run -65 gripe-fetch -f x in.json
		[ "$output" = "gripe-fetch: in.json: x says: Unauthorized" ]
	done
	for other in '{"a":1}' '[]' '{"data":"x"}' '{"meta":{"sent":"x"}}' 'true'; do
		echo "$other" >in.json
		run -65 gripe-fetch -f x in.json
		[ "$output" = "gripe-fetch: in.json: it is no answer of x with posts" ]
	done
	post 1 | answer | head -c 300 >in.json
	run -65 gripe-fetch -f x in.json
	[[ $output == *"it is no whole JSON document" ]]
	echo 'id,text' >in.json
	run -65 gripe-fetch -f x in.json
	[[ $output == *"it is no whole JSON document" ]]
}

@test "what should be a post and is none is named with its number, and the others go on" {
	{ post 1; echo '{"x":1}'; echo '"tekst"'; post 4 '{text: 5}'; post 5 | jq 'del(.id)'; post 6; } | answer >in.json
	run --separate-stderr -65 gripe-fetch -f x in.json
	[ "$(ids)" = '1 6 ' ]
	[ "$stderr" = "$(printf 'gripe-fetch: in.json:%s: it is no post\n' 2 3 4 5)" ]
}

@test "members of other kinds than expected cost only themselves" {
	post 1 '{entities: [], referenced_tweets: {}, attachments: 5, public_metrics: "x", lang: 4, edit_history_tweet_ids: "1", note_tweet: []}' | answer |
		jq '.includes = {users: {}, media: [1]}' >in.json
	run -0 gripe-fetch -f x in.json
	[ "$(jq -c '[.content,.author]' <<<"$output")" = '["Al drie weken geen #pakket & niemand belt <3",{"id":"7"}]' ]
}

@test "documented answers are read without a word about good ones" {
	answers=$ROOT/../shared/fixtures/x/testdata/apis
	[ -d "$answers" ] || skip "no shared fixtures here"
	count=0
	for answer in "$answers"/*/*.json; do
		[[ $answer == *events_create.json ]] && continue # says of a message only that it was sent
		expected=$(jq '[.data | if type == "array" then .[] else . end | select(.text) | select([.referenced_tweets[]?.type] | index("retweeted") | not)] | length' "$answer")
		run --separate-stderr -0 gripe-fetch -f x "$answer"
		[ "$(grep -c . <<<"$output")" = "$expected" ] || { echo "$answer: $expected" && false; }
		[ "$(jq -s '[.[] | select(.content == null or .native_id == null)] | length' <<<"$output")" = 0 ]
		[ -z "$stderr" ]
		count=$((count + expected))
	done
	echo "# $count posts" >&3
	[ "$count" -gt 50 ]
}
