/*
 * flow: default deny: may these two speak? Looks at a flow once, when its protocol is known or
 * given up, and counts what it carries.
 */
#ifndef SPANWATCH_RULES_JUDGE_FLOW_H
#define SPANWATCH_RULES_JUDGE_FLOW_H

#include "rules/judge/watch.h"

void flow_decided(struct judge *j, const struct event *e);
/** Judges the EVENT_FLOW_DECIDED E that was held back. */
void flow_conclude(struct judge *j, const struct event *e);
void flow_counts(struct judge *j, const struct event *e);

/** What default deny never judges; a flow that another one announced is judged with that one. */
bool flow_is_exempt(const struct place *place);

/** Where ADDR is, by the address databases; RET->known is false for private addresses. */
void far_look_up(const struct judge *j, const struct addr *addr, struct far *ret);

/** What is known to live under DOMAIN (call-home, encrypted DNS), or NULL. DOMAIN may be NULL. */
const char *far_service(const char *domain);

/** Takes the memory; false when there is none. */
bool flow_open(struct judge *j);

#endif
