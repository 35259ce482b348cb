/*
 * pick: the values of an event's JSON, one after another with the path of each, for who wants some
 * of them. The text is that of our own writer; of any other it visits what it can and ends. Nothing
 * is allocated. Pure; any thread.
 */
#ifndef SPANWATCH_RULES_INVENTORY_PICK_H
#define SPANWATCH_RULES_INVENTORY_PICK_H

#include "sensor/base/span.h"

/** PATH is dotted ("snmp.vars"); the elements of a list share its path. VALUE is raw. */
typedef void pick_fn(void *ctx, struct span path, struct span value);

/** Visits every string, number and word in MEMBERS (`"snmp":{...},...`), in their order. */
void pick(struct span members, pick_fn *fn, void *ctx);

/** VALUE with its escapes undone into RET (CAP bytes); what is not ASCII then becomes '?'. */
struct span pick_text(struct span value, char *ret, uint32_t cap);

#endif
