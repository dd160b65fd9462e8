# gripe-fetch -f bluesky: saved answers of Bluesky's interface
load ../helper
bats_require_minimum_version 1.5.0

view() { # KEY MORE: a post as the interface gives it
	jq -cn --arg key "$1" '{uri: "at://did:plc:jan/app.bsky.feed.post/\($key)", cid: "bafy\($key)",
		author: {did: "did:plc:jan", handle: "jan.example", displayName: "Jan de Vries", createdAt: "2024-05-01T10:00:00.000Z", labels: []},
		record: {"$type": "app.bsky.feed.post", createdAt: "2026-03-10T08:30:00.123Z", langs: ["nl", "en"], text: "Al drie weken geen #pakket & niemand belt",
			facets: [{index: {byteStart: 19, byteEnd: 26}, features: [{"$type": "app.bsky.richtext.facet#tag", tag: "pakket"}]}], tags: ["bezorging"]},
		replyCount: 2, repostCount: 1, likeCount: 4, quoteCount: 3, indexedAt: "2026-03-10T08:30:02.000Z", labels: []}'" + ${2-{\}}"
}

notice() { # REASON KEY
	view "$2" | jq -c --arg reason "$1" 'del(.replyCount, .repostCount, .likeCount, .quoteCount) + {reason: $reason, isRead: false}'
}

keys() { # the end of every native id
	jq -r '.native_id | split("/") | last' <<<"$output" | tr '\n' ' '
}

@test "search results become a record a post" {
	view 3k1 | jq '{posts: [.], cursor: "100"}' >in.json
	run -0 gripe-fetch -f bluesky -s bsky.example in.json
	[ "$output" = '{"id":"bluesky:bsky.example/did:plc:jan/3k1","channel":"bluesky","source":"bsky.example","native_id":"at://did:plc:jan/app.bsky.feed.post/3k1","url":"https://bsky.app/profile/jan.example/post/3k1","content":"Al drie weken geen #pakket & niemand belt","tags":["bezorging","pakket"],"language":"nl","created_at":"2026-03-10T08:30:00Z","fetched_at":"2026-03-10T12:00:00Z","author":{"id":"did:plc:jan","name":"Jan de Vries","handle":"jan.example","url":"https://bsky.app/profile/jan.example","created_at":"2024-05-01T10:00:00Z"},"metrics":{"likes":4,"reposts":1,"replies":2,"quotes":3},"extra":{"cid":"bafy3k1"}}' ]
}

@test "an answer names the post that it answers and the first one as their records do" {
	view 3k2 | jq '.record.reply = {parent: {uri: "at://did:plc:mia/app.bsky.feed.post/3k1", cid: "b"}, root: {uri: "at://did:plc:mia/app.bsky.feed.post/3k0", cid: "a"}}' >in.json
	run -0 gripe-fetch -f bluesky in.json
	[ "$(jq -c '[.in_reply_to_id,.conversation_id]' <<<"$output")" = '["bluesky:bluesky/did:plc:mia/3k1","bluesky:bluesky/did:plc:mia/3k0"]' ]
	view 3k1 | jq '.uri = "at://did:plc:mia/app.bsky.feed.post/3k1"' >in.json
	[ "$(gripe-fetch -f bluesky in.json | jq -r .id)" = bluesky:bluesky/did:plc:mia/3k1 ]
}

@test "the same key of another author is another post" {
	{ view 3k1; view 3k1 | jq '.uri = "at://did:plc:mia/app.bsky.feed.post/3k1"'; } | jq -s '{posts: .}' >in.json
	[ "$(gripe-fetch -f bluesky in.json | jq -r .id | sort -u | wc -l)" -eq 2 ]
}

@test "of notifications mentions, replies and quotes count" {
	{ notice mention 1; notice like 2; notice reply 3; notice repost 4; notice quote 5; notice follow 6 | jq '.record = {subject: "did:plc:mia"}'; notice subscribed-post 7; } |
		jq -s '{notifications: ., priority: false}' >in.json
	run --separate-stderr -0 gripe-fetch -f bluesky in.json
	[ "$(keys)" = '1 3 5 ' ]
	[ -z "$stderr" ]
	[ "$(jq -r .extra.reason <<<"$output" | tr '\n' ' ')" = 'mention reply quote ' ]
}

