/*
 * ipmi_acts: what a command to a baseboard management controller amounts to. Called by ipmi.c for
 * every readable message. Worker thread.
 */
#include "config.h"

#include "dissectors/common/text.h"
#include "dissectors/ipmi.h"

enum {
	IPMI_SET_IN_PROGRESS = 0, /* parameter 0 of every "set parameters" command */
	IPMI_BOOT_ACKNOWLEDGE = 4,
	IPMI_BOOT_FLAGS = 5,
	IPMI_LAN_ADDRESS = 3,
	IPMI_LAN_MASK = 6,
	IPMI_LAN_GATEWAY = 12,
	IPMI_LAN_COMMUNITY = 16,
	IPMI_PASSWORD_TEST = 3,
	IPMI_CLEAR_INITIATE = 0xaa,
	IPMI_NO_PRIVILEGE = 0xd4
};

struct ipmi_command {
	uint8_t netfn, command;
	bool acts;
	enum verb verb;
	enum subject subject;
	const char *name;
};

static const struct ipmi_command commands[] = {
#define COMMAND(netfn, command, name, verb, subject)                                               \
	{netfn, command, true, VERB_##verb, SUBJECT_##subject, name},
#define TOLD(netfn, command, name) {netfn, command, false, VERB_READ, SUBJECT_SYSTEM, name},
#include "dissectors/ipmi_commands.def"
#undef COMMAND
#undef TOLD
};

static const struct ipmi_command *command_find(uint8_t netfn, uint8_t command)
{
	for (uint32_t i = 0; i < sizeof(commands) / sizeof(*commands); i++)
		if (commands[i].netfn == netfn && commands[i].command == command)
			return &commands[i];
	return NULL;
}

const char *ipmi_command_name(uint8_t netfn, uint8_t command)
{
	const struct ipmi_command *c = command_find(netfn, command);

	return c ? c->name : NULL;
}

static bool is(const struct ipmi_message *m, uint8_t netfn, uint8_t command)
{
	return m->netfn == netfn && m->command == command;
}

static uint8_t byte_of(const struct ipmi_message *m, uint32_t at)
{
	return at < m->data.len ? m->data.p[at] : 0;
}

/* --- what the data say --------------------------------------------------------------------- */

static struct span join(struct dissect *d, struct span text, const char *word, struct span more)
{
	return text_join(d->scratch, text_join(d->scratch, text, span_str(word)), more);
}

static struct span number(struct dissect *d, uint64_t value)
{
	return text_u64(d->scratch, value);
}

/* S up to its NULs, and empty where it holds what no name would. */
static struct span padded(struct span s)
{
	int64_t nul = span_index(s, 0);

	return nul < 0 ? s : span_sub(s, 0, (uint32_t)nul);
}

static struct span chassis_control(uint8_t what)
{
	static const char *const names[] = {"power down", "power up", "power cycle", "hard reset",
		"diagnostic interrupt", "soft shutdown"};

	what &= 15;
	return what < sizeof(names) / sizeof(*names) ? span_str(names[what]) : SPAN_LIT("reserved");
}

static struct span boot_device(uint8_t flags)
{
	static const char *const names[16] = {"no override", "network", "disk", "disk, safe mode",
		"diagnostic partition", "optical disc", "setup", "remote floppy",
		"remote optical disc", "remote primary", [11] = "remote disk", [15] = "floppy"};
	const char *name = names[flags >> 2 & 15];

	return name ? span_str(name) : SPAN_LIT("reserved");
}

static struct span user_access(struct dissect *d, const struct ipmi_message *m)
{
	static const char *const levels[16] = {"reserved", "callback", "user", "operator",
		"administrator", "oem", [15] = "no access"};
	const char *level = levels[byte_of(m, 2) & 15];
	struct span text = join(d, SPAN_LIT("user "), "", number(d, byte_of(m, 1) & 63));

	text = join(d, text, " channel ", number(d, byte_of(m, 0) & 15));
	return join(d, text, " privilege ", span_str(level ? level : "reserved"));
}

static struct span set_password(struct dissect *d, const struct ipmi_message *m)
{
	static const char *const operations[] = {
		" disabled", " enabled", " password set", " password tested"};

	return join(d, SPAN_LIT("user "), "",
		join(d, number(d, byte_of(m, 0) & 63), operations[byte_of(m, 1) & 3],
			span_of(NULL, 0)));
}

static struct span lan_parameter(struct dissect *d, const struct ipmi_message *m)
{
	uint8_t parameter = byte_of(m, 1);
	struct span text = join(d, SPAN_LIT("channel "), "", number(d, byte_of(m, 0) & 15));
	char dotted[ADDR_TEXT];

	text = join(d, text, " parameter ", number(d, parameter));
	if (m->data.len < 6 || (parameter != IPMI_LAN_ADDRESS && parameter != IPMI_LAN_MASK &&
				       parameter != IPMI_LAN_GATEWAY))
		return text;
	struct addr address = addr_v4(m->data.p + 2);
	if (!addr_text(&address, dotted))
		return text;
	return join(d, text, " ", arena_copy(d->scratch, span_str(dotted)));
}

struct span ipmi_value(struct dissect *d, const struct ipmi_message *m)
{
	if (m->response || !m->data.len)
		return span_of(NULL, 0);
	if (is(m, IPMI_CHASSIS, IPMI_CHASSIS_CONTROL))
		return chassis_control(m->data.p[0]);
	if (is(m, IPMI_CHASSIS, IPMI_SET_BOOT_OPTIONS) &&
		(m->data.p[0] & 0x7f) == IPMI_BOOT_FLAGS && m->data.len > 2)
		return boot_device(m->data.p[2]);
	if (is(m, IPMI_APP, IPMI_SET_USER_ACCESS))
		return user_access(d, m);
	if (is(m, IPMI_APP, IPMI_SET_USER_PASSWORD))
		return set_password(d, m);
	if (is(m, IPMI_APP, IPMI_SET_USER_NAME))
		return join(d, SPAN_LIT("user "), "",
			join(d, number(d, m->data.p[0] & 63), " ",
				padded(span_sub(m->data, 1, IPMI_USER_MAX))));
	if (is(m, IPMI_TRANSPORT, IPMI_SET_LAN))
		return lan_parameter(d, m);
	return span_of(NULL, 0);
}

/* --- what it amounts to --------------------------------------------------------------------- */

void ipmi_set_user(struct ipmi_state *s, struct span name)
{
	person_set(&s->user, padded(span_sub(name, 0, IPMI_USER_MAX)));
}

static struct action action_of(const struct ipmi_state *s, enum verb verb, enum subject subject)
{
	struct action a = {.verb = verb,
		.subject = subject,
		.evidence = EVIDENCE_OBSERVED,
		.element = s->bmc,
		.join = verb == VERB_READ};

	person_acts(&s->user, &a);
	return a;
}

void ipmi_login(struct dissect *d, const struct ipmi_state *s, struct ipmi_login login)
{
	bool ok = login.outcome == OUTCOME_OK;
	struct action a = action_of(s, ok ? VERB_LOGIN : VERB_LOGIN_FAILED, SUBJECT_SESSION);

	a.object = a.user;
	a.outcome = login.outcome;
	a.sealed = login.sealed;
	a.reason = login.reason;
	if (login.outcome == OUTCOME_UNKNOWN) {
		a.evidence = EVIDENCE_INFERRED;
		a.certainty = CERTAINTY_MEDIUM;
	}
	action_emit_at(d, &a, d->ts_us);
}

/* The password of Set User Password, the community of Set LAN Configuration. */
static void tell_secret(struct dissect *d, const struct ipmi_state *s, const struct ipmi_message *m)
{
	struct credential c = {.element = s->bmc, .cleartext = true};

	if (is(m, IPMI_APP, IPMI_SET_USER_PASSWORD))
		c.secret = padded(span_sub(m->data, 2, 20));
	else if (is(m, IPMI_TRANSPORT, IPMI_SET_LAN) && byte_of(m, 1) == IPMI_LAN_COMMUNITY)
		c.secret = padded(span_sub(m->data, 2, 18));
	if (c.secret.len)
		credential_emit(d, &c);
}

/* A step of a change that changes nothing by itself. */
static bool is_bookkeeping(const struct ipmi_message *m)
{
	if (is(m, IPMI_CHASSIS, IPMI_SET_BOOT_OPTIONS))
		return (byte_of(m, 0) & 0x7f) == IPMI_SET_IN_PROGRESS ||
		       (byte_of(m, 0) & 0x7f) == IPMI_BOOT_ACKNOWLEDGE;
	if (is(m, IPMI_TRANSPORT, IPMI_SET_LAN) || is(m, IPMI_TRANSPORT, IPMI_SET_SOL))
		return byte_of(m, 1) == IPMI_SET_IN_PROGRESS;
	if (is(m, IPMI_STORAGE, IPMI_CLEAR_SEL))
		return byte_of(m, 5) != IPMI_CLEAR_INITIATE;
	return is(m, IPMI_APP, IPMI_SET_USER_PASSWORD) && (byte_of(m, 1) & 3) == IPMI_PASSWORD_TEST;
}

static uint64_t key_of(const struct ipmi_message *m)
{
	return 1u << 31 | (uint64_t)m->sequence << 24 | (uint64_t)m->lun << 16 |
	       (uint64_t)m->netfn << 8 | m->command;
}

static void ask(struct dissect *d, struct ipmi_state *s, const struct ipmi_message *m)
{
	const struct ipmi_command *c = command_find(m->netfn, m->command);
	uint64_t key = key_of(m);

	if (!c || !c->acts || is_bookkeeping(m) || s->asked == key)
		return;
	struct action a = action_of(s, c->verb, c->subject);
	a.object = span_str(c->name);
	a.value = ipmi_value(d, m);
	a.sealed = !m->session && c->verb == VERB_READ; /* anybody may ask, and all clients do */
	if (is(m, IPMI_TRANSPORT, IPMI_SET_LAN) && byte_of(m, 1) == IPMI_LAN_COMMUNITY)
		a.subject = SUBJECT_SNMP_ACCESS;
	s->asked = key;
	tell_secret(d, s, m);
	action_ask(d, key, &a);
}

static void answer(struct dissect *d, struct ipmi_state *s, const struct ipmi_message *m)
{
	struct span reason = span_of(NULL, 0);
	enum outcome outcome = m->completion == 0                   ? OUTCOME_OK
			       : m->completion == IPMI_NO_PRIVILEGE ? OUTCOME_REFUSED
								    : OUTCOME_FAILED;

	if (m->completion)
		reason = text_hex(d->scratch, "completion code 0x", span_of(&m->completion, 1));
	s->asked = 0;
	if (is(m, IPMI_APP, IPMI_ACTIVATE_SESSION))
		ipmi_login(d, s,
			(struct ipmi_login){
				m->completion ? OUTCOME_REFUSED : OUTCOME_OK, false, reason});
	else if (is(m, IPMI_APP, IPMI_SESSION_CHALLENGE) && m->completion)
		ipmi_login(d, s, (struct ipmi_login){OUTCOME_REFUSED, false, reason});
	else
		action_answer(d, key_of(m), outcome, reason);
}

void ipmi_act(struct dissect *d, struct ipmi_state *s, const struct ipmi_message *m)
{
	s->bmc = m->response ? d->from : side_other(d->from);
	if (m->response) {
		answer(d, s, m);
		return;
	}
	if (is(m, IPMI_APP, IPMI_SESSION_CHALLENGE))
		ipmi_set_user(s, span_sub(m->data, 1, IPMI_USER_MAX));
	if (is(m, IPMI_APP, IPMI_ACTIVATE_SESSION) && m->data.len && !(m->data.p[0] & 15) &&
		!s->no_auth) {
		s->no_auth = true;
		hint_emit(d, "ipmi.no_auth", person_name(&s->user), 0);
	}
	ask(d, s, m);
}
