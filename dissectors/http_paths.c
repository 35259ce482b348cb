/*
 * http_paths: what paths and texts tell: which pages only equipment has, what they are about, what
 * is known to attack them. Tables; on a worker's thread.
 */
#include "config.h"

#include "dissectors/common/subject.h"
#include "dissectors/common/text.h"
#include "dissectors/http.h"

enum outcome http_outcome(unsigned status)
{
	if (status < 400)
		return OUTCOME_OK;
	return status == 401 || status == 403 || status == 407 ? OUTCOME_REFUSED : OUTCOME_FAILED;
}

enum subject http_subject(struct span words)
{
	static const struct span tplink = SPAN_LIT("/userRpm/"); /* in front of all its pages */

	if (span_starts_nocase(words, tplink))
		words = span_sub(words, tplink.len, UINT32_MAX);
	if (http_has_word(words, "/system/admin") || http_has_word(words, "/accoutcfg"))
		return SUBJECT_ACCOUNT; /* of FortiOS, of Huawei */
	return subject_of_words(words);
}

bool http_is_device_page(struct span path)
{
	static const char *const starts[] = {"/goform/", "/boaform/", "/gponform/", "/hnap1",
		"/userrpm/", "/webui/", "/tmunblock.cgi", "/hndunblock.cgi", "/apply.cgi",
		"/apply_sec.cgi", "/apply_abstract.cgi", "/setup.cgi", "/cgi-bin/luci", "/ubus",
		"/ctrlt/", "/ud/act", "/nitro/v1/config", "/mgmt/tm/", "/api/v2/cmdb/",
		"/api/running/", "/cgi-bin/config", "/cgi-bin/apply", "/cgi-bin/set",
		"/cgi-bin/admin", "/cgi-bin/system", "/cgi-bin/firewall", "/set.cgi", "/html/ssmp/",
		"/html/amp/", "/html/bbsp/", "/getpage.gch", "/manager_dev_config_t", "/rom-0",
		"/htdocs/", "/admin/config", "/stssys.htm", "/form/", "/api/v2/monitor/",
		"/cgi-bin/adduser", "/cgi-bin/reboot", "/cgi-bin/passwd", "/reboot.cgi",
		"/restart.cgi", NULL};

	for (const char *const *s = starts; *s; s++)
		if (span_starts_nocase(path, span_str(*s)))
			return true;
	return false;
}

enum verb http_page_verb(struct span path)
{
	static const struct {
		const char *word;
		enum verb verb;
	} words[] = {
		{"reboot", VERB_REBOOT},
		{"/restart.cgi", VERB_REBOOT},
		{"/config/restore", VERB_IMPORT},
		{"/firmware/upgrade", VERB_IMAGE},
		{"/system/os/shutdown", VERB_REBOOT},
		{"/factory-reset", VERB_ERASE},
	};
	static const char *const timers[] = {"sched", "timer", "time", "auto", "status", NULL};

