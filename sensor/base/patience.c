/* patience: see patience.h. */
#include "config.h"

#include "sensor/base/patience.h"

int patience_init(pthread_cond_t *condition)
{
	pthread_condattr_t clock;
	int r = pthread_condattr_init(&clock);

	if (r != 0)
		return -r;
	pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
	r = pthread_cond_init(condition, &clock);
	pthread_condattr_destroy(&clock);
	return -r;
}

struct timespec patience_until(unsigned ms)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	t.tv_sec += ms / 1000;
	t.tv_nsec += (long)(ms % 1000) * 1000000;
	if (t.tv_nsec >= 1000000000) {
		t.tv_nsec -= 1000000000;
		t.tv_sec++;
	}
	return t;
}
