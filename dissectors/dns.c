/*
 * dns: Domain Name System over UDP and TCP (RFC 1035, 7766), multicast DNS (RFC 6762) and LLMNR
 * (RFC 4795). One event a message. Runs on a worker's thread.
 *
 *   | id | QR opcode AA TC RD RA Z rcode | questions | answers | authorities | additionals |
 *   question: name, type, class        record: name, type, class, ttl, length, data
 *   over TCP each message stands behind its length in two octets
 */
#include "config.h"

#include "dissectors/dns.h"

#include "dissectors/common/text.h"

enum {
	DNS_PORT = 53,
	DNS_MDNS_PORT = 5353,
	DNS_LLMNR_PORT = 5355,
	DNS_COUNT_MAX = 8192, /* entries of a section; a 64 KiB message holds fewer records */
	DNS_QUESTIONS_MAX = 256,
	DNS_OPCODE_UPDATE = 5,
	DNS_CLASS_CACHE_FLUSH = 0x8000 /* RFC 6762: also "unicast response wanted" */
};

struct dns_state {
	bool seen; /* a message was read: this is DNS */
	bool told; /* a name of this flow was pointed out */
	struct dns_asked asked;
};

#define DNS_FIELDS(S, COUNT) S, S##_LAST = S + (COUNT)-1

enum {
	DNS_F_VERSION,
	DNS_F_TYPE,
	DNS_F_ID,
	DNS_F_FLAGS,
	DNS_F_QR,
	DNS_F_AA,
	DNS_F_TC,
	DNS_F_RD,
	DNS_F_RA,
	DNS_F_Z,
	DNS_F_OPCODE,
	DNS_F_RCODE,
	DNS_F_QUERY_NAME,
	DNS_F_QUERY_TYPE,
	DNS_FIELDS(DNS_F_ANSWER, DNS_R_COUNT),
	DNS_FIELDS(DNS_F_ANSWER_SRV, DNS_SRV_COUNT),
	DNS_FIELDS(DNS_F_ANSWER_SOA, DNS_SOA_COUNT),
	DNS_FIELDS(DNS_F_AUTHORITY, DNS_R_COUNT),
	DNS_FIELDS(DNS_F_AUTHORITY_SOA, DNS_SOA_COUNT),
	DNS_FIELDS(DNS_F_ADDITIONAL, DNS_R_COUNT),
	DNS_F_COUNT
};

static const struct field dns_fields[DNS_F_COUNT] = {
	[DNS_F_VERSION] = {"version", FIELD_UINT, 0, "Version of this event's layout: 3"},
	[DNS_F_TYPE] = {"type", FIELD_TEXT, 0, "Kind of message: request or response"},
	[DNS_F_ID] = {"id", FIELD_UINT, 0, "Identifier that an answer repeats"},
	[DNS_F_FLAGS] = {"flags", FIELD_TEXT, 0, "Flag word in hexadecimal"},
	[DNS_F_QR] = {"qr", FIELD_BOOL, 0, "The message is a response"},
	[DNS_F_AA] = {"aa", FIELD_BOOL, 0, "The answer is authoritative"},
	[DNS_F_TC] = {"tc", FIELD_BOOL, 0, "The message was cut to fit"},
	[DNS_F_RD] = {"rd", FIELD_BOOL, 0, "Recursion is desired"},
	[DNS_F_RA] = {"ra", FIELD_BOOL, 0, "Recursion is available"},
	[DNS_F_Z] = {"z", FIELD_BOOL, 0, "The reserved bit is set"},
	[DNS_F_OPCODE] = {"opcode", FIELD_UINT, 0, "Operation code"},
	[DNS_F_RCODE] = {"rcode", FIELD_TEXT, 0, "Response code"},
	[DNS_F_QUERY_NAME] = {"queries[].rrname", FIELD_TEXT, 0, "Name asked for"},
	[DNS_F_QUERY_TYPE] = {"queries[].rrtype", FIELD_TEXT, 0, "Type asked for"},
	DNS_RECORD_TABLE(DNS_F_ANSWER, "answers", "an answer", 0),
	DNS_SRV_TABLE(DNS_F_ANSWER_SRV, "answers", "an answer", 0),
	DNS_SOA_TABLE(DNS_F_ANSWER_SOA, "answers", "an answer"),
	DNS_RECORD_TABLE(DNS_F_AUTHORITY, "authorities", "an authority record", 0),
	DNS_SOA_TABLE(DNS_F_AUTHORITY_SOA, "authorities", "an authority record"),
	DNS_RECORD_TABLE(DNS_F_ADDITIONAL, "additionals", "an additional record", 0),
};

