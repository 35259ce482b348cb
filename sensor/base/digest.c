/* digest: see digest.h. Any thread; no allocation. */
#include "config.h"

#include "sensor/base/digest.h"

void digest_hex(const uint8_t *raw, uint32_t len, char *ret)
{
	static const char digit[] = "0123456789abcdef";

	for (uint32_t i = 0; i < len; i++) {
		ret[2 * i] = digit[raw[i] >> 4];
		ret[2 * i + 1] = digit[raw[i] & 15];
	}
	ret[2 * len] = '\0';
}

void digest_md5_hex(struct span s, char ret[static 33])
{
	struct md5_ctx ctx;
	uint8_t raw[MD5_DIGEST_SIZE];

	md5_init(&ctx);
	md5_update(&ctx, s.len, s.p);
	md5_digest(&ctx, sizeof(raw), raw);
	digest_hex(raw, sizeof(raw), ret);
}

void digest_sha1(struct span s, uint8_t ret[static 20])
{
	struct sha1_ctx ctx;

	sha1_init(&ctx);
	sha1_update(&ctx, s.len, s.p);
	sha1_digest(&ctx, SHA1_DIGEST_SIZE, ret);
}

void digest_sha256_hex(struct sha256_ctx *ctx, char ret[static 65])
{
	uint8_t raw[SHA256_DIGEST_SIZE];

	sha256_digest(ctx, sizeof(raw), raw);
	digest_hex(raw, sizeof(raw), ret);
}
