#!/bin/sh
# Times the filters against jq -c . on the same 100,000 records, in turn, on one processor; medians of five runs.
# usage: run.sh BIN MEASURE
set -eu
bin=$1 measure=$2
root=$(cd "$(dirname "$0")/../.." && pwd)
export GRIPE_DATA="$root/lib/data" GRIPE_NOW=2026-03-10T12:00:00Z
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Posts of the corpus with what a source adds to them, again and again under new ids
cat "$root"/lib/data/corpus/*.ndjson | jq -c 'select((.content | length) > 60 and (.content | length) < 500)' > "$work/posts"
jq -cn --slurpfile posts "$work/posts" '
	($posts | length) as $n | range(100000) as $i | $posts[$i % $n] |
	{id: "x:bench/\($i)", channel: "x", source: "bench", native_id: "\(1890000000000000000 + $i)", url: "https://social.example/post/\($i)",
	 direction: "in", title: (.title // ""), content: .content, created_at: "2026-03-10T08:30:00Z", fetched_at: "2026-03-10T08:35:00Z",
	 author: {id: "u\($i % 977)", name: "Jan de Vries", handle: "@jan\($i % 977)", followers_count: ($i % 4000)},
	 metrics: {likes: ($i % 40), reposts: ($i % 7), replies: ($i % 5)}}' > "$work/records"
printf '{"id":"x:one/1","content":"Al drie weken geen pakket, wanneer komt het eindelijk?"}\n' > "$work/one"
mkdir "$work/empty"
echo 'rule,language,when,pattern,points,risk,reason,example,counter' > "$work/empty/severity.csv"
echo 'fact,language,pattern,example,counter' > "$work/empty/facts.csv"
"$bin/gripe-classify" "$work/records" > "$work/classified"
"$bin/gripe-score" "$work/classified" | "$bin/gripe-route" > "$work/routed"

table() {
	awk -F '\t' -v records="$1" 'NR == 1 { jq = $2 } {
		printf "%-34s %8.3f s %9.0f records/s %6.1f x jq %7.1f MiB\n", $1, $2, records / $2, jq / $2, $4 / 1024 }'
}
bytes=$(wc -c < "$work/records")
echo "100,000 records of $((bytes / 100000)) bytes, one processor, median of five runs in turn; processor time"
"$measure" 5 "$work/records" \
	"jq -c ." "exec jq -c ." \
	"gripe-score, empty table" "exec $bin/gripe-score -d $work/empty" \
	"gripe-classify" "exec $bin/gripe-classify" | table 100000
echo
echo "the same records with classify"
"$measure" 5 "$work/classified" "jq -c ." "exec jq -c ." "gripe-score" "exec $bin/gripe-score" | table 100000
echo
echo "the same records with classify, score and route"
"$measure" 5 "$work/routed" "jq -c ." "exec jq -c ." \
	"gripe-route" "exec $bin/gripe-route" "gripe-reply" "exec $bin/gripe-reply" "gripe-report" "exec $bin/gripe-report" | table 100000
echo
echo "one record, from cold: median wall time of 21 runs"
"$measure" 21 "$work/one" "jq -c ." "exec jq -c ." "gripe-classify" "exec $bin/gripe-classify" \
	"gripe-score" "exec $bin/gripe-score" "gripe-route" "exec $bin/gripe-route" |
	awk -F '\t' '{ printf "%-34s %8.1f ms %7.1f MiB\n", $1, $3 * 1000, $4 / 1024 }'
