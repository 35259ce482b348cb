/*
 * mac_telnet: a terminal on a RouterOS, or on a Unix with the free server of it, over UDP between
 * two MACs: no address is needed, most packets go to 255.255.255.255. Its maker documents nothing;
 * this is from "Mikrotik MAC Telnet protocol" (omniflux.com) and from what Debian's mactelnet and
 * mactelnetd send. Once the user is in, it is a session as Telnet's, read by the same files.
 * Runs on a worker's thread.
 *
 *   | 1 | type | source MAC 6 | destination MAC 6 | session 2 | client type 2 | counter 4 | data
 *   a server's: client type, then session
 *   data     ( 56 34 12 ff | kind | length 4 | value )*  terminal
 *   counter  bytes of data that this side sent before; an acknowledgement: that it has
 *
 * The password is proved by a digest or by EC-SRP5 and never crosses.
 */
#include "config.h"

#include "dissectors/telnet.h"
#include "dissectors/telnet_fields.h"
#include "sensor/aloud.h"

enum { PARTS_MAX = 16, HELD_MAX = 1500, SESSIONS = 2, WRAP = 65536, AGAIN_US = 1000000 };
enum type { TYPE_START, TYPE_DATA, TYPE_ACK, TYPE_PING = 4, TYPE_PONG, TYPE_END = 255 };
enum kind {
	KIND_KEY = 1, /* a server's: salt; EC-SRP5: a key before it; a client's: user, key */
	KIND_PROOF = 2,
	KIND_USER = 3,
	KIND_TERMINAL = 4,
	KIND_COLUMNS = 5,
	KIND_ROWS = 6,
	KIND_ERROR = 7,
	KIND_IN = 9 /* to the terminal, or to the message that says no */
};
enum { SALT_MD5 = 16, SALT_SRP = 49 };

enum {
	M_F_SESSION = TELNET_F_COUNT,
	M_F_CLIENT_MAC,
	M_F_SERVER_MAC,
	M_F_CLIENT,
	M_F_PROOF,
	M_F_TERMINAL,
	M_F_COLUMNS,
	M_F_ROWS,
	M_F_COUNT
};

static const struct field fields[M_F_COUNT] = {
	TELNET_FIELDS,
	[M_F_SESSION] = {"session", FIELD_UINT, 0, "Number of the session"},
	[M_F_CLIENT_MAC] = {"client_mac", FIELD_MAC, 0, "Hardware address of the client"},
	[M_F_SERVER_MAC] = {"server_mac", FIELD_MAC, 0, "Hardware address of the server"},
	[M_F_CLIENT] = {"client", FIELD_TEXT, 0, "What the session carries: terminal or winbox"},
	[M_F_PROOF] = {"proof", FIELD_TEXT, 0, "How the password is proved: md5 or ec-srp5"},
	[M_F_TERMINAL] = {"terminal", FIELD_TEXT, 0, "Kind of the terminal"},
	[M_F_COLUMNS] = {"columns", FIELD_UINT, 0, "Its width"},
	[M_F_ROWS] = {"rows", FIELD_UINT, 0, "Its height"},
};
static const struct schema schema = {"mac_telnet", fields, M_F_COUNT, false};
static const struct schema *const schemas[] = {&schema, NULL};
static const uint16_t hints[] = {20561, 0};

/* What one side sends: each byte once, in order. One packet may wait for what is before it. */
struct heard {
	uint32_t next, held_at;
	uint16_t held_len;
	bool begun;
	uint8_t held[HELD_MAX];
};

struct mac_session {
	struct telnet_state session;
	struct heard heard[2];
	struct mac mac[2];
	uint16_t number, client_type;
	bool used, over, told, proved, in, typed;
	uint8_t salt_len;
	int64_t last_us;
};

/* More than one at a time only between addresses: what is held aloud is a flow for each. */
struct mac_telnet {
	struct mac_session session[SESSIONS];
	bool known;
};

struct head {
	enum side from;
	enum type type;
	uint16_t number, client_type;
	uint32_t counter;
	struct mac mac[2]; /* by side */
};

/* --- is it? ----------------------------------------------------------------------------------- */

static bool is_type(uint8_t type)
{
	return type <= TYPE_ACK || type == TYPE_PING || type == TYPE_PONG || type == TYPE_END;
}

