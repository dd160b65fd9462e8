# gripe-fetch -f feed: JSON Feed
load ../helper
bats_require_minimum_version 1.5.0

feed() { # ENTRIES [MEMBERS]
	jq -cn --argjson items "$1" '{version: "https://jsonfeed.org/version/1.1", title: "Forum", home_page_url: "https://forum.example/",
		feed_url: "https://forum.example/feed.json", language: "nl", items: $items}'" + ${2-{\}}"
}

@test "an entry of JSON Feed 1.1 becomes a record" {
	feed '[{"id":"41233","url":"https://forum.example/t/41233","external_url":"https://news.example/1","title":"Drie dagen, drie smoesjes",
		"content_html":"<p>Al <b>drie</b> weken geen pakket.</p><p><img src=\"https://forum.example/doos.png\"></p>","content_text":"anders",
		"summary":"kort","date_published":"2026-03-10T08:29:13+01:00","date_modified":"2026-03-10T09:00:00+01:00","language":"nl",
		"authors":[{"name":"Jan de Vries","url":"https://forum.example/u/jan","avatar":"https://forum.example/a.png"}],"tags":["pakket","post"],
		"attachments":[{"url":"https://forum.example/bel.mp3","mime_type":"audio/mpeg","title":"gesprek","size_in_bytes":12}],
		"image":"https://forum.example/i.png","_forum":{"likes":3}}]' >in.json
	run -0 gripe-fetch -f feed in.json
	[ "$output" = '{"id":"feed:forum.example/41233","channel":"feed","source":"forum.example","native_id":"41233","url":"https://forum.example/t/41233","title":"Drie dagen, drie smoesjes","content":"Al drie weken geen pakket.","tags":["pakket","post"],"language":"nl","attachments":[{"url":"https://forum.example/bel.mp3","type":"audio/mpeg","name":"gesprek"},{"url":"https://forum.example/doos.png"}],"created_at":"2026-03-10T07:29:13Z","edited_at":"2026-03-10T08:00:00Z","fetched_at":"2026-03-10T12:00:00Z","author":{"name":"Jan de Vries","url":"https://forum.example/u/jan"},"extra":{"image":"https://forum.example/i.png","_forum":{"likes":3}}}' ]
}

@test "JSON Feed 1.0 has one author, and the feed's own stands in where an entry has none" {
	feed '[{"id":"1","content_text":"a","author":{"name":"Mia"}},{"id":"2","content_text":"b"}]' \
		'{version: "https://jsonfeed.org/version/1", author: {name: "Redactie", url: "https://forum.example/over"}}' >in.json
	[ "$(gripe-fetch -f feed in.json | jq -c .author | tr '\n' ' ')" = '{"name":"Mia"} {"name":"Redactie","url":"https://forum.example/over"} ' ]
	feed '[{"id":"1","content_text":"a","authors":[{"name":"Mia"},{"name":"Sam"}]}]' >in.json
	[ "$(gripe-fetch -f feed in.json | jq -c '[.author.name,.extra.authors[1].name]')" = '["Mia","Sam"]' ]
}

@test "the text is the HTML, or the plain text, or the summary" {
	feed '[{"id":"1","content_text":"1 < 2\nen zo","summary":"x"},{"id":"2","summary":"kort"},{"id":3,"title":"alleen een titel"},{"id":"4","content_html":"","content_text":"plat"}]' >in.json
	run -0 gripe-fetch -f feed in.json
	[ "$(jq -c '[.native_id,.title,.content]' <<<"$output" | tr '\n' ' ')" = '["1",null,"1 < 2\nen zo"] ["2",null,"kort"] ["3","alleen een titel",null] ["4",null,"plat"] ' ]
}

@test "an entry without an id is known by its link and title, and an external link is better than none" {
	feed '[{"external_url":"https://news.example/1","title":"een","content_text":"a"}]' >a.json
	feed '[{"external_url":"https://news.example/1","title":"een","content_text":"a, bewerkt"}]' >b.json
	[ "$(gripe-fetch -f feed a.json | jq -r .url)" = https://news.example/1 ]
	diff <(gripe-fetch -f feed a.json | jq .id) <(gripe-fetch -f feed b.json | jq .id)
}

@test "the language of the feed is not that of its entries, and only a change is an edit" {
	feed '[{"id":"1","content_text":"a","date_published":"2026-03-10T08:00:00Z","date_modified":"2026-03-10T08:00:00Z"},{"id":"2","content_text":"b","date_modified":"2026-03-10T09:00:00Z"}]' >in.json
	[ "$(gripe-fetch -f feed in.json | jq -c '[.language,.created_at,.edited_at]' | tr '\n' ' ')" = '[null,"2026-03-10T08:00:00Z",null] [null,"2026-03-10T09:00:00Z",null] ' ]
}

@test "white space, a byte-order mark and many lines before the first entry are no hindrance" {
	feed '[{"id":"1","content_text":"a","_x":{"b":[1,2]}}]' >one.json
	{ printf '\357\273\277\n \t'; jq . one.json; } >in.json
	run -0 gripe-fetch -f feed in.json
	[ "$(jq -c . <<<"$output")" = "$(gripe-fetch -f feed one.json | jq -c .)" ]
	[ "${#lines[@]}" -eq 1 ]
}

@test "an empty feed is no fault, and what is no entry is named with its number" {
	feed '[]' >in.json
	run -0 gripe-fetch -f feed in.json
	[ -z "$output" ]
	feed '[{"id":"1","content_text":"a"},7,{},{"id":["x"],"tags":5,"title":{"a":1}},{"id":"2","content_text":"b","authors":"Mia","attachments":[1,{}]}]' >in.json
	run --separate-stderr -65 gripe-fetch -f feed in.json
	[ "$(jq -c '[.native_id,.extra.title.a]' <<<"$output" | tr '\n' ' ')" = '["1",null] [null,1] ["2",null] ' ]
	[ "$stderr" = "gripe-fetch: in.json:2: it is no entry, { ... }
gripe-fetch: in.json:3: an entry with nothing in it" ]
}

@test "what is no JSON Feed is refused with what it says" {
	refused() { # TEXT REASON
		printf '%s' "$1" >in.json
		run -65 gripe-fetch -f feed in.json
		[ "$output" = "gripe-fetch: in.json: $2" ] || { echo "$output" && false; }
	}
	refused '{"items":[{"id":"1","snippet":{}}]}' "it is no feed (RSS, Atom or JSON Feed)"
	refused '{"version":2,"items":[]}' "it is no feed (RSS, Atom or JSON Feed)"
	refused '{"error":"Not found"}' "it is no feed; it says: Not found"
	feed '[{"id":"1","content_text":"a"}]' | head -c 150 >in.json
	run -65 gripe-fetch -f feed in.json
	[[ $output == *"it is no whole JSON document" ]]
}
