/*
 * defaults: the credentials that vendors ship. Pure; workers ask before a secret is hashed away.
 */
#ifndef SPANWATCH_RULES_DEFAULTS_H
#define SPANWATCH_RULES_DEFAULTS_H

#include "sensor/base/span.h"

/**
 * True when SECRET is a vendor's default for USER. An empty USER means a secret without a name
 * (an SNMP community, an enable password).
 */
bool credential_is_default(struct span user, struct span secret);

#endif