static const struct schema dns_schema = {"dns", dns_fields, DNS_F_COUNT, true};
static const struct schema *const dns_schemas[] = {&dns_schema, &mdns_schema, NULL};
static const uint16_t dns_hints[] = {DNS_PORT, DNS_MDNS_PORT, DNS_LLMNR_PORT, 0};

static uint32_t dns_entries(const struct dns_header *h)
{
	return (uint32_t)h->count[0] + h->count[1] + h->count[2] + h->count[3];
}

/* Whether a message of LEN octets may start like this. */
static bool dns_header_fits(const struct dns_header *h, uint32_t len)
{
	unsigned opcode = dns_opcode(h);
	uint64_t least = DNS_HEADER_LEN + (uint64_t)h->count[DNS_QUESTION] * DNS_QUESTION_MIN +
			 (uint64_t)(dns_entries(h) - h->count[DNS_QUESTION]) * DNS_RECORD_MIN;

	if (opcode > DNS_OPCODE_UPDATE || opcode == 3)
		return false;
	if (h->count[DNS_QUESTION] > DNS_QUESTIONS_MAX)
		return false;
	return least <= len;
}

static bool dns_class_fits(uint16_t class)
{
	class &= (uint16_t)~DNS_CLASS_CACHE_FLUSH;
	return class == 1 || class == 3 || class == 4 || class == 254 || class == 255;
}

/* NetBIOS names on port 137 travel in messages of the same shape: 32 letters from A to P. */
static bool dns_is_netbios(const struct dns_record *r)
{
	struct span name = span_of(r->name.text, r->name.len);

	if (name.len < 32 || (name.len > 32 && name.p[32] != '.'))
		return false;
	for (uint32_t i = 0; i < 32; i++)
		if (name.p[i] < 'A' || name.p[i] > 'P')
			return false;
	return r->type == 0x20 || r->type == 0x21;
}

/* How far a message holds: nothing, its questions, or all of it to the last octet. */
enum dns_holds { DNS_HOLDS_NOT, DNS_HOLDS_QUESTIONS, DNS_HOLDS_WHOLE };

static enum dns_holds dns_walk(struct span message, const struct dns_header *h)
{
	struct cursor c = cursor_of(span_sub(message, DNS_HEADER_LEN, message.len));
	struct dns_record r;

	for (enum dns_section s = DNS_QUESTION; s < DNS_SECTIONS; s++) {
		for (uint32_t i = 0; i < h->count[s]; i++) {
			if (!dns_read_record(message, &c, s, &r))
				return s == DNS_QUESTION ? DNS_HOLDS_NOT : DNS_HOLDS_QUESTIONS;
			if (s == DNS_QUESTION && (dns_is_netbios(&r) || !dns_class_fits(r.class)))
				return DNS_HOLDS_NOT;
			if (s != DNS_QUESTION && r.type != DNS_TYPE_OPT &&
				(dns_is_netbios(&r) || !dns_class_fits(r.class)))
				return DNS_HOLDS_NOT;
		}
	}
	return cursor_left(&c) ? DNS_HOLDS_QUESTIONS : DNS_HOLDS_WHOLE;
}

static bool dns_hinted(const struct probe_input *in)
{
	for (const uint16_t *p = dns_hints; *p; p++)
		if (in->sport == *p || in->dport == *p)
			return true;
	return false;
}

static enum probe dns_probe_stream(const struct probe_input *in)
{
	struct cursor c = cursor_of(in->data);
	struct dns_header h;
	uint16_t len = cursor_be16(&c);
	struct span message = span_sub(in->data, 2, len);

