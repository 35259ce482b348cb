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
 *     - {peer: 10.30.0.0/24, user: ops, auth: "...", auth-protocol: SHA-256,
 *        key: "...", privacy-protocol: AES, engine: 80001f8804}
 *
 * A peer may have several, since keys are changed while both are in use.
 */
#ifndef SPANWATCH_RULES_KEYS_H
#define SPANWATCH_RULES_KEYS_H

#include "sensor/base/diag.h"
#include "sensor/key.h"

struct keys;

/** Reads FILE; NULL on any fault, which DIAG was told, or without memory. */
struct keys *keys_load(const char *file, struct diag *diag);

/**
 * The key that ASK is about (of SNMPv3's passwords the usm_bundle), of the longest prefix around
 * its peer that has one for the user and engine; empty where there is none. K may be NULL.
 */
struct span keys_find(const struct keys *k, const struct key_ask *ask);

/** Wipes and frees K, which may be NULL. */
void keys_free(struct keys *k);

#endif
