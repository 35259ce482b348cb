/*
 * icmp_neighbor: redirects, routers and neighbors (RFC 792, 1256, 4861, 8106): who says that
 * traffic should come to him. Runs on a worker's thread.
 */
#include "config.h"

#include "dissectors/icmp.h"

enum { OPTIONS_MAX = 64, ROUTERS_SHOWN = 32 };
enum { OPTION_SOURCE = 1, OPTION_TARGET, OPTION_PREFIX, OPTION_MTU = 5, OPTION_DNS = 25 };

bool icmp_is_neighbor(const struct icmp *m)
{
	if (m->v6)
		return m->type >= ICMP6_ROUTER_SOLICITATION && m->type <= ICMP6_REDIRECT;
	return m->type == ICMP4_REDIRECT || m->type == ICMP4_ROUTER;
}

static bool address_read(struct cursor *c, bool v6, struct addr *ret)
{
	struct span octets = cursor_span(c, v6 ? 16 : 4);

	if (!cursor_ok(c))
		return false;
	*ret = v6 ? addr_v6(octets.p) : addr_v4(octets.p);
	return true;
}

static void prefix_tell(struct dissect *d, struct draft *e, struct cursor *c)
{
	char text[ADDR_TEXT];
	uint8_t bits = cursor_u8(c);
	struct addr a;

	cursor_skip(c, 1 + 4 + 4 + 4);
	if (!address_read(c, true, &a))
		return;
	addr_text(&a, text);
	event_text(e, ICMP_F_PREFIXES, arena_printf(d->scratch, "%s/%u", text, bits));
}

static void dns_tell(struct draft *e, struct cursor *c)
{
	struct addr a;

	cursor_skip(c, 2 + 4);
	for (int i = 0; i < ROUTERS_SHOWN && cursor_left(c) >= 16 && address_read(c, true, &a); i++)
		event_addr(e, ICMP_F_DNS, &a);
}

static void mtu_tell(struct draft *e, struct cursor *c)
{
	cursor_skip(c, 2);
	event_uint(e, ICMP_F_MTU, cursor_be32(c));
}

/*
 * Options of neighbor discovery: type, length in units of 8, value. Only those of type WANTED are
 * told, so that facts of one list stand together. RET_MAC: the first address.
 */
static bool options_pass(
	struct dissect *d, struct draft *e, struct cursor c, uint8_t wanted, struct span *ret_mac)
{
	bool told = false;

	for (int i = 0; i < OPTIONS_MAX && cursor_left(&c); i++) {
		uint8_t type = cursor_u8(&c), units = cursor_u8(&c);
		if (!units)
			return false;
		struct cursor value = cursor_child(&c, units * 8u - 2);
		if (!cursor_ok(&c))
			return false;
		if ((type == OPTION_SOURCE || type == OPTION_TARGET) && !ret_mac->len)
			*ret_mac = cursor_span(&value, 6);
		if (type != wanted)
			continue;
		if (type == OPTION_PREFIX)
			prefix_tell(d, e, &value);
		else if (type == OPTION_DNS)
			dns_tell(e, &value);
		else if (type == OPTION_MTU && !told)
			mtu_tell(e, &value);
		told = true;
	}
	return cursor_left(&c) == 0;
}

static bool options_tell(struct dissect *d, struct draft *e, struct cursor *c, struct span *ret_mac)
{
	*ret_mac = span_of(NULL, 0);
	options_pass(d, e, *c, OPTION_PREFIX, ret_mac);
	options_pass(d, e, *c, OPTION_DNS, ret_mac);
	return options_pass(d, e, *c, OPTION_MTU, ret_mac);
}

static void mac_tell(struct draft *e, struct span octets)
{
	struct mac mac;

	if (octets.len != sizeof(mac.b))
		return;
	memcpy(mac.b, octets.p, sizeof(mac.b));
	event_mac(e, ICMP_F_MAC, &mac);
}

/* ADDR is at MAC, says the sender. */
static void claim(struct dissect *d, const struct addr *addr, struct span mac)
{
	struct identity i = {.of = d->from,
		.has_addr = true,
		.addr = *addr,
		.has_mac = true,
		.evidence = SPAN_LIT("nd")};

	if (mac.len != sizeof(i.mac.b) || addr_is_group(addr))
		return;
	memcpy(i.mac.b, mac.p, sizeof(i.mac.b));
	identity_emit(d, &i);
}

