/*
 * ipmi_handshake: how a session of RMCP+ begins (IPMI 2.0, 13.17 to 13.24): Open Session agrees on
 * algorithms, RAKP 1 to 4 prove that both know the password. Called by ipmi.c. Worker thread.
 */
#include "config.h"

#include "dissectors/common/text.h"
#include "dissectors/ipmi.h"

enum { IPMI_ALGORITHM_MASK = 0x3f };

/* Three algorithm payloads: authentication, integrity, confidentiality; 0 is none. */
struct ipmi_cipher {
	uint8_t algorithm[3];
	unsigned count; /* of those that were read */
};

static struct ipmi_cipher read_cipher(struct cursor *c)
{
	struct ipmi_cipher cipher = {.count = 0};

	while (cursor_ok(c) && cipher.count < 3) {
		cursor_skip(c, 4); /* type, reserved, length 8 */
		uint8_t algorithm = cursor_u8(c) & IPMI_ALGORITHM_MASK;
		cursor_skip(c, 3);
		if (cursor_ok(c))
			cipher.algorithm[cipher.count++] = algorithm;
	}
	return cipher;
}

static struct span cipher_text(struct dissect *d, const struct ipmi_cipher *cipher)
{
	struct span text = span_of(NULL, 0);

	for (unsigned i = 0; i < cipher->count; i++) {
		if (i)
			text = text_join(d->scratch, text, SPAN_LIT("/"));
		text = text_join(d->scratch, text, text_u64(d->scratch, cipher->algorithm[i]));
	}
	return text;
}

void ipmi_handshake_open(
	struct dissect *d, struct ipmi_state *s, const struct ipmi_session *session)
{
	struct cursor c = cursor_of(session->body);
	bool response = session->payload == IPMI_PAYLOAD_OPEN_RESPONSE;

	cursor_u8(&c);
	uint8_t status = response ? cursor_u8(&c) : 0;
	cursor_skip(&c, response ? 10 : 7);
	const struct ipmi_cipher cipher = read_cipher(&c);
	struct span text = cipher_text(d, &cipher);
	struct draft *e =
		ipmi_event(d, SPAN_LIT("Open Session"), response ? "response" : "request");
	ipmi_event_session(e, session);
	if (response)
		event_uint(e, IPMI_F_STATUS, status);
	if (text.len)
		event_text(e, IPMI_F_CIPHER, text);
	event_emit(d, e);
	if (cipher.count == 3) /* what is asked for and what is granted agree, or RAKP fails */
		s->readable = !cipher.algorithm[2];
	if (!response && cipher.count && !cipher.algorithm[0] && !s->cipher_zero) {
		s->cipher_zero = true;
		hint_emit(d, "ipmi.cipher_zero", text, 0);
	}
}

/* RAKP shows no password, so only what the session goes on with can be read or not. */
static void rakp_login(
	struct dissect *d, const struct ipmi_state *s, enum outcome outcome, struct span reason)
{
	ipmi_login(d, s, (struct ipmi_login){outcome, !s->readable, reason});
}

void ipmi_handshake_left(struct dissect *d, struct ipmi_state *s)
{
	int64_t now_us = d->ts_us;
	struct place here = d->place;

	if (!s->rakp2)
		return;
	s->rakp2 = false;
	d->ts_us = s->rakp_us;
	event_from_client(d);
	hint_emit(d, "ipmi.rakp_harvest", person_name(&s->user), 0);
	rakp_login(d, s, OUTCOME_UNKNOWN, SPAN_LIT("RAKP 2 was not answered"));
	d->ts_us = now_us;
	d->place = here;
}

static struct span status_text(struct dissect *d, uint8_t status)
{
	static const struct {
		uint8_t code;
		const char *text;
	} known[] = {{0x02, "invalid session id"}, {0x09, "invalid role"},
		{0x0d, "unauthorized name"}, {0x0f, "invalid integrity check value"},
		{0x11, "no matching cipher suite"}, {0x12, "illegal parameter"}};

	for (uint32_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (known[i].code == status)
			return span_str(known[i].text);
	return text_hex(d->scratch, "status 0x", span_of(&status, 1));
}

static void rakp_act(struct dissect *d, struct ipmi_state *s, uint8_t payload, uint8_t status)
{
	if (payload == IPMI_PAYLOAD_RAKP3) {
		s->rakp2 = false;
		return;
	}
	if (payload == IPMI_PAYLOAD_RAKP1)
		return;
	s->bmc = d->from;
	if (status) {
		s->rakp2 = false;
		rakp_login(d, s, OUTCOME_REFUSED, status_text(d, status));
	} else if (payload == IPMI_PAYLOAD_RAKP4) {
		s->rakp2 = false;
		rakp_login(d, s, OUTCOME_OK, span_of(NULL, 0));
	} else {
		s->rakp2 = true;
		s->rakp_us = d->ts_us;
	}
}

void ipmi_handshake_rakp(
	struct dissect *d, struct ipmi_state *s, const struct ipmi_session *session)
{
	static const char *const names[] = {"RAKP 1", "RAKP 2", "RAKP 3", "RAKP 4"};
	struct cursor c = cursor_of(session->body);
	unsigned step = session->payload - IPMI_PAYLOAD_RAKP1;
	bool response = step & 1;
	struct span user = span_of(NULL, 0);

	cursor_u8(&c);
	uint8_t status = cursor_u8(&c);
	cursor_skip(&c, 6);
	if (step == 0) { /* random number, role, reserved */
		cursor_skip(&c, 19);
		user = cursor_span(&c, cursor_u8(&c));
		status = 0;
	}
	if (!cursor_ok(&c)) {
		anomaly_emit(d, "ipmi.bad_rakp");
		return;
	}
	if (step == 0) {
		if (!span_eq(user, person_name(&s->user)))
			ipmi_handshake_left(d, s);
		ipmi_set_user(s, user);
	}
	struct draft *e = ipmi_event(d, span_str(names[step]), response ? "response" : "request");
	ipmi_event_session(e, session);
	if (step)
		event_uint(e, IPMI_F_STATUS, status);
	if (user.len)
		event_text(e, IPMI_F_USER, user);
	event_emit(d, e);
	rakp_act(d, s, session->payload, status);
}
