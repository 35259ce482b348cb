/*
 * shelf: the folder of excerpts: what is too old goes, and the oldest when there are too many.
 */
#ifndef SPANWATCH_EVIDENCE_SHELF_H
#define SPANWATCH_EVIDENCE_SHELF_H

#include <stdbool.h>
#include <stdint.h>

/** Makes FOLDER (0700) where it is missing and looks whether files can be made there. 0, -errno. */
int shelf_open(const char *folder);

/** Makes the folder NAME of FOLDER as young as now. */
void shelf_touch(const char *folder, const char *name);

/** Removes the folder PATH, which holds files and folders of files, where it is there. */
void shelf_clear(const char *path);

/** True when there is an excerpt for finding ID. */
bool shelf_has(const char *folder, const char *id);

/** IDs of excerpts without a verdict, at most CAP of them; their number, or -errno. */
int shelf_unjudged(const char *folder, char (*ret)[33], unsigned cap);

/**
 * Removes what finding ID left (pcap, verdict, and what it stands on) once it is older than DAYS,
 * then the oldest until the rest takes at most SPACE bytes. How many excerpts went, or -errno.
 */
int64_t shelf_tidy(const char *folder, unsigned days, uint64_t space);

#endif
