# The contract of every filter: DESIGN, section 4, and gripe(7). Each test is one sentence of it, true of all filters.
load ../helper
load contract

@test "a record goes out with one member more and every other byte as it came in" {
	check() {
		printf '%s\n' "$post" >in
		try "${filter[@]}" in >out 2>err
		ended 0
		is_silent
		holds out 1
		is_post_with_more "$(cat out)" "$post"
	}
	each_filter check
}

@test "standard input, a dash and a file are the same" {
	check() {
		posts 1 3 >in
		for way in "in" "-" ""; do
			rm -f register.db*
			# shellcheck disable=SC2086 # no operand at all is one of the ways
			try "${filter[@]}" $way <in >"out$way" 2>err
			ended 0
		done
		cmp outin out-
		cmp outin out
	}
	each_filter check
}

@test "several files come out one after the other, whatever their names" {
	check() {
		mkdir "a folder"
		posts 1 2 >"a folder/two posts.ndjson"
		posts 3 3 >--strict
		posts 4 5 >$'new\nline'
		posts 6 6 >last
		try "${filter[@]}" -- "a folder/two posts.ndjson" --strict - last <$'new\nline' >out 2>err
		ended 0
		[ "$(jq -r .id out | tr '\n' ' ')" = "x:demo/1 x:demo/2 x:demo/3 x:demo/4 x:demo/5 x:demo/6 " ]
		try "${filter[@]}" $'new\nline' >out 2>err
		ended 0
		holds out 2
	}
	each_filter check
}

@test "bad JSON is named by file and line, skipped and counted, and the good lines pass" {
	check() {
		{ posts 1 1 && echo '{"id":"x:demo/2","content":}' && echo nonsense && posts 4 4; } >in
		try "${filter[@]}" in >out 2>err
		ended 65
		holds out 2
		says "$tool: in:2: a value is expected (byte 28)"
		says "$tool: in:3: "
		[ "$(wc -l <err)" -eq 2 ]
		try "${filter[@]}" <in >out 2>err
		ended 65
		says "$tool: -:2: "
	}
	each_filter check
}

@test "every kind of line that is no JSON object is a bad line" {
	check() {
		printf '%s\n' '[]' '[{"id":"x:demo/1"}]' '"text"' 17 null true '{' '{"id":"x:demo/1"' "{'id':'x'}" \
			'{"id":"x:demo/1",}' '{"id":"x:demo/1"} {"id":"x:demo/2"}' '{"id":"x:demo/1","n":01}' \
			'{"id":"x:demo/1","n":NaN}' '{"id":"x:demo/1","t":"\x"}' $'{"id":"x:demo/1","t":"\t"}' >in
		posts 7 7 >>in
		try "${filter[@]}" in >out 2>err
		ended 65
		holds out 1
		[ "$(grep -c "^$tool: in:[0-9]*: " err)" -eq 15 ]
	}
	each_filter check
}

@test "nesting passes to 1024 levels and is a bad line beyond" {
	check() {
		local open close
		open=$(printf '[%.0s' {1..1023}) close=$(printf ']%.0s' {1..1023})
		line="{\"deep\":$open$close,${post#\{}"
		printf '%s\n' "$line" "${line/\[\[/[[[}" "{\"deep\":$(printf '[%.0s' {1..100000})" >in
		try "${filter[@]}" in >out 2>err
		ended 65
		[ "$(wc -l <out)" -eq 1 ]
		is_post_with_more "$(cat out)" "$line"
		says "in:2: "
		says "in:3: nesting is too deep"
	}
	each_filter check
}

@test "a member of a type that the filter cannot use makes a bad record" {
	check() {
		{ posts 1 1 && echo "$wrong" && posts 3 3; } >in
		try "${filter[@]}" in >out 2>err
		ended 65
		holds out 2
		says "$tool: in:2: "
	}
	each_filter check
}

@test "a record without content is not bad" {
	check() {
		printf '%s\n' '{"id":"x:demo/1"}' '{"id":"x:demo/2","content":null}' '{"id":"x:demo/3","content":""}' \
			'{"id":"x:demo/4","title":null,"tags":[],"author":null,"created_at":null}' >in
		try "${filter[@]}" in >out 2>err
		ended 0
		is_silent
		[ "$(jq -r .id out | tr '\n' ' ')" = "x:demo/1 x:demo/2 x:demo/3 x:demo/4 " ]
	}
	each_filter check
}

