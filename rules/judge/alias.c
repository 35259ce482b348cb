/* alias: see alias.h. Collector's thread; time is packet time. */
#include "config.h"

#include "rules/judge/alias.h"

#include "rules/judge/services.h"
#include "rules/memory.h"
#include "sensor/base/roster.h"

struct alias_key {
	struct addr addr;
	uint16_t space, zero[3];
};

static struct alias_key key_of(uint16_t space, const struct addr *a)
{
	struct alias_key key = {.addr = *a, .space = space};

	return key;
}

/* --- how many an element has -------------------------------------------------------------------
 */

static uint16_t *home_count(struct judge *j, uint16_t space, const struct addr *home)
{
	struct alias_key key = key_of(space, home);

	return store_take(j->alias_homes, &key, NULL);
}

static void home_leave(struct judge *j, uint16_t space, const struct addr *home)
{
	uint16_t *count = home_count(j, space, home);

	if (*count)
		--*count;
	if (*count)
		return;
	struct alias_key key = key_of(space, home);
	store_drop(j->alias_homes, &key);
}

static bool home_enter(struct judge *j, uint16_t space, const struct addr *home)
{
	uint16_t *count = home_count(j, space, home);

	if (*count >= ALIAS_MOST)
		return false;
	++*count;
	return true;
}

static void alias_evicted(void *ctx, const void *key, void *value)
{
	struct judge *j = ctx;
	const struct alias_key *gone = key;
	const struct alias *a = value;

	j->aliases_waiting -= a->state == ALIAS_WAITS;
	home_leave(j, gone->space, &a->home);
	party_forget(j);
}

bool alias_open(struct judge *j)
{
	j->aliases = store_new(&(struct store_shape){
		JUDGE_ALIASES, sizeof(struct alias_key), sizeof(struct alias), alias_evicted, j});
	/* as many elements at most, one more while an alias takes another's place */
	j->alias_homes = store_new(&(struct store_shape){
		JUDGE_ALIASES + 1, sizeof(struct alias_key), sizeof(uint16_t), NULL, j});
	return j->aliases && j->alias_homes;
}

void alias_close(struct judge *j)
{
	store_free(j->aliases);
	store_free(j->alias_homes);
}

/* --- whom it belongs to ------------------------------------------------------------------------
 */

bool alias_is_possible(const struct addr *a)
{
	static const struct addr self = {.b[15] = 1};

	if (addr_is_group(a) || addr_is_link_local(a))
		return false;
	if (!addr_is_v4(a))
		return addr_cmp(a, &self) != 0;
	/* this network, the machine itself, reserved: RFC 1122, RFC 1112 */
	return a->b[12] != 0 && a->b[12] != 127 && a->b[12] < 240;
}

const struct alias *alias_find(const struct judge *j, uint16_t space, const struct addr *a)
{
	if (!store_count(j->aliases))
		return NULL;
	struct alias_key key = key_of(space, a);
	return store_find(j->aliases, &key);
}

bool alias_touches(const struct judge *j, uint16_t space, const struct addr *a)
{
	const struct alias *found = alias_find(j, space, a);

	return found && found->state != ALIAS_CONFLICT;
}

static uint8_t hops_of(const struct place *p)
{
	return (uint8_t)(p->ttl > 1 ? ttl_begin(p->ttl) - p->ttl : 0);
}

static bool has_two(uint8_t proofs)
{
	return (proofs & (proofs - 1)) != 0;
}

static bool is_proven(uint8_t proofs)
{
	return (proofs & 1u << ALIAS_OWN) != 0;
}

static enum alias_state state_of(const struct alias *a, int64_t now_us)
{
	bool contested = a->rival_proofs && now_us - a->rival_us < DAY_US;

	if (contested && is_proven(a->proofs) == is_proven(a->rival_proofs))
		return ALIAS_CONFLICT;
	return is_proven(a->proofs) || has_two(a->proofs) || a->seen ? ALIAS_HOLDS : ALIAS_WAITS;
}

