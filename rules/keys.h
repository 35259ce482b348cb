/*
 * keys: the secrets that operators share with the sensor (TACACS+, RADIUS, SNMPv3), by peer. Loaded
 * on the main thread, then only asked, by workers. Its content reaches no output.
 *
 *   tacacs:
 *     - {peer: 10.20.0.30, key: "..."}
 *   radius:
 *     - {peer: 10.20.0.0/24, key: "..."}
 *   snmpv3:
 *     - {peer: 10.30.0.0/24, key: "the privacy password", auth: "the authentication password"}
 */
#ifndef SPANWATCH_RULES_KEYS_H
#define SPANWATCH_RULES_KEYS_H

#include "sensor/base/diag.h"
#include "sensor/event.h"

struct keys;

/** Reads FILE; NULL on any fault, which DIAG was told, or without memory. */
struct keys *keys_load(const char *file, struct diag *diag);

/**
 * The key of the longest prefix that holds PEER (of SNMPv3's passwords the usm_bundle); empty where
 * there is none. K may be NULL.
 */
struct span keys_find(const struct keys *k, enum key_kind kind, const struct addr *peer);

/** Wipes and frees K, which may be NULL. */
void keys_free(struct keys *k);

#endif
