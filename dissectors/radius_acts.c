/*
 * radius_acts: what messages of RADIUS amount to: logins to the equipment itself, and orders to
 * change or end sessions. Subscribers' logins are none of either. Worker thread.
 */
#include "config.h"

#include "dissectors/radius.h"

#include "dissectors/common/key.h"
#include "sensor/base/digest.h"

/* --- requests that wait ------------------------------------------------------------------------
 */

static struct radius_pending *pending_find(
	struct radius_state *s, const struct radius_message *m, enum side from)
{
	for (unsigned i = 0; i < RADIUS_PENDING; i++) {
		struct radius_pending *p = &s->pending[i];
		if (p->ts_us && p->id == m->id && p->from == from)
			return p;
	}
	return NULL;
}

/* A request that was sent already: the same identifier and authenticator. */
static bool is_repeated(const struct radius_pending *p, const struct radius_message *m)
{
	return p && p->code == m->code &&
	       memcmp(p->authenticator, m->authenticator.p, sizeof(p->authenticator)) == 0;
}

static struct radius_pending *pending_add(struct radius_state *s, struct radius_pending *old)
{
	struct radius_pending *p = old ? old : &s->pending[s->next];

	if (!old)
		s->next = (uint8_t)((s->next + 1) % RADIUS_PENDING);
	memset(p, 0, sizeof(*p));
	return p;
}

/* An address that stands for one host that others can reach. */
static bool is_host(const struct addr *a)
{
	return !addr_is_group(a) && !(addr_is_v4(a) && a->b[12] == 127);
}

static void pending_fill(
	struct radius_pending *p, const struct dissect *d, const struct radius_message *m)
{
	struct span user = span_sub(m->user, 0, RADIUS_TEXT);

	p->ts_us = d->ts_us;
	p->code = m->code;
	p->id = m->id;
	p->from = d->from;
	p->user_len = (uint8_t)user.len;
	if (user.len)
		memcpy(p->user, user.p, user.len);
	memcpy(p->authenticator, m->authenticator.p, sizeof(p->authenticator));
	p->has_actor = addr_parse(span_trim(m->calling), &p->actor) && is_host(&p->actor);
	p->nas = m->nas;
	p->has_nas =
		m->has_nas && is_host(&m->nas) && addr_cmp(&m->nas, &d->end[d->from].addr) != 0;
}

/* --- logins ------------------------------------------------------------------------------------
 */

static bool is_exec_service(uint32_t service)
{
	return service == RADIUS_LOGIN || service == RADIUS_ADMINISTRATIVE ||
	       service == RADIUS_NAS_PROMPT || service == RADIUS_CALLBACK_NAS_PROMPT ||
	       service == RADIUS_CALLBACK_ADMINISTRATIVE;
}

/* A command line is asked for, not a network session. */
static bool asks_for_exec(const struct radius_message *m)
{
	if (radius_has(m, RADIUS_SERVICE_TYPE) && m->service != RADIUS_AUTHENTICATE_ONLY)
		return is_exec_service(m->service);
	return m->port_type == RADIUS_PORT_VIRTUAL && !m->eap &&
	       !radius_has(m, RADIUS_FRAMED_PROTOCOL);
}

/* Attributes by which vendors grant a command line. */
static bool is_exec_grant(const struct radius_vendor *v)
{
	static const struct {
		uint32_t vendor;
		uint32_t type;
	} grants[] = {
		{2011, 29},  /* Huawei-Exec-Privilege */
		{25506, 29}, /* H3C-Exec-Privilege */
		{2636, 1},   /* Juniper-Local-User-Name */
		{14988, 3},  /* Mikrotik-Group */
		{1991, 1},   /* Foundry-Privilege-Level */
		{11, 1},     /* HP-Privilege-Level */
	};

	if (span_starts(v->value, SPAN_LIT("shell:")))
		return true;
	for (unsigned i = 0; i < sizeof(grants) / sizeof(*grants); i++)
		if (grants[i].vendor == v->vendor && grants[i].type == v->type)
			return true;
	return false;
}

static bool grants_exec(const struct radius_message *m)
{
	bool grants = radius_has(m, RADIUS_SERVICE_TYPE) && is_exec_service(m->service);

	for (unsigned i = 0; i < m->vendor_count; i++)
		grants |= is_exec_grant(&m->vendors[i]);
	return grants;
}

static struct action action_of(const struct radius_pending *p, enum verb verb, enum outcome outcome)
{
	struct span user = span_of(p->user, p->user_len);

	return (struct action){.verb = verb,
		.subject = SUBJECT_SESSION,
		.outcome = outcome,
		.evidence = EVIDENCE_ATTESTED,
		.element = p->from,
		.object = user,
		.user = user,
		.user_known = user.len > 0,
		.user_source = USER_WIRE,
		.has_actor = p->has_actor,
		.actor = p->actor,
		.has_element = p->has_nas,
		.element_addr = p->nas};
}

