/*
 * dedup: the copies that a mirror makes of a packet (both ports of a path mirrored, VLAN rewritten,
 * TTL lowered) are found and dropped. One for each shard.
 */
#ifndef SPANWATCH_FLOW_DEDUP_H
#define SPANWATCH_FLOW_DEDUP_H

#include "sensor/limits.h"
#include "sensor/packet.h"

struct dedup_entry {
	uint64_t content; /* hash of what a copy shares */
	uint64_t path;    /* MACs and VLANs, which tell a copy from a repetition */
	int64_t ts_us;
};

struct dedup {
	struct dedup_entry seen[LIMIT_DEDUP];
};

/** Hash of what a copy of P shares with it. */
uint64_t dedup_content(const struct packet *p);

/** Asks the processor to fetch what dedup_is_copy will read. */
void dedup_prefetch(const struct dedup *d, uint64_t content);

/**
 * True when P, whose hash is CONTENT, is a copy of a packet seen less than 5 ms ago: same IP ID,
 * ports, sequence and payload; where the IP ID says nothing (0, or IPv6), only if it came by
 * another MAC or VLAN.
 */
bool dedup_is_copy(struct dedup *d, uint64_t content, const struct packet *p);

#endif
