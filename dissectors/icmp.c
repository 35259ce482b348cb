/*
 * icmp: Internet Control Message Protocol, versions 4 (RFC 792) and 6 (RFC 4443): what failed, who
 * redirects and who routes. Echoes are no events: they are watched for data that has no place in
 * them. The same error again and again is told once. Runs on a worker's thread.
 *
 *   | type | code | sum 2 | body |
 */
#include "config.h"

#include "dissectors/icmp.h"
#include "sensor/base/fnv.h"

enum { ECHO_USUAL = 64, LOOKED_AT = 256, ODD_ENOUGH = 16, MISMATCH_ENOUGH = 4 };

static const struct field fields[ICMP_F_COUNT] = {
	[ICMP_F_VERSION] = {"version", FIELD_UINT, 0, "4 or 6"},
	[ICMP_F_TYPE] = {"type", FIELD_UINT, 0, "Type of the message"},
	[ICMP_F_CODE] = {"code", FIELD_UINT, 0, "Code of the message"},
	[ICMP_F_NAME] = {"name", FIELD_TEXT, 0, "Name of the type"},
	[ICMP_F_REASON] = {"reason", FIELD_TEXT, 0, "Name of the code"},
	[ICMP_F_GATEWAY] = {"gateway", FIELD_ADDR, 0, "Where a redirect sends the traffic"},
	[ICMP_F_MTU] = {"mtu", FIELD_UINT, 0, "Longest packet that goes through"},
	[ICMP_F_QUOTED_PROTO] = {"quoted.proto", FIELD_UINT, 0,
		"IP protocol of the packet that an error is about"},
	[ICMP_F_QUOTED_SRC] = {"quoted.src_ip", FIELD_ADDR, 0, "Its sender"},
	[ICMP_F_QUOTED_SPORT] = {"quoted.src_port", FIELD_UINT, 0, "Its port there"},
	[ICMP_F_QUOTED_DST] = {"quoted.dest_ip", FIELD_ADDR, 0, "Its destination"},
	[ICMP_F_QUOTED_DPORT] = {"quoted.dest_port", FIELD_UINT, 0, "Its port there"},
	[ICMP_F_TARGET] = {"target", FIELD_ADDR, 0, "Address that is asked for or claimed"},
	[ICMP_F_MAC] = {"link_address", FIELD_MAC, 0, "Hardware address that is told"},
	[ICMP_F_FLAGS] = {"flags[]", FIELD_TEXT, 0,
		"managed, other (of a router); router, solicited, override (of a neighbor)"},
	[ICMP_F_LIFETIME_S] = {"lifetime", FIELD_UINT, 0,
		"Seconds that a router offers itself for"},
	[ICMP_F_HOP_LIMIT] = {"hop_limit", FIELD_UINT, 0, "Hop limit that a router wants used"},
	[ICMP_F_ROUTERS] = {"routers[]", FIELD_ADDR, 0, "Routers that are offered"},
	[ICMP_F_PREFIXES] = {"prefixes[]", FIELD_TEXT, 0, "Networks that a router tells of"},
	[ICMP_F_DNS] = {"dns_servers[]", FIELD_ADDR, 0, "Resolvers that a router tells of"},
};

const struct schema icmp_schema = {"icmp", fields, ICMP_F_COUNT, false};
static const struct schema *const schemas[] = {&icmp_schema, NULL};
static const uint8_t ip_protos[] = {IPPROTO_NR_ICMP, IPPROTO_NR_ICMPV6, 0};

/* --- errors ------------------------------------------------------------------------------------
 */

