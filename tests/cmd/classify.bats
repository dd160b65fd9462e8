# gripe-classify
load ../helper
load ../tables
bats_require_minimum_version 1.5.0

@test "it adds the member classify at the end and leaves every other byte alone" {
	small_tables
	run -0 gripe-classify -d . <<<'{ "n":0.10 ,"content":"Te laat","big":12345678901234567890,"n":1e2 }'
	[[ $output == '{ "n":0.10 ,"content":"Te laat","big":12345678901234567890,"n":1e2,"classify":{'*'} }' ]]
	jq -e '.classify | .language and .kind and .emotion and (.topics | length > 0) and .acts == []' <<<"$output"
}

@test "it replaces its own member where it stood, whatever it was, and a second run changes nothing" {
	small_tables
	run -0 gripe-classify -d . <<<'{"cl\u0061ssify":[1],"content":"Te laat","classify":"forged","x":1}'
	[[ $output == '{"cl\u0061ssify":{"language":'*'},"content":"Te laat","x":1}' ]]
	[ "$(gripe-classify -d . <<<"$output")" = "$output" ]
}

@test "a record without content goes through, as does one whose content is null or empty" {
	small_tables
	printf '%s\n' '{}' '{"content":null}' '{"content":"","title":""}' '{"attachments":[{"url":"x"}]}' >in
	run -0 --separate-stderr gripe-classify -d . in
	[ "${#lines[@]}" -eq 4 ]
	[ "$stderr" = '' ]
	[ "$(jq -r .classify.kind <<<"$output" | sort -u)" = other ]
}

@test "our own and automatic posts are classified too" {
	small_tables
	run -0 gripe-classify -d . <<<'{"direction":"out","content":"Te laat"}
{"automatic":true,"content":"Te laat"}'
	[ "$(jq -r .classify.kind <<<"$output")" = $'complaint\ncomplaint' ]
}

@test "evidence has rule, label, match and the place in code points" {
	small_tables
	run -0 gripe-classify -d . <<<'{"title":"Hé 😡","content":"Te LAAT, factuur"}'
	[ "$(jq -c .classify.evidence <<<"$output")" = '[{"rule":"late","label":"kind=complaint","match":"Te LAAT","at":5},{"rule":"late-topic","label":"topic=transport","match":"Te LAAT","at":5},{"rule":"bill","label":"topic=billing","match":"factuur","at":14}]' ]
}

@test "text over 64 KiB is read to there and marked" {
	small_tables
	fill=$(head -c 65550 /dev/zero | tr '\0' x)
	run -0 gripe-classify -d . <<<"{\"content\":\"te laat $fill factuur\"}"
	[ "$(jq -c '.classify | [.truncated, [.evidence[].rule]]' <<<"$output")" = '[true,["late","late-topic"]]' ]
	run -0 gripe-classify -d . <<<'{"content":"te laat"}'
	[ "$(jq .classify.truncated <<<"$output")" = null ]
}

