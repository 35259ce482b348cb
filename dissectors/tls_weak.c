/*
 * tls_weak: names of versions and ciphers, and what of them is weak today (RFC 8996, 7465, 9155).
 * Called by tls.c on a worker's thread; pure.
 */
#include "config.h"

#include "dissectors/tls.h"

enum { TLS_RSA_BITS_MIN = 2048, TLS_EC_BITS_MIN = 224 };

static const struct tls_cipher {
	uint16_t number;
	const char *name;
} tls_ciphers[] = {
#define CIPHER(number, name) {number, name},
#include "dissectors/tls_ciphers.def"
#undef CIPHER
};

static const char *tls_cipher_name(uint16_t cipher)
{
	uint32_t low = 0, high = sizeof(tls_ciphers) / sizeof(*tls_ciphers);

	while (low < high) {
		uint32_t middle = (low + high) / 2;
		if (tls_ciphers[middle].number == cipher)
			return tls_ciphers[middle].name;
		if (tls_ciphers[middle].number < cipher)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

/* "0x" and four digits in the arena. */
static struct span tls_hex(struct arena *arena, uint16_t value)
{
	uint8_t *text = arena_take(arena, 6);

	if (!text)
		return span_of(NULL, 0);
	text[0] = '0';
	text[1] = 'x';
	for (int i = 0; i < 4; i++)
		text[2 + i] = (uint8_t) "0123456789abcdef"[value >> (12 - 4 * i) & 15];
	return span_of(text, 6);
}

struct span tls_cipher_text(struct arena *arena, uint16_t cipher)
{
	const char *name = tls_cipher_name(cipher);

	return name ? span_str(name) : tls_hex(arena, cipher);
}

struct span tls_version_text(struct arena *arena, uint16_t version)
{
	switch (version) {
	case TLS_VERSION_SSL2:
		return SPAN_LIT("SSLv2");
	case TLS_VERSION_SSL3:
		return SPAN_LIT("SSLv3");
	case TLS_VERSION_1_0:
		return SPAN_LIT("TLSv1");
	case TLS_VERSION_1_1:
		return SPAN_LIT("TLS 1.1");
	case TLS_VERSION_1_2:
		return SPAN_LIT("TLS 1.2");
	case TLS_VERSION_1_3:
		return SPAN_LIT("TLS 1.3");
	default:
		break;
	}
	if (version >> 8 == 0x7f) /* drafts of TLS 1.3 */
		return arena_printf(arena, "TLS 1.3 draft-%u", version & 0xffu);
	return tls_hex(arena, version);
}

/* The suite lacks encryption or authentication, or uses a cipher or hash that is broken. */
static bool tls_cipher_is_weak(uint16_t cipher)
{
	static const struct span parts[] = {SPAN_LIT("NULL"), SPAN_LIT("EXPORT"), SPAN_LIT("RC4"),
		SPAN_LIT("RC2"), SPAN_LIT("3DES"), SPAN_LIT("DES_CBC"), SPAN_LIT("DES40"),
		SPAN_LIT("anon"), SPAN_LIT("MD5")};
	struct span name = span_str(tls_cipher_name(cipher));

	for (uint32_t i = 0; name.len && i < sizeof(parts) / sizeof(*parts); i++)
		if (span_find(name, parts[i]) >= 0)
			return true;
	return false;
}

static void tls_point_out_cert(struct dissect *d, const struct tls_cert *cert)
{
	struct span subject = span_of(cert->subject, cert->subject_len);
	int64_t now_s = d->ts_us / 1000000;

	if (tls_signature_is_weak(cert))
		hint_emit(d, "tls.weak_signature", span_str(tls_signature_name(cert)), 1);
	if ((cert->key == TLS_KEY_RSA || cert->key == TLS_KEY_DSA) && cert->key_bits &&
		cert->key_bits < TLS_RSA_BITS_MIN)
		hint_emit(d, "tls.weak_key", SPAN_LIT("key of the certificate"), cert->key_bits);
	if (cert->key == TLS_KEY_EC && cert->key_bits && cert->key_bits < TLS_EC_BITS_MIN)
		hint_emit(d, "tls.weak_key", SPAN_LIT("key of the certificate"), cert->key_bits);
	if (cert->not_after_s && cert->not_after_s < now_s)
		hint_emit(d, "tls.weak_validity", SPAN_LIT("the certificate has expired"), 1);
	else if (cert->not_before_s > now_s)
		hint_emit(d, "tls.weak_validity", SPAN_LIT("the certificate is not valid yet"), 1);
	if (cert->self_signed)
		hint_emit(d, "tls.self_signed", subject, 1);
}

void tls_point_out(struct dissect *d, const struct tls_state *s)
{
	const struct tls_server *server = &s->server;

	if (server->seen) {
		if (server->version < TLS_VERSION_1_2)
			hint_emit(d, "tls.weak_version",
				tls_version_text(d->scratch, server->version), server->version);
		if (tls_cipher_is_weak(server->cipher))
			hint_emit(d, "tls.weak_cipher", tls_cipher_text(d->scratch, server->cipher),
				server->cipher);
	}
	if (s->cert.seen)
		tls_point_out_cert(d, &s->cert);
}
