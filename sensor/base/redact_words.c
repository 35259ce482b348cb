/*
 * redact_words: the words by which the redactor knows where a secret stands, as plain sorted
 * tables. Called by redact_text.c on any thread. The test checks that the tables are sorted.
 */
#include "config.h"

#include "sensor/base/redact_out.h"

enum {
	AUTH = REDACT_CTX_AUTH,
	KEY = REDACT_CTX_KEY,
	SNMP = REDACT_CTX_SNMP,
	CLI = REDACT_CTX_CLI,
	LAST = REDACT_CTX_LAST | REDACT_CTX_CLI,
	HASHED = REDACT_CTX_HASHED,
	SIM = REDACT_CTX_SIM,
	WORD_MAX = 40
};

static const struct redact_word words[] = {
	{"-c", REDACT_SECRET_IN, SNMP, 0},
	{"3des", REDACT_SECRET_IN, REDACT_CTX_EXPORT, 0},
	{"3des-cbc", REDACT_SECRET_IN, REDACT_CTX_EXPORT, 0},
	{"aaa", REDACT_AFTER, REDACT_CTX_TEST, 0},
	{"aaa-server", REDACT_CONTEXT, 0, KEY | REDACT_CTX_SERVER},
	{"account", REDACT_AFTER, REDACT_CTX_CREATE, 0},
	{"administrator", REDACT_CONTEXT, 0, REDACT_CTX_ADMIN},
	{"aead", REDACT_AFTER, REDACT_CTX_XFRM, 0},
	{"aes-128-cbc", REDACT_SECRET_IN, REDACT_CTX_EXPORT, 0},
	{"aes-128-cfb-key", REDACT_SECRET, 0, 0},
	{"aes-192-cbc", REDACT_SECRET_IN, REDACT_CTX_EXPORT, 0},
	{"aes-192-cfb-key", REDACT_SECRET, 0, 0},
	{"aes-256-cbc", REDACT_SECRET_IN, REDACT_CTX_EXPORT, 0},
	{"aes-256-cfb-key", REDACT_SECRET, 0, 0},
	{"ah", REDACT_AFTER, REDACT_CTX_SESSION, 0},
	{"area-authentication-mode", REDACT_CONTEXT, 0, AUTH},
	{"ascii", REDACT_SECRET_IN, KEY, 0},
	{"ascii-text", REDACT_SECRET, 0, 0},
	{"aud2g", REDACT_CONTEXT, 0, SIM},
	{"aud3g", REDACT_CONTEXT, 0, SIM | KEY},
	{"auth", REDACT_CONTEXT, 0, AUTH},
	{"auth-code", REDACT_SECRET, 0, 0},
	{"auth-trunc", REDACT_AFTER, REDACT_CTX_XFRM, 0},
	{"authentication", REDACT_SECRET_IN, REDACT_CTX_GROUP, AUTH},
	{"authentication-hex", REDACT_AFTER, 0, 0},
	{"authentication-key", REDACT_SECRET, 0, AUTH},
	{"authentication-mode", REDACT_CONTEXT, 0, AUTH},
	{"authenticator", REDACT_SECRET_IN, REDACT_CTX_SESSION, 0},
	{"bfd", REDACT_CONTEXT, 0, KEY},
	{"chap", REDACT_CONTEXT, 0, CLI},
	{"checkcode-auth", REDACT_SECRET, 0, CLI},
	{"cipher", REDACT_SECRET_IN, AUTH, 0},
	{"client", REDACT_CONTEXT, 0, KEY},
	{"cmd", REDACT_COMMAND, 0, 0},
	{"command", REDACT_COMMAND, 0, 0},
	{"community", REDACT_COMMUNITY, SNMP, 0},
	{"community-map", REDACT_SECRET_IN, SNMP, CLI},
	{"community-name", REDACT_SECRET_IN, SNMP, CLI},
	{"config-key", REDACT_SECRET, 0, CLI},
	{"create", REDACT_CONTEXT, 0, REDACT_CTX_CREATE},
	{"crypto", REDACT_CONTEXT, 0, REDACT_CTX_CRYPTO},
	{"des-cbc", REDACT_SECRET_IN, REDACT_CTX_EXPORT, 0},
	{"des-key", REDACT_SECRET, 0, 0},
	{"display", REDACT_CONTEXT, 0, REDACT_CTX_SHOW},
	{"domain-authentication-mode", REDACT_CONTEXT, 0, AUTH},
	{"enable", REDACT_CONTEXT, 0, LAST},
	{"enc", REDACT_AFTER, REDACT_CTX_XFRM, 0},
	{"encrypted", REDACT_SECRET_IN, REDACT_CTX_ADMIN, 0},
	{"encrypted-key", REDACT_SECRET, 0, 0},
	{"encryption", REDACT_CONTEXT, 0, KEY},
	{"encryption-hex", REDACT_AFTER, 0, 0},
	{"encryption-key", REDACT_SECRET, 0, 0},
	{"entry", REDACT_CONTEXT, 0, KEY},
	{"export", REDACT_CONTEXT, REDACT_CTX_CRYPTO, REDACT_CTX_EXPORT},
	{"failover", REDACT_CONTEXT, 0, KEY},
	{"glbp", REDACT_CONTEXT, 0, REDACT_CTX_GROUP},
	{"gre", REDACT_CONTEXT, 0, KEY},
	{"hex-key", REDACT_SECRET, 0, 0},
	{"hexadecimal", REDACT_SECRET_IN, AUTH, 0},
	{"hmacmd5", REDACT_REST, 0, 0},
	{"hmacsha", REDACT_REST, 0, 0},
	{"host", REDACT_HOST, REDACT_CTX_SERVER, 0},
	{"ikey", REDACT_SECRET_IN, KEY, 0},
	{"import", REDACT_CONTEXT, REDACT_CTX_CRYPTO, REDACT_CTX_EXPORT},
	{"irreversible-cipher", REDACT_SECRET, 0, CLI},
	{"isakmp", REDACT_CONTEXT, 0, KEY},
	{"iwconfig", REDACT_CONTEXT, 0, KEY},
	{"key", REDACT_SECRET_IN, KEY, 0},
	{"key-octet-string", REDACT_SECRET, 0, CLI},
	{"key-string", REDACT_REST, 0, 0},
	{"keyring", REDACT_CONTEXT, 0, KEY},
	{"ki", REDACT_SECRET_IN, SIM, 0},
	{"local-user", REDACT_CONTEXT, 0, CLI},
	{"map-server", REDACT_CONTEXT, 0, KEY},
	{"md5", REDACT_SECRET_IN, AUTH, HASHED},
	{"md5-key", REDACT_SECRET, 0, CLI},
	{"md5-password", REDACT_SECRET, 0, REDACT_CTX_PEER | CLI},
	{"message-digest-key", REDACT_CONTEXT, 0, AUTH},
	{"mgmtuser", REDACT_AFTER, 0, 0},
	{"neighbor", REDACT_CONTEXT, 0, CLI},
	{"netuser", REDACT_AFTER, 0, 0},
	{"newpass", REDACT_SECRET, 0, CLI},
	{"nhrp", REDACT_CONTEXT, 0, REDACT_CTX_GROUP},
	{"notify-community", REDACT_SECRET, 0, CLI},
	{"okey", REDACT_SECRET_IN, KEY, 0},
	{"onu", REDACT_CONTEXT, 0, REDACT_CTX_ONU},
	{"op", REDACT_SECRET_IN, SIM, 0},
	{"opc", REDACT_SECRET_IN, SIM, 0},
	{"pac", REDACT_CONTEXT, 0, KEY},
	{"pap", REDACT_CONTEXT, 0, CLI},
	{"pass", REDACT_FIRST, 0, 0},
	{"pass-phrase", REDACT_SECRET, 0, 0},
	{"passcode", REDACT_SECRET, 0, 0},
	{"passphrase", REDACT_SECRET, 0, 0},
	{"passwd", REDACT_SECRET, 0, 0},
	{"password", REDACT_SECRET, 0, 0},
	{"password-auth", REDACT_SECRET, 0, 0},
	{"password-encrypt", REDACT_SECRET, 0, CLI},
	{"peer", REDACT_CONTEXT, 0, CLI},
	{"pkcs12", REDACT_AFTER, REDACT_CTX_EXPORT, 0},
	{"pki", REDACT_CONTEXT, 0, REDACT_CTX_CRYPTO},
	{"plain", REDACT_SECRET_IN, AUTH, 0},
	{"pmk", REDACT_SECRET, 0, 0},
	{"pre-shared-key", REDACT_SECRET, 0, KEY | CLI},
	{"preshared-key", REDACT_SECRET, 0, KEY | CLI},
	{"primary", REDACT_CONTEXT, 0, KEY},
	{"priv", REDACT_SECRET_IN, HASHED, 0},
	{"privacy", REDACT_SECRET_IN, HASHED, KEY},
	{"privacy-key", REDACT_SECRET, 0, 0},
	{"privacy-mode", REDACT_SECRET, 0, CLI},
	{"psk", REDACT_SECRET, 0, 0},
	{"psksecret", REDACT_SECRET, 0, CLI},
	{"pw", REDACT_SECRET_IN, REDACT_CTX_ONU, 0},
	{"pwd", REDACT_SECRET_IN, CLI, 0},
	{"radtest", REDACT_AFTER, 0, 0},
	{"readonly-community", REDACT_SECRET, 0, CLI},
	{"readwrite-community", REDACT_SECRET, 0, CLI},
	{"rocommunity", REDACT_SECRET, 0, CLI},
	{"rocommunity6", REDACT_SECRET, 0, CLI},
	{"rwcommunity", REDACT_SECRET, 0, CLI},
	{"rwcommunity6", REDACT_SECRET, 0, CLI},
	{"secondary", REDACT_CONTEXT, 0, KEY},
	{"secret", REDACT_SECRET, 0, 0},
	{"security-name", REDACT_SECRET_IN, REDACT_CTX_TARGET, 0},
	{"securityname", REDACT_SECRET, 0, CLI},
	{"sent-username", REDACT_CONTEXT, 0, CLI},
	{"server", REDACT_CONTEXT, 0, KEY},
	{"server-key", REDACT_SECRET, 0, CLI},
	{"server-private", REDACT_CONTEXT, 0, KEY},
	{"session-key", REDACT_CONTEXT, 0, AUTH | REDACT_CTX_SESSION},
	{"set_pmk", REDACT_SECRET, 0, CLI},
	{"sha", REDACT_SECRET_IN, AUTH, HASHED},
	{"sha1", REDACT_SECRET_IN, AUTH, HASHED},
	{"sha256", REDACT_SECRET_IN, AUTH, HASHED},
	{"sha512", REDACT_SECRET_IN, AUTH, HASHED},
	{"shared-key", REDACT_SECRET, 0, CLI},
	{"shared-secret", REDACT_SECRET, 0, CLI},
	{"sharekey", REDACT_SECRET, 0, CLI},
	{"show", REDACT_CONTEXT, 0, REDACT_CTX_SHOW},
	{"simple", REDACT_SECRET_IN, AUTH, 0},
	{"snmp-community-string", REDACT_SECRET, 0, CLI},
	{"standby", REDACT_CONTEXT, 0, REDACT_CTX_GROUP},
	{"string-key", REDACT_AFTER, 0, 0},
	{"subslocid", REDACT_SECRET, 0, CLI},
	{"super", REDACT_CONTEXT, 0, CLI},
	{"target", REDACT_CONTEXT, SNMP, REDACT_CTX_TARGET},
	{"terminal", REDACT_SECRET_IN, REDACT_CTX_EXPORT, 0},
	{"test", REDACT_CONTEXT, 0, REDACT_CTX_TEST},
	{"test-aaa", REDACT_AFTER, 0, 0},
	{"text", REDACT_SECRET_IN, AUTH, 0},
	{"trapcommunity", REDACT_SECRET, 0, CLI},
	{"tunnel", REDACT_CONTEXT, 0, KEY},
	{"tunnel-auth", REDACT_CONTEXT, 0, KEY},
	{"url", REDACT_AFTER, REDACT_CTX_EXPORT, 0},
	{"username", REDACT_CONTEXT, 0, LAST},
	{"usm-community", REDACT_SECRET, 0, CLI},
	{"usm-user", REDACT_AFTER, REDACT_CTX_AGENT, 0},
	{"vlink-peer", REDACT_CONTEXT, 0, AUTH},
	{"vrrp", REDACT_CONTEXT, 0, REDACT_CTX_GROUP},
	{"wep", REDACT_CONTEXT, 0, KEY},
	{"wpa", REDACT_CONTEXT, 0, KEY},
	{"wpa-key", REDACT_SECRET, 0, CLI},
	{"wpa_passphrase", REDACT_AFTER, 0, 0},
	{"xfrm", REDACT_CONTEXT, 0, REDACT_CTX_XFRM | AUTH},
};

