/*
 * ip: IPv4 (RFC 791), IPv6 (RFC 8200) and its extension headers, and the door to the joining of
 * fragments. Steps of the walk, on the decoder's thread.
 */
#include "config.h"

#include "sensor/decode/walk.h"

enum {
	IP4_HEADER = 20,
	IP6_HEADER = 40,
	IP4_MORE = 0x2000,
	IP4_OFFSET = 0x1fff,
	EXTENSIONS_MAX = 32, /* extension headers of one packet; senders use two or three */
	AUTH_MIN = 12        /* RFC 4302 section 2.2: without its integrity check value */
};

/** Extension headers of IPv6 by their protocol number. */
enum { NEXT_HOP_BY_HOP = 0, NEXT_ROUTING = 43, NEXT_FRAGMENT = 44, NEXT_DESTINATION = 60 };

/** IPv4 or IPv6, as the first nibble says. */
enum step ip_step(struct walk *w)
{
	struct cursor peek = w->c;
	uint8_t version = cursor_u8(&peek) >> 4;

	if (!cursor_ok(&peek))
		return walk_fail(w, DECODE_SHORT);
	if (version != 4 && version != 6)
		return walk_fail(w, DECODE_IP_BAD);
	return version == 4 ? STEP_IP4 : STEP_IP6;
}

/* The first fragment of a datagram that can never be whole: its head may still tell ports. */
static enum step keep_head(struct walk *w, uint32_t offset)
{
	walk_note(w, DECODE_TRUNCATED);
	if (offset)
		return STEP_SKIP;
	w->fragment_head = true;
	w->p->flags |= PACKET_FRAGMENT;
	return STEP_PROTO;
}

static struct fragment_key fragment_key_of(const struct packet *p, uint32_t id)
{
	struct fragment_key key;

	memset(&key, 0, sizeof(key));
	key.src = p->src;
	key.dst = p->dst;
	key.id = id;
	key.vni = p->vni;
	key.mpls_label = p->mpls_label;
	memcpy(key.vlan, p->vlan, p->vlan_count * sizeof(key.vlan[0]));
	key.version = p->ip_version;
	return key;
}

/*
 * IP header of a datagram that came in fragments: as if it had never been cut, without options. LEN
 * bytes of the datagram lie behind ROOM, which has FRAGMENT_HEADROOM bytes.
 */
static void write_header(struct walk *w, uint8_t *room, uint32_t len)
{
	const struct packet *p = w->p;
	uint32_t size = p->ip_version == 4 ? IP4_HEADER : IP6_HEADER;
	uint32_t total = p->ip_version == 4 ? w->wire + IP4_HEADER : w->wire;
	uint8_t *h = room + FRAGMENT_HEADROOM - size;

	memset(h, 0, size);
	if (p->ip_version == 4) {
		h[0] = 0x45;
		h[2] = (uint8_t)(total >> 8);
		h[3] = (uint8_t)total;
		h[4] = (uint8_t)(p->ip_id >> 8);
		h[5] = (uint8_t)p->ip_id;
		h[8] = p->ttl;
		h[9] = w->proto;
		memcpy(h + 12, p->src.b + 12, 4);
		memcpy(h + 16, p->dst.b + 12, 4);
		uint16_t sum = (uint16_t)~checksum_fold(checksum_add(0, span_of(h, size)));
		memcpy(h + 10, &sum, 2);
	} else {
		h[0] = 0x60;
		h[4] = (uint8_t)(total >> 8);
		h[5] = (uint8_t)total;
		h[6] = w->proto;
		h[7] = p->ttl;
		memcpy(h + 8, p->src.b, 16);
		memcpy(h + 24, p->dst.b, 16);
	}
	w->p->l3 = span_of(h, size + len);
}

/* Does one of its ends belong to equipment? */
static bool is_elements(const struct walk *w)
{
	const struct decode_options *o = &w->d->options;

	return o->touches && o->touches(o->touches_ctx, o->space ? o->space(o->space_ctx, w->p) : 0,
				     &w->p->src, &w->p->dst);
}

