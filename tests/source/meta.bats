# gripe-fetch -f meta: saved answers of the Graph API, and payloads of webhooks
load ../helper
bats_require_minimum_version 1.5.0

comment() { # ID MORE: a comment as Facebook gives it
	jq -cn --arg id "$1" '{id: $id, message: "Al drie weken geen pakket", created_time: "2026-03-10T09:30:00+0100",
		from: {id: "77", name: "Jan de Vries"}, like_count: 4, comment_count: 2,
		permalink_url: "https://facebook.example/p/1?comment_id=\($id)"}'" + ${2-{\}}"
}

remark() { # ID MORE: a comment as Instagram gives it
	jq -cn --arg id "$1" '{id: $id, text: "Still waiting for my parcel", timestamp: "2026-03-10T08:30:00+0000", username: "mia.example",
		like_count: 1}'" + ${2-{\}}"
}

data() { # of lines of objects, an answer
	jq -s '{data: ., paging: {cursors: {before: "a", after: "b"}}}' >in.json
}

whatsapp() { # MESSAGE: a payload
	jq -n "$1"' as $m | {object: "whatsapp_business_account", entry: [{id: "900", changes: [{field: "messages", value: {
		messaging_product: "whatsapp", metadata: {display_phone_number: "31201234567", phone_number_id: "555"},
		contacts: [{profile: {name: "Mia Bakker"}, wa_id: "31612345678"}],
		messages: ({from: "31612345678", id: "wamid.A1", timestamp: "1773131400"} + $m | [.])}}]}]}' >in.json
}

messaging() { # OBJECT EVENT: a payload
	jq -n --arg object "$1" "$2"' as $e | {object: $object, entry: [{id: "500", time: 1773131401000, messaging: [
		{sender: {id: "42"}, recipient: {id: "500"}, timestamp: 1773131400123} + $e]}]}' >in.json
}

change() { # OBJECT FIELD VALUE: a payload
	jq -n --arg object "$1" --arg field "$2" "$3"' as $v | {object: $object, entry: [{id: "500", time: 1773131460, changes: [
		{field: $field, value: $v}]}]}' >in.json
}

feed() { # MORE: a comment on a page
	change page feed '({item: "comment", verb: "add", comment_id: "10_20", post_id: "500_10", parent_id: "500_10", created_time: 1773131400,
		from: {id: "77", name: "Jan de Vries"}, message: "De kraan lekt", post: {permalink_url: "https://facebook.example/p/10"}} + '"${1-{\}})"
}

member() { # FILTER: what the records say
	gripe-fetch -f meta in.json | jq -c "$1"
}

@test "comments of Facebook become a record a comment" {
	{ comment 1_2; comment 1_3 '{parent: {id: "1_2"}}'; } | data
	run -0 gripe-fetch -f meta -s page in.json
	[ "$(sed -n 1p <<<"$output")" = '{"id":"facebook:page/1_2","channel":"facebook","source":"page","native_id":"1_2","url":"https://facebook.example/p/1?comment_id=1_2","content":"Al drie weken geen pakket","created_at":"2026-03-10T08:30:00Z","fetched_at":"2026-03-10T12:00:00Z","author":{"id":"77","name":"Jan de Vries"},"metrics":{"likes":4,"replies":2}}' ]
	[ "$(sed -n 2p <<<"$output" | jq -r .in_reply_to_id)" = facebook:page/1_2 ]
}

