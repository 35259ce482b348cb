/*
 * mndp: MikroTik Neighbor Discovery Protocol: what a RouterOS announces of itself to its link. One
 * event and one identity a datagram. A platform other than MikroTik's is a host that only speaks
 * so (mactelnetd on a Unix). Runs on a worker's thread.
 *
 *   | header 2 | sequence 2 | (type 2, length 2, value)* |      four zero octets ask for answers
 */
#include "config.h"

#include "dissectors/common/text.h"
#include "sensor/dissector.h"

enum { MNDP_HEAD = 4, TLVS_MAX = 64 };

enum tlv {
	TLV_MAC = 1,
	TLV_IDENTITY = 5,
	TLV_VERSION = 7,
	TLV_PLATFORM = 8,
	TLV_UPTIME = 10,
	TLV_SOFTWARE_ID = 11,
	TLV_BOARD = 12,
	TLV_UNPACK = 14,
	TLV_IPV6 = 15,
	TLV_INTERFACE = 16,
	TLV_IPV4 = 17,
	TLVS = 18
};

enum field_id {
	F_TYPE,
	F_SEQUENCE,
	F_MAC,
	F_IDENTITY,
	F_VERSION,
	F_PLATFORM,
	F_BOARD,
	F_SOFTWARE_ID,
	F_UPTIME_S,
	F_INTERFACE,
	F_IPV4,
	F_IPV6,
	FIELD_COUNT
};

static const struct field fields[FIELD_COUNT] = {
	[F_TYPE] = {"type", FIELD_TEXT, 0, "request or announcement"},
	[F_SEQUENCE] = {"sequence", FIELD_UINT, 0, "Sequence number"},
	[F_MAC] = {"mac", FIELD_MAC, 0, "Hardware address of the interface"},
	[F_IDENTITY] = {"identity", FIELD_TEXT, 0, "Name of the router"},
	[F_VERSION] = {"version", FIELD_TEXT, 0, "Version of its software"},
	[F_PLATFORM] = {"platform", FIELD_TEXT, 0, "Platform"},
	[F_BOARD] = {"board", FIELD_TEXT, 0, "Model of its board"},
	[F_SOFTWARE_ID] = {"software_id", FIELD_TEXT, 0, "Licence of the software"},
	[F_UPTIME_S] = {"uptime", FIELD_UINT, 0, "Seconds since it started"},
	[F_INTERFACE] = {"interface", FIELD_TEXT, 0, "Interface that it speaks on"},
	[F_IPV4] = {"ipv4", FIELD_ADDR, 0, "Its IPv4 address"},
	[F_IPV6] = {"ipv6", FIELD_ADDR, 0, "Its IPv6 address"},
};

static const struct schema schema = {"mndp", fields, FIELD_COUNT, false};
static const struct schema *const schemas[] = {&schema, NULL};
static const uint16_t hints[] = {5678, 0};

struct mndp {
	struct span value[TLVS]; /* the first of each */
	uint16_t sequence;
	unsigned known;
	bool bad;
};

static void mndp_read(struct span data, struct mndp *ret)
{
	struct cursor c = cursor_of(data);

	cursor_skip(&c, 2);
	ret->sequence = cursor_be16(&c);
	for (int i = 0; i < TLVS_MAX && cursor_left(&c); i++) {
		uint16_t type = cursor_be16(&c);
		struct span value = cursor_span(&c, cursor_be16(&c));
		if (!cursor_ok(&c))
			break;
		if (type < TLVS && type && !ret->value[type].p) {
			ret->value[type] = value;
			ret->known++;
		}
	}
	ret->bad = !cursor_ok(&c) || cursor_left(&c);
}

static bool is_request(struct span data)
{
	static const uint8_t zeros[MNDP_HEAD];

	return data.len == MNDP_HEAD && memcmp(data.p, zeros, MNDP_HEAD) == 0;
}

static enum probe probe(const struct probe_input *in)
{
	static const uint8_t mac_follows[] = {0, TLV_MAC, 0, 6};
	struct mndp m = {.known = 0};

	if (in->stream || in->data.len < MNDP_HEAD)
		return PROBE_NO;
	if (is_request(in->data))
		return PROBE_LIKELY;
	if (in->data.len < MNDP_HEAD + 10 ||
		memcmp(in->data.p + MNDP_HEAD, mac_follows, sizeof(mac_follows)) != 0)
		return PROBE_NO;
	mndp_read(in->data, &m);
	if (m.bad || m.known < 3 || !m.value[TLV_VERSION].p)
		return PROBE_LIKELY;
	return PROBE_SURE;
}

