# gripe-case
load ../helper
bats_require_minimum_version 1.5.0

unset GRIPE_AGENT
export GRIPE_DB=x.db

register() { # RECORD...
	printf '%s\n' "$@" | gripe-register >/dev/null
}

urgent='{"id":"x:h/1","channel":"x","content":"Brand in de meterkast!","created_at":"2026-03-10T09:00:00Z","author":{"handle":"jan"},"classify":{"kind":"complaint","topics":["safety"]},"score":{"priority":1,"severity":80,"level":"critical","reasons":[{"rule":"nl-fire","points":80,"match":"Brand"}]},"route":{"action":"answer","team":"care","notify":["duty"],"why":["safety"],"sla":{"first_response_due_at":"2026-03-10T09:05:00Z"}},"reply":{"content":"Blijf buiten, wij bellen u nu."}}'
calm='{"id":"mail:h/2","channel":"mail","content":"Waar blijft mijn pakket?","created_at":"2026-03-10T08:00:00Z","author":{"name":"Piet"},"classify":{"topics":["delivery"]},"score":{"priority":3,"severity":10,"level":"low"},"route":{"action":"answer","team":"webcare","sla":{"first_response_due_at":"2026-03-10T14:00:00Z"}},"reply":{"content":"Dag Piet, wij zoeken het uit."}}'
chat='{"id":"x:h/3","channel":"x","content":"Mooi weer","route":{"action":"none"}}'
person='{"id":"x:h/4","channel":"x","content":"Ik zie het niet meer zitten","route":{"action":"answer","team":"care","human_only":true}}'

@test "the list is a table with the most urgent case on top" {
	register "$calm" "$urgent" "$chat"
	run -0 gripe-case list
	[ "${#lines[@]}" = 3 ]
	[ "${lines[0]}" = 'CASE  PRIO  LEVEL     DUE       TEAM     STATUS  CHANNEL  TOPIC     WHO   WORDS' ]
	[ "${lines[1]}" = '  2!  1     critical  2 h late  care     open    x        safety    jan   Brand in de meterkast!' ]
	[ "${lines[2]}" = '   1  3     low       in 2 h    webcare  open    mail     delivery  Piet  Waar blijft mijn pakket?' ]
	run -0 gripe-case list --team webcare --json
	[ "$(jq -r .id <<<"$output")" = 1 ]
	[ "$(gripe-case list --all --json | wc -l)" = 3 ]
	run -0 env COLUMNS=70 gripe-case list
	[ "${lines[1]}" = '  2!  1     critical  2 h late  open    jan   Brand in de meterkast!' ]
}

@test "nothing found is status 1, with nothing on standard output" {
	register "$chat"
	run -1 gripe-case list
	[ -z "$output" ]
	run -1 --separate-stderr gripe-case show 9
	[ -z "$output" ]
	[[ $stderr == "gripe-case: x.db: there is no case 9" ]]
}

@test "a case is shown with its posts, why it was judged so, its draft, warnings and history" {
	register "$urgent"
	gripe-case approve 1 --as anna
	run -0 gripe-case show 1
	for part in 'Case 1: open, priority 1, severity critical, team care, answer due 2 h late' '    Brand in de meterkast!' \
		'severity 80, critical; nl-fire +80 Brand' 'answer, team care, notify duty: safety' '    Blijf buiten, wij bellen u nu.' \
		'approved by anna at 2026-03-10T12:00:00Z: approved' 'duty  x:h/1  open' 'anna  approved  for x:h/1, sha256 '; do
		[[ $output == *"$part"* ]]
	done
	[ "$(gripe-case show 1 --json | jq -c '[.id,.posts[0].id,.draft.content,.answers[0].approved_by,.warnings[0].target]')" = \
		'["1","x:h/1","Blijf buiten, wij bellen u nu.","anna","duty"]' ]
}

@test "approving says who, binds the text, and is done once" {
	register "$calm"
	run -64 gripe-case approve 1
	[[ $output == *'who are you?'* ]]
	GRIPE_AGENT=bert gripe-case approve 1
	run -1 gripe-case approve 1 --as anna
	[[ $output == *'bert approved an answer at 2026-03-10T12:00:00Z, and it waits to be sent'* ]]
	register '{"id":"mail:h/2","reply":{"content":"Een nieuw concept"}}'
	[ "$(gripe-case show 1 --json | jq -r '.answers[0] | .content, .sha256')" = \
		"Dag Piet, wij zoeken het uit."$'\n'"$(printf 'Dag Piet, wij zoeken het uit.' | sha256sum | cut -d ' ' -f 1)" ]
	[ "$(gripe-case list --json | jq -r .answer)" = approved ]
}

