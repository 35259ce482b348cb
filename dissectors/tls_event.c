/*
 * tls_event: the fields of the tls event, and telling a session. Called by tls.c on a worker's
 * thread; holds no state.
 */
#include "config.h"

#include "dissectors/tls.h"

#include "dissectors/common/inside.h"
#include "sensor/base/calendar.h"

enum {
	TLS_F_SUBJECT,
	TLS_F_ISSUER,
	TLS_F_SERIAL,
	TLS_F_FINGERPRINT,
	TLS_F_SNI,
	TLS_F_VERSION,
	TLS_F_NOT_BEFORE,
	TLS_F_NOT_AFTER,
	TLS_F_NOT_BEFORE_ODD,
	TLS_F_NOT_AFTER_ODD,
	TLS_F_RESUMED,
	TLS_F_JA3_HASH,
	TLS_F_JA3_STRING,
	TLS_F_JA3S_HASH,
	TLS_F_JA3S_STRING,
	TLS_F_JA4,
	TLS_F_CLIENT_ALPNS,
	TLS_F_SERVER_ALPNS,
	TLS_F_CIPHER,
	TLS_F_KEY,
	TLS_F_KEY_BITS,
	TLS_F_SIGNATURE,
	TLS_F_SELF_SIGNED,
	TLS_F_INSIDE,
	TLS_F_SCHEMES,
	TLS_F_FORMATS,
	TLS_F_STEPS_DOWN,
	TLS_F_CHAIN,
	TLS_F_SHOWN,
	TLS_F_COUNT = TLS_F_SHOWN + TLS_SHOWN
};

#define SHOWN(id, path, doc) [TLS_F_SHOWN + (id)] = {path, FIELD_TEXT, FIELD_RULES, doc}

static const struct field tls_fields[TLS_F_COUNT] = {
	[TLS_F_SUBJECT] = {"subject", FIELD_TEXT, 0, "Subject of the server's certificate"},
	[TLS_F_ISSUER] = {"issuerdn", FIELD_TEXT, 0, "Issuer of the certificate"},
	[TLS_F_SERIAL] = {"serial", FIELD_TEXT, 0, "Serial number of the certificate"},
	[TLS_F_FINGERPRINT] = {"fingerprint", FIELD_TEXT, 0, "SHA-1 of the certificate"},
	[TLS_F_SNI] = {"sni", FIELD_TEXT, 0, "Server name that the client asks for"},
	[TLS_F_VERSION] = {"version", FIELD_TEXT, 0, "Protocol version in force"},
	[TLS_F_NOT_BEFORE] = {"notbefore", FIELD_TEXT, 0, "Start of the certificate's validity"},
	[TLS_F_NOT_AFTER] = {"notafter", FIELD_TEXT, 0, "End of the certificate's validity"},
	[TLS_F_NOT_BEFORE_ODD] = {"notbefore", FIELD_TEXT, FIELD_OURS,
		"Start of the validity where its year is before 1000 or after 2999"},
	[TLS_F_NOT_AFTER_ODD] = {"notafter", FIELD_TEXT, FIELD_OURS,
		"End of the validity where its year is before 1000 or after 2999"},
	[TLS_F_RESUMED] = {"session_resumed", FIELD_BOOL, 0, "An earlier session goes on"},
	[TLS_F_JA3_HASH] = {"ja3.hash", FIELD_TEXT, 0, "JA3 fingerprint of the client"},
	[TLS_F_JA3_STRING] = {"ja3.string", FIELD_TEXT, 0, "What the JA3 fingerprint is made of"},
	[TLS_F_JA3S_HASH] = {"ja3s.hash", FIELD_TEXT, 0, "JA3S fingerprint of the server"},
	[TLS_F_JA3S_STRING] = {"ja3s.string", FIELD_TEXT, 0,
		"What the JA3S fingerprint is made of"},
	[TLS_F_JA4] = {"ja4", FIELD_TEXT, 0, "JA4 fingerprint of the client"},
	[TLS_F_CLIENT_ALPNS] = {"client_alpns[]", FIELD_TEXT, 0, "Protocol the client offers"},
	[TLS_F_SERVER_ALPNS] = {"server_alpns[]", FIELD_TEXT, 0, "Protocol the server chose"},
	[TLS_F_CIPHER] = {"cipher", FIELD_TEXT, FIELD_OURS, "Cipher suite in force"},
	[TLS_F_KEY] = {"key_algorithm", FIELD_TEXT, FIELD_OURS, "Kind of the certificate's key"},
	[TLS_F_KEY_BITS] = {"key_bits", FIELD_UINT, FIELD_OURS, "Bits of the certificate's key"},
	[TLS_F_SIGNATURE] = {"signature_algorithm", FIELD_TEXT, FIELD_OURS,
		"Algorithm that signed the certificate"},
	[TLS_F_SELF_SIGNED] = {"self_signed", FIELD_BOOL, FIELD_OURS,
		"The certificate names itself as its issuer"},
	[TLS_F_INSIDE] = {"inside", FIELD_TEXT, FIELD_OURS,
		"Protocol inside, inferred from ALPN, the server's name or its port"},
	[TLS_F_SCHEMES] = {"signature_schemes", FIELD_TEXT, FIELD_OURS,
		"Signature schemes that the client offers, as numbers in its order"},
	[TLS_F_FORMATS] = {"server_point_formats", FIELD_TEXT, FIELD_OURS,
		"Formats of points on curves that the server names, as numbers"},
	[TLS_F_STEPS_DOWN] = {"server_steps_down", FIELD_BOOL, FIELD_OURS,
		"The server says that it knows TLS 1.3, though it chose an older version"},
	[TLS_F_CHAIN] = {"cert_chain_len", FIELD_UINT, FIELD_RULES,
		"Certificates that the server sent"},
	SHOWN(TLS_CLIENT_RANDOM, "client_random", "Random value of the client, 32 bytes"),
	SHOWN(TLS_CLIENT_RANDOM_TIME, "client_random_time", "Its first 4 bytes"),
	SHOWN(TLS_CLIENT_RANDOM_BYTES, "client_random_bytes", "The 28 bytes behind them"),
	SHOWN(TLS_SERVER_RANDOM, "server_random", "Random value of the server, 32 bytes"),
	SHOWN(TLS_SERVER_RANDOM_TIME, "server_random_time", "Its first 4 bytes"),
	SHOWN(TLS_SERVER_RANDOM_BYTES, "server_random_bytes", "The 28 bytes behind them"),
	SHOWN(TLS_CERTIFICATE_DER, "cert_chain[]", "Each certificate of the server, DER"),
	SHOWN(TLS_ALTERNATIVE_NAME, "cert_names[]",
		"Alternative names of the server's certificate"),
};

