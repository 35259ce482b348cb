/*
 * ospf: what the files of the OSPF dissector share: ospf.c reads header, hello and database
 * packets, ospf_lsa.c what they list.
 */
#ifndef SPANWATCH_DISSECTORS_OSPF_H
#define SPANWATCH_DISSECTORS_OSPF_H

#include "sensor/dissector.h"

enum ospf_field {
	OSPF_F_VERSION,
	OSPF_F_TYPE,
	OSPF_F_ROUTER_ID,
	OSPF_F_AREA,
	OSPF_F_AUTH,
	OSPF_F_KEY_ID,
	OSPF_F_PASSWORD,
	OSPF_F_INSTANCE,
	OSPF_F_MASK,
	OSPF_F_HELLO_S,
	OSPF_F_DEAD_S,
	OSPF_F_PRIORITY,
	OSPF_F_DR,
	OSPF_F_BDR,
	OSPF_F_NEIGHBORS,
	OSPF_F_MTU,
	OSPF_F_DD_FLAGS,
	OSPF_F_DD_SEQUENCE,
	OSPF_F_LSA_COUNT,
	OSPF_F_LSA_TYPE,
	OSPF_F_LSA_ID,
	OSPF_F_LSA_ROUTER,
	OSPF_F_LSA_SEQUENCE,
	OSPF_F_LSA_AGE,
	OSPF_F_LSA_MASK,
	OSPF_F_LSA_METRIC,
	OSPF_F_LSA_LINKS,
	OSPF_F_HOST_ROUTES,
	OSPF_F_COUNT
};

/** The dotted id of four octets, as the next fact of E. */
void ospf_id(struct draft *e, uint16_t field, struct span octets);

/** Headers of LSAs up to C's end; false where the last one is cut. */
bool ospf_headers(struct draft *e, struct cursor *c, uint8_t version);

/** What a request asks for. */
bool ospf_requests(struct draft *e, struct cursor *c, uint8_t version);

/** Whole LSAs, told by the router with the id SPEAKER. */
bool ospf_updates(struct draft *e, struct cursor *c, uint8_t version, struct span speaker);

#endif
