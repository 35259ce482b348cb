/* explain_event: questions from EVE lines and from the command line. */
#include "config.h"

#include "rules/policy/when.h"
#include "rules/protocols.h"
#include "sensor/base/json_get.h"
#include "sensor/base/log.h"
#include "sensor/cmd/explain.h"

#include <stdlib.h>

/* The text under PATH into RET; empty where there is none. */
static bool text_of(struct span line, const char *path, char *ret, uint32_t cap)
{
	struct span raw;

	ret[0] = '\0';
	return json_get(line, path, &raw) && json_value(raw, ret, cap) > 0;
}

static bool addr_of(struct span line, const char *path, struct addr *ret)
{
	char text[ADDR_TEXT];

	return text_of(line, path, text, sizeof(text)) && addr_parse(span_str(text), ret);
}

static uint64_t number_of(struct span line, const char *path, uint64_t max)
{
	struct span raw;
	uint64_t value = 0;

	if (json_get(line, path, &raw))
		span_decimal(raw, max, &value);
	return value;
}

static uint8_t proto_of(const char *text)
{
	static const struct {
		const char *name;
		uint8_t number;
	} known[] = {{"TCP", IPPROTO_NR_TCP}, {"UDP", IPPROTO_NR_UDP}, {"SCTP", IPPROTO_NR_SCTP},
		{"ICMP", IPPROTO_NR_ICMP}, {"IPv6-ICMP", IPPROTO_NR_ICMPV6}};
	uint64_t number = 0;

	for (unsigned i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strcmp(text, known[i].name) == 0)
			return known[i].number;
	span_decimal(span_str(text), 255, &number);
	return (uint8_t)number;
}

static bool verb_of(const char *text, enum verb *ret)
{
	for (int v = 0; v < VERB_COUNT; v++) {
		if (strcmp(text, verb_name((enum verb)v)) == 0) {
			*ret = (enum verb)v;
			return true;
		}
	}
	return false;
}

/* The realm, by the VLAN tags that the event tells. */
static uint16_t space_of(const struct policy *p, struct span line)
{
	struct packet packet = {0};
	struct span list, item;
	uint32_t at = 0;
	uint64_t vlan;

	if (!json_get(line, "vlan", &list))
		return 0;
	while (packet.vlan_count < PACKET_VLANS && json_each(list, &at, &item))
		if (span_decimal(item, 4095, &vlan))
			packet.vlan[packet.vlan_count++] = (uint16_t)vlan;
	return policy_space(p, &packet, NULL);
}

/* The client of an alert stands first; a message of a server's stands the other way round, and then
 * the side that is said to have been judged fits better. */
static void turn_to_client(const struct policy *p, struct asking *a)
{
	struct question turned = a->q;
	struct verdict v, w;

	if (!p || !a->sanction[0])
		return;
	turned.client = a->q.server;
	turned.server = a->q.client;
	policy_action(p, &a->q, &v);
	policy_action(p, &turned, &w);
	bool fits = strcmp(sanction_name(v.sanction), a->sanction) == 0;
	bool other = strcmp(sanction_name(w.sanction), a->sanction) == 0;
	if (!fits && other)
		a->q = turned;
}

static void read_action(struct span line, struct asking *a)
{
	struct question *q = &a->q;
	char verb[24];

	if (!text_of(line, "mgmt.verb", verb, sizeof(verb)) || !verb_of(verb, &q->verb))
		return;
	q->is_action = true;
	addr_of(line, "mgmt.element.ip", &q->element);
	addr_of(line, "mgmt.actor.ip", &q->actor);
	if (text_of(line, "mgmt.actor.user", a->user, sizeof(a->user)))
		q->user = span_str(a->user);
	text_of(line, "mgmt.via", a->app, sizeof(a->app));
	text_of(line, "mgmt.sanction", a->sanction, sizeof(a->sanction));
	text_of(line, "mgmt.permit", a->permit, sizeof(a->permit));
	text_of(line, "mgmt.window", a->window, sizeof(a->window));
}

static void read_finding(struct span line, struct asking *a)
{
	text_of(line, "spanwatch.finding", a->finding, sizeof(a->finding));
	text_of(line, "spanwatch.class", a->class_name, sizeof(a->class_name));
	text_of(line, "spanwatch.message", a->message, sizeof(a->message));
	text_of(line, "spanwatch.why.rule", a->rule, sizeof(a->rule));
	text_of(line, "spanwatch.why.baseline", a->baseline, sizeof(a->baseline));
	text_of(line, "spanwatch.why.missing", a->missing, sizeof(a->missing));
	text_of(line, "spanwatch.excepted", a->excepted, sizeof(a->excepted));
	if (!a->permit[0])
		text_of(line, "spanwatch.why.permit", a->permit, sizeof(a->permit));
	if (!a->window[0])
		text_of(line, "spanwatch.why.window", a->window, sizeof(a->window));
}

/* A message stands from its sender to the other; who asked first, an answer's ports tell. */
static void read_message(struct span line, struct asking *a)
{
	enum { SYSTEM_PORTS = 1024, EPHEMERAL = 32768 };
	struct question *q = &a->q;
	uint16_t from = q->client.port, to = q->server.port;
	char type[sizeof(a->app)];

	if (!text_of(line, "event_type", type, sizeof(type)) || protocols_find(span_str(type)) < 0)
		return;
	if (!a->app[0])
		memcpy(a->app, type, sizeof(type));
	if ((from < SYSTEM_PORTS && to >= SYSTEM_PORTS) || (from < EPHEMERAL && to >= EPHEMERAL)) {
		struct endpoint sender = q->client;
		q->client = q->server;
		q->server = sender;
	}
}

