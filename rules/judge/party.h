/*
 * party: who an address is to the network: what the policy says, or, without one, what was learned
 * from what it does.
 */
#ifndef SPANWATCH_RULES_JUDGE_PARTY_H
#define SPANWATCH_RULES_JUDGE_PARTY_H

#include "rules/judge/state.h"
#include "rules/memory.h"

enum { PARTY_ID = 96 };

/** Whom memory is kept for: an address in its space, or a hash of the name the policy gave. */
struct party_key {
	uint8_t b[16];
	uint16_t space, kind;
	uint32_t zero;
};

struct party {
	bool known;      /* there is an address */
	bool is_element; /* equipment that is judged and counted */
	bool is_crowd;   /* customer equipment: one memory for the whole group */
	bool is_alias;   /* a further address of the element at HOME; HOST has no roles then */
	uint16_t space;
	struct addr addr;
	struct addr shown; /* the same, without the host part of a subscriber's address */
	struct addr home;  /* by which the policy names it: ADDR, but for an alias */
	struct host host;
	struct party_key key;
	uint32_t hash;     /* of the key, for the stores of hosts */
	char id[PARTY_ID]; /* policy name or address */
};

/** Fills RET. */
void party_of(const struct judge *j, uint16_t space, const struct addr *a, struct party *ret);

/** P is equipment under the very address that the policy lists (or that was learned without one):
 * what is excused for its sake is not for that of an alias. */
static inline bool party_is_listed(const struct party *p)
{
	return p->is_element && !p->is_alias;
}

/** Begins to bring what is remembered of the hosts of PLACE from memory: changes nothing. */
void party_expect(const struct judge *j, const struct place *place);

/** A loose store of SHAPE, whose keys are those of parties and whose hash is theirs. */
struct store *party_store(
	const struct judge *j, const struct store_shape *shape, uint32_t head_len);

/** The party that nothing is known of. */
void party_none(struct party *ret);

/** A is equipment by what it does; nothing happens where a policy names the elements. */
void party_learn(struct judge *j, uint16_t space, const struct addr *a);

struct words;

/** Its name in a sentence, with the address that spoke where that is an alias. */
void party_say(struct words *w, const struct party *p);

/** The word for its role in events. */
const char *party_role(const struct party *p);

/** Fills RET with PLACE as outputs may show it: addresses of subscribers lose their host part. */
void party_mask(const struct judge *j, const struct place *place, struct place *ret);

/** Turns PLACE so that src is the client. */
void place_from_client(struct place *place);

/** The client and the server of PLACE. */
static inline const struct endpoint *place_end(const struct place *place, enum side side)
{
	return (side == SIDE_CLIENT) == place->src_is_client ? &place->src : &place->dst;
}

static inline const struct mac *place_mac(const struct place *place, enum side side)
{
	return (side == SIDE_CLIENT) == place->src_is_client ? &place->src_mac : &place->dst_mac;
}

/** What a packet with TTL began with: systems begin at one of these, routers only take off. */
static inline unsigned ttl_begin(unsigned ttl)
{
	return ttl > 128 ? 255 : ttl > 64 ? 128 : ttl > 32 ? 64 : 32;
}

/* A key in the memory between two runs. */
void party_key_save(const struct party_key *key, struct memory_out *out);
struct party_key party_key_load(struct cursor *in);

/** Takes the memory; false when there is none. */
bool party_open(struct judge *j);
void party_close(struct judge *j);

/** What was found out about hosts is not true any more: the policy is another one. */
void party_forget(struct judge *j);

#endif
