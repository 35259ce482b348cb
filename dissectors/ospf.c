/*
 * ospf: Open Shortest Path First, version 2 (RFC 2328, 5709, 7474) and 3 (RFC 5340, 7166): who
 * routes on a link, and which networks are told of. One event a packet. Runs on a worker's thread.
 *
 *   | version | type | length 2 | router 4 | area 4 | sum 2 | v2: auth type 2, auth 8 |
 *                                                          | v3: instance 1, zero 1   |
 */
#include "config.h"

#include "dissectors/ospf.h"

#include "dissectors/common/speaker.h"

enum ospf_type { OSPF_HELLO = 1, OSPF_DD, OSPF_REQUEST, OSPF_UPDATE, OSPF_ACK, OSPF_TYPES };
enum ospf_auth { AUTH_NONE, AUTH_SIMPLE, AUTH_CRYPTO, AUTH_CRYPTO_64 };

enum { HEADER_2 = 24, HEADER_3 = 16, NEIGHBORS_SHOWN = 64 };

static const struct field fields[OSPF_F_COUNT] = {
	[OSPF_F_VERSION] = {"version", FIELD_UINT, 0, "2 for IPv4, 3 for IPv6"},
	[OSPF_F_TYPE] = {"type", FIELD_TEXT, 0,
		"hello, db-description, ls-request, ls-update or ls-ack"},
	[OSPF_F_ROUTER_ID] = {"router_id", FIELD_ADDR, 0, "Router that sent the packet"},
	[OSPF_F_AREA] = {"area", FIELD_ADDR, 0, "Area that the packet is of"},
	[OSPF_F_AUTH] = {"auth", FIELD_TEXT, 0, "none, simple or cryptographic"},
	[OSPF_F_KEY_ID] = {"key_id", FIELD_UINT, 0, "Which key signed the packet"},
	[OSPF_F_PASSWORD] = {"password", FIELD_TEXT, FIELD_SECRET, "Password of simple auth"},
	[OSPF_F_INSTANCE] = {"instance", FIELD_UINT, 0, "Instance on the link (version 3)"},
	[OSPF_F_MASK] = {"network_mask", FIELD_ADDR, 0, "Mask of the link"},
	[OSPF_F_HELLO_S] = {"hello_interval", FIELD_UINT, 0, "Seconds between hellos"},
	[OSPF_F_DEAD_S] = {"dead_interval", FIELD_UINT, 0,
		"Seconds of silence after which a neighbor is gone"},
	[OSPF_F_PRIORITY] = {"priority", FIELD_UINT, 0, "Priority to become designated router"},
	[OSPF_F_DR] = {"designated_router", FIELD_ADDR, 0, "Designated router of the link"},
	[OSPF_F_BDR] = {"backup_router", FIELD_ADDR, 0, "Backup designated router"},
	[OSPF_F_NEIGHBORS] = {"neighbors[]", FIELD_ADDR, 0, "Routers that the sender hears"},
	[OSPF_F_MTU] = {"mtu", FIELD_UINT, 0, "Largest packet of the sender's interface"},
	[OSPF_F_DD_FLAGS] = {"dd_flags[]", FIELD_TEXT, 0, "init, more, master"},
	[OSPF_F_DD_SEQUENCE] = {"dd_sequence", FIELD_UINT, 0, "Sequence of the exchange"},
	[OSPF_F_LSA_COUNT] = {"lsa_count", FIELD_UINT, 0, "Link state advertisements in it"},
	[OSPF_F_LSA_TYPE] = {"lsas[].type", FIELD_TEXT, 0,
		"router, network, summary, external and so on"},
	[OSPF_F_LSA_ID] = {"lsas[].id", FIELD_ADDR, 0, "Link state id; a network for many types"},
	[OSPF_F_LSA_ROUTER] = {"lsas[].router", FIELD_ADDR, 0, "Router that told it first"},
	[OSPF_F_LSA_SEQUENCE] = {"lsas[].sequence", FIELD_UINT, 0, "Sequence number"},
	[OSPF_F_LSA_AGE] = {"lsas[].age", FIELD_UINT, 0, "Seconds; 3600 takes it back"},
	[OSPF_F_LSA_MASK] = {"lsas[].mask", FIELD_ADDR, 0, "Mask of the network"},
	[OSPF_F_LSA_METRIC] = {"lsas[].metric", FIELD_UINT, 0, "Cost of the network"},
	[OSPF_F_LSA_LINKS] = {"lsas[].links", FIELD_UINT, 0, "Links of a router"},
	[OSPF_F_HOST_ROUTES] = {"host_routes[]", FIELD_ADDR, 0,
		"Addresses of its own that the sender leads to, as its loopbacks"},
};

