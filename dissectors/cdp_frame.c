/* cdp_frame: see cdp.h. */
#include "config.h"

#include "dissectors/cdp.h"
#include "dissectors/common/sysdescr.h"

enum {
	TLV_DEVICE_ID = 0x01,
	TLV_ADDRESSES = 0x02,
	TLV_PORT_ID = 0x03,
	TLV_CAPABILITIES = 0x04,
	TLV_VERSION = 0x05,
	TLV_PLATFORM = 0x06,
	TLV_VTP_DOMAIN = 0x09,
	TLV_NATIVE_VLAN = 0x0a,
	TLV_DUPLEX = 0x0b,
	TLV_VOICE_VLAN = 0x0e,
	TLV_SYSTEM_NAME = 0x14,
	TLV_MGMT_ADDRESSES = 0x16
};

enum { TLVS_MAX = 256, TLV_HEAD = 4 };

/* --- reading ------------------------------------------------------------------------------- */

static void address_add(struct cdp_addresses *to, struct addr a)
{
	if (to->count < CDP_ADDRESSES_MAX)
		to->addr[to->count++] = a;
}

/* protocol-type:8 protocol-length:8 protocol[] length:16, then an address, of IPv4 maybe several */
static void address_read(struct cursor *c, struct cdp_addresses *to)
{
	static const uint8_t ipv6[] = {0xaa, 0xaa, 3, 0, 0, 0, 0x86, 0xdd};
	enum { NLPID = 1, NLPID_IP = 0xcc };
	uint8_t type = cursor_u8(c);
	struct span protocol = cursor_span(c, cursor_u8(c));
	struct cursor list = cursor_child(c, cursor_be16(c));

	if (!cursor_ok(c))
		return;
	if (type == NLPID && protocol.len == 1 && protocol.p[0] == NLPID_IP) {
		while (cursor_left(&list) >= 4 && to->count < CDP_ADDRESSES_MAX)
			address_add(to, addr_v4(cursor_span(&list, 4).p));
	} else if (span_eq(protocol, span_of(ipv6, sizeof(ipv6))) && cursor_left(&list) == 16) {
		address_add(to, addr_v6(cursor_span(&list, 16).p));
	}
}

static void addresses_read(struct cursor *c, struct cdp_addresses *to, struct cdp_neighbour *n)
{
	uint32_t count = cursor_be32(c);

	for (uint32_t i = 0; i < count && cursor_left(c); i++)
		address_read(c, to);
	n->malformed |= !cursor_ok(c);
}

static bool number_read(struct cursor *c, uint16_t *ret, struct cdp_neighbour *n)
{
	*ret = cursor_be16(c);
	n->malformed |= !cursor_ok(c);
	return cursor_ok(c);
}

static struct span text_of(struct cursor *c)
{
	struct span text = cursor_rest(c);

	while (text.len && text.p[text.len - 1] == 0)
		text.len--;
	return text;
}

static void capabilities_read(struct cursor c, struct cdp_neighbour *n)
{
	struct cursor word = c;
	uint32_t bits = cursor_be32(&c);

	n->capabilities = cursor_ok(&c) ? bits : 0;
	n->capability = text_of(&word);
}

static void tlv_read(uint16_t type, struct cursor *c, struct cdp_neighbour *n)
{
	switch (type) {
	case TLV_DEVICE_ID:
		n->device_id = text_of(c);
		break;
	case TLV_ADDRESSES:
		addresses_read(c, &n->own, n);
		break;
	case TLV_PORT_ID:
		n->port_id = text_of(c);
		break;
	case TLV_CAPABILITIES:
		capabilities_read(*c, n);
		break;
	case TLV_VERSION:
		n->software = text_of(c);
		break;
	case TLV_PLATFORM:
		n->platform = text_of(c);
		break;
	case TLV_VTP_DOMAIN:
		n->vtp_domain = text_of(c);
		break;
	case TLV_NATIVE_VLAN:
		n->has_native_vlan = number_read(c, &n->native_vlan, n);
		break;
	case TLV_DUPLEX:
		n->duplex = cursor_u8(c);
		n->has_duplex = cursor_ok(c);
		break;
	case TLV_VOICE_VLAN:
		cursor_skip(c, 1); /* what the VLAN is for */
		n->has_voice_vlan = cursor_left(c) >= 2 && number_read(c, &n->voice_vlan, n);
		break;
	case TLV_SYSTEM_NAME:
		n->snmp_name = text_of(c);
		break;
	case TLV_MGMT_ADDRESSES:
		addresses_read(c, &n->management, n);
		break;
	default:
		break;
	}
}

