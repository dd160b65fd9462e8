# gripe-route
load ../helper
load ../tables
bats_require_minimum_version 1.5.0

@test "it adds the member route at the end and leaves every other byte alone" {
	small_tables
	run -0 gripe-route -d . <<<'{ "n":0.10 ,"classify":{"kind":"complaint"},"channel":"x","created_at":"2026-03-10T11:00:00Z"}'
	[ "$output" = '{ "n":0.10 ,"classify":{"kind":"complaint"},"channel":"x","created_at":"2026-03-10T11:00:00Z","route":{"action":"answer","respond":true,"why":["kind complaint"],"human_only":false,"team":"webcare","notify":[],"sla":{"policy":"normal","first_response_due_at":"2026-03-10T12:00:00Z","resolution_due_at":"2026-03-12T11:00:00Z"}}}' ]
}

@test "it replaces its own member where it stood, so that no approval comes from outside" {
	small_tables
	run -0 gripe-route -d . <<<'{"route":{"action":"answer","mandate":1000},"classify":{"kind":"other"},"x":1}'
	[ "$output" = '{"route":{"action":"none","respond":false,"why":[],"human_only":false,"team":"webcare","notify":[]},"classify":{"kind":"other"},"x":1}' ]
	[ "$(gripe-route -d . <<<"$output")" = "$output" ]
}

