# gripe-fetch
load ../helper
load ../web
bats_require_minimum_version 1.5.0

members() { # RECORDS: what a person looks at first
	jq -r '[.id, .channel, .title // "-", .content // "-"] | @tsv' "$@"
}

# csv and tsv

@test "a row of csv becomes a record under the names that the map says" {
	printf 'Tekst;Datum;Naam;Likes;Winkel\n"hallo; ""daar""";10-03-2026 09:30;Jan;3;Gent\n' >in.csv
	run -0 gripe-fetch -f csv -s shop --channel review \
		-m content=Tekst,created_at=Datum -m author.name=Naam -m metrics.likes=Likes in.csv
	[ "$(jq -c 'del(.id)' <<<"$output")" = '{"channel":"review","source":"shop","content":"hallo; \"daar\"","created_at":"2026-03-10T09:30:00Z","fetched_at":"2026-03-10T12:00:00Z","author":{"name":"Jan"},"metrics":{"likes":3},"extra":{"Winkel":"Gent"}}' ]
}

@test "columns that are called as a record's members need no map" {
	printf 'content,author.name,nr,source\nhoi,Jan,7,elders\n' >in.csv
	[ "$(gripe-fetch -f csv in.csv | jq -c '[.content,.author.name,.extra.nr,.source]')" = '["hoi","Jan","7","elders"]' ]
	[ "$(gripe-fetch -f csv -s hier in.csv | jq -c '[.source,.extra.source]')" = '["hier","elders"]' ]
}

@test "comma, semicolon and tab are told apart, and --delimiter says another" {
	for d in , ';' $'\t'; do
		printf "title${d}content\n\"a,b;c\td\"${d}x\n" >in.csv
		[ "$(gripe-fetch -f csv in.csv | jq -r .title)" = $'a,b;c d' ] || [ "$(gripe-fetch -f csv in.csv | jq -r .title)" = $'a,b;c\td' ]
	done
	[ "$(printf 'title|content\na,b|c\n' | gripe-fetch -f csv --delimiter '|' | jq -r .title)" = a,b ]
	[ "$(printf 'title\tcontent\na,b\tc\n' | gripe-fetch -f csv --delimiter tab | jq -r .title)" = a,b ]
	[ "$(printf 'sep=;\ntitle;content\na,b;c\n' | gripe-fetch -f csv | jq -r .title)" = a,b ]
}

@test "a byte-order mark, CRLF, empty lines and newlines in cells are taken as meant" {
	printf '\xef\xbb\xbfcontent,n\r\n"een\r\ntwee",1\r\n\r\n,\r\ndrie,2' >in.csv
	run -0 gripe-fetch -f csv in.csv
	[ "$(jq -c '[.content,.extra.n]' <<<"$output")" = $'["een\\ntwee","1"]\n["drie","2"]' ]
}