	for (const char *const *t = timers; *t; t++)
		if (http_has_word(path, *t))
			return VERB_CHANGE;
	for (unsigned i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (http_has_word(path, words[i].word))
			return words[i].verb;
	return VERB_CHANGE;
}

static struct span last_part(struct span path)
{
	for (uint32_t i = path.len; i-- > 0;)
		if (path.p[i] == '/')
			return span_sub(path, i + 1, UINT32_MAX);
	return path;
}

/* A name of ordinary words is a configuration on equipment, not deep in the tree of a mirror. */
static bool is_near(struct span path)
{
	enum { DEEP = 4 };
	static const char *const words[] = {"cgi", "/admin", "/system", "/api/", "/mgmt", NULL};
	unsigned slashes = 0;

	for (uint32_t i = 0; i < path.len; i++)
		slashes += path.p[i] == '/';
	for (const char *const *w = words; *w; w++)
		if (http_has_word(path, *w))
			return true;
	return slashes < DEEP || http_is_device_page(path);
}

bool http_is_config_name(struct span path)
{
	static const char *const ends[] = {".cfg", ".conf", ".config", ".backup", ".rsc", ".scf",
		".cfg.gz", ".cnf.xml", "-confg", NULL};
	static const char *const names[] = {"running-config", "startup-config", "rom-0",
		"backupsettings.conf", "romfile.cfg", NULL};
	static const char *const words[] = {"config", "backup", "settings", "startup", NULL};
	static const char *const kinds[] = {
		".bin", ".dat", ".xml", ".tar", ".gz", ".tgz", ".cgi", ".txt", ".zip", NULL};
	struct span name = last_part(path);
	bool word = false, kind = false;

	for (const char *const *e = ends; *e; e++)
		if (span_ends_nocase(name, span_str(*e)))
			return true;
	for (const char *const *n = names; *n; n++)
		if (span_eq_nocase(name, span_str(*n)))
			return true;
	for (const char *const *w = words; *w; w++)
		word |= http_has_word(name, *w);
	for (const char *const *k = kinds; *k; k++)
		kind |= span_ends_nocase(name, span_str(*k));
	return word && (kind || span_index(name, '.') < 0) && is_near(path);
}

/* --- attacks
 * ---------------------------------------------------------------------------------------- */

static bool starts_command(struct span s)
{
	static const char *const words[] = {"wget ", "curl ", "tftp ", "busybox", "/bin/", "sh ",
		"cd /", "rm -", "chmod ", "nc ", "telnetd", "utelnetd", "cat /", "reboot", "ping -",
		"killall ", "iptables ", "ftpget ", "bash ", "uname", "echo ", "nslookup ",
		"sleep ", "mkfifo ", "python", NULL};

	s = span_trim(s);
	for (const char *const *w = words; *w; w++)
		if (span_starts(s, span_str(*w)))
			return true;
	return false;
}

bool http_is_injection(struct span text)
{
	struct span s = span_sub(text, 0, 2048);

	for (uint32_t i = 0; i < s.len; i++) {
		if (!memchr(";|&`\n$", s.p[i], 6))
			continue;
		struct span rest = span_sub(s, i + 1, 64);
		if (s.p[i] == '$') {
			if (!rest.len || (rest.p[0] != '(' && !span_starts(rest, SPAN_LIT("{IFS"))))
				continue;
			if (rest.p[0] != '(' || starts_command(span_sub(rest, 1, UINT32_MAX)))
				return true;
			continue;
		}
		while (rest.len && memchr(";|&`", rest.p[0], 4))
			rest = span_sub(rest, 1, UINT32_MAX);
		if (starts_command(rest))
			return true;
	}
	return false;
}

/* C107373883=... : the cookie that writes where RomPager keeps its pointers (CVE-2014-9222). */
static bool is_fortune_cookie(struct span cookie)
{
	uint32_t digits = 0;

	if (cookie.len < 10 || cookie.p[0] != 'C')
		return false;
	while (digits + 1 < cookie.len && cookie.p[digits + 1] >= '0' &&
		cookie.p[digits + 1] <= '9')
		digits++;
	return digits >= 8 && digits + 1 < cookie.len && cookie.p[digits + 1] == '=';
}

void http_hint_path(struct dissect *d, const struct http_head *h, struct span path, bool twice)
{
	if (twice)
		hint_emit(d, "http.double_encoded", http_without_query(h->url), 0);
	if (http_has_word(path, "webui_wsma_http") || span_eq_nocase(path, SPAN_LIT("/wsma")) ||
		span_starts_nocase(path, SPAN_LIT("/wsma/")))
		hint_emit(d, "http.wsma", path, 0);
	if (http_has_word(h->url, "logon_hash="))
		hint_emit(d, "http.exploit", SPAN_LIT("implant of the IOS XE web interface"), 0);
	if (span_starts_nocase(path, SPAN_LIT("/gponform/diag_form")))
		hint_emit(d, "http.exploit", SPAN_LIT("GPON home gateway, CVE-2018-10561"), 0);
	if (is_fortune_cookie(h->cookie))
		hint_emit(d, "http.exploit", SPAN_LIT("RomPager cookie, CVE-2014-9222"), 0);
}
