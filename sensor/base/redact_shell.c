/*
 * redact_shell: passwords in command lines of a shell: what one command hands on to the next, where
 * the second alone says what the first one's words are, and options of programs that take a secret.
 * Part of redact_text, on any thread.
 */
#include "config.h"

#include "sensor/base/redact_scan.h"

enum { NEAR = 160 }; /* bytes of the line that are looked at for the other command */

/** What this line says from s->at on goes into COMMAND by a pipe: `| sudo /usr/sbin/chpasswd -e`.
 */
static bool feeds(const struct scan *s, const char *command)
{
	struct span t = span_sub(s->text, s->at, NEAR);

	for (int64_t pipe = span_index(t, '|'); pipe >= 0; pipe = span_index(t, '|')) {
		t = span_sub(t, (uint32_t)pipe + 1, UINT32_MAX);
		struct span to = span_trim(t);
		if (span_starts(to, SPAN_LIT("sudo -S")) && strcmp(command, "passwd") == 0)
			return true; /* it asks whose it is before it does anything */
		if (span_starts(to, SPAN_LIT("sudo ")))
			to = span_trim(span_sub(to, 5, UINT32_MAX));
		uint32_t len = 0, name = 0;
		for (; len < to.len && scan_is_word(to.p[len]); len++)
			if (to.p[len] == '/')
				name = len + 1;
		if (span_eq(span_sub(to, name, len - name), span_str(command)))
			return true;
	}
	return false;
}

/** `chpasswd <<< eve:pw`: it stands before what it reads. */
static bool reads_here(const struct scan *s)
{
	uint32_t from = s->at > NEAR ? s->at - NEAR : 0;
	struct span before = span_sub(s->text, from, s->at - from);
	int64_t at = span_find(before, SPAN_LIT("chpasswd "));

	return at >= 0 && span_find(span_sub(before, (uint32_t)at, UINT32_MAX), SPAN_LIT("<<")) > 0;
}

bool scan_take_piped(struct scan *s, struct span word)
{
	static const char *const says[] = {"echo", "printf", NULL};

	if (s->at + 1 < s->text.len && s->text.p[s->at] == ':' &&
		!scan_is_space(s->text.p[s->at + 1]) && (feeds(s, "chpasswd") || reads_here(s))) {
		scan_copy(s, 1);
		scan_hide(s, scan_token_len(s, false));
		return true;
	}
	static const char *const readers[] = {"passwd", "adduser", "smbpasswd", NULL};
	bool fed = scan_one_of(word, says) &&
		   span_find(span_sub(s->text, s->at, NEAR), SPAN_LIT("--password-stdin")) > 0;
	for (const char *const *reader = readers; *reader && scan_one_of(word, says); reader++)
		fed = fed || feeds(s, *reader);
	if (!fed)
		return false;
	while (s->at < s->text.len && (scan_is_space(s->text.p[s->at]) || s->text.p[s->at] == '-'))
		scan_copy(s, s->text.p[s->at] == '-' ? scan_token_len(s, false) : 1);
	if (s->at < s->text.len && scan_opens_quote(s))
		scan_hide_quoted(s);
	else
		scan_hide(s, scan_token_len(s, false));
	return true;
}

/* --- options of programs ------------------------------------------------------------------------
 */

enum how {
	NEXT = 1,   /* the token behind it is the secret */
	JOINED = 2, /* what stands in one token with it */
	BEHIND = 4, /* of either what stands behind the name: user:pw, user,pw, user%pw */
	THIRD = 8,  /* two tokens stand between */
	PASS = 16   /* what stands behind "pass:" alone, for file:, env: and fd: tell none */
};

