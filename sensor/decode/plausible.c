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

bool plausible_ip(struct span s, uint32_t wire)
{
	struct cursor c = cursor_of(s);
	uint8_t version = cursor_u8(&c) >> 4;

	if (!cursor_ok(&c) || version != 6)
		return plausible_ip4(s, wire);
	cursor_skip(&c, 3);
	uint32_t len = cursor_be16(&c);
	cursor_skip(&c, 34);
	return cursor_ok(&c) && len + 40 <= wire;
}

/* ARP for IPv4 over Ethernet. */
static bool plausible_arp(struct cursor c)
{
	uint32_t head = cursor_be32(&c);
	uint16_t sizes = cursor_be16(&c);

	return cursor_ok(&c) && head == 0x00010800 && sizes == 0x0604;
}

static bool plausible_type(uint16_t type, struct cursor c, uint32_t wire)
{
	switch (type) {
	case 0x0800: /* IPv4 */
	case 0x86dd: /* IPv6 */
		return plausible_ip(cursor_peek(&c), wire);
	case 0x0806:
		return plausible_arp(c);
	case 0x8847: /* MPLS */
	case 0x8863: /* PPPoE discovery */
	case 0x8864: /* PPPoE session */
	case 0x8809: /* slow protocols */
	case 0x888e: /* EAPOL */
	case 0x88cc: /* LLDP */
	case 0x88f7: /* PTP */
	case 0x8902: /* CFM */
	case 0x9000: /* loopback test */
		return true;
	default:
		return type >= 3 && type <= 1500 && type <= wire;
	}
}

bool plausible_ether(struct span s, uint32_t wire)
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
	return cursor_ok(&c) && wire >= header && plausible_type(type, c, wire - header);
}
