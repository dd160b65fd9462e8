# gripe-score
load ../helper
load ../tables
bats_require_minimum_version 1.5.0

@test "it adds the member score at the end and leaves every other byte alone" {
	small_tables
	run -0 gripe-score -d . <<<'{ "n":0.10 ,"content":"Weer NIET, 5 euro","channel":"mail"}'
	[ "$output" = '{ "n":0.10 ,"content":"Weer NIET, 5 euro","channel":"mail","score":{"severity":25,"level":"medium","risks":[],"grounds":"some","reach":5,"urgency":25,"priority":3,"reasons":[{"rule":"again","points":25,"reason":"not the first time","match":"Weer NIET"}]}}' ]
}

@test "it replaces its own member where it stood, and a second run changes nothing" {
	small_tables
	run -0 gripe-score -d . <<<'{"score":"high","content":"weer niet","sco\u0072e":{},"x":1}'
	[[ $output == '{"score":{"severity":25,'*'},"content":"weer niet","x":1}' ]]
	[ "$(gripe-score -d . <<<"$output")" = "$output" ]
}

@test "our own and automatic posts are not scored and lose a score that they carry" {
	small_tables
	run -0 gripe-score -d . <<<'{"direction":"out","score":{"severity":1},"content":"weer niet"}
{"score":9,"automatic":true,"content":"weer niet","x":2}'
	[ "$output" = '{"direction":"out","content":"weer niet"}
{"automatic":true,"content":"weer niet","x":2}' ]
}

@test "it works with what is there: by its own rules without classify, better with it" {
	small_tables
	severity() { gripe-score -d . | jq .score.severity; }
	[ "$(severity <<<'{"content":"weer niet"}')" = 25 ]
	[ "$(severity <<<'{"content":"weer niet","classify":{"language":"nl","kind":"complaint"}}')" = 28 ]
	[ "$(severity <<<'{"content":"weer niet","classify":{"language":"en","kind":"complaint"}}')" = 10 ]
	[ "$(severity <<<'{}')" = 0 ]
}

@test "fame raises reach and urgency and never severity" {
	small_tables
	score() { gripe-score -d . <<<"{\"channel\":\"x\",\"content\":\"weer niet\",\"author\":{\"followers_count\":$1}}" | jq -c '.score | [.severity,.reach,.urgency,.priority]'; }
	[ "$(score 0)" = '[25,20,27,3]' ]
	[ "$(score 99999999)" = '[25,100,35,3]' ]
}

@test "a post that hints at suicide is urgent in any language" {
	small_tables
	run -0 gripe-score -d . <<<'{"channel":"mail","content":"I am done, ik ga er een einde aan maken","classify":{"language":"en","kind":"other"}}'
	[ "$(jq -c '.score | [.level,.risks,.urgency,.priority]' <<<"$output")" = '["critical",["selfharm"],95,1]' ]
}

@test "-x prints the account on standard error and changes nothing on standard output" {
	small_tables
	echo '{"content":"weer niet"}' >in
	run -0 --separate-stderr gripe-score -d . -x in
	[ "$output" = "$(gripe-score -d . in)" ]
	[[ $stderr == *'severity 25  grounds none'*' 25.0  again '*'not the first time: "weer niet"' ]]
}

@test "a bad line is named, skipped and answered with 65; the others pass" {
	small_tables
	printf '%s\n' '{"content":"een"}' '{"author":{"followers_count":"9"}}' '{"attachments":"x"}' '{"classify":1}' '{"content":"twee"}' >in
	run -65 --separate-stderr gripe-score -d . in
	[ "$(jq -r .content <<<"$output")" = $'een\ntwee' ]
	[[ $stderr == *'in:2: author.followers_count is not a number'* ]]
	[[ $stderr == *'in:3: attachments is not a list'* ]]
	[[ $stderr == *'in:4: classify is not an object'* ]]
	run -65 gripe-score -d . --strict in
	[ "${#lines[@]}" -le 2 ]
}

@test "a full disk is 74, a missing file 66, a wrong option 64" {
	small_tables
	echo '{"content":"weer niet"}' >in
	run -74 sh -c 'gripe-score -d . in >/dev/full'
	run -66 --separate-stderr gripe-score -d . none in
	[ "${#lines[@]}" -eq 1 ]
	run -64 gripe-score -m x
	run -0 gripe-score --help
	[[ $output == 'usage: gripe-score '* ]]
}

@test "the first record passes while input stays open" {
	small_tables
	mkfifo pipe out
	gripe-score -d . <pipe >out &
	exec 7>pipe 8<out
	echo '{"content":"weer niet"}' >&7
	read -r -t 20 line <&8
	exec 7>&- 8<&-
	wait
	[ "$(jq .score.severity <<<"$line")" = 25 ]
}

@test "a broken table is named by file, line and column before the first record is read" {
	small_tables
	header='rule,language,when,pattern,points,risk,reason,example,counter'
	table severity.csv "$header" 'a,,,weer,101,,x,weer,x'
	broken gripe-score './severity.csv:2: column points: "101" is not a number from 0 to 100'
	table severity.csv "$header" 'a,,,weer,5,doom,x,weer,x'
	broken gripe-score './severity.csv:2: column risk: there is no risk called "doom"'
	table severity.csv "$header" 'a,,kind=klacht,weer,5,,x,weer,x'
	broken gripe-score './severity.csv:2: column when: there is no kind called "klacht"'
	table severity.csv "$header" 'a,,mood=bad,weer,5,,x,weer,x'
	broken gripe-score './severity.csv:2: column when: "mood=bad" is not of the form kind=complaint'
	table severity.csv "$header" 'a,,,,5,,x,,'
	broken gripe-score './severity.csv:2: column when: a row without a pattern needs a condition'
	small_tables
	table facts.csv fact,language,pattern,example,counter 'amount,,[euro,euro,x'
	broken gripe-score './facts.csv:2: column pattern: '
	small_tables
	table channels.csv channel,open,reach 'x,perhaps,5'
	broken gripe-score './channels.csv:2: column open: "perhaps" is neither yes nor no'
	table channels.csv channel,open,reach 'x,yes,500'
	broken gripe-score './channels.csv:2: column reach: '
}

@test "--self-test names wrong examples of both tables" {
	small_tables
	run -0 gripe-score -d . --self-test
	[ "$output" = '' ]
	echo 'bad,nl,,trein,5,,x,bus,tram' >>severity.csv
	echo 'place,nl,station,x,het station' >>facts.csv
	run -1 --separate-stderr gripe-score -d . --self-test
	[[ $stderr == *'severity.csv:5: bad: the pattern does not match its example'* ]]
	[[ $stderr == *'facts.csv:4: place: the pattern matches its counter-example'* ]]
}

@test "tables are looked up file by file: -d, GRIPE_DATA, beside the program" {
	small_tables
	mkdir one
	table one/channels.csv channel,open,reach ,no,77
	[ "$(GRIPE_DATA=$PWD gripe-score -d one <<<'{"content":"weer niet"}' | jq -c '.score | [.severity,.reach]')" = '[25,77]' ]
}