/** FROM tells only where the head can be read either way. */
static bool head_read(struct cursor *c, enum side from, struct head *ret)
{
	uint8_t version = cursor_u8(c), type = cursor_u8(c);
	struct span source = cursor_span(c, 6), destination = cursor_span(c, 6);
	uint16_t first = cursor_be16(c), second = cursor_be16(c);

	if (!cursor_ok(c) || version != 1 || !is_type(type))
		return false;
	ret->type = type;
	ret->from = from;
	if (type == TYPE_PING || type == TYPE_PONG)
		return true;
	ret->counter = cursor_be32(c);
	if (!cursor_ok(c) || (!aloud_is_client_type(first) && !aloud_is_client_type(second)))
		return false;
	if (!aloud_is_client_type(first) || !aloud_is_client_type(second))
		ret->from = aloud_is_client_type(first) ? SIDE_SERVER : SIDE_CLIENT;
	ret->client_type = ret->from == SIDE_SERVER ? first : second;
	ret->number = ret->from == SIDE_SERVER ? second : first;
	memcpy(ret->mac[ret->from].b, source.p, 6);
	memcpy(ret->mac[side_other(ret->from)].b, destination.p, 6);
	return true;
}

static bool is_part(struct span data)
{
	static const uint8_t magic[] = {0x56, 0x34, 0x12, 0xff};

	return data.len >= sizeof(magic) && memcmp(data.p, magic, sizeof(magic)) == 0;
}

static enum probe probe(const struct probe_input *in)
{
	struct cursor c = cursor_of(in->data);
	struct head h = {.type = TYPE_ACK};

	if (in->stream || !head_read(&c, in->from, &h))
		return PROBE_NO;
	if (h.type == TYPE_PING || h.type == TYPE_PONG)
		return PROBE_LIKELY;
	if (h.type == TYPE_DATA)
		return is_part(cursor_peek(&c)) ? PROBE_SURE : PROBE_LIKELY;
	if (cursor_left(&c))
		return PROBE_NO;
	return in->group && h.from == SIDE_CLIENT ? PROBE_MORE
						  : PROBE_SURE; /* does anybody answer? */
}

/* --- who logs in ------------------------------------------------------------------------------ */

/* What the parts of one packet say. */
struct greeting {
	struct span user, terminal;
	uint16_t columns, rows;
};

static void tell_greeting(struct dissect *d, struct mac_session *s, const struct greeting *g)
{
	struct draft *e = event_new(d, &schema);

	s->told = true;
	if (g->user.len)
		event_text(e, TELNET_F_USER, g->user);
	event_uint(e, M_F_SESSION, s->number);
	event_mac(e, M_F_CLIENT_MAC, &s->mac[SIDE_CLIENT]);
	event_mac(e, M_F_SERVER_MAC, &s->mac[SIDE_SERVER]);
	event_text(e, M_F_CLIENT,
		s->client_type == ALOUD_CLIENT_WINBOX ? SPAN_LIT("winbox") : SPAN_LIT("terminal"));
	if (s->salt_len)
		event_text(e, M_F_PROOF,
			s->salt_len == SALT_MD5 ? SPAN_LIT("md5") : SPAN_LIT("ec-srp5"));
	if (g->terminal.len)
		event_text(e, M_F_TERMINAL, g->terminal);
	if (g->columns)
		event_uint(e, M_F_COLUMNS, g->columns);
	if (g->rows)
		event_uint(e, M_F_ROWS, g->rows);
	event_emit(d, e);
}

/** Nothing that the server showed told whether the user came in. */
static void tell_login(struct dissect *d, struct mac_session *s, bool refused)
{
	struct action a = person_login(&s->session.user, !refused, SIDE_SERVER);

	if (!refused)
		a.outcome = OUTCOME_UNKNOWN;
	action_emit_at(d, &a, d->ts_us);
	s->session.vouched = s->proved = false;
}

static uint16_t size_of(struct span value)
{
	return value.len == 2 ? (uint16_t)(value.p[0] | value.p[1] << 8) : 0;
}

static void hear_client(
	struct mac_session *s, enum kind kind, struct span value, struct greeting *g)
{
	switch (kind) {
	case KIND_PROOF:
		s->proved = true;
		break;
	case KIND_USER:
		g->user = value;
		person_set(&s->session.user, value);
		break;
	case KIND_TERMINAL:
		g->terminal = value;
		break;
	case KIND_COLUMNS:
		g->columns = size_of(value);
		break;
	case KIND_ROWS:
		g->rows = size_of(value);
		break;
	default:
		break;
	}
}

