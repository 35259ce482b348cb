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
	SEEN = REDACT_CTX_SEEN
};

static const struct redact_word words[] = {
	{"-c", REDACT_SECRET_IN, SNMP, 0},
	{"3des", REDACT_SECRET_IN, REDACT_CTX_EXPORT, 0},
	{"3des-cbc", REDACT_SECRET_IN, REDACT_CTX_EXPORT, 0},
	{"aaa", REDACT_AFTER, REDACT_CTX_TEST, 0},
	{"aaa-server", REDACT_CONTEXT, 0, KEY | REDACT_CTX_SERVER},
	{"account", REDACT_AFTER, REDACT_CTX_CREATE, SEEN},
	{"add-user", REDACT_AFTER, 0, 0},
	{"administrator", REDACT_CONTEXT, 0, SEEN},
	{"adminpass", REDACT_SECRET, 0, CLI},
	{"aead", REDACT_AFTER, REDACT_CTX_XFRM, 0},
	{"aes", REDACT_SECRET_IN, HASHED, 0},
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
	{"authserver", REDACT_CONTEXT, 0, SEEN},
	{"backup", REDACT_CONTEXT, 0, SEEN},
	{"bfd", REDACT_CONTEXT, 0, KEY},
	{"chap", REDACT_CONTEXT, 0, CLI},
	{"chassis", REDACT_CONTEXT, 0, KEY},
	{"checkcode-auth", REDACT_SECRET, 0, CLI},
	{"chpass", REDACT_SECRET, 0, 0},
	{"cipher", REDACT_SECRET_IN, AUTH, 0},
	{"client", REDACT_CONTEXT, 0, KEY},
	{"cmd", REDACT_COMMAND, 0, 0},
	{"com2sec", REDACT_AFTER, 0, 0},
	{"comm-tbl", REDACT_SECRET, 0, CLI},
	{"command", REDACT_COMMAND, 0, 0},
	{"community", REDACT_COMMUNITY, SNMP, 0},
	{"community-map", REDACT_SECRET_IN, SNMP, CLI},
	{"community-name", REDACT_SECRET, 0, CLI},
	{"config-key", REDACT_SECRET, 0, CLI},
	{"create", REDACT_CONTEXT, 0, REDACT_CTX_CREATE},
	{"createupgradepackage", REDACT_CONTEXT, 0, SEEN},
	{"createuser", REDACT_CONTEXT, 0, AUTH | CLI},
	{"crypto", REDACT_CONTEXT, 0, REDACT_CTX_CRYPTO},
	{"des", REDACT_SECRET_IN, HASHED, 0},
	{"des-cbc", REDACT_SECRET_IN, REDACT_CTX_EXPORT, 0},
	{"des-key", REDACT_SECRET, 0, 0},
	{"des56", REDACT_SECRET_IN, HASHED, 0},
	{"display", REDACT_CONTEXT, 0, REDACT_CTX_SHOW},
	{"domain-authentication-mode", REDACT_CONTEXT, 0, AUTH},
	{"dsp", REDACT_AFTER, SEEN, 0},
	{"enable", REDACT_CONTEXT, 0, LAST},
	{"enc", REDACT_AFTER, REDACT_CTX_XFRM, 0},
	{"encrypted", REDACT_SECRET_IN, SEEN, 0},
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
	{"host", REDACT_HOST, 0, 0},
	{"identified", REDACT_QUOTES, 0, 0},
	{"ike", REDACT_CONTEXT, 0, KEY},
	{"ikev2", REDACT_CONTEXT, 0, KEY},
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
	{"masterip", REDACT_CONTEXT, 0, SEEN},
	{"md5", REDACT_SECRET_IN, AUTH, HASHED},
	{"md5-authentication", REDACT_SECRET, 0, CLI},
	{"md5-key", REDACT_SECRET, 0, CLI},
	{"md5-password", REDACT_SECRET, 0, REDACT_CTX_PEER | CLI},
	{"message-digest-key", REDACT_CONTEXT, 0, AUTH},
	{"mgmt-user", REDACT_CONTEXT, 0, SEEN},
	{"mgmtuser", REDACT_AFTER, 0, 0},
	{"mobility-manager", REDACT_CONTEXT, 0, SEEN},
	{"myname", REDACT_AFTER, 0, 0},
	{"neighbor", REDACT_CONTEXT, 0, CLI},
	{"netuser", REDACT_AFTER, 0, 0},
	{"newpass", REDACT_SECRET, 0, CLI},
	{"nhrp", REDACT_CONTEXT, 0, REDACT_CTX_GROUP},
	{"notify-community", REDACT_SECRET, 0, CLI},
	{"okey", REDACT_SECRET_IN, KEY, 0},
	{"onu", REDACT_CONTEXT, 0, REDACT_CTX_ONU | CLI},
	{"op", REDACT_SECRET_IN, SIM, 0},
	{"opc", REDACT_SECRET_IN, SIM, 0},
	{"opw", REDACT_SECRET, 0, CLI},
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
	{"peer-ip-address", REDACT_CONTEXT, 0, SEEN},
	{"pkcs12", REDACT_AFTER, REDACT_CTX_EXPORT, 0},
	{"pki", REDACT_CONTEXT, 0, REDACT_CTX_CRYPTO},
	{"plain", REDACT_SECRET_IN, AUTH, 0},
	{"pmk", REDACT_SECRET, 0, 0},
	{"pp", REDACT_CONTEXT, 0, SEEN},
	{"pre-shared-key", REDACT_SECRET, 0, KEY | CLI},
	{"preshare", REDACT_SECRET, 0, CLI},
	{"preshared", REDACT_CONTEXT, 0, AUTH},
	{"preshared-key", REDACT_SECRET, 0, KEY | CLI},
	{"primary", REDACT_CONTEXT, 0, KEY},
	{"priv", REDACT_SECRET_IN, HASHED, 0},
	{"privacy", REDACT_SECRET_IN, HASHED, KEY},
	{"privacy-key", REDACT_SECRET, 0, 0},
	{"privacy-mode", REDACT_SECRET, 0, CLI},
	{"private", REDACT_CONTEXT, 0, KEY},
	{"psk", REDACT_SECRET, 0, 0},
	{"psksecret", REDACT_SECRET, 0, CLI},
	{"pswd", REDACT_SECRET, 0, 0},
	{"pw", REDACT_SECRET_IN, REDACT_CTX_ONU, 0},
	{"pwd", REDACT_SECRET, 0, 0},
	{"radtest", REDACT_AFTER, 0, 0},
	{"read-com", REDACT_SECRET, 0, CLI},
	{"readonly-community", REDACT_SECRET, 0, CLI},
	{"readwrite-community", REDACT_SECRET, 0, CLI},
	{"reg-id", REDACT_SECRET, 0, CLI},
	{"registration-id", REDACT_SECRET, 0, CLI},
	{"registration-method", REDACT_CONTEXT, 0, REDACT_CTX_ONU | CLI},
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
	{"simple-text-auth", REDACT_SECRET, 0, CLI},
	{"snmp-community", REDACT_SECRET_IN, REDACT_CTX_CREATE, SNMP},
	{"snmp-community-string", REDACT_SECRET, 0, CLI},
	{"snmpuser", REDACT_CONTEXT, SNMP, AUTH | HASHED},
	{"standby", REDACT_CONTEXT, 0, REDACT_CTX_GROUP},
	{"string-key", REDACT_AFTER, 0, 0},
	{"subslocid", REDACT_SECRET, 0, CLI},
	{"super", REDACT_CONTEXT, 0, CLI},
	{"target", REDACT_CONTEXT, SNMP, REDACT_CTX_TARGET},
	{"terminal", REDACT_SECRET_IN, REDACT_CTX_EXPORT, 0},
	{"test", REDACT_CONTEXT, 0, REDACT_CTX_TEST},
	{"test-aaa", REDACT_AFTER, 0, 0},
	{"text", REDACT_SECRET_IN, AUTH, 0},
	{"text-name", REDACT_SECRET_IN, SNMP, 0},
	{"tr069-server-profile", REDACT_CONTEXT, 0, SEEN | REDACT_CTX_ACS},
	{"trap", REDACT_HOST, SNMP, 0},
	{"trapcommunity", REDACT_SECRET, 0, CLI},
	{"trapreceiver", REDACT_HOST, SNMP, 0},
	{"tunnel", REDACT_CONTEXT, 0, KEY},
	{"tunnel-auth", REDACT_CONTEXT, 0, KEY},
	{"url", REDACT_AFTER, REDACT_CTX_EXPORT, 0},
	{"user", REDACT_CONTEXT, SNMP, AUTH | HASHED},
	{"user-security", REDACT_CONTEXT, 0, SEEN},
	{"username", REDACT_CONTEXT, 0, LAST},
	{"usm-community", REDACT_SECRET, 0, CLI},
	{"usm-user", REDACT_AFTER, REDACT_CTX_AGENT, 0},
	{"values", REDACT_QUOTES, 0, 0},
	{"vlink-peer", REDACT_CONTEXT, 0, AUTH},
	{"vrrp", REDACT_CONTEXT, 0, REDACT_CTX_GROUP},
	{"wancfg", REDACT_CONTEXT, 0, SEEN},
	{"wep", REDACT_CONTEXT, 0, KEY},
	{"wpa", REDACT_CONTEXT, 0, KEY},
	{"wpa-key", REDACT_SECRET, 0, CLI},
	{"wpa_passphrase", REDACT_AFTER, 0, 0},
	{"write-com", REDACT_SECRET, 0, CLI},
	{"xfrm", REDACT_CONTEXT, 0, REDACT_CTX_XFRM | AUTH},
};

