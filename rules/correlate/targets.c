/*
 * targets: who an element takes orders, logins, time and names from, and whom it reports to. A
 * server that it never used is told where it used others before, or where the policy says who
 * serves. Collector's thread.
 */
#include "config.h"

#include "rules/correlate/chain.h"
#include "rules/judge/ask.h"
#include "rules/judge/naming.h"
#include "rules/judge/services.h"

static const struct {
	const char *app;
	enum service service;
	uint16_t port; /* of the server; 0: any */
} services[] = {
	{"tacacs", SERVICE_AAA, 0},
	{"radius", SERVICE_AAA, 0},
	{"syslog", SERVICE_LOG, 0},
	{"ntp", SERVICE_TIME, 0},
	{"dns", SERVICE_NAMES, 0},
	{"snmp", SERVICE_TRAP, 162},
	{"netflow", SERVICE_FLOWS, 0},
	{"ipfix", SERVICE_FLOWS, 0},
	{"sflow", SERVICE_FLOWS, 0},
	{"cwmp", SERVICE_ACS, 0},
};

/* Without a policy, other servers count as settled after LEARN_S of use. */
static const struct {
	const char *text;
	enum role role;
	int64_t learn_s;
} kinds[SERVICE_COUNT] = {
	[SERVICE_AAA] = {"asks who may log in at", ROLE_AAA, 600},
	[SERVICE_LOG] = {"sends its logs to", ROLE_SYSLOG, 600},
	[SERVICE_TIME] = {"takes its time from", ROLE_NTP, 3600},
	[SERVICE_NAMES] = {"asks for names at", ROLE_DNS, 3600},
	[SERVICE_TRAP] = {"sends its traps to", ROLE_MANAGER, 600},
	[SERVICE_FLOWS] = {"reports its flows to", ROLE_NONE, 600},
	[SERVICE_ACS] = {"takes its orders from", ROLE_ACS, 600},
};

enum { CWMP_PORT = 7547 }; /* TR-069 section 3.2.2.2; here of a server inside of TLS */

/* Names asked for inside of TLS: on its port (RFC 7858), or at a resolver that the world knows. */
static bool asks_sealed(const struct judge *j, const struct event *e)
{
	static const char *const sealed[] = {"tls", "quic", "http2"};
	enum { DNS_OVER_TLS = 853 };
	const struct endpoint *server = place_end(&e->place, SIDE_SERVER);
	const struct known_service *s;

	if (!TRACE_IS(e->app, sealed))
		return false;
	s = services_at(j->options.services, &server->addr);
	return server->port == DNS_OVER_TLS || (s && s->is_resolver);
}

static int service_of(const struct judge *j, const struct event *e)
{
	uint16_t port = place_end(&e->place, SIDE_SERVER)->port;

	for (unsigned i = 0; e->app && i < sizeof(services) / sizeof(services[0]); i++)
		if (strcmp(e->app, services[i].app) == 0 &&
			(!services[i].port || services[i].port == port))
			return (int)services[i].service;
	if (port == CWMP_PORT && e->app && strcmp(e->app, "tls") == 0)
		return SERVICE_ACS;
	return asks_sealed(j, e) ? SERVICE_NAMES : -1;
}

/* True when ADDR was there already. The latest stands first. */
static bool servers_take(struct servers *s, const struct addr *addr, int64_t ts_us)
{
	unsigned at = 0;

	while (at < s->count && addr_cmp(&s->addr[at], addr) != 0)
		at++;
	bool known = at < s->count;
	if (!s->count)
		s->first_us = ts_us;
	if (!known && s->count < TRACE_SERVERS)
		s->count++;
	if (at >= s->count)
		at = s->count - 1u;
	for (; at; at--)
		s->addr[at] = s->addr[at - 1];
	s->addr[0] = *addr;
	return known;
}

static bool servers_have(const struct servers *s, const struct addr *addr)
{
	for (unsigned i = 0; i < s->count; i++)
		if (addr_cmp(&s->addr[i], addr) == 0)
			return true;
	return false;
}

static void target_tell(struct judge *j, const struct watched *w, enum service service,
	const struct servers *before)
{
	struct judgement it = {.finding = FINDING_NEW_CONTROL_TARGET,
		.event = w->event,
		.element = w->from,
		.peer = w->to,
		.question = w->question,
		.rule = "new-server",
		.severity = j->policy ? 2 : 3,
		.confidence = j->policy ? CONFIDENCE_HIGH : CONFIDENCE_MEDIUM,
		.permit_helps = true};

	words_add(&it.message, w->from->id);
	words_add(&it.message, " ");
	words_add(&it.message, kinds[service].text);
	words_add(&it.message, " ");
	words_add(&it.message, w->to->id);
	words_add(&it.message, ", which it never did");
	if (before->count) {
		words_add(&it.message, "; before it was ");
		words_add_addr(&it.message, &before->addr[0]);
	}
	finding_raise(j, &it);
	if (service == SERVICE_AAA)
		redirect_target(j, w);
}

void targets_flow(struct judge *j, const struct watched *w, bool permitted)
{
	const struct addr *server = &w->to->addr;
	int service = service_of(j, w->event);
	int64_t ts_us = w->event->ts_us;

	if (service < 0 || !w->from->is_element || w->event->place.initiator_guessed)
		return;
	struct trace *t = trace_of(j, w->from);
	if (!t)
		return;
	struct servers *s = &t->servers[service];
	if (!j->policy) {
		bool settled =
			s->count && ts_us - s->first_us >= kinds[service].learn_s * SECOND_US;
		if (settled && !servers_have(s, server))
			target_tell(j, w, (enum service)service, s);
		servers_take(s, server, ts_us);
		return;
	}
	if (permitted)
		servers_take(s, server, ts_us);
	else if (s->count || policy_has_role(j->policy, kinds[service].role))
		target_tell(j, w, (enum service)service, s);
}

/* CWMP begins as any HTTP: whose orders are taken shows in its messages, not when the flow does. */
void targets_message(struct judge *j, const struct event *e)
{
	struct event flow = *e;
	const char *names[NAMING_MAX];
	struct party element, server;
	struct verdict v = {.sanction = SANCTION_UNPERMITTED};
	struct question q = {.ts_us = e->ts_us,
		.space = e->place.space,
		.client = *place_end(&e->place, SIDE_CLIENT),
		.server = *place_end(&e->place, SIDE_SERVER),
		.ip_proto = e->place.ip_proto,
		.app = "cwmp"};

	party_of(j, q.space, &q.client.addr, &element);
	if (!element.is_element)
		return;
	party_of(j, q.space, &q.server.addr, &server);
	flow.app = q.app;
	q.domain = naming_of(j, e, names) ? names[0] : NULL;
	if (j->policy)
		ask_flow(j, &q, &v);
	targets_flow(j, &(struct watched){&flow, &element, &server, &q},
		v.sanction != SANCTION_UNPERMITTED);
}
