/*
 * ppp: PPP (RFC 1661) with and without its HDLC framing (RFC 1662), Cisco HDLC, and sessions of
 * PPP over Ethernet (RFC 2516). Steps of the walk, on the decoder's thread.
 */
#include "config.h"

#include "sensor/decode/walk.h"

/** PPP protocol numbers (IANA ppp-numbers) that lead further. */
enum {
	PPP_IP4 = 0x0021,
	PPP_OSI = 0x0023,
	PPP_BRIDGED = 0x0031,
	PPP_IP6 = 0x0057,
	PPP_CISCO_DISCOVERY = 0x0207,
	PPP_MPLS = 0x0281,
	PPP_MPLS_MULTICAST = 0x0283,
};

enum { TYPE_PPP = 0x880b, TYPE_CDP = 0x2000, HDLC_UNICAST = 0x0f, HDLC_BROADCAST = 0x8f };

/* A frame that a frame dissector knows by TYPE; inside a tunnel the tunnel's packet counts. */
static enum step frame_of(struct walk *w, uint16_t type)
{
	if (w->d->stand.set && w->d->stand.end == STEP_PACKET)
		return STEP_BACK;
	w->p->ether_type = type;
	return STEP_FRAME;
}

/* Bridged frame of RFC 3518: flags with the count of padding bytes, MAC type 1 is Ethernet. */
static enum step bridged(struct walk *w)
{
	struct cursor h = walk_header(w, 2);
	uint8_t flags = cursor_u8(&h), mac_type = cursor_u8(&h);

	if (flags & 0x40)
		h = walk_header(w, 4); /* the id of the LAN */
	if (!cursor_ok(&h) || mac_type != 1)
		return STEP_BACK;
	return STEP_ETHER;
}

/** Address and control where they are not compressed away, then the protocol in 1 or 2 bytes. */
enum step ppp_step(struct walk *w)
{
	struct cursor peek = w->c;
	uint16_t protocol = cursor_be16(&peek);

	if (protocol == 0xff03) {
		walk_header(w, 2);
		protocol = cursor_be16(&peek);
	}
	if (protocol >> 8 & 1) { /* the last byte of the field is the odd one */
		protocol >>= 8;
		walk_header(w, 1);
	} else {
		walk_header(w, 2);
	}
	if (!cursor_ok(&peek) || !cursor_ok(&w->c))
		return walk_fail(w, DECODE_SHORT);
	switch (protocol) {
	case PPP_IP4:
		return STEP_IP4;
	case PPP_IP6:
		return STEP_IP6;
	case PPP_MPLS:
	case PPP_MPLS_MULTICAST:
		return STEP_MPLS;
	case PPP_BRIDGED:
		return bridged(w);
	case PPP_OSI:
		return frame_of(w, TYPE_OSI);
	case PPP_CISCO_DISCOVERY:
		return frame_of(w, TYPE_CDP);
	default:
		return STEP_BACK;
	}
}

/** PPPoE session: version and type 1, code 0, session, length. */
enum step pppoe_step(struct walk *w)
{
	struct cursor h = walk_header(w, 6);
	uint8_t version_type = cursor_u8(&h), code = cursor_u8(&h);

	cursor_skip(&h, 2);
	uint16_t len = cursor_be16(&h);
	if (!cursor_ok(&h))
		return walk_fail(w, DECODE_SHORT);
	if (version_type != 0x11)
		return walk_fail(w, DECODE_TUNNEL_BAD);
	if (code != 0)
		return STEP_BACK;
	walk_push(w, LAYER_PPPOE);
	walk_limit(w, len);
	w->p->flags |= PACKET_TUNNELLED;
	return STEP_PPP;
}

/** Cisco HDLC: address 0x0f or 0x8f, control 0, an EtherType. */
enum step hdlc_link(struct walk *w)
{
	struct cursor h = walk_header(w, 4);
	uint8_t address = cursor_u8(&h);

	cursor_skip(&h, 1);
	w->type = cursor_be16(&h);
	if (!cursor_ok(&h))
		return walk_fail(w, DECODE_SHORT);
	if (address != HDLC_UNICAST && address != HDLC_BROADCAST)
		return walk_fail(w, DECODE_ETHER_UNKNOWN);
	walk_push(w, LAYER_HDLC);
	w->fresh_ether = true;
	if (w->type >= 0x600 && w->type != TYPE_OSI)
		return STEP_TYPE;
	w->p->ether_type = w->type;
	struct cursor peek = w->c;
	bool padded = cursor_u8(&peek) < 0x81 && (cursor_u8(&peek) & 0xfc) == 0x80;
	if (w->type == TYPE_OSI && padded)
		walk_header(w, 1); /* a byte before the network layer protocol id */
	return STEP_FRAME;
}

/** PPP as a link type: framed or not, or Cisco HDLC on a port that was said to speak PPP. */
enum step ppp_link(struct walk *w)
{
	struct cursor peek = w->c;
	uint8_t address = cursor_u8(&peek), control = cursor_u8(&peek);

	if (!cursor_ok(&peek))
		return walk_fail(w, DECODE_SHORT);
	if (address == HDLC_UNICAST || address == HDLC_BROADCAST)
		return hdlc_link(w);
	if (w->type == LINK_PPP_PPPD && address <= 1 && control == 3)
		walk_header(w, 2); /* the address holds the direction */
	walk_push(w, LAYER_PPP);
	w->p->ether_type = TYPE_PPP;
	walk_stand(w, STEP_FRAME);
	return STEP_PPP;
}
