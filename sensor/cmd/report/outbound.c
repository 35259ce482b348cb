/*
 * outbound: what equipment talks to: for each element and far end the flows and bytes, by name,
 * country and owner where they are known, and what was found wrong with it.
 */
#include "config.h"

#include "sensor/cmd/report/report.h"

#include "sensor/base/siphash.h"

#include <errno.h>
#include <stdlib.h>

enum { OUTBOUND_PAIRS = 131072, OUTBOUND_FINDINGS = 160, OUTBOUND_NAME = 128 };

static const char *const types[] = {"flow", "alert", "asset", "mgmt", "tls", NULL};

/* Findings that are about where an element talks to. */
static const char *const told[] = {"unexpected-outbound", "beacon", "unexpected-tunnel",
	"new-control-target", "suspicious-name", "element-to-element", "covert-trigger", NULL};

static const struct doc_column columns[] = {
	{"element", "Element", false, false},
	{"far", "Far end", false, false},
	{"name", "Name", false, false},
	{"sni", "Named by TLS", false, true},
	{"dns", "Asked for in DNS", false, true},
	{"certificate", "Certificate", false, true},
	{"service", "Service", false, true},
	{"country", "Country", false, false},
	{"asn", "ASN", true, false},
	{"owner", "Owner", false, false},
	{"protocol", "Protocol", false, false},
	{"port", "Port", true, false},
	{"flows", "Flows", true, false},
	{"bytes_out", "Bytes out", true, false},
	{"bytes_in", "Bytes in", true, false},
	{"period_s", "Every (s)", true, true},
	{"findings", "Findings", false, false},
	{"severity", "Worst", true, false},
	{"first_seen", "First", false, true},
	{"last_seen", "Last", false, false},
	{"sensor", "Sensor", false, true},
};

struct pair_key {
	uint64_t half[2];
};

struct pair {
	char element[PARTY_ID], ip[ADDR_TEXT], far[ADDR_TEXT], sensor[80];
	char sni[OUTBOUND_NAME], dns[OUTBOUND_NAME], certificate[OUTBOUND_NAME], service[64];
	char app[24], name[OUTBOUND_NAME], country[4], owner[96], findings[OUTBOUND_FINDINGS];
	uint32_t asn, period_s;
	uint16_t port;
	uint8_t severity;
	char proto[12];
	uint64_t flows, out, in;
	int64_t first_us, last_us;
};

struct outbound {
	struct store *pairs, *elements; /* elements: addresses that are an element's */
};

static int start(struct report_run *r)
{
	struct outbound *o = calloc(1, sizeof(*o));

	r->state = o;
	if (!o)
		return -ENOMEM;
	o->pairs = store_new(&(struct store_shape){
		OUTBOUND_PAIRS, sizeof(struct pair_key), sizeof(struct pair), NULL, NULL});
	o->elements = store_new(
		&(struct store_shape){ASSETS_MOST, sizeof(struct addr), PARTY_ID, NULL, NULL});
	return o->pairs && o->elements ? 0 : -ENOMEM;
}

/* ADDRESS is one of the element ID's. */
static void element_note(struct outbound *o, const struct value *v, const char *ip, const char *id)
{
	struct addr a;

	if (value_addr(v, ip, &a))
		value_copy(v, id, store_take(o->elements, &a, NULL), PARTY_ID);
}

/* What was acted on is an element, unless the policy of the run calls it something else. */
static void acted_on(struct outbound *o, const struct value *v)
{
	struct span role = value_text(value_at(v, "mgmt.element.role"));

	if (role.len == 0 || span_eq(role, SPAN_LIT("element")))
		element_note(o, v, "mgmt.element.ip", "mgmt.element.id");
}

static struct pair *pair_of(struct outbound *o, const struct event_line *e)
{
	static const struct siphash_key fixed[2] = {{0x7061697273ull, 1}, {2, 0x6b6579ull}};
	struct pair p;
	struct pair_key key;
	bool is_new;

