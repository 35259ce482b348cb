/*
 * tacacs: TACACS+ (RFC 8907) on any TCP port: who may log in to equipment and run which command.
 * The header can always be read, the body where its flag says that it is clear or the operator's
 * key fits. Runs on a worker's thread.
 *
 *   0xc0 or 0xc1 | type | seq_no | flags | session_id 4 | length 4 | body
 */
#include "config.h"

#include "dissectors/tacacs.h"

#include "dissectors/common/avpair.h"
#include "dissectors/common/key.h"
#include "dissectors/common/torn.h"
#include "sensor/base/redact.h"

enum {
	TACACS_F_TYPE,
	TACACS_F_SEQ,
	TACACS_F_SESSION_ID,
	TACACS_F_UNENCRYPTED,
	TACACS_F_USER,
	TACACS_F_CMD,
	TACACS_F_ARGS,
	TACACS_F_SECRET_ARGS,
	TACACS_F_STATUS,
	TACACS_F_ACTION,
	TACACS_F_PRIV_LVL,
	TACACS_F_PORT,
	TACACS_F_REM_ADDR,
	TACACS_F_SERVER_MSG,
	TACACS_F_COUNT
};

static const struct field fields[TACACS_F_COUNT] = {
	[TACACS_F_TYPE] = {"type", FIELD_TEXT, 0, "authen, author or acct"},
	[TACACS_F_SEQ] = {"seq", FIELD_UINT, 0, "Sequence number; odd ones are the client's"},
	[TACACS_F_SESSION_ID] = {"session_id", FIELD_UINT, 0, "Number of the session"},
	[TACACS_F_UNENCRYPTED] = {"unencrypted", FIELD_BOOL, 0, "The body is not obfuscated"},
	[TACACS_F_USER] = {"user", FIELD_TEXT, 0, "User of the session"},
	[TACACS_F_CMD] = {"cmd", FIELD_TEXT, FIELD_CLI, "Command with its arguments, one line"},
	[TACACS_F_ARGS] = {"args[]", FIELD_TEXT, FIELD_CLI,
		"Arguments as name=value, or name*value where optional"},
	[TACACS_F_SECRET_ARGS] = {"args[]", FIELD_TEXT, FIELD_SECRET,
		"The same for the parts of a command that holds a secret, and for secrets"},
	[TACACS_F_STATUS] = {"status", FIELD_TEXT, 0, "Answer, as pass, fail, pass-add or success"},
	[TACACS_F_ACTION] = {"action", FIELD_TEXT, 0,
		"login, chpass or sendauth; start, stop or watchdog of accounting"},
	[TACACS_F_PRIV_LVL] = {"priv_lvl", FIELD_UINT, 0, "Privilege level, 0 to 15"},
	[TACACS_F_PORT] = {"port", FIELD_TEXT, 0, "Line of the equipment, as tty1"},
	[TACACS_F_REM_ADDR] = {"rem_addr", FIELD_TEXT, 0, "Where the user is"},
	[TACACS_F_SERVER_MSG] = {"server_msg", FIELD_TEXT, FIELD_CLI, "Text of the server"},
};
static const struct schema schema = {"tacacs", fields, TACACS_F_COUNT, false};
static const struct schema *const schemas[] = {&schema, NULL};
static const uint16_t hints[] = {49, 0};

/* --- is it TACACS+? ----------------------------------------------------------------------------
 */

static struct tacacs_header read_header(struct cursor *c)
{
	struct tacacs_header h;

	h.version = cursor_u8(c);
	h.type = cursor_u8(c);
	h.seq = cursor_u8(c);
	h.flags = cursor_u8(c);
	h.session_id = cursor_be32(c);
	h.length = cursor_be32(c);
	return h;
}

static bool header_fits(const struct tacacs_header *h)
{
	static const uint8_t least[2][4] = {{0, 6, 6, 5}, {0, 5, 8, 9}}; /* replies, requests */

	return (h->version & 0xfe) == 0xc0 && h->type >= TACACS_AUTHEN && h->type <= TACACS_ACCT &&
	       h->seq && !(h->flags & ~(TACACS_UNENCRYPTED | TACACS_SINGLE_CONNECT)) &&
	       h->length >= least[tacacs_is_request(h)][h->type] && h->length <= TACACS_BODY_MAX;
}

static bool is_from(const struct tacacs_header *h, enum side from)
{
	return header_fits(h) && tacacs_is_request(h) == (from == SIDE_CLIENT);
}

static enum probe probe(const struct probe_input *in)
{
	static const uint8_t last[] = {0xc1, TACACS_ACCT, 0xff, 0x05};
	static const uint8_t first[] = {0xc0, TACACS_AUTHEN, 1, 0};

