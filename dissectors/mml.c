/*
 * mml: the man-machine language of Huawei's mobile and core network elements, over TCP. An operator
 * writes commands, the element answers in blocks. Runs on a worker's thread.
 *
 *   ADD OP:OP="eve",PWD="...";     +++    HUAWEI/HSS        2026-11-22 02:21:07
 *                                  O&M    #7241
 *                                  %%ADD OP:OP="eve",PWD="...";%%
 *                                  RETCODE = 0  Operation succeeded
 *                                  ---    END
 */
#include "config.h"

#include "dissectors/common/person.h"
#include "dissectors/common/text.h"
#include "dissectors/common/torn.h"
#include "dissectors/common/wait.h"
#include "sensor/base/redact.h"
#include "sensor/dissector.h"

enum {
	MML_COMMAND_MAX = 4096, /* bytes of a command; longer ones are no commands */
	MML_LINE_MAX = 8192,
	MML_WORD_MAX = 40,
	MML_PARAMS_MAX = 64,
	MML_VERB = 3
};

struct mml_state {
	uint64_t sent, settled; /* commands, and those with an answer */
	uint64_t login;         /* number of the command that logs in, 0 for none */
	int64_t login_us;
	enum side element;
	bool continued;    /* the next block goes on with the same answer */
	enum torn torn[2]; /* by side */
	uint8_t verb_len, object_len;
	struct person user;
	uint8_t verb[MML_VERB], object[MML_WORD_MAX]; /* of the block at hand */
};

struct mml_command {
	struct span verb, object, params;
};

enum {
	MML_F_VERB,
	MML_F_OBJECT,
	MML_F_RETCODE,
	MML_F_MESSAGE,
	MML_F_NAME,
	MML_F_VALUE,
	MML_F_SECRET,
	MML_F_COUNT
};

static const struct field mml_fields[MML_F_COUNT] = {
	[MML_F_VERB] = {"verb", FIELD_TEXT, 0, "Verb of the command, such as LST or ADD"},
	[MML_F_OBJECT] = {"object", FIELD_TEXT, 0, "What the verb acts on"},
	[MML_F_RETCODE] = {"retcode", FIELD_UINT, 0, "Return code of an answer, 0 is ok"},
	[MML_F_MESSAGE] = {"message", FIELD_TEXT, FIELD_CLI, "Text of the return code"},
	[MML_F_NAME] = {"params[].name", FIELD_TEXT, 0, "Name of a parameter"},
	[MML_F_VALUE] = {"params[].value", FIELD_TEXT, FIELD_CLI, "Value of a parameter"},
	[MML_F_SECRET] = {"params[].secret", FIELD_TEXT, FIELD_SECRET, "Value that is a secret"},
};

static const struct schema mml_schema = {"mml", mml_fields, MML_F_COUNT, false};
static const struct schema *const mml_schemas[] = {&mml_schema, NULL};
static const uint16_t mml_hints[] = {6000, 6006, 6007, 6100, 0};

static const struct {
	const char *word;
	enum verb verb;
} mml_verbs[] = {
#define ACT(word, verb) {word, VERB_##verb},
#include "dissectors/mml_words.def"
};

static const struct {
	const char *word;
	enum subject subject;
} mml_subjects[] = {
#define ABOUT(word, subject) {word, SUBJECT_##subject},
#include "dissectors/mml_words.def"
};

/* --- grammar ------------------------------------------------------------------------------- */

static bool mml_verb(struct span word, enum verb *ret)
{
	for (uint32_t i = 0; i < sizeof(mml_verbs) / sizeof(*mml_verbs); i++) {
		if (!span_eq_nocase(word, span_str(mml_verbs[i].word)))
			continue;
		*ret = mml_verbs[i].verb;
		return true;
	}
	return false;
}

static bool mml_is_word(struct span s)
{
	for (uint32_t i = 0; i < s.len; i++) {
		uint8_t c = s.p[i] | 0x20;
		if (!(c >= 'a' && c <= 'z') && !(s.p[i] >= '0' && s.p[i] <= '9') && s.p[i] != '_')
			return false;
	}
	return s.len <= MML_WORD_MAX;
}

/* TEXT is `VERB OBJECT:params` or `VERB:params`, without the semicolon. */
static bool mml_parse(struct span text, struct mml_command *ret)
{
	uint32_t colon = text_unquoted(text, ':');
	struct span head = span_trim(span_sub(text, 0, colon));
	enum verb verb;

	ret->verb = span_sub(head, 0, MML_VERB);
	ret->object = span_trim(span_sub(head, MML_VERB, head.len));
	ret->params = span_trim(span_sub(text, colon + 1, text.len));
	bool apart = head.len == MML_VERB || (head.len > MML_VERB && head.p[MML_VERB] == ' ');
	return apart && mml_is_word(ret->object) && mml_verb(ret->verb, &verb);
}

