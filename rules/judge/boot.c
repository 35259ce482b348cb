/*
 * boot: who tells equipment where to load its configuration from. A DHCP server and a boot server
 * that the policy does not name may be anyone's. Collector's thread.
 */
#include "config.h"

#include "rules/judge/ask.h"
#include "rules/judge/report.h"

/* The address to load from: a number where IPv4 has a field for it, else that of the URL. */
static bool boot_server(const struct event *e, struct addr *ret)
{
	uint32_t number = (uint32_t)e->u.signal.number;
	const uint8_t octets[4] = {(uint8_t)(number >> 24), (uint8_t)(number >> 16),
		(uint8_t)(number >> 8), (uint8_t)number};
	struct span url = e->u.signal.text;
	int64_t scheme = span_find(url, SPAN_LIT("://"));

	if (number) {
		*ret = addr_v4(octets);
		return true;
	}
	if (scheme < 0)
		return false;
	struct span host = span_sub(url, (uint32_t)scheme + 3, url.len);
	bool bracket = host.len && host.p[0] == '[';
	host = span_sub(host, bracket, host.len);
	uint32_t end = 0;
	while (end < host.len && host.p[end] != '/' && host.p[end] != (bracket ? ']' : ':'))
		end++;
	return addr_parse(span_sub(host, 0, end), ret);
}

static bool boot_is_named(const struct judge *j, const struct event *e)
{
	struct addr server;
	struct host host;

	if (!boot_server(e, &server))
		return false;
	policy_host(j->policy, e->place.space, &server, &host);
	return host.roles != 0;
}

void report_boot(struct judge *j, const struct event *e)
{
	struct party server, client;
	struct verdict v;

	if (!j->policy || !e->place.has_ip)
		return;
	party_of(j, e->place.space, &e->place.src.addr, &server);
	party_of(j, e->place.space, &e->place.dst.addr, &client);
	if (server.host.roles || boot_is_named(j, e))
		return;
	struct question q = {.ts_us = e->ts_us,
		.space = e->place.space,
		.client = e->place.src,
		.server = e->place.dst,
		.ip_proto = e->place.ip_proto,
		.app = e->type};
	ask_flow(j, &q, &v);
	if (v.sanction == SANCTION_PERMITTED)
		return;
	struct judgement it = {.finding = FINDING_NEW_CONTROL_TARGET,
		.event = e,
		.app = e->type,
		.element = &client,
		.peer = &server,
		.question = &q,
		.verdict = &v,
		.rule = "dhcp.server",
		.confidence = CONFIDENCE_MEDIUM,
		.permit_helps = true};
	words_add(&it.message, server.id);
	words_add(&it.message, " tells ");
	words_add(&it.message, client.id);
	words_add(&it.message, " to load from ");
	words_add_span(&it.message, e->u.signal.text);
	finding_raise(j, &it);
}