@test "a text of one's own is approved from a file or standard input" {
	register "$person" "$calm"
	run -1 gripe-case approve 1 --as anna
	[[ $output == *"for a person alone"* ]]
	printf 'Wij bellen je nu.\n\n' | gripe-case approve 1 --as anna --text -
	[ "$(gripe-case show 1 --json | jq -r '.answers[0].content')" = "Wij bellen je nu." ]
	printf 'cafe\xcc\x81' >text
	gripe-case approve 2 --as anna --text text --target brief
	[ "$(gripe-case show 2 --json | jq -r '.answers[0] | .content + .target')" = $'caf\u00e9brief' ]
	run -66 gripe-case approve 2 --as anna --text none
	printf 'caf\xe9' >text
	run -65 gripe-case approve 2 --as anna --text text
	printf 'a\0b' >text
	run -65 gripe-case approve 2 --as anna --text text
	head -c 70000 /dev/zero | tr '\0' a >text
	run -65 gripe-case approve 2 --as anna --text text
	gripe-case withdraw 2 --as anna --why 'toch niet'
	run -1 gripe-case approve 2 --as anna --text /dev/null
	[[ $output == *"the text is empty"* ]]
}

@test "an approval is withdrawn, a case closed and its warnings acknowledged, each with who and why" {
	register "$urgent"
	gripe-case approve 1 --as anna
	run -64 gripe-case withdraw 1 --as anna
	gripe-case withdraw 1 --as anna --why vergist
	run -1 gripe-case withdraw 1 --as anna --why vergist
	gripe-case ack 1 --as bert
	run -1 gripe-case ack 1 --as bert
	run -64 gripe-case close 1 --as bert
	gripe-case close 1 --as bert --why 'brandweer was er al'
	run -1 gripe-case close 1 --as bert --why nogmaals
	[ "$(gripe-case show 1 --json | jq -c '.history[] | [.who,.what,.why]' | tail -n 3)" = '["anna","withdrawn","vergist"]
["bert","seen","warnings"]
["bert","closed","brandweer was er al"]' ]
	run -1 gripe-case list
	[ "$(gripe-case list --status closed --json | jq -r .id)" = 1 ]
}

@test "of two at once the second is told who was first, and nothing is overwritten" {
	register "$calm"
	gripe-case close 1 --as bert --why opgelost --if-version 1
	run -75 gripe-case approve 1 --as anna --if-version 1
	[[ $output == *"changed meanwhile by bert at 2026-03-10T12:00:00Z; it has version 2 now"* ]]
	[ "$(gripe-case show 1 --json | jq '.answers | length')" = 0 ]
	gripe-case approve 1 --as anna --if-version 2
	run -64 gripe-case approve 1 --as anna --if-version two
	for who in a b c d e f g h; do
		gripe-case approve 1 --as $who 2>/dev/null &
	done
	wait
	[ "$(gripe-case show 1 --json | jq '.answers | length')" = 1 ]
}

@test "hostile posts are harmless on a terminal" {
	register '{"id":"x:h/\u001b]0;x\u0007","channel":"\u001b[31m","title":"\u202e","content":"a\u001b[2Jb\r\nregel","author":{"name":"\u0000\u009b"}}'
	{ gripe-case list; gripe-case show 1; } >out
	run -1 grep -P '[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80\xae' out
	grep -q 'a·\[2Jb' out
}

@test "wrong command lines" {
	register "$calm"
	for wrong in '' nonsense 'list 1' show 'show 1 2' 'settle 1 --as anna' 'settle 1 --as anna --sent --failed' 'show 1 --nonsense'; do
		# shellcheck disable=SC2086 # words on purpose
		run -64 gripe-case $wrong
	done
	run -0 gripe-case --help
	[[ $output == usage:* ]]
	run -0 gripe-case -V
}

@test "a missing register, a file that is none, a full disk, a busy register" {
	run -66 gripe-case -D none.db list
	run -66 gripe-case -D none.db close 1 --as anna --why x
	seq 100 >text
	run -78 gripe-case -D text list
	register "$calm"
	run -74 bash -c 'gripe-case list >/dev/full'
	run -74 bash -c 'gripe-case show 1 --json >/dev/full'
	printf '[register]\nbusy = 0s\n' >gripe.conf
	mkfifo pipe
	sqlite3 x.db <pipe >held 3>&- &
	exec 7>pipe
	echo "BEGIN IMMEDIATE; SELECT 'held';" >&7
	until grep -q held held; do sleep 0.05; done
	run -75 gripe-case -c gripe.conf close 1 --as anna --why x
	gripe-case -c gripe.conf list >/dev/null
	exec 7>&-
	wait
}
