/*
 * redact_shape: what can be told of a word by how it is written alone: that it is enciphered, that
 * nobody but a generator of secrets wrote it, that it is the compound name of a secret. Part of
 * redact_text, on any thread; pure.
 */
#include "config.h"

#include "sensor/base/redact_scan.h"

enum {
	MIXED_LEAST = 6,  /* letters of both cases with digits among them */
	HEX_LEAST = 16,   /* digits and letters of hexadecimal */
	DOLLAR_MOST = 16, /* letters between the first two signs of $pbkdf2-sha256$... */
	NAME_MAX_LEN = 128
};

bool redact_fold(struct span word, char ret[static REDACT_WORD_MAX])
{
	if (word.len >= REDACT_WORD_MAX)
		return false;
	for (uint32_t i = 0; i < word.len; i++)
		ret[i] =
			(char)(word.p[i] >= 'A' && word.p[i] <= 'Z' ? word.p[i] | 0x20 : word.p[i]);
	ret[word.len] = '\0';
	return true;
}

int redact_row_order(const void *word, const void *row)
{
	return strcmp(word, *(const char *const *)row);
}

bool redact_is_crypt(struct span t)
{
	uint32_t i = 1;

	if (t.len < 8)
		return false;
	if (t.p[0] == '%' || t.p[0] == '@')
		return span_starts(t, SPAN_LIT("%^%#")) || span_starts(t, SPAN_LIT("%$%$")) ||
		       span_starts(t, SPAN_LIT("%#%#")) || span_starts(t, SPAN_LIT("%@%@")) ||
		       span_starts(t, SPAN_LIT("@%@%"));
	while (t.p[0] == '$' && i < DOLLAR_MOST && i + 1 < t.len &&
		(scan_is_alnum(t.p[i]) || (i > 1 && t.p[i] == '-')))
		i++;
	return i > 1 && t.p[i] == '$';
}

static bool is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

static bool is_hex(struct span t)
{
	uint32_t digits = 0;

	for (uint32_t i = 0; i < t.len; i++) {
		uint8_t low = t.p[i] | 0x20;
		digits += is_digit(t.p[i]);
		if (!is_digit(t.p[i]) && (low < 'a' || low > 'f'))
			return false;
	}
	return digits && digits < t.len;
}

bool redact_is_random(struct span t)
{
	uint32_t small = 0, capital = 0, inside = 0;

	if (t.len < MIXED_LEAST || memchr("/.:", t.p[0], 3))
		return false;
	if (t.len >= HEX_LEAST && is_hex(t))
		return true;
	if (t.len < HEX_LEAST && span_index(t, '/') >= 0)
		return false; /* SNMPv1/v2c */
	for (uint32_t i = 0, letter = UINT32_MAX; i < t.len; i++) {
		uint8_t c = t.p[i];
		if (c == '.' || c == ':' || c == '(' || c == '[')
			return false;
		small += c >= 'a' && c <= 'z';
		capital += c >= 'A' && c <= 'Z';
		if (is_digit(c))
			continue;
		if (!scan_is_alnum(c))
			letter = UINT32_MAX;
		else {
			inside += letter != UINT32_MAX && letter + 1 < i;
			letter = i;
		}
	}
	return small && capital && inside;
}

/** Names of communities of SNMP, not of those of BGP (large-community, send-community). */
static bool is_snmp_community(struct span word)
{
	static const char *const parts[] = {
		"read", "write", "get", "trap", "notif", "ro-", "rw-", "ro_", "rw_", NULL};

	for (const char *const *part = parts; *part; part++)
		if (span_find(word, span_str(*part)) >= 0)
			return true;
	return false;
}

/** Whose pass it is stands before it: auth-pass, userpass. */
static bool is_pass_of(struct span name)
{
	static const char *const whose[] = {"acs-pass", "pppoe-pass", "ppp-pass", "chap-pass",
		"wifi-pass", "db-pass", "snmp-pass", "smtp-pass", "proxy-pass", "vpn-pass",
		"auth-pass", "auth_pass", "authpass", "priv-pass", "privpass", "user-pass",
		"user_pass", "userpass", "usrpass", "admin-pass", "admin_pass", "adminpass",
		"login_pass", "loginpass", "root-pass", "rootpass", "ftp-pass", "ftppass", NULL};

	for (const char *const *w = whose; *w; w++)
		if (span_ends_nocase(name, span_str(*w)))
			return true;
	return false;
}

