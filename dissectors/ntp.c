/*
 * ntp: Network Time Protocol, versions 1 to 4 (RFC 5905, 1305). Runs on a worker's thread.
 *
 *   | LI 2 bits, version 3, mode 3 | stratum | poll | precision | root delay 4 | root dispersion 4
 * | | reference id 4 | reference 8 | origin 8 | receive 8 | transmit 8 | extensions | key and MAC |
 */
#include "config.h"

#include "dissectors/ntp.h"

enum {
	NTP_LEN = 48,
	NTP_LEN_MAX = 1024, /* extensions of NTS are the longest */
	NTP_STRATUM_MAX = 16,
	NTP_ERA_1990 = 0xa7d50000, /* seconds since 1900 of a clock that was ever set, about */
	NTP_APART = 86400          /* seconds between receiving and sending in a true answer */
};

static const struct field ntp_fields[NTP_F_COUNT] = {
	[NTP_F_VERSION] = {"version", FIELD_UINT, 0, "Protocol version"},
	[NTP_F_MODE] = {"mode", FIELD_UINT, 0, "Mode: 3 client, 4 server, 6 control, 7 private"},
	[NTP_F_STRATUM] = {"stratum", FIELD_UINT, 0, "Distance from a reference clock"},
	[NTP_F_REFERENCE] = {"reference_id", FIELD_TEXT, 0,
		"Reference clock, or the server that the sender follows"},
	[NTP_F_LEAP] = {"leap", FIELD_UINT, FIELD_OURS, "Leap indicator; 3 is not synchronised"},
	[NTP_F_POLL] = {"poll", FIELD_INT, FIELD_OURS, "Poll interval, as a power of two"},
	[NTP_F_OPERATION] = {"operation", FIELD_TEXT, FIELD_OURS,
		"What a control or private message asks for"},
	[NTP_F_RESPONSE] = {"response", FIELD_BOOL, FIELD_OURS, "The message is an answer"},
	[NTP_F_ERROR] = {"error", FIELD_UINT, FIELD_OURS, "Error code of an answer"},
	[NTP_F_SEQUENCE] = {"sequence", FIELD_UINT, FIELD_OURS, "Sequence number"},
	[NTP_F_ASSOCIATION] = {"association", FIELD_UINT, FIELD_OURS, "Association that is meant"},
	[NTP_F_TEXT] = {"text", FIELD_TEXT, FIELD_OURS | FIELD_CLI,
		"Variables or commands of a control message"},
	[NTP_F_ITEMS] = {"items", FIELD_UINT, FIELD_OURS, "Entries of a private message"},
};

const struct schema ntp_schema = {"ntp", ntp_fields, NTP_F_COUNT, true};
static const struct schema *const ntp_schemas[] = {&ntp_schema, NULL};
static const uint16_t ntp_hints[] = {123, 0};

struct ntp_packet {
	uint8_t leap, version, mode, stratum;
	int8_t poll;
	struct span reference;
	uint32_t receive_s, transmit_s, transmit_fraction;
};

static bool ntp_read(struct span data, struct ntp_packet *ret)
{
	struct cursor c = cursor_of(data);
	uint8_t first = cursor_u8(&c);

	ret->leap = first >> 6;
	ret->version = first >> 3 & 7;
	ret->mode = first & 7;
	ret->stratum = cursor_u8(&c);
	ret->poll = (int8_t)cursor_u8(&c);
	cursor_skip(&c, 1 + 4 + 4);
	ret->reference = cursor_span(&c, 4);
	cursor_skip(&c, 8 + 8);
	ret->receive_s = cursor_be32(&c);
	cursor_be32(&c);
	ret->transmit_s = cursor_be32(&c);
	ret->transmit_fraction = cursor_be32(&c);
	return cursor_ok(&c) && ret->version >= 1 && ret->version <= 4 &&
	       ret->stratum <= NTP_STRATUM_MAX && data.len % 4 == 0 && data.len <= NTP_LEN_MAX;
}

