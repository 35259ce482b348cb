/*
 * memory_file: the file in the state directory that carries what judgement knows from one run to
 * the next. It is replaced as a whole (written beside, synced, renamed), so that a run that is
 * killed at any moment leaves the last complete one. Live, a thread of its own writes, so that no
 * disk makes the collector wait. Used by session.c and state.c on the collector's thread.
 */
#ifndef SPANWATCH_CMD_MEMORY_FILE_H
#define SPANWATCH_CMD_MEMORY_FILE_H

#include "rules/judge.h"

enum { MEMORY_FILE_EVERY_S = 60 };

struct memory_file;

/**
 * Opens the memory of DIR; with THREADED another thread writes. NULL, with why in ERROR, where the
 * directory cannot be used or another process holds it.
 */
struct memory_file *memory_file_open(const char *dir, bool threaded, char error[static 256]);

/**
 * Reads what is there into JUDGE, which is fresh. True when it may be used: it was read, or there
 * was none. False when the file could not be believed: it was set aside, the reason was told, and
 * the judge must be made anew.
 */
bool memory_file_load(struct memory_file *f, struct judge *judge);

/** Writes the memory of JUDGE unless the last one is still on its way. 0, or -errno of the last. */
int memory_file_save(struct memory_file *f, const struct judge *judge);

/** Writes a last time where JUDGE is not NULL, waits for it, and frees. 0 or -errno. */
int memory_file_close(struct memory_file *f, const struct judge *judge);

#endif
