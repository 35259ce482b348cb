/*
 * protocols: the protocol names that a policy may use (protocol_names.def). Constant; any thread.
 */
#ifndef SPANWATCH_RULES_PROTOCOLS_H
#define SPANWATCH_RULES_PROTOCOLS_H

#include "sensor/base/span.h"

enum { PROTOCOLS_MAX = 192 }; /* names: a policy keeps a bit for each */

struct protocol {
	const char *name, *set;
	uint8_t ip; /* its IP protocol number, or 0 */
};
struct protocol_alias {
	const char *name, *of;
};
struct protocol_carried {
	const char *name, *by;
	uint16_t port; /* of the responder; 0: any */
};

const struct protocol *protocols_all(unsigned *ret_count);
const struct protocol_alias *protocols_aliases(unsigned *ret_count);
const struct protocol_carried *protocols_carried(unsigned *ret_count);

/** Number of NAME (an alias counts as what it stands for; without regard to case), or -1. */
int protocols_find(struct span name);

/** Number of the protocol with this IP protocol number, or -1. */
int protocols_of_ip(uint8_t ip_proto);

/** What a TCP connection to PORT most likely is of which too little was seen, or NULL. */
const char *protocols_at_port(uint16_t port);

#endif