static bool router_tell(struct dissect *d, struct draft *e, struct cursor *c)
{
	struct icmp_state *s = d->state;
	struct span mac;
	uint8_t hops = cursor_u8(c), flags = cursor_u8(c);
	uint16_t lifetime = cursor_be16(c);

	cursor_skip(c, 4 + 4);
	if (!cursor_ok(c))
		return false;
	event_uint(e, ICMP_F_HOP_LIMIT, hops);
	if (flags & 0x80)
		event_text(e, ICMP_F_FLAGS, SPAN_LIT("managed"));
	if (flags & 0x40)
		event_text(e, ICMP_F_FLAGS, SPAN_LIT("other"));
	event_uint(e, ICMP_F_LIFETIME_S, lifetime);
	bool good = options_tell(d, e, c, &mac);
	mac_tell(e, mac);
	if (lifetime)
		speaker_tell(d, &s->speaker, span_of(NULL, 0));
	return good;
}

/* count, entry size in words, lifetime; then address and preference of each router */
static bool router_4_tell(struct dissect *d, struct draft *e, struct cursor *c)
{
	struct icmp_state *s = d->state;
	uint8_t count = cursor_u8(c), words = cursor_u8(c);
	uint16_t lifetime = cursor_be16(c);
	struct addr a;

	event_uint(e, ICMP_F_LIFETIME_S, lifetime);
	for (int i = 0; i < count && i < ROUTERS_SHOWN && words >= 1; i++) {
		struct cursor entry = cursor_child(c, words * 4u);
		if (!address_read(&entry, false, &a))
			return false;
		event_addr(e, ICMP_F_ROUTERS, &a);
	}
	if (lifetime && words && cursor_ok(c))
		speaker_tell(d, &s->speaker, span_of(NULL, 0));
	return cursor_ok(c) && words >= 1;
}

static bool neighbor_tell(
	struct dissect *d, struct draft *e, const struct icmp *m, struct cursor *c)
{
	static const uint8_t zeros[16];
	bool advertises = m->type == ICMP6_ADVERTISEMENT;
	uint32_t flags = cursor_be32(c);
	struct addr target, nobody = addr_v6(zeros);
	struct span mac;

	if (!address_read(c, true, &target))
		return false;
	event_addr(e, ICMP_F_TARGET, &target);
	if (advertises && flags >> 31)
		event_text(e, ICMP_F_FLAGS, SPAN_LIT("router"));
	if (advertises && flags >> 30 & 1)
		event_text(e, ICMP_F_FLAGS, SPAN_LIT("solicited"));
	if (advertises && flags >> 29 & 1)
		event_text(e, ICMP_F_FLAGS, SPAN_LIT("override"));
	bool good = options_tell(d, e, c, &mac);
	mac_tell(e, mac);
	if (advertises)
		claim(d, &target, mac);
	else if (addr_cmp(&d->place.src.addr, &nobody) != 0)
		claim(d, &d->place.src.addr, mac);
	return good;
}

static bool redirect_tell(
	struct dissect *d, struct draft *e, const struct icmp *m, struct cursor *c)
{
	struct addr gateway, target;
	struct span mac;

	if (m->v6)
		cursor_skip(c, 4);
	if (!address_read(c, m->v6, &gateway))
		return false;
	event_addr(e, ICMP_F_GATEWAY, &gateway);
	hint_emit(d, "icmp.redirect", span_of(NULL, 0), 0);
	if (!m->v6) {
		icmp_quote_tell(e, c);
		return true;
	}
	if (!address_read(c, true, &target))
		return false;
	event_addr(e, ICMP_F_TARGET, &target);
	bool good = options_tell(d, e, c, &mac);
	mac_tell(e, mac);
	return good;
}

bool icmp_neighbor_tell(struct dissect *d, struct draft *e, const struct icmp *m, struct cursor *c)
{
	struct span mac;

	if (!m->v6)
		return m->type == ICMP4_REDIRECT ? redirect_tell(d, e, m, c)
						 : router_4_tell(d, e, c);
	switch (m->type) {
	case ICMP6_ROUTER:
		return router_tell(d, e, c);
	case ICMP6_REDIRECT:
		return redirect_tell(d, e, m, c);
	case ICMP6_ROUTER_SOLICITATION:
		cursor_skip(c, 4);
		return cursor_ok(c) && options_tell(d, e, c, &mac);
	default:
		return neighbor_tell(d, e, m, c);
	}
}
