/*
 * key: how a dissector asks for the secrets that operators share with the sensor (rules/keys.h has
 * them). A contract; asked by workers.
 */
#ifndef SPANWATCH_KEY_H
#define SPANWATCH_KEY_H

#include "sensor/base/addr.h"

/** Protocols whose secrets operators give in the key file. */
enum key_kind { KEY_TACACS, KEY_RADIUS, KEY_SNMPV3, KEY_SNMPV3_AUTH, KEY_KIND_COUNT };

enum { KEY_TRIES = 8 }; /* keys of one peer that may open one message */

/** A question for one of the operator's keys. */
struct key_ask {
	enum key_kind kind;
	struct addr peer;
	struct span user, engine; /* of SNMPv3; empty for other kinds */
	unsigned nth;             /* of those that may fit, from 0 */
};

#endif
