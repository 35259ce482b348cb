/*
 * correlate: judgements that need more than one event: many elements changed by one hand, a login
 * that asked no AAA server, logs that fell silent while the element goes on speaking. It hears of
 * every event that the judge has resolved, in the order of the output, and keeps one bounded
 * memory for each element. Owned by the judge, on the collector's thread; time is packet time.
 */
#ifndef SPANWATCH_RULES_CORRELATE_H
#define SPANWATCH_RULES_CORRELATE_H

#include "rules/judge/deed.h"
#include "rules/judge/watch.h"

struct correlate;

/** Takes the memory; false when there is none. */
bool correlate_open(struct judge *j);

void correlate_close(struct judge *j);

/** An EVENT_PROTOCOL of a protocol in which elements report or ask: logs, AAA. */
void correlate_message(struct judge *j, const struct event *e);

/** A management action, resolved and judged by the policy. */
void correlate_deed(struct judge *j, const struct deed *d);

/** Names the change that D tells of, so that all who tell of it share its name: d->change. */
void correlate_name(struct judge *j, struct deed *d);

/** A flow that default deny looked at; PERMITTED: a permit covers it. */
void correlate_flow(struct judge *j, const struct watched *w, bool permitted);

/** Element P sent something at TS_US: it is up, and the sensor sees it. */
void correlate_alive(struct judge *j, const struct party *p, const struct event *e, int64_t ts_us);

/**
 * tunnels.c: the rule that a tunnel of P at TS_US breaks, for a command or another change of its
 * configuration came in the day before; OTHER where none did.
 */
const char *tunnels_rule(struct judge *j, const struct party *p, int64_t ts_us, const char *other);
/** What that rule says, behind the message about the tunnel. */
void tunnels_explain(const char *rule, struct words *to);

/** tunnels.c: the hint that a flow came out of a tunnel. */
void tunnels_hint(struct judge *j, const struct event *e);

/** Every flow that is decided, before anything is judged. */
void correlate_seen(struct judge *j, const struct event *e);

/** The end of the run. */
void correlate_finish(struct judge *j);

/** Packet time moved on: what waited for something that did not come is judged. */
void correlate_advance(struct judge *j);

/** Memory given up for newer. */
uint64_t correlate_forgotten(const struct judge *j);

#endif
