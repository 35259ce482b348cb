/*
 * shed: see shed.h; and whose traffic a flow is, which decides what gives way (exceptions.def).
 * Called by the shard on its lane's thread; load_look by lanes and readers.
 */
#include "config.h"

#include "sensor/flow/shed.h"

#include "sensor/flow/classify.h"
#include "sensor/flow/room.h"
#include "sensor/limits.h"

enum { STEP_US = 100000 }; /* what a step brings is waited for so long */

/* What waits in the ring: as much as came in the time that the packet at hand is late. */
static bool is_half_full(const struct load_sight *last, const struct load_sight *s)
{
	int64_t passed_us = s->now_us - last->now_us;

	if (s->late_us <= 0 || passed_us <= 0)
		return false;
	double waits = (double)(s->bytes - last->bytes) * (double)s->late_us / (double)passed_us;
	return waits > (double)s->ring / 2;
}

enum shed load_look(struct load *l, const struct load_sight *sight)
{
	bool behind = sight->dropped > l->last.dropped || is_half_full(&l->last, sight);
	int64_t now_us = sight->now_us;

	l->last = *sight;
	if (behind) {
		l->trouble_us = now_us;
		if (l->now == SHED_USERS || (l->now && now_us - l->step_us < STEP_US))
			return l->now;
		l->step_us = now_us;
		l->now++;
	} else if (l->now && now_us - l->trouble_us >= LIMIT_CALM_S * INT64_C(1000000)) {
		l->trouble_us = now_us;
		l->now--;
	}
	return l->now;
}

const char *shed_text(enum shed shed)
{
	static const char *const texts[] = {"everything is read",
		"nDPI is not asked about users' flows", "users' flows that begin are not read",
		"users' traffic is not read"};

	return texts[shed];
}

bool shed_is_element(const struct shard *s, const struct packet *p)
{
	const struct shard_options *o = &s->options;

	if (o->touches)
		return o->touches(o->touches_ctx, p->space, &p->src, &p->dst);
	/* without a policy, by what it seems to carry */
	return !(p->flags & PACKET_HAS_PORTS) ||
	       classifier_is_equipment(o->classifier, p->sport, p->dport);
}

/* With a policy the flow knows from its first packet on. */
static bool is_users(const struct shard *s, const struct flow *f, const struct packet *p)
{
	return !flow_is_elements(s, f) && (s->options.touches || !shed_is_element(s, p));
}

static enum shed shed_now(const struct shard *s)
{
	uint64_t step = s->options.simulate.from[EXCEPTION_OVERLOAD], no = s->host.no / 2;

	if (!step)
		return s->shed;
	return no / step < SHED_USERS ? (enum shed)(no / step) : SHED_USERS;
}

/* Nobody reads F any more; what was learned of it is told. */
static void give_up(struct shard *s, struct flow *f)
{
	const struct packet *p = s->packet;

	s->packet = NULL;
	conversation_end(s, f);
	s->packet = p;
	opinion_drop(s, f);
	f->dissector = NULL;
	f->ndpi_packets = LIMIT_NDPI_PACKETS;
	f->flags |= FLOW_SHED | FLOW_GIVEN_UP | FLOW_STREAM_OFF;
}

bool shed_packet(struct shard *s, struct flow *f, const struct packet *p)
{
	enum shed now = shed_now(s);

	if (f->flags & FLOW_SHED) {
		s->counters.n[COUNT_SHED_PACKETS]++;
		return true;
	}
	if (now == SHED_NOTHING || !is_users(s, f, p))
		return false;
	if (now == SHED_USERS || (now == SHED_NEW && f->packets[0] + f->packets[1] == 1)) {
		give_up(s, f);
		s->counters.n[COUNT_SHED_PACKETS]++;
		return true;
	}
	if (!f->ndpi)
		f->ndpi_packets = LIMIT_NDPI_PACKETS;
	return false;
}
