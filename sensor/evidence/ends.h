/*
 * ends: the two ends of a flow in either order, or of frames without IP: what tells which packets
 * belong to a finding.
 */
#ifndef SPANWATCH_EVIDENCE_ENDS_H
#define SPANWATCH_EVIDENCE_ENDS_H

#include "sensor/event.h"

/* Compared and hashed as bytes: every one of them is set. */
struct ends {
	struct addr a, b; /* a is the lesser; of frames: the MAC */
	uint16_t a_port, b_port, space;
	uint8_t ip_proto, has_ip;
};

/** What a packet is beside its innermost flow. */
enum seen_other {
	SEEN_NOTHING,
	SEEN_TUNNEL, /* what carries it: the ends of the innermost tunnel, its port at one of them
		      */
	SEEN_CLAIM   /* ARP: who it says its sender is, as A */
};

/** All that tells whose a packet is. */
struct seen {
	struct ends ends, other;
	uint8_t kind;  /* enum seen_other */
	bool fragment; /* ENDS lack ports and, before the datagram is whole, the realm */
};

void ends_of_place(const struct place *p, struct ends *ret);
void seen_of_packet(const struct packet *p, struct seen *ret);

/** The same two hosts, whatever their ports. */
static inline bool ends_are_of(const struct ends *e, const struct ends *other)
{
	return memcmp(e, other, 2 * sizeof(struct addr)) == 0;
}

#endif
