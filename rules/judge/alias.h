/*
 * alias: addresses of elements that the policy does not name: loopbacks, management addresses and
 * further interfaces, as the elements themselves tell by routing, by SNMP or to their neighbours.
 *
 * Every such word may be an attacker's, so an alias only ever adds suspicion. It makes its traffic
 * that of the element, which default deny then judges; it is no name in the policy (`roles` of its
 * party stays 0), and where the other end is listed the policy is asked under the addresses as they
 * stand (ask.h). So the worst that a lie can do is to lay a stranger's traffic at an element's
 * door, with the address that spoke beside it. Against that:
 *
 * - what the policy names, a public service, and what is no host's is never taken;
 * - what an element says of itself and what it routes to is believed; a name on the link, and an
 *   identifier that merely looks like an address, wait for a second witness: another protocol, or
 *   a packet from that address which came from the same MAC over as many hops as the word itself;
 * - who else claims an address within a day makes a conflict that is told: it is then nobody's,
 *   unless only one of the two has proof;
 * - an element has ALIAS_MOST of them at most.
 *
 * On the collector's thread.
 */
#ifndef SPANWATCH_RULES_JUDGE_ALIAS_H
#define SPANWATCH_RULES_JUDGE_ALIAS_H

#include "rules/judge/party.h"
#include "sensor/base/json.h"

enum {
	ALIAS_MOST = 64,   /* of one element; those of a router's own interfaces and loopbacks */
	ALIAS_SOURCES = 16 /* protocols that may tell of one */
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
	uint16_t sources;             /* a bit for each source that told it */
	struct mac mac;               /* that the claim came from */
	uint8_t zero;
	uint32_t count;
	int64_t first_us, last_us, rival_us;
};

struct alias_claim {
	struct addr addr, home;
	enum alias_proof proof;
	unsigned source; /* its number, below ALIAS_SOURCES */
};

/** Takes the memory; false when there is none. */
bool alias_open(struct judge *j);
void alias_close(struct judge *j);

/** E says that ADDR belongs to the element at HOME, both in the space of E. */
void alias_hear(struct judge *j, const struct event *e, const struct alias_claim *c);

/** E may be a packet from an address that waits for its second witness. */
void alias_witness(struct judge *j, const struct event *e);

/** A is an element's further address, or may be one: what is about it is heard. */
bool alias_touches(const struct judge *j, uint16_t space, const struct addr *a);

/** Lanes are shown the addresses that were heard of since the last time. */
void alias_show(struct judge *j);

/** What is known of A as somebody's further address, or NULL. */
const struct alias *alias_find(const struct judge *j, uint16_t space, const struct addr *a);

/** alias_tell.c: by whose word the address of P is its element's, as KEY; nothing for others. */
void alias_write(struct json *j, const char *key, const struct judge *judge, const struct party *p);

/** alias_tell.c: the finding of two elements that claim ADDR. */
void alias_tell_conflict(
	struct judge *j, const struct event *e, const struct alias *a, const struct addr *addr);

/** inventory/address.c: what source number N is called; NULL: there is none. */
const char *address_source_name(unsigned n);

/** True when the address may be one host's: no group, no loopback of the machine, no link's. */
bool alias_is_possible(const struct addr *a);

#endif
