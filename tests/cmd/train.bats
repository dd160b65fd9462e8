# gripe-train
load ../helper
load ../tables
bats_require_minimum_version 1.5.0

# Sixteen posts that differ in little but what they are
posts() {
	local i
	for i in 1 2 3 4; do
		echo "{\"id\":\"a$i\",\"content\":\"de bus is te laat, dag $i\",\"labels\":{\"language\":\"nl\",\"kind\":\"complaint\",\"topics\":[\"transport\"],\"emotion\":\"annoyed\"}}"
		echo "{\"id\":\"b$i\",\"content\":\"dank voor jullie hulp, groep $i\",\"labels\":{\"language\":\"nl\",\"kind\":\"compliment\",\"topics\":[\"staff\"],\"emotion\":\"happy\"}}"
		echo "{\"id\":\"c$i\",\"content\":\"the bus is late, day $i\",\"labels\":{\"language\":\"en\",\"kind\":\"complaint\",\"topics\":[\"transport\"],\"emotion\":\"annoyed\"}}"
		echo "{\"id\":\"d$i\",\"content\":\"thanks for your help, team $i\",\"labels\":{\"language\":\"en\",\"kind\":\"compliment\",\"topics\":[\"staff\"],\"emotion\":\"happy\"}}"
	done
}

@test "a model that it wrote judges its own posts as people did" {
	posts >posts
	run -0 gripe-train -b 12 -o my.model posts
	[ "$output" = '' ]
	table rules.csv rule,language,pattern,label,weight,example,counter
	gripe-classify -d . -m my.model posts >judged
	[ "$(jq -c '[.classify.language,.classify.kind,.classify.topics,.classify.emotion]' judged)" = \
		"$(jq -c '[.labels.language,.labels.kind,.labels.topics,.labels.emotion]' judged)" ]
}

@test "the same records give the same bytes, from a file or a pipe" {
	posts >posts
	gripe-train -b 12 -o one.model posts
	posts | gripe-train -b 12 -k 2 -o two.model >figures
	cmp one.model two.model
	gripe-train -b 12 -C 1 -o three.model posts
	! cmp -s one.model three.model
}

@test "-k prints figures a label and writes no model" {
	posts >posts
	run -0 --separate-stderr gripe-train -b 12 -k 4 posts
	[[ $output == 'language'*'kind'*'emotion'*'topic'* ]]
	grep -qE '^  complaint +n +8  precision [01]\.[0-9]{3}  recall [01]\.[0-9]{3}  F1 [01]\.[0-9]{3}$' <<<"$output"
	[ "$(grep -c 'accuracy' <<<"$output")" -eq 3 ]
	[ "$(find . -name '*.model*')" = '' ]
	[ "$stderr" = '' ]
}

@test "a record whose label is none is named and not learned from" {
	{ posts && echo '{"id":"e","content":"x","labels":{"kind":"klacht"}}' && echo '{"labels":{"topics":["bus"]}}'; } >posts
	run -65 --separate-stderr gripe-train -b 12 -o my.model posts
	[[ $stderr == *'posts:17: labels.kind: "klacht" is not a label'* ]]
	[[ $stderr == *'posts:18: labels.topics: "bus" is not a label'* ]]
	posts | gripe-train -b 12 -o other.model
	cmp my.model other.model
}

@test "nothing to learn from is 65 and leaves the old model alone" {
	echo old >my.model
	run -65 --separate-stderr gripe-train -o my.model <<<'{"content":"hoi","classify":{"kind":"complaint"}}'
	[[ $stderr == *'no record has a label to learn from'* ]]
	[ "$(cat my.model)" = old ]
	run -65 gripe-train -o my.model </dev/null
}

@test "a full disk is 74 and a device stays a device; a folder that is not there is 74" {
	posts >posts
	run -74 gripe-train -b 12 -o /dev/full posts
	[ -c /dev/full ]
	run -74 gripe-train -b 12 -o none/my.model posts
	run -74 sh -c 'gripe-train -b 12 -k 2 posts >/dev/full'
	[ "$(ls)" = posts ]
}

@test "a missing file is 66 and the other files are learned from" {
	posts >posts
	run -66 gripe-train -b 12 -o my.model none posts
	gripe-train -b 12 -o other.model posts
	cmp my.model other.model
	run -66 gripe-train -b 12 -o none.model none
	[ ! -e none.model ]
}

