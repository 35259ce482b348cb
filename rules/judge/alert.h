/*
 * alert: writes a judgement as an alert event and hands it to the sinks.
 */
#ifndef SPANWATCH_RULES_JUDGE_ALERT_H
#define SPANWATCH_RULES_JUDGE_ALERT_H

#include "rules/judge/finding.h"

struct alert {
	const struct judgement *judgement; /* NULL when a group closes */
	enum finding finding;
	const struct group *group;
	enum group_state state;
	uint8_t severity;
	bool observed;
	const char *exception; /* id of the one that covers it, or NULL */
};

void alert_emit(struct judge *j, const struct alert *a);

#endif
