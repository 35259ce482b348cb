/*
 * late: protocols that begin inside of a flow that nobody reads: TLS after a STARTTLS, a CONNECT or
 * a preamble that no dissector knows. Called by conversation.c for each segment of such a flow.
 */
#include "config.h"

#include "sensor/flow/room.h"
#include "sensor/limits.h"

const struct dissector *late_find(const struct flow *f, enum side from, struct span data)
{
	if (f->packets[from] > LIMIT_LATE_PACKETS || f->dissector || !data.len)
		return NULL;
	const struct probe_input in = {.data = data,
		.from = from,
		.sport = f->port[from],
		.dport = f->port[side_other(from)],
		.stream = true};
	for (const struct dissector *const *d = dissectors_late; *d; d++)
		if ((*d)->probe(&in) == PROBE_SURE)
			return *d;
	return NULL;
}
