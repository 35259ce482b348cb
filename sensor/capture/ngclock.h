/*
 * ngclock: stamps of a pcapng interface (if_tsresol, if_tsoffset) as microseconds. Used by
 * pcapng.c.
 */
#ifndef SPANWATCH_CAPTURE_NGCLOCK_H
#define SPANWATCH_CAPTURE_NGCLOCK_H

#include "sensor/capture/pcapng.h"

/** The last microsecond of the year 9999: what no calendar here writes is held back to it. */
#define NGCLOCK_MAX_US INT64_C(253402300799999999)

/** Sets `scale` from `binary` and `exponent`. */
void ngclock_prepare(struct ng_interface *i);

/** TICKS of the interface's clock in microseconds since 1970, held within 0 and NGCLOCK_MAX_US. */
int64_t ngclock_us(const struct ng_interface *i, uint64_t ticks);

#endif