static const struct redact_word beginnings[] = {
	{"snmp-agent", REDACT_CONTEXT, 0, SNMP | AUTH | REDACT_CTX_AGENT | CLI},
	{"snmp-server", REDACT_CONTEXT, 0, SNMP | REDACT_CTX_SERVER | CLI},
	{"/snmp/community", REDACT_COMMUNITY, SNMP, SNMP | REDACT_CTX_SLASH | CLI},
	{"/snmp", REDACT_CONTEXT, 0, SNMP | REDACT_CTX_SLASH | CLI},
	{"snmp", REDACT_CONTEXT, 0, SNMP},
	{"%snmp", REDACT_CONTEXT, 0, SNMP},
	{"auth-md5", REDACT_SECRET_IN, SNMP, 0},
	{"auth-sha", REDACT_SECRET_IN, SNMP, 0},
	{"encrypt-aes", REDACT_SECRET_IN, SNMP, 0},
	{"priv-aes", REDACT_SECRET_IN, SNMP, 0},
	{"priv-des", REDACT_SECRET_IN, SNMP, 0},
	{"tacacs", REDACT_CONTEXT, 0, KEY | SEEN},
	{"hwtacacs", REDACT_CONTEXT, 0, KEY | SEEN},
	{"tacplus", REDACT_CONTEXT, 0, KEY | SEEN},
	{"radius", REDACT_CONTEXT, 0, KEY | SEEN},
	{"ntp", REDACT_CONTEXT, 0, REDACT_CTX_NTP | AUTH},
	{"hmac-", REDACT_SECRET_IN, AUTH, HASHED},
	{"sha-", REDACT_SECRET_IN, AUTH, HASHED},
	{"sha2-", REDACT_SECRET_IN, AUTH, HASHED},
};

