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

void loss_tail(struct shard *s, const struct flow *f)
{
	if (!f->conversation || f->ip_proto != IPPROTO_NR_TCP || f->flags & FLOW_STREAM_OFF)
		return;
	const struct conversation *c = &s->conversations[f->conversation - 1];
	for (int from = 0; from < 2; from++)
		if (!c->hold[from].stopped)
			loss_count(s, f, stream_unseen(&c->stream, (enum side)from));
}

/* Who acknowledges was answered: where nobody saw the other side, the mirror shows one way. */
void loss_flow(struct shard *s, const struct flow *f)
{
	bool both = f->packets[0] && f->packets[1];

	if (f->ip_proto != IPPROTO_NR_TCP)
		return;
	if (both)
		s->counters.n[COUNT_FLOWS_TWO_WAY]++;
	else if ((f->tcp_flags[0] | f->tcp_flags[1]) & TCP_ACK &&
		 !((f->tcp_flags[0] | f->tcp_flags[1]) & TCP_RST))
		s->counters.n[COUNT_FLOWS_ONE_WAY]++;
}

static void tell_ways(struct shard *s)
{
	uint64_t one = s->counters.n[COUNT_FLOWS_ONE_WAY];
	uint64_t all = one + s->counters.n[COUNT_FLOWS_TWO_WAY];
	struct event e = {.kind = EVENT_SIGNAL, .ts_us = s->clock_us, .type = "capture"};

	if (all == s->told_ways)
		return;
	e.u.signal = (struct signal){.name = "capture.one_way",
		.type = "hint",
		.number = one - s->told_one_way,
		.of = all - s->told_ways};
	s->told_one_way = one;
	s->told_ways = all;
	host_send(&s->host, &e);
}

void loss_tell(struct shard *s)
{
	uint64_t lost = s->counters.n[COUNT_STREAM_BYTES_LOST];
	uint64_t all = lost + s->counters.n[COUNT_STREAM_BYTES];
	struct event e = {.kind = EVENT_SIGNAL, .ts_us = s->clock_us, .type = "capture"};

	tell_ways(s);
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

void loss_lull(struct shard *s, const struct packet *p)
{
	struct event e = {.kind = EVENT_SIGNAL, .ts_us = p->ts_us, .type = "capture"};

	e.u.signal = (struct signal){.name = "capture.lull", .type = "hint", .number = p->lull_s};
	s->host.app = NULL;
	s->host.flow = NULL;
	host_send(&s->host, &e);
}
