/*
 * vendors: who of a vendor was in the network: for each visit the account or address, from where,
 * on which element, from when until when, what was read and changed there, and under which window.
 * Vendors are the accounts and addresses that the policy calls so: the one that the sensor judged
 * by, and that of --policy.
 */
#include "config.h"

#include "sensor/cmd/report/asked.h"
#include "sensor/cmd/report/report.h"

#include "sensor/base/siphash.h"

#include <errno.h>
#include <stdlib.h>

enum { VENDORS_VISITS = 16384, VENDORS_FLOWS = 65536, VENDORS_TOUCHED = 512, VENDORS_LIST = 160 };

/* What comes later than this after the last sign of somebody is another visit. */
static const int64_t IDLE_US = 30 * 60 * 1000000ll;

static const char *const types[] = {"mgmt", "flow", "alert", NULL};

static const struct doc_column visit_columns[] = {
	{"start", "From (UTC)", false, false},
	{"end", "Until", false, false},
	{"minutes", "Minutes", true, false},
	{"who", "Who", false, false},
	{"kind", "Known by", false, true},
	{"from", "Came from", false, false},
	{"users", "Users", false, true},
	{"element", "Element", false, false},
	{"via", "Via", false, false},
	{"logins", "Logins", true, true},
	{"reads", "Reads", true, true},
	{"changes", "Changes", true, false},
	{"touched", "Touched", false, false},
	{"windows", "Windows", false, false},
	{"uncovered", "Not covered", true, false},
	{"findings", "Findings", false, true},
	{"bytes", "Bytes", true, true},
	{"sensor", "Sensor", false, true},
};
static const struct doc_column who_columns[] = {
	{"who", "Who", false, false},
	{"visits", "Visits", true, false},
	{"elements", "Elements", true, false},
	{"minutes", "Minutes", true, false},
	{"changes", "Changes", true, false},
	{"uncovered", "Not covered", true, false},
	{"first", "First", false, false},
	{"last", "Last", false, false},
};
#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

struct visit_key {
	uint64_t half[2];
};

struct visit {
	char who[128], kind[12], from[PARTY_ID], element[PARTY_ID], sensor[80];
	char users[VENDORS_LIST], via[VENDORS_LIST], touched[VENDORS_TOUCHED],
		windows[VENDORS_LIST], findings[VENDORS_LIST];
	int64_t first_us, last_us;
	uint32_t logins;
	uint64_t reads, changes, uncovered, bytes;
};

/* All visits of one account or address. */
struct total {
	char who[128];
	uint32_t visits, elements;
	uint64_t busy_us, changes, uncovered;
	int64_t first_us, last_us;
};

struct vendors {
	struct doc_table *table;
	struct store *visits; /* those that may go on */
	struct store *flows;  /* flow_id -> key of the visit */
	struct store *totals, *seen;
	uint64_t count;
};

/* TEXTS, NULL-terminated, as one key. */
static struct visit_key key_of(const char *const *texts)
{
	static const struct siphash_key fixed[2] = {{0x76656e646f7273ull, 1}, {2, 0x6b6579ull}};
	struct visit_key key = {{0, 0}};

	for (; *texts; texts++)
		for (int i = 0; i < 2; i++)
			key.half[i] =
				key.half[i] * 31 + siphash(&fixed[i], *texts, strlen(*texts) + 1);
	return key;
}

/* --- the end of a visit ----------------------------------------------------------------------- */

static void total_add(struct vendors *v, const struct visit *visit)
{
	struct visit_key key = key_of((const char *[]){visit->who, NULL});
	struct total *t = store_take(v->totals, &key, NULL);
	bool is_new;

	memcpy(t->who, visit->who, sizeof(t->who));
	t->visits++;
	t->busy_us += (uint64_t)(visit->last_us - visit->first_us);
	t->changes += visit->changes;
	t->uncovered += visit->uncovered;
	if (!t->first_us || visit->first_us < t->first_us)
		t->first_us = visit->first_us;
	t->last_us = visit->last_us > t->last_us ? visit->last_us : t->last_us;
	key = key_of((const char *[]){visit->who, visit->element, NULL});
	store_take(v->seen, &key, &is_new);
	t->elements += is_new;
}

static void number(char ret[static 24], uint64_t n)
{
	snprintf(ret, 24, "%llu", (unsigned long long)n);
}

