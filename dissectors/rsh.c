/*
 * rsh: the remote shell, rexec and rlogin of old Unix systems (RFC 1282; rcmd(3)), on any TCP port.
 * Who may log in is decided by names that the client states. On a worker's thread.
 *
 *   rsh     client | port for errors NUL | user there NUL | user here NUL | command NUL |
 *   rexec   client | port for errors NUL | user NUL | password NUL | command NUL |
 *   rlogin  client | NUL | user there NUL | user here NUL | terminal/speed NUL |
 *   server  NUL: let in; anything else: a message
 */
#include "config.h"

#include "dissectors/common/cli.h"
#include "dissectors/common/person.h"
#include "dissectors/common/text.h"
#include "sensor/dissector.h"

enum { REQUEST_MAX = 4096, NAME_MAX_LEN = 64, KEY = 1, REASON_MAX = 160 };

enum { R_F_PORT, R_F_USER, R_F_LOCAL, R_F_COMMAND, R_F_TERMINAL, R_F_COUNT };

static const struct field rsh_fields[R_F_COUNT] = {
	[R_F_PORT] = {"error_port", FIELD_UINT, 0,
		"Port of the client that takes messages of error"},
	[R_F_USER] = {"user", FIELD_TEXT, 0, "User that the client wants to be"},
	[R_F_LOCAL] = {"local_user", FIELD_TEXT, 0, "User that the client claims to be at home"},
	[R_F_COMMAND] = {"command", FIELD_TEXT, FIELD_CLI, "Command that is run"},
	[R_F_TERMINAL] = {"terminal", FIELD_TEXT, 0, "Kind and speed of the terminal"},
};
static const struct schema rsh_schema = {"rsh", rsh_fields, R_F_COUNT, false};
static const struct schema rlogin_schema = {"rlogin", rsh_fields, R_F_COUNT, false};

struct rsh_state {
	bool asked, answered;
	struct person user;
};

static bool is_name(struct span s)
{
	return s.len && s.len <= NAME_MAX_LEN && span_is_printable(s) && span_index(s, ' ') < 0;
}

/* --- is it? ----------------------------------------------------------------------------------- */

static enum probe probe_rsh(const struct probe_input *in)
{
	struct cursor c = cursor_of(in->data);
	uint64_t port;
	uint32_t digits = 0;

	if (!in->stream || in->from != SIDE_CLIENT)
		return PROBE_NO;
	while (digits < in->data.len && in->data.p[digits] >= '0' && in->data.p[digits] <= '9')
		digits++;
	if (digits > 5 || (digits < in->data.len && in->data.p[digits]))
		return PROBE_NO;
	if (digits + 1 >= in->data.len)
		return PROBE_MORE;
	struct span text = cursor_cstring(&c);
	if (text.len && !span_decimal(text, UINT16_MAX, &port))
		return PROBE_NO;
	struct span first = cursor_cstring(&c), second = cursor_cstring(&c);
	struct span command = cursor_cstring(&c);
	if (!cursor_ok(&c))
		return span_is_printable(span_sub(in->data, digits + 1, 1)) ? PROBE_MORE : PROBE_NO;
	return is_name(first) && is_name(second) && span_is_printable(command) ? PROBE_LIKELY
									       : PROBE_NO;
}

static bool is_terminal(struct span s)
{
	struct span kind = text_until(s, "/");
	uint64_t speed;

	return kind.len && span_is_printable(s) &&
	       span_decimal(span_sub(s, kind.len + 1, UINT32_MAX), 10000000, &speed);
}

static enum probe probe_rlogin(const struct probe_input *in)
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
		return in->data.len < 3 * NAME_MAX_LEN ? PROBE_MORE : PROBE_NO;
	return is_name(here) && is_name(there) && is_terminal(terminal) ? PROBE_SURE : PROBE_NO;
}

/* --- what is asked ------------------------------------------------------------------------------
 */

static void keep_user(struct rsh_state *s, struct span user)
{
	person_set(&s->user, user);
	s->asked = true;
}

static void act_on_command(struct dissect *d, struct rsh_state *s, struct span command)
{
	struct cli_meaning m;

	cli_classify(lexicon_of(d), CLI_UNKNOWN, CLI_MODE_PRIVILEGED, command, &m);
	struct action a = {.verb = m.known ? m.verb : VERB_EXEC,
		.subject = m.known ? m.subject : SUBJECT_SYSTEM,
		.element = SIDE_SERVER,
		.object = command,
		.object_scrub = SCRUB_TEXT};

	person_acts(&s->user, &a);
	action_ask(d, KEY, &a);
}

