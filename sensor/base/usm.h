/*
 * usm: the secrets of SNMP version 3 (RFC 3414, 3826, 7860). A password becomes a bundle of digests
 * once, when keys are loaded; with that of privacy a worker opens what is encrypted, with that of
 * authentication it tells what is authentic. Pure, any thread.
 *
 * Neither the digest nor the cipher stands on the wire: the length of the authentication parameters
 * leaves one or two digests, and only the right key makes the plaintext a sequence that fits.
 */
#ifndef SPANWATCH_BASE_USM_H
#define SPANWATCH_BASE_USM_H

#include "sensor/base/span.h"

#include <stdbool.h>

/* MD5, SHA-1, SHA-224, SHA-256, SHA-384, SHA-512, one behind the other; behind them which of them
 * are there, and which ciphers are tried. */
enum { USM_BUNDLE = 16 + 20 + 28 + 32 + 48 + 64 + 2 };

enum { USM_DIGESTS = 6, USM_CIPHERS = 6, USM_ANY = 0xff };

/** Their names; the place of one is its bit in a set. */
extern const char *const usm_digest_names[USM_DIGESTS], *const usm_cipher_names[USM_CIPHERS];

/** One encrypted message: who it is for, its counters, its salt. */
struct usm_sealed {
	struct span engine_id, salt, bytes;
	uint32_t boots, time;
	uint32_t auth_len; /* bytes of the authentication parameters */
	bool authentic;    /* its sender knows the password of authentication */
};

enum { USM_LONG_KEYS = 4, USM_LONG_MAX = 64 /* two digests that are too short for a cipher */ };

/**
 * Keys of one flow in the form of draft-reeder-snmpv3-usm-3desede, which AES-192-C and AES-256-C
 * use. Making one takes a mebibyte of hashing, so they are kept, and only so many are made.
 */
struct usm_memory {
	uint8_t made; /* so far, of which the last USM_LONG_KEYS are here */
	uint8_t key[USM_LONG_KEYS][USM_LONG_MAX]; /* the localized key, and what follows it */
};

/**
 * Digests PASSWORD, a mebibyte of it, each way of the set OF_DIGESTS (RFC 3414 A.2), for what is
 * sealed by one of the set OF_CIPHERS.
 */
void usm_bundle(
	struct span password, uint8_t of_digests, uint8_t of_ciphers, uint8_t ret[USM_BUNDLE]);

/**
 * Opens SEALED with a BUNDLE into PLAIN, which holds as many bytes as are sealed. False where the
 * bundle is not that of its password. Keys of MEMORY's form are tried for authentic messages and
 * where the bundle is for certain ciphers: nobody else can make work by what he sends.
 */
bool usm_open(struct span bundle, const struct usm_sealed *sealed, struct usm_memory *memory,
	uint8_t *plain);

/**
 * Whether the BUNDLE of a password made DIGEST, the authentication parameters that lie inside of
 * MESSAGE, a whole one (RFC 3414 section 6.3.2, RFC 7860 section 4.2.2).
 */
bool usm_authentic(
	struct span bundle, struct span engine_id, struct span message, struct span digest);

#endif
