/*
 * alias: addresses of elements that the policy does not name: loopbacks, management addresses and
 * further interfaces, as the elements themselves tell by routing, by SNMP or to their neighbours.
 * Kept here: whose each is, by what proof, and whether that holds. What is believed of which word
 * is decided in alias_claim.c.
 *
 * Every such word may be an attacker's, so an alias only ever adds suspicion. It makes its traffic
 * that of the element, which default deny then judges; it is no name in the policy (`roles` of its
 * party stays 0), and where the other end is listed the policy is asked under the addresses as they
 * stand (ask.h). So the worst that a lie can do is to lay a stranger's traffic at an element's
 * door, with the address that spoke beside it.
 *
 * On the collector's thread.
 */
#ifndef SPANWATCH_RULES_JUDGE_ALIAS_H
#define SPANWATCH_RULES_JUDGE_ALIAS_H

#include "rules/judge/state.h"

enum {
	ALIAS_MOST = 64,   /* of one element; those of a router's own interfaces and loopbacks */
	ALIAS_SOURCES = 32 /* protocols that may tell of one */
};

/** What a claim rests on. */
enum alias_proof {
	ALIAS_OWN,      /* the element says it of itself, in its own packets */
	ALIAS_NEIGHBOR, /* a frame on the link that bears its name or one of its addresses */
	ALIAS_ROUTER_ID /* an identifier that is an address by custom alone */
};

enum alias_state { ALIAS_WAITS, ALIAS_HOLDS, ALIAS_CONFLICT };

struct alias {
	struct addr home;             /* an address by which the policy names the element */
	struct addr rival;            /* of the other element that claims it */
	uint8_t proofs, rival_proofs; /* a bit for each enum alias_proof; rival: 0: there is none */
	uint8_t state, hops;          /* hops: that the claim came over */
	bool has_mac, seen;           /* seen: and a packet from the address came the same way */
	bool shown;                   /* to the lanes */
	uint32_t sources;             /* a bit for each source that told it */
	struct mac mac;               /* that the claim came from */
	uint8_t zero;
	uint32_t count;
	int64_t first_us, last_us, rival_us;
};

/** Takes the memory; false when there is none. */
bool alias_open(struct judge *j);
void alias_close(struct judge *j);

/** A is an element's further address, or may be one: what is about it is heard. */
bool alias_touches(const struct judge *j, uint16_t space, const struct addr *a);

/** Lanes are shown the addresses that were heard of since the last time. */
void alias_show(struct judge *j);

/** What is known of A as somebody's further address, or NULL. */
const struct alias *alias_find(const struct judge *j, uint16_t space, const struct addr *a);

/** True when the address may be one host's: no group, no loopback of the machine, no link's. */
bool alias_is_possible(const struct addr *a);

/** PROOFS hold the element's own word. */
bool alias_is_proven(uint8_t proofs);

/*
 * For alias_claim.c, by whose word they change. What was found out about a party is not true any
 * more where one came, left or changed its state: party_forget.
 */

/** As alias_find, to be changed. */
struct alias *alias_known(struct judge *j, uint16_t space, const struct addr *a);

/** A, which is not known yet, belongs to HOME; NULL where that has ALIAS_MOST. */
struct alias *alias_add(struct judge *j, uint16_t space, const struct addr *a,
	const struct addr *home, int64_t ts_us);

/** A belongs to HOME from now on; false where that has ALIAS_MOST. */
bool alias_move(struct judge *j, uint16_t space, struct alias *a, const struct addr *home);

/** All that was known of A but its home was of another element. */
void alias_renew(struct judge *j, struct alias *a, int64_t ts_us);

/** Puts A into the state that its proofs give it; true when that is another one. */
bool alias_settle(struct judge *j, struct alias *a, int64_t now_us);

#endif