	if (!in->stream)
		return PROBE_NO;
	for (uint32_t i = 0; i < sizeof(first) && i < in->data.len; i++)
		if (in->data.p[i] < first[i] || in->data.p[i] > last[i])
			return PROBE_NO;
	if (in->data.len < TACACS_HEADER)
		return PROBE_MORE;
	struct cursor c = cursor_of(in->data);
	struct tacacs_header h = read_header(&c);
	if (!is_from(&h, in->from))
		return PROBE_NO;
	bool whole = cursor_left(&c) == h.length;
	return whole && h.seq <= 2 ? PROBE_SURE : PROBE_LIKELY;
}

/* --- sessions ----------------------------------------------------------------------------------
 */

/* The session of H, made anew by its first packet; never NULL. */
static struct tacacs_session *session_of(struct tacacs_state *s, const struct tacacs_header *h)
{
	struct tacacs_session *free_one = NULL;

	for (unsigned i = 0; i < TACACS_SESSIONS; i++) {
		if (s->sessions[i].used && s->sessions[i].id == h->session_id && h->seq != 1)
			return &s->sessions[i];
		if (!free_one && !s->sessions[i].used)
			free_one = &s->sessions[i];
	}
	if (!free_one) {
		free_one = &s->sessions[s->next];
		s->next = (uint8_t)((s->next + 1) % TACACS_SESSIONS);
	}
	*free_one = (struct tacacs_session){.id = h->session_id, .used = true};
	return free_one;
}

/* --- events ------------------------------------------------------------------------------------
 */

static const char *type_name(uint8_t type)
{
	return type == TACACS_AUTHEN ? "authen" : type == TACACS_AUTHOR ? "author" : "acct";
}

static const char *action_name(const struct tacacs_header *h, const struct tacacs_body *b)
{
	if (!tacacs_is_request(h))
		return NULL;
	if (h->type == TACACS_AUTHEN)
		return b->action == TACACS_LOGIN      ? "login"
		       : b->action == TACACS_CHPASS   ? "chpass"
		       : b->action == TACACS_SENDAUTH ? "sendauth"
						      : NULL;
	if (h->type == TACACS_AUTHOR)
		return NULL;
	return b->flags & TACACS_ACCT_WATCHDOG ? "watchdog"
	       : b->flags & TACACS_ACCT_STOP   ? "stop"
	       : b->flags & TACACS_ACCT_START  ? "start"
					       : NULL;
}

static void event_some(struct draft *e, uint16_t field, struct span text)
{
	if (text.len)
		event_text(e, field, text);
}

/*
 * Arguments carry one word each, so that the word behind "secret" cannot be told from any other:
 * where the whole line holds a secret, none of its parts is shown.
 */
static bool holds_secret(struct dissect *d, struct span command)
{
	static const struct redactor redactor = {.reveal = false};
	uint32_t cap = command.len * 2 + 64;
	char *out = command.len ? arena_take(d->scratch, cap) : NULL;

	if (!command.len)
		return false;
	return !out || !span_eq(span_of(out, redact_text(&redactor, command, out, cap)), command);
}

static void event_args(
	struct dissect *d, struct draft *e, const struct tacacs_body *b, struct span command)
{
	bool hide = holds_secret(d, command);
	struct span name, value;

	for (unsigned i = 0; i < b->arg_count; i++) {
		bool part = tacacs_arg_is(b->args[i], "cmd", &value) ||
			    tacacs_arg_is(b->args[i], "cmd-arg", &value);
		bool secret = part ? hide : avpair_is_secret(b->args[i], &name, &value);
		event_text(e, secret ? TACACS_F_SECRET_ARGS : TACACS_F_ARGS, b->args[i]);
	}
}

static void event_body(struct dissect *d, struct draft *e, const struct tacacs_header *h,
	const struct tacacs_body *b, struct span command)
{
	const char *status = tacacs_is_request(h) ? NULL : tacacs_status_name(h->type, b->status);
	const char *action = action_name(h, b);

	event_some(e, TACACS_F_CMD, command);
	event_args(d, e, b, command);
	event_some(e, TACACS_F_STATUS, span_str(status));
	event_some(e, TACACS_F_ACTION, span_str(action));
	if (tacacs_is_request(h) && (h->type != TACACS_AUTHEN || h->seq == 1))
		event_uint(e, TACACS_F_PRIV_LVL, b->priv_lvl);
	event_some(e, TACACS_F_PORT, b->port);
	event_some(e, TACACS_F_REM_ADDR, b->rem_addr);
	event_some(e, TACACS_F_SERVER_MSG, b->server_msg);
}

/* BODY is NULL where it cannot be read. */
static void tell(struct dissect *d, const struct tacacs_session *s, const struct tacacs_header *h,
	const struct tacacs_body *b, struct span command)
{
	struct draft *e = event_new(d, &schema);

	event_text(e, TACACS_F_TYPE, span_str(type_name(h->type)));
	event_uint(e, TACACS_F_SEQ, h->seq);
	event_uint(e, TACACS_F_SESSION_ID, h->session_id);
	event_bool(e, TACACS_F_UNENCRYPTED, h->flags & TACACS_UNENCRYPTED);
	event_some(e, TACACS_F_USER, b && b->user.len ? b->user : tacacs_kept_of(&s->user));
	if (b)
		event_body(d, e, h, b, command);
	event_emit(d, e);
}

