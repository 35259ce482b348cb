/*
 * tap: how the flow room shows what passes to whoever judges bytes. A shard without a tap pays one
 * branch a packet. Everything is called on the worker's thread, in the order of the packets.
 */
#ifndef SPANWATCH_TAP_H
#define SPANWATCH_TAP_H

#include "sensor/base/arena.h"
#include "sensor/counters.h"
#include "sensor/dissector.h"

enum { TAP_STATE_MAX = 4096 };

/** One fact of an event, as the dissector stated it, before any secret is hidden. */
struct tap_fact {
	uint16_t field;
	bool is_number;
	uint64_t number; /* of an INT: its bits */
	struct span text;
};

/** A file that crossed, at its end. */
struct tap_file {
	struct span name, head; /* as it was said; its first bytes */
	uint64_t size;
	bool complete;
	const uint8_t *md5, *sha1, *sha256; /* of a complete one; NULL: unknown */
};

/** What is said of a rule that matched. */
struct tap_hit {
	uint32_t gid, sid;
	struct span values; /* what the collector needs to judge further, packed by the rules */
};

/** Where we are: one for each call, valid only during it. */
struct tap_scene {
	const struct packet *packet; /* NULL at the end of a flow */
	enum side from;              /* who sent it, or what is shown */
	int64_t ts_us, first_us;     /* first_us: when the flow began */
	const char *app;             /* protocol of the flow as known now, or NULL */
	const char *ndpi;            /* what it would be called by its bytes alone, or NULL */
	struct endpoint end[2];      /* by side */
	uint8_t ip_proto;
	bool has_flow, established;
	uint32_t packets[2]; /* by side, with the one at hand */
	uint64_t bytes[2];
	uint32_t stream_bytes[2]; /* TCP: sequence space used */
	void *state;              /* of the flow, zeroed when it began; NULL: none could be had */
	struct arena *scratch;
	void *room; /* of the two calls below */
};

struct tap {
	void *ctx;
	uint32_t state_size; /* at most TAP_STATE_MAX */
	/* one packet of a flow, once its dissector has seen it */
	void (*packet)(void *ctx, const struct tap_scene *scene);
	/* the next bytes of a TCP stream, in sequence */
	void (*bytes)(void *ctx, const struct tap_scene *scene, struct span data);
	/* MISSING bytes of FROM's stream will never come */
	void (*gap)(void *ctx, const struct tap_scene *scene, uint32_t missing);
	/* an event of a dissector */
	void (*facts)(void *ctx, const struct tap_scene *scene, const struct schema *type,
		const struct tap_fact *facts, uint32_t count);
	/* a text that belongs to the next event of TYPE in this flow; NULL: never */
	void (*ahead)(void *ctx, const struct tap_scene *scene, const struct schema *type,
		const struct tap_fact *fact);
	/* the side of the scene sent a file, all of it or as much as came */
	void (*file)(void *ctx, const struct tap_scene *scene, const struct tap_file *file);
	/* true when MD5 and SHA-1 of files are asked for; NULL: never */
	bool (*wants_sums)(void *ctx);
	/* an anomaly: TYPE is "decode", "stream" or "applayer" */
	void (*anomaly)(
		void *ctx, const struct tap_scene *scene, const char *type, const char *name);
	/* the flow ends, or one side of its stream does (FROM's; packet is set then) */
	void (*end)(void *ctx, const struct tap_scene *scene);
	/* adds to SUM what was counted since the start; NULL: nothing is */
	void (*count)(const void *ctx, struct counters *sum);
};

/** A rule matched. */
void tap_tell(void *room, const struct tap_scene *scene, const struct tap_hit *hit);

/** Memory of the flow room, bounded; not cleared. NULL where there is none. */
void *tap_take(void *room, uint32_t len, uint32_t *ret_len);
void tap_give(void *room, void *p, uint32_t len);

/** Makes the tap of one worker; NULL in the options: none. */
struct tap_source {
	bool (*open)(void *ctx, struct tap *ret);
	void (*close)(struct tap *tap);
	void *ctx;
};

#endif
