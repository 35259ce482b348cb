/*
 * pcep: Path Computation Element Protocol (RFC 5440, 8231, 8281): a controller computes and sets
 * the paths of traffic through routers. One event a message; what changes a path is an action on
 * the router. Runs on a worker's thread.
 *
 *   message | version 3 bits, flags 5 | type | length 2 | objects |
 *   object  | class | type 4 bits, flags 4 | length 2 | body |
 */
#include "config.h"

#include "dissectors/common/text.h"
#include "sensor/dissector.h"

enum { PCEP_VERSION = 1, HEAD = 4, LEN_MAX = 32768, OBJECTS_MAX = 512, SHOWN = 32 };

enum type {
	TYPE_OPEN = 1,
	TYPE_KEEPALIVE,
	TYPE_REQUEST,
	TYPE_REPLY,
	TYPE_NOTIFICATION,
	TYPE_ERROR,
	TYPE_CLOSE,
	TYPE_MONITOR_REQUEST,
	TYPE_MONITOR_REPLY,
	TYPE_REPORT,
	TYPE_UPDATE,
	TYPE_INITIATE,
	TYPE_STARTTLS,
	TYPES
};

enum class {
	CLASS_OPEN = 1,
	CLASS_ENDPOINTS = 4,
	CLASS_ERROR = 13,
	CLASS_CLOSE = 15,
	CLASS_LSP = 32,
	CLASS_SRP = 33
};

enum field_id {
	F_TYPE,
	F_KEEPALIVE_S,
	F_DEAD_S,
	F_SESSION,
	F_SRC,
	F_DST,
	F_ERROR_TYPE,
	F_ERROR_VALUE,
	F_REASON,
	F_REQUEST,
	F_LSP_ID,
	F_LSP_NAME,
	F_LSP_FLAGS,
	FIELD_COUNT
};

static const struct field fields[FIELD_COUNT] = {
	[F_TYPE] = {"type", FIELD_TEXT, 0, "open, keepalive, report, update, initiate and so on"},
	[F_KEEPALIVE_S] = {"keepalive", FIELD_UINT, 0, "Seconds between keepalives"},
	[F_DEAD_S] = {"dead_timer", FIELD_UINT, 0, "Seconds after which a silent peer is gone"},
	[F_SESSION] = {"session_id", FIELD_UINT, 0, "Number of the session"},
	[F_SRC] = {"source", FIELD_ADDR, 0, "Where a path begins"},
	[F_DST] = {"destination", FIELD_ADDR, 0, "Where it ends"},
	[F_ERROR_TYPE] = {"error_type", FIELD_UINT, 0, "Kind of error"},
	[F_ERROR_VALUE] = {"error_value", FIELD_UINT, 0, "Which error of that kind"},
	[F_REASON] = {"close_reason", FIELD_UINT, 0, "Why the session is closed"},
	[F_REQUEST] = {"lsps[].request", FIELD_UINT, 0, "Number of the request (SRP)"},
	[F_LSP_ID] = {"lsps[].id", FIELD_UINT, 0, "Number of the path at the router"},
	[F_LSP_NAME] = {"lsps[].name", FIELD_TEXT, 0, "Name of the path"},
	[F_LSP_FLAGS] = {"lsps[].flags[]", FIELD_TEXT, 0,
		"delegated, sync, removed, administrative, created"},
};

static const struct schema schema = {"pcep", fields, FIELD_COUNT, false};
static const struct schema *const schemas[] = {&schema, NULL};
static const uint16_t hints[] = {4189, 0};

struct pcep_state {
	bool known, lost[2];
};

/** The path that the objects at hand are about. */
struct lsp {
	uint32_t request, id;
	struct span name;
	bool has_request, removed, seen;
};

static const char *type_name(uint8_t type)
{
	static const char *const names[TYPES] = {NULL, "open", "keepalive", "request", "reply",
		"notification", "error", "close", "monitoring-request", "monitoring-reply",
		"report", "update", "initiate", "starttls"};

	return type < TYPES ? names[type] : NULL;
}

/* Length of the message that starts here; 0 where it is none. */
static uint32_t message_len(struct span data, uint8_t *ret_type)
{
	struct cursor c = cursor_of(data);
	uint8_t first = cursor_u8(&c);

	*ret_type = cursor_u8(&c);
	uint16_t len = cursor_be16(&c);
	bool bare = *ret_type == TYPE_KEEPALIVE || *ret_type == TYPE_STARTTLS;
	if (!cursor_ok(&c) || first >> 5 != PCEP_VERSION || (first & 31) || !type_name(*ret_type) ||
		len % 4 || len > LEN_MAX || len < (bare ? HEAD : HEAD + 8))
		return 0;
	return bare && len != HEAD ? 0 : len;
}

static enum probe probe(const struct probe_input *in)
{
	uint8_t type;

