/*
 * rule: what is left to judge of a rule that matched: suppression, marks on hosts, how often it may
 * tell. What remains leaves as an alert. Collector's thread, in the order of the output.
 */
#ifndef SPANWATCH_RULES_JUDGE_RULE_H
#define SPANWATCH_RULES_JUDGE_RULE_H

#include "rules/judge/state.h"

struct rule;

/** Takes the memory; false when there is none. */
bool rule_open(struct judge *j);
void rule_close(struct judge *j);

/** A worker says that a rule matched. */
void rule_hit_judge(struct judge *j, const struct event *e);

/** R matched E; MGMT is the object of the action that it matched, or empty. */
void rule_raise(struct judge *j, const struct rule *r, const struct event *e, struct span mgmt);

/** Memory of alerts that belong together; false when there is none. */
bool rule_groups_open(struct judge *j);

/** The alert of R, which leaves now. */
void rule_alert(struct judge *j, const struct rule *r, const struct event *e, struct span mgmt);

#endif
