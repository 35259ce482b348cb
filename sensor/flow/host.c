/* host: see host.h. Called by dissectors through dissector.h, on the worker's thread. */
#include "config.h"

#include "sensor/flow/host.h"

#include "sensor/flow/hide.h"

#include "sensor/flow/actions.h"
#include "sensor/flow/draft.h"
#include "sensor/flow/expect.h"
#include "sensor/flow/tapping.h"
#include "sensor/limits.h"

/* Between two marks is a secret; the rest is text where it has blanks or a URL, else it is names.
 */
static struct span scrub_marked(struct dissect_host *h, struct span in, char *out, uint32_t cap)
{
	const struct redactor *r = h->redactor;
	uint32_t used = 0;
	bool secret = false;

	while (in.len && cap - used >= REDACT_MARK) {
		int64_t end = span_index(in, secret ? SCRUB_MARK_TO : SCRUB_MARK_FROM);
		struct span part = span_sub(in, 0, end < 0 ? in.len : (uint32_t)end);
		bool words = span_index(part, ' ') >= 0 || span_find(part, SPAN_LIT("://")) >= 0;
		if (secret && part.len && !r->reveal) {
			used += redact_mark(r, part, out + used);
		} else if (words && !r->reveal) {
			used += redact_text(r, part, out + used, cap - used);
		} else {
			part = span_sub(part, 0, cap - used);
			if (part.len)
				memcpy(out + used, part.p, part.len);
			used += part.len;
		}
		secret = !secret;
		in = span_sub(in, end < 0 ? in.len : (uint32_t)end + 1, UINT32_MAX);
	}
	return span_of(out, used);
}

struct span host_scrub(
	struct dissect_host *h, struct arena *arena, enum scrub scrub, struct span text)
{
	struct span in = span_sub(text, 0, LIMIT_ACTION_TEXT);
	uint32_t cap = LIMIT_ACTION_TEXT + REDACT_MARK;

	if (in.len == 0 || scrub == SCRUB_NONE || (h->redactor->reveal && scrub != SCRUB_MARKED))
		return in;
	char *out = arena_take(arena, cap);
	if (!out)
		return span_of(NULL, 0);
	switch (scrub) {
	case SCRUB_SECRET:
		return span_of(out, redact_mark(h->redactor, text, out));
	case SCRUB_URL:
		return span_of(out, redact_url(h->redactor, in, out, cap));
	case SCRUB_MARKED:
		return scrub_marked(h, in, out, cap);
	case SCRUB_FORM:
		return span_of(out, redact_form(h->redactor, in, out, cap));
	default:
		return span_of(out, redact_text(h->redactor, in, out, cap));
	}
}

static struct event event_at(const struct dissect *d, enum event_kind kind)
{
	return (struct event){
		.kind = kind, .ts_us = d->ts_us, .place = d->place, .type = d->self->name};
}

void event_from_client(struct dissect *d)
{
	if (d->place.src_is_client)
		return;
	struct endpoint src = d->place.src;
	struct mac mac = d->place.src_mac;
	d->place.src = d->place.dst;
	d->place.dst = src;
	d->place.src_mac = d->place.dst_mac;
	d->place.dst_mac = mac;
	d->place.src_is_client = true;
	d->place.ttl = 0; /* that of the other side */
}

bool event_ruled(const struct dissect *d)
{
	return d->host->tapping != NULL;
}

void event_ahead(struct dissect *d, const struct schema *type, uint16_t field, struct span value)
{
	if (d->host->tapping && value.len)
		tapping_ahead(d->host->tapping, type, field, value);
}

void event_emit(struct dissect *d, struct draft *e)
{
	event_emit_at(d, e, d->ts_us);
}

void event_emit_at(struct dissect *d, struct draft *e, int64_t ts_us)
{
	struct dissect_host *h = d->host;

	if (!e)
		return;
	if (h->tapping)
		tapping_facts(h->tapping, d, e);
	struct json j = json_of(h->line, LIMIT_LINE);
	eve_begin(&j, h->eve, ts_us, e->type->name, &d->place);
	draft_write(e, DRAFT_SHARED, h->redactor, &j);
	if ((e->ours && e->type->in_suricata) || d->place.tunnelled) {
		json_key(&j, "spanwatch");
		json_open(&j, '{');
		if (e->ours && e->type->in_suricata)
			draft_write(e, DRAFT_OURS, h->redactor, &j);
		eve_encap(&j, &d->place);
		json_close(&j, '}');
	}
	eve_end(&j);
	h->facts_dropped += e->full;
	if (j.full) {
		h->lines_too_long++;
		return;
	}
	h->protocol_events++;
	struct event event = event_at(d, EVENT_PROTOCOL);
	event.ts_us = ts_us;
	event.type = e->type->name;
	event.json = span_of(j.buf, j.len);
	host_send(h, &event);
}

/* The event of an action, which may belong to a protocol that the flow's own carries. */
static struct event action_at(const struct dissect *d, const struct action *a)
{
	struct event e = event_at(d, EVENT_ACTION);

	if (a->via)
		e.type = a->via;
	return e;
}

/* TEXT without secrets and without addresses that nobody may see. */
static struct span made_safe(struct dissect *d, enum scrub scrub, struct span text)
{
	struct span safe = host_scrub(d->host, d->scratch, scrub, text);

	return hide_addresses(d->host->eve, d->place.space, d->scratch, safe);
}

/* The action with every text scrubbed and bounded, and whether it was there for all to read. */
static struct action action_scrubbed(struct dissect *d, const struct action *a)
{
	struct action safe = *a;

