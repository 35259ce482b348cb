/*
 * redact_name: names whose value is secret, of parameters, members, fields and keywords. Called by
 * all that redacts and by dissectors of parameters; pure, any thread.
 */
#include "config.h"

#include "sensor/base/digits.h"
#include "sensor/base/redact_out.h"

enum { SIM_KEY = 32 }; /* digits of a subscriber's key, of 128 bits */

#define TEXT(text)                                                                                 \
	{                                                                                          \
		(const uint8_t *)(text), sizeof(text) - 1                                          \
	}
#define COUNT(list) (sizeof(list) / sizeof(*(list)))

/** The last component of a dotted name, lower case, without separators and trailing digits. */
struct span redact_name_fold(struct span name, uint8_t buf[static REDACT_NAME_MAX])
{
	uint32_t len = 0;

	while (name.len > 1 && memchr("].0123456789", name.p[name.len - 1], 12))
		name.len--;
	for (uint32_t i = name.len; i-- > 0;)
		if (name.p[i] == '.' || name.p[i] == '/' || name.p[i] == '[' || name.p[i] == ':') {
			name = span_sub(name, i + 1, UINT32_MAX);
			break;
		}
	if (name.len > REDACT_NAME_MAX)
		name = span_sub(name, name.len - REDACT_NAME_MAX, REDACT_NAME_MAX);
	for (uint32_t i = 0; i < name.len; i++) {
		uint8_t c = name.p[i];
		if (c >= 'A' && c <= 'Z')
			c |= 0x20;
		if (c != '-' && c != '_' && c != ' ')
			buf[len++] = c;
	}
	while (len > 1 && buf[len - 1] >= '0' && buf[len - 1] <= '9')
		len--;
	return span_of(buf, len);
}

/** S ends with END: most do not by their last letter. */
static bool ends_in(struct span s, struct span end)
{
	return s.len >= end.len && s.p[s.len - 1] == end.p[end.len - 1] &&
	       memcmp(s.p + s.len - end.len, end.p, end.len) == 0;
}

static bool ends_with(struct span s, const struct span *list, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		if (ends_in(s, list[i]))
			return true;
	return false;
}

bool redact_is_any(struct span s, const char *const *list)
{
	for (; *list; list++)
		if (span_eq(s, span_str(*list)))
			return true;
	return false;
}

/** "confpass", "login_pass"; neither "bypass" nor "compass". */
static bool is_pass(struct span n)
{
	return ends_in(n, SPAN_LIT("pass")) && !ends_in(n, SPAN_LIT("bypass")) &&
	       !ends_in(n, SPAN_LIT("compass"));
}

