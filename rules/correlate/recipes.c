/*
 * recipes: two deeds that are more together than each is alone. An order to copy a file, and the
 * file that crosses to or from the host it named; a lone packet, and the element that then calls
 * its sender. Collector's thread.
 */
#include "config.h"

#include "rules/correlate/trace.h"
#include "rules/judge/ask.h"

static const int64_t COPY_US = 120 * 1000000ll;
static const int64_t CALL_US = 60 * 1000000ll;
enum { LONE_PACKETS = 3 };

/* --- an order to copy, and the copy -------------------------------------------------------------
 */

static bool moves_file(enum verb verb)
{
	return verb == VERB_EXPORT || verb == VERB_IMPORT || verb == VERB_IMAGE;
}

static bool is_sanctioned(const struct deed *d)
{
	return d->verdict.sanction == SANCTION_PERMITTED ||
	       d->verdict.sanction == SANCTION_IN_WINDOW;
}

static void order_take(struct trace *t, const struct deed *d)
{
	struct order *o = &t->orders[t->order_count++ % TRACE_ORDERS];

	*o = (struct order){.ts_us = d->event->ts_us,
		.target = d->action.target,
		.via = d->event->type,
		.verb = d->action.verb,
		.sanctioned = is_sanctioned(d)};
}

static enum finding finding_of(enum verb verb)
{
	return verb == VERB_EXPORT  ? FINDING_CONFIG_EXPORT
	       : verb == VERB_IMAGE ? FINDING_UNAPPROVED_IMAGE
				    : FINDING_CONFIG_IMPORT;
}

static void copy_tell(struct judge *j, const struct deed *d, const struct order *o)
{
	struct judgement it = {.finding = finding_of(d->action.verb),
		.event = d->event,
		.app = o->via,
		.element = &d->element,
		.peer = &d->actor,
		.question = &d->question,
		.verdict = &d->verdict,
		.rule = "order-then-transfer",
		.severity = j->policy ? 1 : 2,
		.confidence = CONFIDENCE_HIGH,
		.variety = (uint64_t)o->ts_us, /* its order alone was told of without the copy */
		.variety_max = FINDING_VARIETY,
		.mgmt = d->object};

	words_add(&it.message, verb_name(d->action.verb));
	words_add(&it.message, " of ");
	words_add(&it.message, d->element.id);
	words_add(&it.message, d->action.verb == VERB_EXPORT ? " to " : " from ");
	words_add(&it.message, d->actor.id);
	words_add(&it.message, " by ");
	words_add(&it.message, d->event->type);
	words_add(&it.message, " was ordered by ");
	words_add(&it.message, o->via);
	words_add(&it.message, " ");
	words_add_u64(&it.message, (uint64_t)((d->event->ts_us - o->ts_us) / SECOND_US));
	words_add(&it.message, " s before: ");
	words_add_span(&it.message, d->action.object);
	finding_raise(j, &it);
}

/* The order that named TARGET within COPY_US before TS_US, or NULL. */
static struct order *order_find(struct trace *t, const struct addr *target, int64_t ts_us)
{
	for (unsigned i = 0; i < TRACE_ORDERS; i++) {
		struct order *o = &t->orders[i];
		int64_t gap = ts_us - o->ts_us;
		if (o->via && gap >= 0 && gap <= COPY_US && addr_cmp(&o->target, target) == 0)
			return o;
	}
	return NULL;
}

void recipes_deed(struct judge *j, const struct deed *d)
{
	static const char *const carriers[] = {"tftp", "ftp", "ftp-data", "http", "ssh"};
	struct trace *t = moves_file(d->action.verb) ? trace_of(j, &d->element) : NULL;

	if (!t || d->action.outcome == OUTCOME_REFUSED || d->action.outcome == OUTCOME_FAILED)
		return;
	if (!TRACE_IS(d->event->type, carriers)) {
		if (d->action.has_target)
			order_take(t, d);
		return;
	}
	struct order *o = d->actor.known ? order_find(t, &d->actor.addr, d->event->ts_us) : NULL;
	if (!o)
		return;
	if (!o->sanctioned || !is_sanctioned(d))
		copy_tell(j, d, o);
	o->via = NULL;
}

