/*
 * loss: what the capture missed, seen in streams: bytes that one side sent and nobody saw, although
 * the other side acknowledged them or later ones came. Streams that the snap length cuts do not
 * count. Called by the shard, on its worker's thread.
 */
#include "config.h"

#include "sensor/flow/room.h"

void loss_count(struct shard *s, const struct flow *f, uint32_t missing)
{
	if (!(f->flags & FLOW_TRUNCATED))
		s->counters.n[COUNT_STREAM_BYTES_LOST] += missing;
}

void loss_tell(struct shard *s)
{
	uint64_t lost = s->counters.n[COUNT_STREAM_BYTES_LOST];
	uint64_t all = lost + s->counters.n[COUNT_STREAM_BYTES];
	struct event e = {.kind = EVENT_SIGNAL, .ts_us = s->clock_us, .type = "capture"};

	if (all == s->told_stream)
		return;
	e.u.signal = (struct signal){.name = "capture.loss",
		.type = "hint",
		.number = lost - s->told_lost,
		.of = all - s->told_stream};
	s->told_lost = lost;
	s->told_stream = all;
	host_send(&s->host, &e);
}
