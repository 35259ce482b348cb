/* errand: see errand.h. */
#include "config.h"

#include "sensor/base/errand.h"

void errand_init(struct errand *e, void (*job)(void *ctx), void *ctx)
{
	*e = (struct errand){.job = job, .ctx = ctx};
	pthread_mutex_init(&e->lock, NULL);
	pthread_cond_init(&e->changed, NULL);
}

static void *errand_main(void *arg)
{
	struct errand *e = arg;

	pthread_mutex_lock(&e->lock);
	for (;;) {
		while (!e->busy && !e->over)
			pthread_cond_wait(&e->changed, &e->lock);
		if (!e->busy)
			break;
		pthread_mutex_unlock(&e->lock);
		e->job(e->ctx);
		pthread_mutex_lock(&e->lock);
		e->busy = false;
		pthread_cond_broadcast(&e->changed);
	}
	pthread_mutex_unlock(&e->lock);
	return NULL;
}

void errand_wait(struct errand *e)
{
	pthread_mutex_lock(&e->lock);
	while (e->busy)
		pthread_cond_wait(&e->changed, &e->lock);
	pthread_mutex_unlock(&e->lock);
}

void errand_go(struct errand *e)
{
	e->begun = e->begun || pthread_create(&e->thread, NULL, errand_main, e) == 0;
	errand_wait(e);
	if (!e->begun) {
		e->job(e->ctx);
		return;
	}
	pthread_mutex_lock(&e->lock);
	e->busy = true;
	pthread_cond_broadcast(&e->changed);
	pthread_mutex_unlock(&e->lock);
}

void errand_end(struct errand *e)
{
	pthread_mutex_lock(&e->lock);
	e->over = true;
	pthread_cond_broadcast(&e->changed);
	pthread_mutex_unlock(&e->lock);
	if (e->begun)
		pthread_join(e->thread, NULL);
	pthread_cond_destroy(&e->changed);
	pthread_mutex_destroy(&e->lock);
}
