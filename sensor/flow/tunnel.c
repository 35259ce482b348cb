/*
 * tunnel: whose tunnels flows come through. Decoding walks into a tunnel and judges what is inside;
 * that two hosts have one is told here, once a minute for a pair, and also when all that comes
 * through it are copies. Called by the shard, on its worker's thread.
 */
#include "config.h"

#include "sensor/flow/room.h"

/* The name of the innermost tunnel; plain IP in IP has no header of its own. */
static const char *name_of(const struct packet *p)
{
	static const struct {
		enum layer layer;
		const char *name;
	} names[] = {
		{LAYER_ERSPAN, "erspan"},
		{LAYER_GRE, "gre"},
		{LAYER_VXLAN, "vxlan"},
		{LAYER_GENEVE, "geneve"},
		{LAYER_GTPU, "gtpu"},
		{LAYER_TZSP, "tzsp"},
		{LAYER_TEREDO, "teredo"},
		{LAYER_AYIYA, "ayiya"},
		{LAYER_LISP, "lisp"},
		{LAYER_L2TP, "l2tp"},
		{LAYER_CAPWAP, "capwap"},
	};

	for (unsigned at = p->layer_count; at; at--)
		for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++)
			if (p->layers[at - 1] == names[i].layer)
				return names[i].name;
	return "ipip";
}

/* Headers of IP, less the one that is carried. */
static unsigned depth_of(const struct packet *p)
{
	unsigned count = 0;

	for (unsigned i = 0; i < p->layer_count; i++)
		count += p->layers[i] == LAYER_IP4 || p->layers[i] == LAYER_IP6;
	return count ? count - 1 : 0;
}

static unsigned slot_of(const struct packet *p)
{
	uint32_t sum = p->outer_proto;

	for (unsigned i = 0; i < sizeof(p->outer_src.b); i++)
		sum = sum * 31 + p->outer_src.b[i] + 7u * p->outer_dst.b[i];
	return sum % TUNNELS_SEEN;
}

static bool is_it(const struct shard *s, unsigned at, const struct packet *p)
{
	const struct tunnel_seen *t = &s->tunnels[at];

	return t->minute == s->minute && t->proto == p->outer_proto &&
	       memcmp(t->src.b, p->outer_src.b, sizeof(t->src.b)) == 0 &&
	       memcmp(t->dst.b, p->outer_dst.b, sizeof(t->dst.b)) == 0;
}

/* Most packets come through the tunnel of the one before. */
static bool is_told(struct shard *s, const struct packet *p)
{
	if (is_it(s, s->tunnel_last, p))
		return true;
	s->tunnel_last = slot_of(p);
	if (is_it(s, s->tunnel_last, p))
		return true;
	s->tunnels[s->tunnel_last] =
		(struct tunnel_seen){p->outer_src, p->outer_dst, s->minute, p->outer_proto};
	return false;
}

void tunnel_tell(struct shard *s, const struct packet *p)
{
	const struct shard_options *o = &s->options;
	struct event e = {.kind = EVENT_SIGNAL, .ts_us = p->ts_us};

	if (is_told(s, p))
		return;
	if (o->scope_elements &&
		!(o->touches && o->touches(o->touches_ctx, p->space, &p->outer_src, &p->outer_dst)))
		return;
	place_of_frame(p, &e.place);
	e.place.has_ip = true;
	e.place.ip_proto = p->outer_proto;
	e.place.src.addr = p->outer_src;
	e.place.dst.addr = p->outer_dst;
	e.place.dst.port = p->outer_port;
	e.place.initiator_guessed = true; /* either end may have set it up */
	e.type = e.app = name_of(p);
	e.u.signal =
		(struct signal){.name = "tunnel.carried", .type = "hint", .number = depth_of(p)};
	host_send(&s->host, &e);
}
