/*
 * filter: a BPF expression over frames of any mix of link types: compiled once for each. Used by
 * files.c; libpcap is only asked to compile and to run.
 */
#ifndef SPANWATCH_CAPTURE_FILTER_H
#define SPANWATCH_CAPTURE_FILTER_H

#include "sensor/base/span.h"

enum { FILTER_ERROR = 256 };

struct filter;
struct frame;

/** 0 when EXPRESSION compiles for some link type, else -EINVAL and a sentence in ERROR. */
int filter_check(const char *expression, char error[static FILTER_ERROR]);

/** A filter, or NULL when memory is short. */
struct filter *filter_new(const char *expression);
void filter_free(struct filter *f);

/**
 * True when FRAME passes. Where the expression makes no sense for a link type, no frame of it
 * passes, and the first one leaves the sentence for filter_complaint.
 */
bool filter_match(struct filter *f, const struct frame *frame);

/** A sentence that has not been told yet, or NULL. */
const char *filter_complaint(struct filter *f);

#endif