static const struct redact_word by_end = {"*-password", REDACT_SECRET, 0, 0};
static const struct redact_word by_psk = {"*-psk", REDACT_ENCODED, 0, 0};
static const struct redact_word plain = {"", REDACT_PLAIN, 0, 0};

/* LOW is WORD in lower case. */
static const struct redact_word *by_shape(struct span word, const char *low)
{
	if (redact_is_secret_name(word))
		return &by_end;
	for (uint32_t i = 0; i < sizeof(beginnings) / sizeof(beginnings[0]); i++)
		if (low[0] == beginnings[i].name[0] &&
			span_starts(span_of(low, word.len), span_str(beginnings[i].name)))
			return &beginnings[i];
	return span_eq_nocase(span_sub(word, word.len - (word.len < 4 ? word.len : 4), 4),
		       SPAN_LIT("-psk"))
		       ? &by_psk
		       : &plain;
}

const struct redact_word *redact_word_find(struct span word)
{
	char low[REDACT_WORD_MAX];
	uint32_t from = 0, to = sizeof(words) / sizeof(words[0]);

	while (word.len > 2 && word.p[0] == '-')
		word.p++, word.len--;
	if (!redact_fold(word, low))
		return redact_is_secret_name(word) ? &by_end : &plain;
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

bool redact_words_sorted(void)
{
	for (size_t i = 1; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(words[i - 1].name, words[i].name) >= 0)
			return false;
	return true;
}