@test "comments of Instagram bring their replies along" {
	remark 30 "{media: {id: \"9\"}, replies: {data: [$(remark 31 '{text: "Same here"}')]}}" | data
	[ "$(member '[.id,.channel,.content,.author.handle,.in_reply_to_id,.conversation_id]')" = '["instagram:meta/30","instagram","Still waiting for my parcel","mia.example",null,"instagram:meta/9"]
["instagram:meta/31","instagram","Same here","mia.example","instagram:meta/30","instagram:meta/30"]' ]
}

@test "a feed has posts with what they hold and what was said below them" {
	comment 500_1 "{shares: {count: 3}, comments: {data: [$(comment 1_2)], summary: {total_count: 8}},
		attachments: {data: [{type: \"photo\", title: \"Doos\", media: {image: {src: \"https://cdn.example/a.jpg\"}}, url: \"https://facebook.example/photo/1\"}]}}" |
		jq 'del(.comment_count)' | data
	[ "$(member '[.native_id,.metrics,.attachments,.in_reply_to_id,.conversation_id]')" = '["500_1",{"likes":4,"reposts":3,"replies":8},[{"url":"https://cdn.example/a.jpg","type":"photo","name":"Doos"}],null,null]
["1_2",{"likes":4,"replies":2},null,"facebook:meta/500_1","facebook:meta/500_1"]' ]
}

@test "posts of Instagram are read from a list of tags, from an account and by themselves" {
	remark 1 '{text: null, caption: "Kapot", media_type: "IMAGE", media_url: "https://cdn.example/b.jpg", permalink: "https://instagram.example/p/1"}' >post.json
	jq '{data: [.]}' post.json >tags.json
	jq '{id: "8", mentioned_media: .}' post.json >mentioned.json
	run -0 gripe-fetch -f meta tags.json mentioned.json post.json
	[ "$(jq -c '[.id,.channel,.url,.content,.attachments]' <<<"$output" | uniq -c | tr -s ' ')" = ' 3 ["instagram:meta/1","instagram","https://instagram.example/p/1","Kapot",[{"url":"https://cdn.example/b.jpg","type":"IMAGE"}]]' ]
}

@test "every picture of an album is an attachment" {
	remark 1 '{media_type: "CAROUSEL_ALBUM", media_url: "https://cdn.example/0.jpg", children: {data: [{id: "2", media_url: "https://cdn.example/1.jpg"}, {id: "3", media_url: "https://cdn.example/2.jpg"}]}}' >in.json
	[ "$(member '[.attachments[].url]')" = '["https://cdn.example/1.jpg","https://cdn.example/2.jpg"]' ]
	comment 500_1 '{attachments: {data: [{type: "album", subattachments: {data: [{media: {image: {src: "https://cdn.example/3.jpg"}}}, {url: "https://facebook.example/4"}]}}]}}' >in.json
	[ "$(member '[.attachments[].url]')" = '["https://cdn.example/3.jpg","https://facebook.example/4"]' ]
	comment 1_2 '{attachment: {type: "photo", media: {image: {src: "https://cdn.example/5.jpg"}}, url: "https://facebook.example/5"}}' >in.json
	[ "$(member .attachments)" = '[{"url":"https://cdn.example/5.jpg","type":"photo"}]' ]
}

@test "an answer for several ids at once, and a post with its comments" {
	jq -n --argjson a "$(comment 1_2)" --argjson b "$(comment 3_4)" '{"1": {data: [$a]}, "3": {id: "3", comments: {data: [$b]}}}' >in.json
	[ "$(member .native_id | tr '\n' ' ')" = '"1_2" "3_4" ' ]
}

@test "reviews of a page have a rating or say whether they recommend it" {
	jq -n '{data: [{created_time: "2026-03-10T08:30:00+0000", reviewer: {id: "5", name: "Tess"}, review_text: "Koude soep", rating: 2, open_graph_story: {id: "66"}},
		{created_time: "2026-03-10T08:30:00+0000", review_text: "Never again", recommendation_type: "negative"}]}' >in.json
	[ "$(member '[.native_id,.content,.author.name,.rating,.extra]')" = '["66","Koude soep","Tess",{"value":2,"best":5},null]
[null,"Never again",null,null,{"recommendation":"negative"}]' ]
	change page ratings '{item: "rating", verb: "add", open_graph_story_id: "66", review_text: "Koude soep", rating: 2, reviewer_name: "Tess", created_time: 1773131400}'
	[ "$(member '[.native_id,.content,.author.name,.rating,.created_at]')" = '["66","Koude soep","Tess",{"value":2,"best":5},"2026-03-10T08:30:00Z"]' ]
}

@test "people who liked something and empty lists are no posts, and nothing is wrong with them" {
	echo '{"id":"5","name":"Tess"}' | data
	echo '{"data":[]}' >empty.json
	run -0 gripe-fetch -f meta in.json empty.json
	[ -z "$output" ]
}

@test "a message of WhatsApp is private and stands in the customer's thread" {
	whatsapp '{type: "text", text: {body: "Waar blijft de monteur?"}, context: {id: "wamid.Z9"}}'
	run -0 gripe-fetch -f meta -s desk in.json
	[ "$output" = '{"id":"whatsapp:desk/wamid.A1","channel":"whatsapp","source":"desk","native_id":"wamid.A1","content":"Waar blijft de monteur?","created_at":"2026-03-10T08:30:00Z","fetched_at":"2026-03-10T12:00:00Z","author":{"id":"31612345678","name":"Mia Bakker"},"in_reply_to_id":"whatsapp:desk/wamid.Z9","conversation_id":"whatsapp:desk/31612345678","visibility":"private","extra":{"phone_number_id":"555"}}' ]
}

@test "pictures, sounds and documents keep their id and caption" {
	for type in image video document; do
		whatsapp "{type: \"$type\", $type: {id: \"m7\", mime_type: \"a/b\", caption: \"Kijk\", filename: \"x.pdf\"}}"
		[ "$(member '[.content,.attachments,.extra.media_id]')" = '["Kijk",[{"type":"a/b","name":"x.pdf"}],"m7"]' ]
	done
	whatsapp '{type: "audio", audio: {id: "m8", mime_type: "audio/ogg"}}'
	[ "$(member '[.content,.attachments,.extra.media_id]')" = '[null,[{"type":"audio/ogg"}],"m8"]' ]
}

@test "a button says what stands on it" {
	whatsapp '{type: "button", button: {text: "Ja", payload: "y"}}'
	[ "$(member .content)" = '"Ja"' ]
	whatsapp '{type: "interactive", interactive: {type: "button_reply", button_reply: {id: "1", title: "Afspraak"}}}'
	[ "$(member .content)" = '"Afspraak"' ]
	whatsapp '{type: "interactive", interactive: {type: "list_reply", list_reply: {id: "1", title: "Refund"}}}'
	[ "$(member .content)" = '"Refund"' ]
	messaging page '{postback: {mid: "m_3", title: "Klacht", payload: "c"}}'
	[ "$(member '[.native_id,.content]')" = '["m_3","Klacht"]' ]
}

@test "reactions, ticks and what the system says are passed over" {
	for type in reaction system unsupported unknown; do
		whatsapp "{type: \"$type\", $type: {}}"
		run -0 gripe-fetch -f meta in.json
		[ -z "$output" ]
	done
	jq '.entry[0].changes[0].value |= (del(.messages) | .statuses = [{id: "wamid.B", status: "read"}])' in.json >ticks.json
	messaging page '{read: {watermark: 1}}'
	mv in.json read.json
	messaging page '{delivery: {mids: ["m_1"], watermark: 1}}'
	mv in.json delivery.json
	messaging instagram '{reaction: {mid: "m_1", emoji: "x"}}'
	mv in.json heart.json
	change page feed '{item: "reaction", verb: "add", post_id: "500_10", reaction_type: "angry"}'
	mv in.json angry.json
	change page feed '{item: "comment", verb: "hide", comment_id: "10_20", post_id: "500_10"}'
	mv in.json hide.json
	change page mention '{item: "post", verb: "add", post_id: "500_10", sender_id: "7"}'
	run -0 gripe-fetch -f meta in.json ticks.json read.json delivery.json heart.json angry.json hide.json
	[ -z "$output" ]
}

@test "what our own people sent from a telephone goes out" {
	jq -n '{object: "whatsapp_business_account", entry: [{id: "900", changes: [{field: "smb_message_echoes", value: {
		metadata: {phone_number_id: "555"},
		message_echoes: [{from: "31201234567", to: "31612345678", id: "wamid.E", timestamp: "1773131400", type: "text", text: {body: "We komen morgen"}}]}}]}]}' >in.json
	[ "$(member '[.direction,.author,.conversation_id,.content]')" = '["out",{"id":"31201234567"},"whatsapp:meta/31612345678","We komen morgen"]' ]
	messaging page '{sender: {id: "500"}, recipient: {id: "42"}, message: {mid: "m_2", text: "Dag", is_echo: true}}'
	[ "$(member '[.direction,.author.id,.conversation_id]')" = '["out","500","messenger:meta/42"]' ]
	feed '{from: {id: "500", name: "Voorbeeld BV"}}'
	[ "$(member .direction)" = '"out"' ]
}

