# gripe-run with the real tools and the demo's day of posts: nothing lost, nothing registered or published twice
load ../helper
bats_require_minimum_version 1.5.0

start() { # a folder with the demo's sources, and settings that send to files
	export GRIPE_CONF=$PWD/gripe.conf GRIPE_DB=$PWD/cases.db GRIPE_SPOOL=$PWD/spool XDG_STATE_HOME=$PWD/state
	export GRIPE_NOW=2026-03-10T22:30:00Z
	cp "$DATA"/demo/* .
	echo '[send]' >>gripe.conf
	echo "command = ${1:-cat >>$PWD/answers}" >>gripe.conf
	for target in duty safety privacy legal security press; do
		printf '[notify %s]\nfile = warnings\n' "$target" >>gripe.conf
	done
}

# What the register holds, without what only tells how often it was touched
dump() {
	gripe-register --dump | jq -cS 'del(.case.version)' | sort
}

approve_some() { # HOW MANY
	gripe-register --dump | jq -r 'select(.reply.content and .route.human_only != true) | .case.id' | head -n "$1" |
		while read -r case; do gripe-case approve "$case" --as tester >/dev/null; done
}

# Wraps a tool: the group is killed before or after its n-th call, or in its midst, after so many lines.
kill_at() { # before|after|LINES TOOL N
	mkdir -p wraps
	rm -f wraps/* calls
	cat >"wraps/$2" <<-END
		#!/usr/bin/env bash
		echo x >>'$PWD/calls'
		n=\$(wc -l <'$PWD/calls')
		[ "\$n" -ne $3 ] || [ $1 != before ] || kill -9 0
		if [ "\$n" -eq $3 ] && [ $1 != after ]; then
			'$GRIPE_BIN/$2' "\$@" | { head -n '$1'; kill -9 0; }
		fi
		'$GRIPE_BIN/$2' "\$@"
		status=\$?
		[ "\$n" -ne $3 ] || [ $1 != after ] || kill -9 0
		exit \$status
	END
	chmod +x "wraps/$2"
	PATH=$PWD/wraps:$PATH run -137 setsid -w gripe-run
}

@test "a run registers every post of every source, a second run adds none, and both are silent" {
	start
	run -0 gripe-run
	[ -z "$output" ]
	[ "$(gripe-register --dump | wc -l)" -eq 187 ]
	[ "$(gripe-register --dump | jq -r .id | sort | uniq -d | wc -l)" -eq 0 ]
	[ "$(gripe-register --pending | wc -l)" -eq 0 ]
	[ -z "$(ls spool)" ]
	dump >one
	run -0 gripe-run
	[ -z "$output" ]
	dump | diff one -
}

@test "the three chains agree with one pipe over the same posts" {
	start
	gripe-run --no-send
	gripe-fetch --state other -o other-spool
	cat other-spool/* | gripe-classify | gripe-score | gripe-route | gripe-reply | jq -cS '[.id, .classify]' | sort >pipe
	gripe-register --dump | jq -cS '[.id, .classify]' | sort | diff pipe -
}

@test "killed at any step, the next run ends with the same register" {
	mkdir whole
	(cd whole && start && gripe-run && dump >../expected)
	for at in 'before gripe-fetch 1' 'after gripe-fetch 1' 'before gripe-classify 2' '20 gripe-classify 1' 'after gripe-classify 2' \
		'before gripe-register 2' '5 gripe-register 2' 'after gripe-register 3' '40 gripe-register 5' 'before gripe-score 1' \
		'30 gripe-route 1' 'after gripe-reply 1' 'after gripe-register 6' 'before gripe-send 1' 'after gripe-send 1'; do
		rm -rf killed
		mkdir killed
		(
			cd killed
			start
			# shellcheck disable=SC2086
			kill_at $at
			run -0 gripe-run
			[ -z "$output" ]
			[ -z "$(ls spool)" ]
			[ "$(jq -r '[.id, .target] | @tsv' warnings | sort -u)" = "$(jq -r '[.id, .target] | @tsv' ../whole/warnings | sort -u)" ]
			dump >dumped
			diff ../expected dumped >difference
		) || {
			echo "killed at $at:"
			head -n 5 killed/difference
			return 1
		}
	done
}

@test "an approved answer goes out once, however often the run is repeated" {
	start
	gripe-run
	approve_some 5
	for n in 1 2 3; do gripe-run; done
	[ "$(jq -r .in_reply_to_id answers | sort -u | wc -l)" -eq 5 ]
	[ "$(wc -l <answers)" -eq 5 ]
}

@test "killed while an answer goes out, nothing goes out twice, and the run says which to look at" {
	printf '#!/usr/bin/env bash\nkill -9 -- "-$(cat leader)"\n' >kill-all
	chmod +x kill-all
	for when in ./kill-all 'cat >>answers; ./kill-all'; do
		rm -rf state spool cases.db* answers warnings again
		start "test -e again && cat >>answers || { $when; }"
		gripe-run --no-send
		approve_some 4
		run -137 setsid -w sh -c 'echo $$ >leader; exec gripe-run'
		touch again
		run -1 gripe-run
		[[ $output == *'gripe-run: out: gripe-send ended with 1' ]]
		[ "$(sort answers | uniq -d | wc -l)" -eq 0 ]
		[ "$(wc -l <answers)" -ge 3 ]
		[ "$(jq -r .in_reply_to_id answers | sort -u | wc -l)" -eq "$(wc -l <answers)" ]
	done
}

@test "a channel that is down keeps answers for later, and intake goes on" {
	start 'test -e up && cat >>answers || exit 75'
	gripe-run
	approve_some 2
	echo '{"id":"letter:1","content":"Waar blijft mijn pakket?"}' >spool/letters.ndjson
	run -75 gripe-run
	[[ $output == *'gripe-run: out: gripe-send ended with 75' ]]
	[ "$(gripe-register --dump | jq -r 'select(.id == "letter:1") | .route.action')" = answer ]
	touch up
	run -0 gripe-run
	[ "$(wc -l <answers)" -eq 2 ]
}

@test "bad lines are kept, good ones of the same file are registered" {
	start
	mkdir spool
	printf '%s\n' '{"id":"letter:1","content":"Waar blijft mijn pakket?"}' '{"id":' '{"content":"zonder id"}' >spool/letters.ndjson
	run -0 gripe-run --no-fetch
	[[ ${lines[-1]} == 'gripe-run: letters.ndjson: 2 bad lines, kept in '* ]]
	[ "$(gripe-register --dump | jq -r .id)" = letter:1 ]
	[ "$(wc -l <spool/rejects/letters.ndjson)" -eq 2 ]
}

@test "a register that a newer gripe wrote is left alone, and the spool waits" {
	start
	gripe-run --no-send
	echo '{"id":"letter:1","content":"x"}' >spool/letters.ndjson
	printf 'not a register at all, but long enough to be one of something else%.0s\n' {1..40} >other
	cp other before
	run -78 gripe-run -D other --no-fetch
	cmp other before
	[ -e spool/letters.ndjson ]
	[ ! -e spool/.failures ]
}
