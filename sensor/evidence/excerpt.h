/*
 * excerpt: the packets of one finding on their way to a pcap file, for its owner alone (0600). It
 * keeps some in memory and appends them to the file when there are enough, so that thousands can
 * grow at one time without as many open files. One thread.
 */
#ifndef SPANWATCH_EVIDENCE_EXCERPT_H
#define SPANWATCH_EVIDENCE_EXCERPT_H

#include "sensor/capture/capture.h"
#include "sensor/sink.h"

enum { EXCERPT_PATH = 4096, EXCERPT_MOST = 16 * 1024 * 1024 /* bytes of one */ };

struct excerpt {
	char id[33]; /* of the finding: hex digits */
	uint8_t *held;
	uint32_t held_len;
	uint64_t most;    /* bytes of the file that there may be; 0: EXCERPT_MOST */
	uint64_t bytes;   /* of the file, with what is held */
	uint32_t packets; /* in it */
	uint16_t link;    /* of its first packet, and so of all */
	bool full;        /* some went missing: too many, or of another link type */
	int error;        /* the first one, -errno: nothing is added behind it */
};

/** R is the first alert of a finding that is about packets. */
bool excerpt_is_due(const struct record *r);

/** The finding's ID from its LINE; false where it has none. */
bool excerpt_take_id(struct span line, char ret[33]);

/** One frame for excerpts. */
struct excerpt_frame {
	int64_t ts_us;
	struct span bytes;
	uint32_t len; /* on the wire */
	uint16_t link;
	bool own; /* of the finding's own flow; the others get half of the room */
};

/** Adds a frame. 0 or -errno. */
int excerpt_add(struct excerpt *e, const char *folder, const struct excerpt_frame *f);

/** Brings what is held to the file, for who reads it meanwhile. 0 or -errno. */
int excerpt_flush(struct excerpt *e, const char *folder);

/**
 * Writes what is held and frees it; a file of that name from before is replaced. 0, or the first
 * error that there was, as -errno.
 */
int excerpt_close(struct excerpt *e, const char *folder);

#endif
