/* Addresses of the web and of the network. */
#include "http.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <netinet/in.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "mem.h"

bool
http_is_address(const char *text)
{
	return strncasecmp(text, "http://", 7) == 0 || strncasecmp(text, "https://", 8) == 0;
}

char *
http_host(const char *address)
{
	if (!http_is_address(address))
		return NULL;
	const char *at = strstr(address, "://") + 3;
	size_t length = strcspn(at, "/?#");
	const char *user = memrchr(at, '@', length);
	if (user != NULL) {
		length -= (size_t)(user + 1 - at);
		at = user + 1;
	}
	char *host = mem_dup_n(at, length);
	for (char *p = host; *p != '\0'; p++)
		*p = (char)tolower((unsigned char)*p);
	return host;
}

bool
http_may_follow(const char *from, const char *to)
{
	return http_is_address(to) &&
	       !(strncasecmp(from, "https:", 6) == 0 && strncasecmp(to, "http:", 5) == 0);
}

/* Blocks of RFC 6890 that are not for everybody: the first bits, and how many of them. */
static const struct block {
	uint32_t bits;
	int length;
} private_blocks[] = {{0x00000000, 8}, {0x0A000000, 8}, {0x64400000, 10}, {0x7F000000, 8},
	{0xA9FE0000, 16}, {0xAC100000, 12}, {0xC0000000, 24}, {0xC0000200, 24}, {0xC0A80000, 16},
	{0xC6120000, 15}, {0xC6336400, 24}, {0xCB007100, 24}, {0xE0000000, 3}};

static bool
is_private_four(uint32_t address)
{
	for (size_t i = 0; i < sizeof private_blocks / sizeof *private_blocks; i++) {
		const struct block *b = &private_blocks[i];
		if ((address ^ b->bits) >> (32 - b->length) == 0)
			return true;
	}
	return false;
}

static uint32_t
four_bytes(const unsigned char *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

/* Only 2000::/3 is for everybody, but for what stands for an address of version 4, and for documents. */
static bool
is_private_six(const unsigned char *at)
{
	static const unsigned char mapped[12] = {[10] = 0xFF, [11] = 0xFF},
				   translated[12] = {0x00, 0x64, 0xFF, 0x9B};

	if (memcmp(at, mapped, sizeof mapped) == 0 ||
		memcmp(at, translated, sizeof translated) == 0)
		return is_private_four(four_bytes(at + 12));
	if (at[0] == 0x20 && at[1] == 0x02) /* 6to4 */
		return is_private_four(four_bytes(at + 2));
	return (at[0] & 0xE0) != 0x20 || four_bytes(at) == 0x20010DB8;
}

bool
http_is_private(const struct sockaddr *address)
{
	if (address->sa_family == AF_INET)
		return is_private_four(ntohl(
			((const struct sockaddr_in *)(const void *)address)->sin_addr.s_addr));
	if (address->sa_family == AF_INET6)
		return is_private_six(
			((const struct sockaddr_in6 *)(const void *)address)->sin6_addr.s6_addr);
	return true;
}

bool
http_names_private(const char *address)
{
	struct sockaddr_in four = {.sin_family = AF_INET};
	struct sockaddr_in6 six = {.sin6_family = AF_INET6};

	if (inet_pton(AF_INET, address, &four.sin_addr) == 1)
		return http_is_private((const struct sockaddr *)(const void *)&four);
	if (inet_pton(AF_INET6, address, &six.sin6_addr) == 1)
		return http_is_private((const struct sockaddr *)(const void *)&six);
	return true;
}