/* Takes `NAME=VALUE` off the front of REST. */
static bool mml_param(struct span *rest, struct span *name, struct span *value)
{
	uint32_t end = text_unquoted(*rest, ',');
	struct span one = span_trim(span_sub(*rest, 0, end));
	int64_t sign = span_index(one, '=');

	*rest = span_sub(*rest, end + 1, rest->len);
	*name = span_trim(span_sub(one, 0, sign < 0 ? one.len : (uint32_t)sign));
	*value = sign < 0 ? span_of(one.p, 0)
			  : span_trim(span_sub(one, (uint32_t)sign + 1, one.len));
	if (value->len > 1 && value->p[0] == '"' && value->p[value->len - 1] == '"')
		*value = span_sub(*value, 1, value->len - 2);
	return name->len > 0;
}

static enum probe mml_probe(const struct probe_input *in)
{
	struct span text = in->data;
	struct mml_command command;

	if (!in->stream)
		return PROBE_NO;
	while (text.len && (text.p[0] == '\r' || text.p[0] == '\n' || text.p[0] == ' '))
		text = span_sub(text, 1, text.len);
	if (text.len < MML_VERB + 1)
		return text.len && !(text.p[0] >= 'A' && text.p[0] <= 'Z') && text.p[0] != '+'
			       ? PROBE_NO
		       : in->data.len ? PROBE_MORE
				      : PROBE_NO;
	if (span_starts(text, SPAN_LIT("+++ ")))
		return span_find(text, SPAN_LIT("RETCODE")) >= 0 ||
				       span_find(text, SPAN_LIT("O&M")) >= 0
			       ? PROBE_SURE
			       : PROBE_MORE;
	enum verb verb;
	if (!mml_verb(span_sub(text, 0, MML_VERB), &verb) ||
		(text.p[MML_VERB] != ' ' && text.p[MML_VERB] != ':'))
		return PROBE_NO;
	uint32_t end = text_unquoted(text, ';');
	bool whole = end < text.len;
	if (!whole && text_unquoted(text, ':') == text.len)
		return text.len < MML_WORD_MAX ? PROBE_MORE : PROBE_NO;
	if (!mml_parse(span_sub(text, 0, end), &command))
		return PROBE_NO;
	return whole ? PROBE_SURE : PROBE_MORE;
}

/* --- commands ------------------------------------------------------------------------------ */

static enum subject mml_subject(const struct mml_command *c, enum verb verb)
{
	if (verb == VERB_LOGIN || verb == VERB_LOGOUT)
		return SUBJECT_SESSION;
	for (uint32_t i = 0; i < sizeof(mml_subjects) / sizeof(*mml_subjects); i++)
		if (span_starts_nocase(c->object, span_str(mml_subjects[i].word)))
			return mml_subjects[i].subject;
	return SUBJECT_CONFIG;
}

/* Commands of a home register about a subscriber's keys: ADD KI, MOD K4, ADD OPC with HLRSN. */
static bool mml_has_sim_keys(const struct mml_command *c)
{
	static const char *const objects[] = {"KI", "KIOPC", "K4", "OP", "OPC", "AUC", "AUTHDATA"};
	bool ki = span_find(c->params, SPAN_LIT("KIVALUE=")) >= 0 ||
		  span_find(c->params, SPAN_LIT("K4SNO=")) >= 0 ||
		  span_find(c->params, SPAN_LIT("HLRSN=")) >= 0;

	for (uint32_t i = 0; i < sizeof(objects) / sizeof(*objects) && !ki; i++)
		ki = span_eq_nocase(c->object, span_str(objects[i])) &&
		     span_find(c->params, SPAN_LIT("IMSI=")) >= 0;
	return ki;
}

/* Of names that mean something else elsewhere, OPC a signalling point and OP an operator. */
static bool mml_is_secret(struct span name, struct span value, bool sim)
{
	static const char *const keys[] = {"KI", "OPC", "OP", "OPVALUE", "K4"};

	if (redact_name_is_secret(name) || redact_is_subscriber_key(name, value))
		return true;
	for (uint32_t i = 0; i < sizeof(keys) / sizeof(*keys) && sim; i++)
		if (span_eq_nocase(name, span_str(keys[i])))
			return true;
	return false;
}

