/* spool_record: see spool_record.h. */
#include "config.h"

#include "sensor/sink/spool_record.h"

#include "sensor/base/cursor.h"

enum { MAGIC = 0x53577331, CHECKED_FROM = 12 };

/* CRC-32 (IEEE 802.3), four bits at a time. */
static uint32_t crc_of(uint32_t crc, const uint8_t *p, uint32_t len)
{
	static const uint32_t table[16] = {0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac,
		0x76dc4190, 0x6b6b51f4, 0x4db26158, 0x5005713c, 0xedb88320, 0xf00f9344, 0xd6d6a3e8,
		0xcb61b38c, 0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c};

	for (uint32_t i = 0; i < len; i++) {
		crc ^= p[i];
		crc = crc >> 4 ^ table[crc & 15];
		crc = crc >> 4 ^ table[crc & 15];
	}
	return crc;
}

static void put(uint8_t *to, uint64_t value, int bytes)
{
	for (int i = bytes - 1; i >= 0; i--, value >>= 8)
		to[i] = (uint8_t)value;
}

void spool_record_head(const struct spool_record *r, uint8_t ret[static SPOOL_HEAD])
{
	memset(ret, 0, SPOOL_HEAD);
	put(ret, MAGIC, 4);
	put(ret + 4, r->body.len, 4);
	put(ret + 12, r->number, 8);
	put(ret + 20, (uint64_t)r->ts_ms, 8);
	put(ret + 28, r->id_ms, 8);
	put(ret + 36, r->id_seq, 8);
	ret[44] = r->kind;
	ret[45] = r->commands;
	uint32_t crc = crc_of(~0u, ret + CHECKED_FROM, SPOOL_HEAD - CHECKED_FROM);
	put(ret + 8, ~crc_of(crc, r->body.p, r->body.len), 4);
}

bool spool_record_length(const uint8_t head[static SPOOL_HEAD], uint32_t *ret)
{
	struct cursor c = cursor_of(span_of(head, SPOOL_HEAD));
	bool good = cursor_be32(&c) == MAGIC;
	uint32_t len = cursor_be32(&c);

	if (!good || len > SPOOL_BODY_MAX)
		return false;
	*ret = len;
	return true;
}

bool spool_record_read(struct span bytes, struct spool_record *ret)
{
	struct cursor c = cursor_of(bytes);
	bool good = cursor_be32(&c) == MAGIC;
	uint32_t len = cursor_be32(&c), crc = cursor_be32(&c);
	struct spool_record r = {.number = cursor_be64(&c)};

	r.ts_ms = (int64_t)cursor_be64(&c);
	r.id_ms = cursor_be64(&c);
	r.id_seq = cursor_be64(&c);
	r.kind = cursor_u8(&c);
	r.commands = cursor_u8(&c);
	cursor_skip(&c, 2);
	r.body = cursor_span(&c, len);
	if (!good || !cursor_ok(&c) ||
		crc != ~crc_of(~0u, bytes.p + CHECKED_FROM, SPOOL_HEAD - CHECKED_FROM + len))
		return false;
	*ret = r;
	return true;
}
