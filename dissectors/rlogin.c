/*
 * rlogin: remote login of old Unix systems and of routers (RFC 1282), on any TCP port. Behind the
 * greeting it is a session as Telnet's, read by the same files. Runs on a worker's thread.
 *
 *   client  NUL | user there NUL | user here NUL | terminal/speed NUL | keys, sizes of its window
 *   server  NUL: it listens (who is believed goes on, of others login asks a password);
 *           anything else: a message of refusal
 *   window  255 255 's' 's' | rows 16 | columns 16 | pixels 32
 */
#include "config.h"

#include "dissectors/common/text.h"
#include "dissectors/telnet.h"
#include "dissectors/telnet_fields.h"

enum { GREETING_MAX = 4096, REASON_MAX = 160, WINDOW_LEN = 12, ASKS_SIZE = 0x80 };

enum { R_F_LOCAL = TELNET_F_COUNT, R_F_TERMINAL, R_F_COUNT };

static const struct field fields[R_F_COUNT] = {
	TELNET_FIELDS,
	[R_F_LOCAL] = {"local_user", FIELD_TEXT, 0, "User that the client claims to be at home"},
	[R_F_TERMINAL] = {"terminal", FIELD_TEXT, 0, "Kind and speed of the terminal"},
};
static const struct schema schema = {"rlogin", fields, R_F_COUNT, false};
static const struct schema *const schemas[] = {&schema, NULL};
static const uint16_t hints[] = {513, 0};

struct rlogin_state {
	struct telnet_state session;
	bool asked, let_in, refused, high; /* high: the server's byte before was beyond ASCII */
	uint8_t window;                    /* bytes of a window's size that were seen */
};

/* --- is it? ----------------------------------------------------------------------------------- */

static bool is_terminal(struct span s)
{
	struct span kind = text_until(s, "/");
	uint64_t speed;

	return kind.len && span_is_printable(s) &&
	       span_decimal(span_sub(s, kind.len + 1, UINT32_MAX), 10000000, &speed);
}

static enum probe probe(const struct probe_input *in)
{
	struct cursor c = cursor_of(in->data);

	if (!in->stream || in->from != SIDE_CLIENT || (in->data.len && in->data.p[0]))
		return PROBE_NO;
	if (in->data.len > 1 && !span_is_printable(span_sub(in->data, 1, 1)))
		return PROBE_NO;
	cursor_u8(&c);
	struct span here = cursor_cstring(&c), there = cursor_cstring(&c);
	struct span terminal = cursor_cstring(&c);
	if (!cursor_ok(&c))
		return in->data.len < 3 * PERSON_NAME ? PROBE_MORE : PROBE_NO;
	return person_is_name(here) && person_is_name(there) && is_terminal(terminal) ? PROBE_SURE
										      : PROBE_NO;
}

/* --- the greeting ----------------------------------------------------------------------------- */

static bool greet(struct dissect *d, struct rlogin_state *s, struct cursor *c)
{
	struct cursor at = *c;

	cursor_u8(&at);
	struct span here = cursor_cstring(&at), there = cursor_cstring(&at);
	struct span terminal = cursor_cstring(&at);
	if (!cursor_ok(&at))
		return false;
	*c = at;
	s->asked = s->session.client_seen = true;
	s->session.schema = &schema;
	person_set(&s->session.user, there);
	struct draft *e = event_new(d, &schema);
	event_text(e, TELNET_F_USER, there);
	event_text(e, R_F_LOCAL, here);
	event_text(e, R_F_TERMINAL, terminal);
	event_emit(d, e);
	return true;
}

static enum parse refuse(struct dissect *d, struct rlogin_state *s, struct cursor *c)
{
	struct span text = cursor_peek(c);

	if (span_index(text, '\n') < 0 && text.len < REASON_MAX)
		return PARSE_OK; /* the message is not whole yet */
	text = span_sub(text, text.p[0] == 1, REASON_MAX);
	s->refused = true;
	telnet_login_failed(d, &s->session, text_until(text, "\r\n"));
	return PARSE_STOP;
}

