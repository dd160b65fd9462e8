# The scripts around the tools: house rules, packages, completion
load ../helper
bats_require_minimum_version 1.5.0

complete_words() { # WORD...: what bash offers for the last one
	source "$ROOT/scripts/completion/gripe.bash"
	COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=()
	_gripe
	printf '%s\n' "${COMPREPLY[@]}"
}

@test "bash completes an option, a subcommand, a format and a file" {
	[ "$(complete_words gripe-report --ti)" = --title ]
	[ "$(complete_words gripe-report --s | tr '\n' ' ')" = '--since --strict ' ]
	[ "$(complete_words gripe-run --no | tr '\n' ' ')" = '--no-fetch --no-send ' ]
	[ "$(complete_words gripe-case app)" = approve ]
	[ "$(complete_words gripe-reply --co)" = --config ]
	[ "$(complete_words gripe-report -f j)" = json ]
	touch 'posts of monday.csv'
	[ "$(complete_words gripe-report -f csv po)" = 'posts of monday.csv' ]
	[ "$(complete_words gripe-report --nonsense)" = '' ]
}

@test "every option of every manual page is told by --help, so that completion knows it" {
	for page in "$ROOT"/man/gripe-*.1; do
		tool=$(basename "$page" .1)
		[ -x "$GRIPE_BIN/$tool" ] || continue
		for option in $(sed -n 's/^\.It .*Fl Fl \([a-z-]*\).*/--\1/p' "$page" | sort -u); do
			complete_words "$tool" "$option" | grep -qx -e "$option" || {
				echo "$tool --help does not tell of $option"
				return 1
			}
		done
	done
}

@test "bash completes every tool that there is" {
	source "$ROOT/scripts/completion/gripe.bash"
	for tool in "$GRIPE_BIN"/gripe-*; do
		complete -p "$(basename "$tool")"
		grep -qw -e "$(basename "$tool")" "$ROOT/scripts/completion/_gripe"
	done
}

@test "deps tells systems without apt what to install, and gives 69" {
	mkdir none
	ln -s "$(command -v cat)" "$(command -v rm)" "$(command -v mktemp)" none/
	PATH=$PWD/none run -69 "$(command -v sh)" "$ROOT/scripts/deps"
	[[ $output == *'Fedora '*'Arch '*'Alpine '*'Homebrew '*'FreeBSD '* ]]
	run -64 "$ROOT/scripts/deps" --nonsense
}

@test "deps is content without apt where all is there already" {
	mkdir some
	for tool in "$(command -v sh)" "$(command -v cat)" "$(command -v rm)" "$(command -v mktemp)" "$(command -v cc)" "$(command -v make)" "$(command -v xml2-config)" /usr/bin/as; do
		ln -s "$tool" some/
	done
	PATH=$PWD/some run -0 "$(command -v sh)" "$ROOT/scripts/deps"
	[ -z "$output" ]
	PATH=$PWD/some run -69 "$(command -v sh)" "$ROOT/scripts/deps" --test
}

@test "deps installs what is missing, and is silent when nothing is" {
	mkdir fake
	printf '#!/bin/sh\n[ "$4" = libcsv-dev ] && [ ! -e installed ] || printf installed\n' >fake/dpkg-query
	printf '#!/bin/sh\necho "$@" >>log\n[ "$1" != install ] || touch installed\n' >fake/apt-get
	printf '#!/bin/sh\n"$@"\n' >fake/sudo
	chmod +x fake/*
	export PATH=$PWD/fake:$PATH
	run -0 "$ROOT/scripts/deps"
	[ "$output" = 'deps: installing libcsv-dev' ]
	[[ $(tail -1 log) == 'install '*' libcsv-dev' ]]
	run -0 "$ROOT/scripts/deps" --test
	[ -z "$output" ]
}

@test "deps says what apt-get said when it failed" {
	mkdir fake
	printf '#!/bin/sh\n' >fake/dpkg-query
	printf '#!/bin/sh\necho "no network"; exit 100\n' >fake/apt-get
	printf '#!/bin/sh\n"$@"\n' >fake/sudo
	chmod +x fake/*
	PATH=$PWD/fake:$PATH run -69 "$ROOT/scripts/deps"
	[[ $output == *'no network'*'could not install'* ]]
}

house() { # a small house in which nothing is wrong
	mkdir -p scripts cmd lib/store man tests/cmd
	cp "$ROOT/scripts/lint-house" scripts/
	printf '/* gripe-a - one */\n#include "record.h"\nint\nmain(void)\n{\n\treturn 0;\n}\n' >cmd/a.c
	touch man/gripe-a.1 tests/cmd/a.bats
	printf '/* Text. */\n#include "buffer.h"\n#include <utf8proc.h>\n' >lib/text.c
	printf '/* The register. */\n#include "store/inside.h"\n#include "record.h"\n#include <sqlite3.h>\n' >lib/store/post.c
	printf '/* Writing JSON. */\n#include "json.h"\n' >lib/json_write.c
}

