/*
 * ovsdb: Open vSwitch Database Management Protocol (RFC 7047): JSON-RPC objects one after the
 * other. One event a message; transactions that write are changes to the side that answers. The
 * JSON is scanned flat: by depth, without a tree. Runs on a worker's thread.
 */
#include "config.h"

#include "dissectors/common/json_text.h"
#include "dissectors/common/wait.h"
#include "dissectors/ovsdb.h"

enum { DEPTH_MAX = 64 };

enum field_id {
	F_METHOD,
	F_TYPE,
	F_ID,
	F_DATABASE,
	F_OP,
	F_TABLE,
	F_ERROR,
	F_TRUNCATED,
	FIELD_COUNT
};

static const struct field fields[FIELD_COUNT] = {
	[F_METHOD] = {"method", FIELD_TEXT, 0, "Method that is called"},
	[F_TYPE] = {"type", FIELD_TEXT, 0, "request, notification or reply"},
	[F_ID] = {"id", FIELD_TEXT, 0, "What ties a reply to its request"},
	[F_DATABASE] = {"database", FIELD_TEXT, 0, "Database that is spoken of"},
	[F_OP] = {"operations[].op", FIELD_TEXT, 0, "Operation of a transaction"},
	[F_TABLE] = {"operations[].table", FIELD_TEXT, 0, "Table that it touches"},
	[F_ERROR] = {"error", FIELD_TEXT, 0, "First error of a reply"},
	[F_TRUNCATED] = {"truncated", FIELD_BOOL, 0, "More operations than are told"},
};

static const struct schema schema = {"ovsdb", fields, FIELD_COUNT, false};
static const struct schema *const schemas[] = {&schema, NULL};
static const uint16_t hints[] = {6640, 6632, 0};

enum step { STEP_GO, STEP_WAIT, STEP_WRONG };

enum text_kind { TEXT_NONE, TEXT_STRING, TEXT_ESCAPE, TEXT_BEHIND_STRING, TEXT_WORD };

/* Where in a message that is not whole yet the search for its end stands. */
struct reach {
	uint32_t depth;
	enum text_kind in;
};

struct ovsdb_state {
	struct reach reach[2];
	bool lost[2];
	bool begun;
};

/* --- JSON, flat
 * ------------------------------------------------------------------------------------ */

enum { DEPTH_OBJECT = 1, DEPTH_LIST, DEPTH_OPERATION, DEPTH_ROW };

struct scan {
	struct span key[DEPTH_ROW + 1]; /* the last key at each depth */
	struct ovsdb_operation now;
	uint32_t depth, place; /* place: of the value in the list of depth 2 */
};

/* The string behind an opening quote, which is consumed with its end; false where it has none. */
static bool string_read(struct cursor *c, struct span *ret)
{
	const uint8_t *start = c->p;

	while (c->p < c->end) {
		uint8_t byte = *c->p++;
		if (byte == '\\' && c->p < c->end)
			c->p++;
		else if (byte == '"') {
			*ret = span_of(start, (uint32_t)(c->p - start) - 1);
			return true;
		}
	}
	return false;
}

