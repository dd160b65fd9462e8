# A web server of the tests' own on the loopback interface, for tests that load this behind helper.
serve() { # starts a web server over the folder www; $url is its address
	mkdir -p www
	(cd www && exec perl "$DATA/../cmd/serve.pl" ../port ../asked) 3>&- &
	server=$!
	while [ ! -e port ]; do sleep 0.05; done
	url=http://127.0.0.1:$(cat port)
	export url
	export no_proxy=127.0.0.1
}

teardown() {
	[ -z "${server-}" ] || kill "$server"
}