/* The command as people write it, a star for each secret; secrets and the user are told aside. */
static struct span mml_tell_params(struct dissect *d, struct mml_state *s,
	const struct mml_command *c, struct draft *e, bool login)
{
	struct span text =
		text_join(d->scratch, c->verb, c->object.len ? SPAN_LIT(" ") : c->object);
	struct span rest = c->params, name, value;
	struct credential secret = {.element = s->element, .cleartext = true};
	bool sim = !login && mml_has_sim_keys(c);

	text = text_join(d->scratch, text, c->object);
	for (unsigned i = 0; rest.len && i < MML_PARAMS_MAX; i++) {
		if (!mml_param(&rest, &name, &value))
			continue;
		bool hide = mml_is_secret(name, value, sim);
		event_item(e);
		event_text(e, MML_F_NAME, name);
		event_text(e, hide ? MML_F_SECRET : MML_F_VALUE, value);
		text = text_join(d->scratch, text, i ? SPAN_LIT(",") : SPAN_LIT(":"));
		text = text_join(d->scratch, text, name);
		text = text_join(d->scratch, text, SPAN_LIT("="));
		text = text_join(d->scratch, text, hide ? SPAN_LIT("*") : value);
		/* a subscriber's key logs nobody in */
		if (hide && value.len && !sim && !redact_is_subscriber_key(name, value))
			secret.secret = value;
		if (span_eq_nocase(name, SPAN_LIT("OP")))
			secret.user = value;
	}
	if (login)
		person_set(&s->user, secret.user);
	if (secret.secret.len)
		credential_emit(d, &secret);
	return text;
}

static struct action mml_action(const struct mml_state *s, enum verb verb, enum subject subject)
{
	struct action a = {.verb = verb,
		.subject = subject,
		.evidence = EVIDENCE_OBSERVED,
		.element = s->element,
		.object_scrub = SCRUB_TEXT,
		.join = verb == VERB_READ};

	person_acts(&s->user, &a);
	return a;
}

static void mml_command(struct dissect *d, struct mml_state *s, struct span line)
{
	struct mml_command c;
	enum verb verb = VERB_EXEC;

	if (!mml_parse(line, &c)) {
		anomaly_emit(d, "mml.bad_command");
		return;
	}
	mml_verb(c.verb, &verb);
	s->element = side_other(d->from);
	s->sent++;
	struct draft *e = event_new(d, &mml_schema);
	event_text(e, MML_F_VERB, c.verb);
	event_text(e, MML_F_OBJECT, c.object);
	struct span text = mml_tell_params(d, s, &c, e, verb == VERB_LOGIN);
	event_emit(d, e);
	if (verb == VERB_LOGIN) {
		s->login = s->sent;
		s->login_us = d->ts_us;
		return;
	}
	struct action a = mml_action(s, verb, mml_subject(&c, verb));
	if (verb == VERB_IMPORT && a.subject == SUBJECT_IMAGE)
		a.verb = VERB_IMAGE;
	a.object = text;
	action_ask(d, s->sent, &a);
}

/* Commands end in a semicolon, wherever lines end. */
static enum parse mml_commands(struct dissect *d, struct mml_state *s, struct cursor *c)
{
	while (cursor_left(c)) {
		struct span left = cursor_peek(c);
		uint32_t len = text_unquoted(left, ';');
		if (len == left.len) {
			if (!span_trim(left).len) {
				cursor_skip(c, left.len);
				return PARSE_OK;
			}
			if (left.len <= MML_COMMAND_MAX)
				return PARSE_OK;
			anomaly_emit(d, "mml.long_command");
			return PARSE_STOP;
		}
		cursor_skip(c, len + 1);
		struct span line = span_trim(span_sub(left, 0, len));
		if (line.len)
			mml_command(d, s, line);
	}
	return PARSE_OK;
}

/* --- answers ------------------------------------------------------------------------------- */

static bool mml_says_no_right(struct span message)
{
	return span_find(message, SPAN_LIT("ermission")) >= 0 ||
	       span_find(message, SPAN_LIT("uthorit")) >= 0 ||
	       span_find(message, SPAN_LIT("rivilege")) >= 0;
}

static void mml_login(
	struct dissect *d, struct mml_state *s, enum outcome outcome, struct span reason)
{
	bool ok = outcome == OUTCOME_OK;
	struct action a = mml_action(s, ok ? VERB_LOGIN : VERB_LOGIN_FAILED, SUBJECT_SESSION);

	a.object = a.user;
	a.outcome = ok ? OUTCOME_OK : OUTCOME_REFUSED;
	a.reason = reason;
	s->login = 0;
	action_emit_at(d, &a, s->login_us);
	if (!ok)
		s->user.len = 0;
}

