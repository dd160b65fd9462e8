# gripe-fetch -f youtube: saved answers of the YouTube Data API
load ../helper
bats_require_minimum_version 1.5.0

comment() { # ID MORE: a comment as the interface gives it; MORE goes into its snippet
	jq -cn --arg id "$1" '{kind: "youtube#comment", etag: "e", id: $id, snippet: ({authorDisplayName: "@annekuiper", canRate: true,
		authorChannelUrl: "http://www.youtube.com/@annekuiper", authorChannelId: {value: "UCanne"}, channelId: "UCwinkel", videoId: "vid1",
		textDisplay: "Al <b>drie</b> weken geen pakket &amp; geen antwoord<br>Schande", textOriginal: "Al *drie* weken geen pakket & geen antwoord\nSchande",
		viewerRating: "none", likeCount: 3, publishedAt: "2026-03-10T08:30:00Z", updatedAt: "2026-03-10T08:30:00Z"} + '"${2-{\}}"')}'
}

thread() { # COMMENT MORE: a thread that begins with it
	jq -c '{kind: "youtube#commentThread", id: .id, snippet: {channelId: "UCwinkel", videoId: "vid1", topLevelComment: ., canReply: true,
		totalReplyCount: 2, isPublic: true}} * '"${2-{\}}" <<<"$1"
}

list() { # KIND: the items on standard input as an answer
	jq -sc --arg kind "youtube#$1" '{kind: $kind, etag: "e", pageInfo: {totalResults: 2, resultsPerPage: 20}, items: .}'
}

@test "a thread becomes a record for its first comment and each reply" {
	reply=$(comment c1.r1 '{parentId: "c1", textOriginal: "Hier ook"}' | jq -c 'del(.snippet.videoId)')
	thread "$(comment c1)" "{replies: {comments: [$reply]}}" | list commentThreadListResponse >in.json
	run -0 gripe-fetch -f youtube -s kanaal in.json
	[ "$(sed -n 1p <<<"$output")" = '{"id":"youtube:kanaal/c1","channel":"youtube","source":"kanaal","native_id":"c1","url":"https://www.youtube.com/watch?v=vid1&lc=c1","content":"Al *drie* weken geen pakket & geen antwoord\nSchande","created_at":"2026-03-10T08:30:00Z","fetched_at":"2026-03-10T12:00:00Z","author":{"id":"UCanne","name":"@annekuiper","handle":"annekuiper","url":"http://www.youtube.com/@annekuiper"},"conversation_id":"youtube:kanaal/vid1","visibility":"public","metrics":{"likes":3,"replies":2},"extra":{"channel_id":"UCwinkel"}}' ]
	[ "$(sed -n 2p <<<"$output" | jq -c '[.native_id,.in_reply_to_id,.conversation_id,.url,.content,.metrics]')" = '["c1.r1","youtube:kanaal/c1","youtube:kanaal/vid1","https://www.youtube.com/watch?v=vid1&lc=c1.r1","Hier ook",{"likes":3}]' ]
}

@test "lists of comments, a single thread and a single comment are read as well" {
	{ comment a; comment b; } | list commentListResponse >list.json
	thread "$(comment c)" >thread.json
	comment d >comment.json
	run -0 gripe-fetch -f youtube list.json thread.json comment.json
	[ "$(jq -r .native_id <<<"$output" | tr '\n' ' ')" = 'a b c d ' ]
}

