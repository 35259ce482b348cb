/* redis_queue: see redis_queue.h. */
#include "config.h"

#include "sensor/sink/redis_queue.h"

#include "sensor/base/patience.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>

enum { TAKE_BYTES = 4 * 1024 * 1024, WAKE_COUNT = 64 };

int64_t redis_now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void list_init(struct redis_list *l)
{
	l->first = NULL;
	l->last = &l->first;
}

static void list_put(struct redis_list *l, struct redis_item *i)
{
	i->next = NULL;
	*l->last = i;
	l->last = &i->next;
}

static struct redis_item *list_take(struct redis_list *l)
{
	struct redis_item *i = l->first;

	if (!i)
		return NULL;
	l->first = i->next;
	if (!l->first)
		l->last = &l->first;
	return i;
}

int redis_queue_init(struct redis_queue *q, size_t max)
{
	int r;

	*q = (struct redis_queue){.max = max};
	list_init(&q->keep);
	list_init(&q->telemetry);
	r = pthread_mutex_init(&q->lock, NULL);
	if (r != 0)
		return -r;
	r = patience_init(&q->filled);
	return r ? r : patience_init(&q->drained);
}

void redis_queue_free(struct redis_queue *q)
{
	struct redis_item *i;

	while ((i = list_take(&q->keep)) != NULL || (i = list_take(&q->telemetry)) != NULL)
		free(i);
	pthread_cond_destroy(&q->filled);
	pthread_cond_destroy(&q->drained);
	pthread_mutex_destroy(&q->lock);
}

/* Drops the oldest of L; false where there is none. */
static bool drop_oldest(struct redis_queue *q, struct redis_list *l, uint64_t *count)
{
	struct redis_item *i = list_take(l);

	if (!i)
		return false;
	q->bytes -= redis_item_size(i);
	q->count--;
	(*count)++;
	free(i);
	return true;
}

/* Makes room for SIZE bytes of a finding or action (KEEP) or of telemetry; false where it cannot.
 */
static bool make_room(struct redis_queue *q, size_t size, bool keep)
{
	while (q->bytes + size > q->max)
		if (!drop_oldest(q, &q->telemetry, &q->dropped_telemetry) &&
			!(keep && drop_oldest(q, &q->keep, &q->dropped_kept)))
			return false;
	return true;
}

void redis_queue_put(struct redis_queue *q, struct redis_item *i)
{
	size_t size = redis_item_size(i);

	pthread_mutex_lock(&q->lock);
	if (make_room(q, size, i->keep)) {
		list_put(i->keep ? &q->keep : &q->telemetry, i);
		q->bytes += size;
		q->count++;
		if (q->count == WAKE_COUNT)
			pthread_cond_signal(&q->filled);
		i = NULL;
	} else if (i->keep) {
		q->dropped_kept++;
	} else {
		q->dropped_telemetry++;
	}
	pthread_mutex_unlock(&q->lock);
	free(i);
}

bool redis_queue_wait_room(struct redis_queue *q, size_t size, unsigned ms)
{
	struct timespec until = patience_until(ms);
	int r = 0;

	pthread_mutex_lock(&q->lock);
	while (q->bytes > 0 && q->bytes + size > q->max && r == 0)
		r = pthread_cond_timedwait(&q->drained, &q->lock, &until);
	bool room = q->bytes == 0 || q->bytes + size <= q->max;
	pthread_mutex_unlock(&q->lock);
	return room;
}

void redis_queue_wait(struct redis_queue *q, uint32_t wanted, unsigned ms)
{
	struct timespec until = patience_until(ms);
	int r = 0;

	pthread_mutex_lock(&q->lock);
	while (q->count < wanted && !q->closing && r == 0)
		r = pthread_cond_timedwait(&q->filled, &q->lock, &until);
	pthread_mutex_unlock(&q->lock);
}

/* Takes from L while the batch has room; returns the number of items that ITEMS then holds. */
static unsigned take_from(struct redis_queue *q, struct redis_list *l, struct redis_item **items,
	unsigned count, unsigned *commands)
{
	size_t bytes = 0;

	while (l->first && l->first->commands <= *commands && bytes < TAKE_BYTES) {
		items[count] = list_take(l);
		*commands -= items[count]->commands;
		bytes += items[count]->len;
		q->count--;
		count++;
	}
	return count;
}

unsigned redis_queue_take(struct redis_queue *q, struct redis_item **items, unsigned commands)
{
	unsigned rest, count;

	pthread_mutex_lock(&q->lock);
	rest = q->telemetry.first ? commands - commands / 4 : commands;
	commands -= rest;
	count = take_from(q, &q->keep, items, 0, &rest);
	commands += rest;
	count = take_from(q, &q->telemetry, items, count, &commands);
	pthread_mutex_unlock(&q->lock);
	return count;
}

unsigned redis_queue_take_kind(
	struct redis_queue *q, bool keep, struct redis_item **items, unsigned max)
{
	struct redis_list *l = keep ? &q->keep : &q->telemetry;
	unsigned count = 0;

	pthread_mutex_lock(&q->lock);
	while (count < max && l->first)
		items[count++] = list_take(l);
	q->count -= count;
	pthread_mutex_unlock(&q->lock);
	return count;
}

void redis_queue_untake(struct redis_queue *q, struct redis_item *i)
{
	struct redis_list *l = i->keep ? &q->keep : &q->telemetry;

	pthread_mutex_lock(&q->lock);
	i->next = l->first;
	l->first = i;
	if (!i->next)
		l->last = &i->next;
	q->count++;
	pthread_mutex_unlock(&q->lock);
}

void redis_queue_done(struct redis_queue *q, struct redis_item *i)
{
	if (i->unqueued) {
		free(i);
		return;
	}
	pthread_mutex_lock(&q->lock);
	q->bytes -= redis_item_size(i);
	pthread_cond_signal(&q->drained);
	pthread_mutex_unlock(&q->lock);
	free(i);
}