@test "our own and automatic posts are not routed and lose a route that they carry" {
	small_tables
	run -0 gripe-route -d . <<<'{"direction":"out","route":{"action":"answer"},"x":1}
{"automatic":true,"route":7}'
	[ "$output" = '{"direction":"out","x":1}
{"automatic":true}' ]
}

@test "selfharm and threat are for people alone, whatever the table says" {
	small_tables
	for risk in selfharm threat; do
		run -0 gripe-route -d . <<<"{\"classify\":{\"kind\":\"other\"},\"score\":{\"risks\":[\"churn\",\"$risk\"]}}"
		[ "$(jq -c '.route | [.action,.respond,.human_only,.why]' <<<"$output")" = "[\"internal\",true,true,[\"$risk\"]]" ]
	done
}

@test "what may be dangerous is noticed by topic, and somebody is warned" {
	small_tables
	run -0 gripe-route -d . <<<'{"classify":{"kind":"complaint","topics":["billing","safety"]}}'
	[ "$(jq -c '.route | [.action,.team,.notify,.why]' <<<"$output")" = '["acknowledge","safety",["duty"],["topic safety","may be dangerous"]]' ]
}

@test "deadlines count from the post, else from when it was fetched, else from now, never from the future" {
	small_tables
	due() { gripe-route -d . <<<"{\"channel\":\"x\",\"classify\":{\"kind\":\"complaint\"}$1}" | jq -r .route.sla.first_response_due_at; }
	[ "$(due ',"created_at":"2026-03-10T09:30:00+01:00","fetched_at":"2026-03-10T11:00:00Z"')" = 2026-03-10T09:30:00Z ]
	[ "$(due ',"fetched_at":"2026-03-10T11:00:00Z"')" = 2026-03-10T12:00:00Z ]
	[ "$(due '')" = 2026-03-10T13:00:00Z ]
	[ "$(due ',"created_at":"2031-01-01T00:00:00Z"')" = 2026-03-10T13:00:00Z ]
}

@test "a bad line is named, skipped and answered with 65; the others pass" {
	small_tables
	printf '%s\n' '{"x":1,"classify":{"kind":"complaint"}}' '{"classify":{"kind":"complaint"},"created_at":"yesterday"}' \
		'{"score":{"risks":"threat"}}' '{"classify":{"kind":5}}' 'x' '{"x":2}' >in
	run -65 --separate-stderr gripe-route -d . in
	[ "$(jq -r .x <<<"$output")" = $'1\n2' ]
	[[ $stderr == *'in:2: created_at is not a time such as 2026-03-10T08:30:00Z'* ]]
	[[ $stderr == *'in:3: score.risks is not a list'* ]]
	[[ $stderr == *'in:4: classify.kind is not a string'* ]]
	run -0 gripe-route -d . -R bad in
	[ "$(cat bad)" = "$(sed -n 2,5p in)" ]
}

@test "a full disk is 74, a missing file 66, a wrong option 64" {
	small_tables
	echo '{}' >in
	run -74 sh -c 'gripe-route -d . in >/dev/full'
	run -66 --separate-stderr gripe-route -d . none in
	[ "${#lines[@]}" -eq 1 ]
	run -64 gripe-route --now
	run -0 gripe-route -h
	[[ $output == 'usage: gripe-route '* ]]
}

@test "the first record passes while input stays open" {
	small_tables
	mkfifo pipe out
	gripe-route -d . <pipe >out &
	exec 7>pipe 8<out
	echo '{"classify":{"kind":"complaint"}}' >&7
	read -r -t 20 line <&8
	exec 7>&- 8<&-
	wait
	[ "$(jq -r .route.action <<<"$line")" = answer ]
}

@test "-x says on standard error which rows decided" {
	small_tables
	run -0 --separate-stderr gripe-route -d . -x <<<'{"classify":{"kind":"complaint"},"channel":"x"}
{"direction":"out"}
{"score":{"risks":["threat"]}}'
	[ "$stderr" = 'route by ./routes.csv:3, deadlines by ./sla.csv:3
route by ./routes.csv:4, for people only' ]
}

@test "a broken table is named by file, line and column before the first record is read" {
	small_tables
	table routes.csv kind,risk,severity,action,team,sla 'klacht,,,answer,a,' ',,,none,a,'
	broken gripe-route './routes.csv:2: column kind: there is no kind called "klacht"'
	table routes.csv kind,risk,severity,action,team,sla ',threat|doom,,answer,a,' ',,,none,a,'
	broken gripe-route './routes.csv:2: column risk: there is no risk called "doom"'
	table routes.csv kind,risk,severity,action,team,sla ',,grave,answer,a,' ',,,none,a,'
	broken gripe-route './routes.csv:2: column severity: "grave" is no comparison such as >=50'
	table routes.csv kind,risk,severity,action,team,sla ',,,reply,a,'
	broken gripe-route './routes.csv:2: column action: "reply" is none of answer, acknowledge, internal and none'
	table routes.csv kind,risk,severity,action,team,sla ',,,none,a,someday'
	broken gripe-route './routes.csv:2: column sla: there is no policy called "someday" in ./sla.csv'
	table routes.csv kind,risk,severity,action,team,sla ',,,none,a,' 'complaint,,,none,a,'
	broken gripe-route './routes.csv:3: column kind: the last row must hold for every record'
	table routes.csv kind,action,team,sla
	broken gripe-route './routes.csv:1: no rows'
	table routes.csv kind,action,team,sla,colour ',none,a,,red'
	broken gripe-route './routes.csv:1: column colour: not known here'
	small_tables
	table sla.csv policy,channel,priority,first_response,resolution 'normal,,,soon,1d'
	broken gripe-route './sla.csv:2: column first_response: "soon" is no length of time such as 30m, 4h or 2d'
	table sla.csv policy,channel,priority,first_response,resolution 'urgent,,,1h,1d' 'normal,x,,1h,1d'
	broken gripe-route './sla.csv:3: column channel: the last row of a policy must hold for every post'
}

@test "--self-test names rows that can never be reached" {
	small_tables
	run -0 gripe-route -d . --self-test
	[ "$output" = '' ]
	table routes.csv kind,topic,action,team,sla 'complaint,,answer,a,' 'complaint,safety,answer,b,' ',,none,a,'
	table sla.csv policy,channel,priority,first_response,resolution 'normal,,,1h,1d' 'normal,,,2h,1d'
	run -1 --separate-stderr gripe-route -d . --self-test
	[[ $stderr == *'./routes.csv:3: never reached, because line 2 holds first'* ]]
	[[ $stderr == *'./sla.csv:3: never reached, because line 2 holds first'* ]]
}

@test "a clock that is pinned to no time ends the run before the first record" {
	small_tables
	GRIPE_NOW=today run -78 --separate-stderr gripe-route -d . <<<'{"classify":{"kind":"complaint"}}'
	[ "$output" = '' ]
}
