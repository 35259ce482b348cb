/*
 * telnet: Telnet (RFC 854, 855) as terminals of network equipment use it, on any TCP port. The
 * lines that a client enters and the few lines of the server that matter become events; commands
 * become management actions. Runs on a worker's thread.
 */
#include "config.h"

#include "dissectors/telnet.h"

static const struct schema *const schemas[] = {&telnet_schema, NULL};
static const uint16_t hints[] = {23, 2323, 2023, 107, 992, 0};

/* --- is it Telnet? -------------------------------------------------------------------------------
 */

/** IAC and a command that can be: 3 bytes of negotiation, or the start of a subnegotiation. */
static bool is_negotiation(struct span s)
{
	return s.len >= 3 && s.p[0] == 255 && s.p[1] >= 250 && s.p[1] <= 254 &&
	       (s.p[2] <= 49 || (s.p[2] >= 138 && s.p[2] <= 140) || s.p[2] == 255);
}

static enum probe probe_negotiation(struct span s)
{
	if (s.len < 3)
		return s.len < 2 || (s.p[1] >= 250 && s.p[1] <= 254) ? PROBE_MORE : PROBE_NO;
	if (!is_negotiation(s))
		return PROBE_NO;
	struct span rest = span_sub(s, 3, UINT32_MAX);
	bool follows = s.p[1] == 250 || rest.len == 0 || rest.p[0] == 255 || rest.p[0] == '\r' ||
		       rest.p[0] == '\n' || rest.p[0] == 0 ||
		       span_is_printable(span_sub(rest, 0, 1));
	return follows ? PROBE_SURE : PROBE_NO;
}

static bool is_terminal_text(struct span s)
{
	for (uint32_t i = 0; i < s.len; i++)
		if (s.p[i] >= 0x80 ||
			(s.p[i] < ' ' && !memchr("\r\n\t\b\a\0\033\f\025\177", s.p[i], 10)))
			return false;
	return true;
}

/** The greetings of other protocols that speak lines. */
static bool is_other(struct span s)
{
	static const char *const starts[] = {"SSH-", "220", "+OK", "* ", "HTTP/", "RFB ", "EHLO",
		"HELO", "NOTICE", ":", "PING", "{", "<?xml", "<stream", "@RSYNCD", "554", "421",
		"NICK", "USER ", "GET ", "POST ", "PUT ", "HEAD ", "OPTIONS ", "CONNECT ",
		"REGISTER ", "INVITE ", "M ", "AMQP", "200 ", "201 ", "ICY", "PRI *", "MAIL ",
		NULL};

	for (const char *const *p = starts; *p; p++)
		if (span_starts(s, span_str(*p)))
			return true;
	return false;
}

/* A server's greeting and, in the same bytes, the start of negotiation. */
static bool is_greeting(const struct probe_input *in)
{
	int64_t at = in->from == SIDE_SERVER ? span_index(in->data, 255) : -1;

	if (at <= 0)
		return false;
	struct span text = span_sub(in->data, 0, (uint32_t)at);
	return span_index(text, '\n') >= 0 && is_terminal_text(text) && !is_other(text) &&
	       is_negotiation(span_sub(in->data, (uint32_t)at, UINT32_MAX));
}

static bool is_hinted(const struct probe_input *in)
{
	for (const uint16_t *h = hints; *h; h++)
		if (*h == in->sport || *h == in->dport)
			return true;
	return false;
}

static enum probe probe(const struct probe_input *in)
{
	struct telnet_screen screen = {.len = 0};
	struct cli_prompt prompt;
	struct span s = in->data;

	if (s.len == 0)
		return PROBE_MORE;
	if (s.p[0] == 255)
		return probe_negotiation(s);
	if (is_greeting(in))
		return PROBE_SURE;
	if (!is_terminal_text(s) || is_other(s))
		return PROBE_NO;
	if (is_hinted(in))
		return PROBE_LIKELY;
	if (in->from == SIDE_CLIENT)
		return PROBE_NO;
	for (uint32_t i = 0; i < s.len; i++)
		if (telnet_screen_put(&screen, s.p[i]))
			telnet_screen_clear(&screen);
	struct span tail = telnet_screen_text(&screen);
	if (cli_prompt(&lexicon_builtin, tail, &prompt) && prompt.mode != CLI_MODE_PAGER &&
		prompt.mode != CLI_MODE_QUESTION)
		return PROBE_LIKELY;
	return s.len < 1024 ? PROBE_MORE : PROBE_NO;
}

