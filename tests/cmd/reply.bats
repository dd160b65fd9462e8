# gripe-reply
load ../helper
load ../tables
bats_require_minimum_version 1.5.0

post() { # MORE-MEMBERS [KIND [TOPICS]]
	printf '{"author":{"name":"Els Bos"},"classify":{"language":"nl","kind":"%s","emotion":"angry","topics":[%s]}%s}\n' \
		"${2:-complaint}" "${3:-\"transport\"}" "$1"
}

settings() {
	printf '[organisation]\nname = Vervoer BV\n[reply]\nsignature = ^AB\n' >gripe.conf
}

@test "it adds the member reply at the end and leaves every other byte alone" {
	small_tables
	settings
	run -0 gripe-reply -c gripe.conf -d . <<<"$(post ',"n": 0.10')"
	[ "$output" = '{"author":{"name":"Els Bos"},"classify":{"language":"nl","kind":"complaint","emotion":"angry","topics":["transport"]},"n": 0.10,"reply":{"content":"Beste Els, Het spijt ons. We zoeken het uit. ^AB, Vervoer BV","language":"nl","signature":"^AB, Vervoer BV","answers":["transport.nl"],"parts":{"greeting":"Beste Els,","apology":"Het spijt ons.","answer":"We zoeken het uit."}}}' ]
}

@test "a phrase with a placeholder that nothing fills gives way to the next one" {
	small_tables
	run -0 gripe-reply -d . <<<'{"author":{"name":"xX_els_Xx"},"classify":{"language":"nl","kind":"complaint","topics":["transport"]}}'
	[ "$(jq -r .reply.content <<<"$output")" = 'Goedendag, Het spijt ons. We zoeken het uit.' ]
}

@test "what is no draft any more is taken off" {
	small_tables
	for more in '"direction":"out"' '"automatic":true' '"route":{"action":"none"}' '"route":{"action":"internal"}' \
		'"route":{"action":"answer","human_only":true}' '"score":{"risks":["selfharm"]}'; do
		run -0 gripe-reply -d . <<<"$(post ",\"reply\":{\"content\":\"old\"},$more")"
		[ "$output" = "$(post ",$more")" ]
	done
	run -0 gripe-reply -d . <<<'{"reply":"x","classify":{"language":"de","kind":"complaint"}}'
	[ "$output" = '{"classify":{"language":"de","kind":"complaint"}}' ]
	run -0 gripe-reply -d . <<<'{"reply":"x"}'
	[ "$output" = '{}' ]
}

@test "a second run changes nothing" {
	small_tables
	run -0 gripe-reply -d . <<<"$(post ',"route":{"action":"answer"}')"
	[ "$(gripe-reply -d . <<<"$output")" = "$output" ]
}

@test "no label and no language of a record chooses a file that is no answer" {
	small_tables
	echo SECRET >secret.nl.txt
	echo SECRET >answers/secret.txt
	for topic in '"../secret"' '"../../../../etc/passwd"' '"../answers/transport"' '"Transport"' '""'; do
		run -0 gripe-reply -d . <<<"$(post '' complaint "$topic")"
		[ "$(jq -r '.reply.answers[0]' <<<"$output")" = other.nl ]
	done
	run -0 gripe-reply -d . <<<"$(post ',"route":{"action":"answer"}' ../secret)"
	[ "$(jq -r '.reply.answers[0]' <<<"$output")" = transport.nl ]
	for language in ../../nl 'nl.txt' 'nl/x' NL ' nl'; do
		run -0 gripe-reply -d . <<<"{\"classify\":{\"language\":\"$language\",\"kind\":\"complaint\",\"topics\":[\"transport\"]}}"
		[ "$(jq .reply <<<"$output")" = null ]
	done
}

@test "a hostile name does not get into the draft" {
	small_tables
	for name in '<script>alert(1)</script> x' 'Els{organisation} x' 'Els\u202eslE x' 'Els\u001b[31m x' '{name} x' 'ELS BOS'; do
		run -0 gripe-reply -d . <<<"{\"author\":{\"name\":\"$name\"},\"classify\":{\"language\":\"nl\",\"kind\":\"complaint\",\"topics\":[\"transport\"]}}"
		[ "$(jq -r .reply.parts.greeting <<<"$output")" = Goedendag, ]
	done
}

@test "a bad line is named, skipped and answered with 65; the others pass" {
	small_tables
	printf '%s\n' '{"x":1}' '{"classify":{"language":1,"kind":"complaint"}}' '{"route":{"action":"answer","human_only":"no"}}' \
		'{"author":{"name":[]},"classify":{"language":"nl","kind":"complaint"}}' '{"score":{"risks":1}}' '{"x":2}' >in
	run -65 --separate-stderr gripe-reply -d . in
	[ "$(jq -r .x <<<"$output")" = $'1\n2' ]
	[[ $stderr == *'in:2: classify.language is not a string'* ]]
	[[ $stderr == *'in:3: route.human_only is not true or false'* ]]
	[[ $stderr == *'in:4: author.name is not a string'* ]]
	[[ $stderr == *'in:5: score.risks is not a list'* ]]
}

@test "a full disk is 74, a missing file 66, a wrong option 64" {
	small_tables
	post '' >in
	run -74 sh -c 'gripe-reply -d . in >/dev/full'
	run -66 --separate-stderr gripe-reply -d . none in
	[ "${#lines[@]}" -eq 1 ]
	run -66 gripe-reply -c none.conf -d . in
	run -64 gripe-reply --send
	run -0 gripe-reply -h
	[[ $output == 'usage: gripe-reply '* ]]
}

@test "the first record passes while input stays open" {
	small_tables
	mkfifo pipe out
	gripe-reply -d . <pipe >out &
	exec 7>pipe 8<out
	post '' >&7
	read -r -t 20 line <&8
	exec 7>&- 8<&-
	wait
	[ "$(jq -r '.reply.answers[0]' <<<"$line")" = transport.nl ]
}

@test "a broken table, answer or settings file is named before the first record is read" {
	small_tables
	table phrases.csv part,language,kind,emotion,text 'greeting,nl,,,Hoi' 'hello,nl,,,Hoi'
	broken gripe-reply './phrases.csv:3: column part: "hello" is none of greeting, thanks, apology, closing and signature'
	table phrases.csv part,language,text 'greeting,nl,"Hoi'
	broken gripe-reply './phrases.csv:2: a quote is not closed'
	small_tables
	printf 'goed \xff\n' >answers/refund.nl.txt
	broken gripe-reply './answers/refund.nl.txt: byte 6 is no UTF-8 text'
	: >answers/refund.nl.txt
	broken gripe-reply './answers/refund.nl.txt: an answer without text'
	small_tables
	rm answers/refund.nl.txt
	printf '[reply]\nsignatur = x\n' >gripe.conf
	run -78 --separate-stderr gripe-reply -c gripe.conf -d . <<<'{}'
	[ "$output" = '' ]
	[[ $stderr == *'gripe.conf:2: '* ]]
}
