/*
 * dtls: hellos of Datagram TLS 1.0 to 1.3 (RFC 4347, 6347, 9147) over UDP on any port: versions,
 * server name, protocols, cipher. One event a session, once the server has answered, or at its
 * end. On a worker's thread.
 *
 *   record | type 22 | version 2 | epoch 2 | sequence 6 | length 2 | fragment |
 *   fragment | message type | length 3 | message number 2 | offset 3 | length 3 | part of the body
 * |
 */
#include "config.h"

#include "dissectors/common/inside.h"
#include "dissectors/tls.h"

enum {
	RECORD_HEAD = 13,
	RECORD_MAX = 16384 + 256,
	HELLO_MAX = 2048, /* of a hello in fragments: real ones stay below */
	RANDOM_LEN = 32
};
enum dtls_content {
	DTLS_CHANGE_CIPHER_SPEC = 20,
	DTLS_ALERT,
	DTLS_HANDSHAKE,
	DTLS_DATA,
	DTLS_HEARTBEAT
};
enum dtls_message { DTLS_CLIENT_HELLO = 1, DTLS_SERVER_HELLO = 2, DTLS_VERIFY_REQUEST = 3 };
enum dtls_version { DTLS_1_0 = 0xfeff, DTLS_BAD = 0x0100, DTLS_1_2 = 0xfefd, DTLS_1_3 = 0xfefc };

enum {
	DTLS_F_VERSION,
	DTLS_F_OFFERED,
	DTLS_F_SNI,
	DTLS_F_CLIENT_ALPNS,
	DTLS_F_SERVER_ALPNS,
	DTLS_F_CIPHER,
	DTLS_F_INSIDE,
	DTLS_F_COUNT
};

static const struct field fields[DTLS_F_COUNT] = {
	[DTLS_F_VERSION] = {"version", FIELD_TEXT, 0, "Protocol version in force"},
	[DTLS_F_OFFERED] = {"client_version", FIELD_TEXT, 0, "Version in the client's hello"},
	[DTLS_F_SNI] = {"sni", FIELD_TEXT, 0, "Server name that the client asks for"},
	[DTLS_F_CLIENT_ALPNS] = {"client_alpns[]", FIELD_TEXT, 0, "Protocol the client offers"},
	[DTLS_F_SERVER_ALPNS] = {"server_alpns[]", FIELD_TEXT, 0, "Protocol the server chose"},
	[DTLS_F_CIPHER] = {"cipher", FIELD_TEXT, 0, "Cipher suite in force"},
	[DTLS_F_INSIDE] = {"inside", FIELD_TEXT, 0,
		"Protocol inside, inferred from ALPN, the server's name or its port"},
};
static const struct schema schema = {"dtls", fields, DTLS_F_COUNT, false};

/* A hello that comes in parts, in order. */
struct dtls_parts {
	uint16_t have, size;
	uint8_t bytes[HELLO_MAX];
};

struct dtls_state {
	struct dtls_parts parts[2];
	struct tls_client client;
	struct tls_server server;
	uint16_t offered; /* as TLS says it */
	bool told;
};

static bool is_version(uint16_t v)
{
	return v == DTLS_1_0 || v == DTLS_1_2 || v == DTLS_1_3 || v == DTLS_BAD;
}

static enum probe probe(const struct probe_input *in)
{
	struct cursor c = cursor_of(in->data);
	uint8_t type = cursor_u8(&c);
	uint16_t version = cursor_be16(&c), epoch = cursor_be16(&c);

	cursor_skip(&c, 6);
	uint16_t len = cursor_be16(&c);
	if (in->stream || !cursor_ok(&c) || !is_version(version) || !len || len > RECORD_MAX ||
		type < DTLS_CHANGE_CIPHER_SPEC || type > DTLS_HEARTBEAT || cursor_left(&c) < len)
		return PROBE_NO;
	if (type != DTLS_HANDSHAKE || epoch) /* 0x0100 is too common elsewhere */
		return version == DTLS_BAD ? PROBE_NO : PROBE_LIKELY;
	uint8_t message = cursor_u8(&c);
	uint32_t size = cursor_be24(&c);
	cursor_be16(&c);
	uint32_t offset = cursor_be24(&c), part = cursor_be24(&c);
	return cursor_ok(&c) && message <= 24 && offset + part <= size && part <= len ? PROBE_SURE
										      : PROBE_NO;
}

/* --- hellos --------------------------------------------------------------------------------- */

/* BODY as the hello of TLS that it corresponds to: without the cookie, under TLS's version. */
static struct span as_tls(struct dissect *d, struct span body, bool client)
{
	struct cursor c = cursor_of(body);
	uint16_t version = cursor_be16(&c);
	uint8_t *out = arena_take(d->scratch, body.len);
	uint32_t cookie_at = 0, cookie_len = 0;

	cursor_skip(&c, RANDOM_LEN);
	cursor_skip(&c, cursor_u8(&c));
	if (client) {
		cookie_at = body.len - cursor_left(&c);
		cookie_len = 1u + cursor_u8(&c);
		cursor_skip(&c, cookie_len - 1);
	}
	if (!out || !cursor_ok(&c))
		return span_of(NULL, 0);
	memcpy(out, body.p, body.len);
	if (client)
		memcpy(out + cookie_at, body.p + cookie_at + cookie_len,
			body.len - cookie_at - cookie_len);
	out[0] = 3;
	out[1] = version == DTLS_1_2 ? 3 : 2;
	return span_of(out, body.len - cookie_len);
}

