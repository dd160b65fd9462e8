#!/bin/sh
# Times gripe-fetch over 2,000 feeds that did not change against curl --parallel asking the same, from an nginx on the loopback
# interface, in turn; medians of five runs.
# usage: fetch.sh BIN MEASURE
set -eu
bin=$1 measure=$2
feeds=2000
work=$(mktemp -d)
trap 'kill "$(cat "$work/pid")" 2>/dev/null || :; rm -rf "$work"' EXIT
command -v nginx >/dev/null || PATH=$PATH:/usr/sbin
if ! command -v nginx >/dev/null || ! command -v curl >/dev/null; then
	echo "fetch: skipped, there is no nginx or curl here"
	exit
fi

chmod 755 "$work" # nginx reads it as another user
mkdir "$work/www"
i=0
while [ $i -lt $feeds ]; do
	printf '<rss version="2.0"><channel><title>f</title><item><guid>%s</guid><title>post %s</title></item></channel></rss>\n' $i $i >"$work/www/$i.xml"
	i=$((i + 1))
done
cat >"$work/nginx.conf" <<END
worker_processes 1;
pid $work/pid;
error_log $work/error.log;
events { worker_connections 512; }
http {
	access_log off;
	client_body_temp_path $work/t; proxy_temp_path $work/t; fastcgi_temp_path $work/t; uwsgi_temp_path $work/t; scgi_temp_path $work/t;
	server { listen 127.0.0.1:18765; root $work/www; }
}
END
nginx -e "$work/error.log" -c "$work/nginx.conf"
url=http://127.0.0.1:18765
export no_proxy=127.0.0.1

i=0
{
	printf '[fetch]\nper_host = 50\nstate = %s/state\n' "$work" # as many as curl takes
	while [ $i -lt $feeds ]; do
		printf '[source s%s]\nurl = %s/%s.xml\nallow_private = yes\n' $i $url $i
		i=$((i + 1))
	done
} >"$work/gripe.conf"
"$bin/gripe-fetch" -c "$work/gripe.conf" >"$work/first"
[ "$(wc -l <"$work/first")" -eq $feeds ]
for state in "$work"/state/*.json; do
	sed 's/.*"url":"\([^"]*\)","etag":"\(\\"[^"]*\)".*/url = "\1"\nheader = "If-None-Match: \2"\noutput = "\/dev\/null"\nnext/' "$state"
done | sed '$d' >"$work/curl.conf"

echo "$feeds feeds that did not change, wall time"
"$measure" 5 /dev/null "curl --parallel" "exec curl -sS --no-progress-meter --parallel -K $work/curl.conf" \
	"gripe-fetch" "exec $bin/gripe-fetch -c $work/gripe.conf" |
	awk -F '\t' 'NR == 1 { curl = $3 } { printf "%-34s %8.3f s %6.1f x curl %7.1f MiB\n", $1, $3, curl / $3, $4 / 1024 }'
