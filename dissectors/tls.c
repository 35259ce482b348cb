/*
 * tls: Transport Layer Security 1.0 to 1.3 and SSL 3 over TCP (RFC 8446, 5246), as far as it is in
 * clear: both hellos and, up to 1.2, the server's certificate. One event a session, once both
 * sides are known. Runs on a worker's thread.
 *
 *   record | type | version 2 | length 2 | fragment |
 *   fragments of type 22 put together: | message type | length 3 | body | ...
 */
#include "config.h"

#include "dissectors/tls.h"

enum tls_content {
	TLS_CHANGE_CIPHER_SPEC = 20,
	TLS_ALERT = 21,
	TLS_HANDSHAKE = 22,
	TLS_APPLICATION_DATA = 23,
	TLS_HEARTBEAT = 24
};

enum tls_message {
	TLS_CLIENT_HELLO = 1,
	TLS_SERVER_HELLO = 2,
	TLS_CERTIFICATE = 11,
	TLS_SERVER_HELLO_DONE = 14,
	TLS_MESSAGE_LAST = 24
};

enum {
	TLS_RECORD_HEAD = 5,
	TLS_RECORD_MAX = 16384 + 2048, /* RFC 5246 section 6.2.3 */
	TLS_MESSAGE_HEAD = 4,
	TLS_MESSAGE_MAX = 64 * 1024, /* chains of certificates stay below 20 KiB */
	TLS_SSL2_HEAD = 11           /* of a hello of SSL 2 that offers SSL 3 or later */
};

static const uint16_t tls_hints[] = {
	443, 8443, 853, 993, 995, 465, 636, 989, 990, 992, 6513, 6514, 2083, 4433, 9339, 8883, 0};

static bool tls_is_hinted(const struct probe_input *in)
{
	for (const uint16_t *p = tls_hints; *p; p++)
		if (in->sport == *p || in->dport == *p)
			return true;
	return false;
}

/* A hello of SSL 2 that offers a later version (RFC 5246 appendix E.2): all lengths agree. */
static bool tls_is_ssl2_hello(struct span data)
{
	struct cursor c = cursor_of(data);
	uint16_t len = cursor_be16(&c);
	uint8_t type = cursor_u8(&c);
	uint16_t version = cursor_be16(&c);
	uint16_t ciphers = cursor_be16(&c), session = cursor_be16(&c), random = cursor_be16(&c);

	return cursor_ok(&c) && len & 0x8000 && type == TLS_CLIENT_HELLO &&
	       (version >> 8 == 3 || version == TLS_VERSION_SSL2) && ciphers && ciphers % 3 == 0 &&
	       random >= 16 && random <= 32 && (len & 0x7fffu) == 9u + ciphers + session + random;
}

static enum probe tls_probe(const struct probe_input *in)
{
	struct cursor c = cursor_of(in->data);

	if (!in->stream)
		return PROBE_NO;
	if (tls_is_ssl2_hello(in->data))
		return PROBE_SURE;
	uint8_t type = cursor_u8(&c), major = cursor_u8(&c), minor = cursor_u8(&c);
	uint16_t len = cursor_be16(&c);
	if (in->data.len >= 1 && (in->data.p[0] < TLS_CHANGE_CIPHER_SPEC || type > TLS_HEARTBEAT))
		return PROBE_NO;
	if (!cursor_ok(&c))
		return in->data.len < 2 || in->data.p[1] == 3 ? PROBE_MORE : PROBE_NO;
	if (major != 3 || minor > 4 || !len || len > TLS_RECORD_MAX)
		return PROBE_NO;
	if (type == TLS_ALERT)
		return len == 2 && cursor_u8(&c) <= 2 ? PROBE_LIKELY : PROBE_NO;
	if (type != TLS_HANDSHAKE)
		return tls_is_hinted(in) ? PROBE_LIKELY : PROBE_NO;
	if (len < TLS_MESSAGE_HEAD)
		return PROBE_LIKELY;
	uint8_t message = cursor_u8(&c);
	uint32_t size = cursor_be24(&c);
	uint8_t version = cursor_u8(&c);
	if (!cursor_ok(&c))
		return PROBE_MORE;
	if (message > TLS_MESSAGE_LAST || size > TLS_MESSAGE_MAX)
		return tls_is_hinted(in) ? PROBE_LIKELY : PROBE_NO; /* encrypted already */
	if (message == TLS_CLIENT_HELLO || message == TLS_SERVER_HELLO)
		return version == 3 || version == 0x7f ? PROBE_SURE : PROBE_NO;
	return PROBE_LIKELY;
}