@test "a bad row is named by its line and the good ones pass" {
	printf 'content,n\na,1\nkort\n"b\nc",2\n"d" e,3\n5" scherm,4\nlang,5,6\nnul\0,7\n"open,8\nf,9\n' >in.csv
	run --separate-stderr -65 gripe-fetch -f csv in.csv
	[ "$(jq -c .content <<<"$output")" = $'"a"\n"b\\nc"\n"5\\" scherm"\n"f"' ]
	[ "$(grep -o ':[0-9]*: .*' <<<"$stderr")" = ":3: 1 cells where the header has 2
:6: a misplaced quote; within a cell in quotes it is doubled
:8: 3 cells where the header has 2
:9: a NUL byte
:10: the quote that begins here does not end" ]
}

@test "rejects keep bad rows as they are, and then the status is 0" {
	printf 'content,n\na,1\nkort\n"x" y,2\nb,3\n' >in.csv
	run --separate-stderr -0 gripe-fetch -f csv -R rest in.csv
	[ "$(cat rest)" = $'kort\n"x" y,2' ]
	[ "${#lines[@]}" -eq 2 ]
}

@test "--strict stops at the first bad row" {
	printf 'content,n\na,1\nkort\nb,3\n' >in.csv
	run --separate-stderr -65 gripe-fetch -f csv --strict in.csv
	[ "$(jq -r .content <<<"$output")" = a ]
}

@test "a map that does not fit says which columns there are" {
	printf 'Tekst,Datum\nhoi,nu\n' >in.csv
	run -64 gripe-fetch -f csv -m content=Text in.csv
	[ "$output" = "gripe-fetch: in.csv: there is no column Text; the columns are: Tekst, Datum" ]
	run -64 gripe-fetch -f csv in.csv
	[ "$output" = "gripe-fetch: in.csv: which column is the text? say it with content=COLUMN; the columns are: Tekst, Datum" ]
	printf '[source s]\nurl = in.csv\nformat = csv\nmap = content=Text\n' >gripe.conf
	run -78 gripe-fetch -c gripe.conf
	[[ $output == *"there is no column Text; the columns are: Tekst, Datum" ]]
}

@test "in tsv a quote is a quote" {
	printf 'content\tn\n"Top" dienst\t1\n"open\t2\n' >in.tsv
	[ "$(gripe-fetch -f tsv in.tsv | jq -r .content)" = $'"Top" dienst\n"open' ]
}

@test "an empty file, one without header and one in UTF-16 are refused" {
	run -65 gripe-fetch -f csv /dev/null
	[[ $output == *"/dev/null:1: no header: the first line names the columns" ]]
	printf '\xff\xfec\0o\0' >utf16.csv
	run -65 gripe-fetch -f csv utf16.csv
	[[ $output == *"it is not UTF-8; UTF-16 perhaps: save it as CSV UTF-8" ]]
	printf 'content\rhoi\r' >mac.csv
	run -65 gripe-fetch -f csv mac.csv
	[[ $output == *"its lines end with a carriage return alone" ]]
}

@test "bytes that are no UTF-8 are replaced, and said once" {
	printf 'content\ncaf\xe9\nth\xe9\n' >in.csv
	run --separate-stderr -0 gripe-fetch -f csv in.csv
	[ "$(jq -r .content <<<"$output")" = $'caf�\nth�' ]
	[ "$stderr" = "gripe-fetch: in.csv:2: bytes that are no UTF-8 were replaced by U+FFFD
gripe-fetch: in.csv: bytes were replaced in 2 posts in all" ]
}

@test "a time that is not known is said and kept" {
	printf 'content,created_at\na,gisteren\n' >in.csv
	run --separate-stderr -0 gripe-fetch -f csv in.csv
	[ "$(jq -c '[.created_at,.extra]' <<<"$output")" = '[null,{"created_at":"gisteren"}]' ]
	[ "$stderr" = 'gripe-fetch: in.csv:2: "gisteren" is no time that is known; kept under extra' ]
}

@test "a cell over --max-line is a bad row and memory stays small" {
	{ printf 'content,n\n'; head -c 20971520 /dev/zero | tr '\0' x; printf ',1\nb,2\n"'
		yes regel | head -n 900 | tr '\n' '\n'; printf 'c",3\n'; } >in.csv
	run --separate-stderr -65 gripe-fetch -f csv in.csv
	[[ $stderr == *":2: the line is over 16777216 bytes (--max-line)"* ]]
	[ "${#lines[@]}" -eq 2 ]
	run --separate-stderr -65 gripe-fetch -f csv --max-line 1000 in.csv
	[ "$(jq -r .content <<<"${lines[0]}")" = b ]
}

@test "the same posts get the same ids in every run, and twins get different ones" {
	printf 'content\nzelfde\nzelfde\nander\n' >in.csv
	gripe-fetch -f csv in.csv >one
	GRIPE_NOW=2026-03-11T12:00:00Z gripe-fetch -f csv <in.csv >two
	diff <(jq .id one) <(jq .id two)
	[ "$(jq .id one | sort -u | wc -l)" -eq 3 ]
	[ "$(gripe-fetch -f csv -s elders in.csv | jq .id | cat - <(jq .id one) | sort -u | wc -l)" -eq 6 ]
}

# ndjson

@test "an object of ndjson keeps its id, labels and extra, and the exact bytes of the rest" {
	echo '{"id":"x:1","content":"hoi","labels":{"kind": "other"},"extra":{"a":1.10},"n":0.10,"big":123456789012345678901}' >in
	run -0 gripe-fetch -f ndjson in
	[ "$output" = '{"id":"x:1","channel":"ndjson","source":"ndjson","content":"hoi","fetched_at":"2026-03-10T12:00:00Z","extra":{"a":1.10,"n":0.10,"big":123456789012345678901},"labels":{"kind": "other"}}' ]
}

@test "an import cannot carry a judgement, a case or an approval" {
	echo '{"content":"x","route":{"action":"answer"},"reply":{"content":"y"},"case":{"id":"1"},"score":{},"classify":{},"delivery":[],"approved_by":"me"}' >in
	run -0 gripe-fetch -f ndjson in
	[ "$(jq -c 'del(.id) | keys' <<<"$output")" = '["channel","content","extra","fetched_at","source"]' ]
	[ "$(jq -c '.extra | keys' <<<"$output")" = '["approved_by","case","classify","delivery","reply","route","score"]' ]
}

@test "members of ndjson are found by path, and parts of author and metrics by name" {
	echo '{"user":{"name":"Jan","fans":12},"text":"hoi","id":77,"metrics":{"likes":1,"views":2},"author":{"verified":true}}' >in
	run -0 gripe-fetch -f ndjson -m content=text,author.name=user.name,author.followers_count=user.fans in
	[ "$(jq -c '[.id,.native_id,.content,.author,.metrics,.extra["metrics.views"],.extra["author.verified"],.extra.user.fans]' <<<"$output")" = \
		'["ndjson:ndjson/77","77","hoi",{"name":"Jan","followers_count":12},{"likes":1},2,true,12]' ]
}

@test "bad lines of ndjson are named with what to do, and the good ones pass" {
	printf '{"content":"a"}\n[{"content":"b"}]\n{\n  "content": "c"\n{"content":5}\n{"content":"nul\0"}\n\n{"content":"d"}' >in
	run --separate-stderr -65 gripe-fetch -f ndjson in
	[ "$(jq -r .content <<<"$output")" = $'a\nd' ]
	[[ $stderr == *"in:2: it is no object, { ... }; an object a line; try jq -c '.[]'"* ]]
	[[ $stderr == *"in:3: it ends in the middle"*"try jq -c ."* ]]
	[[ $stderr == *"in:5: content is not a string"* ]]
	[[ $stderr == *"in:6: a NUL byte"* ]]
}

@test "records that went through fetch before come out as they were" {
	printf 'content,author.name,n\nhoi,Jan,1\n' | gripe-fetch -f csv >one
	GRIPE_NOW=2027-01-01T00:00:00Z gripe-fetch -f ndjson one >two
	diff one two
}

@test "a public set of 1920 tweets comes through whole" {
	xci=$ROOT/../shared/data/xci-en.ndjson
	[ -e "$xci" ] || skip "no shared data here"
	gripe-fetch -f ndjson "$xci" >out
	diff <(jq -c '[.id,.labels,.extra]' "$xci") <(jq -c '[.id,.labels,.extra]' out)
}

# feeds

rss() { # ITEM
	printf '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><link>https://forum.example/</link>%s</channel></rss>' "$1"
}

@test "RSS and Atom give the same record for the same post" {
	rss '<item><title>Lamp stuk</title><link>https://forum.example/t/1</link><guid>https://forum.example/t/1</guid><author>Jan</author><category>lamp</category><pubDate>Tue, 10 Mar 2026 09:30:00 +0100</pubDate><description>&lt;p&gt;Na &lt;b&gt;een&lt;/b&gt; dag&lt;br&gt;al stuk.&lt;/p&gt;</description></item>' >a.xml
	echo '<feed xmlns="http://www.w3.org/2005/Atom"><link href="https://forum.example/"/><entry><title>Lamp stuk</title><link href="/t/1"/><id>https://forum.example/t/1</id><author><name>Jan</name></author><category term="lamp"/><published>2026-03-10T08:30:00Z</published><updated>2026-03-10T08:30:00Z</updated><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Na <b>een</b> dag<br/>al stuk.</p></div></content></entry></feed>' >b.xml
	gripe-fetch -f feed a.xml >a
	gripe-fetch -f feed b.xml >b
	diff a b
	[ "$(cat a)" = '{"id":"feed:forum.example/https://forum.example/t/1","channel":"feed","source":"forum.example","native_id":"https://forum.example/t/1","url":"https://forum.example/t/1","title":"Lamp stuk","content":"Na een dag\nal stuk.","tags":["lamp"],"created_at":"2026-03-10T08:30:00Z","fetched_at":"2026-03-10T12:00:00Z","author":{"name":"Jan"}}' ]
}

@test "an entry without an identifier keeps its id when its text is edited" {
	rss '<item><title>t</title><link>https://forum.example/t/1</link><description>een</description></item><item><title>u</title><link>https://forum.example/t/1</link></item>' >a.xml
	sed 's/een/twee/' a.xml >b.xml
	diff <(gripe-fetch -f feed a.xml | jq .id) <(gripe-fetch -f feed b.xml | jq .id)
	[ "$(gripe-fetch -f feed a.xml | jq .id | sort -u | wc -l)" -eq 2 ]
}

@test "scripts, styles and hidden entities of a feed never reach a record" {
	echo geheim >secret
	printf '<!DOCTYPE rss [<!ENTITY s SYSTEM "file://%s/secret"><!ENTITY k "kade">]><rss><channel><item><title>&s; noord&k;</title><description>&lt;script&gt;alert(1)&lt;/script&gt;ok&lt;style&gt;p{}&lt;/style&gt;</description></item></channel></rss>' "$PWD" >a.xml
	run -0 gripe-fetch -f feed a.xml
	[[ $output != *geheim* && $output != *alert* && $output != *'p{}'* ]]
	[ "$(jq -r '.title + " " + .content' <<<"$output")" = '� noordkade ok' ]
}

@test "an entity bomb does not go off" {
	{
		printf '<!DOCTYPE rss [<!ENTITY e0 "lol">'
		for i in $(seq 1 12); do
			printf '<!ENTITY e%d "%s">' "$i" "$(for _ in 1 2 3 4 5 6 7 8; do printf '&e%d;' $((i - 1)); done)"
		done
		printf ']><rss><channel><item><title>&e12;</title></item></channel></rss>'
	} >bomb.xml
	run gripe-fetch -f feed bomb.xml
	[ "$status" -eq 0 ] || [ "$status" -eq 65 ]
	[ "${#output}" -lt 1000 ]
}

@test "a feed that is broken off is read as far as it goes, and said" {
	rss '<item><title>een</title></item><item><title>twee</title></item>' | head -c 190 >a.xml
	run --separate-stderr -65 gripe-fetch -f feed a.xml
	[ "$(jq -r .title <<<"${lines[0]}")" = een ]
	[[ $stderr == *"a.xml:1: not well-formed, read as far as it goes: "* ]]
}

@test "what is no feed is said to be none" {
	for text in '' 'hello' '<html><body>x</body></html>' '{"a":1}'; do
		printf '%s' "$text" >a.xml
		run -65 gripe-fetch -f feed a.xml
		[ "$output" = "gripe-fetch: a.xml: it is no feed (RSS, Atom or JSON Feed)" ]
	done
	head -c 2000 /dev/zero >a.xml
	run -65 gripe-fetch -f feed --max-body 1000 a.xml
	[ "$output" = "gripe-fetch: a.xml: it is over 1000 bytes (--max-body)" ]
}

@test "the feeds of two other projects' tests do no harm" {
	feeds=$ROOT/../shared/fixtures
	[ -d "$feeds/feeds" ] || skip "no shared fixtures here"
	find "$feeds/feeds" "$feeds/gofeed" -name '*.xml' -print0 | sort -z | xargs -0 -n 200 gripe-fetch -f feed >out 2>err || [ $? -eq 123 ]
	! grep -E 'Sanitizer|runtime error|Aborted' err
	jq -e -n '[inputs] | length > 300 and all(.id | type == "string")' out >jq.out
}

# mbox

@test "mail becomes a record: sender, thread, text of now, attachments" {
	cat >in.mbox <<-'END'
		From jan@x.example Tue Mar 10 06:41:18 2026
		From: =?iso-8859-1?q?J=FCrgen?= <jan@x.example>
		To: service@noordkade.example
		Date: Tue, 10 Mar 2026 06:41:18 +0100
		Subject: Re: Uw
		 melding
		Message-ID: <3@x.example>
		In-Reply-To: <2@noordkade.example>
		References: <1@x.example> <2@noordkade.example>
		Content-Type: multipart/mixed; boundary=b

		--b
		Content-Type: text/plain; charset=windows-1252
		Content-Transfer-Encoding: quoted-printable

		Nog steeds =80 159 kwijt.
		>From what I see.

		Op 9 maart 2026 schreef Noordkade <service@noordkade.example>:
		> Beste klant,
		> wacht.
		--=20
		Naam
		--b
		Content-Type: image/png; name=foto.png
		Content-Transfer-Encoding: base64

		YWJj
		--b--

		From bot@x.example Tue Mar 10 07:00:00 2026
		From: bot@x.example
		Auto-Submitted: auto-replied
		Subject: Afwezig

		Tot maandag.
	END
	run -0 gripe-fetch -f mbox -s mail in.mbox
	[ "${lines[0]}" = '{"id":"mail:mail/3@x.example","channel":"mail","source":"mail","native_id":"3@x.example","title":"Re: Uw melding","content":"Nog steeds € 159 kwijt.\nFrom what I see.","attachments":[{"type":"image/png","name":"foto.png","sha256":"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"}],"created_at":"2026-03-10T05:41:18Z","fetched_at":"2026-03-10T12:00:00Z","author":{"id":"jan@x.example","name":"Jürgen","handle":"jan@x.example"},"in_reply_to_id":"mail:mail/2@noordkade.example","conversation_id":"mail:mail/1@x.example","visibility":"private"}' ]
	[ "$(jq -c '[.automatic,.content,.created_at]' <<<"${lines[1]}")" = '[true,"Tot maandag.","2026-03-10T07:00:00Z"]' ]
}

@test "a message by itself is read too, and what is no message is named" {
	printf 'Subject: hoi\n\ntekst\n' >mail
	[ "$(gripe-fetch -f mbox mail | jq -r .content)" = tekst ]
	printf 'From a@x Tue Mar 10 06:41:18 2026\n\ngeen kop\n\nFrom b@x Tue Mar 10 06:41:18 2026\nSubject: goed\n\nFrom onwards it broke\n' >in.mbox
	run --separate-stderr -65 gripe-fetch -f mbox in.mbox
	[ "$(jq -r .content <<<"$output")" = "From onwards it broke" ]
	[ "$stderr" = "gripe-fetch: in.mbox:1: it begins with no header of a message" ]
}

@test "a message over --max-line is named and kept with the rejects, and the next one is read" {
	{
		printf 'From a@x Tue Mar 10 06:41:18 2026\nSubject: groot\n\n'
		yes 0123456789 | head -n 200
		printf '\nFrom b@x Tue Mar 10 06:41:18 2026\nSubject: klein\n\nx\n'
	} >in.mbox
	run --separate-stderr -0 gripe-fetch -f mbox --max-line 1000 -R rest in.mbox
	[ "$(jq -r .title <<<"$output")" = klein ]
	[ "$stderr" = "gripe-fetch: in.mbox:1: the message is over 1000 bytes (--max-line)" ]
	[ "$(grep -c 0123456789 rest)" -eq 200 ]
}

@test "the messages of another project's tests do no harm" {
	mails=$ROOT/../shared/fixtures/mail
	[ -d "$mails" ] || skip "no shared fixtures here"
	find "$mails" -name '*.txt' ! -name 'LIC*' ! -name 'SOURCE*' -print0 | xargs -0 gripe-fetch -f mbox >out 2>err || [ $? -eq 123 ]
	! grep -E 'Sanitizer|runtime error|Aborted' err
	jq -e -n '[inputs] | length > 40' out >jq.out
}

# the demo's day of posts

@test "the invented company's day comes out whole: 113 rows, 39 items, 35 mails" {
	run -0 gripe-fetch -c "$DATA/demo/gripe.conf"
	echo "$output" >out
	[ "$(jq -r .source out | sort | uniq -c | tr -s ' \n' ' ')" = ' 39 forum 35 mail 113 social ' ]
	[ "$(jq -r .id out | sort -u | wc -l)" -eq 187 ]
	jq -e -n '[inputs | select(.content == null or .created_at == null or .author == null)] | length == 0' out >jq.out
	jq -e -n '[inputs | select(.automatic)] | length == 2' out >jq.out
	[ "$(jq -r 'select(.native_id == "903138" or (.native_id // "" | endswith(":903138"))).content' out)" = 'Even op een rijtje:

- 3 februari: opgehaald, "duurt tien werkdagen"
- 17 februari: onderdeel besteld
- 26 februari: verkeerd onderdeel gekomen
- 6 maart: niemand weet waar de machine staat

Wij hebben drie kinderen onder de vijf en zitten om de dag in de wasserette, al € 148 aan bonnetjes. Reparatienummer ZR-20771. Wie gaat dit nu oppakken?' ]
}

@test "only the sources that are named are fetched" {
	[ "$(gripe-fetch -c "$DATA/demo/gripe.conf" mail forum | jq -r .source | uniq -c | tr -s ' \n' ' ')" = ' 35 mail 39 forum ' ]
	run -64 gripe-fetch -c "$DATA/demo/gripe.conf" nobody
	[[ $output == *"no [source nobody] in "* ]]
}

@test "wrong settings of a source are named" {
	for line in 'format = nope' 'url =' 'url = ftp://x.example/' 'delimiter = ;;' 'map = content'; do
		printf '[source s]\nurl = x\nformat = csv\n' | grep -v "^${line%% *}" >gripe.conf
		echo "$line" >>gripe.conf
		run -78 gripe-fetch -c gripe.conf
		[[ $output == "gripe-fetch: gripe.conf: [source s] ${line%% *}: "* ]]
	done
}

# the web

@test "a feed is fetched once, and again only when it changed" {
	serve
	rss '<item><title>een</title></item>' >www/feed.xml
	run -0 gripe-fetch --allow-private -v -f feed "$url/feed.xml"
	[[ $output == *'"title":"een"'* ]]
	run -0 gripe-fetch --allow-private -v -f feed "$url/feed.xml"
	[ "$output" = "gripe-fetch: $url/feed.xml: nothing new" ]
	grep -q '^If-None-Match: "' asked
	grep -q '^If-Modified-Since: Tue, 10 Mar 2026 10:00:00 GMT' asked
	rss '<item><title>twee</title></item>' >www/feed.xml
	[ "$(gripe-fetch --allow-private -f feed "$url/feed.xml" | jq -r .title)" = twee ]
	[ -e .local/state/gripe/url-*.json ]
	[ "$(stat -c %a .local/state/gripe .local/state/gripe/*.json | tr '\n' ' ')" = "700 600 " ]
}

@test "a configured source keeps its state under its name, and not for another address" {
	serve
	rss '<item><title>een</title></item>' | tee www/a.xml >www/b.xml
	printf '[fetch]\nstate = st\n[source forum]\nurl = %s/a.xml\nallow_private = yes\n' "$url" >gripe.conf
	[ "$(gripe-fetch -c gripe.conf | jq -r '.id | split("/")[0]')" = feed:forum ]
	[ -z "$(gripe-fetch -c gripe.conf)" ]
	[ "$(jq -r .url st/forum.json)" = "$url/a.xml" ]
	sed -i 's/a.xml/b.xml/' gripe.conf
	[ -n "$(gripe-fetch -c gripe.conf)" ]
	[ -n "$(gripe-fetch -c gripe.conf -S other)" ]
}

@test "other formats are fetched over the web as well" {
	serve
	printf 'content\nhoi\n' >www/in.csv
	[ "$(gripe-fetch --allow-private -f csv "$url/in.csv" | jq -r '.source, .content')" = "127.0.0.1:$(cat port)
hoi" ]
}

@test "answers of servers become statuses: refused for good, or try again later" {
	serve
	for code in 401 403 404 410 418; do
		run -69 gripe-fetch --allow-private -f feed "$url/status/$code"
		[ "$output" = "gripe-fetch: $url/status/$code: the server answers $code" ]
	done
	for code in 408 429 500 503; do
		run -75 gripe-fetch --max-wait 0 --allow-private -f feed "$url/status/$code"
		[ "$output" = "gripe-fetch: $url/status/$code: the server answers $code; it asks to wait 7 seconds" ]
	done
	run -75 gripe-fetch --max-wait 0 --allow-private -f feed "$url/cut"
	run -69 gripe-fetch --allow-private -f feed --max-body 100000 "$url/endless"
	[[ $output == *"it is over 100000 bytes (max_body)" ]]
	printf '[fetch]\ntimeout = 1s\n' >gripe.conf
	run -75 gripe-fetch --max-wait 0 --allow-private -c gripe.conf -f feed "$url/silent"
	jq -e '.failures == 1 and .etag == null and .fetched_at == null' .local/state/gripe/url-*.json
}

@test "a port where nobody listens is tried again later" {
	run -75 gripe-fetch --max-wait 0 --allow-private -f feed http://127.0.0.1:1/feed.xml
}

@test "redirections are followed, a few, and only on the web" {
	serve
	rss '<item><title>een</title></item>' >www/feed.xml
	[ "$(gripe-fetch --allow-private -f feed "$url/redirect/redirect/feed.xml" | jq -r .title)" = een ]
	run -69 gripe-fetch --allow-private -f feed "$url/loop"
	[[ $output == *"too many redirections" ]]
	run -69 gripe-fetch --allow-private -f feed "$url/elsewhere"
	[[ $output == *"it leads to file:///etc/passwd" ]]
	for address in ftp://x.example/ file:///etc/passwd gopher://x.example/; do
		run -64 gripe-fetch -f feed "$address"
	done
}

@test "a private network is not entered unless that is meant, whatever leads there" {
	serve
	rss '<item><title>een</title></item>' >www/feed.xml
	for host in 127.0.0.1 localhost '[::ffff:127.0.0.1]' 0.0.0.0; do
		run -69 gripe-fetch -f feed "http://$host:$(cat port)/feed.xml"
		[[ $output == *"it leads into a private network; if that is meant, say allow_private" ]]
	done
	printf '[source forum]\nurl = %s/feed.xml\nallow_private = no\n' "$url" >gripe.conf
	run -69 gripe-fetch -c gripe.conf
	sed -i 's/= no/= yes/' gripe.conf
	[ "$(gripe-fetch -c gripe.conf | jq -r .title)" = een ]
	sed -i 's/= yes/= perhaps/' gripe.conf
	run -78 gripe-fetch -c gripe.conf
	[ "$output" = "gripe-fetch: gripe.conf: [source forum] allow_private: expected yes or no" ]
	[ "$(grep -c ^GET asked)" -eq 1 ]
}

@test "many addresses are asked at once, and each record comes once" {
	serve
	for i in $(seq 1 150); do
		rss "<item><title>nr $i</title></item>" >www/$i.xml
		printf '[source s%d]\nurl = %s/%d.xml\nallow_private = yes\n' $i "$url" $i
	done >gripe.conf
	gripe-fetch -c gripe.conf >out
	[ "$(jq -r .title out | sort -V)" = "$(for i in $(seq 1 150); do echo "nr $i"; done)" ]
	[ "$(ls .local/state/gripe/*.json | wc -l)" -eq 150 ]
	[ -z "$(gripe-fetch -c gripe.conf)" ]
}

@test "a stream that goes silent is given up" {
	serve
	printf '[fetch]\nsilence = 1s\n' >gripe.conf
	run -75 gripe-fetch --max-wait 0 --allow-private -c gripe.conf -f feed "$url/silent"
}

@test "a busy server is waited for as long as the run may wait, and asked again" {
	serve
	rss '<item><title>een</title></item>' >www/feed.xml
	[ "$(gripe-fetch --allow-private --max-wait 10 -f feed "$url/busy/2/1/feed.xml" | jq -r .title)" = een ]
	[ "$(grep -c '^GET /busy/2/1/' asked)" -eq 3 ]
	run -75 gripe-fetch --allow-private --max-wait 2 -f feed "$url/busy/9/3/feed.xml"
	[ "$(grep -c '^GET /busy/9/3/' asked)" -eq 1 ]
}

@test "a source that asked to be left alone is not asked until then" {
	serve
	rss '<item><title>een</title></item>' >www/feed.xml
	printf '[source busy]\nurl = %s/busy/1/600/feed.xml\nallow_private = yes\n[source free]\nurl = %s/feed.xml\nallow_private = yes\n' "$url" "$url" >gripe.conf
	run --separate-stderr -75 gripe-fetch --max-wait 0 -c gripe.conf
	[ "$(jq -r .title <<<"$output")" = een ]
	[ "$(jq -r .not_before .local/state/gripe/busy.json)" = 2026-03-10T12:10:00Z ]
	run -0 gripe-fetch -v --max-wait 0 -c gripe.conf busy
	[ "$output" = "gripe-fetch: $url/busy/1/600/feed.xml: not before 2026-03-10T12:10:00Z" ]
	[ "$(GRIPE_NOW=2026-03-10T12:10:00Z gripe-fetch --max-wait 0 -c gripe.conf busy | jq -r .title)" = een ]
	jq -e '.failures == null and .error == null and .not_before == null' .local/state/gripe/busy.json
}

@test "limits are understood as seconds to go, as seconds since 1970, and as a time" {
	serve
	rss '<item><title>een</title></item>' >www/feed.xml
	for reset in X-RateLimit-Reset:%20300 X-RateLimit-Reset:%201773144300 RateLimit-Reset:%20300.0 \
		x-rate-limit-reset:%201773144300 X-RateLimit-Reset:%202026-03-10T12:05:00Z; do
		rm -rf st
		gripe-fetch --allow-private -S st -f feed "$url/limit/$reset/feed.xml" >out
		[ "$(jq -r .not_before st/*.json)" = 2026-03-10T12:05:00Z ]
	done
	gripe-fetch --allow-private -S other -f feed "$url/limit/X-RateLimit-Reset:%20soon/feed.xml" >out
	jq -e '.not_before == null' other/*.json
}

@test "a source that fails for long is told of three times, and then once a day" {
	serve
	printf '[source gone]\nurl = %s/status/404\nallow_private = yes\n' "$url" >gripe.conf
	told=''
	for now in 10T12:00 10T12:05 10T12:10 10T12:15 10T12:20 11T12:05 11T12:10 11T12:15 12T12:10; do
		GRIPE_NOW=2026-03-${now}:00Z run -69 gripe-fetch -c gripe.conf
		told+=${output:+x}.
	done
	[ "$told" = x.x.x....x..x. ]
	[ "$(jq -r '[.failures, .failed_at, .error] | @tsv' .local/state/gripe/gone.json)" = $'9\t2026-03-10T12:00:00Z\tthe server answers 404' ]
}

@test "--list shows what is known of each source" {
	serve
	rss '<item><title>een</title></item><item><title>twee</title></item>' >www/feed.xml
	printf 'content\nhoi\n' >in.csv
	printf '[source forum]\nurl = %s/feed.xml\nallow_private = yes\n[source gone]\nurl = %s/status/503\nallow_private = yes\n[source shop]\nurl = in.csv\nformat = csv\n' "$url" "$url" >gripe.conf
	gripe-fetch --max-wait 0 -c gripe.conf >out 2>err || [ $? -eq 75 ]
	run -0 gripe-fetch -c gripe.conf --list
	[ "$output" = "source  last success          records  next call             last error
forum   2026-03-10T12:00:00Z        2  now
gone    never                       0  2026-03-10T12:00:07Z  1 x the server answers 503; it asks to wait 7 seconds
shop    a file                      0  now" ]
}

@test "one source that fails does not keep the others" {
	serve
	rss '<item><title>een</title></item>' >www/feed.xml
	printf 'content\nhoi\n' >in.csv
	run --separate-stderr -69 gripe-fetch --allow-private -f feed "$url/status/404" "$url/feed.xml"
	[ "$(jq -r .title <<<"$output")" = een ]
	run --separate-stderr -66 gripe-fetch -f csv missing.csv in.csv
	[ "$(jq -r .content <<<"$output")" = hoi ]
	[ "$stderr" = "gripe-fetch: missing.csv: No such file or directory" ]
}

@test "a second run over the same state is told to come back later, before it writes" {
	serve
	rss '<item><title>een</title></item>' >www/feed.xml
	mkdir -p st
	printf 'content\nhoi\n' >in.csv
	run -75 flock st/.lock gripe-fetch --allow-private -S st -f feed "$url/feed.xml"
	[ "$output" = "gripe-fetch: st: another run is at work here; try again later" ]
}

@test "a damaged state file is set aside and the feed is fetched anew" {
	serve
	rss '<item><title>een</title></item>' >www/feed.xml
	gripe-fetch --allow-private -S st -f feed "$url/feed.xml" >one
	file=$(echo st/url-*.json)
	echo '{"etag":' >"$file"
	run --separate-stderr -0 gripe-fetch --allow-private -S st -f feed "$url/feed.xml"
	[ "$output" = "$(cat one)" ]
	[[ $stderr == *"$file: damaged; set aside as $file.damaged, and started over" ]]
	jq -e .etag "$file" >jq.out
}

@test "a signal during a transfer ends the run by that signal" {
	serve
	gripe-fetch --allow-private -f feed "$url/silent" &
	pid=$!
	while ! grep -q silent asked; do sleep 0.05; done
	kill -TERM $pid
	wait $pid || code=$?
	[ "$code" -eq 143 ]
}

# the spool

@test "with -o each source leaves a whole file in the spool, in order" {
	run -0 gripe-fetch -c "$DATA/demo/gripe.conf" -o spool
	[ -z "$output" ]
	[ "$(cd spool && ls | sed 's/-[0-9]*-\([a-z]*[.]\)/-\1/')" = "20260310T120000Z-001-social.ndjson
20260310T120000Z-002-forum.ndjson
20260310T120000Z-003-mail.ndjson" ]
	[ "$(stat -c %a spool spool/* | sort -u | tr '\n' ' ')" = "600 700 " ]
	diff <(cat spool/*) <(gripe-fetch -c "$DATA/demo/gripe.conf")
}

@test "the state moves only when the spool file is there" {
	serve
	rss '<item><title>een</title></item>' >www/feed.xml
	echo x >spool
	run -74 gripe-fetch --allow-private -S st -o spool -f feed "$url/feed.xml"
	[ ! -e st/url-*.json ]
	rm spool
	gripe-fetch --allow-private -S st -o spool -f feed "$url/feed.xml"
	[ "$(jq -r .title spool/*)" = een ]
	gripe-fetch --allow-private -S st -o spool -f feed "$url/feed.xml"
	[ "$(ls spool | wc -l)" -eq 1 ]
}

@test "the state does not move when the records could not be written" {
	serve
	rss '<item><title>een</title></item>' >www/feed.xml
	run -74 sh -c "gripe-fetch --allow-private -S st -f feed '$url/feed.xml' >/dev/full"
	[ ! -e st/url-*.json ]
}

@test "what is not read to its end leaves nothing in the spool" {
	printf 'content\na\n' >in.csv
	run -65 sh -c '{ cat in.csv; printf "x,y\n"; } | gripe-fetch -f csv --strict -o spool'
	[ -z "$(ls -A spool)" ]
}

# the contract

@test "the first record passes while the input stays open" {
	mkfifo pipe
	gripe-fetch -f csv pipe >out &
	exec 7>pipe
	printf 'content\nhoi\n' >&7
	for _ in $(seq 100); do [ -s out ] && break; sleep 0.05; done
	exec 7>&-
	wait
	[ "$(jq -r .content out)" = hoi ]
}

@test "a full disk gives 74" {
	printf 'content\nhoi\n' >in.csv
	run -74 sh -c 'gripe-fetch -f csv in.csv >/dev/full'
}

@test "a missing file gives 66, a folder too" {
	run -66 gripe-fetch -f csv nowhere.csv
	run -66 gripe-fetch -f feed .
	run -66 gripe-fetch -c nowhere.conf -f csv
}

@test "a wrong command line gives 64" {
	for words in "-f nope" "-f csv -m content" "-f csv -m nope=x" "-m content=x" "-s x" "--channel x" \
		"--delimiter ," "-f feed -m content=x" "-f feed --delimiter ," "-f csv --delimiter xx" "-Z" "--max-body 0" ""; do
		# shellcheck disable=SC2086 # words
		run -64 gripe-fetch $words </dev/null
	done
	run -0 gripe-fetch -h
	[[ $output == *"csv tsv ndjson json text feed mbox"* ]]
}

@test "a closed pipe ends it quietly" {
	{ echo content; yes hallo | head -n 100000; } >in.csv
	run -0 bash -c 'gripe-fetch -f csv in.csv 2>err | head -n 1 | jq -r .content; exit 0'
	[ "$output" = hallo ]
	[ ! -s err ]
}

@test "SIGTERM in the middle leaves whole records and ends by the signal" {
	mkfifo pipe
	gripe-fetch -f csv pipe >out &
	pid=$!
	exec 7>pipe
	printf 'content\neen\ntwee\n' >&7
	for _ in $(seq 100); do [ -s out ] && break; sleep 0.05; done
	kill -TERM $pid
	wait $pid || code=$?
	[ "$code" -eq 143 ]
	exec 7>&-
	[ "$(jq -r .content out)" = $'een\ntwee' ]
}
