/*
 * inventory: what the network is made of, learned from what hosts say and do. The judge hands it
 * identities, messages, flows and actions; it keeps facts (asset.h) and tells `asset` events, with
 * the evidence of what is new. Collector's thread.
 */
#ifndef SPANWATCH_RULES_INVENTORY_H
#define SPANWATCH_RULES_INVENTORY_H

#include "rules/judge/deed.h"

/** identity.c: what one side said of itself. */
void inventory_identity(struct judge *j, const struct event *e);

/**
 * message.c: fields of a protocol's message that are facts (sources.def). True where it shows that
 * its sender was restarted: RET is then the action to be judged.
 */
bool inventory_message(struct judge *j, const struct event *e, struct event *ret);

/** address.c: addresses that an element tells of itself (alias.h). */
void inventory_addresses(struct judge *j, const struct event *e);

/** speech.c: what the hellos of a TLS session show of the software on both sides. */
void inventory_speech(struct judge *j, const struct event *e);

/** behave.c: P, an element, is on SIDE of the flow that E counts. */
void inventory_flow(struct judge *j, const struct event *e, enum side side, const struct party *p);
/** behave.c: D was done: who did it manages. */
void inventory_deed(struct judge *j, const struct deed *d);
/** behave.c: the hint that a side routes. */
void inventory_speaker(struct judge *j, const struct event *e);

/** tell.c: each day, and at the end, all that is known of those that were heard since. */
void inventory_advance(struct judge *j);
void inventory_finish(struct judge *j);

#endif
