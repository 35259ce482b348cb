/*
 * cooked: which way a frame of a Linux cooked capture went. Used by reader.c and live.c.
 */
#ifndef SPANWATCH_CAPTURE_COOKED_H
#define SPANWATCH_CAPTURE_COOKED_H

#include "sensor/capture/capture.h"

enum {
	SLL_HEADER = 16,
	SLL2_HEADER = 20,
	SLL2_TYPE = 10,   /* offset of the packet type; that of SLL stands at 0, big-endian */
	SLL_OUTGOING = 4, /* PACKET_OUTGOING of linux/if_packet.h */
};

/** Sets the direction of a frame whose link type is LINK_LINUX_SLL or LINK_LINUX_SLL2. */
static inline void cooked_direction(struct frame *f)
{
	if (f->link == LINK_LINUX_SLL && f->data.len >= SLL_HEADER) {
		f->direction_known = true;
		f->outgoing = f->data.p[0] == 0 && f->data.p[1] == SLL_OUTGOING;
	} else if (f->link == LINK_LINUX_SLL2 && f->data.len >= SLL2_HEADER) {
		f->direction_known = true;
		f->outgoing = f->data.p[SLL2_TYPE] == SLL_OUTGOING;
	}
}

#endif
