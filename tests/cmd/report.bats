# gripe-report
load ../helper
bats_require_minimum_version 1.5.0

judged() { # ID KIND ACTION [MORE MEMBERS]
	printf '{"id":"%s","channel":"mail","created_at":"2026-03-10T08:00:00Z","content":"tekst van %s","classify":{"kind":"%s"},"route":{"action":"%s"}%s}\n' \
		"$1" "$1" "$2" "$3" "${4:+,$4}"
}

@test "complaints, other matters and chat are counted apart" {
	{ judged 1 complaint answer; judged 2 complaint none; judged 3 question answer; judged 4 other none; } >in
	run -0 gripe-report in
	[[ $output == *"posts in all                         4"* ]]
	[[ $output == *"complaints                       2   50 %"* ]]
	[[ $output == *"other matters                    1   25 %"* ]]
	[[ $output == *"chat and the like                1   25 %"* ]]
}

@test "a single post with a risk is seen at a glance, on top of the risks" {
	{
		for i in $(seq 40); do judged "$i" complaint answer '"score":{"risks":["churn"]}'; done
		judged 99 other none '"score":{"risks":["selfharm"]}'
		judged 100 other answer '"score":{"risks":["selfharm"],"severity":90,"level":"critical","priority":1}'
	} >in
	gripe-report in >out
	grep -A1 '^Risks' out | grep -q '^  selfharm  *2 .* 1  *░'
	grep -q 'A person must look at every open one' out
	grep -A2 '^Worst open cases' out | grep -q '^  1    1   90 critical'
}

@test "text, JSON and CSV tell the same" {
	{ judged 1 complaint answer '"score":{"level":"high"}'; judged 2 other none; judged 3 question internal; } >in
	gripe-report -f json in >json
	gripe-report -f csv in >csv
	gripe-report in >text
	for section in day channel kind topic level risk team emotion language; do
		jq -r --arg s "$section" '.volumes[$s][] | [$s, .name, .posts, .complaints, .open] | @csv' json >a
		grep "^\"$section\"," csv | cut -d , -f 1-3,5-6 >b
		diff a b
	done
	[ "$(jq .waiting.open json)" = 2 ]
	grep -q '^"waiting","open",2,' csv
	grep -q 'open: somebody has to act  *2$' text
	[ "$(jq -c '[.cases[].id]' json)" = '["1","3"]' ]
}

@test "an answered case waits no more" {
	{ judged 1 complaint answer '"case":{"id":"1","status":"answered"}'; judged 2 complaint answer '"case":{"id":"2","status":"open"}'; } |
		gripe-report -f json >out
	[ "$(jq -c '[.waiting.open,.waiting.done,.cases[].case]' out)" = '[1,1,"2"]' ]
}

@test "what is due by now is overdue" {
	{
		judged late complaint answer '"x":1' | sed 's/"answer"/"answer","sla":{"first_response_due_at":"2026-03-10T09:00:00Z"}/'
		judged soon complaint answer '"x":1' | sed 's/"answer"/"answer","sla":{"first_response_due_at":"2026-03-10T12:50:00Z"}/'
	} >in
	[ "$(gripe-report -f json in | jq .waiting.overdue)" = 1 ]
	gripe-report in | grep -q ' 3 h late '
	gripe-report in | grep -q ' in 50 min '
	[ "$(GRIPE_NOW=2026-03-11T00:00:00Z gripe-report -f json in | jq .waiting.overdue)" = 2 ]
}

@test "--since and --until take a time, a date, and how long ago" {
	for day in 07 08 09 10; do echo "{\"created_at\":\"2026-03-${day}T06:00:00Z\"}"; done >in
	echo '{}' >>in
	count() { gripe-report -f json "$@" in | jq -c '[.posts.total,.posts.outside]'; }
	[ "$(count)" = '[5,0]' ]
	[ "$(count --since 2026-03-09)" = '[2,3]' ]
	[ "$(count --since 2d)" = '[2,3]' ]
	[ "$(count --since 2026-03-08T06:00:00Z --until 2026-03-10)" = '[2,3]' ]
	run -64 gripe-report --since yesterday in
	[[ $output == *'"yesterday" is not a time'* ]]
}

@test "--top says how many cases are shown" {
	for i in $(seq 20); do judged "$i" complaint answer; done >in
	[ "$(gripe-report -f json in | jq '.cases|length')" = 10 ]
	[ "$(gripe-report -f json --top 3 in | jq '.cases|length')" = 3 ]
	[ "$(gripe-report -f json --top 0 in | jq '.cases|length')" = 0 ]
	run -64 gripe-report --top 1001 in
	run -64 gripe-report --top x in
}

