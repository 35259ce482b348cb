/*
 * iiop: requests and replies of CORBA's General Inter-ORB Protocol 1.0 to 1.2 on any TCP port (OMG
 * CORBA 3.3 part 2, chapter 9), by the name of the operation: element managers speak it on their
 * north side. One event a message. On a worker's thread.
 *
 *   "GIOP" | major | minor | flags | type | size 4 | body, aligned as from the message's start |
 *   flags: bit 0 little-endian, bit 1 more fragments follow (1.1 and later)
 */
#include "config.h"

#include "dissectors/common/subject.h"
#include "dissectors/common/text.h"
#include "sensor/base/fnv.h"
#include "sensor/dissector.h"

enum {
	HEAD_LEN = 12,
	BODY_READ = 4096, /* octets looked at: all heads end before */
	MESSAGE_MAX = 16 * 1024 * 1024,
	CONTEXTS_MAX = 64,
	KEY_SHOWN = 64,
	OPERATION_MAX = 128,
	ITERATORS_MAX = 8
};
enum giop_type {
	GIOP_REQUEST,
	GIOP_REPLY,
	GIOP_CANCEL,
	GIOP_LOCATE_REQUEST,
	GIOP_LOCATE_REPLY,
	GIOP_CLOSE,
	GIOP_ERROR,
	GIOP_FRAGMENT,
	GIOP_TYPES
};

enum { G_F_TYPE, G_F_VERSION, G_F_ID, G_F_OPERATION, G_F_KEY, G_F_STATUS, G_F_COUNT };

static const struct field fields[G_F_COUNT] = {
	[G_F_TYPE] = {"type", FIELD_TEXT, 0, "Kind of message"},
	[G_F_VERSION] = {"version", FIELD_TEXT, 0, "Version of GIOP"},
	[G_F_ID] = {"request_id", FIELD_UINT, 0, "Number that request and reply share"},
	[G_F_OPERATION] = {"operation", FIELD_TEXT, 0, "Operation that is called"},
	[G_F_KEY] = {"object_key", FIELD_HEX, 0, "Object that it is called on"},
	[G_F_STATUS] = {"status", FIELD_TEXT, 0, "How the call ended"},
};
static const struct schema schema = {"iiop", fields, G_F_COUNT, false};

struct iiop_side {
	uint32_t left; /* octets of a message that are passed over */
};

struct iiop_state {
	struct iiop_side side[2];
	uint32_t iterator[ITERATORS_MAX]; /* sums of keys of objects that give lists out in parts */
	uint8_t next_iterator;
};

struct giop {
	uint8_t minor, flags, type;
	uint32_t size;
	uint32_t id, status;
	bool has_id, has_status, one_way;
	struct span key, operation;
};

/* --- is it GIOP? ---------------------------------------------------------------------------- */

static enum probe probe(const struct probe_input *in)
{
	struct span magic = SPAN_LIT("GIOP");
	const uint8_t *p = in->data.p;

	if (!in->stream)
		return PROBE_NO;
	if (in->data.len < 8)
		return span_starts(magic, span_sub(in->data, 0, 4)) ? PROBE_MORE : PROBE_NO;
	return span_starts(in->data, magic) && p[4] == 1 && p[5] <= 3 && p[7] < GIOP_TYPES
		       ? PROBE_SURE
		       : PROBE_NO;
}

/* --- common data representation ------------------------------------------------------------- */

/* The body of a message; START is where its header begins. */
struct cdr {
	struct cursor c;
	const uint8_t *start;
	bool little;
};

static void cdr_align(struct cdr *r, uint32_t to)
{
	uint32_t off = (uint32_t)(r->c.p - r->start) % to;

	if (off)
		cursor_skip(&r->c, to - off);
}

static uint32_t cdr_u32(struct cdr *r)
{
	cdr_align(r, 4);
	return r->little ? cursor_le32(&r->c) : cursor_be32(&r->c);
}

static struct span cdr_sequence(struct cdr *r)
{
	uint32_t len = cdr_u32(r);

	return cursor_span(&r->c, len);
}

static void cdr_contexts(struct cdr *r)
{
	uint32_t count = cdr_u32(r);

	if (count > CONTEXTS_MAX)
		cursor_fail(&r->c);
	for (uint32_t i = 0; i < count && cursor_ok(&r->c); i++) {
		cdr_u32(r);
		cdr_sequence(r);
	}
}

/* TargetAddress of 1.2: an object key, or a profile or reference that is passed over. */
static void cdr_target(struct cdr *r, struct giop *m)
{
	cdr_align(r, 2);
	uint16_t kind = r->little ? cursor_le16(&r->c) : cursor_be16(&r->c);

	if (kind == 0) {
		m->key = cdr_sequence(r);
	} else if (kind == 1) {
		cdr_u32(r);
		cdr_sequence(r);
	} else {
		cursor_fail(&r->c);
	}
}

