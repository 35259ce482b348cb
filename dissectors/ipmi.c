/*
 * ipmi: Intelligent Platform Management Interface over RMCP and RMCP+ (IPMI 2.0, chapter 13; ASF
 * 2.0). What travels in an encrypted session stays there; the handshake before it does not
 * (ipmi_handshake.c). Runs on a worker's thread. Numbers of the session are in little-endian order.
 *
 *   RMCP       | 6 | 0 | sequence | class: 6 ASF, 7 IPMI |
 *   session    | auth type | sequence 4 | id 4 | [auth code 16] | length 1 | message
 *   RMCP+      | 6 | E A type | [IANA 4, id 2] | id 4 | sequence 4 | length 2 | payload [trailer]
 *   message    | to | netFn lun | sum | from | sequence lun | command | [completion] | data | sum |
 */
#include "config.h"

#include "dissectors/common/text.h"
#include "dissectors/ipmi.h"

enum {
	RMCP_VERSION = 6,
	RMCP_CLASS_ASF = 6,
	RMCP_CLASS_IPMI = 7,
	RMCP_CLASS_MASK = 0x1f,
	RMCP_ACK = 0x80,
	ASF_IANA = 4542,
	ASF_PONG = 0x40,
	ASF_PING = 0x80
};

enum ipmi_auth { IPMI_AUTH_NONE = 0, IPMI_AUTH_OEM = 5, IPMI_AUTH_RMCPP = 6 };

enum { IPMI_CODE_LEN = 16, IPMI_MESSAGE_MIN = 7 };

static const struct field ipmi_fields[IPMI_F_COUNT] = {
	[IPMI_F_NETFN] = {"netfn", FIELD_UINT, 0, "Network function of the request"},
	[IPMI_F_COMMAND] = {"command", FIELD_UINT, 0, "Command code"},
	[IPMI_F_NAME] = {"name", FIELD_TEXT, 0, "Name of the command or of the handshake message"},
	[IPMI_F_DIRECTION] = {"direction", FIELD_TEXT, 0, "request or response"},
	[IPMI_F_COMPLETION] = {"completion", FIELD_UINT, 0,
		"Completion code of a response, 0 is ok"},
	[IPMI_F_VALUE] = {"value", FIELD_TEXT, 0, "What a request sets, without secrets"},
	[IPMI_F_VERSION] = {"version", FIELD_TEXT, 0, "Version of the session: 1.5 or 2.0"},
	[IPMI_F_AUTH] = {"auth", FIELD_TEXT, 0, "How a 1.5 session authenticates its messages"},
	[IPMI_F_SESSION] = {"session", FIELD_UINT, 0, "Session id, 0 outside of a session"},
	[IPMI_F_PAYLOAD] = {"payload", FIELD_UINT, 0, "RMCP+ payload type"},
	[IPMI_F_ENCRYPTED] = {"encrypted", FIELD_BOOL, 0, "The payload is encrypted"},
	[IPMI_F_STATUS] = {"status", FIELD_UINT, 0, "RMCP+ and RAKP status code, 0 is ok"},
	[IPMI_F_CIPHER] = {"cipher", FIELD_TEXT, 0,
		"Algorithms for authentication, integrity and confidentiality"},
	[IPMI_F_USER] = {"user", FIELD_TEXT, 0, "User name of the handshake"},
};

static const struct schema ipmi_schema = {"ipmi", ipmi_fields, IPMI_F_COUNT, false};
static const struct schema *const ipmi_schemas[] = {&ipmi_schema, NULL};
static const uint16_t ipmi_hints[] = {623, 664, 0};

/* --- framing ------------------------------------------------------------------------------- */

/* Reads up to the class; false where this is not RMCP. */
static bool rmcp_read(struct cursor *c, uint8_t *class)
{
	uint8_t version = cursor_u8(c), reserved = cursor_u8(c);

	cursor_u8(c); /* sequence: 255 is never acknowledged */
	*class = cursor_u8(c);
	return cursor_ok(c) && version == RMCP_VERSION && reserved == 0;
}

