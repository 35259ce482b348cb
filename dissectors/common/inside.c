/* inside: see inside.h. Names of ALPN as IANA keeps them, ports likewise. */
#include "config.h"

#include "dissectors/common/inside.h"

static const struct {
	const char *alpn, *name;
} agreed[] = {
	{"dot", "dns"},           /* RFC 7858 */
	{"doq", "dns"},           /* RFC 9250 */
	{"radius/1.0", "radius"}, /* RFC 9765 */
	{"radius/1.1", "radius"},
	{"ftp", "ftp"},
	{"imap", "imap"},
	{"pop3", "pop3"},
	{"sip/2", "sip"},
	{"mqtt", "mqtt"},
	{"xmpp-client", "xmpp"},
};

/* Names under which public resolvers answer DNS over HTTPS (RFC 8484). */
static const char *const resolvers[] = {"dns.google", "cloudflare-dns.com", "one.one.one.one",
	"dns.quad9.net", "doh.opendns.com", "dns.nextdns.io", "doh.cleanbrowsing.org",
	"dns.adguard-dns.com", NULL};

static const struct {
	uint16_t port;
	const char *name;
} ports[] = {
	{300, "tacacs"}, /* RFC 9887 */
	{636, "ldap"},
	{853, "dns"}, /* RFC 7858 */
	{989, "ftp-data"},
	{990, "ftp"},
	{992, "telnet"},
	{993, "imap"},
	{995, "pop3"},
	{465, "smtp"},
	{2083, "radius"}, /* RFC 6614 */
	{4189, "pcep"},   /* RFC 8253 */
	{5061, "sip"},
	{5868, "diameter"},
	{6513, "netconf"}, /* RFC 7589 */
	{6514, "syslog"},  /* RFC 5425, 6012 */
	{6640, "ovsdb"},
	{6653, "openflow"},
	{7547, "cwmp"},
	{8729, "mikrotik-api"},
	{8883, "mqtt"},
	{9339, "gnmi"},
	{10161, "snmp"}, /* RFC 6353 */
	{10162, "snmp"},
};

static const char *by_alpn(struct span alpns)
{
	for (uint32_t at = 0; at < alpns.len; at += 1u + alpns.p[at]) {
		struct span name = span_sub(alpns, at + 1, alpns.p[at]);
		if (name.len < alpns.p[at])
			return NULL; /* cut */
		for (unsigned i = 0; i < sizeof(agreed) / sizeof(*agreed); i++)
			if (span_eq(name, span_str(agreed[i].alpn)))
				return agreed[i].name;
	}
	return NULL;
}

/* SNI is NAME or ends in .NAME. */
static bool is_under(struct span sni, struct span name)
{
	if (sni.len < name.len ||
		!span_eq_nocase(span_sub(sni, sni.len - name.len, name.len), name))
		return false;
	return sni.len == name.len || sni.p[sni.len - name.len - 1] == '.';
}

const char *inside_of(const struct inside_signs *signs)
{
	const char *name = by_alpn(signs->alpns);

	if (name)
		return name;
	for (const char *const *r = resolvers; *r; r++)
		if (is_under(signs->sni, span_str(*r)))
			return "dns";
	for (unsigned i = 0; i < sizeof(ports) / sizeof(*ports); i++)
		if (ports[i].port == signs->port)
			return ports[i].name;
	return NULL;
}