@test "of several contacts the name is the sender's" {
	whatsapp '{type: "text", text: {body: "Hallo"}}'
	jq '.entry[0].changes[0].value.contacts += [{profile: {name: "Tess"}, wa_id: "31687654321"}]' in.json >two.json
	[ "$(gripe-fetch -f meta two.json | jq -r .author.name)" = "Mia Bakker" ]
	jq '.entry[0].changes[0].value.messages[0].from = "31600000000"' two.json >in.json
	[ "$(member .author)" = '{"id":"31600000000"}' ]
}

@test "an edit and a removal name the message that they are about" {
	whatsapp '{id: "wamid.N", type: "edit", edit: {original_message_id: "wamid.A1", message: {type: "text", text: {body: "Morgen"}}}}'
	[ "$(member '[.native_id,.content,.created_at,.edited_at]')" = '["wamid.A1","Morgen",null,"2026-03-10T08:30:00Z"]' ]
	whatsapp '{id: "wamid.N", type: "revoke", revoke: {original_message_id: "wamid.A1"}}'
	[ "$(member '[.native_id,.content,.deleted_at]')" = '["wamid.A1",null,"2026-03-10T08:30:00Z"]' ]
	messaging page '{message_edit: {mid: "m_1", text: "Beter", num_edit: 1}}'
	[ "$(member '[.native_id,.content,.created_at,.edited_at]')" = '["m_1","Beter",null,"2026-03-10T08:30:00Z"]' ]
	messaging instagram '{message: {mid: "m_1", is_deleted: true}}'
	[ "$(member '[.native_id,.created_at,.deleted_at]')" = '["m_1",null,"2026-03-10T08:30:00Z"]' ]
}

