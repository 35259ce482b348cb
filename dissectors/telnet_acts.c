/*
 * telnet_acts: what lines of a session amount to: logins, secrets, answers, and commands with their
 * outcome. Called by telnet_session.c. Worker thread.
 */
#include "config.h"

#include "dissectors/telnet.h"

static bool has(struct span s, const char *what)
{
	return span_has_nocase(s, span_str(what));
}

/* --- logging in ----------------------------------------------------------------------------------
 */

static void act_on(struct action *a, const struct telnet_hop *hop)
{
	a->has_element = hop->known;
	a->element_addr = hop->addr;
}

static struct action action_of(const struct telnet_state *s, enum verb verb, enum subject subject)
{
	struct action a = {.verb = verb,
		.subject = subject,
		.evidence = EVIDENCE_OBSERVED,
		.element = SIDE_SERVER,
		.object_scrub = SCRUB_TEXT};
	uint8_t hop = s->hops < TELNET_HOPS ? s->hops : TELNET_HOPS;

	if (hop)
		act_on(&a, &s->hop[hop - 1]);
	person_acts(&s->user, &a);
	return a;
}

void telnet_login_failed(struct dissect *d, struct telnet_state *s, struct span reason)
{
	struct action a = action_of(s, VERB_LOGIN_FAILED, SUBJECT_SESSION);

	a.outcome = OUTCOME_REFUSED;
	a.reason = reason;
	if (s->hopping)
		act_on(&a, &s->hop_asked);
	if (s->elevating)
		a.object = SPAN_LIT("enable");
	else
		a.object = a.user;
	action_emit_at(d, &a, d->ts_us);
	s->attempt = s->elevating = s->vouched = false;
}

void telnet_login_done(struct dissect *d, struct telnet_state *s)
{
	struct action a = action_of(s, VERB_LOGIN, SUBJECT_SESSION);

	if (s->hopping)
		act_on(&a, &s->hop_asked);
	a.outcome = OUTCOME_OK;
	a.object = a.user;
	action_emit_at(d, &a, d->ts_us);
	s->attempt = s->vouched = s->named = false;
	s->logged_in = true;
}

bool telnet_is_refusal(struct span line)
{
	static const char *const words[] = {"login incorrect", "login invalid", "login failed",
		"invalid login", "invalid password", "invalid user", "incorrect password",
		"incorrect user", "password incorrect", "wrong password", "wrong user",
		"bad password", "bad secrets", "authentication fail", "authentication is failed",
		"access denied", "permission denied", "failed to authenticate", "login denied",
		"is rejected", "not authorized", "unknown user", "authentication is rejected",
		"user was locked", "account is locked", "failed to log in", NULL};

	if (has(line, "last "))
		return false;
	for (const char *const *w = words; *w; w++)
		if (has(line, *w))
			return true;
	return false;
}

/* --- what prompts tell ---------------------------------------------------------------------------
 */

void telnet_settle(
	struct dissect *d, struct telnet_state *s, enum outcome outcome, struct span reason)
{
	if (s->settled >= s->sent)
		return;
	if (outcome == OUTCOME_OK && s->said_no) {
		outcome = OUTCOME_FAILED;
		reason = SPAN_LIT("cancelled");
	} else if (outcome == OUTCOME_OK && s->caret) {
		outcome = OUTCOME_FAILED;
		reason = SPAN_LIT("^");
	} else if (outcome == OUTCOME_OK && s->settled < s->unheard) {
		outcome = OUTCOME_UNKNOWN;
	}
	s->caret = s->said_no = false;
	action_answer(d, ++s->settled, outcome, reason);
}

/* --- commands ------------------------------------------------------------------------------------
 */

static void tell_line(
	struct dissect *d, struct telnet_state *s, struct span line, int64_t ts_us, bool secret)
{
	struct telnet_said said = {
		.line = line, .secret = secret, .from = SIDE_CLIENT, .ts_us = ts_us};
	enum telnet_kind kind = s->last_kind;