static void visit_end(struct report_run *r, const struct visit *visit)
{
	struct vendors *v = r->state;
	char times[2][21], n[6][24];
	const uint64_t counts[6] = {(uint64_t)(visit->last_us - visit->first_us) / MINUTE_US,
		visit->logins, visit->reads, visit->changes, visit->uncovered, visit->bytes};

	report_time(visit->first_us, times[0]);
	report_time(visit->last_us, times[1]);
	for (unsigned i = 0; i < COUNT_OF(counts); i++)
		number(n[i], counts[i]);
	doc_row(&r->doc, v->table,
		(const char *[]){times[0], times[1], n[0], visit->who, visit->kind, visit->from,
			visit->users, visit->element, visit->via, n[1], n[2], n[3], visit->touched,
			visit->windows, n[4], visit->findings, n[5], visit->sensor});
	total_add(v, visit);
	v->count++;
}

/* There is no room for it any more: what is known of it stands in the report. */
static void visit_evicted(void *run, const void *key, void *value)
{
	(void)key;
	visit_end(run, value);
}

static int start(struct report_run *r)
{
	const uint32_t key = sizeof(struct visit_key);
	struct vendors *v = calloc(1, sizeof(*v));

	r->state = v;
	if (!v)
		return -ENOMEM;
	v->visits = store_new(
		&(struct store_shape){VENDORS_VISITS, key, sizeof(struct visit), visit_evicted, r});
	v->flows =
		store_new(&(struct store_shape){VENDORS_FLOWS, sizeof(uint64_t), key, NULL, NULL});
	v->totals = store_new(
		&(struct store_shape){VENDORS_VISITS, key, sizeof(struct total), NULL, NULL});
	v->seen = store_new(&(struct store_shape){VENDORS_FLOWS, key, 1, NULL, NULL});
	v->table = doc_table(&r->doc, "visits", "Visits", visit_columns, COUNT_OF(visit_columns));
	return v->visits && v->flows && v->totals && v->seen ? 0 : -ENOMEM;
}

/* The visit of WHO to an element that goes on at TS_US, or a new one. */
static struct visit *visit_at(
	struct report_run *r, const struct visit *who, int64_t ts_us, struct visit_key *ret_key)
{
	struct vendors *v = r->state;
	bool is_new;

	*ret_key = key_of(
		(const char *[]){who->who, who->kind, who->from, who->element, who->sensor, NULL});
	struct visit *visit = store_take(v->visits, ret_key, &is_new);
	if (!is_new && ts_us - visit->last_us > IDLE_US) {
		visit_end(r, visit);
		is_new = true;
	}
	if (is_new) {
		*visit = *who;
		visit->first_us = visit->last_us = ts_us;
	}
	visit->first_us = ts_us < visit->first_us ? ts_us : visit->first_us;
	visit->last_us = ts_us > visit->last_us ? ts_us : visit->last_us;
	return visit;
}

/* --- events ------------------------------------------------------------------------------------
 */

static bool is_vendor(const struct policy *p, const struct value *v, const char *path)
{
	struct host host;
	struct addr a;

	if (!value_addr(v, path, &a))
		return false;
	policy_host(p, 0, &a, &host);
	return host.role == ROLE_VENDOR;
}

/* Whose action it is, when it is a vendor's. */
static bool vendor_of(const struct report_run *r, const struct value *v, struct visit *ret)
{
	memset(ret, 0, sizeof(*ret));
	value_copy(v, "mgmt.actor.user", ret->who, sizeof(ret->who));
	value_copy(v, "mgmt.actor.id", ret->from, sizeof(ret->from));
	value_copy(v, "mgmt.element.id", ret->element, sizeof(ret->element));
	value_copy(v, "host", ret->sensor, sizeof(ret->sensor));
	const char *kind = ret->who[0] ? policy_account(r->policy, span_str(ret->who)) : NULL;
	if (span_eq(value_text(value_at(v, "mgmt.actor.account")), SPAN_LIT("vendor")) ||
		(kind && strcmp(kind, "vendor") == 0)) {
		words_copy(ret->kind, sizeof(ret->kind), SPAN_LIT("account"));
		return true;
	}
	if (!span_eq(value_text(value_at(v, "mgmt.actor.role")), SPAN_LIT("vendor")) &&
		!is_vendor(r->policy, v, "mgmt.actor.ip"))
		return false;
	words_copy(ret->kind, sizeof(ret->kind), SPAN_LIT("address"));
	memcpy(ret->users, ret->who, sizeof(ret->who));
	memset(ret->who, 0, sizeof(ret->who));
	memcpy(ret->who, ret->from, sizeof(ret->from));
	return true;
}