@test "of a feed a repost counts as the post, and what it answers is not repeated" {
	{ view 1 | jq '{post: ., reason: {"$type": "app.bsky.feed.defs#reasonRepost", by: {handle: "piet.example"}}}'
		jq -n --argjson post "$(view 2)" --argjson root "$(view 9)" '{post: $post, reply: {root: $root, parent: $root}}'; } | jq -s '{feed: .}' >in.json
	run -0 gripe-fetch -f bluesky in.json
	[ "$(keys)" = '1 2 ' ]
	[ "$(jq -r .author.handle <<<"$output" | sort -u)" = jan.example ]
}

@test "a thread gives what came before, the post and all replies" {
	jq -n --argjson a "$(view a)" --argjson b "$(view b)" --argjson c "$(view c)" --argjson d "$(view d)" '{thread: {post: $b, parent: {post: $a},
		replies: [{post: $c, replies: [{post: $d}]}, {uri: "at://x", notFound: true}, {uri: "at://y", blocked: true, author: {did: "did:plc:y"}}]}}' >in.json
	run --separate-stderr -0 gripe-fetch -f bluesky in.json
	[ "$(keys)" = 'a b c d ' ]
	[ -z "$stderr" ]
	jq .thread in.json >bare.json
	[ "$(gripe-fetch -f bluesky bare.json)" = "$output" ]
}

@test "flat threads, bookmarks, bare lists and a single post are read as well" {
	{ view 1 | jq '{depth: 0, uri, value: {"$type": "app.bsky.unspecced.defs#threadItemPost", post: .}}'
		echo '{"depth":1,"uri":"at://z","value":{"$type":"app.bsky.unspecced.defs#threadItemNoUnauthenticated"}}'; } | jq -s '{thread: .}' >flat.json
	view 2 | jq '{bookmarks: [{subject: {uri: .uri}, item: .}]}' >bookmarks.json
	view 3 | jq -s . >list.json
	view 4 >one.json
	echo '{"thread":{"$type":"app.bsky.feed.defs#notFoundPost","uri":"at://x","notFound":true}}' >gone.json
	run --separate-stderr -0 gripe-fetch -f bluesky flat.json bookmarks.json list.json one.json gone.json
	[ "$(keys)" = '1 2 3 4 ' ]
	[ -z "$stderr" ]
}

@test "pictures, films, links and quoted posts are attachments" {
	view 1 '{embed: {media: {images: [{thumb: "https://cdn.example/t", fullsize: "https://cdn.example/f", alt: "doos"}]},
		record: {record: {uri: "at://did:plc:shop/app.bsky.feed.post/q1", author: {handle: "shop.example"}, value: {text: "hoi"}}}}}' >quote.json
	view 2 '{embed: {playlist: "https://cdn.example/p.m3u8", alt: ""}}' >film.json
	view 3 '{embed: {external: {uri: "https://news.example/1", title: "Storing", description: ""}}}' >link.json
	view 4 '{embed: {items: [{fullsize: "https://cdn.example/g", alt: "lamp"}]}}' >gallery.json
	view 5 '{embed: {record: {uri: "at://did:plc:shop/app.bsky.feed.post/q2", notFound: true}}}' >gone.json
	run -0 gripe-fetch -f bluesky quote.json film.json link.json gallery.json gone.json
	[ "$(jq -c .attachments <<<"$output")" = '[{"url":"https://cdn.example/f","type":"image","name":"doos"},{"url":"https://bsky.app/profile/shop.example/post/q1","type":"post"}]
[{"url":"https://cdn.example/p.m3u8","type":"video"}]
[{"url":"https://news.example/1","type":"link","name":"Storing"}]
[{"url":"https://cdn.example/g","type":"image","name":"lamp"}]
null' ]
	notice mention 6 | jq '.record.embed = {images: [{alt: "kapot", image: {mimeType: "image/jpeg"}}]}' | jq -s '{notifications: .}' >in.json
	[ "$(gripe-fetch -f bluesky in.json | jq -c .attachments)" = '[{"type":"image","name":"kapot"}]' ]
}

@test "an account that says that it is a robot is one, and one that others call so is not" {
	{ view 1 | jq '.author.labels = [{src: "did:plc:jan", val: "bot"}]'; view 2 | jq '.author.labels = [{src: "did:plc:other", val: "bot"}]'; } |
		jq -s '{posts: .}' >in.json
	[ "$(gripe-fetch -f bluesky in.json | jq -c .automatic | tr '\n' ' ')" = 'true null ' ]
}

