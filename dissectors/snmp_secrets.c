/*
 * snmp_secrets: what the operator's passwords of SNMP version 3 tell of a message: whether its
 * digest was made with that of authentication, and what stands in it by that of privacy. That a
 * password does not fit is told once a user, so that nobody believes that everything is read.
 */
#include "config.h"

#include "dissectors/snmp.h"

#include "dissectors/common/key.h"
#include "sensor/base/usm.h"

/* Told once of a user; a flow of many users tells of the first few. */
static void wrong_key_tell(struct dissect *d, struct span which, const struct snmp_message *m)
{
	struct snmp_state *state = d->state;
	uint64_t told = snmp_hash(0, m->user);

	for (unsigned i = 0; i < state->wrong_keys; i++)
		if (state->wrong_key[i] == told)
			return;
	if (state->wrong_keys >= SNMP_WRONG_KEYS)
		return;
	state->wrong_key[state->wrong_keys++] = told;
	hint_emit(d, "snmp.wrong_key", which, m->auth.len);
}

static struct key_search search_of(enum key_kind kind, const struct snmp_message *m, uint8_t last)
{
	return (struct key_search){
		.ask = {.kind = kind, .user = m->user, .engine = m->engine_id}, .last = last};
}

static void digest_check(struct dissect *d, struct snmp_message *m)
{
	struct snmp_state *state = d->state;
	struct key_search s = search_of(KEY_SNMPV3_AUTH, m, state->auth_at);

	if (!(m->flags & SNMP_FLAG_AUTH) || !m->has_usm || m->cut || d->truncated)
		return;
	for (struct span key = key_next(d, &s); key.len && !m->authentic; key = key_next(d, &s)) {
		m->checked = true;
		m->authentic = usm_authentic(key, m->engine_id, m->whole, m->auth);
		if (m->authentic)
			state->auth_at = s.at;
	}
	if (m->checked && !m->authentic)
		wrong_key_tell(d, SPAN_LIT("authentication"), m);
}

static void unseal(struct dissect *d, struct snmp_message *m)
{
	struct snmp_state *state = d->state;
	struct usm_sealed sealed = {m->engine_id, m->salt, m->sealed, (uint32_t)m->boots,
		(uint32_t)m->time, m->auth.len, m->authentic};
	struct key_search s = search_of(KEY_SNMPV3, m, state->privacy_at);
	uint8_t *plain = NULL;

	if (!m->sealed.len || !m->encrypted)
		return;
	for (struct span key = key_next(d, &s); key.len && m->encrypted; key = key_next(d, &s)) {
		if (!plain)
			plain = arena_take(d->scratch, m->sealed.len);
		if (!plain)
			return;
		if (!usm_open(key, &sealed, &state->long_keys, plain))
			continue;
		state->privacy_at = s.at;
		snmp_read_scoped(d->scratch, span_of(plain, m->sealed.len), m);
	}
	if (plain && m->encrypted)
		wrong_key_tell(d, SPAN_LIT("privacy"), m);
}

bool snmp_sealed(const struct snmp_message *m)
{
	return m->version == SNMP_V3 && (m->flags & SNMP_FLAG_PRIV || !m->count);
}

void snmp_secrets(struct dissect *d, struct snmp_message *m)
{
	digest_check(d, m);
	unseal(d, m);
}