static const struct schema schema = {"ospf", fields, OSPF_F_COUNT, false};
static const struct schema *const schemas[] = {&schema, NULL};
static const uint8_t ip_protos[] = {IPPROTO_NR_OSPF, 0};

struct ospf_state {
	struct speaker_state speaker;
	bool weak[2]; /* said already, by side */
};

struct ospf {
	uint8_t version, type, instance, key_id;
	uint16_t len, auth;
	struct span router, area, password;
};

void ospf_id(struct draft *e, uint16_t field, struct span octets)
{
	if (octets.len != 4)
		return;
	struct addr a = addr_v4(octets.p);
	event_addr(e, field, &a);
}

/* --- header ------------------------------------------------------------------------------------
 */

static void auth_read(struct cursor *c, struct ospf *ret)
{
	ret->auth = cursor_be16(c);
	struct cursor auth = cursor_child(c, 8);

	if (ret->auth == AUTH_SIMPLE) {
		ret->password = cursor_rest(&auth);
		while (ret->password.len && !ret->password.p[ret->password.len - 1])
			ret->password.len--;
	} else if (ret->auth == AUTH_CRYPTO) {
		cursor_skip(&auth, 2);
		ret->key_id = cursor_u8(&auth);
	} else if (ret->auth == AUTH_CRYPTO_64) {
		cursor_skip(&auth, 2);
		ret->key_id = cursor_u8(&auth);
	}
}

static bool header_read(struct cursor *c, struct ospf *ret)
{
	ret->version = cursor_u8(c);
	ret->type = cursor_u8(c);
	ret->len = cursor_be16(c);
	ret->router = cursor_span(c, 4);
	ret->area = cursor_span(c, 4);
	cursor_skip(c, 2);
	if (ret->version == 2) {
		auth_read(c, ret);
	} else {
		ret->instance = cursor_u8(c);
		cursor_skip(c, 1);
	}
	return cursor_ok(c) && (ret->version == 2 || ret->version == 3) &&
	       ret->type >= OSPF_HELLO && ret->type < OSPF_TYPES &&
	       ret->len >= (ret->version == 2 ? HEADER_2 : HEADER_3);
}

static void header_tell(struct draft *e, const struct ospf *o)
{
	static const char *const types[OSPF_TYPES] = {
		NULL, "hello", "db-description", "ls-request", "ls-update", "ls-ack"};
	static const char *const auths[] = {"none", "simple", "cryptographic", "cryptographic"};

	event_uint(e, OSPF_F_VERSION, o->version);
	event_text(e, OSPF_F_TYPE, span_str(types[o->type]));
	ospf_id(e, OSPF_F_ROUTER_ID, o->router);
	ospf_id(e, OSPF_F_AREA, o->area);
	if (o->version == 3) {
		event_uint(e, OSPF_F_INSTANCE, o->instance);
		return;
	}
	if (o->auth <= AUTH_CRYPTO_64)
		event_text(e, OSPF_F_AUTH, span_str(auths[o->auth]));
	if (o->auth >= AUTH_CRYPTO)
		event_uint(e, OSPF_F_KEY_ID, o->key_id);
	if (o->password.len)
		event_text(e, OSPF_F_PASSWORD, o->password);
}

/* --- bodies ------------------------------------------------------------------------------------
 */