static void access_answer(
	struct dissect *d, const struct radius_pending *p, const struct radius_message *m)
{
	bool accept = m->code == RADIUS_ACCESS_ACCEPT;
	struct action a = action_of(
		p, accept ? VERB_LOGIN : VERB_LOGIN_FAILED, accept ? OUTCOME_OK : OUTCOME_REFUSED);

	if (!p->exec && !grants_exec(m))
		return;
	if (!accept)
		a.reason = m->reply;
	action_emit_at(d, &a, p->ts_us);
}

/* --- keys --------------------------------------------------------------------------------------
 */

static void tell_wrong_key(struct dissect *d, struct radius_state *s)
{
	if (!s->told_wrong_key)
		hint_emit(d, "radius.wrong_key", span_of(NULL, 0), 0);
	s->told_wrong_key = true;
}

/* MD5 over the message with AUTHENTICATOR in place of its own, and the key. RFC 2865, 3; 2866, 3 */
static bool is_signed(
	const struct radius_message *m, const uint8_t authenticator[16], struct span key)
{
	uint8_t digest[MD5_DIGEST_SIZE];
	struct md5_ctx ctx;

	md5_init(&ctx);
	md5_update(&ctx, 4, m->whole.p);
	md5_update(&ctx, 16, authenticator);
	md5_update(&ctx, m->whole.len - RADIUS_HEADER, m->whole.p + RADIUS_HEADER);
	md5_update(&ctx, key.len, key.p);
	md5_digest(&ctx, sizeof(digest), digest);
	return memcmp(digest, m->authenticator.p, sizeof(digest)) == 0;
}

/* RFC 2865, 5.2: block XOR MD5(key, the block before, at first the authenticator). */
static struct span clear_password(
	struct dissect *d, const struct radius_message *m, struct span key)
{
	uint8_t *out = arena_take(d->scratch, RADIUS_PASSWORD_MAX), pad[MD5_DIGEST_SIZE];
	struct span in = m->password, before = m->authenticator;
	struct md5_ctx ctx;

	if (!out || !in.len || in.len % sizeof(pad) || in.len > RADIUS_PASSWORD_MAX)
		return span_of(NULL, 0);
	for (uint32_t at = 0; at < in.len; at += sizeof(pad)) {
		md5_init(&ctx);
		md5_update(&ctx, key.len, key.p);
		md5_update(&ctx, before.len, before.p);
		md5_digest(&ctx, sizeof(pad), pad);
		before = span_sub(in, at, sizeof(pad));
		for (uint32_t i = 0; i < sizeof(pad); i++)
			out[at + i] = before.p[i] ^ pad[i];
	}
	uint32_t len = in.len;
	while (len && !out[len - 1])
		len--;
	return span_of(out, len);
}

/* What somebody may have typed; the wrong key makes noise. */
static bool is_typed(struct span password)
{
	for (uint32_t i = 0; i < password.len; i++)
		if (password.p[i] < 0x20 || password.p[i] == 0x7f)
			return false;
	return true;
}

/* Only to be judged against vendors' defaults: it is hashed at once and shown nowhere. */
static void judge_password(
	struct dissect *d, struct radius_state *s, const struct radius_message *m)
{
	struct key_search search = {.ask = {.kind = KEY_RADIUS}, .last = s->key_at};
	struct credential c = {.user = m->user, .element = d->from};
	bool tried = false;

	if (!m->password.len || m->cut)
		return;
	for (struct span key = key_next(d, &search); key.len; key = key_next(d, &search)) {
		tried = true;
		c.secret = clear_password(d, m, key);
		if (!is_typed(c.secret))
			continue;
		s->key_at = search.at;
		if (c.secret.len)
			credential_emit(d, &c);
		return;
	}
	if (tried)
		tell_wrong_key(d, s);
}

/* A key that operators gave fits what it signs, or they are told. */
static void check_key(struct dissect *d, struct radius_state *s, const struct radius_message *m,
	const struct radius_pending *asked)
{
	static const uint8_t zero[16];
	bool open = m->code == RADIUS_ACCESS_REQUEST || m->code == RADIUS_STATUS_SERVER ||
		    m->code == RADIUS_STATUS_CLIENT; /* their authenticator is random */
	bool answer = !radius_is_request(m->code);
	struct key_search search = {.ask = {.kind = KEY_RADIUS}, .last = s->key_at};
	bool tried = false;

	if (open || m->cut || m->broken || (answer && !asked))
		return;
	for (struct span key = key_next(d, &search); key.len; key = key_next(d, &search)) {
		tried = true;
		if (is_signed(m, answer ? asked->authenticator : zero, key)) {
			s->key_at = search.at;
			return;
		}
	}
	if (tried)
		tell_wrong_key(d, s);
}

/* --- orders to sessions --------------------------------------------------------------------------
 */

