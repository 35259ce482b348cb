/*
 * unpack: see unpack.h. The one door to zlib and libzstd.
 */
#include "config.h"

#include "sensor/capture/unpack.h"
#include <stdlib.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

enum { UNPACK_BUFFER = 128 * 1024 };

struct unpack {
	enum unpack_kind kind;
	bool whole; /* between two members */
	bool bad;   /* zstd must not be asked again after an error */
	bool too_wide;
	z_stream gzip;
	ZSTD_DStream *zstd;
	struct span pending;
	uint8_t buffer[UNPACK_BUFFER];
};

enum unpack_kind unpack_kind_of(struct span first)
{
	static const uint8_t zstd_magic[4] = {0x28, 0xb5, 0x2f, 0xfd};

	if (first.len >= 3 && first.p[0] == 0x1f && first.p[1] == 0x8b && first.p[2] == 8)
		return UNPACK_GZIP;
	if (first.len < 4)
		return UNPACK_NONE;
	if (memcmp(first.p, zstd_magic, 4) == 0)
		return UNPACK_ZSTD;
	/* A skippable frame: 184D2A50 to 184D2A5F, little-endian (RFC 8878 section 3.1.2). */
	if ((first.p[0] & 0xf0) == 0x50 && memcmp(first.p + 1, "\x2a\x4d\x18", 3) == 0)
		return UNPACK_ZSTD;
	return UNPACK_NONE;
}

struct unpack *unpack_new(enum unpack_kind kind)
{
	struct unpack *u = calloc(1, sizeof(*u));

	if (!u)
		return NULL;
	u->kind = kind;
	u->whole = true;
	if (kind == UNPACK_GZIP) {
		/* 15 bits of window, and 16 for "gzip header". */
		if (inflateInit2(&u->gzip, 15 + 16) == Z_OK)
			return u;
	} else {
		/* Its limit of 2^27 bytes for the window is the bound on memory. */
		u->zstd = ZSTD_createDStream();
		if (u->zstd)
			return u;
	}
	free(u);
	return NULL;
}

void unpack_free(struct unpack *u)
{
	if (!u)
		return;
	if (u->kind == UNPACK_GZIP)
		inflateEnd(&u->gzip);
	else
		ZSTD_freeDStream(u->zstd);
	free(u);
}

/** Between two gzip members: zeros are padding (tapes, block devices), all else is a new member. */
static bool gzip_begin_member(struct unpack *u, struct span *in)
{
	while (in->len && in->p[0] == 0)
		*in = span_sub(*in, 1, in->len);
	if (in->len == 0)
		return true;
	u->whole = false;
	return in->p[0] == 0x1f && inflateReset(&u->gzip) == Z_OK;
}

static int64_t gzip_run(struct unpack *u, struct span *in, uint8_t *out, size_t room)
{
	if (u->whole && !gzip_begin_member(u, in))
		return -1;
	if (in->len == 0 && u->whole)
		return 0;
	u->gzip.next_in = (Bytef *)(uintptr_t)in->p;
	u->gzip.avail_in = in->len;
	u->gzip.next_out = out;
	u->gzip.avail_out = (uInt)room;
	int status = inflate(&u->gzip, Z_NO_FLUSH);

	*in = span_sub(*in, in->len - u->gzip.avail_in, u->gzip.avail_in);
	size_t written = room - u->gzip.avail_out;
	if (status == Z_STREAM_END)
		u->whole = true;
	else if (status != Z_OK && status != Z_BUF_ERROR && written == 0)
		return -1;
	return (int64_t)written;
}

static int64_t zstd_run(struct unpack *u, struct span *in, uint8_t *out, size_t room)
{
	ZSTD_inBuffer from = {in->p, in->len, 0};
	ZSTD_outBuffer to = {out, room, 0};

	if (u->bad)
		return -1;
	if (u->whole && in->len == 0)
		return 0;
	size_t status = ZSTD_decompressStream(u->zstd, &to, &from);

	*in = span_sub(*in, (uint32_t)from.pos, in->len);
	u->bad = ZSTD_isError(status) != 0;
	u->too_wide = ZSTD_getErrorCode(status) == ZSTD_error_frameParameter_windowTooLarge;
	if (u->bad && to.pos == 0)
		return -1;
	u->whole = status == 0;
	return (int64_t)to.pos;
}

int64_t unpack_run(struct unpack *u, struct span *in, uint8_t *out, size_t room)
{
	return u->kind == UNPACK_GZIP ? gzip_run(u, in, out, room) : zstd_run(u, in, out, room);
}

bool unpack_is_whole(const struct unpack *u)
{
	return u->whole;
}

const char *unpack_problem(const struct unpack *u)
{
	if (u->too_wide)
		return "it was packed with a window of more than 128 MiB; unpack it with zstd -d "
		       "--long=31";
	return "its compressed data is damaged";
}

uint8_t *unpack_buffer(struct unpack *u, size_t *ret_size)
{
	*ret_size = sizeof(u->buffer);
	return u->buffer;
}

struct span *unpack_pending(struct unpack *u)
{
	return &u->pending;
}
