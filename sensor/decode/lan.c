/*
 * lan: link headers of LANs that are not Ethernet, and of Ethernet ports of a switch's own
 * processor, whose frames bear a tag of the switching chip. Called by link_step, on the decoder's
 * thread. Addresses of Token Ring and FDDI are left alone: their bit order differs by system.
 */
#include "config.h"

#include "sensor/decode/walk.h"

/** FDDI: frame control, of which 01.1.... announces LLC, and two addresses. */
enum step fddi_link(struct walk *w)
{
	enum { KIND = 0xf0, ASYNCHRONOUS_LLC = 0x50, SYNCHRONOUS_LLC = 0xd0 };
	struct cursor h = walk_header(w, 13);
	uint8_t control = cursor_u8(&h);

	if (!cursor_ok(&h))
		return walk_fail(w, DECODE_SHORT);
	walk_push(w, LAYER_FDDI);
	w->fresh_ether = true;
	return (control & KIND) == ASYNCHRONOUS_LLC || (control & KIND) == SYNCHRONOUS_LLC
		       ? STEP_LLC
		       : STEP_FRAME;
}

/** Token Ring: access and frame control, two addresses; the sender's first bit announces a route.
 */
enum step token_ring_link(struct walk *w)
{
	enum { KIND = 0xc0, LLC = 0x40, HAS_ROUTE = 0x80, ROUTE_LEN = 0x1f };
	struct cursor h = walk_header(w, 14);

	cursor_skip(&h, 1);
	uint8_t control = cursor_u8(&h);
	cursor_skip(&h, 6);
	uint8_t sender = cursor_u8(&h);
	if (!cursor_ok(&h))
		return walk_fail(w, DECODE_SHORT);
	walk_push(w, LAYER_TOKEN_RING);
	w->fresh_ether = true;
	if (sender & HAS_ROUTE) {
		struct cursor peek = w->c;
		walk_header(w, cursor_u8(&peek) & ROUTE_LEN);
	}
	return (control & KIND) == LLC ? STEP_LLC : STEP_FRAME;
}

/** IP over InfiniBand (RFC 4391): 40 bytes that stand for the route, an EtherType, 2 of nothing. */
enum step infiniband_link(struct walk *w)
{
	struct cursor h = walk_header(w, 44);

	cursor_skip(&h, 40);
	w->type = cursor_be16(&h);
	if (!cursor_ok(&h))
		return walk_fail(w, DECODE_SHORT);
	walk_push(w, LAYER_INFINIBAND);
	w->fresh_ether = true;
	return w->type < 0x600 ? walk_fail(w, DECODE_ETHER_UNKNOWN) : STEP_TYPE;
}

/** Ethernet whose addresses are followed by LEN bytes of a switching chip, then the EtherType. */
enum step tagged_link(struct walk *w, uint32_t len)
{
	struct cursor h = walk_header(w, 12 + len + 2);
	struct span dst = cursor_span(&h, 6), src = cursor_span(&h, 6);

	cursor_skip(&h, len);
	w->type = cursor_be16(&h);
	if (!cursor_ok(&h))
		return walk_fail(w, DECODE_SHORT);
	walk_push(w, LAYER_ETHER);
	memcpy(w->p->dst_mac.b, dst.p, 6);
	memcpy(w->p->src_mac.b, src.p, 6);
	w->p->flags |= PACKET_HAS_ETHER;
	w->fresh_ether = true;
	return STEP_TYPE;
}
