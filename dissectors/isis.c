/*
 * isis: Intermediate System to Intermediate System (ISO 10589, RFC 1195): routing that runs below
 * IP. One event a PDU. Runs on a worker's thread, no state.
 *
 *   | 0x83 | header length | 1 | id length | type 5 bits | 1 | 0 | areas | header | TLVs |
 */
#include "config.h"

#include "dissectors/isis.h"

enum { NLPID_ISIS = 0x83, ISIS_VERSION = 1, COMMON = 8 };
enum pdu {
	PDU_LAN_1 = 15,
	PDU_LAN_2 = 16,
	PDU_POINT = 17,
	PDU_LSP_1 = 18,
	PDU_LSP_2 = 20,
	PDU_CSNP_1 = 24,
	PDU_CSNP_2 = 25,
	PDU_PSNP_1 = 26,
	PDU_PSNP_2 = 27
};

static const struct field fields[ISIS_F_COUNT] = {
	[ISIS_F_TYPE] = {"type", FIELD_TEXT, 0, "hello, p2p-hello, lsp, csnp or psnp"},
	[ISIS_F_LEVEL] = {"level", FIELD_UINT, 0, "1 within an area, 2 between areas, 3 both"},
	[ISIS_F_SYSTEM_ID] = {"system_id", FIELD_TEXT, 0, "Router that sent the PDU"},
	[ISIS_F_HOLD_S] = {"hold_time", FIELD_UINT, 0,
		"Seconds of silence after which a neighbor is gone"},
	[ISIS_F_PRIORITY] = {"priority", FIELD_UINT, 0, "Priority to speak for the LAN"},
	[ISIS_F_LAN_ID] = {"lan_id", FIELD_TEXT, 0, "Router that speaks for the LAN"},
	[ISIS_F_LSP_ID] = {"lsp_id", FIELD_TEXT, 0, "Router and fragment that the PDU is about"},
	[ISIS_F_SEQUENCE] = {"sequence", FIELD_UINT, 0, "Sequence number"},
	[ISIS_F_LIFETIME_S] = {"lifetime", FIELD_UINT, 0, "Seconds left; 0 takes it back"},
	[ISIS_F_OVERLOAD] = {"overload", FIELD_BOOL, 0, "The router wants no transit traffic"},
	[ISIS_F_HOSTNAME] = {"hostname", FIELD_TEXT, 0, "Name of the router"},
	[ISIS_F_AUTH] = {"auth", FIELD_TEXT, 0, "simple, md5, cryptographic or other"},
	[ISIS_F_PASSWORD] = {"password", FIELD_TEXT, FIELD_SECRET, "Password of simple auth"},
	[ISIS_F_AREAS] = {"areas[]", FIELD_TEXT, 0, "Areas that the router is in"},
	[ISIS_F_ADDRESSES] = {"addresses[]", FIELD_ADDR, 0, "Addresses of the router"},
	[ISIS_F_NEIGHBORS] = {"neighbors[]", FIELD_TEXT, 0,
		"Routers it reaches; in a LAN hello their MACs"},
	[ISIS_F_PREFIXES] = {"prefixes[]", FIELD_TEXT, 0, "Networks it reaches"},
	[ISIS_F_LSP_COUNT] = {"lsp_count", FIELD_UINT, 0, "LSPs that are listed"},
};

static const struct schema schema = {"isis", fields, ISIS_F_COUNT, false};
static const struct schema *const schemas[] = {&schema, NULL};
static const uint16_t hints[] = {0xfefe, 0};

struct isis {
	uint8_t type, header_len;
	uint16_t len; /* of the PDU, 0 before it is read */
};

static const char *type_name(uint8_t type)
{
	switch (type) {
	case PDU_LAN_1:
	case PDU_LAN_2:
		return "hello";
	case PDU_POINT:
		return "p2p-hello";
	case PDU_LSP_1:
	case PDU_LSP_2:
		return "lsp";
	case PDU_CSNP_1:
	case PDU_CSNP_2:
		return "csnp";
	case PDU_PSNP_1:
	case PDU_PSNP_2:
		return "psnp";
	default:
		return NULL;
	}
}

static uint8_t level_of(uint8_t type)
{
	return type == PDU_LAN_1 || type == PDU_LSP_1 || type == PDU_CSNP_1 || type == PDU_PSNP_1
		       ? 1
		       : 2;
}

static bool common_read(struct cursor *c, struct isis *ret)
{
	cursor_skip(c, 1);
	ret->header_len = cursor_u8(c);
	uint8_t version = cursor_u8(c), id_len = cursor_u8(c);
	ret->type = cursor_u8(c) & 31;
	cursor_skip(c, 3);
	return cursor_ok(c) && version == ISIS_VERSION && (id_len == 0 || id_len == ISIS_ID) &&
	       type_name(ret->type) && ret->header_len > COMMON;
}

