/* usm: see usm.h. */
#include "config.h"

#include "sensor/base/usm.h"

#include "sensor/base/cursor.h"

#include <nettle/aes.h>
#include <nettle/cbc.h>
#include <nettle/cfb.h>
#include <nettle/des.h>
#include <nettle/hmac.h>
#include <nettle/md5.h>
#include <nettle/memops.h>
#include <nettle/nettle-meta.h>
#include <nettle/sha1.h>
#include <nettle/sha2.h>
#include <string.h>

enum { SALT = 8, BLOCK = 16, DIGEST_MAX = 64, HEAD = 24 /* whole blocks of DES */ };

union context {
	struct md5_ctx md5;
	struct sha1_ctx sha1;
	struct sha256_ctx sha256;
	struct sha512_ctx sha512;
};

const char *const usm_digest_names[USM_DIGESTS] = {
	"MD5", "SHA", "SHA-224", "SHA-256", "SHA-384", "SHA-512"};
const char *const usm_cipher_names[USM_CIPHERS] = {
	"DES", "AES", "AES-192", "AES-256", "AES-192-C", "AES-256-C"};

/* The sets of ciphers whose keys are made as RFC 3414, RFC 3826 and draft-blumenthal-aes-usm-04
 * say, and as draft-reeder-snmpv3-usm-3desede does. */
enum { PLAIN_CIPHERS = 0x0f, LONG_CIPHERS = 0x30, LONG_MADE_MAX = 16 };

/* A digest and the bytes of its authentication parameters (RFC 3414, RFC 7860 section 4). */
struct digest {
	const struct nettle_hash *hash;
	uint32_t auth_len;
};

static const struct digest digests[USM_DIGESTS] = {{&nettle_md5, 12}, {&nettle_sha1, 12},
	{&nettle_sha224, 16}, {&nettle_sha256, 24}, {&nettle_sha384, 32}, {&nettle_sha512, 48}};

/* Where a bundle says what it is for. */
enum { SET_OF_DIGESTS = USM_BUNDLE - 2, SET_OF_CIPHERS = USM_BUNDLE - 1 };

static void digest_password(const struct nettle_hash *hash, struct span password, uint8_t *ret)
{
	enum { WHOLE = 1048576, CHUNK = 4096 };
	uint8_t chunk[CHUNK];
	union context context;
	uint32_t len = 0, done = 0;

	while (len + password.len <= CHUNK) {
		memcpy(chunk + len, password.p, password.len);
		len += password.len;
	}
	hash->init(&context);
	for (; done + len <= WHOLE; done += len)
		hash->update(&context, len, chunk);
	hash->update(&context, WHOLE - done, chunk);
	hash->digest(&context, hash->digest_size, ret);
	explicit_bzero(chunk, sizeof(chunk));
	explicit_bzero(&context, sizeof(context));
}

void usm_bundle(
	struct span password, uint8_t of_digests, uint8_t of_ciphers, uint8_t ret[USM_BUNDLE])
{
	memset(ret, 0, USM_BUNDLE);
	if (!password.len || password.len > 255)
		return;
	ret[SET_OF_DIGESTS] = of_digests;
	ret[SET_OF_CIPHERS] = of_ciphers;
	for (unsigned i = 0; i < USM_DIGESTS; i++) {
		if (of_digests & 1u << i)
			digest_password(digests[i].hash, password, ret);
		ret += digests[i].hash->digest_size;
	}
}

/* Whether BUNDLE has the digest I, and the authentication parameters are as long as its. */
static bool may_be(struct span bundle, unsigned i, uint32_t auth_len)
{
	return bundle.p[SET_OF_DIGESTS] & 1u << i && digests[i].auth_len == auth_len;
}

/*
 * The key of one engine: H(Ku, engine, Ku). Where a cipher wants more bytes than the digest has,
 * the digest of the key follows (draft-blumenthal-aes-usm-04 section 3.1.2.1).
 */
static void localize(const struct nettle_hash *hash, const uint8_t *ku, struct span engine_id,
	uint8_t ret[2 * DIGEST_MAX])
{
	union context context;
	uint32_t len = (uint32_t)hash->digest_size;

	hash->init(&context);
	hash->update(&context, len, ku);
	hash->update(&context, engine_id.len, engine_id.p);
	hash->update(&context, len, ku);
	hash->digest(&context, len, ret);
	hash->init(&context);
	hash->update(&context, len, ret);
	hash->digest(&context, len, ret + len);
}

