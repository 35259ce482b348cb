/*
 * ring: single producer, single consumer, records of any length in a byte ring, C11 atomics.
 * The last `reserve` bytes can be used only by records that must not be lost (actions, findings).
 */
#ifndef SPANWATCH_BASE_RING_H
#define SPANWATCH_BASE_RING_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct ring {
	uint8_t *bytes;
	uint32_t size; /* power of two */
	uint32_t reserve;
	_Alignas(64) _Atomic uint64_t head; /* written by the producer */
	uint64_t tail_seen;                 /* producer's copy of tail */
	_Alignas(64) _Atomic uint64_t tail; /* written by the consumer */
};

/** SIZE must be a power of two; 0 or -ENOMEM. */
int ring_init(struct ring *r, uint32_t size, uint32_t reserve);
void ring_free(struct ring *r);

/**
 * Room for LEN contiguous bytes (LEN <= size / 4), 8-aligned; NULL when the ring is full. KEEP may
 * use the reserve. ring_commit makes the record visible.
 */
void *ring_reserve(struct ring *r, uint32_t len, bool keep);
void ring_commit(struct ring *r);

/** The oldest record and its length, or NULL; ring_release gives it back. */
void *ring_peek(struct ring *r, uint32_t *ret_len);
void ring_release(struct ring *r);

#endif