@test "a NUL byte makes a bad line wherever it stands" {
	check() {
		{
			printf '%s\n' "$post"
			printf '{"id":"x:demo/2","content":"a\0b"}\n{"id":"x:demo/3"}\0\n\0{"id":"x:demo/4"}\n\0\n'
			posts 6 6
		} >in
		try "${filter[@]}" in >out 2>err
		ended 65
		holds out 2
		[ "$(grep -c "^$tool: in:[2-5]: a NUL byte" err)" -eq 4 ]
	}
	each_filter check
}

@test "a line of 20 MiB is a bad line by default, and passes with --max-line" {
	check() {
		{
			posts 1 1
			printf '{"id":"x:demo/2","content":"'
			head -c 20971520 /dev/zero | tr '\0' x
			printf ' Al drie weken geen pakket!"}\n'
			posts 3 3
		} >in
		try "${filter[@]}" in >out 2>err
		ended 65
		holds out 2
		says "$tool: in:2: the line is over 16777216 bytes (--max-line)"
		try "${filter[@]}" --max-line 30000000 in >out 2>err
		ended 0
		[ "$(wc -l <out)" -eq 3 ]
		[ "$(sed -n 2p out | wc -c)" -gt 20971520 ]
		rm in out
	}
	each_filter check
}

@test "bytes that are no UTF-8 are repaired with a warning" {
	check() {
		{ posts 1 1 && printf '%s\n' "${post/pakket/pak$'\xe9'ket}" && posts 3 3; } >in
		try "${filter[@]}" in >out 2>err
		ended 0
		holds out 3
		says "$tool: in:2: bytes that are no UTF-8 were replaced by U+FFFD"
		is_post_with_more "$(sed -n 2p out)" "${post/pakket/pak$'\xef\xbf\xbd'ket}"
		iconv -f UTF-8 -t UTF-8 out >/dev/null
	}
	each_filter check
}

@test "lone surrogates and NUL escapes pass as they are" {
	check() {
		line=${post/pakket/pakket \\ude21\\u0000\\ud83d}
		printf '%s\n' "$line" >in
		try "${filter[@]}" in >out 2>err
		ended 0
		is_silent
		is_post_with_more "$(cat out)" "$line"
		iconv -f UTF-8 -t UTF-8 out >/dev/null
	}
	each_filter check
}

@test "a byte-order mark, carriage returns, empty lines and a missing last newline change nothing" {
	check() {
		{ posts 1 1 && posts 2 2; } >plain
		{
			printf '\xef\xbb\xbf%s\r\n' "$(posts 1 1)"
			printf '\n  \r\n\t\n\r\n'
			posts 2 2 | head -c -1
		} >odd
		try "${filter[@]}" plain >out 2>err
		ended 0
		rm -f register.db*
		try "${filter[@]}" odd >odd-out 2>err
		ended 0
		is_silent
		cmp out odd-out
	}
	each_filter check
}

@test "line numbers count empty lines, and begin anew in every file" {
	check() {
		printf '\n\nbad\n' >one
		printf 'bad\n' >two
		try "${filter[@]}" one two >out 2>err
		ended 65
		says "$tool: one:3: "
		says "$tool: two:1: "
	}
	each_filter check
}

@test "no input gives no output and no complaint" {
	check() {
		: >in
		try "${filter[@]}" in /dev/null - </dev/null >out 2>err
		ended 0
		is_silent
		[ ! -s out ]
	}
	each_filter check
}

@test "pretty-printed input gets a hint" {
	check() {
		printf '%s\n' "$post" | jq . >in
		try "${filter[@]}" in >out 2>err
		ended 65
		says "$tool: in:1: "
		says "one record a line; try jq -c"
		[ ! -s out ]
	}
	each_filter check
}

