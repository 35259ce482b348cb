/* bgp_message: see bgp_message.h. Reading; what the numbers are called is in bgp_names.c. */
#include "config.h"

#include "dissectors/common/bgp_message.h"

enum { AFI_IPV4 = 1, AFI_IPV6 = 2, AFI_L2VPN = 25, AFI_LS = 16388 };
enum {
	SAFI_UNICAST = 1,
	SAFI_MULTICAST = 2,
	SAFI_LABELLED = 4,
	SAFI_EVPN = 70,
	SAFI_VPN = 128,
	SAFI_FLOWSPEC = 133,
	SAFI_FLOWSPEC_VPN = 134
};

enum {
	CAPABILITY_MULTIPROTOCOL = 1,
	CAPABILITY_FOUR_OCTETS = 65,
	CAPABILITY_ADD_PATH = 69,
	CAPABILITY_FQDN = 73
};

enum { PARAMETERS_MAX = 255, ATTRIBUTES_MAX = 256 };

uint32_t bgp_message_len(struct span head, enum bgp_type *ret_type)
{
	static const uint32_t least[] = {[BGP_OPEN] = 29,
		[BGP_UPDATE] = 23,
		[BGP_NOTIFICATION] = 21,
		[BGP_KEEPALIVE] = BGP_HEADER,
		[BGP_ROUTE_REFRESH] = 23};
	struct cursor c = cursor_of(head);
	struct span marker = cursor_span(&c, BGP_MARKER);
	uint16_t len = cursor_be16(&c);
	uint8_t type = cursor_u8(&c);

	if (!cursor_ok(&c))
		return 0;
	for (uint32_t i = 0; i < BGP_MARKER; i++)
		if (marker.p[i] != 0xff)
			return 0;
	uint8_t row = type == BGP_ROUTE_REFRESH_CISCO ? BGP_ROUTE_REFRESH : type;
	if (row < BGP_OPEN || row > BGP_ROUTE_REFRESH || len < least[row])
		return 0;
	if (type == BGP_KEEPALIVE && len != BGP_HEADER)
		return 0;
	*ret_type = type;
	return len;
}

/* The bit of a family whose prefixes can carry path identifiers (RFC 7911), or 0. */
static uint8_t family_bit(const struct bgp_family *f)
{
	unsigned safi = f->safi == SAFI_UNICAST     ? 0
			: f->safi == SAFI_MULTICAST ? 1
			: f->safi == SAFI_LABELLED  ? 2
			: f->safi == SAFI_VPN       ? 3
						    : 4;

	if ((f->afi != AFI_IPV4 && f->afi != AFI_IPV6) || safi == 4)
		return 0;
	return (uint8_t)(1U << ((f->afi - 1U) * 4 + safi));
}

/* --- OPEN ------------------------------------------------------------------------------------- */

static void add_path_read(struct cursor *c, struct bgp_terms *terms)
{
	enum { TAKES = 1, SENDS = 2 };

	while (cursor_left(c)) {
		struct bgp_family f = {cursor_be16(c), cursor_u8(c)};
		uint8_t how = cursor_u8(c);
		if (!cursor_ok(c))
			return;
		if (how & TAKES)
			terms->add_path_takes |= family_bit(&f);
		if (how & SENDS)
			terms->add_path_sends |= family_bit(&f);
	}
}

/* code:8 length:8 value, as many as there are (RFC 5492) */
static bool capabilities_read(struct cursor *c, struct bgp_open *ret)
{
	while (cursor_left(c)) {
		uint8_t code = cursor_u8(c);
		struct cursor value = cursor_child(c, cursor_u8(c));
		if (!cursor_ok(c))
			return false;
		bool again = ret->capability_count &&
			     ret->capabilities[ret->capability_count - 1] == code;
		if (!again && ret->capability_count < BGP_CAPABILITIES_SHOWN)
			ret->capabilities[ret->capability_count++] = code;
		if (code == CAPABILITY_FOUR_OCTETS && cursor_left(&value) == 4) {
			ret->as = cursor_be32(&value);
			ret->terms.four_octets = true;
		} else if (code == CAPABILITY_MULTIPROTOCOL && cursor_left(&value) == 4) {
			struct bgp_family f = {cursor_be16(&value), 0};
			cursor_skip(&value, 1);
			f.safi = cursor_u8(&value);
			if (ret->family_count < BGP_FAMILIES_SHOWN)
				ret->families[ret->family_count++] = f;
		} else if (code == CAPABILITY_ADD_PATH) {
			add_path_read(&value, &ret->terms);
		} else if (code == CAPABILITY_FQDN) {
			ret->hostname = cursor_span(&value, cursor_u8(&value));
		}
	}
	return true;
}