static void tls_server_hello(struct dissect *d, struct tls_state *s, struct cursor *c)
{
	struct tls_server answer;

	if (!tls_read_server_hello(d->scratch, c, &s->client, &answer)) {
		anomaly_emit(d, "tls.bad_server_hello");
		s->side[SIDE_SERVER].done = true;
		return;
	}
	s->server = answer;
	if (!answer.retry && (answer.version >= TLS_VERSION_1_3))
		s->side[SIDE_SERVER].done = true; /* what follows is encrypted */
}

static void tls_certificates(struct dissect *d, struct tls_state *s, struct span message)
{
	struct cursor c = cursor_of(span_sub(message, TLS_MESSAGE_HEAD, UINT32_MAX));

	if (!tls_read_certificates(d->scratch, &c, &s->cert))
		anomaly_emit(d, "tls.bad_certificate");
	if (!event_ruled(d))
		return;
	s->cert.chain = tls_chain_length(message);
	tls_show_chain(d, message);
}

/* One handshake message from d->from. */
static void tls_read_message(struct dissect *d, struct tls_state *s, struct span message)
{
	struct tls_side *side = &s->side[d->from];
	struct cursor c = cursor_of(message);
	uint8_t type = cursor_u8(&c);

	cursor_be24(&c);
	side->started = true;
	if (type == TLS_CLIENT_HELLO) {
		if (event_ruled(d))
			tls_show_hello(d, message);
		if (!tls_read_client_hello(d->scratch, &c, &s->client))
			anomaly_emit(d, "tls.bad_client_hello");
		name_emit(d, span_of(s->client.sni, s->client.sni_len), NULL, 0);
		side->done = true;
	} else if (type == TLS_SERVER_HELLO) {
		if (event_ruled(d))
			tls_show_hello(d, message);
		tls_server_hello(d, s, &c);
	} else if (type == TLS_CERTIFICATE) {
		/* a client's certificate is its own affair */
		if (d->from == SIDE_SERVER && !s->cert.seen && message.len > 7)
			tls_certificates(d, s, message);
	} else if (type == TLS_SERVER_HELLO_DONE || type > TLS_MESSAGE_LAST) {
		side->done = true;
	}
}

/* Where the handshake message at hand lies: in one record, or in several. */
struct tls_reach {
	uint32_t have, need; /* octets of the message, its header included */
	uint32_t records;    /* it is in so many records */
	struct span first;   /* what the first record has of it */
};

enum tls_step { TLS_GO_ON, TLS_WAIT, TLS_WRONG };

/* The payload of the handshake record at C, which moves behind it. */
static enum tls_step tls_fragment(struct cursor *c, struct span *ret)
{
	struct cursor head = *c;
	uint8_t type = cursor_u8(&head), major = cursor_u8(&head);
	cursor_u8(&head);
	uint16_t len = cursor_be16(&head);

	if (!cursor_ok(&head))
		return TLS_WAIT;
	if (type != TLS_HANDSHAKE || major != 3 || !len || len > TLS_RECORD_MAX)
		return TLS_WRONG;
	if (cursor_left(&head) < len)
		return TLS_WAIT;
	*ret = cursor_span(&head, len);
	*c = head;
	return TLS_GO_ON;
}

