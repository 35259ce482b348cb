/*
 * aim: which packets a finding is about: its flow, and for some all between its two hosts, or all
 * of one (widths.def). Many are looked for at one time, so they lie in a table by host, and a
 * packet is looked up by each host that it knows: inside, outside of a tunnel, in an ARP claim. One
 * thread.
 */
#ifndef SPANWATCH_EVIDENCE_AIM_H
#define SPANWATCH_EVIDENCE_AIM_H

#include "sensor/base/siphash.h"
#include "sensor/evidence/ends.h"
#include "sensor/sink.h"

enum aim_width { AIM_FLOW, AIM_PAIR, AIM_HOST };

struct aim {
	struct addr key[2]; /* HOST: the second is zero */
	struct ends flow;
	enum aim_width width;
};

/** What the packets of the finding R are. */
void aim_of_record(const struct record *r, struct aim *ret);

struct aims {
	struct siphash_key key;
	struct aim *aim;
	int *next, *slots; /* NEXT of the same slot, or -1 */
	unsigned cap, slot_count;
	unsigned hosts; /* of them, whose width is a host */
};

/** Room for CAP of them, numbered from 0. 0 or -ENOMEM. */
int aims_init(struct aims *a, unsigned cap);
void aims_free(struct aims *a);

void aims_put(struct aims *a, unsigned number, const struct aim *aim);
void aims_remove(struct aims *a, unsigned number);

/** Told of the aim NUMBER that a packet belongs to; OWN: it is of the finding's own flow. */
typedef void (*aims_hit)(void *ctx, unsigned number, bool own);

/** Tells each aim that the packet SEEN belongs to, once. */
void aims_find(const struct aims *a, const struct seen *seen, aims_hit hit, void *ctx);

#endif
