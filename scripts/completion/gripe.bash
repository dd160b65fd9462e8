# Completion of gripe's commands in bash: source this file. The options are those that a command's own --help tells.

_gripe_options() { # COMMAND: its options; a letter that all commands share brings its long name
	"$1" --help 2>/dev/null | awk '
	BEGIN {
		split("c config d data D db n dry-run R rejects v verbose x explain h help V version", shared, " ")
		for (i = 1; i in shared; i += 2)
			name[shared[i]] = shared[i + 1]
		told("-hV")
	}
	function told(option,    i, letter) {
		if (option ~ /^--/)
			print option
		for (i = 2; option !~ /^--/ && i <= length(option); i++) {
			letter = substr(option, i, 1)
			print "-" letter (letter in name ? "\n--" name[letter] : "")
		}
	}
	{
		while (match($0, /(^|[^A-Za-z0-9-])--?[A-Za-z][A-Za-z0-9-]*/)) {
			option = substr($0, RSTART, RLENGTH)
			sub(/^[^-]/, "", option)
			told(option)
			$0 = substr($0, RSTART + RLENGTH)
		}
	}' | sort -u
}

_gripe() {
	local command=${COMP_WORDS[0]} word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} words=
	case ${command##*/}:$before in
	*:-f | *:--format)
		case ${command##*/} in
		gripe-report) words='text json csv' ;;
		gripe-classify) words='ndjson text' ;;
		gripe-fetch) words='csv tsv ndjson json text feed mbox mail maildir whatsapp chat mastodon meta bluesky x reddit discourse stackexchange youtube' ;;
		esac
		;;
	*:--status) words='new open answered closed' ;;
	*:-d | *:--data | *:-s | *:--spool | *:--state | gripe-fetch:-o)
		mapfile -t COMPREPLY < <(compgen -d -- "$word")
		return
		;;
	gripe-case:*)
		if [ "$COMP_CWORD" -eq 1 ]; then words='list show approve withdraw close ack settle'; fi
		;;
	esac
	case $word in -*) words=$(_gripe_options "$command") ;; esac
	mapfile -t COMPREPLY < <(if [ -n "$words" ]; then compgen -W "$words" -- "$word"; else compgen -f -- "$word"; fi)
	if [ -z "$words" ]; then compopt -o filenames 2>/dev/null; fi
}

complete -F _gripe gripe-{case,classify,fetch,register,reply,report,route,run,score,send,train}
