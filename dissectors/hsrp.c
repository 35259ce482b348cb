/*
 * hsrp: Cisco's Hot Standby Router Protocol, version 1 (RFC 2281) and 2: who answers for an address
 * that several routers share, and who takes it over. One event a message. Runs on a worker's
 * thread.
 *
 *   1 | version 0 | op | state | hello s | hold s | priority | group | 0 | password 8 | address 4 |
 *     then maybe the authentication of version 2
 *   2 (type 1, length 1, value)*
 *     1: version, op, state, IP version, group 2, id 6, priority 4, hello ms 4, hold ms 4, addr 16
 *     3: password 8, 4: algorithm, pad, flags 2, address 4, key id 4, digest 16
 */
#include "config.h"

#include "dissectors/common/speaker.h"

enum { OP_HELLO, OP_COUP, OP_RESIGN, OP_ADVERTISE, OPS };
enum { TLV_GROUP = 1, TLV_INTERFACE, TLV_TEXT, TLV_MD5 };
enum { V1_LEN = 20, PASSWORD = 8, GROUP_LEN = 40, MD5_LEN = 28, TLVS_MAX = 32 };

enum field_id {
	F_VERSION,
	F_OPERATION,
	F_STATE,
	F_GROUP,
	F_PRIORITY,
	F_HELLO_MS,
	F_HOLD_MS,
	F_ADDRESS,
	F_ID,
	F_AUTH,
	F_PASSWORD,
	F_KEY_ID,
	F_ACTIVE,
	F_PASSIVE,
	FIELD_COUNT
};

static const struct field fields[FIELD_COUNT] = {
	[F_VERSION] = {"version", FIELD_UINT, 0, "Protocol version"},
	[F_OPERATION] = {"operation", FIELD_TEXT, 0, "hello, coup, resign or advertise"},
	[F_STATE] = {"state", FIELD_TEXT, 0, "initial, learn, listen, speak, standby or active"},
	[F_GROUP] = {"group", FIELD_UINT, 0, "Standby group"},
	[F_PRIORITY] = {"priority", FIELD_UINT, 0, "Priority of the sender"},
	[F_HELLO_MS] = {"hello_ms", FIELD_UINT, 0, "Time between hellos"},
	[F_HOLD_MS] = {"hold_ms", FIELD_UINT, 0, "Silence after which another takes over"},
	[F_ADDRESS] = {"address", FIELD_ADDR, 0, "Address that the group shares"},
	[F_ID] = {"sender_mac", FIELD_MAC, 0, "Identifier of the sender (version 2)"},
	[F_AUTH] = {"auth", FIELD_TEXT, 0, "text or md5"},
	[F_PASSWORD] = {"password", FIELD_TEXT, FIELD_SECRET, "Password of text auth"},
	[F_KEY_ID] = {"key_id", FIELD_UINT, 0, "Which key signed the message"},
	[F_ACTIVE] = {"active_groups", FIELD_UINT, 0, "Active groups of an interface"},
	[F_PASSIVE] = {"passive_groups", FIELD_UINT, 0, "Passive groups of an interface"},
};

static const struct schema schema = {"hsrp", fields, FIELD_COUNT, false};
static const struct schema *const schemas[] = {&schema, NULL};
static const uint16_t hints[] = {1985, 2029, 0};

struct hsrp_state {
	struct speaker_state speaker;
	bool weak[2], coup[2], known;
};

/** What is noted of a message beside what is told. */
struct hsrp {
	struct span password;
	uint8_t operation;
	bool is_signed;
};

static const char *const operations[OPS] = {"hello", "coup", "resign", "advertise"};

/* Version 1 has a bit for a state, version 2 a number. */
static const char *state_name(uint8_t version, uint8_t state)
{
	static const char *const v2[] = {
		"disabled", "initial", "learn", "listen", "speak", "standby", "active"};

	if (version == 2)
		return state < sizeof(v2) / sizeof(*v2) ? v2[state] : NULL;
	switch (state) {
	case 0:
		return v2[1];
	case 1:
		return v2[2];
	case 2:
		return v2[3];
	case 4:
		return v2[4];
	case 8:
		return v2[5];
	case 16:
		return v2[6];
	default:
		return NULL;
	}
}

/* --- recognition -------------------------------------------------------------------------------
 */

static enum probe probe_2(struct cursor c)
{
	uint8_t type = cursor_u8(&c), len = cursor_u8(&c);

