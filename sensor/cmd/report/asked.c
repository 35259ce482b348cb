/* asked: see asked.h. */
#include "config.h"

#include "sensor/cmd/report/asked.h"

#include "sensor/cmd/turned.h"
#include "sensor/dissector.h"

bool asked_verb(struct span name, enum verb *ret)
{
	for (int v = 0; v < VERB_COUNT; v++) {
		if (!span_eq(name, span_str(verb_name((enum verb)v))))
			continue;
		*ret = (enum verb)v;
		return true;
	}
	return false;
}

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

/* What was done at a further address of an element was done on the element. */
static void turn_aliases(const struct policy *p, const struct event_line *e, struct question *q)
{
	static const char *const ends[TURNED_MAX][2] = {
		{"mgmt.element.alias.ip", "mgmt.element.alias.of"},
		{"mgmt.actor.alias.ip", "mgmt.actor.alias.of"}};
	struct further known[TURNED_MAX];
	unsigned count = 0;

	for (unsigned i = 0; i < TURNED_MAX; i++)
		count += value_addr(e->value, ends[i][0], &known[count].ip) &&
			 value_addr(e->value, ends[i][1], &known[count].of);
	question_turn(p, q, known, count);
}

bool asked_read(const struct policy *p, const struct event_line *e, struct asked *ret)
{
	struct question *q = &ret->question;
	char proto[16];

	memset(q, 0, sizeof(*q));
	q->ts_us = e->ts_us;
	q->is_action = true;
	if (!asked_verb(value_text(value_at(e->value, "mgmt.verb")), &q->verb) ||
		!value_addr(e->value, "mgmt.element.ip", &q->element))
		return false;
	value_addr(e->value, "mgmt.actor.ip", &q->actor);
	value_addr(e->value, "src_ip", &q->client.addr);
	value_addr(e->value, "dest_ip", &q->server.addr);
	q->client.port = (uint16_t)value_count(e->value, "src_port", 0);
	q->server.port = (uint16_t)value_count(e->value, "dest_port", 0);
	value_copy(e->value, "proto", proto, sizeof(proto));
	value_copy(e->value, "mgmt.actor.user", ret->user, sizeof(ret->user));
	value_copy(e->value, "mgmt.via", ret->app, sizeof(ret->app));
	q->ip_proto = strcmp(proto, "UDP") == 0 ? IPPROTO_NR_UDP : IPPROTO_NR_TCP;
	q->space = space_of(p, value_at(e->value, "vlan"));
	q->user = span_str(ret->user);
	q->app = ret->app;
	turn_to_client(q);
	turn_aliases(p, e, q);
	return true;
}