static const struct redact_word beginnings[] = {
	{"snmp-agent", REDACT_CONTEXT, 0, SNMP | AUTH | REDACT_CTX_AGENT | CLI},
	{"snmp-server", REDACT_CONTEXT, 0, SNMP | REDACT_CTX_SERVER | CLI},
	{"/snmp/community", REDACT_COMMUNITY, SNMP, SNMP | REDACT_CTX_SLASH | CLI},
	{"/snmp", REDACT_CONTEXT, 0, SNMP | REDACT_CTX_SLASH | CLI},
	{"snmp", REDACT_CONTEXT, 0, SNMP},
	{"%snmp", REDACT_CONTEXT, 0, SNMP},
	{"tacacs", REDACT_CONTEXT, 0, KEY},
	{"hwtacacs", REDACT_CONTEXT, 0, KEY},
	{"tacplus", REDACT_CONTEXT, 0, KEY},
	{"radius", REDACT_CONTEXT, 0, KEY},
	{"ntp", REDACT_CONTEXT, 0, REDACT_CTX_NTP | AUTH},
	{"hmac-", REDACT_SECRET_IN, AUTH, HASHED},
	{"sha-", REDACT_SECRET_IN, AUTH, HASHED},
	{"sha2-", REDACT_SECRET_IN, AUTH, HASHED},
};