static bool hello_tell(struct draft *e, struct cursor *c, uint8_t version)
{
	if (version == 2) {
		ospf_id(e, OSPF_F_MASK, cursor_span(c, 4));
		event_uint(e, OSPF_F_HELLO_S, cursor_be16(c));
		cursor_skip(c, 1);
		event_uint(e, OSPF_F_PRIORITY, cursor_u8(c));
		event_uint(e, OSPF_F_DEAD_S, cursor_be32(c));
	} else {
		cursor_skip(c, 4);
		event_uint(e, OSPF_F_PRIORITY, cursor_u8(c));
		cursor_skip(c, 3);
		event_uint(e, OSPF_F_HELLO_S, cursor_be16(c));
		event_uint(e, OSPF_F_DEAD_S, cursor_be16(c));
	}
	ospf_id(e, OSPF_F_DR, cursor_span(c, 4));
	ospf_id(e, OSPF_F_BDR, cursor_span(c, 4));
	if (!cursor_ok(c))
		return false;
	uint32_t count = cursor_left(c) / 4;
	for (uint32_t i = 0; i < count && i < NEIGHBORS_SHOWN; i++)
		ospf_id(e, OSPF_F_NEIGHBORS, cursor_span(c, 4));
	return cursor_left(c) % 4 == 0;
}

static bool dd_tell(struct draft *e, struct cursor *c, uint8_t version)
{
	static const char *const names[] = {"master", "more", "init"};
	uint8_t flags;

	if (version == 2) {
		event_uint(e, OSPF_F_MTU, cursor_be16(c));
		cursor_skip(c, 1);
		flags = cursor_u8(c);
	} else {
		cursor_skip(c, 4);
		event_uint(e, OSPF_F_MTU, cursor_be16(c));
		cursor_skip(c, 1);
		flags = cursor_u8(c);
	}
	for (int i = 2; i >= 0; i--)
		if (flags >> i & 1)
			event_text(e, OSPF_F_DD_FLAGS, span_str(names[i]));
	event_uint(e, OSPF_F_DD_SEQUENCE, cursor_be32(c));
	return cursor_ok(c) && ospf_headers(e, c, version);
}

static bool body_tell(struct draft *e, struct cursor *c, const struct ospf *o)
{
	switch (o->type) {
	case OSPF_HELLO:
		return hello_tell(e, c, o->version);
	case OSPF_DD:
		return dd_tell(e, c, o->version);
	case OSPF_REQUEST:
		return ospf_requests(e, c, o->version);
	case OSPF_UPDATE:
		return ospf_updates(e, c, o->version, o->router);
	default:
		return ospf_headers(e, c, o->version);
	}
}

/* Version 3 leaves signing to IPsec or to a trailer that the length does not cover (RFC 7166). */
static void weakness_tell(struct dissect *d, const struct ospf *o, bool signed_behind)
{
	struct ospf_state *s = d->state;
	bool weak = o->version == 2 ? o->auth <= AUTH_SIMPLE : !signed_behind;

	if (!weak || s->weak[d->from])
		return;
	s->weak[d->from] = true;
	speaker_is_weak(d, o->version == 2 && o->auth == AUTH_SIMPLE ? "password in clear"
								     : "no authentication");
}

static enum parse datagram(struct dissect *d, struct cursor *c)
{
	struct ospf_state *s = d->state;
	uint32_t whole = cursor_left(c);
	struct ospf o = {0};

	if (!header_read(c, &o)) {
		if (!d->truncated)
			anomaly_emit(d, "ospf.malformed");
		return PARSE_LOST;
	}
	struct draft *e = event_new(d, &schema);
	header_tell(e, &o);
	uint32_t body_len = o.len - (o.version == 2 ? HEADER_2 : HEADER_3);
	bool cut = body_len > cursor_left(c);
	struct cursor body = cursor_child(c, cut ? cursor_left(c) : body_len);
	bool good = body_tell(e, &body, &o);
	event_emit(d, e);
	speaker_tell(d, &s->speaker, span_of(NULL, 0));
	weakness_tell(d, &o, whole > o.len);
	if ((cut || !good) && !d->truncated)
		anomaly_emit(d, "ospf.malformed");
	return PARSE_OK;
}

const struct dissector dissector_ospf = {
	.name = "ospf",
	.title = "Open Shortest Path First",
	.spec = "RFC 2328, 5340",
	.set = "routing",
	.schemas = schemas,
	.ip_protos = ip_protos,
	.state_size = sizeof(struct ospf_state),
	.datagram = datagram,
};