@test "a wrong command line is 64 and named" {
	run -64 gripe-train posts
	[[ $output == *'nothing to do: say -o MODEL, -k FOLDS, or both'* ]]
	run -64 gripe-train -o x -k 1
	run -64 gripe-train -o x -k 51
	run -64 gripe-train -o x -b 7
	run -64 gripe-train -o x -b 21
	run -64 gripe-train -o x -C 0
	run -64 gripe-train -o x -C many
	run -64 gripe-train -o x --seed 5
	run -0 gripe-train -h
	[[ $output == 'usage: gripe-train '* ]]
	[ "$(ls)" = '' ]
}

@test "--strict stops at the first bad line and writes no model" {
	{ posts && echo '{' && posts; } >posts
	run -65 gripe-train -b 12 --strict -o my.model posts
	[ ! -e my.model ]
}

@test "a model is replaced whole, and nobody reads half a one" {
	posts >posts
	gripe-train -b 12 -o my.model posts
	ln my.model kept
	gripe-train -b 13 -o my.model posts
	[ "$(stat -c %s kept)" -lt "$(stat -c %s my.model)" ]
	[ "$(ls)" = $'kept\nmy.model\nposts' ]
}

# cksum(1) of an id without its newline, as POSIX defines it, for many ids in one process
split_of() {
	jq -r .id "$@" | perl -ne '
		BEGIN { for my $i (0 .. 255) { my $c = $i << 24;
			for (1 .. 8) { $c = ($c & 0x80000000 ? $c << 1 ^ 0x04C11DB7 : $c << 1) & 0xFFFFFFFF } $t[$i] = $c } }
		chomp; my ($c, $n) = (0, length);
		$c = ($c << 8 & 0xFFFFFFFF) ^ $t[$c >> 24 ^ ord] for split //;
		for (; $n; $n >>= 8) { $c = ($c << 8 & 0xFFFFFFFF) ^ $t[$c >> 24 ^ $n & 255] }
		print +(~$c & 0xFFFFFFFF) % 100, " $_\n"'
}

@test "by the hash of its id every corpus post is for training or for evaluation, for good" {
	id=$(head -n 1 "$ROOT/lib/data/corpus/nl.ndjson" | jq -r .id)
	[ "$(head -n 1 "$ROOT/lib/data/corpus/nl.ndjson" | split_of)" = "$(($(printf %s "$id" | cksum | cut -d ' ' -f 1) % 100)) $id" ]
	split_of "$DATA"/eval/*.ndjson >eval
	split_of "$ROOT"/lib/data/corpus/*.ndjson >training
	[ -s eval ] && [ -s training ]
	awk '$1 >= 15' eval >wrong
	awk '$1 < 15' training >>wrong
	diff wrong /dev/null
	cut -d ' ' -f 2- eval training | sort | uniq -d | diff - /dev/null
}

@test "every corpus post has text, an id and labels that are labels" {
	for file in "$ROOT"/lib/data/corpus/*.ndjson "$DATA"/eval/*.ndjson; do
		jq -r --arg file "${file##*/}" 'def within(all): . as $x | all | split(" ") | index($x) != null;
			select((
				(.id | type == "string" and length > 0) and (.content | type == "string" and length > 0) and
				(.labels.language | within("nl en")) and
				(.labels.kind | within("complaint report question suggestion compliment other")) and
				(.labels.emotion | within("angry worried disappointed annoyed confused happy neutral")) and
				(.labels.topics | length >= 1 and length <= 3 and all(.[]; within("delivery transport repair product outage billing refund contract account contact staff information promotion policy privacy safety other"))) and
				(.labels.risks | all(.[]; within("selfharm threat safety minor vulnerable privacy fraud discrimination legal media churn"))) and
				(.labels.acts // [] | all(.[]; within("default-notice withdrawal cancellation liability-claim data-request information-request objection"))) and
				(.labels.severity | within("none low medium high critical")) and
				(.labels.grounds | within("checkable some none")) and
				(.labels.respond | type == "boolean")) | not) | "\($file): \(.id)"' "$file"
	done >wrong
	diff wrong /dev/null
}
