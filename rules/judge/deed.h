/*
 * deed: a management action with its two sides known and the policy's word on it: what the mgmt
 * event and the findings of an action are made from.
 */
#ifndef SPANWATCH_RULES_JUDGE_DEED_H
#define SPANWATCH_RULES_JUDGE_DEED_H

#include "rules/judge/finding.h"

struct deed {
	const struct event *event;
	struct action action; /* verb turned where the other end is the element */
	struct party element, actor;
	struct question question;
	struct verdict verdict;
	uint64_t change;    /* which change it tells of (mgmt.correlation), or 0 */
	struct span object; /* the mgmt object as JSON, in the judge's buffer */
};

/** Who did what to whom; learns the element where no policy names elements. */
void deed_resolve(struct judge *j, const struct event *e, struct deed *ret);

/** Asks the policy. */
void deed_ask(const struct judge *j, struct deed *d);

/** What the policy calls the account that acts: "break-glass", "service", "vendor", or NULL. */
const char *deed_account(const struct judge *j, const struct deed *d);

/** Writes the mgmt object; false when it does not fit. */
bool deed_write(struct judge *j, struct deed *d);

/** The event's EVE line and record. */
void deed_emit(struct judge *j, const struct deed *d);

/** It turns logging off, or takes logs away. */
bool deed_stops_logging(const struct deed *d);

/** Findings of the action. */
void deed_judge(struct judge *j, const struct deed *d);

#endif
