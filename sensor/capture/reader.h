/*
 * reader: the frames of one capture file, whatever its format. Owns the input and what the format
 * must remember. Used by files.c, on the reader's thread.
 */
#ifndef SPANWATCH_CAPTURE_READER_H
#define SPANWATCH_CAPTURE_READER_H

#include "sensor/capture/capture.h"
#include "sensor/capture/classic.h"
#include "sensor/capture/input.h"
#include "sensor/capture/pcapng.h"

enum reader_status {
	READER_FRAME,
	READER_WOKEN, /* nothing yet; ask again */
	READER_END,   /* the whole file was read */
	READER_CUT,   /* the file ends early or contradicts itself; reader.problem says how */
	READER_ALIEN  /* not a capture; reader.problem says what it is and what to do */
};

enum reader_format { FORMAT_UNKNOWN, FORMAT_CLASSIC, FORMAT_PCAPNG };

struct reader {
	struct input input;
	enum reader_format format;
	bool sniffed;
	bool started; /* what stands before the first record was read */
	struct classic classic;
	struct pcapng pcapng;
	uint32_t frame_no; /* of the last frame */
	char problem[256];
};

/** Opens PATH ("-": standard input). 0 or -errno; READER must be closed only after 0. */
int reader_open(struct reader *r, const char *path, const struct input_options *options);

/** The same for a descriptor, which is taken over. */
int reader_of_fd(struct reader *r, int fd, const struct input_options *options);

void reader_close(struct reader *r);

/**
 * The next frame, all but `source`. Its bytes live until the next call. After READER_END,
 * READER_CUT and READER_ALIEN the reader must not be asked again.
 */
enum reader_status reader_next(struct reader *r, struct frame *ret);

#endif
