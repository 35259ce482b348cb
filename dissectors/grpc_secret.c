/*
 * grpc_secret: which leaves and keys of a path of gNMI hold a secret, by the last names of it. What
 * one name says alone (wpa2-psk, keystring) base/redact.h knows; here is what needs the names above
 * (md5 below of authentication, word, key-value) and what published models of OpenConfig, the IETF
 * and vendors call their own. Pure.
 */
#include "config.h"

#include "dissectors/common/subject.h"
#include "dissectors/http2.h"
#include "sensor/base/redact.h"

void grpc_names_add(struct grpc_names *n, struct span name)
{
	int64_t module = span_index(name, ':');

	if (module >= 0)
		name = span_sub(name, (uint32_t)module + 1, UINT32_MAX);
	n->snmp |= subject_has_word(name, "snmp");
	if (span_eq(name, SPAN_LIT("config")) || span_eq(name, SPAN_LIT("state")))
		return; /* containers of OpenConfig */
	memmove(n->last + 1, n->last, sizeof(n->last) - sizeof(*n->last));
	n->last[0] = name;
}

/* NAME is one of LIST, digits and hyphens at its end or not (aes128, sha-256). */
static bool is_any(struct span name, const char *const *list)
{
	while (name.len && memchr("0123456789-_", name.p[name.len - 1], 12))
		name.len--;
	for (; *list; list++)
		if (span_eq_nocase(name, span_str(*list)))
			return true;
	return false;
}

static bool ends(struct span name, const char *word)
{
	return span_ends_nocase(name, span_str(word));
}

/* Names that say nothing alone, and hold a secret below of one that announces it. */
static bool is_holder(struct span name)
{
	static const char *const words[] = {"value", "word", "text", "string", "data", "md", "sha",
		"hmac-sha", "hmac-md", "aes", "des", "3des", "hash", "cipher", "cleartext", "clear",
		"plain", "plaintext", "encrypted", "hexadecimal-string", "ascii-string", "hex", "v",
		"seed", NULL};

	return is_any(name, words) || ends(name, "-text") || ends(name, "-string");
}

static bool announces(struct span name)
{
	static const char *const words[] = {"auth", "authentication", "auth-config", "priv",
		"priv-config", "privacy", "md", "sha", "aes", "des", "usm", "otp", "keychain-text",
		NULL};

	return redact_name_is_secret(name) || is_any(name, words) || ends(name, "-key");
}

bool grpc_leaf_is_secret(const struct grpc_names *n)
{
	struct span leaf = n->last[0];

	if (redact_name_is_secret(leaf) || span_starts_nocase(leaf, SPAN_LIT("cleartext-")))
		return true;
	if ((ends(leaf, "-key") || ends(leaf, "_key")) && !subject_has_word(leaf, "public") &&
		!subject_has_word(leaf, "host-key"))
		return true;
	if (ends(leaf, "-pw") ||
		(ends(leaf, "-value") && redact_name_is_secret(span_sub(leaf, 0, leaf.len - 6))))
		return true;
	if (subject_has_word(n->last[1], "user") &&
		(ends(leaf, "hash") || ends(leaf, "cipher") || ends(leaf, "crypt")))
		return true;
	bool auth = span_starts_nocase(leaf, SPAN_LIT("auth"));
	if ((auth || n->snmp) && (ends(leaf, "string") || ends(leaf, "text")))
		return true;
	return (is_holder(leaf) || span_eq(leaf, SPAN_LIT("auth"))) &&
	       (announces(n->last[1]) || announces(n->last[2]));
}

bool grpc_key_is_secret(const struct grpc_names *n, struct span key)
{
	static const char *const places[] = {"index", "number", "key-id", "type", "vrf", NULL};
	bool community = subject_has_word(n->last[0], "communit") ||
			 subject_has_word(n->last[1], "communit");

	if (redact_name_is_secret(key) || subject_has_word(key, "community"))
		return n->snmp || !subject_has_word(key, "community");
	if (n->snmp && span_eq(key, SPAN_LIT("security-name")))
		return subject_has_word(n->last[0], "host") || community;
	if (n->snmp && community)
		return !is_any(key, places);
	return is_holder(key) && (announces(n->last[0]) || announces(n->last[1]));
}
