/* alias: see alias.h. Collector's thread; time is packet time. */
#include "config.h"

#include "rules/judge/alias.h"

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

static bool has_two(uint8_t proofs)
{
	return (proofs & (proofs - 1)) != 0;
}

bool alias_is_proven(uint8_t proofs)
{
	return (proofs & 1u << ALIAS_OWN) != 0;
}

static enum alias_state state_of(const struct alias *a, int64_t now_us)
{
	bool contested = a->rival_proofs && now_us - a->rival_us < DAY_US;

	if (contested && alias_is_proven(a->proofs) == alias_is_proven(a->rival_proofs))
		return ALIAS_CONFLICT;
	return alias_is_proven(a->proofs) || has_two(a->proofs) || a->seen ? ALIAS_HOLDS
									   : ALIAS_WAITS;
}

bool alias_settle(struct judge *j, struct alias *a, int64_t now_us)
{
	enum alias_state state = state_of(a, now_us);

	if (state == (enum alias_state)a->state)
		return false;
	j->aliases_waiting += state == ALIAS_WAITS;
	j->aliases_waiting -= a->state == ALIAS_WAITS;
	a->state = (uint8_t)state;
	return true;
}

/* Nothing is known of it but where it belongs. */
static void alias_begin(struct judge *j, struct alias *a, struct addr home, int64_t ts_us)
{
	memset(a, 0, sizeof(*a));
	a->home = home;
	a->state = ALIAS_WAITS;
	a->first_us = a->last_us = ts_us;
	j->aliases_waiting++;
	j->aliases_fresh = true;
}

struct alias *alias_known(struct judge *j, uint16_t space, const struct addr *a)
{
	struct alias_key key = key_of(space, a);

	return store_find(j->aliases, &key);
}

struct alias *alias_add(struct judge *j, uint16_t space, const struct addr *a,
	const struct addr *home, int64_t ts_us)
{
	struct alias_key key = key_of(space, a);

	if (!home_enter(j, space, home))
		return NULL;
	struct alias *fresh = store_take(j->aliases, &key, NULL);
	alias_begin(j, fresh, *home, ts_us);
	return fresh;
}

bool alias_move(struct judge *j, uint16_t space, struct alias *a, const struct addr *home)
{
	if (!home_enter(j, space, home))
		return false;
	home_leave(j, space, &a->home);
	a->home = *home;
	return true;
}

void alias_renew(struct judge *j, struct alias *a, int64_t ts_us)
{
	j->aliases_waiting -= a->state == ALIAS_WAITS;
	alias_begin(j, a, a->home, ts_us);
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
	memory_put_u32(out, a->sources);
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

static bool alias_load(struct judge *j, uint32_t version, struct cursor *in)
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
	read.sources = version > 1 ? cursor_be32(in) : cursor_be16(in);
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

	if (count > JUDGE_ALIASES)
		return false;
	for (uint32_t i = 0; i < count; i++)
		if (!alias_load(j, version, in))
			return false;
	j->aliases_fresh = true;
	alias_show(j);
	return true;
}
