/*
 * image: whose software a file is and of which version, as far as its first bytes say so. Part of
 * the state of a flow that carries a file; on a worker's thread.
 */
#ifndef SPANWATCH_DISSECTORS_COMMON_IMAGE_H
#define SPANWATCH_DISSECTORS_COMMON_IMAGE_H

#include "sensor/event.h"

enum {
	IMAGE_VERSION = sizeof(((struct transfer *)0)->image_version),
	IMAGE_HEAD = 64,     /* bytes of the file's start that are kept */
	IMAGE_TAIL = 80,     /* of what passed last: a mark and its version fit */
	IMAGE_LOOK = 1 << 20 /* behind that, no known format tells its version */
};

struct image {
	uint32_t seen; /* bytes looked at, up to IMAGE_LOOK */
	uint8_t head_len, tail_len;
	bool marks; /* worth looking for marks in */
	const char *vendor;
	uint8_t head[IMAGE_HEAD], tail[IMAGE_TAIL];
	char version[IMAGE_VERSION];
};

/** A file NAME begins. */
void image_begin(struct image *i, struct span name);

/** The next bytes of it, in order. */
void image_bytes(struct image *i, struct span bytes);

/** What was found into T, whose name is set; its head lives as long as I. */
void image_tell(const struct image *i, struct transfer *t);

#endif
