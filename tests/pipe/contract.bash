# The filters, one after the other, each in an empty folder of its own: what tests/pipe/contract.bats holds true of all.
# shellcheck disable=SC2034 # the tests use what each_filter sets

# A post on which every filter has something to say, in a line whose every byte counts, but without the member of that name
post_without() {
	local line='{"id":"x:demo/1","channel":"x","n":0.10,"big":123456789012345678901,"odd" : [ 1,{"score":"\u0041"} ]'
	line+=',"content":"Al drie weken geen pakket! \ud83d\ude21"'
	[ "$1" = classify ] || line+=',"classify":{"language":"nl","kind":"complaint","emotion":"annoyed","topics":["delivery"],"acts":[]}'
	[ "$1" = score ] || line+=',"score":{"severity":40,"level":"medium","risks":[],"reach":0,"urgency":40,"priority":3}'
	[ "$1" = route ] || line+=',"route":{"action":"answer","respond":true,"team":"webcare"}'
	echo "$line}"
}

# Posts with ids of their own: posts FROM TO
posts() {
	local i
	for ((i = $1; i <= $2; i++)); do
		echo "${post/demo\/1/demo\/$i}"
	done
}

# Runs the function of that name once a filter, with these set: tool, filter (the command), own (its member),
# post (a line without it), wrong (a line with a member of a type that it cannot use)
each_filter() {
	local name tested=0
	for name in classify score route reply register; do
		tool=gripe-$name own=$name filter=("gripe-$name")
		if [ ! -x "$GRIPE_BIN/$tool" ]; then
			echo "# $tool is not built" >&3
			continue
		fi
		case $name in
		classify | score) wrong='{"id":"x:demo/9","content":5}' ;;
		route) wrong='{"id":"x:demo/9","classify":"none","score":[]}' ;;
		reply) wrong='{"id":"x:demo/9","content":"x","route":"answer"}' ;;
		register) own="case" filter+=(-D register.db) wrong='{"id":9,"content":"x"}' ;;
		esac
		post=$(post_without "$name")
		mkdir "$tool"
		cd "$tool" || return 1
		echo "the filter is $tool"
		"$1"
		cd ..
		tested=$((tested + 1))
	done
	[ "$tested" -gt 0 ]
}

# Runs a command and keeps its status for ended
try() {
	got=0
	"$@" || got=$?
}

ended() {
	if [ "$got" -ne "$1" ]; then
		echo "status $got, not $1"
		head -c 2000 err
		return 1
	fi
}

says() {
	if ! grep -qF -- "$1" err; then
		echo "not said: $1"
		head -c 2000 err
		return 1
	fi
}

is_silent() {
	if [ -s err ]; then
		echo "said:"
		head -c 2000 err
		return 1
	fi
}

# FILE holds N lines, each of them a whole record with the filter's own member
holds() {
	[ "$(wc -l <"$1")" -eq "$2" ] || {
		echo "$(wc -l <"$1") lines in $1, not $2"
		return 1
	}
	[ "$2" -eq 0 ] || [ "$(jq -c --arg own "$own" 'select(type == "object" and has($own))' "$1" | wc -l)" -eq "$2" ]
}

# The line is what came in, with the own member as the last one
is_post_with_more() {
	local line=$1 from=$2
	if [[ $line != "${from%\}}",\"$own\":[\{\[]*"}" ]]; then
		printf 'came in:  %.900s\nwent out: %.900s\n' "$from" "$line"
		return 1
	fi
}
