/*
 * gre: GRE (RFC 2784, 2890, 1701), its PPTP form (RFC 2637), EoIP, and ERSPAN mirrors inside of
 * it. A step of the walk, on the decoder's thread. The IP packet stands as it is where the inside
 * is not for us.
 */
#include "config.h"

#include "sensor/decode/walk.h"

enum {
	GRE_SUM = 0x8000,
	GRE_ROUTING = 0x4000,
	GRE_KEY = 0x2000,
	GRE_SEQUENCE = 0x1000,
	GRE_STRICT_ROUTE = 0x0800,
	GRE_ACK = 0x0080, /* version 1 */
	GRE_VERSION = 0x0007,
	GRE_ROUTES_MAX = 8
};

/** Protocol types in GRE. */
enum {
	GRE_IP4 = 0x0800,
	GRE_MIKROTIK_EOIP = 0x6400,
	GRE_ETHER = 0x6558,
	GRE_IP6 = 0x86dd,
	GRE_PPP = 0x880b,
	GRE_WCCP = 0x883e,
	GRE_MPLS = 0x8847,
	GRE_MPLS_UPSTREAM = 0x8848,
	GRE_ERSPAN = 0x88be,
	GRE_ERSPAN3 = 0x22eb,
	GRE_ARUBA = 0x82, /* high byte; the low one is the radio: IEEE 802.11 frames of Aruba */
	GRE_ARUBA_NEW = 0x83,
};

/* ERSPAN II: version 1, VLAN, cos, en, t, session (10 bits), reserved, port index. */
static enum step erspan2(struct walk *w)
{
	struct cursor h = walk_header(w, 8);
	uint32_t head = cursor_be32(&h);

	if (!cursor_ok(&h) || head >> 28 != 1)
		return walk_fail(w, DECODE_TUNNEL_BAD);
	walk_push(w, LAYER_ERSPAN);
	w->p->vni = head & 0x3ff;
	return STEP_ETHER;
}

/* ERSPAN III: version 2, then time stamp, group tag, frame type, and 8 bytes of the platform. */
static enum step erspan3(struct walk *w)
{
	enum { FRAME_ETHERNET = 0, FRAME_IP = 2 };
	struct cursor h = walk_header(w, 12);
	uint32_t head = cursor_be32(&h);

	cursor_skip(&h, 6);
	uint16_t tail = cursor_be16(&h);
	unsigned frame_type = tail >> 10 & 0x1f;
	if (tail & 1)
		walk_header(w, 8);
	if (!cursor_ok(&w->c) || head >> 28 != 2)
		return walk_fail(w, DECODE_TUNNEL_BAD);
	walk_push(w, LAYER_ERSPAN);
	w->p->vni = head & 0x3ff;
	if (frame_type == FRAME_IP)
		return STEP_IP;
	return frame_type == FRAME_ETHERNET ? STEP_ETHER : STEP_BACK;
}

/* Source routes of RFC 1701: family, offset, length; family 0 with length 0 ends them. */
static bool skip_routes(struct walk *w)
{
	for (unsigned i = 0; i < GRE_ROUTES_MAX; i++) {
		struct cursor h = walk_header(w, 4);
		uint16_t family = cursor_be16(&h);
		cursor_skip(&h, 1);
		uint8_t len = cursor_u8(&h);
		if (!cursor_ok(&h))
			return false;
		if (family == 0 && len == 0)
			return true;
		walk_header(w, len);
	}
	return false;
}

static enum step gre_inside(struct walk *w, uint16_t protocol, bool sequence)
{
	struct cursor peek = w->c;

	switch (protocol) {
	case GRE_IP4:
		return STEP_IP4;
	case GRE_IP6:
		return STEP_IP6;
	case GRE_ETHER:
		return STEP_ETHER;
	case GRE_PPP:
		return STEP_PPP;
	case GRE_MPLS:
	case GRE_MPLS_UPSTREAM:
		return STEP_MPLS;
	case GRE_ERSPAN:
		if (sequence)
			return erspan2(w);
		walk_push(w, LAYER_ERSPAN);
		return STEP_ETHER; /* ERSPAN I has no header of its own */
	case GRE_ERSPAN3:
		return erspan3(w);
	case GRE_WCCP:
		if (cursor_u8(&peek) >> 4 != 4)
			walk_header(w, 4); /* WCCP version 2 puts a redirect header first */
		return STEP_IP4;
	default:
		break;
	}
	bool wlan = protocol >> 8 == GRE_ARUBA || protocol >> 8 == GRE_ARUBA_NEW;
	return wlan && plausible_wlan(cursor_peek(&w->c), false) ? STEP_WLAN : STEP_BACK;
}

static enum step gre0(struct walk *w, uint16_t flags, uint16_t protocol)
{
	if (flags & ~(GRE_SUM | GRE_ROUTING | GRE_KEY | GRE_SEQUENCE | GRE_STRICT_ROUTE))
		return STEP_BACK;
	if (flags & (GRE_SUM | GRE_ROUTING))
		walk_header(w, 4);
	if (flags & GRE_KEY) {
		struct cursor h = walk_header(w, 4);
		w->p->vni = cursor_be32(&h);
	}
	if (flags & GRE_SEQUENCE)
		walk_header(w, 4);
	if (flags & GRE_ROUTING && !skip_routes(w))
		return walk_fail(w, DECODE_TUNNEL_BAD);
	if (!cursor_ok(&w->c))
		return walk_fail(w, DECODE_SHORT);
	return gre_inside(w, protocol, flags & GRE_SEQUENCE);
}

/* Version 1 is PPTP; MikroTik's EoIP borrows it: length, tunnel id (little endian), a frame. */
static enum step gre1(struct walk *w, uint16_t flags, uint16_t protocol)
{
	struct cursor h = walk_header(w, 4);
	uint16_t len = cursor_be16(&h);

	if (flags == (GRE_KEY | 1) && protocol == GRE_MIKROTIK_EOIP) {
		w->p->vni = cursor_le16(&h);
		if (!cursor_ok(&h) || len > w->wire)
			return STEP_BACK;
		walk_limit(w, len);
		return len ? STEP_ETHER : STEP_BACK;
	}
	if (protocol != GRE_PPP || (flags & ~(GRE_SEQUENCE | GRE_ACK)) != (GRE_KEY | 1))
		return STEP_BACK;
	if (!(flags & GRE_SEQUENCE))
		return STEP_BACK; /* an acknowledgement alone */
	walk_header(w, flags & GRE_ACK ? 8 : 4);
	if (!cursor_ok(&w->c) || len > w->wire)
		return STEP_BACK;
	walk_limit(w, len);
	return STEP_PPP;
}

/** GRE: flags and version, protocol type, then what the flags ask for. */
enum step gre_step(struct walk *w)
{
	struct cursor h = w->c;
	uint16_t flags = cursor_be16(&h), protocol = cursor_be16(&h);

	if (!cursor_ok(&h) || (flags & GRE_VERSION) > 1)
		return STEP_PACKET;
	walk_open(w, STEP_PACKET);
	walk_push(w, LAYER_GRE);
	walk_header(w, 4);
	return flags & GRE_VERSION ? gre1(w, flags, protocol) : gre0(w, flags, protocol);
}
