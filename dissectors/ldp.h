/*
 * ldp: what the files of the LDP dissector share: ldp.c finds messages in datagrams and streams,
 * ldp_message.c tells one.
 */
#ifndef SPANWATCH_DISSECTORS_LDP_H
#define SPANWATCH_DISSECTORS_LDP_H

#include "dissectors/common/speaker.h"

enum ldp_type {
	LDP_NOTIFICATION = 0x0001,
	LDP_HELLO = 0x0100,
	LDP_INITIALIZATION = 0x0200,
	LDP_KEEPALIVE = 0x0201,
	LDP_CAPABILITY = 0x0202,
	LDP_ADDRESS = 0x0300,
	LDP_ADDRESS_WITHDRAW = 0x0301,
	LDP_MAPPING = 0x0400,
	LDP_REQUEST = 0x0401,
	LDP_WITHDRAW = 0x0402,
	LDP_RELEASE = 0x0403,
	LDP_ABORT = 0x0404
};

extern const struct schema ldp_schema;

/** Name of a message type, or NULL. */
const char *ldp_type_name(uint16_t type);

/** Tells the message of TYPE with BODY from the router ID (6 octets); false where it is broken. */
bool ldp_tell(struct dissect *d, struct span id, uint16_t type, struct cursor *body);

#endif
