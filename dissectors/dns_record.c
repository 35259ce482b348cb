/*
 * dns_record: names and records of a DNS message (RFC 1035 section 4). Called by dns.c on a
 * worker's thread; holds no state.
 */
#include "config.h"

#include "dissectors/dns.h"

#include "dissectors/common/text.h"

enum {
	DNS_POINTER = 0xc0, /* both top bits: a pointer */
	DNS_JUMPS_MAX = 32, /* pointers in one name; real ones have one or two */
	DNS_TXT_MAX = 1024  /* bytes of TXT and NULL data shown */
};

bool dns_read_header(struct cursor *c, struct dns_header *ret)
{
	ret->id = cursor_be16(c);
	ret->flags = cursor_be16(c);
	for (int i = 0; i < DNS_SECTIONS; i++)
		ret->count[i] = cursor_be16(c);
	return cursor_ok(c);
}

/* Adds a label; false where the name grows too long. */
static bool dns_add_label(struct dns_name *name, struct span label)
{
	uint32_t dot = name->len ? 1 : 0;

	if (name->len + dot + label.len > DNS_NAME_MAX - 2)
		return false;
	if (dot)
		name->text[name->len++] = '.';
	memcpy(name->text + name->len, label.p, label.len);
	name->len += label.len;
	return true;
}

bool dns_read_name(struct span message, struct cursor *c, struct dns_name *ret)
{
	struct cursor at = *c;
	uint32_t limit = (uint32_t)(c->p - message.p); /* pointers must lead before this */
	bool jumped = false;

	ret->len = 0;
	for (int jumps = 0; jumps <= DNS_JUMPS_MAX;) {
		uint8_t len = cursor_u8(&at);
		if (!cursor_ok(&at))
			break;
		if (len < 64) {
			struct span label = cursor_span(&at, len);
			if (!cursor_ok(&at) || (len && !dns_add_label(ret, label)))
				break;
			if (!jumped)
				c->p = at.p;
			if (!len)
				return true;
			continue;
		}
		uint32_t offset = (uint32_t)(len & 63) << 8 | cursor_u8(&at);
		if (!cursor_ok(&at) || len < DNS_POINTER || offset >= limit)
			break;
		if (!jumped)
			c->p = at.p;
		jumped = true;
		jumps++;
		limit = offset;
		at = cursor_of(span_sub(message, offset, message.len));
	}
	cursor_fail(c);
	return false;
}

bool dns_read_record(
	struct span message, struct cursor *c, enum dns_section section, struct dns_record *ret)
{
	if (!dns_read_name(message, c, &ret->name))
		return false;
	ret->type = cursor_be16(c);
	ret->class = cursor_be16(c);
	ret->ttl = 0;
	ret->rdata = span_of(c->p, 0);
	if (section != DNS_QUESTION) {
		ret->ttl = cursor_be32(c);
		ret->rdata = cursor_span(c, cursor_be16(c));
	}
	return cursor_ok(c);
}

/* Names of record types (IANA dns-parameters). */
static const char *const types[] = {
#define DNS_TYPE(number, name) [number] = name,
#include "sensor/dns_types.def"
#undef DNS_TYPE
};

struct span dns_type_text(struct arena *arena, uint16_t type)
{
	if (type < sizeof(types) / sizeof(*types) && types[type])
		return span_str(types[type]);
	return text_u64(arena, type);
}

struct span dns_rdata_name(struct arena *arena, struct span message, struct cursor *c)
{
	struct dns_name name;

	if (!dns_read_name(message, c, &name))
		return span_of(NULL, 0);
	return arena_copy(arena, span_of(name.text, name.len));
}

/* The character-strings of TXT data one after the other. */
static struct span dns_txt(struct arena *arena, struct span rdata)
{
	struct cursor c = cursor_of(rdata);
	uint8_t *text = arena_take(arena, rdata.len < DNS_TXT_MAX ? rdata.len + 1 : DNS_TXT_MAX);
	uint32_t used = 0;

	while (text && cursor_left(&c)) {
		struct span part = cursor_span(&c, cursor_u8(&c));
		if (!cursor_ok(&c) || used + part.len > DNS_TXT_MAX)
			break;
		memcpy(text + used, part.p, part.len);
		used += part.len;
	}
	return span_of(text, used);
}

static void dns_state_srv(struct dissect *d, struct draft *e, const struct dns_fields *fields,
	struct span message, struct cursor *c)
{
	uint16_t priority = cursor_be16(c), weight = cursor_be16(c), port = cursor_be16(c);
	struct span name = dns_rdata_name(d->scratch, message, c);

