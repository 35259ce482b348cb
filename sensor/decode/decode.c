/*
 * decode: see decode.h. Owns the loop over the steps and what is said of a packet once its headers
 * are read: checksums, realm, shard. Called by the reader (offline) or by each worker (live).
 */
#include "config.h"

#include "sensor/decode/decode.h"

#include "sensor/base/content.h"
#include "sensor/decode/walk.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>

static const char *const count_names[] = {
#define DECODE_COUNT(id, name, text) name,
#include "sensor/decode/decode_counts.def"
#undef DECODE_COUNT
};

int decoder_new(const struct decode_options *options, struct decoder **ret)
{
	struct decoder *d = calloc(1, sizeof(*d));

	if (!d)
		return -ENOMEM;
	d->options = *options;
	d->fragments = fragments_new(options->fragment_memory);
	if (!d->fragments) {
		free(d);
		return -ENOMEM;
	}
	*ret = d;
	return 0;
}

void decoder_free(struct decoder *d)
{
	if (!d)
		return;
	fragments_free(d->fragments);
	free(d);
}

const uint64_t *decoder_counts(const struct decoder *d)
{
	return d->counts;
}

const char *decode_count_name(enum decode_count c)
{
	return count_names[c];
}

/* Back to where the headers still made sense. */
static enum step fall_back(struct walk *w, enum step step)
{
	struct stand *s = &w->d->stand;

	if (!s->set)
		return STEP_SKIP;
	*w->p = s->packet;
	w->c = s->c;
	w->wire = s->wire;
	w->fragment_head = s->fragment_head;
	w->seen = s->seen | (step == STEP_FAIL ? 1u << DECODE_TUNNEL_BAD : 0);
	return s->end;
}

static enum step run_step(struct walk *w, enum step step)
{
	static enum step (*const steps[])(struct walk *) = {
		[STEP_LINK] = link_step,
		[STEP_ETHER] = ether_step,
		[STEP_TYPE] = type_step,
		[STEP_LLC] = llc_step,
		[STEP_WLAN] = wlan_step,
		[STEP_IP] = ip_step,
		[STEP_IP4] = ip4_step,
		[STEP_IP6] = ip6_step,
		[STEP_IP6_NEXT] = ip6_next_step,
		[STEP_PROTO] = proto_step,
		[STEP_MPLS] = mpls_step,
		[STEP_NSH] = nsh_step,
		[STEP_PPPOE] = pppoe_step,
		[STEP_PPP] = ppp_step,
		[STEP_GRE] = gre_step,
		[STEP_UDP_TUNNEL] = udp_tunnel_step,
	};

	return steps[step](w);
}

static uint64_t addr_mix(const struct addr *a)
{
	uint64_t high, low;

	memcpy(&high, a->b, 8);
	memcpy(&low, a->b + 8, 8);
	return walk_mix(low + walk_mix(high));
}

/* The same for both directions, in every run and on every machine of one byte order. */
static uint64_t shard_hash(const struct packet *p)
{
	uint64_t a = addr_mix(&p->src), b = addr_mix(&p->dst);

	if (p->dialogue)
		return walk_mix(p->dialogue + p->space);
	return walk_mix((a + b) ^ walk_mix((a ^ b) + p->space));
}

static void judge_sums(struct walk *w, bool outgoing)
{
	struct decoder *d = w->d;
	struct packet *p = w->p;
	bool whole = p->l4.len == (p->payload.p - p->l4.p) + p->payload_len;

	if (d->options.checksum == CHECKSUM_OFF || !whole || outgoing || w->sums_unknowable ||
		(p->flags & (PACKET_TRUNCATED | PACKET_FRAGMENT)))
		return;
	bool ip_good = p->ip_version != 4 || checksum_ip4(p);
	bool l4_good = checksum_l4(p);
	enum checksum_verdict verdict = ip_good && l4_good ? CHECKSUM_GOOD : CHECKSUM_BAD;

	if (d->options.checksum == CHECKSUM_AUTO)
		verdict = checksum_judge(&d->senders, p, ip_good && l4_good);
	if (verdict == CHECKSUM_FIRST_PARDON)
		walk_note(w, DECODE_OFFLOAD);
	if (verdict != CHECKSUM_GOOD && verdict != CHECKSUM_BAD && checksum_is_odd(&d->senders, p))
		p->flags |= PACKET_ODD_SUM;
	if (verdict != CHECKSUM_BAD)
		return;
	p->flags |= PACKET_BAD_SUM;
	walk_note(w, ip_good ? DECODE_L4_BAD_SUM : DECODE_IP_BAD_SUM);
}

