# gripe-fetch -f whatsapp: chats that WhatsApp exported as text
load ../helper
bats_require_minimum_version 1.5.0

read_chat() { # FILTER OPTION...: of the records of in.txt, on one line
	local filter=$1
	shift
	gripe-fetch -f whatsapp "$@" in.txt | jq -r "$filter" | tr '\n' ' '
}

head_is() { # LINE TIME: the only message of a chat
	printf '%s\n' "$1" >in.txt
	[ "$(gripe-fetch -f whatsapp in.txt 2>err | jq -r '[.created_at,.author.name,.content] | join(" ")')" = "$2 Jan hoi" ] || { echo "$1: $(gripe-fetch -f whatsapp in.txt)" && false; }
}

@test "an export of Android becomes a record a message" {
	cat >'WhatsApp Chat with Jan de Vries.txt' <<-'END'
		25-02-2026 08:59 - Berichten en gesprekken worden end-to-end versleuteld. Niemand buiten deze chat kan ze lezen.
		25-02-2026 09:15 - Jan de Vries: Mijn pakket is er nog steeds niet.
		25-02-2026 09:16 - Noordkade: Wat is uw postcode?
	END
	run --separate-stderr -0 gripe-fetch -f whatsapp -s desk --own Noordkade 'WhatsApp Chat with Jan de Vries.txt'
	[ -z "$stderr" ]
	[ "${#lines[@]}" -eq 2 ]
	[ "$(jq -c 'del(.id)' <<<"${lines[0]}")" = '{"channel":"whatsapp","source":"desk","content":"Mijn pakket is er nog steeds niet.","created_at":"2026-02-25T09:15:00Z","fetched_at":"2026-03-10T12:00:00Z","author":{"name":"Jan de Vries"},"conversation_id":"whatsapp:desk/Jan de Vries","visibility":"private"}' ]
	[[ $(jq -r .id <<<"${lines[0]}") =~ ^whatsapp:desk/[0-9a-f]{32}$ ]]
	[ "$(jq -c '[.direction,.content]' <<<"${lines[1]}")" = '["out","Wat is uw postcode?"]' ]
}

@test "an export of iOS is read too, with its marks and narrow spaces" {
	printf '\u200e[05/03/2026, 10:14:33] Winkel: \u200eMessages and calls are end-to-end encrypted.\r\n[05/03/2026, 10:14:40] Jan: De lamp is stuk\r\nen de doos ook\r\n\u200e[25/02/2026, 11:00:01] \u202a+31 6 12345678\u202c: hoi\r\n' >in.txt
	run -0 gripe-fetch -f whatsapp in.txt
	[ "$(jq -c '[.created_at,.author.name,.content]' <<<"$output" | tr '\n' ' ')" = '["2026-03-05T10:14:40Z","Jan","De lamp is stuk\nen de doos ook"] ["2026-02-25T11:00:01Z","+31 6 12345678","hoi"] ' ]
	printf '[2/25/26, 3:04:33\u202fPM] Jan: hoi\n' >in.txt
	[ "$(read_chat .created_at)" = '2026-02-25T15:04:33Z ' ]
}

@test "dates and times as telephones in many languages write them" {
	head_is '15.04.2016, 15:04 - Jan: hoi' 2016-04-15T15:04:00Z
	head_is '15-04-16 15:04 - Jan: hoi' 2016-04-15T15:04:00Z
	head_is '4/15/16, 3:04 PM - Jan: hoi' 2016-04-15T15:04:00Z
	head_is $'4/15/16, 12:04\u202fam - Jan: hoi' 2016-04-15T00:04:00Z
	head_is '15/4/2016, 12:04 p. m. - Jan: hoi' 2016-04-15T12:04:00Z
	head_is '2016-04-15, 3:04 p.m. - Jan: hoi' 2016-04-15T15:04:00Z
	head_is '2016/04/15 15:04 - Jan: hoi' 2016-04-15T15:04:00Z
	head_is '15. 4. 2016 15:04 – Jan: hoi' 2016-04-15T15:04:00Z
	head_is '2016. 04. 15. 15:04 - Jan: hoi' 2016-04-15T15:04:00Z
	head_is '15.4.2016 15.04 - Jan: hoi' 2016-04-15T15:04:00Z
	head_is '[15-04-2016 15:04:33] Jan: hoi' 2016-04-15T15:04:33Z
	head_is $'15-04-2016 15:04 - ~\u202fJan: hoi' 2016-04-15T15:04:00Z
}