	if (type == TLV_INTERFACE)
		return len == 4 && cursor_left(&c) == 4 ? PROBE_LIKELY : PROBE_NO;
	uint8_t version = cursor_u8(&c), op = cursor_u8(&c), state = cursor_u8(&c),
		ip = cursor_u8(&c);
	if (!cursor_ok(&c) || len != GROUP_LEN || version != 2 || op >= OPS ||
		!state_name(2, state))
		return PROBE_NO;
	return ip == 4 || ip == 6 ? PROBE_SURE : PROBE_NO;
}

static enum probe probe_1(struct cursor c)
{
	static const struct span usual = {(const uint8_t *)"cisco\0\0\0", PASSWORD};
	uint32_t len = cursor_left(&c);

	cursor_skip(&c, 1);
	uint8_t op = cursor_u8(&c), state = cursor_u8(&c);
	if (op == OP_ADVERTISE)
		return len >= 12 && len <= 24 ? PROBE_LIKELY : PROBE_NO;
	uint8_t hello = cursor_u8(&c), hold = cursor_u8(&c);
	cursor_skip(&c, 2);
	uint8_t zero = cursor_u8(&c);
	struct span password = cursor_span(&c, PASSWORD);
	cursor_skip(&c, 4);
	if (!cursor_ok(&c) || op > OP_RESIGN || !state_name(1, state) || zero || !hello ||
		hello > hold || (len != V1_LEN && len != V1_LEN + 2 + MD5_LEN))
		return PROBE_NO;
	return span_eq(password, usual) ? PROBE_SURE : PROBE_LIKELY;
}

static enum probe probe(const struct probe_input *in)
{
	if (in->stream || in->data.len < 6)
		return PROBE_NO;
	if (in->data.p[0] == TLV_GROUP || in->data.p[0] == TLV_INTERFACE)
		return probe_2(cursor_of(in->data));
	return in->data.p[0] == 0 ? probe_1(cursor_of(in->data)) : PROBE_NO;
}

/* --- telling -----------------------------------------------------------------------------------
 */

static void state_tell(struct draft *e, uint8_t version, uint8_t op, uint8_t state)
{
	event_uint(e, F_VERSION, version);
	event_text(e, F_OPERATION, span_str(operations[op]));
	if (state_name(version, state))
		event_text(e, F_STATE, span_str(state_name(version, state)));
}

static void password_tell(struct draft *e, struct span octets, struct hsrp *h)
{
	while (octets.len && !octets.p[octets.len - 1])
		octets.len--;
	h->password = octets;
	event_text(e, F_AUTH, SPAN_LIT("text"));
	if (octets.len)
		event_text(e, F_PASSWORD, octets);
}

static bool group_tell(struct draft *e, struct cursor *c, struct hsrp *h)
{
	uint8_t version = cursor_u8(c), op = cursor_u8(c), state = cursor_u8(c), ip = cursor_u8(c);
	uint16_t group = cursor_be16(c);
	struct span id = cursor_span(c, 6);
	uint32_t priority = cursor_be32(c), hello = cursor_be32(c), hold = cursor_be32(c);
	struct span octets = cursor_span(c, 16);

	if (!cursor_ok(c) || op >= OPS)
		return false;
	struct addr a = ip == 6 ? addr_v6(octets.p) : addr_v4(octets.p);
	struct mac mac;
	memcpy(mac.b, id.p, sizeof(mac.b));
	h->operation = op;
	state_tell(e, version, op, state);
	event_uint(e, F_GROUP, group);
	event_uint(e, F_PRIORITY, priority);
	event_uint(e, F_HELLO_MS, hello);
	event_uint(e, F_HOLD_MS, hold);
	event_addr(e, F_ADDRESS, &a);
	event_mac(e, F_ID, &mac);
	return true;
}

static bool tlv_tell(struct draft *e, uint8_t type, struct cursor *c, struct hsrp *h)
{
	switch (type) {
	case TLV_GROUP:
		return group_tell(e, c, h);
	case TLV_INTERFACE:
		event_uint(e, F_ACTIVE, cursor_be16(c));
		event_uint(e, F_PASSIVE, cursor_be16(c));
		return cursor_ok(c);
	case TLV_TEXT:
		password_tell(e, cursor_span(c, PASSWORD), h);
		return cursor_ok(c);
	case TLV_MD5:
		cursor_skip(c, 8);
		uint32_t key = cursor_be32(c);
		cursor_skip(c, 16);
		h->is_signed = true;
		event_text(e, F_AUTH, SPAN_LIT("md5"));
		event_uint(e, F_KEY_ID, key);
		return cursor_ok(c);
	default:
		return true;
	}
}

