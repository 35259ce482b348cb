/*
 * naming: by which names hosts of the policy reach others: what DNS answered them, and what a flow
 * calls its server itself (TLS server name, HTTP host). A bounded memory for each client, so that
 * none can make another's names be forgotten.
 *
 * A name is the word of whoever could write it. Answers count when they were asked for (the
 * dissector sees to that) and, where the policy names resolvers, when they came from one. What a
 * flow says of its server is what its client says.
 */
#ifndef SPANWATCH_RULES_JUDGE_NAMING_H
#define SPANWATCH_RULES_JUDGE_NAMING_H

#include "rules/judge/state.h"

enum {
	NAMING_PER_CLIENT = 48, /* names that one client learned lately */
	NAMING_TEXT = 256,      /* bytes of a name with its NUL; longer ones are no DNS names */
	NAMING_MAX = 8,         /* names of one flow's server that the policy is asked about */
	NAMING_LEAST_S = 300,   /* clients go on with a name beyond its TTL */
	NAMING_MOST_S = 86400
};

/** A name and whom it stands for: of EVENT_NAME. */
void naming_learn(struct judge *j, const struct event *e);

/** The name that flow FLOW_ID itself gave its server, or NULL. */
const char *naming_of_flow(const struct judge *j, uint64_t flow_id);

/**
 * Names under which the client of E's flow knows its server, best first: the flow's own, then those
 * of DNS, latest first. They are good until the next naming_learn. Returns how many.
 */
unsigned naming_of(const struct judge *j, const struct event *e, const char *ret[NAMING_MAX]);

/** The policy changed. */
void naming_policy(struct judge *j);

/** Takes the memory; false when there is none. */
bool naming_open(struct judge *j);

#endif
