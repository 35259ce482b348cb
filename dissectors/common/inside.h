/*
 * inside: what runs inside of TLS, DTLS or QUIC, inferred from the protocol agreed on, the server's
 * name and its port, in this order. Pure; any thread.
 */
#ifndef SPANWATCH_DISSECTORS_COMMON_INSIDE_H
#define SPANWATCH_DISSECTORS_COMMON_INSIDE_H

#include "sensor/base/span.h"

/** What is known of a session. */
struct inside_signs {
	struct span alpns; /* protocol names, each behind its length: agreed on, else offered */
	struct span sni;
	uint16_t port; /* of the server */
};

/** The protocol's name as in policies, or NULL where nothing tells. */
const char *inside_of(const struct inside_signs *signs);

#endif