	said.prompt = kind == TELNET_UNKNOWN ? span_of(NULL, 0) : telnet_text_of(&s->prompt);
	said.mode = kind == TELNET_COMMAND  ? s->mode
		    : kind == TELNET_USER   ? CLI_MODE_LOGIN
		    : kind == TELNET_SECRET ? CLI_MODE_PASSWORD
		    : kind == TELNET_ANSWER ? CLI_MODE_QUESTION
					    : CLI_MODE_UNKNOWN;
	if (kind == TELNET_SECRET || kind == TELNET_USER || kind == TELNET_ANSWER)
		said.prompt = telnet_text_of(&s->asked);
	telnet_tell(d, s, &said);
}

/** The view that a navigation command opens; what follows is about it. */
static void note_view(struct telnet_state *s, const struct cli_meaning *m, struct span text)
{
	bool opens = m->subject == SUBJECT_INTERFACE || m->subject == SUBJECT_CONFIG ||
		     m->subject == SUBJECT_TUNNEL || m->subject == SUBJECT_ROUTE;

	if (m->leaves || m->leaves_config || m->enters_config || s->family == CLI_JUNOS) {
		s->view_len = 0; /* of Junos, the path tells where it stands */
	} else if (opens && text.len <= TELNET_VIEW_MAX) {
		memcpy(s->view, text.p, text.len);
		s->view_len = (uint8_t)text.len;
	}
}

static void navigate(struct dissect *d, struct telnet_state *s, const struct cli_meaning *m)
{
	bool out = m->leaves && s->around == CLI_UNKNOWN &&
		   (s->mode == CLI_MODE_OPERATIONAL || s->mode == CLI_MODE_PRIVILEGED);

	note_view(s, m, span_of(m->text, m->text_len));
	if (!out || s->left)
		return;
	if (s->hops) { /* back to the host that it was reached from */
		if (!--s->hops)
			s->user = s->user_here;
		return;
	}
	struct action a = action_of(s, VERB_LOGOUT, SUBJECT_SESSION);
	a.outcome = OUTCOME_OK;
	a.object = a.user;
	action_emit_at(d, &a, d->ts_us);
	s->left = true;
}

/** The object's name: the command written out, with the view in which it was given. */
static struct span name_of(struct dissect *d, const struct telnet_state *s,
	const struct cli_meaning *m, struct span line)
{
	struct span text = span_of(m->text, m->text_len);
	bool in_view = s->view_len && s->mode == CLI_MODE_CONFIG && m->subject == SUBJECT_INTERFACE;

	if (!text.len)
		return text;
	if (!in_view)
		return span_eq(text, line) ? span_of(NULL, 0) : arena_copy(d->scratch, text);
	uint8_t *both = arena_take(d->scratch, s->view_len + 2u + text.len);
	if (!both)
		return span_of(NULL, 0);
	memcpy(both, s->view, s->view_len);
	memcpy(both + s->view_len, "; ", 2);
	memcpy(both + s->view_len + 2, text.p, text.len);
	return span_of(both, s->view_len + 2u + text.len);
}

/** The first address that LINE names, as `telnet 192.0.2.1` or `ssh bob@192.0.2.1`. */
static struct telnet_hop hop_of(struct span line)
{
	struct telnet_hop hop = {false};

	while (line.len && !hop.known) {
		struct span word = cli_take_word(&line);
		int64_t at = span_index(word, '@');
		if (at >= 0)
			word = span_sub(word, (uint32_t)at + 1, UINT32_MAX);
		hop.known = addr_parse(word, &hop.addr);
	}
	return hop;
}

/** The action has the time at which its first byte was typed, or near that for slow hands. */
static void ask_command(
	struct dissect *d, struct telnet_state *s, struct span line, const struct cli_meaning *m)
{
	struct action a = action_of(s, m->verb, m->subject);
	struct place here = d->place;
	int64_t now_us = d->ts_us;

