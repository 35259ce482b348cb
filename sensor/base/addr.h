/*
 * addr: one IP address, IPv4 as ::ffff:a.b.c.d, so that every table and comparison has one shape.
 * The IP version of a packet is kept beside it where it matters.
 */
#ifndef SPANWATCH_BASE_ADDR_H
#define SPANWATCH_BASE_ADDR_H

#include "sensor/base/span.h"

struct addr {
	uint8_t b[16]; /* network byte order */
};

struct mac {
	uint8_t b[6];
};

enum { ADDR_TEXT = 46, MAC_TEXT = 18 };

static inline struct addr addr_v4(const uint8_t b[4])
{
	struct addr a = {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, b[0], b[1], b[2], b[3]}};
	return a;
}

static inline struct addr addr_v6(const uint8_t b[16])
{
	struct addr a;
	memcpy(a.b, b, 16);
	return a;
}

static inline bool addr_is_v4(const struct addr *a)
{
	static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
	return memcmp(a->b, mapped, 12) == 0;
}

static inline int addr_cmp(const struct addr *a, const struct addr *b)
{
	return memcmp(a->b, b->b, 16);
}

/** Multicast, broadcast 255.255.255.255 or unspecified: never one host. */
bool addr_is_group(const struct addr *a);

/** 169.254/16 or fe80::/10. */
bool addr_is_link_local(const struct addr *a);

/** RFC 1918, RFC 4193 (fc00::/7), loopback or link-local: not on the public Internet. */
bool addr_is_private(const struct addr *a);

/** Text of A (RFC 5952 for IPv6) into RET; returns its length. */
uint32_t addr_text(const struct addr *a, char ret[static ADDR_TEXT]);

/** Reads IPv4 dotted or IPv6 text. False where it is neither. */
bool addr_parse(struct span text, struct addr *ret);

/** True when the first BITS bits of the 128 (IPv4: 96 + prefix length) are equal. */
bool addr_in_prefix(const struct addr *a, const struct addr *prefix, unsigned bits);

/** aa:bb:cc:dd:ee:ff into RET; returns its length (17). */
uint32_t mac_text(const struct mac *m, char ret[static MAC_TEXT]);

#endif