static bool tlvs_tell(struct draft *e, struct cursor *c, struct hsrp *h)
{
	bool seen[TLV_MD5 + 1] = {false};

	for (int i = 0; i < TLVS_MAX && cursor_left(c); i++) {
		uint8_t type = cursor_u8(c);
		struct cursor value = cursor_child(c, cursor_u8(c));
		if (!cursor_ok(c))
			return false;
		/* each is told once, and one kind of authentication */
		if (type > TLV_MD5 || seen[type] || (type == TLV_MD5 && seen[TLV_TEXT]) ||
			(type == TLV_TEXT && seen[TLV_MD5]))
			continue;
		seen[type] = true;
		if (!tlv_tell(e, type, &value, h))
			return false;
	}
	return cursor_left(c) == 0;
}

/* An advertisement says how many groups an interface is in; it has no state of a group. */
static bool advertise_tell(struct draft *e, struct cursor *c)
{
	cursor_skip(c, 4 + 2); /* type, length; state and a reserved octet */
	event_uint(e, F_ACTIVE, cursor_be16(c));
	event_uint(e, F_PASSIVE, cursor_be16(c));
	cursor_rest(c);
	return cursor_ok(c);
}

static bool message_1(struct draft *e, struct cursor *c, struct hsrp *h)
{
	cursor_skip(c, 1);
	h->operation = cursor_u8(c);
	if (h->operation == OP_ADVERTISE) {
		event_uint(e, F_VERSION, 1);
		event_text(e, F_OPERATION, span_str(operations[OP_ADVERTISE]));
		return advertise_tell(e, c);
	}
	uint8_t state = cursor_u8(c), hello = cursor_u8(c), hold = cursor_u8(c),
		priority = cursor_u8(c), group = cursor_u8(c);
	cursor_skip(c, 1);
	struct span password = cursor_span(c, PASSWORD), octets = cursor_span(c, 4);
	if (!cursor_ok(c) || h->operation >= OPS)
		return false;
	struct addr a = addr_v4(octets.p);
	state_tell(e, 1, h->operation, state);
	event_uint(e, F_GROUP, group);
	event_uint(e, F_PRIORITY, priority);
	event_uint(e, F_HELLO_MS, hello * 1000u);
	event_uint(e, F_HOLD_MS, hold * 1000u);
	event_addr(e, F_ADDRESS, &a);
	if (cursor_left(c) && *c->p == TLV_MD5)
		return tlvs_tell(e, c, h);
	password_tell(e, password, h);
	return true;
}

static void notes_tell(struct dissect *d, const struct hsrp *h)
{
	struct hsrp_state *s = d->state;

	speaker_tell(d, &s->speaker, span_of(NULL, 0));
	if (!h->is_signed && h->operation != OP_ADVERTISE && !s->weak[d->from]) {
		bool usual = span_eq(h->password, SPAN_LIT("cisco"));
		s->weak[d->from] = true;
		speaker_is_weak(d, usual             ? "the vendor's default password"
				   : h->password.len ? "password in clear"
						     : "no authentication");
	}
	if (h->operation == OP_COUP && !s->coup[d->from]) {
		s->coup[d->from] = true;
		hint_emit(d, "routing.takeover", SPAN_LIT("hsrp"), d->from);
	}
}

static enum parse datagram(struct dissect *d, struct cursor *c)
{
	struct hsrp_state *s = d->state;
	struct hsrp h = {.operation = OP_ADVERTISE};
	struct draft *e = event_new(d, &schema);

	if (!cursor_left(c))
		return PARSE_OK;
	bool good = *c->p == 0 ? message_1(e, c, &h) : tlvs_tell(e, c, &h);
	if (!good && !s->known && !d->truncated)
		return PARSE_LOST;
	s->known = true;
	event_emit(d, e);
	notes_tell(d, &h);
	if (!good && !d->truncated)
		anomaly_emit(d, "hsrp.malformed");
	return PARSE_OK;
}

const struct dissector dissector_hsrp = {
	.name = "hsrp",
	.title = "Hot Standby Router Protocol",
	.spec = "RFC 2281",
	.set = "routing",
	.schemas = schemas,
	.hints = hints,
	.first = BYTE_RANGES({0, 2}),
	.state_size = sizeof(struct hsrp_state),
	.needs_hint = true,
	.probe = probe,
	.datagram = datagram,
};
