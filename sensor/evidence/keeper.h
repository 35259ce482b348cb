/*
 * keeper: live evidence: the packets of each finding, from a ring of recent ones and for a while
 * after, as ID.pcap in a folder. A sink for the collector, which never waits for it; a thread of
 * its own looks through the rings and writes. Off unless the setting `evidence` is on.
 */
#ifndef SPANWATCH_EVIDENCE_KEEPER_H
#define SPANWATCH_EVIDENCE_KEEPER_H

#include "sensor/evidence/packet_ring.h"
#include "sensor/sink.h"

enum { KEEPER_RINGS = 64 };

struct keeper_options {
	const char *folder;   /* made where it is missing */
	unsigned readers;     /* that add packets, at most KEEPER_RINGS */
	uint64_t ring_bytes;  /* of all readers together */
	uint64_t most_bytes;  /* of one excerpt */
	uint64_t space_bytes; /* of all excerpts: the oldest go first */
	unsigned after_s;     /* packets that come this long after a finding are in it */
	unsigned days;        /* excerpts older than this go */
	packet_wanted wants;  /* on the readers' threads; NULL: all */
	void *wants_ctx;
	/* what a finished excerpt is judged with, on the keeper's thread; not 0: it stays without.
	 * ID is NULL when nothing more waits */
	int (*judge)(void *ctx, const char *folder, const char *id);
	void *judge_ctx;
	bool scrub; /* headers alone: what follows the transport header stays out */
};

struct keeper;

/** 0 or -errno: the folder cannot be used, or there is no memory. */
int keeper_new(const struct keeper_options *o, struct keeper **ret);

/**
 * Gets every record. Its close ends the thread with everything written and frees all, rings too:
 * the readers have ended by then.
 */
struct sink *keeper_sink(struct keeper *k);

/** The ring of reader N. */
struct packet_ring *keeper_ring(struct keeper *k, unsigned n);

/** Any thread. */
struct keeper_counts {
	uint64_t packets, ring_left_out; /* into the rings; too long for them or no room */
	uint64_t missed;           /* packets that went from a ring before they were looked at */
	uint64_t excerpts;         /* findings whose packets were kept */
	uint64_t judged, unjudged; /* of those: with and without a verdict */
	uint64_t empty;            /* findings whose packets were in no ring any more */
	uint64_t left_out;         /* findings beyond what is followed at one time */
	uint64_t full;    /* excerpts that are not whole: too large, or of several link types */
	uint64_t failed;  /* excerpts that could not be written */
	uint64_t removed; /* excerpts that were too old, or one too many for the space */
};
void keeper_counts(struct keeper *k, struct keeper_counts *ret);

#endif