/* --- packets -----------------------------------------------------------------------------------
 */

enum opened { OPENED, NO_KEY, WRONG_KEY, BROKEN };

/* Reads RAW, which may be obfuscated; keys are given for the server or for the client. */
static enum opened open_body(
	struct dissect *d, const struct tacacs_header *h, struct span raw, struct tacacs_body *ret)
{
	struct tacacs_state *s = d->state;
	struct key_search search = {.ask = {.kind = KEY_TACACS}, .last = s->key_at};
	enum opened result = NO_KEY;
	uint8_t *clear = NULL;

	if (h->flags & TACACS_UNENCRYPTED)
		return tacacs_body_read(h, raw, ret) ? OPENED : BROKEN;
	for (struct span key = key_next(d, &search); key.len; key = key_next(d, &search)) {
		if (!clear)
			clear = arena_take(d->scratch, raw.len);
		if (!clear)
			return NO_KEY;
		tacacs_clear(h, key, raw, clear);
		if (tacacs_body_read(h, span_of(clear, raw.len), ret)) {
			s->key_at = search.at;
			return OPENED;
		}
		result = WRONG_KEY;
	}
	return result;
}

/* Once a connection. */
static void tell_flaws(struct dissect *d, struct tacacs_state *s, enum opened how, bool unencrypted)
{
	if (unencrypted && !s->told_unencrypted) {
		hint_emit(d, "tacacs.unencrypted", span_of(NULL, 0), 0);
		s->told_unencrypted = true;
	}
	if (how == WRONG_KEY && !s->told_wrong_key) {
		hint_emit(d, "tacacs.wrong_key", span_of(NULL, 0), 0);
		s->told_wrong_key = true;
	}
	if (how == BROKEN)
		anomaly_emit(d, "tacacs.bad_length");
}

static void read_packet(
	struct dissect *d, struct tacacs_state *s, const struct tacacs_header *h, struct span raw)
{
	struct tacacs_session *session = session_of(s, h);
	struct tacacs_body body;
	enum opened how = open_body(d, h, raw, &body);
	struct span command = how == OPENED ? tacacs_command(d->scratch, &body) : span_of(NULL, 0);

	tell_flaws(d, s, how, h->flags & TACACS_UNENCRYPTED);
	if (how != OPENED) {
		/* an answer that can be read still says how it ended */
		session->asked_us = tacacs_is_request(h) ? d->ts_us : session->asked_us;
		tell(d, session, h, NULL, command);
		return;
	}
	tacacs_note(session, h, &body);
	tell(d, session, h, &body, command);
	tacacs_act(d, session, h, &body, command);
	if (!tacacs_is_request(h) && h->type != TACACS_AUTHEN)
		session->used = false;
}

/* Connections are kept for days: behind a hole the next packet is found by its header. */
static enum parse gap(struct dissect *d, uint32_t missing)
{
	struct tacacs_state *s = d->state;

	(void)missing;
	s->lost[d->from] = true;
	return PARSE_OK;
}

/* Of any packet, not only of the first. */
static enum probe packet_probe(const struct probe_input *in)
{
	struct cursor c = cursor_of(in->data);
	struct tacacs_header h = read_header(&c);

	if (!cursor_ok(&c))
		return PROBE_MORE;
	return is_from(&h, in->from) ? PROBE_SURE : PROBE_NO;
}

static enum parse stream(struct dissect *d, struct cursor *c)
{
	struct tacacs_state *s = d->state;

	while (torn_record(d, &s->lost[d->from], c, packet_probe, TACACS_HEADER) &&
		cursor_left(c) >= TACACS_HEADER) {
		struct cursor ahead = *c;
		struct tacacs_header h = read_header(&ahead);
		if (!is_from(&h, d->from)) {
			if (!s->framed)
				return PARSE_LOST;
			anomaly_emit(d, "tacacs.bad_header");
			return PARSE_STOP;
		}
		if (cursor_left(&ahead) < h.length) {
			d->want = TACACS_HEADER + h.length;
			return PARSE_OK;
		}
		s->framed = true;
		struct span raw = cursor_span(&ahead, h.length);
		*c = ahead;
		read_packet(d, s, &h, raw);
	}
	return PARSE_OK;
}

_Static_assert(sizeof(struct tacacs_state) <= DISSECTOR_STATE_MAX, "state of a connection");

const struct dissector dissector_tacacs = {
	.name = "tacacs",
	.title = "Terminal Access Controller Access-Control System Plus",
	.spec = "RFC 8907",
	.set = "management",
	.schemas = schemas,
	.hints = hints,
	.first = BYTE_RANGES({0xc0, 0xc1}),
	.state_size = sizeof(struct tacacs_state),
	.probe = probe,
	.stream = stream,
	.gap = gap,
};