@test "messages to a page and to an account of Instagram are private" {
	messaging page '{message: {mid: "m_1", text: "Rekening klopt niet", reply_to: {mid: "m_0"}, attachments: [{type: "image", payload: {url: "https://cdn.example/r.png"}}]}}'
	run -0 gripe-fetch -f meta in.json
	[ "$output" = '{"id":"messenger:meta/m_1","channel":"messenger","source":"meta","native_id":"m_1","content":"Rekening klopt niet","attachments":[{"url":"https://cdn.example/r.png","type":"image"}],"created_at":"2026-03-10T08:30:00Z","fetched_at":"2026-03-10T12:00:00Z","author":{"id":"42"},"in_reply_to_id":"messenger:meta/m_0","conversation_id":"messenger:meta/42","visibility":"private"}' ]
	messaging instagram '{message: {mid: "m_1", text: "Hi"}}'
	[ "$(member '[.id,.visibility]')" = '["instagram:meta/m_1","private"]' ]
	change instagram messages '{sender: {id: "42"}, recipient: {id: "500"}, timestamp: 1773131400, message: {mid: "m_1", text: "Hi"}}'
	[ "$(member '[.id,.visibility,.created_at]')" = '["instagram:meta/m_1","private","2026-03-10T08:30:00Z"]' ]
}

@test "a comment on a page is added, edited and removed under one id" {
	feed
	run -0 gripe-fetch -f meta in.json
	[ "$output" = '{"id":"facebook:meta/10_20","channel":"facebook","source":"meta","native_id":"10_20","url":"https://facebook.example/p/10","content":"De kraan lekt","created_at":"2026-03-10T08:30:00Z","fetched_at":"2026-03-10T12:00:00Z","author":{"id":"77","name":"Jan de Vries"},"in_reply_to_id":"facebook:meta/500_10","conversation_id":"facebook:meta/500_10","extra":{"item":"comment"}}' ]
	feed '{verb: "edited", message: "De kraan lekt weer"}'
	[ "$(member '[.native_id,.content,.created_at,.edited_at]')" = '["10_20","De kraan lekt weer","2026-03-10T08:30:00Z","2026-03-10T08:31:00Z"]' ]
	feed '{verb: "remove", message: null}'
	[ "$(member '[.native_id,.content,.created_at,.deleted_at]')" = '["10_20",null,null,"2026-03-10T08:31:00Z"]' ]
}