/** UI_CFG_AUDIT_SET_SECRET: the name of a message; SUSER_PASSWORD is that of a setting. */
static bool is_mnemonic(struct span word)
{
	for (uint32_t i = 0; i < word.len; i++)
		if (word.p[i] >= 'a' && word.p[i] <= 'z')
			return false;
	return span_index(word, '_') > 0 && !span_ends_nocase(word, SPAN_LIT("password")) &&
	       !span_ends_nocase(word, SPAN_LIT("passwd"));
}

/** LOW, which is WORD in lower case, is put together of words: no program as `gpasswd` is. */
static bool has_part(struct span word, struct span low)
{
	for (uint32_t i = 1; i < word.len; i++)
		if (word.p[i] != low.p[i] || memchr("-_.", word.p[i], 3))
			return true;
	return false;
}

/** A way to authenticate (wpa2-psk), where the name of its secret is written wifi_psk,
 * wifi-sec.psk.
 */
static bool is_way(struct span name)
{
	return span_ends_nocase(name, SPAN_LIT("psk")) &&
	       !memchr("._", name.p[name.len > 3 ? name.len - 4 : 0], 2);
}

/** NAME, of one dot, is that of a setting and not of a file. */
static bool is_dotted(struct span name)
{
	static const char *const ends[] = {".psk", "password", "passwd", "passphrase", NULL};

	for (const char *const *end = ends; *end; end++)
		if (span_ends_nocase(name, span_str(*end)))
			return true;
	return false;
}

/** WORD in lower case without the index behind a MIB's name, and its dots; none where no keyword is
 * written so. */
static struct span plain_name(struct span word, char ret[static NAME_MAX_LEN], uint32_t *ret_dots)
{
	while (word.len > 2 && (is_digit(word.p[word.len - 1]) || word.p[word.len - 1] == '.'))
		word.len--;
	*ret_dots = 0;
	if (word.len < 4 || word.len > NAME_MAX_LEN)
		return span_of(ret, 0);
	for (uint32_t i = 0; i < word.len; i++) {
		uint8_t c = word.p[i];
		if (!scan_is_alnum(c) && !memchr("-_./", c, 4))
			return span_of(ret, 0);
		*ret_dots += c == '.';
		ret[i] = (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
	}
	return span_of(ret, word.len);
}

bool redact_is_secret_name(struct span word)
{
	static const char *const not_alone[] = {"token", "credential", "credentials", "secrets",
		"pin", "pw", "key", "pass", "psw", "passw", "pwd", "psd", "prv", "pkey",
		"plaintext", "community", "cyphered", "nopassword", "cfm", "skey", "prekey", "puk",
		"xki", "xopc", "pincode", "digestkey", "passwort", "kennwort", "senha",
		"wachtwoord", "contrasena", NULL};
	char low[NAME_MAX_LEN];
	uint32_t dots;
	struct span name = plain_name(word, low, &dots);

	if (!name.len || (span_index(name, '/') >= 0 && !span_starts(name, SPAN_LIT("/cfg/"))))
		return false;
	if (span_ends_nocase(name, SPAN_LIT(".key")) || is_way(name) ||
		(dots == 1 && !is_dotted(name)))
		return false;
	if (!redact_name_is_secret(name) || scan_one_of(name, not_alone))
		return false;
	if (span_ends_nocase(name, SPAN_LIT("community")))
		return is_snmp_community(name);
	if (span_ends_nocase(name, SPAN_LIT("pass"))) /* not allow-pass of VLANs */
		return is_pass_of(name);
	if (span_ends_nocase(name, SPAN_LIT("passwd")))
		return has_part(span_sub(word, 0, name.len), name);
	return !span_ends_nocase(name, SPAN_LIT("credential")) &&
	       !span_ends_nocase(name, SPAN_LIT("credentials")) && !is_mnemonic(word);
}