/* CBC with DES (RFC 3414 section 8.1.1.1): the initial vector is the key's second half and the
 * salt. */
static void open_des(const uint8_t *key, const struct usm_sealed *s, uint8_t *plain)
{
	struct des_ctx des;
	uint8_t iv[DES_BLOCK_SIZE];

	for (unsigned i = 0; i < DES_BLOCK_SIZE; i++)
		iv[i] = key[DES_KEY_SIZE + i] ^ s->salt.p[i];
	des_set_key(&des, key);
	cbc_decrypt(&des, (nettle_cipher_func *)des_decrypt, DES_BLOCK_SIZE, iv, s->bytes.len,
		plain, s->bytes.p);
}

/* CFB with AES (RFC 3826 section 3.1.2.1): the initial vector is boots, time and the salt. */
static void open_aes(
	const uint8_t *key, uint32_t key_len, const struct usm_sealed *s, uint8_t *plain)
{
	union {
		struct aes128_ctx aes128;
		struct aes192_ctx aes192;
		struct aes256_ctx aes256;
	} aes;
	uint8_t iv[BLOCK];
	nettle_cipher_func *encrypt = (nettle_cipher_func *)aes128_encrypt;

	for (unsigned i = 0; i < 4; i++) {
		iv[i] = (uint8_t)(s->boots >> (24 - 8 * i));
		iv[4 + i] = (uint8_t)(s->time >> (24 - 8 * i));
	}
	memcpy(iv + 8, s->salt.p, SALT);
	if (key_len == AES128_KEY_SIZE) {
		aes128_set_encrypt_key(&aes.aes128, key);
	} else if (key_len == AES192_KEY_SIZE) {
		aes192_set_encrypt_key(&aes.aes192, key);
		encrypt = (nettle_cipher_func *)aes192_encrypt;
	} else {
		aes256_set_encrypt_key(&aes.aes256, key);
		encrypt = (nettle_cipher_func *)aes256_encrypt;
	}
	cfb_decrypt(&aes, encrypt, BLOCK, iv, s->bytes.len, plain, s->bytes.p);
}

/* A ScopedPDU of WHOLE bytes that begins with HEAD: a sequence as long, padding of DES aside, that
 * begins with a string. */
static bool is_scoped(struct span head, uint32_t whole)
{
	enum { SEQUENCE = 0x30, OCTET_STRING = 0x04, LONG = 0x80 };
	struct cursor c = cursor_of(head);
	uint8_t tag = cursor_u8(&c), first = cursor_u8(&c);
	uint32_t len = first;

	if (first & LONG) {
		unsigned bytes = first & 0x7f;
		if (bytes == 0 || bytes > 3)
			return false;
		for (len = 0; bytes; bytes--)
			len = len << 8 | cursor_u8(&c);
	}
	uint32_t left = whole - (head.len - cursor_left(&c));
	return tag == SEQUENCE && cursor_u8(&c) == OCTET_STRING && cursor_ok(&c) && len <= left &&
	       left - len < DES_BLOCK_SIZE;
}

static void open_with(
	uint32_t key_len, const uint8_t *key, const struct usm_sealed *sealed, uint8_t *plain)
{
	if (key_len == DES_KEY_SIZE)
		open_des(key, sealed, plain);
	else
		open_aes(key, key_len, sealed, plain);
}

/* The first bytes tell whether KEY fits; only then all are opened. */
static bool open_by_key(
	const uint8_t *key, uint8_t of_ciphers, const struct usm_sealed *sealed, uint8_t *plain)
{
	static const uint32_t key_lens[USM_CIPHERS] = {DES_KEY_SIZE, AES128_KEY_SIZE,
		AES192_KEY_SIZE, AES256_KEY_SIZE, AES192_KEY_SIZE, AES256_KEY_SIZE};
	struct usm_sealed head = *sealed;

	head.bytes = span_sub(sealed->bytes, 0, HEAD);
	for (unsigned i = 0; i < USM_CIPHERS; i++) {
		bool odd = key_lens[i] == DES_KEY_SIZE && sealed->bytes.len % DES_BLOCK_SIZE;
		if (odd || !(of_ciphers & 1u << i))
			continue;
		open_with(key_lens[i], key, &head, plain);
		if (!is_scoped(span_of(plain, head.bytes.len), sealed->bytes.len))
			continue;
		open_with(key_lens[i], key, sealed, plain);
		return true;
	}
	return false;
}