/* type:8 length:8 value; lengths of 16 bits where the extended form is announced (RFC 9072) */
static bool parameters_read(struct cursor *c, bool extended, struct bgp_open *ret)
{
	enum { PARAMETER_CAPABILITIES = 2 };

	for (int i = 0; i < PARAMETERS_MAX && cursor_left(c); i++) {
		uint8_t type = cursor_u8(c);
		uint32_t len = extended ? cursor_be16(c) : cursor_u8(c);
		struct cursor value = cursor_child(c, len);
		if (!cursor_ok(c))
			return false;
		if (type == PARAMETER_CAPABILITIES && !capabilities_read(&value, ret))
			return false;
	}
	return true;
}

bool bgp_open_read(struct cursor *body, struct bgp_open *ret)
{
	enum { EXTENDED = 255 };

	*ret = (struct bgp_open){.version = cursor_u8(body)};
	ret->as = cursor_be16(body);
	ret->hold_time = cursor_be16(body);
	struct span id = cursor_span(body, 4);
	uint32_t len = cursor_u8(body);
	if (!cursor_ok(body))
		return false;
	ret->id = addr_v4(id.p);
	ret->terms.opened = true;

	struct cursor look = *body;
	bool extended = len == EXTENDED && cursor_u8(&look) == EXTENDED;
	if (extended) {
		len = cursor_be16(&look);
		*body = look;
	}
	struct cursor parameters = cursor_child(body, len);
	return cursor_ok(body) && parameters_read(&parameters, extended, ret);
}

/* --- UPDATE ----------------------------------------------------------------------------------- */

/* bits:8 [label:24 ... until its bottom bit] [distinguisher:64] address, the bits rounded up */
static bool prefix_read(struct cursor *c, const struct bgp_family *f, struct bgp_prefix *ret)
{
	enum { LABEL_BITS = 24, DISTINGUISHER_BITS = 64, LABELS_MAX = 10 };
	uint32_t bits = cursor_u8(c);
	struct cursor value = cursor_child(c, (bits + 7) / 8);
	uint32_t most = f->afi == AFI_IPV6 ? 128 : 32;
	uint8_t bytes[16] = {0};

	if (!cursor_ok(c))
		return false;
	if (f->safi == SAFI_LABELLED || f->safi == SAFI_VPN) {
		bool bottom = false;
		for (int i = 0; i < LABELS_MAX && !bottom; i++) {
			uint32_t label = cursor_be24(&value);
			/* withdrawn routes carry 0x800000 or 0 in place of a label */
			bottom = (label & 1) || label == 0x800000 || label == 0;
			if (!cursor_ok(&value) || bits < LABEL_BITS)
				return false;
			bits -= LABEL_BITS;
		}
	}
	if (f->safi == SAFI_VPN) {
		if (bits < DISTINGUISHER_BITS)
			return false;
		cursor_skip(&value, DISTINGUISHER_BITS / 8);
		bits -= DISTINGUISHER_BITS;
	}
	uint32_t len = (bits + 7) / 8;
	struct span address = cursor_span(&value, len);
	if (bits > most || !cursor_ok(&value))
		return false;
	if (len)
		memcpy(bytes, address.p, len);
	if (bits % 8)
		bytes[len - 1] &= (uint8_t)(0xff00 >> bits % 8);
	ret->v6 = f->afi == AFI_IPV6;
	ret->addr = ret->v6 ? addr_v6(bytes) : addr_v4(bytes);
	ret->bits = (uint8_t)bits;
	return true;
}

/* Prefixes to the end of C; false where they do not fill it exactly. */
static bool prefixes_plain(
	struct cursor c, const struct bgp_family *f, bool add_path, struct bgp_prefixes *ret)
{
	uint32_t defaults = 0;

	while (cursor_left(&c)) {
		struct bgp_prefix p = {0};
		if (add_path)
			cursor_skip(&c, 4);
		if (!prefix_read(&c, f, &p))
			return false;
		if (ret->shown < BGP_PREFIXES_SHOWN)
			ret->first[ret->shown++] = p;
		ret->count++;
		defaults += p.bits == 0;
	}
	/* path identifiers read as prefixes look like many default routes */
	return add_path || defaults < 2;
}

