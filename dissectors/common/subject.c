/* subject: see subject.h. */
#include "config.h"

#include "dissectors/common/subject.h"

/* The first word that fits decides: what is narrow stands before what is wide. */
static const struct {
	const char *word;
	enum subject subject;
} subjects[] = {
	{"system/login", SUBJECT_ACCOUNT},             /* users of Junos */
	{"aaa/lam", SUBJECT_ACCOUNT},                  /* local users of Huawei */
	{"aaa/authentication/users", SUBJECT_ACCOUNT}, /* OpenConfig */
	{"aaa/authentication/admin-user", SUBJECT_ACCOUNT},
	{"tacacs", SUBJECT_AAA},
	{"radius", SUBJECT_AAA},
	{"aaa", SUBJECT_AAA},
	{"authentication", SUBJECT_ACCOUNT},
	{"password", SUBJECT_ACCOUNT},
	{"passwd", SUBJECT_ACCOUNT},
	{"username", SUBJECT_ACCOUNT},
	{"user", SUBJECT_ACCOUNT},
	{"account", SUBJECT_ACCOUNT},
	{"syslog", SUBJECT_LOGGING},
	{"logging", SUBJECT_LOGGING},
	{"snmp", SUBJECT_SNMP_ACCESS},
	{"access-list", SUBJECT_ACL},
	{"acl", SUBJECT_ACL},
	{"firewall", SUBJECT_ACL},
	{"packet-filter", SUBJECT_ACL},
	{"mirror", SUBJECT_MIRROR},
	{"sniffer", SUBJECT_MIRROR},
	{"monitor-session", SUBJECT_MIRROR},
	{"analyzer", SUBJECT_MIRROR},
	{"tunnel", SUBJECT_TUNNEL},
	{"ipsec", SUBJECT_TUNNEL},
	{"l2tp", SUBJECT_TUNNEL},
	{"wireguard", SUBJECT_TUNNEL},
	{"certificate", SUBJECT_CERTIFICATE},
	{"keystore", SUBJECT_CERTIFICATE},
	{"truststore", SUBJECT_CERTIFICATE},
	{"pki", SUBJECT_CERTIFICATE},
	{"ntp", SUBJECT_TIME},
	{"clock", SUBJECT_TIME},
	{"scheduler", SUBJECT_SCHEDULE},
	{"event-manager", SUBJECT_SCHEDULE},
	{"firmware", SUBJECT_IMAGE},
	{"software", SUBJECT_IMAGE},
	{"interface", SUBJECT_INTERFACE},
	{"routing", SUBJECT_ROUTE},
	{"route", SUBJECT_ROUTE},
	{"bgp", SUBJECT_ROUTE},
	{"ospf", SUBJECT_ROUTE},
	{"telnet", SUBJECT_SERVICE},
	{"ssh", SUBJECT_SERVICE},
	{"portmapping", SUBJECT_ACL},
	{"remoteaccess", SUBJECT_SERVICE},
	{"remote-access", SUBJECT_SERVICE},
};

bool subject_has_word(struct span text, const char *word)
{
	struct span w = span_str(word);

	for (uint32_t i = 0; i + w.len <= text.len; i++)
		if ((text.p[i] | 0x20) == (w.p[0] | 0x20) &&
			span_starts_nocase(span_sub(text, i, w.len), w))
			return true;
	return false;
}

enum subject subject_of_words(struct span words)
{
	for (unsigned i = 0; i < sizeof(subjects) / sizeof(*subjects); i++)
		if (subject_has_word(words, subjects[i].word))
			return subjects[i].subject;
	return SUBJECT_CONFIG;
}