@test "without a handle that holds the addresses have the identifier" {
	view 1 | jq '.author.handle = "handle.invalid"' >in.json
	[ "$(gripe-fetch -f bluesky in.json | jq -c '[.url,.author.url]')" = '["https://bsky.app/profile/did:plc:jan/post/1","https://bsky.app/profile/did:plc:jan"]' ]
}

@test "where the author gives no good time the server's counts" {
	{ view 1 | jq 'del(.record.createdAt)'; view 2 | jq '.record.createdAt = "gisteren"'; } | jq -s '{posts: .}' >in.json
	run --separate-stderr -0 gripe-fetch -f bluesky in.json
	[ "$(jq -r .created_at <<<"$output" | sort -u)" = 2026-03-10T08:30:02Z ]
	[ "$stderr" = 'gripe-fetch: in.json:2: "gisteren" is no time that is known; kept under extra' ]
}

@test "no posts are no error" {
	for empty in '{"posts":[]}' '{"notifications":[],"cursor":"1"}' '{"feed":[]}' '[]'; do
		echo "$empty" >in.json
		run -0 gripe-fetch -f bluesky in.json
		[ -z "$output" ]
	done
}

@test "what is no answer is refused with what it says" {
	echo '{"error":"ExpiredToken","message":"Token has expired"}' >in.json
	run -65 gripe-fetch -f bluesky in.json
	[ "$output" = "gripe-fetch: in.json: bluesky says: Token has expired" ]
	echo '{"error":"AuthMissing"}' >in.json
	run -65 gripe-fetch -f bluesky in.json
	[ "$output" = "gripe-fetch: in.json: bluesky says: AuthMissing" ]
	for other in '{"a":1}' '{"posts":{}}' '{"feed":null}' '7' 'null' '{"thread":"x"}'; do
		echo "$other" >in.json
		run -65 gripe-fetch -f bluesky in.json
		[ "$output" = "gripe-fetch: in.json: it is no answer of bluesky with posts" ]
	done
	view 1 | head -c 300 >in.json
	run -65 gripe-fetch -f bluesky in.json
	[[ $output == *"it is no whole JSON document" ]]
	echo 'content,likes' >in.json
	run -65 gripe-fetch -f bluesky in.json
	[[ $output == *"it is no whole JSON document" ]]
}

@test "what should be a post and is none is named with its number, and the others go on" {
	{ echo 1; view 1; view 2 | jq '.record.text = 5'; view 3 | jq 'del(.author)'; view 4 | jq '.uri = 4'; view 5 | jq '.record = []'; view 6; } | jq -s '{posts: .}' >in.json
	run --separate-stderr -65 gripe-fetch -f bluesky in.json
	[ "$(keys)" = '1 6 ' ]
	[ "$stderr" = "$(printf 'gripe-fetch: in.json:%s: it is no post\n' 1 3 4 5 6)" ]
}

@test "members of other kinds than expected cost only themselves" {
	view 1 | jq '.record += {facets: {}, tags: "x", langs: 3, reply: [], embed: "e"} | .embed = [] | .likeCount = "veel" | .author += {labels: 1, displayName: {}}' >in.json
	run -0 gripe-fetch -f bluesky in.json
	[ "$(jq -r .content <<<"$output")" = 'Al drie weken geen #pakket & niemand belt' ]
}

@test "recorded answers are read without a word about good ones" {
	answers=$ROOT/../shared/fixtures/bluesky
	[ -d "$answers" ] || skip "no shared fixtures here"
	count=0
	for answer in "$answers"/*.json; do
		expected=$(jq '[if type == "object" and has("posts") then .posts[] elif type == "object" and has("notifications") then .notifications[]
			elif type == "array" then .[] elif (.thread | type) == "array" then .thread[].value elif has("uri") then .
			else recurse(.parent, .replies[]?; . != null) end | if has("post") then .post else . end
			| select(.record and .author) | select((.reason | type) != "string" or (.reason | IN("mention", "reply", "quote")))] | length' "$answer")
		run --separate-stderr -0 gripe-fetch -f bluesky "$answer"
		[ "$(grep -c . <<<"$output")" = "$expected" ] || { echo "$answer: $expected" && false; }
		[ -z "$stderr" ]
		count=$((count + expected))
	done
	echo "# $count posts" >&3
	[ "$count" -gt 150 ]
}