static struct span cdr_string(struct cdr *r)
{
	struct span s = cdr_sequence(r);

	return s.len ? span_sub(s, 0, s.len - 1) : s; /* the NUL counts */
}

static void read_request(struct cdr *r, struct giop *m)
{
	if (m->minor < 2) {
		cdr_contexts(r);
		m->id = cdr_u32(r);
		m->one_way = !cursor_u8(&r->c);
		m->key = cdr_sequence(r);
	} else {
		m->id = cdr_u32(r);
		m->one_way = !(cursor_u8(&r->c) & 3);
		cursor_skip(&r->c, 3);
		cdr_target(r, m);
	}
	struct span operation = cdr_string(r);
	m->has_id = cursor_ok(&r->c);
	if (m->has_id && operation.len && operation.len <= OPERATION_MAX &&
		span_is_printable(operation))
		m->operation = operation;
}

static void read_reply(struct cdr *r, struct giop *m)
{
	if (m->minor < 2)
		cdr_contexts(r);
	m->id = cdr_u32(r);
	m->status = cdr_u32(r);
	m->has_id = m->has_status = cursor_ok(&r->c);
}

/* --- what it means -------------------------------------------------------------------------- */

static bool begins(struct span s, const char *const *list)
{
	for (; *list; list++)
		if (span_starts_nocase(s, span_str(*list)))
			return true;
	return false;
}

/* By the words that such names begin with. */
static enum verb verb_of(struct span operation)
{
	static const char *const reads[] = {"get", "_get", "list", "is_", "_is_", "query", "find",
		"read", "resolve", "_non_existent", "_interface", "_component", "retrieve", "show",
		"count", "next", "ping", "_repository", NULL};
	static const char *const changes[] = {"set", "_set", "create", "add", "delete", "remove",
		"destroy", "modify", "update", "change", "activate", "deactivate", "lock", "unlock",
		"bind", "rebind", "unbind", "attach", "detach", "provision", NULL};
	static const char *const restarts[] = {"reboot", "restart", "reset_ne", "shutdown", NULL};

	if (begins(operation, restarts))
		return VERB_REBOOT;
	if (span_eq_nocase(operation, SPAN_LIT("endSession"))) /* MTNM, TM Forum 814 */
		return VERB_LOGOUT;
	if (begins(operation, reads))
		return VERB_READ;
	return begins(operation, changes) ? VERB_CHANGE : VERB_EXEC;
}

/* What the event and notification services call to hand news on (OMG formal/04-10-02, 04-10-13),
 * and a manager's callbacks of MTNM: the callee is told something, nothing is done to it. */
static bool is_news(struct span operation)
{
	static const char *const words[] = {"push_structured_event", "pull_structured_event",
		"try_pull", "disconnect_", "offer_change", "alarmLoss", "eventLoss",
		"historyPMDataCalculated", NULL};

	return span_eq(operation, SPAN_LIT("push")) || span_eq(operation, SPAN_LIT("pull")) ||
	       begins(operation, words);
}

/* A list that is given out in parts ends with its iterator's destruction, which changes nothing. */
static bool ends_list(struct iiop_state *s, const struct giop *m)
{
	uint32_t sum = fnv32(FNV32, m->key);

	if (span_starts(m->operation, SPAN_LIT("next"))) {
		for (unsigned i = 0; i < ITERATORS_MAX; i++)
			if (s->iterator[i] == sum)
				return false;
		s->iterator[s->next_iterator++ % ITERATORS_MAX] = sum;
	}
	if (!span_eq(m->operation, SPAN_LIT("destroy")))
		return false;
	for (unsigned i = 0; i < ITERATORS_MAX; i++)
		if (s->iterator[i] == sum)
			return true;
	return false;
}

static void act(struct dissect *d, const struct giop *m)
{
	bool read_out = ends_list(d->state, m);
	enum verb verb = read_out ? VERB_READ : verb_of(m->operation);
	struct action a = {.verb = verb,
		.subject = subject_of_words(m->operation),
		.element = side_other(d->from),
		.object = m->operation,
		.join = verb == VERB_READ};

	if (is_news(m->operation))
		return;
	if (verb == VERB_REBOOT)
		a.subject = SUBJECT_SYSTEM;
	if (verb == VERB_LOGOUT)
		a.subject = SUBJECT_SESSION;
	if (m->one_way)
		action_emit(d, &a);
	else
		action_ask(d, (uint64_t)d->from << 32 | m->id, &a);
}

static struct span status_name(uint32_t status)
{
	static const struct span names[] = {SPAN_LIT("no_exception"), SPAN_LIT("user_exception"),
		SPAN_LIT("system_exception"), SPAN_LIT("location_forward"),
		SPAN_LIT("location_forward_perm"), SPAN_LIT("needs_addressing_mode")};

