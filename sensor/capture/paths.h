/*
 * paths: the files that the arguments of a run name, directories walked. Used by files.c at start.
 */
#ifndef SPANWATCH_CAPTURE_PATHS_H
#define SPANWATCH_CAPTURE_PATHS_H

#include "sensor/capture/capture.h"

struct path {
	char *text;
	bool named; /* by the user; else found in a directory, where other files may lie about */
};

struct paths {
	struct path *list;
	unsigned count, room;
};

/**
 * Adds ARGUMENT: itself, or for a directory its regular files sorted by path (those of the
 * directories in it too when RECURSIVE). Names that start with a dot are left out. 0 or -errno.
 */
int paths_add(struct paths *p, const char *argument, bool recursive);

void paths_free(struct paths *p);

#endif
