/*
 * tacacs_acts: what packets of TACACS+ amount to. The client of the connection is the equipment;
 * who acts on it is the user at the remote address, not the server. Worker thread.
 */
#include "config.h"

#include "dissectors/tacacs.h"

#include "dissectors/common/cli.h"

static void keep(struct tacacs_kept *k, struct span s)
{
	s = span_sub(s, 0, TACACS_TEXT);
	k->len = (uint8_t)s.len;
	if (s.len)
		memcpy(k->text, s.p, s.len);
}

/* What the equipment reports of USER at REMOTE. */
static struct action action_of(
	enum verb verb, enum subject subject, struct span user, struct span remote)
{
	struct action a = {.verb = verb,
		.subject = subject,
		.evidence = EVIDENCE_ATTESTED,
		.element = SIDE_CLIENT,
		.object_scrub = SCRUB_TEXT,
		.user = user,
		.user_known = user.len > 0,
		.user_source = USER_WIRE};

	a.has_actor = addr_parse(span_trim(remote), &a.actor) && !addr_is_group(&a.actor);
	return a;
}

/* --- authentication ----------------------------------------------------------------------------
 */

static void tell_secret(
	struct dissect *d, const struct tacacs_session *s, struct span secret, bool clear)
{
	struct credential c = {.user = tacacs_kept_of(&s->user),
		.secret = secret,
		.element = SIDE_CLIENT,
		.cleartext = clear};

	if (secret.len)
		credential_emit(d, &c);
}

/* H answers the reply that asked for STATUS; one that nobody saw may have asked for anything. */
static bool is_answer_to(
	const struct tacacs_session *s, const struct tacacs_header *h, uint8_t status)
{
	return h->seq == s->last_seq + 1 && s->last_status == status;
}

static void authen_request(struct dissect *d, struct tacacs_session *s,
	const struct tacacs_header *h, const struct tacacs_body *b)
{
	bool clear = h->flags & TACACS_UNENCRYPTED;

	s->asked_us = d->ts_us;
	if (h->seq == 1 && b->authen_type == TACACS_PAP)
		tell_secret(d, s, b->data, clear);
	else if (h->seq != 1 && is_answer_to(s, h, TACACS_AUTHEN_GETPASS))
		tell_secret(d, s, b->user_msg, clear);
}

static void authen_reply(struct dissect *d, struct tacacs_session *s, const struct tacacs_header *h,
	const struct tacacs_body *b)
{
	bool pass = b->status == TACACS_AUTHEN_PASS, fail = b->status == TACACS_AUTHEN_FAIL;
	bool broken = b->status == TACACS_AUTHEN_ERROR;
	struct action a = action_of(pass ? VERB_LOGIN : VERB_LOGIN_FAILED, SUBJECT_SESSION,
		tacacs_kept_of(&s->user), tacacs_kept_of(&s->rem_addr));

	s->last_status = b->status;
	s->last_seq = h->seq;
	if (!pass && !fail && !broken)
		return;
	s->used = false;
	if (!s->asked_us)
		return; /* the request was not seen: nobody knows what was asked */
	a.outcome = pass ? OUTCOME_OK : fail ? OUTCOME_REFUSED : OUTCOME_FAILED;
	if (!pass)
		a.reason = b->server_msg;
	a.object = s->service == TACACS_SERVICE_ENABLE ? SPAN_LIT("enable") : a.user;
	if (s->action == TACACS_CHPASS) {
		a.verb = VERB_CHANGE;
		a.subject = SUBJECT_ACCOUNT;
		a.object = a.user;
	}
	action_emit_at(d, &a, s->asked_us);
}

/* --- commands ----------------------------------------------------------------------------------
 */

static void fill_command(
	struct dissect *d, struct action *a, struct span command, const struct cli_meaning *m)
{
	struct span text = span_of(m->text, m->text_len);

	a->verb = m->verb;
	a->subject = m->subject;
	a->object = command;
	if (text.len && !span_eq(text, command))
		a->object_name = arena_copy(d->scratch, text);
	a->has_target = m->target.len && addr_parse(m->target, &a->target);
}

static uint64_t key_of(const struct tacacs_header *h, uint8_t seq)
{
	return (uint64_t)h->session_id << 8 | seq;
}

