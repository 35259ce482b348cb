/*
 * tl1: Transaction Language 1 (Telcordia GR-831-CORE), the language of optical and access network
 * elements, over TCP. Runs on a worker's thread.
 *
 *   ENT-USER-SECU:TID:eve:123::PASSWORD,,4;         SID 26-01-02 03:04:05
 *   verb          tid aid ctag general data      M  123 COMPLD
 *                                                ;
 *
 * Managers of access networks speak a dialect of it to what orders services, with names for what
 * they take: LOGIN:::C1::UN=eve,PWD=x; ADD-ONU::OLTID=10.1.1.1,PONID=NA-NA-1-1:C2::ONUID=X1;
 */
#include "config.h"

#include "dissectors/common/person.h"
#include "dissectors/common/subject.h"
#include "dissectors/common/text.h"
#include "dissectors/common/torn.h"
#include "dissectors/common/wait.h"
#include "sensor/base/fnv.h"
#include "sensor/dissector.h"

enum {
	TL1_COMMAND_MAX = 4096,
	TL1_LINE_MAX = 8192,
	TL1_VERB_MAX = 40,
	TL1_PROBE_MAX = 128,
	TL1_COLONS = 3 /* before a command's correlation tag is over */
};

struct tl1_state {
	uint64_t login, denied; /* keys: the login that waits, the denial that waits for its code */
	int64_t login_us;
	enum side element;
	enum torn torn[2]; /* by side */
	struct person user;
};

struct tl1_command {
	struct span verb, tid, aid, ctag, data;
};

enum { TL1_F_VERB, TL1_F_AID, TL1_F_COMPLETION, TL1_F_TID, TL1_F_CTAG, TL1_F_DATA, TL1_F_COUNT };

static const struct field tl1_fields[TL1_F_COUNT] = {
	[TL1_F_VERB] = {"verb", FIELD_TEXT, 0, "Verb and its modifiers, such as RTRV-ALM-ALL"},
	[TL1_F_AID] = {"aid", FIELD_TEXT, 0, "Access identifier: what the verb acts on"},
	[TL1_F_COMPLETION] = {"completion", FIELD_TEXT, 0,
		"Completion code of an answer: COMPLD, DENY, PRTL, DELAY"},
	[TL1_F_TID] = {"tid", FIELD_TEXT, 0, "Target identifier: the element's name"},
	[TL1_F_CTAG] = {"ctag", FIELD_TEXT, 0, "Tag that joins an answer to its command"},
	[TL1_F_DATA] = {"data", FIELD_TEXT, FIELD_CLI, "Parameters of a command without secrets"},
};

static const struct schema tl1_schema = {"tl1", tl1_fields, TL1_F_COUNT, false};
static const struct schema *const tl1_schemas[] = {&tl1_schema, NULL};
static const uint16_t tl1_hints[] = {3082, 3083, 3337, 9819, 10201, 0};

