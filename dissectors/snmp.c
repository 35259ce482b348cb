/*
 * snmp: SNMP versions 1, 2c and 3 over UDP and TCP on any port (RFC 1157, 3416, 3412, 3414, 3430).
 * One event a message, an action for each varbind that is set, joined reads, and what notifications
 * and reports attest.
 */
#include "config.h"

#include "dissectors/snmp.h"

#include "dissectors/common/ber.h"
#include "dissectors/common/torn.h"

/* --- reads and answers --------------------------------------------------------------------- */

static uint64_t ask_key(const struct snmp_message *m)
{
	return (uint64_t)(m->version == SNMP_V3 ? m->msg_id : m->request_id);
}

static void read_ask(struct dissect *d, const struct snmp_message *m)
{
	struct action a = {.verb = VERB_READ,
		.subject = SUBJECT_SYSTEM,
		.element = side_other(d->from),
		.join = true,
		.sealed = snmp_sealed(m),
		.user = m->user,
		.user_known = m->user.len > 0,
		.user_source = USER_WIRE};

	if (m->count) {
		a.object = m->varbinds[0].oid.text;
		if (m->varbinds[0].known) {
			a.object_name = m->varbinds[0].known->name;
			a.subject = m->varbinds[0].known->subject;
		}
	}
	action_ask(d, ask_key(m), &a);
}

static enum outcome outcome_of(int64_t status)
{
	enum { NO_SUCH_NAME = 2, READ_ONLY = 4, NO_ACCESS = 6, AUTHORIZATION = 16, NOT_WRITABLE };

	switch (status) {
	case 0:
		return OUTCOME_OK;
	case NO_SUCH_NAME:
	case READ_ONLY:
	case NO_ACCESS:
	case AUTHORIZATION:
	case NOT_WRITABLE:
		return OUTCOME_REFUSED;
	default:
		return OUTCOME_FAILED;
	}
}

static struct snmp_user *user_find(struct snmp_state *state, uint32_t msg_id)
{
	for (size_t i = 0; i < sizeof(state->users) / sizeof(*state->users); i++)
		if (state->users[i].len && state->users[i].msg_id == msg_id)
			return &state->users[i];
	return NULL;
}

static void user_keep(struct snmp_state *state, const struct snmp_message *m)
{
	if (!m->user.len || m->user.len > SNMP_USER_MAX)
		return;
	struct snmp_user *u = &state->users[state->next_user++ % 4];
	u->msg_id = (uint32_t)m->msg_id;
	u->len = (uint8_t)m->user.len;
	memcpy(u->name, m->user.p, m->user.len);
}

/* A Report answers a message that the engine did not accept (RFC 3414 section 3.2). */
static void report_read(struct dissect *d, const struct snmp_message *m)
{
	enum { UNKNOWN_USER = 3, UNKNOWN_ENGINE, WRONG_DIGEST };
	struct span stats = SPAN_LIT("1.3.6.1.6.3.15.1.1"), oid = {0}, name = {0};
	uint64_t which = 0;

	if (m->count) {
		oid = m->varbinds[0].oid.text;
		if (m->varbinds[0].known)
			name = m->varbinds[0].known->name;
	}
	if (!oid_first(oid_rest(oid, stats), UINT32_MAX, &which))
		which = 0;
	bool login = which == UNKNOWN_USER || which == WRONG_DIGEST;
	enum outcome outcome = login                     ? OUTCOME_REFUSED
			       : which == UNKNOWN_ENGINE ? OUTCOME_OK /* discovery has its answer */
							 : OUTCOME_FAILED;
	action_answer(d, ask_key(m), outcome, outcome == OUTCOME_OK ? span_of(NULL, 0) : name);
	if (!login)
		return;
	const struct snmp_user *asked = user_find(d->state, (uint32_t)m->msg_id);
	struct span user = m->user.len || !asked ? m->user : span_of(asked->name, asked->len);
	action_emit(d, &(struct action){.verb = VERB_LOGIN_FAILED,
			       .subject = SUBJECT_SESSION,
			       .outcome = OUTCOME_REFUSED,
			       .element = d->from,
			       .sealed = true, /* so may have been what it answers */
			       .object = oid,
			       .object_name = name,
			       .user = user,
			       .user_known = user.len > 0,
			       .user_source = USER_WIRE,
			       .reason = name});
}

/* --- hints --------------------------------------------------------------------------------- */

