/*
 * Any bytes as a policy: it is refused with a reason or it answers every question; the same text
 * gives the same answers; a permit is told only with its sanction.
 */
#include "config.h"

#include "rules/policy/policy.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void count_fault(void *ctx, const char *line)
{
	unsigned *faults = ctx;

	*faults += line[0] != '\0';
}

static void check(const struct policy *p, const struct question *q)
{
	struct verdict flow, action, again;
	char line[256];

	policy_flow(p, q, &flow);
	policy_action(p, q, &action);
	policy_action(p, q, &again);
	if ((flow.sanction == SANCTION_PERMITTED) != (flow.permit != NULL) ||
		(action.sanction == SANCTION_EXCEEDS) != (action.exceeds != NULL) ||
		(action.sanction == SANCTION_IN_WINDOW && !action.window) ||
		action.sanction == SANCTION_NO_POLICY || action.sanction != again.sanction ||
		action.permit != again.permit)
		abort();
	uint32_t len = policy_missing(p, q, line, sizeof(line));
	if (strlen(line) != len)
		abort();
	policy_exception(p, "weak-crypto", q);
}

static void ask(const struct policy *p)
{
	static const char *const addresses[] = {"10.0.0.1", "10.1.2.3", "2001:db8::1", "0.0.0.0"};
	static const char *const apps[] = {"snmp", "ssh", NULL, "no-such-protocol"};

	for (unsigned i = 0; i < 128; i++) {
		struct question q = {.ts_us = 1795311000000000,
			.space = (uint16_t)(i >> 4 & 1),
			.client.port = 40000,
			.server.port = 22,
			.ip_proto = i & 8 ? IPPROTO_NR_UDP : IPPROTO_NR_TCP,
			.app = apps[i & 3],
			.domain = i & 4 ? "eu.update.example" : NULL,
			.country = i & 1 ? "GB" : NULL,
			.asn = i & 2 ? 64500 : 0,
			.is_action = i & 32,
			.verb = (enum verb)(i % VERB_COUNT)};
		struct host h;
		addr_parse(span_str(addresses[i & 3]), &q.client.addr);
		addr_parse(span_str(addresses[i >> 5]), &q.server.addr);
		q.element = i & 64 ? q.server.addr : q.client.addr;
		q.actor = i & 16 ? q.client.addr : q.actor;
		policy_host(p, q.space, &q.client.addr, &h);
		if (policy_touches(p, q.space, &q.client.addr, &q.client.addr) != (h.roles != 0))
			abort();
		check(p, &q);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned faults = 0, told = 0;
	struct diag diag = {.say = count_fault, .ctx = &faults};
	struct policy_use use;
	struct packet packet = {.vlan_count = 2, .vlan = {100, 7}, .vni = 5000, .mpls_label = 16};
	const char *name;

	struct policy *p = policy_parse("fuzz", span_of(data, (uint32_t)size), &diag);
	if ((p == NULL) != (faults > 0))
		abort();
	if (!p)
		return 0;
	ask(p);
	policy_space_name(p, policy_space(p, &packet, "eth0"));
	while (policy_use_at(p, told, &use))
		told++;
	policy_account(p, SPAN_LIT("root"));
	policy_image(p, "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", &name);
	policy_free(p);
	return 0;
}