lines_of() { # COUNT
	for _ in $(seq "$1"); do printf '\tx();\n'; done
}

@test "deps names what to install where there is neither root nor sudo" {
	mkdir fake
	for tool in sh cat rm mktemp; do ln -s "$(command -v $tool)" fake/; done
	printf '#!/bin/sh\n' >fake/dpkg-query
	printf '#!/bin/sh\nexit 1\n' >fake/apt-get
	printf '#!/bin/sh\necho 1000\n' >fake/id
	chmod +x fake/*
	PATH=$PWD/fake run -69 "$(command -v sh)" "$ROOT/scripts/deps"
	[[ $output == 'deps: neither root nor sudo; let an administrator install: '*' gcc '* ]]
}

@test "a house in order passes in silence" {
	house
	run -0 scripts/lint-house
	[ -z "$output" ]
}

@test "a tool without manual page or tests is named" {
	house
	rm man/gripe-a.1 tests/cmd/a.bats
	run -1 scripts/lint-house
	[ "${lines[0]}" = 'cmd/a.c: no manual page, man/gripe-a.1' ]
	[ "${lines[1]}" = 'cmd/a.c: no tests, tests/cmd/a.bats' ]
}

@test "a room that uses a later one is named, and one that has no place" {
	house
	printf '#include "report.h"\n' >>lib/text.c
	run -1 scripts/lint-house
	[ "$output" = 'lib/text.c:4: text uses report, which comes after it' ]
	house
	echo '/* Anything. */' >lib/util.c
	run -1 scripts/lint-house
	[ "$output" = 'lib/util.c:1: the room util has no place in the order of scripts/lint-house' ]
}

@test "a library's header outside its room is named" {
	house
	printf '#include <sqlite3.h>\n' >>lib/text.c
	printf '#include <curl/curl.h>\n' >>cmd/a.c
	run -1 scripts/lint-house
	[ "${lines[0]}" = 'cmd/a.c:8: curl/curl.h is of the room http, and nobody else includes it' ]
	[ "${lines[1]}" = 'lib/text.c:4: sqlite3.h is of the room store, and nobody else includes it' ]
}

@test "functions, rooms and commands that grew too long are named" {
	house
	{ printf '/* Text. */\nstatic void\nfold(int x)\n{\n'; lines_of 41; printf '}\n'; } >lib/text.c
	run -1 scripts/lint-house
	[ "$output" = 'lib/text.c:4: fold has 41 lines, over 40' ]
	{ printf '/* Text. */\nstatic void\nfold(int x)\n{\n'; lines_of 40; printf '}\n'; lines_of 355; } >lib/text.c
	run -0 scripts/lint-house
	lines_of 1 >>lib/text.c
	run -1 scripts/lint-house
	[ "$output" = 'lib/text.c:401: is over 400 lines' ]
	house
	{ printf '/* gripe-a - one */\nint\nmain(void)\n{\n'; lines_of 61; printf '}\n'; } >cmd/a.c
	run -1 scripts/lint-house
	[ "$output" = 'cmd/a.c:4: main has 61 lines, over 60' ]
	lines_of 100 >>cmd/a.c
	run -1 scripts/lint-house
	[ "${lines[1]}" = 'cmd/a.c:166: is over 150 lines' ]
}

@test "a file whose first line does not say what it is for is named" {
	house
	echo '#include "mem.h"' >lib/text.c
	run -1 scripts/lint-house
	[ "$output" = 'lib/text.c:1: its first line does not say what it is for' ]
}
