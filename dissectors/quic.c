/*
 * quic: QUIC 1 and 2 and the drafts before them (RFC 9000, 9369), as far as everyone on the path
 * can read it: the hellos of TLS in Initial packets. One event a connection, once both sides are
 * known or a few packets have passed. On a worker's thread.
 *
 *   long header | 1 1 type 2 .. | version 4 | dcid | scid | Initial: token | length | number | ...
 */
#include "config.h"

#include "dissectors/quic.h"

#include "dissectors/common/text.h"

enum {
	FRAME_PADDING = 0,
	FRAME_PING = 1,
	FRAME_ACK = 2,
	FRAME_ACK_ECN = 3,
	FRAME_CRYPTO = 6,
	INITIALS_MAX = 16,    /* of a connection that are looked at */
	PACKETS_MAX = 4,      /* in one datagram */
	FRAMES_MAX = 512,     /* in one packet; padding counts once */
	CLIENT_INITIAL = 1200 /* bytes of a datagram (RFC 9000 section 14.1) */
};

enum {
	QUIC_F_VERSION,
	QUIC_F_SNI,
	QUIC_F_JA3_HASH,
	QUIC_F_JA3_STRING,
	QUIC_F_JA3S_HASH,
	QUIC_F_JA3S_STRING,
	QUIC_F_JA4,
	QUIC_F_CLIENT_ALPNS,
	QUIC_F_CIPHER,
	QUIC_F_COUNT
};

static const struct field fields[QUIC_F_COUNT] = {
	[QUIC_F_VERSION] = {"version", FIELD_TEXT, 0, "Version of QUIC, its number in decimal"},
	[QUIC_F_SNI] = {"sni", FIELD_TEXT, 0, "Server name that the client asks for"},
	[QUIC_F_JA3_HASH] = {"ja3.hash", FIELD_TEXT, 0, "JA3 fingerprint of the client"},
	[QUIC_F_JA3_STRING] = {"ja3.string", FIELD_TEXT, 0, "What it is made of"},
	[QUIC_F_JA3S_HASH] = {"ja3s.hash", FIELD_TEXT, 0, "JA3S fingerprint of the server"},
	[QUIC_F_JA3S_STRING] = {"ja3s.string", FIELD_TEXT, 0, "What it is made of"},
	[QUIC_F_JA4] = {"ja4", FIELD_TEXT, 0, "JA4 fingerprint of the client"},
	[QUIC_F_CLIENT_ALPNS] = {"client_alpns[]", FIELD_TEXT, FIELD_OURS,
		"Protocol the client offers"},
	[QUIC_F_CIPHER] = {"cipher", FIELD_TEXT, FIELD_OURS, "Cipher suite that the server chose"},
};
static const struct schema schema = {"quic", fields, QUIC_F_COUNT, true};

/* --- packets ------------------------------------------------------------------------------------
 */

static uint64_t varint(struct cursor *c)
{
	uint8_t first = cursor_u8(c);
	uint64_t value = first & 0x3f;

	for (unsigned i = (1u << (first >> 6)) - 1; i > 0; i--)
		value = value << 8 | cursor_u8(c);
	return value;
}

/* The next packet of a datagram; false at its end, or where the rest is none. */
static bool next_packet(struct cursor *c, struct quic_initial *ret, bool *ret_initial)
{
	const uint8_t *start = c->p;
	uint8_t first = cursor_u8(c);

	ret->version = cursor_be32(c);
	ret->dcid = cursor_span(c, cursor_u8(c));
	cursor_span(c, cursor_u8(c));
	if (!cursor_ok(c) || !(first & 0x80) || !quic_knows(ret->version) ||
		ret->dcid.len > QUIC_CID_MAX)
		return false;
	*ret_initial = quic_is_initial(ret->version, first);
	if (*ret_initial) {
		uint64_t token = varint(c);
		if (token > cursor_left(c))
			return false;
		cursor_skip(c, (uint32_t)token);
	}
	uint64_t len = varint(c);
	ret->number_at = (uint32_t)(c->p - start);
	if (!cursor_ok(c) || len > cursor_left(c))
		return false;
	cursor_skip(c, (uint32_t)len);
	ret->packet = span_of(start, (uint32_t)(c->p - start));
	return true;
}