/* Routes of other kinds: counted by their lengths, not shown. */
static bool routes_count(struct cursor *c, const struct bgp_family *f, struct bgp_prefixes *ret)
{
	bool evpn = f->afi == AFI_L2VPN && f->safi == SAFI_EVPN;
	bool flow = f->safi == SAFI_FLOWSPEC || f->safi == SAFI_FLOWSPEC_VPN;

	if (!evpn && !flow && f->afi != AFI_LS) {
		ret->count += cursor_left(c) > 0;
		cursor_rest(c);
		return true;
	}
	while (cursor_left(c)) {
		uint32_t len;
		if (flow) { /* one octet, or twelve bits behind 0xf */
			len = cursor_u8(c);
			if (len >= 0xf0)
				len = (len & 0x0f) << 8 | cursor_u8(c);
		} else if (evpn) {
			cursor_skip(c, 1);
			len = cursor_u8(c);
		} else {
			cursor_skip(c, 2);
			len = cursor_be16(c);
		}
		cursor_skip(c, len);
		if (!cursor_ok(c))
			return false;
		ret->count++;
	}
	return true;
}

static void prefixes_add(struct bgp_prefixes *to, const struct bgp_prefixes *more)
{
	to->count += more->count;
	for (uint8_t i = 0; i < more->shown && to->shown < BGP_PREFIXES_SHOWN; i++)
		to->first[to->shown++] = more->first[i];
}

struct agreed {
	bool known;       /* both have opened */
	uint8_t add_path; /* families with path identifiers */
};

static bool prefixes_read(struct cursor *c, const struct bgp_family *f, const struct agreed *agreed,
	struct bgp_prefixes *ret)
{
	struct bgp_prefixes plain = {0}, path = {0};
	uint8_t bit = family_bit(f);
	bool as_agreed = (agreed->add_path & bit) != 0;

	if (!bit)
		return routes_count(c, f, ret);
	bool good = prefixes_plain(*c, f, as_agreed, &plain);
	if (!good && prefixes_plain(*c, f, !as_agreed, &path)) {
		prefixes_add(ret, &path);
		good = true;
	} else {
		prefixes_add(ret, &plain);
		/* several default routes are odd, but nothing is wrong with the bytes */
		good = good || (agreed->known && prefixes_plain(*c, f, true, &path));
	}
	cursor_rest(c);
	return good;
}

/* The segments fill the attribute when each number has OCTETS octets. */
static bool as_path_fits(struct span path, uint32_t octets)
{
	enum { SEGMENT_SET = 1, SEGMENT_CONFED_SET = 4 };
	struct cursor c = cursor_of(path);

	while (cursor_left(&c)) {
		uint8_t kind = cursor_u8(&c);
		cursor_skip(&c, cursor_u8(&c) * octets);
		if (!cursor_ok(&c) || kind < SEGMENT_SET || kind > SEGMENT_CONFED_SET)
			return false;
	}
	return true;
}

/* afi:16 safi:8 [length:8 next hop, reserved:8] routes (RFC 4760) */
static bool multiprotocol_read(
	struct cursor *c, bool reach, const struct agreed *agreed, struct bgp_update *ret)
{
	ret->family.afi = cursor_be16(c);
	ret->family.safi = cursor_u8(c);
	if (reach) {
		struct span hop = cursor_span(c, cursor_u8(c));
		cursor_skip(c, 1);
		if (ret->family.safi == SAFI_VPN && hop.len > 8)
			hop = span_sub(hop, 8, hop.len);
		ret->has_next_hop = hop.len == 4 || hop.len >= 16;
		if (ret->has_next_hop)
			ret->next_hop = hop.len == 4 ? addr_v4(hop.p) : addr_v6(hop.p);
	}
	if (!cursor_ok(c))
		return false;
	ret->end_of_rib = !reach && !cursor_left(c);
	return prefixes_read(c, &ret->family, agreed, reach ? &ret->announced : &ret->withdrawn);
}

enum attribute_type {
	ATTRIBUTE_ORIGIN = 1,
	ATTRIBUTE_AS_PATH = 2,
	ATTRIBUTE_NEXT_HOP = 3,
	ATTRIBUTE_MP_REACH = 14,
	ATTRIBUTE_MP_UNREACH = 15
};

