# gripe-send
load ../helper
bats_require_minimum_version 1.5.0

export GRIPE_DB=x.db GRIPE_AGENT=anna

register() { # RECORD...
	printf '%s\n' "$@" | gripe-register >/dev/null
}

drafted() { # N
	printf '{"id":"x:h/%s","channel":"x","url":"https://x.example/%s","content":"klacht %s","route":{"action":"answer"},"reply":{"content":"antwoord %s"}}' "$1" "$1" "$1" "$1"
}

warned() { # N TARGET...
	printf '{"id":"x:h/%s","channel":"x","content":"brand %s","route":{"action":"answer","notify":["%s"]}}' "$1" "$1" "$2"
}

approved() { # COUNT: that many cases with an approved answer
	for n in $(seq "$1"); do drafted "$n" && echo; done | gripe-register >/dev/null
	for n in $(seq "$1"); do gripe-case approve "$n"; done
}

statuses() {
	gripe-register --dump | jq -r '.delivery[]?.status' | sort | uniq -c | sed 's/^ *//' | tr '\n' ' '
}

@test "an approved answer is appended to a file, once" {
	approved 2
	register "$(drafted 3)"
	gripe-send -o sent
	gripe-send -o sent
	[ "$(jq -c . sent)" = '{"id":"gripe:answer/1","channel":"x","direction":"out","target":"x","in_reply_to_id":"x:h/1","url":"https://x.example/1","content":"antwoord 1","approved_by":"anna","approved_at":"2026-03-10T12:00:00Z","case":{"id":"1"}}
{"id":"gripe:answer/2","channel":"x","direction":"out","target":"x","in_reply_to_id":"x:h/2","url":"https://x.example/2","content":"antwoord 2","approved_by":"anna","approved_at":"2026-03-10T12:00:00Z","case":{"id":"2"}}' ]
	[ "$(gripe-case list --all --json | jq -r '.id + .status' | sort | tr '\n' ' ')" = '1answered 2answered 3open ' ]
	[ "$(stat -c %a sent)" = 600 ]
}

@test "a command gets the answer on standard input, and its first line is kept" {
	approved 1
	run -0 --separate-stderr gripe-send --answers --command 'cat >got; echo "1131 $GRIPE_CASE $GRIPE_CHANNEL $GRIPE_ID"; echo more'
	[ -z "$output" ]
	[ "$stderr" = $'1131 1 x x:h/1\nmore' ]
	[ "$(jq -r .content got)" = "antwoord 1" ]
	[ "$(gripe-register --dump | jq -r '.delivery[0].remote_id')" = "1131 1 x x:h/1" ]
}

@test "no text of a post reaches the command line or the environment of a command" {
	register '{"id":"x:h/$(touch pwned)","channel":"`touch pwned`","content":"; touch pwned","route":{"action":"answer"},"reply":{"content":"'"'"'; touch pwned; $(touch pwned)"}}'
	gripe-case approve 1
	gripe-send --answers --command 'env >seen; cat >got'
	[ ! -e pwned ]
	run -1 grep 'touch pwned; ' seen
	grep -q '; touch pwned; ' got
}

@test "status 75 of a command means later, and the rest waits as well" {
	approved 3
	run -75 gripe-send --answers --command 'echo x >>tried; exit 75'
	[ "$(wc -l <tried)" = 1 ]
	[ "$(statuses)" = '1 later ' ]
	gripe-send -o sent
	[ "$(wc -l <sent)" = 3 ]
	[ "$(statuses)" = '3 sent ' ]
}

@test "any other status is a failure, which only a person can have tried again" {
	approved 2
	run -69 gripe-send --answers --command 'case $GRIPE_CASE in 1) exit 4;; esac'
	[ "$(statuses)" = '1 failed 1 sent ' ]
	[[ $output == *'case 1: x: the command ended with status 4'* ]]
	gripe-send -o sent
	[ ! -e sent ]
	gripe-case approve 1
	gripe-send -o sent
	[ "$(jq -r .content sent)" = 'antwoord 1' ]
}

@test "a command that cannot be run costs one answer, not all" {
	approved 3
	run -78 gripe-send --answers --command ./no-such-tool
	[ "$(statuses)" = '1 failed ' ]
}

@test "killed while sending, the answer is never sent again by itself: it is named until a person settles it" {
	approved 2
	mkfifo pipe
	gripe-send --answers --command 'cat >>sent; echo there >pipe; exec sleep 1' 3>&- &
	pid=$!
	read -r _ <pipe
	kill -9 $pid
	wait $pid || true
	run -1 gripe-send --answers -o sent
	[[ $output == *'case 1: the answer approved by anna may or may not have gone out to x'* ]]
	[ "$(jq -r .content sent)" = $'antwoord 1\nantwoord 2' ]
	run -1 gripe-send -o sent
	[ "$(wc -l <sent)" = 2 ]
	gripe-case settle 1 --sent
	gripe-send -o sent
	[ "$(wc -l <sent)" = 2 ]
	[ "$(gripe-case show 1 --json | jq -r .status)" = answered ]
}

@test "killed between any two answers, each goes out once" {
	approved 12
	for n in $(seq 12); do
		gripe-send --answers --command "cat >>sent; [ \$(wc -l <sent) != $n ] || kill -9 \$PPID" 2>/dev/null || true
		for case in $(gripe-register --dump | jq -r 'select(.delivery[]?.status == "sending").case.id'); do
			gripe-case settle "$case" --sent
		done
	done
	gripe-send -o sent
	[ "$(jq -r .content sent | sort -V)" = "$(seq 12 | sed 's/^/antwoord /')" ]
	[ "$(sqlite3 x.db 'PRAGMA integrity_check')" = ok ]
}

@test "SIGTERM lets the answer in hand be finished, and no other begin" {
	approved 3
	mkfifo pipe go
	gripe-send --answers --command 'cat >>sent; echo there >pipe; read -r _ <go' 3>&- &
	pid=$!
	read -r _ <pipe
	kill -TERM $pid
	echo on >go
	ended=0
	wait $pid || ended=$?
	[ $ended = 143 ]
	[ "$(statuses)" = '1 sent ' ]
	[ "$(wc -l <sent)" = 1 ]
}

@test "two at once do not send twice: the second is told to come later" {
	approved 1
	mkfifo pipe go
	gripe-send --answers --command 'cat >>sent; echo there >pipe; read -r _ <go' 3>&- &
	read -r _ <pipe
	run -75 gripe-send -o sent
	[[ $output == *'another program is sending from this register'* ]]
	run -75 gripe-case settle 1 --failed
	echo on >go
	wait $!
	[ "$(wc -l <sent)" = 1 ]
}

@test "a warning goes to its own target, until it has arrived" {
	register "$(warned 1 duty)" "$(warned 2 press)"
	printf '[notify duty]\ncommand = cat >>duty; exit $(cat fails)\n[notify press]\nfile = press\n' >gripe.conf
	for fails in 1 75; do
		echo $fails >fails
		run gripe-send -c gripe.conf
		[ $status = $((fails == 1 ? 69 : 75)) ]
	done
	echo 0 >fails
	gripe-send -c gripe.conf
	gripe-send -c gripe.conf
	[ "$(wc -l <duty) $(wc -l <press)" = '3 1' ]
	[ "$(jq -c '[.id,.content,.warning.target,.case.id]' press)" = '["x:h/2","brand 2","press","2"]' ]
	[ "$(statuses)" = '2 sent ' ]
}

@test "a warning that was seen is not sent any more" {
	register "$(warned 1 duty)"
	gripe-case ack 1
	gripe-send -o sent
	[ ! -e sent ]
}

@test "what has no place to go to is named before anything is sent; what has one is sent, warnings first" {
	register "$(warned 1 duty)" "$(warned 2 press)" "$(drafted 3)"
	gripe-case approve 3
	printf '[notify duty]\nfile = out\n[send]\nfile = out\n' >gripe.conf
	run -78 gripe-send -c gripe.conf
	[[ $output == *'[notify press] in gripe.conf names no file and no command'* ]]
	[ "$(jq -r .id out)" = $'x:h/1\ngripe:answer/1' ]
	printf '[send]\nfile = a\ncommand = b\n' >gripe.conf
	register "$(drafted 4)"
	gripe-case approve 4
	run -78 gripe-send -c gripe.conf --answers
	[[ $output == *'[send]: a file and a command; which is it?'* ]]
	[ ! -e a ]
}

@test "warnings never go where answers go" {
	register "$(warned 1 duty)"
	printf '[send]\nfile = public\n' >gripe.conf
	run -78 gripe-send -c gripe.conf
	[ ! -e public ]
	run -64 gripe-send --command 'cat >public'
}

@test "a dry run says what would go where, and changes nothing" {
	register "$(warned 1 duty)" "$(drafted 2)"
	gripe-case approve 2
	sha256sum x.db >before
	run -0 gripe-send -n -o out
	[ "$output" = 'case 1: warning of x:h/1 for duty -> file out: brand 1
case 2: answer to x:h/2 for x -> file out: antwoord 2' ]
	run -78 gripe-send -n
	[ ! -e out ]
	sha256sum -c --quiet before
	run -0 gripe-send -n --answers --command 'mail x'
	[ "$output" = 'case 2: answer to x:h/2 for x -> command mail x: antwoord 2' ]
}

@test "a full disk gives 74, and the answer is sent later" {
	approved 1
	run -74 gripe-send -o /dev/full
	run -74 gripe-send -o /nonexistent/sent
	gripe-send -o sent
	[ "$(wc -l <sent)" = 1 ]
	run -74 bash -c 'gripe-send -n -o sent >/dev/full; gripe-case approve 1 --text /etc/hostname; gripe-send -n -o sent >/dev/full'
}

@test "nothing to send is nothing to say" {
	register '{"id":"1"}'
	run -0 gripe-send
	[ -z "$output" ]
}

@test "wrong command lines and registers" {
	run -64 gripe-send -o a --command b
	run -64 gripe-send --answers --warnings
	run -64 gripe-send operand
	run -66 gripe-send -D none.db
	seq 100 >text
	run -78 gripe-send -D text
	run -66 gripe-send -c none.conf
	run -0 gripe-send --help
}
