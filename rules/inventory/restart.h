/*
 * restart: whether a host was restarted, and whether that is told already. How long it says that it
 * runs, what it says once it is up, routing sessions that open anew: all may tell of one restart,
 * which is counted once ("restart" of the asset event). Used by the files of rules/inventory/ on
 * the collector's thread.
 */
#ifndef SPANWATCH_RULES_INVENTORY_RESTART_H
#define SPANWATCH_RULES_INVENTORY_RESTART_H

#include "rules/inventory/hearing.h"

/**
 * The host P of H runs since UP_S seconds. True where that shows a restart of which nobody has
 * told: RET is then the action "restarted", attested by the host, to be judged.
 */
bool restart_by_uptime(struct hearing *h, const struct party *p, int64_t up_s, struct event *ret);

/** The host of H opens a BGP session. */
void restart_by_bgp(struct hearing *h);

/** D, of the verb reboot: asked for, or told by its element once that is up again (sources.def). */
void restart_by_deed(struct judge *j, const struct deed *d);

#endif
