/*
 * policy_match: whether an end, a protocol or a name is what a line of the policy means, and who
 * the two are that a question is about.
 */
#ifndef SPANWATCH_RULES_POLICY_POLICY_MATCH_H
#define SPANWATCH_RULES_POLICY_POLICY_MATCH_H

#include "rules/policy/policy_data.h"

/* One address that is asked about, looked up once. */
struct who {
	uint32_t node; /* the longest prefix around it, or PREFIX_NONE */
	bool is_far;   /* domain, country and ASN of the question are this end's */
	bool unknown;  /* nobody was named: matches everything */
};
struct who policy_who(const struct policy *p, uint16_t space, const struct addr *a);
bool policy_party_has(const struct policy *p, const struct party *party, const struct who *who,
	const struct question *q);
enum { APP_UNKNOWN = UINT32_MAX, APP_OTHER = UINT32_MAX - 1 };
/* Number of the question's protocol; APP_OTHER for one that policies cannot name. */
uint32_t policy_app(const struct policy *p, const struct question *q);
bool policy_over_has(
	const struct policy *p, const struct over *over, const struct question *q, uint32_t app);
/* The same; what a flow only tells of (policy_is_relayed) may have come by anything that manages.
 */
bool policy_over_fits(
	const struct policy *p, const struct over *over, const struct question *q, uint32_t app);
/* The flow only tells of the action (a log, a record): the two that act are not both its ends. */
bool policy_is_relayed(const struct question *q);
/* Who acted on whom, by the question's own words or by the flow's ends. */
const struct addr *policy_acted_on(const struct question *q);
const struct addr *policy_actor(const struct question *q);
/* The two that the question is about, with what is known of the far one. */
void policy_sides(const struct policy *p, const struct question *q, struct who *ret_client,
	struct who *ret_server);
/* How an action departs from a window; the first bits weigh most when one must be named. */
enum departure { BY_ACTOR = 1, BY_ELEMENT = 2, BY_USER = 4, BY_VERB = 8 };
unsigned policy_departures(
	const struct policy *p, const struct question *q, const struct window *w);
/* `*` in PATTERN stands for any run of bytes. */
bool policy_glob(const char *pattern, struct span text, bool any_case);

#endif
