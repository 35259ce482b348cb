/*
 * flow: one conversation between two endpoints, and the table that finds it. A table belongs to a
 * shard. The key is address space, protocol, both addresses and ports; `end[SIDE_CLIENT]` is who
 * opened it as far as we can tell.
 */
#ifndef SPANWATCH_FLOW_FLOW_H
#define SPANWATCH_FLOW_FLOW_H

#include "sensor/base/siphash.h"
#include "sensor/dissector.h"

enum flow_state { FLOW_NEW, FLOW_ESTABLISHED, FLOW_CLOSING, FLOW_CLOSED };

enum {
	FLOW_SAW_SYN = 1 << 0,  /* the initiator is certain */
	FLOW_DECIDED = 1 << 1,  /* app is final; EVENT_FLOW_DECIDED was sent */
	FLOW_HELD = 1 << 2,     /* touches equipment or carries management */
	FLOW_IN_SCOPE = 1 << 3, /* events may be made of it */
	FLOW_DIRTY = 1 << 4,    /* has packets since the last EVENT_FLOW_COUNTS */
	FLOW_TUNNELLED = 1 << 5,
	FLOW_GROUP = 1 << 6,       /* to multicast or broadcast */
	FLOW_GIVEN_UP = 1 << 7,    /* no dissector of ours wants it */
	FLOW_TRUNCATED = 1 << 8,   /* the snap length cut some packet */
	FLOW_STREAM_OFF = 1 << 9,  /* its stream is not reassembled (any more) */
	FLOW_ICMP_QUOTE = 1 << 10, /* ICMP errors: belong to the flow that they quote */
	FLOW_CHILD = 1 << 11,      /* announced by another flow */
	FLOW_FINISHED = 1 << 12,   /* its dissector has said its last word */
	FLOW_HANDED = 1 << 13,     /* another protocol began inside of it; it keeps its name */
	FLOW_SHED = 1 << 14,       /* not read (any more), for the lane was behind */
	FLOW_TOUCHES = 1 << 15,    /* one end is equipment, or who manages it, says the policy */
};

struct flow {
	struct addr addr[2]; /* by side */
	uint16_t port[2];
	uint16_t space, source;
	uint8_t ip_proto;
	uint8_t state : 4;         /* enum flow_state */
	uint8_t is_signed : 2;     /* TCP: sides whose SYN had a signature (RFC 2385) */
	uint8_t vlan_count, encap; /* encap: index in the shard's stacks */
	uint16_t flags, vlan[PACKET_VLANS];
	uint8_t tcp_flags[2], probes, ndpi_packets;
	uint8_t ttl[2]; /* TCP: the highest of each side, but of its SYN, which others may answer */
	uint32_t isn[2];    /* initial sequence numbers of the sides whose SYN was seen; UDP:
			     * both halves of packet.dialogue, for one that is held aloud */
	uint32_t touched_s; /* shard clock at the last packet, seconds */
	uint32_t packets[2], told_packets[2];
	uint64_t bytes[2], told_bytes[2];
	int64_t first_us, last_us;
	uint64_t id;
	const struct dissector *dissector; /* who parses it, or NULL */
	const char *app;                   /* what it is, or NULL: dissector's or nDPI's name */
	uint32_t conversation;             /* index + 1 in the shard's pool, 0 without */
	uint32_t ndpi;                     /* handle of the door, 0 without */
	uint32_t hash, wheel_next;         /* index + 1 */
	uint64_t small[2]; /* state of a dissector that needs no more; TCP, before anybody reads
			    * it: what doubt.c keeps of the SYNs */
};

_Static_assert(sizeof(struct flow) <= 192, "a flow has grown");

/** A packet's hashes, prepared ahead of the lookup so that memory can be fetched meanwhile. */
struct flow_key {
	uint32_t hash;
	uint64_t content; /* for duplicate removal */
};

enum { FLOW_WHEEL_SLOTS = 1024 }; /* seconds; longer than any timeout */

struct flow_table {
	struct flow *flows;
	struct flow_slot *slots;
	uint32_t slot_count; /* power of two */
	uint32_t capacity, live, fresh, free;
	uint32_t wheel[FLOW_WHEEL_SLOTS]; /* index + 1 of the first flow due in that second */
	uint32_t wheel_now_s;
	struct siphash_key key;
};

int flow_table_init(struct flow_table *t, uint32_t capacity);
void flow_table_free(struct flow_table *t);

/** Hash of P's key, the same for both directions. */
struct flow_key flow_key_of(const struct flow_table *t, const struct packet *p);

/** Asks the processor to fetch what flow_find will read. */
void flow_prefetch(const struct flow_table *t, struct flow_key key);
void flow_prefetch_entry(const struct flow_table *t, struct flow_key key);

/** The flow of P, with the side that sent it; NULL when there is none. */
struct flow *flow_find(
	struct flow_table *t, struct flow_key key, const struct packet *p, enum side *ret_from);

/** A new, cleared flow for P (its client is P's sender); NULL when the table is full. */
struct flow *flow_add(struct flow_table *t, struct flow_key key, const struct packet *p);

/** F, whose packets had P's key, begins anew with P; it keeps its places in table and wheel. */
void flow_renew(struct flow *f, const struct packet *p);

/** Takes F out of the hash table and gives its memory back; it must not be in the wheel. */
void flow_remove(struct flow_table *t, struct flow *f);

/** Makes F due at the shard clock's second AT_S. */
void flow_wheel_add(struct flow_table *t, struct flow *f, uint32_t at_s);

/** Takes all flows due up to NOW_S as a chain by wheel_next (index + 1), or 0. */
uint32_t flow_wheel_take(struct flow_table *t, uint32_t now_s);

static inline struct flow *flow_at(const struct flow_table *t, uint32_t index_plus_1)
{
	return &t->flows[index_plus_1 - 1];
}

static inline uint32_t flow_index(const struct flow_table *t, const struct flow *f)
{
	return (uint32_t)(f - t->flows) + 1;
}

#endif
