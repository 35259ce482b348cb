/* judge: see judge.h. What each kind of event means is in rules/judge/, one file for one noun. */
#include "config.h"

#include "rules/judge.h"

#include "rules/baseline/baseline.h"
#include "rules/correlate/correlate.h"
#include "rules/inventory/asset.h"
#include "rules/inventory/inventory.h"
#include "rules/judge/alias_claim.h"
#include "rules/judge/beacon.h"
#include "rules/judge/beat.h"
#include "rules/judge/cover.h"
#include "rules/judge/deed.h"
#include "rules/judge/flow.h"
#include "rules/judge/naming.h"
#include "rules/judge/report.h"
#include "rules/judge/rule.h"
#include "rules/judge/shown.h"
#include "rules/judge/windows.h"
#include "rules/match/index.h"
#include "rules/match/matcher.h"
#include "sensor/limits.h"

#include <errno.h>
#include <stdlib.h>

static bool memory_take(struct judge *j)
{
	j->line = malloc(LIMIT_LINE);
	j->mgmt = malloc(JUDGE_MGMT_LINE);
	return j->line && j->mgmt && party_open(j) && element_open(j) && finding_open(j) &&
	       watch_open(j) && flow_open(j) && cover_open(j) && beat_open(j) && report_open(j) &&
	       rule_open(j) && naming_open(j) && shown_open(j) && binding_open(j) &&
	       windows_open(j) && asset_open(j) && alias_open(j) && correlate_open(j) &&
	       baseline_open(j);
}

int judge_new(const struct judge_options *options, struct judge **ret)
{
	struct judge *j = calloc(1, sizeof(*j));

	if (!j)
		return -ENOMEM;
	j->options = *options;
	j->policy = options->policy;
	j->now_us = INT64_MIN;
	j->closed_us[0] = j->closed_us[1] = INT64_MIN;
	if (!memory_take(j)) {
		judge_free(j);
		return -ENOMEM;
	}
	*ret = j;
	return 0;
}

void judge_free(struct judge *j)
{
	if (!j)
		return;
	flow_close(j);
	party_close(j);
	alias_close(j);
	correlate_close(j);
	baseline_close(j);
	store_free(j->elements);
	store_free(j->peers);
	store_free(j->groups);
	store_free(j->postures);
	store_free(j->sources);
	store_free(j->covered);
	store_free(j->beats);
	store_free(j->anomalies);
	store_free(j->bindings);
	store_free(j->windows);
	store_free(j->assets);
	store_free(j->named_clients);
	store_free(j->named_flows);
	store_free(j->shown);
	rule_close(j);
	free(j->line);
	free(j->mgmt);
	free(j);
}

void judge_set_policy(struct judge *j, const struct policy *policy)
{
	j->policy = policy;
	party_forget(j);
	naming_policy(j);
	windows_policy(j);
}

void judge_settle(struct judge *j)
{
	alias_show(j);
}

void judge_set_rules(struct judge *j, struct rule_index *index)
{
	rule_sets_take(j, index ? index->set : NULL);
	j->rule_index = index;
	j->rules = index ? index->set : NULL;
}

/* --- events ----------------------------------------------------------------------------------- */

/* With `--scope elements`: does the event touch what the policy names? Frames without addresses
 * tell of the link itself and stay. */
static bool in_scope(const struct judge *j, const struct event *e)
{
	const struct place *place = &e->place;

	if (!j->options.scope_elements || !j->policy || !place->has_ip)
		return true;
	if (policy_touches(j->policy, place->space, &place->src.addr, &place->dst.addr) ||
		alias_touches(j, place->space, &place->src.addr) ||
		alias_touches(j, place->space, &place->dst.addr))
		return true;
	if (e->kind != EVENT_ACTION || !e->u.action.has_element)
		return false;
	return policy_touches(
		j->policy, place->space, &e->u.action.element_addr, &e->u.action.element_addr);
}

/* The worker has made the whole line. */
static void pass_on(struct judge *j, const struct event *e)
{
	if (!e->json.len)
		return;
	judge_out(j, &(struct record){.kind = RECORD_EVENT,
			     .ts_us = e->ts_us,
			     .type = e->kind == EVENT_FLOW_END ? "flow" : e->type,
			     .place = e->place,
			     .line = e->json});
}

static void protocol_event(struct judge *j, const struct event *e)
{
	struct party p;

	pass_on(j, e);
	correlate_message(j, e);
	if (!e->place.has_ip || strcmp(e->type, "syslog") != 0)
		return;
	party_of(j, e->place.space, &e->place.src.addr, &p);
	if (p.is_element)
		element_count(j, element_of(j, &p, e->ts_us), e->ts_us, ELEMENT_SYSLOG, 1);
}