static void settle(struct judge *j, struct alias *a, int64_t now_us)
{
	enum alias_state state = state_of(a, now_us);

	if (state == (enum alias_state)a->state)
		return;
	j->aliases_waiting += state == ALIAS_WAITS;
	j->aliases_waiting -= a->state == ALIAS_WAITS;
	a->state = (uint8_t)state;
	party_forget(j);
}

/* Behind a router's own packets come those that it passes on: MAC and hops tell them apart. */
static void way_take(struct alias *a, const struct event *e)
{
	const struct place *p = &e->place;

	a->has_mac = p->has_ether;
	a->mac = p->src_mac;
	a->hops = p->has_ip ? hops_of(p) : 0;
}

static void claim_take(struct alias *a, const struct event *e, const struct alias_claim *c)
{
	a->proofs |= (uint8_t)(1u << c->proof);
	a->sources |= (uint16_t)(1u << c->source);
	a->count += a->count < UINT32_MAX;
	a->last_us = e->ts_us > a->last_us ? e->ts_us : a->last_us;
	if (!a->has_mac)
		way_take(a, e);
}

/* What was conflicting, or forgotten meanwhile, stays there: lanes read more than is judged. */
void alias_show(struct judge *j)
{
	const void *key;

	if (!j->aliases_fresh || !j->options.learned)
		return;
	j->aliases_fresh = false;
	for (struct alias *a = store_newest(j->aliases, &key); a;
		a = store_earlier(j->aliases, a, &key)) {
		const struct alias_key *k = key;
		if (!a->shown)
			roster_add(j->options.learned, k->space, &k->addr);
		a->shown = true;
	}
}

static void alias_begin(
	struct judge *j, struct alias *a, const struct event *e, const struct alias_claim *c)
{
	j->aliases_fresh = true;
	memset(a, 0, sizeof(*a));
	a->home = c->home;
	a->state = ALIAS_WAITS;
	a->first_us = a->last_us = e->ts_us;
	j->aliases_waiting++;
	claim_take(a, e, c);
	settle(j, a, e->ts_us);
}

/* --- two that claim it -------------------------------------------------------------------------
 */

/* Who has proof stands before who has none. */
static void rivals_turn(struct judge *j, struct alias *a, uint16_t space)
{
	struct addr home = a->home;
	uint8_t proofs = a->proofs;
	int64_t last_us = a->last_us;

	if (!is_proven(a->rival_proofs) || is_proven(a->proofs) || !home_enter(j, space, &a->rival))
		return;
	home_leave(j, space, &home);
	a->home = a->rival;
	a->proofs = a->rival_proofs;
	a->last_us = a->rival_us;
	a->rival = home;
	a->rival_proofs = proofs;
	a->rival_us = last_us;
	a->seen = false;
}

static void contest(
	struct judge *j, struct alias *a, const struct event *e, const struct alias_claim *c)
{
	uint16_t space = e->place.space;

	if (e->ts_us - a->last_us >= DAY_US) { /* it moved */
		if (!home_enter(j, space, &c->home))
			return;
		home_leave(j, space, &a->home);
		j->aliases_waiting -= a->state == ALIAS_WAITS;
		alias_begin(j, a, e, c);
		party_forget(j);
		return;
	}
	if (addr_cmp(&a->rival, &c->home) != 0)
		a->rival_proofs = 0;
	a->rival = c->home;
	a->rival_proofs |= (uint8_t)(1u << c->proof);
	a->rival_us = e->ts_us;
	alias_tell_conflict(j, e, a, &c->addr);
	rivals_turn(j, a, space);
	party_forget(j);
	settle(j, a, e->ts_us);
}

/* The policy's word is final, and who serves everybody is no element's further address. */
static bool is_taken(const struct judge *j, uint16_t space, const struct addr *a)
{
	struct host host;

	policy_host(j->policy, space, a, &host);
	return host.roles != 0 || services_at(j->options.services, a) != NULL;
}

