/*
 * rsh: the remote shell and rexec of old Unix systems and of routers (rcmd(3)), on any TCP port.
 * Who may log in is decided by names that the client states. On a worker's thread.
 *
 *   rsh     client | port for errors NUL | user there NUL | user here NUL | command NUL |
 *   rexec   client | port for errors NUL | user NUL | password NUL | command NUL |
 *   server  NUL: it listens; a message instead of it, or alone behind it, is a refusal
 */
#include "config.h"

#include "dissectors/common/cli_path.h"
#include "dissectors/common/filename.h"
#include "dissectors/common/person.h"
#include "dissectors/common/text.h"
#include "sensor/dissector.h"

enum { REQUEST_MAX = 4096, KEY = 1, REASON_MAX = 160 };

enum { R_F_PORT, R_F_USER, R_F_LOCAL, R_F_COMMAND, R_F_COUNT };

static const struct field fields[R_F_COUNT] = {
	[R_F_PORT] = {"error_port", FIELD_UINT, 0,
		"Port of the client that takes messages of error"},
	[R_F_USER] = {"user", FIELD_TEXT, 0, "User that the client wants to be"},
	[R_F_LOCAL] = {"local_user", FIELD_TEXT, 0, "User that the client claims to be at home"},
	[R_F_COMMAND] = {"command", FIELD_TEXT, FIELD_CLI, "Command that is run"},
};
static const struct schema schema = {"rsh", fields, R_F_COUNT, false};

struct rsh_state {
	bool asked, listens, answered;
	struct person user;
};

/* --- is it? ----------------------------------------------------------------------------------- */

static enum probe probe(const struct probe_input *in)
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
	return person_is_name(first) && person_is_name(second) && span_is_printable(command)
		       ? PROBE_LIKELY
		       : PROBE_NO;
}

/* --- what is asked ------------------------------------------------------------------------------
 */

static void keep_user(struct rsh_state *s, struct span user)
{
	person_set(&s->user, user);
	s->asked = true;
}

/*
 * rcp runs itself at the other end: `rcp -t NAME` takes a file there, `rcp -f NAME` sends one.
 * False where COMMAND is another.
 */
static bool act_on_copy(struct dissect *d, struct rsh_state *s, struct span command)
{
	struct span rest = command, word = cli_take_word(&rest);
	bool up = false, down = false;

	if (!span_eq(word, SPAN_LIT("rcp")))
		return false;
	for (word = cli_take_word(&rest); word.len && word.p[0] == '-';
		word = cli_take_word(&rest)) {
		up = up || span_index(word, 't') > 0;
		down = down || span_index(word, 'f') > 0;
	}
	if (up == down || !word.len)
		return false;
	struct action a = {.verb = up ? VERB_EXPORT : filename_verb_in(word),
		.subject = filename_subject(word),
		.element = SIDE_CLIENT,
		.either_end = true,
		.object = word,
		.object_scrub = SCRUB_URL};
	person_acts(&s->user, &a);
	action_ask(d, KEY, &a);
	return true;
}

static void act_on_command(struct dissect *d, struct rsh_state *s, struct span command)
{
	struct cli_meaning m;

	if (act_on_copy(d, s, command))
		return;
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
static bool ask(struct dissect *d, struct rsh_state *s, struct cursor *c)
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
	struct draft *e = event_new(d, &schema);
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

/* --- what is answered ------------------------------------------------------------------------- */

/** A first line that is nothing but a refusal: what a daemon says that asks after it listened. */
static bool is_refusal(struct span line)
{
	static const char *const lines[] = {"authentication failure", "permission denied",
		"login incorrect", "user account has expired", "access denied",
		"user not known to the underlying authentication module", NULL};

	while (line.len && memchr(".\r", line.p[line.len - 1], 2))
		line.len--;
	for (const char *const *l = lines; *l; l++)
		if (span_eq_nocase(line, span_str(*l)))
			return true;
	return false;
}

/** SAID is the server's first line. */
static void answer(struct dissect *d, struct rsh_state *s, bool good, struct span said)
{
	struct action a = person_login(&s->user, good, SIDE_SERVER);
	enum outcome error = good ? cli_error(lexicon_of(d), said) : OUTCOME_REFUSED;

	s->answered = true;
	if (!good)
		a.reason = said;
	action_emit_at(d, &a, d->ts_us);
	if (error == OUTCOME_UNKNOWN)
		action_answer(d, KEY, OUTCOME_OK, span_of(NULL, 0));
	else
		action_answer(d, KEY, error, said);
}

static enum parse read_answer(struct dissect *d, struct rsh_state *s, struct cursor *c)
{
	if (!s->asked) /* nobody heard the request, or it is none */
		return cursor_left(c) < REQUEST_MAX ? PARSE_OK : PARSE_STOP;
	if (!cursor_left(c))
		return PARSE_OK;
	struct span text = cursor_peek(c);
	bool listens = !text.p[0];
	struct span said = span_sub(text, listens || text.p[0] == 1, REASON_MAX);
	if (span_index(said, '\n') < 0 && said.len < REASON_MAX) {
		s->listens = listens;
		return PARSE_OK; /* the message is not whole yet */
	}
	said = text_until(said, "\r\n");
	answer(d, s, listens && !is_refusal(said), said);
	return PARSE_STOP;
}

static enum parse stream(struct dissect *d, struct cursor *c)
{
	struct rsh_state *s = d->state;
	struct cursor at = *c;

	if (d->from == SIDE_SERVER)
		return read_answer(d, s, c);
	if (s->asked || ask(d, s, &at))
		return PARSE_STOP;
	return cursor_left(c) < REQUEST_MAX ? PARSE_OK : PARSE_STOP;
}

/** A command without output, or whose output is no line: the server did not say no. */
static void finish(struct dissect *d)
{
	struct rsh_state *s = d->state;

	if (s->listens && !s->answered)
		answer(d, s, true, span_of(NULL, 0));
}

static const struct schema *const schemas[] = {&schema, NULL};
static const uint16_t hints[] = {514, 512, 0};

const struct dissector dissector_rsh = {
	.name = "rsh",
	.title = "Remote shell and rexec",
	.spec = "rcmd(3)",
	.set = "management",
	.schemas = schemas,
	.hints = hints,
	.first = BYTE_RANGES({'0', '9'}, {0, 0}),
	.state_size = sizeof(struct rsh_state),
	.needs_hint = true,
	.cleartext = true,
	.probe = probe,
	.stream = stream,
	.finish = finish,
};
