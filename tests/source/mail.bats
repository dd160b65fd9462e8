# gripe-fetch -f mail and -f maildir: mail messages in files of their own
load ../helper
bats_require_minimum_version 1.5.0

message() { # NUMBER TEXT: a plain message
	printf 'From: Mia de Boer <mia@x.example>\nTo: service@noordkade.example\nSubject: Lamp\nDate: Tue, 10 Mar 2026 0%s:00:00 +0000\nMessage-ID: <%s@x.example>\n\n%s\n' "$1" "$1" "$2"
}

member() { # FILTER: of the only record of in.eml
	gripe-fetch -f mail in.eml | jq -r "$1"
}

@test "one message becomes one record" {
	cat >in.eml <<-'END'
		Return-Path: <juergen@x.example>
		From: =?iso-8859-1?q?J=FCrgen_Maas?= <juergen@x.example>
		To: service@noordkade.example
		Date: Tue, 10 Mar 2026 06:41:18 +0100
		Subject: =?utf-8?B?UmU6IFJla2VuaW5nIHZhbiDigqw=?=
		 =?utf-8?Q?_159?=
		Message-ID: <3@x.example>
		In-Reply-To: <2@noordkade.example>
		References: <1@x.example>
		 <2@noordkade.example>
		Content-Language: nl
		MIME-Version: 1.0
		Content-Type: multipart/mixed; boundary="=_b"

		This is a message in MIME format.
		--=_b
		Content-Type: text/plain; charset=iso-8859-15
		Content-Transfer-Encoding: quoted-printable

		Nog steeds =A4 159 te veel.

		Op 9 maart 2026 schreef Noordkade <service@noordkade.example>:
		> Beste klant,
		> wacht.
		--=20
		J. Maas
		--=_b
		Content-Type: application/pdf
		Content-Disposition: attachment; filename*0*=utf-8''reken%C3%AD; filename*1=ng.pdf
		Content-Transfer-Encoding: base64

		YWJj
		--=_b--
	END
	run -0 gripe-fetch -f mail -s service in.eml
	[ "$output" = '{"id":"mail:service/3@x.example","channel":"mail","source":"service","native_id":"3@x.example","title":"Re: Rekening van € 159","content":"Nog steeds € 159 te veel.","language":"nl","attachments":[{"type":"application/pdf","name":"rekeníng.pdf","sha256":"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"}],"created_at":"2026-03-10T05:41:18Z","fetched_at":"2026-03-10T12:00:00Z","author":{"id":"juergen@x.example","name":"Jürgen Maas","handle":"juergen@x.example"},"in_reply_to_id":"mail:service/2@noordkade.example","conversation_id":"mail:service/1@x.example","visibility":"private"}' ]
}

@test "a file and an mbox that holds the same message give the same record" {
	message 1 hallo >in.eml
	{ echo 'From mia@x.example Tue Mar 10 01:00:00 2026' && cat in.eml; } >in.mbox
	[ "$(gripe-fetch -f mail -s a in.eml)" = "$(gripe-fetch -f mbox -s a in.mbox)" ]
	[ "$(gripe-fetch -f mail -s a in.mbox)" = "$(gripe-fetch -f mail -s a in.eml)" ]
	[ "$(gripe-fetch -f mail -s a <in.eml)" = "$(gripe-fetch -f mail -s a in.eml)" ]
}

@test "lines of a text that begin with From are text" {
	printf 'Subject: x\n\nEen.\n\nFrom a@x Tue Mar 10 06:41:18 2026\nTwee.\n' >in.eml
	[ "$(member .content)" = $'Een.\n\nFrom a@x Tue Mar 10 06:41:18 2026\nTwee.' ]
}

@test "of plain text and HTML the plain text counts, and HTML where there is nothing else" {
	cat >in.eml <<-'END'
		Subject: x
		Content-Type: multipart/alternative; boundary=b

		--b
		Content-Type: text/plain

		De lamp is stuk.
		--b
		Content-Type: text/html

		<p>De <b>lamp</b> is stuk!</p>
		--b--
	END
	[ "$(member .content)" = "De lamp is stuk." ]
	printf 'Subject: x\nContent-Type: text/html; charset=utf-8\n\n<p>Twee<br>regels</p><script>x()</script>\n' >in.eml
	[ "$(member .content)" = $'Twee\nregels' ]
}

@test "charsets by their names, wrong ones by what the bytes are" {
	printf 'Subject: x\nContent-Type: text/plain; charset=koi8-r\n\n\xcb\xcf\xd4\n' >in.eml
	[ "$(member .content)" = кот ]
	printf 'Subject: caf\xe9\nContent-Type: text/plain; charset=x-none\n\ncaf\xe9 \x80 5\n' >in.eml
	[ "$(member .title,.content)" = $'café\ncafé € 5' ]
	printf 'Subject: x\nContent-Type: text/plain; charset=utf-8\n\ncaf\xc3\xa9\n' >in.eml
	[ "$(member .content)" = café ]
}

