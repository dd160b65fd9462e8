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

static void
private_addresses_are_known(void **state)
{
	static const struct {
		const char *address;
		bool is_private;
	} rows[] = {{"127.0.0.1", true}, {"10.1.2.3", true}, {"172.16.0.1", true},
		{"172.31.255.255", true}, {"172.32.0.1", false}, {"192.168.1.1", true},
		{"192.169.0.1", false}, {"169.254.169.254", true}, {"100.64.0.1", true},
		{"100.128.0.1", false}, {"0.0.0.0", true}, {"224.0.0.1", true},
		{"255.255.255.255", true}, {"203.0.113.9", true}, {"9.255.255.255", false},
		{"11.0.0.0", false}, {"8.8.8.8", false}, {"::1", true}, {"::", true},
		{"fe80::1", true}, {"fd00::1", true}, {"ff02::1", true}, {"2a00:1450::1", false},
		{"::ffff:127.0.0.1", true}, {"::ffff:8.8.8.8", false}, {"64:ff9b::10.0.0.1", true},
		{"64:ff9b::8.8.8.8", false}, {"2002:7f00:1::", true}, {"2002:808:808::", false},
		{"2001:db8::1", true}};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		if (http_names_private(rows[i].address) != rows[i].is_private)
			fail_msg("%s", rows[i].address);
	}
	assert_true(http_names_private("localhost"));
	assert_true(http_is_private(&(struct sockaddr){.sa_family = AF_UNIX}));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(private_addresses_are_known),
		cmocka_unit_test(only_http_and_https_are_addresses),
		cmocka_unit_test(the_host_of_an_address_is_found),
		cmocka_unit_test(a_redirection_never_leads_from_https_to_http_nor_elsewhere)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
