/*
 * heads: rules without a first filter, found by what their header names: few addresses, else few
 * ports, else they are looked at for all. So a thousand rules that each name hosts of their own
 * cost a packet what one costs. Filled at load, then constant.
 */
#ifndef SPANWATCH_RULES_MATCH_HEADS_H
#define SPANWATCH_RULES_MATCH_HEADS_H

#include "rules/rule/rule.h"

/** Rules by number, in the order of judgement. */
struct rule_list {
	uint32_t *rules;
	uint32_t count, room;
};

/** RULE behind the others, unless it is the last one already. False without memory. */
bool rule_list_add(struct rule_list *l, uint32_t rule);

enum { HEADS_LEVELS = 5, HEADS_LISTS = 3 + 2 * HEADS_LEVELS };

/** Rules by address, cut to so many bits. */
struct head_slot {
	struct addr addr;
	uint8_t bits; /* 0: empty */
	struct rule_list rules;
};

struct heads {
	struct rule_list any;
	struct rule_list *ports; /* 65536 of them, or NULL */
	uint32_t port_entries;   /* in all of them */
	struct head_slot *slots;
	uint32_t slot_count, slot_size; /* SIZE a power of two */
	uint64_t *map;                  /* which hashes are in use: eight bits for a slot */
	bool levels[HEADS_LEVELS];      /* lengths of prefixes in use */
};

/** R, where it belongs. False without memory. */
bool heads_add(struct heads *h, const struct rule *r);
/** Once all are added. False without memory. */
bool heads_finish(struct heads *h);
void heads_free(struct heads *h);

/** Which lists hold all rules that may be for what passes between the two ENDS; returns how many.
 */
unsigned heads_find(const struct heads *h, const struct endpoint ends[2],
	const struct rule_list *ret[HEADS_LISTS]);

#endif