/* Joins the fragment that the cursor stands on; walk.proto is what the datagram carries. */
static enum step join(struct walk *w, struct fragment_key *key, uint32_t offset, bool more)
{
	struct packet *p = w->p;
	struct fragment_piece piece = {.ts_us = p->ts_us,
		.offset = offset,
		.more = more,
		.proto = w->proto,
		.packet = p,
		.data = cursor_peek(&w->c)};
	struct span whole;

	walk_note(w, DECODE_FRAGMENT);
	if (piece.data.len < w->wire)
		return keep_head(w, offset);
	piece.held = is_elements(w);
	piece.full = simulated(&w->d->options.simulate, EXCEPTION_FRAGMENT_FULL,
		w->d->counts[DECODE_FRAGMENT] + 1);
	switch (fragments_add(w->d->fragments, key, &piece, &w->seen, &whole)) {
	case FRAGMENT_WAITS:
		return STEP_HELD;
	case FRAGMENT_REFUSED:
		return STEP_SKIP;
	case FRAGMENT_WHOLE:
		break;
	}
	if (w->seen & 1u << DECODE_FRAGMENT_JOINED)
		w->d->counts[DECODE_FRAGMENT_JOINED]++; /* the second one of this frame */
	walk_note(w, DECODE_FRAGMENT_JOINED);
	p->flags |= PACKET_REJOINED;
	if (w->seen & 1u << DECODE_FRAGMENT_OVERLAP)
		p->flags |= PACKET_OVERLAP;
	w->c = cursor_of(whole);
	w->wire = whole.len;
	write_header(w, fragments_headroom(w->d->fragments), whole.len);
	return STEP_PROTO;
}

/** The first bytes of a datagram whose rest never came: as if the snap length had cut it. */
enum step ip_head(struct walk *w, struct fragment_head *h)
{
	*w->p = h->packet;
	w->p->flags |= PACKET_REJOINED | PACKET_TRUNCATED | (h->overlap ? PACKET_OVERLAP : 0);
	w->p->frag_offset = 0;
	w->c = cursor_of(span_of(h->bytes + FRAGMENT_HEADROOM, h->len));
	w->wire = h->wire;
	w->proto = h->proto;
	w->fragment_head = true;
	write_header(w, h->bytes, h->len);
	return w->p->ip_version == 4 ? STEP_PROTO : STEP_IP6_NEXT;
}

static enum step ip4_fragment(struct walk *w, uint16_t field)
{
	struct fragment_key key = fragment_key_of(w->p, w->p->ip_id);

	key.proto = w->proto;
	w->p->frag_offset = field & IP4_OFFSET;
	return join(w, &key, (field & IP4_OFFSET) * 8u, field & IP4_MORE);
}

/** IPv4: the header with its options; what is behind its total length is padding. */
enum step ip4_step(struct walk *w)
{
	struct packet *p = w->p;
	const uint8_t *start = w->c.p;
	uint32_t on_wire = w->wire;
	struct cursor h = walk_header(w, IP4_HEADER);
	uint8_t first = cursor_u8(&h);
	uint32_t header = (first & 15u) * 4;

	cursor_skip(&h, 1);
	uint32_t total = cursor_be16(&h);
	uint16_t id = cursor_be16(&h), fragment = cursor_be16(&h);
	uint8_t ttl = cursor_u8(&h);
	w->proto = cursor_u8(&h);
	cursor_skip(&h, 2);
	struct span addrs = cursor_span(&h, 8);
	if (!cursor_ok(&h))
		return walk_fail(w, DECODE_SHORT);
	if (total == 0)
		total = on_wire; /* segmentation offload fills it in later */
	if (first >> 4 != 4 || header < IP4_HEADER || total < header)
		return walk_fail(w, DECODE_IP_BAD);
	h = walk_header(w, header - IP4_HEADER);
	if (!cursor_ok(&h))
		return walk_fail(w, DECODE_SHORT);
	walk_limit(w, total - header);
	walk_push(w, LAYER_IP4);
	p->flags |= PACKET_HAS_IP;
	w->extensions = 0;
	p->ip_version = 4;
	p->ip_id = id;
	p->ttl = ttl;
	p->src = addr_v4(addrs.p);
	p->dst = addr_v4(addrs.p + 4);
	p->l3 = span_of(start, (uint32_t)(w->c.end - start));
	if (fragment & (IP4_MORE | IP4_OFFSET))
		return ip4_fragment(w, fragment);
	return STEP_PROTO;
}

