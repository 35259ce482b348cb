/*
 * explain_alias: further addresses of elements in the event that is explained: by whose word they
 * are theirs, and the question as the policy can answer it. One thread.
 */
#include "config.h"

#include "sensor/base/json_get.h"
#include "sensor/cmd/explain.h"

#include <stdio.h>

static bool addr_at(struct span object, const char *key, struct addr *ret)
{
	char text[ADDR_TEXT];
	struct span raw;

	return json_get(object, key, &raw) && json_value(raw, text, sizeof(text)) &&
	       addr_parse(span_str(text), ret);
}

static void alias_read(struct span line, const char *path, struct asking *a)
{
	struct asked_alias *at = &a->aliases[a->alias_count];
	struct span object, raw;

	if (a->alias_count == ASKED_ALIASES || !json_get(line, path, &object) ||
		!addr_at(object, "ip", &at->ip) || !addr_at(object, "of", &at->of))
		return;
	if (json_get(object, "told_by", &raw))
		json_value(raw, at->told_by, sizeof(at->told_by));
	a->alias_count++;
}

static bool is_listed(const struct policy *p, uint16_t space, const struct addr *a)
{
	struct host host;

	policy_host(p, space, a, &host);
	return (host.roles & 1u << ROLE_ELEMENT) != 0;
}

static void turn(const struct asking *a, struct addr *end)
{
	for (unsigned i = 0; i < a->alias_count; i++)
		if (addr_cmp(&a->aliases[i].ip, end) == 0)
			*end = a->aliases[i].of;
}

void asking_aliases(const struct policy *p, struct span line, struct asking *ret)
{
	struct question *q = &ret->q;
	const struct addr *one = q->is_action ? &q->element : &q->client.addr;
	const struct addr *two = q->is_action ? &q->actor : &q->server.addr;

	alias_read(line, "spanwatch.alias.element", ret);
	alias_read(line, "spanwatch.alias.peer", ret);
	if (!ret->alias_count) {
		alias_read(line, "mgmt.element.alias", ret);
		alias_read(line, "mgmt.actor.alias", ret);
	}
	if (!p || is_listed(p, q->space, one) || is_listed(p, q->space, two))
		return;
	turn(ret, &q->client.addr);
	turn(ret, &q->server.addr);
	turn(ret, &q->element);
	turn(ret, &q->actor);
}

void asking_aliases_say(const struct asking *a)
{
	char ip[ADDR_TEXT], of[ADDR_TEXT];

	for (unsigned i = 0; i < a->alias_count; i++) {
		const struct asked_alias *at = &a->aliases[i];
		addr_text(&at->ip, ip);
		addr_text(&at->of, of);
		printf("%s is a further address of %s, as %s told\n", ip, of, at->told_by);
	}
}
