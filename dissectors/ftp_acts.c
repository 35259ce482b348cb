/*
 * ftp_acts: what commands of FTP and their replies amount to: logins, files, and the data
 * connections that carry them. See ftp.h. Worker thread.
 */
#include "config.h"

#include "dissectors/ftp.h"

#include "dissectors/common/filename.h"

extern const struct dissector dissector_ftp_data;

struct ftp_words ftp_split(struct span line)
{
	int64_t space = span_index(line, ' ');
	uint32_t len = space < 0 ? line.len : (uint32_t)space;

	return (struct ftp_words){
		span_sub(line, 0, len), span_trim(span_sub(line, len, UINT32_MAX))};
}

static bool is(struct span verb, const char *name)
{
	return span_eq_nocase(verb, span_str(name));
}

static bool is_one_of(struct span verb, const char *const *names)
{
	for (; *names; names++)
		if (is(verb, *names))
			return true;
	return false;
}

static bool is_upload(struct span verb)
{
	static const char *const names[] = {"STOR", "APPE", "STOU", NULL};
	return is_one_of(verb, names);
}

static bool is_listing(struct span verb)
{
	static const char *const names[] = {"LIST", "NLST", "MLSD", NULL};
	return is_one_of(verb, names);
}

/* --- data connections ----------------------------------------------------------------------------
 */

/* The number that stands in front of the next STOP, or at the end. */
static bool read_number(struct cursor *c, uint8_t stop, uint64_t max, uint64_t *ret)
{
	struct span rest = cursor_peek(c);
	int64_t end = span_index(rest, stop);
	uint32_t len = end < 0 ? rest.len : (uint32_t)end;

	cursor_skip(c, end < 0 ? len : len + 1);
	return span_decimal(span_trim(span_sub(rest, 0, len)), max, ret);
}

bool ftp_read_port(struct span text, uint16_t *ret)
{
	uint64_t number[6];
	uint32_t start = 0;

	while (start < text.len && (text.p[start] < '0' || text.p[start] > '9'))
		start++;
	text = span_sub(text, start, UINT32_MAX);
	uint32_t end = 0;
	while (end < text.len && (text.p[end] == ',' || (text.p[end] >= '0' && text.p[end] <= '9')))
		end++;
	struct cursor c = cursor_of(span_sub(text, 0, end));
	for (int i = 0; i < 6; i++)
		if (!read_number(&c, ',', 255, &number[i]))
			return false;
	*ret = (uint16_t)(number[4] << 8 | number[5]);
	return *ret != 0;
}

bool ftp_read_extended(struct span text, uint16_t *ret)
{
	int64_t open = span_index(text, '(');
	uint64_t port;

	text = span_sub(text, open < 0 ? 0 : (uint32_t)open + 1, UINT32_MAX);
	if (text.len < 5)
		return false;
	uint8_t bar = text.p[0];
	for (int i = 0; i < 3; i++) {
		int64_t at = span_index(text, bar);
		if (at < 0)
			return false;
		text = span_sub(text, (uint32_t)at + 1, UINT32_MAX);
	}
	int64_t end = span_index(text, bar);
	if (end < 0 || !span_decimal(span_sub(text, 0, (uint32_t)end), UINT16_MAX, &port) || !port)
		return false;
	*ret = (uint16_t)port;
	return true;
}

/* The addresses are those of this connection: what a command or reply names may be another's. */
static void expect_data(struct dissect *d, const struct ftp_state *s, const struct ftp_seed *seed)
{
	bool passive = s->mode == FTP_PASSIVE;
	enum side caller = passive ? SIDE_CLIENT : SIDE_SERVER;
	struct expectation e = {.ip_proto = IPPROTO_NR_TCP,
		.client = {d->end[caller].addr, 0},
		.server = {d->end[side_other(caller)].addr, s->port},
		.dissector = &dissector_ftp_data,
		.seed = seed,
		.seed_len = sizeof(*seed)};

	expect_flow(d, &e);
}

/*
 * What will cross is not known yet, and PORT is 0 until somebody names it, which the mirror may
 * lose, cut or not show.
 */
static void expect_unknown(
	struct dissect *d, struct ftp_state *s, enum ftp_mode mode, uint16_t port)
{
	static const struct ftp_seed unknown;

