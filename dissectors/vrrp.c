/*
 * vrrp: Virtual Router Redundancy Protocol, version 2 (RFC 3768) and 3 (RFC 5798), and CARP, which
 * shares its IP protocol: who answers for an address that several routers share. One event an
 * advertisement. Runs on a worker's thread.
 *
 *   | version 4 bits, type 4 | router id | priority | count | v2: auth type, interval s  | sum 2 |
 *                                                           | v3: interval, 12 bits, cs  |
 *   | addresses | v2: password 8 |
 */
#include "config.h"

#include "dissectors/common/speaker.h"

enum { VRRP_ADVERTISEMENT = 1, VRRP_TTL = 255, VRRP_OWNER = 255, VRRP_SIMPLE = 1 };
enum { CARP_AUTH_LEN = 7, CARP_LEN = 36 };

enum field_id {
	F_VERSION,
	F_CARP,
	F_GROUP,
	F_PRIORITY,
	F_INTERVAL_MS,
	F_AUTH,
	F_PASSWORD,
	F_ADDRESSES,
	FIELD_COUNT
};

static const struct field fields[FIELD_COUNT] = {
	[F_VERSION] = {"version", FIELD_UINT, 0, "Protocol version"},
	[F_CARP] = {"carp", FIELD_BOOL, 0, "It is CARP, whose addresses are not told"},
	[F_GROUP] = {"group", FIELD_UINT, 0, "Virtual router id"},
	[F_PRIORITY] = {"priority", FIELD_UINT, 0,
		"Priority of the sender; 255 owns the addresses, 0 resigns (CARP: its skew)"},
	[F_INTERVAL_MS] = {"interval_ms", FIELD_UINT, 0, "Time between advertisements"},
	[F_AUTH] = {"auth", FIELD_TEXT, 0, "none, simple, ip-ah or hmac"},
	[F_PASSWORD] = {"password", FIELD_TEXT, FIELD_SECRET, "Password of simple auth"},
	[F_ADDRESSES] = {"addresses[]", FIELD_ADDR, 0, "Addresses that the router answers for"},
};

static const struct schema schema = {"vrrp", fields, FIELD_COUNT, false};
static const struct schema *const schemas[] = {&schema, NULL};
static const uint8_t ip_protos[] = {IPPROTO_NR_VRRP, 0};

struct vrrp_state {
	struct speaker_state speaker;
	bool weak, owner;
};

struct vrrp {
	uint8_t version, group, priority, count, auth;
	uint32_t interval_ms;
	bool carp;
};

static bool header_read(struct cursor *c, struct vrrp *ret)
{
	uint32_t len = cursor_left(c);
	uint8_t first = cursor_u8(c);

	ret->version = first >> 4;
	ret->group = cursor_u8(c);
	ret->priority = cursor_u8(c);
	ret->count = cursor_u8(c);
	uint16_t word = cursor_be16(c);
	cursor_skip(c, 2);
	ret->carp = ret->version == 2 && ret->count == CARP_AUTH_LEN && len == CARP_LEN;
	if (ret->version == 3) {
		ret->interval_ms = (word & 0xfff) * 10u;
	} else {
		ret->auth = (uint8_t)(word >> 8);
		ret->interval_ms = (word & 0xff) * 1000u;
	}
	return cursor_ok(c) && (first & 15) == VRRP_ADVERTISEMENT &&
	       (ret->version == 2 || ret->version == 3);
}

static void header_tell(struct draft *e, const struct vrrp *v)
{
	static const char *const auths[] = {"none", "simple", "ip-ah"};

	event_uint(e, F_VERSION, v->version);
	if (v->carp)
		event_bool(e, F_CARP, true);
	event_uint(e, F_GROUP, v->group);
	event_uint(e, F_PRIORITY, v->priority);
	event_uint(e, F_INTERVAL_MS, v->interval_ms);
	if (v->carp)
		event_text(e, F_AUTH, SPAN_LIT("hmac"));
	else if (v->version == 2 && v->auth < sizeof(auths) / sizeof(*auths))
		event_text(e, F_AUTH, span_str(auths[v->auth]));
}

/* The addresses; RET_OWN where the sender's is among them. */
static bool addresses_tell(struct dissect *d, struct draft *e, struct cursor *c, bool *ret_own)
{
	bool v4 = addr_is_v4(&d->place.src.addr);
	uint32_t size = v4 ? 4 : 16;

	*ret_own = false;
	while (cursor_left(c) >= size) {
		struct span octets = cursor_span(c, size);
		struct addr a = v4 ? addr_v4(octets.p) : addr_v6(octets.p);
		event_addr(e, F_ADDRESSES, &a);
		*ret_own |= addr_cmp(&a, &d->place.src.addr) == 0;
	}
	return cursor_left(c) == 0;
}

static void password_tell(struct draft *e, struct span password)
{
	while (password.len && !password.p[password.len - 1])
		password.len--;
	if (password.len)
		event_text(e, F_PASSWORD, password);
}

static void notes_tell(struct dissect *d, const struct vrrp *v, bool own)
{
	struct vrrp_state *s = d->state;

	speaker_tell(d, &s->speaker, span_of(NULL, 0));
	if (!s->weak && !v->carp && (v->version == 3 || v->auth <= VRRP_SIMPLE))
		speaker_is_weak(d, v->version == 2 && v->auth == VRRP_SIMPLE ? "password in clear"
									     : "no authentication");
	s->weak = true;
	if (d->place.ttl && d->place.ttl != VRRP_TTL)
		anomaly_emit(d, "vrrp.ttl"); /* it came from another link (RFC 5798, 7.1) */
	/* On IPv6 the sender is a link-local address that need not be among those shared. */
	if (v->priority == VRRP_OWNER && !own && !v->carp && !s->owner &&
		addr_is_v4(&d->place.src.addr)) {
		s->owner = true;
		hint_emit(d, "vrrp.false_owner", span_of(NULL, 0), d->from);
	}
}

static enum parse datagram(struct dissect *d, struct cursor *c)
{
	enum { PASSWORD = 8 };
	struct vrrp v = {0};
	bool own = false, good = true;

	if (!header_read(c, &v)) {
		if (!d->truncated)
			anomaly_emit(d, "vrrp.malformed");
		return PARSE_LOST;
	}
	struct draft *e = event_new(d, &schema);
	header_tell(e, &v);
	if (!v.carp) {
		uint32_t size = addr_is_v4(&d->place.src.addr) ? 4 : 16;
		uint32_t len = v.count * size;
		good = v.count > 0 && len <= cursor_left(c);
		struct cursor list = cursor_child(c, len < cursor_left(c) ? len : cursor_left(c));
		bool even = addresses_tell(d, e, &list, &own);
		good = good && even;
		if (good && v.version == 2 && v.auth == VRRP_SIMPLE)
			password_tell(e, cursor_span(c, PASSWORD));
	}
	event_emit(d, e);
	notes_tell(d, &v, own || !good);
	if ((!good || !cursor_ok(c)) && !d->truncated)
		anomaly_emit(d, "vrrp.malformed");
	return PARSE_OK;
}

const struct dissector dissector_vrrp = {
	.name = "vrrp",
	.title = "Virtual Router Redundancy Protocol",
	.spec = "RFC 3768, 5798",
	.set = "routing",
	.schemas = schemas,
	.ip_protos = ip_protos,
	.state_size = sizeof(struct vrrp_state),
	.datagram = datagram,
};