static const struct {
	const char *program, *option;
	unsigned how;
} options[] = {
	{"7z", "-p", JOINED},
	{"aaaconfig", "-s", NEXT},
	{"az", "--value", NEXT},
	{"az", "-p", NEXT},
	{"curl", "--proxy-user", NEXT | BEHIND},
	{"curl", "--user", NEXT | BEHIND},
	{"curl", "-U", NEXT | JOINED | BEHIND},
	{"curl", "-u", NEXT | JOINED | BEHIND},
	{"docker", "-p", NEXT},
	{"gnmic", "-p", NEXT},
	{"hponcfg", "-p", NEXT},
	{"htpasswd", "-b", THIRD},
	{"htpasswd", "-bc", THIRD},
	{"htpasswd", "-cb", THIRD},
	{"ilorest", "-p", NEXT},
	{"ipmitool", "-P", NEXT | JOINED},
	{"isql", "-P", NEXT},
	{"keytool", "-keypass", NEXT},
	{"keytool", "-storepass", NEXT},
	{"ldapadd", "-w", NEXT | JOINED},
	{"ldapmodify", "-w", NEXT | JOINED},
	{"ldappasswd", "-s", NEXT},
	{"ldappasswd", "-w", NEXT | JOINED},
	{"ldapsearch", "-w", NEXT | JOINED},
	{"lftp", "-u", NEXT | BEHIND},
	{"mariadb", "-p", JOINED},
	{"mariadb-admin", "-p", JOINED},
	{"mariadb-dump", "-p", JOINED},
	{"mongo", "-p", NEXT},
	{"mongodump", "-p", NEXT},
	{"mongosh", "-p", NEXT},
	{"mosquitto_pub", "-P", NEXT},
	{"mosquitto_sub", "-P", NEXT},
	{"mysql", "-p", JOINED},
	{"mysqladmin", "-p", JOINED},
	{"mysqldump", "-p", JOINED},
	{"ncftpget", "-p", NEXT},
	{"ncftpput", "-p", NEXT},
	{"net-snmp-create-v3-user", "-A", NEXT},
	{"net-snmp-create-v3-user", "-X", NEXT},
	{"openssl", "-K", NEXT},
	{"openssl", "-hmac", NEXT},
	{"openssl", "-k", NEXT},
	{"openssl", "-pass", NEXT | BEHIND | PASS},
	{"openssl", "-passin", NEXT | BEHIND | PASS},
	{"openssl", "-passout", NEXT | BEHIND | PASS},
	{"plink", "-pw", NEXT},
	{"pscp", "-pw", NEXT},
	{"psftp", "-pw", NEXT},
	{"putty", "-pw", NEXT},
	{"racadm", "-p", NEXT},
	{"rdesktop", "-p", NEXT},
	{"redis-cli", "-a", NEXT},
	{"rpcclient", "-U", NEXT | BEHIND},
	{"save_configuration", "-p", NEXT},
	{"slappasswd", "-s", NEXT},
	{"smbclient", "-U", NEXT | BEHIND},
	{"snmpbulkwalk", "-A", NEXT},
	{"snmpbulkwalk", "-X", NEXT},
	{"snmpbulkwalk", "-c", NEXT | JOINED},
	{"snmpget", "-A", NEXT},
	{"snmpget", "-X", NEXT},
	{"snmpget", "-c", NEXT | JOINED},
	{"snmpset", "-A", NEXT},
	{"snmpset", "-X", NEXT},
	{"snmpset", "-c", NEXT | JOINED},
	{"snmptrap", "-c", NEXT | JOINED},
	{"snmpwalk", "-A", NEXT},
	{"snmpwalk", "-X", NEXT},
	{"snmpwalk", "-c", NEXT | JOINED},
	{"sqlcmd", "-P", NEXT},
	{"ssh-keygen", "-N", NEXT},
	{"ssh-keygen", "-P", NEXT},
	{"sshpass", "-p", NEXT | JOINED},
	{"supportftp", "-p", NEXT},
	{"unrar", "-p", JOINED},
	{"unzip", "-P", NEXT},
	{"user", "-pw", NEXT},
	{"useradd", "-p", NEXT},
	{"userconfig", "-p", NEXT},
	{"usermod", "-p", NEXT},
	{"zip", "-P", NEXT},
};

static void copy_spaces(struct scan *s)
{
	while (s->at < s->text.len && scan_is_space(s->text.p[s->at]))
		scan_copy(s, 1);
}

/** Hides the token at s->at, or what stands in it behind the name of a user. */
static void hide_value(struct scan *s, unsigned how)
{
	bool quoted = s->at < s->text.len && scan_opens_quote(s);
	struct span t = span_sub(s->text, s->at + quoted, UINT32_MAX);
	uint8_t quote = quoted ? s->text.p[s->at] : 0;
	uint32_t n = 0;
	bool behind = how & BEHIND;

	if (how & PASS && !span_starts(t, SPAN_LIT("pass:")))
		return;
	if (!behind && quoted) {
		scan_hide_quoted(s);
		return;
	}
	if (behind) {
		while (n < t.len && !scan_is_space(t.p[n]) && !scan_is_end(t.p[n]) &&
			!memchr(":,%", t.p[n], 3))
			n++;
		if (n >= t.len || scan_is_space(t.p[n]) || scan_is_end(t.p[n]))
			return;
		scan_copy(s, quoted + n + 1);
		if (!quoted && s->at < s->text.len && scan_opens_quote(s)) {
			scan_hide_quoted(s);
			return;
		}
		t = span_sub(t, n + 1, UINT32_MAX);
	}
	n = scan_token_len(s, false);
	if (quoted)
		for (n = 0; n < t.len && t.p[n] != quote && !scan_is_end(t.p[n]);)
			n++;
	scan_hide(s, n);
}

bool scan_follows(const struct scan *s, struct span program)
{
	uint32_t from = s->at > NEAR ? s->at - NEAR : 0;

	for (uint32_t end = s->at; end > from + program.len; end--) {
		uint32_t at = end - 1 - program.len;
		if (scan_is_end(s->text.p[end - 1]))
			return false;
		if ((scan_is_space(s->text.p[end - 1]) || memchr("]\"", s->text.p[end - 1], 2)) &&
			span_eq(span_sub(s->text, at, program.len), program) &&
			(at == 0 || s->text.p[at - 1] == '/' || !scan_is_word(s->text.p[at - 1])))
			return true;
	}
	return false;
}

bool scan_take_option(struct scan *s, struct span word)
{
	for (uint32_t i = 0; word.p[0] == '-' && i < sizeof(options) / sizeof(*options); i++) {
		struct span option = span_str(options[i].option);
		unsigned how = options[i].how;
		bool whole = span_eq(word, option) && (how & (NEXT | THIRD));
		bool joined = (how & JOINED) && word.len > option.len && span_starts(word, option);
		if ((!whole && !joined) || !scan_follows(s, span_str(options[i].program)))
			continue;
		scan_copy(s, option.len);
		for (int skip = how & THIRD ? 2 : 0; whole && skip > 0; skip--) {
			copy_spaces(s);
			scan_copy(s, scan_token_len(s, false));
		}
		uint32_t gap = scan_list_gap(s);
		if (whole && gap) {
			scan_copy(s, gap);
			s->quote = 0;
		} else if (whole) {
			copy_spaces(s);
		}
		hide_value(s, how);
		return true;
	}
	return false;
}
