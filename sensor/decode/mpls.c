/*
 * mpls: label stacks (RFC 3032) and the guess of what is below them, as no label says it. A step of
 * the walk, on the decoder's thread.
 */
#include "config.h"

#include "sensor/decode/walk.h"

enum { STACK_MAX = 16 };

/** Labels with a meaning (IANA mpls-label-values). */
enum { LABEL_IP4_EXPLICIT_NULL = 0, LABEL_IP6_EXPLICIT_NULL = 2, LABEL_ASSOCIATED_CHANNEL = 13 };

/* Label 0 and 2 promise IP, and no more than that. */
static bool promised_ip(uint32_t label, unsigned nibble)
{
	return (label == LABEL_IP4_EXPLICIT_NULL && nibble == 4) ||
	       (label == LABEL_IP6_EXPLICIT_NULL && nibble == 6);
}

/* IP by its first nibble, else an Ethernet pseudowire with (RFC 4448) or without control word. */
static enum step below(struct walk *w, uint32_t label)
{
	bool labelled = w->d->stand.end == STEP_FRAME; /* by an EtherType, not by a UDP port */
	struct span rest = cursor_peek(&w->c);
	struct span behind_word = span_sub(rest, 4, rest.len);
	unsigned nibble = rest.len ? rest.p[0] >> 4 : 0;

	if (plausible_ip(rest, w->wire) || (labelled && promised_ip(label, nibble)))
		return STEP_IP;
	if (nibble == 0 && w->wire > 4 && plausible_ether(behind_word, w->wire - 4, labelled)) {
		walk_header(w, 4);
		return STEP_ETHER;
	}
	if (plausible_ether(rest, w->wire, labelled))
		return STEP_ETHER;
	/* a wrong header checksum is forgiven where nothing else fits */
	return labelled && (nibble == 4 || nibble == 6) ? STEP_IP : STEP_BACK;
}

/** Labels until the bottom of the stack; the packet keeps the innermost. */
enum step mpls_step(struct walk *w)
{
	uint32_t entry = 0;

	for (unsigned depth = 0; !(entry & 0x100); depth++) {
		if (depth == STACK_MAX)
			return walk_fail(w, DECODE_TUNNEL_BAD);
		struct cursor h = walk_header(w, 4);
		entry = cursor_be32(&h);
		if (!cursor_ok(&h))
			return walk_fail(w, DECODE_SHORT);
	}
	walk_push(w, LAYER_MPLS);
	w->p->flags |= PACKET_TUNNELLED;
	w->p->mpls_label = entry >> 12;
	if (entry >> 12 == LABEL_ASSOCIATED_CHANNEL)
		return STEP_BACK;
	return below(w, entry >> 12);
}