static const struct redact_word by_end = {"*-password", REDACT_SECRET, 0, 0};
static const struct redact_word by_psk = {"*-psk", REDACT_ENCODED, 0, 0};
static const struct redact_word plain = {"", REDACT_PLAIN, 0, 0};

static const struct {
	const char *name;
	enum redact_filler filler;
} fillers[] = {
	{"3des", REDACT_FILL},
	{"3des168", REDACT_FILL},
	{"8a", REDACT_FILL},
	{"a", REDACT_FILL_PROSE},
	{"accepted", REDACT_FILL_PROSE},
	{"accounting", REDACT_FILL_KEY},
	{"add", REDACT_FILL_STOP},
	{"address", REDACT_FILL_STOP},
	{"admin-password", REDACT_FILL},
	{"aes", REDACT_FILL},
	{"aes-128", REDACT_FILL},
	{"aes-192", REDACT_FILL},
	{"aes-256", REDACT_FILL},
	{"aes128", REDACT_FILL},
	{"aes192", REDACT_FILL},
	{"aes256", REDACT_FILL},
	{"aging", REDACT_FILL_PROSE},
	{"algorithm-type", REDACT_FILL_ARG},
	{"and", REDACT_FILL_PROSE},
	{"are", REDACT_FILL_PROSE},
	{"as", REDACT_FILL_PROSE},
	{"ascii", REDACT_FILL},
	{"ascii-text", REDACT_FILL},
	{"at", REDACT_FILL_PROSE},
	{"attempt", REDACT_FILL_PROSE},
	{"attempts", REDACT_FILL_PROSE},
	{"auth", REDACT_FILL_PROSE},
	{"authentication", REDACT_FILL_KEY},
	{"authentication-mode", REDACT_FILL_STOP},
	{"authorization", REDACT_FILL_KEY},
	{"but", REDACT_FILL_PROSE},
	{"by", REDACT_FILL_PROSE},
	{"cak", REDACT_FILL},
	{"can", REDACT_FILL_PROSE},
	{"cannot", REDACT_FILL_PROSE},
	{"chain", REDACT_FILL_STOP},
	{"change", REDACT_FILL_PROSE},
	{"changed", REDACT_FILL_PROSE},
	{"chap", REDACT_FILL},
	{"check", REDACT_FILL_PROSE},
	{"cipher", REDACT_FILL},
	{"ckn", REDACT_FILL_ARG},
	{"clear", REDACT_FILL},
	{"clear-text", REDACT_FILL},
	{"cleartext", REDACT_FILL},
	{"config-key", REDACT_FILL_STOP},
	{"control", REDACT_FILL_PROSE},
	{"des", REDACT_FILL},
	{"des56", REDACT_FILL},
	{"did", REDACT_FILL_PROSE},
	{"does", REDACT_FILL_PROSE},
	{"dynsvc-password", REDACT_FILL},
	{"enc", REDACT_FILL},
	{"encrypted", REDACT_FILL},
	{"encryption", REDACT_FILL_PROSE},
	{"exchange", REDACT_FILL_PROSE},
	{"expired", REDACT_FILL_PROSE},
	{"expires", REDACT_FILL_PROSE},
	{"exportable", REDACT_FILL},
	{"failed", REDACT_FILL_PROSE},
	{"failure", REDACT_FILL_PROSE},
	{"fallback", REDACT_FILL},
	{"file", REDACT_FILL_PROSE},
	{"fingerprint", REDACT_FILL_PROSE},
	{"for", REDACT_FILL_PROSE},
	{"from", REDACT_FILL_PROSE},
	{"generate", REDACT_FILL_PROSE},
	{"generated", REDACT_FILL_PROSE},
	{"has", REDACT_FILL_PROSE},
	{"hash", REDACT_FILL},
	{"hash2", REDACT_FILL},
	{"have", REDACT_FILL_PROSE},
	{"hex", REDACT_FILL},
	{"hexadecimal", REDACT_FILL},
	{"hostname", REDACT_FILL_STOP},
	{"id", REDACT_FILL_PROSE},
	{"if", REDACT_FILL_PROSE},
	{"in", REDACT_FILL_PROSE},
	{"incorrect", REDACT_FILL_PROSE},
	{"invalid", REDACT_FILL_PROSE},
	{"irreversible-cipher", REDACT_FILL},
	{"is", REDACT_FILL_PROSE},
	{"key", REDACT_FILL},
	{"key-chain", REDACT_FILL_STOP},
	{"key-id", REDACT_FILL_ARG},
	{"key-string", REDACT_FILL_STOP},
	{"length", REDACT_FILL_PROSE},
	{"level", REDACT_FILL_ARG},
	{"local", REDACT_FILL},
	{"login", REDACT_FILL_PROSE},
	{"may", REDACT_FILL_PROSE},
	{"md5", REDACT_FILL},
	{"md5-key", REDACT_FILL},
	{"mismatch", REDACT_FILL_PROSE},
	{"mode", REDACT_FILL_STOP},
	{"must", REDACT_FILL_PROSE},
	{"needs", REDACT_FILL_PROSE},
	{"not", REDACT_FILL_PROSE},
	{"of", REDACT_FILL_PROSE},
	{"on", REDACT_FILL_PROSE},
	{"option", REDACT_FILL_ARG},
	{"or", REDACT_FILL_PROSE},
	{"pair", REDACT_FILL_PROSE},
	{"pap", REDACT_FILL},
	{"pass-phrase", REDACT_FILL},
	{"password-encrypt", REDACT_FILL},
	{"peer", REDACT_FILL_ARG},
	{"plain", REDACT_FILL},
	{"plaintext", REDACT_FILL},
	{"policy", REDACT_FILL_PROSE},
	{"print", REDACT_FILL_STOP},
	{"privilege", REDACT_FILL_PROSE},
	{"prompt", REDACT_FILL_PROSE},
	{"radius", REDACT_FILL_PROSE},
	{"recovery", REDACT_FILL_PROSE},
	{"remote", REDACT_FILL},
	{"required", REDACT_FILL_PROSE},
	{"reset", REDACT_FILL_PROSE},
	{"role", REDACT_FILL_ARG},
	{"set", REDACT_FILL_PROSE},
	{"set-key", REDACT_FILL},
	{"sha", REDACT_FILL},
	{"sha1", REDACT_FILL},
	{"sha256", REDACT_FILL},
	{"sha512", REDACT_FILL},
	{"should", REDACT_FILL_PROSE},
	{"simple", REDACT_FILL},
	{"size", REDACT_FILL_ARG},
	{"string", REDACT_FILL},
	{"tacplus", REDACT_FILL_PROSE},
	{"text", REDACT_FILL},
	{"the", REDACT_FILL_PROSE},
	{"to", REDACT_FILL_PROSE},
	{"too", REDACT_FILL_PROSE},
	{"type", REDACT_FILL_ARG},
	{"updated", REDACT_FILL_PROSE},
	{"used", REDACT_FILL_PROSE},
	{"user", REDACT_FILL_PROSE},
	{"value", REDACT_FILL},
	{"verification", REDACT_FILL_PROSE},
	{"vsd-password", REDACT_FILL},
	{"was", REDACT_FILL_PROSE},
	{"will", REDACT_FILL_PROSE},
	{"with", REDACT_FILL_PROSE},
	{"wrong", REDACT_FILL_PROSE},
};

