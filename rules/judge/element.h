/*
 * element: memory of one element: counters by minute and hour of packet time, totals, peers of the
 * day, and what is known of it. Buckets leave once, GRACE after their end; what comes later is
 * counted as late.
 */
#ifndef SPANWATCH_RULES_JUDGE_ELEMENT_H
#define SPANWATCH_RULES_JUDGE_ELEMENT_H

#include "rules/judge/party.h"

enum { ELEMENT_TEXT = 128, ELEMENT_SPANS = 2, ELEMENT_OPEN = 2 };
enum { ELEMENT_VENDOR, ELEMENT_PLATFORM, ELEMENT_SOFTWARE, ELEMENT_NAME, ELEMENT_FACTS };

struct bucket {
	int64_t start_us;
	bool used;
	uint64_t counters[ELEMENT_COUNTERS];
};

struct element {
	struct party_key key;
	char id[PARTY_ID];
	struct addr addr;
	bool is_crowd, has_mac, info_changed;
	struct mac mac;
	char role[16], group[PARTY_ID];
	char facts[ELEMENT_FACTS][ELEMENT_TEXT];
	char evidence[32]; /* of the latest news */
	int64_t first_us, last_us;
	uint64_t totals[ELEMENT_COUNTERS];
	struct bucket buckets[ELEMENT_SPANS][ELEMENT_OPEN];
};

/** The memory of P, seen at TS_US; NULL where P is no element. */
struct element *element_of(struct judge *j, const struct party *p, int64_t ts_us);

/** Adds N to a counter of the bucket that TS_US lies in. E may be NULL. */
void element_count(struct judge *j, struct element *e, int64_t ts_us, enum element_counter counter,
	uint64_t n);

/** E exchanged BYTES with PEER. */
void element_peer(struct judge *j, const struct element *e, const struct addr *peer, int64_t ts_us,
	uint64_t bytes);

/** Emits what is known of E when there is news. */
void element_tell(struct judge *j, struct element *e);

/** Packet time moved on: full buckets leave. */
void element_advance(struct judge *j);

/** The end of the run: every open bucket leaves. */
void element_finish(struct judge *j);

/** Takes the memory; false when there is none. */
bool element_open(struct judge *j);

#endif