@test "without the text as it was written, what is shown counts: HTML or plain" {
	{ comment a '{textOriginal: null}'; comment b '{textOriginal: "", textDisplay: "prijs < 3 euro\nniet waar & \"zo\" >:("}'; } | list commentListResponse >in.json
	[ "$(gripe-fetch -f youtube in.json | jq -c .content)" = '"Al drie weken geen pakket & geen antwoord\nSchande"
"prijs < 3 euro\nniet waar & \"zo\" >:("' ]
}

@test "a change is told when there was one" {
	{ comment a; comment b '{updatedAt: "2026-03-10T09:00:00Z"}'; } | list commentListResponse >in.json
	[ "$(gripe-fetch -f youtube in.json | jq -c .edited_at)" = 'null
"2026-03-10T09:00:00Z"' ]
}

@test "without a video there is no address, and a name without @ is no handle" {
	comment a '{authorDisplayName: "Anne Kuiper", moderationStatus: "heldForReview"}' | jq 'del(.snippet.videoId)' >in.json
	[ "$(gripe-fetch -f youtube in.json | jq -c '[.url,.conversation_id,.author.handle,.author.name,.extra.moderation_status]')" = '[null,null,null,"Anne Kuiper","heldForReview"]' ]
	thread "$(comment b)" '{snippet: {isPublic: false}}' >in.json
	[ "$(gripe-fetch -f youtube in.json | jq -r .visibility)" = private ]
}

@test "what a search finds is no post, and neither is a video" {
	echo '{"kind":"youtube#searchResult","id":{"kind":"youtube#video","videoId":"v"},"snippet":{"title":"Uitpakken"}}' | list searchListResponse >search.json
	echo '{"kind":"youtube#video","id":"v","snippet":{"title":"Uitpakken"}}' | list videoListResponse >videos.json
	: | list commentListResponse >empty.json
	run -0 gripe-fetch -f youtube search.json videos.json empty.json
	[ -z "$output" ]
}

@test "what is no answer is refused with what it says" {
	echo '{"error":{"code":403,"message":"The request cannot be completed.","errors":[{"reason":"quotaExceeded"}]}}' >in.json
	run -65 gripe-fetch -f youtube in.json
	[ "$output" = "gripe-fetch: in.json: youtube says: The request cannot be completed." ]
	for wrong in '{"a":1}' '[]' '7' '{"items":{}}' '{"kind":"youtube#commentThread"}'; do
		echo "$wrong" >in.json
		run -65 gripe-fetch -f youtube in.json
		[ "$output" = "gripe-fetch: in.json: it is no answer of youtube with posts" ]
	done
	comment a | head -c 200 >in.json
	run -65 gripe-fetch -f youtube in.json
	[[ $output == *"it is no whole JSON document" ]]
}

@test "bad items are named by their number and the others go on" {
	{ comment a; echo '{"x":1} null {"kind":"youtube#commentThread","snippet":{"topLevelComment":7}} {"kind":"youtube#comment","id":5,"snippet":{"textOriginal":"x"}}'
		comment f '{likeCount: "veel", publishedAt: {}, authorChannelId: "x", textOriginal: 3}'; } | list commentListResponse >in.json
	run --separate-stderr -65 gripe-fetch -f youtube in.json
	[ "$(jq -r .native_id <<<"$output" | tr '\n' ' ')" = 'a f ' ]
	[ "$stderr" = "gripe-fetch: in.json:2: it is no comment
gripe-fetch: in.json:3: it is no comment
gripe-fetch: in.json:4: it is no comment
gripe-fetch: in.json:5: it is no comment" ]
}

@test "recorded answers are read without a word about good ones" {
	answers=$ROOT/../shared/fixtures/youtube/testdata
	[ -d "$answers" ] || skip "no shared fixtures here"
	count=0
	for answer in "$answers"/apidata/*/*.json; do
		expected=$(jq '[(.items? // [.])[] | if .snippet.topLevelComment then .snippet.topLevelComment, .replies.comments[]? else . end |
			select(.kind == "youtube#comment")] | length' "$answer")
		run --separate-stderr -0 gripe-fetch -f youtube "$answer"
		[ "$(grep -c . <<<"$output")" = "$expected" ] || { echo "$answer: $expected" && false; }
		[ -z "$stderr" ]
		count=$((count + expected))
	done
	echo "# $count comments" >&3
	[ "$count" -gt 20 ]
	run -65 gripe-fetch -f youtube "$answers"/error_response.json
	[[ $output == *"youtube says: Bad Request" ]]
}
