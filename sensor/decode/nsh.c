/*
 * nsh: the network service header (RFC 8300), which steers packets through a chain of functions.
 * A step of the walk, on the decoder's thread.
 */
#include "config.h"

#include "sensor/decode/walk.h"

/** Version 0, length in words, kind of metadata (1 is 16 bytes), what follows. */
enum step nsh_step(struct walk *w)
{
	enum { METADATA_FIXED = 1, WORDS_FIXED = 6, WORDS_MIN = 2 };
	enum { HOLDS_IP4 = 1, HOLDS_IP6, HOLDS_ETHERNET, HOLDS_NSH, HOLDS_MPLS };
	struct cursor peek = w->c;
	uint16_t head = cursor_be16(&peek);
	uint8_t kind = cursor_u8(&peek) & 0x0f, holds = cursor_u8(&peek);
	uint32_t words = head & 0x3f;

	if (!cursor_ok(&peek))
		return walk_fail(w, DECODE_SHORT);
	if (head >> 14 || words < WORDS_MIN || (kind == METADATA_FIXED && words != WORDS_FIXED))
		return STEP_BACK;
	walk_header(w, words * 4);
	walk_push(w, LAYER_NSH);
	w->p->flags |= PACKET_TUNNELLED;
	switch (holds) {
	case HOLDS_IP4:
		return STEP_IP4;
	case HOLDS_IP6:
		return STEP_IP6;
	case HOLDS_ETHERNET:
		return STEP_ETHER;
	case HOLDS_NSH:
		return STEP_NSH;
	case HOLDS_MPLS:
		return STEP_MPLS;
	default:
		return STEP_BACK;
	}
}