static bool attribute_read(
	uint8_t type, struct cursor *value, const struct agreed *agreed, struct bgp_update *ret)
{
	switch (type) {
	case ATTRIBUTE_ORIGIN:
		ret->has_origin = cursor_left(value) == 1;
		ret->origin = cursor_u8(value);
		return ret->has_origin;
	case ATTRIBUTE_AS_PATH:
		ret->as_path = cursor_rest(value);
		return true;
	case ATTRIBUTE_NEXT_HOP:
		ret->has_next_hop = cursor_left(value) == 4;
		if (ret->has_next_hop)
			ret->next_hop = addr_v4(value->p);
		return ret->has_next_hop;
	case ATTRIBUTE_MP_REACH:
	case ATTRIBUTE_MP_UNREACH:
		return multiprotocol_read(value, type == ATTRIBUTE_MP_REACH, agreed, ret);
	default:
		return true;
	}
}

/* flags:8 type:8 length:8 (16 with the flag 0x10) value */
static bool attributes_read(struct cursor *c, const struct agreed *agreed, struct bgp_update *ret)
{
	enum { EXTENDED_LENGTH = 0x10 };
	bool good = true;

	for (int i = 0; i < ATTRIBUTES_MAX && cursor_left(c); i++) {
		uint8_t flags = cursor_u8(c);
		uint8_t type = cursor_u8(c);
		uint32_t len = flags & EXTENDED_LENGTH ? cursor_be16(c) : cursor_u8(c);
		struct cursor value = cursor_child(c, len);
		if (!cursor_ok(c))
			return false;
		if (!attribute_read(type, &value, agreed, ret))
			good = false;
	}
	return good;
}

void bgp_update_read(struct cursor *body, const struct bgp_terms *from, const struct bgp_terms *to,
	struct bgp_update *ret)
{
	static const struct bgp_family plain = {AFI_IPV4, SAFI_UNICAST};
	struct agreed agreed = {
		from->opened && to->opened, (uint8_t)(from->add_path_sends & to->add_path_takes)};

	*ret = (struct bgp_update){.as_octets = 4};
	struct cursor withdrawn = cursor_child(body, cursor_be16(body));
	struct cursor attributes = cursor_child(body, cursor_be16(body));
	bool nothing = !cursor_left(&withdrawn) && !cursor_left(&attributes) && !cursor_left(body);
	if (!cursor_ok(body)) {
		ret->malformed = true;
		return;
	}
	bool good = prefixes_read(&withdrawn, &plain, &agreed, &ret->withdrawn);
	good &= attributes_read(&attributes, &agreed, ret);
	if (cursor_left(body) || ret->withdrawn.count || nothing)
		ret->family = ret->family.afi ? ret->family : plain;
	good &= prefixes_read(body, &plain, &agreed, &ret->announced);
	ret->end_of_rib |= nothing;

	bool four =
		agreed.known ? from->four_octets && to->four_octets : as_path_fits(ret->as_path, 4);
	if (!as_path_fits(ret->as_path, four ? 4 : 2))
		four = !four;
	ret->as_octets = four ? 4 : 2;
	ret->malformed = !good || !as_path_fits(ret->as_path, ret->as_octets);
}

/* --- NOTIFICATION ----------------------------------------------------------------------------- */

bool bgp_notification_read(struct cursor *body, struct bgp_notification *ret)
{
	enum { CEASE = 6, ADMINISTRATIVE_SHUTDOWN = 2, ADMINISTRATIVE_RESET = 4, HARD_RESET = 9 };

	*ret = (struct bgp_notification){cursor_u8(body), cursor_u8(body), {NULL, 0}};
	if (!cursor_ok(body))
		return false;
	uint8_t why = ret->subcode;
	if (ret->code == CEASE && why == HARD_RESET && cursor_left(body) >= 2) {
		cursor_skip(body, 1); /* the NOTIFICATION inside (RFC 8538) */
		why = cursor_u8(body);
	}
	if (ret->code == CEASE && (why == ADMINISTRATIVE_SHUTDOWN || why == ADMINISTRATIVE_RESET) &&
		cursor_left(body)) {
		ret->text = cursor_span(body, cursor_u8(body));
		return cursor_ok(body);
	}
	return true;
}