static void action_count(struct judge *j, const struct deed *d)
{
	int64_t ts_us = d->event->ts_us;
	uint64_t n = d->action.count > 1 ? d->action.count : 1;
	struct element *e = element_of(j, &d->element, ts_us);

	if (!e)
		return;
	element_count(j, e, ts_us, ELEMENT_ACTIONS, n);
	if (verb_changes(d->action.verb))
		element_count(j, e, ts_us, ELEMENT_CHANGES, n);
	if (d->action.verb == VERB_LOGIN)
		element_count(j, e, ts_us, ELEMENT_LOGINS, n);
	if (d->action.verb == VERB_LOGIN_FAILED)
		element_count(j, e, ts_us, ELEMENT_LOGIN_FAILURES, n);
	if (d->verdict.sanction == SANCTION_UNPERMITTED)
		element_count(j, e, ts_us, ELEMENT_UNPERMITTED, n);
	element_tell(j, e);
}

static void action_event(struct judge *j, const struct event *e)
{
	struct deed d;

	deed_resolve(j, e, &d);
	deed_ask(j, &d);
	windows_note(j, &d.verdict);
	correlate_name(j, &d);
	if (!deed_write(j, &d))
		return;
	deed_emit(j, &d);
	action_count(j, &d);
	inventory_deed(j, &d);
	if (d.action.verb == VERB_LOGIN_FAILED && d.actor.known)
		watch_refused(j, &(struct watched){e, &d.actor, &d.element, &d.question},
			d.action.count ? d.action.count : 1);
	deed_judge(j, &d);
	rule_deed(j, &d);
	correlate_deed(j, &d);
}

static void message_event(struct judge *j, const struct event *e)
{
	struct event restart;

	protocol_event(j, e);
	inventory_addresses(j, e);
	if (inventory_message(j, e, &restart))
		action_event(j, &restart);
	inventory_speech(j, e);
	shown_learn(j, e);
}

static void dispatch(struct judge *j, const struct event *e)
{
	switch (e->kind) {
	case EVENT_PROTOCOL:
		message_event(j, e);
		break;
	case EVENT_ACTION:
		action_event(j, e);
		break;
	case EVENT_TRANSFER:
		report_transfer(j, e);
		break;
	case EVENT_IDENTITY:
		inventory_identity(j, e);
		break;
	case EVENT_CREDENTIAL:
		report_credential(j, e);
		break;
	case EVENT_NAME:
		naming_learn(j, e);
		if (!e->u.name.has_addr)
			flow_named(j, e->place.flow_id);
		break;
	case EVENT_FLOW_DECIDED:
		flow_decided(j, e);
		break;
	case EVENT_FLOW_COUNTS:
		flow_counts(j, e);
		break;
	case EVENT_FLOW_END:
		pass_on(j, e);
		break;
	case EVENT_RULE:
		rule_hit_judge(j, e);
		break;
	case EVENT_SIGNAL:
		report_signal(j, e);
		break;
	default:
		break;
	}
}

/* Are the hosts of such an event looked up in any case? */
static bool is_of_hosts(enum event_kind kind)
{
	switch (kind) {
	case EVENT_ACTION:
	case EVENT_IDENTITY:
	case EVENT_CREDENTIAL:
	case EVENT_FLOW_DECIDED:
	case EVENT_FLOW_COUNTS:
		return true;
	default:
		return false;
	}
}

static void advance(struct judge *j, int64_t now_us)
{
	if (now_us <= j->now_us)
		return;
	j->now_us = now_us;
	flow_advance(j);
	windows_advance(j);
	correlate_advance(j);
	inventory_advance(j);
	finding_advance(j);
}

void judge_event(struct judge *j, const struct event *e)
{
	if (e->kind == EVENT_TICK) {
		judge_tick(j, e->ts_us);
		return;
	}
	if (!in_scope(j, e)) {
		j->counts.out_of_scope++;
		return;
	}
	advance(j, e->ts_us);
	alias_witness(j, e);
	if (is_of_hosts(e->kind))
		party_expect(j, &e->place);
	dispatch(j, e);
}

/* --- time --------------------------------------------------------------------------------------
 */

void judge_tick(struct judge *j, int64_t now_us)
{
	advance(j, now_us);
	/* no sooner: before a tick some shards have not yet told what they counted until then */
	element_advance(j);
}

void judge_finish(struct judge *j, int64_t now_us)
{
	judge_tick(j, now_us);
	flow_finish(j);
	correlate_finish(j);
	finding_finish(j);
	element_finish(j);
	inventory_finish(j);
}

void judge_tell_counts(const struct judge *j, struct judge_counts *ret)
{
	*ret = j->counts;
	ret->rules_given_up = matcher_given_up(j->matcher);
	ret->forgotten =
		store_evicted(j->learned) + store_evicted(j->elements) + store_evicted(j->peers) +
		store_evicted(j->groups) + store_evicted(j->postures) + store_evicted(j->sources) +
		store_evicted(j->covered) + store_evicted(j->beats) + store_evicted(j->bindings) +
		correlate_forgotten(j) + baseline_forgotten(j);
}