/* --- the session ------------------------------------------------------------------------------ */

/** A byte of the size of the client's window, which nobody typed. */
static bool is_window(struct rlogin_state *s, uint8_t byte)
{
	static const uint8_t mark[] = {255, 255, 's', 's'};

	if (s->window < sizeof(mark) && byte != mark[s->window]) {
		s->window = byte == mark[0];
		return s->window;
	}
	s->window = s->window + 1 < WINDOW_LEN ? s->window + 1 : 0;
	return true;
}

/** What the server sends as urgent, to ask for the size of the window; no part of a character. */
static bool is_control(struct rlogin_state *s, uint8_t byte)
{
	bool control = byte == ASKS_SIZE && !s->high;

	s->high = byte >= ASKS_SIZE && !control;
	return control;
}

static enum parse from_client(struct dissect *d, struct rlogin_state *s, struct cursor *c)
{
	if (!s->asked && !greet(d, s, c))
		return cursor_left(c) < GREETING_MAX ? PARSE_OK : PARSE_STOP;
	while (cursor_left(c)) {
		uint8_t byte = cursor_u8(c);
		if (!is_window(s, byte))
			telnet_client_byte(d, &s->session, byte);
	}
	return PARSE_OK;
}

static enum parse from_server(struct dissect *d, struct rlogin_state *s, struct cursor *c)
{
	if (!s->asked) /* nobody heard the greeting, or it is none */
		return cursor_left(c) < GREETING_MAX ? PARSE_OK : PARSE_STOP;
	if (!cursor_left(c))
		return PARSE_OK;
	if (!s->let_in) {
		if (cursor_peek(c).p[0])
			return refuse(d, s, c);
		cursor_u8(c);
		s->let_in = s->session.vouched = true;
	}
	while (cursor_left(c)) {
		uint8_t byte = cursor_u8(c);
		if (!is_control(s, byte))
			telnet_server_byte(d, &s->session, byte);
	}
	return PARSE_OK;
}

static enum parse stream(struct dissect *d, struct cursor *c)
{
	struct rlogin_state *s = d->state;

	return d->from == SIDE_CLIENT ? from_client(d, s, c) : from_server(d, s, c);
}

static enum parse gap(struct dissect *d, uint32_t missing)
{
	struct rlogin_state *s = d->state;

	(void)missing;
	if (!s->asked)
		return PARSE_STOP;
	s->window = 0;
	if (d->from == SIDE_SERVER && !s->let_in)
		s->let_in = s->session.vouched = true; /* it goes on, so nobody was sent away */
	telnet_session_gap(d, &s->session);
	return PARSE_OK;
}

/** The server listened, and nothing that it showed told whether the user came in. */
static void tell_unknown(struct dissect *d, struct rlogin_state *s)
{
	struct action a = person_login(&s->session.user, true, SIDE_SERVER);

	a.outcome = OUTCOME_UNKNOWN;
	action_emit(d, &a);
}

static void finish(struct dissect *d)
{
	struct rlogin_state *s = d->state;

	if (!s->asked || s->refused)
		return;
	telnet_session_end(d, &s->session);
	if (!s->let_in || s->session.vouched)
		tell_unknown(d, s);
}

_Static_assert(sizeof(struct rlogin_state) <= DISSECTOR_STATE_MAX, "state of a session");

const struct dissector dissector_rlogin = {
	.name = "rlogin",
	.title = "Remote login",
	.spec = "RFC 1282",
	.set = "management",
	.schemas = schemas,
	.hints = hints,
	.first = BYTE_RANGES({0, 0}),
	.state_size = sizeof(struct rlogin_state),
	.cleartext = true,
	.probe = probe,
	.stream = stream,
	.gap = gap,
	.finish = finish,
};
