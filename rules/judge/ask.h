/*
 * ask: what the policy says of a question that the judge has. An element's further address
 * (alias.h) is in no policy: where both ends are ours only by such addresses, or one end is and the
 * other is no equipment, the policy is asked under the address by which it names the element. Where
 * the other end is listed, nothing was decided before the alias was known that is not decided now:
 * the question stays as it stands, so that whoever claims to be an element gains none of its
 * permits towards others. Collector's thread.
 */
#ifndef SPANWATCH_RULES_JUDGE_ASK_H
#define SPANWATCH_RULES_JUDGE_ASK_H

#include "rules/judge/party.h"

/* As policy_flow, policy_action, policy_missing, policy_exception and policy_window_named. */
void ask_flow(const struct judge *j, const struct question *q, struct verdict *ret);
void ask_action(const struct judge *j, const struct question *q, struct verdict *ret);
uint32_t ask_missing(const struct judge *j, const struct question *q, char *ret, uint32_t cap);
const char *ask_exception(const struct judge *j, const char *finding, const struct question *q);
const char *ask_window_named(const struct judge *j, const struct question *q);

#endif
