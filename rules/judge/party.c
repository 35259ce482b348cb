/* party: see party.h. Collector's thread. */
#include "config.h"

#include "rules/judge/party.h"
#include "sensor/eve.h"

#include "rules/judge/words.h"
#include "rules/memory.h"
#include "sensor/base/siphash.h"

#include <stdlib.h>

struct learned_key {
	struct addr addr;
	uint16_t space;
	uint16_t zero[3];
};

/* The events of one packet are about the same two hosts: they are kept by the address's last bits.
 */
enum { RECENT = 16 };

enum party_kind { PARTY_ADDRESS, PARTY_ELEMENT, PARTY_CROWD };

static const uint32_t CROWD = 1u << ROLE_CPE;
static const uint32_t ELEMENTS = 1u << ROLE_ELEMENT | 1u << ROLE_CPE;

static struct learned_key learned_key(uint16_t space, const struct addr *a)
{
	return (struct learned_key){.addr = *a, .space = space};
}

/* "space/address", or the address alone in the default space. RET is zero. */
static void address_id(const struct judge *j, const struct party *p, char ret[static PARTY_ID])
{
	const char *space = j->policy && p->space ? policy_space_name(j->policy, p->space) : NULL;
	struct words w;

	if (!space) {
		addr_text(&p->shown, ret);
		return;
	}
	words_begin(&w);
	words_add_span(&w, span_sub(span_str(space), 0, PARTY_ID - ADDR_TEXT - 2));
	words_add(&w, "/");
	words_add_addr(&w, &p->shown);
	words_copy(ret, PARTY_ID, words_span(&w));
}

bool party_open(struct judge *j)
{
	j->learned = store_new(
		&(struct store_shape){JUDGE_LEARNED, sizeof(struct learned_key), 1, NULL, j});
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

static void identify(const struct judge *j, struct party *p)
{
	const char *name = p->is_crowd ? p->host.group : p->host.id;

	if (name) {
		words_copy(p->id, PARTY_ID, span_str(name));
		p->key = key_of_name(p->is_crowd ? PARTY_CROWD : PARTY_ELEMENT, name);
		return;
	}
	address_id(j, p, p->id);
	p->key = (struct party_key){.space = p->space, .kind = PARTY_ADDRESS};
	memcpy(p->key.b, p->shown.b, sizeof(p->key.b));
}

static void find_out(const struct judge *j, uint16_t space, const struct addr *a, struct party *ret)
{
	memset(ret, 0, sizeof(*ret));
	ret->known = true;
	ret->space = space;
	ret->addr = *a;
	if (j->policy) {
		policy_host(j->policy, space, a, &ret->host);
		ret->is_element = (ret->host.roles & ELEMENTS) != 0;
		ret->is_crowd = (ret->host.roles & ELEMENTS) == CROWD && ret->host.group;
	} else {
		struct learned_key key = learned_key(space, a);
		ret->is_element = store_find(j->learned, &key) != NULL;
	}
	ret->shown = *a;
	host_mask(&ret->host, &ret->shown);
	identify(j, ret);
}

void party_of(const struct judge *j, uint16_t space, const struct addr *a, struct party *ret)
{
	struct party *recent = &j->recent[(a->b[15] ^ space) % RECENT];

	if (!recent->known || recent->space != space || addr_cmp(&recent->addr, a) != 0)
		find_out(j, space, a, recent);
	*ret = *recent;
}

void party_none(struct party *ret)
{
	memset(ret, 0, sizeof(*ret));
}

void party_learn(struct judge *j, uint16_t space, const struct addr *a)
{
	struct learned_key key = learned_key(space, a);
	bool is_new = false;

	if (!j->policy && !addr_is_group(a))
		store_take(j->learned, &key, &is_new);
	if (is_new) /* and perhaps another one was forgotten */
		party_forget(j);
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

void hosts_save(const struct judge *j, struct memory_out *out)
{
	const void *key;

	memory_put_u32(out, store_count(j->learned));
	for (void *at = store_oldest(j->learned, &key); at;
		at = store_later(j->learned, at, &key)) {
		const struct learned_key *host = key;
		memory_put_addr(out, &host->addr);
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
		struct learned_key key = learned_key(cursor_be16(in), &a);
		if (!cursor_ok(in))
			return false;
		store_take(j->learned, &key, NULL);
	}
	return true;
}
