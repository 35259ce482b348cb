/* doubt: see doubt.h. */
#include "config.h"

#include "sensor/flow/doubt.h"

#include "sensor/base/cursor.h"

/* From the least doubt to the most: how far a packet gets can be guessed only. */
enum { DOUBT_TTL = 1, DOUBT_DROPPED = 256 };

enum {
	HOPS_BEHIND = 8, /* of the path, that a packet may still have before it behind the sensor */
	HOPS_APART = 8   /* no change of the route makes the way so much longer */
};

enum { OPTION_END, OPTION_NOP, OPTION_TIMESTAMPS = 8, OPTION_MD5 = 19 };

/* The options that matter here (RFC 9293 section 3.1, RFC 7323 section 3.2, RFC 2385). */
struct options {
	bool stamped, is_signed;
	uint32_t stamp;
};

static struct options options_read(const struct packet *p)
{
	struct cursor c = cursor_of(p->tcp_options);
	struct options o = {0};

	while (cursor_left(&c)) {
		uint8_t kind = cursor_u8(&c);
		if (kind == OPTION_NOP)
			continue;
		uint8_t len = cursor_u8(&c);
		if (kind == OPTION_END || len < 2 || !cursor_ok(&c))
			break;
		struct cursor value = cursor_child(&c, len - 2u);
		if (!cursor_ok(&c))
			break;
		if (kind == OPTION_TIMESTAMPS && len == 10) {
			o.stamped = true;
			o.stamp = cursor_be32(&value);
		}
		o.is_signed |= kind == OPTION_MD5;
	}
	return o;
}

void doubt_syn(struct flow *f, enum side from, const struct packet *p)
{
	struct options o = options_read(p);

	if (f->tcp_flags[from] & TCP_SYN)
		return; /* whoever sends another one */
	f->is_signed = (uint8_t)((f->is_signed & ~(1u << from)) | (unsigned)o.is_signed << from);
	if (!f->dissector && !f->conversation)
		f->small[from] = (uint64_t)o.stamped << 32 | o.stamp;
}

void doubt_begin(const struct flow *f, struct stream *s)
{
	if (f->dissector || (f->flags & FLOW_STREAM_OFF))
		return;
	for (int i = 0; i < 2; i++) {
		s->side[i].has_stamp = f->small[i] >> 32 == 1;
		s->side[i].stamp = (uint32_t)f->small[i];
	}
}

static bool is_before(uint32_t a, uint32_t b)
{
	return (int32_t)(a - b) < 0;
}

/*
 * A packet that others of its sender outlive by far, or that has nowhere far to go. Routes change:
 * the acknowledgement tells, where there can be one.
 */
static uint16_t falls_short(const struct flow *f, const struct stream_side *side, enum side from,
	const struct packet *p)
{
	if (side->reach && p->ttl >= side->reach)
		return 0;
	bool short_lived = p->ttl < f->ttl[from] &&
			   (p->ttl <= HOPS_BEHIND || f->ttl[from] - p->ttl >= HOPS_APART);

	return short_lived && f->packets[side_other(from)] ? DOUBT_TTL + UINT8_MAX - 1 - p->ttl : 0;
}

/* What no receiver takes, whoever sent it. */
static bool is_unacceptable(const struct flow *f, const struct stream_side *side, enum side from,
	const struct packet *p, const struct options *o)
{
	bool is_new = side->begun && !is_before(p->tcp_seq, side->next);

	if (p->tcp_flags & (TCP_SYN | TCP_RST))
		return false;
	if (!(p->tcp_flags & TCP_ACK) && (f->tcp_flags[from] & TCP_ACK))
		return true; /* RFC 9293 section 3.10.7.4, fifth */
	if ((f->tcp_flags[from] & TCP_SYN) && o->is_signed != (f->is_signed >> from & 1))
		return true; /* RFC 2385 section 2 */
	return o->stamped && side->has_stamp && is_new &&
	       is_before(o->stamp, side->stamp); /* RFC 7323 section 5.3 */
}

/* What lives as long as something that was acknowledged arrives as well. */
static void learn_reach(
	struct stream_side *side, const struct stream_side *other, const struct packet *p)
{
	if (side->tried && other->has_ack && !is_before(other->ack, side->tried_end)) {
		if (!side->reach || side->tried < side->reach)
			side->reach = side->tried;
		side->tried = 0;
	}
	if (p && !side->tried) {
		side->tried = p->ttl;
		side->tried_end = p->tcp_seq + p->payload_len;
	}
}

uint16_t doubt_of(const struct flow *f, struct stream *s, enum side from, const struct packet *p)
{
	struct stream_side *side = &s->side[from];

	if (!p->payload_len && !(p->tcp_flags & TCP_FIN))
		return 0;
	learn_reach(side, &s->side[side_other(from)], NULL);
	struct options o = options_read(p);
	if (is_unacceptable(f, side, from, p, &o))
		return DOUBT_DROPPED;
	if ((p->flags & PACKET_ODD_SUM) && f->packets[side_other(from)])
		return DOUBT_DROPPED;
	uint16_t doubt = falls_short(f, side, from, p);
	bool in_order = !side->begun || !is_before(side->next, p->tcp_seq);
	if (!doubt && o.stamped && in_order) {
		if (!side->has_stamp || is_before(side->stamp, o.stamp))
			side->stamp = o.stamp;
		side->has_stamp = true;
	}
	if (!doubt)
		learn_reach(side, &s->side[side_other(from)], p);
	return doubt;
}

void doubt_fins(struct flow *f, const struct stream *s)
{
	for (int i = 0; i < 2; i++) {
		const struct stream_side *side = &s->side[i];
		if (side->has_fin && (side->closed || !side->fin_doubt)) {
			f->tcp_flags[i] |= TCP_FIN;
		} else if (side->has_fin || side->fin_void) {
			f->tcp_flags[i] &= (uint8_t)~TCP_FIN;
			f->flags &= (uint16_t)~FLOW_FINISHED;
			f->state = FLOW_ESTABLISHED;
		}
	}
	if (f->tcp_flags[0] & f->tcp_flags[1] & TCP_FIN)
		f->state = FLOW_CLOSED;
}