/* --- parsing
 * --------------------------------------------------------------------------------------- */

static void negotiated(struct telnet_state *s, enum side from)
{
	const struct telnet_input *in = &s->input[from];
	enum { WILL = 251, WONT = 252 };

	if (from == SIDE_SERVER && in->option == TELNET_ECHO && in->command <= WONT)
		s->echo = in->command == WILL;
}

/** What a subnegotiation says: a user name, or that the rest of the session is encrypted. */
static void subnegotiated(struct dissect *d, struct telnet_state *s, enum side from)
{
	const struct telnet_input *in = &s->input[from];
	enum { ENCRYPT_START = 3 };

	if (in->option == TELNET_ENCRYPT && in->len && in->sub[0] == ENCRYPT_START) {
		hint_emit(d, "telnet.encrypted", span_of(NULL, 0), 0);
		s->encrypted = true;
		return;
	}
	if ((in->option != TELNET_NEW_ENVIRON && in->option != TELNET_OLD_ENVIRON) ||
		from != SIDE_CLIENT)
		return;
	struct span user = telnet_environ_user(in);
	if (span_starts(user, SPAN_LIT("-")))
		hint_emit(d, "telnet.new_environ_bypass", user, 0);
	else if (user.len <= PERSON_NAME && !s->user.len)
		person_set(&s->user, user);
}

static enum parse stream(struct dissect *d, struct cursor *c)
{
	struct telnet_state *s = d->state;

	if (!s->client_seen && !s->server_seen)
		s->joined = s->screen.partial = d->place.initiator_guessed;
	if (d->from == SIDE_CLIENT && !s->client_seen) {
		s->client_seen = true;
		s->begun = false; /* by its own first byte */
	}
	while (cursor_left(c)) {
		if (s->encrypted)
			return PARSE_STOP;
		uint8_t byte = cursor_u8(c), key;
		switch (telnet_input_put(&s->input[d->from], byte)) {
		case TELNET_DATA:
			if (d->from == SIDE_CLIENT)
				telnet_client_byte(d, s, byte);
			else
				telnet_server_byte(d, s, byte);
			break;
		case TELNET_FUNCTION:
			key = telnet_function_key(&s->input[d->from]);
			if (key && d->from == SIDE_CLIENT)
				telnet_client_byte(d, s, key);
			break;
		case TELNET_NEGOTIATED:
			negotiated(s, d->from);
			break;
		case TELNET_SUBNEGOTIATED:
			subnegotiated(d, s, d->from);
			break;
		case TELNET_BAD:
			anomaly_emit(d, "telnet.bad_command");
			break;
		case TELNET_NOTHING:
			break;
		}
	}
	if (!s->client_seen)
		telnet_server_waits(d, s);
	return PARSE_OK;
}

static enum parse gap(struct dissect *d, uint32_t missing)
{
	struct telnet_state *s = d->state;

	(void)missing;
	memset(&s->input[d->from], 0, sizeof(s->input[d->from]));
	telnet_session_gap(d, s);
	return PARSE_OK;
}

static void finish(struct dissect *d)
{
	telnet_session_end(d, d->state);
}

_Static_assert(sizeof(struct telnet_state) <= DISSECTOR_STATE_MAX, "state of a session");

const struct dissector dissector_telnet = {
	.name = "telnet",
	.title = "Telnet",
	.spec = "RFC 854",
	.set = "management",
	.schemas = schemas,
	.hints = hints,
	.state_size = sizeof(struct telnet_state),
	.cleartext = true,
	.probe = probe,
	.stream = stream,
	.gap = gap,
	.finish = finish,
};