static enum probe probe(const struct probe_input *in)
{
	struct cursor c = cursor_of(in->data);
	uint8_t first = cursor_u8(&c);
	uint32_t version = cursor_be32(&c);
	uint8_t dcid = cursor_u8(&c);

	if (in->stream || !(first & 0x80) || !cursor_ok(&c) || dcid > QUIC_CID_MAX ||
		!quic_knows(version))
		return PROBE_NO;
	cursor_skip(&c, dcid);
	uint8_t scid = cursor_u8(&c);
	if (!cursor_ok(&c) || scid > QUIC_CID_MAX)
		return PROBE_NO;
	return quic_is_initial(version, first) ? PROBE_SURE : PROBE_LIKELY;
}

/* --- frames
 * --------------------------------------------------------------------------------------- */

/* Bytes AT..AT+LEN were put in: how far the whole reaches without a hole. */
static void note(struct quic_pieces *p, uint32_t at, uint32_t len)
{
	uint16_t from = (uint16_t)at, to = (uint16_t)(at + len);

	for (unsigned i = 0; i < p->count;) {
		if (p->range[i].from > to || p->range[i].to < from) {
			i++;
			continue;
		}
		from = p->range[i].from < from ? p->range[i].from : from;
		to = p->range[i].to > to ? p->range[i].to : to;
		p->range[i] = p->range[--p->count];
	}
	if (p->count == QUIC_RANGES)
		return;
	p->range[p->count].from = from;
	p->range[p->count++].to = to;
}

static uint32_t reach(const struct quic_pieces *p)
{
	for (unsigned i = 0; i < p->count; i++)
		if (p->range[i].from == 0)
			return p->range[i].to;
	return 0;
}

static void take_crypto(struct quic_state *s, enum side from, uint64_t at, struct span data)
{
	uint32_t max = from == SIDE_CLIENT ? QUIC_HELLO_MAX : QUIC_ANSWER_MAX;

	if (at >= max || !data.len)
		return;
	data = span_sub(data, 0, max - (uint32_t)at);
	memcpy((from == SIDE_CLIENT ? s->hello : s->answer) + at, data.p, data.len);
	note(&s->pieces[from], (uint32_t)at, data.len);
}

static bool skip_ack(struct cursor *c, bool ecn)
{
	varint(c);
	varint(c);
	uint64_t ranges = varint(c);
	varint(c);
	for (uint64_t i = 0; i < ranges && cursor_ok(c); i++) {
		varint(c);
		varint(c);
	}
	for (int i = 0; i < 3 && ecn; i++)
		varint(c);
	return cursor_ok(c);
}

static void read_frames(struct quic_state *s, enum side from, struct span frames)
{
	struct cursor c = cursor_of(frames);

	for (unsigned i = 0; i < FRAMES_MAX && cursor_left(&c); i++) {
		uint8_t type = cursor_u8(&c);
		if (type == FRAME_PADDING) {
			while (cursor_left(&c) && *c.p == FRAME_PADDING)
				cursor_u8(&c);
		} else if (type == FRAME_ACK || type == FRAME_ACK_ECN) {
			if (!skip_ack(&c, type == FRAME_ACK_ECN))
				return;
		} else if (type == FRAME_CRYPTO) {
			uint64_t at = varint(&c), len = varint(&c);
			if (!cursor_ok(&c) || len > cursor_left(&c))
				return;
			take_crypto(s, from, at, cursor_span(&c, (uint32_t)len));
		} else if (type != FRAME_PING) {
			return;
		}
	}
}

/* --- the connection
 * --------------------------------------------------------------------------------- */

/* A handshake message of TYPE at the front of BYTES, when it is there as a whole. */
static bool message(struct span bytes, uint8_t type, struct cursor *ret)
{
	struct cursor c = cursor_of(bytes);
	uint8_t found = cursor_u8(&c);

	*ret = cursor_child(&c, cursor_be24(&c));
	return cursor_ok(ret) && found == type;
}

