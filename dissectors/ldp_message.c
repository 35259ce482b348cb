/*
 * ldp_message: one LDP message (RFC 5036, 7552, 8077): which labels lead where. Runs on a worker's
 * thread.
 *
 *   | message id 4 | (U, F and type 2, length 2, value)* |
 */
#include "config.h"

#include "dissectors/ldp.h"

enum { TLVS_MAX = 256, SHOWN = 64 };

enum tlv {
	TLV_FEC = 0x0100,
	TLV_ADDRESSES = 0x0101,
	TLV_LABEL = 0x0200,
	TLV_STATUS = 0x0300,
	TLV_HELLO = 0x0400,
	TLV_TRANSPORT_4 = 0x0401,
	TLV_TRANSPORT_6 = 0x0403,
	TLV_SESSION = 0x0500,
	TLV_PSEUDOWIRE_STATUS = 0x096a
};

enum { FEC_WILDCARD = 1, FEC_PREFIX, FEC_HOST, FEC_PSEUDOWIRE = 0x80, FEC_PSEUDOWIRE_ID = 0x81 };
enum { FAMILY_IPV4 = 1, FAMILY_IPV6 };

enum field_id {
	F_TYPE,
	F_ROUTER_ID,
	F_LABEL_SPACE,
	F_MESSAGE_ID,
	F_HOLD_S,
	F_TARGETED,
	F_TRANSPORT,
	F_KEEPALIVE_S,
	F_MAX_LEN,
	F_RECEIVER,
	F_ADDRESSES,
	F_LABEL,
	F_STATUS,
	F_STATUS_NAME,
	F_FATAL,
	F_FEC_TYPE,
	F_FEC_PREFIX,
	F_FEC_BITS,
	F_FEC_PSEUDOWIRE,
	FIELD_COUNT
};

static const struct field fields[FIELD_COUNT] = {
	[F_TYPE] = {"type", FIELD_TEXT, 0, "hello, initialization, label-mapping and so on"},
	[F_ROUTER_ID] = {"router_id", FIELD_ADDR, 0, "Router that sent the message"},
	[F_LABEL_SPACE] = {"label_space", FIELD_UINT, 0, "Its label space"},
	[F_MESSAGE_ID] = {"message_id", FIELD_UINT, 0, "Number of the message"},
	[F_HOLD_S] = {"hold_time", FIELD_UINT, 0,
		"Seconds of silence after which a neighbor is gone"},
	[F_TARGETED] = {"targeted", FIELD_BOOL, 0, "The hello is meant for one router alone"},
	[F_TRANSPORT] = {"transport_address", FIELD_ADDR, 0, "Address for the session"},
	[F_KEEPALIVE_S] = {"keepalive_time", FIELD_UINT, 0, "Seconds between keepalives"},
	[F_MAX_LEN] = {"max_pdu", FIELD_UINT, 0, "Longest PDU that it takes"},
	[F_RECEIVER] = {"receiver_id", FIELD_ADDR, 0, "Router that the session is with"},
	[F_ADDRESSES] = {"addresses[]", FIELD_ADDR, 0, "Addresses of the sender"},
	[F_LABEL] = {"label", FIELD_UINT, 0, "Label that leads to the classes below"},
	[F_STATUS] = {"status", FIELD_UINT, 0, "Status code"},
	[F_STATUS_NAME] = {"status_name", FIELD_TEXT, 0, "Its name"},
	[F_FATAL] = {"fatal", FIELD_BOOL, 0, "The session ends by it"},
	[F_FEC_TYPE] = {"fecs[].type", FIELD_TEXT, 0, "wildcard, prefix, host or pseudowire"},
	[F_FEC_PREFIX] = {"fecs[].prefix", FIELD_ADDR, 0, "Network"},
	[F_FEC_BITS] = {"fecs[].bits", FIELD_UINT, 0, "Bits of the network"},
	[F_FEC_PSEUDOWIRE] = {"fecs[].pseudowire", FIELD_UINT, 0, "Id of the pseudowire"},
};

const struct schema ldp_schema = {"ldp", fields, FIELD_COUNT, false};