	safe.object = made_safe(d, a->object_scrub, a->object);
	safe.value = made_safe(d, a->value_scrub, a->value);
	safe.object_name = made_safe(d, a->object_scrub, a->object_name);
	safe.reason = made_safe(d, SCRUB_TEXT, a->reason);
	safe.user = span_sub(a->user, 0, LIMIT_ACTION_TEXT);
	safe.in_clear = d->self->cleartext && !a->sealed;
	return safe;
}

void action_emit(struct dissect *d, const struct action *a)
{
	struct event e = action_at(d, a);

	e.u.action = action_scrubbed(d, a);
	if (a->join)
		actions_join(d->host->actions, d->host, &e);
	else
		host_send(d->host, &e);
}

void action_emit_at(struct dissect *d, const struct action *a, int64_t ts_us)
{
	struct place here = d->place;
	int64_t now_us = d->ts_us;

	d->ts_us = ts_us;
	event_from_client(d);
	action_emit(d, a);
	d->place = here;
	d->ts_us = now_us;
}

void action_ask(struct dissect *d, uint64_t key, const struct action *a)
{
	struct event e = action_at(d, a);

	e.u.action = action_scrubbed(d, a);
	actions_hold(d->host->actions, d->host, key, &e);
}

void action_aim(struct dissect *d, uint64_t key, const struct addr *target)
{
	actions_aim(d->host->actions, d->place.flow_id, key, target);
}

unsigned action_answer(struct dissect *d, uint64_t key, enum outcome outcome, struct span reason)
{
	struct span safe = host_scrub(d->host, d->scratch, SCRUB_TEXT, reason);
	return actions_settle(d->host->actions, d->host,
		&(struct settlement){d->place.flow_id, key, d->ts_us, outcome, safe});
}

void transfer_emit(struct dissect *d, const struct transfer *t)
{
	struct event e = event_at(d, EVENT_TRANSFER);

	e.u.transfer = *t;
	if (d->host->tapping)
		tapping_file(d->host->tapping, d, t);
	e.u.transfer.name = host_scrub(d->host, d->scratch, SCRUB_URL, t->name);
	e.u.transfer.head = span_of(NULL, 0);
	e.u.transfer.md5 = e.u.transfer.sha1 = NULL;
	host_send(d->host, &e);
}

bool transfer_sums_wanted(const struct dissect *d)
{
	return d->host->tapping && tapping_wants_sums(d->host->tapping);
}

void identity_emit(struct dissect *d, const struct identity *i)
{
	struct event e = event_at(d, EVENT_IDENTITY);

	e.u.identity = *i;
	host_send(d->host, &e);
}

void credential_emit(struct dissect *d, const struct credential *c)
{
	struct event e = event_at(d, EVENT_CREDENTIAL);

	e.u.credential = *c;
	e.u.credential.hash = redact_hash(d->host->redactor, c->secret);
	e.u.credential.known_default = d->host->is_default_credential &&
				       d->host->is_default_credential(c->user, c->secret);
	e.u.credential.secret = span_of(NULL, 0);
	host_send(d->host, &e);
}

static void signal_emit(struct dissect *d, const struct signal *s)
{
	struct event e = event_at(d, EVENT_SIGNAL);

	e.u.signal = *s;
	host_send(d->host, &e);
}

void anomaly_emit(struct dissect *d, const char *name)
{
	if (d->host->tapping)
		tapping_anomaly(d->host->tapping, d->host->flow, "applayer", name);
	signal_emit(d, &(struct signal){.name = name, .type = "applayer"});
}

void hint_emit(struct dissect *d, const char *name, struct span text, uint64_t number)
{
	struct span safe = host_scrub(d->host, d->scratch, SCRUB_TEXT, text);
	signal_emit(
		d, &(struct signal){.name = name, .type = "hint", .text = safe, .number = number});
}

bool name_wanted(const struct dissect *d)
{
	const struct dissect_host *h = d->host;
	const struct addr *client = &d->end[SIDE_CLIENT].addr;

	return h->touches && h->touches(h->touches_ctx, d->place.space, client, client);
}

void name_emit(struct dissect *d, struct span name, const struct addr *addr, uint32_t ttl_s)
{
	struct event e = event_at(d, EVENT_NAME);

	if (!name.len || !name_wanted(d))
		return;
	e.u.name = (struct name_fact){.name = name, .has_addr = addr, .ttl_s = ttl_s};
	if (addr)
		e.u.name.addr = *addr;
	host_send(d->host, &e);
}

struct span key_of_peer(struct dissect *d, const struct key_ask *ask)
{
	const struct dissect_host *h = d->host;

	return h->key_of_peer ? h->key_of_peer(h->key_ctx, ask) : span_of(NULL, 0);
}

const struct lexicon *lexicon_of(const struct dissect *d)
{
	const lexicon_ref *ref = d->host->lexicon;

	return ref ? atomic_load_explicit((lexicon_ref *)(uintptr_t)ref, memory_order_acquire)
		   : &lexicon_builtin;
}

void expect_flow(struct dissect *d, const struct expectation *e)
{
	expectations_add(d->host->expectations, d->ts_us, d->place.space, d->place.flow_id, e);
}

bool expect_recall(struct dissect *d, void *ret, uint32_t len)
{
	const struct packet first = {.ts_us = d->ts_us,
		.src = d->end[SIDE_CLIENT].addr,
		.dst = d->end[SIDE_SERVER].addr,
		.sport = d->end[SIDE_CLIENT].port,
		.dport = d->end[SIDE_SERVER].port,
		.space = d->place.space,
		.ip_proto = d->place.ip_proto};
	struct expected what;

	if (!expectations_take(d->host->expectations, &first, &what))
		return false;
	memset(ret, 0, len);
	memcpy(ret, what.seed, what.seed_len < len ? what.seed_len : len);
	return true;
}
