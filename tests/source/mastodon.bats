# gripe-fetch -f mastodon: saved answers of Mastodon's API
load ../helper
bats_require_minimum_version 1.5.0

status() { # ID MORE: a status as the API gives it
	jq -cn --arg id "$1" '{id: $id, uri: "https://m.example/s/\($id)", url: "https://m.example/@jan/\($id)",
		created_at: "2026-03-10T08:30:00.123Z", edited_at: null, in_reply_to_id: null, sensitive: false, spoiler_text: "",
		visibility: "public", language: "nl", replies_count: 2, reblogs_count: 1, favourites_count: 4, reblog: null,
		content: "<p>Al drie weken geen <a href=\"https://m.example/tags/pakket\" class=\"mention hashtag\" rel=\"tag\">#<span>pakket</span></a></p>",
		tags: [{name: "pakket", url: "https://m.example/tags/pakket"}], mentions: [], media_attachments: [],
		account: {id: "7", username: "jan", acct: "jan@m.example", display_name: "Jan de Vries", bot: false, url: "https://m.example/@jan",
			created_at: "2023-05-01T00:00:00.000Z", followers_count: 41}}'" + ${2-{\}}"
}

@test "a timeline becomes a record a status" {
	{ status 101; status 102 '{in_reply_to_id: "101"}'; } | jq -s . >in.json
	run -0 gripe-fetch -f mastodon -s m.example in.json
	[ "$(sed -n 1p <<<"$output")" = '{"id":"mastodon:m.example/101","channel":"mastodon","source":"m.example","native_id":"101","url":"https://m.example/@jan/101","content":"Al drie weken geen #pakket","tags":["pakket"],"language":"nl","created_at":"2026-03-10T08:30:00Z","fetched_at":"2026-03-10T12:00:00Z","author":{"id":"7","name":"Jan de Vries","handle":"jan@m.example","url":"https://m.example/@jan","followers_count":41,"created_at":"2023-05-01T00:00:00Z"},"visibility":"public","metrics":{"likes":4,"reposts":1,"replies":2}}' ]
	[ "$(sed -n 2p <<<"$output" | jq -r .in_reply_to_id)" = mastodon:m.example/101 ]
}

@test "search results, contexts and a single status are read as well" {
	{ status 1; status 2; } | jq -s '{accounts: [], statuses: ., hashtags: []}' >search.json
	{ status 3; status 4; } | jq -s '{ancestors: [.[0]], descendants: [.[1]]}' >context.json
	status 5 >one.json
	run -0 gripe-fetch -f mastodon search.json context.json one.json
	[ "$(jq -r .native_id <<<"$output" | tr '\n' ' ')" = '1 2 3 4 5 ' ]
}

@test "of a notification its status counts, and one without a status is no post" {
	{ status 9 | jq '{id: "n1", type: "mention", status: .}'; echo '{"id":"n2","type":"follow","account":{"id":"8"}}'; } | jq -s . >in.json
	run --separate-stderr -0 gripe-fetch -f mastodon in.json
	[ "$(jq -r .native_id <<<"$output")" = 9 ]
	[ -z "$stderr" ]
}

@test "what is only passed on is the post that it passes on" {
	status 20 "{content: \"\", reblog: $(status 10)}" | jq -s . >in.json
	[ "$(gripe-fetch -f mastodon in.json | jq -r .native_id)" = 10 ]
}

@test "bots, warnings about the content, edits and pictures are kept" {
	status 30 '{spoiler_text: "eten", edited_at: "2026-03-10T09:00:00Z", media_attachments: [{type: "image", url: "https://m.example/a.png", description: "doos"}]}' |
		jq '.account.bot = true' >in.json
	[ "$(gripe-fetch -f mastodon in.json | jq -c '[.automatic,.title,.edited_at,.attachments]')" = '[true,"eten","2026-03-10T09:00:00Z",[{"url":"https://m.example/a.png","type":"image","name":"doos"}]]' ]
}

@test "what is no answer is refused with what it says" {
	echo '{"error":"The access token is invalid"}' >in.json
	run -65 gripe-fetch -f mastodon in.json
	[ "$output" = "gripe-fetch: in.json: mastodon says: The access token is invalid" ]
	echo '{"a":1}' >in.json
	run -65 gripe-fetch -f mastodon in.json
	[ "$output" = "gripe-fetch: in.json: it is no answer of mastodon with posts" ]
	status 1 | jq -s . | head -c 300 >in.json
	run -65 gripe-fetch -f mastodon in.json
	[[ $output == *"it is no whole JSON document" ]]
	{ status 1; echo '{"x":1}'; } | jq -s . >in.json
	run --separate-stderr -65 gripe-fetch -f mastodon in.json
	[ "$(jq -r .native_id <<<"$output")" = 1 ]
	[ "$stderr" = "gripe-fetch: in.json:2: it is no status" ]
}

@test "recorded answers of a server are read without a word about good ones" {
	answers=$ROOT/../shared/fixtures/mastodon
	[ -d "$answers" ] || skip "no shared fixtures here"
	count=0
	for answer in "$answers"/test_*.json; do
		jq -c .body "$answer" >in.json
		expected=$(jq -c '[.body | if type == "array" then .[] else (.statuses? // [.])[] end | objects | .status? // . | .reblog? // . | select(.id and .account and .content)] | length' "$answer")
		[ "$expected" -gt 0 ] || continue
		run --separate-stderr gripe-fetch -f mastodon in.json
		[ "$(grep -c . <<<"$output")" = "$expected" ] || { echo "$answer: $expected" && false; }
		count=$((count + expected))
	done
	echo "# $count statuses" >&3
	[ "$count" -gt 300 ]
}