const char *ldp_type_name(uint16_t type)
{
	switch (type) {
	case LDP_NOTIFICATION:
		return "notification";
	case LDP_HELLO:
		return "hello";
	case LDP_INITIALIZATION:
		return "initialization";
	case LDP_KEEPALIVE:
		return "keepalive";
	case LDP_CAPABILITY:
		return "capability";
	case LDP_ADDRESS:
		return "address";
	case LDP_ADDRESS_WITHDRAW:
		return "address-withdraw";
	case LDP_MAPPING:
		return "label-mapping";
	case LDP_REQUEST:
		return "label-request";
	case LDP_WITHDRAW:
		return "label-withdraw";
	case LDP_RELEASE:
		return "label-release";
	case LDP_ABORT:
		return "label-abort-request";
	default:
		return NULL;
	}
}

static void address_tell(struct draft *e, uint16_t field, struct span octets)
{
	if (octets.len != 4 && octets.len != 16)
		return;
	struct addr a = octets.len == 4 ? addr_v4(octets.p) : addr_v6(octets.p);
	event_addr(e, field, &a);
}

/* A prefix takes as many octets as its bits need. */
static bool prefix_tell(struct draft *e, struct cursor *c)
{
	uint8_t octets[16] = {0};
	uint16_t family = cursor_be16(c);
	uint8_t bits = cursor_u8(c);
	uint32_t size = family == FAMILY_IPV4 ? 4 : 16, len = (bits + 7u) / 8;

	if (!cursor_ok(c) || (family != FAMILY_IPV4 && family != FAMILY_IPV6) || len > size)
		return false;
	struct span bytes = cursor_span(c, len);
	if (!cursor_ok(c))
		return false;
	if (len)
		memcpy(octets, bytes.p, len);
	address_tell(e, F_FEC_PREFIX, span_of(octets, size));
	event_uint(e, F_FEC_BITS, bits);
	return true;
}

static bool host_tell(struct draft *e, struct cursor *c)
{
	cursor_skip(c, 2);
	address_tell(e, F_FEC_PREFIX, cursor_span(c, cursor_u8(c)));
	return cursor_ok(c);
}

/* control word 1 bit, type 15 | info length | group 4 | id 4, parameters */
static bool pseudowire_tell(struct draft *e, struct cursor *c, bool by_number)
{
	cursor_skip(c, 2);
	uint8_t len = cursor_u8(c);
	cursor_skip(c, by_number ? 4 : 0);
	struct cursor info = cursor_child(c, len);
	if (by_number && len)
		event_uint(e, F_FEC_PSEUDOWIRE, cursor_be32(&info));
	return cursor_ok(c) && cursor_ok(&info);
}

static bool fec_tell(struct draft *e, struct cursor *c)
{
	uint8_t kind = cursor_u8(c);

	event_item(e);
	switch (kind) {
	case FEC_WILDCARD:
		event_text(e, F_FEC_TYPE, SPAN_LIT("wildcard"));
		return true;
	case FEC_PREFIX:
		event_text(e, F_FEC_TYPE, SPAN_LIT("prefix"));
		return prefix_tell(e, c);
	case FEC_HOST:
		event_text(e, F_FEC_TYPE, SPAN_LIT("host"));
		return host_tell(e, c);
	case FEC_PSEUDOWIRE:
	case FEC_PSEUDOWIRE_ID:
		event_text(e, F_FEC_TYPE, SPAN_LIT("pseudowire"));
		return pseudowire_tell(e, c, kind == FEC_PSEUDOWIRE);
	default:
		event_text(e, F_FEC_TYPE, SPAN_LIT("other"));
		cursor_rest(c);
		return true;
	}
}

static bool addresses_tell(struct draft *e, struct cursor *c)
{
	uint16_t family = cursor_be16(c);
	uint32_t size = family == FAMILY_IPV6 ? 16 : 4;

	for (int i = 0; i < SHOWN && cursor_left(c) >= size; i++)
		address_tell(e, F_ADDRESSES, cursor_span(c, size));
	return cursor_ok(c) && cursor_left(c) % size == 0;
}

