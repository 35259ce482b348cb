/*
 * sip: the Session Initiation Protocol (RFC 3261) over UDP and TCP on any port: who asks whom for
 * what, and the answer. One event a message, of its start line and of some header fields; bodies
 * are passed over. A NOTIFY that has a phone fetch its configuration or restart is an action. On a
 * worker's thread.
 *
 *   METHOD uri SIP/2.0 | SIP/2.0 code reason
 *   Name: value ...      (or its compact form, section 7.3.3)
 *   (empty line) | body of Content-Length bytes
 */
#include "config.h"

#include "dissectors/common/text.h"
#include "dissectors/common/wait.h"
#include "sensor/base/fnv.h"
#include "sensor/dissector.h"

enum { LINE_MAX_LEN = 2048, START_MAX = 512, VALUE_MAX = 120, HEADERS_MAX = 256 };

enum {
	SIP_F_METHOD,
	SIP_F_URI,
	SIP_F_VERSION,
	SIP_F_REQUEST_LINE,
	SIP_F_CODE,
	SIP_F_REASON,
	SIP_F_RESPONSE_LINE,
	SIP_F_FROM,
	SIP_F_TO,
	SIP_F_CALL_ID,
	SIP_F_AGENT,
	SIP_F_USER,
	SIP_F_EVENT,
	SIP_F_VIA,
	SIP_F_USER_AGENT,
	SIP_F_CONTENT_TYPE,
	SIP_F_CONTENT_LENGTH,
	SIP_F_COUNT
};

static const struct field fields[SIP_F_COUNT] = {
	[SIP_F_METHOD] = {"method", FIELD_TEXT, 0, "What is asked for"},
	[SIP_F_URI] = {"uri", FIELD_TEXT, FIELD_URL, "Whom the request is for"},
	[SIP_F_VERSION] = {"version", FIELD_TEXT, 0, "Version of the protocol"},
	[SIP_F_REQUEST_LINE] = {"request_line", FIELD_TEXT, FIELD_URL, "First line of a request"},
	[SIP_F_CODE] = {"code", FIELD_TEXT, 0, "Status code of a response"},
	[SIP_F_REASON] = {"reason", FIELD_TEXT, FIELD_CLI, "Words behind the code"},
	[SIP_F_RESPONSE_LINE] = {"response_line", FIELD_TEXT, FIELD_CLI,
		"First line of a response"},
	[SIP_F_FROM] = {"from", FIELD_TEXT, FIELD_OURS | FIELD_URL, "Who calls"},
	[SIP_F_TO] = {"to", FIELD_TEXT, FIELD_OURS | FIELD_URL, "Who is called"},
	[SIP_F_CALL_ID] = {"call_id", FIELD_TEXT, FIELD_OURS, "Identifier of the call"},
	[SIP_F_AGENT] = {"agent", FIELD_TEXT, FIELD_OURS | FIELD_CLI, "Software of the sender"},
	[SIP_F_USER] = {"user", FIELD_TEXT, FIELD_OURS, "User name of digest authentication"},
	[SIP_F_EVENT] = {"event", FIELD_TEXT, FIELD_OURS, "What a NOTIFY or SUBSCRIBE is about"},
	[SIP_F_VIA] = {"via[]", FIELD_TEXT, FIELD_RULES, "Each Via of the message"},
	[SIP_F_USER_AGENT] = {"user_agent", FIELD_TEXT, FIELD_RULES, "User-Agent"},
	[SIP_F_CONTENT_TYPE] = {"content_type", FIELD_TEXT, FIELD_RULES, "Content-Type"},
	[SIP_F_CONTENT_LENGTH] = {"content_length", FIELD_TEXT, FIELD_RULES, "Content-Length"},
};
static const struct schema schema = {"sip", fields, SIP_F_COUNT, true};

struct sip_value {
	uint8_t len;
	char text[VALUE_MAX];
};

