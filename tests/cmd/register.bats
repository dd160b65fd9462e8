# gripe-register
load ../helper
bats_require_minimum_version 1.5.0

post() { # ID [MORE MEMBERS]
	printf '{"id":"%s","channel":"x","content":"tekst van %s","created_at":"2026-03-09T10:00:00Z"%s}\n' "$1" "$1" "${2:+,$2}"
}

posts() { # COUNT
	seq "$1" | sed 's/.*/{"id":"x:h\/&","channel":"x","content":"klacht &","n":0.10}/'
}

# What the three filters between --pending and the register do, as far as the register cares.
judge() {
	sed -u 's/}$/,"route":{"action":"answer","team":"webcare"},"reply":{"content":"Wat naar"}}/'
}

is_sound() {
	[ "$(sqlite3 "$1" 'PRAGMA integrity_check; PRAGMA foreign_key_check')" = ok ]
}

@test "each post goes on with its case, in order, and the rest byte for byte" {
	printf '{ "id":"a", "n":0.10,"big":123456789012345678901,"case":7 ,"t":"\\u00e9"}\n{"id":"b","case":{"id":"99"}}\n' >in
	run -0 gripe-register -D x.db in
	[ "${lines[0]}" = '{ "id":"a", "n":0.10,"big":123456789012345678901,"case":{"id":"1","status":"new","opened_at":"2026-03-10T12:00:00Z","unanswered":[],"version":1} ,"t":"\u00e9"}' ]
	[ "${lines[1]}" = '{"id":"b","case":{"id":"2","status":"new","opened_at":"2026-03-10T12:00:00Z","unanswered":[],"version":1}}' ]
}

@test "a second run adds nothing and changes nothing" {
	posts 2500 >in
	gripe-register -D x.db in >first
	gripe-register -D x.db in >second
	cmp first second
	[ "$(wc -l <first)" = 2500 ]
	[ "$(gripe-register -D x.db --dump | wc -l)" = 2500 ]
}

@test "a post of ours or of a robot that belongs to no case has none" {
	{ post a '"direction":"out","case":{"id":"5"}'; post b '"automatic":true'; } | gripe-register -D x.db >out
	run -1 grep case out
	run -0 gripe-register -D x.db --pending
	[ -z "$output" ]
}

