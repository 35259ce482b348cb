/* policy_match: whether an end, a protocol, a name is what a line of the policy means. */
#include "config.h"

#include "rules/policy/policy_match.h"

struct who policy_who(const struct policy *p, uint16_t space, const struct addr *a)
{
	return (struct who){.node = prefixes_find(&p->nodes, space, a)};
}

/* Binary search in the sorted terms of PARTY. */
static bool has_term(
	const struct policy *p, const struct party *party, enum term_kind kind, uint32_t index)
{
	uint32_t low = party->first, high = party->first + party->count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		const struct term *t = &p->terms[middle];
		if (t->kind == kind && t->index == index)
			return true;
		if (t->kind < kind || (t->kind == kind && t->index < index))
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}

static bool names_owner(const struct policy *p, const struct party *party, uint32_t owner)
{
	uint32_t n;
	const struct pair *up = pairs_of(&p->ancestors, owner, &n);

	for (uint32_t i = 0; i < n; i++)
		if (has_term(p, party, TERM_SET, up[i].b))
			return true;
	return false;
}

/* PARTY names the address, a prefix around it or a set that it belongs to. */
static bool names_who(const struct policy *p, const struct party *party, const struct who *who)
{
	for (uint32_t node = who->node; node != PREFIX_NONE; node = p->nodes.items[node].parent) {
		uint32_t n;
		const struct pair *owners = pairs_of(&p->owners, node, &n);
		if (has_term(p, party, TERM_NODE, node))
			return true;
		for (uint32_t i = 0; i < n; i++)
			if (names_owner(p, party, owners[i].b))
				return true;
	}
	return false;
}

/* "*.example" is every name below example, not example itself. */
static bool domain_is(struct span domain, const char *pattern)
{
	struct span p = span_str(pattern);

	if (domain.len && domain.p[domain.len - 1] == '.')
		domain.len--;
	if (!span_starts(p, SPAN_LIT("*.")))
		return span_eq_nocase(domain, p);
	p = span_sub(p, 1, UINT32_MAX);
	return domain.len > p.len && span_eq_nocase(span_sub(domain, domain.len - p.len, p.len), p);
}

static bool domain_in(const struct policy *p, const struct far *far, const char *domain)
{
	for (uint32_t i = 0; domain && i < far->domains; i++)
		if (domain_is(span_str(domain), p->strings[far->first_domain + i]))
			return true;
	return far->domains == 0;
}

static bool asn_in(const struct policy *p, const struct far *far, uint32_t asn)
{
	for (uint32_t i = 0; asn && i < far->asns; i++)
		if (asn == p->asns[far->first_asn + i])
			return true;
	return far->asns == 0;
}

static bool country_in(const struct policy *p, const struct far *far, const char *country)
{
	for (uint32_t i = 0; country && i < far->countries; i++)
		if (span_eq_nocase(span_str(country), span_str(p->strings[far->first_country + i])))
			return true;
	return far->countries == 0;
}

static bool is_far(const struct policy *p, const struct far *far, const struct who *who,
	const struct question *q)
{
	if ((far->domains || far->asns || far->countries) && !who->is_far)
		return false;
	return (far->addresses.any || names_who(p, &far->addresses, who)) &&
	       domain_in(p, far, q->domain) && asn_in(p, far, q->asn) &&
	       country_in(p, far, q->country);
}

bool policy_party_has(const struct policy *p, const struct party *party, const struct who *who,
	const struct question *q)
{
	if (party->any || who->unknown || names_who(p, party, who))
		return true;
	/* Far ends stand last among the sorted terms. */
	for (uint32_t i = party->first + party->count; i > party->first; i--) {
		const struct term *t = &p->terms[i - 1];
		if (t->kind != TERM_FAR)
			break;
		if (is_far(p, &p->fars[t->index], who, q))
			return true;
	}
	return false;
}

uint32_t policy_app(const struct policy *p, const struct question *q)
{
	struct span app = span_str(q->app);
	uint32_t number;

	if (app.len == 0 || span_eq(app, SPAN_LIT("unknown")) || span_eq(app, SPAN_LIT("failed"))) {
		int of_ip = protocols_of_ip(q->ip_proto);
		return of_ip < 0 ? APP_UNKNOWN : (uint32_t)of_ip;
	}
	return names_find(&p->protocols, SCOPE_PROTOCOL, app, &number) ? number : APP_OTHER;
}

bool policy_over_has(
	const struct policy *p, const struct over *over, const struct question *q, uint32_t app)
{
	if (over->any || (over->unknown && app == APP_UNKNOWN))
		return true;
	if (app < OVER_NAMES && over->names[app / 64] >> app % 64 & 1)
		return true;
	for (uint32_t i = 0; i < over->ports; i++) {
		const struct over_port *o = &p->ports[over->first_port + i];
		if ((!o->ip_proto || o->ip_proto == q->ip_proto) && q->server.port >= o->from &&
			q->server.port <= o->to && (o->app == PORT_ANY_APP || o->app == app))
			return true;
	}
	return false;
}

bool policy_over_fits(
	const struct policy *p, const struct over *over, const struct question *q, uint32_t app)
{
	return (over->manages && policy_is_relayed(q)) || policy_over_has(p, over, q, app);
}

static bool same_byte(uint8_t a, uint8_t b, bool any_case)
{
	return any_case ? span_eq_nocase(span_of(&a, 1), span_of(&b, 1)) : a == b;
}

bool policy_glob(const char *pattern, struct span text, bool any_case)
{
	const char *after_star = NULL;
	uint32_t at = 0, retry = 0;

	while (at < text.len) {
		if (*pattern == '*') {
			after_star = ++pattern;
			retry = at;
		} else if (*pattern && same_byte((uint8_t)*pattern, text.p[at], any_case)) {
			pattern++;
			at++;
		} else if (after_star) {
			pattern = after_star;
			at = ++retry;
		} else {
			return false;
		}
	}
	while (*pattern == '*')
		pattern++;
	return *pattern == '\0';
}