void icmp_quote_tell(struct draft *e, struct cursor *c)
{
	enum { TCP = 6, UDP = 17, SCTP = 132 };
	bool v6 = cursor_left(c) && *c->p >> 4 == 6;
	uint8_t header = cursor_left(c) ? (*c->p & 15) * 4 : 0, proto;

	cursor_skip(c, v6 ? 6 : 9);
	proto = cursor_u8(c);
	cursor_skip(c, v6 ? 1 : 2);
	struct span src = cursor_span(c, v6 ? 16 : 4), dst = cursor_span(c, v6 ? 16 : 4);
	if (!cursor_ok(c))
		return;
	if (!v6)
		cursor_skip(c, header > 20 ? header - 20u : 0);
	uint16_t sport = cursor_be16(c), dport = cursor_be16(c);
	struct addr a = v6 ? addr_v6(src.p) : addr_v4(src.p),
		    b = v6 ? addr_v6(dst.p) : addr_v4(dst.p);
	bool ports = cursor_ok(c) && (proto == TCP || proto == UDP || proto == SCTP);
	event_uint(e, ICMP_F_QUOTED_PROTO, proto);
	event_addr(e, ICMP_F_QUOTED_SRC, &a);
	if (ports)
		event_uint(e, ICMP_F_QUOTED_SPORT, sport);
	event_addr(e, ICMP_F_QUOTED_DST, &b);
	if (ports)
		event_uint(e, ICMP_F_QUOTED_DPORT, dport);
}

static bool is_error(const struct icmp *m)
{
	if (m->v6)
		return m->type >= ICMP6_UNREACHABLE && m->type <= ICMP6_PARAMETER;
	return m->type == ICMP4_UNREACHABLE || m->type == ICMP4_QUENCH ||
	       m->type == ICMP4_EXCEEDED || m->type == ICMP4_PARAMETER;
}

static bool error_tell(struct draft *e, const struct icmp *m, struct cursor *c)
{
	enum { FRAGMENTATION_NEEDED = 4 };
	uint32_t word = cursor_be32(c);

	if (!cursor_ok(c))
		return false;
	if (m->v6 && m->type == ICMP6_TOO_BIG)
		event_uint(e, ICMP_F_MTU, word);
	if (!m->v6 && m->type == ICMP4_UNREACHABLE && m->code == FRAGMENTATION_NEEDED)
		event_uint(e, ICMP_F_MTU, word & 0xffff);
	icmp_quote_tell(e, c);
	return true;
}

/* The same error about the same conversation as the last one. */
static bool is_repeated(struct icmp_state *s, const struct icmp *m, struct span body)
{
	enum { ADDRESSES_4 = 4 + 12, PORTS_4 = 4 + 20, ADDRESSES_6 = 4 + 8, PORTS_6 = 4 + 40 };
	uint8_t head[] = {m->v6, m->type, m->code};
	uint32_t h = fnv32(FNV32, span_of(head, sizeof(head)));

	h = fnv32(h, span_sub(body, m->v6 ? ADDRESSES_6 : ADDRESSES_4, m->v6 ? 32 : 8));
	h = fnv32(h, span_sub(body, m->v6 ? PORTS_6 : PORTS_4, 4));
	h = h ? h : 1;
	if (s->told == h)
		return true;
	s->told = h;
	return false;
}

/* --- echoes ------------------------------------------------------------------------------------
 */

/* A ping fills its packet with a stamp and then with a pattern: rising, or always the same. */
static bool is_patterned(struct span s)
{
	uint32_t steps = 0, seen = s.len < LOOKED_AT ? s.len : LOOKED_AT;

	for (uint32_t i = 1; i < seen; i++) {
		uint8_t step = (uint8_t)(s.p[i] - s.p[i - 1]);
		steps += step <= 1 || (i >= 2 && s.p[i] == s.p[i - 2]);
	}
	return steps * 2 >= seen;
}

static void tunnel_hint(struct dissect *d, const char *why)
{
	struct icmp_state *s = d->state;

	if (s->tunnel)
		return;
	s->tunnel = true;
	hint_emit(d, "icmp.tunnel", span_str(why), 0);
}

/* Long payloads that follow no pattern and differ each time, more than one a second. */
static void request_watch(struct dissect *d, struct span payload, uint32_t hash)
{
	struct icmp_state *s = d->state;
	uint16_t now = (uint16_t)(d->ts_us / 1000000);
	bool odd = payload.len > ECHO_USUAL && !is_patterned(payload) && hash != s->asked;

	if (!odd) {
		s->odd = 0;
		return;
	}
	if (!s->odd)
		s->odd_since = now;
	if ((uint16_t)(now - s->odd_since) > s->odd + 2) {
		s->odd = 0;
		s->odd_since = now;
	}
	if (++s->odd >= ODD_ENOUGH)
		tunnel_hint(d, "payloads that change and follow no pattern");
}