static void session_read(struct cursor *c, struct ipmi_session *ret)
{
	*ret = (struct ipmi_session){.auth = cursor_u8(c)};
	if (ret->auth > IPMI_AUTH_RMCPP || ret->auth == 3)
		cursor_fail(c);
	if (ret->auth != IPMI_AUTH_RMCPP) {
		cursor_skip(c, 4);
		ret->id = cursor_le32(c);
		if (ret->auth != IPMI_AUTH_NONE)
			cursor_skip(c, IPMI_CODE_LEN);
		ret->body = cursor_span(c, cursor_u8(c));
		return;
	}
	uint8_t type = cursor_u8(c);
	ret->payload = type & IPMI_PAYLOAD_MASK;
	ret->encrypted = type & IPMI_ENCRYPTED;
	if (ret->payload == IPMI_PAYLOAD_OEM)
		cursor_skip(c, 6);
	ret->id = cursor_le32(c);
	cursor_skip(c, 4);
	ret->body = cursor_span(c, cursor_le16(c));
}

static bool asf_read(struct cursor *c, uint8_t *type)
{
	uint32_t iana = cursor_be32(c);

	*type = cursor_u8(c);
	cursor_skip(c, 3); /* tag, reserved, length */
	return cursor_ok(c) && iana == ASF_IANA;
}

static enum probe ipmi_probe(const struct probe_input *in)
{
	struct cursor c = cursor_of(in->data);
	struct ipmi_session session;
	uint8_t class, type;

	if (in->stream || !rmcp_read(&c, &class))
		return PROBE_NO;
	if ((class & RMCP_CLASS_MASK) == RMCP_CLASS_ASF && asf_read(&c, &type))
		return PROBE_SURE;
	if (class != RMCP_CLASS_IPMI)
		return PROBE_NO;
	session_read(&c, &session);
	if (!cursor_ok(&c))
		return PROBE_NO;
	return session.body.len ? PROBE_SURE : PROBE_LIKELY;
}

static uint8_t sum_of(struct span s)
{
	uint8_t sum = 0;

	for (uint32_t i = 0; i < s.len; i++)
		sum = (uint8_t)(sum + s.p[i]);
	return sum;
}

/* False where the lengths or the two sums do not fit: no controller takes such a message. */
static bool message_read(struct span body, struct ipmi_message *ret)
{
	struct cursor c = cursor_of(body);

	if (body.len < IPMI_MESSAGE_MIN || sum_of(span_sub(body, 0, 3)) ||
		sum_of(span_sub(body, 3, body.len)))
		return false;
	cursor_u8(&c);
	uint8_t netfn = (uint8_t)(cursor_u8(&c) >> 2);
	cursor_skip(&c, 2);
	uint8_t sequence = cursor_u8(&c);
	*ret = (struct ipmi_message){.netfn = netfn & 0x3e,
		.sequence = (uint8_t)(sequence >> 2),
		.lun = sequence & 3,
		.response = netfn & 1,
		.command = cursor_u8(&c)};
	if (ret->response) {
		ret->completion = cursor_u8(&c);
		if (!cursor_left(&c))
			return false;
	}
	ret->data = cursor_span(&c, cursor_left(&c) - 1);
	return cursor_ok(&c);
}

/* --- events -------------------------------------------------------------------------------- */

struct draft *ipmi_event(struct dissect *d, struct span name, const char *direction)
{
	struct draft *e = event_new(d, &ipmi_schema);

	if (name.len)
		event_text(e, IPMI_F_NAME, name);
	if (direction)
		event_text(e, IPMI_F_DIRECTION, span_str(direction));
	return e;
}

void ipmi_event_session(struct draft *e, const struct ipmi_session *session)
{
	static const char *const auths[] = {"none", "md2", "md5", "", "password", "oem"};
	bool plus = session->auth == IPMI_AUTH_RMCPP;

	event_text(e, IPMI_F_VERSION, plus ? SPAN_LIT("2.0") : SPAN_LIT("1.5"));
	if (!plus)
		event_text(e, IPMI_F_AUTH, span_str(auths[session->auth]));
	event_uint(e, IPMI_F_SESSION, session->id);
	if (plus) {
		event_uint(e, IPMI_F_PAYLOAD, session->payload);
		event_bool(e, IPMI_F_ENCRYPTED, session->encrypted);
	}
}

static void tell_asf(struct dissect *d, struct cursor *c)
{
	uint8_t type;

	if (!asf_read(c, &type)) {
		anomaly_emit(d, "ipmi.bad_asf");
		return;
	}
	bool known = type == ASF_PING || type == ASF_PONG;
	event_emit(d, ipmi_event(d,
			      !known             ? SPAN_LIT("ASF")
			      : type == ASF_PING ? SPAN_LIT("Presence Ping")
						 : SPAN_LIT("Presence Pong"),
			      !known             ? NULL
			      : type == ASF_PING ? "request"
						 : "response"));
}

static void tell_message(
	struct dissect *d, struct ipmi_state *s, const struct ipmi_session *session)
{
	struct ipmi_message m;

