/* naming: see naming.h. Collector's thread. */
#include "config.h"

#include "rules/judge/naming.h"

#include "rules/judge/clock.h"
#include "rules/judge/party.h"
#include "rules/judge/words.h"

struct client_key {
	struct addr addr;
	uint16_t space;
	uint16_t zero[3];
};

struct known_name {
	struct addr addr;
	int64_t learned_us, until_us; /* 0: the place is free */
	char text[NAMING_TEXT];
};

struct client_names {
	struct known_name names[NAMING_PER_CLIENT];
};

bool naming_open(struct judge *j)
{
	j->named_clients = store_new(&(struct store_shape){JUDGE_NAMED_CLIENTS,
		sizeof(struct client_key), sizeof(struct client_names), NULL, j});
	j->named_flows = store_new(
		&(struct store_shape){JUDGE_NAMED_FLOWS, sizeof(uint64_t), NAMING_TEXT, NULL, j});
	naming_policy(j);
	return j->named_clients && j->named_flows;
}

void naming_policy(struct judge *j)
{
	j->names_resolvers = j->policy && policy_has_role(j->policy, ROLE_DNS);
}

static struct client_key key_of(const struct event *e)
{
	return (struct client_key){
		.addr = place_end(&e->place, SIDE_CLIENT)->addr, .space = e->place.space};
}

/* The place of the same name and address, else a free one, else that of the oldest. */
static struct known_name *place_for(struct client_names *all, const struct event *e)
{
	struct known_name *best = &all->names[0];

	for (unsigned i = 0; i < NAMING_PER_CLIENT; i++) {
		struct known_name *n = &all->names[i];
		if (n->until_us && addr_cmp(&n->addr, &e->u.name.addr) == 0 &&
			span_eq_nocase(span_str(n->text), e->u.name.name))
			return n;
		if (n->learned_us < best->learned_us)
			best = n;
	}
	return best;
}

static bool is_trusted(const struct judge *j, const struct event *e)
{
	struct party resolver;

	if (!j->names_resolvers)
		return true;
	party_of(j, e->place.space, &place_end(&e->place, SIDE_SERVER)->addr, &resolver);
	return resolver.host.roles & 1u << ROLE_DNS;
}

static void learn_answer(struct judge *j, const struct event *e)
{
	struct client_key key = key_of(e);
	uint32_t ttl_s = e->u.name.ttl_s;

	if (!is_trusted(j, e))
		return;
	if (ttl_s < NAMING_LEAST_S)
		ttl_s = NAMING_LEAST_S;
	if (ttl_s > NAMING_MOST_S)
		ttl_s = NAMING_MOST_S;
	struct known_name *n = place_for(store_take(j->named_clients, &key, NULL), e);
	n->addr = e->u.name.addr;
	n->learned_us = e->ts_us;
	n->until_us = e->ts_us + ttl_s * SECOND_US;
	words_copy(n->text, sizeof(n->text), e->u.name.name);
}

/* A host of HTTP may be an address, which is no name and may be a subscriber's. */
static bool is_name(struct span text)
{
	struct addr addr;

	return text.len && text.len < NAMING_TEXT && !memchr(text.p, 0, text.len) &&
	       text.p[0] != '[' && !addr_parse(text, &addr);
}

void naming_learn(struct judge *j, const struct event *e)
{
	const struct span *name = &e->u.name.name;

	if (!is_name(*name))
		return;
	if (e->u.name.has_addr)
		learn_answer(j, e);
	else
		words_copy(store_take(j->named_flows, &e->place.flow_id, NULL), NAMING_TEXT, *name);
}

const char *naming_of_flow(const struct judge *j, uint64_t flow_id)
{
	return store_find(j->named_flows, &flow_id);
}

/* Puts N among the COUNT names behind FIRST, which stand in the order of their age. */
static unsigned insert(
	const struct known_name *ret[NAMING_MAX], unsigned count, const struct known_name *n)
{
	unsigned at = count;

	while (at > 0 && ret[at - 1]->learned_us < n->learned_us)
		at--;
	if (at == NAMING_MAX)
		return count;
	if (count < NAMING_MAX)
		count++;
	for (unsigned i = count - 1; i > at; i--)
		ret[i] = ret[i - 1];
	ret[at] = n;
	return count;
}

unsigned naming_of(const struct judge *j, const struct event *e, const char *ret[NAMING_MAX])
{
	const struct addr *server = &place_end(&e->place, SIDE_SERVER)->addr;
	struct client_key key = key_of(e);
	const struct client_names *all = store_find(j->named_clients, &key);
	const struct known_name *found[NAMING_MAX];
	const char *own = naming_of_flow(j, e->place.flow_id);
	unsigned count = 0, n = 0;

	for (unsigned i = 0; all && i < NAMING_PER_CLIENT; i++) {
		const struct known_name *k = &all->names[i];
		if (k->until_us > e->ts_us && addr_cmp(&k->addr, server) == 0)
			count = insert(found, count, k);
	}
	if (own)
		ret[n++] = own;
	for (unsigned i = 0; i < count && n < NAMING_MAX; i++)
		ret[n++] = found[i]->text;
	return n;
}

void naming_shift(struct judge *j, int64_t by_us)
{
	for (struct client_names *all = store_oldest(j->named_clients, NULL); all;
		all = store_later(j->named_clients, all, NULL))
		for (unsigned i = 0; i < NAMING_PER_CLIENT; i++) {
			all->names[i].learned_us = clock_moved(all->names[i].learned_us, by_us);
			all->names[i].until_us = clock_moved(all->names[i].until_us, by_us);
		}
}
