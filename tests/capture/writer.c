/*
 * writer: see writer.h.
 */
#include "config.h"

#include "tests/capture/writer.h"
#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>
#include <zstd.h>

void writer_free(struct writer *w)
{
	free(w->bytes);
	memset(w, 0, sizeof(*w));
}

void writer_raw(struct writer *w, const void *bytes, size_t len)
{
	if (w->len + len > w->room) {
		w->room = (w->len + len) * 2 + 64;
		w->bytes = realloc(w->bytes, w->room);
		if (!w->bytes)
			abort();
	}
	if (len)
		memcpy(w->bytes + w->len, bytes, len);
	w->len += len;
}

void writer_u16(struct writer *w, uint16_t value)
{
	uint8_t b[2] = {(uint8_t)value, (uint8_t)(value >> 8)};
	uint8_t r[2] = {b[1], b[0]};

	writer_raw(w, w->big ? r : b, 2);
}

void writer_u32(struct writer *w, uint32_t value)
{
	writer_u16(w, (uint16_t)(w->big ? value >> 16 : value));
	writer_u16(w, (uint16_t)(w->big ? value : value >> 16));
}

void writer_pcap(struct writer *w, uint32_t magic, uint32_t snaplen, uint32_t link)
{
	w->magic = magic;
	writer_u32(w, magic);
	writer_u16(w, 2);
	writer_u16(w, 4);
	writer_u32(w, 0);
	writer_u32(w, 0);
	writer_u32(w, snaplen);
	writer_u32(w, link);
}

void writer_record(
	struct writer *w, uint32_t seconds, uint32_t fraction, struct span data, uint32_t len)
{
	writer_u32(w, seconds);
	writer_u32(w, fraction);
	writer_u32(w, data.len);
	writer_u32(w, len);
	if (w->magic == MAGIC_MODIFIED) {
		writer_u32(w, 2);         /* interface index */
		writer_u16(w, 0x0800);    /* protocol */
		writer_raw(w, "\x04", 2); /* outgoing, padding */
	}
	writer_raw(w, data.p, data.len);
}

void writer_block(struct writer *w, uint32_t type, const struct writer *body)
{
	static const uint8_t padding[4];
	uint32_t pad = (4 - body->len % 4) % 4, len = (uint32_t)body->len + pad + 12;

	writer_u32(w, type);
	writer_u32(w, len);
	writer_raw(w, body->bytes, body->len);
	writer_raw(w, padding, pad);
	writer_u32(w, len);
}

void writer_section(struct writer *w)
{
	struct writer body = {.big = w->big};

	writer_u32(&body, 0x1a2b3c4d);
	writer_u16(&body, 1);
	writer_u16(&body, 0);
	writer_u32(&body, 0xffffffff);
	writer_u32(&body, 0xffffffff);
	writer_block(w, 0x0a0d0d0a, &body);
	writer_free(&body);
}

/** An option with its padding. */
static void option(struct writer *w, uint16_t code, const void *bytes, uint16_t len)
{
	writer_u16(w, code);
	writer_u16(w, len);
	writer_raw(w, bytes, len);
	writer_raw(w, "\0\0\0", (4 - len % 4) % 4);
}

void writer_interface(struct writer *w, uint16_t link, int resolution, int64_t offset_s)
{
	struct writer body = {.big = w->big}, value = {.big = w->big};
	uint8_t byte = (uint8_t)resolution;

	writer_u16(&body, link);
	writer_u16(&body, 0);
	writer_u32(&body, 262144);
	option(&body, 2, "eth0", 4);
	/* A custom option with a private enterprise number, as in the draft's section 3.5.1. */
	option(&body, 2988, "\0\0\x7e\xd9hello", 9);
	if (resolution >= 0)
		option(&body, 9, &byte, 1);
	if (offset_s) {
		writer_u32(
			&value, (uint32_t)(w->big ? (uint64_t)offset_s >> 32 : (uint64_t)offset_s));
		writer_u32(
			&value, (uint32_t)(w->big ? (uint64_t)offset_s : (uint64_t)offset_s >> 32));
		option(&body, 14, value.bytes, 8);
	}
	option(&body, 0, "", 0);
	writer_block(w, 1, &body);
	writer_free(&body);
	writer_free(&value);
}

/** What the two packet blocks have in common. */
static void packet_body(struct writer *body, uint64_t ticks, struct span data, uint32_t flags)
{
	struct writer value = {.big = body->big};

	writer_u32(body, (uint32_t)(ticks >> 32));
	writer_u32(body, (uint32_t)ticks);
	writer_u32(body, data.len);
	writer_u32(body, data.len);
	writer_raw(body, data.p, data.len);
	writer_raw(body, "\0\0\0", (4 - data.len % 4) % 4);
	if (flags) {
		option(body, 1, "a comment", 9);
		writer_u32(&value, flags);
		option(body, 2, value.bytes, 4);
		option(body, 0, "", 0);
	}
	writer_free(&value);
}

void writer_packet(
	struct writer *w, uint32_t interface, uint64_t ticks, struct span data, uint32_t flags)
{
	struct writer body = {.big = w->big};

	writer_u32(&body, interface);
	packet_body(&body, ticks, data, flags);
	writer_block(w, 6, &body);
	writer_free(&body);
}

void writer_packet_old(struct writer *w, uint16_t interface, uint64_t ticks, struct span data)
{
	struct writer body = {.big = w->big};

	writer_u16(&body, interface);
	writer_u16(&body, 0xffff);
	packet_body(&body, ticks, data, 0);
	writer_block(w, 2, &body);
	writer_free(&body);
}

void writer_simple(struct writer *w, struct span data, uint32_t len)
{
	struct writer body = {.big = w->big};

	writer_u32(&body, len);
	writer_raw(&body, data.p, data.len);
	writer_block(w, 3, &body);
	writer_free(&body);
}

void writer_gzip(const struct writer *w, struct writer *ret)
{
	z_stream z = {0};
	size_t room = w->len + w->len / 1000 + 100;
	uint8_t *out = malloc(room);

	if (!out || deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		abort();
	z.next_in = w->bytes;
	z.avail_in = (uInt)w->len;
	z.next_out = out;
	z.avail_out = (uInt)room;
	if (deflate(&z, Z_FINISH) != Z_STREAM_END)
		abort();
	writer_raw(ret, out, room - z.avail_out);
	deflateEnd(&z);
	free(out);
}

void writer_zstd(const struct writer *w, struct writer *ret)
{
	size_t room = ZSTD_compressBound(w->len);
	void *out = malloc(room);
	ZSTD_CCtx *ctx = ZSTD_createCCtx();

	if (!out || !ctx)
		abort();
	/* As the command line tool does. */
	ZSTD_CCtx_setParameter(ctx, ZSTD_c_checksumFlag, 1);
	size_t len = ZSTD_compress2(ctx, out, room, w->bytes, w->len);
	if (ZSTD_isError(len))
		abort();
	writer_raw(ret, out, len);
	ZSTD_freeCCtx(ctx);
	free(out);
}

const char *writer_save(const struct writer *w, const char *directory, const char *name)
{
	static char paths[16][256];
	static unsigned turn;
	char *path = paths[turn++ % 16];

	snprintf(path, sizeof(paths[0]), "%s/%s", directory, name);
	FILE *f = fopen(path, "wb");
	if (!f || (w->len && fwrite(w->bytes, 1, w->len, f) != w->len) || fclose(f) != 0)
		abort();
	return path;
}
