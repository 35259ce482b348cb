/*
 * sift: finds values in a JSON text by their path, in one pass, without memory of its own. The text
 * is not trusted: what is no JSON is said to be none. Pure; any thread.
 */
#ifndef SPANWATCH_SERVE_SIFT_H
#define SPANWATCH_SERVE_SIFT_H

#include "sensor/base/span.h"

/** One value that is wanted. */
struct sift {
	const char *path;  /* "spanwatch.group.id": names of objects, parted by dots */
	struct span value; /* as it stands: a string without its quotes, a whole list or
			    * object; empty where missing */
	bool string;
};

/**
 * Fills the values of COUNT values from JSON, an object. What stands inside of lists is passed
 * over; the first of two equal names counts. False, with no value set, when JSON is not valid or
 * nested deeper than 32.
 */
bool sift(struct span json, struct sift *wanted, unsigned count);

#endif