/* What is known of a host is no traffic between two. */
static bool is_of_traffic(struct span line)
{
	char type[16];

	return text_of(line, "event_type", type, sizeof(type)) && strcmp(type, "asset") != 0;
}

/* What a frame without IP gave rise to: only a finding can be explained. */
static bool read_frame(struct span line, struct asking *a)
{
	if (!text_of(line, "ether.src_mac", a->from_mac, sizeof(a->from_mac)))
		return false;
	text_of(line, "ether.dest_mac", a->to_mac, sizeof(a->to_mac));
	text_of(line, "app_proto", a->app, sizeof(a->app));
	read_finding(line, a);
	a->q.app = a->app[0] ? a->app : NULL;
	return a->finding[0];
}

bool asking_of_event(const struct policy *p, struct span line, struct asking *ret)
{
	char text[64];
	struct question *q = &ret->q;

	memset(ret, 0, sizeof(*ret));
	ret->from_event = true;
	if (!is_of_traffic(line) || !text_of(line, "timestamp", text, sizeof(text)) ||
		when_parse(span_str(text), &q->ts_us) != WHEN_OK)
		return false;
	if (!addr_of(line, "src_ip", &q->client.addr) || !addr_of(line, "dest_ip", &q->server.addr))
		return read_frame(line, ret);
	q->client.port = (uint16_t)number_of(line, "src_port", 65535);
	q->server.port = (uint16_t)number_of(line, "dest_port", 65535);
	text_of(line, "proto", text, sizeof(text));
	q->ip_proto = proto_of(text);
	q->space = space_of(p, line);
	text_of(line, "app_proto", ret->app, sizeof(ret->app));
	read_message(line, ret);
	read_action(line, ret);
	read_finding(line, ret);
	if (text_of(line, "spanwatch.far.domain", ret->domain, sizeof(ret->domain)))
		q->domain = ret->domain;
	if (text_of(line, "spanwatch.far.country", ret->country, sizeof(ret->country)))
		q->country = ret->country;
	q->asn = (uint32_t)number_of(line, "spanwatch.far.asn", UINT32_MAX);
	bool unknown = !ret->app[0] || !strcmp(ret->app, "unknown") || !strcmp(ret->app, "failed");
	q->app = unknown ? NULL : ret->app;
	asking_aliases(p, line, ret);
	if (q->is_action && !ret->finding[0])
		turn_to_client(p, ret);
	return true;
}

/* --- words ------------------------------------------------------------------------------------ */

static bool read_end(const char *option, const char *text, struct addr *ret)
{
	if (text && addr_parse(span_str(text), ret))
		return true;
	log_error("--%s: %s is no address", option, text ? text : "(nothing)");
	return false;
}

/* "snmp", "tcp/31114", "ip/89", "unknown" */
static bool read_over(const char *text, struct asking *a)
{
	static const struct {
		const char *prefix;
		uint8_t number;
	} kinds[] = {
		{"tcp/", IPPROTO_NR_TCP}, {"udp/", IPPROTO_NR_UDP}, {"sctp/", IPPROTO_NR_SCTP}};
	unsigned count;
	uint64_t number;
	const struct protocol *all = protocols_all(&count);
	int at = protocols_find(span_str(text));

	a->q.ip_proto = IPPROTO_NR_TCP;
	if (strcmp(text, "unknown") == 0)
		return true;
	for (unsigned i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		struct span rest = span_sub(span_str(text), (uint32_t)strlen(kinds[i].prefix), 8);
		if (!span_starts(span_str(text), span_str(kinds[i].prefix)) ||
			!span_decimal(rest, 65535, &number))
			continue;
		a->q.ip_proto = kinds[i].number;
		a->q.server.port = (uint16_t)number;
		return true;
	}
	if (span_starts(span_str(text), SPAN_LIT("ip/")) &&
		span_decimal(span_sub(span_str(text), 3, 4), 255, &number)) {
		a->q.ip_proto = (uint8_t)number;
		return true;
	}
	if (at < 0) {
		log_error("--over: %s is neither a protocol of 'spanwatch list protocols' nor "
			  "tcp/PORT, udp/PORT, ip/NUMBER or unknown",
			text);
		return false;
	}
	snprintf(a->app, sizeof(a->app), "%s", all[at].name);
	a->q.app = a->app;
	a->q.ip_proto = all[at].ip;
	return true;
}

bool asking_of_words(const struct policy *p, const struct options *o, struct asking *ret)
{
	(void)p;
	memset(ret, 0, sizeof(*ret));
	if (!read_end("from", o->ask.from, &ret->q.client.addr) ||
		!read_end("to", o->ask.to, &ret->q.server.addr))
		return false;
	if (!o->ask.over) {
		log_error("--over is missing: which protocol?");
		return false;
	}
	if (!read_over(o->ask.over, ret))
		return false;
	ret->q.ts_us = o->ask.at_us;
	if (!o->ask.verb)
		return true;
	if (!verb_of(o->ask.verb, &ret->q.verb)) {
		log_error("--may: %s is no verb; 'spanwatch list verbs' shows them", o->ask.verb);
		return false;
	}
	ret->q.is_action = true;
	ret->q.element = ret->q.server.addr;
	ret->q.actor = ret->q.client.addr;
	ret->q.user = span_str(o->ask.user);
	return true;
}