@test "a thread is one case: the newest post waits, and names the earlier ones" {
	{
		post x:h/1
		post x:h/2 '"in_reply_to_id":"1"' | sed s/T10/T11/
		post x:h/3
	} | gripe-register -D x.db >/dev/null
	gripe-register -D x.db --pending >out
	[ "$(jq -c '[.id,.case.id,.case.unanswered]' out)" = '["x:h/2","1",["x:h/1"]]
["x:h/3","2",[]]' ]
	judge <out | gripe-register -D x.db >/dev/null
	[ -z "$(gripe-register -D x.db --pending)" ]
	post x:h/4 '"in_reply_to_id":"1"' | sed s/T10/T12/ | gripe-register -D x.db >/dev/null
	[ "$(gripe-register -D x.db --pending | jq -c '[.id,.case.id,.case.status,.case.unanswered]')" = '["x:h/4","1","open",[]]' ]
}

@test "the work chain reads and writes one register of 10,000 cases and never waits for itself" {
	posts 10000 | gripe-register -D x.db >/dev/null
	gripe-register -D x.db --pending | judge | gripe-register -D x.db >out
	[ "$(wc -l <out)" = 10000 ]
	[ "$(jq -r .case.status out | sort -u)" = open ]
	[ -z "$(gripe-register -D x.db --pending)" ]
	is_sound x.db
}

@test "the work chain may stop anywhere: what was not judged still waits" {
	posts 2500 | gripe-register -D x.db >/dev/null
	gripe-register -D x.db --pending | head -n 1200 | judge | gripe-register -D x.db >/dev/null
	[ "$(gripe-register -D x.db --pending | wc -l)" = 1300 ]
}

@test "a dump makes an equal register, in one go or through a pipe" {
	{ posts 700; post x:h/900 '"in_reply_to_id":"5"'; post z '"direction":"out","in_reply_to_id":"unknown"'; } |
		gripe-register -D x.db >/dev/null
	gripe-register -D x.db --pending | judge | gripe-register -D x.db >/dev/null
	gripe-register -D x.db --dump | gripe-register -D y.db >/dev/null
	gripe-register -D x.db --dump >x
	gripe-register -D y.db --dump >y
	cmp x y
	[ -z "$(gripe-register -D y.db --pending)" ]
}

@test "a dump is limited by time, status, team, channel and topic" {
	{
		post a '"classify":{"topics":["delivery","contact"]}'
		post b '"route":{"team":"care"}' | sed 's/"x"/"mail"/'
		post c | sed 's/03-09/03-10/'
		echo '{"id":"d"}'
	} | gripe-register -D x.db >/dev/null
	ids() { gripe-register -D x.db --dump "$@" | jq -r .id | tr -d '\n'; }
	[ "$(ids --topic contact)" = a ]
	[ "$(ids --team care)" = b ]
	[ "$(ids --channel x)" = ac ]
	[ "$(ids --status open)" = b ]
	[ "$(ids --status new)" = acd ]
	[ "$(ids --since 2026-03-10)" = c ]
	[ "$(ids --since 2026-03-09 --until 2026-03-10T00:00:00Z)" = ab ]
	[ "$(ids --since 36h)" = abc ]
	run -64 gripe-register -D x.db --dump --since gisteren
	run -64 gripe-register -D x.db --team care
	run -64 gripe-register -D x.db --pending --team care
	run -64 gripe-register -D x.db --pending --dump
	run -64 gripe-register -D x.db --dump in
}

@test "a bad line is named and the good ones are registered" {
	{ post a; echo '{"content":"zonder id"}'; echo '{"id":"b","route":"x"}'; echo '{'; post c; } >in
	run -65 --separate-stderr gripe-register -D x.db in
	[ "${#lines[@]}" = 2 ]
	[[ $stderr == *"gripe-register: in:2: id is missing"* ]]
	[[ $stderr == *"in:3: route is not an object"* ]]
	[[ $stderr == *"in:4: "* ]]
	run -0 gripe-register -D x.db -R bad in
	[ "$(wc -l <bad)" = 3 ]
	[ "$(gripe-register -D x.db --dump | wc -l)" = 2 ]
}

@test "the first post goes on, and is in the register, while input stays open" {
	mkfifo pipe
	gripe-register -D x.db <pipe >out &
	exec 7>pipe
	{ post a; echo; echo '{"no":"id"}'; } >&7
	for ((i = 0; i < 200 && $(wc -l <out) < 1; i++)); do sleep 0.05; done
	[ "$(jq -r .id out)" = a ]
	[ "$(gripe-register -D x.db --dump | jq -r .id)" = a ]
	exec 7>&-
	ended=0
	wait $! || ended=$?
	[ $ended = 65 ]
}

@test "which register is said by -D, GRIPE_DB or the settings, in this order" {
	printf '[register]\npath = conf.db\n' >gripe.conf
	post a | gripe-register -c gripe.conf >/dev/null
	post b | GRIPE_DB=env.db gripe-register -c gripe.conf >/dev/null
	post c | GRIPE_DB=env.db gripe-register -c gripe.conf -D option.db >/dev/null
	[ "$(for f in conf env option; do gripe-register -D $f.db --dump; done | jq -r .id | tr -d '\n')" = abc ]
	run -64 gripe-register in
	[[ $output == *"which register?"* ]]
}

@test "a register is for its owner alone, and leaves nothing beside it" {
	(umask 022 && post a | gripe-register -D x.db >/dev/null)
	[ "$(stat -c %a x.db)" = 600 ]
	[ "$(ls)" = x.db ]
}

@test "a missing register, a text file, another database, and one of a newer gripe are refused and stay as they are" {
	run -66 gripe-register -D none.db --dump
	run -66 gripe-register -D none.db --pending
	run -66 gripe-register -D /nonexistent/x.db /dev/null
	[ ! -e none.db ]
	seq 100 >text.db
	sqlite3 other.db 'CREATE TABLE t (a); INSERT INTO t VALUES (1)'
	post a | gripe-register -D new.db >/dev/null
	sqlite3 new.db 'PRAGMA user_version = 99'
	sha256sum text.db other.db new.db >before
	for db in text other new; do
		for way in --dump --pending -; do
			run -78 gripe-register -D $db.db $way </dev/null
			[[ $output == *"$db.db: "* ]]
		done
	done
	[[ $output == *"written by a newer gripe"* ]]
	sha256sum -c --quiet before
	[ "$(ls)" = $'before\nnew.db\nother.db\ntext.db' ]
}

@test "wrong options, a missing file, a full disk" {
	run -64 gripe-register -D x.db --nonsense
	run -66 gripe-register -D x.db none
	posts 3000 >in
	run -74 bash -c 'gripe-register -D x.db in >/dev/full'
	run -74 bash -c 'gripe-register -D x.db --dump >/dev/full'
	is_sound x.db
}

@test "when the disk is full the run stops, says where, and what was passed on is registered" {
	posts 20000 >in
	run -74 --separate-stderr bash -c "trap '' XFSZ; ulimit -f 2000; gripe-register -D x.db in 2>err | cat >out; exit \${PIPESTATUS[0]}"
	grep -q 'x.db: ' err
	grep -q 'gripe-register: in:[0-9]*: from here on nothing was registered' err
	is_sound x.db
	[ "$(wc -l <out)" -lt 20000 ]
	gripe-register -D x.db --dump | jq -r .id >registered
	jq -r .id out | cmp - registered
	gripe-register -D x.db in | wc -l
	[ "$(gripe-register -D x.db --dump | wc -l)" = 20000 ]
}

@test "a register that another program holds is waited for, and then it is for later" {
	printf '[register]\nbusy = 0s\n' >gripe.conf
	post a | gripe-register -D x.db >/dev/null
	mkfifo pipe
	sqlite3 x.db <pipe >held &
	exec 7>pipe
	echo "BEGIN IMMEDIATE; SELECT 'held';" >&7
	until grep -q held held; do sleep 0.05; done
	post b >in
	run -75 gripe-register -c gripe.conf -D x.db in
	[[ $output == *"another program is writing to the register"* ]]
	[ "$(gripe-register -c gripe.conf -D x.db --dump | wc -l)" = 1 ]
	gripe-register -D x.db in >out &
	echo 'COMMIT;' >&7
	exec 7>&-
	wait $!
	[ "$(jq -r .id out)" = b ]
}

@test "killed at any moment it loses nothing that it passed on, and a second run makes up for the rest" {
	posts 3000 >in
	mkfifo pipe
	for i in $(seq 20); do
		gripe-register -D x.db <pipe >out 3>&- &
		pid=$!
		exec 7>pipe
		head -n $((i * 137)) in >&7 3>&- &
		writer=$!
		for ((n = 0; n < 400 && $(wc -l <out) < (i * 137 / (1 + i % 4)); n++)); do sleep 0.01; done
		kill -9 $pid
		ended=0
	wait $pid || ended=$?
	[ $ended = 137 ]
		exec 7>&-
		wait $writer || true
		grep '}$' out | jq -r .id | sort >passed
		gripe-register -D x.db --dump | jq -r .id | sort >registered
		[ -z "$(comm -23 passed registered)" ]
	done
	gripe-register -D x.db in >/dev/null
	gripe-register -D x.db --dump | jq -r .id | sort >registered
	jq -r .id in | sort | cmp - registered
	is_sound x.db
}

@test "ended by a signal it registers and passes on what it has taken, and says it was ended" {
	posts 500 >in
	mkfifo pipe
	gripe-register -D x.db <pipe >out 3>&- &
	pid=$!
	exec 7>pipe
	cat in >&7
	for ((n = 0; n < 400 && $(wc -l <out) < 500; n++)); do sleep 0.01; done
	kill -TERM $pid
	ended=0
	wait $pid || ended=$?
	[ $ended = 143 ]
	exec 7>&-
	[ "$(wc -l <out)" = 500 ]
	is_sound x.db
}

@test "SQL, patterns and long names in posts are nothing but text" {
	printf '%s\n' "{\"id\":\"'); DROP TABLE post; --\",\"content\":\"% _ * NEAR( \\u0000 \\ud800\",\"channel\":\"'\"}" >in
	printf '{"id":"%s","in_reply_to_id":"%s"}\n' "$(head -c 65536 /dev/zero | tr '\0' a)" "'); DROP TABLE post; --" >>in
	gripe-register -D x.db in >/dev/null
	gripe-register -D x.db in >/dev/null
	[ "$(gripe-register -D x.db --dump | wc -l)" = 2 ]
	[ "$(gripe-register -D x.db --dump --channel "'" | wc -l)" = 1 ]
	is_sound x.db
}

@test "several that write and read at once lose nothing of each other" {
	posts 4000 >in
	split -n l/4 in part.
	for part in part.*; do
		gripe-register -D x.db "$part" >"out.$part" 3>&- &
	done
	for n in $(seq 20); do
		gripe-register -D x.db --dump >seen 2>err || [ ! -s x.db ] || grep -q 'cannot be opened\|gripe-register makes' err
		gripe-case -D x.db close "$n" --as anna --why klaar 2>/dev/null || true
	done
	wait
	[ "$(gripe-register -D x.db --dump | jq -r .id | sort | uniq -c | awk '$1 == 1' | wc -l)" = 4000 ]
	for n in $(seq 20); do
		gripe-case -D x.db close "$n" --as bert --why klaar 2>/dev/null || true
	done
	[ "$(gripe-case -D x.db list --status closed --json | wc -l)" = 20 ]
	is_sound x.db
}

@test "a very long line takes memory for itself, not for its batch" {
	for n in 1 2 3; do
		printf '{"id":"%s","content":"%s"}\n' "$n" "$(head -c 6000000 /dev/zero | tr '\0' a)"
	done >in
	gripe-register -D x.db in >out
	gripe-register -D x.db --dump | jq -r '.id, (.content | length)' >dumped
	[ "$(tr '\n' ' ' <dumped)" = '1 6000000 2 6000000 3 6000000 ' ]
	run -65 bash -c 'head -c 20000000 /dev/zero | tr "\0" a | gripe-register -D x.db'
}
