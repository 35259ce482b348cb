/*
 * pcapng: see pcapng.h. The format, as draft-ietf-opsawg-pcapng has it: blocks of
 *
 *   type 4 | total length 4 | body | total length 4          (a multiple of 4 bytes)
 *
 * A section header block starts a new byte order and forgets the interfaces.
 */
#include "config.h"

#include "sensor/base/cursor.h"
#include "sensor/capture/capture.h"
#include "sensor/capture/ngclock.h"
#include "sensor/capture/pcapng.h"
#include "sensor/limits.h"
#include <stdlib.h>

enum {
	BLOCK_SECTION = 0x0a0d0d0a, /* reads the same in both byte orders */
	BLOCK_INTERFACE = 1,
	BLOCK_PACKET_OLD = 2,
	BLOCK_SIMPLE = 3,
	BLOCK_PACKET = 6,
	BYTE_ORDER_MAGIC = 0x1a2b3c4d,
	BLOCK_HEADER = 8,
	BLOCK_FRAME = 12, /* header and the length behind the body */
	OPTION_END = 0,
	OPTION_PACKET_FLAGS = 2,
	OPTION_TSRESOL = 9,
	OPTION_TSOFFSET = 14,
	FLAGS_DIRECTION = 3,
	FLAGS_OUTBOUND = 2,
};

bool pcapng_is_magic(struct span first)
{
	struct cursor c = cursor_of(first);

	return cursor_be32(&c) == BLOCK_SECTION && cursor_ok(&c);
}

void pcapng_free(struct pcapng *ng)
{
	free(ng->interfaces);
	memset(ng, 0, sizeof(*ng));
}

static inline uint32_t read32(const struct pcapng *ng, struct cursor *at)
{
	return ng->big ? cursor_be32(at) : cursor_le32(at);
}

static inline uint16_t read16(const struct pcapng *ng, struct cursor *at)
{
	return ng->big ? cursor_be16(at) : cursor_le16(at);
}

/** The next option of a list; false at its end, which may also be the end of the block. */
static bool next_option(
	const struct pcapng *ng, struct cursor *at, uint16_t *code, struct cursor *body)
{
	if (cursor_left(at) < 4)
		return false;
	*code = read16(ng, at);
	uint16_t len = read16(ng, at);
	if (*code == OPTION_END)
		return false;
	*body = cursor_child(at, len);
	uint32_t padding = (4 - len % 4) % 4;
	cursor_skip(at, padding < cursor_left(at) ? padding : cursor_left(at));
	return cursor_ok(body);
}

/** Takes up an interface. False when there are too many. */
static bool add_interface(struct pcapng *ng, const struct ng_interface *new)
{
	if (ng->count == PCAPNG_INTERFACES)
		return false;
	if (ng->count == ng->room) {
		uint32_t room = ng->room ? ng->room * 2 : 8;
		struct ng_interface *larger = realloc(ng->interfaces, room * sizeof(*larger));
		if (!larger)
			return false;
		ng->interfaces = larger;
		ng->room = room;
	}
	ng->interfaces[ng->count++] = *new;
	return true;
}

/** Interface description block: link type 2 | reserved 2 | snaplen 4 | options. */
static bool read_interface(struct pcapng *ng, struct cursor at)
{
	struct ng_interface new = {.exponent = 6};
	struct cursor body;
	uint16_t code;

	new.link = read16(ng, &at);
	cursor_skip(&at, 2);
	new.snaplen = read32(ng, &at);
	if (!cursor_ok(&at))
		return false;
	while (next_option(ng, &at, &code, &body)) {
		if (code == OPTION_TSRESOL && cursor_left(&body) == 1) {
			uint8_t resolution = cursor_u8(&body);
			new.binary = resolution & 0x80;
			new.exponent = resolution & 0x7f;
		} else if (code == OPTION_TSOFFSET && cursor_left(&body) == 8) {
			uint64_t raw = cursor_be64(&body);
			new.offset_s = (int64_t)(ng->big ? raw : __builtin_bswap64(raw));
		}
	}
	ngclock_prepare(&new);
	return add_interface(ng, &new);
}

/** Sets the direction from the flags option, if there is one. */
static void read_direction(const struct pcapng *ng, struct cursor at, struct frame *ret)
{
	struct cursor body;
	uint16_t code;

	while (next_option(ng, &at, &code, &body)) {
		if (code != OPTION_PACKET_FLAGS || cursor_left(&body) != 4)
			continue;
		uint32_t direction = read32(ng, &body) & FLAGS_DIRECTION;
		ret->direction_known = direction == 1 || direction == FLAGS_OUTBOUND;
		ret->outgoing = direction == FLAGS_OUTBOUND;
	}
}

/**
 * Enhanced packet block: interface 4 | stamp 8 | captured 4 | on the wire 4 | bytes | options; the
 * obsolete packet block has interface 2 | drops 2 instead. False when it contradicts itself.
 */
