/*
 * explain_rule: what the files of `spanwatch explain --rule` share: the conditions of the rule and
 * what was seen of it so far. One thread.
 */
#ifndef SPANWATCH_CMD_EXPLAIN_RULE_H
#define SPANWATCH_CMD_EXPLAIN_RULE_H

#include "rules/match/witness.h"
#include "sensor/cmd/reading.h"

enum {
	CONDITION_TEXT = 512,
	LOOKS_KEPT = 1000, /* in JSON; people see the first LOOKS_SHOWN */
	LOOKS_SHOWN = 40,
	ANSWER_BYTES = 8 * 1024 * 1024,
	LOOK_TEXT = 2 * ADDR_TEXT + 400
};

/** One thing that the rule asks for. */
struct condition {
	struct obstacle what;
	uint64_t stopped;
	struct rule_look first; /* where it stopped the rule first */
};

struct following {
	const struct options *o;
	const struct session *session; /* once everything is judged */
	const struct rule *rule;
	struct condition *conditions;
	uint32_t count, room;
	uint64_t looked, matched, told;
	struct rule_look looks[LOOKS_KEPT];
	uint64_t look_count; /* also of those that are not kept */
	struct rule_look furthest;
	uint32_t furthest_at; /* condition + 1; 0: none */
};

/** All that R asks for, in the order in which it is asked. */
void conditions_make(struct following *f, const struct rule *r);

/** The condition that WHY tells of, or the count of them. */
uint32_t condition_of(const struct following *f, struct obstacle why);

/** True for a condition of the program, not of the rule, that never stopped it. */
bool condition_is_silent(const struct condition *c);

/** What C asks for, in the rule's own words where it has some. */
void condition_text(
	const struct following *f, const struct condition *c, char ret[static CONDITION_TEXT]);

#endif
