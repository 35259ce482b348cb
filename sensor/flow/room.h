/* room: what the files of sensor/flow share among themselves and with nobody else. */
#ifndef SPANWATCH_FLOW_ROOM_H
#define SPANWATCH_FLOW_ROOM_H

#include "sensor/flow/dedup.h"
#include "sensor/flow/expect.h"
#include "sensor/flow/hold.h"
#include "sensor/flow/shard.h"
#include "sensor/flow/stream.h"

/** Bytes of one side that were put in order and not yet used. */
struct hold {
	uint8_t *bytes;
	uint32_t len, block;
	struct hold_marks marks;
	bool stopped;  /* the dissector wants no more of this side */
	bool not_ours; /* every probe said no to what it began with */
};

/** What a flow needs while somebody reads it: stream, classification, dissector state. */
struct conversation {
	struct flow *flow;
	void *state;
	uint32_t state_block;
	uint32_t wait_prev, wait_next; /* list of those whose stream waits; index + 1 */
	bool in_use, waiting;
	enum side first; /* whose bytes came first */
	uint8_t handed;  /* times that one protocol followed on another */
	const struct dissector *candidate;
	struct hold hold[2];
	struct stream stream;
};

enum { ENCAP_STACKS = 256, TUNNELS_SEEN = 32 };

/** Ends of a tunnel that was told of in this minute. */
struct tunnel_seen {
	struct addr src, dst;
	uint32_t minute;
	uint8_t proto;
};

/** A stack of layers, kept once for all flows that came through it. */
struct encap_stack {
	uint8_t count;
	uint8_t layers[PACKET_LAYERS];
};

struct shard {
	struct shard_options options;
	struct flow_table table;
	struct dissect_host host;
	struct slab slab;
	struct dedup dedup;
	struct conversation *conversations;
	uint32_t conversation_fresh, conversation_free, conversation_hand;
	uint32_t wait_head;
	uint32_t *dirty; /* flows (index + 1) with packets since the last minute */
	uint32_t dirty_count;
	struct encap_stack stacks[ENCAP_STACKS];
	unsigned stack_count;
	struct tunnel_seen tunnels[TUNNELS_SEEN]; /* tunnel.c */
	unsigned tunnel_last;
	unsigned ndpi_live;
	enum shed shed;
	bool simulates_load;
	uint32_t clock_s, minute;
	int64_t clock_us;
	struct counters counters;
	uint64_t told_lost, told_stream; /* loss.c */
	uint64_t told_one_way, told_ways;
	/* the packet at hand, for calls that come back from the stream */
	const struct packet *packet;
	struct conversation *conversation;
};

/* --- place.c ------------------------------------------------------------------------------ */

/** Where things happen for FLOW, as FROM tells it; P may be NULL. */
void place_fill(struct shard *s, const struct flow *f, enum side from, const struct packet *p,
	struct place *ret);

/** Where a frame without IP was seen. */
void place_of_frame(const struct packet *p, struct place *ret);

/** Index of P's stack of layers; the last one stands for all when there are too many. */
uint8_t encap_intern(struct shard *s, const struct packet *p);

/* --- pool.c ------------------------------------------------------------------------------- */

/** F's conversation, or a new one for it; NULL (counted) when none can be had. */
struct conversation *pool_conversation_of(struct shard *s, struct flow *f);

/** Gives everything of F's conversation back; the flow goes on without being read. */
void pool_release(struct shard *s, struct flow *f);

/** Puts C in the list of those whose stream waits, or takes it out. */
void pool_wait_update(struct shard *s, struct conversation *c);

void pool_hold_drop(struct shard *s, struct hold *h);

/** Keeps DATA behind what H holds of F; false when there is no room for it. */
bool pool_hold_append(struct shard *s, const struct flow *f, struct hold *h, struct span data);

/** What is left after a parse stays held, at the front; REST may lie in H. */
void pool_hold_keep(struct shard *s, const struct flow *f, struct hold *h, struct span rest);

/** State this small lives in the flow itself: a datagram's flow then needs no conversation. */
bool conversation_state_is_small(const struct dissector *d);

/* --- conversation.c ----------------------------------------------------------------------- */

/** The payload of P, sent by FROM: classification first, then the dissector. */
void conversation_packet(struct shard *s, struct flow *f, enum side from, const struct packet *p);

/** FLOW is announced: WHAT parses it from the first byte on. */
void conversation_expected(struct shard *s, struct flow *f, const struct expected *what);

/** The flow ends: what waits is delivered, the dissector's last word is heard. */
void conversation_end(struct shard *s, struct flow *f);