static uint64_t key_of(const struct dissect *d, const struct radius_message *m, bool answer)
{
	enum side asker = answer ? side_other(d->from) : d->from;
	return (uint64_t)asker << 8 | m->id;
}

/* What the order is about: the user, or else whatever names the session. */
static struct span subject_of(const struct radius_message *m)
{
	return m->user.len         ? m->user
	       : m->session_id.len ? m->session_id
	       : m->calling.len    ? m->calling
				   : span_str(radius_code_name(m->code));
}

static void order(struct dissect *d, const struct radius_message *m)
{
	bool coa = m->code == RADIUS_COA_REQUEST;
	struct action a = {.verb = coa ? VERB_CHANGE : VERB_EXEC,
		.subject = SUBJECT_SESSION,
		.evidence = EVIDENCE_OBSERVED,
		.element = side_other(d->from),
		.value_scrub = SCRUB_TEXT,
		.object = subject_of(m),
		.object_name = span_str(radius_code_name(m->code)),
		.value = m->filter};

	for (unsigned i = 0; i < m->vendor_count && !a.value.len; i++) {
		struct span name;
		if (!span_is_printable(m->vendors[i].value))
			continue;
		a.value = m->vendors[i].value;
		if (radius_vendor_is_secret(&m->vendors[i], &name, &a.value))
			a.value_scrub = SCRUB_SECRET;
	}
	action_ask(d, key_of(d, m, false), &a);
}

static void order_answer(struct dissect *d, const struct radius_message *m)
{
	bool ok = m->code == RADIUS_COA_ACK || m->code == RADIUS_DISCONNECT_ACK;
	const char *why = m->has_error_cause ? radius_error_cause_name(m->error_cause) : NULL;

	action_answer(d, key_of(d, m, true), ok ? OUTCOME_OK : OUTCOME_REFUSED, span_str(why));
}

/* --- accounting, status -------------------------------------------------------------------------
 */

/* A command line was opened or closed. */
static void account(
	struct dissect *d, const struct radius_pending *p, const struct radius_message *m)
{
	bool start = m->acct_status == RADIUS_ACCT_START, stop = m->acct_status == RADIUS_ACCT_STOP;
	struct action a = action_of(p, stop ? VERB_LOGOUT : VERB_LOGIN, OUTCOME_OK);

	a.user_source = USER_ACCOUNTING;
	if (p->exec && (start || stop))
		action_emit(d, &a);
}

static void ask_status(struct dissect *d, const struct radius_message *m)
{
	struct action a = {.verb = VERB_READ,
		.subject = SUBJECT_SERVICE,
		.evidence = EVIDENCE_OBSERVED,
		.element = side_other(d->from),
		.sealed = true,
		.object = span_str("Status-Server")};

	action_ask(d, key_of(d, m, false), &a);
}

/* --- messages ------------------------------------------------------------------------------------
 */

static void request(struct dissect *d, struct radius_state *s, const struct radius_message *m)
{
	struct radius_pending *p = pending_find(s, m, d->from);

	if (is_repeated(p, m))
		return;
	p = pending_add(s, p);
	pending_fill(p, d, m);
	p->exec = asks_for_exec(m);
	check_key(d, s, m, NULL);
	switch (m->code) {
	case RADIUS_ACCESS_REQUEST:
		if (!m->has_message_authenticator && !m->cut && !m->broken && !s->told_open) {
			hint_emit(d, "radius.no_message_authenticator", span_of(NULL, 0), 0);
			s->told_open = true;
		}
		if (p->exec)
			judge_password(d, s, m);
		break;
	case RADIUS_ACCOUNTING_REQUEST:
		account(d, p, m);
		break;
	case RADIUS_STATUS_SERVER:
	case RADIUS_STATUS_CLIENT:
		ask_status(d, m);
		break;
	default:
		order(d, m);
	}
}

static void answer(struct dissect *d, struct radius_state *s, const struct radius_message *m)
{
	struct radius_pending *p = pending_find(s, m, side_other(d->from));

	if (!p)
		return;
	check_key(d, s, m, p);
	if (p->code == RADIUS_STATUS_SERVER || p->code == RADIUS_STATUS_CLIENT)
		action_answer(d, key_of(d, m, true), OUTCOME_OK, span_of(NULL, 0));
	else if (p->code == RADIUS_ACCESS_REQUEST &&
		 (m->code == RADIUS_ACCESS_ACCEPT || m->code == RADIUS_ACCESS_REJECT))
		access_answer(d, p, m);
	else if (m->code >= RADIUS_DISCONNECT_REQUEST && p->code == m->code - (m->code - 40) % 3)
		order_answer(d, m);
	p->ts_us = 0;
}

void radius_act(struct dissect *d, struct radius_state *s, const struct radius_message *m)
{
	if (radius_is_request(m->code))
		request(d, s, m);
	else
		answer(d, s, m);
}
