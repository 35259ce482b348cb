/* party: see party.h. Collector's thread. */
#include "config.h"

#include "rules/judge/party.h"
#include "sensor/eve.h"

#include "rules/correlate/trace.h"
#include "rules/judge/alias.h"
#include "rules/judge/words.h"

#include <stdlib.h>

/* The events of one packet are about the same two hosts: they are kept by their addresses' last
 * bytes. */
enum { RECENT = 16 };

enum party_kind { PARTY_ADDRESS, PARTY_ELEMENT, PARTY_CROWD };

static const uint32_t CROWD = 1u << ROLE_CPE;
static const uint32_t ELEMENTS = 1u << ROLE_ELEMENT | 1u << ROLE_CPE;

static struct party_key key_of_address(uint16_t space, const struct addr *a)
{
	struct party_key key = {.space = space, .kind = PARTY_ADDRESS};

	memcpy(key.b, a->b, sizeof(key.b));
	return key;
}

/* "space/address", or the address alone in the default space. RET is zero. */
static void address_id(const struct judge *j, const struct party *p, char ret[static PARTY_ID])
{
	const char *space = j->policy && p->space ? policy_space_name(j->policy, p->space) : NULL;
	struct words w;

	const struct addr *a = p->is_alias ? &p->home : &p->shown;

	if (!space) {
		addr_text(a, ret);
		return;
	}
	words_begin(&w);
	words_add_span(&w, span_sub(span_str(space), 0, PARTY_ID - ADDR_TEXT - 2));
	words_add(&w, "/");
	words_add_addr(&w, a);
	words_copy(ret, PARTY_ID, words_span(&w));
}

struct store *party_store(const struct judge *j, const struct store_shape *shape, uint32_t head_len)
{
	return store_new_with(shape, &(struct store_ways){head_len, &j->host_hash, true});
}

bool party_open(struct judge *j)
{
	j->host_hash = siphash_random_key();
	j->learned = party_store(
		j, &(struct store_shape){JUDGE_LEARNED, sizeof(struct party_key), 1, NULL, j}, 0);
	j->recent = calloc(RECENT, sizeof(*j->recent));
	return j->learned && j->recent;
}

void party_close(struct judge *j)
{
	store_free(j->learned);
	free(j->recent);
}

void party_forget(struct judge *j)
{
	memset(j->recent, 0, RECENT * sizeof(*j->recent));
}

static struct party_key key_of_name(enum party_kind kind, const char *name)
{
	static const struct siphash_key fixed[2] = {{0x70617274795f6964ull, 0x66697273745f6861ull},
		{0x70617274795f6964ull, 0x7365636f6e645f68ull}};
	struct party_key key = {.kind = (uint16_t)kind};

	for (int i = 0; i < 2; i++) {
		uint64_t half = siphash(&fixed[i], name, strlen(name));
		memcpy(key.b + 8 * i, &half, 8);
	}
	return key;
}

/* What is kept of equipment stands in several places: asked for at once, they come together. */
static void expect(const struct judge *j, uint32_t hash)
{
	store_expect(j->learned, hash);
	store_expect(j->elements, hash);
	store_expect(j->assets, hash);
	trace_expect(j, hash);
}

static void fetch(const struct judge *j, uint32_t hash)
{
	store_fetch(j->elements, hash);
	store_fetch(j->assets, hash);
	trace_fetch(j, hash);
}

static void identify(const struct judge *j, struct party *p)
{
	const char *name = p->is_crowd ? p->host.group : p->host.id;

	p->key = name ? key_of_name(p->is_crowd ? PARTY_CROWD : PARTY_ELEMENT, name)
		      : key_of_address(p->space, p->is_alias ? &p->home : &p->shown);
	p->hash = store_hash(&j->host_hash, &p->key, sizeof(p->key));
	expect(j, p->hash); /* while its name is written */
	if (name)
		words_copy(p->id, PARTY_ID, span_str(name));
	else
		address_id(j, p, p->id);
	store_fetch(j->learned, p->hash);
}

/* A further address of an element: all that the policy says of that is true of it but the roles,
 * which are those of the address itself. */
static void adopt(const struct judge *j, struct party *p)
{
	const struct alias *a = alias_find(j, p->space, &p->addr);
	struct host host;

	if (!a || a->state != ALIAS_HOLDS)
		return;
	policy_host(j->policy, p->space, &a->home, &host);
	if (!(host.roles & 1u << ROLE_ELEMENT))
		return;
	p->host = host;
	p->host.roles = 0;
	p->is_alias = p->is_element = true;
	p->home = a->home;
}

