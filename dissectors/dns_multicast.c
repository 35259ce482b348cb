/*
 * dns_multicast: the event of a multicast DNS message (RFC 6762). Its layout is not that of unicast
 * DNS: flags are words, types are in lower case, and of a record's data only names and texts have a
 * place beside the record's name. Called by dns.c on a worker's thread; holds no state.
 */
#include "config.h"

#include "dissectors/dns.h"

enum { MDNS_TEXTS_MAX = 16 /* character-strings of one TXT record that are shown */ };

/* One section: DNS_R_*, then a name or texts, then DNS_SRV_*. */
enum {
	MDNS_R_PTR = DNS_R_COUNT,
	MDNS_R_TXT,
	MDNS_R_SRV,
	MDNS_R_COUNT = MDNS_R_SRV + DNS_SRV_COUNT
};

enum {
	MDNS_F_TYPE,
	MDNS_F_ID,
	MDNS_F_FLAGS,
	MDNS_F_OPCODE,
	MDNS_F_RCODE,
	MDNS_F_QUERY_NAME,
	MDNS_F_QUERY_TYPE,
	MDNS_F_ANSWER,
	MDNS_F_AUTHORITY = MDNS_F_ANSWER + MDNS_R_COUNT,
	MDNS_F_ADDITIONAL = MDNS_F_AUTHORITY + MDNS_R_COUNT,
	MDNS_F_COUNT = MDNS_F_ADDITIONAL + MDNS_R_COUNT
};

#define MDNS_SECTION(first, key, what)                                                             \
	DNS_RECORD_TABLE(first, key, what, FIELD_OURS),                                            \
		[(first) +                                                                         \
			MDNS_R_PTR] = {key "[].ptr", FIELD_TEXT, 0, "Name that " what " gives"},   \
			[(first) +                                                                 \
				MDNS_R_TXT] = {key "[].txt[]", FIELD_TEXT, 0, "Texts of " what},   \
			DNS_SRV_TABLE((first) + MDNS_R_SRV, key, what, FIELD_OURS)

static const struct field fields[MDNS_F_COUNT] = {
	[MDNS_F_TYPE] = {"type", FIELD_TEXT, 0, "Kind of message: request or response"},
	[MDNS_F_ID] = {"id", FIELD_UINT, 0, "Identifier, usually 0"},
	[MDNS_F_FLAGS] = {"flags[]", FIELD_TEXT, 0,
		"Flags that are set: aa, tc, rd, ra, z, ad, cd"},
	[MDNS_F_OPCODE] = {"opcode", FIELD_UINT, 0, "Operation code"},
	[MDNS_F_RCODE] = {"rcode", FIELD_UINT, 0, "Response code"},
	[MDNS_F_QUERY_NAME] = {"queries[].rrname", FIELD_TEXT, 0, "Name asked for"},
	[MDNS_F_QUERY_TYPE] = {"queries[].rrtype", FIELD_TEXT, 0, "Type asked for, in lower case"},
	MDNS_SECTION(MDNS_F_ANSWER, "answers", "an answer"),
	MDNS_SECTION(MDNS_F_AUTHORITY, "authorities", "an authority record"),
	MDNS_SECTION(MDNS_F_ADDITIONAL, "additionals", "an additional record"),
};

const struct schema mdns_schema = {"mdns", fields, MDNS_F_COUNT, true};

static void state_header(struct draft *e, const struct dns_header *h)
{
	static const struct {
		uint16_t bit;
		struct span name;
	} flags[] = {{DNS_AA, SPAN_LIT("aa")}, {DNS_TC, SPAN_LIT("tc")}, {DNS_RD, SPAN_LIT("rd")},
		{DNS_RA, SPAN_LIT("ra")}, {DNS_Z, SPAN_LIT("z")}, {DNS_AD, SPAN_LIT("ad")},
		{DNS_CD, SPAN_LIT("cd")}};

	event_text(e, MDNS_F_TYPE, h->flags & DNS_QR ? SPAN_LIT("response") : SPAN_LIT("request"));
	event_uint(e, MDNS_F_ID, h->id);
	for (uint32_t i = 0; i < sizeof(flags) / sizeof(*flags); i++)
		if (h->flags & flags[i].bit)
			event_text(e, MDNS_F_FLAGS, flags[i].name);
	event_uint(e, MDNS_F_OPCODE, dns_opcode(h));
	event_uint(e, MDNS_F_RCODE, h->flags & DNS_RCODE);
}

static struct span lower(struct arena *arena, struct span text)
{
	uint8_t *to = arena_take(arena, text.len + 1);

	for (uint32_t i = 0; to && i < text.len; i++)
		to[i] = text.p[i] >= 'A' && text.p[i] <= 'Z' ? text.p[i] + ('a' - 'A') : text.p[i];
	return span_of(to, to ? text.len : 0);
}

static void state_texts(struct draft *e, uint16_t field, struct span rdata)
{
	struct cursor c = cursor_of(rdata);

	for (unsigned i = 0; i < MDNS_TEXTS_MAX && cursor_left(&c); i++) {
		struct span text = cursor_span(&c, cursor_u8(&c));
		if (!cursor_ok(&c))
			break;
		event_text(e, field, text);
	}
}

static void state_record(struct dissect *d, struct draft *e, uint16_t first, struct span message,
	const struct dns_record *r)
{
	const struct dns_fields places = {first, first + MDNS_R_SRV, 0};
	struct cursor c = cursor_of(r->rdata);

	event_item(e);
	event_text(
		e, first + DNS_R_NAME, arena_copy(d->scratch, span_of(r->name.text, r->name.len)));
	event_text(e, first + DNS_R_TYPE, lower(d->scratch, dns_type_text(d->scratch, r->type)));
	event_uint(e, first + DNS_R_TTL, r->ttl);
	if (r->type == DNS_TYPE_PTR) {
		struct span name = dns_rdata_name(d->scratch, message, &c);
		if (cursor_ok(&c))
			event_text(e, first + MDNS_R_PTR, name);
	} else if (r->type == DNS_TYPE_TXT) {
		state_texts(e, first + MDNS_R_TXT, r->rdata);
	} else {
		dns_state_rdata(d, e, &places, message, r);
	}
}

static bool state_sections(
	struct dissect *d, struct draft *e, struct span message, const struct dns_header *h)
{
	static const uint16_t first[DNS_SECTIONS] = {
		0, MDNS_F_ANSWER, MDNS_F_AUTHORITY, MDNS_F_ADDITIONAL};
	struct dns_reading w = dns_reading_of(message, h);
	struct dns_record r;

	while (dns_reading_next(&w, &r)) {
		if (w.section != DNS_QUESTION) {
			state_record(d, e, first[w.section], message, &r);
			continue;
		}
		event_item(e);
		event_text(e, MDNS_F_QUERY_NAME,
			arena_copy(d->scratch, span_of(r.name.text, r.name.len)));
		event_text(
			e, MDNS_F_QUERY_TYPE, lower(d->scratch, dns_type_text(d->scratch, r.type)));
		if (!(h->flags & DNS_QR))
			dns_point_out(d, &r);
	}
	return !w.bad;
}

bool dns_multicast(struct dissect *d, struct span message, const struct dns_header *h)
{
	struct draft *e = event_new(d, &mdns_schema);

	state_header(e, h);
	bool whole = state_sections(d, e, message, h);
	event_emit(d, e);
	return whole;
}