/*
 * What follows the localized key KEY is that key digested like a password and localized as well
 * (draft-reeder-snmpv3-usm-3desede-00 section 2.1). NULL where no more are made.
 */
static const uint8_t *extend(const struct nettle_hash *hash, const uint8_t *key,
	struct span engine_id, struct usm_memory *memory)
{
	uint32_t len = (uint32_t)hash->digest_size;
	uint8_t ku[DIGEST_MAX], second[2 * DIGEST_MAX];

	for (unsigned i = 0; i < USM_LONG_KEYS && i < memory->made; i++)
		if (memeql_sec(memory->key[i], key, len))
			return memory->key[i];
	if (memory->made == LONG_MADE_MAX)
		return NULL;
	uint8_t *made = memory->key[memory->made++ % USM_LONG_KEYS];
	digest_password(hash, span_of(key, len), ku);
	localize(hash, ku, engine_id, second);
	memcpy(made, key, len);
	memcpy(made + len, second, len);
	explicit_bzero(ku, sizeof(ku));
	explicit_bzero(second, sizeof(second));
	return made;
}

/* The digest and the password are settled: every cipher that they may serve is tried. */
static bool open_localized(const struct nettle_hash *hash, const struct usm_sealed *sealed,
	uint8_t of_ciphers, const uint8_t *key, struct usm_memory *memory, uint8_t *plain)
{
	bool named = of_ciphers != USM_ANY;

	if (open_by_key(key, of_ciphers & PLAIN_CIPHERS, sealed, plain))
		return true;
	if (!memory || !(of_ciphers & LONG_CIPHERS) || !(named || sealed->authentic) ||
		hash->digest_size >= AES256_KEY_SIZE)
		return false;
	const uint8_t *longer = extend(hash, key, sealed->engine_id, memory);
	return longer && open_by_key(longer, of_ciphers & LONG_CIPHERS, sealed, plain);
}

bool usm_open(struct span bundle, const struct usm_sealed *sealed, struct usm_memory *memory,
	uint8_t *plain)
{
	const uint8_t *ku = bundle.p;
	uint8_t key[2 * DIGEST_MAX];
	bool right = false;

	if (bundle.len != USM_BUNDLE || sealed->salt.len != SALT || !sealed->bytes.len)
		return false;
	for (unsigned i = 0; i < USM_DIGESTS && !right; i++) {
		if (may_be(bundle, i, sealed->auth_len)) {
			localize(digests[i].hash, ku, sealed->engine_id, key);
			right = open_localized(digests[i].hash, sealed, bundle.p[SET_OF_CIPHERS],
				key, memory, plain);
		}
		ku += digests[i].hash->digest_size;
	}
	explicit_bzero(key, sizeof(key));
	return right;
}

/* HMAC over MESSAGE with zeros where DIGEST lies in it, cut to DIGEST's length. */
static bool digest_fits(
	const struct nettle_hash *hash, const uint8_t *key, struct span message, struct span digest)
{
	static const uint8_t zeros[DIGEST_MAX];
	union context outer, inner, state;
	uint8_t made[DIGEST_MAX];
	uint32_t before = (uint32_t)(digest.p - message.p);

	hmac_set_key(&outer, &inner, &state, hash, hash->digest_size, key);
	hash->update(&state, before, message.p);
	hash->update(&state, digest.len, zeros);
	hash->update(&state, message.len - before - digest.len, digest.p + digest.len);
	hmac_digest(&outer, &inner, &state, hash, digest.len, made);
	bool fits = memeql_sec(made, digest.p, digest.len);
	explicit_bzero(&outer, sizeof(outer));
	explicit_bzero(&inner, sizeof(inner));
	return fits;
}

bool usm_authentic(
	struct span bundle, struct span engine_id, struct span message, struct span digest)
{
	const uint8_t *ku = bundle.p;
	uint8_t key[2 * DIGEST_MAX];
	bool right = false;

	if (bundle.len != USM_BUNDLE || digest.p < message.p ||
		digest.p + digest.len > message.p + message.len)
		return false;
	for (unsigned i = 0; i < USM_DIGESTS && !right; i++) {
		if (may_be(bundle, i, digest.len)) {
			localize(digests[i].hash, ku, engine_id, key);
			right = digest_fits(digests[i].hash, key, message, digest);
		}
		ku += digests[i].hash->digest_size;
	}
	explicit_bzero(key, sizeof(key));
	return right;
}
