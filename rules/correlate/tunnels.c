/*
 * tunnels: an element has a tunnel with a host that no permit names. What a switch sends to this
 * sensor is such a tunnel too: where almost everything comes through one that carries nothing back,
 * it is the mirror itself. So a tunnel is judged half a minute after it was first seen. Collector's
 * thread.
 */
#include "config.h"

#include "rules/correlate/chain.h"
#include "rules/judge/ask.h"
#include "rules/judge/far.h"

enum {
	FEED_PERCENT = 80,
	FEED_FLOWS = 8,      /* fewer are no mirror, unless they come by what only mirrors use */
	FEED_FLOWS_FAR = 256 /* nobody mirrors to a host of the world, or then much */
};

struct tunnel_key {
	struct addr low, high;
	uint16_t space, ip_proto;
	uint32_t zero;
};

struct tunnel {
	int64_t ts_us;
	uint64_t no;
	struct place place;
	const char *app;
	uint64_t depth;
	bool answered; /* packets went both ways */
};

bool tunnels_open(struct judge *j)
{
	j->correlate->tunnels = store_new(&(struct store_shape){
		TRACE_TUNNELS, sizeof(struct tunnel_key), sizeof(struct tunnel), NULL, j});
	return j->correlate->tunnels;
}

void tunnels_hint(struct judge *j, const struct event *e)
{
	bool turned = addr_cmp(&e->place.src.addr, &e->place.dst.addr) > 0;
	struct tunnel_key key;

	memset(&key, 0, sizeof(key));
	key.low = turned ? e->place.dst.addr : e->place.src.addr;
	key.high = turned ? e->place.src.addr : e->place.dst.addr;
	key.space = e->place.space;
	key.ip_proto = e->place.ip_proto;
	struct tunnel *t = store_find(j->correlate->tunnels, &key);
	if (t) {
		t->answered |= addr_cmp(&t->place.src.addr, &e->place.src.addr) != 0;
		return;
	}
	t = store_take(j->correlate->tunnels, &key, NULL);
	*t = (struct tunnel){.ts_us = e->ts_us,
		.no = e->no,
		.place = e->place,
		.app = e->app,
		.depth = e->u.signal.number};
}

static bool is_mirror(const struct tunnel *t)
{
	static const char *const mirrors[] = {"erspan", "tzsp"};

	return TRACE_IS(t->app, mirrors);
}

/* Almost everything comes out of tunnels, and this one lies in no other. A mirror gets no answer,
 * and ends near by: where it does not, much must come before it is believed to be one. */
static bool is_feed(const struct judge *j, const struct tunnel *t, const struct party *far)
{
	const uint64_t *flows = j->correlate->flows;
	bool near = !j->policy || far->host.roles || addr_is_private(&far->addr);
	unsigned least = !near ? FEED_FLOWS_FAR : is_mirror(t) || !j->policy ? 0 : FEED_FLOWS;

	return !t->answered && t->depth < 2 && flows[1] >= least &&
	       flows[1] * 100 >= (flows[0] + flows[1]) * FEED_PERCENT;
}

/* Under its own name, or that of what carries it. */
static bool is_permitted(const struct judge *j, struct question *q)
{
	bool gtp = strcmp(q->app, "gtpu") == 0;
	const char *const names[] = {q->app, gtp ? "gtp" : "gre"};
	unsigned count = gtp || strcmp(q->app, "erspan") == 0 ? 2 : 1;
	struct verdict v;

	for (unsigned i = 0; i < count * 2; i++) {
		struct question other = *q;
		other.app = names[i / 2];
		if (i % 2) {
			other.client = q->server;
			other.server = q->client;
		}
		ask_flow(j, &other, &v);
		if (v.sanction != SANCTION_UNPERMITTED)
			return true;
	}
	return false;
}

static const char RULE_COMMAND[] = "command-then-tunnel", RULE_CHANGE[] = "change-then-tunnel";