static void mml_retcode(struct dissect *d, struct mml_state *s, struct span line)
{
	struct span text = span_trim(text_after(line, "="));
	uint32_t digits = 0;
	uint64_t code;

	while (digits < text.len && text.p[digits] >= '0' && text.p[digits] <= '9')
		digits++;
	if (!span_decimal(span_sub(text, 0, digits), UINT32_MAX, &code)) {
		anomaly_emit(d, "mml.bad_retcode");
		return;
	}
	struct span message = span_trim(span_sub(text, digits, text.len));
	struct draft *e = event_new(d, &mml_schema);
	event_text(e, MML_F_VERB, span_of(s->verb, s->verb_len));
	event_text(e, MML_F_OBJECT, span_of(s->object, s->object_len));
	event_uint(e, MML_F_RETCODE, code);
	if (message.len)
		event_text(e, MML_F_MESSAGE, message);
	event_emit(d, e);
	s->verb_len = s->object_len = 0;
	if (s->continued || s->settled >= s->sent)
		return;
	enum outcome outcome = code == 0                    ? OUTCOME_OK
			       : mml_says_no_right(message) ? OUTCOME_REFUSED
							    : OUTCOME_FAILED;
	struct span reason = code ? message : span_of(NULL, 0);
	if (++s->settled == s->login)
		mml_login(d, s, outcome, reason);
	else
		action_answer(d, s->settled, outcome, reason);
}

static void mml_echo(struct mml_state *s, struct span line)
{
	struct mml_command c;

	line = span_sub(line, 2, line.len - 2);
	if (!mml_parse(span_sub(line, 0, text_unquoted(line, ';')), &c))
		return;
	memcpy(s->verb, c.verb.p, c.verb.len);
	s->verb_len = (uint8_t)c.verb.len;
	if (c.object.len)
		memcpy(s->object, c.object.p, c.object.len);
	s->object_len = (uint8_t)c.object.len;
}

static enum parse mml_answers(struct dissect *d, struct mml_state *s, struct cursor *c)
{
	struct span line;

	while (wait_line(d, c, &line)) {
		line = span_trim(line);
		if (span_starts(line, SPAN_LIT("%%")))
			mml_echo(s, line);
		else if (span_starts(line, SPAN_LIT("RETCODE")))
			mml_retcode(d, s, line);
		else if (span_starts(line, SPAN_LIT("To be continued")))
			s->continued = true;
		else if (span_starts(line, SPAN_LIT("---")) &&
			 span_find(line, SPAN_LIT("END")) >= 0)
			s->continued = false;
	}
	if (cursor_left(c) <= MML_LINE_MAX)
		return PARSE_OK;
	anomaly_emit(d, "mml.long_line");
	return PARSE_STOP;
}

static enum parse mml_stream(struct dissect *d, struct cursor *c)
{
	struct mml_state *s = d->state;
	bool commands = d->from == SIDE_CLIENT;

	/* without a handshake in the capture the sides are a guess */
	if (cursor_left(c) && *c->p == '+' && !s->sent && d->from == SIDE_CLIENT)
		return PARSE_LOST;
	if (commands)
		return torn_command(&s->torn[d->from], c, mml_probe, MML_COMMAND_MAX)
			       ? mml_commands(d, s, c)
			       : PARSE_OK;
	return torn_line(&s->torn[d->from], c) ? mml_answers(d, s, c) : PARSE_OK;
}

/* Answers are told apart by their order alone: which of them is missing, nobody knows. */
static enum parse mml_gap(struct dissect *d, uint32_t missing)
{
	struct mml_state *s = d->state;

	(void)missing;
	s->torn[d->from] = TORN_HERE;
	if (d->from == SIDE_CLIENT)
		return PARSE_OK;
	s->settled = s->sent;
	s->continued = false;
	s->verb_len = s->object_len = 0;
	return PARSE_OK;
}

const struct dissector dissector_mml = {
	.name = "mml",
	.title = "Huawei man-machine language",
	.spec = "vendor documentation",
	.set = "management",
	.schemas = mml_schemas,
	.hints = mml_hints,
	.first = BYTE_RANGES(
		{'A', 'Z'}, {'a', 'z'}, {'+', '+'}, {'\n', '\n'}, {'\r', '\r'}, {' ', ' '}),
	.state_size = sizeof(struct mml_state),
	.cleartext = true,
	.probe = mml_probe,
	.stream = mml_stream,
	.gap = mml_gap,
};