bool redact_name_is_secret(struct span name)
{
	static const struct span ends[] = {TEXT("password"), TEXT("passwd"), TEXT("pswd"),
		TEXT("passphrase"), TEXT("passcode"), TEXT("secret"), TEXT("psk"),
		TEXT("sharedkey"), TEXT("privatekey"), TEXT("apikey"), TEXT("authkey"),
		TEXT("authenticationkey"), TEXT("privkey"), TEXT("privacykey"),
		TEXT("encryptionkey"), TEXT("wepkey"), TEXT("wepdefaultkey"), TEXT("wpakey"),
		TEXT("accesskey"), TEXT("keystring"), TEXT("secretkey"), TEXT("networkkey"),
		TEXT("enckey"), TEXT("encryptkey"), TEXT("hashkey"), TEXT("asciikey"),
		TEXT("radiuskey"), TEXT("tacacskey"), TEXT("serverkey"), TEXT("mgmtkey"),
		TEXT("securitykey"), TEXT("regkey"), TEXT("wgkey"), TEXT("md5ekey"),
		TEXT("passkey"), TEXT("controllerkey"), TEXT("deskey"), TEXT("aeskey"),
		TEXT("keymaterial"), TEXT("keydata"), TEXT("community"), TEXT("communitystring"),
		TEXT("communityname"), TEXT("rcomm"), TEXT("readcomm"), TEXT("writecomm"),
		TEXT("enablepw"), TEXT("rootpw"), TEXT("adminpw"), TEXT("wcomm"), TEXT("token"),
		TEXT("pwd"), TEXT("credential"), TEXT("credentials"), TEXT("md5key"),
		TEXT("sha1key"), TEXT("sessionkey"), TEXT("preshare"), TEXT("authstring"),
		TEXT("bindpw"), TEXT("admpw"), TEXT("usrpw"), TEXT("userpw"), TEXT("passcrypt"),
		TEXT("otpseed"), TEXT("passwordfld"), TEXT("statickey"), TEXT("seckey"),
		TEXT("symmetrickey"), TEXT("digestkey"), TEXT("hexadecimalstring"), TEXT("pskkey"),
		TEXT("presharekey"), TEXT("srvkey"), TEXT("authpw"), TEXT("privpw"),
		TEXT("commname"), TEXT("rdcmm"), TEXT("wrcmm"), TEXT("wpspin"), TEXT("simpin"),
		TEXT("pincode"), TEXT("pukcode"), TEXT("kivalue"), TEXT("opcvalue"),
		TEXT("k4value"), /* Spanish, Portuguese, German, Dutch, French, Russian, Chinese,
				    Japanese, Korean */
		TEXT("contrase\303\261a"), TEXT("contrasena"), TEXT("senha"), TEXT("passwort"),
		TEXT("kennwort"), TEXT("wachtwoord"), TEXT("motdepasse"),
		TEXT("\320\277\320\260\321\200\320\276\320\273\321\214"),
		TEXT("\320\237\320\260\321\200\320\276\320\273\321\214"),
		TEXT("\345\257\206\347\240\201"), TEXT("\345\257\206\347\242\274"),
		TEXT("\345\217\243\344\273\244"),
		TEXT("\343\203\221\343\202\271\343\203\257\343\203\274\343\203\211"),
		TEXT("\353\271\204\353\260\200\353\262\210\355\230\270"), TEXT("amzsignature"),
		TEXT("googsignature")};
	static const char *const whole[] = {"pass", "key", "pkey", "pw", "pin", "passw", "psw",
		"psd", "cfm", "ekey", "textname", "secrets", "cak", "prv", "cyphered", "plaintext",
		"keyvalue", "ingestauth", "cvauth", "loginauthorization", "snmpro", "snmprw",
		"xpankey", "hnapauth", "skey", "pskey", "prekey", "xki", "xopc", "puk", NULL};
	static const struct span stems[] = {TEXT("password"), TEXT("passwd"), TEXT("passphrase"),
		TEXT("pwd"), TEXT("psk"), TEXT("secret"), TEXT("secretkey")};
	static const struct span tails[] = {TEXT("hash"), TEXT("hashed"), TEXT("value"),
		TEXT("confirm"), TEXT("confirmation"), TEXT("again"), TEXT("new"), TEXT("old"),
		TEXT("text"), TEXT("string"), TEXT("clear"), TEXT("enc"), TEXT("encrypted"),
		TEXT("cipher"), TEXT("md"), TEXT("sha"), TEXT("repeat"), TEXT("verify"),
		TEXT("retype")};
	uint8_t buf[REDACT_NAME_MAX];
	struct span n = redact_name_fold(name, buf);

	if (ends_with(n, ends, COUNT(ends)) || redact_is_any(n, whole) || is_pass(n))
		return true;
	for (uint32_t i = 0; i < COUNT(tails); i++)
		if (ends_in(n, tails[i]) &&
			ends_with(span_sub(n, 0, n.len - tails[i].len), stems, COUNT(stems)))
			return true;
	return false;
}

bool redact_is_subscriber_key(struct span name, struct span value)
{
	static const char *const names[] = {"k", "ki", "k4", "op", "opc", NULL};

	const char *const *known = names;

	while (*known && !span_eq_nocase(name, span_str(*known)))
		known++;
	if (!*known || value.len != SIM_KEY)
		return false;
	for (uint32_t i = 0; i < value.len; i++)
		if (hex_digit(value.p[i]) < 0)
			return false;
	return true;
}

bool redact_is_signature(struct span name, struct span value)
{
	enum { LEAST = 32 };

	return value.len >= LEAST && span_eq(name, SPAN_LIT("sig"));
}

bool redact_keys_community(struct span path)
{
	uint32_t node = path.len;
	int64_t key = -1;

	for (; node && path.p[node - 1] != '/'; node--)
		key = path.p[node - 1] == '[' ? (int64_t)node - 1 : key;
	uint32_t end = key < 0 ? path.len : (uint32_t)key;
	struct span name = span_sub(path, node, end - node);
	struct span by = span_sub(path, end, UINT32_MAX); /* "[name"; RESTCONF tells no name */
	bool community = span_find(name, SPAN_LIT("ommunity")) >= 0 ||
			 span_find(name, SPAN_LIT("CommSec")) >= 0;
	return community && span_index(name, ' ') < 0 &&
	       (!by.len || ends_in(by, SPAN_LIT("name"))) &&
	       span_find(span_sub(path, 0, node), SPAN_LIT("snmp")) >= 0;
}
