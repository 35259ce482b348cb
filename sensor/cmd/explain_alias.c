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
	struct further *at = &a->aliases[a->alias_count];
	struct span object, raw;

	if (a->alias_count == TURNED_MAX || !json_get(line, path, &object) ||
		!addr_at(object, "ip", &at->ip) || !addr_at(object, "of", &at->of))
		return;
	if (json_get(object, "told_by", &raw))
		json_value(raw, at->told_by, sizeof(at->told_by));
	a->alias_count++;
}

void asking_aliases(const struct policy *p, struct span line, struct asking *ret)
{
	alias_read(line, "spanwatch.alias.element", ret);
	alias_read(line, "spanwatch.alias.peer", ret);
	if (!ret->alias_count) {
		alias_read(line, "mgmt.element.alias", ret);
		alias_read(line, "mgmt.actor.alias", ret);
	}
	question_turn(p, &ret->q, ret->aliases, ret->alias_count);
}

void asking_aliases_say(const struct asking *a)
{
	char ip[ADDR_TEXT], of[ADDR_TEXT];

	for (unsigned i = 0; i < a->alias_count; i++) {
		const struct further *at = &a->aliases[i];
		addr_text(&at->ip, ip);
		addr_text(&at->of, of);
		printf("%s is a further address of %s, as %s told\n", ip, of, at->told_by);
	}
}
