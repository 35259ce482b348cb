/*
 * redis_check: what is wrong with a server before the first record is sent: password, rights, keys
 * of other programs in the way. Called once at the start, on the caller's thread.
 */
#ifndef SPANWATCH_SINK_REDIS_CHECK_H
#define SPANWATCH_SINK_REDIS_CHECK_H

#include "sensor/sink/redis_send.h"

/**
 * Connects S and looks. FINE, WAIT and AWAY are states that pass; REFUSED comes with a sentence in
 * ERROR (REDIS_ERROR bytes) that says how to put it right.
 */
enum redis_fault redis_check(struct redis_send *s, char *error);

#endif