@test "the whole file says whether the day or the month comes first" {
	printf '%s\n' '03/04/26, 10:00 - Jan: a' '03/14/26, 10:00 - Jan: b' >in.txt
	[ "$(read_chat .created_at)" = '2026-03-04T10:00:00Z 2026-03-14T10:00:00Z ' ]
	printf '%s\n' '03/02/26, 10:00 - Jan: a' '14/02/26, 10:00 - Jan: b' >in.txt
	[ "$(read_chat .created_at)" = '2026-02-03T10:00:00Z 2026-02-14T10:00:00Z ' ]
	# it may not go back in time: 4 February, 3 March
	printf '%s\n' '02/04/25, 10:00 - Jan: a' '03/03/25, 10:00 - Jan: b' >in.txt
	[ "$(read_chat .created_at)" = '2025-02-04T10:00:00Z 2025-03-03T10:00:00Z ' ]
	# nor be in the future: 5 March, not 3 May
	printf '%s\n' '03/05/26, 10:00 - Jan: a' >in.txt
	[ "$(read_chat .created_at)" = '2026-03-05T10:00:00Z ' ]
	printf '%s\n' '26/02/25, 10:00 - Jan: a' '26/03/01, 10:00 - Jan: b' >in.txt
	[ "$(read_chat .created_at)" = '2026-02-25T10:00:00Z 2026-03-01T10:00:00Z ' ]
}

@test "where nothing tells, the day comes first, and that is said; --date-format says it" {
	printf '%s\n' '03/04/25, 10:00 - Jan: a' >in.txt
	run --separate-stderr -0 gripe-fetch -f whatsapp in.txt
	[ "$(jq -r .created_at <<<"$output")" = 2025-04-03T10:00:00Z ]
	[ "$stderr" = "gripe-fetch: in.txt:1: the day or the month may come first; the day is taken (--date-format)" ]
	[ "$(read_chat .created_at --date-format MDY)" = '2025-03-04T10:00:00Z ' ]
	[ "$(read_chat .created_at --date-format YMD)" = '2003-04-25T10:00:00Z ' ]
	printf '%s\n' '2025-04-03, 10:00 - Jan: a' >in.txt
	[ "$(read_chat .created_at --date-format DMY)" = '2025-04-03T10:00:00Z ' ]
	run --separate-stderr -0 gripe-fetch -f whatsapp in.txt
	[ -z "$stderr" ]
}

@test "a day that does not exist is refused with its line, and the rest goes on" {
	printf '%s\n' '13/04/25, 10:00 - Jan: a' '04/13/25, 10:00 - Jan: b' '14/04/25, 10:00 - Jan: c' >in.txt
	run --separate-stderr -65 gripe-fetch -f whatsapp in.txt
	[ "$(jq -r .content <<<"$output" | tr '\n' ' ')" = 'a c ' ]
	[ "$stderr" = "gripe-fetch: in.txt:2: there is no such day, read as DMY" ]
}

@test "a message goes on over lines, also empty ones and those that look like a time" {
	printf '%s\n' '25-02-2026 09:15 - Jan: Een' '' '10:30 gebeld: niemand' '25/02/2026, 09:15 - Piet: geciteerd' '[25-02-2026 09:15] Piet: ook' '25-02-2026 09:16 - Jan: twee' >in.txt
	run -0 gripe-fetch -f whatsapp in.txt
	[ "$(jq -c .content <<<"$output" | tr '\n' ' ')" = '"Een\n\n10:30 gebeld: niemand\n25/02/2026, 09:15 - Piet: geciteerd\n[25-02-2026 09:15] Piet: ook" "twee" ' ]
}

