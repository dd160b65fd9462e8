# gripe-fetch -f text: a post a line
load ../helper
bats_require_minimum_version 1.5.0

@test "every line is a post, as it is for gripe-classify" {
	printf 'Al drie weken geen pakket!\nWhere is my refund?\n' >in.txt
	run -0 gripe-fetch -f text in.txt
	[[ $(sed -n 1p <<<"$output") =~ ^'{"id":"text:text/'[0-9a-f]{32}'","channel":"text","source":"text","content":"Al drie weken geen pakket!","fetched_at":"2026-03-10T12:00:00Z"}'$ ]]
	diff <(gripe-fetch -f text in.txt | gripe-classify | jq -c '[.content,.classify]') <(gripe-classify -f text in.txt | jq -c '[.content,.classify]')
}

@test "marks of other formats mean nothing in a text" {
	printf '{"content":"x"}\n"a",b\n  <b>een</b> & twee \r\n' >in.txt
	[ "$(gripe-fetch -f text in.txt | jq -c .content | tr '\n' ' ')" = '"{\"content\":\"x\"}" "\"a\",b" "<b>een</b> & twee" ' ]
}

@test "empty lines are passed over, and equal lines are posts of their own that stay the same" {
	printf '\nhoi\n \t\nhoi' >in.txt
	gripe-fetch -f text in.txt | jq .id >one
	[ "$(sort -u one | wc -l)" -eq 2 ]
	GRIPE_NOW=2027-01-01T00:00:00Z gripe-fetch -f text in.txt | jq .id >two
	diff one two
}

@test "a line that is too long is named, and bytes that are no UTF-8 are replaced with a warning" {
	printf 'kort\n%0200d\nCaf\351 dicht\n' 7 >in.txt
	run --separate-stderr -65 gripe-fetch -f text --max-line 100 in.txt
	[ "$(jq -r .content <<<"$output" | tr '\n' ' ')" = "kort Caf$(printf '\357\277\275') dicht " ]
	[ "$stderr" = "gripe-fetch: in.txt:2: the line is over 100 bytes (--max-line)
gripe-fetch: in.txt:3: bytes that are no UTF-8 were replaced by U+FFFD" ]
}

@test "a text has no columns, and an empty one no posts" {
	run -64 gripe-fetch -f text -m content=x </dev/null
	run -0 gripe-fetch -f text </dev/null
	[ -z "$output" ]
}