	if (!cursor_ok(c))
		return;
	if (!fields->srv) {
		struct span numbers = arena_printf(d->scratch, "%u %u %u ", priority, weight, port);
		event_text(e, fields->record + DNS_R_RDATA, text_join(d->scratch, numbers, name));
		return;
	}
	event_uint(e, fields->srv + DNS_SRV_PRIORITY, priority);
	event_uint(e, fields->srv + DNS_SRV_WEIGHT, weight);
	event_uint(e, fields->srv + DNS_SRV_PORT, port);
	event_text(e, fields->srv + DNS_SRV_NAME, name);
}

static void dns_state_soa(struct dissect *d, struct draft *e, const struct dns_fields *fields,
	struct span message, struct cursor *c)
{
	struct span mname = dns_rdata_name(d->scratch, message, c);
	struct span rname = dns_rdata_name(d->scratch, message, c);
	uint32_t n[5];

	for (int i = 0; i < 5; i++)
		n[i] = cursor_be32(c);
	if (!cursor_ok(c))
		return;
	if (!fields->soa) {
		struct span names =
			text_join(d->scratch, text_join(d->scratch, mname, SPAN_LIT(" ")), rname);
		struct span numbers =
			arena_printf(d->scratch, " %u %u %u %u %u", n[0], n[1], n[2], n[3], n[4]);
		event_text(e, fields->record + DNS_R_RDATA, text_join(d->scratch, names, numbers));
		return;
	}
	event_text(e, fields->soa + DNS_SOA_MNAME, mname);
	event_text(e, fields->soa + DNS_SOA_RNAME, rname);
	for (uint16_t i = 0; i < 5; i++)
		event_uint(e, fields->soa + DNS_SOA_SERIAL + i, n[i]);
}

static void dns_state_addr(struct draft *e, uint16_t field, struct span rdata)
{
	struct addr a;

	if (rdata.len == 4)
		a = addr_v4(rdata.p);
	else if (rdata.len == 16)
		a = addr_v6(rdata.p);
	else
		return;
	event_addr(e, field, &a);
}

void dns_state_rdata(struct dissect *d, struct draft *e, const struct dns_fields *fields,
	struct span message, const struct dns_record *r)
{
	const uint16_t rdata = fields->record + DNS_R_RDATA;
	struct cursor c = cursor_of(r->rdata);
	struct span name;

	switch (r->type) {
	case DNS_TYPE_A:
	case DNS_TYPE_AAAA:
		dns_state_addr(e, rdata, r->rdata);
		break;
	case DNS_TYPE_MX:
		cursor_be16(&c);
		__attribute__((fallthrough));
	case DNS_TYPE_NS:
	case DNS_TYPE_CNAME:
	case DNS_TYPE_PTR:
	case DNS_TYPE_DNAME:
		name = dns_rdata_name(d->scratch, message, &c);
		if (cursor_ok(&c))
			event_text(e, rdata, name);
		break;
	case DNS_TYPE_TXT:
		event_text(e, rdata, dns_txt(d->scratch, r->rdata));
		break;
	case DNS_TYPE_NULL:
		event_text(e, rdata, span_sub(r->rdata, 0, DNS_TXT_MAX));
		break;
	case DNS_TYPE_SRV:
		dns_state_srv(d, e, fields, message, &c);
		break;
	case DNS_TYPE_SOA:
		dns_state_soa(d, e, fields, message, &c);
		break;
	default:
		break;
	}
}

void dns_state_record(struct dissect *d, struct draft *e, const struct dns_fields *fields,
	struct span message, const struct dns_record *record)
{
	const uint16_t first = fields->record;

	event_item(e);
	event_text(e, first + DNS_R_NAME,
		arena_copy(d->scratch, span_of(record->name.text, record->name.len)));
	event_text(e, first + DNS_R_TYPE, dns_type_text(d->scratch, record->type));
	event_uint(e, first + DNS_R_TTL, record->ttl);
	dns_state_rdata(d, e, fields, message, record);
}

struct dns_reading dns_reading_of(struct span message, const struct dns_header *h)
{
	return (struct dns_reading){.message = message,
		.header = h,
		.c = cursor_of(span_sub(message, DNS_HEADER_LEN, message.len)),
		.section = DNS_QUESTION};
}

bool dns_reading_next(struct dns_reading *w, struct dns_record *ret)
{
	while (w->shown < DNS_SHOWN_MAX) {
		while (w->section < DNS_SECTIONS && w->index == w->header->count[w->section]) {
			w->section++;
			w->index = 0;
		}
		if (w->section == DNS_SECTIONS)
			return false;
		w->bad = !dns_read_record(w->message, &w->c, w->section, ret);
		if (w->bad)
			return false;
		w->index++;
		if (ret->type == DNS_TYPE_OPT && w->section == DNS_ADDITIONAL)
			continue;
		w->shown++;
		return true;
	}
	return false;
}
