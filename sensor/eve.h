/*
 * eve: the head that every EVE line shares (contract of the output, section 2), so that workers and
 * judgement write it the same way. Pure; any thread.
 */
#ifndef SPANWATCH_EVE_H
#define SPANWATCH_EVE_H

#include "sensor/base/json.h"
#include "sensor/event.h"

/** What the head needs to know of the run; set at start, read by all threads. */
struct eve_context {
	const char *host;           /* sensor's name, or NULL to leave it out */
	bool live;                  /* in_iface instead of pcap_cnt */
	bool show_filename;         /* several files are read */
	const char *const *sources; /* by place.source */
	uint16_t community_seed;
	/* Takes the host part from addresses that no output may show; NULL where there are none. */
	void (*mask)(void *ctx, uint16_t space, struct addr *a);
	void *mask_ctx;
};

/**
 * Opens the object and writes timestamp, flow_id, in_iface or pcap_cnt and pcap_filename,
 * event_type, vlan, src_ip, src_port, dest_ip, dest_port, proto, community_id, ether for
 * link-layer events, host; all from addresses as they may be shown. The caller adds its members and
 * calls eve_end.
 */
void eve_begin(struct json *j, const struct eve_context *x, int64_t ts_us, const char *type,
	const struct place *place);

/** A as outputs may show it. */
static inline struct addr eve_shown(
	const struct eve_context *x, uint16_t space, const struct addr *a)
{
	struct addr shown = *a;

	if (x->mask)
		x->mask(x->mask_ctx, space, &shown);
	return shown;
}

/** The flow_id of PLACE where its addresses are shown as in SHOWN: made of those where they differ.
 */
uint64_t eve_flow_id(const struct place *place, const struct place *shown);

/** Closes the object after `members of spanwatch` (encap included) were written by the caller. */
void eve_end(struct json *j);

/** Writes "encap":[...] when the place was decapsulated; inside an open "spanwatch" object. */
void eve_encap(struct json *j, const struct place *place);

/** Name as EVE shows it: "TCP", "UDP", "ICMP", "IPv6-ICMP", "SCTP", else the number. */
void eve_proto_name(uint8_t ip_proto, char ret[static 16]);

/** Community ID v1 (with its "1:") into RET; returns its length, 0 where there is no IP. */
uint32_t eve_community_id(const struct place *place, uint16_t seed, char ret[static 40]);

#endif