/* A run of GetNext and GetBulk is a walk once it has passed so many varbinds without a pause. */
static void walk_count(struct dissect *d, const struct snmp_message *m)
{
	enum { WALK_VARBINDS = 50, PAUSE_US = 30 * 1000000 };
	struct snmp_state *state = d->state;
	bool answers_bulk = m->pdu == SNMP_RESPONSE && state->bulk_asked;

	if (m->pdu == SNMP_GET_BULK || m->pdu == SNMP_GET_NEXT)
		state->bulk_asked = m->pdu == SNMP_GET_BULK;
	if (m->pdu != SNMP_GET_NEXT && !answers_bulk)
		return;
	if (d->ts_us - state->walked_us > PAUSE_US)
		state->walked = 0;
	state->walked_us = d->ts_us;
	state->walked += m->total;
	if (state->walked <= WALK_VARBINDS || state->walk_told)
		return;
	state->walk_told = true;
	hint_emit(d, "snmp.walk", m->count ? m->varbinds[0].oid.text : span_of(NULL, 0),
		state->walked);
}

/* Longer than any OID may be, or than any that the attacked agent has a use for. */
static void oversized_hint(struct dissect *d, const struct snmp_message *m)
{
	enum { CISCO_SUB_IDS = 64 };

	for (uint32_t i = 0; i < m->count; i++) {
		const struct oid *oid = &m->varbinds[i].oid;
		bool cisco = oid_under(oid->text, SPAN_LIT("1.3.6.1.4.1.9"));
		if (oid->count <= CISCO_SUB_IDS || (oid->count <= OID_SHOWN_MAX && !cisco))
			continue;
		hint_emit(d, "snmp.oversized_oid", oid->text, oid->count);
		return;
	}
}

/* Version 3 without its protection, told once a flow. Discovery has neither user nor objects. */
static void plain_hint(struct dissect *d, const struct snmp_message *m)
{
	struct snmp_state *state = d->state;
	bool bare = !m->user.len && !m->count;

	if (m->version != SNMP_V3 || (m->flags & SNMP_FLAG_PRIV) || m->pdu == SNMP_REPORT || bare ||
		state->plain_told)
		return;
	state->plain_told = true;
	hint_emit(d, m->flags & SNMP_FLAG_AUTH ? "snmp.no_priv" : "snmp.no_auth", m->user, 0);
}

/* --- one message --------------------------------------------------------------------------- */

static void community_tell(struct dissect *d, const struct snmp_message *m, enum side element)
{
	struct snmp_state *state = d->state;
	enum { KEPT = sizeof(state->communities) / sizeof(*state->communities) };
	uint64_t hash = snmp_hash((uint64_t)element + 1, m->community);

	if (m->version == SNMP_V3)
		return;
	for (size_t i = 0; i < KEPT; i++)
		if (state->communities[i] == hash)
			return;
	state->communities[state->next_community++ % KEPT] = hash;
	credential_emit(d, &(struct credential){
				   .secret = m->community, .element = element, .cleartext = true});
}

static void faults_tell(struct dissect *d, const struct snmp_message *m)
{
	if (m->malformed && !d->truncated)
		anomaly_emit(d, "snmp.malformed");
	else if (m->cut && !d->truncated)
		anomaly_emit(d, "snmp.bad_length");
	if (m->odd_oid)
		anomaly_emit(d, "snmp.bad_oid");
	if (m->total > SNMP_VARBINDS_MAX)
		anomaly_emit(d, "snmp.too_many_varbinds");
}

static void request_read(struct dissect *d, const struct snmp_message *m)
{
	community_tell(d, m, side_other(d->from));
	oversized_hint(d, m);
	if (m->version == SNMP_V3)
		user_keep(d->state, m);
	if (m->pdu == SNMP_SET)
		snmp_set(d, m);
	else if (m->pdu)
		read_ask(d, m);
}

static void message_read(struct dissect *d, struct snmp_message *m)
{
	snmp_secrets(d, m);
	snmp_event(d, m);
	faults_tell(d, m);
	plain_hint(d, m);
	walk_count(d, m);
	switch (m->pdu) {
	case SNMP_RESPONSE:
		if (!m->notification.text.len)
			community_tell(d, m, d->from);
		if (m->has_head)
			action_answer(d, ask_key(m), outcome_of(m->error_status),
				m->error_status ? span_str(snmp_error_name(m->error_status))
						: span_of(NULL, 0));
		break;
	case SNMP_REPORT:
		report_read(d, m);
		break;
	case SNMP_TRAP_V1:
	case SNMP_TRAP_V2:
	case SNMP_INFORM:
		community_tell(d, m, d->from);
		snmp_notify(d, m);
		break;
	case 0:
		if (m->flags & SNMP_FLAG_REPORTABLE)
			user_keep(d->state, m);
		break;
	default:
		request_read(d, m);
	}
	snmp_identify(d, m);
}

static enum parse datagram(struct dissect *d, struct cursor *c)
{
	struct span bytes = cursor_rest(c);
	struct snmp_message m;
	uint64_t total;