/* A message in the making. */
struct sip_side {
	bool in_head, cut, over; /* cut: the line at hand is too long; over: nothing to read */
	bool folds;              /* a line that begins with a blank goes on with the event */
	uint16_t start_len, headers;
	uint32_t body; /* bytes of it still to come */
	char start[START_MAX];
	struct sip_value from, to, call_id, agent, user, event, cseq;
};

struct sip_state {
	struct sip_side side[2];
	uint64_t asked; /* the last order, which UDP repeats until it is answered */
};

/* --- is it SIP? ----------------------------------------------------------------------------- */

static const char *const methods[] = {"INVITE", "ACK", "BYE", "CANCEL", "REGISTER", "OPTIONS",
	"SUBSCRIBE", "NOTIFY", "PUBLISH", "INFO", "REFER", "MESSAGE", "UPDATE", "PRACK", NULL};

static bool is_uri(struct span uri)
{
	return span_starts_nocase(uri, SPAN_LIT("sip:")) ||
	       span_starts_nocase(uri, SPAN_LIT("sips:")) ||
	       span_starts_nocase(uri, SPAN_LIT("tel:")) ||
	       span_starts_nocase(uri, SPAN_LIT("urn:"));
}

/* The method at the start of S and a blank; 0 where there is none. */
static uint32_t method_len(struct span s)
{
	for (const char *const *m = methods; *m; m++) {
		struct span name = span_str(*m);
		if (s.len > name.len && span_starts(s, name) && s.p[name.len] == ' ')
			return name.len;
	}
	return 0;
}

/* S may become the start of a message. */
static bool may_begin(struct span s)
{
	struct span version = SPAN_LIT("SIP/2.0 ");

	if (s.len < version.len && span_starts(version, s))
		return true;
	for (const char *const *m = methods; *m; m++)
		if (s.len <= strlen(*m) && span_starts(span_str(*m), s))
			return true;
	return false;
}

static enum probe probe(const struct probe_input *in)
{
	struct cursor c = cursor_of(in->data);
	struct span line;

	while (cursor_left(&c) && (*c.p == '\r' || *c.p == '\n'))
		cursor_u8(&c); /* keepalives (RFC 5626 section 3.5.1) */
	struct span s = cursor_peek(&c);
	if (!s.len)
		return in->stream ? PROBE_MORE : PROBE_NO;
	if (span_starts(s, SPAN_LIT("SIP/2.0 ")))
		return PROBE_SURE;
	uint32_t method = method_len(s);
	if (!method)
		return in->stream && may_begin(s) ? PROBE_MORE : PROBE_NO;
	struct span uri = span_sub(s, method + 1, UINT32_MAX);
	if (uri.len < 5)
		return in->stream ? PROBE_MORE : PROBE_NO;
	if (!is_uri(uri))
		return PROBE_NO;
	if (!cursor_line(&c, &line))
		return in->stream && s.len < START_MAX ? PROBE_MORE : PROBE_NO;
	bool ours = line.len > 8 && span_eq(span_sub(line, line.len - 8, 8), SPAN_LIT(" SIP/2.0"));
	return ours ? PROBE_SURE : PROBE_NO;
}

/* --- the head ------------------------------------------------------------------------------- */

static void keep(struct sip_value *to, struct span value)
{
	value = span_sub(span_trim(value), 0, VALUE_MAX);
	if (to->len || !value.len)
		return;
	memcpy(to->text, value.p, value.len);
	to->len = (uint8_t)value.len;
}

/* The next line of a field that is folded (RFC 3261 section 7.3.1). */
static void keep_more(struct sip_value *to, struct span line)
{
	line = span_sub(span_trim(line), 0, (uint32_t)(VALUE_MAX - to->len));
	if (line.len)
		memcpy(to->text + to->len, line.p, line.len);
	to->len = (uint8_t)(to->len + line.len);
}

/* username="..." of Authorization: all that is told of it. */
static void keep_user(struct sip_side *m, struct span value)
{
	struct span user = text_after(value, "username=\"");

	if (user.len)
		keep(&m->user, text_until(user, "\""));
}

