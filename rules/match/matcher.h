/*
 * matcher: rules against what passes one worker, through the tap of its shards. It judges what the
 * bytes and the flow tell; thresholds and marks on hosts are for the collector.
 */
#ifndef SPANWATCH_RULES_MATCH_MATCHER_H
#define SPANWATCH_RULES_MATCH_MATCHER_H

#include "rules/match/index.h"
#include "sensor/tap.h"

struct matcher;

/** What one rule cost a worker, for --profile-rules. */
struct rule_cost {
	uint64_t checked, matched, steps_ns;
};

/** CURRENT says which rules are in force when a call begins. NULL without memory. */
struct matcher *matcher_new(struct rule_index *(*current)(void *ctx), void *ctx);
void matcher_free(struct matcher *m);

/** The calls of a tap that M answers. */
void matcher_tap(struct matcher *m, struct tap *ret);

#endif
