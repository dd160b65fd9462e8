/* The http room: addresses. What goes over the wire is tested with gripe-fetch and a server of its own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "http.h"

static void
only_http_and_https_are_addresses(void **state)
{
	(void)state;
	assert_true(http_is_address("http://x.example/"));
	assert_true(http_is_address("HTTPS://x.example/"));
	assert_false(http_is_address("ftp://x.example/"));
	assert_false(http_is_address("file:///etc/passwd"));
	assert_false(http_is_address("https:x.example"));
	assert_false(http_is_address("feed.xml"));
	assert_false(http_is_address(""));
}

static void
the_host_of_an_address_is_found(void **state)
{
	static const char *const rows[][2] = {{"https://Forum.Example/nieuw.xml", "forum.example"},
		{"http://forum.example:8080?x", "forum.example:8080"},
		{"http://user:a@b@forum.example/@x", "forum.example"},
		{"https://forum.example#a", "forum.example"}, {"http://[::1]:80/", "[::1]:80"}};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char *host = http_host(rows[i][0]);
		assert_string_equal(host, rows[i][1]);
		free(host);
	}
	assert_null(http_host("forum.example"));
}

static void
a_redirection_never_leads_from_https_to_http_nor_elsewhere(void **state)
{
	(void)state;
	assert_true(http_may_follow("http://a/", "http://b/"));
	assert_true(http_may_follow("http://a/", "https://b/"));
	assert_true(http_may_follow("https://a/", "https://b/"));
	assert_false(http_may_follow("https://a/", "http://b/"));
	assert_false(http_may_follow("HTTPS://a/", "HTTP://a/"));
	assert_false(http_may_follow("http://a/", "file:///etc/passwd"));
	assert_false(http_may_follow("http://a/", "gopher://b/"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(only_http_and_https_are_addresses),
		cmocka_unit_test(the_host_of_an_address_is_found),
		cmocka_unit_test(a_redirection_never_leads_from_https_to_http_nor_elsewhere)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
