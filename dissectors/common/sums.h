/*
 * sums: MD5 and SHA-1 of a file beside its SHA-256, where a rule asks for them; otherwise they cost
 * one branch a piece. Part of the state of a flow that carries a file; on a worker's thread.
 */
#ifndef SPANWATCH_DISSECTORS_COMMON_SUMS_H
#define SPANWATCH_DISSECTORS_COMMON_SUMS_H

#include "sensor/base/digest.h"
#include "sensor/dissector.h"

struct file_sums {
	bool wanted;
	struct md5_ctx md5;
	struct sha1_ctx sha1;
	uint8_t digests[36]; /* MD5, then SHA-1 */
};

static inline void file_sums_begin(struct file_sums *s, const struct dissect *d)
{
	s->wanted = transfer_sums_wanted(d);
	if (!s->wanted)
		return;
	md5_init(&s->md5);
	sha1_init(&s->sha1);
}

static inline void file_sums_bytes(struct file_sums *s, struct span bytes)
{
	if (!s->wanted)
		return;
	md5_update(&s->md5, bytes.len, bytes.p);
	sha1_update(&s->sha1, bytes.len, bytes.p);
}

/** The digests of all that passed, into T; they live as long as S. */
static inline void file_sums_tell(struct file_sums *s, struct transfer *t)
{
	if (!s->wanted)
		return;
	md5_digest(&s->md5, 16, s->digests);
	sha1_digest(&s->sha1, 20, s->digests + 16);
	t->md5 = s->digests;
	t->sha1 = s->digests + 16;
}

#endif