/* By the beginning of the verb; the first that fits counts. */
static const struct tl1_meaning {
	const char *verb;
	enum verb means;
	enum subject subject;
	bool secret; /* its parameters hold a password */
} tl1_meanings[] = {
	{"ACT-USER", VERB_LOGIN, SUBJECT_SESSION, true},
	{"LOGIN", VERB_LOGIN, SUBJECT_SESSION, true},
	{"LOGOUT", VERB_LOGOUT, SUBJECT_SESSION, false},
	{"LOGOFF", VERB_LOGOUT, SUBJECT_SESSION, false},
	{"CANC-USER", VERB_LOGOUT, SUBJECT_SESSION, false},
	{"RTRV-", VERB_READ, SUBJECT_CONFIG, false},
	{"REPT-", VERB_READ, SUBJECT_CONFIG, false},
	{"ENT-USER-SECU", VERB_CHANGE, SUBJECT_ACCOUNT, true},
	{"ED-USER-SECU", VERB_CHANGE, SUBJECT_ACCOUNT, true},
	{"DLT-USER-SECU", VERB_CHANGE, SUBJECT_ACCOUNT, true},
	{"ED-PID", VERB_CHANGE, SUBJECT_ACCOUNT, true},
	{"INH-MSG", VERB_CHANGE, SUBJECT_LOGGING, false},
	{"ALW-MSG", VERB_CHANGE, SUBJECT_LOGGING, false},
	{"APPLY", VERB_IMAGE, SUBJECT_IMAGE, false},
	{"LOAD-", VERB_IMAGE, SUBJECT_IMAGE, false},
	{"SET-DAT", VERB_CHANGE, SUBJECT_TIME, false},
	{"ED-DAT", VERB_CHANGE, SUBJECT_TIME, false},
	{"SET-TOD", VERB_CHANGE, SUBJECT_TIME, false},
	{"INIT-SYS", VERB_REBOOT, SUBJECT_SYSTEM, false},
	{"INIT-LOG", VERB_ERASE, SUBJECT_LOGGING, false},
	{"CPY-MEM", VERB_EXPORT, SUBJECT_CONFIG, false},
	{"COPY-RFILE", VERB_EXPORT, SUBJECT_CONFIG, true},
	{"ENT-", VERB_CHANGE, SUBJECT_CONFIG, false},
	{"ED-", VERB_CHANGE, SUBJECT_CONFIG, false},
	{"DLT-", VERB_CHANGE, SUBJECT_CONFIG, false},
	{"SET-", VERB_CHANGE, SUBJECT_CONFIG, false},
	{"RMV-", VERB_CHANGE, SUBJECT_CONFIG, false},
	{"RST-", VERB_CHANGE, SUBJECT_CONFIG, false},
	{"INH-", VERB_CHANGE, SUBJECT_CONFIG, false},
	{"ALW-", VERB_CHANGE, SUBJECT_CONFIG, false},
	{"CHG-", VERB_CHANGE, SUBJECT_CONFIG, false},
	{"CONN-", VERB_CHANGE, SUBJECT_CONFIG, false},
	{"DISC-", VERB_CHANGE, SUBJECT_CONFIG, false},
	{"SW-", VERB_CHANGE, SUBJECT_CONFIG, false},
	{"OPR-", VERB_CHANGE, SUBJECT_CONFIG, false},
	{"RLS-", VERB_CHANGE, SUBJECT_CONFIG, false},
	{"ADD-", VERB_CHANGE, SUBJECT_CONFIG, false},
	{"DEL-", VERB_CHANGE, SUBJECT_CONFIG, false},
	{"CFG-", VERB_CHANGE, SUBJECT_CONFIG, false},
	{"MOD-", VERB_CHANGE, SUBJECT_CONFIG, false},
	{"MODIFY-", VERB_CHANGE, SUBJECT_CONFIG, false},
	{"CRT-", VERB_CHANGE, SUBJECT_CONFIG, false},
	{"ACT-", VERB_CHANGE, SUBJECT_CONFIG, false},
	{"DACT-", VERB_CHANGE, SUBJECT_CONFIG, false},
	{"LST-", VERB_READ, SUBJECT_CONFIG, false},
	{"RESET-", VERB_EXEC, SUBJECT_SYSTEM, false},
	{"SHAKEHAND", VERB_READ, SUBJECT_SESSION, false},
	{"INIT-", VERB_EXEC, SUBJECT_SYSTEM, false},
};

static const struct tl1_meaning *tl1_find(struct span verb)
{
	for (uint32_t i = 0; i < sizeof(tl1_meanings) / sizeof(*tl1_meanings); i++)
		if (span_starts_nocase(verb, span_str(tl1_meanings[i].verb)))
			return &tl1_meanings[i];
	return NULL;
}

/* ENT-SNMP-COMM, ENT-COMMUNITY-SNMP: what they act on is named by a community. */
static bool tl1_names_community(struct span verb)
{
	return subject_has_word(verb, "COMMUNITY") || subject_has_word(verb, "-CMTY") ||
	       (subject_has_word(verb, "SNMP") && subject_has_word(verb, "-COMM"));
}

/*
 * What VERB amounts to. Vendors put the words of its modifiers in either order (ED-USER-SECU,
 * ED-SECU-USER) and have more of them: what they speak of is the subject of what they change, and
 * parameters of whatever has to do with security may be passwords.
 */
static struct tl1_meaning tl1_meaning_of(struct span verb)
{
	const struct tl1_meaning *known = tl1_find(verb);
	struct tl1_meaning m = {NULL, VERB_EXEC, SUBJECT_SYSTEM, false};