/* The length of a message whose first octets are FIRST and NEXT. */
static void tls_measure(struct tls_reach *r, struct span part, uint8_t head[TLS_MESSAGE_HEAD])
{
	for (uint32_t i = 0; i < part.len && r->have + i < TLS_MESSAGE_HEAD; i++)
		head[r->have + i] = part.p[i];
	r->have += part.len;
	if (r->have >= TLS_MESSAGE_HEAD && r->need == TLS_MESSAGE_HEAD)
		r->need += (uint32_t)head[1] << 16 | (uint32_t)head[2] << 8 | head[3];
}

/*
 * Finds how far the message at hand reaches. WANT gets the octets from C on that it needs at least,
 * so that a message in many small records is not looked for at each of them.
 */
static enum tls_step tls_find(
	const struct tls_side *side, struct cursor c, struct tls_reach *ret, uint32_t *want)
{
	const uint8_t *start = c.p;
	uint8_t head[TLS_MESSAGE_HEAD] = {0};
	struct span part;

	*ret = (struct tls_reach){.need = TLS_MESSAGE_HEAD};
	while (ret->have < ret->need) {
		enum tls_step step = tls_fragment(&c, &part);
		if (step == TLS_WAIT)
			*want = (uint32_t)(c.p - start) + TLS_RECORD_HEAD + ret->need - ret->have;
		if (step != TLS_GO_ON)
			return step;
		if (!ret->records++) {
			part = span_sub(part, side->used, part.len);
			ret->first = part;
		}
		tls_measure(ret, part, head);
		if (ret->need > TLS_MESSAGE_MAX)
			return TLS_WRONG;
	}
	return TLS_GO_ON;
}

/* Puts a message of several records together in the arena. */
static struct span tls_gather(
	struct dissect *d, const struct tls_side *side, struct cursor c, const struct tls_reach *r)
{
	uint8_t *whole = arena_take(d->scratch, r->need);
	uint32_t used = 0;
	struct span part;

	for (uint32_t i = 0; whole && i < r->records; i++) {
		if (tls_fragment(&c, &part) != TLS_GO_ON)
			break;
		if (!i)
			part = span_sub(part, side->used, part.len);
		part = span_sub(part, 0, r->need - used);
		memcpy(whole + used, part.p, part.len);
		used += part.len;
	}
	return span_of(whole, used);
}

/* Moves C behind the message: behind its last record, or into it where more follows there. */
static void tls_advance(struct tls_side *side, struct cursor *c, const struct tls_reach *r)
{
	uint32_t before = 0;
	struct span part;

	for (uint32_t i = 0; i < r->records; i++) {
		struct cursor at = *c;
		if (tls_fragment(c, &part) != TLS_GO_ON)
			return;
		uint32_t from = i ? 0 : side->used;
		uint32_t taken = r->need - before;
		if (taken < part.len - from) {
			side->used = from + taken;
			*c = at;
			return;
		}
		before += part.len - from;
	}
	side->used = 0;
}

static enum tls_step tls_handshake(struct dissect *d, struct tls_state *s, struct cursor *c)
{
	struct tls_side *side = &s->side[d->from];
	struct tls_reach reach;
	uint32_t want = 0;
	enum tls_step step = tls_find(side, *c, &reach, &want);

	if (step == TLS_WAIT)
		d->want = want;
	if (step != TLS_GO_ON)
		return step;
	struct span message = reach.records == 1 ? span_sub(reach.first, 0, reach.need)
						 : tls_gather(d, side, *c, &reach);
	if (message.len < TLS_MESSAGE_HEAD)
		return TLS_WRONG;
	tls_advance(side, c, &reach);
	tls_read_message(d, s, message);
	return TLS_GO_ON;
}

/* One record or handshake message. */
static enum tls_step tls_record(struct dissect *d, struct tls_state *s, struct cursor *c)
{
	struct tls_side *side = &s->side[d->from];
	struct cursor head = *c;
	uint8_t type = cursor_u8(&head), major = cursor_u8(&head), minor = cursor_u8(&head);
	uint16_t len = cursor_be16(&head);

