/* chain: see chain.h. Collector's thread. */
#include "config.h"

#include "rules/correlate/chain.h"

#include "rules/memory.h"

bool chain_open(struct judge *j)
{
	j->correlate->chains = store_new(&(struct store_shape){
		CHAIN_ELEMENTS, sizeof(struct party_key), sizeof(struct chain), NULL, j});
	return j->correlate->chains;
}

struct chain *chain_of(struct judge *j, const struct party *p, bool create)
{
	if (!p->is_element || p->is_crowd)
		return NULL;
	return create ? store_take(j->correlate->chains, &p->key, NULL)
		      : store_find(j->correlate->chains, &p->key);
}

static bool sanction_is_good(enum sanction s)
{
	return s == SANCTION_PERMITTED || s == SANCTION_IN_WINDOW;
}

struct step step_of_deed(const struct deed *d)
{
	const struct question *q = &d->question;

	return (struct step){.ts_us = d->event->ts_us,
		.client = q->client,
		.server = q->server,
		.actor = d->actor.addr,
		.app = q->app,
		.space = q->space,
		.ip_proto = q->ip_proto,
		.has_actor = d->actor.known,
		.sanctioned = sanction_is_good(d->verdict.sanction),
		.is_action = true,
		.verb = d->action.verb};
}

struct step step_of_flow(const struct watched *w, bool sanctioned)
{
	const struct question *q = w->question;

	return (struct step){.ts_us = w->event->ts_us,
		.client = q->client,
		.server = q->server,
		.actor = w->from->addr,
		.app = q->app,
		.space = q->space,
		.ip_proto = q->ip_proto,
		.has_actor = true,
		.sanctioned = sanctioned};
}

struct question step_question(const struct step *s, const struct party *element)
{
	struct question q = {.ts_us = s->ts_us,
		.space = s->space,
		.client = s->client,
		.server = s->server,
		.ip_proto = s->ip_proto,
		.app = s->app,
		.is_action = s->is_action,
		.verb = s->verb,
		.element = element->addr};

	if (s->has_actor)
		q.actor = s->actor;
	return q;
}

void chain_deed(struct judge *j, const struct deed *d)
{
	struct chain *c;

	if (verb_changes(d->action.verb) && (c = chain_of(j, &d->element, true)))
		c->change_us = d->event->ts_us;
}

/* --- from one run to the next ------------------------------------------------------------------
 */

static void step_save(const struct step *s, struct memory_out *out)
{
	memory_put_i64(out, s->ts_us);
	if (!s->ts_us)
		return;
	memory_put_addr(out, &s->client.addr);
	memory_put_u16(out, s->client.port);
	memory_put_addr(out, &s->server.addr);
	memory_put_u16(out, s->server.port);
	memory_put_addr(out, &s->actor);
	memory_put_u16(out, s->space);
	memory_put_u8(out, s->ip_proto);
	memory_put_u8(out, (uint8_t)(s->has_actor | s->sanctioned << 1 | s->is_action << 2));
	memory_put_u8(out, (uint8_t)s->verb);
}

static void step_load(struct step *s, struct cursor *in)
{
	s->ts_us = memory_get_time(in);
	if (!s->ts_us)
		return;
	s->client.addr = memory_get_addr(in);
	s->client.port = cursor_be16(in);
	s->server.addr = memory_get_addr(in);
	s->server.port = cursor_be16(in);
	s->actor = memory_get_addr(in);
	s->space = cursor_be16(in);
	s->ip_proto = cursor_u8(in);
	uint8_t flags = cursor_u8(in);
	s->has_actor = flags & 1;
	s->sanctioned = flags & 2;
	s->is_action = flags & 4;
	uint8_t verb = cursor_u8(in);
	if (verb >= VERB_COUNT)
		cursor_fail(in);
	else
		s->verb = (enum verb)verb;
}

void chains_save(const struct judge *j, struct memory_out *out)
{
	const void *found;
	const struct chain *c = store_oldest(j->correlate->chains, &found);

	memory_put_u32(out, store_count(j->correlate->chains));
	for (; c; c = store_later(j->correlate->chains, c, &found)) {
		party_key_save(found, out);
		step_save(&c->image, out);
		step_save(&c->restart, out);
		step_save(&c->redirect, out);
		memory_put_text(out, c->name);
		memory_put_i64(out, c->change_us);
	}
}

bool chains_load(struct judge *j, uint32_t version, struct cursor *in)
{
	uint32_t count = cursor_be32(in);

	(void)version;
	if (count > CHAIN_ELEMENTS)
		return false;
	for (uint32_t i = 0; i < count && cursor_ok(in); i++) {
		struct party_key key = party_key_load(in);
		struct chain *c = store_take(j->correlate->chains, &key, NULL);
		step_load(&c->image, in);
		step_load(&c->restart, in);
		step_load(&c->redirect, in);
		memory_get_text(in, c->name, sizeof(c->name));
		c->change_us = memory_get_time(in);
	}
	return cursor_ok(in);
}
