# gripe-fetch -f chat: transcripts of live chats as csv or ndjson
load ../helper
bats_require_minimum_version 1.5.0

table() {
	cat <<-'END'
		session,time,speaker,text,role
		s1,2026-03-10 09:00:00,Website,Waarmee kan ik u helpen?,bot
		s1,2026-03-10 09:00:20,Jan,"Mijn ""lamp"" is stuk,
		en de doos ook",visitor
		s1,2026-03-10 09:01:00,Mia,Dat is vervelend.,agent
		s2,2026-03-10 09:02:00,,Chat ended,system
	END
}

lines() {
	printf '{"session":"s1","time":"2026-03-10T09:00:00Z","speaker":"%s","text":"x","role":"%s"}\n' "$@"
}

@test "a transcript as csv becomes a record a message, and a session a conversation" {
	table >in.csv
	run -0 gripe-fetch -f chat -s site in.csv
	[ "$(jq -c 'del(.id)' <<<"${lines[1]}")" = '{"channel":"chat","source":"site","content":"Mijn \"lamp\" is stuk,\nen de doos ook","created_at":"2026-03-10T09:00:20Z","fetched_at":"2026-03-10T12:00:00Z","author":{"name":"Jan"},"conversation_id":"chat:site/s1","visibility":"private","extra":{"role":"visitor"}}' ]
	[ "$(jq -c '[.direction,.automatic,.conversation_id]' <<<"$output" | tr '\n' ' ')" = '["out",true,"chat:site/s1"] [null,null,"chat:site/s1"] ["out",null,"chat:site/s1"] [null,true,"chat:site/s2"] ' ]
}

@test "ndjson gives the same records" {
	table >in.csv
	gripe-fetch -f csv -m content=text,extra.session=session,extra.time=time,extra.speaker=speaker in.csv | jq -c '.extra + {text: .content}' >in.ndjson
	[ "$(gripe-fetch -f chat in.ndjson)" = "$(gripe-fetch -f chat in.csv)" ]
	[ "$(gripe-fetch -f chat <in.ndjson)" = "$(gripe-fetch -f chat <in.csv)" ]
}

@test "roles in other words are known, and an unknown one is said once and taken for a visitor" {
	lines a Klant b MEDEWERKER c assistant d customer >in.ndjson
	[ "$(gripe-fetch -f chat in.ndjson | jq -c '[.direction,.automatic]' | tr '\n' ' ')" = '[null,null] ["out",null] ["out",true] [null,null] ' ]
	lines a rep b rep c agent >in.ndjson
	run --separate-stderr -0 gripe-fetch -f chat in.ndjson
	[ "$(jq -r '.direction // "in"' <<<"$output" | tr '\n' ' ')" = 'in in out ' ]
	[ "$stderr" = 'gripe-fetch: in.ndjson:1: "rep" is no role that is known: taken for a visitor' ]
}

@test "without roles our own people are known by --own" {
	table | jq -Rr 'sub(",[^,]*$"; "")' | head -n 2 >in.csv
	echo 's1,2026-03-10 09:01:00,Mia,Dat is vervelend.' >>in.csv
	[ "$(gripe-fetch -f chat --own mia in.csv | jq -c '[.author.name,.direction]' | tr '\n' ' ')" = '["Website",null] ["Mia","out"] ' ]
}

@test "columns by other names are said by -m, or in gripe.conf" {
	printf 'chat;wanneer;wie;wat;rol\ns1;10-03-2026 09:00;Mia;hallo;medewerker\n' >in.csv
	map=conversation_id=chat,created_at=wanneer,author.name=wie,content=wat,extra.role=rol
	run -0 gripe-fetch -f chat -m "$map" in.csv
	[ "$(jq -c '[.conversation_id,.created_at,.author.name,.content,.direction]' <<<"$output")" = '["chat:chat/s1","2026-03-10T09:00:00Z","Mia","hallo","out"]' ]
	printf '[source site]\nurl = in.csv\nformat = chat\nmap = %s\n' "$map" >gripe.conf
	[ "$(gripe-fetch -c gripe.conf | jq -c '[.source,.content]')" = '["site","hallo"]' ]
	run -64 gripe-fetch -f chat -m content=tekst in.csv
	[ "$(printf 'session|time|speaker|text\ns1|2026-03-10T09:00:00Z|Jan|a,b\n' | gripe-fetch -f chat --delimiter '|' | jq -r .content)" = a,b ]
}

@test "what else a row has is kept, and ids where there are some" {
	echo '{"session":7,"time":1773133200,"speaker":"Jan","text":"x","role":"visitor","page":"/lamp","id":"m1"}' >in.ndjson
	[ "$(gripe-fetch -f chat in.ndjson | jq -c '[.conversation_id,.created_at,.native_id,.extra]')" = '["chat:chat/7","2026-03-10T09:00:00Z","m1",{"role":"visitor","page":"/lamp"}]' ]
}

@test "a row without a text is refused with its line, and the rest goes on" {
	{ lines a visitor; echo '{"error":"no such session"}'; lines b visitor; echo '[1]'; echo '{"session":"s"'; } >in.ndjson
	run --separate-stderr -65 gripe-fetch -f chat in.ndjson
	[ "$(jq -r .author.name <<<"$output" | tr '\n' ' ')" = 'a b ' ]
	[[ $stderr == *"in.ndjson:2: it has no text"*"in.ndjson:4: it is no object"*"in.ndjson:5: "* ]]
	echo '{"session":"s","text":["x"]}' >in.ndjson
	run -65 gripe-fetch -f chat in.ndjson
}

@test "what is no transcript is refused" {
	echo 'a,b' >in.csv
	run -65 gripe-fetch -f chat in.csv
	[ "$output" = "gripe-fetch: in.csv: there is no column session; the columns are: a, b" ]
	: >in.csv
	run -65 gripe-fetch -f chat in.csv
	lines a visitor | jq -s . >in.json
	run -65 gripe-fetch -f chat in.json
	[[ $output == *"try jq -c '.[]'"* ]]
	echo '[]' >in.json
	run -65 gripe-fetch -f chat in.json
	run -66 gripe-fetch -f chat nergens.csv
	table >in.csv
	run -65 gripe-fetch -f chat --max-body 20 in.csv
	[ "$output" = "gripe-fetch: in.csv: it is over 20 bytes (--max-body)" ]
}
