/*
 * pcapng: the packet blocks of a pcapng file: sections of either byte order, any number of
 * interfaces with their own link type and clock. Used by reader.c.
 */
#ifndef SPANWATCH_CAPTURE_PCAPNG_H
#define SPANWATCH_CAPTURE_PCAPNG_H

#include "sensor/capture/classic.h"

enum {
	/* Interfaces of one section; real files have some dozens. */
	PCAPNG_INTERFACES = 4096,
	/* Bytes of a block that is looked into: a frame and some long comments. */
	PCAPNG_BLOCK = 1024 * 1024,
};

/** What one interface says of its frames. */
struct ng_interface {
	uint16_t link;
	uint32_t snaplen; /* 0: none */
	bool binary;      /* stamps are in 2^-exponent s, else 10^-exponent s */
	uint8_t exponent;
	uint64_t scale; /* decimal: microseconds are ticks * scale or ticks / scale; 0: always 0 */
	int64_t offset_s; /* added to every stamp */
};

struct pcapng {
	bool big;
	struct ng_interface *interfaces;
	uint32_t count, room;
	int64_t last_us;  /* for simple packet blocks, which have no stamp */
	uint32_t damaged; /* packet blocks that contradict themselves */
};

bool pcapng_is_magic(struct span first);

/**
 * The next packet block of IN as a frame. RET_INPUT is the reason for RECORD_MORE; RECORD_BAD: the
 * blocks cannot be followed any further.
 */
enum record_status pcapng_next(
	struct pcapng *ng, struct input *in, struct frame *ret, enum input_status *ret_input);

void pcapng_free(struct pcapng *ng);

#endif
