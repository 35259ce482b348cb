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
/** Tells of the EVENT_FLOW_DECIDED E, which was judged before. */
void flow_tell(struct judge *j, const struct event *e);
void flow_counts(struct judge *j, const struct event *e);

/** What default deny never judges; a flow that another one announced is judged with that one. */
bool flow_is_exempt(const struct place *place);

/** Where ADDR is, by the address databases; RET->known is false for private addresses. */
void far_look_up(const struct judge *j, const struct addr *addr, struct far *ret);

/** FAR is reached by the name DOMAIN, which may be NULL. */
void far_name(const struct judge *j, struct far *far, const char *domain);

/** How the client of E's flow knows FAR, its server, and has used it. */
void far_use(const struct judge *j, struct far *far, const struct event *e);

/** Takes the memory; false when there is none. */
bool flow_open(struct judge *j);

#endif