static bool read_packet(struct pcapng *ng, bool old, struct cursor at, struct frame *ret)
{
	uint32_t interface;

	if (old) {
		interface = read16(ng, &at);
		cursor_skip(&at, 2);
	} else {
		interface = read32(ng, &at);
	}
	uint64_t ticks = (uint64_t)read32(ng, &at) << 32;
	ticks |= read32(ng, &at);
	uint32_t captured = read32(ng, &at);
	uint32_t len = read32(ng, &at);
	ret->data = cursor_span(&at, captured);
	if (!cursor_ok(&at) || interface >= ng->count || captured > LIMIT_FRAME)
		return false;
	const struct ng_interface *from = &ng->interfaces[interface];
	ret->ts_us = ngclock_us(from, ticks);
	ng->last_us = ret->ts_us;
	ret->len = len > captured ? len : captured;
	ret->link = from->link;
	cursor_skip(&at, (4 - captured % 4) % 4);
	if (cursor_left(&at))
		read_direction(ng, at, ret);
	return true;
}

/** Simple packet block: on the wire 4 | bytes; always of the first interface, without a stamp. */
static bool read_simple(struct pcapng *ng, struct cursor at, struct frame *ret)
{
	uint32_t len = read32(ng, &at), captured = len;

	if (!cursor_ok(&at) || ng->count == 0)
		return false;
	const struct ng_interface *from = &ng->interfaces[0];
	if (from->snaplen && captured > from->snaplen)
		captured = from->snaplen;
	if (captured > cursor_left(&at))
		captured = cursor_left(&at);
	if (captured > LIMIT_FRAME)
		return false;
	ret->data = cursor_span(&at, captured);
	ret->len = len;
	ret->link = from->link;
	ret->ts_us = ng->last_us;
	return true;
}

/** Section header: byte-order magic 4 | major 2 | minor 2 | section length 8 | options. */
static bool start_section(struct pcapng *ng, struct cursor at)
{
	ng->count = 0;
	cursor_skip(&at, 4);
	uint16_t major = read16(ng, &at);
	return cursor_ok(&at) && major == 1;
}

/** What to do with a block whose bytes are all there. */
static enum record_status read_block(
	struct pcapng *ng, uint32_t type, struct cursor body, struct frame *ret)
{
	bool whole;

	switch (type) {
	case BLOCK_SECTION:
		return start_section(ng, body) ? RECORD_MORE : RECORD_BAD;
	case BLOCK_INTERFACE:
		return read_interface(ng, body) ? RECORD_MORE : RECORD_BAD;
	case BLOCK_SIMPLE:
		whole = read_simple(ng, body, ret);
		break;
	default:
		whole = read_packet(ng, type == BLOCK_PACKET_OLD, body, ret);
		break;
	}
	if (whole)
		return RECORD_FRAME;
	ng->damaged++;
	return RECORD_MORE;
}

static bool is_wanted(uint32_t type)
{
	return type == BLOCK_PACKET || type == BLOCK_SIMPLE || type == BLOCK_INTERFACE ||
	       type == BLOCK_SECTION || type == BLOCK_PACKET_OLD;
}

/** Type and length of the block at in->p; INPUT_OK, or why they cannot be had. */
static enum input_status read_head(
	struct pcapng *ng, struct input *in, uint32_t *ret_type, uint32_t *ret_len)
{
	enum input_status status = input_need(in, BLOCK_FRAME);

	if (status != INPUT_OK)
		return status;
	struct cursor at = cursor_of(span_of(in->p, BLOCK_FRAME));
	struct cursor magic = cursor_of(span_of(in->p + BLOCK_HEADER, 4));
	*ret_type = read32(ng, &at);
	if (*ret_type == BLOCK_SECTION)
		ng->big = cursor_be32(&magic) == BYTE_ORDER_MAGIC;
	*ret_len = read32(ng, &at);
	magic = cursor_of(span_of(in->p + BLOCK_HEADER, 4));
	if (*ret_type == BLOCK_SECTION && read32(ng, &magic) != BYTE_ORDER_MAGIC)
		*ret_len = 0;
	return INPUT_OK;
}

enum record_status pcapng_next(
	struct pcapng *ng, struct input *in, struct frame *ret, enum input_status *ret_input)
{
	uint32_t type, len;

	for (;;) {
		*ret_input = read_head(ng, in, &type, &len);
		if (*ret_input != INPUT_OK)
			return RECORD_MORE;
		if (len < BLOCK_FRAME || len % 4)
			return RECORD_BAD;
		if (!is_wanted(type)) {
			input_skip(in, len);
			continue;
		}
		if (len > PCAPNG_BLOCK)
			return RECORD_BAD;
		*ret_input = input_need(in, len);
		if (*ret_input != INPUT_OK)
			return RECORD_MORE;
		struct cursor at = cursor_of(span_of(in->p + len - 4, 4));
		if (read32(ng, &at) != len)
			return RECORD_BAD;
		struct cursor body = cursor_of(span_of(in->p + BLOCK_HEADER, len - BLOCK_FRAME));
		ret->direction_known = ret->outgoing = false;
		enum record_status status = read_block(ng, type, body, ret);
		in->p += len;
		if (status != RECORD_MORE)
			return status;
	}
}
