/*
 * plausible: guesses of what bytes are, for tunnels whose header does not say. They look, they do
 * not move the walk. On the decoder's thread.
 */
#include "config.h"

#include "sensor/decode/walk.h"

static bool plausible_ip4(struct span s, uint32_t wire)
{
	struct cursor c = cursor_of(s);
	uint8_t first = cursor_u8(&c);
	uint32_t header = (first & 15u) * 4;

	cursor_skip(&c, 1);
	uint32_t total = cursor_be16(&c);
	if (!cursor_ok(&c) || first >> 4 != 4 || header < 20 || s.len < header)
		return false;
	if (total < header || total > wire)
		return false;
	return checksum_fold(checksum_add(0, span_sub(s, 0, header))) == 0xffff;
}

/* What stands behind an IPv6 header in practice. */
static bool common_next(uint8_t next)
{
	static const uint8_t nexts[] = {0, 4, 6, 17, 41, 43, 44, 47, 50, 51, 58, 59, 60, 88, 89, 97,
		103, 112, 115, 132, 135, 137, 143};

	return memchr(nexts, next, sizeof(nexts)) != NULL;
}

bool plausible_ip(struct span s, uint32_t wire)
{
	struct cursor c = cursor_of(s);
	uint8_t version = cursor_u8(&c) >> 4;

	if (!cursor_ok(&c) || version != 6)
		return plausible_ip4(s, wire);
	cursor_skip(&c, 3);
	uint32_t len = cursor_be16(&c);
	uint8_t next = cursor_u8(&c);
	cursor_skip(&c, 33);
	return cursor_ok(&c) && len + 40 <= wire && common_next(next);
}

/* ARP for IPv4 over Ethernet. */
static bool plausible_arp(struct cursor c)
{
	uint32_t head = cursor_be32(&c);
	uint16_t sizes = cursor_be16(&c);

	return cursor_ok(&c) && head == 0x00010800 && sizes == 0x0604;
}

/* Spanning tree, IS-IS or SNAP. */
static bool plausible_llc(struct cursor c)
{
	uint32_t head = cursor_be24(&c);

	return cursor_ok(&c) && (head == 0x424203 || head == 0xfefe03 || head == 0xaaaa03);
}

/* Types whose inside cannot be told from other bytes. */
static bool common_type(uint16_t type)
{
	static const uint16_t types[] = {
		0x8847, /* MPLS */
		0x8863, /* PPPoE discovery */
		0x8864, /* PPPoE session */
		0x8809, /* slow protocols */
		0x888e, /* EAPOL */
		0x88cc, /* LLDP */
		0x88f7, /* PTP */
		0x8902, /* CFM */
		0x9000  /* loopback test */
	};

	for (unsigned i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		if (type == types[i])
			return true;
	}
	return false;
}

bool plausible_ether(struct span s, uint32_t wire, bool labelled)
{
	struct cursor c = cursor_of(s);
	uint32_t header = 14;

	cursor_skip(&c, 12);
	uint16_t type = cursor_be16(&c);
	for (unsigned tags = 0; tags < PACKET_VLANS; tags++) {
		if (type != 0x8100 && type != 0x88a8 && type != 0x9100)
			break;
		cursor_skip(&c, 2);
		type = cursor_be16(&c);
		header += 4;
	}
	if (!cursor_ok(&c) || wire < header)
		return false;
	if (type == 0x0800 || type == 0x86dd)
		return plausible_ip(cursor_peek(&c), wire - header);
	if (type == 0x0806)
		return plausible_arp(c);
	if (type <= 1500)
		return type <= wire - header && plausible_llc(c);
	return labelled && common_type(type);
}