static bool status_tell(struct draft *e, struct cursor *c)
{
	static const char *const names[] = {"success", "bad-ldp-identifier", "bad-version",
		"bad-pdu-length", "unknown-message", "bad-message-length", "unknown-tlv",
		"bad-tlv-length", "malformed-tlv", "hold-timer-expired", "shutdown",
		"loop-detected", "unknown-fec", "no-route", "no-label-resources",
		"label-resources-available", "no-hello", "advertisement-mode-rejected",
		"max-pdu-rejected", "label-range-rejected", "keepalive-timer-expired",
		"label-request-aborted", "missing-parameters", "unsupported-address-family",
		"bad-keepalive-time", "internal-error"};
	uint32_t word = cursor_be32(c), code = word & 0x3fffffff;

	event_uint(e, F_STATUS, code);
	if (code < sizeof(names) / sizeof(*names))
		event_text(e, F_STATUS_NAME, span_str(names[code]));
	if (word >> 31)
		event_bool(e, F_FATAL, true);
	return cursor_ok(c);
}

static bool session_tell(struct draft *e, struct cursor *c)
{
	cursor_skip(c, 2);
	event_uint(e, F_KEEPALIVE_S, cursor_be16(c));
	cursor_skip(c, 2);
	event_uint(e, F_MAX_LEN, cursor_be16(c));
	address_tell(e, F_RECEIVER, cursor_span(c, 4));
	return cursor_ok(c);
}

static bool tlv_tell(struct draft *e, uint16_t type, struct cursor *c)
{
	enum { TARGETED = 0x8000 };

	switch (type) {
	case TLV_HELLO:
		event_uint(e, F_HOLD_S, cursor_be16(c));
		if (cursor_be16(c) & TARGETED)
			event_bool(e, F_TARGETED, true);
		return cursor_ok(c);
	case TLV_TRANSPORT_4:
	case TLV_TRANSPORT_6:
		address_tell(e, F_TRANSPORT, cursor_rest(c));
		return true;
	case TLV_SESSION:
		return session_tell(e, c);
	case TLV_ADDRESSES:
		return addresses_tell(e, c);
	case TLV_LABEL:
		event_uint(e, F_LABEL, cursor_be32(c));
		return cursor_ok(c);
	case TLV_STATUS:
		return status_tell(e, c);
	case TLV_FEC:
		for (int i = 0; i < SHOWN && cursor_left(c); i++)
			if (!fec_tell(e, c))
				return false;
		return cursor_ok(c);
	default:
		return true;
	}
}

/* Each is told once; both transport addresses are one fact. */
struct ldp_seen {
	uint16_t kinds[16];
	unsigned count;
};

static bool is_first(struct ldp_seen *seen, uint16_t kind)
{
	if (kind == TLV_TRANSPORT_6)
		kind = TLV_TRANSPORT_4;
	for (unsigned i = 0; i < seen->count; i++)
		if (seen->kinds[i] == kind)
			return false;
	if (seen->count == sizeof(seen->kinds) / sizeof(*seen->kinds))
		return false;
	seen->kinds[seen->count++] = kind;
	return true;
}

bool ldp_tell(struct dissect *d, struct span id, uint16_t type, struct cursor *body)
{
	enum { TLV_TYPE = 0x3fff };
	struct draft *e = event_new(d, &ldp_schema);
	struct cursor own = cursor_of(id);
	struct ldp_seen seen = {.count = 0};
	bool good = true;

	event_text(
		e, F_TYPE, ldp_type_name(type) ? span_str(ldp_type_name(type)) : SPAN_LIT("other"));
	address_tell(e, F_ROUTER_ID, cursor_span(&own, 4));
	event_uint(e, F_LABEL_SPACE, cursor_be16(&own));
	event_uint(e, F_MESSAGE_ID, cursor_be32(body));
	for (int i = 0; i < TLVS_MAX && good && cursor_left(body); i++) {
		uint16_t kind = cursor_be16(body) & TLV_TYPE;
		struct cursor value = cursor_child(body, cursor_be16(body));
		good = cursor_ok(body) && (!is_first(&seen, kind) || tlv_tell(e, kind, &value));
	}
	event_emit(d, e);
	return good && cursor_ok(body) && !cursor_left(body);
}
