/* deed: see deed.h. Collector's thread. */
#include "config.h"

#include "rules/judge/deed.h"

#include "rules/judge/alias_tell.h"
#include "rules/judge/ask.h"
#include "rules/judge/event_line.h"

/* --- who ------------------------------------------------------------------------------------ */

/* The end named by the protocol, or the one a log or record names. */
static struct addr element_address(const struct event *e)
{
	const struct action *a = &e->u.action;
	return a->has_element ? a->element_addr : place_end(&e->place, a->element)->addr;
}

/* A record that names no actor says that something was done, not that its collector did it. */
static bool actor_address(const struct event *e, struct addr *ret)
{
	const struct action *a = &e->u.action;

	if (a->has_actor) {
		*ret = a->actor;
		return true;
	}
	if (a->evidence == EVIDENCE_ATTESTED || !e->place.has_ip)
		return false;
	*ret = place_end(&e->place, side_other(a->element))->addr;
	return true;
}

/* A file between two hosts: which way it went depends on which of them is the element. */
static void turn_around(struct deed *d)
{
	struct party element = d->element;
	enum verb verb = d->action.verb;

	d->element = d->actor;
	d->actor = element;
	d->action.element = side_other(d->action.element);
	if (verb == VERB_EXPORT)
		d->action.verb = d->action.subject == SUBJECT_IMAGE ? VERB_IMAGE : VERB_IMPORT;
	else if (verb == VERB_IMPORT || verb == VERB_IMAGE)
		d->action.verb = VERB_EXPORT;
}

/* People's machines move files by HTTP and FTP too: software that is fetched, or what is no
 * configuration, makes nobody equipment. */
static bool is_mere_fetch(const struct deed *d)
{
	const struct action *a = &d->action;
	bool http = strcmp(d->event->type, "http") == 0;
	bool software = http && a->verb == VERB_IMAGE && a->element == SIDE_CLIENT;
	bool other = (http || strcmp(d->event->type, "ftp") == 0) && a->subject == SUBJECT_FILE;

	return a->either_end && (software || other);
}

void deed_resolve(struct judge *j, const struct event *e, struct deed *ret)
{
	struct addr element = element_address(e), actor;

	memset(ret, 0, sizeof(*ret));
	ret->event = e;
	ret->action = e->u.action;
	party_none(&ret->element);
	party_none(&ret->actor);
	if (e->place.has_ip || e->u.action.has_element)
		party_of(j, e->place.space, &element, &ret->element);
	if (actor_address(e, &actor))
		party_of(j, e->place.space, &actor, &ret->actor);
	if (e->u.action.either_end && ret->actor.is_element && !ret->element.is_element)
		turn_around(ret);
	if (!ret->element.is_element && ret->element.known && !j->policy && !is_mere_fetch(ret)) {
		element = ret->element.addr;
		party_learn(j, e->place.space, &element);
		party_of(j, e->place.space, &element, &ret->element);
	}
}

/* --- what the policy says -------------------------------------------------------------------- */

void deed_ask(const struct judge *j, struct deed *d)
{
	const struct event *e = d->event;
	struct question *q = &d->question;

	q->ts_us = e->ts_us;
	q->space = e->place.space;
	q->client = *place_end(&e->place, SIDE_CLIENT);
	q->server = *place_end(&e->place, SIDE_SERVER);
	q->ip_proto = e->place.ip_proto;
	q->app = e->type;
	q->is_action = true;
	q->verb = d->action.verb;
	q->element = d->element.addr;
	q->actor = d->actor.addr;
	q->user = d->action.user_known ? d->action.user : span_of(NULL, 0);
	ask_action(j, q, &d->verdict);
}

/* --- the event ------------------------------------------------------------------------------- */

static void write_text(struct json *j, const char *key, struct span text)
{
	if (text.len)
		json_kv_text(j, key, text);
}

const char *deed_account(const struct judge *j, const struct deed *d)
{
	return d->action.user_known ? policy_account(j->policy, d->action.user) : NULL;
}