@test "-R keeps the bad lines raw, and then the status is 0" {
	check() {
		{ echo nonsense && posts 1 1 && printf ' { "id" : 1,\xff "x":\n' && echo "$wrong" && posts 2 2; } >in
		{ echo nonsense && printf ' { "id" : 1,\xff "x":\n' && echo "$wrong"; } >want
		try "${filter[@]}" -R bad in >out 2>err
		ended 0
		holds out 2
		cmp bad want
		[ "$(wc -l <err)" -eq 3 ]
		try "${filter[@]}" --rejects=bad in >out 2>err
		ended 0
		[ "$(wc -l <bad)" -eq 6 ] # they are added to what is there
	}
	each_filter check
}

@test "-R keeps a line that is too long whole" {
	check() {
		{ posts 1 1 && head -c 300000 /dev/zero | tr '\0' x && echo && posts 2 2; } >in
		try "${filter[@]}" --max-line 100000 -R bad in >out 2>err
		ended 0
		holds out 2
		[ "$(wc -c <bad)" -eq 300001 ]
	}
	each_filter check
}

@test "a file for rejects that cannot be written gives 74" {
	check() {
		{ echo nonsense && posts 1 1; } >in
		try "${filter[@]}" -R /dev/full in >out 2>err
		ended 74
		holds out 1
		try "${filter[@]}" -R nowhere/bad in >out 2>err
		ended 74
		[ ! -s out ]
		says nowhere/bad
	}
	each_filter check
}

@test "--strict stops at the first bad line" {
	check() {
		{ posts 1 2 && echo nonsense && posts 3 3 && echo nonsense; } >in
		try "${filter[@]}" --strict in >out 2>err
		ended 65
		holds out 2
		[ "$(wc -l <err)" -eq 1 ]
		{ posts 1 2 && echo "$wrong" && posts 3 3; } >in
		try "${filter[@]}" --strict in >out 2>err
		ended 65
		holds out 2
	}
	each_filter check
}

@test "a reader that goes away ends the filter quietly" {
	check() {
		posts 1 1000 >in
		for n in {1..20}; do cat in; done >many
		{ env --default-signal=PIPE "${filter[@]}" many 2>err && true || echo $? >status; } | head -n 1 >out
		[ "$(cat status)" -eq 141 ]
		is_silent
		holds out 1
	}
	each_filter check
}

@test "SIGTERM and SIGINT while waiting end the filter by that signal, and what came before is written" {
	check() {
		mkfifo to from
		for signal in TERM INT; do
			exec 5<>from
			env --default-signal=TERM,INT "${filter[@]}" to >from 2>err &
			pid=$!
			exec 4>to
			posts 1 1 >&4
			read -r -t 60 line <&5
			is_post_with_more "$line" "$post"
			kill -$signal $pid
			try wait $pid
			ended $((128 + $(kill -l $signal)))
			exec 4>&- 5<&-
			is_silent
			rm -f register.db*
		done
	}
	each_filter check
}

@test "SIGTERM in the middle of the work leaves whole records and ends by that signal" {
	check() {
		mkfifo from
		env --default-signal=TERM "${filter[@]}" < <(posts 1 500 && yes "$(posts 501 501)") >from 2>err &
		pid=$!
		exec 5<from
		head -n 100 <&5 >out
		kill -TERM $pid
		cat <&5 >rest
		try wait $pid
		ended 143
		exec 5<&-
		is_silent
		# head(1) may have taken the start of a line with it: the rest but for its first line is whole
		sed 1d rest >whole
		holds whole "$(wc -l <whole)"
		[ ! -s rest ] || [ "$(tail -c 1 rest | od -An -c | tr -d ' ')" = '\n' ]
	}
	each_filter check
}

@test "a signal that is ignored stays ignored" {
	check() {
		mkfifo to from
		exec 5<>from
		env --ignore-signal=INT "${filter[@]}" to >from 2>err &
		pid=$!
		exec 4>to
		posts 1 1 >&4
		read -r -t 60 line <&5
		kill -INT $pid
		posts 2 2 >&4
		read -r -t 60 line <&5
		exec 4>&-
		try wait $pid
		ended 0
		exec 5<&-
	}
	each_filter check
}