	memset(&p, 0, sizeof(p));
	value_copy(e->value, "src_ip", p.ip, sizeof(p.ip));
	value_copy(e->value, "dest_ip", p.far, sizeof(p.far));
	value_copy(e->value, "host", p.sensor, sizeof(p.sensor));
	value_copy(e->value, "proto", p.proto, sizeof(p.proto));
	p.port = (uint16_t)value_count(e->value, "dest_port", 0);
	if (!p.ip[0] || !p.far[0])
		return NULL;
	for (int i = 0; i < 2; i++)
		key.half[i] = siphash(&fixed[i], &p, sizeof(p));
	struct pair *found = store_take(o->pairs, &key, &is_new);
	if (is_new) {
		*found = p;
		found->first_us = e->ts_us;
	}
	found->first_us = e->ts_us < found->first_us ? e->ts_us : found->first_us;
	found->last_us = e->ts_us > found->last_us ? e->ts_us : found->last_us;
	if (!found->app[0])
		value_copy(e->value, "app_proto", found->app, sizeof(found->app));
	return found;
}

static void take_flow(struct outbound *o, const struct event_line *e)
{
	struct pair *p = pair_of(o, e);
	int64_t start_us;

	if (!p)
		return;
	p->flows++;
	p->out += value_count(e->value, "flow.bytes_toserver", 0);
	p->in += value_count(e->value, "flow.bytes_toclient", 0);
	if (value_time(e->value, "flow.start", &start_us) && start_us < p->first_us)
		p->first_us = start_us;
}

/* What one event lacks, another one told. */
static void copy_if_there(const struct value *v, const char *path, char *ret, size_t cap)
{
	if (value_text(value_at(v, path)).len)
		value_copy(v, path, ret, cap);
}

/* What the server showed of itself, and how it was asked for. */
static void take_tls(struct outbound *o, const struct event_line *e)
{
	struct pair *p = pair_of(o, e);

	if (!p)
		return;
	copy_if_there(e->value, "tls.sni", p->sni, sizeof(p->sni));
	copy_if_there(e->value, "tls.subject", p->certificate, sizeof(p->certificate));
	if (!p->certificate[0])
		copy_if_there(e->value, "tls.fingerprint", p->certificate, sizeof(p->certificate));
}

static bool is_told(struct span slug)
{
	for (const char *const *t = told; *t; t++)
		if (span_eq(slug, span_str(*t)))
			return true;
	return false;
}

static void take_alert(struct outbound *o, const struct event_line *e)
{
	const struct value *ours = value_at(e->value, "spanwatch");
	int64_t first_us;
	char slug[48];

	value_copy(ours, "finding", slug, sizeof(slug));
	struct pair *p = is_told(span_str(slug)) ? pair_of(o, e) : NULL;
	if (!p)
		return;
	uint64_t severity = value_count(e->value, "alert.severity", 4);
	/* between two elements the finding is of the one that is reached */
	if (strcmp(slug, "element-to-element") != 0)
		value_copy(ours, "element", p->element, sizeof(p->element));
	report_join(p->findings, sizeof(p->findings), slug);
	if (severity && (!p->severity || severity < p->severity))
		p->severity = (uint8_t)severity;
	if (!value_at(ours, "far"))
		return;
	value_copy(ours, "far.domain", p->name, sizeof(p->name));
	value_copy(ours, "far.country", p->country, sizeof(p->country));
	value_copy(ours, "far.owner", p->owner, sizeof(p->owner));
	p->asn = (uint32_t)value_count(ours, "far.asn", 0);
	copy_if_there(ours, "far.sni", p->sni, sizeof(p->sni));
	copy_if_there(ours, "far.dns", p->dns, sizeof(p->dns));
	copy_if_there(ours, "far.certificate.subject", p->certificate, sizeof(p->certificate));
	copy_if_there(ours, "far.service", p->service, sizeof(p->service));
	p->period_s = (uint32_t)value_count(ours, "far.period_s", p->period_s);
	if (value_time(ours, "far.first_seen", &first_us) && first_us < p->first_us)
		p->first_us = first_us;
}

