/*
 * late: protocols that begin inside of a flow that nobody reads: TLS after a STARTTLS, a CONNECT or
 * a preamble that no dissector knows; what was before TLS, where TLS ends sooner. Called by
 * conversation.c for each segment of such a flow.
 */
#include "config.h"

#include "sensor/flow/late.h"
#include "sensor/limits.h"

struct probe_input late_input(const struct flow *f, enum side from, struct span data)
{
	return (struct probe_input){.data = data,
		.from = from,
		.sport = f->port[from],
		.dport = f->port[side_other(from)],
		.stream = f->ip_proto == IPPROTO_NR_TCP,
		.group = (f->flags & FLOW_GROUP) != 0};
}

/*
 * FTP clears its control connection for the sake of firewalls (RFC 4217 section 6): a flow that was
 * handed over goes on in the protocol that it began with. Records of TLS begin with no letter.
 */
static const struct dissector *late_return(const struct flow *f, const struct probe_input *in)
{
	if (!(f->flags & FLOW_HANDED) || !f->app || in->data.p[0] < ' ' || in->data.p[0] > '~')
		return NULL;
	const struct dissector *first = dissector_find(span_of(f->app, (uint32_t)strlen(f->app)));
	if (!first || first == f->dissector || !first->cleartext)
		return NULL;
	return first->probe(in) == PROBE_SURE ? first : NULL;
}

const struct dissector *late_find(const struct flow *f, enum side from, struct span data)
{
	if (f->packets[from] > LIMIT_LATE_PACKETS || !data.len)
		return NULL;
	const struct probe_input in = late_input(f, from, data);
	if (f->dissector)
		return late_return(f, &in);
	for (const struct dissector *const *d = dissectors_late; *d; d++)
		if ((*d)->probe(&in) == PROBE_SURE)
			return *d;
	return NULL;
}
