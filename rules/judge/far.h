/* far: what is known of the far end of a flow: where it is, its names, how it is used. */
#ifndef SPANWATCH_RULES_JUDGE_FAR_H
#define SPANWATCH_RULES_JUDGE_FAR_H

#include "rules/judge/finding.h"

/** Where ADDR is, by the address databases; RET->known is false for private addresses. */
void far_look_up(const struct judge *j, const struct addr *addr, struct far *ret);

/** FAR is reached by the name DOMAIN, which may be NULL. */
void far_name(const struct judge *j, struct far *far, const char *domain);

/** How the client of E's flow knows FAR, its server, and has used it. */
void far_use(const struct judge *j, struct far *far, const struct event *e);

#endif