/** IPv6: the fixed header. */
enum step ip6_step(struct walk *w)
{
	struct packet *p = w->p;
	const uint8_t *start = w->c.p;
	struct cursor h = walk_header(w, IP6_HEADER);
	uint32_t first = cursor_be32(&h);
	uint32_t len = cursor_be16(&h);

	w->proto = cursor_u8(&h);
	uint8_t hop_limit = cursor_u8(&h);
	struct span addrs = cursor_span(&h, 32);
	if (!cursor_ok(&h))
		return walk_fail(w, DECODE_SHORT);
	if (first >> 28 != 6)
		return walk_fail(w, DECODE_IP_BAD);
	if (len) /* 0: a jumbogram, or segmentation offload */
		walk_limit(w, len);
	walk_push(w, LAYER_IP6);
	p->flags |= PACKET_HAS_IP;
	p->ip_version = 6;
	p->ip_id = 0;
	p->ttl = hop_limit;
	p->src = addr_v6(addrs.p);
	p->dst = addr_v6(addrs.p + 16);
	p->l3 = span_of(start, (uint32_t)(w->c.end - start));
	w->extensions = 0;
	w->sums_unknowable = false;
	return STEP_IP6_NEXT;
}

/* A header behind that of IPv6 cannot be read: the addresses still say who talks to whom. */
static enum step ip6_stop(struct walk *w, enum decode_count why)
{
	walk_note(w, why);
	w->p->ip_proto = w->proto;
	w->p->l4 = cursor_peek(&w->c);
	w->p->payload = w->p->l4;
	w->p->payload_len = w->p->l4.len;
	return STEP_PACKET;
}

/* Fragment header of RFC 8200 section 4.5; one that cuts nothing is just left behind. */
static enum step ip6_fragment(struct walk *w)
{
	struct cursor h = walk_header(w, 8);
	uint8_t next = cursor_u8(&h);

	cursor_skip(&h, 1);
	uint16_t field = cursor_be16(&h);
	uint32_t id = cursor_be32(&h);
	if (!cursor_ok(&h))
		return ip6_stop(w, DECODE_SHORT);
	w->proto = next;
	if (!(field & 0xfff9))
		return STEP_IP6_NEXT;
	struct fragment_key key = fragment_key_of(w->p, id);
	enum step step = join(w, &key, field & 0xfff8, field & 1);
	return step == STEP_PROTO ? STEP_IP6_NEXT : step;
}

/* Leaves an extension header of (length field + EXTRA) * UNIT bytes behind. */
static enum step ip6_skip(struct walk *w, uint32_t extra, uint32_t unit)
{
	struct cursor h = w->c;
	uint8_t kind = w->proto, next = cursor_u8(&h);
	uint32_t len = (cursor_u8(&h) + extra) * unit;

	cursor_skip(&h, 1);
	uint8_t segments_left = cursor_u8(&h);
	struct cursor at = w->c;
	h = walk_header(w, len);
	if (!cursor_ok(&h)) {
		w->c = at;
		return ip6_stop(w, DECODE_SHORT);
	}
	if (kind == NEXT_ROUTING && segments_left)
		w->sums_unknowable = true;
	w->proto = next;
	return STEP_IP6_NEXT;
}

/** Extension headers, one a step; anything else is the payload. */
enum step ip6_next_step(struct walk *w)
{
	if (++w->extensions > EXTENSIONS_MAX)
		return ip6_stop(w, DECODE_IP_BAD);
	switch (w->proto) {
	case NEXT_HOP_BY_HOP:
	case NEXT_ROUTING:
	case NEXT_DESTINATION:
		return ip6_skip(w, 1, 8);
	case IPPROTO_NR_AH:
		return ip6_skip(w, 2, 4);
	case NEXT_FRAGMENT:
		return ip6_fragment(w);
	default:
		return STEP_PROTO;
	}
}
