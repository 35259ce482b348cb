/*
 * merge: several interfaces as one stream in the order of time, for the two directions of a tap and
 * for whoever must see all frames. Each interface shows its oldest frame; the rest waits in its
 * kernel ring. Used by capture.c, on one thread.
 */
#ifndef SPANWATCH_CAPTURE_MERGE_H
#define SPANWATCH_CAPTURE_MERGE_H

#include "sensor/capture/live.h"

enum { MERGE_INTERFACES = 64 };

struct merge;

/**
 * Takes over the COUNT (at most MERGE_INTERFACES) opened LIVES; 0 or -ENOMEM. With
 * OPTIONS->wait_for_interfaces one that goes away is opened again when it is back.
 */
int merge_new(struct live *const *lives, unsigned count, int64_t window_us, int wake_fd,
	const struct capture_options *options, struct merge **ret);

/** The oldest frame once no older one can come, or after it has waited for the window. */
enum capture_status merge_next(struct merge *m, struct frame *ret, char *error);

const char *merge_name(const struct merge *m, uint16_t source);
unsigned merge_count(const struct merge *m);
void merge_totals(struct merge *m, struct capture_totals *ret);
/** Closes the interfaces too. */
void merge_close(struct merge *m);

#endif
