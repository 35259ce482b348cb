/* batch: see batch.h. */
#include "config.h"

#include "sensor/batch.h"

#include <errno.h>
#include <stdlib.h>

int batch_new(struct batch **ret)
{
	struct batch *b = malloc(sizeof(*b));

	if (!b)
		return -ENOMEM;
	b->count = b->used = 0;
	b->upto = 0;
	b->last = false;
	b->tick_us = INT64_MIN;
	b->bytes = malloc(BATCH_BYTES);
	if (!b->bytes) {
		free(b);
		return -ENOMEM;
	}
	*ret = b;
	return 0;
}

void batch_free(struct batch *b)
{
	if (!b)
		return;
	free(b->bytes);
	free(b);
}

/* Where the copy of S lies, S being inside the bytes that were copied from OLD to NEW. */
static struct span moved(struct span s, struct span old, const uint8_t *new)
{
	if (s.p < old.p || s.p > old.p + old.len)
		return span_of(new, 0);
	return span_of(new + (s.p - old.p), s.len);
}

/*
 * Only what is read later is copied: from the innermost IP header on, or the payload of a frame
 * without IP.
 */
bool batch_add(struct batch *b, const struct packet *p)
{
	bool ip = (p->flags & PACKET_HAS_IP) != 0;
	struct span keep = ip ? p->l3 : p->payload;

	if (b->count == BATCH_PACKETS || BATCH_BYTES - b->used < keep.len)
		return false;
	uint8_t *to = b->bytes + b->used;
	struct packet *copy = &b->packets[b->count++];
	if (keep.len)
		memcpy(to, keep.p, keep.len);
	b->used += (keep.len + 15) & ~15u;
	if (b->used > BATCH_BYTES)
		b->used = BATCH_BYTES;
	*copy = *p;
	copy->frame = moved(keep, keep, to);
	copy->l3 = moved(p->l3, keep, to);
	copy->l4 = moved(p->l4, keep, to);
	copy->payload = moved(p->payload, keep, to);
	copy->tcp_options = moved(p->tcp_options, keep, to);
	return true;
}

int batch_queue_init(struct batch_queue *q)
{
	memset(q, 0, sizeof(*q));
	pthread_mutex_init(&q->lock, NULL);
	pthread_cond_init(&q->changed, NULL);
	for (int i = 0; i < BATCH_QUEUE; i++)
		if (batch_new(&q->batches[i]))
			return -ENOMEM;
	return 0;
}

void batch_queue_free(struct batch_queue *q)
{
	for (int i = 0; i < BATCH_QUEUE; i++)
		batch_free(q->batches[i]);
	pthread_cond_destroy(&q->changed);
	pthread_mutex_destroy(&q->lock);
}

struct batch *batch_queue_open(struct batch_queue *q)
{
	pthread_mutex_lock(&q->lock);
	while (q->filled == BATCH_QUEUE)
		pthread_cond_wait(&q->changed, &q->lock);
	struct batch *b = q->batches[(q->first + q->filled) % BATCH_QUEUE];
	pthread_mutex_unlock(&q->lock);
	return b;
}

void batch_queue_push(struct batch_queue *q)
{
	pthread_mutex_lock(&q->lock);
	q->filled++;
	pthread_mutex_unlock(&q->lock);
	pthread_cond_broadcast(&q->changed);
}

struct batch *batch_queue_take(struct batch_queue *q)
{
	pthread_mutex_lock(&q->lock);
	while (q->filled == 0)
		pthread_cond_wait(&q->changed, &q->lock);
	struct batch *b = q->batches[q->first];
	pthread_mutex_unlock(&q->lock);
	return b;
}

void batch_queue_give(struct batch_queue *q)
{
	struct batch *b = q->batches[q->first];

	b->count = b->used = 0;
	b->tick_us = INT64_MIN;
	b->last = false;
	pthread_mutex_lock(&q->lock);
	q->first = (q->first + 1) % BATCH_QUEUE;
	q->filled--;
	pthread_mutex_unlock(&q->lock);
	pthread_cond_broadcast(&q->changed);
}