static void read_hellos(struct dissect *d, struct quic_state *s)
{
	struct cursor c;

	if (!s->client.seen && message(span_of(s->hello, reach(&s->pieces[SIDE_CLIENT])), 1, &c) &&
		tls_read_client_hello(d->scratch, &c, &s->client) && s->client.ja4[0])
		s->client.ja4[0] = 'q';
	if (s->client.seen && !s->server.seen &&
		message(span_of(s->answer, reach(&s->pieces[SIDE_SERVER])), 2, &c))
		tls_read_server_hello(d->scratch, &c, &s->client, &s->server);
}

static void tell(struct dissect *d, struct quic_state *s)
{
	const struct tls_client *client = &s->client;
	struct cursor alpn = cursor_of(span_of(client->alpn, client->alpn_len));

	if (s->told || !client->seen)
		return;
	s->told = true;
	event_from_client(d);
	struct draft *e = event_new(d, &schema);
	event_text(e, QUIC_F_VERSION, text_u64(d->scratch, s->version));
	if (client->sni_len)
		event_text(e, QUIC_F_SNI, span_of(client->sni, client->sni_len));
	event_text(e, QUIC_F_JA3_HASH, span_str(client->ja3_hash));
	if (client->ja3_len)
		event_text(e, QUIC_F_JA3_STRING, span_of(client->ja3, client->ja3_len));
	if (s->server.ja3s_hash[0])
		event_text(e, QUIC_F_JA3S_HASH, span_str(s->server.ja3s_hash));
	if (s->server.ja3s_len)
		event_text(e, QUIC_F_JA3S_STRING, span_of(s->server.ja3s, s->server.ja3s_len));
	if (client->ja4[0])
		event_text(e, QUIC_F_JA4, span_str(client->ja4));
	while (cursor_left(&alpn)) {
		struct span name = cursor_span(&alpn, cursor_u8(&alpn));
		if (!cursor_ok(&alpn))
			break;
		event_text(e, QUIC_F_CLIENT_ALPNS, name);
	}
	if (s->server.seen)
		event_text(e, QUIC_F_CIPHER, tls_cipher_text(d->scratch, s->server.cipher));
	event_emit(d, e);
}

/* Opens P under the keys of the connection, or those of another try after a Retry. */
static void read_initial(struct dissect *d, struct quic_state *s, const struct quic_initial *p)
{
	struct span cid = span_of(s->cid, s->cid_len);
	struct span frames = quic_open(d->scratch, p, cid, d->from);

	if (!frames.len && d->from == SIDE_CLIENT && !span_eq(cid, p->dcid)) {
		frames = quic_open(d->scratch, p, p->dcid, d->from);
		if (frames.len) {
			s->cid_len = (uint8_t)p->dcid.len;
			memcpy(s->cid, p->dcid.p, p->dcid.len);
		}
	}
	s->version = p->version;
	if (!frames.len)
		return;
	read_frames(s, d->from, frames);
	read_hellos(d, s);
}

static enum parse datagram(struct dissect *d, struct cursor *c)
{
	struct quic_state *s = d->state;
	struct quic_initial p;
	bool initial;

	for (unsigned i = 0;
		i < PACKETS_MAX && cursor_left(c) && !s->told && s->initials < INITIALS_MAX; i++) {
		if (!next_packet(c, &p, &initial))
			break;
		if (!initial)
			continue;
		s->initials++;
		read_initial(d, s, &p);
		if (s->server.seen || s->initials >= INITIALS_MAX)
			tell(d, s);
	}
	return s->told || s->initials >= INITIALS_MAX ? PARSE_STOP : PARSE_OK;
}

static void finish(struct dissect *d)
{
	if (d->state)
		tell(d, d->state);
}

static const struct schema *const schemas[] = {&schema, NULL};
static const uint16_t hints[] = {443, 853, 4433, 0};

const struct dissector dissector_quic = {
	.name = "quic",
	.title = "QUIC, as far as its hellos",
	.spec = "RFC 9000",
	.set = "user",
	.schemas = schemas,
	.hints = hints,
	.first = BYTE_RANGES({0x80, 0xff}),
	.state_size = sizeof(struct quic_state),
	.probe = probe,
	.datagram = datagram,
	.finish = finish,
};