	if (!message_read(session->body, &m)) {
		anomaly_emit(d, "ipmi.bad_message");
		return;
	}
	m.session = session->id;
	const char *name = ipmi_command_name(m.netfn, m.command);
	struct draft *e = event_new(d, &ipmi_schema);
	event_uint(e, IPMI_F_NETFN, m.netfn);
	event_uint(e, IPMI_F_COMMAND, m.command);
	if (name)
		event_text(e, IPMI_F_NAME, span_str(name));
	event_text(e, IPMI_F_DIRECTION, m.response ? SPAN_LIT("response") : SPAN_LIT("request"));
	if (m.response)
		event_uint(e, IPMI_F_COMPLETION, m.completion);
	struct span value = ipmi_value(d, &m);
	if (value.len)
		event_text(e, IPMI_F_VALUE, value);
	ipmi_event_session(e, session);
	event_emit(d, e);
	if (session->id)
		s->rakp2 = false; /* a session runs: the handshake was completed unseen */
	ipmi_act(d, s, &m);
}

/* --- the door ------------------------------------------------------------------------------ */

/* What an encrypted session surely does, whatever else: it reads something. */
static void infer_read(struct dissect *d, struct ipmi_state *s)
{
	struct action a = {.verb = VERB_READ,
		.subject = SUBJECT_SYSTEM,
		.evidence = EVIDENCE_INFERRED,
		.certainty = CERTAINTY_LOW,
		.sealed = true,
		.element = side_other(d->from),
		.object = SPAN_LIT("encrypted session")};

	person_acts(&s->user, &a);
	s->opaque = true;
	action_emit(d, &a);
}

static void tell_opaque(struct dissect *d, struct ipmi_state *s, const struct ipmi_session *session)
{
	bool sol = session->payload == IPMI_PAYLOAD_SOL;

	if (session->id)
		s->rakp2 = false;
	if (sol && s->sol)
		return; /* a console: one event stands for all its packets */
	s->sol |= sol;
	struct draft *e = ipmi_event(d, sol ? SPAN_LIT("Serial over LAN") : span_of(NULL, 0), NULL);
	ipmi_event_session(e, session);
	event_emit(d, e);
	if (!sol && !s->opaque && d->from == SIDE_CLIENT)
		infer_read(d, s);
}

static enum parse ipmi_datagram(struct dissect *d, struct cursor *c)
{
	struct ipmi_state *s = d->state;
	struct ipmi_session session;
	uint8_t class;

	if (!rmcp_read(c, &class)) {
		anomaly_emit(d, "ipmi.bad_rmcp");
		return PARSE_OK;
	}
	if (class & RMCP_ACK && !cursor_left(c))
		return PARSE_OK;
	if ((class & RMCP_CLASS_MASK) == RMCP_CLASS_ASF) {
		tell_asf(d, c);
		return PARSE_OK;
	}
	session_read(c, &session);
	if (!cursor_ok(c)) {
		if (!d->truncated)
			anomaly_emit(d, "ipmi.bad_length");
		return PARSE_OK;
	}
	if (session.encrypted)
		tell_opaque(d, s, &session);
	else if (session.payload == IPMI_PAYLOAD_MESSAGE)
		tell_message(d, s, &session);
	else if (session.payload == IPMI_PAYLOAD_OPEN_REQUEST ||
		 session.payload == IPMI_PAYLOAD_OPEN_RESPONSE)
		ipmi_handshake_open(d, s, &session);
	else if (session.payload >= IPMI_PAYLOAD_RAKP1 && session.payload <= IPMI_PAYLOAD_RAKP4)
		ipmi_handshake_rakp(d, s, &session);
	else
		tell_opaque(d, s, &session);
	return PARSE_OK;
}

static void ipmi_finish(struct dissect *d)
{
	ipmi_handshake_left(d, d->state);
}

const struct dissector dissector_ipmi = {
	.name = "ipmi",
	.title = "IPMI over RMCP and RMCP+",
	.spec = "IPMI 2.0 rev 1.1, ASF 2.0",
	.set = "management",
	.schemas = ipmi_schemas,
	.hints = ipmi_hints,
	.first = BYTE_RANGES({RMCP_VERSION, RMCP_VERSION}),
	.state_size = sizeof(struct ipmi_state),
	.cleartext = true, /* but for actions of encrypted sessions, which are sealed */
	.probe = ipmi_probe,
	.datagram = ipmi_datagram,
	.finish = ipmi_finish,
};