/** Lower-case copy; false where the word is too long for any table. */
static bool fold(struct span word, char ret[static WORD_MAX])
{
	if (word.len >= WORD_MAX)
		return false;
	for (uint32_t i = 0; i < word.len; i++)
		ret[i] =
			(char)(word.p[i] >= 'A' && word.p[i] <= 'Z' ? word.p[i] | 0x20 : word.p[i]);
	ret[word.len] = '\0';
	return true;
}

static bool ends(struct span word, const char *end)
{
	struct span tail = span_str(end);

	return word.len > tail.len &&
	       span_eq_nocase(span_sub(word, word.len - tail.len, tail.len), tail);
}

/* Names of settings: "http_passwd", "....WANPPPConnection.1.Password", "cfgUserAdminPassword". */
static bool is_setting(struct span word)
{
	static const char *const ends_with[] = {"password", "passwd", "passphrase", NULL};

	for (unsigned i = 0; ends_with[i]; i++) {
		uint32_t len = (uint32_t)strlen(ends_with[i]);
		if (!ends(word, ends_with[i]))
			continue;
		const uint8_t *tail = word.p + word.len - len;
		bool camel = tail[-1] >= 'a' && tail[-1] <= 'z' && *tail == 'P';
		if (camel || memchr("-_.", tail[-1], 3))
			return true;
	}
	return false;
}

