/*
 * arp: Address Resolution Protocol (RFC 826, 5227): which hardware address an IPv4 address is at.
 * One event a frame; each claim goes to the judgement, which remembers who claimed it before. Runs
 * on a worker's thread, no state.
 *
 *   | hw type 2 | proto type 2 | hw len | proto len | op 2 | from: hw, proto | to: hw, proto |
 */
#include "config.h"

#include "sensor/dissector.h"

enum { HW_ETHERNET = 1, HW_802 = 6, PROTO_IPV4 = 0x0800 };
enum {
	OP_REQUEST = 1,
	OP_REPLY,
	OP_REVERSE_REQUEST,
	OP_REVERSE_REPLY,
	OP_INVERSE_REQUEST = 8,
	OP_INVERSE_REPLY
};

enum field_id {
	F_HW_TYPE,
	F_PROTO_TYPE,
	F_OPCODE,
	F_SRC_MAC,
	F_SRC_IP,
	F_DEST_MAC,
	F_DEST_IP,
	F_KIND,
	FIELD_COUNT
};

static const struct field fields[FIELD_COUNT] = {
	[F_HW_TYPE] = {"hw_type", FIELD_TEXT, 0, "Kind of hardware addresses"},
	[F_PROTO_TYPE] = {"proto_type", FIELD_TEXT, 0, "Kind of protocol addresses"},
	[F_OPCODE] = {"opcode", FIELD_TEXT, 0, "request, reply and so on"},
	[F_SRC_MAC] = {"src_mac", FIELD_MAC, 0, "Hardware address that the sender claims"},
	[F_SRC_IP] = {"src_ip", FIELD_ADDR, 0, "Address that it claims"},
	[F_DEST_MAC] = {"dest_mac", FIELD_MAC, 0, "Hardware address of the other side"},
	[F_DEST_IP] = {"dest_ip", FIELD_ADDR, 0, "Address asked for, or of the other side"},
	[F_KIND] = {"kind", FIELD_TEXT, FIELD_OURS,
		"probe (may I have this address) or announcement (it is mine)"},
};

static const struct schema schema = {"arp", fields, FIELD_COUNT, true};
static const struct schema *const schemas[] = {&schema, NULL};
static const uint16_t hints[] = {0x0806, 0};

struct arp {
	uint16_t hw, op;
	struct mac from_mac, to_mac;
	struct addr from, to;
};

static void mac_read(struct cursor *c, struct mac *ret)
{
	struct span octets = cursor_span(c, sizeof(ret->b));

	if (octets.len == sizeof(ret->b))
		memcpy(ret->b, octets.p, sizeof(ret->b));
}

static void addr_read(struct cursor *c, struct addr *ret)
{
	struct span octets = cursor_span(c, 4);

	if (octets.len == 4)
		*ret = addr_v4(octets.p);
}

static bool arp_read(struct cursor *c, struct arp *ret)
{
	ret->hw = cursor_be16(c);
	uint16_t proto = cursor_be16(c);
	uint8_t hw_len = cursor_u8(c), proto_len = cursor_u8(c);

	ret->op = cursor_be16(c);
	if ((ret->hw != HW_ETHERNET && ret->hw != HW_802) || proto != PROTO_IPV4 || hw_len != 6 ||
		proto_len != 4)
		return false;
	mac_read(c, &ret->from_mac);
	addr_read(c, &ret->from);
	mac_read(c, &ret->to_mac);
	addr_read(c, &ret->to);
	return cursor_ok(c);
}

static const char *op_name(uint16_t op)
{
	switch (op) {
	case OP_REQUEST:
		return "request";
	case OP_REPLY:
		return "reply";
	case OP_REVERSE_REQUEST:
		return "request_reverse";
	case OP_REVERSE_REPLY:
		return "reply_reverse";
	case OP_INVERSE_REQUEST:
		return "request_inverse";
	case OP_INVERSE_REPLY:
		return "reply_inverse";
	default:
		return "unknown";
	}
}

static bool is_zero(const struct addr *a)
{
	static const uint8_t zeros[4];

	return memcmp(a->b + 12, zeros, sizeof(zeros)) == 0;
}

static void tell(struct dissect *d, const struct arp *a)
{
	struct draft *e = event_new(d, &schema);

	event_text(e, F_HW_TYPE, a->hw == HW_ETHERNET ? SPAN_LIT("ethernet") : SPAN_LIT("ieee802"));
	event_text(e, F_PROTO_TYPE, SPAN_LIT("ipv4"));
	event_text(e, F_OPCODE, span_str(op_name(a->op)));
	event_mac(e, F_SRC_MAC, &a->from_mac);
	event_addr(e, F_SRC_IP, &a->from);
	event_mac(e, F_DEST_MAC, &a->to_mac);
	event_addr(e, F_DEST_IP, &a->to);
	if (is_zero(&a->from) && a->op == OP_REQUEST)
		event_text(e, F_KIND, SPAN_LIT("probe"));
	else if (addr_cmp(&a->from, &a->to) == 0)
		event_text(e, F_KIND, SPAN_LIT("announcement"));
	event_emit(d, e);
}

/* A probe claims nothing, and reverse ARP is about the target. */
static void claim(struct dissect *d, const struct arp *a)
{
	struct identity i = {.of = d->from,
		.has_addr = true,
		.addr = a->from,
		.has_mac = true,
		.mac = a->from_mac,
		.evidence = SPAN_LIT("arp")};

	if (is_zero(&a->from) || addr_is_group(&a->from) || (a->from_mac.b[0] & 1) ||
		(a->op != OP_REQUEST && a->op != OP_REPLY))
		return;
	identity_emit(d, &i);
	if (d->place.has_ether &&
		memcmp(d->place.src_mac.b, a->from_mac.b, sizeof(a->from_mac.b)) != 0)
		anomaly_emit(d, "arp.sender_mismatch");
}

static enum parse frame(struct dissect *d, struct cursor *c)
{
	struct arp a = {0};

	if (!arp_read(c, &a)) {
		if (!d->truncated)
			anomaly_emit(d, "arp.malformed");
		return PARSE_LOST;
	}
	tell(d, &a);
	claim(d, &a);
	return PARSE_OK;
}

const struct dissector dissector_arp = {
	.name = "arp",
	.title = "Address Resolution Protocol",
	.spec = "RFC 826",
	.set = "naming",
	.schemas = schemas,
	.hints = hints,
	.frame = frame,
};