static struct span version_text(uint16_t version)
{
	switch (version) {
	case TLS_VERSION_1_1:
		return SPAN_LIT("DTLS 1.0");
	case TLS_VERSION_1_2:
		return SPAN_LIT("DTLS 1.2");
	case DTLS_1_3:
	case TLS_VERSION_1_3:
		return SPAN_LIT("DTLS 1.3");
	default:
		return SPAN_LIT("UNDETERMINED");
	}
}

static void put_alpns(struct draft *e, uint16_t field, const uint8_t *list, uint32_t len)
{
	struct cursor c = cursor_of(span_of(list, len));

	while (cursor_left(&c)) {
		struct span name = cursor_span(&c, cursor_u8(&c));
		if (!cursor_ok(&c))
			return;
		event_text(e, field, name);
	}
}

static void tell(struct dissect *d, struct dtls_state *s)
{
	if (s->told || (!s->client.seen && !s->server.seen))
		return;
	s->told = true;
	event_from_client(d);
	struct draft *e = event_new(d, &schema);
	if (s->server.seen)
		event_text(e, DTLS_F_VERSION, version_text(s->server.version));
	if (s->client.seen)
		event_text(e, DTLS_F_OFFERED, version_text(s->offered));
	if (s->client.sni_len)
		event_text(e, DTLS_F_SNI, span_of(s->client.sni, s->client.sni_len));
	put_alpns(e, DTLS_F_CLIENT_ALPNS, s->client.alpn, s->client.alpn_len);
	put_alpns(e, DTLS_F_SERVER_ALPNS, s->server.alpn, s->server.alpn_len);
	if (s->server.seen && s->server.cipher)
		event_text(e, DTLS_F_CIPHER, tls_cipher_text(d->scratch, s->server.cipher));
	const struct inside_signs signs = {
		.alpns = s->server.alpn_len ? span_of(s->server.alpn, s->server.alpn_len)
					    : span_of(s->client.alpn, s->client.alpn_len),
		.sni = span_of(s->client.sni, s->client.sni_len),
		.port = d->end[SIDE_SERVER].port};
	const char *inside = inside_of(&signs);
	if (inside)
		event_text(e, DTLS_F_INSIDE, span_str(inside));
	event_emit(d, e);
	if (s->server.seen && s->server.version == TLS_VERSION_1_1)
		hint_emit(d, "tls.weak_version", SPAN_LIT("DTLS 1.0"), 0);
}

static void hello(struct dissect *d, struct dtls_state *s, uint8_t type, struct span body)
{
	struct span message = as_tls(d, body, type == DTLS_CLIENT_HELLO);
	struct cursor c = cursor_of(message);
	struct tls_server answer;

	if (type == DTLS_CLIENT_HELLO) {
		struct tls_client client;
		if (!tls_read_client_hello(d->scratch, &c, &client)) {
			anomaly_emit(d, "dtls.bad_client_hello");
			return;
		}
		s->client = client;
		s->offered = (uint16_t)(message.p[0] << 8 | message.p[1]);
		name_emit(d, span_of(client.sni, client.sni_len), NULL, 0);
		return;
	}
	if (!tls_read_server_hello(d->scratch, &c, &s->client, &answer)) {
		anomaly_emit(d, "dtls.bad_server_hello");
		return;
	}
	s->server = answer;
	if (!answer.retry)
		tell(d, s);
}

/* One handshake message or a part of one. */
static void handshake(struct dissect *d, struct dtls_state *s, struct cursor *c)
{
	uint8_t type = cursor_u8(c);
	uint32_t size = cursor_be24(c);
	cursor_be16(c);
	uint32_t offset = cursor_be24(c), len = cursor_be24(c);
	struct span part = cursor_span(c, len);
	struct dtls_parts *p = &s->parts[d->from];

	if (!cursor_ok(c) || (type != DTLS_CLIENT_HELLO && type != DTLS_SERVER_HELLO))
		return;
	if (!offset && len == size) {
		hello(d, s, type, part);
		return;
	}
	if (size > HELLO_MAX || offset + len > size)
		return;
	if (!offset)
		*p = (struct dtls_parts){.size = (uint16_t)size};
	if (offset != p->have || size != p->size || !len) /* out of order: a later hello tells */
		return;
	memcpy(p->bytes + offset, part.p, len);
	p->have = (uint16_t)(offset + len);
	if (p->have == p->size)
		hello(d, s, type, span_of(p->bytes, p->size));
}

static enum parse datagram(struct dissect *d, struct cursor *c)
{
	struct dtls_state *s = d->state;

	while (cursor_left(c) >= RECORD_HEAD && !s->told) {
		uint8_t type = cursor_u8(c);
		uint16_t version = cursor_be16(c), epoch = cursor_be16(c);
		cursor_skip(c, 6);
		uint16_t len = cursor_be16(c);
		struct cursor record = cursor_child(c, len);
		if (!cursor_ok(&record) || !is_version(version))
			break;
		if (type != DTLS_HANDSHAKE || epoch)
			continue;
		while (cursor_left(&record) && cursor_ok(&record))
			handshake(d, s, &record);
	}
	return s->told ? PARSE_STOP : PARSE_OK;
}

static void finish(struct dissect *d)
{
	tell(d, d->state);
}

static const struct schema *const schemas[] = {&schema, NULL};
static const uint16_t hints[] = {4433, 5684, 2083, 6514, 10161, 10162, 853, 5246, 5247, 0};

const struct dissector dissector_dtls = {
	.name = "dtls",
	.title = "Datagram Transport Layer Security",
	.spec = "RFC 9147",
	.set = "user",
	.schemas = schemas,
	.hints = hints,
	.first = BYTE_RANGES({20, 24}),
	.state_size = sizeof(struct dtls_state),
	.probe = probe,
	.datagram = datagram,
	.finish = finish,
};