	if (known)
		m = *known;
	bool security = subject_has_word(verb, "-SECU") || subject_has_word(verb, "-PID") ||
			subject_has_word(verb, "PASSW") || subject_has_word(verb, "-PWD");
	bool keys = subject_has_word(verb, "SNMPV3") || subject_has_word(verb, "RADIUS") ||
		    subject_has_word(verb, "TACACS");
	m.secret |= (security || keys || tl1_names_community(verb)) && m.means != VERB_READ;
	if (m.means == VERB_CHANGE && m.subject == SUBJECT_CONFIG)
		m.subject = security ? SUBJECT_ACCOUNT
			    : subject_has_word(verb, "-TRAP") || tl1_names_community(verb)
				    ? SUBJECT_SNMP_ACCESS
				    : subject_of_words(verb);
	return m;
}

/* --- grammar ------------------------------------------------------------------------------- */

static struct span tl1_block(struct span *rest)
{
	uint32_t end = text_unquoted(*rest, ':');
	struct span block = span_trim(span_sub(*rest, 0, end));

	*rest = span_sub(*rest, end + 1, rest->len);
	return block;
}

static bool tl1_is_word(struct span s)
{
	for (uint32_t i = 0; i < s.len; i++) {
		uint8_t c = s.p[i] | 0x20;
		if (!(c >= 'a' && c <= 'z') && !(s.p[i] >= '0' && s.p[i] <= '9') && s.p[i] != '-')
			return false;
	}
	return s.len && s.len <= TL1_VERB_MAX;
}

static bool tl1_is_verb(struct span s)
{
	return s.len > 1 && tl1_is_word(s);
}

/* TEXT is a command without its semicolon. */
static bool tl1_parse(struct span text, struct tl1_command *ret)
{
	struct span rest = text;

	ret->verb = tl1_block(&rest);
	bool blocks = rest.len > 0;
	ret->tid = tl1_block(&rest);
	ret->aid = tl1_block(&rest);
	ret->ctag = tl1_block(&rest);
	tl1_block(&rest);
	ret->data = span_trim(rest);
	return blocks && tl1_is_verb(ret->verb);
}

static enum probe tl1_probe(const struct probe_input *in)
{
	struct span text = in->data;
	unsigned colons = 0;

	if (!in->stream || !text.len)
		return PROBE_NO;
	while (text.len && (text.p[0] == '\r' || text.p[0] == '\n' || text.p[0] == ' '))
		text = span_sub(text, 1, text.len);
	if (!text.len)
		return PROBE_MORE;
	uint32_t colon = text_unquoted(span_sub(text, 0, TL1_VERB_MAX + 1), ':');
	struct span verb = span_sub(text, 0, colon);
	if (colon == text.len)
		return tl1_is_word(verb) ? PROBE_MORE : PROBE_NO;
	if (!tl1_is_verb(verb) || !tl1_find(verb))
		return PROBE_NO;
	uint32_t end = text_unquoted(text, ';');
	for (uint32_t i = 0; i < end; i++)
		colons += text.p[i] == ':';
	if (end == text.len)
		return text.len < TL1_PROBE_MAX ? PROBE_MORE : PROBE_NO;
	return colons >= TL1_COLONS ? PROBE_SURE : PROBE_NO;
}

/* --- commands ------------------------------------------------------------------------------ */

/* Of the correlation tag; never 0. */
static uint64_t tl1_key(struct span ctag)
{
	return fnv64(FNV64, ctag) | 1;
}

static struct action tl1_action(const struct tl1_state *s, enum verb verb, enum subject subject)
{
	struct action a = {.verb = verb,
		.subject = subject,
		.evidence = EVIDENCE_OBSERVED,
		.element = s->element,
		.object_scrub = SCRUB_TEXT,
		.value_scrub = SCRUB_TEXT,
		.join = verb == VERB_READ};

	person_acts(&s->user, &a);
	return a;
}

/* Takes UN=eve off the front of REST: its value, without quotes, where it has the name that is
 * asked for. */
