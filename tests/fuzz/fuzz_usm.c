/*
 * SNMPv3's secrets: any message as one that is sealed or signed, with the bundle of a password that
 * is known. A head of four bytes (engine id's length, digest's, boots, place of the digest), the
 * engine id, a salt, and what is sealed or signed.
 */
#include "config.h"

#include "sensor/base/cursor.h"
#include "sensor/base/log.h"
#include "sensor/base/usm.h"

#include <stddef.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Made once: six mebibytes of hashing. */
static struct span password_bundle(void)
{
	static uint8_t bundle[USM_BUNDLE];

	if (!bundle[0])
		usm_bundle(SPAN_LIT("maplesyrup"), USM_ANY, USM_ANY, bundle);
	return span_of(bundle, sizeof(bundle));
}

static struct span some(struct cursor *c, uint32_t most)
{
	uint32_t left = cursor_left(c);

	return cursor_span(c, most < left ? most : left);
}

static void sealed(const struct usm_sealed *s)
{
	struct usm_memory memory = {.made = 16}; /* a mebibyte of hashing each is left out */
	uint8_t *plain =
		malloc(s->bytes.len + 1u); /* each its own, so that no byte too many is written */

	ASSERT(plain != NULL);
	if (s->bytes.len <= 65536 && usm_open(password_bundle(), s, &memory, plain))
		ASSERT(plain[0] == 0x30);
	free(plain);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	enum { SALT = 8 };
	struct cursor c = cursor_of(span_of(data, (uint32_t)size));
	uint8_t engine_len = cursor_u8(&c), auth_len = cursor_u8(&c), boots = cursor_u8(&c);
	uint8_t place = cursor_u8(&c);

	if (!cursor_ok(&c))
		return 0;
	struct usm_sealed s = {
		.engine_id = some(&c, engine_len), .boots = boots, .auth_len = auth_len};
	s.salt = some(&c, boots & 1 ? SALT : boots % 16);
	s.bytes = cursor_rest(&c);
	sealed(&s);
	struct span digest = span_sub(s.bytes, place < s.bytes.len ? place : 0, auth_len);
	ASSERT(!usm_authentic(SPAN_LIT("short"), s.engine_id, s.bytes, digest));
	usm_authentic(password_bundle(), s.engine_id, s.bytes, digest);
	return 0;
}
