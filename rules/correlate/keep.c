/*
 * keep: what correlation carries from one run to the next: how each element logs, asks and whom it
 * takes orders from, and the way that each manager's packets come. Collector's thread.
 */
#include "config.h"

#include "rules/correlate/trace.h"
#include "rules/memory.h"

static void logging_save(const struct logging *l, struct memory_out *out)
{
	memory_put_i64(out, l->first_us);
	memory_put_i64(out, l->last_us);
	memory_put_i64(out, l->stopped_us);
	memory_put_u32(out, l->moments);
	memory_put_u8(out, l->told);
	for (unsigned i = 0; i < TRACE_GAPS; i++)
		memory_put_u32(out, l->gaps_s[i]);
}

static void logging_load(struct logging *l, struct cursor *in)
{
	l->first_us = memory_get_time(in);
	l->last_us = memory_get_time(in);
	l->stopped_us = memory_get_time(in);
	l->moments = cursor_be32(in);
	l->told = cursor_u8(in) != 0;
	for (unsigned i = 0; i < TRACE_GAPS; i++)
		l->gaps_s[i] = cursor_be32(in);
}

static void asking_save(const struct asking *a, struct memory_out *out)
{
	memory_put_i64(out, a->first_us);
	memory_put_i64(out, a->last_us);
	memory_put_u32(out, a->logins);
	memory_put_u32(out, a->records);
	memory_put_u32(out, a->sessions);
}

static void asking_load(struct asking *a, struct cursor *in)
{
	a->first_us = memory_get_time(in);
	a->last_us = memory_get_time(in);
	a->logins = cursor_be32(in);
	a->records = cursor_be32(in);
	a->sessions = cursor_be32(in);
}

static void servers_save(const struct servers *s, struct memory_out *out)
{
	memory_put_u8(out, s->count);
	if (!s->count)
		return;
	memory_put_i64(out, s->first_us);
	for (unsigned i = 0; i < s->count; i++)
		memory_put_addr(out, &s->addr[i]);
}

static bool servers_load(struct servers *s, struct cursor *in)
{
	s->count = cursor_u8(in);
	if (s->count > TRACE_SERVERS)
		return false;
	if (!s->count)
		return true;
	s->first_us = memory_get_time(in);
	for (unsigned i = 0; i < s->count; i++)
		s->addr[i] = memory_get_addr(in);
	return true;
}

void traces_save(const struct judge *j, struct memory_out *out)
{
	const void *key;
	const struct trace *t = store_oldest(j->correlate->traces, &key);

	memory_put_u32(out, store_count(j->correlate->traces));
	for (; t; t = store_later(j->correlate->traces, t, &key)) {
		party_key_save(key, out);
		logging_save(&t->logging, out);
		asking_save(&t->asking, out);
		memory_put_i64(out, t->tunnel_us);
		for (unsigned i = 0; i < SERVICE_COUNT; i++)
			servers_save(&t->servers[i], out);
	}
}

static bool trace_load(struct judge *j, struct cursor *in)
{
	struct party_key key = party_key_load(in);
	struct trace *t = store_take(j->correlate->traces, &key, NULL);
	bool good = true;

	logging_load(&t->logging, in);
	asking_load(&t->asking, in);
	t->tunnel_us = memory_get_time(in);
	for (unsigned i = 0; good && i < SERVICE_COUNT; i++)
		good = servers_load(&t->servers[i], in);
	return good && cursor_ok(in);
}

bool traces_load(struct judge *j, uint32_t version, struct cursor *in)
{
	uint32_t count = cursor_be32(in);

	(void)version;
	if (count > TRACE_ELEMENTS)
		return false;
	for (uint32_t i = 0; i < count; i++)
		if (!trace_load(j, in))
			return false;
	return true;
}
