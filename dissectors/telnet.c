/*
 * telnet: Telnet (RFC 854, 855) as terminals of network equipment use it, on any TCP port. The
 * lines that a client enters and the few lines of the server that matter become events; commands
 * become management actions. Runs on a worker's thread.
 */
#include "config.h"

#include "dissectors/telnet.h"

enum {
	TELNET_F_LINE,
	TELNET_F_SECRET,
	TELNET_F_DIRECTION,
	TELNET_F_PROMPT,
	TELNET_F_VENDOR,
	TELNET_F_MODE,
	TELNET_F_USER,
	TELNET_F_OUTPUT,
	TELNET_F_COUNT
};

static const struct field fields[TELNET_F_COUNT] = {
	[TELNET_F_LINE] = {"line", FIELD_TEXT, FIELD_CLI,
		"One line as finally entered or shown, editing applied"},
	[TELNET_F_SECRET] = {"line", FIELD_TEXT, FIELD_SECRET,
		"The same, where the whole line is a secret"},
	[TELNET_F_DIRECTION] = {"direction", FIELD_TEXT, 0, "to_server or to_client"},
	[TELNET_F_PROMPT] = {"prompt", FIELD_TEXT, 0, "The prompt that the line answers"},
	[TELNET_F_VENDOR] = {"vendor", FIELD_TEXT, 0, "Vendor that prompts and banners give away"},
	[TELNET_F_MODE] = {"mode", FIELD_TEXT, 0,
		"login, password, question, operational, privileged or config"},
	[TELNET_F_USER] = {"user", FIELD_TEXT, 0, "User who logged in"},
	[TELNET_F_OUTPUT] = {"output_lines", FIELD_UINT, 0,
		"Lines of output since the line before, which are not shown"},
};
static const struct schema schema = {"telnet", fields, TELNET_F_COUNT, false};
static const struct schema *const schemas[] = {&schema, NULL};
static const uint16_t hints[] = {23, 2323, 2023, 107, 992, 0};

void telnet_tell(struct dissect *d, struct telnet_state *s, const struct telnet_said *said)
{
	struct draft *e = event_new(d, &schema);
	const char *vendor = cli_family_vendor(lexicon_of(d), s->vendor),
		   *mode = cli_mode_name(said->mode);
	bool up = said->from == SIDE_CLIENT;

	event_text(e, said->secret ? TELNET_F_SECRET : TELNET_F_LINE, said->line);
	event_text(e, TELNET_F_DIRECTION, span_str(up ? "to_server" : "to_client"));
	if (said->prompt.len)
		event_text(e, TELNET_F_PROMPT, said->prompt);
	if (vendor)
		event_text(e, TELNET_F_VENDOR, span_str(vendor));
	if (mode)
		event_text(e, TELNET_F_MODE, span_str(mode));
	if (s->logged_in && s->user.len)
		event_text(e, TELNET_F_USER, person_name(&s->user));
	if (up && s->output)
		event_uint(e, TELNET_F_OUTPUT, s->output);
	if (up)
		s->output = 0;
	struct place here = d->place;
	if (up)
		event_from_client(d);
	event_emit_at(d, e, said->ts_us);
	d->place = here;
}

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

	if (d->from == SIDE_CLIENT && !s->client_seen) {
		s->client_seen = true;
		s->begun = false; /* by its own first byte */
	}
	while (cursor_left(c)) {
		if (s->encrypted)
			return PARSE_STOP;
		uint8_t byte = cursor_u8(c);
		switch (telnet_input_put(&s->input[d->from], byte)) {
		case TELNET_DATA:
			if (d->from == SIDE_CLIENT)
				telnet_client_byte(d, s, byte);
			else
				telnet_server_byte(d, s, byte);
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

/** Bytes are missing: the line at hand cannot be known from this side alone. */
static enum parse gap(struct dissect *d, uint32_t missing)
{
	struct telnet_state *s = d->state;

	(void)missing;
	memset(&s->input[d->from], 0, sizeof(s->input[d->from]));
	if (d->from == SIDE_CLIENT) {
		s->editor.dirty = true;
		return PARSE_OK;
	}
	telnet_screen_clear(&s->screen);
	s->base_valid = false;
	s->lost = true;
	if (s->output < TELNET_ERROR_LINES)
		s->unheard = s->sent + s->pending;
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
