/*
 * netconf_acts: the fields of the netconf event, and what a message does to the equipment that
 * serves it: operations of RFC 6241 and 8526, of vendors by their names, and what notifications
 * attest (RFC 6470). Requests wait under their message-id for the reply. On a worker's thread.
 */
#include "config.h"

#include "dissectors/common/cli.h"
#include "dissectors/common/curly.h"
#include "dissectors/common/subject.h"
#include "dissectors/common/text.h"
#include "dissectors/netconf.h"
#include "sensor/base/fnv.h"

enum {
	NETCONF_F_OPERATION,
	NETCONF_F_TARGET,
	NETCONF_F_ID,
	NETCONF_F_TYPE,
	NETCONF_F_SOURCE,
	NETCONF_F_URL,
	NETCONF_F_DEFAULT,
	NETCONF_F_NODE,
	NETCONF_F_COMMAND,
	NETCONF_F_PATHS,
	NETCONF_F_SESSION,
	NETCONF_F_REPLY,
	NETCONF_F_ERROR_TAG,
	NETCONF_F_ERROR_TEXT,
	NETCONF_F_USER,
	NETCONF_F_CAPABILITIES,
	NETCONF_F_TRUNCATED,
	NETCONF_F_COUNT
};

static const struct field fields[NETCONF_F_COUNT] = {
	[NETCONF_F_OPERATION] = {"operation", FIELD_TEXT, 0,
		"Operation asked for, or what happened"},
	[NETCONF_F_TARGET] = {"target", FIELD_TEXT, FIELD_URL,
		"Datastore that the operation is about"},
	[NETCONF_F_ID] = {"message_id", FIELD_TEXT, 0,
		"Identifier that joins a reply with its rpc"},
	[NETCONF_F_TYPE] = {"type", FIELD_TEXT, 0, "hello, rpc, rpc-reply or notification"},
	[NETCONF_F_SOURCE] = {"source", FIELD_TEXT, FIELD_URL, "Datastore that is copied or read"},
	[NETCONF_F_URL] = {"url", FIELD_TEXT, FIELD_URL, "File that is copied to or from"},
	[NETCONF_F_DEFAULT] = {"default_operation", FIELD_TEXT, 0, "How data is put in by default"},
	[NETCONF_F_NODE] = {"node_operation", FIELD_TEXT, 0, "Operation on some node of the data"},
	[NETCONF_F_COMMAND] = {"command", FIELD_TEXT, FIELD_CLI, "Command line that is carried"},
	[NETCONF_F_PATHS] = {"paths[]", FIELD_TEXT, FIELD_CLI,
		"Places in the data that are touched"},
	[NETCONF_F_SESSION] = {"session_id", FIELD_TEXT, 0, "Session that is opened or named"},
	[NETCONF_F_REPLY] = {"reply", FIELD_TEXT, 0, "ok, data or error"},
	[NETCONF_F_ERROR_TAG] = {"error_tag", FIELD_TEXT, 0, "Kind of error"},
	[NETCONF_F_ERROR_TEXT] = {"error_message", FIELD_TEXT, FIELD_CLI, "Text of the error"},
	[NETCONF_F_USER] = {"username", FIELD_TEXT, 0, "User that a notification names"},
	[NETCONF_F_CAPABILITIES] = {"capabilities[]", FIELD_TEXT, 0, "What a side can do"},
	[NETCONF_F_TRUNCATED] = {"truncated", FIELD_BOOL, 0,
		"The message is longer, or names more places, than is told"},
};
const struct schema netconf_schema = {"netconf", fields, NETCONF_F_COUNT, false};

static bool is(struct span a, const char *b)
{
	return span_eq(a, span_str(b));
}

static uint64_t key_of(struct span id)
{
	return fnv64(FNV64, id);
}

/* --- the event ------------------------------------------------------------------------------ */

