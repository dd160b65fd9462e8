# scripts/demo: what somebody who has just cloned the project sees
load ../helper
bats_require_minimum_version 1.5.0

@test "the demo takes a day of posts through the whole flow, and every command that it names works" {
	export TMPDIR=$BATS_TEST_TMPDIR
	unset GRIPE_DATA GRIPE_NOW
	run -0 --separate-stderr "$ROOT/scripts/demo"
	[[ $output == *'posts in all                       187'* ]]
	[[ $output == *'Worst open cases'* ]]
	[[ $output == *'Where to look next'* ]]
	sed -n '/^Where to look next/,$s/^  //p' <<<"$output" | grep -v '^man ' >commands
	grep -q '^gripe-case approve' commands
	run -0 sh -e commands
	[[ $output == *' -> file answers.ndjson: '* ]]
	[ ! -e "$TMPDIR"/gripe-demo.*/answers.ndjson ]
}

@test "the demo is the same every time" {
	export TMPDIR=$BATS_TEST_TMPDIR
	for n in 1 2; do "$ROOT/scripts/demo" 2>/dev/null | sed "s/gripe-demo\.[^/]*//; s/-[0-9]*-\([a-z]*\.ndjson\)/-\1/" >$n; done
	diff 1 2
}