	if (!in->stream || !in->data.len || in->data.p[0] != PCEP_VERSION << 5)
		return PROBE_NO;
	if (in->data.len < HEAD)
		return PROBE_MORE;
	uint32_t len = message_len(in->data, &type);
	if (!len)
		return PROBE_NO;
	if (type != TYPE_OPEN)
		return PROBE_LIKELY;
	if (in->data.len < HEAD + 8)
		return PROBE_MORE;
	/* object 1 of type 1; within it the version again */
	const uint8_t *p = in->data.p + HEAD;
	return p[0] == CLASS_OPEN && p[1] >> 4 == 1 && p[4] >> 5 == PCEP_VERSION ? PROBE_SURE
										 : PROBE_NO;
}

/* --- objects -----------------------------------------------------------------------------------
 */

static void address_tell(struct draft *e, uint16_t field, struct span octets)
{
	if (octets.len != 4 && octets.len != 16)
		return;
	struct addr a = octets.len == 4 ? addr_v4(octets.p) : addr_v6(octets.p);
	event_addr(e, field, &a);
}

static bool open_tell(struct draft *e, struct cursor *c)
{
	cursor_skip(c, 1);
	event_uint(e, F_KEEPALIVE_S, cursor_u8(c));
	event_uint(e, F_DEAD_S, cursor_u8(c));
	event_uint(e, F_SESSION, cursor_u8(c));
	return cursor_ok(c);
}

static bool error_tell(struct draft *e, struct cursor *c)
{
	cursor_skip(c, 2);
	event_uint(e, F_ERROR_TYPE, cursor_u8(c));
	event_uint(e, F_ERROR_VALUE, cursor_u8(c));
	return cursor_ok(c);
}

static bool endpoints_tell(struct draft *e, struct cursor *c, uint8_t type)
{
	uint32_t size = type == 2 ? 16 : 4;

	if (type != 1 && type != 2)
		return true;
	address_tell(e, F_SRC, cursor_span(c, size));
	address_tell(e, F_DST, cursor_span(c, size));
	return cursor_ok(c);
}

/* id 20 bits, flags 12; then TLVs, of which 17 is the name */
static bool lsp_read(struct cursor *c, struct lsp *ret, uint16_t *ret_flags)
{
	enum { NAME = 17, TLVS_MAX = 32, REMOVED = 4 };
	uint32_t word = cursor_be32(c);

	ret->id = word >> 12;
	*ret_flags = word & 0xfff;
	ret->removed |= (word & REMOVED) != 0;
	ret->seen = true;
	for (int i = 0; i < TLVS_MAX && cursor_left(c) >= 4; i++) {
		uint16_t type = cursor_be16(c), len = cursor_be16(c);
		struct span value = cursor_span(c, len);
		if (!cursor_ok(c))
			return false;
		if (type == NAME)
			ret->name = value;
		uint32_t pad = (4 - len % 4u) % 4;
		cursor_skip(c, pad < cursor_left(c) ? pad : cursor_left(c));
	}
	return cursor_ok(c);
}

static void lsp_tell(struct draft *e, const struct lsp *l, uint16_t flags)
{
	static const struct {
		uint16_t bit;
		const char *name;
	} names[] = {{1, "delegated"}, {2, "sync"}, {4, "removed"}, {8, "administrative"},
		{0x80, "created"}};

	event_item(e);
	if (l->has_request)
		event_uint(e, F_REQUEST, l->request);
	event_uint(e, F_LSP_ID, l->id);
	if (l->name.len)
		event_text(e, F_LSP_NAME, l->name);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (flags & names[i].bit)
			event_text(e, F_LSP_FLAGS, span_str(names[i].name));
}

/* A controller sets a path: the router is who receives it. A report or an error answers. */
static void lsp_act(struct dissect *d, uint8_t type, const struct lsp *l)
{
	struct action a = {.verb = VERB_CHANGE,
		.subject = SUBJECT_TUNNEL,
		.evidence = EVIDENCE_OBSERVED,
		.element = side_other(d->from),
		.object = l->name,
		.value = l->removed              ? SPAN_LIT("remove")
			 : type == TYPE_INITIATE ? SPAN_LIT("create")
						 : SPAN_LIT("update")};

	if (!a.object.len)
		a.object = text_join(d->scratch, SPAN_LIT("lsp "), text_u64(d->scratch, l->id));
	if ((type == TYPE_UPDATE || type == TYPE_INITIATE) && l->has_request)
		action_ask(d, l->request, &a);
	else if (type == TYPE_UPDATE || type == TYPE_INITIATE)
		action_emit(d, &a);
	else if (type == TYPE_REPORT && l->has_request && l->request)
		action_answer(d, l->request, OUTCOME_OK, span_of(NULL, 0));
}