/* What is known by its destination alone; no frame can say so itself. */
static uint16_t frame_type(const struct packet *p)
{
	static const struct mac cluster = {{0x01, 0x80, 0xc2, 0, 0, 0x0a}};

	if ((p->flags & PACKET_HAS_ETHER) &&
		memcmp(p->dst_mac.b, cluster.b, sizeof(cluster.b)) == 0)
		return PACKET_TYPE_CLUSTER;
	return p->ether_type == PACKET_TYPE_CLUSTER ? 0 : p->ether_type;
}

/* A frame without IP: what is left is its payload. */
static void finish_frame(struct walk *w)
{
	struct packet *p = w->p;

	p->ether_type = frame_type(p);
	p->payload = cursor_peek(&w->c);
	p->payload_len = w->wire;
	p->content = content_hash(p->payload);
	if (p->payload.len < p->payload_len) {
		p->flags |= PACKET_TRUNCATED;
		walk_note(w, DECODE_TRUNCATED);
	}
	if ((p->flags & PACKET_HAS_ETHER) && (p->dst_mac.b[0] & 1))
		p->flags |= PACKET_GROUP;
	if (w->d->options.space)
		p->space = w->d->options.space(w->d->options.space_ctx, p);
}

static void finish_packet(struct walk *w, bool outgoing)
{
	struct packet *p = w->p;

	if (p->payload.len < p->payload_len) {
		p->flags |= PACKET_TRUNCATED;
		walk_note(w, DECODE_TRUNCATED);
	}
	judge_sums(w, outgoing);
	p->content = content_hash(p->payload);
	if (addr_is_group(&p->dst) || ((p->flags & PACKET_HAS_ETHER) && (p->dst_mac.b[0] & 1)))
		p->flags |= PACKET_GROUP;
	if (w->d->options.space)
		p->space = w->d->options.space(w->d->options.space_ctx, p);
	aloud_find(p);
	p->shard_hash = shard_hash(p);
}

static void add_counts(struct decoder *d, uint32_t seen)
{
	for (unsigned i = 0; seen; i++, seen >>= 1)
		d->counts[i] += seen & 1;
}

static enum step walk_run(struct walk *w, enum step step)
{
	while (step < STEP_FRAME) {
		step = run_step(w, step);
		if (step >= STEP_BACK)
			step = fall_back(w, step);
		if (w->seen & 1u << DECODE_TOO_MANY_LAYERS)
			step = STEP_SKIP;
	}
	return step;
}

enum decode_result decode_frame(
	struct decoder *d, const struct frame *f, struct packet *ret, uint64_t *ret_anomaly)
{
	struct walk w = {.d = d, .p = ret, .c = cursor_of(f->data), .type = f->link};

	w.wire = f->len > f->data.len ? f->len : f->data.len;
	d->stand.set = false;
	fragments_begin(d->fragments);
	memset(&ret->ts_us, 0, sizeof(*ret) - offsetof(struct packet, ts_us));
	ret->ts_us = f->ts_us;
	ret->frame_no = f->frame_no;
	ret->source = f->source;
	ret->len = w.wire;
	ret->frame = f->data;

	enum step end = walk_run(&w, STEP_LINK);
	if (end == STEP_FRAME)
		finish_frame(&w);
	else if (end == STEP_PACKET)
		finish_packet(&w, f->direction_known && f->outgoing);
	if (w.seen)
		add_counts(d, w.seen);
	if (ret_anomaly)
		*ret_anomaly = w.seen;
	if (end == STEP_HELD)
		return DECODE_HELD;
	return end == STEP_SKIP ? DECODE_SKIPPED : DECODE_PACKET;
}

bool decoder_given_up(struct decoder *d, int64_t now_us, struct packet *ret)
{
	uint32_t expired = 0;
	struct fragment_head *h;
	enum step end = STEP_SKIP;

	while (end >= STEP_HELD && (h = fragments_given_up(d->fragments, now_us, &expired))) {
		struct walk w = {.d = d, .p = ret};

		d->stand.set = false;
		fragments_begin(d->fragments);
		end = walk_run(&w, ip_head(&w, h));
		if (end == STEP_FRAME)
			finish_frame(&w);
		else if (end == STEP_PACKET)
			finish_packet(&w, false);
		walk_note(&w, DECODE_FRAGMENT_HEAD);
		add_counts(d, w.seen & ~(1u << DECODE_TRUNCATED)); /* by no snap length */
	}
	d->counts[DECODE_FRAGMENT_EXPIRED] += expired;
	return end < STEP_HELD;
}