@test "a full disk gives 74 and is named once" {
	check() {
		posts 1 1000 >in
		try "${filter[@]}" in >/dev/full 2>err
		ended 74
		says "$tool: standard output: No space left on device"
		[ "$(wc -l <err)" -eq 1 ]
		posts 1 1 >in
		try "${filter[@]}" in >/dev/full 2>err
		ended 74
	}
	each_filter check
}

@test "a closed standard output gives 74, and no other file is written instead" {
	check() {
		{ posts 1 1 && echo nonsense; } >in
		cp in kept
		try "${filter[@]}" -R bad in >&- 2>err
		ended 74
		cmp in kept
		[ "$(cat bad)" = nonsense ]
		if [ "$own" = "case" ]; then # the register took it, and it can be passed on later
			"${filter[@]}" --dump >out
			holds out 1
		fi
	}
	each_filter check
}

@test "a closed standard error or input spoils no file" {
	check() {
		{ echo nonsense && posts 1 1; } >in
		cp in kept
		try "${filter[@]}" in >out 2>&-
		got=$got
		[ "$got" -eq 65 ]
		holds out 1
		cmp in kept
		try "${filter[@]}" -R bad in >out 2>err <&-
		ended 0
		holds out 1
		[ "$(cat bad)" = nonsense ]
		try "${filter[@]}" -R bad >out 2>err <&-
		ended 74
	}
	each_filter check
}

@test "a missing file, a folder and an unreadable file give 66, and the other files are done" {
	check() {
		posts 1 1 >one
		posts 2 2 >two
		mkdir folder
		try "${filter[@]}" one missing two >out 2>err
		ended 66
		holds out 2
		says "$tool: missing: No such file or directory"
		try "${filter[@]}" one folder two >out 2>err
		ended 66
		holds out 2
		says "$tool: folder: Is a directory"
		try "${filter[@]}" one "" two >out 2>err
		ended 66
		holds out 2
		if [ "$(id -u)" -ne 0 ]; then
			chmod 000 two
			try "${filter[@]}" one two >out 2>err
			ended 66
			holds out 1
			says "$tool: two: Permission denied"
		fi
	}
	each_filter check
}

@test "of several statuses the worst wins" {
	check() {
		{ echo nonsense && posts 1 1; } >in
		try "${filter[@]}" in missing >out 2>err
		ended 66
		try "${filter[@]}" missing in >/dev/full 2>err
		ended 74
	}
	each_filter check
}

@test "a wrong option gives 64 and the usage on standard error" {
	check() {
		posts 1 1 >in
		for option in -Z --no-such-option --max-line=x --max-line=0 --strict=yes -R; do
			try "${filter[@]}" "$option" >out 2>err <in
			ended 64
			[ ! -s out ]
			[ -s err ]
		done
		try "${filter[@]}" -Z in >out 2>err
		says "usage: $tool"
	}
	each_filter check
}

@test "-h and -V answer on standard output and end with 0" {
	check() {
		for option in -h --help; do
			try "$tool" $option >out 2>err </dev/null
			ended 0
			is_silent
			[[ $(head -n 1 out) == "usage: $tool"* ]]
		done
		for option in -V --version; do
			try "$tool" $option >out 2>err </dev/null
			ended 0
			is_silent
			[[ $(cat out) =~ ^"$tool "[0-9] ]]
		done
		try "$tool" -h >/dev/full 2>err
		ended 74
	}
	each_filter check
}

@test "the first record passes while the input stays open, and so does each next one" {
	check() {
		mkfifo to from
		exec 5<>from
		"${filter[@]}" to >from 2>err &
		pid=$!
		exec 4>to
		for i in {1..20}; do
			posts $i $i >&4
			read -r -t 60 line <&5
			is_post_with_more "$line" "$(posts $i $i)"
		done
		exec 4>&-
		try wait $pid
		ended 0
		exec 5<&-
	}
	each_filter check
}

@test "half a line or a bad line behind a record does not hold it back" {
	check() {
		mkfifo to from
		exec 5<>from
		"${filter[@]}" - <to >from 2>err &
		pid=$!
		exec 4>to
		printf '%s\n%s' "$post" '{"id":' >&4
		read -r -t 60 line <&5
		is_post_with_more "$line" "$post"
		printf '"x:demo/2"}\n%s\nnonsense\n' "$(posts 3 3)" >&4
		read -r -t 60 line <&5
		read -r -t 60 line <&5
		is_post_with_more "$line" "$(posts 3 3)"
		exec 4>&-
		try wait $pid
		ended 65
		exec 5<&-
	}
	each_filter check
}