static void write_party(struct judge *judge, struct json *j, const char *key, const struct deed *d)
{
	bool is_element = key[0] == 'e';
	const struct party *p = is_element ? &d->element : &d->actor;
	const struct element *e =
		p->is_element ? store_find_hashed(judge->elements, &p->key, p->hash) : NULL;

	json_key(j, key);
	json_open(j, '{');
	if (p->known) {
		json_kv_string(j, "id", p->id);
		json_kv_addr(j, "ip", &p->shown);
		if (e && e->facts[ELEMENT_NAME][0])
			json_kv_string(j, "name", e->facts[ELEMENT_NAME]);
		else if (p->host.id)
			json_kv_string(j, "name", p->host.id);
		json_kv_word(j, "role", party_role(p));
		if (e && e->facts[ELEMENT_VENDOR][0])
			json_kv_string(j, "vendor", e->facts[ELEMENT_VENDOR]);
		else if (p->host.vendor)
			json_kv_string(j, "vendor", p->host.vendor);
		alias_write(j, "alias", judge, p);
	}
	if (!is_element && d->action.user_known) {
		json_kv_text(j, "user", d->action.user);
		json_kv_word(j, "user_source", user_source_name(d->action.user_source));
		if (deed_account(judge, d))
			json_kv_word(j, "account", deed_account(judge, d));
	}
	json_close(j, '}');
}

static void write_verdict(struct json *j, const struct verdict *v)
{
	json_kv_word(j, "sanction", sanction_name(v->sanction));
	if (v->permit)
		json_kv_string(j, "permit", v->permit);
	if (v->window)
		json_kv_string(j, "window", v->window);
	if (v->exceeds)
		json_kv_string(j, "exceeds", v->exceeds);
}

bool deed_write(struct judge *judge, struct deed *d)
{
	struct json j = json_of(judge->mgmt, JUDGE_MGMT_LINE);
	const struct action *a = &d->action;

	json_open(&j, '{');
	json_kv_word(&j, "verb", verb_name(a->verb));
	json_kv_word(&j, "subject", subject_name(a->subject));
	write_text(&j, "object", a->object);
	write_text(&j, "object_name", a->object_name);
	write_text(&j, "value", a->value);
	json_kv_word(&j, "via", d->event->type);
	write_party(judge, &j, "element", d);
	write_party(judge, &j, "actor", d);
	json_kv_word(&j, "outcome", outcome_name(a->outcome));
	json_kv_word(&j, "evidence", evidence_name(a->evidence));
	if (a->evidence == EVIDENCE_INFERRED)
		json_kv_word(&j, "confidence", certainty_name(a->certainty));
	write_verdict(&j, &d->verdict);
	if (d->change) {
		char id[FINDING_ID];
		finding_id(&d->change, sizeof(d->change), id);
		json_kv_word(&j, "correlation", id);
	}
	if (a->count > 1) {
		json_kv_u64(&j, "count", a->count);
		json_kv_time(&j, "end", a->end_us);
	}
	write_text(&j, "reason", a->reason);
	if (a->has_target) {
		struct addr target = a->target;
		policy_mask(judge->policy, d->event->place.space, &target);
		json_kv_addr(&j, "target", &target);
	}
	json_close(&j, '}');
	d->object = span_of(j.buf, j.full ? 0 : j.len);
	judge->counts.lines_too_long += j.full;
	return !j.full;
}

void deed_emit(struct judge *judge, const struct deed *d)
{
	struct event_line l;

	event_line_begin(&l, judge, d->event, "mgmt");
	json_key(&l.json, "mgmt");
	json_raw(&l.json, d->object);
	event_line_layers(&l);
	if (!event_line_end(&l))
		return;
	struct action_record r = {.action = &d->action,
		.via = d->event->type,
		.element = d->element.id,
		.element_addr = d->element.shown,
		.actor_addr = d->actor.shown,
		.sanction = sanction_name(d->verdict.sanction)};
	l.record.kind = RECORD_ACTION;
	l.record.action = &r;
	judge_out(judge, &l.record);
}
