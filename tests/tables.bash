# Small tables for a test, in the folder at hand; use them with -d .

table() { # NAME HEADER ROW ...
	local name=$1
	shift
	printf '%s\n' "$@" >"$name"
}

small_tables() {
	table rules.csv 'rule,language,pattern,label,weight,example,counter' \
		'late,nl,te laat,kind=complaint,force,te laat,op tijd' \
		'late-topic,nl,te laat,topic=transport,force,te laat,op tijd' \
		'bill,,factuur|invoice,topic=billing,force,factuur,factor' \
		'notice,nl,ingebreke,act=default-notice,force,ingebrekestelling,gebrek'
	table severity.csv 'rule,language,when,pattern,points,risk,reason,example,counter' \
		'base,,kind=complaint,,10,,a complaint,,' \
		'again,nl,,weer niet,25,,not the first time,weer niet,niet weer' \
		'dark,nl,,einde aan maken,90,selfharm,duty of care,er een einde aan maken,einde'
	table facts.csv fact,language,pattern,example,counter \
		'amount,,euro,euro,eu' 'time,,gisteren,gisteren,morgen'
	sed -i s/eu/eu/ facts.csv
	table channels.csv channel,open,reach x,yes,20 mail,no,5 ,no,10
	table routes.csv channel,kind,topic,risk,action,team,notify,sla,note \
		',,safety,,acknowledge,safety,duty,urgent,may be dangerous' \
		',complaint,,,answer,webcare,,normal,' \
		',,,,none,webcare,,,'
	table sla.csv policy,channel,priority,first_response,resolution \
		urgent,,,5m,1d normal,x,,1h,2d normal,,,1d,1w
	table phrases.csv part,language,kind,emotion,text \
		'greeting,nl,,,"Beste {name},"' 'greeting,nl,,,"Goedendag,"' \
		'apology,nl,complaint,,Het spijt ons.' 'signature,,,,"{initials}, {organisation}"'
	mkdir -p answers
	echo 'We zoeken het uit.' >answers/transport.nl.txt
	echo 'We kijken ernaar.' >answers/other.nl.txt
}

# A table with a fault: the tool says so with status 78 and nothing on standard output, though good input waits.
# shellcheck disable=SC2154 # output and stderr are of bats
broken() { # TOOL MESSAGE
	run -78 --separate-stderr "$1" -d . <<<'{"content":"te laat"}'
	[ "$output" = '' ]
	[[ $stderr == *"$1: $2"* ]] || {
		echo "wanted: $2"
		echo "got: $stderr"
		return 1
	}
}
