/* parse_header: action, protocol, addresses and ports of a rule. Loading thread only. */
#include "config.h"

#include "rules/rule/parse.h"

#include "rules/protocols.h"

struct proto {
	const char *name;
	uint8_t ip[4];
	uint32_t flags;
	const char *app;
};

/* Protocols of rule headers; every protocol name of policies may stand there too. */
static const struct proto protos[] = {
	{"ip", {0}, 0, NULL},
	{"ip4", {0}, RULE_IPV4_ONLY, NULL},
	{"ipv4", {0}, RULE_IPV4_ONLY, NULL},
	{"ip6", {0}, RULE_IPV6_ONLY, NULL},
	{"ipv6", {0}, RULE_IPV6_ONLY, NULL},
	{"pkthdr", {0}, RULE_NEEDS_PACKET, NULL},
	{"ether", {0}, RULE_NEEDS_PACKET, NULL},
	{"tcp", {IPPROTO_NR_TCP}, 0, NULL},
	{"tcp-pkt", {IPPROTO_NR_TCP}, RULE_TCP_PACKET | RULE_NEEDS_PACKET, NULL},
	{"tcp-stream", {IPPROTO_NR_TCP}, RULE_TCP_STREAM, NULL},
	{"udp", {IPPROTO_NR_UDP}, 0, NULL},
	{"sctp", {IPPROTO_NR_SCTP}, 0, NULL},
	{"icmp", {IPPROTO_NR_ICMP, IPPROTO_NR_ICMPV6}, 0, NULL},
	{"icmpv4", {IPPROTO_NR_ICMP}, 0, NULL},
	{"icmpv6", {IPPROTO_NR_ICMPV6}, 0, NULL},
	{"http", {IPPROTO_NR_TCP}, 0, "http"},
	{"http1", {IPPROTO_NR_TCP}, 0, "http1"},
	{"http2", {IPPROTO_NR_TCP}, 0, "http2"},
	{"tls", {IPPROTO_NR_TCP}, 0, "tls"},
	{"ssl", {IPPROTO_NR_TCP}, 0, "tls"},
	{"smb", {IPPROTO_NR_TCP}, 0, "smb"},
	{"ftp-data", {IPPROTO_NR_TCP}, 0, "ftp-data"},
	{"pgsql", {IPPROTO_NR_TCP}, 0, "pgsql"},
	{"imap", {IPPROTO_NR_TCP}, 0, "imap"},
	{"pop3", {IPPROTO_NR_TCP}, 0, "pop3"},
	{"krb5", {0}, 0, "kerberos"},
	{"mgmt", {0}, 0, NULL},
	{"asset", {0}, 0, NULL},
	{"transfer", {0}, 0, NULL},
};

static const struct {
	const char *name;
	enum rule_action action;
} actions[] = {{"alert", RULE_ALERT}, {"pass", RULE_PASS}, {"drop", RULE_DROP},
	{"reject", RULE_REJECT}, {"rejectsrc", RULE_REJECT}, {"rejectdst", RULE_REJECT},
	{"rejectboth", RULE_REJECT}};

/* A word of the header with its place; brackets hold spaces together. */
static bool header_word(struct parsing *p, uint32_t *at, struct span *ret)
{
	uint32_t depth = 0, begin;

	while (*at < p->header_len && strchr(" \t", p->text.p[*at]))
		(*at)++;
	begin = *at;
	while (*at < p->header_len && (depth || !strchr(" \t", p->text.p[*at]))) {
		depth += p->text.p[*at] == '[';
		depth -= depth && p->text.p[*at] == ']';
		(*at)++;
	}
	*ret = span_sub(p->text, begin, *at - begin);
	return ret->len > 0 ||
	       parse_fault(p, begin,
		       "the header ends too early: it is 'action protocol from ports "
		       "-> to ports'");
}

static bool take_action(struct parsing *p, struct span word, uint32_t at)
{
	for (size_t i = 0; i < sizeof(actions) / sizeof(*actions); i++) {
		if (!span_eq(word, span_str(actions[i].name)))
			continue;
		p->rule->action = actions[i].action;
		return true;
	}
	return parse_fault(p, at, "'%.*s' is no action; write alert or pass", (int)word.len,
		(const char *)word.p);
}

static bool take_proto(struct parsing *p, struct span word, uint32_t at)
{
	struct rule *r = p->rule;
	unsigned count;
	const struct protocol *known = protocols_all(&count);

	r->proto = pool_text(p->pool, word);
	for (size_t i = 0; i < sizeof(protos) / sizeof(*protos); i++) {
		if (!span_eq_nocase(word, span_str(protos[i].name)))
			continue;
		memcpy(r->ip_protos, protos[i].ip, sizeof(r->ip_protos));
		r->flags |= protos[i].flags;
		r->app = protos[i].app;
		return true;
	}
	int found = protocols_find(word);
	if (found >= 0 && known[found].ip) {
		r->ip_protos[0] = known[found].ip;
		return true;
	}
	if (found >= 0) {
		r->app = known[found].name;
		return true;
	}
	return parse_fault(p, at, "'%.*s' is no protocol; 'spanwatch list protocols' names them",
		(int)(word.len < 40 ? word.len : 40), (const char *)word.p);
}

static bool take_addresses(
	struct parsing *p, struct span word, uint32_t at, struct addr_set *set, const char **text)
{
	struct vars_fault fault;

	*text = pool_text(p->pool, word);
	return vars_addresses(&p->build->vars, p->pool, word, set, &fault) ||
	       parse_fault(p, at + fault.at, "%s", fault.text);
}

static bool take_ports(
	struct parsing *p, struct span word, uint32_t at, struct port_set *set, const char **text)
{
	struct vars_fault fault;

	*text = pool_text(p->pool, word);
	return vars_ports(&p->build->vars, p->pool, word, set, &fault) ||
	       parse_fault(p, at + fault.at, "%s", fault.text);
}

bool parse_header(struct parsing *p)
{
	struct rule *r = p->rule;
	struct span word[7];
	uint32_t at = 0, from[7];

	for (int i = 0; i < 7; i++) {
		if (!header_word(p, &at, &word[i]))
			return false;
		from[i] = at - word[i].len;
	}
	struct span rest = span_trim(span_sub(p->text, at, p->header_len - at));
	if (rest.len)
		return parse_fault(p, at, "'%.*s' is too much before the options",
			(int)(rest.len < 40 ? rest.len : 40), (const char *)rest.p);
	if (span_eq(word[4], SPAN_LIT("<>")))
		r->flags |= RULE_BIDIRECTIONAL;
	else if (!span_eq(word[4], SPAN_LIT("->")))
		parse_fault(p, from[4], "'%.*s' is no direction; write -> or <>", (int)word[4].len,
			(const char *)word[4].p);
	take_action(p, word[0], from[0]);
	take_proto(p, word[1], from[1]);
	take_addresses(p, word[2], from[2], &r->src, &r->src_text);
	take_ports(p, word[3], from[3], &r->sport, &r->sport_text);
	take_addresses(p, word[5], from[5], &r->dst, &r->dst_text);
	take_ports(p, word[6], from[6], &r->dport, &r->dport_text);
	return true; /* the options are looked at all the same */
}