@test "records of a file come out before a slow input behind it is waited for" {
	check() {
		mkfifo to from
		posts 1 1 >one
		exec 5<>from
		"${filter[@]}" one to >from 2>err &
		pid=$!
		read -r -t 60 line <&5
		is_post_with_more "$line" "$post"
		exec 4>to
		posts 2 2 >&4
		exec 4>&-
		read -r -t 60 line <&5
		try wait $pid
		ended 0
		exec 5<&-
	}
	each_filter check
}

@test "running a filter twice changes nothing" {
	check() {
		posts 1 50 >in
		try "${filter[@]}" in >once 2>err
		ended 0
		try "${filter[@]}" once >twice 2>err
		ended 0
		is_silent
		cmp once twice
		"${filter[@]}" in | "${filter[@]}" | "${filter[@]}" >thrice
		cmp once thrice
	}
	each_filter check
}

@test "the filter's own member is replaced where it stands, whatever it was" {
	check() {
		for was in '"a text"' 17 null '[1,[2]]' '{"deep":{"own":true}}' true '"}"'; do
			line="{\"a\":0.10 , \"$own\" : $was ,${post#\{}"
			printf '%s\n' "$line" >in
			try "${filter[@]}" in >out 2>err
			ended 0
			is_silent
			holds out 1
			[[ $(cat out) == "{\"a\":0.10 , \"$own\" : {"*"} ,${post#\{}" ]]
		done
	}
	each_filter check
}

@test "an own member that stands twice or is written with escapes is replaced by one" {
	check() {
		escaped=$(printf '\\u%04x' "'${own:0:1}")${own:1}
		printf '%s\n' "{\"$escaped\":1,${post#\{}" "{\"$own\":1,\"$escaped\":2,${post#\{}" >in
		try "${filter[@]}" in >out 2>err
		ended 0
		holds out 2
		[[ $(sed -n 1p out) == "{\"$escaped\":{"*"},${post#\{}" ]]
		[[ $(sed -n 2p out) == "{\"$own\":{"*"},${post#\{}" ]]
	}
	each_filter check
}

@test "members that are not the filter's own pass byte for byte, however odd they are" {
	check() {
		local odd=$'"e":{},"\\u0065":{ },"":"","n":[-0.0,1E+400,0.10,1e-400,12345678901234567890123],"u":"\\uD83D\\ude21\\u00e9\\/","x" :\t[ ] ,"x":"twice","score ":1,"Content":2,"\xef\xbf\xbf":"\x7f"'
		line="{ $odd,${post#\{}"
		printf '%s\n' "$line" >in
		try "${filter[@]}" in >out 2>err
		ended 0
		is_silent
		is_post_with_more "$(cat out)" "$line"
	}
	each_filter check
}

@test "numbers beyond all bounds give an account that is JSON all the same" {
	check() {
		for n in 1e999 -1e999 -5 0.5 123456789012345678901234567890; do
			echo "{\"author\":{\"followers_count\":$n},\"metrics\":{\"likes\":$n,\"reposts\":$n,\"replies\":$n,\"quotes\":$n},\"rating\":{\"value\":$n,\"best\":$n},${post#\{}"
		done >in
		sed 's/"severity":40/"severity":1e999/; s/"priority":3/"priority":-1e999/' in >>in2
		cat in in2 | awk '{ sub(/demo\/1/, "demo/" NR) } 1' >all
		try "${filter[@]}" all >out 2>err
		[ "$got" -eq 0 ] || [ "$got" -eq 65 ]
		[ $(($(wc -l <out) + $(wc -l <err))) -eq 10 ]
		jq -e . out >/dev/null
	}
	each_filter check
}

