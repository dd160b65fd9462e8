# gripe-run, with small stand-ins for the tools; with the real ones see tests/pipe/run.bats
load ../helper
bats_require_minimum_version 1.5.0

# The register is a sorted file: a line once, however often it comes. A step that stands in the file "killed" with the
# number of its call kills the whole process group before or after its work.
stub() { # TOOL; the body on standard input
	{
		cat <<-'END'
			#!/usr/bin/env bash
			tool=${0##*/}
			[ "$1" != --pending ] || tool=$tool$1
			n=$(($(cat "$STUBS/count.$tool" 2>/dev/null) + 1))
			echo "$n" >"$STUBS/count.$tool"
			echo "$tool $*" >>"$STUBS/calls"
			killed() { grep -qsx "$1 $tool $n" "$STUBS/killed" && kill -9 0; }
			killed before
			body() {
		END
		cat
		echo '}'
		echo 'body "$@"; status=$?'
		echo 'killed after'
		echo 'exit $status'
	} >"$STUBS/$1"
	chmod +x "$STUBS/$1"
}

make_stubs() {
	export STUBS=$BATS_TEST_TMPDIR/stubs
	mkdir -p "$STUBS"
	export PATH=$STUBS:$GRIPE_BIN:$PATH
	stub gripe-fetch <<-'END'
		[ "$1" = -o ] || return 64
		for f in "$STUBS"/new/*; do [ -e "$f" ] && mv "$f" "$2"; done
		return "$(cat "$STUBS/status.fetch" 2>/dev/null || echo 0)"
	END
	stub gripe-classify <<-'END'
		grep -h -v bad "$4"
		grep -h bad "$4" >>"$2"
		case $(cat "$4") in *poison*) return 70 ;; *broken*) return 78 ;; *unreadable*) return 74 ;; esac
		return 0
	END
	stub gripe-register <<-'END'
		if [ "$1" = --pending ]; then
			touch "$STUBS/register" "$STUBS/worked"
			comm -23 "$STUBS/register" "$STUBS/worked"
			return
		fi
		status=$(cat "$STUBS/status.register" 2>/dev/null || echo 0)
		[ "$status" -eq 0 ] || return "$status"
		to=register
		[ "$1" = -R ] || to=worked
		touch "$STUBS/$to"
		sort -u - "$STUBS/$to" >"$STUBS/$to.new" && mv "$STUBS/$to.new" "$STUBS/$to"
	END
	for tool in score route reply; do echo cat | stub "gripe-$tool"; done
	stub gripe-send <<-'END'
		touch "$STUBS/ledger" "$STUBS/worked"
		comm -23 "$STUBS/worked" "$STUBS/ledger" >"$STUBS/due"
		while read -r line; do
			echo "$line" >>"$STUBS/ledger"
			echo "$line" >>"$STUBS/published"
			killed during
		done <"$STUBS/due"
		return "$(cat "$STUBS/status.send" 2>/dev/null || echo 0)"
	END
}

start() { # makes the stand-ins, a spool with files a and b, and settings with everything
	make_stubs
	mkdir -p spool stubs/new
	printf 'one\ntwo\n' >spool/a.ndjson
	echo three >spool/b.ndjson
	printf '[source reviews]\nurl = x\n[send]\nfile = y\n' >gripe.conf
	export GRIPE_CONF=$PWD/gripe.conf GRIPE_SPOOL=$PWD/spool
}

@test "what is in the spool is registered, worked and sent, in silence, and the spool is empty after it" {
	start
	run -0 gripe-run
	[ -z "$output" ]
	[ "$(cat stubs/register)" = $'one\nthree\ntwo' ]
	[ "$(cat stubs/worked)" = $'one\nthree\ntwo' ]
	[ "$(cat stubs/published)" = $'one\nthree\ntwo' ]
	[ -z "$(ls spool)" ]
}

@test "files are taken in the order of their names" {
	start
	echo four >'spool/B.ndjson'
	gripe-run
	[ "$(grep -o 'classify.*' stubs/calls | sed 's|.*/||' | tr '\n' ' ')" = 'B.ndjson a.ndjson b.ndjson ' ]
}

@test "what fetch brings is taken in by the same run" {
	start
	echo five >stubs/new/c.ndjson
	gripe-run
	grep -qx five stubs/register
}

@test "a source that is down blocks nothing, and is the status" {
	start
	echo 75 >stubs/status.fetch
	run -75 gripe-run
	[ "$output" = 'gripe-run: fetch: gripe-fetch ended with 75' ]
	grep -qx three stubs/published
}

@test "a channel that is down never blocks intake" {
	start
	echo 69 >stubs/status.send
	run -69 gripe-run
	[ "$output" = 'gripe-run: out: gripe-send ended with 69' ]
	[ -z "$(ls spool)" ]
}

@test "the worst status counts, and one line tells of all" {
	start
	echo 75 >stubs/status.fetch
	echo 69 >stubs/status.send
	echo poison >spool/c.ndjson
	run -70 gripe-run
	[ "${#lines[@]}" -eq 1 ]
	[[ $output == 'gripe-run: fetch: gripe-fetch ended with 75; intake: c.ndjson: gripe-classify ended with 70; out: gripe-send ended with 69' ]]
}

@test "only sources that are configured are fetched, and nothing is sent without a setting for it" {
	start
	printf '[organisation]\nname = x\n' >gripe.conf
	gripe-run
	run -1 grep -E 'fetch|send' stubs/calls
	echo '[notify duty]' >gripe.conf
	gripe-run
	grep -q send stubs/calls
	run -1 grep fetch stubs/calls
}

@test "--no-fetch and --no-send leave those steps out" {
	start
	gripe-run --no-fetch --no-send
	run -1 grep -E 'fetch|send' stubs/calls
	grep -qx two stubs/worked
}

@test "a file that fails stays, the others go on, and the third time it is moved aside with the reason beside it" {
	start
	echo poison >spool/aa.ndjson
	for n in 1 2; do
		run -70 gripe-run
		[[ $output == *'aa.ndjson: gripe-classify ended with 70' ]]
		[ -e spool/aa.ndjson ]
		[ "$(cat stubs/register)" = $'one\npoison\nthree\ntwo' ]
	done
	run -70 gripe-run
	[[ $output == *'ended with 70; moved to failed after 3 failures' ]]
	[ ! -e spool/aa.ndjson ]
	[ "$(cat spool/failed/aa.ndjson)" = poison ]
	[ "$(grep -c 'gripe-classify ended with 70' spool/failed/aa.ndjson.reason)" -eq 3 ]
	run -0 gripe-run
	[ -z "$output" ]
}

@test "a file that was moved back by hand has three new tries" {
	start
	echo poison >spool/p.ndjson
	for n in 1 2 3; do gripe-run 2>/dev/null || :; done
	mv spool/failed/p.ndjson spool/
	run -70 gripe-run
	[ -e spool/p.ndjson ]
}

@test "two files of one name that fail are both kept" {
	start
	for content in 'poison 1' 'poison 2'; do
		echo "$content" >spool/p.ndjson
		for n in 1 2 3; do gripe-run 2>/dev/null || :; done
	done
	[ "$(cat spool/failed/p.ndjson)" = 'poison 1' ]
	[ "$(cat spool/failed/p.ndjson.2)" = 'poison 2' ]
	[ -s spool/failed/p.ndjson.2.reason ]
}

@test "a file that cannot be read counts as its own failure" {
	start
	echo unreadable >spool/0.ndjson
	run -74 gripe-run
	grep -qx three stubs/register
	[ "$(wc -l <spool/.failures/0.ndjson)" -eq 1 ]
}

@test "a busy register, a full disk or a broken table is no file's fault: nothing is counted, nothing is moved" {
	for status in 75 74 78 64 66; do
		start
		echo $status >stubs/status.register
		for n in 1 2; do run -$status gripe-run; done
		[ "$output" = "gripe-run: gripe-register ended with $status" ]
		sed -i 's/ -eq 0 .*/ -eq 0 ] || [ "$1" != -R ] || return "$status"/' stubs/gripe-register
		for n in 1 2 3 4; do run -$status gripe-run; done
		[ "$output" = "gripe-run: intake: gripe-register ended with $status" ]
		[ "$(ls spool)" = $'a.ndjson\nb.ndjson' ]
		[ ! -e spool/.failures ]
		[ "$(grep -c classify stubs/calls)" -eq 4 ]
		rm -r stubs
	done
	start
	echo broken >spool/0.ndjson
	run -78 gripe-run
	[ "$(ls spool)" = $'0.ndjson\na.ndjson\nb.ndjson' ]
}

@test "when bad lines cannot be kept, their file stays" {
	start
	printf 'good\nbad 1\n' >spool/c.ndjson
	mkdir -p spool/rejects/c.ndjson
	run -74 gripe-run
	[[ $output == *'c.ndjson is registered, and cannot be taken out of the spool' ]]
	[ -e spool/c.ndjson ]
	rmdir spool/rejects/c.ndjson
	run -0 gripe-run
	[ "$(cat spool/rejects/c.ndjson)" = 'bad 1' ]
	[ ! -e spool/c.ndjson ]
}

@test "bad lines are kept in rejects, with one line of warning, and the run is a success" {
	start
	printf 'good\nbad 1\nbad 2\n' >spool/c.ndjson
	run -0 gripe-run
	[ "${#lines[@]}" -eq 1 ]
	[[ $output == 'gripe-run: c.ndjson: 2 bad lines, kept in '*/spool/rejects/c.ndjson ]]
	[ "$(cat spool/rejects/c.ndjson)" = $'bad 1\nbad 2' ]
	grep -qx good stubs/register
	[ ! -e spool/c.ndjson ]
}

@test "names with spaces, newlines and dashes are names like others" {
	start
	printf 'x1\nbad x1\n' >spool/$'a\nb c.ndjson'
	echo x2 >'spool/-R.ndjson'
	echo 'poison x3' >spool/$'p *\n.ndjson'
	for n in 1 2 3; do
		run -70 gripe-run
		[ "$(grep -c 'ended with 70' <<<"$output")" -eq 1 ]
	done
	grep -qx x1 stubs/register
	grep -qx x2 stubs/register
	[ "$(cat spool/failed/$'p *\n.ndjson')" = 'poison x3' ]
	[ "$(cat spool/rejects/$'a\nb c.ndjson')" = 'bad x1' ]
	(cd spool && gripe-run -s . && gripe-run -s ../spool)
}

@test "files that are still being written are left alone" {
	start
	for name in .hidden a.tmp b.part c~; do echo no >"spool/$name"; done
	mkdir spool/folder
	gripe-run
	run -1 grep -x no stubs/register
	[ -d spool/folder ]
}

@test "a second run at the same time gives 75 at once" {
	start
	exec 8>>spool/.lock
	flock 8
	run -75 gripe-run
	[[ $output == *'another run is at work here' ]]
	[ ! -e stubs/calls ]
	exec 8>&-
	run -0 gripe-run
}

@test "a program that the sending left behind does not keep the next run out" {
	start
	echo 'sleep 60 >/dev/null 2>&1 3>&- & echo $! >"$STUBS/left"' | stub gripe-send
	gripe-run
	run -0 gripe-run
	kill "$(cat stubs/left)"
}

@test "a channel that hangs does not keep the next run's posts out" {
	start
	echo 'echo $$ >"$STUBS/hangs"; exec sleep 60 >/dev/null 2>&1 3>&-' | stub gripe-send
	gripe-run >/dev/null 2>&1 3>&- &
	until [ -s stubs/hangs ]; do sleep 0.05; done
	echo late >spool/late.ndjson
	run -0 gripe-run --no-send
	grep -qx late stubs/worked
	kill "$(cat stubs/hangs)"
	wait
}

@test "-n tells what would be done and does nothing" {
	start
	run -0 gripe-run -n
	[[ ${lines[0]} == 'fetch   gripe-fetch -o '* ]]
	[[ ${lines[1]} == 'intake  gripe-classify '*'a.ndjson | gripe-register' ]]
	[[ ${lines[3]} == 'work    gripe-register --pending | '* ]]
	[ "${lines[4]}" = 'out     gripe-send' ]
	[ ! -e stubs/calls ]
	[ ! -e spool/.lock ]
}

@test "-D, -c and -s go to the tools, in every way of writing them" {
	start
	echo 'echo "$GRIPE_DB $GRIPE_CONF" >>"$STUBS/seen"; cat >/dev/null' | stub gripe-register
	unset GRIPE_SPOOL GRIPE_CONF
	gripe-run -D one -c gripe.conf -s spool
	gripe-run -Dtwo -cgripe.conf -sspool
	gripe-run --db=three --config=gripe.conf --spool=spool
	gripe-run --db four --config gripe.conf --spool spool
	[ "$(sort -u stubs/seen | cut -d ' ' -f 1 | tr '\n' ' ')" = 'four one three two ' ]
	[ "$(cut -d ' ' -f 2 stubs/seen | sort -u)" = gripe.conf ]
}

@test "a wrong command line gives 64, missing settings 66, a spool that cannot be made 74" {
	start
	run -64 gripe-run --nonsense
	run -64 gripe-run file
	run -64 gripe-run -s
	run -64 gripe-run --no-fetch=yes
	run -66 gripe-run -c gone
	run -74 gripe-run -s gripe.conf/spool
	unset GRIPE_SPOOL
	run -64 gripe-run
	run -0 gripe-run -h
	[[ $output == usage:* ]]
}

@test "SIGTERM ends the run by that signal, and what was not finished is still there" {
	start
	echo 'kill -TERM $PPID; cat' | stub gripe-score
	echo 'echo no >>"$STUBS/sent"' | stub gripe-send
	run -143 gripe-run
	[ ! -e stubs/sent ]
	start
	run -0 gripe-run
	[ "$(cat stubs/published)" = $'one\nthree\ntwo' ]
}

@test "killed at any step, another run makes up for it: nothing lost, nothing twice" {
	for at in before after; do
		for step in 'gripe-fetch 1' 'gripe-classify 1' 'gripe-classify 2' 'gripe-classify 3' 'gripe-register 1' \
			'gripe-register 2' 'gripe-register 3' 'gripe-register--pending 1' 'gripe-register 5' 'gripe-score 1' 'gripe-reply 1' 'gripe-send 1'; do
			rm -rf spool stubs
			start
			echo four >stubs/new/c.ndjson
			echo "$at $step" >stubs/killed
			run -137 setsid -w gripe-run
			run -0 setsid -w gripe-run
			for list in register worked published; do
				[ "$(cat stubs/$list)" = $'four\none\nthree\ntwo' ] || {
					echo "killed $at $step: $list is $(cat stubs/$list)"
					return 1
				}
			done
			[ -z "$(ls spool)" ]
		done
	done
}

@test "killed while it sends, it publishes nothing twice" {
	start
	echo 'during gripe-send 1' >stubs/killed
	run -137 setsid -w gripe-run
	gripe-run
	[ "$(sort stubs/published)" = $'one\nthree\ntwo' ]
}
