# Completion of gripe's commands in bash: source this file. The options are those that a command's own --help tells.

_gripe_options() { # COMMAND
	"$1" --help 2>/dev/null | grep -oE -- '(^|[^[:alnum:]-])--?[[:alpha:]][[:alnum:]-]*' | grep -oE -- '-.*'
	echo '-h --help -V --version'
}

_gripe() {
	local command=${COMP_WORDS[0]} word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} words=
	case ${command##*/}:$before in
	*:-f | *:--format)
		case ${command##*/} in
		gripe-report) words='text json csv' ;;
		gripe-classify) words='ndjson text' ;;
		gripe-fetch) words='csv tsv ndjson feed mbox' ;;
		esac
		;;
	*:--status) words='new open answered closed' ;;
	*:-d | *:--data | *:-s | *:--spool | *:--state | gripe-fetch:-o)
		mapfile -t COMPREPLY < <(compgen -d -- "$word")
		return
		;;
	gripe-case:*)
		if [ "$COMP_CWORD" -eq 1 ]; then words='list show approve close ack'; fi
		;;
	esac
	case $word in -*) words=$(_gripe_options "$command") ;; esac
	mapfile -t COMPREPLY < <(if [ -n "$words" ]; then compgen -W "$words" -- "$word"; else compgen -f -- "$word"; fi)
	if [ -z "$words" ]; then compopt -o filenames 2>/dev/null; fi
}

complete -F _gripe gripe-{case,classify,fetch,register,reply,report,route,run,score,send,train}