@test "what the application says is no post" {
	printf '%s\n' '25-02-2026 09:15 - Jan heeft de groep gemaakt' '25-02-2026 09:15 - Jan changed the subject from "Help: lamp" to "Lamp"' \
		'25-02-2026 09:15 - Missed voice call' '25-02-2026 09:16 - Jan: post' >in.txt
	run --separate-stderr -0 gripe-fetch -f whatsapp in.txt
	[ "$(jq -r .content <<<"$output")" = post ]
	[ -z "$stderr" ]
	printf '[25-02-2026 09:15:00] Jan: \u200eMissed voice call\n[25-02-2026 09:16:00] Jan: \u200eLocatie: https://maps.x.example/?q=52,4\n' >in.txt
	[ "$(read_chat .content)" = 'Locatie: https://maps.x.example/?q=52,4 ' ]
}

@test "files are attachments, by their name where it stands, else by their type" {
	printf '25-02-2026 09:15 - Jan: %b\n' '<Media weggelaten>' '\u200eIMG-20260225-WA0001.jpg (bestand bijgevoegd)\nDit kreeg ik.' '<Media omitted>\nKapot!' 'ik zei: image omitted' >in.txt
	[ "$(read_chat '[.content,.attachments]|tostring')" = '[null,[{"type":"media"}]] ["Dit kreeg ik.",[{"name":"IMG-20260225-WA0001.jpg"}]] ["Kapot!",[{"type":"media"}]] ["ik zei: image omitted",null] ' ]
	printf '[25-02-2026 09:15:00] Jan: %b\n' '\u200eimage omitted' 'Kijk \u200eafbeelding weggelaten' '\u200e<attached: 00000012-PHOTO-2026-02-25.jpg>' \
		'Bon \u200e<bijgevoegd: bon.pdf>' 'Factuur.pdf \u2022 \u200e3 pages \u200edocument omitted' >in.txt
	[ "$(read_chat '[.content,.attachments]|tostring')" = '[null,[{"type":"image"}]] ["Kijk",[{"type":"image"}]] [null,[{"name":"00000012-PHOTO-2026-02-25.jpg"}]] ["Bon",[{"name":"bon.pdf"}]] [null,[{"type":"document","name":"Factuur.pdf"}]] ' ]
}

@test "deleted messages keep their place and have no text; edited ones say so" {
	printf '25-02-2026 09:15 - Jan: %s\n' 'Dit bericht is verwijderd' 'This message was deleted.' 'Ik schreef: dit bericht is verwijderd' 'Beter zo <Dit bericht is bewerkt>' >in.txt
	[ "$(read_chat '[.content,.deleted_at,.extra.edited]|tostring')" = '[null,"2026-02-25T09:15:00Z",null] [null,"2026-02-25T09:15:00Z",null] ["Ik schreef: dit bericht is verwijderd",null,null] ["Beter zo",null,"true"] ' ]
	printf '[25-02-2026 09:15:00] Jan: \u200eThis message was deleted.\n[25-02-2026 09:15:00] Jan: Zo \u200e<This message was edited>\n' >in.txt
	[ "$(read_chat '[.content,.deleted_at,.extra.edited]|tostring')" = '[null,"2026-02-25T09:15:00Z",null] ["Zo",null,"true"] ' ]
}

