/*
 * errand: one job at a time on a thread of its own, for one caller that meanwhile goes on. What the
 * job touches is the thread's between errand_go and errand_wait, and the caller's otherwise.
 */
#ifndef SPANWATCH_BASE_ERRAND_H
#define SPANWATCH_BASE_ERRAND_H

#include <pthread.h>
#include <stdbool.h>

struct errand {
	void (*job)(void *ctx);
	void *ctx;
	bool begun;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool busy, over; /* under lock */
};

/** The thread begins with the first job, so that it lives in whatever cage the caller is in then.
 */
void errand_init(struct errand *e, void (*job)(void *ctx), void *ctx);

/** Waits until the job at hand is done. */
void errand_wait(struct errand *e);

/** Does the job once more, after what is at hand. Without a thread to be had: at once, here. */
void errand_go(struct errand *e);

/** Waits for the job at hand and ends the thread. */
void errand_end(struct errand *e);

#endif
