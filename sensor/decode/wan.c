/*
 * wan: link headers of wide-area lines that are older than Ethernet there: Frame Relay (RFC 2427,
 * and Cisco's own form) and ATM (RFC 2684). Called by link_step, on the decoder's thread.
 */
#include "config.h"

#include "sensor/decode/walk.h"

enum {
	CONTROL_UI = 0x03,
	NLPID_SNAP = 0x80,
	NLPID_CLNP = 0x81,
	NLPID_ISIS = 0x83,
	NLPID_IP6 = 0x8e,
	NLPID_IP4 = 0xcc
};

/*
 * SNAP as it stands on such lines: an EtherType, or a bridged Ethernet frame of IEEE 802.1 behind
 * PAD bytes, with its check sequence (PID 1) or without (PID 7).
 */
static enum step snap(struct walk *w, uint32_t pad)
{
	enum { OUI_BRIDGED = 0x0080c2, WITH_CHECK = 1, WITHOUT_CHECK = 7, CHECK_LEN = 4 };
	struct cursor peek = w->c;
	uint32_t oui = cursor_be24(&peek);
	uint16_t pid = cursor_be16(&peek);

	if (!cursor_ok(&peek))
		return walk_fail(w, DECODE_SHORT);
	if (oui != OUI_BRIDGED || (pid != WITH_CHECK && pid != WITHOUT_CHECK))
		return snap_step(w);
	walk_header(w, 5 + pad);
	if (pid == WITH_CHECK && w->wire > CHECK_LEN)
		walk_limit(w, w->wire - CHECK_LEN);
	return STEP_ETHER;
}

/* What a network layer protocol id leads to; those of OSI are the first byte of their packet. */
static enum step nlpid(struct walk *w)
{
	struct cursor peek = w->c;
	uint8_t id = cursor_u8(&peek);

	if (!cursor_ok(&peek))
		return walk_fail(w, DECODE_SHORT);
	if (id >= NLPID_CLNP && id <= NLPID_ISIS) {
		w->p->ether_type = TYPE_OSI;
		return STEP_FRAME;
	}
	walk_header(w, 1);
	switch (id) {
	case NLPID_IP4:
		return STEP_IP4;
	case NLPID_IP6:
		return STEP_IP6;
	case NLPID_SNAP:
		return snap(w, 0);
	default:
		return STEP_FRAME; /* the line's own signalling */
	}
}

/*
 * Frame Relay: an address of 2 to 4 bytes, the last of which is odd; then as RFC 2427 has it a
 * control byte, perhaps a byte of padding, and a protocol id, or as Cisco an EtherType.
 */
enum step frelay_link(struct walk *w)
{
	enum { ADDRESS_MAX = 4 };
	struct cursor peek = w->c;
	uint32_t len = 0;
	uint8_t last = 0;

	while (len < ADDRESS_MAX && !(last & 1)) {
		last = cursor_u8(&peek);
		len++;
	}
	if (!cursor_ok(&peek))
		return walk_fail(w, DECODE_SHORT);
	if (len < 2 || !(last & 1))
		return walk_fail(w, DECODE_ETHER_UNKNOWN);
	walk_push(w, LAYER_FRELAY);
	w->fresh_ether = true;
	if (cursor_u8(&peek) == CONTROL_UI) {
		walk_header(w, cursor_u8(&peek) ? len + 1 : len + 2);
		return nlpid(w);
	}
	walk_header(w, len);
	struct cursor h = walk_header(w, 2);
	w->type = cursor_be16(&h);
	if (!cursor_ok(&h))
		return walk_fail(w, DECODE_SHORT);
	return w->type < 0x600 ? walk_fail(w, DECODE_ETHER_UNKNOWN) : STEP_TYPE;
}

/** ATM by RFC 2684: behind LLC as on a LAN, or the packet alone where the circuit says what it is.
 */
enum step atm_link(struct walk *w)
{
	enum { LLC_SNAP = 0xaaaa03 };
	struct span rest = cursor_peek(&w->c);
	struct cursor peek = w->c;

	walk_push(w, LAYER_ATM);
	w->fresh_ether = true;
	if (plausible_ip(rest, w->wire))
		return STEP_IP;
	if (cursor_be24(&peek) != LLC_SNAP)
		return STEP_LLC;
	walk_header(w, 3);
	walk_push(w, LAYER_LLC);
	return snap(w, 2);
}

/** SunATM: direction and kind of traffic, then the circuit; kind 1 is an emulated LAN, 2 RFC 2684.
 */
enum step sunatm_link(struct walk *w)
{
	enum { KIND = 0x0f, EMULATED_LAN = 1, BEHIND_LLC = 2 };
	struct cursor h = walk_header(w, 4);
	uint8_t kind = cursor_u8(&h) & KIND;

	if (!cursor_ok(&h))
		return walk_fail(w, DECODE_SHORT);
	if (kind == BEHIND_LLC)
		return atm_link(w);
	walk_push(w, LAYER_ATM);
	if (kind != EMULATED_LAN)
		return STEP_FRAME;
	walk_header(w, 2); /* the LAN's client */
	return STEP_ETHER;
}