	if (!cursor_ok(&c))
		return PROBE_MORE;
	if (len < DNS_HEADER_LEN)
		return PROBE_NO;
	if (!dns_read_header(&c, &h)) {
		c = cursor_of(span_sub(in->data, 4, 2));
		h = (struct dns_header){.flags = cursor_be16(&c)};
		return dns_header_fits(&h, len) && !(h.flags & DNS_Z) ? PROBE_MORE : PROBE_NO;
	}
	if (!dns_header_fits(&h, len) || h.flags & DNS_Z || !dns_entries(&h))
		return PROBE_NO;
	enum dns_holds holds = dns_walk(message, &h);
	if (holds == DNS_HOLDS_WHOLE && message.len == len)
		return PROBE_SURE;
	if (message.len == len)
		return holds == DNS_HOLDS_QUESTIONS && dns_hinted(in) ? PROBE_LIKELY : PROBE_NO;
	if (holds == DNS_HOLDS_NOT)
		return message.len < DNS_HEADER_LEN + DNS_NAME_MAX + 4 ? PROBE_MORE : PROBE_NO;
	return h.count[DNS_QUESTION] == 1 ? PROBE_SURE : PROBE_MORE;
}

static enum probe dns_probe(const struct probe_input *in)
{
	struct cursor c = cursor_of(in->data);
	struct dns_header h;

	if (in->stream)
		return dns_probe_stream(in);
	if (!dns_read_header(&c, &h) || !dns_header_fits(&h, UINT16_MAX))
		return PROBE_NO;
	bool hinted = dns_hinted(in);
	if (!dns_entries(&h)) /* an error without its question */
		return hinted && h.flags & DNS_QR && h.flags & DNS_RCODE && !cursor_left(&c)
			       ? PROBE_LIKELY
			       : PROBE_NO;
	enum dns_holds holds = dns_walk(in->data, &h);
	if (holds == DNS_HOLDS_WHOLE)
		return h.flags & DNS_Z && !hinted ? PROBE_LIKELY : PROBE_SURE;
	return holds == DNS_HOLDS_QUESTIONS && hinted && h.count[DNS_QUESTION] ? PROBE_LIKELY
									       : PROBE_NO;
}

static struct span dns_rcode(struct arena *arena, unsigned rcode)
{
	static const struct span names[] = {SPAN_LIT("NOERROR"), SPAN_LIT("FORMERR"),
		SPAN_LIT("SERVFAIL"), SPAN_LIT("NXDOMAIN"), SPAN_LIT("NOTIMP"), SPAN_LIT("REFUSED"),
		SPAN_LIT("YXDOMAIN"), SPAN_LIT("YXRRSET"), SPAN_LIT("NXRRSET"), SPAN_LIT("NOTAUTH"),
		SPAN_LIT("NOTZONE")};

	if (rcode < sizeof(names) / sizeof(*names))
		return names[rcode];
	return text_u64(arena, rcode);
}

/* The flag word as Suricata writes it: hexadecimal without leading zeros. */
static struct span dns_flags(struct arena *arena, uint16_t flags)
{
	uint8_t *text = arena_take(arena, 4);
	uint32_t used = 0;

	for (int shift = 12; text && shift >= 0; shift -= 4) {
		unsigned digit = flags >> shift & 15;
		if (used || digit || !shift)
			text[used++] = (uint8_t) "0123456789abcdef"[digit];
	}
	return span_of(text, used);
}

static void dns_state_header(struct dissect *d, struct draft *e, const struct dns_header *h)
{
	static const struct {
		uint16_t bit, field;
	} bits[] = {{DNS_QR, DNS_F_QR}, {DNS_AA, DNS_F_AA}, {DNS_TC, DNS_F_TC}, {DNS_RD, DNS_F_RD},
		{DNS_RA, DNS_F_RA}, {DNS_Z, DNS_F_Z}};

	event_text(e, DNS_F_TYPE, h->flags & DNS_QR ? SPAN_LIT("response") : SPAN_LIT("request"));
	event_uint(e, DNS_F_ID, h->id);
	event_text(e, DNS_F_FLAGS, dns_flags(d->scratch, h->flags));
	for (uint32_t i = 0; i < sizeof(bits) / sizeof(*bits); i++)
		if (h->flags & bits[i].bit)
			event_bool(e, bits[i].field, true);
	event_uint(e, DNS_F_OPCODE, dns_opcode(h));
	event_text(e, DNS_F_RCODE, dns_rcode(d->scratch, h->flags & DNS_RCODE));
}