	s->hopping = m->verb == VERB_EXEC && m->subject == SUBJECT_SESSION;
	if (s->hopping && !s->hops)
		s->user_here = s->user;
	if (s->hopping)
		s->hop_asked = hop_of(line);
	s->reads = m->verb == VERB_READ;
	a.object = line;
	a.object_name = name_of(d, s, m, line);
	a.join = m->verb == VERB_READ;
	a.has_target = m->target.len && addr_parse(m->target, &a.target);
	d->ts_us = s->asked_us;
	event_from_client(d);
	action_ask(d, s->sent, &a);
	for (uint32_t i = 0; i < m->also_count; i++) {
		a.verb = m->also[i].verb;
		a.subject = m->also[i].subject;
		a.join = false;
		action_ask(d, s->sent, &a);
	}
	d->place = here;
	d->ts_us = now_us;
	if (m->subject == SUBJECT_TUNNEL || m->subject == SUBJECT_ROUTE)
		note_view(s, m, span_of(m->text, m->text_len));
}

/** Where the lexicon is silent, a command is about what the view is about that it is given in. */
static void heed_view(struct telnet_state *s, struct cli_meaning *m)
{
	/* a tunnel is an interface: what shuts it down is about that */
	bool of_view = m->of_view && s->view_of != SUBJECT_CONFIG && s->view_of != SUBJECT_TUNNEL;
	bool general = m->verb == VERB_CHANGE && !m->navigation &&
		       (m->subject == SUBJECT_CONFIG || of_view);

	if (general && s->mode == CLI_MODE_CONFIG)
		m->subject = s->view_of;
	bool job = s->view_of == SUBJECT_SCHEDULE && s->family == CLI_NXOS;
	if (job && s->mode == CLI_MODE_CONFIG && !m->navigation) { /* it is stored, not run */
		m->verb = VERB_CHANGE;
		m->subject = SUBJECT_SCHEDULE;
	}
	bool opens = m->subject != SUBJECT_SESSION && m->subject != SUBJECT_SYSTEM &&
		     m->subject != SUBJECT_FILE && m->subject != SUBJECT_IMAGE;
	s->about = opens && !m->leaves && !m->leaves_config ? m->subject : SUBJECT_CONFIG;
}

/** The byte that ends the lines of a banner, where command M begins one and does not end it. */
static uint8_t text_end(const struct telnet_state *s, const struct cli_meaning *m)
{
	struct span rest = span_of(m->text, m->text_len), word = cli_take_word(&rest);
	bool vrp = s->family == CLI_VRP || s->family == CLI_COMWARE;

	if (s->mode != CLI_MODE_CONFIG ||
		!span_eq(word, vrp ? SPAN_LIT("header") : SPAN_LIT("banner")))
		return 0;
	while (rest.len) {
		word = cli_take_word(&rest);
		uint8_t c = word.len ? word.p[0] : 0;
		bool letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
		if (letter || !c)
			continue;
		word = span_sub(word, 1, UINT32_MAX);
		return span_index(word, c) < 0 && span_index(rest, c) < 0 ? c : 0;
	}
	return 0;
}

/** What of LINE may be shown: in a shell what comes hides what came (echo X | passwd). */
static struct span sure_part(const struct telnet_state *s, struct span line)
{
	struct span part = span_trim(span_sub(line, 0, s->sure));
	bool shell = s->family == CLI_SHELL || s->family == CLI_UNKNOWN;
	int64_t space = shell && s->sure < TELNET_LINE_MAX ? span_index(part, ' ') : -1;

	return space < 0 ? part : span_sub(part, 0, (uint32_t)space);
}

void telnet_take_command(
	struct dissect *d, struct telnet_state *s, struct span line, int64_t ts_us, bool unsure)
{
	struct cli_meaning m;
	struct span whole, shown = sure_part(s, line);
	bool holed = s->sure < TELNET_LINE_MAX;
	char buf[CLI_TEXT_MAX];

	line = span_trim(line);
	if (s->settled == s->sent)
		s->heard = 0;
	s->sent++;
	s->caret = false;
	if (!line.len)
		return;
	if (cli_path_whole(s->family, &s->path, line, buf, &whole))
		line = arena_copy(d->scratch, whole);
	if ((s->attempt || s->vouched) && s->last_kind == TELNET_COMMAND)
		telnet_login_done(d, s);
	cli_classify_at(lexicon_of(d), s->family,
		s->last_kind == TELNET_COMMAND ? s->mode : CLI_MODE_UNKNOWN, &s->path, line, &m);
	if (unsure && !m.known) {
		tell_line(d, s, line, ts_us, true);
		return;
	}
	if (holed)
		m.text_len = m.target.len = 0;
	else
		shown = line;
	tell_line(d, s, shown, ts_us, false);
	s->commanded = true;
	s->ends_text = text_end(s, &m);
	heed_view(s, &m);
	if (m.navigation)
		navigate(d, s, &m);
	else if (m.known || s->last_kind == TELNET_COMMAND)
		ask_command(d, s, shown, &m);
}