static bool tl1_take(struct span *rest, struct span name, struct span *ret)
{
	struct span one = span_trim(span_sub(*rest, 0, text_unquoted(*rest, ',')));
	int64_t sign = span_index(one, '=');

	*rest = span_sub(*rest, text_unquoted(*rest, ',') + 1, rest->len);
	if (sign < 0 || !span_eq_nocase(span_trim(span_sub(one, 0, (uint32_t)sign)), name))
		return false;
	*ret = span_trim(span_sub(one, (uint32_t)sign + 1, one.len));
	if (ret->len > 1 && ret->p[0] == '"' && ret->p[ret->len - 1] == '"')
		*ret = span_sub(*ret, 1, ret->len - 2);
	return true;
}

static struct span tl1_named(struct span data, struct span name)
{
	struct span value = {NULL, 0};

	while (data.len && !tl1_take(&data, name, &value))
		continue;
	return value;
}

static void tl1_begin_login(struct dissect *d, struct tl1_state *s, const struct tl1_command *c)
{
	bool named = span_starts_nocase(c->verb, SPAN_LIT("LOGIN"));
	struct span first = span_trim(span_sub(c->data, 0, text_unquoted(c->data, ',')));
	struct credential secret = {
		.user = named ? tl1_named(c->data, SPAN_LIT("UN")) : c->aid,
		.secret = named ? tl1_named(c->data, SPAN_LIT("PWD")) : first,
		.element = s->element,
		.cleartext = true};

	person_set(&s->user, secret.user);
	s->login = tl1_key(c->ctag);
	s->login_us = d->ts_us;
	if (secret.secret.len)
		credential_emit(d, &secret);
}

/* What a remote file is: software that comes, a backup that comes back, or one that leaves. */
static void tl1_file(struct action *a, struct span data)
{
	if (span_find(data, SPAN_LIT("SWDL")) >= 0)
		a->verb = VERB_IMAGE, a->subject = SUBJECT_IMAGE;
	else if (span_find(data, SPAN_LIT("RFR")) >= 0)
		a->verb = VERB_IMPORT;
}

static void tl1_command(struct dissect *d, struct tl1_state *s, struct span line)
{
	struct tl1_command c;

	if (!tl1_parse(line, &c)) {
		anomaly_emit(d, "tl1.bad_command");
		return;
	}
	struct tl1_meaning m = tl1_meaning_of(c.verb);
	bool community = tl1_names_community(c.verb);
	struct draft *e = event_new(d, &tl1_schema);
	event_text(e, TL1_F_VERB, c.verb);
	if (!community)
		event_text(e, TL1_F_AID, c.aid);
	if (c.tid.len)
		event_text(e, TL1_F_TID, c.tid);
	event_text(e, TL1_F_CTAG, c.ctag);
	if (c.data.len && !m.secret)
		event_text(e, TL1_F_DATA, c.data);
	event_emit(d, e);
	s->element = side_other(d->from);
	if (m.means == VERB_LOGIN) {
		tl1_begin_login(d, s, &c);
		return;
	}
	struct action a = tl1_action(s, m.means, m.subject);
	a.object = c.verb;
	if (c.aid.len && !community)
		a.object =
			text_join(d->scratch, text_join(d->scratch, c.verb, SPAN_LIT(" ")), c.aid);
	if (!m.secret)
		a.value = c.data;
	if (m.means == VERB_EXPORT)
		tl1_file(&a, c.data);
	action_ask(d, tl1_key(c.ctag), &a);
}

static enum parse tl1_commands(struct dissect *d, struct tl1_state *s, struct cursor *c)
{
	while (cursor_left(c)) {
		struct span left = cursor_peek(c);
		uint32_t len = text_unquoted(left, ';');
		if (len == left.len) {
			if (left.len <= TL1_COMMAND_MAX)
				return PARSE_OK;
			anomaly_emit(d, "tl1.long_command");
			return PARSE_STOP;
		}
		cursor_skip(c, len + 1);
		struct span line = span_trim(span_sub(left, 0, len));
		if (line.len)
			tl1_command(d, s, line);
	}
	return PARSE_OK;
}

/* --- answers ------------------------------------------------------------------------------- */