/* Header fields that only rules look into. */
static void header_show(struct dissect *d, struct span name, struct span value)
{
	static const struct {
		const char *name, *compact;
		uint16_t field;
	} shown[] = {{"Via", "v", SIP_F_VIA}, {"User-Agent", "", SIP_F_USER_AGENT},
		{"Content-Type", "c", SIP_F_CONTENT_TYPE},
		{"Content-Length", "l", SIP_F_CONTENT_LENGTH}};

	for (unsigned i = 0; i < sizeof(shown) / sizeof(*shown); i++)
		if (span_eq_nocase(name, span_str(shown[i].name)) ||
			(name.len == 1 && span_eq_nocase(name, span_str(shown[i].compact))))
			event_ahead(d, &schema, shown[i].field, value);
}

static void header(struct dissect *d, struct sip_side *m, struct span line)
{
	static const struct {
		const char *name, *compact;
		int what;
	} known[] = {{"From", "f", SIP_F_FROM}, {"To", "t", SIP_F_TO},
		{"Call-ID", "i", SIP_F_CALL_ID}, {"User-Agent", "", SIP_F_AGENT},
		{"Server", "", SIP_F_AGENT}, {"Authorization", "", SIP_F_USER},
		{"Proxy-Authorization", "", SIP_F_USER}, {"Event", "o", SIP_F_EVENT},
		{"CSeq", "", SIP_F_CODE}, {"Content-Length", "l", SIP_F_COUNT}};
	int64_t colon = span_index(line, ':');
	uint64_t number;

	if (m->folds && line.len && (line.p[0] == ' ' || line.p[0] == '\t')) {
		keep_more(&m->event, line);
		return;
	}
	m->folds = false;
	if (colon <= 0)
		return;
	struct span name = span_trim(span_sub(line, 0, (uint32_t)colon));
	struct span value = span_trim(span_sub(line, (uint32_t)colon + 1, UINT32_MAX));
	if (event_ruled(d))
		header_show(d, name, value);
	for (unsigned i = 0; i < sizeof(known) / sizeof(*known); i++) {
		bool hit = span_eq_nocase(name, span_str(known[i].name)) ||
			   (name.len == 1 && span_eq_nocase(name, span_str(known[i].compact)));
		if (!hit)
			continue;
		switch (known[i].what) {
		case SIP_F_FROM:
			keep(&m->from, value);
			break;
		case SIP_F_TO:
			keep(&m->to, value);
			break;
		case SIP_F_CALL_ID:
			keep(&m->call_id, value);
			break;
		case SIP_F_AGENT:
			keep(&m->agent, value);
			break;
		case SIP_F_USER:
			keep_user(m, value);
			break;
		case SIP_F_EVENT:
			keep(&m->event, value);
			m->folds = true;
			break;
		case SIP_F_CODE:
			keep(&m->cseq, value);
			break;
		default:
			if (span_decimal(value, UINT32_MAX, &number))
				m->body = (uint32_t)number;
		}
		return;
	}
}

static void put(struct draft *e, uint16_t field, const struct sip_value *value)
{
	if (value->len)
		event_text(e, field, span_of(value->text, value->len));
}

/* --- orders to phones ------------------------------------------------------------------------ */

static struct span kept(const struct sip_value *value)
{
	return span_of(value->text, value->len);
}

/* Of a request and of its answer; an order that comes again has another sequence number. */
static uint64_t key_of(const struct sip_side *m)
{
	return fnv64(fnv64(FNV64, kept(&m->call_id)), text_until(kept(&m->cseq), " ")) | 1;
}

/* What stands in front of STOP, blanks and all. */
static struct span up_to(struct span s, uint8_t stop)
{
	int64_t at = span_index(s, stop);

	return at < 0 ? s : span_sub(s, 0, (uint32_t)at);
}

