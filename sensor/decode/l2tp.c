/*
 * l2tp: sessions of L2TP: PPP in version 2, over UDP (RFC 2661), Ethernet pseudowires in version 3,
 * over UDP or IP (RFC 3931, RFC 4719). Steps of the walk, on the decoder's thread.
 */
#include "config.h"

#include "sensor/decode/walk.h"

/* PPP inside of L2TP must be an IP packet that fits; all else is a matter of the session. */
static bool l2tp_holds_ip(struct cursor c, uint32_t wire)
{
	uint16_t protocol = cursor_be16(&c);

	if (protocol == 0xff03) {
		protocol = cursor_be16(&c);
		wire -= 2;
	}
	return cursor_ok(&c) && wire > 2 && (protocol == 0x0021 || protocol == 0x0057) &&
	       plausible_ip(cursor_peek(&c), wire - 2);
}

/* L2TPv2 data (RFC 2661 section 3.1): flags, [length], tunnel, session, [Ns, Nr], [offset]. */
static enum step version_2(struct walk *w)
{
	enum { HAS_LENGTH = 0x4000, HAS_NUMBERS = 0x0800, HAS_OFFSET = 0x0200, ALWAYS_0 = 0xb4f0 };
	struct cursor c = w->c;
	uint16_t flags = cursor_be16(&c);

	if (flags & ALWAYS_0 || (flags & 0xf) != 2)
		return STEP_PACKET;
	if (flags & HAS_LENGTH && cursor_be16(&c) != w->wire)
		return STEP_PACKET;
	cursor_skip(&c, flags & HAS_NUMBERS ? 8 : 4);
	if (flags & HAS_OFFSET)
		cursor_skip(&c, cursor_be16(&c));
	uint32_t header = (uint32_t)(c.p - w->c.p);
	if (!cursor_ok(&c) || header >= w->wire || !l2tp_holds_ip(c, w->wire - header))
		return STEP_PACKET;
	walk_enter(w, LAYER_L2TP, header);
	return STEP_PPP;
}

/*
 * Version 3 from its session on: session 4, cookie 0, 4 or 8, sublayer 0 or 4, frame. How long they
 * are was agreed on at the start, so the frame tells by being one. Session 0 is control.
 */
static enum step pseudowire(struct walk *w, uint32_t before)
{
	static const uint8_t headers[] = {4, 8, 12, 16};
	struct cursor c = w->c;

	cursor_skip(&c, before);
	struct span rest = cursor_peek(&c);
	uint32_t session = cursor_be32(&c);
	for (unsigned i = 0; session && i < sizeof(headers); i++) {
		uint32_t header = headers[i];
		if (before + header >= w->wire || !plausible_ether(span_sub(rest, header, rest.len),
							  w->wire - before - header, false))
			continue;
		walk_enter(w, LAYER_L2TP, before + header);
		w->p->vni = session;
		return STEP_ETHER;
	}
	return STEP_PACKET;
}

/** A datagram to or from the port of L2TP: the first word tells the version. */
enum step l2tp_step(struct walk *w)
{
	enum { IS_CONTROL = 0x8000, VERSION_BITS = 0x000f, HEADER_3 = 4 };
	struct cursor c = w->c;
	uint16_t flags = cursor_be16(&c);

	if (cursor_ok(&c) && (flags & (IS_CONTROL | VERSION_BITS)) == 3)
		return pseudowire(w, HEADER_3);
	return version_2(w);
}

/** L2TP of version 3 directly in IP. */
enum step l2tp_ip_step(struct walk *w)
{
	return pseudowire(w, 0);
}