static void sealed_tell(struct judge *j, const struct watched *w, const struct order *o)
{
	struct judgement it = {.finding = finding_of(o->verb),
		.event = w->event,
		.app = o->via,
		.element = w->from,
		.peer = w->to,
		.question = w->question,
		.rule = "order-then-connection",
		.severity = j->policy ? 1 : 2,
		.confidence = CONFIDENCE_MEDIUM,
		.permit_helps = true,
		.variety = (uint64_t)o->ts_us,
		.variety_max = FINDING_VARIETY};

	words_add(&it.message, w->from->id);
	words_add(&it.message, " opened ");
	words_add(&it.message, w->event->app);
	words_add(&it.message, " to ");
	words_add(&it.message, w->to->id);
	words_add(&it.message, ", where ");
	words_add_u64(&it.message, (uint64_t)((w->event->ts_us - o->ts_us) / SECOND_US));
	words_add(&it.message, " s before it was told by ");
	words_add(&it.message, o->via);
	words_add(&it.message, o->verb == VERB_EXPORT ? " to send a file" : " to fetch a file");
	finding_raise(j, &it);
}

/* What crosses in SCP or HTTPS tells of itself only that it came when it was ordered. */
static void order_flow(struct judge *j, const struct watched *w, bool permitted)
{
	static const char *const sealed[] = {"ssh", "tls"};
	struct trace *t;

	if (!w->from->is_element || !TRACE_IS(w->event->app, sealed) || !(t = trace_of(j, w->from)))
		return;
	struct order *o = order_find(t, &w->to->addr, w->event->ts_us);
	if (!o)
		return;
	if (!o->sanctioned || !permitted)
		sealed_tell(j, w, o);
	o->via = NULL;
}

/* --- a lone packet, and a call to its sender ----------------------------------------------------
 */

static void touch_add(struct touches *t, const struct addr *addr, int64_t ts_us)
{
	struct touch *to = &t->list[t->count++ % TRACE_TOUCHES];

	to->addr = *addr;
	to->ts_us = ts_us;
}

/* The touch by ADDR at a time from FIRST to LAST. */
static const struct touch *touch_find(
	const struct touches *t, const struct addr *addr, int64_t first_us, int64_t last_us)
{
	for (unsigned i = 0; i < TRACE_TOUCHES && i < t->count; i++)
		if (t->list[i].ts_us >= first_us && t->list[i].ts_us <= last_us &&
			addr_cmp(&t->list[i].addr, addr) == 0)
			return &t->list[i];
	return NULL;
}

/* A datagram from a low port looks like an answer; where nothing was asked, it is none. */
static bool is_turned(const struct event *e)
{
	return e->place.initiator_guessed && e->place.ip_proto == IPPROTO_NR_UDP &&
	       !e->u.flow.packets[SIDE_CLIENT];
}

/* Hardly a word, in no protocol, and nothing but a refusal came back. */
static bool is_lone(const struct judge *j, const struct event *e)
{
	const struct flow_facts *f = &e->u.flow;
	bool ping = e->place.ip_proto == IPPROTO_NR_ICMP || e->place.ip_proto == IPPROTO_NR_ICMPV6;

	uint64_t said = f->packets[is_turned(e) ? SIDE_SERVER : SIDE_CLIENT];

	if (said > LONE_PACKETS || f->tcp_flags[SIDE_SERVER] & TCP_PSH)
		return false;
	return ping ? j->policy != NULL : !e->app;
}

static void call_tell(struct judge *j, const struct watched *w, const struct party *element,
	const struct party *caller, int64_t gap_us)
{
	struct judgement it = {.finding = FINDING_COVERT_TRIGGER,
		.event = w->event,
		.app = w->event->app ? w->event->app : "unknown",
		.element = element,
		.peer = caller,
		.question = w->question,
		.rule = "lone-packet-then-call",
		.severity = j->policy ? 1 : 2,
		.confidence = j->policy ? CONFIDENCE_MEDIUM : CONFIDENCE_LOW};

	words_add(&it.message, caller->id);
	words_add(&it.message, " sent a lone packet to ");
	words_add(&it.message, element->id);
	words_add(&it.message, ", and ");
	words_add_u64(&it.message, (uint64_t)(gap_us / SECOND_US));
	words_add(&it.message, " s later the element called it");
	finding_raise(j, &it);
}