@test "our own people are named by --own, more than once, or in gripe.conf" {
	printf '25-02-2026 09:15 - %s: x\n' Jan 'Mia van Noordkade' Bot JAN >in.txt
	[ "$(read_chat '[.author.name,.direction]|tostring' --own 'mia van noordkade' --own Bot)" = '["Jan",null] ["Mia van Noordkade","out"] ["Bot","out"] ["JAN",null] ' ]
	printf '[source app]\nurl = in.txt\nformat = whatsapp\nown = Bot | Mia van Noordkade\ndate_format = DMY\n' >gripe.conf
	[ "$(gripe-fetch -c gripe.conf | jq -r '.direction // "in"' | tr '\n' ' ')" = 'in out out in ' ]
	run --separate-stderr -0 gripe-fetch -f whatsapp --own Nobody in.txt
	[ "$stderr" = "gripe-fetch: in.txt:1: nobody in it is called Nobody" ]
	printf '[source app]\nurl = in.txt\nformat = whatsapp\ndate_format = DYM\n' >gripe.conf
	run -78 gripe-fetch -c gripe.conf
	[ "$output" = "gripe-fetch: gripe.conf: [source app] date_format: expected DMY, MDY or YMD" ]
}

@test "the conversation is called as the file, or as the folder of iOS" {
	line='25-02-2026 09:15 - Jan: x'
	mkdir 'WhatsApp Chat - Mia'
	for name in 'WhatsApp-chat met Mia.txt' 'WhatsApp Chat with Mia (2).txt' 'WhatsApp Chat - Mia/_chat.txt' Mia.txt; do
		echo "$line" >"$name"
		[ "$(gripe-fetch -f whatsapp "$name" | jq -r .conversation_id)" = whatsapp:whatsapp/Mia ] || { echo "$name" && false; }
	done
	[ "$(echo "$line" | gripe-fetch -f whatsapp | jq .conversation_id)" = null ]
}

@test "a later export of the same chat gives the same records again; another chat gives others" {
	printf '25-02-2026 09:15 - Jan: %s\n' a b b >a.txt
	{ cat a.txt && echo '25-02-2026 09:16 - Jan: c'; } >later
	gripe-fetch -f whatsapp a.txt >before
	mv later a.txt
	[ "$(gripe-fetch -f whatsapp a.txt | head -n 3)" = "$(cat before)" ]
	[ "$(jq -r .id before | sort -u | wc -l)" -eq 3 ]
	cp a.txt b.txt
	[ "$(gripe-fetch -f whatsapp a.txt b.txt | jq -r .id | sort -u | wc -l)" -eq 8 ]
}

@test "what is no chat is refused" {
	for text in '' '{"a":1}' 'hallo' '25-02-2026: hallo' '[1,2]' '25-02-2026 99:15 - Jan: x'; do
		printf '%s' "$text" >in.txt
		run -65 gripe-fetch -f whatsapp in.txt
		[ "$output" = "gripe-fetch: in.txt: it is no chat that WhatsApp exported" ] || { echo "$text" && false; }
	done
	printf 'PK\003\004xxxx' >in.txt
	run -65 gripe-fetch -f whatsapp in.txt
	[ "$output" = "gripe-fetch: in.txt: it is a zip archive: unpack it first" ]
	run -66 gripe-fetch -f whatsapp nergens.txt
	run -64 gripe-fetch -f whatsapp --date-format DDMM in.txt
	run -64 gripe-fetch -f csv --own Jan in.txt
	run -64 gripe-fetch -f csv --date-format DMY in.txt
	run -64 gripe-fetch --own Jan
}

@test "odd bytes and odd lines do no harm" {
	printf '25-02-2026 09:15 - Jan: caf\xe9\n25-02-2026 09:16 - : x\n25-02-2026 09:16 - Jan:\n25-02-2026 09:17 - ~: x\n25-02-2026 09:18 - Jan: a\0b' >in.txt
	run --separate-stderr -0 gripe-fetch -f whatsapp in.txt
	[ "$(jq -c .content <<<"$output" | tr '\n' ' ')" = '"caf�" null "a�b" ' ]
	[ "$stderr" = "gripe-fetch: in.txt:1: bytes that are no UTF-8 were replaced by U+FFFD" ]
}