/* ";NAME=VALUE" of PARAMS, blanks wherever they may stand (RFC 3261 section 25.1). */
static bool has_param(struct span params, const char *name, const char *value)
{
	while (params.len) {
		struct span one = up_to(params, ';');
		struct span key = up_to(one, '=');
		params = span_sub(params, one.len + 1, UINT32_MAX);
		if (span_eq_nocase(span_trim(key), span_str(name)) &&
			span_eq_nocase(
				span_trim(span_sub(one, key.len + 1, UINT32_MAX)), span_str(value)))
			return true;
	}
	return false;
}

/* NOTIFY whose event is no dialog's but an order: restart, or fetch what is configured. */
static void ordered(struct dissect *d, const struct sip_side *m)
{
	static const struct {
		const char *event;
		bool restarts;
	} orders[] = {{"check-sync", true}, {"reboot", true}, {"reboot_now", true},
		{"restart_now", true}, {"resync", false}, {"sys-control", false},
		{"service-control", false}};
	struct sip_state *s = d->state;
	struct span event = kept(&m->event), name = up_to(event, ';');

	for (unsigned i = 0; i < sizeof(orders) / sizeof(*orders); i++) {
		if (!span_eq_nocase(span_trim(name), span_str(orders[i].event)))
			continue;
		bool restarts =
			orders[i].restarts &&
			!has_param(span_sub(event, name.len + 1, UINT32_MAX), "reboot", "false");
		struct action a = {.verb = restarts ? VERB_REBOOT : VERB_EXEC,
			.subject = restarts ? SUBJECT_SYSTEM : SUBJECT_CONFIG,
			.evidence = EVIDENCE_OBSERVED,
			.element = side_other(d->from),
			.object = event,
			.object_scrub = SCRUB_TEXT};
		if (key_of(m) != s->asked)
			action_ask(d, key_of(m), &a);
		s->asked = key_of(m);
		return;
	}
}

/* 401 and 407 ask for credentials: what was asked was not done. */
static void answered(struct dissect *d, const struct sip_side *m, struct span code)
{
	struct sip_state *s = d->state;
	uint64_t number;

	if (!s->asked || key_of(m) != s->asked || !span_decimal(code, 999, &number) || number < 200)
		return;
	bool refused = number == 401 || number == 403 || number == 407 || number == 489;
	action_answer(d, s->asked,
		number < 300 ? OUTCOME_OK
		: refused    ? OUTCOME_REFUSED
			     : OUTCOME_FAILED,
		number < 300 ? span_of(NULL, 0)
			     : span_sub(span_of(m->start, m->start_len), 8, UINT32_MAX));
}

static void tell(struct dissect *d, const struct sip_side *m)
{
	struct draft *e = event_new(d, &schema);
	struct span line = span_of(m->start, m->start_len);

	if (span_starts(line, SPAN_LIT("SIP/2.0 "))) {
		struct span rest = span_sub(line, 8, UINT32_MAX);
		struct span code = text_until(rest, " ");
		event_text(e, SIP_F_VERSION, SPAN_LIT("SIP/2.0"));
		event_text(e, SIP_F_CODE, code);
		event_text(e, SIP_F_REASON, span_trim(span_sub(rest, code.len, UINT32_MAX)));
		event_text(e, SIP_F_RESPONSE_LINE, line);
	} else {
		uint32_t len = method_len(line);
		struct span rest = span_sub(line, len + 1, UINT32_MAX);
		event_text(e, SIP_F_METHOD, span_sub(line, 0, len));
		event_text(e, SIP_F_URI, text_until(rest, " "));
		event_text(e, SIP_F_VERSION, SPAN_LIT("SIP/2.0"));
		event_text(e, SIP_F_REQUEST_LINE, line);
	}
	put(e, SIP_F_FROM, &m->from);
	put(e, SIP_F_TO, &m->to);
	put(e, SIP_F_CALL_ID, &m->call_id);
	put(e, SIP_F_AGENT, &m->agent);
	put(e, SIP_F_USER, &m->user);
	put(e, SIP_F_EVENT, &m->event);
	event_emit(d, e);
	if (span_starts(line, SPAN_LIT("SIP/2.0 ")))
		answered(d, m, span_sub(line, 8, 3));
	else if (span_starts(line, SPAN_LIT("NOTIFY ")))
		ordered(d, m);
}