static void touch(struct visit *visit, const struct value *v)
{
	char what[96], subject[24], object[64];

	value_copy(v, "mgmt.subject", subject, sizeof(subject));
	value_copy(v, "mgmt.object_name", object, sizeof(object));
	if (!object[0])
		value_copy(v, "mgmt.object", object, sizeof(object));
	for (char *p = object; *p; p++)
		if (*p == ',')
			*p = ' ';
	snprintf(what, sizeof(what), "%s%s%s", subject, object[0] ? " " : "", object);
	report_join(visit->touched, sizeof(visit->touched), what);
}

/* The window that it was done in: as judged then, or as --policy has it now. */
static void note_window(const struct report_run *r, const struct event_line *e, struct visit *visit)
{
	const struct value *sanction = value_at(e->value, "mgmt.sanction");
	char window[80];
	struct asked asked;
	struct verdict now = {.sanction = SANCTION_NO_POLICY};
	const char *named = NULL;

	value_copy(e->value, "mgmt.window", window, sizeof(window));
	if (r->policy && asked_read(r->policy, e, &asked)) {
		policy_action(r->policy, &asked.question, &now);
		named = now.window ? now.window : policy_window_named(r->policy, &asked.question);
	}
	report_join(visit->windows, sizeof(visit->windows), named ? named : window);
	struct span word = r->policy ? span_str(sanction_name(now.sanction)) : value_text(sanction);
	visit->uncovered += !span_eq(word, SPAN_LIT("permitted")) &&
			    !span_eq(word, SPAN_LIT("in-window")) &&
			    !span_eq(word, SPAN_LIT("no-policy"));
}

static void take_action(struct report_run *r, const struct event_line *e)
{
	struct vendors *v = r->state;
	struct visit who;
	struct visit_key key;
	enum verb verb;
	int64_t end_us;

	if (!asked_verb(value_text(value_at(e->value, "mgmt.verb")), &verb) ||
		!vendor_of(r, e->value, &who))
		return;
	struct visit *visit = visit_at(r, &who, e->ts_us, &key);
	uint64_t flow = value_count(e->value, "flow_id", 0),
		 n = value_count(e->value, "mgmt.count", 1);
	char via[24];
	value_copy(e->value, "mgmt.via", via, sizeof(via));
	report_join(visit->via, sizeof(visit->via), via);
	if (value_time(e->value, "mgmt.end", &end_us) && end_us > visit->last_us)
		visit->last_us = end_us;
	report_join(visit->users, sizeof(visit->users), who.users);
	visit->logins += verb == VERB_LOGIN;
	visit->reads += verb == VERB_READ ? n : 0;
	if (verb_changes(verb) || verb == VERB_EXPORT) {
		visit->changes += n;
		touch(visit, e->value);
	}
	note_window(r, e, visit);
	if (flow && !span_eq(value_text(value_at(e->value, "mgmt.evidence")), SPAN_LIT("attested")))
		*(struct visit_key *)store_take(v->flows, &flow, NULL) = key;
}

/* As actions name it: the name that the policy gave, else the address. */
static void element_name(
	const struct policy *p, const struct value *v, const char *path, char ret[PARTY_ID])
{
	struct host host;
	struct addr a;

	value_copy(v, path, ret, PARTY_ID);
	if (!value_addr(v, path, &a))
		return;
	policy_host(p, 0, &a, &host);
	if (host.id)
		words_copy(ret, PARTY_ID, span_str(host.id));
}

/* The visit of a vendor's address, at one end of the flow that E tells of; NULL where neither is.
 */
static struct visit *visit_of_address(
	struct report_run *r, const struct event_line *e, int64_t ts_us)
{
	bool called = is_vendor(r->policy, e->value, "dest_ip");
	struct visit_key key;
	struct visit who;