@test "damaged settings give 78 with file and line, before the first record" {
	check() {
		if ! "$tool" -h | grep -q -- '-c FILE'; then
			return 0
		fi
		posts 1 1 >in
		printf '[register]\n\nbusy = soon\n' >bad.conf
		try "${filter[@]}" -c bad.conf in >out 2>err
		ended 78
		says "$tool: bad.conf:3: "
		[ ! -s out ]
		try env GRIPE_CONF=bad.conf "${filter[@]}" in >out 2>err
		ended 78
		[ ! -s out ]
		try "${filter[@]}" -c missing.conf in >out 2>err
		ended 66
		[ ! -s out ]
		: >empty.conf
		try "${filter[@]}" -c empty.conf in >out 2>err
		ended 0
		holds out 1
	}
	each_filter check
}

# The tables that a filter reads, as its own -h names them
tables_of() {
	"$tool" -h | grep -o '[a-z]*\.csv' | sort -u
}

@test "a damaged table gives 78 with file and line, before the first record" {
	check() {
		posts 1 1 >in
		for table in $(tables_of); do
			rm -rf data
			mkdir data
			{ cat "$GRIPE_DATA/$table" && echo 'one"cell'; } >"data/$table"
			try "${filter[@]}" -d data in >out 2>err
			ended 78
			says "$tool: data/$table:$(wc -l <"data/$table"): "
			[ ! -s out ]
			printf 'no,such,columns\n' >"data/$table"
			try "${filter[@]}" -d data in >out 2>err
			ended 78
			says "$tool: data/$table:1: column "
			: >"data/$table"
			try "${filter[@]}" -d data in >out 2>err
			ended 78
			says "$tool: data/$table:1: "
			[ ! -s out ]
		done
	}
	each_filter check
}

@test "a table of another folder overrides one and leaves the rest where they are" {
	check() {
		posts 1 1 >in
		try "${filter[@]}" in >want 2>err
		for table in $(tables_of); do
			rm -rf data
			mkdir data
			# as a Dutch spreadsheet would save it: a mark and carriage returns
			{ printf '\xef\xbb\xbf' && sed 's/$/\r/' "$GRIPE_DATA/$table"; } >"data/$table"
			rm -f register.db*
			try "${filter[@]}" -d data in >out 2>err
			ended 0
			cmp out want
		done
	}
	each_filter check
}

@test "a damaged model gives 78 and is named, before the first record" {
	check() {
		if [ "$tool" != gripe-classify ]; then
			return 0
		fi
		posts 1 1 >in
		size=$(wc -c <"$GRIPE_DATA/gripe.model")
		mkdir data
		for damage in empty text short flipped; do
			case $damage in
			empty) : >data/gripe.model ;;
			text) echo 'no model' >data/gripe.model ;;
			short) head -c $((size / 2)) "$GRIPE_DATA/gripe.model" >data/gripe.model ;;
			flipped)
				cp "$GRIPE_DATA/gripe.model" data/gripe.model
				printf '\x5a\xa5\x5a' | dd of=data/gripe.model bs=1 seek=$((size / 2)) conv=notrunc status=none
				;;
			esac
			try "${filter[@]}" -d data in >out 2>err
			ended 78
			says "data/gripe.model"
			[ ! -s out ]
		done
	}
	each_filter check
}

@test "nothing is said where all is well, and no progress is shown but on a terminal" {
	check() {
		posts 1 3000 >in
		try "${filter[@]}" in >out 2>err
		ended 0
		is_silent
		holds out 3000
	}
	each_filter check
}

@test "progress shows on a terminal and is wiped out again, and the records stay clean" {
	command -v script >/dev/null || skip "there is no script(1)"
	check() {
		posts 1 3000 >in
		script -qec "${filter[*]} in >out" /dev/null >screen </dev/null
		holds out 3000
		grep -q "$tool: in [0-9]* %" screen
		[[ $(tr -d '\r\n' <screen) == *$'\e[K' ]]
	}
	each_filter check
}

@test "a file cut in two gives the same records as the whole" {
	check() {
		[ "$own" != "case" ] || return 0 # a register remembers
		posts 1 40 >in
		head -n 17 in >first
		tail -n +18 in >second
		"${filter[@]}" in >whole
		"${filter[@]}" first second >both
		{ "${filter[@]}" first && "${filter[@]}" <second; } >each
		cmp whole both
		cmp whole each
	}
	each_filter check
}