/* port NUL user NUL user NUL command NUL */
static bool ask_rsh(struct dissect *d, struct rsh_state *s, struct cursor *c)
{
	uint64_t port = 0;
	struct span number = cursor_cstring(c), first = cursor_cstring(c);
	struct span second = cursor_cstring(c), command = cursor_cstring(c);
	bool exec = d->end[SIDE_SERVER].port == 512; /* its second name is a password */

	if (!cursor_ok(c))
		return false;
	span_decimal(number, UINT16_MAX, &port);
	struct span user = exec ? first : second;
	keep_user(s, user);
	struct draft *e = event_new(d, &rsh_schema);
	if (port)
		event_uint(e, R_F_PORT, port);
	event_text(e, R_F_USER, user);
	if (!exec)
		event_text(e, R_F_LOCAL, first);
	event_text(e, R_F_COMMAND, command);
	event_emit(d, e);
	const struct credential told = {
		.user = user, .secret = second, .element = SIDE_SERVER, .cleartext = true};
	if (exec)
		credential_emit(d, &told);
	if (command.len)
		act_on_command(d, s, command);
	return true;
}

/* NUL user NUL user NUL terminal NUL */
static bool ask_rlogin(struct dissect *d, struct rsh_state *s, struct cursor *c)
{
	cursor_u8(c);
	struct span here = cursor_cstring(c), there = cursor_cstring(c);
	struct span terminal = cursor_cstring(c);

	if (!cursor_ok(c))
		return false;
	keep_user(s, there);
	struct draft *e = event_new(d, &rlogin_schema);
	event_text(e, R_F_USER, there);
	event_text(e, R_F_LOCAL, here);
	event_text(e, R_F_TERMINAL, terminal);
	event_emit(d, e);
	return true;
}

/* --- what is answered
 * ----------------------------------------------------------------------------- */

static void answer(struct dissect *d, struct rsh_state *s, struct span text)
{
	bool good = text.p[0] == 0;
	struct span why = span_sub(span_sub(text, 0, REASON_MAX), text.p[0] == 1, REASON_MAX);
	struct action a = person_login(&s->user, good, SIDE_SERVER);

	if (!good)
		a.reason = text_until(why, "\r\n");
	s->answered = true;
	action_emit_at(d, &a, d->ts_us);
	action_answer(d, KEY, good ? OUTCOME_OK : OUTCOME_REFUSED, a.reason);
}

static enum parse read_side(struct dissect *d, struct cursor *c,
	bool (*ask)(struct dissect *, struct rsh_state *, struct cursor *))
{
	struct rsh_state *s = d->state;
	struct cursor at = *c;

	if (d->from == SIDE_SERVER) {
		if (!s->asked) /* nobody heard the request, or it is none */
			return cursor_left(c) < REQUEST_MAX ? PARSE_OK : PARSE_STOP;
		if (!cursor_left(c))
			return PARSE_OK;
		struct span text = cursor_peek(c);
		if (text.p[0] && span_index(text, '\n') < 0 && text.len < REASON_MAX)
			return PARSE_OK; /* the message is not whole yet */
		answer(d, s, text);
		return PARSE_STOP;
	}
	if (ask(d, s, &at))
		return PARSE_STOP;
	return cursor_left(c) < REQUEST_MAX ? PARSE_OK : PARSE_STOP;
}

static enum parse stream_rsh(struct dissect *d, struct cursor *c)
{
	return read_side(d, c, ask_rsh);
}

static enum parse stream_rlogin(struct dissect *d, struct cursor *c)
{
	return read_side(d, c, ask_rlogin);
}

static const struct schema *const rsh_schemas[] = {&rsh_schema, NULL};
static const struct schema *const rlogin_schemas[] = {&rlogin_schema, NULL};
static const uint16_t rsh_hints[] = {514, 512, 0};
static const uint16_t rlogin_hints[] = {513, 0};

const struct dissector dissector_rsh = {
	.name = "rsh",
	.title = "Remote shell and rexec",
	.spec = "rcmd(3)",
	.set = "management",
	.schemas = rsh_schemas,
	.hints = rsh_hints,
	.first = BYTE_RANGES({'0', '9'}, {0, 0}),
	.state_size = sizeof(struct rsh_state),
	.needs_hint = true,
	.cleartext = true,
	.probe = probe_rsh,
	.stream = stream_rsh,
};

const struct dissector dissector_rlogin = {
	.name = "rlogin",
	.title = "Remote login",
	.spec = "RFC 1282",
	.set = "management",
	.schemas = rlogin_schemas,
	.hints = rlogin_hints,
	.first = BYTE_RANGES({0, 0}),
	.state_size = sizeof(struct rsh_state),
	.cleartext = true,
	.probe = probe_rlogin,
	.stream = stream_rlogin,
};
