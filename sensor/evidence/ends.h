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

void ends_of_place(const struct place *p, struct ends *ret);
void ends_of_packet(const struct packet *p, struct ends *ret);

static inline bool ends_equal(const struct ends *a, const struct ends *b)
{
	return memcmp(a, b, sizeof(*a)) == 0;
}

#endif
