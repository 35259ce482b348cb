/*
 * actions: management actions that are not yet told: those that wait for their outcome, and reads
 * that join with their neighbours. One for each shard; bounded; in packet time.
 */
#ifndef SPANWATCH_FLOW_ACTIONS_H
#define SPANWATCH_FLOW_ACTIONS_H

#include "sensor/flow/host.h"

struct actions;

struct settlement {
	uint64_t flow_id, key;
	int64_t ts_us;
	enum outcome outcome;
	struct span reason;
};

/** CAPACITY actions at one time; 0 or -ENOMEM. */
int actions_new(unsigned capacity, struct actions **ret);
void actions_free(struct actions *a);

/** Keeps E under KEY of its flow; when there is no room it leaves at once, outcome unknown. */
void actions_hold(struct actions *a, struct dissect_host *h, uint64_t key, const struct event *e);

/** A read: joins the run of its actor and user, element and protocol, or begins one. */
void actions_join(struct actions *a, struct dissect_host *h, const struct event *e);

/** Every action held under KEY that names no third host names TARGET. */
void actions_aim(struct actions *a, uint64_t flow_id, uint64_t key, const struct addr *target);

/** Gives every held action of S its outcome and sends it. Returns how many there were. */
unsigned actions_settle(struct actions *a, struct dissect_host *h, const struct settlement *s);

/** Sends what has waited long enough at NOW_US (INT64_MAX: everything). */
void actions_expire(struct actions *a, struct dissect_host *h, int64_t now_us);

#endif