static const struct schema tls_schema = {"tls", tls_fields, TLS_F_COUNT, true};
const struct schema *const tls_schemas[] = {&tls_schema, NULL};
/* Octets as hex pairs parted by colons. */
static struct span tls_colons(struct arena *arena, struct span raw, const char *digits)
{
	uint8_t *text = arena_take(arena, raw.len * 3 + 1);

	if (!text || !raw.len)
		return span_of(NULL, 0);
	for (uint32_t i = 0; i < raw.len; i++) {
		text[3 * i] = (uint8_t)digits[raw.p[i] >> 4];
		text[3 * i + 1] = (uint8_t)digits[raw.p[i] & 15];
		text[3 * i + 2] = ':';
	}
	return span_of(text, raw.len * 3 - 1);
}

static struct span tls_time(struct arena *arena, int64_t s)
{
	int64_t days = s / 86400 - (s % 86400 < 0), rest = s - days * 86400;
	struct calendar_date date = calendar_date(days);

	return arena_printf(arena, "%04d-%02u-%02uT%02d:%02d:%02d", date.year, date.month, date.day,
		(int)(rest / 3600), (int)(rest / 60 % 60), (int)(rest % 60));
}

/* "Without end" is the year 9999 (RFC 5280), which readers of the usual field refuse. */
static bool tls_year_is_odd(int64_t s)
{
	static const int64_t year_1000_s = -30610224000, year_3000_s = 32503680000;

	return s < year_1000_s || s >= year_3000_s;
}

static void tls_state_cert(struct dissect *d, struct draft *e, const struct tls_cert *cert)
{
	event_text(e, TLS_F_SUBJECT, span_of(cert->subject, cert->subject_len));
	event_text(e, TLS_F_ISSUER, span_of(cert->issuer, cert->issuer_len));
	event_text(e, TLS_F_SERIAL,
		tls_colons(
			d->scratch, span_of(cert->serial, cert->serial_len), "0123456789ABCDEF"));
	event_text(e, TLS_F_FINGERPRINT,
		tls_colons(
			d->scratch, span_of(cert->sha1, sizeof(cert->sha1)), "0123456789abcdef"));
	if (cert->not_before_s)
		event_text(e,
			tls_year_is_odd(cert->not_before_s) ? TLS_F_NOT_BEFORE_ODD
							    : TLS_F_NOT_BEFORE,
			tls_time(d->scratch, cert->not_before_s));
	if (cert->not_after_s)
		event_text(e,
			tls_year_is_odd(cert->not_after_s) ? TLS_F_NOT_AFTER_ODD : TLS_F_NOT_AFTER,
			tls_time(d->scratch, cert->not_after_s));
}

static void tls_state_key(struct draft *e, const struct tls_cert *cert)
{
	static const char *const keys[] = {[TLS_KEY_RSA] = "rsa",
		[TLS_KEY_DSA] = "dsa",
		[TLS_KEY_EC] = "ec",
		[TLS_KEY_EDWARDS] = "ed25519"};

	if (cert->key)
		event_text(e, TLS_F_KEY, span_str(keys[cert->key]));
	if (cert->key_bits)
		event_uint(e, TLS_F_KEY_BITS, cert->key_bits);
	if (cert->signature)
		event_text(e, TLS_F_SIGNATURE, span_str(tls_signature_name(cert)));
	event_bool(e, TLS_F_SELF_SIGNED, cert->self_signed);
}