static bool srp_read(struct cursor *c, struct lsp *ret)
{
	uint32_t flags = cursor_be32(c);

	*ret = (struct lsp){.request = cursor_be32(c), .has_request = true, .removed = flags & 1};
	return cursor_ok(c);
}

/* The next object; false at the end, or where it is broken (C is bad then). */
static bool object_next(struct cursor *c, uint8_t *ret_class, uint8_t *ret_type, struct cursor *ret)
{
	if (!cursor_left(c))
		return false;
	*ret_class = cursor_u8(c);
	*ret_type = cursor_u8(c) >> 4;
	uint16_t len = cursor_be16(c);
	if (len < 4 || len % 4)
		cursor_fail(c);
	*ret = cursor_child(c, len < 4 ? 0 : len - 4u);
	return cursor_ok(c);
}

static bool session_object(struct draft *e, uint8_t class, uint8_t type, struct cursor *c)
{
	switch (class) {
	case CLASS_OPEN:
		return open_tell(e, c);
	case CLASS_ENDPOINTS:
		return endpoints_tell(e, c, type);
	case CLASS_ERROR:
		return error_tell(e, c);
	case CLASS_CLOSE:
		cursor_skip(c, 3);
		event_uint(e, F_REASON, cursor_u8(c));
		return cursor_ok(c);
	default:
		return true;
	}
}

/* What there is one of in a message: the first of each class. */
static bool session_tell(struct draft *e, struct cursor c)
{
	bool seen[256] = {false}, good = true;
	struct cursor body;
	uint8_t class, type;

	for (int i = 0; i < OBJECTS_MAX && object_next(&c, &class, &type, &body); i++) {
		if (!seen[class])
			good &= session_object(e, class, type, &body);
		seen[class] = true;
	}
	return good && cursor_ok(&c) && !cursor_left(&c);
}

/* Paths, of which there may be many. */
static bool paths_tell(struct dissect *d, struct draft *e, uint8_t message, struct cursor c)
{
	struct lsp lsp = {0};
	struct cursor body;
	uint8_t class, type;
	uint16_t flags;

	for (int i = 0; i < OBJECTS_MAX && object_next(&c, &class, &type, &body); i++) {
		if (class == CLASS_SRP && !srp_read(&body, &lsp))
			return false;
		if (class == CLASS_ERROR && message == TYPE_ERROR && lsp.has_request)
			action_answer(d, lsp.request, OUTCOME_REFUSED, SPAN_LIT("PCErr"));
		if (class != CLASS_LSP)
			continue;
		if (!lsp_read(&body, &lsp, &flags))
			return false;
		lsp_tell(e, &lsp, flags);
		lsp_act(d, message, &lsp);
		lsp = (struct lsp){0};
	}
	return true;
}

static void message_tell(struct dissect *d, struct cursor *c)
{
	struct pcep_state *s = d->state;

	cursor_skip(c, 1);
	uint8_t type = cursor_u8(c);
	cursor_skip(c, 2);
	s->known = true;
	struct draft *e = event_new(d, &schema);
	event_text(e, F_TYPE, span_str(type_name(type)));
	bool good = session_tell(e, *c);
	good &= paths_tell(d, e, type, *c);
	event_emit(d, e);
	if (!good)
		anomaly_emit(d, "pcep.malformed");
}

static enum parse stream(struct dissect *d, struct cursor *c)
{
	struct pcep_state *s = d->state;
	uint8_t type;

	while (cursor_left(c) >= HEAD) {
		uint32_t len = message_len(cursor_peek(c), &type);
		if (!len && s->lost[d->from]) { /* after a gap, to the next message */
			cursor_skip(c, 1);
			continue;
		}
		if (!len) {
			if (!s->known)
				return PARSE_LOST;
			anomaly_emit(d, "pcep.malformed");
			return PARSE_STOP;
		}
		if (len > cursor_left(c)) {
			d->want = len;
			return PARSE_OK;
		}
		s->lost[d->from] = false;
		struct cursor message = cursor_child(c, len);
		message_tell(d, &message);
		if (type == TYPE_STARTTLS)
			return PARSE_STOP;
	}
	return PARSE_OK;
}

static enum parse gap(struct dissect *d, uint32_t missing)
{
	struct pcep_state *s = d->state;

	(void)missing;
	s->lost[d->from] = true;
	return PARSE_OK;
}

const struct dissector dissector_pcep = {
	.name = "pcep",
	.title = "Path Computation Element Protocol",
	.spec = "RFC 5440, 8231, 8281",
	.set = "routing",
	.schemas = schemas,
	.hints = hints,
	.first = BYTE_RANGES({0x20, 0x20}),
	.state_size = sizeof(struct pcep_state),
	.needs_hint = true,
	.cleartext = true,
	.probe = probe,
	.stream = stream,
	.gap = gap,
};
