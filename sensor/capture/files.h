/*
 * files: the files of an offline run as one stream of frames in time order. Used by capture.c, on
 * the reader's thread.
 */
#ifndef SPANWATCH_CAPTURE_FILES_H
#define SPANWATCH_CAPTURE_FILES_H

#include "sensor/capture/capture.h"

struct files;

/** As capture_open_files; WAKE_FD is an eventfd of the caller. */
struct files *files_open(const char *const *arguments, unsigned count,
	const struct capture_options *options, const struct capture_fault *fault, int wake_fd);

enum capture_status files_next(struct files *f, struct frame *ret);
const char *files_name(const struct files *f, uint16_t source);
unsigned files_count(const struct files *f);
void files_progress(const struct files *f, uint64_t *ret_done, uint64_t *ret_total);
void files_totals(const struct files *f, struct capture_totals *ret);
const char *files_sha256(const struct files *f, uint16_t source);
void files_close(struct files *f);

#endif