static void tls_state_alpns(struct draft *e, uint16_t field, const uint8_t *list, uint32_t len)
{
	struct cursor c = cursor_of(span_of(list, len));

	while (cursor_left(&c)) {
		struct span name = cursor_span(&c, cursor_u8(&c));
		if (!cursor_ok(&c))
			break;
		event_text(e, field, name);
	}
}

enum { TLS_NUMBER = 6 }; /* "65535-" */

/* Adds V to the list "1-2" of which LEN octets stand in TEXT; returns the new length. */
static uint32_t tls_join(uint8_t *text, uint32_t len, uint16_t v)
{
	uint8_t digits[TLS_NUMBER];
	uint32_t n = 0;

	if (len)
		text[len++] = '-';
	do
		digits[n++] = (uint8_t)('0' + v % 10);
	while ((v /= 10) && n < sizeof(digits));
	while (n)
		text[len++] = digits[--n];
	return len;
}

/* What tells one implementation from another, beside the fingerprints. */
static void tls_state_habits(struct dissect *d, struct draft *e, const struct tls_state *s)
{
	uint8_t *text = arena_take(d->scratch, TLS_NUMBER * (TLS_SCHEMES_MAX + TLS_FORMATS_MAX));
	uint32_t len = 0, more = 0;

	if (!text)
		return;
	for (unsigned i = 0; i < s->client.scheme_count; i++)
		len = tls_join(text, len, s->client.schemes[i]);
	if (len)
		event_text(e, TLS_F_SCHEMES, span_of(text, len));
	text += len;
	for (unsigned i = 0; i < s->server.format_count; i++)
		more = tls_join(text, more, s->server.formats[i]);
	if (more)
		event_text(e, TLS_F_FORMATS, span_of(text, more));
	if (s->server.steps_down)
		event_bool(e, TLS_F_STEPS_DOWN, true);
}

static void tls_state_client(struct draft *e, const struct tls_client *client)
{
	if (!client->seen)
		return;
	event_text(e, TLS_F_JA3_HASH, span_str(client->ja3_hash));
	if (client->ja3_len)
		event_text(e, TLS_F_JA3_STRING, span_of(client->ja3, client->ja3_len));
}

static void tls_state_server(struct draft *e, const struct tls_server *server)
{
	if (!server->ja3s_hash[0])
		return;
	event_text(e, TLS_F_JA3S_HASH, span_str(server->ja3s_hash));
	if (server->ja3s_len)
		event_text(e, TLS_F_JA3S_STRING, span_of(server->ja3s, server->ja3s_len));
}

static void tls_state_inside(struct dissect *d, struct draft *e, const struct tls_state *s)
{
	bool agreed = s->server.alpn_len > 0;
	const struct inside_signs signs = {
		.alpns = agreed ? span_of(s->server.alpn, s->server.alpn_len)
				: span_of(s->client.alpn, s->client.alpn_len),
		.sni = span_of(s->client.sni, s->client.sni_len),
		.port = d->end[SIDE_SERVER].port};
	const char *name = inside_of(&signs);

	if (name)
		event_text(e, TLS_F_INSIDE, span_str(name));
}

void tls_show(struct dissect *d, enum tls_shown what, struct span value)
{
	event_ahead(d, &tls_schema, (uint16_t)(TLS_F_SHOWN + what), value);
}

void tls_tell(struct dissect *d, struct tls_state *s)
{
	if (s->told || (!s->client.seen && !s->server.seen && !s->cert.seen))
		return;
	s->told = true;
	event_from_client(d);
	struct draft *e = event_new(d, &tls_schema);
	if (s->cert.seen)
		tls_state_cert(d, e, &s->cert);
	if (s->client.sni_len)
		event_text(e, TLS_F_SNI, span_of(s->client.sni, s->client.sni_len));
	if (s->server.seen)
		event_text(e, TLS_F_VERSION, tls_version_text(d->scratch, s->server.version));
	if (s->server.resumes && !s->cert.seen)
		event_bool(e, TLS_F_RESUMED, true);
	tls_state_client(e, &s->client);
	tls_state_server(e, &s->server);
	if (s->client.ja4[0])
		event_text(e, TLS_F_JA4, span_str(s->client.ja4));
	tls_state_alpns(e, TLS_F_CLIENT_ALPNS, s->client.alpn, s->client.alpn_len);
	tls_state_alpns(e, TLS_F_SERVER_ALPNS, s->server.alpn, s->server.alpn_len);
	if (s->server.seen && s->server.cipher)
		event_text(e, TLS_F_CIPHER, tls_cipher_text(d->scratch, s->server.cipher));
	if (s->cert.seen)
		tls_state_key(e, &s->cert);
	tls_state_inside(d, e, s);
	tls_state_habits(d, e, s);
	if (event_ruled(d) && s->cert.chain)
		event_uint(e, TLS_F_CHAIN, s->cert.chain);
	event_emit(d, e);
	tls_point_out(d, s);
}
