# gripe-fetch -f json: JSON documents of any interface, and those that are known by name
load ../helper
bats_require_minimum_version 1.5.0

document() { # two posts and what else an answer has
	cat <<-'END'
	{"page":1,"data":{"posts":[
		{"id":"a1","user":{"name":"Jan Kok","fans":12},"body":"Al drie weken geen pakket","when":1773131400,"tags":["pakket"],"price":0.10},
		{"id":"a2","user":{"name":"Mia"},"body":"Where is my refund?","when":"2026-03-10T09:00:00+01:00","lang/code":"en"}]}}
	END
}

@test "the posts are found by a JSON Pointer and their members by the map, as pointers or paths" {
	document >in.json
	run -0 gripe-fetch -f json --items /data/posts -m id=id,content=/body,created_at=when,author.name=/user/name,extra.fans=user.fans,language=/lang~1code in.json
	[ "$(sed -n 1p <<<"$output")" = '{"id":"json:json/a1","channel":"json","source":"json","native_id":"a1","content":"Al drie weken geen pakket","tags":["pakket"],"created_at":"2026-03-10T08:30:00Z","fetched_at":"2026-03-10T12:00:00Z","author":{"name":"Jan Kok"},"extra":{"fans":12,"user":{"name":"Jan Kok","fans":12},"price":0.10}}' ]
	[ "$(sed -n 2p <<<"$output" | jq -c '[.native_id,.language,.created_at,(.extra|keys)]')" = '["a2","en","2026-03-10T08:00:00Z",["user"]]' ]
}

@test "the document itself is the array, or else its only array of objects" {
	echo '[{"content":"een"},{"content":"twee"}]' >list.json
	echo '{"codes":[1,2],"total":2,"reviews":[{"content":"een"},{"content":"twee"}],"links":[]}' >object.json
	for file in list.json object.json; do
		run -0 gripe-fetch -f json "$file"
		[ "$(jq -r .content <<<"$output" | tr '\n' ' ')" = 'een twee ' ]
	done
	echo '{"reviews":[{"content":"een"}],"the/old":[{"content":"twee"}],"none":[]}' >two.json
	run -64 gripe-fetch -f json two.json
	[ "$output" = "gripe-fetch: two.json: which array holds the posts? say it with items; the arrays of objects are: /reviews, /the~1old" ]
	[ "$(gripe-fetch -f json --items /the~1old two.json | jq -r .content)" = twee ]
}

@test "a pointer may lead to a single post, and to the whole document" {
	echo '{"post":{"content":"een"},"likes":[{"by":"x"}]}' >in.json
	[ "$(gripe-fetch -f json --items /post in.json | jq -r .content)" = een ]
	echo '{"content":"een","likes":[{"by":"x"}]}' >in.json
	[ "$(gripe-fetch -f json --items '' in.json | jq -c '[.content,.extra]')" = '["een",{"likes":[{"by":"x"}]}]' ]
}

@test "an array of records gives what the same records give as ndjson" {
	printf '%s\n' '{"id":"x:1","content":"hoi","author":"Jan","rating":2,"metrics":{"likes":1,"odd":2},"extra":{"a":1.10}}' \
		'{"id":7,"title":"kort","labels":{"kind":"other"},"score":{"severity":1}}' >in.ndjson
	jq -s . in.ndjson >in.json
	diff <(gripe-fetch -f ndjson -s a --channel b in.ndjson | jq -cS .) <(gripe-fetch -f json -s a --channel b in.json | jq -cS .)
}

@test "a document over many lines still gives a record a line" {
	jq -n '[{content: "een\n\"twee\"", attachments: [{url: "https://x.example/a.png", type: "image"}], labels: {kind: "other", topics: ["delivery"]}, more: {a: [1, {b: "c  d"}]}}]' >in.json
	run -0 gripe-fetch -f json in.json
	[ "${#lines[@]}" -eq 1 ]
	[ "$(jq -c '[.content,.attachments,.labels,.extra]' <<<"$output")" = '["een\n\"twee\"",[{"url":"https://x.example/a.png","type":"image"}],{"kind":"other","topics":["delivery"]},{"more":{"a":[1,{"b":"c  d"}]}}]' ]
	diff <(gripe-fetch -f json in.json) <(sed 's/$/\r/' in.json | gripe-fetch -f json)
}

