/*
 * input: the bytes of one file, pipe or standard input as a window that slides over them, unpacked
 * on the way when they are gzip or zstd (told by their first bytes). Owns the descriptor and the
 * buffers; bounded memory whatever the file says. Used by the readers, on the reader's thread.
 */
#ifndef SPANWATCH_CAPTURE_INPUT_H
#define SPANWATCH_CAPTURE_INPUT_H

#include "sensor/base/digest.h"
#include "sensor/base/span.h"
#include <stdatomic.h>
#include <stddef.h>
#include <sys/types.h>

enum {
	INPUT_WINDOW = 256 * 1024,         /* bytes of a read: stays in the second-level cache */
	INPUT_WINDOW_SMALL = 16 * 1024,    /* for the look at a file's first frame */
	INPUT_NEED_MAX = 1024 * 1024 + 64, /* the longest record that can be asked for */
};

enum input_status {
	INPUT_OK,
	INPUT_END,   /* the bytes end before what was asked for */
	INPUT_WOKEN, /* capture_wake was called while a pipe was silent; ask again */
	INPUT_BAD    /* reading or unpacking failed: input.error says why */
};

struct unpack;

struct input {
	const uint8_t *p, *end; /* unread bytes of the window */
	uint8_t *window;
	size_t cap;
	uint64_t base; /* offset of window[0] in the unpacked bytes */
	uint64_t skip; /* bytes still to be passed over */
	int fd;        /* -1 between two reads of a parked file */
	int wake_fd;   /* an eventfd, or -1 */
	bool pollable; /* a pipe or terminal: a read can block */
	bool raw_end;  /* no more bytes from the file */
	bool parked;   /* the file is opened again for each read */
	const char *path;
	dev_t device;
	ino_t inode;
	uint64_t raw_done; /* bytes read from the file, packed as they are */
	struct unpack *unpack;
	uint8_t *packed; /* the first read of a packed input; the unpacker starts with it */
	_Atomic uint64_t *progress; /* counts raw bytes; or NULL */
	struct sha256_ctx *hash;    /* over the raw bytes; or NULL */
	char error[128];
};

struct input_options {
	size_t window;
	int wake_fd;
	bool parked;
	_Atomic uint64_t *progress;
	struct sha256_ctx *hash;
};

/**
 * Opens PATH ("-": standard input), which must live as long as IN. 0 or -errno. The first bytes
 * are not read yet.
 */
int input_open(struct input *in, const char *path, const struct input_options *options);

/** Takes over FD, which is closed by input_close. 0 or -ENOMEM. */
int input_of_fd(struct input *in, int fd, const struct input_options *options);

void input_close(struct input *in);

/** Finds out by the first bytes whether IN is packed; to be called once, repeated when WOKEN. */
enum input_status input_sniff(struct input *in);

/** input_need when the window has too little. */
enum input_status input_fill(struct input *in, size_t need);

/**
 * Makes NEED (at most INPUT_NEED_MAX) bytes readable at in->p. On INPUT_END fewer are there. What
 * in->p pointed at before may move.
 */
static inline enum input_status input_need(struct input *in, size_t need)
{
	if (in->skip == 0 && (size_t)(in->end - in->p) >= need)
		return INPUT_OK;
	return input_fill(in, need);
}

/** Bytes that can be read without input_need. */
static inline size_t input_left(const struct input *in)
{
	return (size_t)(in->end - in->p);
}

/** Passes over COUNT bytes, of which any number may not have been read yet. */
void input_skip(struct input *in, uint64_t count);

/** Offset of in->p in the unpacked bytes. */
uint64_t input_offset(const struct input *in);

/** Reads the raw bytes to their end, for the sake of the hash. False when they cannot be read. */
bool input_drain(struct input *in);

#endif