	if (!called && !is_vendor(r->policy, e->value, "src_ip"))
		return NULL;
	memset(&who, 0, sizeof(who));
	words_copy(who.kind, sizeof(who.kind), SPAN_LIT("address"));
	value_copy(e->value, called ? "dest_ip" : "src_ip", who.from, sizeof(who.from));
	element_name(r->policy, e->value, called ? "src_ip" : "dest_ip", who.element);
	value_copy(e->value, "host", who.sensor, sizeof(who.sensor));
	memcpy(who.who, who.from, sizeof(who.from));
	return visit_at(r, &who, ts_us, &key);
}

/* A flow lasts from its first packet to its last: that long somebody was there. */
static void take_flow(struct report_run *r, const struct event_line *e)
{
	struct vendors *v = r->state;
	uint64_t flow = value_count(e->value, "flow_id", 0);
	const struct visit_key *key = store_find(v->flows, &flow);
	struct visit *visit = key ? store_find(v->visits, key) : NULL;
	int64_t first_us = e->ts_us, last_us = e->ts_us;
	char app[24];

	value_time(e->value, "flow.start", &first_us);
	value_time(e->value, "flow.end", &last_us);
	if (!visit && !(visit = visit_of_address(r, e, first_us)))
		return;
	value_copy(e->value, "app_proto", app, sizeof(app));
	report_join(visit->via, sizeof(visit->via), app);
	visit->first_us = first_us < visit->first_us ? first_us : visit->first_us;
	visit->last_us = last_us > visit->last_us ? last_us : visit->last_us;
	visit->bytes += value_count(e->value, "flow.bytes_toserver", 0) +
			value_count(e->value, "flow.bytes_toclient", 0);
}

static void take_alert(struct report_run *r, const struct event_line *e)
{
	struct visit who, *visit;
	struct visit_key key;
	char slug[48];

	visit = vendor_of(r, e->value, &who) ? visit_at(r, &who, e->ts_us, &key)
					     : visit_of_address(r, e, e->ts_us);
	if (!visit)
		return;
	value_copy(e->value, "spanwatch.finding", slug, sizeof(slug));
	report_join(visit->findings, sizeof(visit->findings), slug);
}

static void take(void *run, const struct event_line *e)
{
	struct report_run *r = run;

	if (strcmp(e->type, "mgmt") == 0)
		take_action(r, e);
	else if (strcmp(e->type, "flow") == 0)
		take_flow(r, e);
	else
		take_alert(r, e);
}

/* --- tables ------------------------------------------------------------------------------------
 */

static void put_total(struct report_run *r, struct doc_table *t, const struct total *total)
{
	char n[5][24], times[2][21];
	const uint64_t counts[5] = {total->visits, total->elements, total->busy_us / MINUTE_US,
		total->changes, total->uncovered};

	for (unsigned i = 0; i < COUNT_OF(counts); i++)
		number(n[i], counts[i]);
	report_time(total->first_us, times[0]);
	report_time(total->last_us, times[1]);
	doc_row(&r->doc, t,
		(const char *[]){total->who, n[0], n[1], n[2], n[3], n[4], times[0], times[1]});
}

static int fill(struct report_run *r)
{
	struct vendors *v = r->state;
	struct doc_table *totals =
		doc_table(&r->doc, "vendors", "Vendors", who_columns, COUNT_OF(who_columns));

	for (const struct visit *visit = store_oldest(v->visits, NULL); visit;
		visit = store_later(v->visits, visit, NULL))
		visit_end(r, visit);
	for (const struct total *t = store_oldest(v->totals, NULL); t;
		t = store_later(v->totals, t, NULL))
		put_total(r, totals, t);
	doc_sort(v->table, false);
	doc_sort(totals, false);
	doc_note_count(&r->doc, "visits", "Visits", v->count);
	doc_note_count(&r->doc, "vendors", "Accounts and addresses", store_count(v->totals));
	return 0;
}

static void finish(struct report_run *r)
{
	struct vendors *v = r->state;

	if (!v)
		return;
	store_free(v->visits);
	store_free(v->flows);
	store_free(v->totals);
	store_free(v->seen);
	free(v);
}

const struct report_kind report_vendors = {.name = "vendors",
	.title = "Vendors in the network",
	.text = "who of a vendor was in the network, how long, what was touched, in which window",
	.types = types,
	.open = start,
	.take = take,
	.fill = fill,
	.close = finish};
