/*
 * ring: see ring.h. A record is an 8-byte header (its length; PAD skips to the start of the ring)
 * and its bytes, rounded up to 8. head and tail count bytes and never wrap in practice.
 */
#include "config.h"

#include "sensor/base/ring.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define PAD UINT32_MAX

enum { FETCH_BYTES = 768 }; /* about a record */

struct header {
	uint32_t len;
	uint32_t room; /* bytes to the next header, this one included */
};

int ring_init(struct ring *r, uint32_t size, uint32_t reserve)
{
	memset(r, 0, sizeof(*r));
	r->bytes = aligned_alloc(64, size);
	r->size = size;
	r->reserve = reserve;
	return r->bytes ? 0 : -ENOMEM;
}

void ring_free(struct ring *r)
{
	free(r->bytes);
	r->bytes = NULL;
}

static bool has_room(struct ring *r, uint64_t head, uint32_t need)
{
	if (head + need - r->tail_seen <= r->size)
		return true;
	r->tail_seen = atomic_load_explicit(&r->tail, memory_order_acquire);
	return head + need - r->tail_seen <= r->size;
}

void *ring_reserve(struct ring *r, uint32_t len, bool keep)
{
	uint64_t head = atomic_load_explicit(&r->head, memory_order_relaxed);
	uint32_t room = (uint32_t)sizeof(struct header) + ((len + 7) & ~7u);
	uint32_t at = (uint32_t)(head & (r->size - 1));
	uint32_t to_end = r->size - at;
	uint32_t skip = to_end < room ? to_end : 0;
	uint32_t hold = keep ? 0 : r->reserve;

	if (room > r->size / 4 || !has_room(r, head, skip + room + hold))
		return NULL;
	if (skip) {
		struct header pad = {PAD, skip};
		memcpy(r->bytes + at, &pad, sizeof(pad));
		head += skip;
		atomic_store_explicit(&r->head, head, memory_order_release);
		at = 0;
	}
	struct header h = {len, room};
	memcpy(r->bytes + at, &h, sizeof(h));
	return r->bytes + at + sizeof(h);
}

/* The other thread's core has what follows still: by the next record it is here. */
static void fetch_room(struct ring *r, uint64_t head)
{
	for (uint64_t at = head; at < head + FETCH_BYTES; at += 64)
		__builtin_prefetch(r->bytes + (at & (r->size - 1)), 1);
}

void ring_commit(struct ring *r)
{
	uint64_t head = atomic_load_explicit(&r->head, memory_order_relaxed);
	struct header h;

	memcpy(&h, r->bytes + (head & (r->size - 1)), sizeof(h));
	atomic_store_explicit(&r->head, head + h.room, memory_order_release);
	fetch_room(r, head + h.room);
}

void *ring_peek(struct ring *r, uint32_t *ret_len)
{
	uint64_t tail = atomic_load_explicit(&r->tail, memory_order_relaxed);

	for (;;) {
		if (tail == atomic_load_explicit(&r->head, memory_order_acquire))
			return NULL;
		struct header h;
		uint8_t *at = r->bytes + (tail & (r->size - 1));
		memcpy(&h, at, sizeof(h));
		if (h.len != PAD) {
			*ret_len = h.len;
			return at + sizeof(h);
		}
		tail += h.room;
		atomic_store_explicit(&r->tail, tail, memory_order_release);
	}
}

void ring_release(struct ring *r)
{
	uint64_t tail = atomic_load_explicit(&r->tail, memory_order_relaxed);
	struct header h;

	memcpy(&h, r->bytes + (tail & (r->size - 1)), sizeof(h));
	atomic_store_explicit(&r->tail, tail + h.room, memory_order_release);
}
