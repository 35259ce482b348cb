/* icmp_names: words for types and codes (IANA icmp-parameters, icmpv6-parameters). No state. */
#include "config.h"

#include "dissectors/icmp.h"

static const char *v4_name(uint8_t type)
{
	static const char *const names[] = {[0] = "echo-reply",
		[3] = "unreachable",
		[4] = "source-quench",
		[5] = "redirect",
		[8] = "echo",
		[9] = "router-advertisement",
		[10] = "router-solicitation",
		[11] = "time-exceeded",
		[12] = "parameter-problem",
		[13] = "timestamp",
		[14] = "timestamp-reply",
		[15] = "information",
		[16] = "information-reply",
		[17] = "address-mask",
		[18] = "address-mask-reply",
		[30] = "traceroute",
		[40] = "photuris",
		[42] = "extended-echo",
		[43] = "extended-echo-reply"};

	return type < sizeof(names) / sizeof(*names) ? names[type] : NULL;
}

static const char *v6_name(uint8_t type)
{
	static const char *const errors[] = {
		NULL, "unreachable", "packet-too-big", "time-exceeded", "parameter-problem"};
	static const char *const names[] = {"echo", "echo-reply", "listener-query",
		"listener-report", "listener-done", "router-solicitation", "router-advertisement",
		"neighbor-solicitation", "neighbor-advertisement", "redirect", "router-renumbering",
		"node-information", "node-information-reply", "inverse-solicitation",
		"inverse-advertisement", "listener-report-v2"};
	enum { FIRST = 128 };

	if (type < sizeof(errors) / sizeof(*errors))
		return errors[type];
	if (type >= FIRST && type - FIRST < (int)(sizeof(names) / sizeof(*names)))
		return names[type - FIRST];
	return NULL;
}

const char *icmp_type_name(const struct icmp *m)
{
	return m->v6 ? v6_name(m->type) : v4_name(m->type);
}

static const char *unreachable_4(uint8_t code)
{
	static const char *const names[] = {"net-unreachable", "host-unreachable",
		"protocol-unreachable", "port-unreachable", "fragmentation-needed",
		"source-route-failed", "net-unknown", "host-unknown", "source-isolated",
		"net-prohibited", "host-prohibited", "net-unreachable-tos", "host-unreachable-tos",
		"administratively-prohibited", "precedence-violation", "precedence-cutoff"};

	return code < sizeof(names) / sizeof(*names) ? names[code] : NULL;
}

static const char *unreachable_6(uint8_t code)
{
	static const char *const names[] = {"no-route", "administratively-prohibited",
		"beyond-scope", "address-unreachable", "port-unreachable", "policy-failed",
		"route-rejected", "source-routing-error"};

	return code < sizeof(names) / sizeof(*names) ? names[code] : NULL;
}

static const char *exceeded(uint8_t code)
{
	static const char *const names[] = {"ttl-exceeded", "reassembly-exceeded"};

	return code < sizeof(names) / sizeof(*names) ? names[code] : NULL;
}

static const char *redirect_4(uint8_t code)
{
	static const char *const names[] = {"for-net", "for-host", "for-net-tos", "for-host-tos"};

	return code < sizeof(names) / sizeof(*names) ? names[code] : NULL;
}

const char *icmp_code_name(const struct icmp *m)
{
	if (m->v6) {
		if (m->type == ICMP6_UNREACHABLE)
			return unreachable_6(m->code);
		return m->type == ICMP6_EXCEEDED ? exceeded(m->code) : NULL;
	}
	switch (m->type) {
	case ICMP4_UNREACHABLE:
		return unreachable_4(m->code);
	case ICMP4_REDIRECT:
		return redirect_4(m->code);
	case ICMP4_EXCEEDED:
		return exceeded(m->code);
	default:
		return NULL;
	}
}
