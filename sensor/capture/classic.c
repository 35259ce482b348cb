/*
 * classic: see classic.h. The format, as draft-ietf-opsawg-pcap has it:
 *
 *   file header   magic 4 | major 2 | minor 2 | reserved 8 | snaplen 4 | FCS, link type 4
 *   record        seconds 4 | micro- or nanoseconds 4 | captured 4 | on the wire 4 | bytes
 *   "modified"    the same and then: interface index 4 | protocol 2 | packet type 1 | padding 1
 */
#include "config.h"

#include "sensor/base/cursor.h"
#include "sensor/capture/capture.h"
#include "sensor/capture/classic.h"
#include "sensor/limits.h"

enum {
	MAGIC_MICRO = 0xa1b2c3d4u,
	MAGIC_NANO = 0xa1b23c4du,
	MAGIC_MODIFIED = 0xa1b2cd34u,
	RECORD_HEADER = 16,
	RECORD_HEADER_MODIFIED = 24,
	PACKET_TYPE_OUTGOING = 4, /* linux/if_packet.h */
};

static bool is_magic(uint32_t magic)
{
	return magic == MAGIC_MICRO || magic == MAGIC_NANO || magic == MAGIC_MODIFIED;
}

bool classic_is_magic(struct span first)
{
	struct cursor c = cursor_of(first);
	uint32_t magic = cursor_be32(&c);

	return cursor_ok(&c) && (is_magic(magic) || is_magic(__builtin_bswap32(magic)));
}

static inline uint32_t read32(const struct classic *c, struct cursor *at)
{
	return c->big ? cursor_be32(at) : cursor_le32(at);
}

static inline uint16_t read16(const struct classic *c, struct cursor *at)
{
	return c->big ? cursor_be16(at) : cursor_le16(at);
}

void classic_start(struct classic *c, struct span header)
{
	struct cursor at = cursor_of(header);
	uint32_t magic = cursor_be32(&at);

	c->big = is_magic(magic);
	if (!c->big)
		magic = __builtin_bswap32(magic);
	c->nano = magic == MAGIC_NANO;
	c->head_size = magic == MAGIC_MODIFIED ? RECORD_HEADER_MODIFIED : RECORD_HEADER;
	uint16_t major = read16(c, &at), minor = read16(c, &at);
	/* Before 2.3 the lengths stood in the other order, and some writers of 2.3 kept it. */
	c->swapped = major == 2 && minor <= 3;
	/* Time zone and accuracy are never set; the snap length is 0 or wrong too often to help. */
	cursor_skip(&at, 12);
	c->link = (uint16_t)read32(c, &at);
}

enum record_status classic_next(
	struct classic *c, struct input *in, struct frame *ret, enum input_status *ret_input)
{
	*ret_input = input_need(in, c->head_size);
	if (*ret_input != INPUT_OK)
		return RECORD_MORE;
	struct cursor at = cursor_of(span_of(in->p, c->head_size));
	uint32_t seconds = read32(c, &at);
	uint32_t fraction = read32(c, &at);
	uint32_t captured = read32(c, &at);
	uint32_t len = read32(c, &at);

	if (c->swapped && captured > len) {
		uint32_t swap = captured;
		captured = len;
		len = swap;
	}
	if (captured > LIMIT_FRAME)
		return RECORD_BAD;
	*ret_input = input_need(in, c->head_size + captured);
	if (*ret_input != INPUT_OK)
		return RECORD_MORE;
	ret->ts_us = (int64_t)seconds * 1000000 + (c->nano ? fraction / 1000 : fraction);
	ret->data = span_of(in->p + c->head_size, captured);
	ret->len = len > captured ? len : captured;
	ret->link = c->link;
	ret->direction_known = c->head_size == RECORD_HEADER_MODIFIED;
	/* Index and protocol stand before the packet type. */
	ret->outgoing = ret->direction_known && in->p[22] == PACKET_TYPE_OUTGOING;
	in->p += c->head_size + captured;
	return RECORD_FRAME;
}
