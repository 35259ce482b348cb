/* quic_keys: see quic.h. RFC 9001 section 5, RFC 9369 section 3.3. */
#include "config.h"

#include "dissectors/quic.h"

#include <nettle/gcm.h>
#include <nettle/hkdf.h>
#include <nettle/hmac.h>

enum { KEY_LEN = 16, IV_LEN = 12, SECRET_LEN = 32, SALT_LEN = 20, SAMPLE_LEN = 16 };

struct version_keys {
	uint32_t first, last;
	const char *label; /* "quic" or "quicv2" */
	uint8_t salt[SALT_LEN];
};

static const struct version_keys versions[] = {
	{1, 1, "quic",
		{0x38, 0x76, 0x2c, 0xf7, 0xf5, 0x59, 0x34, 0xb3, 0x4d, 0x17, 0x9a, 0xe6, 0xa4, 0xc8,
			0x0c, 0xad, 0xcc, 0xbb, 0x7f, 0x0a}},
	{0x6b3343cf, 0x6b3343cf, "quicv2",
		{0x0d, 0xed, 0xe3, 0xde, 0xf7, 0x00, 0xa6, 0xdb, 0x81, 0x93, 0x81, 0xbe, 0x6e, 0x26,
			0x9d, 0xcb, 0xf9, 0xbd, 0x2e, 0xd9}},
	{0xff000021, 0xff000022, "quic", /* drafts 33 and 34 */
		{0x38, 0x76, 0x2c, 0xf7, 0xf5, 0x59, 0x34, 0xb3, 0x4d, 0x17, 0x9a, 0xe6, 0xa4, 0xc8,
			0x0c, 0xad, 0xcc, 0xbb, 0x7f, 0x0a}},
	{0xff00001d, 0xff000020, "quic",
		{0xaf, 0xbf, 0xec, 0x28, 0x99, 0x93, 0xd2, 0x4c, 0x9e, 0x97, 0x86, 0xf1, 0x9c, 0x61,
			0x11, 0xe0, 0x43, 0x90, 0xa8, 0x99}},
	{0xff000017, 0xff00001c, "quic",
		{0xc3, 0xee, 0xf7, 0x12, 0xc7, 0x2e, 0xbb, 0x5a, 0x11, 0xa7, 0xd2, 0x43, 0x2b, 0xb4,
			0x63, 0x65, 0xbe, 0xf9, 0xf5, 0x02}},
	{0xfaceb002, 0xfaceb00e, "quic", /* mvfst, over draft 27 */
		{0xc3, 0xee, 0xf7, 0x12, 0xc7, 0x2e, 0xbb, 0x5a, 0x11, 0xa7, 0xd2, 0x43, 0x2b, 0xb4,
			0x63, 0x65, 0xbe, 0xf9, 0xf5, 0x02}},
	{0xff000016, 0xff000016, "quic",
		{0x7f, 0xbc, 0xdb, 0x0e, 0x7c, 0x66, 0xbb, 0xe9, 0x2a, 0x96, 0xcd, 0x21, 0x51, 0x9e,
			0xbd, 0x7a, 0x02, 0x64, 0x41, 0x90}},
};

struct keys {
	uint8_t key[KEY_LEN], iv[IV_LEN], hp[KEY_LEN];
};

/* Versions 0x?a?a?a?a ask for a negotiation; clients that were drafts sealed them as draft 29. */
static const struct version_keys *version_of(uint32_t version)
{
	if ((version & 0x0f0f0f0f) == 0x0a0a0a0a)
		version = 0xff00001d;
	for (unsigned i = 0; i < sizeof(versions) / sizeof(*versions); i++)
		if (version >= versions[i].first && version <= versions[i].last)
			return &versions[i];
	return NULL;
}

bool quic_knows(uint32_t version)
{
	return version_of(version) != NULL;
}

bool quic_is_initial(uint32_t version, uint8_t first)
{
	return (first & 0x80) && (first >> 4 & 3) == (version == 0x6b3343cf ? 1 : 0);
}