static void text_tell(struct draft *e, uint16_t field, struct span text)
{
	if (text.len)
		event_text(e, field, text);
}

static void tell(struct dissect *d, const struct mndp *m)
{
	struct draft *e = event_new(d, &schema);
	struct span mac = m->value[TLV_MAC], up = m->value[TLV_UPTIME];
	struct mac hardware;

	event_text(e, F_TYPE, SPAN_LIT("announcement"));
	event_uint(e, F_SEQUENCE, m->sequence);
	if (mac.len == sizeof(hardware.b)) {
		memcpy(hardware.b, mac.p, sizeof(hardware.b));
		event_mac(e, F_MAC, &hardware);
	}
	text_tell(e, F_IDENTITY, m->value[TLV_IDENTITY]);
	text_tell(e, F_VERSION, m->value[TLV_VERSION]);
	text_tell(e, F_PLATFORM, m->value[TLV_PLATFORM]);
	text_tell(e, F_BOARD, m->value[TLV_BOARD]);
	text_tell(e, F_SOFTWARE_ID, m->value[TLV_SOFTWARE_ID]);
	if (up.len == 4) {
		struct cursor uptime = cursor_of(up);
		event_uint(e, F_UPTIME_S, cursor_le32(&uptime));
	}
	text_tell(e, F_INTERFACE, m->value[TLV_INTERFACE]);
	if (m->value[TLV_IPV4].len == 4) {
		struct addr a = addr_v4(m->value[TLV_IPV4].p);
		event_addr(e, F_IPV4, &a);
	}
	if (m->value[TLV_IPV6].len == 16) {
		struct addr a = addr_v6(m->value[TLV_IPV6].p);
		event_addr(e, F_IPV6, &a);
	}
	event_emit(d, e);
}

static void identify(struct dissect *d, const struct mndp *m)
{
	static const uint8_t zeros[4];
	struct span platform = m->value[TLV_PLATFORM];
	bool theirs = !platform.len || span_eq(platform, SPAN_LIT("MikroTik"));
	struct identity i = {.of = d->from,
		.vendor = theirs ? SPAN_LIT("MikroTik") : span_of(NULL, 0),
		.platform = theirs ? m->value[TLV_BOARD] : span_of(NULL, 0),
		.name = m->value[TLV_IDENTITY],
		.evidence = SPAN_LIT("mndp"),
		.is_equipment = theirs};
	struct span system =
		theirs ? SPAN_LIT("RouterOS ") : text_join(d->scratch, platform, SPAN_LIT(" "));

	if (m->value[TLV_VERSION].len)
		i.software = text_join(d->scratch, system, m->value[TLV_VERSION]);
	if (memcmp(d->place.src.addr.b + 12, zeros, sizeof(zeros)) == 0) {
		if (m->value[TLV_IPV4].len != 4)
			return; /* it has no address yet */
		i.has_addr = true;
		i.addr = addr_v4(m->value[TLV_IPV4].p);
	}
	identity_emit(d, &i);
}

static enum parse datagram(struct dissect *d, struct cursor *c)
{
	struct span data = cursor_rest(c);
	bool *known = d->state;
	struct mndp m = {.known = 0};

	if (is_request(data)) {
		struct draft *e = event_new(d, &schema);
		event_text(e, F_TYPE, SPAN_LIT("request"));
		event_emit(d, e);
		*known = true;
		return PARSE_OK;
	}
	mndp_read(data, &m);
	if (!m.value[TLV_MAC].p && !m.value[TLV_IDENTITY].p) {
		if (!*known)
			return PARSE_LOST;
		if (!d->truncated)
			anomaly_emit(d, "mndp.malformed");
		return PARSE_OK;
	}
	*known = true;
	tell(d, &m);
	identify(d, &m);
	if (m.bad && !d->truncated)
		anomaly_emit(d, "mndp.malformed");
	return PARSE_OK;
}

const struct dissector dissector_mndp = {
	.name = "mndp",
	.title = "MikroTik Neighbor Discovery Protocol",
	.spec = "MikroTik RouterOS",
	.set = "monitoring",
	.schemas = schemas,
	.hints = hints,
	.state_size = sizeof(bool),
	.needs_hint = true,
	.probe = probe,
	.datagram = datagram,
};