static void find_out(const struct judge *j, uint16_t space, const struct addr *a, struct party *ret)
{
	memset(ret, 0, sizeof(*ret));
	ret->known = true;
	ret->space = space;
	ret->addr = ret->home = *a;
	if (j->policy) {
		policy_host(j->policy, space, a, &ret->host);
		ret->is_element = (ret->host.roles & ELEMENTS) != 0;
		ret->is_crowd = (ret->host.roles & ELEMENTS) == CROWD && ret->host.group;
		if (!ret->host.roles)
			adopt(j, ret);
	}
	ret->shown = *a;
	host_mask(&ret->host, &ret->shown);
	identify(j, ret);
	if (!j->policy)
		ret->is_element = store_find_hashed(j->learned, &ret->key, ret->hash) != NULL;
	if (ret->is_element)
		fetch(j, ret->hash);
}

static const struct party *recall(const struct judge *j, uint16_t space, const struct addr *a)
{
	/* both ends of a flow often have the same last byte */
	unsigned mixed = a->b[15] + a->b[14] * 5u + a->b[13] * 11u + space;
	struct party *recent = &j->recent[mixed % RECENT];

	if (!recent->known || recent->space != space || addr_cmp(&recent->addr, a) != 0)
		find_out(j, space, a, recent);
	return recent;
}

void party_of(const struct judge *j, uint16_t space, const struct addr *a, struct party *ret)
{
	*ret = *recall(j, space, a);
}

void party_expect(const struct judge *j, const struct place *place)
{
	if (!place->has_ip)
		return;
	recall(j, place->space, &place->src.addr);
	recall(j, place->space, &place->dst.addr);
}

void party_none(struct party *ret)
{
	memset(ret, 0, sizeof(*ret));
}

void party_learn(struct judge *j, uint16_t space, const struct addr *a)
{
	struct party_key key = key_of_address(space, a);
	bool is_new = false;

	if (!j->policy && !addr_is_group(a))
		store_take(j->learned, &key, &is_new);
	if (is_new) /* and perhaps another one was forgotten */
		party_forget(j);
}

void party_say(struct words *w, const struct party *p)
{
	words_add(w, p->id);
	if (!p->is_alias)
		return;
	words_add(w, " (");
	words_add_addr(w, &p->shown);
	words_add(w, ")");
}

const char *party_role(const struct party *p)
{
	if (p->host.role != ROLE_NONE)
		return role_name(p->host.role);
	return role_name(p->is_element ? ROLE_ELEMENT : ROLE_NONE);
}

void party_mask(const struct judge *j, const struct place *place, struct place *ret)
{
	*ret = *place;
	if (!place->has_ip)
		return;
	policy_mask(j->policy, place->space, &ret->src.addr);
	policy_mask(j->policy, place->space, &ret->dst.addr);
	ret->flow_id = eve_flow_id(place, ret);
}

void place_from_client(struct place *place)
{
	if (place->src_is_client)
		return;
	struct endpoint end = place->src;
	struct mac mac = place->src_mac;
	place->src = place->dst;
	place->dst = end;
	place->src_mac = place->dst_mac;
	place->dst_mac = mac;
	place->src_is_client = true;
}

/* --- from one run to the next ------------------------------------------------------------------
 */

void party_key_save(const struct party_key *key, struct memory_out *out)
{
	memory_put_bytes(out, key->b, sizeof(key->b));
	memory_put_u16(out, key->space);
	memory_put_u16(out, key->kind);
}

struct party_key party_key_load(struct cursor *in)
{
	struct party_key key;

	memset(&key, 0, sizeof(key));
	memory_get_bytes(in, key.b, sizeof(key.b));
	key.space = cursor_be16(in);
	key.kind = cursor_be16(in);
	return key;
}

void hosts_save(const struct judge *j, struct memory_out *out)
{
	const void *key;

	memory_put_u32(out, store_count(j->learned));
	for (void *at = store_oldest(j->learned, &key); at;
		at = store_later(j->learned, at, &key)) {
		const struct party_key *host = key;
		struct addr a;
		memcpy(a.b, host->b, sizeof(a.b));
		memory_put_addr(out, &a);
		memory_put_u16(out, host->space);
	}
}

bool hosts_load(struct judge *j, uint32_t version, struct cursor *in)
{
	uint32_t count = cursor_be32(in);

	(void)version;
	if (count > JUDGE_LEARNED)
		return false;
	for (uint32_t i = 0; i < count; i++) {
		struct addr a = memory_get_addr(in);
		struct party_key key = key_of_address(cursor_be16(in), &a);
		if (!cursor_ok(in))
			return false;
		store_take(j->learned, &key, NULL);
	}
	return true;
}