static void tl1_login(
	struct dissect *d, struct tl1_state *s, enum outcome outcome, struct span reason)
{
	bool ok = outcome == OUTCOME_OK;
	struct action a = tl1_action(s, ok ? VERB_LOGIN : VERB_LOGIN_FAILED, SUBJECT_SESSION);

	a.object = a.user;
	a.outcome = ok ? OUTCOME_OK : OUTCOME_REFUSED;
	a.reason = reason;
	s->login = 0;
	action_emit_at(d, &a, s->login_us);
	if (!ok)
		s->user.len = 0;
}

static void tl1_settle(
	struct dissect *d, struct tl1_state *s, uint64_t key, enum outcome outcome, struct span why)
{
	if (s->login == key)
		tl1_login(d, s, outcome, why);
	else
		action_answer(d, key, outcome, why);
}

/* Error codes whose first letter is P speak of privilege (GR-831-CORE). */
static void tl1_denied(struct dissect *d, struct tl1_state *s, struct span code)
{
	uint64_t key = s->denied;
	if (span_starts_nocase(code, SPAN_LIT("EN=")))
		code = span_sub(code, 3, code.len);
	bool privilege = code.len && (code.p[0] | 0x20) == 'p';

	s->denied = 0;
	tl1_settle(d, s, key, privilege ? OUTCOME_REFUSED : OUTCOME_FAILED, code);
}

/* M  CTAG COMPLETION */
static void tl1_answer(struct dissect *d, struct tl1_state *s, struct span line)
{
	struct span rest = span_trim(span_sub(line, 1, line.len));
	struct span ctag = text_until(rest, " \t");
	struct span completion = text_until(span_trim(span_sub(rest, ctag.len, rest.len)), " \t");

	struct draft *e = event_new(d, &tl1_schema);
	event_text(e, TL1_F_COMPLETION, completion);
	event_text(e, TL1_F_CTAG, ctag);
	event_emit(d, e);
	if (span_eq_nocase(completion, SPAN_LIT("DENY")))
		s->denied = tl1_key(ctag);
	else if (span_eq_nocase(completion, SPAN_LIT("COMPLD")) ||
		 span_eq_nocase(completion, SPAN_LIT("PRTL")))
		tl1_settle(d, s, tl1_key(ctag), OUTCOME_OK, span_of(NULL, 0));
}

static enum parse tl1_answers(struct dissect *d, struct tl1_state *s, struct cursor *c)
{
	struct span line;

	while (wait_line(d, c, &line)) {
		struct span text = span_trim(line);
		if (line.len > 2 && line.p[0] == 'M' && line.p[1] == ' ')
			tl1_answer(d, s, line);
		else if (s->denied && text.len)
			tl1_denied(d, s, text_until(text, ";"));
	}
	if (cursor_left(c) <= TL1_LINE_MAX)
		return PARSE_OK;
	anomaly_emit(d, "tl1.long_line");
	return PARSE_STOP;
}

static enum parse tl1_stream(struct dissect *d, struct cursor *c)
{
	struct tl1_state *s = d->state;

	if (d->from == SIDE_CLIENT)
		return torn_command(&s->torn[d->from], c, tl1_probe, TL1_COMMAND_MAX)
			       ? tl1_commands(d, s, c)
			       : PARSE_OK;
	return torn_line(&s->torn[d->from], c) ? tl1_answers(d, s, c) : PARSE_OK;
}

static enum parse tl1_gap(struct dissect *d, uint32_t missing)
{
	struct tl1_state *s = d->state;

	(void)missing;
	s->torn[d->from] = TORN_HERE;
	if (d->from == SIDE_SERVER)
		s->denied = 0; /* its code may be what is missing */
	return PARSE_OK;
}

const struct dissector dissector_tl1 = {
	.name = "tl1",
	.title = "Transaction Language 1",
	.spec = "GR-831-CORE",
	.set = "management",
	.schemas = tl1_schemas,
	.hints = tl1_hints,
	.first = BYTE_RANGES({'A', 'Z'}, {'a', 'z'}, {'0', '9'}, {'-', '-'}, {'\n', '\n'},
		{'\r', '\r'}, {' ', ' '}),
	.state_size = sizeof(struct tl1_state),
	.cleartext = true,
	.probe = tl1_probe,
	.stream = tl1_stream,
	.gap = tl1_gap,
};