static void tell_event(struct dissect *d, const struct netconf_message *m)
{
	static const char *const types[] = {"", "hello", "rpc", "rpc-reply", "notification"};
	const struct {
		uint16_t field;
		struct span value;
	} texts[] = {{NETCONF_F_OPERATION, m->operation}, {NETCONF_F_TARGET, m->target},
		{NETCONF_F_TARGET, m->datastore}, {NETCONF_F_ID, m->id},
		{NETCONF_F_TYPE, span_str(types[m->kind])}, {NETCONF_F_SOURCE, m->source},
		{NETCONF_F_URL, m->url}, {NETCONF_F_DEFAULT, m->default_operation},
		{NETCONF_F_NODE, m->node_operation}, {NETCONF_F_COMMAND, m->command},
		{NETCONF_F_SESSION, m->session}, {NETCONF_F_ERROR_TAG, m->error_tag},
		{NETCONF_F_ERROR_TEXT, m->error_text}, {NETCONF_F_USER, m->username}};
	struct draft *e = event_new(d, &netconf_schema);

	for (unsigned i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		if (texts[i].value.len)
			event_text(e, texts[i].field, texts[i].value);
	if (m->kind == NETCONF_REPLY)
		event_text(e, NETCONF_F_REPLY,
			span_str(m->error ? "error"
				 : m->ok  ? "ok"
					  : "data"));
	for (unsigned i = 0; i < m->path_count; i++)
		event_text(e, NETCONF_F_PATHS, m->paths[i].name);
	for (unsigned i = 0; i < m->capability_count; i++)
		event_text(e, NETCONF_F_CAPABILITIES, m->capabilities[i]);
	if (m->cut || m->crowd.cut)
		event_bool(e, NETCONF_F_TRUNCATED, true);
	event_emit(d, e);
}

/* --- hello ---------------------------------------------------------------------------------- */

static void tell_hello(struct dissect *d, struct netconf_state *s, const struct netconf_message *m)
{
	static const struct {
		const char *word, *vendor;
	} vendors[] = {{"huawei.com", "Huawei"}, {"juniper.net", "Juniper"}, {"cisco.com", "Cisco"},
		{"nokia.com", "Nokia"}, {"alcatel-lucent.com", "Nokia"}, {"h3c.com", "H3C"},
		{"ericsson", "Ericsson"}, {"zte.com", "ZTE"}, {"arista.com", "Arista"},
		{"calix.com", "Calix"}, {"adtran.com", "Adtran"}, {"ciena.com", "Ciena"}};
	struct identity who = {
		.of = d->from, .evidence = SPAN_LIT("netconf"), .is_equipment = true};

	s->hello[d->from] = true;
	for (unsigned i = 0; m->session.len && i < m->capability_count && !who.vendor.len; i++)
		for (unsigned v = 0; v < sizeof(vendors) / sizeof(*vendors); v++)
			if (subject_has_word(m->capabilities[i], vendors[v].word))
				who.vendor = span_str(vendors[v].vendor);
	if (m->session.len) /* only a server gives one */
		identity_emit(d, &who);
	if (!m->session.len || s->in)
		return;
	s->in = true;
	struct action a = {.verb = VERB_LOGIN,
		.subject = SUBJECT_SESSION,
		.outcome = OUTCOME_OK,
		.element = d->from,
		.object = text_join(d->scratch, SPAN_LIT("session "), m->session)};
	action_emit(d, &a);
}

/* --- operations ----------------------------------------------------------------------------- */

struct meaning {
	const char *name;
	enum verb verb;
	enum subject subject;
};

/* By their whole names. */
static const struct meaning operations[] = {
	{"get", VERB_READ, SUBJECT_CONFIG},
	{"get-config", VERB_READ, SUBJECT_CONFIG},
	{"get-data", VERB_READ, SUBJECT_CONFIG},
	{"get-bulk", VERB_READ, SUBJECT_CONFIG},
	{"get-bulk-config", VERB_READ, SUBJECT_CONFIG},
	{"get-schema", VERB_READ, SUBJECT_SYSTEM},
	{"validate", VERB_READ, SUBJECT_CONFIG},
	{"create-subscription", VERB_READ, SUBJECT_SYSTEM},
	{"establish-subscription", VERB_READ, SUBJECT_SYSTEM},
	{"edit-config", VERB_CHANGE, SUBJECT_CONFIG},
	{"edit-data", VERB_CHANGE, SUBJECT_CONFIG},
	{"load-configuration", VERB_CHANGE, SUBJECT_CONFIG},
	{"cancel-commit", VERB_CHANGE, SUBJECT_CONFIG},
	{"rollback", VERB_CHANGE, SUBJECT_CONFIG},
	{"copy-config", VERB_CHANGE, SUBJECT_CONFIG},
	{"delete-config", VERB_ERASE, SUBJECT_CONFIG},
	{"commit", VERB_SAVE, SUBJECT_CONFIG},
	{"commit-configuration", VERB_SAVE, SUBJECT_CONFIG},
	{"save-config", VERB_SAVE, SUBJECT_CONFIG},
	{"save", VERB_SAVE, SUBJECT_CONFIG},
	{"discard-changes", VERB_EXEC, SUBJECT_CONFIG},
	{"lock", VERB_EXEC, SUBJECT_SESSION},
	{"unlock", VERB_EXEC, SUBJECT_SESSION},
	{"partial-lock", VERB_EXEC, SUBJECT_SESSION},
	{"partial-unlock", VERB_EXEC, SUBJECT_SESSION},
	{"lock-configuration", VERB_EXEC, SUBJECT_SESSION},
	{"unlock-configuration", VERB_EXEC, SUBJECT_SESSION},
	{"open-configuration", VERB_EXEC, SUBJECT_SESSION},
	{"close-configuration", VERB_EXEC, SUBJECT_SESSION},
	{"kill-session", VERB_EXEC, SUBJECT_SESSION},
	{"close-session", VERB_LOGOUT, SUBJECT_SESSION},
};

/* By a word in them, for vendors': what is worse stands first. */
static const struct meaning words[] = {
	{"factory", VERB_ERASE, SUBJECT_CONFIG},
	{"erase", VERB_ERASE, SUBJECT_CONFIG},
	{"zeroize", VERB_ERASE, SUBJECT_SYSTEM},
	{"reboot", VERB_REBOOT, SUBJECT_SYSTEM},
	{"reload", VERB_REBOOT, SUBJECT_SYSTEM},
	{"restart", VERB_REBOOT, SUBJECT_SYSTEM},
	{"reset", VERB_REBOOT, SUBJECT_SYSTEM},
	{"halt", VERB_REBOOT, SUBJECT_SYSTEM},
	{"power-off", VERB_REBOOT, SUBJECT_SYSTEM},
	{"shutdown", VERB_REBOOT, SUBJECT_SYSTEM},
	{"package", VERB_IMAGE, SUBJECT_IMAGE},
	{"upgrade", VERB_IMAGE, SUBJECT_IMAGE},
	{"install", VERB_IMAGE, SUBJECT_IMAGE},
	{"firmware", VERB_IMAGE, SUBJECT_IMAGE},
	{"startup-software", VERB_IMAGE, SUBJECT_IMAGE},
	{"copy-startup", VERB_SAVE, SUBJECT_CONFIG},
	{"save", VERB_SAVE, SUBJECT_CONFIG},
};

static bool reads_by_name(struct span name)
{
	static const char *const starts[] = {"get-", "show-", "display-", "query-", "check-", NULL};

	for (const char *const *s = starts; *s; s++)
		if (span_starts(name, span_str(*s)))
			return true;
	return subject_has_word(name, "-information");
}

static struct meaning meaning_of(struct span name)
{
	for (unsigned i = 0; i < sizeof(operations) / sizeof(*operations); i++)
		if (is(name, operations[i].name))
			return operations[i];
	if (reads_by_name(name))
		return (struct meaning){NULL, VERB_READ, SUBJECT_SYSTEM};
	for (unsigned i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (subject_has_word(name, words[i].name))
			return words[i];
	enum subject subject = subject_of_words(name);
	return (struct meaning){
		NULL, VERB_EXEC, subject == SUBJECT_CONFIG ? SUBJECT_SYSTEM : subject};
}

static void ask(struct dissect *d, const struct netconf_message *m, struct action *a)
{
	a->evidence = EVIDENCE_OBSERVED;
	a->element = side_other(d->from);
	a->join = a->verb == VERB_READ;
	action_ask(d, key_of(m->id), a);
}

/* <copy-config>: where to and where from decide what it is. */
static void act_on_copy(struct dissect *d, const struct netconf_message *m)
{
	struct action a = {
		.verb = VERB_CHANGE, .subject = SUBJECT_CONFIG, .object_scrub = SCRUB_URL};

	if (is(m->target, "url"))
		a.verb = VERB_EXPORT;
	else if (is(m->source, "url"))
		a.verb = VERB_IMPORT;
	else if (is(m->target, "startup"))
		a.verb = VERB_SAVE;
	struct span to = text_join(d->scratch, SPAN_LIT(" to "), m->target);
	a.object = m->url.len ? m->url : text_join(d->scratch, m->source, to);
	a.value = m->url.len ? text_join(d->scratch, m->source, to) : span_of(NULL, 0);
	ask(d, m, &a);
}

/* The next command of C, which NX-OS parts by " ;" as well; false where it is empty. */
static bool command_next(struct cursor *c, enum cli_family family, struct span *ret)
{
	struct cursor at = *c;
	struct span line;

	if (!cursor_line(&at, &line)) {
		at = *c;
		line = cursor_rest(&at);
	}
	int64_t end = family == CLI_NXOS ? span_find(line, SPAN_LIT(" ;")) : -1;
	if (end >= 0)
		cursor_skip(c, (uint32_t)end + 2);
	else
		*c = at;
	*ret = span_trim(end < 0 ? line : span_sub(line, 0, (uint32_t)end));
	return ret->len > 0;
}

/* A command line that an operation carries: the lexicon knows what it means. */
static void act_on_command(struct dissect *d, const struct netconf_message *m, struct span lines)
{
	bool config = subject_has_word(m->operation, "config") || is(m->operation, "edit");
	enum cli_family family = is(m->operation, "execute-cli")          ? CLI_VRP
				 : is(m->operation, "CLI")                ? CLI_COMWARE
				 : is(m->operation, "load-configuration") ? CLI_JUNOS
				 : is(m->operation, "exec-command")       ? CLI_NXOS
									  : CLI_UNKNOWN;
	struct cursor c = cursor_of(lines);
	struct crowd crowd = {0};
	struct span line;

	while (cursor_left(&c)) {
		struct cli_meaning what;
		if (!command_next(&c, family, &line) || line.p[0] == '!' || line.p[0] == '#')
			continue;
		cli_classify(lexicon_of(d), family, config ? CLI_MODE_CONFIG : CLI_MODE_PRIVILEGED,
			line, &what);
		config |= what.enters_config;
		if (what.navigation || !crowd_admits(&crowd, what.subject))
			continue;
		struct action a = {.verb = m->test_only ? VERB_READ : what.verb,
			.subject = what.subject,
			.object = line,
			.object_scrub = SCRUB_TEXT};
		a.has_target = what.target.len && addr_parse(what.target, &a.target);
		ask(d, m, &a);
	}
	if (crowd.cut)
		anomaly_emit(d, "netconf.lines_left_out");
}

/* Configuration of Junos in braces: its statements as lines; false where there is none. */
static bool act_on_braces(struct dissect *d, const struct netconf_message *m)
{
	struct curly c = curly_of(m->braces);
	struct crowd crowd = {0};
	struct span line;
	bool any = false;

	while (curly_next(&c, &line)) {
		struct cli_meaning what;
		any = true;
		cli_classify(lexicon_of(d), CLI_JUNOS, CLI_MODE_CONFIG, line, &what);
		if (!crowd_admits(&crowd, what.subject))
			continue;
		struct action a = {.verb = m->test_only ? VERB_READ : what.verb,
			.subject = what.subject,
			.object = line,
			.object_scrub = SCRUB_TEXT};
		ask(d, m, &a);
	}
	if (crowd.cut)
		anomaly_emit(d, "netconf.lines_left_out");
	return any;
}

/* Cisco's <copy>: a command line whose words are leaves. */
static void act_on_words(struct dissect *d, const struct netconf_message *m)
{
	struct span from = text_join(d->scratch, SPAN_LIT("copy "), m->source);
	struct span to = text_join(d->scratch, SPAN_LIT(" "), m->target);

	act_on_command(d, m, text_join(d->scratch, from, to));
}

/* Data that the element is to fetch. */
static void act_on_url(struct dissect *d, const struct netconf_message *m)
{
	struct span to = text_join(d->scratch, SPAN_LIT(" "), m->target);
	struct action a = {.verb = m->test_only ? VERB_READ : VERB_IMPORT,
		.subject = SUBJECT_CONFIG,
		.object = m->url,
		.object_scrub = SCRUB_URL,
		.value = m->target.len ? text_join(d->scratch, m->operation, to) : m->operation};

	ask(d, m, &a);
}

/* <action> (RFC 7950 section 7.15): one, among the keys of the lists in which it stands. */
static void act_on_action(struct dissect *d, const struct netconf_message *m)
{
	struct meaning what = {NULL, VERB_EXEC, SUBJECT_SYSTEM};
	unsigned at = m->path_count - 1;

	for (unsigned i = 0; i < m->path_count && what.verb == VERB_EXEC; i++) {
		what = meaning_of(m->paths[i].name);
		at = what.verb == VERB_EXEC ? at : i;
	}
	struct action a = {.verb = what.verb,
		.subject = what.subject,
		.object = m->paths[at].name,
		.object_scrub = SCRUB_TEXT,
		.value = m->operation};
	ask(d, m, &a);
}

static void act_on_rpc(struct dissect *d, const struct netconf_message *m)
{
	struct meaning what = meaning_of(m->operation);
	struct span how = m->operation;

	if (!m->operation.len)
		return;
	if (is(m->operation, "copy-config") && !m->path_count) {
		act_on_copy(d, m);
		return;
	}
	if (is(m->operation, "copy") && m->source.len && m->target.len) {
		act_on_words(d, m);
		return;
	}
	if (act_on_braces(d, m) && !m->command.len)
		return;
	if (m->command.len) {
		act_on_command(d, m, m->command);
		if (!m->path_count || what.verb != VERB_CHANGE)
			return;
	} else if (what.verb == VERB_CHANGE && span_find(m->url, SPAN_LIT("://")) > 0) {
		act_on_url(d, m);
		return;
	}
	struct span store = m->target.len ? m->target : m->source;
	if (store.len)
		how = text_join(d->scratch, how, text_join(d->scratch, SPAN_LIT(" "), store));
	if (m->session.len)
		how = text_join(d->scratch, how, text_join(d->scratch, SPAN_LIT(" "), m->session));
	if (m->test_only && (what.verb == VERB_CHANGE || what.verb == VERB_SAVE)) {
		what.verb = VERB_READ; /* like <validate>: nothing changes */
		how = text_join(d->scratch, how, SPAN_LIT(" test-only"));
	}
	if (is(m->operation, "action") && m->path_count) {
		act_on_action(d, m);
		return;
	}
	struct action a = {.verb = what.verb, .subject = what.subject, .object = how};
	for (unsigned i = 0; i < m->path_count; i++) {
		struct span op = m->paths[i].operation;
		a.object = m->paths[i].name;
		a.object_scrub = SCRUB_TEXT;
		a.value = how;
		if (op.len && what.verb == VERB_CHANGE)
			a.value = text_join(
				d->scratch, how, text_join(d->scratch, SPAN_LIT(" "), op));
		a.subject =
			what.subject == SUBJECT_CONFIG ? subject_of_words(a.object) : what.subject;
		ask(d, m, &a);
		if (what.verb == VERB_READ)
			return; /* one read, whatever it filters */
	}
	if (!m->path_count)
		ask(d, m, &a);
}

/* --- replies and notifications -------------------------------------------------------------- */

static void act_on_reply(struct dissect *d, const struct netconf_message *m)
{
	enum outcome outcome =
		!m->error ? OUTCOME_OK
		: is(m->error_tag, "access-denied") || is(m->error_tag, "lock-denied")
			? OUTCOME_REFUSED
			: OUTCOME_FAILED;

	action_answer(d, key_of(m->id), outcome,
		!m->error           ? span_of(NULL, 0)
		: m->error_text.len ? m->error_text
				    : m->error_tag);
}

/* What equipment says that others did (RFC 6470). */
static void act_on_notification(struct dissect *d, const struct netconf_message *m)
{
	struct action a = {.verb = VERB_CHANGE,
		.subject = SUBJECT_CONFIG,
		.outcome = OUTCOME_OK,
		.evidence = EVIDENCE_ATTESTED,
		.element = d->from,
		.object = m->operation,
		.value = m->datastore,
		.user = m->username,
		.user_known = m->username.len > 0,
		.user_source = USER_SYSLOG};

	a.has_actor = m->host.len && addr_parse(m->host, &a.actor);
	if (is(m->operation, "netconf-session-start")) {
		a.verb = VERB_LOGIN;
		a.subject = SUBJECT_SESSION;
	} else if (is(m->operation, "netconf-session-end")) {
		a.verb = VERB_LOGOUT;
		a.subject = SUBJECT_SESSION;
	} else if (!is(m->operation, "netconf-config-change")) {
		return;
	}
	for (unsigned i = 0; i < m->path_count && a.verb == VERB_CHANGE; i++) {
		a.object = m->paths[i].name;
		a.object_scrub = SCRUB_TEXT;
		a.subject = subject_of_words(a.object);
		action_emit(d, &a);
	}
	if (!m->path_count || a.verb != VERB_CHANGE)
		action_emit(d, &a);
}

void netconf_tell(struct dissect *d, struct netconf_state *s, const struct netconf_message *m)
{
	tell_event(d, m);
	switch (m->kind) {
	case NETCONF_HELLO:
		tell_hello(d, s, m);
		break;
	case NETCONF_RPC:
		act_on_rpc(d, m);
		break;
	case NETCONF_REPLY:
		act_on_reply(d, m);
		break;
	case NETCONF_NOTIFICATION:
		act_on_notification(d, m);
		break;
	default:
		break;
	}
}
