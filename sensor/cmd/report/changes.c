/*
 * changes: who changed what, and was it allowed: every action that changes an element or takes its
 * configuration away; with --policy each is judged again, so that a ticket that came late clears
 * what was done before.
 */
#include "config.h"

#include "sensor/cmd/report/report.h"

#include "sensor/dissector.h"

#include <errno.h>
#include <stdlib.h>

static const char *const types[] = {"mgmt", NULL};

static const struct doc_column columns[] = {
	{"time", "Time (UTC)", false, false},
	{"element", "Element", false, false},
	{"actor", "Actor", false, false},
	{"user", "User", false, false},
	{"verb", "Verb", false, false},
	{"subject", "Subject", false, false},
	{"object", "Object", false, false},
	{"value", "Value", false, true},
	{"via", "Via", false, false},
	{"outcome", "Outcome", false, false},
	{"evidence", "Evidence", false, true},
	{"sanction", "Sanction", false, false},
	{"window", "Window", false, false},
	{"permit", "Permit", false, true},
	{"now", "Now", false, false},
	{"now_window", "Window now", false, true},
	{"count", "Times", true, true},
	{"correlation", "Change", false, true},
	{"sensor", "Sensor", false, true},
};
enum { COLUMNS = sizeof(columns) / sizeof(columns[0]), SANCTIONS = SANCTION_UNPERMITTED + 1 };

struct changes {
	struct doc_table *table;
	uint64_t all, then[SANCTIONS], now[SANCTIONS], cleared, newly;
};

static int start(struct report_run *r)
{
	struct changes *c = calloc(1, sizeof(*c));

	r->state = c;
	if (!c)
		return -ENOMEM;
	c->table = doc_table(&r->doc, "changes", "Changes", columns, COLUMNS);
	return 0;
}

static bool verb_of(struct span name, enum verb *ret)
{
	for (int v = 0; v < VERB_COUNT; v++) {
		if (!span_eq(name, span_str(verb_name((enum verb)v))))
			continue;
		*ret = (enum verb)v;
		return true;
	}
	return false;
}

static bool sanction_of(struct span name, enum sanction *ret)
{
	for (int s = 0; s < SANCTIONS; s++) {
		if (!span_eq(name, span_str(sanction_name((enum sanction)s))))
			continue;
		*ret = (enum sanction)s;
		return true;
	}
	return false;
}

/* --- judged again ----------------------------------------------------------------------------- */

static bool is_hint(const struct dissector *d, uint16_t port)
{
	for (const uint16_t *h = d ? d->hints : NULL; h && *h; h++)
		if (*h == port)
			return true;
	return false;
}

/* A message stands with its sender first: who opened the flow, the ports of its protocol tell, and
 * where they do not, the lower one is that of the service. */
static void turn_to_client(struct question *q)
{
	const struct dissector *d = dissector_find(span_str(q->app));
	bool client = is_hint(d, q->client.port), server = is_hint(d, q->server.port);
	bool turned = client != server ? client : q->client.port < q->server.port;
	struct endpoint end = q->client;

	if (!turned)
		return;
	q->client = q->server;
	q->server = end;
}

static uint16_t space_of(const struct policy *p, const struct value *vlans)
{
	struct packet packet = {.vlan_count = 0};

	for (uint32_t i = 0; i < value_length(vlans) && packet.vlan_count < PACKET_VLANS; i++)
		packet.vlan[packet.vlan_count++] =
			(uint16_t)value_count(value_element(vlans, i), "", 0);
	return policy_space(p, &packet, NULL);
}

static bool question_of(const struct report_run *r, const struct event_line *e,
	const char *const *cells, struct question *q)
{
	char proto[16];

	memset(q, 0, sizeof(*q));
	q->ts_us = e->ts_us;
	q->is_action = true;
	if (!verb_of(span_str(cells[4]), &q->verb) ||
		!value_addr(e->value, "mgmt.element.ip", &q->element))
		return false;
	value_addr(e->value, "mgmt.actor.ip", &q->actor);
	value_addr(e->value, "src_ip", &q->client.addr);
	value_addr(e->value, "dest_ip", &q->server.addr);
	q->client.port = (uint16_t)value_count(e->value, "src_port", 0);
	q->server.port = (uint16_t)value_count(e->value, "dest_port", 0);
	value_copy(e->value, "proto", proto, sizeof(proto));
	q->ip_proto = strcmp(proto, "UDP") == 0 ? IPPROTO_NR_UDP : IPPROTO_NR_TCP;
	q->space = space_of(r->policy, value_at(e->value, "vlan"));
	q->user = span_str(cells[3]);
	q->app = cells[8];
	turn_to_client(q);
	return true;
}