static bool ntp_is_answer(const struct ntp_packet *p)
{
	return p->mode == NTP_MODE_SERVER && p->stratum >= 1 && p->stratum < NTP_STRATUM_MAX &&
	       p->receive_s > NTP_ERA_1990 && p->transmit_s - p->receive_s < NTP_APART;
}

static enum probe ntp_probe(const struct probe_input *in)
{
	struct ntp_packet p;

	if (in->stream || !in->data.len)
		return PROBE_NO;
	if ((in->data.p[0] & 7) == NTP_MODE_CONTROL)
		return ntp_probe_control(in->data);
	if ((in->data.p[0] & 7) == NTP_MODE_PRIVATE)
		return ntp_probe_private(in->data);
	if (!ntp_read(in->data, &p))
		return PROBE_NO;
	/* it carries two clock readings of the server; chance does not */
	return ntp_is_answer(&p) ? PROBE_SURE : PROBE_LIKELY;
}

/* How far the capture's clock is ahead of the server's, in ms; RFC 5905 section 6 has the era. */
static void ntp_compare_clocks(struct dissect *d, const struct ntp_packet *p)
{
	const uint32_t from_1900_to_1970_s = 2208988800u;
	int64_t server_ms = (int64_t)(p->transmit_s - from_1900_to_1970_s) * 1000 +
			    (int64_t)((uint64_t)p->transmit_fraction * 1000 >> 32);
	struct span none = {NULL, 0};

	if (ntp_is_answer(p))
		hint_emit(d, "capture.clock", none, (uint64_t)(d->ts_us / 1000 - server_ms));
}

/* Four letters for a reference clock (stratum 0 and 1), else an address or its hash. */
static void ntp_state_reference(struct dissect *d, struct draft *e, const struct ntp_packet *p)
{
	uint32_t len = p->reference.len;

	if (p->stratum > 1) {
		struct addr a = addr_v4(p->reference.p);
		event_addr(e, NTP_F_REFERENCE, &a);
		return;
	}
	while (len && !p->reference.p[len - 1])
		len--;
	if (len)
		event_text(
			e, NTP_F_REFERENCE, arena_copy(d->scratch, span_sub(p->reference, 0, len)));
}

static bool ntp_time(struct dissect *d, struct span data)
{
	struct ntp_packet p;

	if (!ntp_read(data, &p) && !(d->truncated && data.len >= NTP_LEN))
		return false;
	struct draft *e = event_new(d, &ntp_schema);
	event_uint(e, NTP_F_VERSION, p.version);
	event_uint(e, NTP_F_MODE, p.mode);
	event_uint(e, NTP_F_STRATUM, p.stratum);
	ntp_state_reference(d, e, &p);
	event_uint(e, NTP_F_LEAP, p.leap);
	event_int(e, NTP_F_POLL, p.poll);
	event_emit(d, e);
	ntp_compare_clocks(d, &p);
	return true;
}

static enum parse ntp_datagram(struct dissect *d, struct cursor *c)
{
	struct ntp_state *s = d->state;
	struct span data = cursor_rest(c);
	bool good;

	if (!data.len)
		return PARSE_OK;
	switch (data.p[0] & 7) {
	case NTP_MODE_CONTROL:
		good = ntp_control(d, data);
		break;
	case NTP_MODE_PRIVATE:
		good = ntp_private(d, data);
		break;
	default:
		good = ntp_time(d, data);
	}
	if (!good && !s->seen)
		return PARSE_LOST;
	if (!good && !d->truncated)
		anomaly_emit(d, "ntp.malformed");
	s->seen = true;
	return PARSE_OK;
}

const struct dissector dissector_ntp = {
	.name = "ntp",
	.title = "Network Time Protocol",
	.spec = "RFC 5905",
	.set = "monitoring",
	.schemas = ntp_schemas,
	.hints = ntp_hints,
	.state_size = sizeof(struct ntp_state),
	.needs_hint = true,
	.cleartext = true, /* modes 6 and 7; what they only ask is sealed */
	.probe = ntp_probe,
	.datagram = ntp_datagram,
};
