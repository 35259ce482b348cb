/* inflate: see inflate.h. zlib takes its state from the arena: some 10 KiB, and its window of 32
 * KiB where the input is cut. */
#include "config.h"

#include "sensor/base/inflate.h"
#include <zlib.h>

enum { INFLATE_MEMBERS = 64, INFLATE_BARE = -15, INFLATE_ZLIB = 15, INFLATE_GZIP = 15 + 16 };

static void *take(void *arena, uInt count, uInt size)
{
	return count <= UINT32_MAX / (size ? size : 1) ? arena_take(arena, count * size) : NULL;
}

/* The arena takes everything back at once. */
static void give(void *arena, void *p)
{
	(void)arena;
	(void)p;
}

static int kind_of(struct span in)
{
	if (in.len >= 2 && in.p[0] == 0x1f && in.p[1] == 0x8b)
		return INFLATE_GZIP;
	if (in.len >= 2 && (in.p[0] & 15) == Z_DEFLATED && (in.p[0] << 8 | in.p[1]) % 31 == 0)
		return INFLATE_ZLIB;
	return INFLATE_BARE;
}

struct span inflate_span(struct arena *arena, struct span in, uint32_t cap, enum inflated *ret_how)
{
	uint8_t *out = in.len && cap ? arena_take(arena, cap) : NULL;
	z_stream z = {.zalloc = take, .zfree = give, .opaque = arena};
	int kind = kind_of(in), result = Z_STREAM_ERROR;

	*ret_how = INFLATE_BAD;
	if (!out || inflateInit2(&z, kind) != Z_OK)
		return span_of(NULL, 0);
	z.next_in = (z_const Bytef *)(uintptr_t)in.p;
	z.avail_in = in.len;
	z.next_out = out;
	z.avail_out = cap;
	for (unsigned i = 0; i < INFLATE_MEMBERS; i++) {
		result = inflate(&z, Z_FINISH);
		bool next = result == Z_STREAM_END && kind == INFLATE_GZIP &&
			    kind_of(span_of(z.next_in, z.avail_in)) == INFLATE_GZIP;
		if (!next || !z.avail_out || inflateReset(&z) != Z_OK)
			break;
	}
	if (result == Z_STREAM_END)
		*ret_how = INFLATE_WHOLE;
	else if (result == Z_BUF_ERROR || result == Z_OK)
		*ret_how = z.avail_out ? INFLATE_CUT : INFLATE_CAP;
	return span_of(out, cap - z.avail_out);
}
