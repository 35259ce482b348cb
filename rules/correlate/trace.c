/* trace: see trace.h; the memory of one element. Collector's thread. */
#include "config.h"

#include "rules/correlate/trace.h"

struct trace *trace_of(struct judge *j, const struct party *p)
{
	if (!p->is_element || p->is_crowd)
		return NULL;
	return store_take_hashed(j->correlate->traces, &p->key, p->hash, NULL);
}

void trace_expect(const struct judge *j, uint32_t hash)
{
	store_expect(j->correlate->traces, hash);
}

void trace_fetch(const struct judge *j, uint32_t hash)
{
	store_fetch(j->correlate->traces, hash);
}

bool trace_is_management(const char *app)
{
	static const char *const names[] = {"snmp", "ssh", "telnet", "tftp", "ftp", "http", "tls",
		"netconf", "restconf", "cwmp", "gnmi", "grpc", "smart_install", "winbox",
		"mikrotik-api", "openflow", "ovsdb", "ipmi", "tl1", "mml", "rlogin", "rsh",
		"mac-telnet", "radius"};

	return TRACE_IS(app, names);
}
