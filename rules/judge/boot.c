/*
 * boot: who tells equipment where to load its configuration from. A DHCP server and a boot server
 * that the policy does not name may be anyone's. Collector's thread.
 */
#include "config.h"

#include "rules/judge/report.h"

static bool boot_is_named(const struct judge *j, const struct event *e)
{
	uint32_t number = (uint32_t)e->u.signal.number;
	const uint8_t octets[4] = {(uint8_t)(number >> 24), (uint8_t)(number >> 16),
		(uint8_t)(number >> 8), (uint8_t)number};
	struct addr server = addr_v4(octets);
	struct host host;

	if (!number)
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
	policy_flow(j->policy, &q, &v);
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
