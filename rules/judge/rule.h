/*
 * rule: what is left to judge of a rule that matched: suppression, marks on hosts, how often it may
 * tell. What remains leaves as an alert. Collector's thread, in the order of the output.
 */
#ifndef SPANWATCH_RULES_JUDGE_RULE_H
#define SPANWATCH_RULES_JUDGE_RULE_H

#include "rules/judge/state.h"

struct rule;
struct ruleset;

/** Takes the memory; false when there is none. */
bool rule_open(struct judge *j);
void rule_close(struct judge *j);

/** What an element is, as the asset event tells it. NULL: unknown. */
struct rule_asset_shown {
	const char *id, *mac, *vendor, *platform, *software, *name;
	struct addr addr;
	struct span evidence;
};

struct deed;

/** Memory for rules on what the judgement knows; false when there is none. */
bool rule_shown_open(struct judge *j);
void rule_shown_close(struct judge *j);

/** An action, with its sides and the policy's word. */
void rule_deed(struct judge *j, const struct deed *d);
/** A file that crossed. */
void rule_transfer(
	struct judge *j, const struct event *e, const char *direction, const char *ledger);
/** Something new is known of an element. */
void rule_asset(struct judge *j, const struct event *e, const struct rule_asset_shown *a);

/** A worker says that a rule matched. */
void rule_hit_judge(struct judge *j, const struct event *e);

/** What a rule matched. */
struct rule_match {
	const struct rule *rule;
	const struct event *event;
	struct span mgmt;    /* object of the action, or empty */
	struct span carried; /* values for lists that rules change (rules/match/carry.h) */
};

void rule_raise(struct judge *j, const struct rule_match *match);

/** Lists that the rules of SET change; what those of the same name held stays. */
void rule_sets_take(struct judge *j, const struct ruleset *set);
void rule_sets_close(struct judge *j);

/**
 * Asks and changes the lists that R names, for the values CARRIED. -1 when all are as it asks, else
 * the buffer whose list is not.
 */
int rule_sets_missing(struct judge *j, const struct rule *r, struct span carried);

/** Memory of alerts that belong together; false when there is none. */
bool rule_groups_open(struct judge *j);

/** The alert of MATCH, which leaves now; NEW_ACTION: of the rate_filter that it exceeds, or NULL.
 */
void rule_alert(struct judge *j, const struct rule_match *match, const char *new_action);

#endif
