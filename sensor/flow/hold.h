/*
 * hold: what parse said of the bytes of a stream that it left, kept beside them and given back with
 * them. It keeps a message that comes in many small segments from being read from its start at
 * each: parse waits for a length (`want`), goes on where it stopped looking (`seen`), or, where it
 * says neither, is asked again only after long leftovers have grown by a part of themselves.
 */
#ifndef SPANWATCH_FLOW_HOLD_H
#define SPANWATCH_FLOW_HOLD_H

#include "sensor/dissector.h"

enum {
	HOLD_GROWS = 4096,   /* leftovers up to this are offered again with each byte more */
	HOLD_GROWS_PART = 16 /* longer ones when a sixteenth more is there */
};

struct hold_marks {
	uint32_t want; /* bytes without which parse need not be called */
	uint32_t seen; /* bytes at the front that parse looked at in vain */
};

/** What D has to know before its call with DATA, which begins with what was left. */
static inline void hold_remind(const struct hold_marks *m, struct dissect *d, struct span data)
{
	d->seen = m->seen ? data.p + m->seen : NULL;
}

/** D's call was offered DATA and left what begins at REST. */
static inline void hold_mark(
	struct hold_marks *m, const struct dissect *d, struct span data, const uint8_t *rest)
{
	uint32_t left = (uint32_t)(data.p + data.len - rest);
	uint32_t seen = d->seen > rest ? (uint32_t)(d->seen - rest) : 0;

	m->want = d->want;
	m->seen = seen < left ? seen : left;
	if (left > HOLD_GROWS && left == data.len && d->want <= left && !seen)
		m->want = left + left / HOLD_GROWS_PART;
}

#endif