void dns_point_out(struct dissect *d, const struct dns_record *r)
{
	struct dns_state *s = d->state;
	struct span name = span_of(r->name.text, r->name.len);
	enum dns_shape shape = s->told ? DNS_SHAPE_USUAL : dns_shape(name, r->type);

	if (shape == DNS_SHAPE_USUAL)
		return;
	s->told = true;
	hint_emit(d,
		shape == DNS_SHAPE_TUNNEL ? "dns.suspicious_name.tunnel"
					  : "dns.suspicious_name.generated",
		name, r->type);
}

static bool dns_state_sections(
	struct dissect *d, struct draft *e, struct span message, const struct dns_header *h)
{
	static const struct dns_fields fields[DNS_SECTIONS] = {
		[DNS_ANSWER] = {DNS_F_ANSWER, DNS_F_ANSWER_SRV, DNS_F_ANSWER_SOA},
		[DNS_AUTHORITY] = {DNS_F_AUTHORITY, 0, DNS_F_AUTHORITY_SOA},
		[DNS_ADDITIONAL] = {DNS_F_ADDITIONAL, 0, 0}};
	struct dns_reading w = dns_reading_of(message, h);
	struct dns_record r;

	while (dns_reading_next(&w, &r)) {
		if (w.section != DNS_QUESTION) {
			dns_state_record(d, e, &fields[w.section], message, &r);
			continue;
		}
		event_item(e);
		event_text(e, DNS_F_QUERY_NAME,
			arena_copy(d->scratch, span_of(r.name.text, r.name.len)));
		event_text(e, DNS_F_QUERY_TYPE, dns_type_text(d->scratch, r.type));
		if (!(h->flags & DNS_QR))
			dns_point_out(d, &r);
	}
	return !w.bad;
}

static bool dns_unicast(struct dissect *d, struct span message, const struct dns_header *h)
{
	struct draft *e = event_new(d, &dns_schema);

	event_uint(e, DNS_F_VERSION, 3);
	dns_state_header(d, e, h);
	bool whole = dns_state_sections(d, e, message, h);
	event_emit(d, e);
	return whole;
}

static enum parse dns_message(struct dissect *d, struct span message)
{
	struct dns_state *s = d->state;
	struct cursor c = cursor_of(message);
	struct dns_header h;
	bool has_header = dns_read_header(&c, &h);

	if (!has_header || !dns_header_fits(&h, d->truncated ? UINT32_MAX : message.len)) {
		if (!s->seen)
			return PARSE_LOST;
		if (has_header || !d->truncated)
			anomaly_emit(d, "dns.malformed");
		return PARSE_OK;
	}
	s->seen = true;
	bool multicast = !d->stream &&
			 (d->place.src.port == DNS_MDNS_PORT || d->place.dst.port == DNS_MDNS_PORT);
	bool whole = multicast ? dns_multicast(d, message, &h) : dns_unicast(d, message, &h);
	if (!(h.flags & DNS_QR) && d->from == SIDE_CLIENT)
		dns_asked(&s->asked, h.id);
	else if (!multicast)
		dns_tell_names(d, &s->asked, message, &h);
	if (!whole && !d->truncated)
		anomaly_emit(d, "dns.malformed");
	return PARSE_OK;
}

static enum parse dns_datagram(struct dissect *d, struct cursor *c)
{
	return dns_message(d, cursor_rest(c));
}

static enum parse dns_stream(struct dissect *d, struct cursor *c)
{
	for (;;) {
		struct cursor head = *c;
		uint16_t len = cursor_be16(&head);
		if (!cursor_ok(&head))
			return PARSE_OK;
		if (len < DNS_HEADER_LEN)
			return PARSE_LOST;
		if (cursor_left(&head) < len) {
			d->want = 2u + len;
			return PARSE_OK;
		}
		cursor_skip(c, 2);
		if (dns_message(d, cursor_span(c, len)) != PARSE_OK)
			return PARSE_LOST;
	}
}

const struct dissector dissector_dns = {
	.name = "dns",
	.title = "Domain Name System",
	.spec = "RFC 1035",
	.set = "naming",
	.schemas = dns_schemas,
	.hints = dns_hints,
	.state_size = sizeof(struct dns_state),
	.probe = dns_probe,
	.datagram = dns_datagram,
	.stream = dns_stream,
};