/* LOW is WORD in lower case. */
static const struct redact_word *by_shape(struct span word, const char *low)
{
	for (uint32_t i = 0; i < sizeof(beginnings) / sizeof(beginnings[0]); i++)
		if (low[0] == beginnings[i].name[0] &&
			span_starts(span_of(low, word.len), span_str(beginnings[i].name)))
			return &beginnings[i];
	if (is_setting(word) || ends(word, "-secret") || ends(word, "-password-value") ||
		ends(word, "-authentication-key"))
		return &by_end;
	return ends(word, "-psk") ? &by_psk : &plain;
}

const struct redact_word *redact_word_find(struct span word)
{
	char low[WORD_MAX];
	uint32_t from = 0, to = sizeof(words) / sizeof(words[0]);

	while (word.len > 2 && word.p[0] == '-')
		word.p++, word.len--;
	if (!fold(word, low))
		return is_setting(word) ? &by_end : &plain;
	while (from < to) {
		uint32_t middle = (from + to) / 2;
		int order = strcmp(low, words[middle].name);
		if (order == 0)
			return &words[middle];
		if (order < 0)
			to = middle;
		else
			from = middle + 1;
	}
	return by_shape(word, low);
}

enum redact_filler redact_filler_find(struct span word)
{
	char low[WORD_MAX];
	uint32_t from = 0, to = sizeof(fillers) / sizeof(fillers[0]);

	if (!fold(word, low))
		return REDACT_FILL_NO;
	while (from < to) {
		uint32_t middle = (from + to) / 2;
		int order = strcmp(low, fillers[middle].name);
		if (order == 0)
			return fillers[middle].filler;
		if (order < 0)
			to = middle;
		else
			from = middle + 1;
	}
	bool hash = span_starts(span_str(low), SPAN_LIT("hmac-")) ||
		    span_starts(span_str(low), SPAN_LIT("sha-")) ||
		    span_starts(span_str(low), SPAN_LIT("sha2-"));
	return hash ? REDACT_FILL : REDACT_FILL_NO;
}

bool redact_tables_sorted(void)
{
	for (size_t i = 1; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(words[i - 1].name, words[i].name) >= 0)
			return false;
	for (size_t i = 1; i < sizeof(fillers) / sizeof(fillers[0]); i++)
		if (strcmp(fillers[i - 1].name, fillers[i].name) >= 0)
			return false;
	return true;
}
