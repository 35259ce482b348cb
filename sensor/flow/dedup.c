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

static uint64_t mix_bytes(uint64_t h, struct span s)
{
	uint64_t w, other = 0xc2b2ae3d27d4eb4full;
	uint32_t i = 0;

	for (; i + 16 <= s.len; i += 16) {
		memcpy(&w, s.p + i, 8);
		h = mix(h, w);
		memcpy(&w, s.p + i + 8, 8);
		other = mix(other, w);
	}
	for (; i < s.len; i += 8) {
		uint32_t n = s.len - i < 8 ? s.len - i : 8;
		w = 0;
		memcpy(&w, s.p + i, n);
		h = mix(h, w);
	}
	return mix(h, other);
}

static uint64_t content_hash(const struct packet *p)
{
	uint64_t h = p->shard_hash;

	h = mix(h, (uint64_t)p->sport << 48 | (uint64_t)p->dport << 32 |
			   (uint32_t)p->ip_id << 16 | (uint32_t)p->tcp_flags << 8 | p->ip_proto);
	h = mix(h, (uint64_t)p->tcp_seq << 32 | p->tcp_ack);
	h = mix(h, (uint64_t)p->payload_len << 32 | p->src.b[15] << 8 | p->src.b[14]);
	return mix_bytes(h, p->payload);
}

static uint64_t path_hash(const struct packet *p)
{
	uint64_t h = mix(0, p->vlan_count);

	h = mix_bytes(h, span_of(p->src_mac.b, 6));
	h = mix_bytes(h, span_of(p->dst_mac.b, 6));
	for (unsigned i = 0; i < p->vlan_count; i++)
		h = mix(h, p->vlan[i]);
	return h;
}

bool dedup_is_copy(struct dedup *d, const struct packet *p)
{
	uint64_t content = content_hash(p), path = path_hash(p);
	struct dedup_entry *e = &d->seen[content % LIMIT_DEDUP];
	int64_t apart = p->ts_us - e->ts_us;
	bool same = e->content == content && apart <= LIMIT_DEDUP_US && apart >= -LIMIT_DEDUP_US;

	if (same && (p->ip_id != 0 || e->path != path))
		return true;
	*e = (struct dedup_entry){content, path, p->ts_us};
	return false;
}