	return status < sizeof(names) / sizeof(*names) ? names[status] : SPAN_LIT("unknown");
}

static void answer(struct dissect *d, const struct giop *m)
{
	enum outcome outcome = m->status == 0   ? OUTCOME_OK
			       : m->status <= 2 ? OUTCOME_FAILED
						: OUTCOME_UNKNOWN;

	action_answer(d, (uint64_t)side_other(d->from) << 32 | m->id, outcome,
		m->status ? status_name(m->status) : span_of(NULL, 0));
}

static void tell(struct dissect *d, const struct giop *m)
{
	static const struct span types[GIOP_TYPES] = {SPAN_LIT("request"), SPAN_LIT("reply"),
		SPAN_LIT("cancel-request"), SPAN_LIT("locate-request"), SPAN_LIT("locate-reply"),
		SPAN_LIT("close-connection"), SPAN_LIT("message-error"), SPAN_LIT("fragment")};
	static const struct span versions[] = {
		SPAN_LIT("1.0"), SPAN_LIT("1.1"), SPAN_LIT("1.2"), SPAN_LIT("1.3")};
	struct draft *e = event_new(d, &schema);

	event_text(e, G_F_TYPE, types[m->type]);
	event_text(e, G_F_VERSION, versions[m->minor]);
	if (m->has_id)
		event_uint(e, G_F_ID, m->id);
	if (m->operation.len)
		event_text(e, G_F_OPERATION, m->operation);
	if (m->has_id && m->key.len)
		event_text(e, G_F_KEY, span_sub(m->key, 0, KEY_SHOWN));
	if (m->has_status)
		event_text(e, G_F_STATUS, status_name(m->status));
	event_emit(d, e);
	if (m->type == GIOP_REQUEST && m->operation.len)
		act(d, m);
	if (m->type == GIOP_REPLY && m->has_status)
		answer(d, m);
}

/* --- messages ------------------------------------------------------------------------------- */

static bool read_head(struct cursor *c, struct giop *m)
{
	struct cursor at = *c;
	struct span magic = cursor_span(&at, 4);
	uint8_t major = cursor_u8(&at);

	m->minor = cursor_u8(&at);
	m->flags = cursor_u8(&at);
	m->type = cursor_u8(&at);
	m->size = m->flags & 1 ? cursor_le32(&at) : cursor_be32(&at);
	return span_eq(magic, SPAN_LIT("GIOP")) && major == 1 && m->minor <= 3 &&
	       m->type < GIOP_TYPES && m->size <= MESSAGE_MAX;
}

static enum parse stream(struct dissect *d, struct cursor *c)
{
	struct iiop_state *s = d->state;
	struct iiop_side *side = &s->side[d->from];

	while (cursor_left(c)) {
		struct giop m = {0};
		if (side->left) {
			uint32_t take = cursor_left(c) < side->left ? cursor_left(c) : side->left;
			cursor_skip(c, take);
			side->left -= take;
			continue;
		}
		if (cursor_left(c) < HEAD_LEN)
			return PARSE_OK;
		if (!read_head(c, &m))
			return PARSE_LOST;
		uint32_t body = m.size < BODY_READ ? m.size : BODY_READ;
		if (cursor_left(c) < HEAD_LEN + body) {
			d->want = HEAD_LEN + body;
			return PARSE_OK;
		}
		struct cdr r = {.start = c->p, .little = m.flags & 1};
		cursor_skip(c, HEAD_LEN);
		r.c = cursor_child(c, body);
		side->left = m.size - body;
		if (m.type == GIOP_REQUEST)
			read_request(&r, &m);
		else if (m.type == GIOP_REPLY)
			read_reply(&r, &m);
		tell(d, &m);
	}
	return PARSE_OK;
}

static enum parse gap(struct dissect *d, uint32_t missing)
{
	struct iiop_state *s = d->state;
	struct iiop_side *side = &s->side[d->from];

	if (missing > side->left)
		return PARSE_STOP;
	side->left -= missing;
	return PARSE_OK;
}

static const struct schema *const schemas[] = {&schema, NULL};
static const uint16_t hints[] = {683, 2809, 535, 0};

const struct dissector dissector_iiop = {
	.name = "iiop",
	.title = "CORBA's Internet Inter-ORB Protocol",
	.spec = "OMG CORBA 3.3 part 2",
	.set = "management",
	.schemas = schemas,
	.hints = hints,
	.first = BYTE_RANGES({'G', 'G'}),
	.state_size = sizeof(struct iiop_state),
	.cleartext = true,
	.probe = probe,
	.stream = stream,
	.gap = gap,
};