static void author_request(struct dissect *d, const struct tacacs_header *h,
	const struct tacacs_body *b, struct span command)
{
	struct action a = action_of(VERB_READ, SUBJECT_SYSTEM, b->user, b->rem_addr);
	struct cli_meaning m;

	if (!command.len)
		return;
	cli_classify(lexicon_of(d), CLI_UNKNOWN, CLI_MODE_UNKNOWN, command, &m);
	if (m.navigation)
		return;
	fill_command(d, &a, command, &m);
	a.join = a.verb == VERB_READ;
	action_ask(d, key_of(h, h->seq), &a);
}

static void author_response(
	struct dissect *d, const struct tacacs_header *h, const struct tacacs_body *b)
{
	enum outcome o = b->status == TACACS_AUTHOR_FAIL    ? OUTCOME_REFUSED
			 : b->status == TACACS_AUTHOR_ERROR ? OUTCOME_FAILED
			 : b->status == TACACS_FOLLOW       ? OUTCOME_UNKNOWN
							    : OUTCOME_OK;
	struct span none = {NULL, 0};

	action_answer(
		d, key_of(h, (uint8_t)(h->seq - 1)), o, o == OUTCOME_OK ? none : b->server_msg);
}

/* A shell was opened or closed: a record without a command. */
static void acct_session(struct dissect *d, const struct tacacs_body *b)
{
	bool start = b->flags & TACACS_ACCT_START, stop = b->flags & TACACS_ACCT_STOP;
	struct action a =
		action_of(stop ? VERB_LOGOUT : VERB_LOGIN, SUBJECT_SESSION, b->user, b->rem_addr);
	struct span service;

	if (start == stop || b->flags & TACACS_ACCT_WATCHDOG ||
		!tacacs_arg(b, "service", &service) || !span_eq(service, SPAN_LIT("shell")))
		return;
	a.user_source = USER_ACCOUNTING;
	a.outcome = OUTCOME_OK;
	a.object = a.user;
	action_emit(d, &a);
}

/*
 * NX-OS accounts for the mode together with the line, and how it ended:
 * "configure terminal ; interface Ethernet1/7 ; shutdown (SUCCESS)". The end is taken off.
 */
static enum cli_family take_ending(struct span *command, enum outcome *ret_outcome)
{
	static const struct span good = SPAN_LIT(" (SUCCESS)"), bad = SPAN_LIT(" (FAILURE)");
	bool failed = span_ends_nocase(*command, bad);

	if (!failed && !span_ends_nocase(*command, good))
		return CLI_UNKNOWN;
	*ret_outcome = failed ? OUTCOME_FAILED : OUTCOME_OK;
	command->len -= failed ? bad.len : good.len;
	return CLI_NXOS;
}

static void acct_request(struct dissect *d, const struct tacacs_body *b, struct span command)
{
	struct action a = action_of(VERB_READ, SUBJECT_SYSTEM, b->user, b->rem_addr);
	enum cli_family family;
	struct cli_meaning m;

	if (!command.len) {
		acct_session(d, b);
		return;
	}
	a.outcome = OUTCOME_OK;
	family = take_ending(&command, &a.outcome);
	cli_classify(lexicon_of(d), family, CLI_MODE_UNKNOWN, command, &m);
	if (m.navigation)
		return;
	fill_command(d, &a, command, &m);
	a.user_source = USER_ACCOUNTING;
	action_emit(d, &a);
}

void tacacs_note(
	struct tacacs_session *s, const struct tacacs_header *h, const struct tacacs_body *b)
{
	if (!tacacs_is_request(h))
		return;
	if (h->type != TACACS_AUTHEN || h->seq == 1) {
		keep(&s->user, b->user);
		keep(&s->rem_addr, b->rem_addr);
		s->action = b->action;
		s->service = b->service;
	} else if (is_answer_to(s, h, TACACS_AUTHEN_GETUSER)) {
		keep(&s->user, b->user_msg);
	}
}

void tacacs_act(struct dissect *d, struct tacacs_session *s, const struct tacacs_header *h,
	const struct tacacs_body *b, struct span command)
{
	bool request = tacacs_is_request(h);

	if (h->type == TACACS_AUTHEN && request)
		authen_request(d, s, h, b);
	else if (h->type == TACACS_AUTHEN)
		authen_reply(d, s, h, b);
	else if (h->type == TACACS_AUTHOR && request)
		author_request(d, h, b, command);
	else if (h->type == TACACS_AUTHOR)
		author_response(d, h, b);
	else if (request)
		acct_request(d, b, command);
}
