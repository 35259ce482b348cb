/*
 * redact: the one place where secrets turn into `redacted:<8 hex>`. The hex is a keyed hash, so
 * that reuse stays countable without telling the secret. Used by workers before an event leaves.
 */
#ifndef SPANWATCH_BASE_REDACT_H
#define SPANWATCH_BASE_REDACT_H

#include "sensor/base/siphash.h"

struct redactor {
	struct siphash_key key;
	bool reveal; /* --reveal-secrets: the analyst's explicit choice */
};

enum { REDACT_MARK = 18 }; /* "redacted:" + 8 hex + NUL */

/** 32-bit keyed hash of SECRET; what the mark shows. */
uint32_t redact_hash(const struct redactor *r, struct span secret);

/** The mark for SECRET into RET; returns its length (17). */
uint32_t redact_mark(const struct redactor *r, struct span secret, char ret[static REDACT_MARK]);

/**
 * Copies TEXT to OUT (CAP bytes) with the secret parts replaced: the word after password, secret,
 * community, key and their kin in CLI and log lines of every vendor. Returns the length written; a
 * text that grows past CAP is cut. Linear in the length of TEXT.
 */
uint32_t redact_text(const struct redactor *r, struct span text, char *out, uint32_t cap);

/** The same for URLs: user:password@, and parameters whose name says that they are secret. */
uint32_t redact_url(const struct redactor *r, struct span text, char *out, uint32_t cap);

/** The same for form bodies and name=value text. */
uint32_t redact_form(const struct redactor *r, struct span text, char *out, uint32_t cap);

/** True when NAME is that of a parameter whose value is secret (Password, X_KeyPassphrase, psk
 * ...). */
bool redact_name_is_secret(struct span name);

/** NAME (ki, opc, op, k4, k) names too much to tell, but VALUE is written as a subscriber's key. */
bool redact_is_subscriber_key(struct span name, struct span value);

/** sig=..., the signature of a URL that lets in whoever has it; shorter ones are of a radio. */
bool redact_is_signature(struct span name, struct span value);

/** True when PATH, up to the sign behind a key of its last node, keys a community of SNMP:
 * /native/snmp-server/community-config[name, or without a name in RESTCONF */
bool redact_keys_community(struct span path);

#endif