@test "machines are marked: answers, reports, lists" {
	for header in 'Auto-Submitted: auto-replied' 'X-Auto-Response-Suppress: All' 'Precedence: bulk' 'Precedence: junk' 'Precedence: auto_reply' \
		'List-Id: Nieuws <nieuws.x.example>' 'Return-Path: <>' 'From: MAILER-DAEMON@mx.x.example' \
		'Content-Type: multipart/report; report-type=delivery-status; boundary=b'; do
		printf '%s\nSubject: x\n\ntekst\n' "$header" >in.eml
		[ "$(member .automatic)" = true ] || { echo "$header" && false; }
	done
	for header in 'Auto-Submitted: no' 'X-Auto-Response-Suppress: DR' 'Precedence: first-class' 'Return-Path: <a@x.example>' 'X-Priority: 1'; do
		printf '%s\nSubject: x\n\ntekst\n' "$header" >in.eml
		[ "$(member .automatic)" = null ] || { echo "$header" && false; }
	done
}

@test "of a bounce the text stands, and what it reports is attached" {
	cat >in.eml <<-'END'
		Return-Path: <>
		From: Mail system <mailer-daemon@mx.x.example>
		Subject: Undelivered
		Content-Type: multipart/report; report-type=delivery-status; boundary=b

		--b
		Content-Type: text/plain

		Nobody lives here.
		--b
		Content-Type: message/delivery-status

		Final-Recipient: rfc822; weg@x.example
		--b--
	END
	[ "$(member '[.automatic,.content,.attachments[].type]|tostring')" = '[true,"Nobody lives here.","message/delivery-status"]' ]
}

@test "without a Date the time of delivery counts" {
	printf 'Received: from a by b; Tue, 10 Mar 2026 08:00:00 +0100\nReceived: from c by a; Mon, 9 Mar 2026 08:00:00 +0100\nSubject: x\n\ntekst\n' >in.eml
	[ "$(member .created_at)" = 2026-03-10T07:00:00Z ]
	{ echo 'From a@x Tue Mar 10 06:00:00 2026' && cat in.eml; } >envelope && mv envelope in.eml
	[ "$(member .created_at)" = 2026-03-10T06:00:00Z ]
}

@test "the thread is the first reference, or the answered message, or the message itself" {
	printf 'Message-ID: <3@x>\nIn-Reply-To: <2@x>\nReferences: <1@x> <2@x>\n\ntekst\n' >in.eml
	[ "$(member '[.in_reply_to_id,.conversation_id]|tostring')" = '["mail:mail/2@x","mail:mail/1@x"]' ]
	printf 'Message-ID: <3@x>\nIn-Reply-To: <2@x>\n\ntekst\n' >in.eml
	[ "$(member .conversation_id)" = mail:mail/2@x ]
	printf 'Message-ID: <3@x>\n\ntekst\n' >in.eml
	[ "$(member '[.in_reply_to_id,.conversation_id]|tostring')" = '[null,"mail:mail/3@x"]' ]
}

@test "what is no message is named, and the next file is read" {
	: >empty
	echo '{"content":"hallo"}' >other
	message 1 goed >in.eml
	run --separate-stderr -65 gripe-fetch -f mail empty other in.eml
	[ "$(jq -r .content <<<"$output")" = goed ]
	[ "$stderr" = $'gripe-fetch: empty:1: it begins with no header of a message\ngripe-fetch: other:1: it begins with no header of a message' ]
	run -65 gripe-fetch -f mail --max-body 10 in.eml
	[ "$output" = "gripe-fetch: in.eml: it is over 10 bytes (--max-body)" ]
	run -66 gripe-fetch -f mail nergens.eml
	run -66 gripe-fetch -f mail .
}

@test "half a message gives what there is of it" {
	printf 'Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\nSGFsbG8sIG1pam4gbGF' >in.eml
	[ "$(member .content)" = 'Hallo, mijn la' ]
	printf 'Subject' >in.eml
	run -65 gripe-fetch -f mail in.eml
	printf 'Subject: alleen dit' >in.eml
	[ "$(member .title)" = 'alleen dit' ]
}

# Maildir

maildir() {
	mkdir -p M/cur M/new M/tmp
	message 1 een >'M/cur/1773100001.a.host:2,S'
	message 2 twee >M/new/1773100002.b.host
	message 3 drie >'M/cur/1773100003.c.host:2,RS'
	message 4 weg >'M/cur/1773100004.d.host:2,ST'
	message 5 half >M/tmp/1773100005.e.host
}