/** D reads F from the packet at hand on, sent by FROM; false where there is no room for that. */
bool conversation_begin_late(
	struct shard *s, struct flow *f, enum side from, const struct dissector *d);

/* --- shed.c ------------------------------------------------------------------------------- */

/** An element's traffic: it gives way last. The policy knows elements; without one, management is.
 */
static inline bool flow_is_elements(const struct shard *s, const struct flow *f)
{
	return (f->flags & (s->options.touches ? FLOW_TOUCHES : FLOW_HELD)) != 0;
}

/** True when P touches an element; without a policy, when it seems to carry what elements speak. */
bool shed_is_element(const struct shard *s, const struct packet *p);

/** True (counted) when P of F is not read, for the lane is or was behind and F is a user's. */
bool shed_packet(struct shard *s, struct flow *f, const struct packet *p);

/** True when WHAT is made to happen at the packet at hand. */
static inline bool shed_simulated(const struct shard *s, enum exception what)
{
	return simulated(&s->options.simulate, what, s->host.no / 2);
}

/** What of the memory for streams and state is left for F. */
static inline enum slab_share shed_share(const struct shard *s, const struct flow *f)
{
	if (flow_is_elements(s, f))
		return SLAB_ELEMENTS;
	return shed_simulated(s, EXCEPTION_STREAM_FULL) ? SLAB_NOTHING : SLAB_USERS;
}

/* --- conversation.c ----------------------------------------------------------------------- */

/** Streams that have waited long enough. */
void conversation_tick(struct shard *s);

/* --- life.c ------------------------------------------------------------------------------- */

/** A new flow for P; RET_FROM is the side that sent it. NULL (counted) when there is no room. */
struct flow *life_begin(
	struct shard *s, struct flow_key key, const struct packet *p, enum side *ret_from);
/** P of FROM belongs to a dialogue held aloud: F learns the address of FROM. */
void life_meet(const struct shard *s, struct flow *f, enum side from, const struct packet *p);

/** True when P is the SYN of another connection between the same ports. */
bool life_is_reopened(const struct flow *f, const struct packet *p);

/** The old connection is told and the flow begins anew in the same place. */
void life_reopen(struct shard *s, struct flow *f, const struct packet *p);

/** Everything the flow still has to say, then it is gone; it must not be in the wheel. */
void life_end(struct shard *s, struct flow *f, const char *reason);

/** How long the flow may be silent. */
uint32_t life_timeout_s(const struct flow *f);

/* --- opinion.c ---------------------------------------------------------------------------- */

/** Shows P to nDPI, which may name the flow. */
void opinion_ask(struct shard *s, struct flow *f, const struct packet *p);

/** nDPI need not look at the flow any more. */
void opinion_drop(struct shard *s, struct flow *f);

/** Name of a flow of another IP protocol than TCP and UDP, or NULL. */
const char *opinion_of_protocol(const struct flow *f);

/* --- telling.c ---------------------------------------------------------------------------- */

/** The protocol of F is known, or no longer waited for. */
void tell_decided(struct shard *s, struct flow *f, const struct packet *p);

/** Packets and bytes since the last time, when there are any. */
void tell_counts(struct shard *s, struct flow *f);

void tell_end(struct shard *s, struct flow *f, const char *reason);

/** An anomaly of flow F ("stream" or "decode"). */
void tell_anomaly(struct shard *s, const struct flow *f, const char *type, const char *name);

/** MISSING bytes of F's stream were never seen. */
void loss_count(struct shard *s, const struct flow *f, uint32_t missing);

/** F ends: what was acknowledged behind all that was seen. */
void loss_tail(struct shard *s, const struct flow *f);
/** Tells the judgement of what was lost and seen since the last time. */
void loss_tell(struct shard *s);

/** Nothing came for a while before P, which is about to be looked at. */
void loss_lull(struct shard *s, const struct packet *p);
/** P came through a tunnel: tells of it once a minute. */
void tunnel_tell(struct shard *s, const struct packet *p);
/** P, the first of a flow between equal ports, answers what was not seen. */
bool answer_is_one(const struct packet *p);
/** P has SYN: are its numbers those of an implant or of who wakes one? */
void trigger_syn(struct shard *s, struct flow *f, enum side from, const struct packet *p);
/** BYTES that FROM sent first, which no dissector knows: do they wake an implant? */
void trigger_bytes(struct shard *s, struct flow *f, enum side from, struct span bytes);
/** F ends: were both sides of it seen? */
void loss_flow(struct shard *s, const struct flow *f);

#endif
