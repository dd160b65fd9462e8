# The shipped tables and model, on every post of the corpus
load ../helper
set -o pipefail
bats_require_minimum_version 1.5.0

@test "every example and counter-example of the shipped tables is right, and every row can be reached" {
	for tool in classify score route; do
		run -0 "gripe-$tool" --self-test
		[ "$output" = '' ]
	done
}

@test "every post of the corpus passes the whole chain, none is lost, and only what is ours is added" {
	cat "$ROOT"/lib/data/corpus/*.ndjson "$DATA"/eval/*.ndjson >posts
	gripe-classify posts 2>err | gripe-score 2>>err | gripe-route 2>>err | gripe-reply 2>>err >judged
	[ "${PIPESTATUS[*]}" = '0 0 0 0' ]
	[ ! -s err ]
	jq -c 'del(.classify, .score, .route, .reply)' judged >bare
	jq -c . posts | cmp - bare
	[ "$(jq -c 'select(.classify.kind and .score.level and .route.action | not)' judged)" = '' ]
}

@test "the chain run twice says the same" {
	head -n 100 "$ROOT/lib/data/corpus/nl.ndjson" | gripe-classify | gripe-score | gripe-route | gripe-reply >once
	gripe-classify once | gripe-score | gripe-route | gripe-reply | cmp - once
}

@test "no post with selfharm or threat gets a draft, and each has a person and a deadline" {
	cat "$ROOT"/lib/data/corpus/*.ndjson | gripe-classify | gripe-score | gripe-route | gripe-reply |
		jq -c 'select(.score.risks | index("selfharm") or index("threat"))' >grave
	[ -s grave ]
	[ "$(jq -c 'select(.reply or (.route.human_only | not) or (.route.sla.first_response_due_at | not) or (.route.notify | index("duty") | not))' grave)" = '' ]
}

@test "every post that waits for an answer has a team and a deadline" {
	cat "$ROOT"/lib/data/corpus/*.ndjson | gripe-classify | gripe-score | gripe-route >routed
	[ "$(jq -c 'select(.route.action != "none" and ((.route.team == "") or (.route.sla.first_response_due_at | not)))' routed)" = '' ]
}