@test "plain text comes in with -f text, a post a line, quotes and backslashes included" {
	small_tables
	printf 'Te laat, "weer"\r\n\n\\n is geen regel\n{"content":1}\nzonder einde' >posts.txt
	run -0 gripe-classify -d . -f text posts.txt
	[ "$(jq -c .content <<<"$output")" = '"Te laat, \"weer\""
"\\n is geen regel"
"{\"content\":1}"
"zonder einde"' ]
	[ "$(jq -r .classify.kind <<<"${lines[0]}")" = complaint ]
	run -64 gripe-classify -d . -f csv posts.txt
}

@test "another member is judged with -F, and one of the wrong type is a bad record" {
	small_tables
	printf '%s\n' '{"content":"te laat","extra":{"note":"factuur"}}' '{"extra":{"note":7}}' '{"extra":{}}' >in
	run -65 --separate-stderr gripe-classify -d . -F extra.note in
	[ "$(jq -c .classify.topics <<<"${lines[0]}")" = '["billing"]' ]
	[ "${#lines[@]}" -eq 2 ]
	[[ $stderr == *'in:2: extra.note is not a string'* ]]
}

@test "-x explains on standard error and changes nothing on standard output" {
	small_tables
	echo '{"content":"te laat"}' >in
	run -0 --separate-stderr gripe-classify -d . -x in
	[ "$output" = "$(gripe-classify -d . in)" ]
	[[ $stderr == *'rule late (kind=complaint force): "te laat"'* ]]
	printf '{"content":"te \\u001b[31mlaat te laat"}\n' | gripe-classify -d . -x 2>explained >/dev/null
	! grep -q $'\e' explained
}

@test "a bad line is named, skipped and answered with 65; the others pass" {
	small_tables
	printf '%s\n' '{"content":"een"}' '{"content":' '{"content":7}' '[]' '{"content":"twee"}' >in
	run -65 --separate-stderr gripe-classify -d . in
	[ "$(jq -r .content <<<"$output")" = $'een\ntwee' ]
	[[ $stderr == *'in:2: '*'in:3: content is not a string'*'in:4: '* ]]
	run -0 gripe-classify -d . -R bad in
	[ "$(cat bad)" = "$(sed -n 2,4p in)" ]
}

@test "a full disk is 74, a missing file 66, a wrong option 64" {
	small_tables
	echo '{"content":"te laat"}' >in
	run -74 sh -c 'gripe-classify -d . in >/dev/full'
	run -66 --separate-stderr gripe-classify -d . none in
	[ "${#lines[@]}" -eq 1 ]
	run -64 gripe-classify --frobnicate
	run -64 gripe-classify -d
	run -0 gripe-classify -h
	[[ $output == 'usage: gripe-classify '* ]]
}

@test "the first record passes while input stays open" {
	small_tables
	mkfifo pipe out
	gripe-classify -d . <pipe >out &
	exec 7>pipe 8<out
	echo '{"content":"te laat"}' >&7
	read -r -t 20 line <&8
	exec 7>&- 8<&-
	wait
	[ "$(jq -r .classify.kind <<<"$line")" = complaint ]
}

@test "a stated language counts where the text does not tell, by the first part of its tag" {
	small_tables
	run -0 gripe-classify -d . <<<'{"content":"1234","language":"nl-BE"}
{"content":"1234","language":"../../etc/passwd"}'
	[ "$(jq -r .classify.language <<<"$output")" = $'nl\nunknown' ]
}

@test "separators, byte-order mark, comments and the order of columns do not matter" {
	small_tables
	gripe-classify -d . <<<'{"content":"te laat factuur"}' >before
	printf '\xEF\xBB\xBF# regels\r\nlabel;weight;rule;language;counter;example;pattern\r\n# nog een\r\n' >rules.csv
	printf 'kind=complaint;force;late;nl;op tijd;"te laat";te laat\r\n\r\ntopic=transport;force;late-topic;nl;op tijd;te laat;te laat\r\n' >>rules.csv
	printf 'topic=billing;force;bill;;factor;factuur;factuur|invoice' >>rules.csv
	gripe-classify -d . <<<'{"content":"te laat factuur"}' | diff - before
}

@test "a broken table is named by file, line and column before the first record is read" {
	header='rule,language,pattern,label,weight,example,counter'
	table rules.csv "$header" '# a comment' 'late,nl,te laat,kind=klacht,4,a,b'
	broken gripe-classify './rules.csv:3: column label: there is no kind called "klacht"'
	table rules.csv "$header,colour" 'late,nl,te laat,kind=complaint,4,a,b,red'
	broken gripe-classify './rules.csv:1: column colour: not known here'
	table rules.csv 'rule,language,pattern,label,example,counter' 'late,nl,te laat,kind=complaint,a,b'
	broken gripe-classify './rules.csv:1: column weight: missing'
	table rules.csv "$header" 'late,nl,te laat,kind=complaint,4,a,b' 'short,nl,te laat'
	broken gripe-classify './rules.csv:3: 3 cells where the header has 7'
	table rules.csv "$header" 'late,nl,"te laat,kind=complaint,4,a,b'
	broken gripe-classify './rules.csv:2: a quote is not closed'
	table rules.csv "$header" 'late,nl,te (laat,kind=complaint,4,a,b'
	broken gripe-classify './rules.csv:2: column pattern: '
	table rules.csv "$header" 'late,nl,te laat,kind=complaint,heavy,a,b'
	broken gripe-classify './rules.csv:2: column weight: "heavy" is not a number from -10 to 10'
	: >rules.csv
	broken gripe-classify './rules.csv:1: no header'
}

@test "--self-test runs every example and counter-example and names those that are wrong" {
	small_tables
	run -0 gripe-classify -d . --self-test
	[ "$output" = '' ]
	echo 'wrong,nl,trein,kind=other,1,de bus,de trein' >>rules.csv
	run -1 --separate-stderr gripe-classify -d . --self-test
	[ "$output" = '' ]
	[[ $stderr == *'./rules.csv:6: wrong: the pattern does not match its example'* ]]
	[[ $stderr == *'./rules.csv:6: wrong: the pattern matches its counter-example'* ]]
}

@test "a pattern that takes too long on a post makes that post a bad record, and the next one passes" {
	table rules.csv 'rule,language,pattern,label,weight,example,counter' 'slow,,(a+)+$,kind=other,1,,'
	printf '{"content":"%sb"}\n{"content":"hoi"}\n' "$(head -c 5000 /dev/zero | tr '\0' a)" >in
	run -65 --separate-stderr gripe-classify -d . in
	[ "$(jq -r .content <<<"$output")" = hoi ]
	[[ $stderr == *'in:1: ./rules.csv:2: the pattern takes too long on this text'* ]]
}

@test "-d comes before GRIPE_DATA, and GRIPE_DATA before what is beside the program" {
	mkdir a b
	table a/rules.csv 'rule,language,pattern,label,weight,example,counter' 'a,,hoi,kind=question,force,hoi,x'
	table b/rules.csv 'rule,language,pattern,label,weight,example,counter' 'b,,hoi,kind=report,force,hoi,x'
	kind() { gripe-classify "$@" <<<'{"content":"hoi"}' | jq -r .classify.kind; }
	[ "$(GRIPE_DATA=$PWD/a kind)" = question ]
	[ "$(GRIPE_DATA=$PWD/a kind -d b)" = report ]
	[ "$(GRIPE_DATA=$PWD/a kind -d .)" = question ] # what -d does not have is looked up further
}

@test "a damaged, foreign or missing model ends the run with 78 and its name" {
	small_tables
	printf '%s\n' '{"content":"te laat","labels":{"kind":"complaint"}}' '{"content":"dank u","labels":{"kind":"compliment"}}' |
		gripe-train -b 8 -o good.model
	run -0 gripe-classify -d . -m good.model <<<'{"content":"te laat"}'
	head -c 5000 good.model >cut.model
	sed 's/complaint/complaynt/' good.model >changed.model
	echo hello >no.model
	: >empty.model
	for model in cut changed no empty missing; do
		run -78 --separate-stderr gripe-classify -d . -m $model.model <<<'{"content":"te laat"}'
		[ "$output" = '' ]
		[[ $stderr == *"$model.model: "* ]]
	done
}
