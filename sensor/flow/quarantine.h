/*
 * quarantine: flows that nDPI died of. Before each call its door notes the flow in hand in a file
 * that is mapped into memory: two stores, no system call, and the kernel keeps them when the
 * process ends. A note that is still there at the next start names a flow that nDPI never sees
 * again. Opened by the session; each lane writes its own note, on its thread.
 */
#ifndef SPANWATCH_FLOW_QUARANTINE_H
#define SPANWATCH_FLOW_QUARANTINE_H

#include "sensor/packet.h"

#include <stdatomic.h>

enum {
	QUARANTINE_NOTES = 64,  /* lanes */
	QUARANTINE_FLOWS = 1024 /* remembered; the oldest makes room */
};

/** One flow, the same for both directions. Every byte counts. */
struct quarantine_key {
	struct addr low, high;
	uint16_t low_port, high_port, space;
	uint8_t ip_proto, zero;
};

/** What a lane has in hand; in a cache line of its own. */
struct quarantine_note {
	_Alignas(64) struct quarantine_key key;
	_Atomic uint32_t armed;
};

struct quarantine;

/**
 * Opens or makes FILE, which another process must not have open, and moves the notes it finds into
 * the quarantine. 0, or -errno with one sentence in ERROR. A file that is not one of ours is begun
 * anew.
 */
int quarantine_open(const char *file, struct quarantine **ret, char error[static 256]);
void quarantine_close(struct quarantine *q);

/** Flows that were found in hand at this start, and the one at INDEX of them. */
unsigned quarantine_found(const struct quarantine *q);
const struct quarantine_key *quarantine_found_at(const struct quarantine *q, unsigned index);

/** Flows that are kept from nDPI. */
unsigned quarantine_count(const struct quarantine *q);

/** The flow of P. */
struct quarantine_key quarantine_key_of(const struct packet *p);

/** True when KEY must not go to nDPI. Q may be NULL. */
bool quarantine_holds(const struct quarantine *q, const struct quarantine_key *key);

/** The note of LANE; NULL without Q or for a lane too many. */
struct quarantine_note *quarantine_note(struct quarantine *q, unsigned lane);

/** KEY is in hand until quarantine_clear. NOTE may be NULL. */
static inline void quarantine_arm(struct quarantine_note *note, const struct quarantine_key *key)
{
	if (!note)
		return;
	note->key = *key;
	atomic_store_explicit(&note->armed, 1, memory_order_release);
}

static inline void quarantine_clear(struct quarantine_note *note)
{
	if (note)
		atomic_store_explicit(&note->armed, 0, memory_order_release);
}

#endif