	s->mode = mode;
	s->port = port;
	expect_data(d, s, &unknown);
}

static void expect_file(struct dissect *d, struct ftp_state *s, struct ftp_words w)
{
	struct ftp_seed seed = {.upload = is_upload(w.verb),
		.listing = is_listing(w.verb),
		.partial = s->partial || is(w.verb, "APPE")};
	struct span name = span_sub(w.data, 0, FTP_NAME);

	s->partial = false;
	if (s->mode == FTP_NO_DATA)
		return;
	for (uint32_t i = 0; i < w.verb.len && i + 1 < sizeof(seed.command); i++)
		seed.command[i] = (char)(w.verb.p[i] & ~0x20);
	seed.name_len = (uint8_t)name.len;
	if (name.len)
		memcpy(seed.name, name.p, name.len);
	expect_data(d, s, &seed);
	s->mode = FTP_NO_DATA;
}

/* --- actions
 * --------------------------------------------------------------------------------------- */

static struct action action_of(const struct ftp_state *s, enum verb verb, enum subject subject)
{
	struct action a = {.verb = verb,
		.subject = subject,
		.evidence = EVIDENCE_OBSERVED,
		.element = SIDE_SERVER};

	person_acts(&s->user, &a);
	return a;
}

static void ask(struct dissect *d, struct ftp_state *s, struct ftp_command *c, struct action *a)
{
	c->key = ++s->commands;
	action_ask(d, c->key, a);
}

static void ask_transfer(
	struct dissect *d, struct ftp_state *s, struct ftp_command *c, struct ftp_words w)
{
	bool up = is_upload(w.verb);
	struct action a =
		action_of(s, up ? VERB_EXPORT : filename_verb_in(w.data), filename_subject(w.data));

	a.element = SIDE_CLIENT;
	a.either_end = true;
	a.object = w.data;
	a.target = d->end[SIDE_SERVER].addr;
	a.has_target = true;
	ask(d, s, c, &a);
}

/* The server names what STOU stores: "FILE: name" (RFC 1123 section 4.1.2.9), "(unique file
 * name:name)" of BSD, "... data connection for name." of IIS. */
static struct span unique_name(struct span text)
{
	static const struct {
		struct span before;
		uint8_t stop;
	} shapes[] = {{SPAN_LIT("FILE:"), 0}, {SPAN_LIT("unique file name:"), ')'},
		{SPAN_LIT(" connection for "), ' '}};

	for (unsigned i = 0; i < sizeof(shapes) / sizeof(*shapes); i++) {
		int64_t at = span_find(text, shapes[i].before);
		if (at < 0)
			continue;
		struct span name =
			span_trim(span_sub(text, (uint32_t)at + shapes[i].before.len, UINT32_MAX));
		int64_t end = shapes[i].stop ? span_index(name, shapes[i].stop) : -1;
		name = end < 0 ? name : span_sub(name, 0, (uint32_t)end);
		if (shapes[i].stop == ' ' && name.len && name.p[name.len - 1] == '.')
			name.len--;
		if (name.len > 1 && name.p[0] == '"' && name.p[name.len - 1] == '"')
			name = span_sub(name, 1, name.len - 2);
		if (name.len)
			return name;
	}
	return span_of(NULL, 0);
}

/* STOU is an action when its file has a name, or when none will come; it was asked for before. */
static void ask_unique(
	struct dissect *d, struct ftp_state *s, struct ftp_command *c, struct span reply)
{
	struct ftp_words w = ftp_split(span_of(c->text, c->len));
	struct span name = unique_name(reply);
	struct place here = d->place;
	int64_t now_us = d->ts_us;

	if (!is(w.verb, "STOU") || c->key)
		return;
	if (name.len)
		w.data = name;
	d->ts_us = c->asked_us;
	event_from_client(d);
	ask_transfer(d, s, c, w);
	d->place = here;
	d->ts_us = now_us;
	expect_file(d, s, w);
}

void ftp_announced(struct dissect *d, struct ftp_state *s, struct ftp_command *c, struct span text)
{
	if (unique_name(text).len)
		ask_unique(d, s, c, text);
}