static void hear_server(struct dissect *d, struct mac_session *s, enum kind kind, struct span value)
{
	if (kind == KIND_KEY && (value.len == SALT_MD5 || value.len == SALT_SRP))
		s->salt_len = (uint8_t)value.len;
	if (kind == KIND_IN && !s->in) {
		s->in = s->session.vouched = true;
		s->proved = false;
	}
	if (kind == KIND_ERROR && (s->proved || s->session.vouched)) {
		telnet_login_failed(d, &s->session, value);
		s->proved = false;
	}
}

/* --- the terminal ----------------------------------------------------------------------------- */

/** What a terminal answers by itself: where its cursor is, what it can do. */
static bool is_report(struct span s)
{
	uint32_t i = 0;

	if (s.len < 4 || s.p[0] != 27)
		return false;
	while (i + 2 < s.len && s.p[i] == 27 && s.p[i + 1] == '[') {
		for (i += 2; i < s.len && s.p[i] < 0x40; i++)
			;
		if (i == s.len || (s.p[i] != 'R' && s.p[i] != 'c'))
			return false;
		i++;
	}
	return i == s.len;
}

static void hear_terminal(struct dissect *d, struct mac_session *s, struct span data)
{
	bool client = d->from == SIDE_CLIENT;

	if (s->client_type == ALOUD_CLIENT_WINBOX || (client && is_report(data)))
		return;
	s->typed = s->typed || client;
	for (uint32_t i = 0; i < data.len; i++) {
		if (client)
			telnet_client_byte(d, &s->session, data.p[i]);
		else
			telnet_server_byte(d, &s->session, data.p[i]);
	}
	if (!s->session.client_seen)
		telnet_server_waits(d, &s->session);
}

static void hear(struct dissect *d, struct mac_session *s, struct span data)
{
	struct cursor c = cursor_of(data);
	struct greeting g = {.columns = 0};

	for (int i = 0; i < PARTS_MAX && is_part(cursor_peek(&c)); i++) {
		cursor_skip(&c, 4);
		enum kind kind = cursor_u8(&c);
		struct span value = cursor_span(&c, cursor_be32(&c));
		if (!cursor_ok(&c)) {
			if (!d->truncated)
				anomaly_emit(d, "mac_telnet.malformed");
			break;
		}
		if (d->from == SIDE_CLIENT)
			hear_client(s, kind, value, &g);
		else
			hear_server(d, s, kind, value);
	}
	if (g.user.len || (g.terminal.len && !s->told))
		tell_greeting(d, s, &g);
	if (cursor_ok(&c) && cursor_left(&c))
		hear_terminal(d, s, cursor_rest(&c));
}

/* --- each byte once --------------------------------------------------------------------------- */

static void in_order(struct dissect *d, struct mac_session *s, uint32_t counter, struct span data)
{
	struct heard *q = &s->heard[d->from];
	int64_t ahead = (int32_t)(counter - q->next);

	if (ahead < 0 && -ahead >= data.len)
		return;
	if (ahead < 0)
		data = span_sub(data, (uint32_t)-ahead, UINT32_MAX);
	if (ahead > 0)
		telnet_session_gap(d, &s->session);
	q->next = (ahead < 0 ? q->next : counter) + data.len;
	hear(d, s, data);
}

static void release(struct dissect *d, struct mac_session *s)
{
	struct heard *q = &s->heard[d->from];
	struct span data = span_of(q->held, q->held_len);

	q->held_len = 0;
	if (data.len)
		in_order(d, s, q->held_at, data);
}

/** Old servers count to 65535 only. */
static void unwrap(struct heard *q, uint32_t counter)
{
	int64_t off = (int64_t)counter + WRAP - q->next;

	if (off > -HELD_MAX && off < HELD_MAX)
		q->next -= WRAP;
}

static void take(struct dissect *d, struct mac_session *s, uint32_t counter, struct span data)
{
	struct heard *q = &s->heard[d->from];

	if (!q->begun)
		q->next = counter;
	q->begun = true;
	unwrap(q, counter);
	bool early = (int32_t)(counter - q->next) > 0;
	if (early && !q->held_len && data.len <= HELD_MAX && !d->truncated) {
		memcpy(q->held, data.p, data.len);
		q->held_len = (uint16_t)data.len;
		q->held_at = counter;
		return;
	}
	if (early && counter == q->held_at)
		return;
	if (early && (int32_t)(counter - q->held_at) > 0)
		release(d, s);
	in_order(d, s, counter, data);
	if (q->held_len && (int32_t)(q->held_at - q->next) <= 0)
		release(d, s);
	if (d->truncated) {
		telnet_session_gap(d, &s->session);
		q->begun = false;
	}
}

