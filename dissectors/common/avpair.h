/*
 * avpair: pairs of a name and a value as AAA servers send them, "shell:priv-lvl=15", by an asterisk
 * where the equipment may ignore them. Called by dissectors; pure.
 */
#ifndef SPANWATCH_DISSECTORS_COMMON_AVPAIR_H
#define SPANWATCH_DISSECTORS_COMMON_AVPAIR_H

#include "sensor/base/span.h"

/**
 * PAIR has a value that is a secret, which only a part of its name says:
 * "ipsec:ikev2-password-remote=X". Names that say it as a whole are the redactor's.
 */
bool avpair_is_secret(struct span pair, struct span *ret_name, struct span *ret_value);

#endif