void ftp_unanswered(struct dissect *d, struct ftp_state *s, struct ftp_command *c)
{
	ask_unique(d, s, c, span_of(NULL, 0));
}

/* SITE of rights, owners and times, which clients send after what they uploaded. */
static bool sets_attribute(struct span said)
{
	static const char *const words[] = {"CHMOD", "CHOWN", "CHGRP", "UTIME", NULL};
	int64_t blank = span_index(said, ' ');

	return is_one_of(blank < 0 ? said : span_sub(said, 0, (uint32_t)blank), words);
}

/* Commands that alter what the server holds, with the whole line as object. */
static void ask_change(
	struct dissect *d, struct ftp_state *s, struct ftp_command *c, struct ftp_words w)
{
	static const char *const erases[] = {"DELE", "RMD", "XRMD", NULL};
	static const char *const changes[] = {"MKD", "XMKD", "RNTO", "MFMT", NULL};
	struct action a = action_of(s, VERB_CHANGE, SUBJECT_FILE);

	a.object = span_of(c->text, c->len);
	a.object_scrub = SCRUB_TEXT;
	if (is_one_of(w.verb, erases))
		a.verb = VERB_ERASE;
	else if (is(w.verb, "SITE"))
		a.verb = sets_attribute(w.data) ? VERB_CHANGE : VERB_EXEC;
	else if (!is_one_of(w.verb, changes))
		return;
	if (is(w.verb, "RNTO"))
		a.value = span_of(s->from, s->from_len);
	ask(d, s, c, &a);
}

static void take_user(struct ftp_state *s, struct span user)
{
	person_set(&s->user, user);
	s->logged_in = false;
}

static bool is_anonymous(const struct ftp_state *s)
{
	return span_eq_nocase(person_name(&s->user), SPAN_LIT("anonymous")) ||
	       span_eq_nocase(person_name(&s->user), SPAN_LIT("ftp"));
}

static void take_password(struct dissect *d, const struct ftp_state *s, struct span secret)
{
	struct credential c = {.user = person_name(&s->user),
		.secret = secret,
		.element = SIDE_SERVER,
		.cleartext = true};

	if (secret.len && !is_anonymous(s)) /* there it is an address by custom */
		credential_emit(d, &c);
}

/*
 * The mirror shows the client alone: that it goes on after its password is all that can be known.
 * Who tries again or leaves may have been refused.
 */
static void login_unheard(struct dissect *d, struct ftp_state *s, struct span verb)
{
	static const char *const others[] = {"USER", "PASS", "ACCT", "QUIT", NULL};
	struct action a = action_of(s, VERB_LOGIN, SUBJECT_SESSION);

	if (!s->password_us || s->heard || is_one_of(verb, others))
		return;
	a.object = a.user;
	action_emit_at(d, &a, s->password_us);
	s->password_us = 0;
}

void ftp_asked(struct dissect *d, struct ftp_state *s, struct ftp_command *c)
{
	struct ftp_words w = ftp_split(span_of(c->text, c->len));
	uint16_t port;

	login_unheard(d, s, w.verb);
	if (is(w.verb, "USER")) {
		take_user(s, w.data);
	} else if (is(w.verb, "PASS")) {
		take_password(d, s, w.data);
		s->password_us = c->asked_us;
	} else if (is(w.verb, "PORT") || is(w.verb, "EPRT")) {
		bool good = is(w.verb, "PORT") ? ftp_read_port(w.data, &port)
					       : ftp_read_extended(w.data, &port);
		s->mode = good ? FTP_ACTIVE : FTP_NO_DATA;
		s->port = good ? port : 0;
	} else if (is(w.verb, "PASV") ||
		   (is(w.verb, "EPSV") && !span_eq_nocase(w.data, SPAN_LIT("ALL")))) {
		expect_unknown(d, s, FTP_PASSIVE, 0);
	} else if (is(w.verb, "REST")) {
		s->partial = !span_eq(w.data, SPAN_LIT("0"));
	} else if (is(w.verb, "RNFR")) {
		struct span from = span_sub(w.data, 0, FTP_NAME);
		s->from_len = (uint8_t)from.len;
		if (from.len)
			memcpy(s->from, from.p, from.len);
	} else if (is_listing(w.verb)) {
		expect_file(d, s, w);
	} else if (is(w.verb, "STOU")) { /* and once more when the name is known */
		enum ftp_mode mode = s->mode;
		expect_file(d, s, w);
		s->mode = mode;
	} else if (is_upload(w.verb) || is(w.verb, "RETR")) {
		ask_transfer(d, s, c, w);
		expect_file(d, s, w);
	} else {
		ask_change(d, s, c, w);
	}
}

