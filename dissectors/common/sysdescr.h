/*
 * sysdescr: what a free-text system description says of vendor, platform and software. SNMP's
 * sysDescr, LLDP's system description and CDP's software version are the same text. Called by
 * dissectors on a worker.
 */
#ifndef SPANWATCH_DISSECTORS_COMMON_SYSDESCR_H
#define SPANWATCH_DISSECTORS_COMMON_SYSDESCR_H

#include "sensor/base/arena.h"
#include "sensor/event.h"

/**
 * Fills vendor, platform, software and is_equipment of RET from TEXT; what is not said stays as it
 * was. Spans point into TEXT, the arena or static text. False where no known shape fits.
 */
bool sysdescr_read(struct arena *arena, struct span text, struct identity *ret);

#endif