@test "a Maildir is read in the order of its files' names; thrown away and half-written messages are not" {
	maildir
	run --separate-stderr -0 gripe-fetch -f maildir -s service M
	[ "$(jq -r .content <<<"$output" | tr '\n' ' ')" = 'een twee drie ' ]
	[ "$(jq -r .id <<<"$output" | head -n 1)" = mail:service/1@x.example ]
	[ -z "$stderr" ]
}

@test "nothing in a Maildir is written or moved" {
	maildir
	find M -printf '%p %T@ %s\n' | sort >before
	gripe-fetch -f maildir M >out
	find M -printf '%p %T@ %s\n' | sort | cmp - before
	chmod -R a-w M
	[ "$(gripe-fetch -f maildir M | wc -l)" -eq 3 ]
	chmod -R u+w M
}

@test "a message that is moved from new to cur keeps its record" {
	maildir
	gripe-fetch -f maildir M >before
	mv M/new/1773100002.b.host 'M/cur/1773100002.b.host:2,FS'
	gripe-fetch -f maildir M | cmp - before
}

@test "hidden files, folders and an empty Maildir are passed over" {
	mkdir -p M/cur/sub M/new M/tmp
	echo x >M/cur/.hidden
	run -0 gripe-fetch -f maildir M
	[ -z "$output" ]
}

@test "a bad file of a Maildir is named, and the others are read" {
	maildir
	echo geen bericht >'M/cur/1773100000.z.host:2,'
	{ message 6 groot && yes regel | head -n 1000; } >M/new/1773100006.f.host
	run --separate-stderr -0 gripe-fetch -f maildir --max-body 2000 -R rest M
	[ "$(jq -r .content <<<"$output" | tr '\n' ' ')" = 'een twee drie ' ]
	[[ $stderr == *"M/cur/1773100000.z.host:2,:1: it begins with no header of a message"*"M/new/1773100006.f.host:1: the message is over 2000 bytes (--max-body)"* ]]
	[ "$(cat rest)" = 'geen bericht' ]
}

@test "what is no Maildir is refused" {
	mkdir leeg
	run -66 gripe-fetch -f maildir leeg
	[ "$output" = "gripe-fetch: leeg: it is no Maildir: a folder with cur and new in it" ]
	message 1 x >bestand
	run -66 gripe-fetch -f maildir bestand
	run -66 gripe-fetch -f maildir nergens
	run -64 gripe-fetch -f maildir - </dev/null
	run -64 gripe-fetch -f maildir </dev/null
	run -64 gripe-fetch -f maildir http://x.example/M
	[ "$output" = "gripe-fetch: http://x.example/M: maildir reads a folder" ]
}

@test "a configured source may be a Maildir, counted from the folder of gripe.conf" {
	maildir
	mkdir etc && mv M etc/
	printf '[source post]\nurl = M\nformat = maildir\n' >etc/gripe.conf
	run -0 gripe-fetch -c etc/gripe.conf -o spool -v
	[ "$output" = "gripe-fetch: etc/M: 3 records" ]
	[ "$(cat spool/*.ndjson | jq -r .id | head -n 1)" = mail:post/1@x.example ]
	printf '[source post]\nurl = http://x.example/\nformat = maildir\n' >gripe.conf
	run -78 gripe-fetch -c gripe.conf
}

@test "the messages of another project's tests are read, a record each" {
	mails=$ROOT/../shared/fixtures/mail
	[ -d "$mails" ] || skip "no shared fixtures here"
	mkdir -p M/cur M/new
	count=0
	for mail in "$mails"/*/*.txt "$mails"/*/*.eml; do
		[[ -f $mail && $mail != */LICENSE* ]] || continue
		cp "$mail" "M/cur/$count.$(basename "$mail")"
		count=$((count + 1))
	done
	good=$(for mail in M/cur/*; do
		jq -Rs 'select(sub("^From [^\n]*\n"; "") | split("\n\r?\n"; null)[0] |
			test("(^|\n)(From|To|Subject|Date|Message-ID|Received|Content-Type|MIME-Version)[ \t]*:"; "i")) | 1' "$mail"
	done | wc -l)
	bad=$((count - good))
	run --separate-stderr gripe-fetch -f maildir M
	[ "$good" -gt 40 ] && [ "$(grep -c . <<<"$output")" -eq "$good" ]
	[ "$(grep -c 'no header of a message' <<<"$stderr")" -eq "$bad" ]
	jq -e -n '[inputs | select(.visibility != "private")] | length == 0' <<<"$output" >/dev/null
	echo "# $good messages, $bad that are none" >&3
}