/* --- replies -------------------------------------------------------------------------------------
 */

/* The server speaks, but of what the client did when it asked. */
static void tell_login(struct dissect *d, struct ftp_state *s, const struct ftp_command *c,
	enum verb verb, struct span reason)
{
	struct action a = action_of(s, verb, SUBJECT_SESSION);

	a.object = a.user;
	a.outcome = verb == VERB_LOGIN_FAILED ? OUTCOME_REFUSED : OUTCOME_OK;
	a.reason = reason;
	action_emit_at(d, &a, c->asked_us);
}

static void login_answered(struct dissect *d, struct ftp_state *s, const struct ftp_command *c,
	uint16_t code, struct span text)
{
	struct span none = {NULL, 0};

	if ((code == 230 || code == 232) && !s->logged_in) {
		s->logged_in = true;
		tell_login(d, s, c, VERB_LOGIN, none);
	} else if (code == 530 || code == 430 || code == 532) {
		tell_login(d, s, c, VERB_LOGIN_FAILED, text);
	}
}

static enum outcome outcome_of(uint16_t code, struct span text)
{
	if (code < 400)
		return OUTCOME_OK;
	bool refused = code == 530 || code == 532 || code == 553 || code == 534 ||
		       span_find(text, SPAN_LIT("ermission")) >= 0 ||
		       span_find(text, SPAN_LIT("enied")) >= 0;
	return refused ? OUTCOME_REFUSED : OUTCOME_FAILED;
}

/* The port came after the command that uses it: commands were sent without waiting for replies. */
static void expect_queued(struct dissect *d, struct ftp_state *s)
{
	for (unsigned i = 0; i < s->count; i++) {
		const struct ftp_command *c = &s->queue[(s->head + i) % FTP_QUEUE];
		struct ftp_words w = ftp_split(span_of(c->text, c->len));
		if (is(w.verb, "REST"))
			s->partial = !span_eq(w.data, SPAN_LIT("0"));
		if (!is_listing(w.verb) && !is_upload(w.verb) && !is(w.verb, "RETR"))
			continue;
		expect_file(d, s, w);
		return;
	}
}

void ftp_note(struct dissect *d, struct ftp_state *s, bool asked, uint16_t code, struct span text)
{
	static const struct span granted[] = {SPAN_LIT("PORT "), SPAN_LIT("EPRT ")};
	uint16_t port;

	for (unsigned i = 0; !asked && code == 200 && i < 2; i++)
		if (span_starts_nocase(text, granted[i])) /* "PORT command successful" */
			expect_unknown(d, s, FTP_ACTIVE, 0);
	if (code != 227 && code != 229)
		return;
	bool good = code == 227 ? ftp_read_port(text, &port) : ftp_read_extended(text, &port);
	expect_unknown(d, s, FTP_PASSIVE, good ? port : 0);
	expect_queued(d, s);
}

void ftp_answered(struct dissect *d, struct ftp_state *s, struct ftp_command *c, uint16_t code,
	struct span text)
{
	struct span none = {NULL, 0};

	ask_unique(d, s, c, text);
	struct ftp_words w = ftp_split(span_of(c->text, c->len));
	if (c->key)
		action_answer(d, c->key, outcome_of(code, text), code < 400 ? none : text);
	if (is(w.verb, "PASS") || is(w.verb, "USER") || is(w.verb, "ACCT")) {
		login_answered(d, s, c, code, text);
	} else if ((is(w.verb, "PASV") || is(w.verb, "EPSV")) && code >= 400) {
		s->mode = FTP_NO_DATA;
	} else if (is(w.verb, "AUTH") && code == 234) {
		s->secured = true;
	} else if (is(w.verb, "QUIT") && code == 221 && s->logged_in) {
		s->logged_in = false;
		tell_login(d, s, c, VERB_LOGOUT, none);
	}
}
