/*
 * dedup: see dedup.h. The hash is not keyed: what falls out of the table must be the same in every
 * run. Whoever finds a collision gains that a packet stays in twice, or needs 64 equal bits.
 */
#include "config.h"

#include "sensor/flow/dedup.h"

static inline uint64_t mix(uint64_t h, uint64_t w)
{
	h = (h ^ w) * 0x9e3779b97f4a7c15ull;
	return h ^ h >> 32;
}

static inline uint64_t word_at(const uint8_t *p)
{
	uint64_t w;
	memcpy(&w, p, 8);
	return w;
}

/* Four words at a time, so that no multiplication waits for the one before. */
static uint64_t mix_bytes(uint64_t h, struct span s)
{
	uint64_t a = h, b = ~h, c = h ^ 0xc2b2ae3d27d4eb4full, d = h + 0x165667b19e3779f9ull;
	uint32_t i = 0;

	for (; i + 32 <= s.len; i += 32) {
		a = mix(a, word_at(s.p + i));
		b = mix(b, word_at(s.p + i + 8));
		c = mix(c, word_at(s.p + i + 16));
		d = mix(d, word_at(s.p + i + 24));
	}
	for (; i + 8 <= s.len; i += 8)
		a = mix(a, word_at(s.p + i));
	for (; i < s.len; i++)
		b = mix(b, s.p[i]);
	return mix(mix(a, b), mix(c, d));
}

uint64_t dedup_content(const struct packet *p)
{
	uint64_t h = p->shard_hash;

	h = mix(h, (uint64_t)p->sport << 48 | (uint64_t)p->dport << 32 | (uint32_t)p->ip_id << 16 |
			   (uint32_t)p->tcp_flags << 8 | p->ip_proto);
	h = mix(h, (uint64_t)p->tcp_seq << 32 | p->tcp_ack);
	h = mix(h, (uint64_t)p->payload_len << 32 | p->src.b[15] << 8 | p->src.b[14]);
	return mix_bytes(h, p->payload);
}

static uint64_t path_hash(const struct packet *p)
{
	uint64_t h = (uint64_t)p->vlan_count << 32;
	uint32_t half[3];

	memcpy(half, p->src_mac.b, 4);
	memcpy(half + 1, p->src_mac.b + 4, 2);
	memcpy((uint8_t *)(half + 1) + 2, p->dst_mac.b, 2);
	memcpy(half + 2, p->dst_mac.b + 2, 4);
	h = mix(h ^ half[0], (uint64_t)half[1] << 32 | half[2]);
	for (unsigned i = 0; i < p->vlan_count; i++)
		h = mix(h, p->vlan[i]);
	return h;
}

void dedup_prefetch(const struct dedup *d, uint64_t content)
{
	__builtin_prefetch(&d->seen[content % LIMIT_DEDUP], 1);
}

bool dedup_is_copy(struct dedup *d, uint64_t content, const struct packet *p)
{
	uint64_t path = path_hash(p);
	struct dedup_entry *e = &d->seen[content % LIMIT_DEDUP];
	int64_t apart = p->ts_us - e->ts_us;
	bool same = e->content == content && apart <= LIMIT_DEDUP_US && apart >= -LIMIT_DEDUP_US;

	if (same && (p->ip_id != 0 || e->path != path))
		return true;
	*e = (struct dedup_entry){content, path, p->ts_us};
	return false;
}