static void take(void *run, const struct event_line *e)
{
	struct report_run *r = run;
	struct outbound *o = r->state;

	if (strcmp(e->type, "flow") == 0)
		take_flow(o, e);
	else if (strcmp(e->type, "alert") == 0)
		take_alert(o, e);
	else if (strcmp(e->type, "tls") == 0)
		take_tls(o, e);
	else if (strcmp(e->type, "mgmt") == 0)
		acted_on(o, e->value);
	else if (value_is_true(e->value, "asset.element"))
		element_note(o, e->value, "asset.ip", "asset.id");
}

static void put_row(struct report_run *r, struct doc_table *t, const struct pair *p)
{
	char period[16] = "", asn[16] = "", port[8], flows[24], out[24], in[24], severity[4] = "",
	     times[2][21];

	if (p->asn)
		snprintf(asn, sizeof(asn), "%u", p->asn);
	if (p->period_s)
		snprintf(period, sizeof(period), "%u", p->period_s);
	if (p->severity)
		snprintf(severity, sizeof(severity), "%u", p->severity);
	snprintf(port, sizeof(port), "%u", p->port);
	snprintf(flows, sizeof(flows), "%llu", (unsigned long long)p->flows);
	snprintf(out, sizeof(out), "%llu", (unsigned long long)p->out);
	snprintf(in, sizeof(in), "%llu", (unsigned long long)p->in);
	report_time(p->first_us, times[0]);
	report_time(p->last_us, times[1]);
	doc_row(&r->doc, t,
		(const char *[]){p->element[0] ? p->element : p->ip, p->far,
			p->name[0] ? p->name : p->sni, p->sni, p->dns, p->certificate, p->service,
			p->country, asn, p->owner, p->app[0] ? p->app : p->proto, port, flows, out,
			in, period, p->findings, severity, times[0], times[1], p->sensor});
}

/* The element that opened P, or NULL; between two elements only what was found counts. */
static bool is_outbound(const struct outbound *o, struct pair *p)
{
	struct addr from, to;

	if (p->findings[0])
		return true;
	if (!addr_parse(span_str(p->ip), &from) || !addr_parse(span_str(p->far), &to) ||
		addr_is_group(&to))
		return false;
	const char *id = store_find(o->elements, &from);
	if (!id || store_find(o->elements, &to))
		return false;
	words_copy(p->element, sizeof(p->element), span_str(id));
	return true;
}

static int fill(struct report_run *r)
{
	struct outbound *o = r->state;
	struct doc_table *t = doc_table(&r->doc, "outbound", "What elements talk to", columns,
		sizeof(columns) / sizeof(columns[0]));
	uint64_t wrong = 0;

	for (struct pair *p = store_oldest(o->pairs, NULL); p; p = store_later(o->pairs, p, NULL)) {
		if (!is_outbound(o, p))
			continue;
		wrong += p->findings[0] != '\0';
		put_row(r, t, p);
	}
	doc_sort(t, false);
	doc_note_count(&r->doc, "far_ends", "Elements and far ends", t->rows + t->left_out);
	doc_note_count(&r->doc, "with_findings", "Of these with findings", wrong);
	if (store_evicted(o->pairs))
		doc_note_count(
			&r->doc, "left_out", "Conversations left out", store_evicted(o->pairs));
	return 0;
}

static void finish(struct report_run *r)
{
	struct outbound *o = r->state;

	if (!o)
		return;
	store_free(o->pairs);
	store_free(o->elements);
	free(o);
}

const struct report_kind report_outbound = {.name = "outbound",
	.title = "Outbound",
	.text = "what elements talk to, how much, and what was found wrong with it",
	.types = types,
	.open = start,
	.take = take,
	.fill = fill,
	.close = finish};