static bool allows(enum sanction s)
{
	return s == SANCTION_PERMITTED || s == SANCTION_IN_WINDOW || s == SANCTION_NO_POLICY;
}

/* Judges the action of E anew; fills the cells of now. */
static void judge_again(struct report_run *r, const struct event_line *e, const char **cells)
{
	struct changes *c = r->state;
	enum sanction then = SANCTION_NO_POLICY;
	struct question q;
	struct verdict v;

	if (!r->policy || !question_of(r, e, cells, &q))
		return;
	policy_action(r->policy, &q, &v);
	sanction_of(span_str(cells[11]), &then);
	c->now[v.sanction]++;
	c->cleared += !allows(then) && allows(v.sanction);
	c->newly += allows(then) && !allows(v.sanction);
	cells[14] = sanction_name(v.sanction);
	cells[15] = v.window ? v.window : "";
}

/* --- rows ------------------------------------------------------------------------------------- */

static void take(void *run, const struct event_line *e)
{
	static const char *const paths[COLUMNS] = {"", "mgmt.element.id", "mgmt.actor.id",
		"mgmt.actor.user", "mgmt.verb", "mgmt.subject", "mgmt.object", "mgmt.value",
		"mgmt.via", "mgmt.outcome", "mgmt.evidence", "mgmt.sanction", "mgmt.window",
		"mgmt.permit", "", "", "mgmt.count", "mgmt.correlation", "host"};
	struct report_run *r = run;
	struct changes *c = r->state;
	const char *cells[COLUMNS];
	char text[COLUMNS][512], name[96];
	enum sanction then;
	enum verb verb;

	if (!verb_of(value_text(value_at(e->value, "mgmt.verb")), &verb) ||
		!(verb_changes(verb) || verb == VERB_EXPORT))
		return;
	for (unsigned i = 0; i < COLUMNS; i++) {
		cells[i] = text[i];
		text[i][0] = '\0';
		if (paths[i][0])
			value_copy(e->value, paths[i], text[i], sizeof(text[i]));
	}
	report_time(e->ts_us, text[0]);
	value_copy(e->value, "mgmt.object_name", name, sizeof(name));
	if (name[0])
		cells[6] = name;
	c->all++;
	if (sanction_of(span_str(cells[11]), &then))
		c->then[then]++;
	judge_again(r, e, cells);
	doc_row(&r->doc, c->table, cells);
}

static void note_sanctions(struct report_run *r, const uint64_t count[SANCTIONS], bool now)
{
	static const char *const keys[2][SANCTIONS] = {
		{"no_policy", "permitted", "in_window", "out_of_window", "exceeds", "unpermitted"},
		{"now_no_policy", "now_permitted", "now_in_window", "now_out_of_window",
			"now_exceeds", "now_unpermitted"}};
	static const char *const titles[2][SANCTIONS] = {
		{"No policy", "Permitted", "In a window", "Outside every window",
			"Exceeding a window", "Unpermitted"},
		{"Now without policy", "Now permitted", "Now in a window",
			"Now outside every window", "Now exceeding a window", "Now unpermitted"}};

	for (int s = 0; s < SANCTIONS; s++)
		if (count[s])
			doc_note_count(&r->doc, keys[now][s], titles[now][s], count[s]);
}

static int fill(struct report_run *r)
{
	struct changes *c = r->state;

	doc_note_count(&r->doc, "changes", "Changes", c->all);
	note_sanctions(r, c->then, false);
	if (r->policy) {
		note_sanctions(r, c->now, true);
		doc_note_count(&r->doc, "cleared", "Cleared by the new policy", c->cleared);
		doc_note_count(&r->doc, "newly_refused", "Refused by the new policy", c->newly);
		doc_note(&r->doc, "policy_sha256", "SHA-256 of that policy",
			policy_sha256(r->policy));
	}
	doc_sort(c->table, false);
	return 0;
}

static void finish(struct report_run *r)
{
	free(r->state);
}

const struct report_kind report_changes = {.name = "changes",
	.title = "Changes",
	.text = "who changed what, and was it allowed; --policy judges past actions again",
	.types = types,
	.open = start,
	.take = take,
	.fill = fill,
	.close = finish};