/*
 * From the version on; false where it is of no known version or names nobody.
 *
 *   version:8 ttl:8 checksum:16, then TLVs of type:16 length:16 value[length - 4]
 */
static bool neighbour_read(struct cursor *c, struct cdp_neighbour *n)
{
	n->version = cursor_u8(c);
	n->ttl = cursor_u8(c);
	cursor_skip(c, 2);
	if (!cursor_ok(c) || n->version < 1 || n->version > 2)
		return false;
	for (int i = 0; i < TLVS_MAX && cursor_left(c); i++) {
		uint16_t type = cursor_be16(c);
		uint16_t len = cursor_be16(c);
		if (cursor_ok(c) && len < TLV_HEAD) {
			n->malformed = true;
			break;
		}
		struct cursor value = cursor_child(c, (uint32_t)len - TLV_HEAD);
		if (!cursor_ok(c)) {
			n->cut = true;
			break;
		}
		tlv_read(type, &value, n);
	}
	return n->device_id.len || n->platform.len || n->software.len || n->port_id.len;
}

/* --- telling ------------------------------------------------------------------------------- */

void cdp_text(struct draft *e, uint16_t field, struct span text)
{
	if (text.len)
		event_text(e, field, text);
}

static const struct addr *first_address(const struct cdp_neighbour *n)
{
	if (n->management.count)
		return &n->management.addr[0];
	return n->own.count ? &n->own.addr[0] : NULL;
}

static void write_event(struct dissect *d, const struct cdp_neighbour *n, struct span software,
	const struct cdp_dialect *of)
{
	struct draft *e = event_new(d, of->schema);

	event_uint(e, CDP_F_VERSION, n->version);
	event_uint(e, CDP_F_TTL, n->ttl);
	cdp_text(e, CDP_F_SYSTEM_NAME, n->device_id);
	cdp_text(e, CDP_F_SYSTEM_DESCRIPTION, n->software);
	cdp_text(e, CDP_F_PLATFORM, n->platform);
	cdp_text(e, CDP_F_SOFTWARE, software);
	cdp_text(e, CDP_F_PORT_ID, n->port_id);
	if (first_address(n))
		event_addr(e, CDP_F_MGMT_ADDRESS, first_address(n));
	for (uint8_t i = 0; i < n->own.count; i++)
		event_addr(e, CDP_F_ADDRESSES, &n->own.addr[i]);
	of->tell(e, n);
	event_emit(d, e);
}

static struct identity identify(
	struct dissect *d, const struct cdp_neighbour *n, const struct cdp_dialect *of)
{
	struct identity i = {.of = d->from, .evidence = span_str(of->evidence)};

	sysdescr_read(d->scratch, n->software, &i);
	if (n->platform.len)
		i.platform = n->platform;
	i.name = n->device_id;
	if (first_address(n)) {
		i.has_addr = true;
		i.addr = *first_address(n);
	}
	of->judge(n, &i);
	return i;
}

enum parse cdp_frame(struct dissect *d, struct cursor *c, const struct cdp_dialect *of)
{
	struct cdp_neighbour n = {0};

	if (!neighbour_read(c, &n)) {
		if (!d->truncated)
			anomaly_emit(d, of->malformed);
		return PARSE_LOST;
	}
	struct identity known = identify(d, &n, of);
	write_event(d, &n, known.software, of);
	if ((n.malformed || n.cut) && !d->truncated)
		anomaly_emit(d, of->malformed);
	if (n.ttl)
		identity_emit(d, &known);
	return PARSE_OK;
}