	if (!cursor_ok(&head))
		return TLS_WAIT;
	if (major != 3 || minor > 4 || !len || len > TLS_RECORD_MAX)
		return TLS_WRONG;
	if (type == TLS_HANDSHAKE)
		return tls_handshake(d, s, c);
	if (type < TLS_CHANGE_CIPHER_SPEC || type > TLS_HEARTBEAT)
		return TLS_WRONG;
	if (type == TLS_CHANGE_CIPHER_SPEC && s->server.retry && d->from == SIDE_SERVER) {
		/* between two hellos it means nothing (RFC 8446 appendix D.4) */
	} else if (type != TLS_ALERT) {
		side->started = side->done = true;
		return TLS_GO_ON;
	}
	if (cursor_left(&head) < len) {
		d->want = TLS_RECORD_HEAD + len;
		return TLS_WAIT;
	}
	side->started = true;
	cursor_skip(c, TLS_RECORD_HEAD + len);
	return TLS_GO_ON;
}

/* A hello of SSL 2, in either direction; the version is all that is kept. */
static bool tls_ssl2(struct dissect *d, struct tls_state *s, struct span data)
{
	struct cursor c = cursor_of(data);
	uint16_t len = cursor_be16(&c);
	uint8_t type = cursor_u8(&c);
	struct tls_side *side = &s->side[d->from];

	if (!side->started && tls_is_ssl2_hello(data)) {
		side->started = side->done = true;
		return true;
	}
	if (d->from == SIDE_SERVER && !side->started && s->side[SIDE_CLIENT].started &&
		cursor_ok(&c) && len & 0x8000 && type == 4) {
		s->server = (struct tls_server){.seen = true, .version = TLS_VERSION_SSL2};
		side->started = side->done = true;
		return true;
	}
	return false;
}

/* Both sides have said what they will say in clear. */
static bool tls_is_known(const struct tls_state *s)
{
	return s->side[SIDE_SERVER].done &&
	       (s->server.seen || s->cert.seen || s->side[SIDE_CLIENT].done);
}

static enum parse tls_stream(struct dissect *d, struct cursor *c)
{
	struct tls_state *s = d->state;
	struct tls_side *side = &s->side[d->from];
	enum tls_step step = TLS_GO_ON;

	if (!side->started && cursor_left(c) && *c->p & 0x80) {
		if (cursor_left(c) < TLS_SSL2_HEAD && d->from == SIDE_CLIENT)
			return PARSE_OK;
		if (!tls_ssl2(d, s, cursor_peek(c)))
			step = TLS_WRONG;
	}
	while (step == TLS_GO_ON && !side->done)
		step = tls_record(d, s, c);
	if (step == TLS_WRONG) {
		if (!side->started && !s->side[side_other(d->from)].started)
			return PARSE_LOST;
		side->done = true;
	}
	if (tls_is_known(s))
		tls_tell(d, s);
	return side->done ? PARSE_STOP : PARSE_OK;
}

static enum parse tls_gap(struct dissect *d, uint32_t missing)
{
	struct tls_state *s = d->state;

	(void)missing;
	s->side[d->from].done = true;
	if (tls_is_known(s))
		tls_tell(d, s);
	return PARSE_STOP;
}

static void tls_finish(struct dissect *d)
{
	if (d->state)
		tls_tell(d, d->state);
}

const struct dissector dissector_tls = {
	.name = "tls",
	.title = "Transport Layer Security",
	.spec = "RFC 8446",
	.set = "management",
	.schemas = tls_schemas,
	.hints = tls_hints,
	.first = BYTE_RANGES({TLS_CHANGE_CIPHER_SPEC, TLS_HEARTBEAT}, {0x80, 0xff}),
	.state_size = sizeof(struct tls_state),
	.probe = tls_probe,
	.stream = tls_stream,
	.gap = tls_gap,
	.finish = tls_finish,
};
