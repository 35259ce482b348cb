/*
 * checksum: see checksum.h. Called by decode.c for each innermost packet, on the decoder's thread.
 */
#include "config.h"

#include "sensor/decode/checksum.h"

#include "sensor/base/cursor.h"

enum {
	JUDGE_FROM = 4,      /* fewer sums of a sender prove nothing */
	JUDGE_MEMORY = 8192, /* then both numbers are halved, so that a sender can change */
	MERGED_FROM = 1501 /* bytes of an IP packet that no Ethernet carried: joined by the host */
};

typedef uint32_t lanes __attribute__((vector_size(16)));

/* Adds up to 32 KiB in 32-bit lanes, low and high halves of each word apart. */
static uint64_t add_block(const uint8_t *p, uint32_t len)
{
	lanes low = {0}, high = {0}, a, b;

	for (uint32_t i = 0; i + 32 <= len; i += 32) {
		memcpy(&a, p + i, 16);
		memcpy(&b, p + i + 16, 16);
		low += (a & 0xffff) + (b & 0xffff);
		high += (a >> 16) + (b >> 16);
	}
	uint64_t sum = 0;
	for (unsigned i = 0; i < 4; i++)
		sum += (uint64_t)low[i] + high[i];
	return sum;
}

uint64_t checksum_add(uint64_t sum, struct span bytes)
{
	const uint8_t *p = bytes.p;
	uint32_t left = bytes.len, half;
	uint16_t word;

	while (left >= 32) {
		uint32_t block = (left < 32768 ? left : 32768) & ~31u;
		sum += add_block(p, block);
		p += block;
		left -= block;
	}
	for (; left >= 4; left -= 4, p += 4) {
		memcpy(&half, p, 4);
		sum += (half & 0xffff) + (half >> 16);
	}
	if (left >= 2) {
		memcpy(&word, p, 2);
		sum += word;
		p += 2;
		left -= 2;
	}
	if (left) {
		uint8_t last[2] = {*p, 0};
		memcpy(&word, last, 2);
		sum += word;
	}
	return sum;
}

uint16_t checksum_fold(uint64_t sum)
{
	sum = (sum >> 32) + (sum & 0xffffffff);
	sum = (sum >> 16) + (sum & 0xffff);
	sum = (sum >> 16) + (sum & 0xffff);
	sum = (sum >> 16) + (sum & 0xffff);
	return (uint16_t)sum;
}

bool checksum_ip4(const struct packet *p)
{
	struct span header = span_sub(p->l3, 0, p->l3.len ? (p->l3.p[0] & 15u) * 4 : 0);

	return checksum_fold(checksum_add(0, header)) == 0xffff;
}

/* Pseudo header of RFC 9293 section 3.1 and RFC 8200 section 8.1, summed in memory order. */
static uint64_t pseudo_sum(const struct packet *p)
{
	uint32_t skip = p->ip_version == 4 ? 12 : 0;
	uint32_t len = p->l4.len;
	uint8_t tail[8] = {(uint8_t)(len >> 24), (uint8_t)(len >> 16), (uint8_t)(len >> 8),
		(uint8_t)len, 0, 0, 0, p->ip_proto};
	uint64_t sum = checksum_add(0, span_of(p->src.b + skip, 16 - skip));

	sum = checksum_add(sum, span_of(p->dst.b + skip, 16 - skip));
	return checksum_add(sum, span_of(tail, 8));
}

bool checksum_l4(const struct packet *p)
{
	bool has_ports = p->flags & PACKET_HAS_PORTS;
	struct cursor c = cursor_of(p->l4);
	uint64_t sum = 0;

	if (p->ip_proto == IPPROTO_NR_UDP) {
		cursor_skip(&c, 6);
		if (cursor_be16(&c) == 0)
			return true; /* RFC 768: the sender made none */
	} else if (!(p->ip_proto == IPPROTO_NR_TCP && has_ports) &&
		   p->ip_proto != IPPROTO_NR_ICMP && p->ip_proto != IPPROTO_NR_ICMPV6) {
		return true;
	}
	if (p->ip_proto != IPPROTO_NR_ICMP)
		sum = pseudo_sum(p);
	return checksum_fold(checksum_add(sum, p->l4)) == 0xffff;
}

static uint64_t sender_hash(const struct packet *p)
{
	uint64_t mac = 0, high, low;

	memcpy(&mac, p->src_mac.b, sizeof(p->src_mac.b));
	memcpy(&high, p->src.b, 8);
	memcpy(&low, p->src.b + 8, 8);
	uint64_t h = (mac ^ high * 0x9e3779b97f4a7c15u) + low * 0xc2b2ae3d27d4eb4fu;
	h ^= h >> 29;
	h *= 0xbf58476d1ce4e5b9u;
	return h ^ h >> 32;
}

/*
 * What only a sender's own host can have seen: no sum at all, the sum of the pseudo header alone
 * (the interface would have added the rest), or segments joined before they were captured.
 */
static bool is_offloaded(const struct packet *p)
{
	uint32_t at = p->ip_proto == IPPROTO_NR_TCP ? 16 : 6;
	uint16_t field;

	if (p->l3.len >= MERGED_FROM)
		return true;
	if (p->l4.len < at + 2 || (p->ip_proto != IPPROTO_NR_TCP && p->ip_proto != IPPROTO_NR_UDP))
		return false;
	memcpy(&field, p->l4.p + at, sizeof(field));
	return field == 0 || field == checksum_fold(pseudo_sum(p));
}

enum checksum_verdict checksum_judge(struct checksum_senders *s, const struct packet *p, bool good)
{
	uint64_t hash = sender_hash(p);
	struct checksum_sender *from = &s->of[hash & (CHECKSUM_SENDERS - 1)];
	uint32_t tag = (uint32_t)(hash >> 32);

	if (from->tag != tag)
		*from = (struct checksum_sender){.tag = tag};
	if (from->checked >= JUDGE_MEMORY) {
		from->checked /= 2;
		from->bad /= 2;
	}
	from->checked++;
	from->spoke |= good && p->payload_len && p->ip_proto == IPPROTO_NR_TCP;
	if (good)
		return CHECKSUM_GOOD;
	from->bad++;
	if (from->checked < JUDGE_FROM || is_offloaded(p))
		return CHECKSUM_PARDONED;
	if (from->bad * 2u < from->checked)
		return CHECKSUM_BAD;
	if (from->told)
		return CHECKSUM_PARDONED;
	from->told = 1;
	return CHECKSUM_FIRST_PARDON;
}

/* Hosts that leave sums to their card make those of empty segments themselves, some of them. */
bool checksum_is_odd(const struct checksum_senders *s, const struct packet *p)
{
	uint64_t hash = sender_hash(p);
	const struct checksum_sender *from = &s->of[hash & (CHECKSUM_SENDERS - 1)];

	if (p->l3.len >= MERGED_FROM)
		return false;
	return is_offloaded(p) ? from->spoke : from->bad < from->checked;
}