/* --- other lines of the client -------------------------------------------------------------------
 */

bool telnet_take_disguised(struct dissect *d, struct telnet_state *s, struct span line)
{
	struct cli_meaning m;

	if (!s->commanded)
		return false;
	cli_classify(lexicon_of(d), s->family, s->mode, span_trim(line), &m);
	if (!m.known || m.navigation)
		return false;
	s->last_kind = TELNET_UNKNOWN;
	s->elevating = false;
	telnet_take_command(d, s, line, d->ts_us, true);
	return true;
}

void telnet_take_text(struct dissect *d, struct telnet_state *s, struct span line)
{
	s->last_kind = TELNET_UNKNOWN;
	if (span_index(line, s->ends_text) >= 0)
		s->ends_text = 0;
	tell_line(d, s, span_sub(line, 0, s->sure), d->ts_us, false);
}

void telnet_take_user(struct dissect *d, struct telnet_state *s, struct span line)
{
	line = span_trim(span_sub(line, 0, s->sure));
	if (span_index(line, ' ') > 0 && telnet_take_disguised(d, s, line))
		return;
	tell_line(d, s, line, d->ts_us, false);
	person_set(&s->user, line);
	s->logged_in = s->attempt = s->vouched = false;
	s->named = true;
	s->prompt.len = 0;
}

void telnet_take_secret(struct dissect *d, struct telnet_state *s, struct span line)
{
	struct credential c = {.secret = line, .element = SIDE_SERVER, .cleartext = true};
	struct place here = d->place;

	if (!s->logged_in)
		c.user = person_name(&s->user);
	s->attempt = !s->logged_in && (s->named || !s->commanded);
	s->elevating = !s->attempt;
	s->vouched = false;
	if (!line.len)
		return;
	tell_line(d, s, line, d->ts_us, true);
	event_from_client(d);
	credential_emit(d, &c);
	d->place = here;
}

/** Enter alone declines: [no]: (y/n) [n] [y/N]. */
static bool is_no_by_default(struct span asked)
{
	static const char *const ends[] = {"[n]", "(n)", "[no]", "(no)"};

	while (asked.len && memchr(" \t:?", asked.p[asked.len - 1], 4))
		asked.len--;
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (span_ends_nocase(asked, span_str(ends[i])))
			return true;
	return asked.len > 5 && !memcmp(asked.p + asked.len - 4, "y/N", 3);
}

/** The host that a copy goes to or comes from, given when asked; Enter takes the one in brackets.
 */
static void aim_command(struct dissect *d, const struct telnet_state *s, struct span line)
{
	struct span asked = telnet_text_of(&s->asked);
	int64_t at = span_index(asked, '[');
	struct addr target;

	if (!has(asked, "host") && !has(asked, "address") && !has(asked, "server"))
		return;
	if (!line.len && at >= 0) {
		line = span_sub(asked, (uint32_t)at + 1, UINT32_MAX);
		at = span_index(line, ']');
		line = span_sub(line, 0, at < 0 ? line.len : (uint32_t)at);
	}
	if (s->settled < s->sent && addr_parse(line, &target))
		action_aim(d, s->sent, &target);
}

void telnet_take_answer(struct dissect *d, struct telnet_state *s, struct span line)
{
	line = span_trim(span_sub(line, 0, s->sure));
	aim_command(d, s, line);
	if (line.len)
		s->said_no = (line.p[0] == 'n' || line.p[0] == 'N') && line.len <= 3;
	else
		s->said_no = is_no_by_default(telnet_text_of(&s->asked));
	if (line.len)
		tell_line(d, s, line, d->ts_us, false);
}
