/*
 * ends: the two ends of a flow in either order, or of frames without IP: what tells which packets
 * belong to a finding.
 */
#ifndef SPANWATCH_EVIDENCE_ENDS_H
#define SPANWATCH_EVIDENCE_ENDS_H

#include "sensor/base/siphash.h"
#include "sensor/event.h"

/* Compared and hashed as bytes: every one of them is set. */
struct ends {
	struct addr a, b; /* a is the lesser; of frames: the MAC */
	uint16_t a_port, b_port, space;
	uint8_t ip_proto, has_ip;
};

void ends_of_place(const struct place *p, struct ends *ret);
void ends_of_packet(const struct packet *p, struct ends *ret);

/* What of them is hashed: packets that may belong together have it in common. */
enum { ENDS_HASHED = 2 * sizeof(struct addr) };

static inline uint64_t ends_hash(const struct siphash_key *key, const struct ends *e)
{
	return siphash(key, e, ENDS_HASHED);
}

/**
 * Packets at P belong to the flow between FLOW. A fragment tells neither ports nor, before its
 * datagram is whole, a realm: those between the same two hosts do.
 */
static inline bool ends_fit(const struct ends *flow, const struct ends *p, bool fragment)
{
	return memcmp(flow, p, fragment ? ENDS_HASHED : sizeof(*p)) == 0;
}

#endif
