/*
 * icmp: what the files of the ICMP dissector share: icmp.c tells errors and watches echoes,
 * icmp_neighbor.c tells redirects, routers and neighbors, icmp_names.c knows the names.
 */
#ifndef SPANWATCH_DISSECTORS_ICMP_H
#define SPANWATCH_DISSECTORS_ICMP_H

#include "dissectors/common/speaker.h"

enum icmp_field {
	ICMP_F_VERSION,
	ICMP_F_TYPE,
	ICMP_F_CODE,
	ICMP_F_NAME,
	ICMP_F_REASON,
	ICMP_F_GATEWAY,
	ICMP_F_MTU,
	ICMP_F_QUOTED_PROTO,
	ICMP_F_QUOTED_SRC,
	ICMP_F_QUOTED_SPORT,
	ICMP_F_QUOTED_DST,
	ICMP_F_QUOTED_DPORT,
	ICMP_F_TARGET,
	ICMP_F_MAC,
	ICMP_F_FLAGS,
	ICMP_F_LIFETIME_S,
	ICMP_F_HOP_LIMIT,
	ICMP_F_ROUTERS,
	ICMP_F_PREFIXES,
	ICMP_F_DNS,
	ICMP_F_COUNT
};

enum icmp4_type {
	ICMP4_ECHO_REPLY = 0,
	ICMP4_UNREACHABLE = 3,
	ICMP4_QUENCH = 4,
	ICMP4_REDIRECT = 5,
	ICMP4_ECHO = 8,
	ICMP4_ROUTER = 9,
	ICMP4_EXCEEDED = 11,
	ICMP4_PARAMETER = 12
};

enum icmp6_type {
	ICMP6_UNREACHABLE = 1,
	ICMP6_TOO_BIG = 2,
	ICMP6_EXCEEDED = 3,
	ICMP6_PARAMETER = 4,
	ICMP6_ECHO = 128,
	ICMP6_ECHO_REPLY = 129,
	ICMP6_ROUTER_SOLICITATION = 133,
	ICMP6_ROUTER = 134,
	ICMP6_SOLICITATION = 135,
	ICMP6_ADVERTISEMENT = 136,
	ICMP6_REDIRECT = 137
};

/** State of a flow, small enough to live in it: pings are many. */
struct icmp_state {
	uint32_t told;        /* digest of the error told last */
	uint32_t asked;       /* digest of the last echo request's payload */
	uint16_t asked_tag;   /* of its identifier and sequence */
	uint16_t odd_since;   /* seconds, modulo 2^16 */
	uint8_t odd;          /* requests with unlike, changing payloads in a row */
	uint8_t mismatch : 7; /* replies that do not repeat what was asked */
	uint8_t tunnel : 1;   /* said already */
	struct speaker_state speaker;
};

_Static_assert(sizeof(struct icmp_state) <= 16, "it lives in the flow");

struct icmp {
	bool v6;
	uint8_t type, code;
};

extern const struct schema icmp_schema;

/** Name of a type, or NULL. */
const char *icmp_type_name(const struct icmp *m);
/** What the code of an error says, or NULL. */
const char *icmp_code_name(const struct icmp *m);

/** True for the types that icmp_neighbor_tell knows. */
bool icmp_is_neighbor(const struct icmp *m);

/** Tells a redirect, a router or a neighbor; C stands behind the checksum. False where cut. */
bool icmp_neighbor_tell(struct dissect *d, struct draft *e, const struct icmp *m, struct cursor *c);

/** The packet that an error quotes, as facts of E. */
void icmp_quote_tell(struct draft *e, struct cursor *c);

#endif
