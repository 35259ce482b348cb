/*
 * redis_thread: the writer thread of the Redis sink, and what the sink and its thread share.
 * Private to the two files.
 */
#ifndef SPANWATCH_SINK_REDIS_THREAD_H
#define SPANWATCH_SINK_REDIS_THREAD_H

#include "sensor/sink/redis_spool.h"

#include <stdatomic.h>

enum { BACKOFF_FIRST_MS = 50 };

struct redis_sink {
	struct sink sink;
	struct redis_url url;
	struct redis_keys keys;
	struct redis_queue queue;
	struct redis_writer writer;      /* the collector's thread */
	struct redis_send send;          /* the writer thread */
	struct redis_spool spool;        /* the writer thread */
	char spool_folder[SPOOL_FOLDER]; /* empty: none */
	uint64_t spool_max, spool_full_from;
	bool lossless;
	int64_t away_most_ms; /* lossless */
	int error;            /* lossless: for good; the collector's thread */
	uint64_t lost;        /* no memory or too large; the collector's thread */
	pthread_t thread;
	_Atomic bool closing, finished;
	_Atomic int64_t close_until_ms;
	_Atomic int64_t away_since_ms; /* 0 while records get through */
	_Atomic int64_t lag_ms;
	_Atomic uint64_t written, duplicates, skipped, connects;
	_Atomic uint64_t spool_bytes, spool_waiting, spool_dropped[REDIS_SPOOLS];
	/* the writer thread's view of the server */
	enum redis_fault state;
	unsigned backoff_ms;
	bool second_chance; /* the connection broke and was not yet tried anew */
	bool skip_told;
	int64_t refused_until_ms; /* monotonic; a refusal is old news before */
	uint64_t dropped_told;
};

/** Starts the thread, with all signals blocked. 0 or -errno. */
int redis_thread_start(struct redis_sink *s);

/**
 * Tells the operator when the state of the server changes, once. The writer thread, or the caller's
 * before that one runs.
 */
void redis_thread_report(struct redis_sink *s, enum redis_fault state);

#endif