	if (!snmp_read(d->scratch, lexicon_of(d), bytes, &m))
		return PARSE_LOST;
	message_read(d, &m);
	if (ber_total(bytes, &total) && total < bytes.len)
		anomaly_emit(d, "snmp.trailing_bytes");
	return PARSE_OK;
}

/* --- the probe ----------------------------------------------------------------------------- */

/* What follows the version: a community and a PDU tag, or the header of version 3. */
static enum probe probe_inside(struct ber *message, int64_t version)
{
	struct span community;
	struct ber_element header;

	if (version == SNMP_V3) {
		if (ber_left(message) && ber_peek(message) != BER_SEQUENCE)
			return PROBE_NO;
		if (!ber_next(message, &header))
			return PROBE_MORE;
		return ber_peek(message) == BER_OCTET_STRING ? PROBE_SURE : PROBE_NO;
	}
	if (ber_left(message) && ber_peek(message) != BER_OCTET_STRING)
		return PROBE_NO;
	if (!ber_string(message, BER_OCTET_STRING, &community) || !ber_left(message))
		return PROBE_MORE;
	uint8_t tag = ber_peek(message);
	return tag >= SNMP_GET && tag <= SNMP_REPORT ? PROBE_SURE : PROBE_NO;
}

/* The version may stand next: an INTEGER no longer than the longest that is read. */
static bool may_be_version(const struct ber *message)
{
	enum { HEADER_MAX = 2 + 4, NUMBER_MAX = 8 };
	uint64_t len;

	return !ber_left(message) ||
	       (ber_peek(message) == BER_INTEGER && ber_total(cursor_peek(&message->c), &len) &&
		       len <= HEADER_MAX + NUMBER_MAX);
}

static enum probe probe(const struct probe_input *in)
{
	struct ber outer = ber_of(in->data, 2), message;
	int64_t version;
	uint64_t total;

	if ((in->data.len && in->data.p[0] != BER_SEQUENCE) || !ber_total(in->data, &total))
		return PROBE_NO;
	if (!total || !ber_open(&outer, BER_SEQUENCE, &message))
		return PROBE_MORE;
	if (!may_be_version(&message))
		return PROBE_NO;
	if (!ber_int(&message, BER_INTEGER, &version))
		return message.cut ? PROBE_MORE : PROBE_NO;
	if (version < SNMP_V1 || version > SNMP_V3)
		return PROBE_NO;
	enum probe inside = probe_inside(&message, version);
	if (inside == PROBE_MORE && !message.cut)
		return PROBE_NO;
	if (inside == PROBE_MORE && !in->stream)
		return PROBE_LIKELY; /* cut by the snap length: no more will come */
	if (inside == PROBE_SURE && !in->stream && total != in->data.len)
		return PROBE_LIKELY;
	return inside;
}

/* --- over TCP -------------------------------------------------------------------------------- */

/* Messages follow each other without further framing (RFC 3430 section 2.1). */
static enum parse stream(struct dissect *d, struct cursor *c)
{
	enum { MESSAGE_MAX = 128 * 1024, BEGIN_MAX = 512 /* with the longest community */ };
	struct snmp_state *s = d->state;
	struct snmp_message m;
	uint64_t total;

	while (torn_record(d, &s->torn[d->from], c, probe, BEGIN_MAX)) {
		bool framed = *c->p == BER_SEQUENCE && ber_total(cursor_peek(c), &total) &&
			      total <= MESSAGE_MAX;
		if (framed && (!total || total > cursor_left(c))) {
			d->want = (uint32_t)total;
			return PARSE_OK;
		}
		struct span bytes = cursor_span(c, framed ? (uint32_t)total : 1);
		if (framed && snmp_read(d->scratch, lexicon_of(d), bytes, &m))
			message_read(d, &m);
		else if (s->holed)
			s->torn[d->from] = true;
		else
			return PARSE_LOST;
	}
	return PARSE_OK;
}

/* Connections are kept: behind a hole the next message is found by how it begins. */
static enum parse gap(struct dissect *d, uint32_t missing)
{
	struct snmp_state *s = d->state;

	(void)missing;
	s->holed = s->torn[d->from] = true;
	return PARSE_OK;
}

static const uint16_t hints[] = {161, 162, 0};
static const struct schema *const schemas[] = {&snmp_schema, NULL};

const struct dissector dissector_snmp = {
	.name = "snmp",
	.title = "Simple Network Management Protocol",
	.spec = "RFC 1157, RFC 3416, RFC 3412, RFC 3414, RFC 3430",
	.set = "management",
	.schemas = schemas,
	.hints = hints,
	.first = BYTE_RANGES({BER_SEQUENCE, BER_SEQUENCE}),
	.state_size = sizeof(struct snmp_state),
	.cleartext = true,
	.probe = probe,
	.datagram = datagram,
	.stream = stream,
	.gap = gap,
};
