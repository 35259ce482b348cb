/*
 * witness: who wants to see how one rule is judged: every time that it is looked at, and what it
 * stopped at. For `spanwatch explain --rule`, with one thread; without a witness it costs a branch
 * a rule that is looked at.
 */
#ifndef SPANWATCH_RULES_MATCH_WITNESS_H
#define SPANWATCH_RULES_MATCH_WITNESS_H

#include "rules/rule/rule.h"

/** What a rule stopped at, in the order in which it is asked. */
enum obstacle_kind {
	OBSTACLE_NONE,
	/* where the packets are */
	OBSTACLE_PASSED,    /* a pass rule came before */
	OBSTACLE_PROTOCOL,  /* of the header, or its version of IP */
	OBSTACLE_APP,       /* application protocol of the header */
	OBSTACLE_FLOW,      /* the keyword flow */
	OBSTACLE_ENDS,      /* addresses and ports */
	OBSTACLE_CHECK,     /* index: check of the rule */
	OBSTACLE_BIT,       /* index: flowbit */
	OBSTACLE_NO_BUFFER, /* index: buffer that is not there */
	OBSTACLE_ITEM,      /* index: buffer, item: what is not found in it */
	OBSTACLE_TOLD,      /* it tells once for a flow */
	/* where the judgement is */
	OBSTACLE_MARK,    /* index: xbit */
	OBSTACLE_DATASET, /* index: buffer whose value a changing list has or has not */
	OBSTACLE_FILTER,
	OBSTACLE_NOALERT,
	OBSTACLE_LIMIT,
	OBSTACLE_SUPPRESSED,
	OBSTACLE_RATE
};

struct obstacle {
	enum obstacle_kind kind;
	uint16_t index, item;
};

/** The rule was held against something. */
struct rule_look {
	const struct rule *rule;
	struct obstacle why;
	bool judged;       /* by the judgement, once its conditions held */
	bool stream;       /* payload of a stream, not of a packet */
	bool has_ends;     /* SRC and DST are set */
	uint32_t frame_no; /* packet in its file; 0: the end of a flow */
	uint16_t source, space;
	int64_t ts_us;
	struct endpoint src, dst;
};

struct witness {
	uint32_t gid, sid;
	void (*look)(void *ctx, const struct rule_look *l);
	void *ctx;
};

struct rule_index;

/** The judgement decided about R, which matched E. X may have no witness. */
void witness_verdict(const struct rule_index *x, const struct rule *r, const struct event *e,
	struct obstacle why);

#endif
