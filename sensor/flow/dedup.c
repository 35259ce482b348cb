/* dedup: see dedup.h. The hash is not keyed: see base/content.h. */
#include "config.h"

#include "sensor/flow/dedup.h"

#include "sensor/base/content.h"

uint64_t dedup_content(const struct packet *p)
{
	uint64_t h = p->shard_hash;

	h = content_mix(h, (uint64_t)p->sport << 48 | (uint64_t)p->dport << 32 |
				   (uint32_t)p->ip_id << 16 | (uint32_t)p->tcp_flags << 8 |
				   p->ip_proto);
	h = content_mix(h, (uint64_t)p->tcp_seq << 32 | p->tcp_ack);
	h = content_mix(h, (uint64_t)p->payload_len << 32 | p->src.b[15] << 8 | p->src.b[14]);
	return content_mix(h, p->content);
}

static uint64_t path_hash(const struct packet *p)
{
	uint64_t h = (uint64_t)p->vlan_count << 32;
	uint32_t half[3];

	memcpy(half, p->src_mac.b, 4);
	memcpy(half + 1, p->src_mac.b + 4, 2);
	memcpy((uint8_t *)(half + 1) + 2, p->dst_mac.b, 2);
	memcpy(half + 2, p->dst_mac.b + 2, 4);
	h = content_mix(h ^ half[0], (uint64_t)half[1] << 32 | half[2]);
	for (unsigned i = 0; i < p->vlan_count; i++)
		h = content_mix(h, p->vlan[i]);
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
