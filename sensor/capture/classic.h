/*
 * classic: the records of a pcap file: either byte order, micro- or nanoseconds, and the longer
 * records of the "modified" format. Used by reader.c.
 */
#ifndef SPANWATCH_CAPTURE_CLASSIC_H
#define SPANWATCH_CAPTURE_CLASSIC_H

#include "sensor/base/span.h"
#include "sensor/capture/input.h"

enum { CLASSIC_FILE_HEADER = 24 };

struct frame;

struct classic {
	bool big;          /* byte order */
	bool nano;         /* stamps in nanoseconds */
	bool swapped;      /* old writers: the two lengths stand in the other order */
	uint8_t head_size; /* bytes of a record's header */
	uint16_t link;
};

enum record_status {
	RECORD_FRAME,
	RECORD_MORE, /* the input has said why: end, wake-up or failure */
	RECORD_BAD   /* the record contradicts itself */
};

/** True when FIRST (4 bytes or more) is the magic of a pcap file. */
bool classic_is_magic(struct span first);

/** Reads the file header, CLASSIC_FILE_HEADER bytes. */
void classic_start(struct classic *c, struct span header);

/**
 * The next record of IN as a frame. RET_INPUT is the reason for RECORD_MORE.
 */
enum record_status classic_next(
	struct classic *c, struct input *in, struct frame *ret, enum input_status *ret_input);

#endif