static bool is_start(struct span line)
{
	struct span tail = SPAN_LIT(" SIP/2.0");

	return span_starts(line, SPAN_LIT("SIP/2.0 ")) ||
	       (method_len(line) && line.len > tail.len &&
		       span_eq(span_sub(line, line.len - tail.len, tail.len), tail));
}

/* One line of a head, or between messages. */
static void take_line(struct dissect *d, struct sip_side *m, struct span line)
{
	if (!m->in_head) {
		if (!is_start(line))
			return; /* keepalives, and junk before a message */
		*m = (struct sip_side){.in_head = true};
		line = span_sub(line, 0, START_MAX);
		memcpy(m->start, line.p, line.len);
		m->start_len = (uint16_t)line.len;
	} else if (!line.len) {
		m->in_head = false;
		tell(d, m);
	} else if (m->headers++ < HEADERS_MAX) {
		header(d, m, line);
	} else {
		m->in_head = false;
		m->over = true;
		anomaly_emit(d, "sip.too_many_headers");
	}
}

/* --- messages ------------------------------------------------------------------------------- */

static enum parse datagram(struct dissect *d, struct cursor *c)
{
	struct sip_side m = {0};
	struct span line;

	while (cursor_left(c)) {
		bool was_in_head = m.in_head;
		if (!cursor_line(c, &line)) {
			line = cursor_rest(c);
			if (m.in_head && line.len && !d->truncated)
				header(d, &m, line);
			break;
		}
		take_line(d, &m, line);
		if (was_in_head && !m.in_head)
			return PARSE_OK; /* the rest is the body */
	}
	if (m.in_head) { /* no empty line: cut, or never sent */
		tell(d, &m);
		if (!d->truncated)
			anomaly_emit(d, "sip.head_without_end");
	}
	return PARSE_OK;
}

static enum parse stream(struct dissect *d, struct cursor *c)
{
	struct sip_state *s = d->state;
	struct sip_side *m = &s->side[d->from];
	struct span line;

	while (cursor_left(c) && !m->over) {
		if (m->body && !m->in_head) {
			uint32_t take = cursor_left(c) < m->body ? cursor_left(c) : m->body;
			cursor_skip(c, take);
			m->body -= take;
			continue;
		}
		bool whole = wait_line(d, c, &line);
		if (!whole && cursor_left(c) < LINE_MAX_LEN)
			return PARSE_OK;
		if (!whole) {
			cursor_skip(c, LINE_MAX_LEN);
			m->cut = true;
			continue;
		}
		if (!m->cut && line.len < LINE_MAX_LEN)
			take_line(d, m, line);
		m->cut = false;
	}
	return m->over ? PARSE_STOP : PARSE_OK;
}

static enum parse gap(struct dissect *d, uint32_t missing)
{
	struct sip_state *s = d->state;
	struct sip_side *m = &s->side[d->from];

	if (!m->in_head && missing <= m->body) {
		m->body -= missing;
		return PARSE_OK;
	}
	m->body = 0;
	m->in_head = false;
	m->cut = true; /* what follows may be the end of a line */
	return PARSE_OK;
}

static const struct schema *const schemas[] = {&schema, NULL};
static const uint16_t hints[] = {5060, 5062, 5080, 0};

const struct dissector dissector_sip = {
	.name = "sip",
	.title = "Session Initiation Protocol",
	.spec = "RFC 3261",
	.set = "user",
	.schemas = schemas,
	.hints = hints,
	.first = BYTE_RANGES({'\n', '\n'}, {'\r', '\r'}, {'A', 'C'}, {'I', 'I'}, {'M', 'P'},
		{'R', 'S'}, {'U', 'U'}),
	.state_size = sizeof(struct sip_state),
	.probe = probe,
	.datagram = datagram,
	.stream = stream,
	.gap = gap,
};