/* HKDF-Expand-Label of TLS 1.3 (RFC 8446 section 7.1) without context. */
static void expand(const uint8_t secret[static SECRET_LEN], const char *version, const char *what,
	uint32_t len, uint8_t *ret)
{
	uint8_t info[64] = {0, (uint8_t)len, 0};
	uint32_t at = 3;
	struct hmac_sha256_ctx mac;
	const char *const parts[] = {"tls13 ", version, what};

	for (unsigned i = 0; i < 3; i++) {
		size_t n = strlen(parts[i]);
		memcpy(info + at, parts[i], n);
		at += (uint32_t)n;
	}
	info[2] = (uint8_t)(at - 3);
	info[at++] = 0;
	hmac_sha256_set_key(&mac, SECRET_LEN, secret);
	hkdf_expand(&mac, (nettle_hash_update_func *)hmac_sha256_update,
		(nettle_hash_digest_func *)hmac_sha256_digest, SHA256_DIGEST_SIZE, at, info, len,
		ret);
}

static void derive(const struct version_keys *v, struct span cid, enum side from, struct keys *ret)
{
	uint8_t initial[SECRET_LEN], secret[SECRET_LEN];
	struct hmac_sha256_ctx mac;

	hmac_sha256_set_key(&mac, SALT_LEN, v->salt);
	hkdf_extract(&mac, (nettle_hash_update_func *)hmac_sha256_update,
		(nettle_hash_digest_func *)hmac_sha256_digest, SHA256_DIGEST_SIZE, cid.len, cid.p,
		initial);
	expand(initial, "", from == SIDE_CLIENT ? "client in" : "server in", SECRET_LEN, secret);
	expand(secret, v->label, " key", KEY_LEN, ret->key);
	expand(secret, v->label, " iv", IV_LEN, ret->iv);
	expand(secret, v->label, " hp", KEY_LEN, ret->hp);
}

/* The mask of header protection (RFC 9001 section 5.4.3). */
static void mask_of(const struct keys *k, const uint8_t *sample, uint8_t ret[static SAMPLE_LEN])
{
	struct aes128_ctx aes;

	aes128_set_encrypt_key(&aes, k->hp);
	aes128_encrypt(&aes, SAMPLE_LEN, ret, sample);
}

struct span quic_open(
	struct arena *arena, const struct quic_initial *p, struct span cid, enum side from)
{
	const struct version_keys *v = version_of(p->version);
	uint8_t *packet = arena_take(arena, p->packet.len + 1);
	uint8_t mask[SAMPLE_LEN], tag[QUIC_TAG], iv[IV_LEN];
	struct gcm_aes128_ctx gcm;
	struct keys keys;

	if (!v || !packet || !cid.len || p->packet.len < p->number_at + 4 + SAMPLE_LEN)
		return span_of(NULL, 0);
	memcpy(packet, p->packet.p, p->packet.len);
	derive(v, cid, from, &keys);
	mask_of(&keys, packet + p->number_at + 4, mask);
	packet[0] ^= mask[0] & 0x0f;
	uint32_t number_len = (packet[0] & 3u) + 1, head = p->number_at + number_len;
	for (uint32_t i = 0; i < number_len; i++)
		packet[p->number_at + i] ^= mask[1 + i];
	if (p->packet.len < head + QUIC_TAG)
		return span_of(NULL, 0);
	memcpy(iv, keys.iv, IV_LEN);
	for (uint32_t i = 0; i < number_len; i++) /* numbers of Initial packets are small */
		iv[IV_LEN - number_len + i] ^= packet[p->number_at + i];
	uint32_t len = p->packet.len - head - QUIC_TAG;
	gcm_aes128_set_key(&gcm, keys.key);
	gcm_aes128_set_iv(&gcm, IV_LEN, iv);
	gcm_aes128_update(&gcm, head, packet);
	gcm_aes128_decrypt(&gcm, len, packet + head, packet + head);
	gcm_aes128_digest(&gcm, QUIC_TAG, tag);
	if (memcmp(tag, packet + head + len, QUIC_TAG) != 0)
		return span_of(NULL, 0);
	return span_of(packet + head, len);
}
