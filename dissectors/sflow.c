/*
 * sflow: sFlow version 5: samples of packets and of interface counters. Runs on a worker's thread.
 *
 *   | 5, 4 octets | address type 4 | agent 4 or 16 | sub-agent 4 | sequence 4 | uptime 4 | count 4
 * | (enterprise 20 bits, format 12 | length 4 | sample)*
 */
#include "config.h"

#include "dissectors/export.h"

enum { SFLOW_VERSION = 5, SAMPLES_MAX = 256, FLOW = 1, COUNTERS, FLOW_WIDE, COUNTERS_WIDE };

static const struct schema schema = {"sflow", export_fields, EXPORT_F_COUNT, false};
static const struct schema *const schemas[] = {&schema, NULL};
static const uint16_t hints[] = {6343, 0};

static bool head_read(struct cursor *c, struct export_head *ret, uint32_t *ret_count)
{
	uint32_t version = cursor_be32(c), type = cursor_be32(c);

	if (version != SFLOW_VERSION || (type != 1 && type != 2))
		return false;
	struct span octets = cursor_span(c, type == 1 ? 4 : 16);
	ret->version = SFLOW_VERSION;
	ret->domain = cursor_be32(c);
	ret->sequence = cursor_be32(c);
	ret->uptime_ms = cursor_be32(c);
	ret->has_uptime = true;
	*ret_count = cursor_be32(c);
	if (!cursor_ok(c) || *ret_count > SAMPLES_MAX)
		return false;
	ret->has_agent = true;
	ret->agent = type == 1 ? addr_v4(octets.p) : addr_v6(octets.p);
	return true;
}

static enum probe probe(const struct probe_input *in)
{
	struct cursor c = cursor_of(in->data);
	struct export_head h = {0};
	uint32_t count;

	if (in->stream || !head_read(&c, &h, &count))
		return PROBE_NO;
	if (!count)
		return cursor_left(&c) ? PROBE_NO : PROBE_SURE;
	uint32_t kind = cursor_be32(&c), len = cursor_be32(&c);
	return cursor_ok(&c) && len % 4 == 0 && len && (kind >> 12 || (kind && kind <= 5))
		       ? PROBE_SURE
		       : PROBE_NO;
}

/* One packet of so many is sampled, says a flow sample: sequence 4, source 4 or 8, then the rate.
 */
static void sample_read(struct export_state *s, uint32_t kind, struct cursor *c, uint32_t *ret_rate)
{
	switch (kind) {
	case FLOW:
	case FLOW_WIDE:
		s->records++;
		cursor_skip(c, kind == FLOW ? 8 : 12);
		if (!*ret_rate)
			*ret_rate = cursor_be32(c);
		break;
	case COUNTERS:
	case COUNTERS_WIDE:
		s->counters++;
		break;
	default:
		break;
	}
}

static bool samples_read(
	struct export_state *s, struct cursor *c, uint32_t count, uint32_t *ret_rate)
{
	for (uint32_t i = 0; i < count; i++) {
		uint32_t kind = cursor_be32(c), len = cursor_be32(c);
		if (!cursor_ok(c) || len > cursor_left(c))
			return false;
		struct cursor sample = cursor_child(c, len);
		sample_read(s, kind, &sample, ret_rate);
		if (!cursor_ok(&sample))
			return false;
	}
	return cursor_left(c) == 0;
}

static enum parse datagram(struct dissect *d, struct cursor *c)
{
	struct export_state *s = d->state;
	struct export_head h = {0};
	uint32_t count;

	if (!head_read(c, &h, &count)) {
		if (!s->begun)
			return PARSE_LOST;
		if (!d->truncated)
			anomaly_emit(d, "sflow.malformed");
		return PARSE_OK;
	}
	bool good = samples_read(s, c, count, &h.sampling);
	unsigned domain = export_message(d, &schema, &h);
	export_sequence(s, domain, h.sequence, h.sequence + 1);
	if (!good && !d->truncated)
		anomaly_emit(d, "sflow.malformed");
	return PARSE_OK;
}

static void finish(struct dissect *d)
{
	export_end(d, &schema);
}

const struct dissector dissector_sflow = {
	.name = "sflow",
	.title = "sFlow",
	.spec = "sFlow version 5",
	.set = "monitoring",
	.schemas = schemas,
	.hints = hints,
	.first = BYTE_RANGES({0, 0}),
	.state_size = sizeof(struct export_state),
	.probe = probe,
	.datagram = datagram,
	.finish = finish,
};