static bool is_space(uint8_t byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

/* A number, true, false or null; its first byte is consumed already. */
static struct span word_read(struct cursor *c)
{
	const uint8_t *start = c->p - 1;

	while (c->p < c->end && *c->p != ',' && *c->p != '}' && *c->p != ']' && !is_space(*c->p))
		c->p++;
	return span_of(start, (uint32_t)(c->p - start));
}

static bool key_is(const struct scan *s, uint32_t depth, const char *name)
{
	return json_text_is(s->key[depth], name);
}

/* A string in a row that an operation writes. */
static void column_take(struct scan *s, struct span value)
{
	if (!key_is(s, DEPTH_OPERATION, "row"))
		return;
	if (key_is(s, DEPTH_ROW, "name"))
		s->now.name = value;
	else if (key_is(s, DEPTH_ROW, "type"))
		s->now.type = value;
	else if (key_is(s, DEPTH_ROW, "target"))
		s->now.target = value;
}

/* A string or word at the depth at hand. */
static void value_take(struct scan *s, struct span value, bool text, struct ovsdb_message *m)
{
	bool null = !text && span_eq(value, SPAN_LIT("null"));

	if (s->depth == DEPTH_OBJECT) {
		if (key_is(s, DEPTH_OBJECT, "method") && text)
			m->method = value;
		else if (key_is(s, DEPTH_OBJECT, "id") && !null)
			m->id = value;
		else if (key_is(s, DEPTH_OBJECT, "error") && !null)
			m->error = value;
	} else if (s->depth == DEPTH_LIST && text && s->place == 0 &&
		   key_is(s, DEPTH_OBJECT, "params")) {
		m->database = value;
	} else if (s->depth == DEPTH_OPERATION && text) {
		if (key_is(s, DEPTH_OPERATION, "op"))
			s->now.op = value;
		else if (key_is(s, DEPTH_OPERATION, "table"))
			s->now.table = value;
		else if (key_is(s, DEPTH_OPERATION, "error") && !m->error.len)
			m->error = value;
	} else if (s->depth == DEPTH_ROW && text) {
		column_take(s, value);
	} else if (s->depth == DEPTH_LIST && text && !m->error.len &&
		   key_is(s, DEPTH_OBJECT, "error") && key_is(s, DEPTH_LIST, "error")) {
		m->error = value;
	}
}

static void container_enter(struct scan *s, struct ovsdb_message *m)
{
	s->depth++;
	if (s->depth == DEPTH_LIST) {
		s->place = 0;
		m->has_params |= key_is(s, DEPTH_OBJECT, "params");
		m->has_result |= key_is(s, DEPTH_OBJECT, "result");
	}
	if (s->depth <= DEPTH_ROW)
		s->key[s->depth] = span_of(NULL, 0);
	if (s->depth == DEPTH_OPERATION)
		s->now = (struct ovsdb_operation){.op = {NULL, 0}};
}

static void container_leave(struct scan *s, struct ovsdb_message *m)
{
	if (s->depth == DEPTH_OPERATION && s->now.op.len && key_is(s, DEPTH_OBJECT, "params"))
		ovsdb_keep(m, &s->now);
	s->depth--;
}

/* Followed by a colon it is a key. */
static bool colon_follows(struct cursor *c)
{
	const uint8_t *p = c->p;

	while (p < c->end && is_space(*p))
		p++;
	if (p == c->end || *p != ':')
		return false;
	c->p = p + 1;
	return true;
}

/* Reads one object from the start of BYTES; false where they are no JSON object at all. */
static bool message_read(struct span bytes, struct ovsdb_message *m)
{
	struct cursor c = cursor_of(bytes);
	struct scan s = {.depth = 0};
	struct span value;

	*m = (struct ovsdb_message){.whole = false};
	while (cursor_left(&c)) {
		uint8_t byte = cursor_u8(&c);
		if (byte == '{' || byte == '[') {
			if (s.depth == DEPTH_MAX || (s.depth == 0 && byte == '['))
				return false;
			container_enter(&s, m);
		} else if (s.depth == 0) {
			if (!is_space(byte))
				return false;
		} else if (byte == '}' || byte == ']') {
			container_leave(&s, m);
			if (s.depth == 0) {
				m->whole = true;
				m->len = (uint32_t)(c.p - bytes.p);
				return true;
			}
		} else if (byte == '"') {
			if (!string_read(&c, &value))
				return true;
			if (!colon_follows(&c))
				value_take(&s, value, true, m);
			else if (s.depth <= DEPTH_ROW)
				s.key[s.depth] = value;
		} else if (byte == ',') {
			s.place += s.depth == DEPTH_LIST;
		} else if (!is_space(byte)) {
			value_take(&s, word_read(&c), false, m);
		}
	}
	return true;
}

/* --- recognition
 * ------------------------------------------------------------------------------------ */

static const char *const own_methods[] = {"list_dbs", "get_schema", "transact", "monitor",
	"monitor_cancel", "monitor_cond", "monitor_cond_since", "monitor_cond_change", "update2",
	"update3", "set_db_change_aware", "get_server_id", NULL};
static const char *const common_methods[] = {
	"cancel", "update", "lock", "steal", "unlock", "locked", "stolen", "echo", NULL};

static enum probe probe(const struct probe_input *in)
{
	enum { PROBE_ENOUGH = 4000 };
	bool hinted = in->sport == hints[0] || in->dport == hints[0];
	struct ovsdb_message m;

	if (!in->stream || !in->data.len || in->data.p[0] != '{' || !message_read(in->data, &m))
		return PROBE_NO;
	if (m.method.len && json_text_is_one(m.method, own_methods) && (m.has_params || m.whole))
		return m.has_params ? PROBE_SURE : PROBE_NO;
	if (m.method.len && json_text_is_one(m.method, common_methods) && m.has_params)
		return PROBE_LIKELY;
	if (!m.whole && in->data.len < PROBE_ENOUGH)
		return PROBE_MORE;
	return hinted && m.has_result ? PROBE_LIKELY : PROBE_NO;
}

/* --- telling
 * ----------------------------------------------------------------------------------------- */

static void spell_out(struct dissect *d, struct ovsdb_message *m)
{
	struct span *const own[] = {&m->method, &m->id, &m->database, &m->error};

	for (uint32_t i = 0; i < sizeof(own) / sizeof(*own); i++)
		*own[i] = json_unescaped(d->scratch, *own[i]);
	for (uint32_t i = 0; i < m->operation_count; i++) {
		struct ovsdb_operation *o = &m->operations[i];
		struct span *const texts[] = {&o->op, &o->table, &o->name, &o->type, &o->target};
		for (uint32_t k = 0; k < sizeof(texts) / sizeof(*texts); k++)
			*texts[k] = json_unescaped(d->scratch, *texts[k]);
	}
}

static void tell(struct dissect *d, struct ovsdb_message *m)
{
	spell_out(d, m);

	struct draft *e = event_new(d, &schema);

	if (m->method.len)
		event_text(e, F_METHOD, m->method);
	event_text(e, F_TYPE,
		!m->method.len ? SPAN_LIT("reply")
		: m->id.len    ? SPAN_LIT("request")
			       : SPAN_LIT("notification"));
	if (m->id.len)
		event_text(e, F_ID, m->id);
	if (m->method.len && m->database.len)
		event_text(e, F_DATABASE, m->database);
	for (uint32_t i = 0; i < m->operation_count; i++) {
		event_item(e);
		event_text(e, F_OP, m->operations[i].op);
		if (m->operations[i].table.len)
			event_text(e, F_TABLE, m->operations[i].table);
	}
	if (m->error.len)
		event_text(e, F_ERROR, m->error);
	if (m->crowd.cut)
		event_bool(e, F_TRUNCATED, true);
	event_emit(d, e);
	ovsdb_act(d, m);
}

/* --- the stream
 * --------------------------------------------------------------------------------------- */

/* After a gap: to the next beginning of a message. */
static bool find_message(struct cursor *c)
{
	static const struct span starts[] = {{(const uint8_t *)"{\"method\":", 10},
		{(const uint8_t *)"{\"id\":", 6}, {(const uint8_t *)"{\"params\":", 10},
		{(const uint8_t *)"{\"error\":", 9}, {(const uint8_t *)"{\"result\":", 10}};
	enum { LONGEST = 10 };

	for (; cursor_left(c) >= LONGEST; cursor_skip(c, 1)) {
		for (uint32_t i = 0; i < sizeof(starts) / sizeof(*starts); i++)
			if (span_starts(cursor_peek(c), starts[i]))
				return true;
	}
	return false;
}

/* One byte more of a message, read as message_read does; false where it cannot stand there. */
static bool reach_byte(struct reach *r, uint8_t byte)
{
	if (r->in == TEXT_ESCAPE) {
		r->in = TEXT_STRING;
		return true;
	}
	if (r->in == TEXT_STRING) {
		r->in = byte == '\\' ? TEXT_ESCAPE : byte == '"' ? TEXT_BEHIND_STRING : TEXT_STRING;
		return true;
	}
	if (is_space(byte)) {
		r->in = r->in == TEXT_WORD ? TEXT_NONE : r->in;
		return true;
	}
	if (r->in == TEXT_WORD && byte != ',' && byte != '}' && byte != ']')
		return true;
	bool behind_string = r->in == TEXT_BEHIND_STRING;
	r->in = TEXT_NONE;
	if (byte == '{' || byte == '[')
		return r->depth < DEPTH_MAX && (r->depth++ || byte == '{');
	if (r->depth == 0)
		return false;
	if (byte == '}' || byte == ']')
		r->depth--;
	else if (byte == '"')
		r->in = TEXT_STRING;
	else if (byte != ',' && !(byte == ':' && behind_string))
		r->in = TEXT_WORD;
	return true;
}

/*
 * Whether HELD begins with a whole message. No byte is looked at twice for that, however small the
 * pieces in which it comes.
 */
static enum step message_reach(struct dissect *d, struct reach *r, struct span held)
{
	uint32_t at = wait_seen(d, held);

	if (!at)
		*r = (struct reach){0, TEXT_NONE};
	for (; at < held.len; at++) {
		if (!reach_byte(r, held.p[at]))
			return STEP_WRONG;
		if (r->depth == 0) {
			wait_forget(d);
			return STEP_GO;
		}
	}
	wait_mark(d, held, at);
	return STEP_WAIT;
}

static enum parse stream(struct dissect *d, struct cursor *c)
{
	struct ovsdb_state *s = d->state;
	struct ovsdb_message m;

	while (cursor_left(c)) {
		if (is_space(*c->p)) { /* between messages */
			cursor_skip(c, 1);
			continue;
		}
		if (s->lost[d->from] && !find_message(c))
			return PARSE_OK;
		s->lost[d->from] = false;
		struct span held = cursor_peek(c);
		enum step what = message_reach(d, &s->reach[d->from], held);
		if (what == STEP_WAIT)
			return PARSE_OK;
		if (what == STEP_WRONG || !message_read(held, &m) || !m.whole) {
			if (!s->begun)
				return PARSE_LOST;
			anomaly_emit(d, "ovsdb.malformed");
			return PARSE_STOP;
		}
		cursor_skip(c, m.len);
		s->begun = true;
		tell(d, &m);
	}
	return PARSE_OK;
}

static enum parse gap(struct dissect *d, uint32_t missing)
{
	struct ovsdb_state *s = d->state;

	(void)missing;
	s->lost[d->from] = true;
	return PARSE_OK;
}

const struct dissector dissector_ovsdb = {
	.name = "ovsdb",
	.title = "Open vSwitch Database",
	.spec = "RFC 7047",
	.set = "management",
	.schemas = schemas,
	.hints = hints,
	.first = BYTE_RANGES({'{', '{'}),
	.state_size = sizeof(struct ovsdb_state),
	.cleartext = true,
	.probe = probe,
	.stream = stream,
	.gap = gap,
};
