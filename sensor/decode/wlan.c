/*
 * wlan: IEEE 802.11 data frames in clear, and the headers that capture drivers put before them
 * (radiotap, Prism, AVS). Steps of the walk, on the decoder's thread.
 */
#include "config.h"

#include "sensor/decode/walk.h"

/** Frame control, little endian (IEEE 802.11-2020 section 9.2.4.1). */
enum {
	CONTROL_VERSION = 0x0003,
	CONTROL_TYPE = 0x000c,
	CONTROL_DATA = 0x0008,
	CONTROL_NO_DATA = 0x0040,
	CONTROL_QOS = 0x0080,
	CONTROL_TO_DS = 0x0100,
	CONTROL_FROM_DS = 0x0200,
	CONTROL_MORE_FRAGMENTS = 0x0400,
	CONTROL_PROTECTED = 0x4000,
	CONTROL_ORDER = 0x8000,
	QOS_AGGREGATE = 0x0080,
	FCS = 4
};

struct wlan {
	struct span dst, src;
	uint32_t header; /* bytes, without padding */
	bool is_data;    /* in clear, whole, with something in it */
	bool aggregate;  /* A-MSDU: each part has an Ethernet-like header */
};

static struct wlan wlan_read(struct span frame, bool swapped)
{
	struct cursor c = cursor_of(frame);
	struct wlan r = {.header = 24};
	uint16_t control = swapped ? cursor_be16(&c) : cursor_le16(&c);
	bool to = control & CONTROL_TO_DS, from = control & CONTROL_FROM_DS;

	cursor_skip(&c, 2);
	struct span a1 = cursor_span(&c, 6), a2 = cursor_span(&c, 6), a3 = cursor_span(&c, 6);
	uint16_t sequence = swapped ? cursor_be16(&c) : cursor_le16(&c);
	struct span a4 = to && from ? cursor_span(&c, 6) : a3;
	r.header += to && from ? 6 : 0;
	if (control & CONTROL_QOS) {
		r.aggregate = cursor_le16(&c) & QOS_AGGREGATE;
		r.header += control & CONTROL_ORDER ? 6 : 2;
	}
	r.dst = to ? a3 : a1;
	r.src = from ? a4 : a2;
	if (from && !to)
		r.src = a3;
	r.is_data = cursor_ok(&c) && !(control & CONTROL_VERSION) &&
		    (control & CONTROL_TYPE) == CONTROL_DATA &&
		    !(control & (CONTROL_NO_DATA | CONTROL_PROTECTED | CONTROL_MORE_FRAGMENTS)) &&
		    !(sequence & 15);
	return r;
}

bool plausible_wlan(struct span s, bool swapped_control)
{
	struct wlan r = wlan_read(s, swapped_control);

	uint32_t llc = r.header + (r.aggregate ? 14 : 0);

	return r.is_data && span_starts(span_sub(s, llc, 3), SPAN_LIT("\xaa\xaa\x03"));
}

/** A data frame; others tell nothing of management traffic. */
enum step wlan_step(struct walk *w)
{
	struct packet *p = w->p;
	struct wlan r = wlan_read(cursor_peek(&w->c), w->swapped_control);

	if (!r.is_data)
		return walk_fail(w, DECODE_ETHER_UNKNOWN);
	struct cursor h = walk_header(w, w->wlan_padded ? (r.header + 3) & ~3u : r.header);
	if (!cursor_ok(&h))
		return walk_fail(w, DECODE_SHORT);
	walk_push(w, LAYER_WLAN);
	p->flags |= PACKET_HAS_ETHER;
	memcpy(p->dst_mac.b, r.dst.p, 6);
	memcpy(p->src_mac.b, r.src.p, 6);
	w->fresh_ether = true;
	if (!r.aggregate)
		return STEP_LLC;
	return STEP_ETHER; /* the first part: addresses, length, LLC */
}

/* The flags of radiotap, where they are there: behind the present words and the time stamp. */
static uint8_t radiotap_flags(struct cursor c)
{
	enum { HAS_TIME = 1, HAS_FLAGS = 2, WORDS_MAX = 32 };
	uint32_t first = 0, present = UINT32_C(1) << 31, words = 0;

	for (; present >> 31 && words < WORDS_MAX; words++) {
		present = cursor_le32(&c);
		if (words == 0)
			first = present;
	}
	if (!(first & HAS_FLAGS))
		return 0;
	if (first & HAS_TIME) /* 8 bytes, aligned to 8; the header has 4 bytes before the words */
		cursor_skip(&c, words % 2 ? 8 : 12);
	return cursor_u8(&c);
}

/** Radiotap: version 0, padding, length, present words, fields; all little endian. */
enum step radiotap_link(struct walk *w)
{
	enum { FLAG_FCS = 0x10, FLAG_PADDED = 0x20, FLAG_BAD_FCS = 0x40 };
	struct cursor h = walk_header(w, 4);
	uint8_t version = cursor_u8(&h);

	cursor_skip(&h, 1);
	uint16_t len = cursor_le16(&h);
	if (!cursor_ok(&h) || version != 0 || len < 8)
		return walk_fail(w, DECODE_SHORT);
	h = walk_header(w, len - 4);
	if (!cursor_ok(&h))
		return walk_fail(w, DECODE_SHORT);
	uint8_t flags = radiotap_flags(h);
	if (flags & FLAG_BAD_FCS)
		return walk_fail(w, DECODE_ETHER_UNKNOWN);
	if (flags & FLAG_FCS && w->wire >= FCS)
		walk_limit(w, w->wire - FCS);
	w->wlan_padded = flags & FLAG_PADDED;
	walk_push(w, LAYER_RADIOTAP);
	return STEP_WLAN;
}

/** Prism (message code 0x44, length in the driver's byte order) or AVS (version, length). */
enum step prism_link(struct walk *w)
{
	enum { AVS_VERSION = 0x80211001, PRISM_CODE = 0x44, HEADER_MAX = 512 };
	struct cursor peek = w->c;
	uint32_t code = cursor_be32(&peek), len = cursor_be32(&peek);

	if (!cursor_ok(&peek))
		return walk_fail(w, DECODE_SHORT);
	if (code == __builtin_bswap32(PRISM_CODE))
		len = __builtin_bswap32(len);
	else if (code != PRISM_CODE && code != AVS_VERSION)
		return STEP_WLAN; /* some drivers put nothing */
	if (len < 8 || len > HEADER_MAX)
		return walk_fail(w, DECODE_SHORT);
	struct cursor h = walk_header(w, len);
	if (!cursor_ok(&h))
		return walk_fail(w, DECODE_SHORT);
	return STEP_WLAN;
}