const char *tunnels_rule(struct judge *j, const struct party *p, int64_t ts_us, const char *other)
{
	const struct trace *t = p->is_element ? store_find(j->correlate->traces, &p->key) : NULL;
	const struct chain *c = chain_of(j, p, false);

	if (t && t->tunnel_us && ts_us - t->tunnel_us < DAY_US)
		return RULE_COMMAND;
	return c && c->change_us && ts_us - c->change_us < DAY_US ? RULE_CHANGE : other;
}

void tunnels_explain(const char *rule, struct words *to)
{
	if (rule == RULE_COMMAND)
		words_add(to, ", after a command that set one up");
	else if (rule == RULE_CHANGE)
		words_add(to, ", within a day of a change of its configuration");
}

static void tunnel_tell(
	struct judge *j, const struct tunnel *t, const struct event *e, const struct watched *w)
{
	bool mirror = is_mirror(t);
	struct far far;

	far_look_up(j, &w->to->addr, &far);
	far.addr = w->to->shown;
	struct judgement it = {
		.finding = mirror ? FINDING_TRAFFIC_MIRROR : FINDING_UNEXPECTED_TUNNEL,
		.event = e,
		.app = t->app,
		.element = w->from,
		.peer = w->to,
		.question = w->question,
		.rule = tunnels_rule(j, w->from, t->ts_us, "carried"),
		.severity = j->policy ? 2 : 3,
		.confidence = j->policy ? CONFIDENCE_HIGH : CONFIDENCE_LOW,
		.permit_helps = true,
		.far = &far};

	words_add(&it.message, w->from->id);
	words_add(&it.message, mirror ? " sends copies of traffic by " : " has a tunnel by ");
	words_add(&it.message, t->app);
	words_add(&it.message, mirror ? " to " : " with ");
	words_add(&it.message, w->to->id);
	tunnels_explain(it.rule, &it.message);
	words_add(&it.message, j->policy ? ", which no permit covers" : "");
	finding_raise(j, &it);
}

static void tunnel_judge(struct judge *j, const struct tunnel *t)
{
	struct party src, dst;

	party_of(j, t->place.space, &t->place.src.addr, &src);
	party_of(j, t->place.space, &t->place.dst.addr, &dst);
	bool out = src.is_element;
	struct event e = {.kind = EVENT_SIGNAL,
		.no = t->no,
		.ts_us = t->ts_us,
		.place = t->place,
		.type = t->app,
		.app = t->app};
	struct question q = {.ts_us = t->ts_us,
		.space = t->place.space,
		.client = t->place.src,
		.server = t->place.dst,
		.ip_proto = t->place.ip_proto,
		.app = t->app};
	if ((!src.is_element && !dst.is_element) || is_feed(j, t, out ? &dst : &src) ||
		addr_is_group(&t->place.dst.addr))
		return;
	if (j->policy ? is_permitted(j, &q) : addr_is_private(out ? &dst.addr : &src.addr))
		return;
	tunnel_tell(j, t, &e, &(struct watched){&e, out ? &src : &dst, out ? &dst : &src, &q});
}

void tunnels_advance(struct judge *j, int64_t until_us)
{
	const void *key;
	const struct tunnel *t;

	while ((t = store_oldest(j->correlate->tunnels, &key)) && t->ts_us <= until_us) {
		struct tunnel_key gone = *(const struct tunnel_key *)key;
		struct tunnel tunnel = *t;
		store_drop(j->correlate->tunnels, &gone);
		tunnel_judge(j, &tunnel);
	}
}

/* Which commands set up what is seen later. */
void tunnels_deed(struct judge *j, const struct deed *d)
{
	bool about = d->action.subject == SUBJECT_TUNNEL || d->action.subject == SUBJECT_MIRROR;
	struct trace *t = about && verb_changes(d->action.verb) ? trace_of(j, &d->element) : NULL;

	if (t && d->action.outcome != OUTCOME_REFUSED && d->action.outcome != OUTCOME_FAILED)
		t->tunnel_us = d->event->ts_us;
}