/* --- sessions --------------------------------------------------------------------------------- */

/** FROM has ended it; or, with the flow, nobody has. */
static void session_end(struct dissect *d, struct mac_session *s, bool said)
{
	enum side from = d->from;
	struct telnet_state *t = &s->session;

	if (!s->used || s->over)
		return;
	for (int side = 0; side < 2; side++) {
		d->from = side;
		release(d, s);
	}
	d->from = from;
	s->over = true;
	telnet_session_end(d, t);
	if (t->vouched || s->proved)
		tell_login(d, s, said && from == SIDE_SERVER && !s->typed);
	if (!said || !t->logged_in || t->left)
		return;
	struct action a = {.verb = VERB_LOGOUT,
		.subject = SUBJECT_SESSION,
		.outcome = OUTCOME_OK,
		.element = SIDE_SERVER,
		.object = person_name(&t->user)};
	person_acts(&t->user, &a);
	action_emit_at(d, &a, d->ts_us);
}

static void session_begin(struct mac_session *s, const struct head *h)
{
	memset(s, 0, sizeof(*s));
	s->used = true;
	s->number = h->number;
	s->client_type = h->client_type;
	memcpy(s->mac, h->mac, sizeof(s->mac));
	s->session.schema = &schema;
	s->session.sent = s->session.settled = (uint64_t)h->number << 32;
}

static bool is_of(const struct mac_session *s, const struct head *h)
{
	return s->used && s->number == h->number && memcmp(s->mac, h->mac, sizeof(s->mac)) == 0;
}

/** The session that H belongs to; a new one in the place of that which was silent longest. */
static struct mac_session *session_of(struct dissect *d, struct mac_telnet *m, const struct head *h)
{
	struct mac_session *oldest = &m->session[0];

	for (int i = 0; i < SESSIONS; i++) {
		if (is_of(&m->session[i], h))
			return &m->session[i];
		if (m->session[i].last_us < oldest->last_us)
			oldest = &m->session[i];
	}
	if (h->type != TYPE_START && h->type != TYPE_DATA)
		return NULL;
	session_end(d, oldest, false);
	session_begin(oldest, h);
	return oldest;
}

static void read_packet(
	struct dissect *d, struct mac_telnet *m, const struct head *h, struct cursor *c)
{
	struct mac_session *s = session_of(d, m, h);

	if (!s)
		return;
	bool sent_again = d->ts_us - s->last_us < AGAIN_US;
	bool anew =
		h->type == TYPE_START && (s->over || (s->heard[SIDE_CLIENT].begun && !sent_again));
	if (anew) {
		session_end(d, s, false);
		session_begin(s, h);
	}
	s->last_us = d->ts_us;
	s->session.client_seen = s->session.client_seen || h->from == SIDE_CLIENT;
	if (h->type == TYPE_DATA && !s->over && cursor_left(c))
		take(d, s, h->counter, cursor_rest(c));
	if (h->type == TYPE_END)
		session_end(d, s, true);
}

static enum parse datagram(struct dissect *d, struct cursor *c)
{
	struct mac_telnet *m = d->state;
	struct head h = {.type = TYPE_ACK};

	if (!head_read(c, d->from, &h)) {
		if (!m->known)
			return PARSE_LOST;
		if (!d->truncated)
			anomaly_emit(d, "mac_telnet.malformed");
		return PARSE_OK;
	}
	m->known = true;
	if (h.type == TYPE_PING || h.type == TYPE_PONG)
		return PARSE_OK;
	d->from = h.from;
	read_packet(d, m, &h, c);
	return PARSE_OK;
}

static void finish(struct dissect *d)
{
	struct mac_telnet *m = d->state;

	for (int i = 0; i < SESSIONS; i++)
		session_end(d, &m->session[i], false);
}

_Static_assert(sizeof(struct mac_telnet) <= DISSECTOR_STATE_MAX, "state of its sessions");

const struct dissector dissector_mac_telnet = {
	.name = "mac-telnet",
	.title = "MAC-Telnet",
	.spec = "MikroTik RouterOS",
	.set = "management",
	.schemas = schemas,
	.hints = hints,
	.first = BYTE_RANGES({1, 1}),
	.state_size = sizeof(struct mac_telnet),
	.cleartext = true,
	.probe = probe,
	.datagram = datagram,
	.finish = finish,
};
