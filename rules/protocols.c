/* protocols: see protocols.h. */
#include "config.h"

#include "rules/protocols.h"

static const struct protocol names[] = {
#define NAME(name, set, ip) {name, set, ip},
#include "rules/protocol_names.def"
};

static const struct protocol_alias aliases[] = {
#define ALIAS(name, of) {name, of},
#include "rules/protocol_names.def"
};

static const struct protocol_carried carried[] = {
#define CARRIED(name, by, port) {name, by, port},
#include "rules/protocol_names.def"
};

static const struct {
	uint16_t port;
	const char *name;
} ports[] = {
#define PORT(port, name) {port, name},
#include "rules/protocol_names.def"
};

enum {
	NAME_COUNT = sizeof(names) / sizeof(names[0]),
	ALIAS_COUNT = sizeof(aliases) / sizeof(aliases[0]),
	CARRIED_COUNT = sizeof(carried) / sizeof(carried[0]),
	ICMPV6 = 58, /* IANA protocol-numbers; one name serves both versions */
	ICMP = 1,
};

_Static_assert(
	(int)NAME_COUNT <= (int)PROTOCOLS_MAX && PROTOCOLS_MAX % 64 == 0, "a bit for each name");

const struct protocol *protocols_all(unsigned *ret_count)
{
	*ret_count = NAME_COUNT;
	return names;
}

const struct protocol_alias *protocols_aliases(unsigned *ret_count)
{
	*ret_count = ALIAS_COUNT;
	return aliases;
}

const struct protocol_carried *protocols_carried(unsigned *ret_count)
{
	*ret_count = CARRIED_COUNT;
	return carried;
}

static int find_name(struct span name)
{
	for (int i = 0; i < NAME_COUNT; i++)
		if (span_eq_nocase(name, span_str(names[i].name)))
			return i;
	return -1;
}

int protocols_find(struct span name)
{
	for (int i = 0; i < ALIAS_COUNT; i++)
		if (span_eq_nocase(name, span_str(aliases[i].name)))
			return find_name(span_str(aliases[i].of));
	return find_name(name);
}

int protocols_of_ip(uint8_t ip_proto)
{
	if (ip_proto == ICMPV6)
		ip_proto = ICMP;
	for (int i = 0; ip_proto && i < NAME_COUNT; i++)
		if (names[i].ip == ip_proto)
			return i;
	return -1;
}

const char *protocols_at_port(uint16_t port)
{
	for (unsigned i = 0; i < sizeof(ports) / sizeof(ports[0]); i++)
		if (ports[i].port == port)
			return ports[i].name;
	return NULL;
}
