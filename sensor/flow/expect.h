/*
 * expect: flows that another flow announced (FTP data, TFTP from a new port). One for each shard:
 * both ends are the same pair of hosts. Bounded; the oldest goes when full.
 */
#ifndef SPANWATCH_FLOW_EXPECT_H
#define SPANWATCH_FLOW_EXPECT_H

#include "sensor/dissector.h"
#include "sensor/flow/classify.h"

struct expectations;

/** What was announced, as the new flow finds it. */
struct expected {
	uint64_t parent_id;
	bool from_server; /* the first packet seen is not its first: the server sent it */
	const struct dissector *dissector;
	uint32_t seed_len;
	uint8_t seed[DISSECTOR_SEED_MAX];
};

/** CLASSIFIER knows which ports are others' than of a flow that was announced without one. */
int expectations_new(
	unsigned capacity, const struct classifier *classifier, struct expectations **ret);
void expectations_free(struct expectations *x);

/** What its parent announced before without a port gives way: now it is known better. */
void expectations_add(struct expectations *x, int64_t now_us, uint16_t space, uint64_t parent_id,
	const struct expectation *e);

/** Takes what was announced for a flow whose first packet is P; false when nothing was. */
bool expectations_take(struct expectations *x, const struct packet *p, struct expected *ret);

#endif
