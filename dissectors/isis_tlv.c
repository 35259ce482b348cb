/*
 * isis_tlv: what IS-IS routers tell (ISO 10589, RFC 1195, 5301 to 5308): areas, names, neighbors,
 * networks. Runs on a worker's thread.
 *
 *   (type 1, length 1, value)*
 */
#include "config.h"

#include "dissectors/isis.h"

enum { TLVS_MAX = 512, ENTRY = 16 };

enum tlv {
	TLV_AREAS = 1,
	TLV_NEIGHBORS = 2,
	TLV_LAN_NEIGHBORS = 6,
	TLV_ENTRIES = 9,
	TLV_AUTH = 10,
	TLV_EXTENDED_NEIGHBORS = 22,
	TLV_INTERNAL = 128,
	TLV_EXTERNAL = 130,
	TLV_ADDRESSES = 132,
	TLV_AUTH_IP = 133,
	TLV_EXTENDED_PREFIXES = 135,
	TLV_HOSTNAME = 137,
	TLV_ADDRESSES_6 = 232,
	TLV_PREFIXES_6 = 236
};

static void hex_id(char *text, uint32_t *len, struct span id)
{
	static const char digit[] = "0123456789abcdef";

	for (uint32_t i = 0; i < id.len && *len + 4 < ISIS_TEXT; i++) {
		if (i > 0 && i % 2 == 0 && i <= ISIS_ID)
			text[(*len)++] = '.';
		if (i == ISIS_ID + 1)
			text[(*len)++] = '-';
		text[(*len)++] = digit[id.p[i] >> 4];
		text[(*len)++] = digit[id.p[i] & 15];
	}
}

void isis_id(struct draft *e, struct arena *arena, uint16_t field, struct span id)
{
	char text[ISIS_TEXT];
	uint32_t len = 0;

	hex_id(text, &len, id);
	event_text(e, field, arena_copy(arena, span_of(text, len)));
}

/* 49.0001: one octet of authority, the others in pairs. */
static void area_tell(struct draft *e, struct arena *arena, struct span area)
{
	static const char digit[] = "0123456789abcdef";
	char text[ISIS_TEXT];
	uint32_t len = 0;

	for (uint32_t i = 0; i < area.len && len + 4 < ISIS_TEXT; i++) {
		if (i % 2 == 1)
			text[len++] = '.';
		text[len++] = digit[area.p[i] >> 4];
		text[len++] = digit[area.p[i] & 15];
	}
	event_text(e, ISIS_F_AREAS, arena_copy(arena, span_of(text, len)));
}

static bool areas_tell(struct draft *e, struct arena *arena, struct cursor *c)
{
	for (int i = 0; i < ISIS_SHOWN && cursor_left(c); i++) {
		struct span area = cursor_span(c, cursor_u8(c));
		if (!cursor_ok(c))
			return false;
		area_tell(e, arena, area);
	}
	return true;
}

static void prefix_tell(struct draft *e, struct arena *arena, const struct addr *a, uint32_t bits)
{
	char text[ADDR_TEXT];

	addr_text(a, text);
	event_text(e, ISIS_F_PREFIXES, arena_printf(arena, "%s/%u", text, bits));
}

/* metrics 4, address 4, mask 4 */
static bool old_prefixes(struct draft *e, struct arena *arena, struct cursor *c)
{
	for (int i = 0; i < ISIS_SHOWN && cursor_left(c); i++) {
		cursor_skip(c, 4);
		struct span octets = cursor_span(c, 4);
		uint32_t mask = cursor_be32(c);
		if (!cursor_ok(c))
			return false;
		struct addr a = addr_v4(octets.p);
		prefix_tell(e, arena, &a, (uint32_t)__builtin_popcount(mask));
	}
	return true;
}

/* metric 4, flags and bits 1 (IPv6: flags 1, bits 1), as many octets as the bits need, sub-TLVs */
static bool prefixes(struct draft *e, struct arena *arena, struct cursor *c, bool v6)
{
	for (int i = 0; i < ISIS_SHOWN && cursor_left(c); i++) {
		uint8_t octets[16] = {0};
		cursor_skip(c, 4);
		uint8_t flags = cursor_u8(c), bits = v6 ? cursor_u8(c) : flags & 63;
		uint32_t len = (bits + 7u) / 8;
		if (!cursor_ok(c) || len > (v6 ? 16u : 4u))
			return false;
		struct span bytes = cursor_span(c, len);
		if (v6 ? flags & 0x20 : flags & 0x40)
			cursor_skip(c, cursor_u8(c));
		if (!cursor_ok(c))
			return false;
		if (len)
			memcpy(octets, bytes.p, len);
		struct addr a = v6 ? addr_v6(octets) : addr_v4(octets);
		prefix_tell(e, arena, &a, bits);
	}
	return true;
}

static bool addresses(struct draft *e, struct cursor *c, bool v6, struct isis_known *known)
{
	uint32_t size = v6 ? 16 : 4;

	for (int i = 0; i < ISIS_SHOWN && cursor_left(c); i++) {
		struct span octets = cursor_span(c, size);
		if (!cursor_ok(c))
			return false;
		struct addr a = v6 ? addr_v6(octets.p) : addr_v4(octets.p);
		event_addr(e, ISIS_F_ADDRESSES, &a);
		if (!known->has_addr && !addr_is_link_local(&a)) {
			known->has_addr = true;
			known->addr = a;
		}
	}
	return true;
}

