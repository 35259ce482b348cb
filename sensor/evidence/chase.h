/*
 * chase: the findings whose packets are being looked for, at most CHASE_MOST at one time: which
 * packet belongs to which, and the excerpts they go to. The keeper's thread.
 */
#ifndef SPANWATCH_EVIDENCE_CHASE_H
#define SPANWATCH_EVIDENCE_CHASE_H

#include "sensor/evidence/aim.h"
#include "sensor/evidence/excerpt.h"
#include "sensor/evidence/packet_ring.h"

enum { CHASE_MOST = 256 };

struct chased;

struct chase {
	const char *folder;
	uint64_t most_bytes; /* of one excerpt */
	bool scrub;          /* headers alone */
	unsigned count;
	struct chased *chased;
	struct aims aims; /* by the number of what is chased */
};

/** 0 or -ENOMEM. */
int chase_init(struct chase *c, const char *folder, uint64_t most_bytes, bool scrub);
void chase_free(struct chase *c);

bool chase_has(const struct chase *c, const char *id);

/** Begins to look for finding ID's packets until UNTIL_MS; nothing where CHASE_MOST are chased. */
void chase_begin(struct chase *c, const char *id, const struct aim *aim, int64_t until_ms);

/** P, which was SEEN_BEFORE by all that were chased in the last round. */
void chase_packet(struct chase *c, const struct ring_packet *p, bool seen_before);

/** Told of an excerpt that is complete; ERROR is what its writing met with, or 0. */
typedef void (*chase_done)(void *ctx, const struct excerpt *e, int error);

/** A round is over: what is due at NOW_MS (ALL: everything) is closed, what is new can be read. */
void chase_settle(struct chase *c, int64_t now_ms, bool all, chase_done done, void *ctx);

#endif
