/* redact_mark: what stands in place of a secret. Called by all that redacts; pure, any thread. */
#include "config.h"

#include "sensor/base/redact.h"

uint32_t redact_hash(const struct redactor *r, struct span secret)
{
	return (uint32_t)siphash(&r->key, secret.p, secret.len);
}

uint32_t redact_mark(const struct redactor *r, struct span secret, char ret[static REDACT_MARK])
{
	static const char digit[] = "0123456789abcdef";
	uint32_t hash = redact_hash(r, secret);

	memcpy(ret, "redacted:", 9);
	for (int i = 0; i < 8; i++)
		ret[9 + i] = digit[hash >> (28 - 4 * i) & 15];
	ret[17] = '\0';
	return 17;
}