static void auth_tell(struct draft *e, struct cursor *c)
{
	enum { CLEAR = 1, GENERIC = 3, MD5 = 54 };
	uint8_t type = cursor_u8(c);
	struct span value = cursor_rest(c);

	event_text(e, ISIS_F_AUTH,
		type == CLEAR     ? SPAN_LIT("simple")
		: type == MD5     ? SPAN_LIT("md5")
		: type == GENERIC ? SPAN_LIT("cryptographic")
				  : SPAN_LIT("other"));
	if (type == CLEAR && value.len)
		event_text(e, ISIS_F_PASSWORD, value);
}

static bool old_neighbors(struct draft *e, struct arena *arena, struct cursor *c)
{
	cursor_skip(c, 1);
	for (int i = 0; i < ISIS_SHOWN && cursor_left(c); i++) {
		cursor_skip(c, 4);
		struct span id = cursor_span(c, ISIS_ID + 1);
		if (!cursor_ok(c))
			return false;
		isis_id(e, arena, ISIS_F_NEIGHBORS, id);
	}
	return cursor_ok(c);
}

/* id 7, metric 3, sub-TLVs with their length before them */
static bool extended_neighbors(struct draft *e, struct arena *arena, struct cursor *c)
{
	for (int i = 0; i < ISIS_SHOWN && cursor_left(c); i++) {
		struct span id = cursor_span(c, ISIS_ID + 1);
		cursor_skip(c, 3);
		cursor_skip(c, cursor_u8(c));
		if (!cursor_ok(c))
			return false;
		isis_id(e, arena, ISIS_F_NEIGHBORS, id);
	}
	return true;
}

/* On a LAN a hello lists the MACs that the sender hears. */
static bool lan_neighbors(struct draft *e, struct cursor *c)
{
	struct mac mac;

	for (int i = 0; i < ISIS_SHOWN && cursor_left(c) >= sizeof(mac.b); i++) {
		struct span octets = cursor_span(c, sizeof(mac.b));
		memcpy(mac.b, octets.p, sizeof(mac.b));
		event_mac(e, ISIS_F_NEIGHBORS, &mac);
	}
	return true;
}

/* Facts of one list stand together, so the TLVs are gone through once for each. */
enum pass { PASS_AREAS, PASS_ADDRESSES, PASS_NEIGHBORS, PASS_PREFIXES, PASS_REST, PASSES };

static enum pass pass_of(uint8_t type)
{
	switch (type) {
	case TLV_AREAS:
		return PASS_AREAS;
	case TLV_ADDRESSES:
	case TLV_ADDRESSES_6:
		return PASS_ADDRESSES;
	case TLV_NEIGHBORS:
	case TLV_LAN_NEIGHBORS:
	case TLV_EXTENDED_NEIGHBORS:
		return PASS_NEIGHBORS;
	case TLV_INTERNAL:
	case TLV_EXTERNAL:
	case TLV_EXTENDED_PREFIXES:
	case TLV_PREFIXES_6:
		return PASS_PREFIXES;
	default:
		return PASS_REST;
	}
}

static bool list_tell(struct draft *e, struct arena *arena, uint8_t type, struct cursor *c,
	struct isis_known *known)
{
	switch (type) {
	case TLV_AREAS:
		return areas_tell(e, arena, c);
	case TLV_NEIGHBORS:
		return old_neighbors(e, arena, c);
	case TLV_LAN_NEIGHBORS:
		return lan_neighbors(e, c);
	case TLV_EXTENDED_NEIGHBORS:
		return extended_neighbors(e, arena, c);
	case TLV_INTERNAL:
	case TLV_EXTERNAL:
		return old_prefixes(e, arena, c);
	case TLV_EXTENDED_PREFIXES:
	case TLV_PREFIXES_6:
		return prefixes(e, arena, c, type == TLV_PREFIXES_6);
	default:
		return addresses(e, c, type == TLV_ADDRESSES_6, known);
	}
}

static bool rest_tell(struct draft *e, uint8_t type, struct cursor *c, struct isis_known *known)
{
	switch (type) {
	case TLV_AUTH:
	case TLV_AUTH_IP:
		if (!known->has_auth)
			auth_tell(e, c);
		known->has_auth = true;
		return cursor_ok(c);
	case TLV_HOSTNAME:
		if (!known->hostname.len && cursor_left(c)) {
			known->hostname = cursor_rest(c);
			event_text(e, ISIS_F_HOSTNAME, known->hostname);
		}
		return true;
	case TLV_ENTRIES:
		known->entries += cursor_left(c) / ENTRY;
		return true;
	default:
		return true;
	}
}

static bool pass_tell(struct draft *e, struct arena *arena, enum pass pass, struct cursor c,
	struct isis_known *known)
{
	for (int i = 0; i < TLVS_MAX && cursor_left(&c); i++) {
		uint8_t type = cursor_u8(&c);
		struct cursor value = cursor_child(&c, cursor_u8(&c));
		if (!cursor_ok(&c))
			return false;
		if (pass_of(type) != pass)
			continue;
		if (pass == PASS_REST ? !rest_tell(e, type, &value, known)
				      : !list_tell(e, arena, type, &value, known))
			return false;
	}
	return true;
}

bool isis_tlvs(struct draft *e, struct arena *arena, struct cursor *c, struct isis_known *known)
{
	bool good = true;

	for (enum pass pass = PASS_AREAS; pass < PASSES; pass++)
		good &= pass_tell(e, arena, pass, *c, known);
	if (known->entries)
		event_uint(e, ISIS_F_LSP_COUNT, known->entries);
	return good;
}