@test "the title stands on top, and is harmless" {
	run -0 gripe-report -T $'Noordkade\e[2J' </dev/null
	[ "${lines[0]}" = 'Noordkade·[2J' ]
	[ "$(gripe-report -f json -T $'caf\xe9' </dev/null | jq -r .title)" = $'caf\xef\xbf\xbd' ]
}

@test "columns stand under each other whatever script the names are in" {
	for channel in mail 微博 Ωmega 😀; do
		for i in $(seq 12); do echo "{\"channel\":\"$channel\"}"; done
	done >in
	COLUMNS=60 gripe-report in | grep ' 12 ' >rows
	[ "$(wc -l <rows)" -eq 4 ]
	[ "$(sed 's/微博/wide/; s/😀/ab/; s/Ω/O/; s/ [a-zA-Z]* *1/|1/; s/.*|//' rows | sort -u | wc -l)" -eq 1 ]
}

@test "no line is wider than the terminal" {
	for i in $(seq 5); do
		judged "een-heel-lange-naam-van-een-post-$i-$(printf 'x%.0s' {1..90})" complaint answer '"author":{"name":"Jan van den Berg-de Wit"},"score":{"risks":["legal","media"],"level":"high"}'
	done | sed "s/tekst van/$(printf 'lange tekst %.0s' {1..40})/" >in
	for width in 60 80 100 132; do
		COLUMNS=$width gripe-report in >out
		[ "$(LC_ALL=C.UTF-8 wc -L <out)" -le "$width" ]
	done
}

@test "headings are bold on a terminal, and never with NO_COLOR or in a pipe" {
	script -qec true /dev/null || skip 'no terminal can be had here'
	judged 1 complaint answer >in
	run -0 script -qec 'gripe-report in' /dev/null
	[[ $output == *$'\e[1mWhat came in'* ]]
	NO_COLOR=1 run -0 script -qec 'gripe-report in' /dev/null
	[[ $output != *$'\e['* ]]
	run -0 gripe-report in
	[[ $output != *$'\e['* ]]
}

@test "nothing to report is no failure" {
	run -0 gripe-report </dev/null
	[[ $output == *"posts in all                         0"* ]]
	[ "$(gripe-report -f json </dev/null | jq .posts.total)" = 0 ]
}

@test "records that nobody judged are counted, and it says what is missing" {
	echo '{"content":"hoi","channel":"x"}' | gripe-report >out
	grep -q 'kind not known  *1  100 %' out
	grep -q 'let gripe-classify, gripe-score and gripe-route go before' out
}

@test "a bad line is named and left out, the rest counts, and the status is 65" {
	{ judged 1 complaint answer; echo '{"id":'; echo '{"id":5}'; judged 2 other none; } >in
	run -65 --separate-stderr gripe-report -f json in
	[ "$(jq .posts.total <<<"$output")" = 2 ]
	[[ $stderr == *"gripe-report: in:2: "* ]]
	[[ $stderr == *"gripe-report: in:3: id is not a string"* ]]
}

@test "-R keeps bad lines, and the status is 0" {
	{ judged 1 complaint answer; echo 'oops'; } >in
	run -0 gripe-report -f json -R bad in
	[ "$(cat bad)" = oops ]
}

@test "--strict stops at the first bad line and reports nothing" {
	{ echo oops; judged 1 complaint answer; } >in
	run -65 --separate-stderr gripe-report --strict in
	[ -z "$output" ]
}

@test "a missing file gives 66, and the others are reported" {
	judged 1 complaint answer >in
	run -66 --separate-stderr gripe-report -f json gone in
	[ "$(jq .posts.total <<<"$output")" = 1 ]
}

@test "a full disk gives 74" {
	judged 1 complaint answer >in
	for form in text json csv; do
		run -74 bash -c "gripe-report -f $form in >/dev/full"
	done
}

@test "a wrong option gives 64, -h and -V give 0" {
	run -64 gripe-report --nonsense
	run -64 gripe-report -f html </dev/null
	[[ $output == *'"html" is not text, json or csv'* ]]
	run -0 --separate-stderr gripe-report -h
	[[ $output == usage:* ]]
	run -0 gripe-report -V
}

@test "a signal leaves no half report" {
	mkfifo pipe
	gripe-report -f json pipe >out &
	reader=$!
	exec 7>pipe
	judged 1 complaint answer >&7
	kill -TERM "$reader"
	status=0
	wait "$reader" || status=$?
	exec 7>&-
	[ "$status" -eq 143 ]
	[ ! -s out ]
}