/* BPFDoor and its kind listen for pings that begin with a mark, and say so with another one. */
static void trigger_watch(
	struct dissect *d, const struct icmp *m, uint16_t sequence, struct span payload)
{
	static const struct span mark = {(const uint8_t *)"\x72\x55\0\0", 4};
	enum { HEARTBEAT = 1234, HEARTBEAT_CODE = 1 };

	if (span_starts(payload, mark))
		hint_emit(d, "covert.icmp_magic", SPAN_LIT("an echo that begins with 0x7255"), 0);
	if (m->code == HEARTBEAT_CODE && sequence == HEARTBEAT)
		hint_emit(
			d, "covert.icmp_heartbeat", SPAN_LIT("an echo of code 1, number 1234"), 0);
	else if (m->code == HEARTBEAT_CODE)
		hint_emit(d, "covert.icmp_code", SPAN_LIT("an echo of code 1"), 0);
	if (m->code)
		anomaly_emit(d, "icmp.echo_code");
}

static void echo_watch(struct dissect *d, const struct icmp *m, struct cursor *c, bool request)
{
	struct icmp_state *s = d->state;
	uint16_t id = cursor_be16(c), sequence = cursor_be16(c);
	struct span payload = cursor_rest(c);

	if (!cursor_ok(c))
		return;
	uint16_t tag = (uint16_t)((id ^ (uint16_t)(sequence << 8 | sequence >> 8)) | 1);
	if (request)
		trigger_watch(d, m, sequence, payload);
	if (d->truncated || s->tunnel)
		return;
	uint32_t hash = fnv32(FNV32, span_sub(payload, 0, LOOKED_AT)) ^ payload.len;
	if (request) {
		request_watch(d, payload, hash);
		s->asked = hash;
		s->asked_tag = tag;
	} else if (s->asked_tag == tag && s->asked != hash && ++s->mismatch >= MISMATCH_ENOUGH) {
		tunnel_hint(d, "replies that do not repeat the request");
	}
}

/* --- all ---------------------------------------------------------------------------------------
 */

static void message_tell(struct dissect *d, const struct icmp *m, struct cursor *c)
{
	struct draft *e = event_new(d, &icmp_schema);
	const char *name = icmp_type_name(m), *reason = icmp_code_name(m);
	bool good = true;

	event_uint(e, ICMP_F_VERSION, m->v6 ? 6 : 4);
	event_uint(e, ICMP_F_TYPE, m->type);
	event_uint(e, ICMP_F_CODE, m->code);
	if (name)
		event_text(e, ICMP_F_NAME, span_str(name));
	if (reason)
		event_text(e, ICMP_F_REASON, span_str(reason));
	if (is_error(m))
		good = error_tell(e, m, c);
	else if (icmp_is_neighbor(m))
		good = icmp_neighbor_tell(d, e, m, c);
	event_emit(d, e);
	if (!good && !d->truncated)
		anomaly_emit(d, "icmp.malformed");
}

static enum parse datagram(struct dissect *d, struct cursor *c)
{
	struct icmp m = {.v6 = d->place.ip_proto == IPPROTO_NR_ICMPV6};

	m.type = cursor_u8(c);
	m.code = cursor_u8(c);
	cursor_skip(c, 2);
	if (!cursor_ok(c))
		return PARSE_OK;
	bool request = m.type == (m.v6 ? ICMP6_ECHO : ICMP4_ECHO);
	bool reply = m.type == (m.v6 ? ICMP6_ECHO_REPLY : ICMP4_ECHO_REPLY);
	if (request || reply)
		echo_watch(d, &m, c, request);
	else if (!is_error(&m) || !is_repeated(d->state, &m, cursor_peek(c)))
		message_tell(d, &m, c);
	return PARSE_OK;
}

const struct dissector dissector_icmp = {
	.name = "icmp",
	.title = "Internet Control Message Protocol",
	.spec = "RFC 792, 4443, 4861",
	.set = "monitoring",
	.schemas = schemas,
	.ip_protos = ip_protos,
	.state_size = sizeof(struct icmp_state),
	.datagram = datagram,
};