@test "an empty list is no fault, and what is no post is named with its number" {
	for text in '[]' '{"posts":[]}'; do
		echo "$text" >in.json
		run -0 gripe-fetch -f json in.json
		[ -z "$output" ]
	done
	echo '[{"content":"een"},3,null,{"content":{"a":1}},{},{"content":"twee"}]' >in.json
	run --separate-stderr -65 gripe-fetch -f json in.json
	[ "$(jq -r .content <<<"$output" | tr '\n' ' ')" = 'een twee ' ]
	[ "$stderr" = "gripe-fetch: in.json:2: it is no object, { ... }
gripe-fetch: in.json:3: it is no object, { ... }
gripe-fetch: in.json:4: content is not a string
gripe-fetch: in.json:5: there is nothing in it" ]
	run --separate-stderr -0 gripe-fetch -f json -R rejects in.json
	[ "$(sed -n 3p rejects)" = '{"content":{"a":1}}' ]
}

@test "what is no document with posts is refused with what it says" {
	refused() { # TEXT REASON OPTION...
		printf '%s' "$1" >in.json
		run -65 gripe-fetch -f json "${@:3}" in.json
		[ "$output" = "gripe-fetch: in.json: $2" ] || { echo "$output" && false; }
	}
	refused '{"error":{"message":"The key has run out"}}' "it says: The key has run out"
	refused '{"error":{"message":"The key has run out"}}' "it says: The key has run out" --items /data
	refused '{"a":1}' "there is no array of objects in it"
	refused '{"a":1}' "there is no array at /data" --items /data
	refused '{"data":7}' "there is no array at /data" --items /data
	refused '"hoi"' "there is no array in it"
	document | head -c 200 >cut.json
	for file in cut.json /dev/null; do
		run -65 gripe-fetch -f json "$file"
		[[ $output == *"it is no whole JSON document" ]]
	done
	document >in.json
	run -65 gripe-fetch -f json --max-body 50 in.json
	[ "$output" = "gripe-fetch: in.json: it is over 50 bytes (--max-body)" ]
}

@test "posts without a text are said once, as the map may be wrong" {
	document >in.json
	run --separate-stderr -0 gripe-fetch -f json --items /data/posts -m content=/text in.json
	[ "$stderr" = "gripe-fetch: in.json: no post has a text; which member is it? say it with content=MEMBER" ]
}

@test "reviews of Trustpilot are read by their preset" {
	cat >in.json <<-'END'
	{"links":[{"rel":"next-page","href":"https://api.example/reviews?page=2"}],"reviews":[
		{"id":"5f0c","stars":2,"title":"Weken wachten","text":"Het pakket kwam niet.","language":"nl","createdAt":"2026-03-09T10:00:00Z",
		"updatedAt":null,"numberOfLikes":3,"consumer":{"id":"c9","displayName":"Mia de Boer"},"isVerified":true}]}
	END
	run -0 gripe-fetch -f json --preset trustpilot in.json
	[ "$output" = '{"id":"review:trustpilot/5f0c","channel":"review","source":"trustpilot","native_id":"5f0c","title":"Weken wachten","content":"Het pakket kwam niet.","language":"nl","created_at":"2026-03-09T10:00:00Z","fetched_at":"2026-03-10T12:00:00Z","author":{"id":"c9","name":"Mia de Boer"},"rating":{"value":2,"best":5},"metrics":{"likes":3},"extra":{"consumer":{"id":"c9","displayName":"Mia de Boer"},"isVerified":true}}' ]
	jq '.reviews[0]' in.json >one.json
	diff <(gripe-fetch -f json --preset trustpilot in.json | jq .) <(gripe-fetch -f json --preset trustpilot one.json | jq .)
	run -0 gripe-fetch -f json --preset trustpilot -s shop --channel stars -m title=text,content=title in.json
	[ "$(jq -c '[.id,.title,.content]' <<<"$output")" = '["stars:shop/5f0c","Het pakket kwam niet.","Weken wachten"]' ]
}

@test "reviews of Google Play are read by their preset" {
	cat >in.json <<-'END'
	{"reviews":[{"reviewId":"gp:AOq","authorName":"Sam Hill","comments":[{"userComment":{"text":"The app crashes at checkout.",
		"lastModified":{"seconds":"1773131400","nanos":5000000},"starRating":1,"reviewerLanguage":"en","thumbsUpCount":4}},
		{"developerComment":{"text":"Sorry!","lastModified":{"seconds":"1773135000"}}}]}],"tokenPagination":{"nextPageToken":"x"}}
	END
	run -0 gripe-fetch -f json --preset googleplay in.json
	[ "$(jq -c 'del(.extra,.fetched_at)' <<<"$output")" = '{"id":"review:googleplay/gp:AOq","channel":"review","source":"googleplay","native_id":"gp:AOq","content":"The app crashes at checkout.","language":"en","created_at":"2026-03-10T08:30:00Z","author":{"name":"Sam Hill"},"rating":{"value":1,"best":5},"metrics":{"likes":4}}' ]
	echo '{"error":{"code":401,"message":"Request had invalid credentials."}}' >in.json
	run -65 gripe-fetch -f json --preset googleplay in.json
	[ "$output" = "gripe-fetch: in.json: it says: Request had invalid credentials." ]
	echo '{}' >in.json
	run -65 gripe-fetch -f json --preset googleplay in.json
	[ "$output" = "gripe-fetch: in.json: there is no array at /reviews" ]
}

@test "complaints of the CFPB are read by their preset, from a search and from a download" {
	cat >in.json <<-'END'
	{"took":3,"hits":{"total":{"value":1},"hits":[{"_index":"c","_id":"31","_score":1.5,"_source":{"complaint_id":"31","product":"Checking account",
		"issue":"Closing an account","complaint_what_happened":"They closed it without notice.","company":"Example Bank","tags":"Older American, Servicemember",
		"date_received":"2026-03-09T12:00:00-05:00","state":null}}]}}
	END
	run -0 gripe-fetch -f json --preset cfpb in.json
	[ "$output" = '{"id":"cfpb:cfpb/31","channel":"cfpb","source":"cfpb","native_id":"31","title":"Closing an account","content":"They closed it without notice.","tags":["Older American","Servicemember"],"created_at":"2026-03-09T17:00:00Z","fetched_at":"2026-03-10T12:00:00Z","extra":{"product":"Checking account","company":"Example Bank"}}' ]
	jq .hits.hits in.json >hits.json
	jq '[.hits.hits[]._source]' in.json >sources.json
	for file in hits.json sources.json; do
		diff <(gripe-fetch -f json --preset cfpb in.json) <(gripe-fetch -f json --preset cfpb "$file")
	done
}

@test "settings of a source say the same, and wrong ones are named" {
	document >in.json
	printf '[source desk]\nurl = in.json\nformat = json\nitems = /data/posts\nmap = content=body\n' >gripe.conf
	[ "$(gripe-fetch -c gripe.conf | jq -r .content | head -n 1)" = "Al drie weken geen pakket" ]
	printf '[source desk]\nurl = in.json\nformat = json\npreset = cfpb\nitems = /data/posts\nmap = id=id,content=body\n' >gripe.conf
	[ "$(gripe-fetch -c gripe.conf | jq -r .id | head -n 1)" = cfpb:desk/a1 ]
	wrong() { # LINES SETTING
		printf '[source desk]\nurl = in.json\n%b\n' "$1" >gripe.conf
		run -78 gripe-fetch -c gripe.conf
		[[ $output == "gripe-fetch: gripe.conf: [source desk] $2: "* ]]
	}
	wrong 'format = json\nitems = data' items
	wrong 'format = json\npreset = nope' preset
	wrong 'format = feed\nitems = /data' items
	wrong 'format = csv\npreset = cfpb' preset
	echo '{"a":[{"content":"x"}],"b":[{}]}' >in.json
	printf '[source desk]\nurl = in.json\nformat = json\n' >gripe.conf
	run -78 gripe-fetch -c gripe.conf
}

@test "a wrong command line gives 64" {
	for words in "-f json --items data" "-f json --preset nope" "-f csv --items /a" "-f mbox --preset cfpb" "--items /a" "--preset cfpb"; do
		# shellcheck disable=SC2086 # words
		run -64 gripe-fetch $words </dev/null
	done
}

@test "recorded answers of the CFPB are read without a word" {
	answers=$ROOT/../shared/fixtures/cfpb
	[ -d "$answers" ] || skip "no shared fixtures here"
	count=0
	for answer in "$answers"/cypress/fixtures/*/*.json; do
		expected=$(jq -r '.hits.hits[]._source.complaint_id' "$answer")
		run --separate-stderr -0 gripe-fetch -f json --preset cfpb "$answer"
		[ "$(jq -r .native_id <<<"$output")" = "$expected" ] || { echo "$answer" && false; }
		[ -z "$stderr" ]
		count=$((count + $(grep -c . <<<"$expected" || true)))
	done
	echo "# $count complaints" >&3
	[ "$count" -gt 150 ]
	run -0 gripe-fetch -f ndjson -m content=/complaint_what_happened "$answers/complaints.jsonl"
	[ "$(jq -r 'select(.content) | .content' <<<"$output" | grep -c .)" -gt 17 ]
}