static void hello_tell(struct dissect *d, struct draft *e, struct isis *i, struct cursor *c)
{
	uint8_t circuit = cursor_u8(c) & 3;
	struct span id = cursor_span(c, ISIS_ID);
	uint16_t hold = cursor_be16(c);

	i->len = cursor_be16(c);
	event_uint(e, ISIS_F_LEVEL, i->type == PDU_POINT ? circuit : level_of(i->type));
	isis_id(e, d->scratch, ISIS_F_SYSTEM_ID, id);
	event_uint(e, ISIS_F_HOLD_S, hold);
	if (i->type == PDU_POINT) {
		cursor_skip(c, 1);
		return;
	}
	event_uint(e, ISIS_F_PRIORITY, cursor_u8(c) & 127);
	isis_id(e, d->scratch, ISIS_F_LAN_ID, cursor_span(c, ISIS_ID + 1));
}

static void lsp_tell(struct dissect *d, struct draft *e, struct isis *i, struct cursor *c)
{
	enum { OVERLOAD = 4, LSP_ID = ISIS_ID + 2 };

	i->len = cursor_be16(c);
	uint16_t lifetime = cursor_be16(c);
	struct span id = cursor_span(c, LSP_ID);
	uint32_t sequence = cursor_be32(c);
	cursor_skip(c, 2);
	event_uint(e, ISIS_F_LEVEL, level_of(i->type));
	isis_id(e, d->scratch, ISIS_F_LSP_ID, id);
	event_uint(e, ISIS_F_SEQUENCE, sequence);
	event_uint(e, ISIS_F_LIFETIME_S, lifetime);
	if (cursor_u8(c) & OVERLOAD)
		event_bool(e, ISIS_F_OVERLOAD, true);
}

static void snp_tell(struct dissect *d, struct draft *e, struct isis *i, struct cursor *c)
{
	i->len = cursor_be16(c);
	event_uint(e, ISIS_F_LEVEL, level_of(i->type));
	isis_id(e, d->scratch, ISIS_F_SYSTEM_ID, cursor_span(c, ISIS_ID));
	cursor_skip(c, 1);
	if (i->type == PDU_CSNP_1 || i->type == PDU_CSNP_2)
		cursor_skip(c, 8 + 8);
}

static bool is_hello(const struct isis *i)
{
	return i->type <= PDU_POINT;
}

/* Header and TLVs; false where something does not fit. */
static bool pdu_tell(struct dissect *d, struct draft *e, struct isis *i, struct cursor *c,
	struct isis_known *known)
{
	struct cursor header = cursor_child(c, i->header_len - COMMON);

	if (is_hello(i))
		hello_tell(d, e, i, &header);
	else if (i->type == PDU_LSP_1 || i->type == PDU_LSP_2)
		lsp_tell(d, e, i, &header);
	else
		snp_tell(d, e, i, &header);
	if (!cursor_ok(&header) || i->len < i->header_len)
		return false;
	uint32_t rest = i->len - i->header_len;
	bool cut = rest > cursor_left(c);
	struct cursor tlvs = cursor_child(c, cut ? cursor_left(c) : rest);
	return isis_tlvs(e, d->scratch, &tlvs, known) && !cut;
}

static enum parse frame(struct dissect *d, struct cursor *c)
{
	struct isis_known known = {.has_addr = false};
	struct isis i = {0};

	if (!cursor_left(c) || *c->p != NLPID_ISIS)
		return PARSE_LOST; /* ES-IS and CLNP share the type */
	if (!common_read(c, &i)) {
		if (!d->truncated)
			anomaly_emit(d, "isis.malformed");
		return PARSE_LOST;
	}
	struct draft *e = event_new(d, &schema);
	event_text(e, ISIS_F_TYPE, span_str(type_name(i.type)));
	bool good = pdu_tell(d, e, &i, c, &known);
	event_emit(d, e);
	if (!good && !d->truncated)
		anomaly_emit(d, "isis.malformed");
	/* A hello comes from the router itself; an LSP is passed on by others. */
	if (is_hello(&i) && known.has_addr) {
		struct identity self = {.of = d->from,
			.has_addr = true,
			.addr = known.addr,
			.name = known.hostname,
			.evidence = SPAN_LIT("isis"),
			.is_equipment = true};
		identity_emit(d, &self);
	}
	return PARSE_OK;
}

const struct dissector dissector_isis = {
	.name = "isis",
	.title = "Intermediate System to Intermediate System",
	.spec = "ISO 10589, RFC 1195",
	.set = "routing",
	.schemas = schemas,
	.hints = hints,
	.frame = frame,
};