@test "posts of visitors are taken with their pictures" {
	feed '{item: "status", comment_id: null, parent_id: null, photos: ["https://cdn.example/1.jpg", "https://cdn.example/2.jpg"]}'
	[ "$(member '[.native_id,.in_reply_to_id,[.attachments[].url]]')" = '["500_10",null,["https://cdn.example/1.jpg","https://cdn.example/2.jpg"]]' ]
}

@test "a comment on Instagram comes in either shape of an entry" {
	value='{id: "30", text: "Broken again", from: {id: "8", username: "mia.example"}, media: {id: "9"}, parent_id: "29"}'
	change instagram comments "$value"
	[ "$(member '[.id,.content,.author,.in_reply_to_id,.conversation_id,.created_at]')" = '["instagram:meta/30","Broken again",{"id":"8","handle":"mia.example"},"instagram:meta/29","instagram:meta/9","2026-03-10T08:31:00Z"]' ]
	member . >changes
	jq '[.entry[0] |= (del(.changes) + .changes[0])]' in.json >flat.json
	gripe-fetch -f meta flat.json | jq -c . | cmp - changes
}

@test "the command line's channel stays" {
	whatsapp '{type: "text", text: {body: "Hallo"}}'
	[ "$(gripe-fetch -f meta --channel chat in.json | jq -r .id)" = chat:meta/wamid.A1 ]
}

@test "what is no answer is refused with what it says" {
	echo '{"error":{"message":"(#4) Application request limit reached","type":"OAuthException","code":4}}' >in.json
	run -65 gripe-fetch -f meta in.json
	[ "$output" = "gripe-fetch: in.json: meta says: (#4) Application request limit reached" ]
	for other in '{"a":1}' '"text"' 12 null '{}' '{"data":"x"}' '{"object":"page","entry":{}}' '{"object":5,"entry":[]}'; do
		echo "$other" >in.json
		run -65 gripe-fetch -f meta in.json
		[ "$output" = "gripe-fetch: in.json: it is no answer of meta with posts" ]
	done
	comment 1_2 | data
	head -c 90 in.json >half.json
	run -65 gripe-fetch -f meta half.json
	[[ $output == *"it is no whole JSON document" ]]
	echo 'id,text' >in.json
	run -65 gripe-fetch -f meta in.json
	[[ $output == *"it is no whole JSON document" ]]
}

@test "items of the wrong kind are refused by number, and the others go on" {
	{ comment 1_2; echo '{"x":1}'; echo 5; comment 1_3; } | data
	run --separate-stderr -65 gripe-fetch -f meta in.json
	[ "$(jq -r .native_id <<<"$output" | tr '\n' ' ')" = '1_2 1_3 ' ]
	[ "$stderr" = "gripe-fetch: in.json:2: it is no post
gripe-fetch: in.json:3: it is no post" ]
	whatsapp '{type: "text", text: {body: "Hallo"}}'
	jq '.entry[0].changes[0].value.messages |= [5, {type: "text"}] + . | .entry |= [7] + . | .entry[1].changes += [{field: "messages", value: 1}, {field: "x", value: 2}] | .entry[1].messaging = [3]' in.json >odd.json
	run --separate-stderr -65 gripe-fetch -f meta odd.json
	[ "$(jq -r .native_id <<<"$output")" = wamid.A1 ]
	[ "$stderr" = "gripe-fetch: odd.json:1: it is no entry
gripe-fetch: odd.json:2: it is no message
gripe-fetch: odd.json:3: it has no id and no text
gripe-fetch: odd.json:5: it is no change
gripe-fetch: odd.json:6: it is no change
gripe-fetch: odd.json:7: it is no event" ]
}

@test "members of the wrong type are left out or kept under extra" {
	comment 1_2 '{message: 5, from: [1], like_count: "veel", created_time: "ooit", attachments: {data: [1, {media: 2}]}, comments: 3}' >in.json
	[ "$(member '[.native_id,.content,.author,.extra]' 2>/dev/null)" = '["1_2",null,null,{"created_at":"ooit","metrics.likes":"veel"}]' ]
	whatsapp '{type: ["text"], text: "Hallo", image: [], timestamp: {}, context: null}'
	[ "$(member '[.native_id,.content,.created_at]')" = '["wamid.A1",null,null]' ]
}