static void lone_came(struct judge *j, const struct watched *w, struct trace *t)
{
	int64_t ts_us = w->event->u.flow.first_us;
	const struct touch *call = touch_find(&t->calls, &w->from->addr, ts_us, ts_us + CALL_US);

	touch_add(&t->lone, &w->from->addr, ts_us);
	if (call)
		call_tell(j, w, w->to, w->from, call->ts_us - ts_us);
}

static void call_went(struct judge *j, const struct watched *w, struct trace *t)
{
	int64_t ts_us = w->event->u.flow.first_us;
	const struct touch *lone = touch_find(&t->lone, &w->to->addr, ts_us - CALL_US, ts_us - 1);

	touch_add(&t->calls, &w->to->addr, ts_us);
	if (lone)
		call_tell(j, w, w->from, w->to, ts_us - lone->ts_us);
}

/* Managers look whether elements are there, and elements report to them: only strangers count. */
void recipes_flow(struct judge *j, const struct watched *w, bool permitted)
{
	bool tcp = w->event->place.ip_proto == IPPROTO_NR_TCP;
	struct watched turned = {w->event, w->to, w->from, w->question};

	order_flow(j, w, permitted);
	if (is_turned(w->event))
		w = &turned;
	bool out = w->from->is_element;
	const struct party *other = out ? w->to : w->from;
	struct trace *t;

	if (permitted || party_is_listed(other) || other->host.roles ||
		(w->event->place.initiator_guessed && tcp))
		return;
	t = trace_of(j, out ? w->from : w->to);
	if (!t)
		return;
	if (!j->policy && addr_is_private(&other->addr))
		return;
	if (!out && is_lone(j, w->event))
		lone_came(j, w, t);
	else if (out && tcp)
		call_went(j, w, t);
}

/* --- a vendor's people ---------------------------------------------------------------------------
 */

static void vendor_tell(struct judge *j, const struct watched *w, const struct deed *d)
{
	struct judgement it = {.finding = FINDING_VENDOR_ACCESS,
		.event = w->event,
		.app = w->event->app ? w->event->app : w->event->type,
		.element = w->to->is_element ? w->to : w->from,
		.peer = w->to->is_element ? w->from : w->to,
		.question = w->question,
		.rule = d ? "vendor-account" : "vendor-host",
		.permit_helps = !d};

	if (d)
		it.mgmt = d->object;
	words_add(&it.message, w->from->known ? w->from->id : "an unknown host");
	if (d) {
		words_add(&it.message, " logged in as ");
		words_add_span(&it.message, d->action.user);
	} else {
		words_add(&it.message, " speaks ");
		words_add(&it.message, it.app);
	}
	words_add(&it.message, d ? ", a vendor's account, on " : " with ");
	words_add(&it.message, w->to->id);
	finding_raise(j, &it);
}

/* A window that names its users announces a vendor's people. */
void vendor_deed(struct judge *j, const struct deed *d)
{
	const struct action *a = &d->action;
	struct watched w = {d->event, &d->actor, &d->element, &d->question};

	if (a->verb != VERB_LOGIN || !a->user_known || !j->policy ||
		ask_window_named(j, &d->question))
		return;
	const char *kind = policy_account(j->policy, a->user);
	if (kind && strcmp(kind, "vendor") == 0)
		vendor_tell(j, &w, d);
}

void vendor_flow(struct judge *j, const struct watched *w, bool permitted)
{
	const struct party *other = w->from->is_element ? w->to : w->from;

	if (!permitted && j->policy && other->host.role == ROLE_VENDOR)
		vendor_tell(j, w, NULL);
}
