/* late: protocols that begin inside of a flow that nobody reads. Private to sensor/flow. */
#ifndef SPANWATCH_FLOW_LATE_H
#define SPANWATCH_FLOW_LATE_H

#include "sensor/flow/flow.h"

/** DATA, which FROM sent in F, as probes are asked about it. */
struct probe_input late_input(const struct flow *f, enum side from, struct span data);

/** Who begins, maybe again, with DATA, which FROM sent in F, which nobody reads; NULL: nobody. */
const struct dissector *late_find(const struct flow *f, enum side from, struct span data);

#endif
