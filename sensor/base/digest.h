/*
 * digest: the one door to the hash library (nettle, whose contexts are plain structs and never
 * allocate, so they can live inside the state of a flow).
 */
#ifndef SPANWATCH_BASE_DIGEST_H
#define SPANWATCH_BASE_DIGEST_H

#include "sensor/base/span.h"
#include <nettle/md5.h>
#include <nettle/sha1.h>
#include <nettle/sha2.h>

enum { DIGEST_HEX_MAX = 65 };

/** Lower-case hex of LEN bytes and a NUL into RET (2 * LEN + 1 bytes). */
void digest_hex(const uint8_t *raw, uint32_t len, char *ret);

/** MD5 of S as 32 hex digits (fingerprints such as HASSH and JA3 are defined over it). */
void digest_md5_hex(struct span s, char ret[static 33]);

/** SHA-1 of S, 20 bytes (community id). */
void digest_sha1(struct span s, uint8_t ret[static 20]);

/** Ends CTX and writes 64 hex digits; CTX starts anew. */
void digest_sha256_hex(struct sha256_ctx *ctx, char ret[static 65]);

#endif