void alias_hear(struct judge *j, const struct event *e, const struct alias_claim *c)
{
	struct alias_key key = key_of(e->place.space, &c->addr);
	struct party home;
	bool is_new = false;

	if (!j->policy || !alias_is_possible(&c->addr) || is_taken(j, key.space, &c->addr))
		return;
	struct alias *a = store_find(j->aliases, &key);
	if (!a && !home_enter(j, key.space, &c->home))
		return;
	a = store_take(j->aliases, &key, &is_new);
	if (is_new) {
		alias_begin(j, a, e, c);
		return;
	}
	party_of(j, key.space, &a->home, &home);
	struct party_key known = home.key;
	party_of(j, key.space, &c->home, &home);
	if (memcmp(&known, &home.key, sizeof(known)) != 0) {
		contest(j, a, e, c);
		return;
	}
	claim_take(a, e, c);
	settle(j, a, e->ts_us);
}

void alias_witness(struct judge *j, const struct event *e)
{
	const struct place *p = &e->place;

	if (!j->aliases_waiting || !p->has_ip || !p->has_ether || !p->ttl)
		return;
	struct alias_key key = key_of(p->space, &p->src.addr);
	struct alias *a = store_find(j->aliases, &key);
	if (!a || a->state != ALIAS_WAITS || !a->has_mac || hops_of(p) != a->hops ||
		memcmp(a->mac.b, p->src_mac.b, sizeof(a->mac.b)) != 0)
		return;
	a->seen = true;
	settle(j, a, e->ts_us);
}

/* --- from one run to the next ------------------------------------------------------------------
 */

static void alias_save(const struct alias *a, struct memory_out *out)
{
	memory_put_addr(out, &a->home);
	memory_put_addr(out, &a->rival);
	memory_put_u8(out, a->proofs);
	memory_put_u8(out, a->rival_proofs);
	memory_put_u8(out, a->hops);
	memory_put_u8(out, a->has_mac);
	memory_put_u8(out, a->seen);
	memory_put_u16(out, a->sources);
	memory_put_bytes(out, a->mac.b, sizeof(a->mac.b));
	memory_put_u32(out, a->count);
	memory_put_i64(out, a->first_us);
	memory_put_i64(out, a->last_us);
	memory_put_i64(out, a->rival_us);
}

void aliases_save(const struct judge *j, struct memory_out *out)
{
	const void *found;
	const struct alias *a = store_oldest(j->aliases, &found);

	memory_put_u32(out, store_count(j->aliases));
	for (; a; a = store_later(j->aliases, a, &found)) {
		const struct alias_key *key = found;
		memory_put_addr(out, &key->addr);
		memory_put_u16(out, key->space);
		alias_save(a, out);
	}
}

static bool alias_load(struct judge *j, struct cursor *in)
{
	struct alias read = {.zero = 0};
	struct addr addr = memory_get_addr(in);
	struct alias_key key = key_of(cursor_be16(in), &addr);

	read.home = memory_get_addr(in);
	read.rival = memory_get_addr(in);
	read.proofs = cursor_u8(in);
	read.rival_proofs = cursor_u8(in);
	read.hops = cursor_u8(in);
	read.has_mac = cursor_u8(in) != 0;
	read.seen = cursor_u8(in) != 0;
	read.sources = cursor_be16(in);
	memory_get_bytes(in, read.mac.b, sizeof(read.mac.b));
	read.count = cursor_be32(in);
	read.first_us = memory_get_time(in);
	read.last_us = memory_get_time(in);
	read.rival_us = memory_get_time(in);
	if (!cursor_ok(in) || !alias_is_possible(&addr) || !home_enter(j, key.space, &read.home))
		return false;
	read.state = (uint8_t)state_of(&read, read.last_us);
	j->aliases_waiting += read.state == ALIAS_WAITS;
	*(struct alias *)store_take(j->aliases, &key, NULL) = read;
	return true;
}

bool aliases_load(struct judge *j, uint32_t version, struct cursor *in)
{
	uint32_t count = cursor_be32(in);

	(void)version;
	if (count > JUDGE_ALIASES)
		return false;
	for (uint32_t i = 0; i < count; i++)
		if (!alias_load(j, in))
			return false;
	j->aliases_fresh = true;
	alias_show(j);
	return true;
}
